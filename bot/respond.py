"""Respond: the assistant at work; takes each text once, applies the step, and lets the reply leave by the gateway."""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from accounts.contact import Attempt, Inbound, Medium
from accounts.conversation import Conversation, HandOff, Status, Turn
from accounts.dossier import Dossier
from accounts.errors import BadSettings, Conflict, DulyError
from accounts.record import Id, new_id
from accounts.store import Store, Transaction
from bot import commands, effects, identity, summary
from bot.desk import Desk, why_not
from bot.dialogue import next_step
from bot.nlu.port import Nlu, Understanding
from bot.step import Step
from channels.compose import Composer
from channels.gateway import Gateway, Sent, in_thread
from compliance import zones

log = logging.getLogger("duly.bot")

ANSWERED = frozenset({Medium.SMS, Medium.EMAIL})
"""The media by which the assistant answers; what comes by others is for people."""

LEASE = timedelta(minutes=2)
"""How long a reply belongs to the worker that composed it; after that whoever finds it unsent may send it."""

TOO_LATE = timedelta(days=1)
"""After which an unsent reply is no answer any more, and a person is called instead."""


class Assistant(Desk):
    """Answers what comes in; every reply leaves by the gateway, under the same rules as everything else."""

    def __init__(
        self,
        store: Store,
        gateway: Gateway,
        composer: Composer,
        nlu: Nlu,
        clock: Callable[[], datetime],
        offload: Callable[[Callable[[], Any]], Awaitable[Any]] = in_thread,
    ) -> None:
        super().__init__(store, gateway, composer, clock, offload)
        self.nlu = nlu
        self._resumed: datetime | None = None

    async def answer(self, inbound_id: Id) -> None:
        """Deal with one text, once however often it is called.

        What it means takes effect in one commit with the thread and the composed reply; then the reply leaves.

        Raises:
            Conflict: somebody else changed the thread meanwhile; call it again.
        """
        taken = await self._offload(lambda: self._take(inbound_id))
        if taken is None:
            return
        inbound, conversation, dossier = taken
        understanding = await self._offload(lambda: self._understand(inbound, conversation, dossier))
        said = await self._offload(lambda: self._step(inbound_id, understanding))
        if said is not None:
            await self._let_leave(*said)

    async def work_off(self) -> int:
        """Deal with everything that waits, oldest first; returns how many were dealt with."""
        at = self.clock()
        if self._resumed is None or at - self._resumed >= LEASE:
            await self.resume()
        done = 0
        for waiting in await self._offload(self._waiting):
            try:
                await self.answer(waiting)
                done += 1
            except DulyError as error:
                log.warning("an inbound could not be dealt with and is tried again: %s: %s", waiting, error)
        return done

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
        return left

    # --- the text ---------------------------------------------------------------------------------------

    def _waiting(self) -> list[Id]:
        with self.store.reading() as reading:
            return reading.waiting_inbounds()

    def _take(self, inbound_id: Id) -> tuple[Inbound, Conversation, Dossier | None] | None:
        """Count the try in a transaction of its own, so that a text nobody can deal with is given up one day."""
        with self.store.transaction() as unit:
            taken = unit.take_inbound(inbound_id)
            if taken is None:
                return None
            inbound, consumer, ours = taken
            dossier = _dossier(unit, consumer, self.clock())
            return inbound, _thread(unit, inbound, consumer, ours, dossier, self.clock()), dossier

    def _understand(
        self, inbound: Inbound, conversation: Conversation, dossier: Dossier | None
    ) -> Understanding | None:
        if commands.read(inbound.text) is not None:
            return None
        return self.nlu.understand(inbound.text, today=self._today(dossier), language=conversation.language)

    def _today(self, dossier: Dossier | None) -> Any:
        places = zones.of(dossier) if dossier is not None else ()
        return zones.dates(self.clock(), places or (self.store.collector.zone,))[0]

    def _step(self, inbound_id: Id, understanding: Understanding | None) -> tuple[Id, Turn] | None:
        """Decide and put down; returns the thread and the turn that is to leave, if one is."""
        with self.store.transaction() as unit:
            taken = unit.take_inbound(inbound_id)
            if taken is None:
                return None
            inbound, consumer, ours = taken
            if consumer is not None:
                unit.lock([consumer])
            at = self.clock()
            dossier = _dossier(unit, consumer, at)
            thread = _thread(unit, inbound, consumer, ours, dossier, at)
            proof = self._proof(unit, thread, inbound, dossier)
            step = next_step(
                thread,
                commands.read(inbound.text),
                understanding,
                dossier,
                unit.proofs_held(consumer) if consumer is not None else frozenset(),
                at,
                inbound=inbound,
                proof=proof,
            )
            effects.apply(unit, step, consumer, at)
            heard = inbound if proof is None else inbound.model_copy(update={"text": identity.masked(inbound.text)})
            received = _of_consumer(heard, understanding)
            turn = self._said(unit, step, dossier, inbound, at)
            saved = unit.put_conversation(step.conversation)
            unit.add_turn(saved.id, received)
            if turn is not None:
                unit.add_turn(saved.id, turn)
            unit.handled(heard, at)
            return None if turn is None else (saved.id, turn)

    def _proof(self, unit: Transaction, thread: Conversation, inbound: Inbound, dossier: Dossier | None) -> bool | None:
        if dossier is None or thread.status is not Status.BOT or inbound.person is not None:
            return None
        claim = identity.claim(thread.question, inbound.text, self._today(dossier), thread.language)
        if claim is None:
            return None
        if claim.ssn4 is not None:
            return unit.is_proven(dossier.consumer.id, ssn4=claim.ssn4)
        return any(unit.is_proven(dossier.consumer.id, born=born) for born in claim.born)

    def _said(
        self, unit: Transaction, step: Step, dossier: Dossier | None, inbound: Inbound, at: datetime
    ) -> Turn | None:
        if not step.replies or dossier is None or step.conversation.medium not in ANSWERED:
            return None
        reply, thread = step.replies[0], step.conversation
        spoken = thread.version > 0 and any(turn.who == "bot" for turn in unit.turns(thread.id))
        message = self.composer.compose(
            reply.template,
            dossier,
            medium=thread.medium,
            to=thread.address,
            debts=reply.debts,
            purpose=reply.purpose,
            in_reply_to=inbound.id,
            author="bot",
            language=thread.language,
            values={**reply.values, "introduce": not spoken},
        ).model_copy(update={"person": inbound.person})
        return Turn(id=new_id(), at=at, who="bot", text=message.text, inbound=inbound.id, message=message)

    # --- the reply --------------------------------------------------------------------------------------

    async def _let_leave(self, thread: Id, turn: Turn) -> Sent | None:
        assert turn.message is not None
        try:
            outcome = (await self.gateway.send([turn.message]))[0]
        except BadSettings as error:
            sent, why = None, str(error)
        else:
            sent, why = outcome, why_not(outcome)
        await self._offload(lambda: self._note(thread, turn, sent, why))
        return sent

    def _note(self, thread: Id, turn: Turn, sent: Sent | None, why: str) -> None:
        """Note what became of a reply; one that did not leave calls a person, if nobody has the thread yet."""
        with self.store.transaction() as unit:
            unit.settle_turn(turn.model_copy(update={"attempt": sent and sent.attempt, "refused": why}))
            conversation = unit.conversation_by_id(thread)
            if why and conversation.status is Status.BOT:
                self._call_a_person(unit, conversation, turn, f"the reply did not leave: {why}")

    def _call_a_person(self, unit: Transaction, conversation: Conversation, turn: Turn, reason: str) -> None:
        at = self.clock()
        inbound = Inbound(id=turn.inbound or new_id(), at=at, medium=conversation.medium, text=turn.text)
        told = summary.lines(conversation, _dossier(unit, conversation.consumer, at), inbound, None)
        handoff = HandOff(at=at, reason=reason, summary=told)
        changes = {"status": Status.WAITING, "handoff": handoff, "updated_at": at, "question": None, "pending": None}
        try:
            unit.put_conversation(conversation.model_copy(update=changes))
        except Conflict:
            log.warning("a thread changed while its reply was refused: %s", conversation.id)

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
            made = next((a for a in dossier.attempts if a.in_reply_to == message.in_reply_to and _same(a, turn)), None)
            if made is not None:
                unit.settle_turn(turn.model_copy(update={"attempt": made.id}))
                return None
            if at - turn.at >= TOO_LATE:
                unit.settle_turn(turn.model_copy(update={"refused": "it was too late for an answer"}))
                self._call_a_person(unit, unit.conversation_by_id(thread), turn, "a reply was not sent in time")
                return None
            claimed = turn.model_copy(update={"claimed_at": at})
            unit.settle_turn(claimed)
            return claimed


def _dossier(unit: Transaction, consumer: Id | None, at: datetime) -> Dossier | None:
    return None if consumer is None else unit.dossiers([consumer], at).get(consumer)


def _thread(
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


def _of_consumer(inbound: Inbound, understanding: Understanding | None) -> Turn:
    intents = understanding.intents if understanding else ()
    return Turn(id=new_id(), at=inbound.at, who="consumer", text=inbound.text, inbound=inbound.id, understood=intents)


def _same(attempt: Attempt, turn: Turn) -> bool:
    """Whether an attempt is that of this very reply: to one text an agent may answer as well."""
    return turn.message is not None and attempt.template == turn.message.template and attempt.at >= turn.at
