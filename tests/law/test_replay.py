"""A decision of the past, decided again from its facts, comes out as it did; where not, the rules are named."""

from __future__ import annotations

import json
import tracemalloc
from collections.abc import Callable
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

from accounts.policy import PolicyChange
from compliance.book import Book, whole
from compliance.decision import Facts, Finding, Objection
from compliance.guard import Guard
from compliance.parameters import Parameters, Version
from compliance.proposal import Proposal
from compliance.replay import LISTED, ByRule, Changed, replay
from compliance.rule import Rule
from tests.law import known

GUARD = Guard(whole())
NOON, NIGHT = known.at("2026-04-15 12:00"), known.at("2026-04-15 23:00")
SPRING, AUTUMN = date(2026, 1, 1), date(2026, 10, 1)


class Limit(Parameters):
    """From which hour on."""

    hour: int


def rule(id: str, judge: Callable[[Proposal, Any], Objection | Finding | None], *hours: tuple[date, int]) -> Rule:
    versions = tuple(Version(since=since, source="s", values=Limit(hour=hour)) for since, hour in hours)
    return Rule(id, "cited", hours[0][0], Limit, judge, versions, Path(__file__))


def evening(proposal: Proposal, values: Limit) -> Objection | None:
    """Object from an hour on."""
    late = proposal.at.astimezone(known.at("2026-04-15 12:00").tzinfo).hour >= values.hour
    return Objection(rule="t.evening", citation="cited", says="late", until=None) if late else None


def guard(*rules: Rule) -> Guard:
    return Guard(Book(rules))


def body(decider: Guard, when: datetime, **changes: Any) -> str:
    """Return what the ledger would hold of a call at that time, decided by that guard."""
    proposal = known.proposal(known.dossier(), when)
    decision = decider.decide(proposal)
    facts = Facts(message=proposal.message, words=proposal.words, dossier=proposal.dossier)
    told = {"attempt": None, "decision": decision.model_dump(mode="json") | changes}
    return json.dumps(told | {"facts": facts.model_dump(mode="json", by_alias=True)})


def test_a_decision_of_the_whole_book_comes_out_as_it_did() -> None:
    bodies = [body(GUARD, NOON), body(GUARD, NIGHT)]
    found = replay(GUARD, enumerate(bodies, 1))
    assert (found.book, found.decisions, found.same, found.other_book) == ("then", 2, 2, 0)
    assert (found.differences, found.by_rule, found.day) == ((), {}, None)


def test_an_answer_that_the_same_code_does_not_give_again_is_named_with_the_rules() -> None:
    turned = body(GUARD, NIGHT, approved=True, findings=[])
    found = replay(GUARD, [(7, turned)])
    (difference,) = found.differences
    assert (found.different, found.newly_refused, found.same) == (1, 1, 0)
    assert (difference.seq, difference.was, difference.now, difference.same_book) == (7, "approved", "refused", True)
    hours = next(c for c in difference.rules if c.rule == "regf.6b1i-presumed-hours")
    assert hours.was == "is silent"
    assert hours.now.startswith("objects until 2026-04-16T12:00:0")
    assert found.by_rule["regf.6b1i-presumed-hours"] == ByRule(newly_refused=1)


def test_a_record_that_contradicts_itself_is_a_difference_though_no_rule_differs() -> None:
    found = replay(GUARD, [(1, body(GUARD, NIGHT, approved=True))])
    assert (found.different, found.newly_refused, found.by_rule) == (1, 1, {})


def test_a_reason_that_is_worded_otherwise_is_no_difference_but_another_end_is() -> None:
    rows = json.loads(body(GUARD, NIGHT))["decision"]["findings"]
    reworded = [row | {"says": "in other words"} for row in rows]
    later = [row | {"until": "2026-04-16T13:00:00Z"} if row["kind"] == "objection" else row for row in rows]
    assert replay(GUARD, [(1, body(GUARD, NIGHT, findings=reworded))]).same == 1
    found = replay(GUARD, [(1, body(GUARD, NIGHT, findings=later))])
    assert (found.different, found.newly_refused, found.newly_allowed) == (1, 0, 0)
    assert set(found.by_rule.values()) == {ByRule(otherwise=1)}


def test_each_decision_is_decided_by_the_values_of_its_own_day() -> None:
    decider = guard(rule("t.evening", evening, (SPRING, 21), (AUTUMN, 18)))
    at_seven = [known.at("2026-09-30 19:00"), known.at("2026-10-01 19:00")]
    found = replay(decider, enumerate((body(decider, when) for when in at_seven), 1))
    assert (found.same, found.different) == (2, 0)


def test_what_if_todays_rules_had_been_counts_what_they_would_refuse_and_allow() -> None:
    now = guard(rule("t.evening", evening, (SPRING, 21), (AUTUMN, 18)))
    bodies = [body(now, known.at(f"2026-09-30 {hour}:00")) for hour in (12, 19, 20, 22)]
    found = replay(now, enumerate(bodies, 1), AUTUMN)
    assert (found.book, found.day, found.newly_refused, found.newly_allowed, found.same) == ("today", AUTUMN, 2, 0, 2)
    assert found.by_rule == {"t.evening": ByRule(newly_refused=2)}
    back = replay(now, [(1, body(now, known.at("2026-10-01 19:00")))], SPRING)
    assert back.by_rule == {"t.evening": ByRule(newly_allowed=1)}
    assert back.differences[0].rules == (Changed(rule="t.evening", was="objects", now="is silent"),)


def test_advice_that_is_new_is_told_and_turns_no_answer() -> None:
    def advise(proposal: Proposal, values: Limit) -> Finding:
        return Finding(rule="t.advice", citation="cited", says="look")

    found = replay(guard(rule("t.advice", advise, (SPRING, 0))), [(1, body(guard(), NOON))])
    assert found.differences[0].rules == (Changed(rule="t.advice", was="is silent", now="advises"),)
    assert found.by_rule == {"t.advice": ByRule(otherwise=1)}


def test_decisions_of_another_book_are_counted_whether_they_differ_or_not() -> None:
    found = replay(GUARD, [(1, body(GUARD, NOON, book="0" * 16)), (2, body(GUARD, NOON))])
    assert (found.same, found.other_book) == (2, 1)


def test_a_record_that_cannot_be_read_any_more_is_named_and_the_others_go_on() -> None:
    strange = json.loads(body(GUARD, NOON))
    strange["facts"]["message"]["colour"] = "red"
    found = replay(GUARD, [(1, "{}"), (2, json.dumps(strange)), (3, body(GUARD, NOON))])
    assert (found.decisions, found.unreadable, found.same, found.different, found.other_book) == (3, 2, 1, 0, 0)
    assert found.differences[1].says == (
        "cannot be read by this program: facts.message.colour: Extra inputs are not permitted"
    )


def test_of_many_differences_the_first_are_told_and_the_others_counted() -> None:
    turned = body(GUARD, NOON, approved=False)
    found = replay(GUARD, ((seq, turned) for seq in range(LISTED + 3)))
    assert (len(found.differences), found.left_off, found.different) == (LISTED, 3, LISTED + 3)


def test_the_instant_of_a_decision_stays_whatever_day_is_asked() -> None:
    found = replay(GUARD, [(1, body(GUARD, NIGHT))], NIGHT.date() + timedelta(days=365))
    assert found.same == 1


def test_a_decision_is_decided_again_by_the_limits_of_the_house_that_were_approved_by_then() -> None:
    closed = whole().provisions["house.hours"].versions[-1].values.plain() | {"begin": {}}
    change = PolicyChange(
        id="1",
        provision="house.hours",
        since=NOON.date(),
        values=closed,
        because="a day of rest",
        proposed_by="Ann",
        proposed_at=NOON - timedelta(days=2),
        decided_by="Bo",
        decided_at=NOON - timedelta(days=1),
        approved=True,
    )
    under = body(GUARD.under([change]), NOON)
    assert replay(GUARD, [(1, under)], changes=[change]).same == 1
    assert replay(GUARD, [(1, under)]).different == 1
    later = change.model_copy(update={"id": "2", "decided_at": NOON + timedelta(seconds=1)})
    before = body(GUARD, NOON)
    assert replay(GUARD, [(1, before)], changes=[later]).same == 1
    assert replay(GUARD, [(1, before)], NOON.date(), [later]).by_rule["house.hours"].newly_refused == 1


def test_memory_does_not_grow_with_the_number_of_decisions() -> None:
    turned = body(GUARD, NOON, approved=False)

    def peak(decisions: int) -> int:
        tracemalloc.start()
        replay(GUARD, ((LISTED + seq, turned) for seq in range(decisions)))
        _, most = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        return most

    assert peak(2 * LISTED) < 1.2 * peak(LISTED)
