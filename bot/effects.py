"""Effects: applies what a step decided, inside the transaction that decided it."""

from __future__ import annotations

from datetime import datetime

from accounts import ledger
from accounts.consent import Consent, OptIn, OptOut
from accounts.consumer import PointKind
from accounts.contact import Medium
from accounts.conversation import Conversation
from accounts.dossier import Dossier, Fact
from accounts.record import Id, Instant, new_id
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
                whose = owners(unit, step.conversation, consumer)
                for owner, dossier in unit.dossiers(whose, at).items():
                    changes = {"id": fact.id if owner == consumer else new_id(), "at": _in_force(fact, dossier)}
                    unit.add_fact(owner, fact.model_copy(update=changes), BY)
            case HandOver(reason=reason, priority=priority):
                thread = step.conversation.id
                noted = ledger.entry("handed_over", at, consumer, thread=thread, reason=reason, priority=priority)
                unit.note(noted)


def _in_force(fact: Fact, dossier: Dossier) -> Instant:
    """Return from when a fact counts: an opt-out from what it takes back on, though a clock was set back since."""
    if not isinstance(fact, OptOut):
        return fact.at
    return max([fact.at, *(wish.at for wish in dossier.of(OptIn)), *(given.at for given in dossier.of(Consent))])


def owners(unit: Transaction, thread: Conversation, consumer: Id | None) -> list[Id]:
    """Return every consumer who has the address of a thread, the one it belongs to included."""
    kind = _KINDS.get(thread.medium)
    found = {owner for owner, _ in unit.owners(kind, thread.address)} if kind else set()
    return sorted(found | ({consumer} if consumer is not None else set()))
