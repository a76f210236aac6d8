"""A rule that a form answers is silent about every message of that form; what a form does not hold cannot be read."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

import hypothesis.strategies as st
import pytest
from hypothesis import HealthCheck, given, settings

from accounts.consumer import Role
from accounts.contact import Medium, Message, Purpose
from accounts.dossier import Dossier
from accounts.notice import ValidationSent
from accounts.promise import Promise
from compliance import cases, form
from compliance.book import MOST_FORMS, Book, Page, whole
from compliance.cases import facts
from compliance.cases.answers import contact
from compliance.cases.facts import Unsupported
from compliance.guard import Findings, Guard
from compliance.parameters import Nothing
from compliance.proposal import Proposal
from compliance.rule import Rule, objection
from compliance.words import Words
from tests.law import known
from tests.law.test_cases import ALL
from tests.law.test_state_cases import FILES

GUARD = Guard(whole())
NOON = known.at("2026-04-15 12:00")


def asked_in(case: dict[str, Any]) -> list[Proposal]:
    """Return what a case asks about, if it asks about a message."""
    ask = case["ask"]
    if ask["action"] not in contact.MEDIA:
        return []
    try:
        at = datetime.fromisoformat(ask["at"])
        return [contact.proposal(facts.dossier(case["given"], at), ask, at)]
    except Unsupported:
        return []


PROPOSALS = [
    proposal for case in (*ALL, *(c for path in FILES for c in cases.load(path))) for proposal in asked_in(case)
]


def plainly(proposal: Proposal) -> Findings:
    """Return what every rule says, each asked about the message itself."""
    page = GUARD.book.on(GUARD.day(proposal))
    return GUARD.findings(proposal, page)


def test_of_every_case_the_guard_finds_what_asking_each_rule_finds() -> None:
    assert len(PROPOSALS) >= 300
    for proposal in PROPOSALS:
        assert GUARD.findings(proposal) == plainly(proposal)


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(*[st.sampled_from(PROPOSALS)] * 4, st.sampled_from(Medium), st.sampled_from(Purpose), st.booleans())
def test_whatever_message_meets_whatever_facts_the_guard_finds_what_asking_each_rule_finds(
    one: Proposal, two: Proposal, three: Proposal, four: Proposal, medium: Medium, purpose: Purpose, own: bool
) -> None:
    """The parts of four cases are mixed, so that forms recur with other people, facts, figures and instants."""
    message = one.message if own else one.message.model_copy(update={"medium": medium, "purpose": purpose})
    mixed = Proposal(message=message, words=two.words, dossier=three.dossier, at=four.at)
    moved = mixed.moved_to(mixed.at + timedelta(days=1))
    for proposal in (mixed, moved):
        assert GUARD.findings(proposal) == plainly(proposal)


def test_a_form_answers_most_rules_about_an_ordinary_message() -> None:
    proposal = known.proposal(known.dossier(), NOON, Medium.EMAIL)
    page = GUARD.book.on(NOON.date())
    assert len(page.rules_for(proposal)) < len(page.rules_in(proposal.places)) / 2


# --- what a form holds --------------------------------------------------------------------------------------


def bare(proposal: Proposal) -> form.Bare:
    return form.Bare(form.of(proposal))


FULL = known.proposal(
    known.dossier(),
    NOON,
    person="friend",
    in_reply_to="i",
    in_session="s",
    on_call="c",
    reason="r",
    words={"amounts": frozenset({1})},
)


@pytest.mark.parametrize("name", sorted(set(Message.model_fields) - set(form.MESSAGE)))
def test_of_a_message_only_what_is_named_is_read_or_that_it_is_absent(name: str) -> None:
    asked = bare(FULL)
    if name in form.ABSENT_MESSAGE and not getattr(FULL.message, name):
        assert getattr(asked.message, name) == getattr(FULL.message, name)
    else:
        with pytest.raises(form.Beyond):
            getattr(asked.message, name)
        assert asked.went_beyond


@pytest.mark.parametrize("name", [*form.MESSAGE, "person", "on_call"])
def test_what_a_form_holds_is_what_the_message_says(name: str) -> None:
    proposal = known.proposal(known.dossier(), NOON)
    assert getattr(bare(proposal).message, name) == getattr(proposal.message, name)


def test_of_the_words_all_is_read_but_the_sums() -> None:
    asked = bare(FULL)
    for name in set(Words.model_fields) - {"amounts"}:
        assert getattr(asked.words, name) == getattr(FULL.words, name)
    with pytest.raises(form.Beyond):
        _ = asked.words.amounts
    assert bare(known.proposal(known.dossier(), NOON)).words.amounts == frozenset()


@pytest.mark.parametrize("name", sorted({*Dossier.model_fields, "debt", "person", "point"} - {"collector"}))
def test_of_a_dossier_only_the_collector_is_read_and_what_there_is_none_of(name: str) -> None:
    asked = bare(FULL)
    if name in ("attempts", "inbounds"):
        assert getattr(asked.dossier, name) == ()
    else:
        with pytest.raises(form.Beyond):
            getattr(asked.dossier, name)
    assert asked.dossier.collector == FULL.dossier.collector


def test_of_a_kind_of_facts_only_is_read_that_there_is_none() -> None:
    asked = bare(FULL)
    assert asked.dossier.of(Promise) == ()
    with pytest.raises(form.Beyond):
        asked.dossier.of(ValidationSent)


def test_the_recipient_s_role_is_read_and_nobody_else_s() -> None:
    asked = bare(FULL)
    assert asked.role is Role.FRIEND
    assert asked.dossier.role(None) is Role.CONSUMER
    with pytest.raises(form.Beyond):
        asked.dossier.role("friend")


@pytest.mark.parametrize("name", ["at", "dates", "zones", "places", "point", "call", "_at", "anything"])
def test_neither_the_instant_nor_anything_else_is_read(name: str) -> None:
    with pytest.raises(form.Beyond):
        getattr(bare(FULL), name)


def test_a_part_of_a_form_is_compared_with_nothing() -> None:
    asked = bare(FULL)
    with pytest.raises(form.Beyond):
        _ = asked.message == FULL.message
    with pytest.raises(form.Beyond):
        bool(asked.words)
    with pytest.raises(form.Beyond):
        hash(asked.dossier)


def test_what_was_derived_or_told_before_is_beyond_the_form() -> None:
    proposal = known.proposal(known.dossier(), NOON)
    assert bare(proposal).views == {}
    proposal.views["told"] = True
    with pytest.raises(form.Beyond):
        _ = bare(proposal).views


# --- what is remembered -------------------------------------------------------------------------------------


def silent(proposal: Proposal, _values: Nothing) -> None:
    assert proposal.medium is Medium.CALL


def objecting(_proposal: Proposal, _values: Nothing) -> Any:
    return objection("test.rule", "nowhere", "always")


def failing(_proposal: Proposal, _values: Nothing) -> None:
    raise LookupError


def looking_further(proposal: Proposal, _values: Nothing) -> None:
    assert proposal.at == NOON


def going_on(proposal: Proposal, _values: Nothing) -> None:
    try:
        _ = proposal.message.id
    except BaseException:  # noqa: BLE001  # what no rule may do, and what must not help it
        return


@pytest.mark.parametrize(
    ("judge", "remembered"),
    [(silent, True), (objecting, False), (failing, False), (looking_further, False), (going_on, False)],
)
def test_only_the_silence_of_a_rule_that_looked_no_further_is_remembered(judge: Any, remembered: bool) -> None:
    rule = Rule(**{**vars(whole().rules[0]), "id": "test.rule", "written": judge})
    rules = ((rule, Nothing()),)
    proposal = known.proposal(known.dossier(), NOON)
    assert form.unanswered(rules, form.of(proposal)) == (() if remembered else rules)


def test_a_page_remembers_so_many_forms_and_then_begins_anew() -> None:
    page: Page = Book(()).on(date(2026, 4, 15))
    proposal = known.proposal(known.dossier(), NOON)
    for number in range(MOST_FORMS + 1):
        message = proposal.message.model_copy(update={"template": f"{number}"})
        moved = Proposal(message=message, words=proposal.words, dossier=proposal.dossier, at=NOON)
        assert page.rules_for(moved) == page.rules_for(moved) == ()
    assert len(page._by_form) == 1
