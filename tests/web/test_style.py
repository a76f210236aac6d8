"""The style: what is to be read stands out enough from what is behind it, by day and by night."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

CSS = (Path(__file__).parents[2] / "web" / "static" / "app.css").read_text("utf-8")
TOKENS = {name: (day, night) for name, day, night in re.findall(r"--([\w-]+): light-dark\((#\w+), (#\w+)\)", CSS)}
READ = [
    ("ink", "paper sheet theirs ours go halt"),
    ("faint", "paper sheet theirs ours go halt"),
    ("accent", "paper sheet ours"),
    ("on-accent", "accent"),
    ("on-go", "go"),
    ("stop", "paper sheet halt theirs"),
    ("sheet", "on-go stop"),
]
SEEN = [("edge", "paper sheet"), ("accent", "paper sheet")]
"""What is no text but must be seen: the edge of a box to write in, the ring of the focus."""


def light(colour: str) -> float:
    """Return the relative luminance (WCAG 2.2)."""
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    low, high = sorted((light(one), light(other)))
    return (high + 0.05) / (low + 0.05)


def pairs(table: list[tuple[str, str]]) -> list[tuple[str, str, int]]:
    return [(over, under, scheme) for over, all_under in table for under in all_under.split() for scheme in (0, 1)]


@pytest.mark.parametrize(("over", "under", "scheme"), pairs(READ))
def test_words_have_a_contrast_of_4_5_to_1(over: str, under: str, scheme: int) -> None:
    assert contrast(TOKENS[over][scheme], TOKENS[under][scheme]) >= 4.5


@pytest.mark.parametrize(("over", "under", "scheme"), pairs(SEEN))
def test_edges_have_a_contrast_of_3_to_1(over: str, under: str, scheme: int) -> None:
    assert contrast(TOKENS[over][scheme], TOKENS[under][scheme]) >= 3


def test_contrast_is_measured_as_the_guideline_does() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)
