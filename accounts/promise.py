"""What the consumer said they will pay, what became of it, and the terms they may be offered."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Literal

from pydantic import Field

from accounts.activity import Payment
from accounts.record import Cents, Id, Instant, Record

OfferKind = Literal["full", "plan", "settlement", "postponement", "extension"]
"""All at once; in parts; less than is owed; with a later start than usual; with one promised part later."""

Every = Literal["month", "two_weeks", "week"]
"""How far the parts of a plan are apart."""


class Instalment(Record):
    """One due date of a plan."""

    due: date
    amount: Cents = Field(gt=0)


class Offer(Record):
    """Terms computed beforehand within the creditor's policy; the only terms that may be uttered."""

    id: str
    debt: Id
    kind: OfferKind = "plan"
    every: Every = "month"
    instalments: tuple[Instalment, ...] = Field(min_length=1)
    balance: Cents | None = None
    """What was owed when it was made; None where it was made before this was put down."""

    @property
    def total(self) -> Cents:
        """The sum of all instalments."""
        return sum(i.amount for i in self.instalments)

    @property
    def first(self) -> date:
        """When the first instalment is due."""
        return self.instalments[0].due


class Promise(Record):
    """The consumer, asked back in full, said that they will pay so."""

    kind: Literal["promise"] = "promise"
    id: Id
    at: Instant
    debts: tuple[Id, ...]
    offer: Offer
    via: str
    replaces: Id | None = None
    """The promise that this one changes."""


class PromiseWithdrawn(Record):
    """The consumer takes a promise back; it obliged them to nothing, and is kept as said."""

    kind: Literal["promise_withdrawn"] = "promise_withdrawn"
    id: Id
    at: Instant
    of: Id
    via: str


class PaymentAuthorizationRevoked(Record):
    """The consumer forbids that money be taken from their account or card (12 CFR 1005.10(c))."""

    kind: Literal["payment_authorization_revoked"] = "payment_authorization_revoked"
    id: Id
    at: Instant
    debts: tuple[Id, ...] | None = None
    """None is every debt."""
    via: str


def unpaid(promise: Promise, payments: Iterable[Payment]) -> tuple[Instalment, ...]:
    """Return what of a promise the payments since have not covered, the earliest instalment first.

    A payment whose sum is not known covers one instalment, or all where it paid the debt wholly.
    """
    rest = list(promise.offer.instalments)
    since = [
        p for p in payments if p.at >= promise.at and (p.debts is None or not set(p.debts).isdisjoint(promise.debts))
    ]
    for payment in sorted(since, key=lambda p: p.at):
        left = sum(part.amount for part in rest) if payment.amount == "full" else payment.cents
        if left is None:
            del rest[:1]
            continue
        while rest and left >= rest[0].amount:
            left -= rest.pop(0).amount
        if rest and left:
            rest[0] = rest[0].model_copy(update={"amount": rest[0].amount - left})
    return tuple(rest)


def standing(promises: Iterable[Promise], withdrawn: Iterable[PromiseWithdrawn]) -> tuple[Promise, ...]:
    """Return the promises that neither were taken back nor replaced by a later one, oldest first."""
    made = sorted(promises, key=lambda promise: promise.at)
    over = {one.of for one in withdrawn} | {promise.replaces for promise in made}
    return tuple(promise for promise in made if promise.id not in over)
