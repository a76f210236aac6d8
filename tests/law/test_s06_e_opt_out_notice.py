"""12 CFR 1006.6(e): every electronic message says how to stop more of them."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from accounts.contact import Medium
from compliance.book import whole
from compliance.law.us.reg_f.s06_e_opt_out_notice import no_burden, opt_out_notice
from tests.law.known import at, dossier, objects, proposal

NOW = at("2026-05-20 12:00")


def lacks(medium: Medium, stated: str, **fields: Any) -> bool:
    return objects(opt_out_notice, proposal(dossier(), NOW, medium, words={"opt_out": stated}, **fields))


def burdens(medium: Medium, stated: str, **fields: Any) -> bool:
    return objects(no_burden, proposal(dossier(), NOW, medium, words={"opt_out": stated}, **fields))


@pytest.mark.parametrize(
    ("medium", "stated"),
    [(Medium.SMS, "reply_stop"), (Medium.SMS, "link"), (Medium.EMAIL, "link"), (Medium.EMAIL, "subject_stop")],
)
def test_a_simple_way_out_is_enough(medium: Medium, stated: str) -> None:
    assert not lacks(medium, stated)


@pytest.mark.parametrize("medium", [Medium.SMS, Medium.EMAIL, Medium.PUSH, Medium.SOCIAL, Medium.CHAT])
@pytest.mark.parametrize("stated", ["none", "postal_mail", "telephone", "site_no_link"])
def test_no_way_or_one_that_is_not_simple_is_refused_in_every_electronic_medium(medium: Medium, stated: str) -> None:
    assert lacks(medium, stated)


def test_a_way_that_does_not_fit_the_medium_is_none() -> None:
    assert lacks(Medium.SMS, "subject_stop")


@pytest.mark.parametrize("medium", [Medium.MAIL, Medium.CALL, Medium.RVM])
def test_letters_and_calls_need_none(medium: Medium) -> None:
    assert not lacks(medium, "none")
    assert not burdens(medium, "charges_fee")


def test_the_bare_confirmation_of_an_opt_out_carries_none() -> None:
    assert not lacks(Medium.SMS, "none", purpose="optout_confirmation")
    assert lacks(Medium.SMS, "none", purpose="reply")


def test_a_chat_on_our_page_needs_none_and_one_elsewhere_does() -> None:
    assert not lacks(Medium.CHAT, "none", in_session="s1")
    assert lacks(Medium.SMS, "none", in_session="s1")


def test_it_protects_the_consumer_and_those_who_stand_for_them() -> None:
    assert lacks(Medium.EMAIL, "none", person="spouse")
    assert lacks(Medium.EMAIL, "none", person="nobody we know")
    assert not lacks(Medium.EMAIL, "none", person="creditor")


@pytest.mark.parametrize("asked", ["requires_login", "requires_account_number", "charges_fee"])
def test_a_way_out_that_asks_for_something_is_a_burden_and_not_a_missing_one(asked: str) -> None:
    assert burdens(Medium.EMAIL, asked)
    assert not lacks(Medium.EMAIL, asked)
    assert not burdens(Medium.EMAIL, "link")


def test_the_notice_is_asked_for_from_the_day_the_regulation_took_effect() -> None:
    before, on = ({rule.id for rule, _ in whole().on(day).rules} for day in (date(2021, 11, 29), date(2021, 11, 30)))
    assert {"regf.6e-optout-notice", "regf.6e-no-burden"} <= on - before
