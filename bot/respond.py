"""Respond: the assistant at work; takes each text once, applies the step, and lets the reply leave by the gateway."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from typing import Any

from accounts import chat
from accounts.contact import Inbound, Medium
from accounts.conversation import Conversation, Status, Turn
from accounts.dossier import Dossier
from accounts.errors import DulyError
from accounts.record import Id, new_id
from accounts.store import Store, Transaction
from bot import commands, effects, identity, visiting
from bot.dialogue import next_step
from bot.nlu.port import Nlu, Understanding
from bot.offer_policy import Policy
from bot.sending import LEASE, Sending, dossier_of, thread_of, turn_of, without_card
from bot.step import Step
from channels.compose import Composer, in_answer
from channels.gateway import Gateway, in_thread
from compliance import zones

log = logging.getLogger("duly.bot")

ANSWERED = frozenset({Medium.SMS, Medium.EMAIL, Medium.CHAT})
"""The media by which the assistant answers; what comes by others is for people."""


DAY = timedelta(days=1)
MOST_A_DAY = 10
"""Mails in answer to one address in a day. A program that answers ours need not say that it is one (RFC 3834, 2)."""


class Assistant(Sending):
    """Answers what comes in; every reply leaves by the gateway, under the same rules as everything else."""

    def __init__(
        self,
        store: Store,
        gateway: Gateway,
        composer: Composer,
        nlu: Nlu,
        clock: Callable[[], datetime],
        offload: Callable[[Callable[[], Any]], Awaitable[Any]] = in_thread,
        policy: Policy | None = None,
    ) -> None:
        super().__init__(store, gateway, composer, clock, offload, policy)
        self.nlu = nlu

    async def answer(self, inbound_id: Id) -> None:
        """Deal with one text, once however often it is called.

        What it means takes effect in one commit with the thread and the composed reply; then the reply leaves.

        Raises:
            Conflict: somebody else changed the thread meanwhile; call it again.
        """
        said = await self._take_effect(inbound_id)
        if said is not None:
            await self._let_leave(*said)

    async def work_off(self) -> int:
        """Deal with everything that waits, oldest first; returns how many were dealt with.

        Everything takes effect before any reply leaves: no STOP waits for a slow wire.
        """
        at = self.clock()
        if self._resumed is None or at - self._resumed >= LEASE:
            await self.resume()
        done, replies = 0, dict[Id, list[Turn]]()
        for waiting in await self._offload(self._waiting):
            try:
                said = await self._take_effect(waiting)
                done += 1
            except DulyError as error:
                log.warning("an inbound could not be dealt with and is tried again: %s: %s", waiting, error)
            except Exception:  # what nobody foresaw in one text may not hold up the others; a person gets it one day
                log.exception("an inbound could not be dealt with and is tried again: %s", waiting)
            else:
                if said is not None:
                    replies.setdefault(said[0], []).append(said[1])
        await asyncio.gather(*(self._leave_in_order(thread, turns) for thread, turns in replies.items()))
        return done

    async def _take_effect(self, inbound_id: Id) -> tuple[Id, Turn] | None:
        """Let a text take effect; returns the thread and the reply that is to leave, if one is."""
        taken = await self._offload(lambda: self._take(inbound_id))
        if taken is None:
            return None
        inbound, conversation, dossier = taken
        understanding = await self._offload(lambda: self._understand(inbound, conversation, dossier))
        return await self._offload(lambda: self._step(inbound_id, understanding))  # type: ignore[no-any-return]  # the offload is generic in its work

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
            inbound, consumer, ours = without_card(taken[0]), *taken[1:]
            dossier = dossier_of(unit, consumer, self.clock())
            return inbound, thread_of(unit, inbound, consumer, ours, dossier, self.clock()), dossier

    def _understand(
        self, inbound: Inbound, conversation: Conversation, dossier: Dossier | None
    ) -> Understanding | None:
        if commands.of(inbound) is not None:
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
            inbound, consumer, ours = without_card(taken[0]), *taken[1:]
            if consumer is not None:
                unit.lock([consumer])
            at = self.clock()
            dossier = dossier_of(unit, consumer, at)
            thread, kept = thread_of(unit, inbound, consumer, ours, dossier, at), None
            if dossier is None and thread.medium is Medium.CHAT:
                today = self._today(None)
                met = visiting.meet(unit, self.composer, thread, inbound, understanding, today, at)
                if met is None:
                    return None
                thread, dossier, kept, inbound = met
                understanding = self._understand(inbound, thread, dossier)
            heard, step = self._decide(unit, thread, inbound, understanding, dossier, at)
            kept = kept or heard
            received = turn_of(kept, understanding)
            is_loop = bool(step.replies) and self._is_loop(unit, thread, at)
            turn = None if is_loop else self._said(unit, step, dossier, inbound, at)
            saved = unit.put_conversation(step.conversation)
            unit.add_turn(saved.id, received)
            if is_loop:
                self._call_a_person(unit, saved, kept, "was answered too often in a day: a program may be writing")
            if turn is not None:
                unit.add_turn(saved.id, turn)
            unit.handled(kept, at)
            if kept.medium is Medium.CHAT:
                chat.rewrite(unit, kept)
            return None if turn is None else (saved.id, turn)

    def _is_loop(self, unit: Transaction, thread: Conversation, at: datetime) -> bool:
        """Whether a mail thread was answered so often of late that two programs may be writing to each other."""
        if thread.medium is not Medium.EMAIL or thread.version == 0:
            return False
        return sum(turn.who == "bot" and at - turn.at < DAY for turn in unit.turns(thread.id)) >= MOST_A_DAY

    def _decide(
        self,
        unit: Transaction,
        thread: Conversation,
        inbound: Inbound,
        understanding: Understanding | None,
        dossier: Dossier | None,
        at: datetime,
    ) -> tuple[Inbound, Step]:
        """Put down what follows from a text; returns the text as it may be kept, and the step."""
        proof = self._proof(unit, thread, inbound, dossier)
        # The figures of a proof go no further: not into the thread, a summary or a fact, nor so into the ledger.
        heard = inbound if proof is None else inbound.model_copy(update={"text": identity.masked(inbound.text)})
        consumer = dossier.consumer.id if dossier is not None else None
        step = next_step(
            thread,
            commands.of(inbound),
            understanding,
            dossier,
            unit.proofs_held(consumer) if consumer is not None else frozenset(),
            at,
            inbound=heard,
            proof=proof,
            policy=self.policy,
            writes=frozenset(self.gateway.channels),
        )
        effects.apply(unit, step, consumer, at)
        return heard, step

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
        if inbound.keyword is not None:
            return None  # the carrier has answered it: a second confirmation would be one too many
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
        message = in_answer(message, inbound.heading)
        return Turn(id=new_id(), at=at, who="bot", text=message.text, inbound=inbound.id, message=message)
