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
