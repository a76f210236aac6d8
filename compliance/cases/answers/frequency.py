"""Frequency and hours: how many calls count, when the next one may be placed, and which hours are convenient."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from typing import cast

from accounts.dossier import Dossier
from compliance import zones
from compliance.cases.answers.contact import ASKED, proposal
from compliance.cases.facts import Given, someone
from compliance.cases.question import Answer, Question, debts, guard
from compliance.decision import Objection
from compliance.guard import Guard
from compliance.law.us.reg_f import s14_b_2_call_frequency as frequency
from compliance.law.us.reg_f.s06_b_1_clock import Hours
from compliance.law.us.reg_f.s06_b_1_inconvenient_time import Times
from compliance.proposal import Proposal

FREQUENCY = ("regf.14b2i.A-seven-in-seven", "regf.14b2i.B-post-conversation")
PRESUMED = "regf.6b1i-presumed-hours"


def _count_calls(dossier: Dossier, ask: Given, at: datetime) -> Answer:
    counted = frequency.counts(dossier, at, debts(dossier, ask), someone(ask.get("person")))
    return {"counts": {debt: count._asdict() for debt, count in counted.items()}}


def _is_excluded_call(dossier: Dossier, ask: Given, at: datetime) -> Answer:
    excluded = frequency.is_excluded(dossier, at, debts(dossier, ask), ask.get("to"), someone(ask.get("person")))
    return {"is": excluded}


def _earliest_call(dossier: Dossier, ask: Given, at: datetime) -> Answer:
    """Answer with the first date on which neither frequency stands against a call, at noon or at the time asked."""
    zone = next(iter(zones.of(dossier)), dossier.collector.zone)
    asked = proposal(dossier, {**ask, "action": "call"}, at)
    today = zones.local(at, zone).date()
    day, moment = today, at
    while _standing(asked.moved_to(moment), FREQUENCY):
        day += timedelta(days=1)
        moment = _instant(day, time(12), zone)
    return {"date": day.isoformat()}


def _convenient_window(dossier: Dossier, ask: Given, at: datetime) -> Answer:
    """Answer with the first common span of that date, to the minute."""
    asked = proposal(dossier, {**ask, "action": "call"}, at)
    day, zone = date.fromisoformat(ask["date"]), ask["zone"]
    times = Times(asked, _hours(asked))
    minutes = [
        minute
        for minute in range(24 * 60)
        if times.in_hours(moment := _instant(day, time(*divmod(minute, 60), 30), zone)) and times.undesignated(moment)
    ]
    if not minutes:
        return {"window": None}
    end = next(m for m in range(minutes[0], 24 * 60 + 1) if m not in minutes)
    return {"window": ["{:02}:{:02}".format(*divmod(minute, 60)) for minute in (minutes[0], end)]}


def _standing(proposal: Proposal, ids: Sequence[str]) -> bool:
    """Return whether one of those rules objects."""
    rules = guard({}).book.on(Guard.day(proposal)).rules
    return any(isinstance(rule(proposal, values), Objection) for rule, values in rules if rule.id in ids)


def _hours(proposal: Proposal) -> Hours:
    values = next(v for rule, v in guard({}).book.on(Guard.day(proposal)).rules if rule.id == PRESUMED)
    return cast(Hours, values)


def _instant(day: date, shown: time, zone: str) -> datetime:
    return zones.named(zone).localize(datetime.combine(day, shown))


ANSWERS = {
    "count_calls": Question(_count_calls, frozenset({"debts", "person"})),
    "is_excluded_call": Question(_is_excluded_call, frozenset({"debts", "to", "person"})),
    "earliest_call": Question(_earliest_call, ASKED),
    "convenient_window": Question(_convenient_window, frozenset({"date", "zone"})),
}
