"""Acts: what a collector may be about to do about debts that is no message, as rules about acts are asked of it."""

from __future__ import annotations

from datetime import date
from typing import Literal

from accounts.record import Id, Instant, Record


class Act(Record):
    """An act about debts."""

    debts: tuple[Id, ...]


class Furnish(Act):
    """Information about debts is furnished to a consumer reporting agency (1006.30(a))."""

    cra: str = "nationwide"
    """What agency it is: nationwide, check_history … (1006.30(a)(2))."""
    marks_disputed: bool = False
    """Whether it says of each that it is disputed (1006.18(c)(2))."""


Venue = Literal["residence", "contract", "property", "elsewhere"]
"""Where the consumer resides, where they signed the contract sued upon, where the real property is; or neither."""


class Sue(Act):
    """A legal action against the consumer is brought (1006.26(b), 1006.30(d))."""

    venue: Venue | None = None
    """In which judicial district; None is not known."""
    enforces: Literal["debt", "real_property"] = "debt"
    """Whether it enforces an interest in real property that secures the debt."""


class FileProofOfClaim(Act):
    """A proof of claim is filed in a bankruptcy proceeding (1006.26(b))."""


class Sell(Act):
    """Debts, or data about them, go to somebody else (1006.30(b))."""

    kind: str = "sale"
    """sale, placement, transfer_to_owner, merger, portfolio_pledge, analytics …; the lists stand with the rule."""
    original_contract_allows: bool = False
    """Whether the contract with the previous owner authorises the transfer back."""
    tells_transferee_of_discharge: bool = False
    """Whether the transferee is told that the consumer's personal liability was discharged."""


class Deposit(Act):
    """A check or other payment instrument is deposited (1006.22(c))."""

    instrument_date: date
    accepted_on: date | None = None
    """The day we took it; None is not known."""
    notice_sent: date | None = None
    """The day on which the written notice of our intent to deposit it was sent; None: none was."""


class AcceptPayment(Act):
    """An amount is collected, and what it is made up of (1006.22(b))."""

    amounts: frozenset[str]
    """principal, interest, convenience_fee …: each kind of amount that is in it."""
    authorized: frozenset[str] = frozenset()
    """The kinds that the agreement expressly authorises or the law permits; what is not known of is not here."""


class ApplyPayment(Act):
    """A single payment with respect to debts is applied to some of them (1006.30(c))."""

    apply_to: tuple[Id, ...]
    directions: tuple[Id, ...] | None = None
    """The debts to which the consumer directed it; None: they gave no direction."""


class DeleteRecord(Act):
    """A record of the collection of debts is deleted (1006.100)."""

    record: Literal["log", "recording"] = "log"
    of: Id | None = None
    """Of a recording: the call."""
    runs_from: Instant | None = None
    """The call recorded, or the last collection activity in the whole store, which a dossier does not reach back to.

    None is not known, and nothing may be deleted.
    """
