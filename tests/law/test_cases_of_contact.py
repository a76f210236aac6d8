"""The answers about addresses and persons: what is asked, and what no law answers."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from accounts.errors import BadLaw
from compliance import cases
from compliance.cases.answers.basis import values
from compliance.parameters import Nothing
from tests.law.known import dossier

TO = "someone@gmail.com"
USED = {"at": "2026-02-02T12:00:00-05:00", "kind": "account_use", "address": TO, "content": "bill"}
NOTICE = {
    "at": "2026-03-02T12:00:00-05:00",
    "kind": "creditor_notice",
    "medium": "mail",
    "address": TO,
    "sent_to_account_address": True,
    "collector_named": True,
    "says_may_use": True,
    "says_others_may_see": True,
    "opt_out_method": "form_and_envelope",
    "reply_to": "collector",
    "deadline": "2026-04-06",
}


def asked(action: str, *events: dict[str, Any], at: str = "2026-03-03T12:00:00-05:00", **ask: Any) -> dict[str, Any]:
    given = {"consumer": {"emails": [{"address": TO, "domain": "open"}]}, "debts": [{"id": "A"}], "events": [*events]}
    return cases.evaluate(given, {"at": at, "action": action, "to": TO, **ask})


def test_the_first_day_after_the_notice_is_the_day_after_its_deadline_or_today_or_none() -> None:
    assert asked("earliest_email_after_notice", USED, NOTICE)["date"] == "2026-04-07"
    late = asked("earliest_email_after_notice", USED, NOTICE, at="2026-05-01T12:00:00-04:00")
    assert late["date"] == "2026-05-01"
    assert asked("earliest_email_after_notice", USED, NOTICE | {"collector_named": False})["date"] is None
    assert asked("earliest_email_after_notice")["date"] is None


def test_the_first_limb_that_passes_is_named_and_else_the_first_that_fails() -> None:
    at = "2026-05-01T12:00:00-04:00"
    consent = {"at": at, "kind": "consent", "scope": "email", "address": TO, "given_to": "collector"}
    assert asked("email_basis", USED, NOTICE, at=at)["because"] == "regf.6d4ii-creditor-email"
    assert asked("email_basis", USED, NOTICE, consent, at=at)["because"] == "regf.6d4i.B-email-consent"
    assert asked("email_basis", at=at)["because"] == "regf.6d3-procedures"


def test_an_address_that_reached_somebody_else_has_no_basis_whatever_passed() -> None:
    wrong = {"at": "2026-04-30T12:00:00-04:00", "kind": "wrong_party", "address": TO, "told_by": "recipient"}
    answer = asked("email_basis", USED, NOTICE, wrong, at="2026-05-01T12:00:00-04:00")
    assert (answer["is"], answer["because"]) == (False, "regf.6d3ii-known-disclosure")


@pytest.mark.parametrize("at", [datetime(2021, 1, 1, tzinfo=UTC), datetime(2026, 1, 1, tzinfo=UTC)])
def test_values_of_a_rule_that_was_not_in_force_or_of_another_kind_are_none(at: datetime) -> None:
    with pytest.raises(BadLaw, match=r"^regf\.6d3-procedures: "):
        values("regf.6d3-procedures", Nothing, at, dossier())


@pytest.mark.parametrize(
    ("name", "closed"), [("individual", False), (True, False), ("company", True), (False, True)], ids=str
)
def test_the_name_of_a_profile_may_be_told_or_said_to_be_the_agents_own(name: str | bool, closed: bool) -> None:
    given = {
        "consumer": {"phones": [{"number": "+12125550101", "type": "mobile", "zones": ["America/New_York"]}]},
        "people": [{"id": "T", "role": "friend", "named": "T. Lane"}],
        "debts": [{"id": "A"}],
    }
    message = {"purpose": "location_info", "visible_to": "private", "profile_name": name}
    ask = {"at": "2026-05-20T12:00:00-04:00", "action": "social", "to": "@t", "person": "T", "message": message}
    answer = cases.evaluate(given, ask)
    assert (answer["allowed"], answer["because"]) == (not closed, "regf.10b1-identify" if closed else None)
