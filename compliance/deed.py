"""Deed: something the collector is about to do that is no message; a provision may object to it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any, Generic, TypeVar

from accounts.dossier import Dossier
from accounts.record import Instant, Record
from compliance import zones
from compliance.decision import Finding, Objection
from compliance.parameters import Parameters
from compliance.provision import Provision, dated

P = TypeVar("P", bound=Parameters)
A = TypeVar("A", bound=Record)


@dataclass(frozen=True)
class Deed(Generic[A]):
    """One act at one instant, with everything known of the consumer."""

    act: A
    """What is to be done: Furnish, Sue, Sell … of `compliance.acts`."""
    dossier: Dossier
    at: Instant

    @property
    def dates(self) -> tuple[date, ...]:
        """The calendar dates it may be done on, earliest first: in every zone of the consumer, and the collector's."""
        return zones.dates(self.at, zones.of(self.dossier), self.dossier.collector.zone)


@dataclass(frozen=True)
class DeedRule(Provision):
    """A provision that may object to acts of one kind."""

    of: type[Record] = Record

    kind = "rule about an act"

    def __call__(self, deed: Deed[Any], parameters: Parameters) -> Objection | Finding | None:
        """Judge a deed under given values."""
        found: Objection | Finding | None = self.written(deed, parameters)
        return found


def deed_rule(
    of: type[A], parameters: type[P], *, id: str, cites: str, since: date, place: str | None = None
) -> Callable[[Callable[[Deed[A], P], Objection | Finding | None]], DeedRule]:
    """Make a rule about acts of one kind of a function `(Deed, Parameters) -> Objection | Finding | None`.

    Raises:
        BadLaw: the values in the YAML file do not fit.
    """

    def made(judge: Callable[[Deed[A], P], Objection | Finding | None]) -> DeedRule:
        return DeedRule(**dated(judge, parameters, id=id, cites=cites, since=since, place=place), of=of)

    return made
