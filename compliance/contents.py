"""Contents: a provision that says what a document must hold, and lists what it lacks."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any, TypeVar

from accounts.record import Record
from compliance.decision import Objection
from compliance.parameters import Parameters
from compliance.provision import Provision, dated

P = TypeVar("P", bound=Parameters)
D = TypeVar("D", bound=Record)


@dataclass(frozen=True)
class Contents(Provision):
    """A provision about documents of one kind."""

    of: type[Record] = Record

    kind = "contents"

    def __call__(self, document: Any, parameters: Parameters) -> tuple[Objection, ...]:
        """Return what a document lacks, or must not hold, under given values; one objection an item."""
        found: tuple[Objection, ...] = self.written(document, parameters)
        return found


def contents(
    of: type[D], parameters: type[P], *, id: str, cites: str, since: date, place: str | None = None
) -> Callable[[Callable[[D, P], tuple[Objection, ...]]], Contents]:
    """Make a provision of a function `(document, Parameters) -> tuple[Objection, ...]`.

    Raises:
        BadLaw: the values in the YAML file do not fit.
    """

    def made(lacks: Callable[[D, P], tuple[Objection, ...]]) -> Contents:
        return Contents(**dated(lacks, parameters, id=id, cites=cites, since=since, place=place), of=of)

    return made
