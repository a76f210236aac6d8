"""Duty: a provision of law that owes the consumer something by a day."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, TypeVar

from accounts.dossier import Dossier
from accounts.record import Id, Instant, Record
from compliance.parameters import Parameters, Version, versions

P = TypeVar("P", bound=Parameters)


class Owed(Record):
    """What is owed, about which debt, and by which day."""

    duty: str
    citation: str
    what: str
    """The template of messages/ that discharges it."""
    debt: Id
    by: date | None
    """The last safe day; None: before or with the first communication."""
    says: str


@dataclass(frozen=True)
class Duty:
    """A provision that owes."""

    id: str
    cites: str
    since: date
    parameters: type[Parameters]
    owe: Callable[[Dossier, Instant, Any], tuple[Owed, ...]]
    versions: tuple[Version, ...]
    path: Path

    def __call__(self, dossier: Dossier, at: Instant, parameters: Parameters) -> tuple[Owed, ...]:
        """Return what is owed to this consumer at that instant."""
        return self.owe(dossier, at, parameters)

    @property
    def module(self) -> str:
        """The module it is written in."""
        return self.owe.__module__

    @property
    def title(self) -> str:
        """The provision's one sentence."""
        return (inspect.getdoc(self.owe) or "").partition("\n")[0]

    @property
    def reads(self) -> str:
        """The quoted law, how we read it, and what is not modelled."""
        return (inspect.getdoc(self.owe) or "").partition("\n")[2].strip()


def duty(
    parameters: type[P], *, id: str, cites: str, since: date
) -> Callable[[Callable[[Dossier, Instant, P], tuple[Owed, ...]]], Duty]:
    """Make a duty of a function `(Dossier, Instant, Parameters) -> tuple[Owed, ...]`; as `rule` does.

    Raises:
        BadLaw: the values in the YAML file do not fit.
    """

    def made(owe: Callable[[Dossier, Instant, P], tuple[Owed, ...]]) -> Duty:
        path = Path(inspect.getfile(owe))
        dated = versions(path.with_suffix(".yaml"), id, parameters, since)
        return Duty(id, cites, since, parameters, owe, dated, path)

    return made
