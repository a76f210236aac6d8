"""Arrangement: balance, hardship, payment and plan, for the right party only; a promise only after an explicit yes."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from accounts.debt import Debt
from accounts.promise import Offer, Promise
from accounts.record import Id, new_id
from bot import answers, identity, matter, negotiation
from bot.step import AddFact, Heard, Step, hand_over, say

WISHES = frozenset(
    {
        "request_balance",
        "ask_how_to_pay",
        "make_payment",
        "pay_in_full",
        "promise_to_pay",
        "request_payment_plan",
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
        return hand_over(heard, f"asks for {wish.replace('_', ' ')}; we hold no proof of identity to check")
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
    if question == "offer":
        return _choice(heard)
    if question == "confirm":
        return _confirmation(heard)
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


def _choice(heard: Heard) -> Step | None:
    assert heard.understanding is not None
    made = [Offer.model_validate(offer) for offer in heard.conversation.slots.get("offers", [])]
    chosen = answers.number(heard.understanding)
    if chosen is not None and 0 < chosen <= len(made):
        return _read_back(heard, made[chosen - 1])
    if answers.is_no(heard.understanding):
        return hand_over(heard, "wants none of the plans that may be offered", template="none_fits")
    return None


def _confirmation(heard: Heard) -> Step | None:
    assert heard.understanding is not None
    if not answers.is_yes(heard.understanding):
        if answers.is_no(heard.understanding):
            return say(heard, "not_agreed")
        return None
    offer = Offer.model_validate(heard.conversation.slots["offer"])
    debt = next((debt for debt in matter.payable(heard.dossier) if debt.id == offer.debt), None)
    if debt is None or not heard.is_verified or not negotiation.stands(offer, debt, matter.today(heard)):
        # What was read back is no longer so; nothing is agreed on old terms.
        return begin(heard.changed(slots={"debt": offer.debt}), "request_payment_plan")
    promise = Promise(id=new_id(), at=heard.at, debts=(offer.debt,), offer=offer, via=heard.conversation.medium)
    step = say(heard, "promised", debts=(offer.debt,), values={"offer": offer})
    return step.adding(AddFact(fact=promise))


def _fulfil(heard: Heard, wish: str, debt: Debt, slots: dict[str, Any]) -> Step:
    today = matter.today(heard)
    if wish == "request_balance":
        return say(heard, "balance", debts=(debt.id,))
    if wish == "hardship":
        return hand_over(heard, "cannot pay now: hardship", "high", template="hardship", debts=(debt.id,))
    if wish == "ask_how_to_pay":
        return hand_over(heard, "asks how to pay", template="how_to_pay", debts=(debt.id,))
    named = date.fromisoformat(slots["day"]) if "day" in slots else None
    made = negotiation.offers(debt, today, named)
    if wish == "request_payment_plan" or _offers_less(heard, debt):
        values = {"offers": made}
        kept = {"debt": debt.id, "offers": [offer.model_dump(mode="json") for offer in made]}
        return say(heard, "offers", debts=(debt.id,), values=values, question="offer", slots=kept)
    return _read_back(heard, made[0])


def _read_back(heard: Heard, offer: Offer) -> Step:
    slots = {"debt": offer.debt, "offer": offer.model_dump(mode="json")}
    return say(heard, "read_back", debts=(offer.debt,), values={"offer": offer}, question="confirm", slots=slots)


def _offers_less(heard: Heard, debt: Debt) -> bool:
    """Whether the consumer names an amount that is not the whole."""
    amounts = heard.understanding.named("amount") if heard.understanding else ()
    return any(amount.cents != debt.balance for amount in amounts)


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
