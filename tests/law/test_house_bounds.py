"""The limits of the house at their bounds: what may be set, what counts at the very instant, and what is said of it."""

from __future__ import annotations

from datetime import time, timedelta
from typing import Any

import pytest
from pydantic import ValidationError

from accounts.basis import NumberCheck
from accounts.consumer import Hold
from accounts.contact import Attempt, Medium, Purpose
from accounts.debt import Debt
from accounts.notice import Dispute, DisputeAnswered
from accounts.record import Record
from compliance.parameters import Parameters
from compliance.policy import automation, caps, dispute, hold, open_disputes, right_party
from compliance.policy.automation import Fresh, Says
from compliance.policy.caps import Cap, Caps, Silence, Spacing
from compliance.policy.hours import WEEKDAYS, Hours, Margin
from compliance.proposal import Proposal
from compliance.rule import Rule
from tests.law import known
from tests.law.known import MOBILE, NEW_YORK, at, judge, objects, until

NOON = at("2026-04-15 12:00")
DAY = timedelta(days=1)
OURS: dict[str, Any] = {"media": frozenset({Medium.SMS}), "lets_through": frozenset()}


def asked(medium: Medium, *made: Attempt, **fields: Any) -> Proposal:
    return known.proposal(known.dossier(attempts=made, points=known.in_zones(NEW_YORK)), NOON, medium, **fields)


def sent(ago: timedelta, medium: Medium, **fields: Any) -> Attempt:
    return known.made(Attempt, fields, id=f"{ago}{medium}", at=NOON - ago, medium=medium, debts=("B",))


def says(rule: Rule, proposal: Proposal, values: Parameters | None = None) -> str:
    found = judge(rule, proposal) if values is None else rule(proposal, values)
    assert found is not None
    return found.says


# --- what may be set --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("kind", "field", "least", "most", "others"),
    [
        (Cap, "days", 0, 3660, {"media": frozenset({Medium.SMS}), "most": 1}),
        (Spacing, "hours", 0, 87_840, OURS),
        (Silence, "days", 0, 3660, OURS),
        (Fresh, "days", 0, 3660, {"databases": frozenset({"fcc"})}),
        (Margin, "lag_minutes", 0, 1440, {**OURS, "closes": time(21)}),
    ],
)
def test_a_limit_lies_within_its_bounds(
    kind: type[Record], field: str, least: int, most: int, others: dict[str, Any]
) -> None:
    for value in (least, most):
        assert getattr(kind(**{field: value}, **others), field) == value
    for value in (least - 1, most + 1):
        with pytest.raises(ValidationError):
            kind(**{field: value}, **others)


def test_words_that_need_not_be_said_for_any_purpose_are_no_limit() -> None:
    every = frozenset(Purpose)
    assert Says(authors=frozenset({"bot"}), trait="automated", lets_through=every).is_empty
    assert not Says(authors=frozenset({"bot"}), trait="automated", lets_through=every - {Purpose.REPLY}).is_empty


@pytest.mark.parametrize(
    ("begin", "end", "empty"),
    [(8, 21, True), (7, 22, True), (9, 21, False), (8, 20, False), (12, 21, False)],
)
def test_hours_as_wide_as_the_laws_are_no_limit(begin: int, end: int, empty: bool) -> None:
    wide: dict[str, Any] = {"begin": dict.fromkeys(WEEKDAYS, time(begin)), "end": dict.fromkeys(WEEKDAYS, time(end))}
    assert Hours(**OURS, **wide).is_empty is empty
    one_day: dict[str, Any] = {"begin": {**dict.fromkeys(WEEKDAYS, time(8)), "sun": time(begin)}, "end": wide["end"]}
    assert Hours(**OURS, **one_day).is_empty is empty


def test_the_margin_ends_where_the_lawful_day_does_and_begins_so_many_minutes_before() -> None:
    margin = Margin(**OURS, lag_minutes=20, closes=time(21))
    shown = ["20:39:59", "20:40:00", "20:59:59", "21:00:00"]
    assert [margin.holds(at(f"2026-04-15 {one}")) for one in shown] == [True, False, False, True]


# --- what counts at the very instant ----------------------------------------------------------------------------------


def test_what_was_sent_at_the_very_instant_counts_towards_caps_and_spacing() -> None:
    now = sent(timedelta(0), Medium.SMS)
    assert objects(caps.caps, asked(Medium.SMS, now))
    assert objects(caps.spacing, asked(Medium.SMS, now))
    later = sent(-timedelta(seconds=1), Medium.SMS)
    assert not objects(caps.caps, asked(Medium.SMS, later))
    assert not objects(caps.spacing, asked(Medium.SMS, later))


def test_a_cap_counts_its_own_media_only() -> None:
    calls = Caps(**OURS | {"media": frozenset(Medium)}, caps=(Cap(media=frozenset({Medium.SMS}), days=7, most=2),))
    mails = [sent(timedelta(hours=n), Medium.EMAIL) for n in (30, 60)]
    assert caps.caps(asked(Medium.SMS, *mails), calls) is None
    assert caps.caps(asked(Medium.SMS, *mails, sent(2 * DAY, Medium.SMS)), calls) is None
    assert caps.caps(asked(Medium.SMS, *mails, sent(3 * DAY, Medium.SMS), sent(2 * DAY, Medium.SMS)), calls) is not None


@pytest.mark.parametrize(
    ("call", "silent"),
    [
        ({"outcome": "conversation"}, True),
        ({"outcome": "no_answer"}, False),
        ({"outcome": "voicemail_debt"}, False),
        ({"outcome": "conversation", "at": NOON}, True),
        ({"outcome": "conversation", "at": NOON + timedelta(seconds=1)}, False),
    ],
)
def test_only_a_conversation_and_only_one_that_was_is_followed_by_silence(call: dict[str, Any], silent: bool) -> None:
    one = sent(DAY, Medium.CALL, **call)
    assert objects(caps.silence, asked(Medium.CALL, one)) is silent


def test_the_silence_ends_after_the_last_conversation() -> None:
    talks = [sent(n * DAY, Medium.CALL, outcome="conversation") for n in (5, 2)]
    assert until(caps.silence, asked(Medium.CALL, *talks)) == at("2026-04-20 00:00")


def test_a_number_checked_at_the_very_instant_is_fresh_and_one_checked_later_is_not() -> None:
    def found(when: Any) -> bool:
        check = NumberCheck(id="k", at=when, number=MOBILE, database="fcc", result="not_reassigned")
        return objects(automation.fresh_number, known.proposal(known.dossier(check), NOON, Medium.CALL, voice="bot"))

    assert not found(NOON)
    assert found(NOON + timedelta(seconds=1))
    assert not found(NOON - 30 * DAY)


def test_a_dispute_is_owed_an_answer_from_its_very_instant_until_the_very_instant_it_is_answered() -> None:
    def facts(*more: Any) -> Any:
        return known.dossier(Dispute(id="d", at=NOON - DAY, via="sms"), *more)

    answered = DisputeAnswered(id="a", at=NOON, of="d")
    reminder: dict[str, Any] = {"author": "campaign"}
    assert objects(dispute.dispute_pause, known.proposal(facts(), NOON, Medium.SMS, **reminder))
    assert not objects(dispute.dispute_pause, known.proposal(facts(answered), NOON, Medium.SMS, **reminder))
    before = NOON - timedelta(seconds=1)
    assert objects(dispute.dispute_pause, known.proposal(facts(answered), before, Medium.SMS, **reminder))

    def owed(when: Any, *more: Any) -> int:
        duty = open_disputes.answer_disputes
        return len(duty(facts(*more), when, duty.versions[-1].values))

    assert owed(NOON - DAY - timedelta(seconds=1)) == 0
    assert owed(NOON - DAY) == 2  # of both debts
    assert owed(before, answered) == 2
    assert owed(NOON, answered) == 0


def test_a_hold_told_at_the_very_beginning_of_a_call_does_not_end_the_talk_on_it() -> None:
    call = known.made(Attempt, {}, id="call", at=NOON, medium=Medium.CALL, to=MOBILE, outcome="conversation")

    def held(when: Any) -> bool:
        known_now = known.dossier(Hold(id="h", at=when, why="bankruptcy"), attempts=(call,))
        return objects(hold.hold, known.proposal(known_now, NOON + timedelta(minutes=1), on_call="call"))

    assert not held(NOON)
    assert not held(NOON + timedelta(seconds=30))
    assert held(NOON - timedelta(seconds=1))


# --- what is said -----------------------------------------------------------------------------------------------------


def test_a_cap_says_what_it_counts_and_in_how_many_days() -> None:
    def told(media: set[Medium], days: int) -> str:
        values = Caps(**OURS | {"media": frozenset(Medium)}, caps=(Cap(media=frozenset(media), days=days, most=1),))
        return says(caps.caps, asked(Medium.SMS, sent(timedelta(hours=1), Medium.SMS)), values)

    three = {Medium.SMS, Medium.CALL, Medium.RVM}
    assert "1 calls and texts in a day" in told(three, 1)
    assert "1 calls and texts in 2 days" in told(three, 2)
    assert "1 contacts in 2 days" in told(three | {Medium.EMAIL}, 2)


def test_a_creditor_that_is_not_ourselves_may_not_be_named_before_the_proof() -> None:
    call = known.made(Attempt, {}, id="call", at=NOON, medium=Medium.CALL, to=MOBILE, outcome="conversation")

    def told(text: str) -> bool:
        debts = (Debt(id="A", creditor="Fable Bank", original_creditor="Old Example Bank", account_number="000123987"),)
        known_now = known.dossier(attempts=(call,), debts=debts)
        asks: dict[str, Any] = {"on_call": "call", "author": "bot", "purpose": Purpose.RIGHT_PARTY, "debts": ()}
        return objects(right_party.right_party, known.proposal(known_now, NOON, text=text, **asks))

    assert not told("Am I speaking with Pat Doe?")
    assert told("It is about Fable Bank.")
    assert told("It is about OLD EXAMPLE BANK.")
    assert told("It is about the account ending 3987.")
