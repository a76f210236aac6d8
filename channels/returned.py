"""Returned: what follows, for its address, from what did not arrive."""

from __future__ import annotations

from typing import Literal

from accounts.basis import AddressFailed
from accounts.contact import Attempt, Medium, Receipt
from accounts.notice import Undeliverable
from accounts.provider import Rebuff
from accounts.record import Id, Instant, new_id
from accounts.store import Transaction
from channels.mail_codes import CODE
from channels.port import StatusUpdate


def came_back(unit: Transaction, consumer: Id, attempt: Attempt, update: StatusUpdate) -> None:
    """Put down that an attempt left and did not arrive, and what that says of its address."""
    unit.add_fact(consumer, Undeliverable(id=new_id(), at=update.at, of=attempt.id), by=update.provider)
    address_failed(unit, consumer, attempt, update)


def address_failed(unit: Transaction, consumer: Id, attempt: Attempt, update: StatusUpdate) -> None:
    """Put down what a report says of the address, whether the message had left or the provider would not take it."""
    lasting = _is_lasting(attempt.medium, update)
    if lasting is not None:
        _failed(unit, consumer, attempt, update.at, lasting, update.code or "", update.says, update.provider)


def refused(unit: Transaction, consumer: Id, attempt: Attempt, receipt: Receipt) -> None:
    """Put down what a refusal at the door says of the address; that nothing left, the receipt says itself."""
    if attempt.medium in (Medium.EMAIL, Medium.SMS) and receipt.rebuff == "unreachable":
        found = CODE.search(receipt.says)
        code = found[0] if found else receipt.code or ""
        _failed(unit, consumer, attempt, receipt.at, True, code, receipt.says, receipt.channel)


def _failed(
    unit: Transaction, consumer: Id, attempt: Attempt, at: Instant, lasting: bool, code: str, says: str, by: str
) -> None:
    if attempt.to:
        only: Literal["sms"] | None = "sms" if attempt.medium is Medium.SMS else None
        fact = AddressFailed(
            id=new_id(), at=at, address=attempt.to, of=attempt.id, lasting=lasting, code=code, says=says, medium=only
        )
        unit.add_fact(consumer, fact, by=by)


def _is_lasting(medium: Medium, update: StatusUpdate) -> bool | None:
    """Return whether an address is dead, or may work another day; None says nothing of it.

    A handset that is off is no failure of its number's; one that takes no texts may ring.
    """
    why: Rebuff | None = update.rebuff
    if medium is Medium.MAIL:
        came_back = update.state == "undelivered"  # they do not receive mail there (comment 42(a)(1)-3)
        return True if came_back else None  # a letter that was never printed says nothing of where it was to go
    if medium is Medium.EMAIL and why in ("unreachable", "for_now"):
        return why == "unreachable"
    if medium is Medium.SMS and why == "unreachable":
        return True
    return None
