"""Rebuffed: what follows when a provider did not take or deliver a message, by the reason it gave."""

from __future__ import annotations

import logging
from datetime import datetime

from accounts.consent import OptOut
from accounts.contact import Attempt
from accounts.conversation import Conversation, HandOff, Status
from accounts.errors import Conflict
from accounts.provider import Rebuff
from accounts.record import Id, new_id
from accounts.store import Transaction

log = logging.getLogger("duly.channels")


def rebuffed(
    unit: Transaction, consumer: Id, attempt: Attempt, why: Rebuff | None, code: str | None, at: datetime, by: str
) -> None:
    """Put down what a rebuff tells, and call a person where nobody can tell what it means.

    Who told their carrier to stop has opted out with us as well. What may fare better later is proposed again by
    those who owe it, through the guard; what is wrong with us closes the wire (`channels.switch`).

    Args:
        unit: the transaction in which the rebuff is recorded; the consumer is locked.
        consumer: whose message it was.
        attempt: the message's attempt.
        why: the reason; None where it was taken.
        code: the provider's code for it.
        at: when we learnt it.
        by: the provider or its wire.
    """
    if why == "opted_out" and attempt.to is not None:
        stopped = OptOut(id=new_id(), at=at, medium=attempt.medium, address=attempt.to, via="carrier")
        unit.add_fact(consumer, stopped, by=by)
    elif why == "unclear":
        says = (
            f"a {attempt.medium} was refused by {by} with code {code or 'none'}, which nobody has read the meaning of"
        )
        _call_a_person(unit, consumer, attempt, says, at)


def _call_a_person(unit: Transaction, consumer: Id, attempt: Attempt, reason: str, at: datetime) -> None:
    """Let the thread with that address wait for a person; one that a person holds stays with them."""
    address = attempt.to or ""
    thread = unit.conversation(attempt.medium, address) or Conversation(
        id=new_id(), medium=attempt.medium, address=address, consumer=consumer, updated_at=at
    )
    if thread.status in (Status.AGENT, Status.WAITING):
        return
    summary = (f"To {address}, {attempt.template.replace('_', ' ')}, attempt {attempt.id}.",)
    called = {"status": Status.WAITING, "handoff": HandOff(at=at, reason=reason, summary=summary), "updated_at": at}
    try:
        unit.put_conversation(thread.model_copy(update=called))
    except Conflict:
        log.warning("a thread changed while its message was refused: %s", thread.id)
