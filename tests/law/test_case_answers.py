"""How a case is read where no public case goes: facts about the consumer themselves, unknown fields, the whole book."""

from __future__ import annotations

from typing import Any

import pytest

from compliance import cases
from compliance.cases.facts import Unsupported
from compliance.law.us.reg_f.s06_b_1_inconvenient_time import location_conflict
from compliance.law.us.states.kinds import was_reply
from tests.law import known

AT = "2026-05-13T12:00:00-04:00"


def given(*events: dict[str, Any]) -> dict[str, Any]:
    phones = [{"number": known.MOBILE, "type": "mobile", "zones": [known.NEW_YORK]}]
    emails = [{"address": known.EMAIL, "domain": "open"}]
    return {"consumer": {"phones": phones, "emails": emails}, "debts": [{"id": "A"}], "events": [*events]}


def event(kind: str, **fields: Any) -> dict[str, Any]:
    return {"at": "2026-05-04T12:00:00-04:00", "kind": kind, **fields}


def call(**fields: Any) -> dict[str, Any]:
    return {"at": AT, "action": "call", "to": known.MOBILE, "debts": ["A"], **fields}


@pytest.mark.parametrize("by", ["C", None])
def test_a_fact_by_the_consumer_may_name_them_or_nobody(by: str | None) -> None:
    refused = cases.evaluate(given(event("opt_out", medium="call", via="call", by=by)), call())
    assert refused["because"] == "regf.14h1-medium"


@pytest.mark.parametrize("address", [known.EMAIL, known.MOBILE])
def test_a_confirmation_went_by_the_medium_of_its_address(address: str) -> None:
    assert cases.evaluate(given(event("optout_confirmation", address=address)), call())["allowed"]


def test_a_field_that_no_fact_has_is_not_passed_over() -> None:
    with pytest.raises(Unsupported, match="the field 'mood'"):
        cases.evaluate(given(event("employer_prohibits", mood="sad")), call())


def test_a_case_may_ask_the_whole_book() -> None:
    rules = {
        one["rule"] for one in cases.evaluate(given(), call(at=AT.replace("T12", "T23"), book="whole"))["objections"]
    }
    assert "regf.6b1i-presumed-hours" in rules
    assert [rule for rule in rules if not rule.startswith("regf.")]


def test_where_nothing_says_in_which_zone_the_consumer_is_no_time_is_in_all_of_them() -> None:
    nowhere = known.dossier(points=())
    assert known.objects(location_conflict, known.proposal(nowhere, known.at("2026-05-13 12:00")))


def test_what_the_consumer_wrote_is_no_reply_of_ours() -> None:
    assert not was_reply(known.text_in(known.at("2026-05-13 12:00")))


def test_a_value_that_no_record_knows_is_unsupported_and_the_other_cases_are_judged() -> None:
    strange = event("number_check", number=known.MOBILE, database="rumour", result="no_data")
    judged = cases.judge({"id": "x.y", "given": given(strange), "ask": call(), "expect": {"allowed": True}})
    assert not judged.passed
    assert judged.answer["unsupported"].startswith("a value of it is not written yet: number_check.database 'rumour'")


@pytest.mark.parametrize("action", ["count_calls", "is_excluded_call", "must_mark_disputed", "validation_due"])
def test_a_question_about_no_debt_by_name_is_about_all_and_common_fields_are_known(action: str) -> None:
    ask = {"at": AT, "action": action, "person": "C", "to": known.MOBILE, "automated": False}
    assert cases.evaluate(given(), ask)


def test_calls_are_counted_of_the_person_who_is_asked_about() -> None:
    people = [{"id": "S", "role": "spouse"}]
    theirs = event("call_out", to="+12125550188", person="S", result="no_answer", allocated=["A"])
    told = given({**theirs, "at": "2026-05-12T12:00:00-04:00"}) | {"people": people}
    ask = {"at": AT, "action": "count_calls"}
    assert cases.evaluate(told, ask)["counts"] == {"A": {"calls": 0, "conversations": 0}}
    assert cases.evaluate(told, ask | {"person": "S"})["counts"] == {"A": {"calls": 1, "conversations": 0}}


@pytest.mark.parametrize(
    ("code", "rebuts"),
    [
        ("dropped_settlement_call", True),
        ("loss_mitigation_required_by_law", True),
        ("active_litigation", True),
        ("consumer_requested_information", True),
        ("creditor_late_fee_tomorrow", True),
        ("one_time_discount_expires", False),
        ("a_reason_nobody_has_heard_of", False),
    ],
)
def test_why_a_call_is_urgent_is_read_from_the_words_of_its_code(code: str, rebuts: bool) -> None:
    talk = event("call_out", to=known.MOBILE, result="conversation", raised=["A"])
    ask = call(message={"reason": code})
    flags = cases.evaluate(given({**talk, "at": "2026-05-12T12:00:00-04:00"}), ask)["flags"]
    assert ("regf.14b2ii-violation-factors" in flags) is rebuts


@pytest.mark.parametrize(
    ("asked", "allowed", "lawful"),
    [
        ({"principal": "100.00", "interest": "7.00"}, {"principal": "100.00", "interest": "5.00"}, False),
        ({"principal": "100.00", "interest": "5.00"}, {"principal": "100.00", "interest": "5.00"}, True),
        ({"principal": "100.00"}, ["principal"], True),
        ({"principal": "100.00", "fee": "1.00"}, {"principal": True}, False),
        (["principal"], {"principal": "100.00"}, True),
    ],
)
def test_no_more_is_accepted_than_is_allowed_of_each(asked: Any, allowed: Any, lawful: bool) -> None:
    ask = {"at": AT, "action": "accept_payment", "amounts": asked, "authorized": allowed}
    assert cases.evaluate(given(), ask)["allowed"] is lawful
