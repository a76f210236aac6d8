"""Effects: applies what a step decided, inside the transaction that decided it."""

from __future__ import annotations

from datetime import datetime

from accounts import ledger
from accounts.consumer import PointKind
from accounts.contact import Medium
from accounts.conversation import Conversation
from accounts.record import Id, new_id
from accounts.store import Transaction
from bot.step import AddFact, AddToAddress, HandOver, Step

BY = "bot"

_KINDS = {Medium.SMS: PointKind.PHONE, Medium.CALL: PointKind.PHONE, Medium.EMAIL: PointKind.EMAIL}


def apply(unit: Transaction, step: Step, consumer: Id | None, at: datetime) -> None:
    """Put down every effect of a step.

    Args:
        unit: the transaction, in which the consumer is locked.
        step: what was decided.
        consumer: whose thread it is; None where nobody, or more than one consumer, has the address.
        at: now.
    """
    for effect in step.effects:
        match effect:
            case AddFact(fact=fact):
                if consumer is not None:
                    unit.add_fact(consumer, fact, BY)
            case AddToAddress(fact=fact):
                for owner in owners(unit, step.conversation, consumer):
                    unit.add_fact(owner, fact.model_copy(update={"id": fact.id if owner == consumer else new_id()}), BY)
            case HandOver(reason=reason, priority=priority):
                thread = step.conversation.id
                noted = ledger.entry("handed_over", at, consumer, thread=thread, reason=reason, priority=priority)
                unit.note(noted)


def owners(unit: Transaction, thread: Conversation, consumer: Id | None) -> list[Id]:
    """Return every consumer who has the address of a thread, the one it belongs to included."""
    kind = _KINDS.get(thread.medium)
    found = {owner for owner, _ in unit.owners(kind, thread.address)} if kind else set()
    return sorted(found | ({consumer} if consumer is not None else set()))
