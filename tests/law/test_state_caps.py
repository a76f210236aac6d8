"""The caps and hours of states, beside an evaluator of their rows that shares no code with the law."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import Any

import hypothesis.strategies as st
import pytest
from hypothesis import HealthCheck, given, settings

from accounts.consumer import ContactPoint, PointKind
from accounts.contact import Attempt, Inbound, Medium, Purpose
from accounts.dossier import Collector, Dossier
from compliance import zones
from compliance.book import whole
from compliance.decision import Objection
from compliance.proposal import Proposal
from compliance.rule import Rule
from tests.law import known

BOOK = whole("compliance.law.us.states")
ROWS = {row["rule_id"]: row for row in json.loads(Path(__file__).with_name("jurisdictions.json").read_text("utf-8"))}
SECOND, MINUTE, DAY = timedelta(seconds=1), timedelta(minutes=1), timedelta(days=1)
NOW = datetime(2026, 11, 3, 17, tzinfo=UTC)  # two days after the clocks went back
EAST, WEST = "America/New_York", "America/Los_Angeles"
POINTS = (
    ContactPoint(id="m", kind=PointKind.PHONE, address="+12065550101", line="mobile", zones=(WEST,)),
    ContactPoint(id="l", kind=PointKind.PHONE, address="+12065550102", line="landline", place="home", zones=(WEST,)),
    ContactPoint(id="w", kind=PointKind.PHONE, address="+12065550103", line="landline", place="work", zones=(EAST,)),
    ContactPoint(id="c", kind=PointKind.PHONE, address="+12065550104", line="mobile", place="work", zones=(WEST,)),
    ContactPoint(id="h", kind=PointKind.POSTAL, address="home", place="home", zones=(WEST,)),
    ContactPoint(id="e", kind=PointKind.EMAIL, address=known.EMAIL),
)
PHONES = [point.address for point in POINTS[:4]]
MEDIA = [Medium.CALL, Medium.CALL, Medium.SMS, Medium.EMAIL, Medium.MAIL, Medium.SOCIAL]
COUNTED = {
    Medium.CALL: "call_attempt",
    Medium.SMS: "sms_out",
    Medium.EMAIL: "email_out",
    Medium.MAIL: "letter_out",
    Medium.SOCIAL: "social_dm_out",
}
EVERY_FORM = frozenset(COUNTED.values())
COLLECTORS = (Collector(role="first_party"), Collector(role="third_party"), Collector(role="debt_buyer"))
CAPS: dict[str, dict[str, Any]] = {
    "ma.940cmr7.frequency": {"places": "near and far"},
    "ma.209cmr18.frequency": {"places": "near and far"},
    "wa.frequency.any": {"counts": EVERY_FORM},
    "wa.frequency.work": {"counts": EVERY_FORM, "places": "work"},
    "wa.frequency.cell_day": {"places": "cell"},
    "dc.frequency.calls": {"replies": "held", "no line": {"busy"}},
    "dc.frequency.electronic": {},
    "nyc.frequency": {"replies": "free, but counted"},
    "wv.frequency": {"replies": "held"},
}
"""The rows with a number, and what of them is said in words only."""


def to_of(draw: st.DrawFn, medium: Medium) -> str | None:
    if medium in (Medium.CALL, Medium.SMS):
        return draw(st.sampled_from(PHONES))
    return {Medium.EMAIL: known.EMAIL, Medium.MAIL: "home"}.get(medium)


@st.composite
def histories(draw: st.DrawFn) -> tuple[Dossier, Proposal]:
    ago = sorted(draw(st.lists(st.integers(0, 31 * 24 * 60), max_size=12)), reverse=True)
    near = sorted(draw(st.lists(st.integers(0, 8 * 24 * 60), max_size=8)), reverse=True)
    attempts = []
    for n, minutes in enumerate(sorted([*ago, *near], reverse=True)):
        medium = draw(st.sampled_from(MEDIA))
        reply = draw(st.sampled_from([False, False, False, True]))
        attempts.append(
            Attempt(
                id=f"a{n}",
                at=NOW - minutes * MINUTE,
                medium=medium,
                to=to_of(draw, medium),
                debts=tuple(draw(st.sampled_from([("A",), ("B",), ("A", "B"), ()]))),
                outcome=draw(st.sampled_from(["no_answer", "busy", "voicemail_general", "conversation"]))
                if medium is Medium.CALL
                else None,
                purpose=Purpose.REPLY if reply else Purpose.COLLECT,
                in_reply_to="in" if reply else None,
            )
        )
    dossier = known.dossier(
        collector=draw(st.sampled_from(COLLECTORS)), points=POINTS, attempts=tuple(attempts), inbounds=(said_in(),)
    )
    medium = draw(st.sampled_from(MEDIA))
    answers = draw(st.booleans())
    asked = known.proposal(
        dossier,
        NOW,
        medium,
        to=to_of(draw, medium),
        debts=draw(st.sampled_from([("A",), ("A", "B")])),
        purpose=Purpose.REPLY if answers else Purpose.COLLECT,
        in_reply_to="in" if answers else None,
    )
    return dossier, asked


def said_in() -> Inbound:
    return Inbound(id="in", at=NOW - 40 * DAY, medium=Medium.SMS, from_address=PHONES[0])


def kind_of_place(address: str | None, medium: Medium) -> set[str]:
    """Return what an address may be: home, work, a cell phone."""
    point = next((p for p in POINTS if p.address == address), None)
    if point is None:
        return {"near", "far", "work", "cell", "any"}
    found = {"any"}
    found.add("far" if point.place == "work" and point.line != "mobile" else "near")
    if point.place == "work":
        found.add("work")
    if point.line == "mobile" or medium is Medium.SMS or (point.line == "unknown"):
        found.add("cell")
    return found


def barred(rule_id: str, asked: Proposal, at: datetime) -> bool:
    """Answer from the row as it is written down, one attempt after the other."""
    row, more = ROWS[rule_id]["params"], CAPS[rule_id]
    if asked.dossier.collector.role not in row["applies_to"]:
        return False
    counts = set(more.get("counts", row.get("counts", ())))
    events = {COUNTED[asked.medium]}
    is_reply = asked.message.in_reply_to == "in" and asked.message.purpose is Purpose.REPLY
    replies = more.get("replies", "free")
    free = is_reply and replies != "held"
    buckets = {"near and far": ["near", "far"], "work": ["work"], "cell": ["cell"]}.get(more.get("places", ""), ["any"])
    for bucket in buckets:
        limit = row["elsewhere"] if bucket == "far" else row
        if free or not events & counts or bucket not in kind_of_place(asked.message.to, asked.medium):
            continue
        for debt in asked.message.debts if row["scope"] == "debt" else ("",):
            count = 0
            for attempt in asked.dossier.attempts:
                fits = COUNTED[attempt.medium] in counts and bucket in kind_of_place(attempt.to, attempt.medium)
                fits &= not debt or not attempt.debts or debt in attempt.debts
                fits &= row["scope"] != "number" or attempt.to == asked.message.to
                fits &= not attempt.in_reply_to or replies != "free"
                fits &= attempt.outcome not in more.get("no line", ())
                if row.get("window_type") == "calendar_day":
                    same = any(shown(attempt.at, z) == shown(at, z) for z in (EAST, WEST))
                    count += fits and same
                else:
                    count += fits and at - attempt.at < timedelta(days=limit["window_days"])
            if count >= limit["max"]:
                return True
        if "conversations" in row:
            talks = sum(
                a.outcome == "conversation" and at - a.at < timedelta(days=row["conversations"]["window_days"])
                for a in asked.dossier.attempts
            )
            if talks >= row["conversations"]["max"]:
                return True
    return False


def shown(at: datetime, zone: str) -> date:
    return at.astimezone(zones.named(zone)).date()


def rule(id: str) -> Rule:
    found = BOOK.provisions[id]
    assert isinstance(found, Rule)
    return found


@pytest.mark.parametrize("rule_id", CAPS)
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(history=histories())
def test_a_cap_objects_exactly_where_its_row_does_and_until_it_does_no_more(
    rule_id: str, history: tuple[Dossier, Proposal]
) -> None:
    dossier, asked = history
    found = known.judge(rule(rule_id), asked)
    assert (found is not None) == barred(rule_id, asked, NOW)
    if isinstance(found, Objection):
        assert found.until is not None
        days = {ROWS[rule_id]["params"]["window_days"], 30, 7, 1}
        turns = {a.at + n * DAY for a in dossier.attempts for n in days} | {found.until - SECOND}
        turns |= {zones.midnight(shown(NOW, zone) + n * DAY, zone) for zone in (EAST, WEST) for n in (0, 1)}
        assert all(barred(rule_id, asked, turn) for turn in turns if NOW <= turn < found.until)
        assert not barred(rule_id, asked, found.until)
        assert known.judge(rule(rule_id), asked.moved_to(found.until)) is None


HOURS = ("ma.hours", "wa.hours", "dc.hours", "fl.hours", "co.hours", "il.hours", "mi.hours", "wv.hours")
BEGINNINGS = (datetime(2026, 3, 7, tzinfo=UTC), datetime(2026, 10, 31, tzinfo=UTC), datetime(2026, 7, 14, tzinfo=UTC))
PLACES = (EAST, WEST, "America/Phoenix", "Pacific/Honolulu", "America/Anchorage")


@pytest.mark.parametrize("rule_id", HOURS)
@settings(max_examples=40, deadline=None)
@given(
    begin=st.sampled_from(BEGINNINGS),
    seconds=st.integers(0, 3 * 24 * 3600) | st.integers(0, 72).map(lambda hour: hour * 3600),
    places=st.lists(st.sampled_from(PLACES), min_size=1, max_size=3, unique=True),
)
def test_hours_are_closed_exactly_where_their_row_closes_them(
    rule_id: str, begin: datetime, seconds: int, places: list[str]
) -> None:
    row = ROWS[rule_id]["params"]
    clocks = places if row["tz"] == "consumer_local" else [row["tz"]]
    open_at, close_at = time.fromisoformat(row["start"]), time.fromisoformat(row["end"])

    def is_open(at: datetime) -> bool:
        return all(open_at < at.astimezone(zones.named(zone)).time() < close_at for zone in clocks)

    asked = known.proposal(known.dossier(points=known.in_zones(*places)), begin + seconds * SECOND)
    found = known.judge(rule(rule_id), asked)
    assert (found is None) == is_open(asked.at)
    if isinstance(found, Objection) and found.until is not None:
        assert is_open(found.until)
        assert not is_open(found.until - SECOND)
        assert not any(is_open(at) for at in minutes(asked.at, found.until))


def minutes(begin: datetime, end: datetime) -> list[datetime]:
    return [begin + n * MINUTE for n in range(int((end - begin) / MINUTE)) if begin + n * MINUTE < end]


def test_where_no_zone_is_known_hours_are_closed_without_end() -> None:
    nowhere = known.dossier(points=(POINTS[5],))
    found = known.judge(rule("ma.hours"), known.proposal(nowhere, NOW, Medium.EMAIL))
    assert isinstance(found, Objection)
    assert found.until is None


def test_a_ringless_voicemail_is_a_call_and_a_voicemail() -> None:
    made = [Attempt(id=f"v{n}", at=NOW - n * DAY, medium=Medium.RVM, to=PHONES[0], debts=("A",)) for n in (2, 1)]
    two = known.dossier(points=POINTS, attempts=tuple(made))
    assert known.objects(rule("ma.209cmr18.frequency"), known.proposal(two, NOW, Medium.RVM, to=PHONES[0]))
    one = known.dossier(points=POINTS, attempts=tuple(made[1:]))
    assert not known.objects(rule("ma.209cmr18.frequency"), known.proposal(one, NOW, Medium.RVM, to=PHONES[0]))


def test_words_on_a_live_call_are_no_new_contact_and_the_consumer_s_voicemail_is_none_of_ours() -> None:
    calls = tuple(Attempt(id=f"c{n}", at=NOW - n * DAY, medium=Medium.CALL, to=PHONES[0]) for n in (2, 1))
    left = Inbound(id="v", at=NOW - DAY, medium=Medium.CALL, from_address=PHONES[0], outcome="voicemail_left")
    full = known.dossier(points=POINTS, attempts=calls, inbounds=(left,))
    assert not known.objects(rule("ma.209cmr18.frequency"), known.proposal(full, NOW, on_call="c1"))
    spare = known.dossier(points=POINTS, attempts=calls[1:], inbounds=(left,))
    assert not known.objects(rule("ma.209cmr18.frequency"), known.proposal(spare, NOW, to=PHONES[0]))


def test_what_went_to_somebody_else_is_not_counted_with_the_consumer() -> None:
    friends = tuple(
        Attempt(id=f"f{n}", at=NOW - n * DAY, medium=Medium.CALL, to=PHONES[0], person="friend") for n in (2, 1)
    )
    asked = known.dossier(points=POINTS, attempts=friends)
    assert not known.objects(rule("ma.209cmr18.frequency"), known.proposal(asked, NOW, to=PHONES[0]))
