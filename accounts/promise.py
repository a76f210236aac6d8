"""What the consumer said they will pay, and the terms they may be offered."""

from __future__ import annotations

from datetime import date
from typing import Literal

from pydantic import Field

from accounts.record import Cents, Id, Instant, Record


class Instalment(Record):
    """One due date of a plan."""

    due: date
    amount: Cents = Field(gt=0)


class Offer(Record):
    """Terms computed beforehand within the creditor's policy; the only terms that may be uttered."""

    id: str
    debt: Id
    instalments: tuple[Instalment, ...] = Field(min_length=1)

    @property
    def total(self) -> Cents:
        """The sum of all instalments."""
        return sum(i.amount for i in self.instalments)


class Promise(Record):
    """The consumer, asked back in full, said that they will pay so."""

    kind: Literal["promise"] = "promise"
    id: Id
    at: Instant
    debts: tuple[Id, ...]
    offer: Offer
    via: str
