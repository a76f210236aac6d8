"""Summary: three lines of facts for the person who takes a conversation over."""

from __future__ import annotations

import re
from collections.abc import Iterable

from accounts.contact import Inbound, Medium
from accounts.conversation import Conversation
from accounts.dossier import Dossier, Fact
from accounts.notice import Dispute
from accounts.record import Cents
from bot import identity
from bot.nlu.port import Entity, Understanding

_LONGEST = 160


def lines(
    conversation: Conversation,
    dossier: Dossier | None,
    inbound: Inbound,
    understanding: Understanding | None,
    facts: Iterable[Fact] = (),
) -> tuple[str, ...]:
    """Return who it is, what it is about, and what was said last; for agents, in English."""
    said = " ".join(inbound.text.split())
    said = said if len(said) <= _LONGEST else said[: _LONGEST - 1] + "…"
    found = ", ".join(understanding.intents) if understanding and understanding.intents else "nothing"
    new = ", ".join(fact.kind for fact in facts) or "nothing"
    last = f"Said: “{said}” (understood: {found}; put down: {new})."
    language = {"en": "English", "es": "Spanish"}[conversation.language]
    if dossier is None and conversation.medium is Medium.CHAT:
        who = f"Somebody on our page who has not shown who they are (chat, {language})."
        return who, "They are asked for an address or an account number, and for a proof.", last
    if dossier is None:
        where = f"Somebody unknown at {conversation.address} ({conversation.medium}, {language})."
        return where, "Nobody, or more than one consumer, has this address; nothing was answered.", last
    proven = "identity verified" if conversation.verified else "identity not verified"
    if conversation.failures:
        proven += f", {conversation.failures} wrong proofs"
    who = f"{dossier.consumer.name}, by {conversation.medium} from {conversation.address}, {language}, {proven}."
    return who, _debts(dossier, facts), last


_SECRET = frozenset({"date_of_birth", "last4"})
"""What proves who somebody is; it is shown to nobody."""


_SSN = re.compile(r"\b\d{3}[- ]?\d{2}[- ]?\d{4}\b")


def without_proofs(text: str, understanding: Understanding | None) -> str:
    """Return a text without the figures that prove who somebody is."""
    proofs = [one.text for one in understanding.entities if one.name in _SECRET] if understanding else []
    for proof in (*proofs, *_SSN.findall(text)):
        text = text.replace(proof, identity.masked(proof))
    return text


def named(understanding: Understanding | None, before: tuple[str, ...] = ()) -> tuple[str, ...]:
    """Return what a text names, one line each, after what was named before; for agents, in English."""
    found = [_value(entity) for entity in understanding.entities if entity.name not in _SECRET] if understanding else []
    return tuple(dict.fromkeys((*before, *found)))


def _value(entity: Entity) -> str:
    kind = " ".join(filter(None, (entity.role, entity.name.replace("_", " "))))
    if entity.name == "amount":
        return f"{kind}: {_dollars(entity.cents)}"
    return f"{kind}: {entity.day:%A, %B %-d, %Y}" if entity.name == "date" else f"{kind}: {entity.value}"


def _debts(dossier: Dossier, facts: Iterable[Fact]) -> str:
    disputes = [*dossier.of(Dispute), *(fact for fact in facts if isinstance(fact, Dispute))]
    told = []
    for debt in dossier.debts:
        disputed = any(d.debts is None or debt.id in d.debts for d in disputes)
        state = "disputed" if disputed else debt.status
        told.append(f"{debt.creditor} …{debt.account_tail} {_dollars(debt.balance)} ({state})")
    return "Debts: " + ("; ".join(told) or "none") + "."


def _dollars(cents: Cents) -> str:
    return f"${cents // 100:,}.{cents % 100:02d}"
