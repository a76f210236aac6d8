"""Proofs of identity are read as people write them, and only when they were asked for."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.answers import is_no, is_yes, number
from bot.identity import asks, claim, masked
from bot.nlu.port import Understanding

TODAY = date(2026, 11, 23)


@pytest.mark.parametrize(
    "text",
    [
        "03/14/1985",
        "3-14-85",
        "03141985",
        "1985-03-14",
        "March 14th, 1985",
        "14 de marzo de 1985",
        "born 3.14.1985 ok?",
    ],
)
def test_a_date_of_birth_is_read_in_the_ways_people_write_it(text: str) -> None:
    found = claim("born", text, TODAY)
    assert found is not None
    assert found.born == ("1985-03-14",)


def test_a_spanish_date_may_have_its_day_first() -> None:
    found = claim("born", "04/03/1985", TODAY, "es")
    assert found is not None
    assert set(found.born) == {"1985-03-04", "1985-04-03"}


@pytest.mark.parametrize("text", ["", "hello", "why do you ask", "02/30/1980", "11/23/2026", "12/01/2026"])
def test_what_is_no_date_of_birth_is_no_claim(text: str) -> None:
    assert claim("born", text, TODAY) is None


def test_a_list_of_dates_is_guessing_and_claims_nothing() -> None:
    assert claim("born", "01/01/1980 01/02/1980 01/03/1980", TODAY) is None


@pytest.mark.parametrize(("text", "ssn4"), [("it's 6789", "6789"), ("6789 6789", "6789")])
def test_four_figures_are_the_end_of_the_number(text: str, ssn4: str) -> None:
    found = claim("ssn4", text, TODAY)
    assert found is not None
    assert found.ssn4 == ssn4


@pytest.mark.parametrize("text", ["678", "67890", "1111 2222"])
def test_other_figures_are_not(text: str) -> None:
    assert claim("ssn4", text, TODAY) is None


@given(st.text(max_size=300), st.sampled_from([None, "confirm", "offer", "which_debt"]))
def test_a_proof_that_was_not_asked_for_is_not_read(text: str, question: str | None) -> None:
    assert claim(question, text, TODAY) is None


@given(st.text(max_size=300), st.sampled_from(["born", "ssn4"]))
def test_any_text_can_be_read_for_a_proof(text: str, question: str) -> None:
    found = claim(question, text, TODAY, "es")
    assert found is None or found.born or found.ssn4


def test_the_date_of_birth_is_asked_first_and_nothing_where_nothing_is_held() -> None:
    assert asks(frozenset({"ssn4", "born"})) == "born"
    assert asks(frozenset({"ssn4"})) == "ssn4"
    assert asks(frozenset()) is None


def test_the_figures_of_a_proof_are_not_kept() -> None:
    assert masked("born 02/03/1980") == "born ••/••/••••"


def understood(text: str, acts_on: str | None = None, *intents: str) -> Understanding:
    return Understanding(text=text, acts_on=acts_on, intents=intents, language="en", engine="told")


@pytest.mark.parametrize("text", ["YES", "Yes.", "sí", "Si!", "ok", "De acuerdo", "yes, i agree"])
def test_a_plain_yes_is_a_yes(text: str) -> None:
    assert is_yes(understood(text))


@pytest.mark.parametrize("text", ["yes but only half", "yes?", "ok if it is 50", "sí pero el 20", "yes 200"])
def test_a_yes_with_a_condition_is_none_however_sure_the_engine_is(text: str) -> None:
    assert not is_yes(understood(text, "affirm", "affirm"))


def test_a_yes_that_says_something_else_as_well_is_none() -> None:
    assert not is_yes(understood("sounds good stop texting", "affirm", "affirm", "opt_out_channel"))
    assert is_yes(understood("sounds good to me", "affirm", "affirm"))


@pytest.mark.parametrize(
    ("text", "said"), [("2", 2), ("#2", 2), ("option 3.", 3), ("opción 1", 1), ("2 or 3", None), ("", None)]
)
def test_a_number_is_the_whole_answer(text: str, said: int | None) -> None:
    assert number(understood(text)) == said


def test_a_no_is_no_in_words_or_by_the_engine() -> None:
    assert is_no(understood("No, gracias"))
    assert is_no(understood("i would rather not", "deny"))
    assert not is_no(understood("nothing"))
