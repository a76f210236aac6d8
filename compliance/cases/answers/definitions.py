"""Words: what a limited-content message is, and what the definitions of 1006.2 make of something done."""

from __future__ import annotations

from datetime import datetime

from accounts.dossier import Dossier
from compliance import voicemail, zones
from compliance.cases.facts import Given
from compliance.cases.question import Answer, Question, guard
from compliance.law.us.reg_f import s02_b_d_communication as definitions
from compliance.law.us.reg_f.s02_j_limited_content import SINCE, Voicemail

LIVE = {"call": "live_call"}
"""A call as the rulebook names it: one that is answered; a voicemail has a name of its own there."""

UNREADABLE = ("other_content",)
"""What a text says that is not of the closed form."""


def _is_limited_content(dossier: Dossier, ask: Given, at: datetime) -> Answer:
    """Answer from the items told, or where only a text is told, from what is read in it.

    The definitions are older than the day on which they took effect: an example of that September is judged by them.
    """
    told = ask.get("parts")
    items = tuple(told) if told is not None else voicemail.items(ask["text"]) or UNREADABLE
    medium = str(ask["medium"])
    asked = Voicemail(medium=LIVE.get(medium, medium), callee=ask.get("callee", "consumer"), items=items)
    lacks = guard(ask).lacks(asked, max(zones.local(at, dossier.collector.zone).date(), SINCE))
    return {"is": not lacks, "because": lacks[0].rule if lacks else None, "objections": [o.says for o in lacks]}


def _is_attempt(_dossier: Dossier, ask: Given, _at: datetime) -> Answer:
    return {"is": definitions.of(ask["thing"]).attempt}


def _is_communication(_dossier: Dossier, ask: Given, _at: datetime) -> Answer:
    return {"is": definitions.of(ask["thing"]).communication}


def _needs_18e(_dossier: Dossier, ask: Given, _at: datetime) -> Answer:
    return {"is": definitions.of(ask["thing"]).disclosure}


ANSWERS = {
    "is_limited_content": Question(_is_limited_content, frozenset({"medium", "callee", "parts", "text"})),
    "is_attempt": Question(_is_attempt, frozenset({"thing"})),
    "is_communication": Question(_is_communication, frozenset({"thing"})),
    "needs_18e": Question(_needs_18e, frozenset({"thing"})),
}
