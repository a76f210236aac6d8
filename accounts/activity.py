"""What happened on a debt beside contact: payments, furnishing, and other collection activity."""

from __future__ import annotations

from typing import Literal

from accounts.record import Cents, Id, Instant, Record


class Payment(Record):
    """A payment on debts was received; `amount` says whether it paid them wholly."""

    kind: Literal["payment"] = "payment"
    id: Id
    at: Instant
    debts: tuple[Id, ...] | None = None
    amount: Literal["full", "part"] = "part"
    cents: Cents | None = None


class Furnished(Record):
    """Information about debts was furnished to a consumer reporting agency (1006.30(a))."""

    kind: Literal["furnished"] = "furnished"
    id: Id
    at: Instant
    debts: tuple[Id, ...] | None = None
    marks_disputed: bool = False


class Activity(Record):
    """Other collection activity on debts (1006.100(a))."""

    kind: Literal["activity"] = "activity"
    id: Id
    at: Instant
    debts: tuple[Id, ...] | None = None
    what: str = ""
