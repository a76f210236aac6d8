"""The spans of a week are exact: each begins at the very second at which other rules stand, and none is missed."""

from __future__ import annotations

import random
from datetime import date, datetime, timedelta
from itertools import pairwise
from pathlib import Path

import pytest

from accounts.consent import Preference
from accounts.dossier import Dossier
from compliance.book import Book, whole
from compliance.decision import Finding, Objection
from compliance.guard import Guard
from compliance.moment import TICK
from compliance.parameters import Parameters, Version
from compliance.proposal import Proposal
from compliance.rule import Rule
from compliance.spans import Span, over
from tests.law import known

GUARD = Guard(whole())
DAY = timedelta(days=1)
LUNCH = Preference.model_validate(
    {
        "id": "p",
        "at": known.at("2026-01-02 12:00"),
        "days": ("wed",),
        "from": "12:10",
        "to": "12:17",
        "source": "consumer",
    }
)


def standing(guard: Guard, proposal: Proposal, at: datetime) -> tuple[str, ...]:
    found = guard.findings(proposal.moved_to(at))
    return tuple(sorted({f.rule for f in found if isinstance(f, Objection)}))


def checked(guard: Guard, proposal: Proposal, begin: datetime, end: datetime) -> tuple[Span, ...]:
    """Return the spans, after asking the guard itself about both sides of every bound and about many instants."""
    spans, told = over(guard, proposal, begin, end)
    assert (spans[0].begin, spans[-1].end) == (begin, end)
    assert {o.rule for o in told} >= {rule for span in spans for rule in span.rules}
    for before, after in pairwise(spans):
        assert before.end == after.begin
        assert before.rules != after.rules
    for span in spans:
        assert standing(guard, proposal, span.begin) == standing(guard, proposal, span.end - TICK) == span.rules
    chosen = random.Random(7)
    for _ in range(60):
        at = begin + chosen.randrange(int((end - begin) / TICK)) * TICK
        assert next(span for span in spans if span.begin <= at < span.end).rules == standing(guard, proposal, at)
    return spans


@pytest.mark.parametrize(
    ("dossier", "begin"),
    [
        (known.dossier(), "2026-04-14"),
        (known.dossier(LUNCH), "2026-04-14"),
        (known.dossier(LUNCH, points=known.in_zones("America/New_York", "Pacific/Guam")), "2026-04-14"),
        (known.dossier(), "2026-03-07"),  # the clocks go forward
        (known.dossier(), "2026-10-31"),  # and back
        (known.dossier(), "2021-11-29"),  # Regulation F begins
        (known.dossier(points=()), "2026-04-14"),
    ],
    ids=["usual", "lunch", "lunch and Guam", "spring", "autumn", "the first day", "nowhere"],
)
def test_every_bound_is_exact_and_every_instant_is_in_the_right_span(dossier: Dossier, begin: str) -> None:
    start = known.at(f"{begin} 00:00")
    checked(GUARD, known.proposal(dossier, start), start, start + 2 * DAY)


def test_an_hour_that_is_closed_for_seven_minutes_is_seen_to_be() -> None:
    start = known.at("2026-04-15 12:00")
    spans = checked(GUARD, known.proposal(known.dossier(LUNCH), start), start, start + timedelta(hours=1))
    bounds = [(f"{span.begin.minute:02}:{span.begin.second:02}", bool(span.rules)) for span in spans]
    assert [minute[:2] for minute, _ in bounds] == ["00", "10", "17"]
    assert [closed for _, closed in bounds] == [False, True, False]


class Nothing(Parameters):
    """No value."""


def a_guard(*closures: tuple[datetime, datetime, bool], since: date = date(2026, 1, 1)) -> Guard:
    """Return a guard with a rule for each closure; it tells its end or not."""
    rules = []
    for number, (begin, end, tells) in enumerate(closures):

        def judge(
            proposal: Proposal, values: Nothing, id: str = f"t.{number}", begin: datetime = begin, end: datetime = end,
            tells: bool = tells,
        ) -> Objection | Finding | None:  # fmt: skip
            if begin <= proposal.at < end:
                return Objection(rule=id, citation="cited", says="closed", until=end if tells else None)
            return Finding(rule=id, citation="cited", says="open")

        versions = (Version(since=since, source="s", values=Nothing()),)
        rules.append(Rule(f"t.{number}", "cited", since, Nothing, judge, versions, Path(__file__)))
    return Guard(Book(rules))


NOON = known.at("2026-04-15 12:00")


def at(seconds: float) -> datetime:
    return NOON + timedelta(seconds=seconds)


@pytest.mark.parametrize("tells", [True, False])
@pytest.mark.parametrize(
    ("begin", "end"),
    [(0, 600), (59, 61), (61, 121), (119, 121), (570, 600), (599, 600), (599, 900), (-5, 1), (180, 240)],
)
def test_a_closure_is_found_wherever_in_the_minute_it_lies(begin: int, end: int, tells: bool) -> None:
    guard = a_guard((at(begin), at(end), tells))
    spans = checked(guard, known.proposal(known.dossier(), NOON), NOON, at(600))
    closed = [(span.begin, span.end) for span in spans if span.rules]
    assert closed == [(max(at(begin), NOON), min(at(end), at(600)))]


def test_only_a_closure_that_begins_and_ends_between_two_minutes_can_be_missed() -> None:
    proposal = known.proposal(known.dossier(), NOON)
    assert len(over(a_guard((at(61), at(118), True)), proposal, NOON, at(600))[0]) == 1
    assert len(over(a_guard((at(60), at(118), True)), proposal, NOON, at(600))[0]) == 3


def test_an_end_within_a_second_is_the_end_of_the_span() -> None:
    spans, _ = over(a_guard((NOON, at(90.5), True)), known.proposal(known.dossier(), NOON), NOON, at(600))
    assert [(span.begin, bool(span.rules)) for span in spans] == [(NOON, True), (at(90.5), False)]


def test_two_rules_that_take_turns_are_two_spans() -> None:
    guard = a_guard((at(0), at(100), False), (at(90), at(200), True))
    spans = checked(guard, known.proposal(known.dossier(), NOON), NOON, at(300))
    assert [span.rules for span in spans] == [("t.0",), ("t.0", "t.1"), ("t.1",), ()]
