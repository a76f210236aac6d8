"""Conveyed: what follows, for the law, from a message that has left."""

from __future__ import annotations

from datetime import datetime

from accounts.contact import Attempt, Purpose
from accounts.notice import ValidationSent
from accounts.record import Id, new_id
from accounts.store import Transaction


def conveyed(unit: Transaction, consumer: Id, attempt: Attempt, at: datetime) -> None:
    """Put down the first communication about each debt, and that the validation information was provided.

    Call it once for an attempt, on the first news that a provider has taken it: from the channel, from a
    callback that was faster, or from the journal of a worker that died.
    """
    if attempt.purpose in (Purpose.OPTOUT_CONFIRMATION, Purpose.LOCATION_INFO) or attempt.person is not None:
        return
    unit.communicated(consumer, attempt.debts, at)
    if attempt.purpose is Purpose.VALIDATION_NOTICE:
        sent = ValidationSent(
            id=new_id(), at=at, debts=attempt.debts, via=attempt.medium, in_initial=True, attempt=attempt.id
        )
        unit.add_fact(consumer, sent, by="gateway")
