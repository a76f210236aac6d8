"""12 CFR 1006.14(b)(2) to (4): how often a person may be called about a debt."""

from __future__ import annotations

from collections import Counter
from datetime import date, datetime, timedelta
from typing import Any

import hypothesis.strategies as st
import pytest
from hypothesis import given, settings

from accounts.consent import CeaseRequest, CeaseWithdrawn, Consent, OptOut, Revocation
from accounts.consumer import WrongParty
from accounts.contact import Attempt, Inbound, Medium, State
from accounts.debt import Debt
from accounts.dossier import Collector, Dossier
from accounts.notice import Dispute
from compliance import zones
from compliance.book import whole
from compliance.decision import Finding
from compliance.law.us.reg_f.s14_b_2_call_frequency import (
    Counts,
    counts,
    is_excluded,
    post_conversation,
    seven_in_seven,
)
from compliance.law.us.reg_f.s14_b_2_factors import may_rebut_compliance, may_rebut_violation
from tests.law.known import MOBILE, NEW_YORK, at, dossier, in_zones, judge, objects, proposal, until

SECOND, DAY = timedelta(seconds=1), timedelta(days=1)
ROWS = iter(range(1_000_000))


def call(shown: str | datetime, outcome: Any = "no_answer", **fields: Any) -> Attempt:
    when = at(shown) if isinstance(shown, str) else shown
    row: dict[str, Any] = {"id": f"c{next(ROWS)}", "at": when, "medium": Medium.CALL, "to": MOBILE, "debts": ("A",)}
    return Attempt(**(row | {"outcome": outcome} | fields))


def daily(first: str, count: int, **fields: Any) -> tuple[Attempt, ...]:
    return tuple(call(at(f"{first} 12:00") + n * DAY, **fields) for n in range(count))


def after(*calls: Attempt | Inbound, facts: Any = (), **fields: Any) -> Dossier:
    placed = tuple(c for c in calls if isinstance(c, Attempt))
    received = tuple(c for c in calls if isinstance(c, Inbound))
    return dossier(*facts, attempts=placed, inbounds=received, **fields)


def too_often(known: Dossier, shown: str, **fields: Any) -> bool:
    return objects(seven_in_seven, proposal(known, at(shown), **fields))


def too_soon(known: Dossier, shown: str, **fields: Any) -> bool:
    return objects(post_conversation, proposal(known, at(shown), **fields))


# In 12 CFR 1006.14, paragraph (b)(2)(i)(A): seven in seven


def test_a_seventh_call_in_seven_days_is_allowed_and_an_eighth_is_not() -> None:
    assert not too_often(after(*daily("2026-04-01", 6)), "2026-04-07 12:00")
    assert too_often(after(*daily("2026-04-01", 7)), "2026-04-07 18:00")


def test_the_first_of_seven_drops_out_at_midnight_and_the_rule_says_when() -> None:
    known = after(*daily("2026-04-01", 7))
    assert too_often(known, "2026-04-07 23:59:59")
    assert not too_often(known, "2026-04-08 00:00:00")
    assert until(seven_in_seven, proposal(known, at("2026-04-07 18:00"))) == at("2026-04-08 00:00")


def test_eight_earlier_calls_close_the_debt_until_two_have_dropped_out() -> None:
    known = after(call("2026-04-01 09:00"), *daily("2026-04-01", 7))
    assert until(seven_in_seven, proposal(known, at("2026-04-07 18:00"))) == at("2026-04-08 00:00")
    one_day_later = after(*daily("2026-04-01", 7), call("2026-04-07 15:00"))
    assert until(seven_in_seven, proposal(one_day_later, at("2026-04-07 18:00"))) == at("2026-04-09 00:00")


def test_days_are_calendar_dates_across_a_change_of_the_clocks() -> None:
    known = after(*daily("2026-03-04", 7))
    assert too_often(known, "2026-03-10 23:59:59")
    assert until(seven_in_seven, proposal(known, at("2026-03-10 13:30"))) == at("2026-03-11 00:00")


def test_a_day_counts_in_every_zone_the_person_may_be_in() -> None:
    known = after(*daily("2026-04-01", 7), points=in_zones(NEW_YORK, "Pacific/Honolulu"))
    asked = proposal(known, at("2026-04-07 18:00"), to="+12125550101")
    assert until(seven_in_seven, asked) == at("2026-04-08 00:00", "Pacific/Honolulu")


def test_the_collectors_calendar_counts_too() -> None:
    known = after(*daily("2026-04-01", 7), collector=Collector(zone="America/Los_Angeles"))
    assert until(seven_in_seven, proposal(known, at("2026-04-07 18:00"))) == at("2026-04-08 03:00")


@pytest.mark.parametrize("state", [State.RESERVED, State.SENT, State.IN_DOUBT, State.DELIVERED, State.UNDELIVERED])
def test_a_call_that_was_or_may_have_been_placed_counts(state: State) -> None:
    known = after(*daily("2026-04-01", 6), call("2026-04-07 12:00", None, state=state))
    assert too_often(known, "2026-04-07 18:00")


@pytest.mark.parametrize("state", [State.RELEASED, State.FAILED])
def test_a_call_that_was_certainly_not_placed_does_not_count(state: State) -> None:
    known = after(*daily("2026-04-01", 6), call("2026-04-07 12:00", None, state=state))
    assert not too_often(known, "2026-04-07 18:00")


def test_ringless_voicemail_is_a_call_and_a_text_is_none() -> None:
    six = daily("2026-04-01", 6)
    assert too_often(after(*six, call("2026-04-07 12:00", None, medium=Medium.RVM)), "2026-04-07 18:00")
    assert too_often(after(*daily("2026-04-01", 7)), "2026-04-07 18:00", medium=Medium.RVM)
    assert not too_often(after(*six, call("2026-04-07 12:00", None, medium=Medium.SMS)), "2026-04-07 18:00")
    assert not too_often(after(*daily("2026-04-01", 7)), "2026-04-07 18:00", medium=Medium.SMS)


def test_words_on_a_live_call_place_no_call() -> None:
    assert not too_often(after(*daily("2026-04-01", 7)), "2026-04-07 12:01", on_call="c1")
    assert not too_soon(after(call("2026-04-07 12:00", "conversation", id="c1")), "2026-04-07 12:01", on_call="c1")


def test_calls_to_the_spouse_count_for_the_number_they_share() -> None:
    known = after(*daily("2026-04-01", 7, person="spouse"))
    assert too_often(known, "2026-04-07 18:00")
    assert not too_often(known, "2026-04-07 18:00", to="+12125550102")
    assert too_often(known, "2026-04-07 18:00", to="+12125550102", person="spouse")


def test_calls_to_find_the_consumer_count_for_the_person_asked() -> None:
    known = after(*daily("2026-10-06", 7, person="friend", to="+12125550177", purpose="location_info"))
    asked: dict[str, Any] = {"person": "friend", "to": "+12125550177", "purpose": "location_info"}
    assert too_often(known, "2026-10-12 18:00", **asked)
    assert not too_often(known, "2026-10-13 08:30", **asked)


def test_calls_to_a_strangers_number_leave_the_consumers_count_once_that_is_known() -> None:
    calls = daily("2026-06-05", 7, to="+12125550166")
    assert too_often(after(*calls), "2026-06-11 16:00")
    learned = WrongParty(id="w", at=at("2026-06-11 15:00"), address="+12125550166")
    assert not too_often(after(*calls, facts=[learned]), "2026-06-11 16:00")
    assert too_often(after(*calls, facts=[learned]), "2026-06-11 16:00", to="+12125550166")


def test_the_objection_names_the_debt_by_its_tail_and_nobody() -> None:
    known = after(*daily("2026-04-01", 7), debts=(Debt(id="A", account_number="4000123412349876"),))
    found = judge(seven_in_seven, proposal(known, at("2026-04-07 18:00")))
    assert found is not None
    assert found.says == (
        "7 calls about the debt ending 9876 within 7 days; one more on April 7 is presumed to violate"
    )


# In 12 CFR 1006.14, paragraph (b)(2)(i)(B): after a conversation


def test_the_day_of_a_conversation_is_the_first_of_seven() -> None:
    known = after(call("2026-08-13 12:00", "conversation", raised=("A",)))
    assert too_soon(known, "2026-08-13 12:30")
    assert too_soon(known, "2026-08-19 23:59:59")
    assert not too_soon(known, "2026-08-20 00:00:00")
    assert until(post_conversation, proposal(known, at("2026-08-13 19:00"))) == at("2026-08-20 00:00")


def test_a_call_of_the_consumer_starts_the_days_as_well() -> None:
    talked = Inbound(id="i", at=at("2026-08-13 15:00"), medium=Medium.CALL, from_address=MOBILE, outcome="conversation")
    assert too_soon(after(talked), "2026-08-19 12:00")
    assert not too_soon(after(talked), "2026-08-20 12:00")


def test_a_voicemail_of_the_consumer_and_an_exchange_of_texts_are_no_conversation() -> None:
    left = Inbound(id="i", at=at("2026-08-13 15:00"), medium=Medium.CALL, from_address=MOBILE, outcome="voicemail_left")
    wrote = Inbound(id="s", at=at("2026-08-13 15:00"), medium=Medium.SMS, from_address=MOBILE)
    assert not too_soon(after(left, wrote), "2026-08-14 12:00")


def test_a_conversation_past_midnight_is_of_the_later_date() -> None:
    known = after(call("2026-08-13 23:50", "conversation", end=at("2026-08-14 00:10")))
    assert too_soon(known, "2026-08-20 12:00")
    assert not too_soon(known, "2026-08-21 00:00")


def test_where_calendars_differ_the_later_end_holds() -> None:
    talked = Inbound(
        id="i",
        at=at("2026-08-13 22:00", "Pacific/Honolulu"),
        medium=Medium.CALL,
        from_address=MOBILE,
        outcome="conversation",
    )
    known = after(talked, points=in_zones("Pacific/Honolulu"))
    asked = proposal(known, at("2026-08-20 12:00", "Pacific/Honolulu"))
    assert until(post_conversation, asked) == at("2026-08-21 00:00")


def test_a_conversation_with_the_attorney_is_none_with_the_consumer() -> None:
    known = after(call("2026-08-13 12:00", "conversation", person="attorney", to="+12125550190"))
    assert not too_soon(known, "2026-08-14 12:00")


# In 12 CFR 1006.14, paragraph (b)(3): calls that do not count


def consent(shown: str, **fields: Any) -> Consent:
    row: dict[str, Any] = {"id": "k", "at": at(shown), "scope": "calls", "debts": ("A",)}
    return Consent(**(row | fields))


def test_consent_lasts_seven_dates_of_which_the_first_is_that_of_its_receipt() -> None:
    known = dossier(consent("2026-06-03 23:50"))
    assert is_excluded(known, at("2026-06-09 20:30"), ["A"], MOBILE)
    assert not is_excluded(known, at("2026-06-10 00:00"), ["A"], MOBILE)
    assert not is_excluded(known, at("2026-06-03 23:49"), ["A"], MOBILE)


def test_consent_to_the_creditor_to_texts_of_another_or_about_another_debt_excludes_nothing() -> None:
    now = at("2026-06-04 12:00")
    for fields in (
        {"given_to": "creditor"},
        {"scope": "sms"},
        {"by": "spouse"},
        {"debts": ("B",)},
        {"address": "+1202"},
    ):
        assert not is_excluded(dossier(consent("2026-06-03 12:00", **fields)), now, ["A"], MOBILE)
    assert is_excluded(dossier(consent("2026-06-03 12:00", debts=None)), now, ["A", "B"], MOBILE)


def test_consent_to_one_day_covers_that_day_only() -> None:
    known = dossier(consent("2026-04-03 12:05", only_on=date(2026, 4, 6)))
    assert not is_excluded(known, at("2026-04-05 23:59"), ["A"], MOBILE)
    assert is_excluded(known, at("2026-04-06 00:00"), ["A"], MOBILE)
    assert not is_excluded(known, at("2026-04-07 00:00"), ["A"], MOBILE)


def test_consent_ends_on_its_last_day_and_outside_its_hours() -> None:
    known = dossier(consent("2026-04-03 12:05", until=date(2026, 4, 4), **{"from": "15:00", "to": "17:00"}))
    assert is_excluded(known, at("2026-04-04 15:00"), ["A"], MOBILE)
    assert not is_excluded(known, at("2026-04-04 14:59:59"), ["A"], MOBILE)
    assert not is_excluded(known, at("2026-04-04 17:00"), ["A"], MOBILE)
    assert not is_excluded(known, at("2026-04-05 15:00"), ["A"], MOBILE)


def test_consent_ends_when_it_is_revoked() -> None:
    known = dossier(consent("2026-04-03 12:05"), Revocation(id="r", at=at("2026-04-05 12:00"), of="k"))
    assert is_excluded(known, at("2026-04-05 11:59"), ["A"], MOBILE)
    assert not is_excluded(known, at("2026-04-05 12:00"), ["A"], MOBILE)


@pytest.mark.parametrize("outcome", ["conversation", "unknown", None])
def test_consent_ends_with_what_was_or_may_have_been_a_conversation(outcome: str | None) -> None:
    known = after(call("2026-04-06 12:00", outcome), facts=[consent("2026-04-03 12:05")])
    assert is_excluded(known, at("2026-04-06 12:00"), ["A"], MOBILE)
    assert not is_excluded(known, at("2026-04-06 16:00"), ["A"], MOBILE)


def test_consent_is_not_used_up_by_the_conversation_in_which_it_was_given_nor_by_a_vain_call() -> None:
    given_in = call("2026-04-03 12:00", "conversation", id="c1", end=at("2026-04-03 12:10"))
    vain = call("2026-04-06 12:00", "no_answer")
    known = after(given_in, vain, facts=[consent("2026-04-03 12:05", during="c1")])
    assert is_excluded(known, at("2026-04-06 16:00"), ["A"], MOBILE)
    assert not too_soon(known, "2026-04-06 16:00")
    at_once = after(given_in, facts=[consent("2026-04-03 12:00", during="c1")])
    assert is_excluded(at_once, at("2026-04-06 16:00"), ["A"], MOBILE)


def test_consent_ends_with_a_call_of_the_consumer_about_the_debt() -> None:
    rang = Inbound(id="i", at=at("2026-04-04 12:00"), medium=Medium.CALL, from_address=MOBILE, outcome="conversation")
    assert not is_excluded(after(rang, facts=[consent("2026-04-03 12:05")]), at("2026-04-05 12:00"), ["A"], MOBILE)


def test_calls_placed_under_consent_are_not_counted_and_earlier_ones_stay_counted() -> None:
    calls = (*daily("2026-06-01", 3), *(call(at("2026-06-08 09:00") + n * timedelta(hours=6)) for n in range(8)))
    known = after(*calls, facts=[consent("2026-06-04 09:30")])
    assert counts(known, at("2026-06-10 14:00"), ["A"]) == {"A": Counts(0, 0)}
    assert counts(known, at("2026-06-04 14:00"), ["A"]) == {"A": Counts(3, 0)}


def test_an_objection_ends_where_a_consent_to_a_later_day_begins() -> None:
    known = after(
        call("2026-04-03 12:00", "conversation", id="c1"),
        facts=[consent("2026-04-03 12:05", during="c1", only_on=date(2026, 4, 6))],
    )
    assert until(post_conversation, proposal(known, at("2026-04-04 12:00"))) == at("2026-04-06 00:00")
    assert until(post_conversation, proposal(known, at("2026-04-07 12:00"))) == at("2026-04-10 00:00")


@pytest.mark.parametrize("outcome", ["busy", "not_in_service"])
def test_a_call_that_did_not_connect_does_not_count(outcome: str) -> None:
    assert not too_often(after(*daily("2026-04-01", 6), call("2026-04-07 12:00", outcome)), "2026-04-07 18:00")


@pytest.mark.parametrize("outcome", ["no_answer", "dropped", "recorded_message", "mailbox_full", "unknown", None])
def test_a_call_that_connected_or_may_have_counts(outcome: str | None) -> None:
    assert too_often(after(*daily("2026-04-01", 6), call("2026-04-07 12:00", outcome)), "2026-04-07 18:00")


def test_calls_to_professionals_neither_count_nor_are_counted() -> None:
    known = after(*daily("2026-04-01", 7, person="attorney"))
    assert not too_often(known, "2026-04-07 18:00", person="attorney")
    assert not too_often(known, "2026-04-07 18:00")
    assert is_excluded(known, at("2026-04-07 18:00"), ["A"], MOBILE, "creditor")


# In 12 CFR 1006.14, paragraph (b)(4): which debts a call is about


def test_a_placed_call_counts_for_what_we_raised_and_a_conversation_for_all_that_was_raised() -> None:
    known = after(call("2026-11-09 12:00", "conversation", debts=("A", "B"), raised=("A",), consumer_raised=("B",)))
    assert counts(known, at("2026-11-09 18:00"), ["A", "B"]) == {"A": Counts(1, 1), "B": Counts(0, 1)}


def test_an_unanswered_call_counts_for_its_allocation_or_else_for_all_it_was_meant_for() -> None:
    allocated = after(call("2026-11-09 12:00", debts=("A", "B"), allocated=("B",)))
    assert counts(allocated, at("2026-11-09 18:00"), ["A", "B"]) == {"A": Counts(0, 0), "B": Counts(1, 0)}
    not_allocated = after(call("2026-11-09 12:00", debts=("A", "B")))
    assert counts(not_allocated, at("2026-11-09 18:00"), ["A", "B"]) == {"A": Counts(1, 0), "B": Counts(1, 0)}
    about_nothing = after(call("2026-11-09 12:00", debts=()))
    assert counts(about_nothing, at("2026-11-09 18:00"), ["A", "B"]) == {"A": Counts(1, 0), "B": Counts(1, 0)}


def test_a_call_still_going_on_counts_for_all_it_may_come_to_be_about() -> None:
    known = after(call("2026-11-09 12:00", None, debts=("A", "B"), allocated=("A",)))
    assert counts(known, at("2026-11-09 12:01"), ["A", "B"]) == {"A": Counts(1, 0), "B": Counts(1, 0)}


def test_student_loans_under_one_account_when_obtained_are_one_debt() -> None:
    loans = tuple(
        Debt(id=id, kind="student_loan", account_at_placement=account)
        for id, account in (("S1", "SL-1"), ("S2", "SL-1"), ("S3", "SL-2"))
    )
    known = after(call("2026-11-09 12:00", "conversation", debts=("S1",)), debts=(*loans, Debt(id="A")))
    assert too_soon(known, "2026-11-12 12:00", debts=("S2",))
    assert not too_soon(known, "2026-11-12 12:00", debts=("S3",))
    assert is_excluded(
        dossier(consent("2026-11-09 12:00", debts=("S1",)), debts=loans), at("2026-11-10 12:00"), ["S2"], MOBILE
    )


def test_a_call_about_two_debts_fails_with_either() -> None:
    known = after(call("2026-11-09 12:00", "conversation", raised=("A",)))
    assert too_soon(known, "2026-11-12 12:00", debts=("B", "A"))
    assert not too_soon(known, "2026-11-12 12:00", debts=("B",))


# comments 14(b)(2)(i)-2 and (ii)-2


def flagged(known: Dossier, shown: str, **fields: Any) -> bool:
    return isinstance(judge(may_rebut_compliance, proposal(known, at(shown), **fields)), Finding)


def test_a_second_call_within_five_minutes_of_an_unanswered_one_is_rapid() -> None:
    known = after(call("2026-04-02 12:00"))
    assert flagged(known, "2026-04-02 12:05:00")
    assert not flagged(known, "2026-04-02 12:05:01")
    assert not flagged(after(call("2026-04-02 12:00", "dropped")), "2026-04-02 12:01")
    assert not flagged(known, "2026-04-02 12:01", to="+12125550102")


def test_six_calls_to_one_number_on_one_day_are_concentrated_and_five_are_not() -> None:
    hours = [call(f"2026-04-03 {hour}:00") for hour in ("09", "10", "12", "14", "16")]
    assert flagged(after(*hours), "2026-04-03 18:00")
    assert not flagged(after(*hours[1:]), "2026-04-03 18:00")
    assert not flagged(after(*hours), "2026-04-04 08:30")


def test_what_the_person_said_before_weighs_against_calling() -> None:
    then, now = at("2026-04-02 12:05"), "2026-04-14 12:00"
    for fact in (
        Dispute(id="d", at=then, debts=("A",), via="oral"),
        CeaseRequest(id="x", at=then, via="oral"),
        CeaseRequest(id="x", at=then, via="mail", kind="refusal"),
        OptOut(id="o", at=then, medium=Medium.CALL),
    ):
        assert flagged(dossier(fact), now)
    assert not flagged(dossier(Dispute(id="d", at=then, debts=("B",), via="oral")), now)
    taken_back = CeaseWithdrawn(id="y", at=then, of="x", by="agent:7")
    assert not flagged(dossier(CeaseRequest(id="x", at=then, via="mail"), taken_back), now)
    assert not flagged(dossier(OptOut(id="o", at=then, medium=Medium.SMS)), now)
    assert not flagged(dossier(OptOut(id="o", at=then, medium=Medium.CALL)), now, person="attorney")


def test_a_reason_that_the_commentary_names_is_advice_and_never_lifts_the_objection() -> None:
    known = after(call("2026-08-14 12:00", "conversation"))
    for reason, noticed in (("creditor_late_fee_tomorrow", True), ("one_time_discount", False), ("", False)):
        asked = proposal(known, at("2026-08-17 12:00"), reason=reason)
        assert objects(post_conversation, asked)
        assert (judge(may_rebut_violation, asked) is not None) is noticed
    in_time = proposal(known, at("2026-08-21 12:00"), reason="creditor_late_fee_tomorrow")
    assert judge(may_rebut_violation, in_time) is None
    assert judge(may_rebut_violation, proposal(known, at("2026-08-17 12:00"), required_by_law=True)) is not None


# the day it took effect


def test_the_frequencies_begin_on_the_day_the_regulation_took_effect() -> None:
    before, on = ({rule.id for rule, _ in whole().on(day).rules} for day in (date(2021, 11, 29), date(2021, 11, 30)))
    assert {"regf.14b2i.A-seven-in-seven", "regf.14b2i.B-post-conversation"} <= on - before


# against a naive evaluator

CALLS = st.lists(
    st.tuples(
        st.integers(0, 12 * 24 * 60),
        st.sampled_from(["no_answer", "busy", "conversation", "voicemail_general"]),
        st.sampled_from([None, "spouse"]),
        st.sampled_from([MOBILE, "+12125550102"]),
        st.sampled_from([("A",), ("B",), ("A", "B")]),
    ),
    max_size=24,
)
ZONES = [NEW_YORK, "America/Denver", "Pacific/Honolulu", "Pacific/Guam"]
PLACES = st.lists(
    st.sampled_from([NEW_YORK, "America/Denver", "Pacific/Honolulu", "Pacific/Guam"]),
    min_size=1,
    max_size=3,
    unique=True,
)


def naive(known: Dossier, now: datetime, places: list[str]) -> tuple[bool, bool]:
    """Judge a call to the consumer's mobile about debt A by counting everything, date by date."""
    often = soon = False
    for place in {*places, known.collector.zone}:
        today = zones.local(now, place).date()
        week = [today - n * DAY for n in range(7)]
        for mine in (lambda c: c.person is None, lambda c: c.to == MOBILE):
            calls = [
                c for c in known.attempts if mine(c) and "A" in c.debts and zones.local(c.at, place).date() in week
            ]
            tally = Counter(c.outcome for c in calls)
            often |= sum(tally.values()) - tally["busy"] + 1 > 7
            soon |= tally["conversation"] > 0
    return often, soon


@settings(max_examples=200, deadline=None)
@given(CALLS, PLACES, st.integers(0, 3 * 24 * 60))
def test_both_frequencies_agree_with_counting_every_call_of_every_day(
    drawn: list[tuple[int, str, str | None, str, tuple[str, ...]]], places: list[str], ahead: int
) -> None:
    begin = at("2026-10-26 00:00")
    calls = [
        call(begin + timedelta(minutes=m), outcome, person=person, to=to, debts=debts)
        for m, outcome, person, to, debts in sorted(drawn, key=lambda row: row[0])
    ]
    last = max((c.at for c in calls), default=begin)
    known = after(*calls, points=in_zones(*places))
    asked = proposal(known, last + timedelta(minutes=ahead, seconds=1))
    assert (objects(seven_in_seven, asked), objects(post_conversation, asked)) == naive(known, asked.at, places)
    for rule, verdict in ((seven_in_seven, 0), (post_conversation, 1)):
        if objects(rule, asked):
            end = until(rule, asked)
            assert end is not None
            assert not naive(known, end, places)[verdict]
            assert naive(known, end - SECOND, places)[verdict]
