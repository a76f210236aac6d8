"""The limited-content message: which items make one, and that a text of the closed form is one and no other is."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from accounts.contact import Medium, Message
from accounts.dossier import Collector
from channels.compose import Composer
from compliance import cases, voicemail
from compliance.book import whole
from compliance.guard import Guard
from compliance.law.us.reg_f import s02_b_d_communication as definitions
from compliance.law.us.reg_f import s02_j_limited_content as limited
from compliance.law.us.reg_f.s02_j_limited_content import Voicemail
from compliance.reading import read
from tests.bot.talk import LINKS
from tests.law.known import MOBILE, dossier

BARE = "This is Robin Smith calling from ABC Inc. Please contact me or Jim Johnson at 1-800-555-1212."
FULL = (
    "Hi, this is Robin Smith calling from ABC Inc. It is 4:15 p.m. on Wednesday, September 1. Please contact me or any "
    "of our representatives at 1-800-555-1212 today until 6:00 p.m. Eastern time, or any weekday from 8:00 a.m. to "
    "6:00 p.m. Eastern time."
)
SPANISH = "Hola, le habla Ana Ruiz de Grupo Norte. Por favor, llámeme al 1-800-555-1212."
REQUIRED = ("business_name", "reply_request", "natural_person_contact", "phone")


def lacking(*items: str, medium: str = "voicemail", callee: str = "consumer") -> list[str]:
    asked = Voicemail(medium=medium, callee=callee, items=items)
    return [o.rule for o in Guard(whole()).lacks(asked, date(2026, 5, 1))]


def judged(text: str) -> list[str]:
    return lacking(*(voicemail.items(text) or ("other_content",)))


def test_the_four_required_items_are_enough_and_each_is_needed() -> None:
    assert lacking(*REQUIRED) == []
    for item in REQUIRED:
        assert lacking(*(other for other in REQUIRED if other != item)) == [limited.required.id]


@pytest.mark.parametrize("item", ["salutation", "date_time", "reply_times", "any_representative"])
def test_an_optional_item_may_be_said(item: str) -> None:
    assert lacking(*REQUIRED, item) == []


@pytest.mark.parametrize(
    ("item", "rule"),
    [
        ("representative_group", limited.optional),
        ("consumer_name", limited.optional),
        ("revealing_business_name", limited.required),
        ("virtual_agent_contact", limited.required),
        ("important_matter", limited.nothing_else),
        ("recording_notice", limited.nothing_else),
        ("debt_collector_statement", limited.nothing_else),
        ("balance", limited.nothing_else),
    ],
)
def test_one_item_more_makes_it_another_message(item: str, rule: Any) -> None:
    assert lacking(*REQUIRED, item) == [rule.id]


@pytest.mark.parametrize(("medium", "may"), [("voicemail", True), ("ringless_voicemail", True), ("sms", False)])
def test_only_a_voicemail_is_one(medium: str, may: bool) -> None:
    assert (lacking(*REQUIRED, medium=medium) == []) is may


def test_one_that_is_knowingly_left_for_somebody_else_is_none() -> None:
    assert lacking(*REQUIRED, callee="friend") == [limited.for_the_consumer.id]


@pytest.mark.parametrize("text", [BARE, FULL, SPANISH])
def test_the_examples_of_the_commentary_are_read_and_are_limited_content_messages(text: str) -> None:
    assert voicemail.is_limited_content(text)
    assert judged(text) == []


def test_every_item_of_the_fuller_example_is_heard() -> None:
    items = {*REQUIRED, "salutation", "date_time", "any_representative", "reply_times"}
    assert set(voicemail.items(FULL) or ()) == items
    assert set(voicemail.items(BARE) or ()) == set(REQUIRED)


@pytest.mark.parametrize(
    "text",
    [
        BARE + " It is important.",
        BARE + " This call may be recorded.",
        "Hi Pat, " + BARE[0].lower() + BARE[1:],
        BARE.replace("ABC Inc.", "ABC Debt Recovery."),
        BARE.replace("Robin Smith", "Virtual Assistant"),
        BARE.replace("Jim Johnson", "an agent in our card receivables group"),
        BARE.replace(" at 1-800-555-1212", ""),
        "Please contact Jim Johnson at 1-800-555-1212.",
        "This is Robin Smith calling from ABC Inc.",
        SPANISH.replace("Grupo Norte", "Cobranzas Norte"),
        SPANISH + " Es urgente.",
        "Hi, " * 200 + BARE,
        "",
    ],
)
def test_one_word_more_or_less_and_it_is_no_limited_content_message(text: str) -> None:
    assert not voicemail.is_limited_content(text)
    assert judged(text) != []


def test_only_what_is_left_on_a_telephone_call_is_read_as_one() -> None:
    fields = {"id": "m", "consumer": "C", "text": BARE}
    assert read(Message.model_validate({**fields, "medium": "call"})).limited_content
    assert read(Message.model_validate({**fields, "medium": "rvm"})).limited_content
    assert not read(Message.model_validate({**fields, "medium": "sms"})).limited_content
    assert not read(Message.model_validate({**fields, "medium": "call", "on_call": "c1"})).limited_content


@pytest.mark.parametrize("language", ["en", "es"])
@pytest.mark.parametrize(("name", "may"), [("Northfield Group", True), ("North Bay Recovery", False)])
def test_our_own_template_is_one_unless_our_name_reveals_what_we_do(language: Any, name: str, may: bool) -> None:
    known = dossier(collector=Collector(name=name, phone="+1 800 555 0100"), points=())
    message = Composer(LINKS.url).compose(
        "limited_content", known, medium=Medium.CALL, to=MOBILE, language=language, values={"person": "Dana Reyes"}
    )
    assert read(message).limited_content is may


@pytest.mark.parametrize(
    ("thing", "attempt", "communication", "disclosure"),
    [
        ("unanswered_call", True, False, False),
        ("limited_content_voicemail", True, False, False),
        ("limited_content_voicemail_plus_debt_collector_statement", True, True, True),
        ("voicemail_about_debt", True, True, True),
        ("text_asking_to_call_back", True, False, False),
        ("email_without_debt_information", True, False, False),
        ("social_private_message_about_debt", True, True, True),
        ("marketing_email_without_a_debt", False, False, False),
        ("formal_pleading", True, True, False),
        ("glba_privacy_notice", False, False, False),
        ("consumer_callback_discusses_debt", False, True, True),
        ("inbound_chat_about_debt", False, True, True),
    ],
)
def test_what_is_an_attempt_a_communication_and_one_with_a_disclosure(
    thing: str, attempt: bool, communication: bool, disclosure: bool
) -> None:
    found = definitions.of(thing)
    assert (found.attempt, found.communication, found.disclosure) == (attempt, communication, disclosure)
    asked = {"at": "2026-05-07T12:00:00-04:00", "action": "needs_18e", "thing": thing}
    assert cases.evaluate({"debts": []}, asked) == {"is": disclosure}


def test_a_case_that_tells_only_a_text_is_judged_by_what_is_read_in_it() -> None:
    asked = {"at": "2026-05-07T12:00:00-04:00", "action": "is_limited_content", "medium": "voicemail"}
    assert cases.evaluate({"debts": []}, asked | {"text": FULL})["is"] is True
    assert cases.evaluate({"debts": []}, asked | {"text": f"{FULL} It is important."})["is"] is False
