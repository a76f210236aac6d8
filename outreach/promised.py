"""Promised: a reminder before a payment, one kind message after a missed one, then a person; and thanks at the end."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from functools import cache
from pathlib import Path

from accounts.activity import Payment
from accounts.contact import Medium, Purpose
from accounts.debt import Debt
from accounts.dossier import Dossier
from accounts.promise import Instalment, Promise, PromiseWithdrawn, standing, unpaid
from accounts.record import Record
from accounts.store import Store
from compliance import zones
from compliance.parameters import load_yaml
from outreach.cadence import Suggestion, door
from outreach.notices import Unmet

DATA = Path(__file__).with_suffix(".yaml")


class Words(Record):
    """Which words, by which media, and how many days before or after."""

    template: str
    media: tuple[Medium, ...]
    days: int


class ForAPerson(Record):
    """How many days after a person sees to it."""

    days: int


class Keeping(Record):
    """How a promise is kept company."""

    remind: Words
    missed: Words
    person: ForAPerson
    kept: Words


def load(path: Path = DATA) -> Keeping:
    """Return the policy of the house.

    Raises:
        BadLaw: the file cannot be read.
        pydantic.ValidationError: a key is unknown or missing.
    """
    return Keeping.model_validate(load_yaml(path))


@cache
def shipped() -> Keeping:
    """Return the policy as it is shipped."""
    return load()


def suggest(dossier: Dossier, at: datetime, keeping: Keeping | None = None) -> tuple[Suggestion, ...]:
    """Return what to propose about the first promise of which something is due to be said."""
    keeping = keeping or shipped()
    for promise, debt in _standing(dossier):
        words, part = _due(dossier, promise, debt, at, keeping)
        if words is None or _was_said(dossier, words, promise, part, keeping):
            continue
        for medium in words.media:
            point = door(dossier, medium)
            if point is not None:
                offer = promise.offer if part is None else promise.offer.model_copy(update={"instalments": (part,)})
                return (
                    Suggestion(
                        template=words.template,
                        medium=medium,
                        to=point.address,
                        debts=(debt.id,),
                        purpose=Purpose.COLLECT,
                        author="promise",
                        offer=offer,
                    ),
                )
    return ()


def broken(dossier: Dossier, at: datetime, keeping: Keeping | None = None) -> Iterator[Unmet]:
    """Yield what a person must see to: a payment that was promised, was not received, and of which they heard."""
    keeping = keeping or shipped()
    for promise, debt in _standing(dossier):
        part = _missed(dossier, promise, debt, at, keeping.person.days)
        if part is not None:
            says = f"promised to pay {debt.creditor} by {part.due}, and it was not received: talk with them about it"
            yield Unmet(consumer=dossier.consumer.id, name=dossier.consumer.name, debt=debt.id, by=part.due, says=says)


def all_broken(store: Store, at: datetime) -> tuple[Unmet, ...]:
    """Return what a person must see to of all consumers, the earliest payment first."""
    with store.reading() as reading:
        dossiers = reading.dossiers(reading.consumers_with(("promise",)), at)
    found = (one for dossier in dossiers.values() for one in broken(dossier, at))
    return tuple(sorted(found, key=lambda one: (str(one.by), one.name)))


def _standing(dossier: Dossier) -> Iterator[tuple[Promise, Debt]]:
    for promise in standing(dossier.of(Promise), dossier.of(PromiseWithdrawn)):
        debt = dossier.debt(promise.offer.debt)
        if debt is not None:
            yield promise, debt


def _due(
    dossier: Dossier, promise: Promise, debt: Debt, at: datetime, keeping: Keeping
) -> tuple[Words | None, Instalment | None]:
    rest = unpaid(promise, dossier.of(Payment))
    if not rest:
        last = max(payment.at for payment in dossier.of(Payment))
        return (keeping.kept if (at - last).days < keeping.kept.days else None), None
    before = (rest[0].due - _today(dossier, at)).days
    if 0 <= before <= keeping.remind.days and _agrees(dossier, promise, debt):
        return keeping.remind, rest[0]
    missed = _missed(dossier, promise, debt, at, keeping.missed.days)
    return (keeping.missed, missed) if missed is not None else (None, None)


def _missed(dossier: Dossier, promise: Promise, debt: Debt, at: datetime, days: int) -> Instalment | None:
    """Return the first payment that is so many days overdue, if we know that it is.

    Of a balance that was told before it was due, and of one that fell by more than we were told of, nobody knows.
    """
    rest, told = unpaid(promise, dossier.of(Payment)), debt.balance_as_of
    if not rest or (_today(dossier, at) - rest[0].due).days < days:
        return None
    return rest[0] if told is not None and told.date() > rest[0].due and _agrees(dossier, promise, debt) else None


def _agrees(dossier: Dossier, promise: Promise, debt: Debt) -> bool:
    """Whether the balance fell by what was paid since, and by no more."""
    paid = promise.offer.total - sum(part.amount for part in unpaid(promise, dossier.of(Payment)))
    return promise.offer.balance is not None and promise.offer.balance - debt.balance <= paid


def _was_said(dossier: Dossier, words: Words, promise: Promise, part: Instalment | None, keeping: Keeping) -> bool:
    """Whether it was said of that payment already, or tried; of a kept promise, since it was made."""
    made = [a for a in dossier.attempts if a.counts and a.template == words.template and promise.offer.debt in a.debts]
    days = [zones.local(a.at, dossier.collector.zone).date() for a in made if a.at >= promise.at]
    if part is None:
        return bool(days)
    since = part.due - timedelta(days=words.days if words is keeping.remind else 0)
    return any(day >= since for day in days)


def _today(dossier: Dossier, at: datetime) -> date:
    return zones.dates(at, zones.of(dossier) or (dossier.collector.zone,))[0]
