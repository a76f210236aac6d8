"""What values of the house and of some places decide, told as contacts that are made or refused."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from accounts.consumer import ContactPoint, PointKind
from accounts.contact import Attempt, Medium, Purpose
from accounts.debt import Debt
from accounts.dossier import Dossier
from compliance.law.us.reg_f import s02_b_d_communication as things
from compliance.law.us.reg_f import s34_b_2_initial_communication as initial
from compliance.policy import caps, hours, work
from tests.law import known
from tests.law.known import EMAIL, LANDLINE, MOBILE, NEW_YORK, WORK, at, judge, objects, until
from tests.law.test_state_forms import home, rule

DAY, SECOND = timedelta(days=1), timedelta(seconds=1)
NOON = at("2026-10-06 12:00")
ROLES = ("third_party", "debt_buyer", "first_party")
BEGUN = [Medium.CALL, Medium.RVM, Medium.SMS, Medium.EMAIL, Medium.PUSH, Medium.SOCIAL]
MONDAY = at("2026-10-05 00:00")
ONE_PLACE = known.in_zones(NEW_YORK)


def sent(ago: timedelta, medium: Medium, **fields: Any) -> Attempt:
    usual = {"to": EMAIL if medium is Medium.EMAIL else MOBILE, "debts": ("A",)}
    return known.made(Attempt, fields, id=f"{ago}{medium}", at=NOON - ago, medium=medium, **usual)


def asked(medium: Medium, *made: Attempt, when: Any = NOON, **fields: Any) -> Any:
    attempts = tuple(sorted(made, key=lambda one: one.at))
    return known.proposal(known.dossier(attempts=attempts, points=(*ONE_PLACE, *known.POINTS)), when, medium, **fields)


# --- the house --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("medium", BEGUN)
@pytest.mark.parametrize("day", range(7))
def test_a_contact_begins_from_nine_to_eight_and_on_sunday_from_noon(medium: Medium, day: int) -> None:
    def shut(shown: timedelta) -> bool:
        return objects(hours.hours, asked(medium, when=MONDAY + day * DAY + shown))

    opens, ends = timedelta(hours=12 if day == 6 else 9), timedelta(hours=20)
    assert [shut(opens - SECOND), shut(opens), shut(ends - SECOND), shut(ends)] == [True, False, False, True]


def test_a_letter_keeps_no_hours_and_what_is_owed_by_law_keeps_the_laws() -> None:
    night = at("2026-10-06 20:30")
    assert not objects(hours.hours, asked(Medium.MAIL, when=night))
    for owed in (Purpose.OPTOUT_CONFIRMATION, Purpose.VALIDATION_NOTICE, Purpose.VERIFICATION):
        assert not objects(hours.hours, asked(Medium.EMAIL, when=night, purpose=owed))
    assert objects(hours.hours, asked(Medium.EMAIL, when=night, purpose=Purpose.PERIODIC_STATEMENT))


@pytest.mark.parametrize("medium", BEGUN)
def test_nothing_is_handed_over_in_the_last_quarter_of_the_lawful_day(medium: Medium) -> None:
    shown = ["20:44:59", "20:45:00", "20:59:59", "21:00:00"]
    held = [objects(hours.provider_lag, asked(medium, when=at(f"2026-10-06 {one}"))) for one in shown]
    assert held == [False, True, True, False]


CALLED = [Medium.CALL, Medium.RVM, Medium.SMS]
EVERY = [*BEGUN, Medium.MAIL]


@pytest.mark.parametrize("before", CALLED)
@pytest.mark.parametrize("medium", CALLED)
def test_there_is_one_call_or_text_a_day_and_two_a_week(medium: Medium, before: Medium) -> None:
    assert objects(caps.caps, asked(medium, sent(timedelta(hours=11), before)))
    assert not objects(caps.caps, asked(medium, sent(timedelta(hours=13), before)))
    assert objects(caps.caps, asked(medium, sent(6 * DAY, before), sent(2 * DAY, before)))
    assert not objects(caps.caps, asked(medium, sent(7 * DAY, before), sent(2 * DAY, before)))


@pytest.mark.parametrize("before", EVERY)
@pytest.mark.parametrize("medium", EVERY)
def test_there_are_three_contacts_a_week_and_a_night_between_two(medium: Medium, before: Medium) -> None:
    others = (sent(6 * DAY, Medium.EMAIL), sent(4 * DAY, Medium.MAIL))
    assert objects(caps.caps, asked(medium, *others, sent(2 * DAY, before)))
    assert not objects(caps.caps, asked(medium, others[1], sent(2 * DAY, before)))
    night = timedelta(hours=20)
    assert objects(caps.spacing, asked(medium, sent(night - SECOND, before)))
    assert not objects(caps.spacing, asked(medium, sent(night, before)))


@pytest.mark.parametrize(
    ("purpose", "held"),
    [
        (Purpose.OPTOUT_CONFIRMATION, False),
        (Purpose.VALIDATION_NOTICE, False),
        (Purpose.VERIFICATION, False),
        (Purpose.TERMINATION_NOTICE, False),
        (Purpose.PERIODIC_STATEMENT, False),
        (Purpose.COLLECT, True),
    ],
)
def test_what_is_owed_by_law_is_neither_counted_out_nor_spaced(purpose: Purpose, held: bool) -> None:
    made = [sent(days * DAY, Medium.EMAIL) for days in (3, 2, 0.5)]
    assert objects(caps.caps, asked(Medium.EMAIL, *made, purpose=purpose)) is held
    assert objects(caps.spacing, asked(Medium.EMAIL, *made, purpose=purpose)) is held


def test_the_cap_that_is_closed_longest_is_named() -> None:
    asks = asked(Medium.SMS, sent(2 * DAY, Medium.SMS), sent(timedelta(hours=11), Medium.SMS))
    week = judge(caps.caps, asks)
    assert week is not None
    assert "2 calls and texts in 7 days" in week.says
    assert until(caps.caps, asks) == at("2026-10-11 00:00")


@pytest.mark.parametrize("medium", [Medium.CALL, Medium.RVM, Medium.SMS, Medium.EMAIL, Medium.MAIL, Medium.PUSH])
def test_nothing_goes_to_where_somebody_works(medium: Medium) -> None:
    kind = {Medium.EMAIL: PointKind.EMAIL, Medium.MAIL: PointKind.POSTAL}.get(medium, PointKind.PHONE)
    for place, held in (("work", True), ("home", False)):
        point = ContactPoint(id="p", kind=kind, address="there", place=place, zones=(NEW_YORK,))
        asks = known.proposal(known.dossier(points=(point,)), NOON, medium, to="there")
        assert objects(work.no_work, asks) is held


# --- what is said or done, by its name --------------------------------------------------------------------------------


NOTHING_SAID = (
    "limited_content", "unanswered_call", "no_answer", "busy_signal", "dropped_call", "hang_up", "hung_up",
    "missed_call", "call_not_connected",
)  # fmt: skip


@pytest.mark.parametrize(
    ("names", "attempt", "communication"),
    [
        (["callback_to_limited_content"], False, True),
        (
            [
                *(f"limited_content_{more}" for more in ("plus_amount", "extra", "additional")),
                "more_than_limited_content",
            ],
            True,
            True,
        ),
        (
            [*NOTHING_SAID],
            True,
            False,
        ),
        (["content_letter", "limited_letter", "plus_letter"], True, False),
    ],
)
def test_an_act_is_an_attempt_and_a_communication_by_what_it_conveys(
    names: list[str], attempt: bool, communication: bool
) -> None:
    for name in names:
        thing = things.of(name)
        assert (thing.attempt, thing.communication) == (attempt, communication), name


def test_a_message_is_no_initial_communication_only_if_it_conveys_nothing_or_other_law_asks_for_it() -> None:
    none = ["limited_content_message", "unanswered_call", "wrong_number_call", "location_call", "optout_confirmation"]
    law = ["proof_of_claim", "internal_revenue_form", "privacy_notice", "breach_notice", "irs_1099c"]
    assert not any(initial.is_initial(name) for name in (*none, *law))
    more = ["callback", "discusses_debt", "plus", "extra", "additional", "balance", "payment", "demand"]
    assert all(initial.is_initial(f"limited_content_{word}") for word in more)
    one_word = ["proof", "claim", "internal", "revenue", "notice", "privacy", "breach", "limited", "content", "wrong"]
    assert all(initial.is_initial(word) for word in (*one_word, "number", "location", "call", "optout", "confirmation"))


# --- places -----------------------------------------------------------------------------------------------------------


def living(state: str, code: str, role: str, *made: Attempt, **fields: Any) -> Dossier:
    usual = {
        "points": (home(state, code), *known.POINTS[:3], known.POINTS[5]),
        "collector": {"role": role, "name": "North Bay", "mailing_address": "1 Pier"},
        "debts": (Debt(id="A", creditor="Alder Bank"),),
        "attempts": tuple(sorted(made, key=lambda one: one.at)),
    }
    return known.dossier().model_validate(known.dossier().model_dump(by_alias=True) | usual | fields)


def held(id: str, dossier: Dossier, medium: Medium = Medium.CALL, when: Any = NOON, **fields: Any) -> bool:
    return objects(rule(id), known.proposal(dossier, when, medium, **fields))


@pytest.mark.parametrize("role", ROLES)
def test_florida_and_massachusetts_ask_for_the_day_between_eight_and_nine(role: str) -> None:
    florida = living("FL", "33101", role)
    for medium in (Medium.CALL, Medium.RVM, Medium.SMS):
        shown = ["08:00:00", "08:00:01", "20:59:59", "21:00:00"]
        shut = [held("fl.hours", florida, medium, at(f"2026-10-06 {one}")) for one in shown]
        assert shut == [True, False, False, True]
    assert not held("fl.hours", florida, Medium.EMAIL, at("2026-10-06 22:00"))


@pytest.mark.parametrize("role", ROLES)
def test_pennsylvania_holds_creditors_too_to_seven_calls_and_one_conversation_in_seven_days(role: str) -> None:
    id = "pa.fceua_reg_f_for_creditors"
    calls = [sent(n * DAY / 2, Medium.CALL) for n in range(1, 8)]
    assert held(id, living("PA", "15201", role, *calls))
    assert not held(id, living("PA", "15201", role, *calls[:6]))
    talk = sent(3 * DAY, Medium.CALL, outcome="conversation")
    assert held(id, living("PA", "15201", role, talk))
    assert held(id, living("PA", "15201", role), Medium.RVM, at("2026-10-06 08:00:00"))
    assert not held(id, living("PA", "15201", role), Medium.RVM, at("2026-10-06 08:00:01"))


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("medium", [Medium.SMS, Medium.EMAIL, Medium.SOCIAL])
def test_the_district_counts_five_messages_of_any_electronic_kind_in_seven_days(medium: Medium, role: str) -> None:
    id = "dc.frequency.electronic"
    five = [sent(n * DAY, kind) for n, kind in ((1, Medium.SMS), (2, Medium.EMAIL), (3, Medium.SOCIAL))]
    five += [sent(4 * DAY, medium), sent(6 * DAY, medium)]
    assert held(id, living("DC", "20001", role, *five), medium)
    assert not held(id, living("DC", "20001", role, *five[:4], sent(7 * DAY, medium)), medium)
    answer = sent(5 * DAY, medium, purpose=Purpose.REPLY, in_reply_to="m1")
    assert not held(id, living("DC", "20001", role, *five[:4], answer), medium)


@pytest.mark.parametrize("role", ROLES)
def test_oregon_allows_one_call_to_work_in_seven_days_and_only_after_one_at_home_failed(role: str) -> None:
    def refused(at_work: float, at_home: float) -> bool:
        calls = (sent(at_work * DAY, Medium.CALL, to=WORK), sent(at_home * DAY, Medium.CALL, to=LANDLINE))
        return held("or.work_calls", living("OR", "97201", role, *calls), to=WORK)

    assert refused(6, 5)
    assert not refused(7, 5)
    assert not refused(9, 7)
    assert refused(9, 7 + 1 / 86_400)


@pytest.mark.parametrize("role", ROLES)
def test_massachusetts_counts_calls_to_others_near_home_by_the_week_and_elsewhere_by_the_month(role: str) -> None:
    id = "ma.household_third_person"

    def refused(to: str, *days: float, when: Any = NOON) -> bool:
        calls = [sent(n * DAY, Medium.CALL, to=to, person="friend") for n in days]
        return held(id, living("MA", "02101", role, *calls), when=when, to=to, person="friend")

    assert refused(LANDLINE, 6, 1)
    assert not refused(LANDLINE, 7, 1)
    assert not refused(LANDLINE, 6)
    assert refused(WORK, 29, 1)
    assert not refused(WORK, 30, 1)
    assert not refused(WORK, 29)
    shown = ["08:00:00", "08:00:01", "20:59:59", "21:00:00"]
    assert [refused(LANDLINE, when=at(f"2026-10-06 {one}")) for one in shown] == [True, False, False, True]
