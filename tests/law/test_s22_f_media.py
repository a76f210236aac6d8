"""1006.22(f): "regf.22f1-postcard" to "regf.22f4-social-public"; 1006.18(d): "regf.18d-social-request"."""

from __future__ import annotations

from typing import Any

import pytest

from accounts.basis import EmployerAddress
from accounts.consent import Consent, OptOut
from accounts.consumer import ContactPoint
from accounts.contact import Inbound, Letter, Medium, Post, Purpose
from accounts.debt import Debt, PriorCollector
from compliance.law.us.reg_f.s18_d_social_request import social_request
from compliance.law.us.reg_f.s22_f_1_mail import envelope, postcard
from compliance.law.us.reg_f.s22_f_3_work_email import work_email
from compliance.law.us.reg_f.s22_f_4_social import social_public
from tests.law.known import EMAIL, POINTS, at, dossier, objects, proposal

NOON = at("2026-05-20 12:00")
EMPLOYERS = EmployerAddress(id="e", at=at("2026-05-02 12:00"), address=EMAIL, told_by="consumer")


# (f)(1) and (2), by mail


@pytest.mark.parametrize(
    ("fields", "closed"),
    [
        ({"letter": Letter(format="postcard")}, True),
        ({"letter": Letter(format="postcard"), "person": "friend"}, True),
        ({"letter": Letter(format="postcard"), "person": "friend", "purpose": Purpose.LOCATION_INFO}, False),
        ({"letter": Letter()}, False),
        ({}, False),
    ],
)
def test_no_debt_is_written_of_on_a_postcard(fields: dict[str, Any], closed: bool) -> None:
    assert objects(postcard, proposal(dossier(), NOON, Medium.MAIL, **fields)) is closed


def test_what_goes_by_no_mail_is_no_postcard_and_has_no_envelope() -> None:
    letter = Letter(format="postcard", envelope=("balance",))
    assert not objects(postcard, proposal(dossier(), NOON, Medium.SMS, letter=letter))
    assert not objects(envelope, proposal(dossier(), NOON, Medium.SMS, letter=letter))


@pytest.mark.parametrize(
    ("shown", "closed"),
    [
        ((), False),
        (("collector_address", "debtor_name_and_address", "postage", "forwarding_request", "postal_barcode"), False),
        (("neutral_business_name",), False),
        (("revealing_business_name",), True),
        (("collector_address", "urgent"), True),
        (("balance",), True),
    ],
)
def test_an_envelope_shows_our_address_and_what_the_mail_needs(shown: tuple[str, ...], closed: bool) -> None:
    letter = Letter(envelope=shown)
    assert objects(envelope, proposal(dossier(), NOON, Medium.MAIL, letter=letter)) is closed
    asked = proposal(dossier(), NOON, Medium.MAIL, letter=letter, person="friend", purpose=Purpose.LOCATION_INFO)
    assert not objects(envelope, asked)


# (f)(3), work e-mail


@pytest.mark.parametrize(
    ("medium", "fields", "closed"),
    [
        (Medium.EMAIL, {}, True),
        (Medium.EMAIL, {"debts": ()}, True),
        (Medium.EMAIL, {"to": "pat@other.example"}, False),
        (Medium.EMAIL, {"person": "attorney"}, False),
        (Medium.EMAIL, {"purpose": Purpose.OPTOUT_CONFIRMATION, "debts": ()}, False),
        (Medium.SMS, {}, False),
    ],
)
def test_an_employers_address_is_closed(medium: Medium, fields: dict[str, Any], closed: bool) -> None:
    assert objects(work_email, proposal(dossier(EMPLOYERS), NOON, medium, **fields)) is closed


def test_an_address_that_was_placed_as_one_at_work_is_an_employers() -> None:
    point = ContactPoint.model_validate({"id": "x", "kind": "email", "address": "pat@corp.example", "place": "work"})
    known = dossier(points=(*POINTS, point))
    assert objects(work_email, proposal(known, NOON, Medium.EMAIL, to="pat@corp.example"))


def test_the_consumers_own_use_or_consent_opens_it_for_that_debt() -> None:
    wrote = Inbound(id="m", at=at("2026-05-06 12:00"), medium=Medium.EMAIL, from_address=EMAIL, debts=("A",))
    known = dossier(EMPLOYERS, inbounds=(wrote,))
    assert not objects(work_email, proposal(known, NOON, Medium.EMAIL))
    assert objects(work_email, proposal(known, NOON, Medium.EMAIL, debts=("A", "B")))
    agreed = Consent(id="k", at=at("2026-05-06 12:00"), scope="email", address=EMAIL)
    assert not objects(work_email, proposal(dossier(EMPLOYERS, agreed), NOON, Medium.EMAIL, debts=("A", "B")))
    out = OptOut(id="o", at=at("2026-05-07 12:00"), address=EMAIL)
    assert objects(work_email, proposal(dossier(EMPLOYERS, agreed, out), NOON, Medium.EMAIL))


def test_the_collector_before_us_opens_it_as_well() -> None:
    before = PriorCollector(name="ABC", address=EMAIL, obtained_under="6(d)(4)(ii)", used=True)
    known = dossier(EMPLOYERS, debts=(Debt(id="A", prior_collectors=(before,)),))
    assert not objects(work_email, proposal(known, NOON, Medium.EMAIL))


# (f)(4) and 1006.18(d), social platforms


@pytest.mark.parametrize(
    ("post", "closed"),
    [
        (Post(visible_to="private"), False),
        (Post(visible_to="contacts"), True),
        (Post(visible_to="public"), True),
        (None, True),
    ],
)
def test_only_what_nobody_else_can_see_is_said_on_a_social_platform(post: Post | None, closed: bool) -> None:
    assert objects(social_public, proposal(dossier(), NOON, Medium.SOCIAL, post=post)) is closed
    assert objects(social_public, proposal(dossier(), NOON, Medium.SOCIAL, post=post, person="friend")) is closed
    assert not objects(social_public, proposal(dossier(), NOON, Medium.CHAT, post=post))


@pytest.mark.parametrize(
    ("disclosure", "fields", "closed"),
    [
        ("none", {}, True),
        ("e1", {}, False),
        ("e2", {}, False),
        ("none", {"post": Post(visible_to="private")}, False),
        ("none", {"post": None}, False),
        ("none", {"person": "friend", "purpose": Purpose.LOCATION_INFO}, False),
    ],
)
def test_who_asks_to_be_a_contact_says_that_they_collect_debts(
    disclosure: str, fields: dict[str, Any], closed: bool
) -> None:
    asks = {"post": Post(visible_to="private", contact_request=True)}
    words = {"disclosure": disclosure}
    assert objects(social_request, proposal(dossier(), NOON, Medium.SOCIAL, words=words, **(asks | fields))) is closed


def test_a_contact_request_is_made_on_a_social_platform_only() -> None:
    post = Post(visible_to="private", contact_request=True)
    assert not objects(social_request, proposal(dossier(), NOON, Medium.EMAIL, post=post))
