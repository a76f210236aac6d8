"""The leap to the next lawful moment is exact: it is what asking at every minute and second would find."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import hypothesis.strategies as st
import pytest
from hypothesis import HealthCheck, assume, example, given, settings

from accounts.consent import Convenience, Preference
from accounts.contact import Attempt, Medium
from accounts.dossier import Dossier
from compliance import zones
from compliance.book import whole
from compliance.decision import Objection
from compliance.guard import Guard
from compliance.moment import next_lawful
from compliance.proposal import Proposal
from tests.law import known

BOOK = whole("compliance.law.us.reg_f")
GUARD = Guard(BOOK)
SECOND, MINUTE, DAY = timedelta(seconds=1), timedelta(minutes=1), timedelta(days=1)
AHEAD = 8 * DAY
PLACES = (
    "America/New_York",
    "America/Chicago",
    "America/Phoenix",
    "America/Los_Angeles",
    "America/Anchorage",
    "Pacific/Honolulu",
    "Pacific/Guam",
    "America/Puerto_Rico",
    "Europe/Berlin",
)
BEGINNINGS = [
    datetime(2026, 3, 6, tzinfo=UTC),  # the clocks go forward on the 8th
    datetime(2026, 10, 30, tzinfo=UTC),  # and back on November 1
    datetime(2026, 7, 14, tzinfo=UTC),
    datetime(2025, 12, 29, tzinfo=UTC),  # across the year
    datetime(2028, 2, 26, tzinfo=UTC),  # across a leap day
]
WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")

instants = st.builds(
    lambda begin, minutes, second: begin + minutes * MINUTE + second * SECOND,
    st.sampled_from(BEGINNINGS),
    st.integers(0, 4 * 24 * 60),
    st.sampled_from([0, 0, 1, 59]),
)
clock_times = st.sampled_from(
    [time(0), time(1, 30), time(2, 30), time(7), time(8), time(12, 15), time(17), time(20, 59), time(21), time(23, 30)]
)


@st.composite
def dossiers(draw: st.DrawFn) -> tuple[Dossier, datetime]:
    now = draw(instants)
    told = now - DAY
    places = draw(st.lists(st.sampled_from(PLACES), min_size=1, max_size=3, unique=True))
    facts: list[Any] = []
    for n in range(draw(st.sampled_from([0, 1, 1, 2]))):
        begin, end = draw(st.tuples(clock_times, clock_times) | st.just((None, None)))
        days = draw(st.lists(st.sampled_from(WEEKDAYS), max_size=4, unique=True))
        assume(days or begin)
        until = draw(st.none() | st.integers(0, 5).map(lambda d: (now + d * DAY).date()))
        zone = draw(st.none() | st.sampled_from(PLACES))
        said: dict[str, Any] = {"from": begin, "to": end, "days": tuple(days), "until": until, "zone": zone}
        facts.append(Preference(id=f"i{n}", at=told + n * MINUTE, **said))
    if draw(st.booleans()):
        begin, end = draw(st.tuples(clock_times, clock_times))
        heard = told + draw(st.sampled_from([-1, 10])) * MINUTE
        facts.append(known.made(Convenience, {}, id="k", at=heard, from_=begin, to=end))
    ago = sorted(draw(st.lists(st.integers(1, 8 * 24 * 60), max_size=9)), reverse=True)
    talked = draw(st.none() | st.integers(0, 8))
    calls = tuple(
        Attempt(
            id=f"c{n}",
            at=now - minutes * MINUTE,
            medium=Medium.CALL,
            to="+12125550101",
            debts=("A",),
            allocated=("A",),
            outcome="conversation" if n == talked else "no_answer",
        )
        for n, minutes in enumerate(ago)
    )
    found = known.dossier(*facts, points=known.in_zones(*places), attempts=calls, at=now)
    return found, now


def lawful(dossier: Dossier, at: datetime) -> bool:
    """Judge an instant by a plain reading of the paragraphs that can close it, without looking ahead."""
    clocks = [zones.local(at, z).replace(tzinfo=None) for z in zones.of(dossier)]
    opened = dossier.of(Convenience)
    for shown in clocks:
        if not time(8) < shown.time() < time(21) and not any(within(k, shown, ends=False) for k in opened):
            return False
    for shut in dossier.of(Preference):
        for shown in [zones.local(at, shut.zone).replace(tzinfo=None)] if shut.zone else clocks:
            again = any(k.at > shut.at and within(k, shown, ends=False) for k in opened)
            if within(shut, shown, ends=True) and not again:
                return False
    for zone in {*zones.of(dossier), dossier.collector.zone}:
        today = zones.local(at, zone).date()
        recent = [c for c in dossier.attempts if zones.local(c.at, zone).date() > today - 7 * DAY]
        if len(recent) >= 7 or any(c.outcome == "conversation" for c in recent):
            return False
    return True


def within(said: Preference | Convenience, shown: datetime, *, ends: bool) -> bool:
    """Return whether a clock shows a time that was named; a span past midnight belongs to the day it began on."""
    days: tuple[str, ...] = getattr(said, "days", ())
    last: date = getattr(said, "until", None) or date.max
    for begun in (shown.date(), shown.date() - DAY):
        if (days and WEEKDAYS[begun.weekday()] not in days) or begun > last:
            continue
        if said.from_ is None or said.to is None:
            begin, end = datetime.combine(begun, time.min), datetime.combine(begun, time.max)
        else:
            begin, end = datetime.combine(begun, said.from_), datetime.combine(begun, said.to)
            if said.to < said.from_:
                end += DAY
        if (begin <= shown <= end) if ends else (begin < shown < end):
            return True
    return False


def asked(dossier: Dossier, at: datetime) -> Proposal:
    return known.proposal(dossier, at, to="+12125550101", words={"disclosure": "e1", "disclosure_languages": {"en"}})


def standing(proposal: Proposal) -> tuple[Objection, ...]:
    return tuple(f for f in GUARD.findings(proposal) if isinstance(f, Objection))


def first_by_asking_often(dossier: Dossier, at: datetime, end: datetime) -> datetime | None:
    """Return the first lawful instant before `end`: the first minute found so, then its first second.

    Every bound is a whole minute and closed itself, so what is open within one minute only is open a second later.
    """
    moment = at
    while moment < end:
        if lawful(dossier, moment) or lawful(dossier, moment + SECOND):
            earlier = moment - MINUTE
            return next(s for n in range(62) if (s := earlier + n * SECOND) >= at and lawful(dossier, s))
        moment += MINUTE
    return None


ONE_MINUTE = (  # open from 20:59:01 to 20:59:59 in New York, each evening
    known.dossier(
        known.made(Preference, {}, id="i", at=datetime(2026, 3, 5, tzinfo=UTC), from_=time(0), to=time(20, 59)),
        points=known.in_zones("America/New_York"),
        at=BEGINNINGS[0],
    ),
    BEGINNINGS[0],
)


@settings(max_examples=50, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much])
@given(dossiers())
@example(ONE_MINUTE)
def test_the_leap_finds_the_first_instant_that_asking_at_every_minute_finds(pair: tuple[Dossier, datetime]) -> None:
    dossier, at = pair
    proposal = asked(dossier, at)
    found = GUARD.next_lawful_moment(proposal, standing(proposal))
    expected = first_by_asking_often(dossier, at, min(found or at + AHEAD, at + AHEAD) + MINUTE)
    if found is None or found >= at + AHEAD:
        assert expected is None
    else:
        assert found == expected
        assert not standing(proposal.moved_to(found))


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much])
@given(dossiers(), st.sampled_from([Medium.CALL, Medium.EMAIL, Medium.SMS]), st.integers(0, 9 * 24 * 60))
def test_a_rule_that_does_not_look_at_the_instant_says_the_same_at_every_other(
    pair: tuple[Dossier, datetime], medium: Medium, minutes: int
) -> None:
    dossier, at = pair
    fresh = known.proposal(dossier, at, medium)
    for rule in BOOK.rules:
        asked_before, asked_first = fresh, known.proposal(dossier, at, medium)
        for proposal in (asked_before, asked_first):
            proposal.looked_at_instant = False
            said = known.judge(rule, proposal)
            if not proposal.looked_at_instant:
                assert said == known.judge(rule, known.proposal(dossier, at + minutes * MINUTE, medium))


@pytest.mark.parametrize(("second", "lives"), [(0, 60), (1, 59), (59, 1)])
def test_an_approval_ends_where_the_lawful_window_does(second: int, lives: int) -> None:
    dossier = known.dossier(points=(known.POINTS[0].model_copy(update={"zones": ("America/New_York",)}),))
    start = datetime(2026, 7, 15, 0, 59, second, tzinfo=UTC)  # 20:59 in New York
    _, approval = GUARD.review(asked(dossier, start), "attempt")
    assert approval is not None
    assert approval.valid_until == start + lives * SECOND


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much])
@given(dossiers(), st.lists(st.floats(0, 1, exclude_max=True), min_size=5, max_size=5))
def test_what_objects_now_objects_at_every_instant_until_it_says(
    pair: tuple[Dossier, datetime], shares: list[float]
) -> None:
    dossier, at = pair
    proposal = asked(dossier, at)
    for objection in standing(proposal):
        if objection.until is None:
            continue
        span = objection.until - at
        one_paragraph = objection.rule in ("regf.6b1i-presumed-hours", "regf.6b1i-location-conflict")
        rules = ("regf.6b1i-presumed-hours", "regf.6b1i-location-conflict") if one_paragraph else (objection.rule,)
        for moment in [objection.until - SECOND, *(at + share * span for share in shares)]:
            if at <= moment < objection.until:
                assert any(o.rule in rules for o in standing(proposal.moved_to(moment))), (objection, moment)
        assert not any(o.rule in rules for o in standing(proposal.moved_to(objection.until)))


@pytest.mark.parametrize(
    ("shown", "places", "expected"),
    [
        ("2026-03-07 22:00", ("America/New_York",), "2026-03-08T12:00:01+00:00"),
        ("2026-10-31 22:00", ("America/New_York",), "2026-11-01T13:00:01+00:00"),
        ("2026-03-08 00:00", ("America/Phoenix",), "2026-03-08T15:00:01+00:00"),
        ("2026-04-15 10:59:59", ("America/New_York", "America/Los_Angeles"), "2026-04-15T15:00:01+00:00"),
        ("2026-07-15 12:00", ("America/New_York", "Pacific/Guam"), "2026-07-15T22:00:01+00:00"),
        ("2026-07-15 21:00", ("America/New_York", "Pacific/Honolulu"), "2026-07-16T18:00:01+00:00"),
    ],
)
def test_the_next_lawful_moment_follows_the_clocks_of_every_place(
    shown: str, places: tuple[str, ...], expected: str
) -> None:
    proposal = asked(known.dossier(points=known.in_zones(*places)), known.at(shown))
    assert GUARD.decide(proposal).next_lawful_moment == datetime.fromisoformat(expected)


def test_no_moment_is_named_where_the_places_share_no_hour() -> None:
    nowhere = known.dossier(points=known.in_zones("America/New_York", "Europe/Berlin", "Pacific/Guam"))
    assert GUARD.decide(asked(nowhere, known.at("2026-07-15 12:00"))).next_lawful_moment is None


def test_no_moment_is_named_where_no_place_is_known() -> None:
    assert GUARD.decide(asked(known.dossier(points=()), known.at("2026-07-15 12:00"))).next_lawful_moment is None


def test_an_objection_that_closes_no_instant_is_an_error_and_no_endless_search() -> None:
    noon = known.at("2026-07-15 12:00")
    idle = Objection(rule="x.idle", citation="none", says="it ends before it begins", until=noon)
    with pytest.raises(ValueError, match=r"x\.idle closes no instant"):
        next_lawful(lambda _: (idle,), noon)


def test_what_no_time_within_the_horizon_ends_has_no_next_moment() -> None:
    noon = known.at("2026-07-15 12:00")

    def always(at: datetime) -> tuple[Objection, ...]:
        return (Objection(rule="x.daily", citation="none", says="not today", until=at + DAY),)

    assert next_lawful(always, noon) is None
