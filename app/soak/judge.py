"""The judge of the soak: holds what arrived at the providers against what the store says."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from accounts import tables as t
from accounts.contact import Medium
from accounts.reading import Reading
from accounts.store import Store
from app.soak import telephones
from channels.letter import MANIFEST
from channels.simulator.journal import read as journal

_LEFT = ("sent", "delivered", "undelivered")
_UNSENT = ("released", "failed")


@dataclass(frozen=True)
class Arrived:
    """What the providers have, by their own journals."""

    texts: Counter[str]
    """How often each attempt arrived at the carrier."""
    mails: Counter[str]
    """How many mails each address got."""
    letters: Counter[str]
    """How often each attempt stands in the print queue."""
    came: set[str]
    """The identifiers of what phones wrote."""

    @classmethod
    def read(cls, folder: Path) -> Arrived:
        """Read the simulator's journal and the print queue's manifest."""
        texts = list(journal(folder / "journal.jsonl", "sms"))
        manifest = folder / "letters" / MANIFEST
        lines = manifest.read_text("utf-8").splitlines() if manifest.exists() else []
        return cls(
            texts=Counter(str(one["callback"]).rpartition("ref=")[2] for one in texts if one["direction"] != "inbound"),
            mails=Counter(mail["to"][0] for mail in journal(folder / "journal.jsonl", "mail")),
            letters=Counter(json.loads(line)["attempt"] for line in lines),
            came={one["sid"] for one in texts if one["direction"] == "inbound"},
        )


def judged(store: Store, arrived: Arrived, people: int, calls: list[dict[str, Any]]) -> dict[str, Any]:
    """Return what was found, and under `wrong` what did not hold and how often; nothing where all did.

    Args:
        store: after all of it.
        arrived: what the providers have.
        people: how many consumers there are.
        calls: what rang, as the simulator tells it.
    """
    c = t.attempts.c
    first = sa.select(c.consumer_id).where(c.state.not_in(_UNSENT), c.body["in_reply_to"].as_string().is_(None))
    with store.reading() as reading:
        attempts = reading.connection.execute(sa.select(c.id, c.medium, c.state)).all()
        keys = list(reading.connection.scalars(sa.select(t.inbounds.c.key)))
        unhandled = len(reading.waiting_inbounds())
        shown = {attempt.id for _, attempt in reading.in_doubt(limit=len(attempts) + 1)}
        reached = Counter(reading.connection.scalars(first))
        unended = unended_calls(reading)
    state = {row.id: row.state for row in attempts}
    said = {row.id for row in attempts if row.medium == Medium.SMS and row.state in ("sent", "delivered")}
    wrong = {
        "delivered twice": sum(n > 1 for one in (arrived.texts, arrived.mails, arrived.letters) for n in one.values()),
        "consumers reached twice": sum(n > 1 for n in reached.values()),
        "consumers forgotten": people - len(reached),
        "inbound lost": len(arrived.came - set(keys)),
        "inbound counted twice": len(keys) - len(set(keys)),
        "inbound not dealt with": unhandled,
        "texts that arrived and are not known to have": sum(state.get(id) not in _LEFT for id in arrived.texts),
        "letters that are queued and called unsent": sum(state.get(id) in _UNSENT for id in arrived.letters),
        "texts said to have left that never arrived": len(said - arrived.texts.keys()),
        "attempts without an outcome": sum(one == "reserved" for one in state.values()),
        "doubts nobody is shown": sum(one == "in_doubt" for one in state.values()) - len(shown),
        **telephones.wrong(calls, state.get, unended),
    }
    counts = {"sms": arrived.texts, "email": arrived.mails, "mail": arrived.letters}
    return {
        "arrived": {medium: sum(count.values()) for medium, count in counts.items()} | {"call": len(calls)},
        "answered by": dict(Counter(str(call["answered_by"]) for call in calls)),
        "came in": len(arrived.came),
        "states": dict(Counter(state.values())),
        "in doubt, shown to a person": len(shown),
        "ledger records verified": store.verify_ledger().records,
        "wrong": {name: n for name, n in wrong.items() if n},
    }


def unended_calls(reading: Reading) -> int:
    """Return how many calls there are of which it is not known how they ended, and nobody is shown that."""
    c = t.attempts.c
    going = sa.and_(c.medium == Medium.CALL, c.state.in_(("sent", "delivered")), c.body["end"].as_string().is_(None))
    return int(reading.connection.scalar(sa.select(sa.func.count()).where(going)) or 0)
