"""Beside a call: what is written to somebody while they are on the telephone, kept with the thread of that address."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from accounts.contact import Message, Purpose
from accounts.conversation import Conversation, Turn
from accounts.dossier import Dossier
from accounts.record import Id, new_id
from accounts.store import Transaction
from bot import effects
from bot.nlu.port import Language
from bot.on_call import Said
from bot.step import Written
from channels.compose import Composer
from channels.gateway import Sent

SHARED = "more than one consumer has that address"


@dataclass(frozen=True)
class Beside:
    """What is about to be written, put down before it leaves: whoever finds it unsent after a crash sends it."""

    written: Written
    turn: Turn | None
    """None where nothing may be: whose address it is, is in doubt."""

    @property
    def message(self) -> Message | None:
        """What leaves."""
        return self.turn.message if self.turn is not None else None


@dataclass(frozen=True)
class Plan:
    """What is about to be said on a call, after what is about to be written."""

    thread: Id
    message: Message | None
    said: Said
    beside: Beside | None = None


def put_down(
    unit: Transaction,
    composer: Composer,
    dossier: Dossier,
    call: Id,
    language: Language,
    written: Written,
    at: datetime,
) -> Beside:
    """Compose what they said yes to on a call, and add it to the thread with its address, or to a new one."""
    consumer = dossier.consumer.id
    known = unit.conversation(written.medium, written.to)
    thread = known or Conversation(
        id=new_id(), medium=written.medium, address=written.to, consumer=consumer, language=language, updated_at=at
    )
    if effects.owners(unit, thread, thread.consumer) != [consumer]:
        return Beside(written, None)
    spoken = known is not None and any(turn.who == "bot" for turn in unit.turns(thread.id))
    message = composer.compose(
        written.words.template,
        dossier,
        medium=written.medium,
        to=written.to,
        debts=written.words.debts,
        purpose=Purpose.REPLY,
        author="bot",
        language=language,
        values={**written.words.values, "introduce": not spoken},
    ).model_copy(update={"asked_on": call})
    turn = Turn(id=new_id(), at=at, who="bot", text=message.text, message=message)
    unit.add_turn((known or unit.put_conversation(thread)).id, turn)
    return Beside(written, turn)


def settle(unit: Transaction, beside: Beside, sent: Sent | None, why: str) -> None:
    """Note what became of it."""
    if beside.turn is not None:
        unit.settle_turn(beside.turn.model_copy(update={"attempt": sent and sent.attempt, "refused": why}))
