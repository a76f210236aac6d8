"""Arrangement: balance, hardship, payment, plan, settlement, for the right party only; a promise only after a yes."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from accounts.activity import Payment
from accounts.debt import Debt
from accounts.promise import Offer, Promise, PromiseWithdrawn, standing
from accounts.record import Id, new_id
from bot import answers, identity, matter, negotiation, wishes
from bot.negotiation import Terms, Wish
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

COUNTERS = 3
"""How often terms are put to somebody who names others; then a person does."""

_KEPT = ("debt", "wish", "rounds", "goes_on", "replaces")
"""What of the talk about terms goes on from one question to the next."""


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
    if question == "afford":
        return _afford(heard)
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


def _afford(heard: Heard) -> Step | None:
    """Return the terms for what they say they can pay; a pause where it is nothing."""
    assert heard.understanding is not None
    before = Wish.model_validate(heard.conversation.slots.get("wish", {}))
    if answers.is_no(heard.understanding):
        return _again(heard, before.model_copy(update={"hardship": True}), "afford")
    return _counter(heard, "afford")


def what_there_is(heard: Heard) -> Step | None:
    """Return the usual terms, for who would rather see them than say what they can pay."""
    return _again(heard, Wish.model_validate(heard.conversation.slots.get("wish", {})), "afford")


def _choice(heard: Heard) -> Step | None:
    assert heard.understanding is not None
    made = [Offer.model_validate(offer) for offer in heard.conversation.slots.get("offers", [])]
    chosen = answers.number(heard.understanding)
    if chosen is not None and 0 < chosen <= len(made):
        return _read_back(heard, made[chosen - 1], heard.conversation.slots)
    if answers.is_no(heard.understanding):
        return hand_over(heard, "wants none of the plans that may be offered", template="none_fits")
    return _counter(heard, heard.conversation.pending or "request_payment_plan")


def _confirmation(heard: Heard) -> Step | None:
    assert heard.understanding is not None
    slots = heard.conversation.slots
    if not answers.is_yes(heard.understanding):
        counter = _counter(heard, heard.conversation.pending or "request_payment_plan")
        if counter is None and answers.is_no(heard.understanding):
            if slots.get("above"):
                return hand_over(heard, "cannot pay the least that may be agreed", "high", template="none_fits")
            return say(heard, "not_agreed")
        return counter
    offer = Offer.model_validate(slots["offer"])
    debt = next((debt for debt in matter.payable(heard.dossier) if debt.id == offer.debt), None)
    if debt is None or not heard.is_verified or not _stands(heard, offer, debt):
        # What was read back is no longer so; nothing is agreed on old terms.
        return begin(heard.changed(slots={"debt": offer.debt}), "request_payment_plan")
    promise = Promise(
        id=new_id(),
        at=heard.at,
        debts=(offer.debt,),
        offer=offer,
        via=heard.conversation.medium,
        replaces=slots.get("replaces"),
    )
    step = say(heard, "promised", debts=(offer.debt,), values={"offer": offer})
    return step.adding(AddFact(fact=promise))


def _counter(heard: Heard, about: str) -> Step | None:
    """Return the terms nearest to what they name instead; None where they name nothing."""
    assert heard.understanding is not None
    debt = _on_the_table(heard)
    if debt is None:
        return None
    before = Wish.model_validate(heard.conversation.slots.get("wish", {}))
    named = wishes.read(heard.understanding, about, debt.balance, matter.today(heard))
    return None if named == Wish() else _again(heard, wishes.joined(before, named), about)


def _again(heard: Heard, wish: Wish, about: str) -> Step | None:
    debt = _on_the_table(heard)
    if debt is None:
        return None
    rounds = int(heard.conversation.slots.get("rounds", 0)) + 1
    if rounds > COUNTERS:
        return hand_over(heard, f"named other terms {COUNTERS} times: {_said(wish)}", template="none_fits")
    slots = {**heard.conversation.slots, "rounds": rounds}
    replaced = _promised(heard, slots) if about == "modify_arrangement" else None
    if replaced is not None and wish.each is None and wish.count is None:
        return _moved(heard, debt, replaced, wish, slots)
    return _put(heard, debt, wish, slots, about)


def _on_the_table(heard: Heard) -> Debt | None:
    """Return the debt whose terms are talked of, if they may be talked of still."""
    meant = heard.conversation.slots.get("debt")
    debt = next((debt for debt in matter.payable(heard.dossier) if debt.id == meant), None)
    return debt if heard.is_verified else None


def _fulfil(heard: Heard, wish: str, debt: Debt, slots: dict[str, Any]) -> Step:
    today = matter.today(heard)
    if wish == "ask_how_to_pay":
        return hand_over(heard, "asks how to pay", template="how_to_pay", debts=(debt.id,))
    if not negotiation.is_fresh(debt, today, _terms(heard, debt)):
        reason = f"{wish.replace('_', ' ')}: what is owed to {debt.creditor} was told too long ago; ask them"
        return hand_over(heard, reason, template="stale", debts=(debt.id,))
    if wish == "request_balance":
        return say(heard, "balance", debts=(debt.id,))
    kept = {"debt": debt.id}
    said = Wish(hardship=wish == "hardship", first=date.fromisoformat(slots["day"]) if "day" in slots else None)
    if heard.understanding is not None and heard.proof is None:
        said = wishes.joined(said, wishes.read(heard.understanding, wish, debt.balance, today))
    if wish == "modify_arrangement":
        return _change(heard, debt, said, kept)
    if wish == wishes.FOR_LESS and _terms(heard, debt).discount is None:
        return hand_over(heard, "proposes to settle for less, and the policy gives no discount")
    if wish == "hardship":
        return _in_hardship(heard, debt, said, kept)
    if wish in ("request_payment_plan", wishes.FOR_LESS) or said.each not in (None, debt.balance):
        if wish == "request_payment_plan" and said.each is None and said.count is None:
            return say(heard, "afford", debts=(debt.id,), question="afford", slots={**kept, "wish": _plain(said)})
        return _put(heard, debt, said, kept, wish)
    made = negotiation.offers(debt, today, _terms(heard, debt), Wish(first=said.first))
    return _read_back(heard, made[0], kept)


def _in_hardship(heard: Heard, debt: Debt, said: Wish, kept: dict[str, Any]) -> Step:
    """Call a person, name help, and ask meanwhile what they can pay, if anything: the talk goes on until one comes."""
    called = hand_over(heard, "cannot pay now: hardship", "high", template="hardship", debts=(debt.id,))
    slots = {**called.conversation.slots, **kept, "wish": _plain(said), "goes_on": True}
    thread = called.conversation.model_copy(update={"question": "afford", "slots": slots, "pending": "hardship"})
    return called.model_copy(update={"conversation": thread})


def _change(heard: Heard, debt: Debt, said: Wish, kept: dict[str, Any]) -> Step:
    """Return the step that moves a payment, or lowers all that are left, of the promise that stands."""
    promised = _promised(heard, kept)
    if promised is None:
        return hand_over(heard, "wants to change an arrangement, and none is on file")
    if heard.understanding is not None and wishes.withdraws(heard.understanding):
        back = PromiseWithdrawn(id=new_id(), at=heard.at, of=promised.id, via=heard.conversation.medium)
        return say(heard, "withdrawn", debts=(debt.id,)).adding(AddFact(fact=back))
    slots = {**kept, "replaces": promised.id}
    if said.each is not None or said.count is not None:
        return _put(heard, debt, said, slots, "modify_arrangement")
    return _moved(heard, debt, promised, said, slots)


def _moved(heard: Heard, debt: Debt, promised: Promise, said: Wish, slots: dict[str, Any]) -> Step:
    facts = heard.dossier
    made = negotiation.extensions(
        promised, facts.of(Promise), facts.of(Payment), debt, matter.today(heard), _terms(heard, debt), said.first
    )
    if not made:
        return hand_over(heard, "wants a promised payment later than may be agreed here")
    return _read_back(heard, made[0], {**slots, "replaces": promised.id}, "modify_arrangement")


def _promised(heard: Heard, slots: dict[str, Any]) -> Promise | None:
    """Return the latest promise that stands on the debt that is talked of."""
    made = standing(heard.dossier.of(Promise), heard.dossier.of(PromiseWithdrawn))
    return next((promise for promise in reversed(made) if promise.offer.debt == slots.get("debt")), None)


def _put(heard: Heard, debt: Debt, wish: Wish, slots: dict[str, Any], about: str) -> Step:
    """Put to them what comes nearest to a wish; read it back at once where it is one thing."""
    rounds = int(slots.get("rounds", 0))
    made = negotiation.offers(debt, matter.today(heard), _terms(heard, debt), wish, rounds=rounds)
    if not made:
        reason = f"none of the terms that may be offered comes near what they say: {_said(wish)}"
        return hand_over(heard, reason, template="none_fits")
    kept = {**_going_on(slots), "wish": _plain(wish), "rounds": rounds}
    if len(made) == 1:
        above = wish.each is not None and made[0].instalments[0].amount > wish.each
        return _read_back(heard, made[0], {**kept, "above": above}, about)
    kept["offers"] = [offer.model_dump(mode="json") for offer in made]
    values = {"offers": made}
    return say(heard, "offers", debts=(debt.id,), values=values, question="offer", slots=kept, pending=about)


def _read_back(heard: Heard, offer: Offer, slots: dict[str, Any], about: str | None = None) -> Step:
    above = bool(slots.get("above"))
    kept = {**_going_on(slots), "debt": offer.debt, "offer": offer.model_dump(mode="json"), "above": above}
    asked = about or heard.conversation.pending
    values = {"offer": offer, "above": above}
    return say(heard, "read_back", debts=(offer.debt,), values=values, question="confirm", slots=kept, pending=asked)


def _stands(heard: Heard, offer: Offer, debt: Debt) -> bool:
    """Whether an offer made earlier would still be made today: the same balance, the same days, the same promise."""
    today, terms, facts = matter.today(heard), _terms(heard, debt), heard.dossier
    if offer.kind != "extension":
        return negotiation.within(offer, debt, today, terms)
    promised = _promised(heard, {"debt": debt.id})
    return promised is not None and offer in negotiation.extensions(
        promised, facts.of(Promise), facts.of(Payment), debt, today, terms, offer.first
    )


def _terms(heard: Heard, debt: Debt) -> Terms:
    return heard.policy.terms(debt.creditor, matter.today(heard))


def _going_on(slots: dict[str, Any]) -> dict[str, Any]:
    return {name: slots[name] for name in _KEPT if name in slots}


def _plain(wish: Wish) -> dict[str, Any]:
    return wish.model_dump(mode="json", exclude_none=True)


def _said(wish: Wish) -> str:
    return ", ".join(f"{name} {value}" for name, value in _plain(wish).items() if value is not False) or "nothing"


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
