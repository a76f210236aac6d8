"""1006.6(b)(2) "regf.6b2-attorney" and 1006.10(b)(5) "regf.10b5-attorney": a represented consumer."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest

from accounts.consumer import AttorneyConsents, AttorneyLetter, Representation, RepresentationEnded
from accounts.contact import Inbound, Medium, Purpose
from compliance.law.us.reg_f.s06_b_2_attorney import attorney
from compliance.law.us.reg_f.s10_b_5_attorney import location_attorney
from tests.law.known import EMAIL, MOBILE, at, dossier, objects, proposal, text_in, text_out, until

NOON = at("2026-05-13 12:00")
KNOWN = Representation(id="r", at=at("2026-05-04 12:00"), debts=("A",), identified=True)


@pytest.mark.parametrize("medium", list(Medium))
def test_no_medium_reaches_a_represented_consumer(medium: Medium) -> None:
    assert until(attorney, proposal(dossier(KNOWN), NOON, medium)) is None


@pytest.mark.parametrize(
    ("named", "debts", "closed"),
    [
        (("A",), ("A",), True),
        (("A",), ("B",), False),
        (("A",), ("A", "B"), True),
        (None, ("B",), True),
        (("A",), (), True),
    ],
)
def test_the_attorney_stands_for_such_debt_and_for_all_where_none_was_named(
    named: tuple[str, ...] | None, debts: tuple[str, ...], closed: bool
) -> None:
    fact = KNOWN.model_copy(update={"debts": named})
    assert objects(attorney, proposal(dossier(fact), NOON, debts=debts)) is closed


@pytest.mark.parametrize(
    ("person", "closed"),
    [
        (None, True),
        ("C", True),
        ("spouse", True),
        ("executor", True),
        ("guardian", True),
        ("parent", True),
        ("stranger", True),
        ("coworker", False),
        ("attorney", False),
        ("creditor", False),
    ],
)
def test_it_protects_all_who_may_stand_for_the_consumer(person: str | None, closed: bool) -> None:
    assert objects(attorney, proposal(dossier(KNOWN), NOON, person=person)) is closed


@pytest.mark.parametrize(
    ("source", "when", "closed"),
    [
        ("consumer", "2026-05-08 12:00", False),
        ("attorney", "2026-05-08 12:00", False),
        ("creditor", "2026-05-08 12:00", True),
        ("consumer", "2026-05-03 12:00", True),
    ],
)
def test_it_ends_by_the_word_of_the_consumer_or_the_attorney(source: Any, when: str, closed: bool) -> None:
    ended = RepresentationEnded(id="x", at=at(when), source=source)
    assert objects(attorney, proposal(dossier(KNOWN, ended), NOON)) is closed


@pytest.mark.parametrize(("when", "closed"), [("2026-05-08 12:00", False), ("2026-05-01 12:00", True)])
def test_the_attorneys_consent_opens_contact_with_the_consumer_only(when: str, closed: bool) -> None:
    known = dossier(KNOWN, AttorneyConsents(id="x", at=at(when)))
    assert objects(attorney, proposal(known, NOON)) is closed
    asked = proposal(known, NOON, person="coworker", purpose=Purpose.LOCATION_INFO)
    assert objects(location_attorney, asked)


def test_the_attorneys_silence_lifts_nothing_however_long() -> None:
    known = dossier(KNOWN, AttorneyLetter(id="x", at=at("2026-05-05 12:00")))
    assert objects(attorney, proposal(known, at("2027-05-05 12:00")))


@pytest.mark.parametrize(
    ("field", "open_to_questions"), [("identified", False), ("ascertainable", False), (None, True)]
)
def test_who_the_attorney_is_may_be_asked_on_a_live_call(field: str | None, open_to_questions: bool) -> None:
    row: dict[str, Any] = {"id": "r", "at": at("2026-05-04 12:00")} | ({field: True} if field else {})
    from_us = text_out(at("2026-05-13 11:58"), id="c1", medium=Medium.CALL)
    known = dossier(Representation(**row), attempts=(from_us,))
    assert objects(attorney, proposal(known, NOON, on_call="c1"))
    asked = proposal(known, NOON, on_call="c1", includes=["asks_attorney"])
    assert objects(attorney, asked) is not open_to_questions


def reply(known: Any, when: datetime = NOON, **fields: Any) -> bool:
    row = {"in_reply_to": "m1", "purpose": Purpose.REPLY} | fields
    return objects(attorney, proposal(known, when, Medium.SMS, **row))


def test_the_consumers_own_message_is_answered_once_by_the_same_medium_whenever() -> None:
    wrote = text_in(at("2026-05-10 10:00"))
    sent = text_out(at("2026-05-10 11:00"), in_reply_to="m1")
    assert not reply(dossier(KNOWN, inbounds=(wrote,)))
    assert reply(dossier(KNOWN, inbounds=(wrote,), attempts=(sent,)))
    assert reply(dossier(KNOWN, inbounds=(wrote,)), purpose=Purpose.COLLECT)
    other = proposal(dossier(KNOWN, inbounds=(wrote,)), NOON, Medium.EMAIL, in_reply_to="m1", purpose=Purpose.REPLY)
    assert objects(attorney, other)


def test_the_consumers_call_is_answered_on_that_call_and_a_message_they_left_by_one_call() -> None:
    left = Inbound(
        id="c1", at=at("2026-05-13 11:00"), medium=Medium.CALL, from_address=MOBILE, outcome="voicemail_left"
    )
    talked = left.model_copy(update={"outcome": "conversation"})
    back: dict[str, Any] = {"in_reply_to": "c1", "purpose": Purpose.REPLY}
    assert not objects(attorney, proposal(dossier(KNOWN, inbounds=(talked,)), NOON, on_call="c1"))
    assert objects(attorney, proposal(dossier(KNOWN, inbounds=(talked,)), NOON, **back))
    assert not objects(attorney, proposal(dossier(KNOWN, inbounds=(left,)), NOON, **back))
    assert objects(attorney, proposal(dossier(KNOWN, inbounds=(left,)), NOON, person="spouse", on_call="c1"))


def test_what_was_not_written_yet_is_not_answered() -> None:
    assert reply(dossier(KNOWN, inbounds=(text_in(at("2026-05-14 10:00")),)))


# The same attorney, where others are asked for the place: 1006.10(b)(5).


@pytest.mark.parametrize(
    ("person", "purpose", "closed"),
    [
        ("coworker", Purpose.LOCATION_INFO, True),
        ("coworker", Purpose.COLLECT, True),
        ("creditor", Purpose.LOCATION_INFO, True),
        ("creditor", Purpose.COLLECT, False),
        ("attorney", Purpose.LOCATION_INFO, False),
        (None, Purpose.LOCATION_INFO, False),
        ("spouse", Purpose.LOCATION_INFO, True),
    ],
)
def test_nobody_but_the_attorney_is_asked_where_the_consumer_is(
    person: str | None, purpose: Purpose, closed: bool
) -> None:
    asked = proposal(dossier(KNOWN), NOON, to=EMAIL, person=person, purpose=purpose)
    assert objects(location_attorney, asked) is closed
    assert not objects(location_attorney, proposal(dossier(), NOON, person=person, purpose=purpose))


def test_location_calls_about_another_debt_go_on() -> None:
    asked = proposal(dossier(KNOWN), NOON, person="coworker", purpose=Purpose.LOCATION_INFO, debts=("B",))
    assert not objects(location_attorney, asked)
