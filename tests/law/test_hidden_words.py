"""No letter, sign or mark hides a threat or a sum from the reader: it is found, or the text is not let through."""

from __future__ import annotations

import time

import pytest

from accounts.contact import Medium, Message
from compliance.reading import LONGEST, read
from compliance.words import Words


def reading(text: str, html: str = "") -> Words:
    return read(Message(id="p", consumer="C", debts=("A",), medium=Medium.EMAIL, text=text, html=html))


@pytest.mark.parametrize(
    "word",
    ["s\u200bue", "s\u00adue", "s\u200eue", "s\ufe0fue", "s\u034fue", "s\u3164ue", "s\U000e0041ue", "s\u0336u\u0336e",
     "\uff53\uff55\uff45", "súe", "ⓢⓤⓔ", "🅂🅄🄴", "s.u.e", "s u e", "s-u-e", "s_u_e", "s·u·e"],
)  # fmt: skip
def test_a_threat_is_found_whatever_nobody_sees_in_it(word: str) -> None:
    assert "threat_of_suit" in reading(f"We will {word} you.").includes


@pytest.mark.parametrize(
    "word",
    ["\u0455ue", "su\u03b5", "s\u1d1c\u1d07", "\u202eeus", "\u2066sue", "s\0ue", "s\x07ue", "s\ufff9ue", "🅢🅤🅔", "🇸🇺🇪",
     "s\ue000ue", "\x85\x80"],
)  # fmt: skip
def test_letters_that_are_not_read_are_not_let_through(word: str) -> None:
    assert reading(f"We will {word} you.").includes == {"unread"}
    assert reading("Hello.", f"<p>We will {word} you.</p>").includes == {"unread"}


@pytest.mark.parametrize(
    "text",
    ["Zoë Núñez, Łukasz Yıldız and Søren Æbelø: “thanks” – ½ … © ❤️",
     "Bo T. J. O\u02bbNeil\r\n\tlives in the U.S.A.\x85"],
)  # fmt: skip
def test_names_and_marks_of_our_letters_are_read(text: str) -> None:
    assert reading(text).includes == frozenset()


@pytest.mark.parametrize(
    "figure",
    ["$1,\u200b234", "$12\u00ad34", "\ufe691,234", "$  1,234", "$+1,234", "$\uff11\uff12\uff13\uff14", "$\u2460234"],
)
def test_a_sum_is_found_whatever_stands_in_it(figure: str) -> None:
    assert reading(f"You owe {figure} today.").amounts == {123_400}


@pytest.mark.parametrize(
    "figure",
    ["$l,234.00", "$5OO", "$1,234.0O", "5OO dollars", "1,234 dоllars", "$١٢٣", "💲1234", "€1,234", "$1 234.00",
     "one thousand dollars", "five hundred dollars", "twenty-five dollars", "mil dólares", "doscientos dólares"],
)  # fmt: skip
def test_a_sum_that_is_not_read_is_not_let_through(figure: str) -> None:
    assert reading(f"You owe {figure} today.").includes == {"unread"}


@pytest.mark.parametrize("figure", ["$5 thousand", "$50 only", "5 mil dólares", "$20 in all", "$1,234.00 or more"])
def test_a_sum_beside_other_words_is_read(figure: str) -> None:
    assert reading(f"You owe {figure}.").amounts


@pytest.mark.parametrize(
    "html",
    ["<head><p>We will sue you.</p>", "<title><title></title>We will sue you.",
     "<template></p></template>We will sue you",
     "<p>We will s<b>u</b>e you.", "We will &#115;&shy;ue you."],
)  # fmt: skip
def test_what_a_browser_shows_is_read(html: str) -> None:
    assert "threat_of_suit" in reading("Hello.", html).includes


def test_a_tag_that_does_not_end_is_not_let_through() -> None:
    assert reading("Hello.", "<p <b>Hello.").includes == {"unread"}


@pytest.mark.parametrize("piece", ["1,", "1.1,", "$", "we will ", "a.", "s u "])
def test_no_text_is_slow_to_read(piece: str) -> None:
    began = time.process_time()
    reading((piece * LONGEST)[: LONGEST // 4])
    assert time.process_time() - began < 2


def test_no_html_is_slow_to_read() -> None:
    began = time.process_time()
    reading("x", ("<a " * LONGEST)[: LONGEST - 1])
    assert time.process_time() - began < 2
