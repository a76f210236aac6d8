"""Conveyed: what follows, for the law, from a message that has left."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from accounts.contact import Attempt, Purpose
from accounts.notice import DisputeAnswered, ValidationSent
from accounts.record import Id, new_id
from accounts.store import Transaction


def conveyed(unit: Transaction, news: Iterable[tuple[Id, Attempt, datetime]]) -> None:
    """Put down the first communication about each debt, what was provided of the law's notices, and what was answered.

    Call it once for an attempt, on the first news that a provider has taken it: from the channel, from a
    callback that was faster, or from the journal of a worker that died.

    Args:
        unit: the transaction in which the news is recorded.
        news: (consumer, attempt, when it left).
    """
    news = tuple(news)
    for consumer, attempt, at in news:
        if attempt.settles is not None:
            answered = DisputeAnswered(
                id=new_id(), at=at, of=attempt.settles.of, kind=attempt.settles.kind, via=attempt.medium,
                attempt=attempt.id, person=attempt.person,
            )  # fmt: skip
            unit.add_fact(consumer, answered, by="gateway")
    told = [one for one in news if one[1].person is None and one[1].purpose not in _TELLS_NOTHING]
    unit.communicated((consumer, debt, at) for consumer, attempt, at in told for debt in attempt.debts)
    for consumer, attempt, at in told:
        if attempt.purpose is Purpose.VALIDATION_NOTICE:
            sent = ValidationSent(
                id=new_id(), at=at, debts=attempt.debts, via=attempt.medium, in_initial=True, attempt=attempt.id
            )
            unit.add_fact(consumer, sent, by="gateway")


_TELLS_NOTHING = frozenset({Purpose.OPTOUT_CONFIRMATION, Purpose.LOCATION_INFO})
