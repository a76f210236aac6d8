"""What the finished words say: disclosures, ways out, the same in both languages, and nothing of a debt too early."""

from __future__ import annotations

import re
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
from jinja2 import Environment, FileSystemLoader, meta, nodes

from accounts.consumer import Consumer, ContactPoint, PointKind
from accounts.contact import Medium, Message, Purpose
from accounts.debt import Debt, Itemization
from accounts.dossier import Collector, Dossier
from accounts.record import new_id
from bot.negotiation import offers
from bot.offer_policy import policy
from channels.answering import TEMPLATES as TEMPLATES_OF_ANSWERS
from channels.compose import WORDS, Composer
from compliance.law.us.reg_f.s18_b_2_amount import amount
from compliance.proposal import Proposal
from compliance.reading import read
from tests.bot.talk import COLLECTOR, EMAIL, LINKS, NOON, PHONE
from tests.law.known import objects

TEMPLATES = sorted(path.name for path in (WORDS / "en").glob("[!_]*.txt"))
WRITTEN = [file for file in TEMPLATES if not file.endswith(".call.txt") and not file.startswith("visitor_")]
SPOKEN = [file for file in TEMPLATES if file.endswith(".call.txt") and not file.startswith(("limited_", "stranger."))]
BARE = {"optout_confirmed", "wrong_number"}
VOICEMAIL = {"limited_content"}
ON_THE_TELEPHONE = {
    "anything_else", "call_answered", "callback_noted", "goodbye", "not_there", "still_there",
}  # fmt: skip
"""Said only there, to whoever is at the other end."""
ASKS_FOR_THE_CONSUMER = {"call_opening"}
TO_VISITORS = {
    "visitor_crisis", "visitor_locked", "visitor_noted", "visitor_person", "visitor_reference", "visitor_stop",
    "visitor_unmatched", "visitor_welcome", "visitor_who",
}  # fmt: skip
"""What our page says to somebody who has not shown who they are."""
TO_STRANGERS = {"stranger", *TO_VISITORS}
GENTLE = {"crisis", "sorry_for_loss"}
BEFORE_VERIFICATION = {
    "again_born", "again_ssn4", "ask_born", "ask_ssn4", "attorney", "automated", "bankruptcy", "crisis", "disaster",
    "dispute_noted", "handed_over", "help", "how_to_start", "identity_theft", "inconvenient", "locked", "menu",
    "military", "no_calls", "no_card", "not_agreed", "not_understood", "noted", "optout_confirmed",
    "original_creditor_noted", "sorry_for_loss", "spanish_notice", "started", "take_nothing", "who_we_are",
    "wrong_number",
} | ON_THE_TELEPHONE | ASKS_FOR_THE_CONSUMER  # fmt: skip
AFTER = {
    "afford", "balance", "callback_ask", "callback_set", "hardship", "how_to_pay", "link_by_email", "link_by_sms",
    "link_not_sent", "link_sent", "none_fits", "offers", "pay_here", "promised", "read_back", "stale", "which_debt",
    "withdrawn",
}  # fmt: skip
OUTREACH = {"payment_due", "payment_missed", "plan_copy", "plan_kept", "reminder"}
BY_A_PERSON = set(TEMPLATES_OF_ANSWERS.values())
"""Answers to disputes and requests, which a person asks for."""
DEBT = Debt(
    id="debt",
    creditor="Zephyr Lending",
    original_creditor="Quartz Stores",
    account_number="5550007319",
    balance=876_543,
    balance_as_of=NOON,
    itemization=Itemization(kind="charge_off", date=date(2025, 3, 1), amount=870_000, interest=6_543),
)
SHOWN = {"en": "A copy of what you signed is here.", "es": "Aquí está la copia de lo que usted firmó."}
SECRETS = ("Zephyr", "Quartz", "7319", "8,765.43", "876543", "Ignatius", "Ybarra")


def name(file: str) -> str:
    return file.partition(".")[0]


def dossier(role: str) -> Dossier:
    points = (
        ContactPoint(id=new_id(), kind=PointKind.PHONE, address=PHONE),
        ContactPoint(id=new_id(), kind=PointKind.EMAIL, address=EMAIL),
    )
    collector = Collector.model_validate(COLLECTOR.model_dump() | {"role": role})
    consumer = Consumer(id="consumer", name="Ignatius Ybarra")
    return Dossier(at=NOON, collector=collector, consumer=consumer, points=points, debts=(DEBT,))


def finished(file: str, language: Any, role: str = "third_party", *, first: bool = True, **values: Any) -> Message:
    template, form, _ = file.split(".")
    made = offers(DEBT, NOON.date(), policy().terms(DEBT.creditor, NOON.date()))
    said = {"en": "We have looked into what you told us.", "es": "Ya revisamos lo que usted nos dijo."}[language]
    given = {
        "introduce": True, "asked": True, "above": True, "instead": True, "connects": True,
        "first": first, "offers": made, "offer": made[-1], "text": said,
        "gentle": template in GENTLE, "person": "Dana Reyes", "said_on": NOON.date(), "evidence": SHOWN[language],
        "original_creditor_address": "1 Main Street, Albany", "earlier_on": NOON.date(), "noticed_on": NOON.date(),
        "agreed_on": NOON.date(), "on": NOON.date(), "at": NOON.time(),
        "sure": True, "link": "https://checkout.creditor.example/0193a1b2-4477-7a3e-9c11-1234567890ab",
        **values,
    }  # fmt: skip
    return Composer(LINKS.url).compose(
        template,
        dossier(role),
        medium=Medium(form),
        to=EMAIL if form == "email" else PHONE,
        debts=() if template in BEFORE_VERIFICATION else (DEBT.id,),
        purpose=_purpose(template, form),
        on_call="call" if form == "call" and template not in VOICEMAIL else None,
        author="bot" if form == "call" else "campaign",
        language=language,
        values=given,
    )


def _purpose(template: str, form: str) -> Purpose:
    if form == "call" and template in BEFORE_VERIFICATION:
        return Purpose.RIGHT_PARTY
    return Purpose.OPTOUT_CONFIRMATION if template in BARE else Purpose.REPLY


def test_every_template_is_said_to_be_used_before_or_after_verification_or_in_outreach() -> None:
    people = {"agent"} | BY_A_PERSON | TO_STRANGERS
    assert {name(file) for file in TEMPLATES} == BEFORE_VERIFICATION | AFTER | OUTREACH | VOICEMAIL | people


def test_both_languages_have_the_same_files() -> None:
    english, spanish = ({p.name for p in (WORDS / k).glob("[!_]*.txt")} for k in ("en", "es"))
    assert english == spanish


def placeholders(path: str) -> set[str]:
    environment = Environment(loader=FileSystemLoader(WORDS), autoescape=False)  # plain text is only parsed here
    found: set[str] = set()
    todo = [path]
    while todo:
        source = (WORDS / todo.pop()).read_text("utf-8")
        tree = environment.parse(source)
        found |= meta.find_undeclared_variables(tree)
        todo += [n.template.value for n in tree.find_all(nodes.Include) if isinstance(n.template, nodes.Const)]
    return found - {"one"}


@pytest.mark.parametrize("file", sorted(path.name for path in (WORDS / "en").glob("*.txt")))
def test_a_template_has_the_same_placeholders_in_both_languages(file: str) -> None:
    assert placeholders(f"en/{file}") == placeholders(f"es/{file}")


@pytest.mark.parametrize("language", ["en", "es"])
@pytest.mark.parametrize("first", [True, False])
@pytest.mark.parametrize("file", [file for file in WRITTEN if name(file) not in BARE | VOICEMAIL])
def test_the_guard_finds_the_disclosure_and_the_way_out_in_every_text(file: str, language: str, first: bool) -> None:
    words = read(finished(file, language, first=first))
    assert words.disclosure == ("e1" if first else "e2")
    assert words.languages <= words.disclosure_languages
    assert language in words.languages
    assert words.opt_out == {"sms": "reply_stop", "email": "link", "mail": "none"}[file.split(".")[1]]


@pytest.mark.parametrize("language", ["en", "es"])
@pytest.mark.parametrize("file", [file for file in TEMPLATES if name(file) not in BARE | VOICEMAIL])
def test_our_name_and_our_address_stand_on_lines_of_their_own(file: str, language: str) -> None:
    lines = finished(file, language, first=True).text.splitlines()
    if file.endswith((".email.txt", ".mail.txt")):
        assert COLLECTOR.mailing_address in lines
        assert any(line.startswith(COLLECTOR.name) for line in lines)


@pytest.mark.parametrize("language", ["en", "es"])
@pytest.mark.parametrize("file", [file for file in WRITTEN if name(file) not in BARE | GENTLE | VOICEMAIL])
def test_a_creditor_of_its_own_debts_never_says_that_it_is_a_debt_collector(file: str, language: str) -> None:
    message = finished(file, language, "first_party", first=False)
    before = name(file) in BEFORE_VERIFICATION  # who may be a stranger is not told that there is a debt
    assert read(message).disclosure == ("none" if before else "e1")
    assert not re.search(r"\bdebt collector\b|\bcobrador\b", message.text)


@pytest.mark.parametrize("language", ["en", "es"])
@pytest.mark.parametrize("file", [file for file in TEMPLATES if name(file) in BARE])
def test_a_bare_confirmation_says_nothing_that_a_guard_could_read(file: str, language: str) -> None:
    words = read(finished(file, language))
    assert (words.disclosure, words.opt_out, words.includes) == ("none", "none", frozenset())


@pytest.mark.parametrize("language", ["en", "es"])
@pytest.mark.parametrize(
    "file", [file for file in TEMPLATES if name(file) in BEFORE_VERIFICATION - ASKS_FOR_THE_CONSUMER]
)
def test_no_reply_before_verification_names_a_debt_a_creditor_an_amount_or_the_consumer(
    file: str, language: str
) -> None:
    message = finished(file, language)
    said = f"{message.subject}\n{message.text}"
    assert not [secret for secret in SECRETS if secret in said]
    used = placeholders(f"{language}/{file}")
    assert not used & {"debt", "debts", "consumer", "offer", "offers", "money"}


@pytest.mark.parametrize("language", ["en", "es"])
@pytest.mark.parametrize("file", SPOKEN)
def test_what_is_spoken_before_verification_tells_of_no_debt_and_after_it_says_first_what_it_is_for(
    file: str, language: str
) -> None:
    message = finished(file, language)
    words = read(message)
    if name(file) in BEFORE_VERIFICATION:
        assert words.disclosure == "none"
        assert not words.includes & {"states_debt", "balance", "payment_request", "payment_link"}
    else:
        assert words.disclosure == "e1"
        assert read(message.model_copy(update={"text": message.text.partition("\n")[0]})).disclosure == "e1"
    assert words.languages == {language}
    written = re.search(r"\b(reply|write|text)\b|\b(responda con|escriba)\b", message.text)
    assert not written or name(file) in {"crisis", "link_by_sms"}


@pytest.mark.parametrize("language", ["en", "es"])
@pytest.mark.parametrize("file", ["call_opening.call.txt", "call_answered.call.txt"])
def test_a_call_begins_with_who_speaks_that_it_is_a_machine_and_the_way_out(file: str, language: str) -> None:
    message = finished(file, language)
    assert COLLECTOR.name in message.text[:60]
    assert "says_automated" in read(message).includes
    assert re.search(r"\b9\b", message.text)


@pytest.mark.parametrize("connects", [True, False])
@pytest.mark.parametrize("language", ["en", "es"])
def test_a_stranger_is_told_nothing_but_who_we_are(language: Any, connects: bool) -> None:
    said = Composer(LINKS.url).to_anybody("stranger", COLLECTOR, language, connects=connects)
    assert not [secret for secret in SECRETS if secret in said]
    assert placeholders(f"{language}/stranger.call.txt") == {"collector", "connects"}


@pytest.mark.parametrize("language", ["en", "es"])
@pytest.mark.parametrize("template", sorted(TO_VISITORS))
def test_a_visitor_is_told_nothing_but_who_we_are_and_no_word_of_a_debt(language: Any, template: str) -> None:
    said = Composer(LINKS.url).to_anybody(template, COLLECTOR, language, Medium.CHAT)
    assert not [secret for secret in SECRETS if secret in said]
    assert placeholders(f"{language}/{template}.chat.txt") <= {"collector"}
    words = read(Message(id="m", consumer="c", medium=Medium.CHAT, language=language, text=said))
    assert words.disclosure == "none"
    assert words.includes.isdisjoint({"states_debt", "balance", "payment_request", "payment_link"})


def test_a_reply_that_names_a_debt_would_be_caught() -> None:
    assert [secret for secret in SECRETS if secret in finished("balance.sms.txt", "en").text]


@pytest.mark.parametrize("language", ["en", "es"])
@pytest.mark.parametrize("first", [True, False])
@pytest.mark.parametrize("file", [file for file in TEMPLATES if name(file) not in TO_STRANGERS])
def test_no_text_of_ours_says_what_is_forbidden_and_each_figure_in_it_is_known(
    file: str, language: str, first: bool
) -> None:
    message = finished(file, language, first=first)
    words = read(message)
    assert words.quotes == {}
    assert not objects(amount, Proposal(message=message, words=words, dossier=dossier("third_party"), at=NOON))


def test_a_figure_that_is_not_of_the_debt_would_be_caught() -> None:
    message = finished("balance.sms.txt", "en")
    wrong = message.model_copy(update={"text": message.text.replace("$8,765.43", "$8,765.34")})
    known = dossier("third_party")
    assert objects(amount, Proposal(message=wrong, words=read(wrong), dossier=known, at=NOON))


@pytest.mark.parametrize("language", ["en", "es"])
def test_a_text_message_of_the_campaign_shows_no_balance(language: str) -> None:
    assert "balance" not in read(finished("reminder.sms.txt", language)).includes


@pytest.mark.parametrize("language", ["en", "es"])
@pytest.mark.parametrize("template", sorted(OUTREACH))
def test_a_subject_names_the_creditor_and_the_account_and_shows_no_debt(template: str, language: str) -> None:
    message = finished(f"{template}.email.txt", language)
    assert "Zephyr Lending" in message.subject
    assert "7319" in message.subject
    assert not read(message.model_copy(update={"text": "", "html": ""})).includes & {"balance", "states_debt"}


@pytest.mark.parametrize("language", ["en", "es"])
@pytest.mark.parametrize(
    "file", [f for f in TEMPLATES if ".sms." in f and name(f) in BEFORE_VERIFICATION | {"balance"}]
)
def test_a_short_answer_fits_into_two_segments_of_english_or_nearly(file: str, language: str) -> None:
    text = finished(file, language, first=False, introduce=False).text
    # Spanish has accents, which halve a segment whatever we do; it is only kept short.
    assert len(text) <= (306 if language == "en" else 360)


def test_every_word_is_in_a_file_of_the_right_language() -> None:
    strays = [p for p in Path(WORDS).rglob("*.txt") if p.parent.name not in ("en", "es")]
    assert strays == []
    assert isinstance(NOON, datetime)
