"""1006.10: "regf.10a-location-definition", "regf.10b1-identify" to "regf.10b4-envelope", "regf.10c-once"."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest

from accounts.basis import InvitedBack, LocationTalk
from accounts.consumer import Consumer
from accounts.contact import AssumedName, Attempt, Inquiry, Letter, Medium, Post, Purpose
from accounts.dossier import Dossier
from compliance.law.us.reg_f.s10_a_location_information import location_information
from compliance.law.us.reg_f.s10_b_content import envelope, identify, no_debt, postcard
from compliance.law.us.reg_f.s10_c_once import once
from compliance.proposal import Proposal
from tests.law.known import at, dossier, made, objects, proposal

NOON = at("2026-05-20 12:00")
DIED = Consumer(id="C", name="Pat Doe", deceased=True)


def asks(known: Dossier | None = None, medium: Medium = Medium.CALL, when: datetime = NOON, **fields: Any) -> Proposal:
    usual = {"person": "coworker", "purpose": Purpose.LOCATION_INFO, "author": "agent:ana", "to": "+12125550177"}
    return proposal(known or dossier(), when, medium, **(usual | fields))


# (a), what may be asked


@pytest.mark.parametrize(
    ("thing", "closed"),
    [
        ("home_address", False),
        ("home_telephone", False),
        ("place_of_employment", False),
        ("mobile_number", True),
        ("email_address", True),
        ("current_whereabouts", True),
        ("names_of_relatives", True),
        ("executor_home_address", True),
    ],
)
def test_only_home_its_telephone_and_the_employer_may_be_asked_for(thing: str, closed: bool) -> None:
    assert objects(location_information, asks(inquiry=Inquiry(asks_for=frozenset({thing})))) is closed


@pytest.mark.parametrize(
    ("thing", "closed"),
    [
        ("executor_home_address", False),
        ("home_address", False),
        ("executor_email_address", True),
        ("friend_home_address", True),
    ],
)
def test_after_a_death_the_same_may_be_asked_of_whoever_acts_for_the_estate(thing: str, closed: bool) -> None:
    known = dossier(consumer=DIED)
    assert objects(location_information, asks(known, inquiry=Inquiry(asks_for=frozenset({thing})))) is closed


def test_one_thing_too_many_is_too_many_and_what_is_asked_of_the_consumer_is_no_matter() -> None:
    both = Inquiry(asks_for=frozenset({"home_address", "email_address"}))
    assert objects(location_information, asks(inquiry=both))
    assert not objects(location_information, asks(inquiry=both, person=None))
    assert not objects(location_information, asks(inquiry=both, purpose=Purpose.COLLECT))
    assert not objects(location_information, asks())


# (b)(1), who asks


@pytest.mark.parametrize(
    ("author", "closed"), [("agent:ana", False), ("bot", True), ("campaign", True), ("duty", True), ("api:crm", True)]
)
def test_only_a_person_has_a_name_of_their_own(author: str, closed: bool) -> None:
    assert objects(identify, asks(author=author)) is closed
    assert not objects(identify, asks(author=author, person=None))


@pytest.mark.parametrize(("trait", "closed"), [("employer_named_unasked", True), ("employer_named_when_asked", False)])
def test_the_employer_is_named_only_when_asked(trait: str, closed: bool) -> None:
    assert objects(identify, asks(includes=[trait])) is closed


@pytest.mark.parametrize(
    ("name", "closed"), [("individual", False), ("company", True), ("pseudonym", True), (None, True)]
)
def test_on_a_social_platform_the_profile_bears_the_agents_own_name(name: str | None, closed: bool) -> None:
    post = Post(visible_to="private", profile_name=name) if name else None
    assert objects(identify, asks(medium=Medium.SOCIAL, post=post)) is closed


@pytest.mark.parametrize(
    ("assumed", "closed"),
    [
        (AssumedName(used_consistently=True, employer_can_identify=True), False),
        (AssumedName(used_consistently=True), True),
        (AssumedName(employer_can_identify=True), True),
        (None, True),
    ],
)
def test_an_assumed_name_does_where_it_is_one_employees_and_we_know_whose(
    assumed: AssumedName | None, closed: bool
) -> None:
    post = Post(visible_to="private", profile_name="assumed_name")
    assert objects(identify, asks(medium=Medium.SOCIAL, post=post, assumed_name=assumed)) is closed


# (b)(2), no debt


@pytest.mark.parametrize(
    ("trait", "closed"),
    [
        ("states_debt", True),
        ("payment_request", True),
        ("balance", True),
        ("estate_search", False),
        ("greeting", False),
    ],
)
def test_nobody_else_is_told_of_a_debt(trait: str, closed: bool) -> None:
    assert objects(no_debt, asks(includes=[trait])) is closed
    assert not objects(no_debt, asks(includes=[trait], person=None))


def test_a_disclosure_tells_of_a_debt_too() -> None:
    assert objects(no_debt, asks(words={"disclosure": "e2"}))
    assert not objects(no_debt, asks())


# (b)(3) and (4), by mail


@pytest.mark.parametrize(
    ("fields", "closed"),
    [
        ({"letter": Letter(format="postcard")}, True),
        ({"letter": Letter()}, False),
        ({}, False),
        ({"letter": Letter(format="postcard"), "medium": Medium.SMS}, False),
        ({"letter": Letter(format="postcard"), "person": None}, False),
    ],
)
def test_nobody_else_gets_a_postcard(fields: dict[str, Any], closed: bool) -> None:
    assert objects(postcard, asks(**({"medium": Medium.MAIL} | fields))) is closed


@pytest.mark.parametrize(
    ("shown", "closed"),
    [
        ((), False),
        (("address",), False),
        (("collector_address", "postage", "postal_barcode", "forwarding_request"), False),
        (("neutral_business_name",), False),
        (("revealing_business_name",), True),
        (("address", "debt_collection_words"), True),
        (("a_red_stamp",), True),
    ],
)
def test_the_envelope_to_somebody_else_shows_nothing_of_debts(shown: tuple[str, ...], closed: bool) -> None:
    assert objects(envelope, asks(medium=Medium.MAIL, letter=Letter(envelope=shown))) is closed


def test_the_letter_inside_shows_nothing_of_debts_either() -> None:
    assert not objects(envelope, asks(medium=Medium.MAIL))
    assert objects(envelope, asks(medium=Medium.MAIL, includes=["states_debt"]))
    assert objects(envelope, asks(medium=Medium.MAIL, words={"disclosure": "e2"}))
    assert not objects(envelope, asks(includes=["states_debt"]))
    assert not objects(envelope, asks(medium=Medium.MAIL, person=None, includes=["states_debt"]))


# (c), how often


def talk(person: str = "coworker") -> LocationTalk:
    return LocationTalk(id="l", at=at("2026-05-06 12:00"), person=person)


def test_the_first_time_is_open_the_second_is_not_and_another_person_is_another_matter() -> None:
    assert not objects(once, asks())
    assert objects(once, asks(dossier(talk())))
    assert not objects(once, asks(dossier(talk("friend"))))
    assert not objects(once, asks(dossier(talk()), purpose=Purpose.COLLECT))


@pytest.mark.parametrize(
    ("invited", "closed"), [("2026-05-06 11:59", True), ("2026-05-06 12:00", True), ("2026-05-06 12:01", False)]
)
def test_who_asked_to_be_contacted_again_may_be_once(invited: str, closed: bool) -> None:
    back = InvitedBack(id="b", at=at(invited), person="coworker")
    assert objects(once, asks(dossier(talk(), back))) is closed
    again = talk().model_copy(update={"id": "l2", "at": at("2026-05-07 12:00")})
    assert objects(once, asks(dossier(talk(), back, again)))


def test_an_invitation_by_somebody_else_is_none() -> None:
    assert objects(once, asks(dossier(talk(), InvitedBack(id="b", at=NOON, person="friend"))))


@pytest.mark.parametrize(("wrong", "complete"), [(True, True), (True, False), (False, True), (False, False)])
def test_both_beliefs_are_needed(wrong: bool, complete: bool) -> None:
    inquiry = Inquiry(earlier_wrong=wrong, now_complete=complete)
    assert objects(once, asks(dossier(talk()), inquiry=inquiry)) is not (wrong and complete)


@pytest.mark.parametrize(
    ("fields", "closed"),
    [
        ({"outcome": "conversation"}, True),
        ({"outcome": "unknown"}, True),
        ({"outcome": None}, True),
        ({"outcome": "no_answer"}, False),
        ({"outcome": "busy"}, False),
        ({"outcome": "conversation", "purpose": Purpose.COLLECT}, False),
        ({"outcome": "conversation", "person": "friend"}, False),
        ({"medium": Medium.MAIL}, True),
        ({"medium": Medium.MAIL, "state": "failed"}, False),
    ],
)
def test_our_own_attempts_count_when_they_may_have_reached_the_person(fields: dict[str, Any], closed: bool) -> None:
    usual = {"medium": Medium.CALL, "person": "coworker", "purpose": Purpose.LOCATION_INFO}
    earlier = made(Attempt, fields, id="a", at=at("2026-05-06 12:00"), **usual)
    assert objects(once, asks(dossier(attempts=(earlier,)))) is closed


def test_what_is_said_on_the_call_itself_is_no_second_contact() -> None:
    live = Attempt(
        id="a", at=at("2026-05-20 11:59"), medium=Medium.CALL, person="coworker", purpose=Purpose.LOCATION_INFO
    )
    assert not objects(once, asks(dossier(attempts=(live,)), on_call="a"))
