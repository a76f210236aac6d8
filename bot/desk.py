"""The desk's side of a conversation: people take it, answer in it, and give it back."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import Any

from accounts import ledger
from accounts.contact import Message, Purpose
from accounts.conversation import Conversation, Status, Turn
from accounts.dossier import Dossier
from accounts.errors import BadInput, Conflict
from accounts.promise import Offer
from accounts.reading import Reading
from accounts.record import Id, new_id
from accounts.store import Store, Transaction
from bot import negotiation
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

    async def hand_back(self, conversation_id: Id, agent: str) -> Conversation:
        """Give a thread back to the assistant; wrong proofs of identity stay counted.

        Raises:
            NotFound: there is no such thread.
            Conflict: another agent holds it.
        """
        return await self._offload(lambda: self._give_back(conversation_id, agent))  # type: ignore[no-any-return]  # the offload is generic in its work

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
            message = self._message(reading, thread, dossier, "…", agent, None)
        return self.gateway.preview([message])[0]

    def _take_over(self, conversation_id: Id, agent: str, version: int | None) -> Conversation:
        with self.store.transaction() as unit:
            at = self.clock()
            thread = _held(unit, conversation_id, agent, version)
            changes = {"status": Status.AGENT, "slots": {**thread.slots, "agent": agent}, "updated_at": at}
            unit.note(ledger.entry("taken", at, thread.consumer, thread=thread.id, agent=agent))
            return unit.put_conversation(thread.model_copy(update=changes))

    def _give_back(self, conversation_id: Id, agent: str) -> Conversation:
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
            unit.note(ledger.entry("handed_back", at, thread.consumer, thread=thread.id, agent=agent))
            return unit.put_conversation(thread.model_copy(update=changes))

    def _say(self, conversation_id: Id, text: str, agent: str, version: int, debts: tuple[Id, ...] | None) -> Turn:
        with self.store.transaction() as unit:
            at = self.clock()
            thread = _held(unit, conversation_id, agent, version)
            if thread.consumer is None:
                raise BadInput("nobody knows whose address this is: add it to a consumer before you answer")
            unit.lock([thread.consumer])
            dossier = unit.dossiers([thread.consumer], at)[thread.consumer]
            message = self._message(unit, thread, dossier, text, agent, debts)
            turn = Turn(
                id=new_id(),
                at=at,
                who="agent",
                name=agent,
                text=message.text,
                inbound=message.in_reply_to,
                message=message,
            )
            changes = {"status": Status.AGENT, "slots": {**thread.slots, "agent": agent}, "updated_at": at}
            saved = unit.put_conversation(thread.model_copy(update=changes))
            unit.add_turn(saved.id, turn)
            return turn

    def _message(
        self,
        reading: Reading,
        thread: Conversation,
        dossier: Dossier,
        text: str,
        agent: str,
        debts: tuple[Id, ...] | None,
    ) -> Message:
        """Compose an agent's words as the answer to what the consumer said last."""
        about = _open(dossier) if debts is None else debts
        last = next((turn for turn in reversed(reading.turns(thread.id)) if turn.who == "consumer"), None)
        heard = reading.inbound(last.inbound) if last and last.inbound else None
        message = self.composer.compose(
            "agent",
            dossier,
            medium=thread.medium,
            to=thread.address,
            debts=about,
            purpose=Purpose.REPLY,
            in_reply_to=last.inbound if last else None,
            author=f"agent:{agent}",
            language=thread.language,
            values={"text": text, "introduce": False, "offers": self._within_policy(dossier, about)},
        )
        return in_answer(message, heard.heading if heard else None)

    def _within_policy(self, dossier: Dossier, debts: tuple[Id, ...]) -> list[Offer]:
        """Return the offers of today: the only terms an agent may write, as they are the only ones of the assistant."""
        today = zones.local(self.clock(), dossier.collector.zone).date()
        meant = [debt for debt in dossier.debts if debt.id in debts]
        return [o for debt in meant for o in negotiation.offers(debt, today, self.policy.terms(debt.creditor, today))]

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
