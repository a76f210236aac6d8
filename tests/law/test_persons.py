"""1006.6(a): who is the consumer; 1006.6(d)(1) "regf.6d1-third-party": what nobody else may be told."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from accounts.consent import Consent, Revocation
from accounts.consumer import Consumer, ContactPoint, CourtPermission, Person, PointKind, Role
from accounts.contact import Medium, Purpose
from compliance.law.us.reg_f import s06_a_persons as persons
from compliance.law.us.reg_f.s06_d_1_third_parties import third_party
from tests.law.known import MOBILE, POINTS, at, dossier, judge, made, objects, proposal

NOON = at("2026-05-20 12:00")
EVERYBODY = tuple(Person(id=role.value, role=role) for role in Role if role is not Role.CONSUMER)
FULLY = {"consumer", "spouse", "guardian", "successor_in_interest"}
IF_MINOR, IF_DECEASED = {"parent"}, {"executor", "informal_representative"}
ACTS_FOR_A_PARTY = {"attorney", "cra", "creditor", "creditor_attorney", "collector_attorney"}


@pytest.mark.parametrize("role", list(Role))
@pytest.mark.parametrize(("minor", "deceased"), [(False, False), (True, False), (False, True)])
def test_the_definition_is_read_as_it_is_written(role: Role, minor: bool, deceased: bool) -> None:
    known = dossier(consumer=Consumer(id="C", name="Pat Doe", minor=minor, deceased=deceased), people=EVERYBODY)
    person = None if role is Role.CONSUMER else role.value
    expected = FULLY | (IF_MINOR if minor else set()) | (IF_DECEASED if deceased else set())
    assert persons.is_consumer(known, person) is (role in expected)
    assert persons.is_protected(known, person) is (role in FULLY | IF_MINOR | IF_DECEASED | {"unknown"})
    assert persons.is_professional(known, person) is (role in ACTS_FOR_A_PARTY)
    assert persons.is_third_party(known, person) is (role not in expected | ACTS_FOR_A_PARTY)


def test_the_consumer_is_named_by_id_or_by_nothing() -> None:
    known = dossier()
    assert persons.same(known, None, "C")
    assert persons.same(known, "spouse", "spouse")
    assert not persons.same(known, None, "spouse")


# What is said to whom: paragraph (d)(1).


@pytest.mark.parametrize(
    ("person", "purpose", "closed"),
    [
        (None, Purpose.COLLECT, False),
        ("spouse", Purpose.COLLECT, False),
        ("attorney", Purpose.COLLECT, False),
        ("creditor", Purpose.COLLECT, False),
        ("parent", Purpose.COLLECT, True),
        ("executor", Purpose.COLLECT, True),
        ("coworker", Purpose.COLLECT, True),
        ("coworker", Purpose.REPLY, True),
        ("stranger", Purpose.COLLECT, True),
        ("coworker", Purpose.LOCATION_INFO, False),
        ("coworker", Purpose.OPTOUT_CONFIRMATION, False),
    ],
)
def test_third_parties_are_asked_for_a_place_and_told_nothing(
    person: str | None, purpose: Purpose, closed: bool
) -> None:
    assert objects(third_party, proposal(dossier(), NOON, person=person, purpose=purpose)) is closed


def test_of_two_third_parties_the_one_it_is_for_is_named_whatever_the_order_of_a_set() -> None:
    known = dossier(points=(ContactPoint(id="x", kind=PointKind.PHONE, address="+12125550177", person="coworker"),))
    found = judge(third_party, proposal(known, NOON, Medium.SMS, to="+12125550177", person="friend"))
    assert found is not None
    assert found.says == "it would reach a third party (friend)"


def test_an_address_of_a_third_party_is_not_used_for_the_consumer() -> None:
    theirs = ContactPoint(id="t", kind=PointKind.PHONE, address="+12125550177", person="coworker")
    known = dossier(points=(*POINTS, theirs))
    assert objects(third_party, proposal(known, NOON, Medium.SMS, to="+12125550177"))
    assert not objects(third_party, proposal(known, NOON, Medium.SMS, to=MOBILE))


def consent(**fields: Any) -> Consent:
    given = at("2026-05-04 12:00")
    return made(Consent, fields, id="k", at=given, scope="third_party", for_person="friend", via="mail")


@pytest.mark.parametrize(
    ("change", "closed"),
    [
        ({}, False),
        ({"debts": ("A",)}, False),
        ({"debts": ("B",)}, True),
        ({"for_person": "coworker"}, True),
        ({"for_person": None}, True),
        ({"given_to": "creditor"}, True),
        ({"by": "friend"}, True),
        ({"scope": "calls"}, True),
        ({"until": date(2026, 5, 20)}, False),
        ({"until": date(2026, 5, 19)}, True),
    ],
)
def test_the_consumers_direct_consent_opens_a_person_for_its_debts(change: dict[str, Any], closed: bool) -> None:
    assert objects(third_party, proposal(dossier(consent(**change)), NOON, person="friend")) is closed


def test_consent_taken_back_opens_nobody() -> None:
    back = Revocation(id="r", at=at("2026-05-05 12:00"), of="k")
    assert objects(third_party, proposal(dossier(consent(), back), NOON, person="friend"))


@pytest.mark.parametrize(
    ("scope", "person", "closed"),
    [
        ("third_party", "friend", False),
        ("third_party", "coworker", True),
        ("third_party", None, True),
        ("time", "friend", True),
    ],
)
def test_a_court_opens_whom_it_names(scope: Any, person: str | None, closed: bool) -> None:
    permitted = CourtPermission(id="x", at=at("2026-05-04 12:00"), scope=scope, for_person=person)
    assert objects(third_party, proposal(dossier(permitted), NOON, person="friend")) is closed


def test_a_remedy_granted_by_a_judgment_opens_whom_a_person_says_it_needs() -> None:
    assert not objects(third_party, proposal(dossier(), NOON, person="friend", postjudgment_remedy=True))
    assert objects(third_party, proposal(dossier(), NOON, person="friend"))
