"""Sending: lets composed replies leave, once; what was left undone, it resumes or hands to a person."""

from __future__ import annotations

import logging
from datetime import datetime, timedelta
from functools import partial

from accounts import ledger
from accounts.contact import Inbound, Message
from accounts.conversation import Conversation, HandOff, Status, Turn
from accounts.dossier import Dossier
from accounts.errors import BadSettings, Conflict
from accounts.record import Id, new_id
from accounts.store import Transaction
from bot import cards, summary
from bot.desk import Desk, why_not
from bot.nlu.port import Understanding
from channels.gateway import Sent

log = logging.getLogger("duly.bot")

LEASE = timedelta(minutes=2)
"""How long a reply belongs to the worker that composed it; after that whoever finds it unsent may send it."""

TOO_LATE = timedelta(days=1)
"""After which an unsent reply is no answer any more, and a person is called instead."""


_ANY = 2**31 - 1
"""More tries than there are; the largest that PostgreSQL's column compares with."""


class Sending(Desk):
    """The assistant's hands: every reply leaves by the gateway, and none is lost or doubled by a crash."""

    _resumed: datetime | None = None

    async def resume(self) -> int:
        """Send the replies that a worker composed and never handed to the gateway; returns how many left.

        A reply of which any attempt is recorded is never sent again: the attempt is the gateway's to settle.
        """
        at = self._resumed = self.clock()
        left = 0
        for thread, turn in await self._offload(lambda: self._unsent(at)):
            claimed = await self._offload(partial(self._claim, thread, turn))
            if claimed is not None:
                sent = await self._let_leave(thread, claimed)
                left += sent is not None and sent.left
        for inbound in await self._offload(self._given_up):
            await self._offload(partial(self._give_up, inbound))
        return left

    def _given_up(self) -> set[Id]:
        """Return the texts that were tried as often as any is, and never dealt with."""
        with self.store.reading() as reading:
            return {*reading.waiting_inbounds(most_tries=_ANY)} - {*reading.waiting_inbounds()}

    def _give_up(self, inbound_id: Id) -> None:
        """Call a person to a text that nothing could deal with, and be done with it."""
        with self.store.transaction() as unit:
            taken = unit.take_inbound(inbound_id)
            if taken is None:
                return
            inbound, consumer, ours = without_card(taken[0]), *taken[1:]
            at = self.clock()
            if at - inbound.at < LEASE:
                return  # many workers may be trying it at this very moment
            dossier = dossier_of(unit, consumer, at)
            thread = unit.put_conversation(thread_of(unit, inbound, consumer, ours, dossier, at))
            unit.add_turn(thread.id, turn_of(inbound, None))
            self._call_a_person(unit, thread, inbound, "a text could not be dealt with: read it at once")
            unit.handled(inbound, at)

    async def _leave_in_order(self, thread: Id, turns: list[Turn]) -> None:
        for turn in turns:
            await self._let_leave(thread, turn)

    async def _let_leave(self, thread: Id, turn: Turn) -> Sent | None:
        assert turn.message is not None
        sent, why = await self._sent(turn.message)
        await self._offload(lambda: self._note(thread, turn, sent, why))
        return sent

    async def _sent(self, message: Message) -> tuple[Sent | None, str]:
        """Put a message to the gateway; returns what became of it, and why it did not leave where it did not."""
        try:
            outcome = (await self.gateway.send([message]))[0]
        except BadSettings as error:
            return None, str(error)
        return outcome, why_not(outcome)

    def _note(self, thread: Id, turn: Turn, sent: Sent | None, why: str) -> None:
        """Note what became of a reply; one that did not leave calls a person, if nobody has the thread yet."""
        with self.store.transaction() as unit:
            unit.settle_turn(turn.model_copy(update={"attempt": sent and sent.attempt, "refused": why}))
            conversation = unit.conversation_by_id(thread)
            if why and conversation.status is Status.BOT:
                self._call_a_person(
                    unit, conversation, _as_inbound(turn, conversation), f"the reply did not leave: {why}"
                )

    def _call_a_person(self, unit: Transaction, conversation: Conversation, inbound: Inbound, reason: str) -> None:
        at = self.clock()
        told = summary.lines(conversation, dossier_of(unit, conversation.consumer, at), inbound, None)
        handoff = HandOff(at=at, reason=reason, summary=told)
        status = Status.AGENT if conversation.status is Status.AGENT else Status.WAITING
        changes = {"status": status, "handoff": handoff, "updated_at": at, "question": None, "pending": None}
        called = {"thread": conversation.id, "reason": reason, "priority": handoff.priority}
        try:
            unit.put_conversation(conversation.model_copy(update=changes))
        except Conflict:
            log.warning("a thread changed while its reply was refused: %s", conversation.id)
        else:
            unit.note(ledger.entry("handed_over", at, conversation.consumer, **called))

    def _unsent(self, at: datetime) -> list[tuple[Id, Turn]]:
        with self.store.reading() as reading:
            return [found for found in reading.unsent_turns(at - 2 * TOO_LATE) if at - found[1].at >= LEASE]

    def _claim(self, thread: Id, found: Turn) -> Turn | None:
        """Take an unsent reply over under the consumer's lock; None where there is nothing left to send."""
        assert found.message is not None
        with self.store.transaction() as unit:
            unit.lock([found.message.consumer])
            at = self.clock()
            turn = next(turn for turn in unit.turns(thread) if turn.id == found.id)
            message = turn.message
            if message is None or turn.attempt or turn.refused or at - (turn.claimed_at or turn.at) < LEASE:
                return None
            dossier = unit.dossiers([message.consumer], at)[message.consumer]
            made = next((a for a in dossier.attempts if a.counts and a.message == message.id), None)
            if made is not None:
                unit.settle_turn(turn.model_copy(update={"attempt": made.id}))
                return None
            if at - turn.at >= TOO_LATE:
                unit.settle_turn(turn.model_copy(update={"refused": "it was too late for an answer"}))
                called = unit.conversation_by_id(thread)
                self._call_a_person(unit, called, _as_inbound(turn, called), "a reply was not sent in time")
                return None
            claimed = turn.model_copy(update={"claimed_at": at})
            unit.settle_turn(claimed)
            return claimed


def dossier_of(unit: Transaction, consumer: Id | None, at: datetime) -> Dossier | None:
    """Return what is known of a consumer; None where nobody, or more than one consumer, has the address."""
    return None if consumer is None else unit.dossiers([consumer], at).get(consumer)


def without_card(inbound: Inbound) -> Inbound:
    """Return a text as it may go on from here: no card's number goes into a thread, a summary or an engine."""
    text = cards.without(inbound.text)
    return inbound if text == inbound.text else inbound.model_copy(update={"text": text})


def thread_of(
    unit: Transaction, inbound: Inbound, consumer: Id | None, ours: str, dossier: Dossier | None, at: datetime
) -> Conversation:
    """Return the thread with the address, a new one where there is none yet."""
    address = inbound.from_address or ""
    known = unit.conversation(inbound.medium, address)
    if known is not None:
        # Whose address it is may have become known, or doubtful, since.
        same = known.consumer == consumer
        changes = {} if same else {"consumer": consumer, "verified": False, "verified_until": None, "question": None}
        return known.model_copy(update={"our_address": ours, **changes})
    return Conversation(
        id=new_id(),
        medium=inbound.medium,
        address=address,
        our_address=ours,
        consumer=consumer,
        language=dossier.consumer.language if dossier else "en",
        updated_at=at,
    )


def turn_of(inbound: Inbound, understanding: Understanding | None) -> Turn:
    """Return the turn of what a consumer said."""
    intents = understanding.intents if understanding else ()
    return Turn(
        id=new_id(),
        at=inbound.at,
        who="consumer",
        text=inbound.text,
        inbound=inbound.id,
        enclosed=inbound.enclosed,
        understood=intents,
        read_by=f"{understanding.engine} {understanding.model}".strip() if understanding else "",
        acted_on=understanding.acts_on if understanding else None,
        sure=round(understanding.confidence, 4) if understanding and understanding.ranking else None,
        language=understanding.language if understanding else "",
    )


def _as_inbound(turn: Turn, thread: Conversation) -> Inbound:
    return Inbound(id=turn.inbound or new_id(), at=turn.at, medium=thread.medium, text=turn.text)
