"""12 CFR 1006.18(e): what the first and each later communication must disclose."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from accounts.contact import Attempt, Inbound, Medium
from accounts.dossier import Collector, Dossier
from accounts.notice import FirstContact, Undeliverable, ValidationSent
from compliance.book import whole
from compliance.law.us.reg_f.s18_e_disclosure import initial, language, repeat_in_writing, subsequent
from compliance.proposal import Proposal
from tests.law.known import MOBILE, at, dossier, objects, proposal

NOW = at("2026-05-12 12:00")
RULES = (initial, repeat_in_writing, subsequent, language)


def went_out(medium: Medium, day: int = 8, **fields: Any) -> Attempt:
    row: dict[str, Any] = {"id": f"a{day}", "at": at(f"2026-05-{day:02} 12:00"), "medium": medium, "debts": ("A",)}
    return Attempt(**(row | {"to": MOBILE} | fields))


def asked(known: Dossier, disclosure: str, medium: Medium = Medium.EMAIL, **fields: Any) -> Proposal:
    words = {"disclosure": disclosure, "disclosure_languages": {"en"} if disclosure != "none" else set()}
    return proposal(known, NOW, medium, words=words, **fields)


def refused(known: Dossier, disclosure: str, medium: Medium = Medium.EMAIL, **fields: Any) -> set[str]:
    question = asked(known, disclosure, medium, **fields)
    return {rule.id.removeprefix("regf.18") for rule in RULES if objects(rule, question)}


def after(*earlier: Attempt | Inbound, facts: Any = (), **fields: Any) -> Dossier:
    ours = tuple(e for e in earlier if isinstance(e, Attempt))
    told = {"attempts": ours, "inbounds": tuple(e for e in earlier if isinstance(e, Inbound)), "facts": tuple(facts)}
    return dossier(**(told | fields))


# In 12 CFR 1006.18, paragraph (e)(1): the first communication


@pytest.mark.parametrize("medium", [Medium.SMS, Medium.EMAIL, Medium.MAIL, Medium.CHAT, Medium.RVM])
def test_the_first_communication_needs_the_whole_disclosure_in_any_medium(medium: Medium) -> None:
    assert refused(after(), "e1", medium) == set()
    assert refused(after(), "e2", medium) == {"e1-initial"}
    assert refused(after(), "none", medium) == {"e1-initial"}


def test_each_debt_has_its_own_first_communication() -> None:
    known = after(went_out(Medium.EMAIL))
    assert refused(known, "e2", debts=("A",)) == set()
    assert refused(known, "e2", debts=("B",)) == {"e1-initial"}
    assert refused(known, "e2", debts=("A", "B")) == {"e1-initial"}


@pytest.mark.parametrize(
    ("notice", "missing"),
    [
        ({"via": "mail"}, set()),
        ({"via": "mail", "debts": ("B",)}, {"e1-initial"}),
        ({"via": "mail", "person": "executor"}, {"e1-initial"}),
        ({"via": "oral"}, {"e1-repeat-in-writing"}),
        ({"via": "unknown"}, {"e1-initial"}),
    ],
    ids=["by mail", "of another debt", "to somebody else", "orally", "nobody knows how"],
)
def test_validation_information_bore_the_disclosure(notice: dict[str, Any], missing: set[str]) -> None:
    sent = ValidationSent(id="n", at=at("2026-05-04 12:00"), **notice)
    assert refused(after(facts=(sent,)), "e2") == missing


def test_a_notice_that_came_back_told_nobody_anything() -> None:
    sent = ValidationSent(id="n", at=at("2026-05-04 12:00"), via="mail")
    back = Undeliverable(id="u", at=at("2026-05-09 12:00"), of="n")
    assert refused(after(facts=(sent, back)), "e2") == {"e1-initial"}


@pytest.mark.parametrize("state", ["failed", "released", "reserved", "in_doubt", "undelivered"])
def test_what_may_not_have_arrived_was_no_communication(state: str) -> None:
    assert refused(after(went_out(Medium.EMAIL, state=state)), "e2") == {"e1-initial"}


@pytest.mark.parametrize("outcome", ["no_answer", "voicemail_general", "unknown", None])
def test_a_call_that_told_nobody_anything_was_no_communication(outcome: str | None) -> None:
    assert refused(after(went_out(Medium.CALL, outcome=outcome)), "e2") == {"e1-initial"}


def test_a_limited_content_message_is_none_and_needs_none() -> None:
    left = went_out(Medium.CALL, outcome="voicemail_debt", limited_content=True)
    assert refused(after(left), "e2") == {"e1-initial"}
    words = {"limited_content": True}
    voicemail = proposal(after(), NOW, Medium.RVM, words=words)
    assert not objects(initial, voicemail)
    assert objects(initial, proposal(after(), NOW, Medium.SMS, words=words))


def test_placing_a_call_says_nothing_yet_and_what_is_said_on_it_does() -> None:
    assert refused(after(), "none", Medium.CALL) == set()
    assert refused(after(), "none", Medium.CALL, text="Good day") == {"e1-initial"}


def test_the_call_that_is_going_on_is_not_an_earlier_communication() -> None:
    live = Inbound(id="i", at=NOW, medium=Medium.CALL, from_address=MOBILE, outcome="conversation", debts=("A",))
    assert refused(after(live), "e2", Medium.CALL, on_call="i") == {"e1-initial"}
    assert refused(after(live), "e1", Medium.CALL, on_call="i") == set()
    remembered = after(live, first_communications={"A": NOW})
    assert refused(remembered, "e2", Medium.CALL, on_call="i") == {"e1-initial"}


def test_what_went_to_others_was_no_communication_with_the_consumer() -> None:
    assert refused(after(went_out(Medium.EMAIL, person="creditor")), "e2") == {"e1-initial"}
    assert refused(after(), "none", person="creditor") == set()


def test_a_text_or_a_message_left_by_the_consumer_is_no_communication_of_ours() -> None:
    wrote = Inbound(id="i", at=NOW, medium=Medium.SMS, from_address=MOBILE, debts=("A",))
    left = Inbound(id="v", at=NOW, medium=Medium.CALL, from_address=MOBILE, outcome="voicemail_left", debts=("A",))
    assert refused(after(wrote, left), "e2") == {"e1-initial"}


# In 12 CFR 1006.18, paragraph (e)(1), second sentence: again in writing


def test_the_first_writing_after_an_oral_beginning_needs_the_whole_disclosure_again() -> None:
    known = after(went_out(Medium.CALL, outcome="conversation", raised=("A",)))
    assert refused(known, "e2", Medium.EMAIL) == {"e1-repeat-in-writing"}
    assert refused(known, "e1", Medium.EMAIL) == set()
    assert refused(known, "e2", Medium.RVM) == set()


def test_after_one_writing_the_short_disclosure_is_enough() -> None:
    talked = went_out(Medium.CALL, 4, outcome="conversation", raised=("A",))
    assert refused(after(talked, went_out(Medium.EMAIL)), "e2") == set()
    assert refused(after(talked, went_out(Medium.EMAIL), went_out(Medium.SMS, 9)), "e2") == set()


def test_a_beginning_of_which_only_the_day_is_known_is_taken_for_oral() -> None:
    long_ago = at("2025-01-01 12:00")
    assert refused(after(first_communications={"A": long_ago}), "e2") == {"e1-repeat-in-writing"}
    by_mail = FirstContact(id="f", at=long_ago, via="mail", debts=("A",))
    assert refused(after(facts=[by_mail]), "e2") == set()
    assert refused(after(facts=[by_mail]), "e2", debts=("B",)) == {"e1-initial"}


# In 12 CFR 1006.18, paragraph (e)(2): each later one


def test_each_later_communication_says_from_whom_it_is() -> None:
    known = after(went_out(Medium.EMAIL))
    assert refused(known, "none") == {"e2-subsequent"}
    assert refused(known, "e2") == refused(known, "e1") == set()


def test_in_a_session_on_our_site_the_first_message_says_it_for_all() -> None:
    said = went_out(Medium.CHAT, 12, in_session="s1", to=None)
    assert refused(after(said), "none", Medium.CHAT, in_session="s1") == set()
    assert refused(after(said), "none", Medium.CHAT, in_session="s2") == {"e2-subsequent"}
    assert refused(after(), "none", Medium.CHAT, in_session="s1") == {"e1-initial"}


def test_confirmations_of_opt_outs_and_questions_for_a_location_carry_none() -> None:
    assert refused(after(), "none", Medium.SMS, purpose="optout_confirmation") == set()
    assert refused(after(), "none", Medium.MAIL, purpose="location_info", person="friend") == set()


def test_a_creditor_collecting_in_its_own_name_says_nothing_of_a_debt_collector() -> None:
    assert refused(after(collector=Collector(role="first_party")), "none") == set()
    assert refused(after(collector=Collector(role="debt_buyer")), "none") == {"e1-initial"}


# In 12 CFR 1006.18, paragraph (e)(4): in the language of the rest


@pytest.mark.parametrize(
    ("used", "disclosed", "fits"),
    [
        ({"es"}, {"en"}, False),
        ({"es"}, {"es"}, True),
        ({"en", "es"}, {"en"}, False),
        ({"en", "es"}, {"en", "es"}, True),
    ],
)
def test_the_disclosure_stands_in_every_language_used(used: set[str], disclosed: set[str], fits: bool) -> None:
    words = {"disclosure": "e1", "languages": used, "disclosure_languages": disclosed}
    assert objects(language, proposal(after(), NOW, Medium.EMAIL, words=words)) is not fits


def test_the_disclosures_are_asked_for_from_the_day_the_regulation_took_effect() -> None:
    before, on = ({rule.id for rule, _ in whole().on(day).rules} for day in (date(2021, 11, 29), date(2021, 11, 30)))
    assert {rule.id for rule in RULES} <= on - before
