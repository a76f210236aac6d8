"""The telephone: the same dialogue as in writing, spoken on a live call; each sentence leaves by the gateway."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from accounts.calling import CallNews, RightPartyVerified
from accounts.contact import Attempt, Inbound, Medium, Purpose
from accounts.conversation import Conversation, Status, Turn
from accounts.dossier import Dossier
from accounts.errors import Conflict, NotFound
from accounts.record import Id, new_id
from accounts.store import Store, Transaction
from bot import cards, effects, identity, paying, safety
from bot.beside import SHARED, Beside, Plan, put_down, settle
from bot.nlu.port import Nlu, Understanding
from bot.offer_policy import Policy
from bot.on_call import Said, Then, as_words, follows, is_denied, of_a_stranger, party
from bot.respond import Assistant
from bot.sending import dossier_of, thread_of, turn_of
from bot.step import AddToAddress, Heard, Reply, Step, hand_over, silent
from channels.compose import Composer
from channels.gateway import Gateway, Sent, in_thread

PATIENCE = 2
"""Times in a row that somebody who says nothing is asked again, before we say goodbye."""

OPT_OUT, PERSON = "9", "0"
"""Keys that mean the same at any point of a call."""

_TELLS_NOTHING = {"call_opening", "call_answered", "not_there", "still_there", "goodbye", "anything_else",
                  "callback_noted"}  # fmt: skip
"""What is said about no debt even to whom is verified."""
_LASTS = timedelta(hours=4)
"""Longer than any call: for so long the proof given on it is good, on it alone."""


class Telephone(Assistant):
    """Speaks on live calls. What is to be said is put down first, then reviewed, then spoken, once each."""

    def __init__(
        self,
        store: Store,
        gateway: Gateway,
        composer: Composer,
        nlu: Nlu,
        clock: Callable[[], datetime],
        offload: Callable[[Callable[[], Any]], Awaitable[Any]] = in_thread,
        policy: Policy | None = None,
        *,
        connects: bool = False,
    ) -> None:
        """Take what the assistant takes, and whether a call can be passed on to a person's telephone."""
        super().__init__(store, gateway, composer, nlu, clock, offload, policy)
        self.connects = connects

    async def answered(self, call: Id) -> Said:
        """Return what is said first: somebody has answered our call, or has called us.

        Raises:
            NotFound: there is no such call.
        """
        return await self._speak(call, await self._once_more(lambda: self._open(call)))

    async def heard(self, call: Id, text: str = "", keys: str = "") -> Said:
        """Return what follows from words or keys of the other side.

        Raises:
            NotFound: there is no such call.
        """
        thread = await self._offload(lambda: self._looked_up(call))
        said = (as_words(keys, thread) or text).strip()
        understanding: Understanding | None = None
        if keys not in (OPT_OUT, PERSON) and not cards.found(said):
            of_call = Inbound(id=call, at=self.clock(), medium=Medium.CALL, text=said)
            understanding = await self._offload(lambda: self._understand(of_call, thread, None))
        plan = await self._once_more(lambda: self._hear(call, said, keys, understanding))
        return await self._speak(call, await self._written(call, plan))

    async def unheard(self, call: Id, times: int) -> Said:
        """Return what follows when the other side has said nothing, so many times in a row.

        Raises:
            NotFound: there is no such call.
        """
        if times <= PATIENCE:
            return await self._speak(call, await self._offload(lambda: self._aside(call, "still_there", "listen")))
        return await self._speak(call, await self._offload(lambda: self._aside(call, "goodbye", "end")))

    async def nobody_free(self, call: Id) -> Said:
        """Return what is said when no person took the call: one will call back, which stands with the thread.

        Raises:
            NotFound: there is no such call.
        """
        return await self._speak(call, await self._offload(lambda: self._aside(call, "callback_noted", "end")))

    # --- one step ---------------------------------------------------------------------------------------

    async def _once_more(self, work: Callable[[], Plan]) -> Plan:
        """Do it again where somebody at the desk changed the thread meanwhile: a caller cannot wait for a retry."""
        try:
            return await self._offload(work)  # type: ignore[no-any-return]  # the offload is generic in its work
        except Conflict:
            return await self._offload(work)  # type: ignore[no-any-return]  # the offload is generic in its work

    def _looked_up(self, call: Id) -> Conversation:
        with self.store.transaction() as unit:
            return self._found(unit, call)[2]

    def _found(self, unit: Transaction, call: Id) -> tuple[Attempt | Inbound, Dossier | None, Conversation]:
        """Return a call, the dossier it is in, and its thread, verified only by a proof given on this very call."""
        found = unit.call(call)
        if found is None:
            raise NotFound(f"there is no call {call}")
        consumer, line = found
        if consumer is not None:
            unit.lock([consumer])
        at = self.clock()
        dossier = dossier_of(unit, consumer, at)
        ours = isinstance(line, Attempt)
        address = (line.to if isinstance(line, Attempt) else line.from_address) or ""
        as_text = Inbound(id=call, at=at, medium=Medium.CALL, from_address=address, person=line.person)
        thread = thread_of(unit, as_text, consumer, self.store.collector.phone, dossier, at)
        proven = dossier is not None and any(fact.of == call for fact in dossier.of(RightPartyVerified))
        changes = {"verified": proven, "verified_until": line.at + _LASTS if proven else None, "updated_at": at}
        known = dossier if ours or line.person is None else None
        if known is not None and safety.is_wrong(known, address):
            known = None
        return line, known, thread.model_copy(update=changes)

    def _open(self, call: Id) -> Plan:
        with self.store.transaction() as unit:
            line, dossier, thread = self._found(unit, call)
            if dossier is None:
                return self._to_a_stranger(unit, thread)
            ours = isinstance(line, Attempt)
            held = thread.status in (Status.WAITING, Status.AGENT)
            begun = {
                "status": thread.status if held else Status.BOT,
                "question": "party" if ours else None,
                "pending": "request_balance" if ours else None,
                "slots": {name: thread.slots[name] for name in ("agent",) if name in thread.slots},
                "misses": 0,
            }
            thread = unit.put_conversation(thread.model_copy(update=begun))
            reply = Reply(template="call_opening" if ours else "call_answered")
            return self._plan(call, thread, dossier, reply, "listen")

    def _hear(self, call: Id, text: str, keys: str, understanding: Understanding | None) -> Plan:
        with self.store.transaction() as unit:
            _, dossier, thread = self._found(unit, call)
            if dossier is None:
                return self._to_a_stranger(unit, thread)
            at = self.clock()
            card = cards.found(text)
            inbound = Inbound(id=call, at=at, medium=Medium.CALL, from_address=thread.address, text=cards.masked(text))
            heard, step = self._followed(unit, thread, inbound, keys, understanding, dossier, at, card=card)
            if step.conversation.verified and not thread.verified:
                unit.add_fact(dossier.consumer.id, RightPartyVerified(id=new_id(), at=at, of=call), by="bot")
            if not is_denied(step):
                unit.learn(call, CallNews(outcome="conversation"), at)
            proof_asked = thread.question in ("born", "ssn4")
            kept = heard.model_copy(update={"text": identity.masked(heard.text)}) if proof_asked else heard
            saved = unit.put_conversation(step.conversation)
            unit.add_turn(saved.id, turn_of(kept, understanding).model_copy(update={"inbound": None}))
            reply, then = follows(step)
            plan = self._plan(call, saved, dossier, None if step.written else reply, then)
            of_card = plan.said.card or card or cards.spoken_of(text)
            if step.written is not None:
                beside = put_down(unit, self.composer, dossier, call, saved.language, step.written, at)
                plan = replace(plan, beside=beside)
            return replace(plan, said=plan.said.model_copy(update={"card": of_card}))

    def _followed(
        self,
        unit: Transaction,
        thread: Conversation,
        inbound: Inbound,
        keys: str,
        understanding: Understanding | None,
        dossier: Dossier,
        at: datetime,
        *,
        card: bool,
    ) -> tuple[Inbound, Step]:
        """Return what follows: first what holds at any point of a call, then the dialogue of all media."""
        held = unit.proofs_held(dossier.consumer.id)
        heard = Heard(thread, inbound, at, dossier, None, understanding, held, policy=self.policy)
        step = None
        if keys == OPT_OUT:
            step = silent(heard, question=None, pending=None, slots={}).adding(
                AddToAddress(fact=safety.closing(thread, inbound))
            )
        elif keys == PERSON:
            step = hand_over(heard, "asks for a person")
        elif card:
            reason = "began to tell a card's number: send a link to pay where they may be written to"
            step = hand_over(heard, reason, template="no_card")
        elif thread.question == "party" and understanding is not None:
            step = party(heard, understanding)
        if step is None:
            return self._decide(unit, thread, inbound, understanding, dossier, at)
        effects.apply(unit, step, dossier.consumer.id, at)
        return inbound, step

    def _aside(self, call: Id, template: str, then: Then) -> Plan:
        with self.store.transaction() as unit:
            _, dossier, thread = self._found(unit, call)
            if dossier is None:
                return Plan(thread.id, None, Said(then="end", language=thread.language))
            return self._plan(call, thread, dossier, Reply(template=template), then)

    def _plan(self, call: Id, thread: Conversation, dossier: Dossier, reply: Reply | None, then: Then) -> Plan:
        of_card = reply is not None and reply.template in paying.OF_CARDS
        said = Said(then=then, language=thread.language, question=thread.question, card=of_card)
        if reply is None:
            return Plan(thread.id, None, said)
        asks = not thread.verified or reply.template in _TELLS_NOTHING
        message = self.composer.compose(
            reply.template,
            dossier,
            medium=Medium.CALL,
            to=thread.address,
            debts=reply.debts,
            purpose=Purpose.RIGHT_PARTY if asks else reply.purpose,
            on_call=call,
            author="bot",
            language=thread.language,
            values={"asked": thread.question is not None, "connects": self.connects, **reply.values},
        )
        return Plan(thread.id, message, said)

    def _to_a_stranger(self, unit: Transaction, thread: Conversation) -> Plan:
        """Pass on a caller whose number nobody has, or more than one consumer; a person finds out who it is."""
        at = self.clock()
        step = of_a_stranger(thread, at)
        saved = unit.put_conversation(step.conversation)
        effects.apply(unit, step, None, at)
        words = self.composer.to_anybody(
            "stranger", self.store.collector, saved.language, connects=self.connects
        ).strip()
        return Plan(saved.id, None, Said(text=words, then="person", language=saved.language))

    # --- writing, beside it -----------------------------------------------------------------------------

    async def _written(self, call: Id, plan: Plan) -> Plan:
        """Let leave what is to be written, and return what is said then: that it did, or what there is instead."""
        beside = plan.beside
        if beside is None:
            return plan
        sent, why = (None, SHARED) if beside.message is None else await self._sent(beside.message)
        return await self._once_more(lambda: self._after_writing(call, plan, beside, sent, why))

    def _after_writing(self, call: Id, plan: Plan, beside: Beside, sent: Sent | None, why: str) -> Plan:
        with self.store.transaction() as unit:
            _, dossier, thread = self._found(unit, call)
            settle(unit, beside, sent, why)
            assert dossier is not None  # it was written to them
            if not why:
                sure = sent is not None and sent.left
                reply = Reply(template="link_sent", values={"sure": sure}, debts=beside.written.words.debts)
                return self._plan(call, thread, dossier, reply, "listen")
            at = self.clock()
            inbound = Inbound(id=call, at=at, medium=Medium.CALL, from_address=thread.address)
            heard = Heard(thread, inbound, at, dossier, policy=self.policy, writes=frozenset(self.gateway.channels))
            step = paying.instead(heard, beside.written)
            effects.apply(unit, step, dossier.consumer.id, at)
            return self._plan(call, unit.put_conversation(step.conversation), dossier, *follows(step))

    # --- speaking ---------------------------------------------------------------------------------------

    async def _speak(self, call: Id, plan: Plan) -> Said:
        """Let what is planned be reviewed and spoken; what may not be said is not, and a person is called."""
        if plan.message is None:
            return plan.said
        _, why = await self._sent(plan.message)
        await self._offload(lambda: self._keep(call, plan, why))
        if why:
            return plan.said.model_copy(update={"then": "person"})
        return plan.said.model_copy(update={"text": plan.message.text})

    def _keep(self, call: Id, plan: Plan, why: str) -> None:
        """Add what was said to the thread, or why it was not."""
        assert plan.message is not None
        with self.store.transaction() as unit:
            text, at = plan.message.text, self.clock()
            attempt = None if why else call
            turn = Turn(id=new_id(), at=at, who="bot", text=text, attempt=attempt, refused=why)
            unit.add_turn(plan.thread, turn)
            thread = unit.conversation_by_id(plan.thread)
            if why and thread.status is Status.BOT:
                inbound = Inbound(id=call, at=at, medium=Medium.CALL, from_address=thread.address)
                self._call_a_person(unit, thread, inbound, f"could not go on with a call: {why}")
