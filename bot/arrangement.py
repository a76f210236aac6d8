"""Arrangement: balance, hardship, payment, plan, settlement, for the right party only; a promise only after a yes."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from accounts.contact import Medium
from accounts.debt import Debt
from accounts.promise import PromiseWithdrawn
from accounts.record import Id, new_id
from bot import answers, bargaining, calling_back, identity, matter, negotiation, paying, wishes
from bot.negotiation import Wish
from bot.step import AddFact, Heard, Step, hand_over, say

WISHES = frozenset(
    {
        "request_balance",
        "ask_how_to_pay",
        "make_payment",
        "pay_in_full",
        "promise_to_pay",
        "request_payment_plan",
        "propose_settlement",
        "modify_arrangement",
        "hardship",
    }
)
"""What is answered only to the verified right party."""


def begin(heard: Heard, wish: str) -> Step:
    """Return the step towards a wish: prove who you are, say which debt, and then what was wished."""
    slots = {**_wished(heard), **{k: v for k, v in heard.conversation.slots.items() if k in ("debt", "day")}}
    if not heard.is_verified:
        return verify(heard, wish, slots)
    payable = matter.payable(heard.dossier)
    if not payable:
        return hand_over(heard, f"asks for {wish.replace('_', ' ')}, and no debt is open to be spoken of")
    debt = _meant(heard, payable, slots)
    if debt is None:
        listed = tuple(debt.id for debt in payable)
        return say(
            heard, "which_debt", debts=listed, question="which_debt", slots={**slots, "listed": listed}, pending=wish
        )
    return _fulfil(heard, wish, debt, slots)


def verify(heard: Heard, wish: str, slots: dict[str, Any]) -> Step:
    """Return the step that asks for a proof of identity, or calls a person where none can be checked."""
    if heard.conversation.failures >= identity.LIMIT:
        return hand_over(heard, "was locked out after wrong proofs of identity", "high", template="locked")
    proof = identity.asks(heard.proofs_held)
    if proof is None:
        return hand_over(heard, f"asks for {wish.replace('_', ' ')}, and we hold no proof of identity to check")
    return say(heard, f"ask_{proof}", question=proof, pending=wish, slots=slots)


def answer(heard: Heard) -> Step | None:
    """Return the step for an answer to the open question; None where the text is no answer to it."""
    question = heard.conversation.question
    if question in ("born", "ssn4"):
        return _identity(heard, question)
    if heard.understanding is None:
        return None
    if question == "which_debt":
        return _which(heard)
    if question == "afford":
        return bargaining.afford(heard)
    if question == "callback":
        return calling_back.answer(heard)
    if question == paying.QUESTION:
        return paying.answer(heard)
    if question in ("offer", "confirm"):
        if bargaining.has_fallen(heard):
            return begin(heard.changed(slots={"debt": heard.conversation.slots["debt"]}), "request_payment_plan")
        return bargaining.choice(heard) if question == "offer" else bargaining.confirmation(heard)
    return None


def _identity(heard: Heard, question: str) -> Step | None:
    thread = heard.conversation
    if heard.proof is None:
        return None
    if heard.proof:
        until = heard.at + identity.LASTS
        proven = heard.changed(verified=True, verified_until=until, failures=0, question=None)
        return begin(proven, thread.pending or "request_balance")
    failed = heard.changed(failures=thread.failures + 1)
    if failed.conversation.failures >= identity.LIMIT:
        return hand_over(failed, f"gave {identity.LIMIT} wrong proofs of identity", "high", template="locked")
    return say(failed, f"again_{question}", question=question, pending=thread.pending, slots=thread.slots)


def _which(heard: Heard) -> Step | None:
    assert heard.understanding is not None
    listed = heard.conversation.slots.get("listed", [])
    chosen = answers.number(heard.understanding)
    if chosen is not None and 0 < chosen <= len(listed):
        slots = {**heard.conversation.slots, "debt": listed[chosen - 1]}
        return begin(heard.changed(slots=slots), heard.conversation.pending or "request_balance")
    if matter.told_apart(heard.dossier, heard.text):
        return begin(heard, heard.conversation.pending or "request_balance")
    return None


def _fulfil(heard: Heard, wish: str, debt: Debt, slots: dict[str, Any]) -> Step:
    today = matter.today(heard)
    if wish == "ask_how_to_pay" or paying.is_now(heard, wish, slots):
        link = heard.policy.payment_link(debt.id)
        if link is not None and heard.conversation.medium is not Medium.CALL:  # an address cannot be told by ear
            return say(heard, "pay_here", debts=(debt.id,), values={"link": link})
        return paying.offer(heard, debt)
    if not negotiation.is_fresh(debt, today, bargaining.terms(heard, debt)):
        reason = f"{wish.replace('_', ' ')}: what is owed to {debt.creditor} was told too long ago: ask them"
        return hand_over(heard, reason, template="stale", debts=(debt.id,))
    if wish == "request_balance":
        return say(heard, "balance", debts=(debt.id,))
    kept = {"debt": debt.id}
    said = Wish(hardship=wish == "hardship", first=date.fromisoformat(slots["day"]) if "day" in slots else None)
    if heard.understanding is not None and heard.proof is None:
        said = wishes.joined(said, wishes.read(heard.understanding, wish, debt.balance, today))
    if wish == "modify_arrangement":
        return _change(heard, debt, said, kept)
    if wish == wishes.FOR_LESS and bargaining.terms(heard, debt).discount is None:
        return hand_over(heard, "proposes to settle for less, and the policy gives no discount")
    if wish == "hardship":
        return _in_hardship(heard, debt, said, kept)
    if wish in ("request_payment_plan", wishes.FOR_LESS) or said.each not in (None, debt.balance):
        if wish == "request_payment_plan" and said.each is None and said.count is None:
            return say(
                heard, "afford", debts=(debt.id,), question="afford", slots={**kept, "wish": bargaining.plain(said)}
            )
        return bargaining.put(heard, debt, said, kept, wish)
    made = negotiation.offers(debt, today, bargaining.terms(heard, debt), Wish(first=said.first))
    return bargaining.read_back(heard, made[0], kept)


def _in_hardship(heard: Heard, debt: Debt, said: Wish, kept: dict[str, Any]) -> Step:
    """Call a person, name help, and ask meanwhile what they can pay, if anything: the talk goes on until one comes."""
    called = hand_over(heard, "cannot pay now: hardship", "high", template="hardship", debts=(debt.id,))
    slots = {**called.conversation.slots, **kept, "wish": bargaining.plain(said), "goes_on": True}
    thread = called.conversation.model_copy(update={"question": "afford", "slots": slots, "pending": "hardship"})
    return called.model_copy(update={"conversation": thread})


def _change(heard: Heard, debt: Debt, said: Wish, kept: dict[str, Any]) -> Step:
    """Return the step that moves a payment, or lowers all that are left, of the promise that stands."""
    promised = bargaining.promised(heard, kept)
    if promised is None:
        return hand_over(heard, "wants to change an arrangement, and none is on file")
    if heard.understanding is not None and wishes.withdraws(heard.understanding):
        back = PromiseWithdrawn(id=new_id(), at=heard.at, of=promised.id, via=heard.conversation.medium)
        return say(heard, "withdrawn", debts=(debt.id,)).adding(AddFact(fact=back))
    slots = {**kept, "replaces": promised.id}
    if said.each is not None or said.count is not None:
        return bargaining.put(heard, debt, said, slots, "modify_arrangement")
    return bargaining.move(heard, debt, promised, said, slots)


def _meant(heard: Heard, payable: tuple[Debt, ...], slots: dict[str, Id]) -> Debt | None:
    by_id = {debt.id: debt for debt in payable}
    if slots.get("debt") in by_id:
        return by_id[slots["debt"]]
    if len(payable) == 1:
        return payable[0]
    named = [debt for debt in matter.told_apart(heard.dossier, heard.text) if debt.id in by_id]
    return named[0] if len(named) == 1 else None


def _wished(heard: Heard) -> dict[str, str]:
    """Return the first payment day the text names, if it names one that can still come."""
    if heard.understanding is None or heard.proof is not None:
        return {}
    today = matter.today(heard)
    days = [entity.day for entity in heard.understanding.named("date")]
    coming = [day for day in days if today < day <= today + timedelta(days=366)]
    return {"day": coming[0].isoformat()} if coming else {}
