"""12 CFR 1006.42: how a required disclosure is sent, and what it needs to go electronically."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from accounts.consent import Consent, Revocation
from accounts.consumer import ContactPoint, PointKind, WrongParty
from accounts.contact import Attempt, Medium
from accounts.debt import Debt
from accounts.dossier import Collector, Dossier
from accounts.notice import FirstContact, Undeliverable
from compliance.law.us.reg_f.s42_sending import actual_notice, assume, delivery, esign, mail, undeliverable
from compliance.proposal import Proposal
from tests.law.known import EMAIL, MOBILE, POINTS, at, dossier, objects, proposal

NOW = at("2026-05-06 12:00")
DEBT = Debt(id="A", creditor="Birch Funding", original_creditor="Alder Bank", account_number="4000123412344821")
HOME = ContactPoint(id="h", kind=PointKind.POSTAL, address="home", place="home", postal=("1 Elm St", "Albany"))
SUBJECT = "Birch Funding account ending 4821: your rights"
BEGUN = FirstContact(id="f", at=at("2026-05-05 12:00"), via="call")


def known(*facts: Any, **fields: Any) -> Dossier:
    return dossier(**({"facts": facts, "debts": (DEBT,), "points": (*POINTS[:3], HOME, *POINTS[4:])} | fields))


def notice(of: Dossier, medium: Medium = Medium.EMAIL, **fields: Any) -> Proposal:
    return proposal(of, NOW, medium, **({"purpose": "validation_notice", "subject": SUBJECT} | fields))


def agreed(**fields: Any) -> Consent:
    return Consent.model_validate({"id": "c", "at": at("2026-05-01 12:00"), "scope": "esign", "via": "portal"} | fields)


# What is a required disclosure


@pytest.mark.parametrize(
    ("fields", "document"),
    [
        ({}, "validation_notice_in_initial"),
        ({"debts": ()}, "validation_notice_in_initial"),
        ({"purpose": "verification"}, "verification"),
        ({"purpose": "verification", "template": "duplicative_dispute_notice"}, "duplicative_dispute_notice"),
        ({"purpose": "verification", "template": "original_creditor_response"}, "original_creditor_response"),
    ],
)
def test_a_message_is_the_document_of_its_purpose(fields: dict[str, Any], document: str) -> None:
    sending = delivery(notice(known(), **fields))
    assert sending is not None
    assert sending.document == document


def test_after_the_first_contact_the_notice_is_the_one_within_five_days() -> None:
    sending = delivery(notice(known(BEGUN)))
    assert sending is not None
    assert sending.document == "validation_notice_within_five_days"


@pytest.mark.parametrize("fields", [{"purpose": "collect"}, {"purpose": "reply"}])
def test_any_other_message_is_none_and_nothing_is_asked_of_it(fields: dict[str, Any]) -> None:
    for medium in (Medium.EMAIL, Medium.MAIL):
        asked = notice(known(BEGUN), medium, **({"subject": ""} | fields))
        assert delivery(asked) is None
        assert not any(objects(one, asked) for one in (actual_notice, undeliverable, mail, esign))


def test_what_is_only_said_is_not_sent() -> None:
    assert delivery(notice(known(), Medium.CALL)) is None
    asked = notice(known(), Medium.CALL)
    assume(asked, subject=frozenset())
    assert delivery(asked) is None


# Comment 42(a)(1)-1: actual notice


@pytest.mark.parametrize(
    ("subject", "noticed"),
    [
        (SUBJECT, True),
        ("BIRCH FUNDING, formerly alder bank", True),
        ("Birch Funding: your account at 1 Elm St", True),
        ("Birch Funding", False),
        ("Birch Funding: $925.00", False),
        ("Account ending 4821", False),
        ("", False),
    ],
)
def test_the_subject_line_names_the_creditor_and_one_thing_more_but_the_amount(subject: str, noticed: bool) -> None:
    assert objects(actual_notice, notice(known(), subject=subject)) is not noticed


def test_the_subject_line_identifies_every_debt_of_the_message() -> None:
    two = known(debts=(DEBT, DEBT.model_copy(update={"id": "B", "account_number": "4000123412344822"})))
    for debts, subject, noticed in [
        (("A", "B"), SUBJECT, False),
        (("A",), SUBJECT, True),
        (("A", "B"), f"{SUBJECT} (and 4822)", True),
        ((), SUBJECT, False),
        (("unknown",), SUBJECT, False),
    ]:
        assert objects(actual_notice, notice(two, debts=debts, subject=subject)) is not noticed


def test_what_the_debt_does_not_have_is_not_named() -> None:
    same = DEBT.model_copy(update={"original_creditor": DEBT.creditor, "account_number": ""})
    assert objects(actual_notice, notice(known(debts=(same,)), subject="Birch Funding account ending "))
    assert objects(actual_notice, notice(known(debts=(Debt(id="A"),)), subject=SUBJECT))


@pytest.mark.parametrize(
    ("changes", "noticed"), [({}, True), ({"bounce_monitoring": False}, False), ({"name": " "}, False)]
)
def test_bounces_are_watched_and_the_sender_has_a_name(changes: dict[str, Any], noticed: bool) -> None:
    of = known(collector=Collector(**{"bounce_monitoring": True, **changes}))
    assert objects(actual_notice, notice(of)) is not noticed
    assert not objects(actual_notice, notice(of, Medium.MAIL))


def test_a_text_message_has_no_subject_line() -> None:
    assert objects(actual_notice, notice(known(), Medium.SMS, subject=""))


def test_an_opt_out_line_alone_may_go_in_any_manner() -> None:
    asked = notice(known(Undeliverable(id="u", at=NOW, of="x")), subject="")
    assume(asked, document="opt_out_statement", returned=True)
    assert not any(objects(one, asked) for one in (actual_notice, undeliverable, esign))
    letter = notice(known(), Medium.MAIL)
    assume(letter, document="opt_out_statement", lives_elsewhere=True)
    assert not objects(mail, letter)


def test_a_case_may_tell_of_a_document_that_no_message_of_ours_is() -> None:
    asked = notice(known(), purpose="reply")
    assume(asked, document="verification")
    assert objects(esign, asked)


# Comment 42(a)(1)-2: what came back


def sent(id: str = "a", state: str = "sent", **fields: Any) -> Attempt:
    row = {"id": id, "at": at("2026-05-01 12:00"), "medium": "email", "to": EMAIL, "state": state}
    return Attempt.model_validate(row | fields)


BACK = Undeliverable(id="u", at=at("2026-05-02 12:00"), of="a")


@pytest.mark.parametrize(
    ("facts", "attempts", "unfit"),
    [
        ((), (sent(),), False),
        ((BACK,), (sent(),), True),
        ((), (sent(state="undelivered"),), True),
        ((BACK,), (sent(to="other@mail.example"),), False),
        ((BACK,), (sent(medium="sms"),), False),
        ((BACK,), (sent(), sent("b", "delivered")), False),
        ((BACK,), (sent("b", "delivered"), sent()), True),
        ((BACK,), (sent(), sent("b", "in_doubt")), True),
    ],
)
def test_a_disclosure_does_not_go_where_the_last_one_came_back(facts: Any, attempts: Any, unfit: bool) -> None:
    assert objects(undeliverable, notice(known(*facts, attempts=attempts))) is unfit
    assert not objects(undeliverable, notice(known(*facts, attempts=attempts), Medium.MAIL))


def test_a_sending_that_came_back_was_none() -> None:
    asked = notice(known())
    assume(asked, returned=True)
    assert objects(undeliverable, asked)


# Comment 42(a)(1)-3: mail


def postal(id: str, shown: str | None, **fields: Any) -> ContactPoint:
    since = at(shown) if shown else None
    return ContactPoint.model_validate({"id": id, "kind": "postal", "address": id, "since": since} | fields)


def test_a_letter_goes_to_the_last_known_address() -> None:
    old, new = postal("old", "2025-01-01 12:00"), postal("new", "2026-01-01 12:00")
    for points, to, arrives in [
        ((old, new), "new", True),
        ((old, new), "old", False),
        ((old, postal("new", None)), "old", True),
        ((postal("old", None), new), "old", True),
        ((old, postal("new", "2026-01-01 12:00", place="work")), "old", True),
        ((old, postal("new", "2026-01-01 12:00", person="spouse")), "old", True),
        ((old, new), "nowhere", False),
        ((postal("x", None, kind="phone"),), "x", False),
    ]:
        assert objects(mail, notice(known(points=points), Medium.MAIL, to=to)) is not arrives


def test_a_letter_does_not_go_where_the_consumer_is_known_not_to_be() -> None:
    wrong = WrongParty(id="w", at=NOW, address="home")
    assert not objects(mail, notice(known(), Medium.MAIL))
    assert objects(mail, notice(known(wrong), Medium.MAIL))
    moved = notice(known(), Medium.MAIL)
    assume(moved, lives_elsewhere=True)
    assert objects(mail, moved)
    old, new = postal("home", "2025-01-01 12:00"), postal("new", "2026-01-01 12:00")
    not_there = wrong.model_copy(update={"address": "new"})
    assert not objects(mail, notice(known(not_there, points=(old, new)), Medium.MAIL))


def test_of_the_address_of_another_person_only_what_we_know_against_it_is_asked() -> None:
    assert not objects(mail, notice(known(), Medium.MAIL, person="executor", to="estate"))
    assert not objects(mail, notice(known(), Medium.EMAIL, to="nobody@mail.example"))


# In paragraph (b): consent under the E-SIGN Act


@pytest.mark.parametrize(
    ("document", "needs"),
    [
        ("validation_notice_in_initial", False),
        ("validation_notice_within_five_days", True),
        ("verification", True),
        ("judgment", True),
        ("original_creditor_response", True),
        ("same_creditor_notice", True),
        ("duplicative_dispute_notice", False),
    ],
)
def test_only_what_is_on_the_list_needs_consent_and_only_electronically(document: str, needs: bool) -> None:
    for facts, medium, refused in [
        ((), Medium.EMAIL, needs),
        ((agreed(),), Medium.EMAIL, False),
        ((), Medium.MAIL, False),
    ]:
        asked = notice(known(*facts), medium)
        assume(asked, document=document)
        assert objects(esign, asked) is refused


@pytest.mark.parametrize(
    ("changes", "holds"),
    [
        ({}, True),
        ({"address": EMAIL}, True),
        ({"address": MOBILE}, False),
        ({"debts": ("A",)}, True),
        ({"debts": ("B",)}, False),
        ({"scope": "email"}, False),
        ({"via": "call"}, False),
        ({"via": "unknown"}, False),
        ({"given_to": "creditor"}, False),
        ({"provided_only": True}, False),
        ({"by": "spouse"}, False),
        ({"until": date(2026, 5, 6)}, True),
        ({"until": date(2026, 5, 5)}, False),
    ],
)
def test_consent_is_the_consumers_own_to_us_electronic_and_for_this(changes: dict[str, Any], holds: bool) -> None:
    assert objects(esign, notice(known(BEGUN, agreed(**changes)))) is not holds


def test_consent_for_one_debt_does_not_cover_a_message_that_names_none() -> None:
    assert objects(esign, notice(known(BEGUN, agreed(debts=("A",))), debts=()))
    assert not objects(esign, notice(known(BEGUN, agreed()), debts=()))


def test_consent_that_was_taken_back_is_none() -> None:
    taken = Revocation(id="r", at=NOW, of="c")
    assert objects(esign, notice(known(BEGUN, agreed(), taken)))
    assert not objects(esign, notice(known(BEGUN, agreed(), taken.model_copy(update={"of": "another"}))))
    assert not objects(esign, notice(known(BEGUN, agreed(), taken, agreed(id="d"))))
