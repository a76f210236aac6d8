"""The desk's side of a conversation: people take it, answer in it, and give it back."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import Any

from accounts import ledger
from accounts.contact import Message, Purpose
from accounts.conversation import Conversation, Mark, Status, Turn
from accounts.dossier import Dossier
from accounts.errors import BadInput, Conflict
from accounts.promise import Offer
from accounts.reading import Reading
from accounts.record import Id, new_id
from accounts.store import Store, Transaction
from bot import bargaining, matter, negotiation
from bot.offer_policy import Policy
from bot.offer_policy import policy as shipped
from channels.compose import Composer, in_answer
from channels.gateway import Gateway, Sent, in_thread
from compliance import zones
from compliance.decision import Decision


class Desk:
    """What an agent may do in a thread; while one holds it, the assistant is silent."""

    def __init__(
        self,
        store: Store,
        gateway: Gateway,
        composer: Composer,
        clock: Callable[[], datetime],
        offload: Callable[[Callable[[], Any]], Awaitable[Any]] = in_thread,
        policy: Policy | None = None,
    ) -> None:
        self.policy = policy or shipped()
        self.store = store
        self.gateway = gateway
        self.composer = composer
        self.clock = clock
        self._offload = offload

    async def take(self, conversation_id: Id, agent: str, version: int | None = None) -> Conversation:
        """Give a thread to an agent.

        Args:
            conversation_id: which thread.
            agent: who takes it.
            version: the version the agent saw; None takes it as it is.

        Raises:
            NotFound: there is no such thread.
            Conflict: another agent holds it, or it changed since that version.
        """
        return await self._offload(lambda: self._take_over(conversation_id, agent, version))  # type: ignore[no-any-return]  # the offload is generic in its work

    async def hand_back(self, conversation_id: Id, agent: str, agreed: str = "") -> Conversation:
        """Give a thread back to the assistant; wrong proofs of identity stay counted.

        Args:
            conversation_id: which thread.
            agent: who gives it back.
            agreed: `DEBT OFFER`, the ids of one of today's `offers`, if they agreed on it: it is read back, and
                only a yes to that makes it a promise.

        Raises:
            NotFound: there is no such thread.
            Conflict: another agent holds it, or what was agreed could not be read back; then they still hold it.
            BadInput: that is none of today's offers.
        """
        thread, turn = await self._offload(lambda: self._give_back(conversation_id, agent, agreed))
        if turn is None:
            return thread  # type: ignore[no-any-return]  # the offload is generic in its work
        sent = (await self.gateway.send([turn.message]))[0]
        await self._offload(lambda: self._settle(turn, sent))
        if why := why_not(sent):
            await self._offload(lambda: self._take_over(conversation_id, agent, None))
            raise Conflict(f"what was agreed was not read back: {why}")
        return thread  # type: ignore[no-any-return]  # the offload is generic in its work

    async def mark(self, conversation_id: Id, turn_id: Id, meant: str, agent: str) -> None:
        """Put down that a text was understood wrongly, and what it meant; nothing is learnt from it by itself.

        Raises:
            NotFound: there is no such thread.
            BadInput: there is no such text in it.
        """
        await self._offload(lambda: self._mark(conversation_id, turn_id, meant, agent))

    def offers(self, thread: Conversation, dossier: Dossier) -> list[Offer]:
        """Return what may be agreed on today with who is verified in a thread; nothing with anybody else."""
        until = thread.verified_until
        verified = thread.verified and until is not None and self.clock() < until
        return self._within_policy(dossier, tuple(debt.id for debt in matter.payable(dossier))) if verified else []

    async def agent_reply(
        self, conversation_id: Id, text: str, agent: str, version: int, debts: tuple[Id, ...] | None = None
    ) -> Sent:
        """Send an agent's words, with the closing the law wants, through the gateway; the thread is theirs from then.

        Args:
            conversation_id: in which thread.
            text: the agent's own words, without any closing.
            agent: who writes.
            version: the version of the thread the agent saw.
            debts: what it is about; None is every open debt, so that no rule about any of them is passed by.

        Returns:
            what became of it; a refusal of the guard is in `Sent.decision`, and in the turn.

        Raises:
            NotFound: there is no such thread.
            Conflict: another agent holds it, or it changed since that version.
            BadInput: the text is empty, or nobody knows whose address it is.
        """
        if not text.strip():
            raise BadInput("there is nothing to send: write a reply first")
        turn: Turn = await self._offload(lambda: self._say(conversation_id, text.strip(), agent, version, debts))
        assert turn.message is not None
        sent = (await self.gateway.send([turn.message]))[0]
        await self._offload(lambda: self._settle(turn, sent))
        return sent

    def preview(self, thread: Conversation, dossier: Dossier, agent: str) -> Decision:
        """Return what the guard would say to a reply now; nothing is approved, reserved or recorded."""
        with self.store.reading() as reading:
            values = {"text": "…", "introduce": False}
            message = self._message(reading, thread, dossier, "agent", agent, _open(dossier), values)
        return self.gateway.preview([message])[0]

    def _mark(self, conversation_id: Id, turn_id: Id, meant: str, agent: str) -> None:
        with self.store.transaction() as unit:
            thread, at = unit.conversation_by_id(conversation_id), self.clock()
            said = next((one for one in unit.turns(thread.id) if one.id == turn_id and one.who == "consumer"), None)
            if said is None:
                raise BadInput("there is no such text of the consumer in this conversation")
            unit.settle_turn(said.model_copy(update={"mark": Mark(at=at, by=agent, meant=meant)}))
            unit.note(
                ledger.entry("marked", at, thread.consumer, thread=thread.id, turn=said.id, by=agent, meant=meant)
            )

    def _take_over(self, conversation_id: Id, agent: str, version: int | None) -> Conversation:
        with self.store.transaction() as unit:
            at = self.clock()
            thread = _held(unit, conversation_id, agent, version)
            changes = {"status": Status.AGENT, "slots": {**thread.slots, "agent": agent}, "updated_at": at}
            unit.note(ledger.entry("taken", at, thread.consumer, thread=thread.id, agent=agent))
            return unit.put_conversation(thread.model_copy(update=changes))

    def _give_back(self, conversation_id: Id, agent: str, agreed: str) -> tuple[Conversation, Turn | None]:
        """Return the thread as the assistant has it, and the turn that reads back what was agreed."""
        with self.store.transaction() as unit:
            at = self.clock()
            thread = _held(unit, conversation_id, agent, None)
            changes: dict[str, Any] = {
                "status": Status.BOT,
                "handoff": None,
                "question": None,
                "pending": None,
                "slots": {},
                "misses": 0,
                "updated_at": at,
            }
            turn = None
            if agreed:
                turn, slots = self._read_back(unit, thread, agent, agreed, at)
                changes |= {"question": "confirm", "pending": "request_payment_plan", "slots": slots}
            offer = changes["slots"].get("offer")
            unit.note(ledger.entry("handed_back", at, thread.consumer, thread=thread.id, agent=agent, agreed=offer))
            saved = unit.put_conversation(thread.model_copy(update=changes))
            if turn is not None:
                unit.add_turn(saved.id, turn)
            return saved, turn

    def _read_back(
        self, unit: Transaction, thread: Conversation, agent: str, agreed: str, at: datetime
    ) -> tuple[Turn, dict[str, Any]]:
        """Return the turn that reads an offer of today back, and what the thread keeps in mind until the answer."""
        if thread.consumer is None:
            raise BadInput("nobody knows whose address this is: nothing can be agreed here")
        unit.lock([thread.consumer])
        dossier = unit.dossiers([thread.consumer], at)[thread.consumer]
        offer = next((one for one in self.offers(thread, dossier) if f"{one.debt} {one.id}" == agreed), None)
        if offer is None:
            raise BadInput("these terms may not be offered today to who is verified here: choose again")
        before = bargaining.stands_on(dossier, offer.debt)
        values = {"introduce": False, "offer": offer, "above": False, "instead": before is not None}
        message = self._message(unit, thread, dossier, "read_back", agent, (offer.debt,), values)
        slots = {"debt": offer.debt, "offer": offer.model_dump(mode="json"), "replaces": before and before.id}
        return _turn(message, agent, at), slots

    def _say(self, conversation_id: Id, text: str, agent: str, version: int, debts: tuple[Id, ...] | None) -> Turn:
        with self.store.transaction() as unit:
            at = self.clock()
            thread = _held(unit, conversation_id, agent, version)
            if thread.consumer is None:
                raise BadInput("nobody knows whose address this is: add it to a consumer before you answer")
            unit.lock([thread.consumer])
            dossier = unit.dossiers([thread.consumer], at)[thread.consumer]
            about = _open(dossier) if debts is None else debts
            values = {"text": text, "introduce": False, "offers": self._within_policy(dossier, about)}
            message = self._message(unit, thread, dossier, "agent", agent, about, values)
            turn = _turn(message, agent, at)
            changes = {"status": Status.AGENT, "slots": {**thread.slots, "agent": agent}, "updated_at": at}
            saved = unit.put_conversation(thread.model_copy(update=changes))
            unit.add_turn(saved.id, turn)
            return turn

    def _message(
        self,
        reading: Reading,
        thread: Conversation,
        dossier: Dossier,
        template: str,
        agent: str,
        debts: tuple[Id, ...],
        values: dict[str, Any],
    ) -> Message:
        """Compose what an agent says as the answer to what the consumer said last."""
        last = next((turn for turn in reversed(reading.turns(thread.id)) if turn.who == "consumer"), None)
        heard = reading.inbound(last.inbound) if last and last.inbound else None
        message = self.composer.compose(
            template,
            dossier,
            medium=thread.medium,
            to=thread.address,
            debts=debts,
            purpose=Purpose.REPLY,
            in_reply_to=last.inbound if last else None,
            author=f"agent:{agent}",
            language=thread.language,
            values=values,
        )
        return in_answer(message, heard.heading if heard else None)

    def _within_policy(self, dossier: Dossier, debts: tuple[Id, ...]) -> list[Offer]:
        """Return the offers of today: the only terms an agent may write, as they are the only ones of the assistant."""
        today = zones.local(self.clock(), dossier.collector.zone).date()
        meant = [(debt, self.policy.terms(debt.creditor, today)) for debt in dossier.debts if debt.id in debts]
        fresh = [(debt, terms) for debt, terms in meant if negotiation.is_fresh(debt, today, terms)]
        return [offer for debt, terms in fresh for offer in negotiation.offers(debt, today, terms)]

    def _settle(self, turn: Turn, sent: Sent) -> None:
        with self.store.transaction() as unit:
            unit.settle_turn(turn.model_copy(update={"attempt": sent.attempt, "refused": why_not(sent)}))


def why_not(sent: Sent) -> str:
    """Return in one sentence why a message did not leave; empty where it did, or may have."""
    if not sent.decision.approved:
        return "; ".join(f"{o.says} ({o.citation})" for o in sent.decision.objections)
    if sent.receipt is not None and sent.receipt.state in ("failed", "released"):
        return sent.receipt.says or "the provider did not take it"
    return ""


def _turn(message: Message, agent: str, at: datetime) -> Turn:
    text, inbound = message.text, message.in_reply_to
    return Turn(id=new_id(), at=at, who="agent", name=agent, text=text, inbound=inbound, message=message)


def _held(unit: Transaction, conversation_id: Id, agent: str, version: int | None) -> Conversation:
    """Return a thread that the agent may act in."""
    thread = unit.conversation_by_id(conversation_id)
    holder = thread.slots.get("agent")
    if thread.status is Status.AGENT and holder not in (None, agent):
        raise Conflict(f"{holder} holds this conversation")
    if version is not None and version != thread.version:
        raise Conflict("somebody else changed this conversation meanwhile; open it again")
    return thread


def _open(dossier: Dossier) -> tuple[Id, ...]:
    return tuple(debt.id for debt in dossier.debts if debt.status == "open")
