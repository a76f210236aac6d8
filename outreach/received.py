"""Received: a dispute or request that came by letter, telephone or in person, put down by whoever took it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from accounts.dossier import Dossier
from accounts.errors import BadInput, NotFound
from accounts.notice import Dispute, OriginalCreditorRequest, SpanishRequest
from accounts.record import Id, new_id
from accounts.store import Store

WHATS = ("dispute", "original_creditor", "spanish")
VIAS = ("mail", "in_person", "call", "email", "portal", "sms", "chat")
"""How it came; by call it is not in writing."""
WHYS = ("not_mine", "already_paid", "amount", "identity_theft", "too_old", "other")
LONGEST = 4000
"""Characters of the consumer's words."""

Put = Dispute | OriginalCreditorRequest | SpanishRequest


@dataclass(frozen=True)
class Told:
    """What whoever took it says of it; no debts are all."""

    what: str
    via: str
    received: datetime
    debts: tuple[Id, ...] = ()
    sent: datetime | None = None
    """When it was posted, as the postmark says."""
    why: str = "other"
    portion: str = ""
    text: str = ""
    same_as: Id = ""
    new_material: bool | None = None


def put_down(store: Store, consumer: Id, told: Told, *, by: str, at: datetime) -> Put:
    """Put it down, with who took it; it takes effect at once.

    Raises:
        NotFound: there is no such consumer.
        BadInput: something of it cannot be.
    """
    with store.transaction() as unit:
        unit.lock([consumer])
        dossier = unit.dossiers([consumer], at).get(consumer)
        if dossier is None:
            raise NotFound(f"no consumer has the id {consumer}")
        fact = _fact(dossier, told, by, at)
        unit.add_fact(consumer, fact, by=by)
    return fact


def _fact(dossier: Dossier, told: Told, by: str, at: datetime) -> Put:
    _check(dossier, told, by, at)
    came = {"id": new_id(), "at": told.received, "debts": told.debts or None, "via": told.via}
    if told.what == "spanish":
        return SpanishRequest.model_validate(came)
    came["sent_at"] = told.sent
    if told.what == "original_creditor":
        return OriginalCreditorRequest.model_validate(came)
    words = {"portion": told.portion.strip() or None, "text": told.text.strip() or None}
    again = {"same_as": told.same_as or None, "new_material": told.new_material}
    return Dispute.model_validate(came | words | again | {"why": told.why})


def _check(dossier: Dossier, told: Told, by: str, at: datetime) -> None:
    """Check what no record checks by itself.

    Raises:
        BadInput: names what cannot be.
    """
    if not by.removeprefix("agent:").strip():
        raise BadInput("whoever took it gives their name")
    if told.what not in WHATS:
        raise BadInput(f"{told.what!r} is not one of {', '.join(WHATS)}")
    if told.via not in VIAS:
        raise BadInput(f"{told.via!r} is not one of {', '.join(VIAS)}")
    if told.why not in WHYS:
        raise BadInput(f"{told.why!r} is not one of {', '.join(WHYS)}")
    if told.received > at or (told.sent is not None and told.sent > told.received):
        raise BadInput("it was posted before it was received, and received before now")
    if len(told.text) + len(told.portion) > LONGEST:
        raise BadInput(f"the words are longer than {LONGEST} characters: give their sense, and keep the letter")
    if unknown := [debt for debt in told.debts if dossier.debt(debt) is None]:
        known = ", ".join(debt.id for debt in dossier.debts)
        raise BadInput(f"the consumer has no debt {unknown[0]}; theirs are {known}")
    if told.what != "dispute" and (told.same_as or told.portion or told.new_material is not None):
        raise BadInput("only a dispute is of a part of a debt, or repeats another one")
    if told.new_material is not None and not told.same_as:
        raise BadInput("new is what a repeated dispute brings beyond the earlier one: say which it repeats")
    if told.same_as:
        _check_repetition(dossier, told)


def _check_repetition(dossier: Dossier, told: Told) -> None:
    earlier = next((one for one in dossier.of(Dispute) if one.id == told.same_as), None)
    if earlier is None or earlier.at >= told.received:
        raise BadInput(f"the consumer has no earlier dispute of the id {told.same_as}")
    if told.debts and earlier.debts is not None and set(told.debts).isdisjoint(earlier.debts):
        raise BadInput("the earlier dispute is about other debts, so it is not the same")
