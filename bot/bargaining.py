"""Bargaining: puts terms to the consumer, moves them with what is answered, and makes a promise only of a yes."""

from __future__ import annotations

from typing import Any

from accounts.activity import Payment
from accounts.debt import Debt
from accounts.dossier import Dossier
from accounts.promise import Offer, Promise, PromiseWithdrawn, standing
from accounts.record import Id, new_id
from bot import answers, matter, negotiation, wishes
from bot.negotiation import Wish
from bot.offer_policy import Terms
from bot.step import AddFact, Heard, Step, hand_over, say

COUNTERS = 3
"""How often terms are put to somebody who names others; then a person does."""

_KEPT = ("debt", "wish", "rounds", "goes_on", "replaces")
"""What of the talk about terms goes on from one question to the next."""


def afford(heard: Heard) -> Step | None:
    """Return the terms for what they say they can pay; a pause where it is nothing."""
    assert heard.understanding is not None
    before = Wish.model_validate(heard.conversation.slots.get("wish", {}))
    if answers.is_no(heard.understanding):
        return _again(heard, before.model_copy(update={"hardship": True}), "afford")
    return _counter(heard, "afford")


def what_there_is(heard: Heard) -> Step | None:
    """Return the usual terms, for who would rather see them than say what they can pay."""
    return _again(heard, Wish.model_validate(heard.conversation.slots.get("wish", {})), "afford")


def choice(heard: Heard) -> Step | None:
    """Return the step for a number of the list, a no, or other terms."""
    assert heard.understanding is not None
    chosen = _taken(heard)
    if chosen is not None:
        return read_back(heard, chosen, heard.conversation.slots)
    if answers.is_no(heard.understanding):
        return hand_over(heard, "wants none of the plans that may be offered", template="none_fits")
    return _counter(heard, heard.conversation.pending or "request_payment_plan")


def confirmation(heard: Heard) -> Step | None:
    """Return the step for an answer to what was read back: a promise for a yes; nothing is agreed otherwise."""
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


def has_fallen(heard: Heard) -> bool:
    """Whether what they choose or say yes to is no longer so: no old terms are told, and nothing is agreed on them.

    What was read back falls too where another promise came to stand since: what it would replace was not said.
    """
    slots = heard.conversation.slots
    offer, debt = _taken(heard), _on_the_table(heard)
    if offer is None:
        return False
    if heard.conversation.question == "confirm":
        now = promised(heard, slots)
        if slots.get("replaces") != (now and now.id):
            return True
    return debt is None or not _stands(heard, offer, debt)


def _taken(heard: Heard) -> Offer | None:
    """Return the offer that they take: the one of the list that they name, or with a yes what was read back."""
    assert heard.understanding is not None
    slots = heard.conversation.slots
    if heard.conversation.question == "confirm":
        return Offer.model_validate(slots["offer"]) if answers.is_yes(heard.understanding) else None
    chosen, made = answers.number(heard.understanding), slots.get("offers", [])
    return Offer.model_validate(made[chosen - 1]) if chosen is not None and 0 < chosen <= len(made) else None


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
    replaced = promised(heard, slots) if about == "modify_arrangement" else None
    if replaced is not None and wish.each is None and wish.count is None:
        return move(heard, debt, replaced, wish, slots)
    return put(heard, debt, wish, slots, about)


def _on_the_table(heard: Heard) -> Debt | None:
    """Return the debt whose terms are talked of, if they may be talked of still."""
    meant = heard.conversation.slots.get("debt")
    debt = next((debt for debt in matter.payable(heard.dossier) if debt.id == meant), None)
    return debt if heard.is_verified else None


def move(heard: Heard, debt: Debt, from_: Promise, said: Wish, slots: dict[str, Any]) -> Step:
    """Return the step that offers the next payment of a promise later, or calls a person where it may not be."""
    facts = heard.dossier
    made = negotiation.extensions(
        from_, facts.of(Promise), facts.of(Payment), debt, matter.today(heard), terms(heard, debt), said.first
    )
    if not made:
        return hand_over(heard, "wants a promised payment later than may be agreed here")
    return read_back(heard, made[0], {**slots, "replaces": from_.id}, "modify_arrangement")


def promised(heard: Heard, slots: dict[str, Any]) -> Promise | None:
    """Return the latest promise that stands on the debt that is talked of."""
    return stands_on(heard.dossier, slots.get("debt"))


def stands_on(dossier: Dossier, debt: Id | None) -> Promise | None:
    """Return the latest promise that stands on a debt."""
    made = standing(dossier.of(Promise), dossier.of(PromiseWithdrawn))
    return next((promise for promise in reversed(made) if promise.offer.debt == debt), None)


def put(heard: Heard, debt: Debt, wish: Wish, slots: dict[str, Any], about: str) -> Step:
    """Put to them what comes nearest to a wish; read it back at once where it is one thing."""
    rounds = int(slots.get("rounds", 0))
    made = negotiation.offers(debt, matter.today(heard), terms(heard, debt), wish, rounds=rounds)
    if not made:
        reason = f"none of the terms that may be offered comes near what they say: {_said(wish)}"
        return hand_over(heard, reason, template="none_fits")
    kept = {**_going_on(slots), "wish": plain(wish), "rounds": rounds}
    if len(made) == 1:
        above = wish.each is not None and made[0].instalments[0].amount > wish.each
        return read_back(heard, made[0], {**kept, "above": above}, about)
    kept["offers"] = [offer.model_dump(mode="json") for offer in made]
    values = {"offers": made}
    return say(heard, "offers", debts=(debt.id,), values=values, question="offer", slots=kept, pending=about)


def read_back(heard: Heard, offer: Offer, slots: dict[str, Any], about: str | None = None) -> Step:
    """Return the step that says an offer in full and asks for a yes."""
    above = bool(slots.get("above"))
    kept = {**_going_on(slots), "debt": offer.debt, "offer": offer.model_dump(mode="json"), "above": above}
    before = promised(heard, kept)
    kept["replaces"] = before and before.id  # a debt is promised once: a new promise takes the place of what stands
    asked = about or heard.conversation.pending
    values = {"offer": offer, "above": above, "instead": before is not None}
    return say(heard, "read_back", debts=(offer.debt,), values=values, question="confirm", slots=kept, pending=asked)


def _stands(heard: Heard, offer: Offer, debt: Debt) -> bool:
    """Whether an offer made earlier would still be made today: the same balance, the same days, the same promise."""
    today, allowed, facts = matter.today(heard), terms(heard, debt), heard.dossier
    if offer.kind != "extension":
        return negotiation.within(offer, debt, today, allowed)
    stands = promised(heard, {"debt": debt.id})
    return stands is not None and offer in negotiation.extensions(
        stands, facts.of(Promise), facts.of(Payment), debt, today, allowed, offer.first
    )


def terms(heard: Heard, debt: Debt) -> Terms:
    """Return what may be offered today for a debt."""
    return heard.policy.terms(debt.creditor, matter.today(heard))


def _going_on(slots: dict[str, Any]) -> dict[str, Any]:
    return {name: slots[name] for name in _KEPT if name in slots}


def plain(wish: Wish) -> dict[str, Any]:
    """Return a wish as a slot keeps it."""
    return wish.model_dump(mode="json", exclude_none=True)


def _said(wish: Wish) -> str:
    return ", ".join(f"{name} {value}" for name, value in plain(wish).items() if value is not False) or "nothing"
