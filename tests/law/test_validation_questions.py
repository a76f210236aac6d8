"""The questions about validation and delivery that a case may ask, where the cases in the tree ask no such."""

from __future__ import annotations

from typing import Any

import pytest

from compliance import cases
from compliance.cases.facts import Unsupported

AT = "2026-05-04T12:00:00-04:00"


def answer(action: str, *events: dict[str, Any], known: tuple[str, ...] = ("A",), **ask: Any) -> dict[str, Any]:
    given = {"debts": [{"id": id} for id in known], "events": list(events)}
    return cases.evaluate(given, {"at": AT, "action": action, **ask})


def event(kind: str, at: str = AT, **fields: Any) -> dict[str, Any]:
    return {"at": at, "kind": kind, **fields}


def test_where_no_notice_is_told_of_one_sent_at_that_instant_is_meant() -> None:
    assert answer("assumed_receipt") == {"date": "2026-05-11"}
    assert answer("validation_end") == {"date": "2026-06-10"}
    assert answer("check_end_date", end_date="2026-06-09")["is"] is False
    assert answer("check_end_date", end_date="2026-06-10")["is"] is True


def test_what_was_said_is_received_that_day() -> None:
    said = event("validation_sent", via="oral", in_initial=True)
    assert answer("assumed_receipt", said) == {"date": "2026-05-04"}
    assert answer("validation_end", said) == {"date": "2026-06-03"}


def test_nothing_is_due_where_nothing_was_communicated_and_the_first_of_several_where_it_was() -> None:
    assert answer("validation_due") == {"date": None}
    early = event("first_contact", "2026-05-01T12:00:00-04:00", via="call", debts=["A"])
    later = event("first_contact", "2026-05-03T12:00:00-04:00", via="call", debts=["B"])
    assert answer("validation_due", early, later, known=("A", "B")) == {"date": "2026-05-05"}
    assert answer("validation_due", early, later, known=("A", "B"), debts=["B"]) == {"date": "2026-05-07"}


def test_it_is_not_required_because_it_was_given_or_because_the_debt_is_paid() -> None:
    begun = event("first_contact", "2026-05-01T12:00:00-04:00", via="call")
    paid = event("payment", "2026-05-02T12:00:00-04:00", amount="full", debts=["A"])
    sent = event("validation_sent", "2026-05-02T12:00:00-04:00", via="mail", debts=["A"])
    assert answer("validation_required", begun) == {"is": True, "because": "regf.34a1-provide"}
    assert answer("validation_required", begun, paid) == {"is": False, "because": "regf.34a2-paid"}
    assert answer("validation_required", begun, sent) == {"is": False, "because": "regf.34a1-provide"}


def test_of_a_notice_what_is_blank_or_nothing_is_missing_and_what_is_unknown_is_not_judged() -> None:
    lacks = answer("check_validation_notice", notice={"medium": "mail", "end_date": "", "amount_now": None})
    assert {one["rule"] for one in lacks["lacks"]} >= {"regf.34c2-debt-info", "regf.34c3-protections"}
    undated = answer("check_validation_notice", notice={"medium": "mail", "itemization_date": {"kind": "charge_off"}})
    assert "12 CFR 1006.34(c)(2)(vi)" in {one["citation"] for one in undated["lacks"]}
    with pytest.raises(Unsupported, match="'scent'"):
        answer("check_validation_notice", notice={"medium": "mail", "scent": "roses"})
    with pytest.raises(Unsupported, match="'sung'"):
        answer("check_validation_notice", notice={"medium": "mail"}, mode="sung")


def test_whose_kind_of_name_or_address_it_is_decides_nothing() -> None:
    plain = {"medium": "mail", "collector_name": "Northfield"}
    with_kinds = plain | {"collector_name_kind": "dba", "collector_address_of": "vendor"}
    assert answer("check_validation_notice", notice=plain) == answer("check_validation_notice", notice=with_kinds)


@pytest.mark.parametrize("ask", [{"document": "horoscope", "via": "mail"}, {"document": "judgment", "via": "pigeon"}])
def test_a_document_or_a_way_that_nothing_is_written_about_is_not_judged(ask: dict[str, Any]) -> None:
    with pytest.raises(Unsupported):
        answer("check_delivery", to="home", **ask)
