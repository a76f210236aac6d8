"""Duty: a provision of law that owes the consumer something by a day."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Literal, TypeVar

from accounts.dossier import Dossier
from accounts.record import Id, Instant, Record
from compliance.parameters import Parameters
from compliance.provision import Provision, dated

P = TypeVar("P", bound=Parameters)


class Owed(Record):
    """What is owed, about which debt, and by which day."""

    duty: str
    citation: str
    what: str
    """The template of messages/ that discharges it."""
    debt: Id
    by: date | None
    """The last safe day; None: before or with the first communication, or no day is named."""
    says: str
    of: Id | None = None
    """What a person must answer: a dispute, a request. The machine never discharges it by itself."""
    since: Instant | None = None
    """Since when a person is waited for, or when the consumer asked for it."""
    language: Literal["en", "es"] | None = None
    """In which language; None is the consumer's own."""


@dataclass(frozen=True)
class Duty(Provision):
    """A provision that owes."""

    kind = "duty"

    def __call__(self, dossier: Dossier, at: Instant, parameters: Parameters) -> tuple[Owed, ...]:
        """Return what is owed to this consumer at that instant."""
        owed: tuple[Owed, ...] = self.written(dossier, at, parameters)
        return owed


def duty(
    parameters: type[P], *, id: str, cites: str, since: date, place: str | None = None
) -> Callable[[Callable[[Dossier, Instant, P], tuple[Owed, ...]]], Duty]:
    """Make a duty of a function `(Dossier, Instant, Parameters) -> tuple[Owed, ...]`; see `provision.dated`.

    Raises:
        BadLaw: the values in the YAML file do not fit.
    """

    def made(owe: Callable[[Dossier, Instant, P], tuple[Owed, ...]]) -> Duty:
        return Duty(**dated(owe, parameters, id=id, cites=cites, since=since, place=place))

    return made
