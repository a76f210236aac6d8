"""What an agent is shown: who waits, one conversation with what the law allows now, and what is in doubt."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from accounts import mails
from accounts.consumer import PointKind
from accounts.contact import Medium, Message
from accounts.conversation import Conversation, Status, Turn
from accounts.dossier import Dossier
from accounts.errors import BadInput
from accounts.notice import Dispute
from accounts.record import Id
from accounts.store import Store
from bot.desk import Desk
from compliance import zones
from compliance.decision import Decision
from outreach.cadence import door
from outreach.notices import all_alarms
from outreach.promised import all_broken
from outreach.waiting import waiting
from web import words

TABS: Mapping[str, tuple[Status, ...]] = {
    "waiting": (Status.WAITING,),
    "mine": (Status.AGENT,),
    "all": (Status.WAITING, Status.AGENT),
}
_URGENCY = {"urgent": 0, "high": 1, "normal": 2}
_LATEST = 8
"""How many facts stand beside a conversation, the newest first."""


def inbox(store: Store, desk: Desk, who: str, tab: str, at: datetime) -> dict[str, Any]:
    """Return the facts of the list: the urgent first, then who has waited longest; above it the notices nearly late."""
    with store.reading() as reading:
        threads = reading.conversations(TABS["all"])
        doubts, kept = len(reading.in_doubt()), mails.waiting(reading)
    rows = {name: [thread for thread in threads if _belongs(thread, name, who)] for name in TABS}
    return {
        "threads": sorted(rows[tab], key=lambda t: (_URGENCY[priority(t)], t.updated_at)),
        "counts": {name: len(found) for name, found in rows.items()},
        "tab": tab,
        "doubts": doubts,
        "mails": kept,
        "answers": len(waiting(store, desk.gateway.guard.awaited, at)),
        "alarms": (*all_alarms(store, desk.gateway.guard.owed, at), *all_broken(store, at)),
        "at": at,
        "mark": mark_of(threads),
    }


def conversation(store: Store, desk: Desk, id: Id, who: str, at: datetime) -> dict[str, Any]:
    """Return the facts of one conversation.

    Raises:
        NotFound: there is none of that id.
    """
    with store.reading() as reading:
        thread, turns = reading.conversation_by_id(id), reading.turns(id)
        dossier = reading.dossiers([thread.consumer], at).get(thread.consumer) if thread.consumer else None
    allowed, unanswerable = _preview(desk, thread, dossier, who)
    ours = store.collector.zone
    places = zones.of(dossier) if dossier else ()
    theirs = places[0] if len(places) == 1 else None
    holder = thread.slots.get("agent") if thread.status is Status.AGENT else None
    return {
        "thread": thread,
        "turns": [(turn, _became_of(turn, dossier)) for turn in turns],
        "dossier": dossier,
        "disputed": _disputed(dossier),
        "awaited": desk.gateway.guard.awaited(dossier, at) if dossier else (),
        "on_file": sorted(dossier.facts, key=lambda fact: fact.at, reverse=True)[:_LATEST] if dossier else [],
        "allowed": allowed,
        "unanswerable": unanswerable,
        "intents": sorted(words.intents().items(), key=lambda one: one[1]),
        "offers": desk.offers(thread, dossier) if dossier else [],
        "elsewhere": _elsewhere(desk, thread, dossier, who) if dossier else [],
        "holder": holder,
        "mine": thread.status is Status.AGENT and holder in (None, who),
        "at": at,
        "ours": ours,
        "theirs": theirs,
        "clocks": dict.fromkeys(words.past(at, place) for place in places),
        "zone": theirs or ours,
        "mark": mark_of([thread]),
    }


def doubts(store: Store, at: datetime) -> dict[str, Any]:
    """Return the facts of the attempts whose outcome nobody knows."""
    with store.reading() as reading:
        found = reading.in_doubt()
        dossiers = reading.dossiers({consumer for consumer, _ in found}, at)
    names = {id: dossier.consumer.name for id, dossier in dossiers.items()}
    return {"doubts": [(names[consumer], attempt) for consumer, attempt in found], "zone": store.collector.zone}


def was_said(store: Store, id: Id, who: str, text: str) -> Turn | None:
    """Return an agent's own turn with those words, if nobody has spoken since: the same form came twice."""
    with store.reading() as reading:
        turns = reading.turns(id)
    last = turns[-1] if turns else None
    same = last is not None and last.who == "agent" and last.name == who and last.text.startswith(text.strip())
    return last if same else None


def mark(store: Store, id: Id | None = None) -> str:
    """Return what changes when the list does, or one conversation."""
    with store.reading() as reading:
        return mark_of(reading.conversations(TABS["all"]) if id is None else [reading.conversation_by_id(id)])


def mark_of(threads: Sequence[Conversation]) -> str:
    """Return a short name for the state of threads."""
    state = " ".join(f"{thread.id}.{thread.version}" for thread in threads)
    return hashlib.sha256(state.encode()).hexdigest()[:16]


def priority(thread: Conversation) -> str:
    """Return how urgent a thread is."""
    return thread.handoff.priority if thread.handoff else "normal"


def _belongs(thread: Conversation, tab: str, who: str) -> bool:
    if tab == "mine":
        return thread.status is Status.AGENT and thread.slots.get("agent") == who
    return thread.status in TABS[tab]


def _preview(desk: Desk, thread: Conversation, dossier: Dossier | None, who: str) -> tuple[Decision | None, str]:
    """Return what the guard would say to a reply now, or why there can be none from here."""
    if dossier is None:
        return None, "Nobody is known by this address alone, so nothing may be written to it."
    try:
        return desk.preview(thread, dossier, who), ""
    except BadInput:  # there are no words for that medium: a call, a letter
        return None, (
            f"A {words.named(thread.medium, 'media')} cannot be answered from here. Take it, reach them by another way"
            " that is allowed, and give it back."
        )


_BY_AGENTS = (Medium.CALL, Medium.SMS, Medium.EMAIL)
"""The media by which a person may begin, beside the conversation."""


def _elsewhere(desk: Desk, thread: Conversation, dossier: Dossier, who: str) -> list[tuple[Message, Decision]]:
    """Return what the guard would say now to a message that an agent begins, by each medium with an address."""
    debts = tuple(debt.id for debt in dossier.debts if debt.status == "open")
    if not debts:
        return []
    asked = []
    for medium in _BY_AGENTS:
        form = Medium.EMAIL if medium is Medium.EMAIL else Medium.SMS
        kind = PointKind.EMAIL if medium is Medium.EMAIL else PointKind.PHONE
        point = door(dossier, medium) or next((p for p in dossier.points if p.kind is kind and not p.person), None)
        if point is None or (medium, point.address) == (thread.medium, thread.address):
            continue
        message = desk.composer.compose(
            "agent", dossier, medium=form, to=point.address, debts=debts, author=f"agent:{who}", values={"text": "…"}
        )
        voice = "person" if medium is Medium.CALL else None
        asked.append(message.model_copy(update={"medium": medium, "voice": voice}))
    return list(zip(asked, desk.gateway.preview(asked), strict=True))


def _became_of(turn: Turn, dossier: Dossier | None) -> str:
    """Return what became of words of ours; empty for those of others."""
    if turn.who == "consumer" or turn.refused:
        return ""
    found = next((a for a in dossier.attempts if a.id == turn.attempt), None) if dossier else None
    if found is not None:
        return words.named(found.state, "states")
    return words.named("reserved" if turn.attempt is None and turn.message is not None else "sent", "states")


def _disputed(dossier: Dossier | None) -> set[Id]:
    """Return the debts about which a dispute is on file."""
    if dossier is None:
        return set()
    disputes = dossier.of(Dispute)
    return {debt.id for debt in dossier.debts if any(d.debts is None or debt.id in d.debts for d in disputes)}
