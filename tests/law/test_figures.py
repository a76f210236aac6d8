"""A text read line by line states the sums that it states when it is read as a whole."""

from __future__ import annotations

import hypothesis.strategies as st
import pytest
from hypothesis import example, given, settings

from compliance import figures
from compliance.folding import alike

PIECES = (
    *("\n", "\n", " ", " ", "$", "US$", "12", "1,234.56", "1.234,56", "0.99", "7", "345", "k", "mil", "dollars", "usd"),
    *(
        "cents",
        "pay",
        "balance:",
        "total of",
        "saldo",
        "%",
        "days",
        "años",
        "am",
        ".",
        ",",
        "/",
        "-",
        "+",
        "#",
        "x" * 33,
    ),
    *("oil", "|", "5OO", "ten", "five hundred", "mil dólares", "1 234.00"),
    *("٣", "\r", "\t", "Bench Bank account ending 0709: the balance is $123.45"),
)
texts = st.lists(st.sampled_from(PIECES), max_size=30).map("".join)


@settings(max_examples=500, deadline=None)
@given(texts)
@example("pay\n12")
@example("$\n\n12")
@example("12\ndollars")
@example("$\n-\n 12")
@example("$\n \noil")
@example("7\n 345.00 ten dollars")
def test_reading_by_lines_finds_what_reading_the_whole_finds(text: str) -> None:
    is_not_read = any(entry.search(text) for entry in figures._sums().not_read)
    assert figures.stated(text) == (None if is_not_read else frozenset(figures._sums_in(text)))


@given(texts)
def test_which_digits_stand_about_a_figure_tells_nothing(text: str) -> None:
    for entry in figures._sums().not_read:
        assert bool(entry.search(text)) == bool(entry.search(alike(text)))


@pytest.mark.parametrize(
    ("text", "sums"),
    [
        ("the balance is $123.45\nand $5", {12_345, 500}),
        ("Balance:\n1,234.56", {123_456}),
        ("Please pay\n250", {25_000}),
        ("Please pay\n\n250", set()),
        ("nothing\nof that kind", set()),
    ],
)
def test_a_figure_that_begins_a_line_is_read_with_the_line_before(text: str, sums: set[int]) -> None:
    assert figures.stated(text) == frozenset(sums)


@pytest.mark.parametrize(
    ("text", "sums"),
    [
        ("To opt out: https://duly.example/o/usd1xY", set()),
        ("To opt out: https://duly.example/o/x12usd. You owe USD 5.", {500}),
        ("ref xusd7", set()),
        ("pay usd7", {700}),
        ("owe$7", {700}),
    ],
)
def test_a_token_in_an_address_is_no_sum(text: str, sums: set[int]) -> None:
    assert figures.stated(text) == frozenset(sums)
