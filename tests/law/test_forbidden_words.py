"""Sentences that an agent may write, and sentences that they may not, in both languages: which are read as what."""

from __future__ import annotations

from pathlib import Path

import pytest

from accounts.contact import Medium, Message
from compliance.phrases import threats
from compliance.reading import LONGEST, read
from compliance.words import Words

SENTENCES = Path(__file__).parent / "sentences"
FORBIDDEN = frozenset(threats().traits)


def reading(text: str, *, language: str = "en", subject: str = "", medium: Medium = Medium.SMS) -> Words:
    fields = {"id": "m", "consumer": "C", "medium": medium, "language": language, "text": text, "subject": subject}
    return read(Message.model_validate(fields))


def lines(file: str) -> list[str]:
    return (SENTENCES / file).read_text("utf-8").splitlines()


INNOCENT = [(language, text) for language in ("en", "es") for text in lines(f"innocent.{language}.txt")]
OFFENDING = [
    (language, *line.split(": ", 1)) for language in ("en", "es") for line in lines(f"offending.{language}.txt")
]


@pytest.mark.parametrize(("language", "text"), INNOCENT, ids=[text for _, text in INNOCENT])
def test_what_an_agent_may_write_is_read_as_nothing_forbidden(language: str, text: str) -> None:
    assert reading(text, language=language).quotes == {}


@pytest.mark.parametrize(("language", "trait", "text"), OFFENDING, ids=[text for _, _, text in OFFENDING])
def test_what_an_agent_may_not_write_is_read_as_what_it_is(language: str, trait: str, text: str) -> None:
    assert trait in reading(text, language=language).includes


@pytest.mark.parametrize("language", ["en", "es"])
def test_there_are_enough_sentences_and_each_trait_has_one_in_each_language(language: str) -> None:
    assert len([one for one in INNOCENT if one[0] == language]) >= 60
    assert len([one for one in OFFENDING if one[0] == language]) >= 60
    assert {trait for spoken, trait, _ in OFFENDING if spoken == language} == FORBIDDEN


@pytest.mark.parametrize(
    ("text", "cents"),
    [
        ("$1,234.56", {123_456}), ("1.234,56 dólares", {123_456}), ("$ 1234", {123_400}), ("US$1,234", {123_400}),
        ("USD 500", {50_000}), ("$5k", {500_000}), ("$1.5 million", {150_000_000}), ("1,234.56", {123_456}),
        ("pay 150 a month", {15_000}), ("pay 12 monthly payments", set()), ("pague 150 por mes", {15_000}),
        ("50 cents", {50}), ("24.99% APR", set()), ("at 10.30 am", set()), ("call 1-800-555-0142", set()),
        ("account ending 7319", set()), ("$100, and", {10_000}), ("a total of $925.00.", {92_500}),
        ("a balance of 925", {92_500}), ("$1,234,567.89", {123_456_789}), ("$12,5", {1_250}), ("$1.234", {123_400}),
        ("saldo de 1.234,56", {123_456}), ("pay within 30 days", set()), ("pay by 10/12/2026", set()),
        ("usted debe 12 pagos", set()), ("＄12", {1_200}), ("300 dólares", {30_000}), ("send 10%", set()),
        ("$0.00", {0}), ("$50 or $60", {5_000, 6_000}), ("nothing", set()),
    ],
)  # fmt: skip
def test_every_sum_of_money_is_read_as_it_is_written_in_either_language(text: str, cents: set[int]) -> None:
    assert reading(text).amounts == cents


def test_a_sum_in_the_subject_is_one_of_the_message() -> None:
    assert reading("Hello.", subject="$925 due").amounts == {92_500}


def test_what_a_subject_shows_is_told_apart_from_what_the_text_says() -> None:
    assert reading("You owe $925.").subject == frozenset()
    shown = reading("Hello.", subject="Your unpaid debt of $925")
    assert shown.subject >= {"names_collection", "balance"}
    assert shown.quotes["names_collection"] == "unpaid debt"
    assert reading("", subject="Your unpaid debt").subject >= {"names_collection"}


def test_all_of_a_push_message_is_shown() -> None:
    assert "states_debt" in reading("You owe us.", medium=Medium.PUSH).subject


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("We will not sue you.", False),
        ("We won't sue you.", False),
        ("We will not sue you, garnish your wages, or have you arrested.", False),
        ("If you do not pay, we will sue you.", True),
        ("If you do not answer us a lawsuit follows.", True),
        ("We will not wait. We will sue you.", True),
        ("We do not want this; we will sue you.", True),
        ("Do not force us to sue you.", True),
        ("Not only will we sue you.", True),
        ("A lawsuit is not planned.", False),
        ("A lawsuit is not far.", True),
        ("A lawsuit if not paid.", True),
        ("We will sue you, not your wife.", True),
        ("A lawsuit: no.", True),
        ("A lawsuit will not", False),
        ("We will sue you, but we will not harm anyone.", True),
    ],
)
def test_a_threat_is_none_where_it_is_denied_and_only_there(text: str, said: bool) -> None:
    assert ("threat_of_suit" in reading(text).includes) is said


def test_an_insult_is_one_even_where_it_is_denied() -> None:
    assert "obscene" in reading("You are not a deadbeat.").includes


def test_what_was_read_is_quoted_without_names_and_figures() -> None:
    assert reading("Pay within 10 days.").quotes == {"pay_sooner_than_period": "pay within … days"}


def test_a_text_too_long_to_be_read_is_read_as_that_and_at_once() -> None:
    assert reading("a" * LONGEST).includes == frozenset()
    assert reading("a" * (LONGEST + 1)).includes == {"unread"}
    assert reading("We will sue you. " * 600_000).includes == {"unread"}
