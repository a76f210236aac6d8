"""What is read once for many messages, a line, a sentence or a word at a time, is what the whole text says."""

from __future__ import annotations

import hypothesis.strategies as st
import pytest
from hypothesis import example, given, settings

from compliance import letters, reading
from compliance.phrases import patterns, phrases

PIECES = (
    *(
        "\n",
        "\n\n",
        "\n \n",
        "\n\n\n",
        " ",
        "  ",
        "\t",
        "\r\n",
        "\x0b",
        "\x0c",
        ".",
        ". ",
        "!\n",
        "? ",
        "- ",
        "* ",
        "é",
    ),
    *("a", "A", "b", "·", "s u e", "s.u\n.e", "\u0301", "ﬁ", "İ", "“", "Ⓐ", "\x85", "\x07", "ѕ", "¿", "7", "１"),
    *(one.text for one in phrases().examples),
    *(
        "We will sue you",
        "Pat Ng",
        "https://duly.example/o/aB7-x",
        "https://duly.example/pay/1",
        "{{ link }}",
        "{{link}}",
    ),
)
texts = st.lists(st.sampled_from(PIECES), max_size=20).map("".join)


@settings(max_examples=500, deadline=None)
@given(texts | st.text(max_size=60))
@example("a\n\u0301b")
def test_letters_are_the_same_line_by_line(text: str) -> None:
    assert letters.plain(text) == letters._line.__wrapped__(text)


@settings(max_examples=500, deadline=None)
@given(texts | st.text(max_size=60))
def test_a_text_is_made_normal_line_by_line(text: str) -> None:
    assert reading.normal(text) == reading._normal.__wrapped__(text)


@settings(max_examples=500, deadline=None)
@given(texts.map(letters.plain).filter(lambda text: text is not None))
@example("One.\n\n  two\n \n\nThree\n\n\n four")
def test_no_sentence_goes_on_after_an_empty_line(text: str) -> None:
    whole = [reading._sentence(sentence) for sentence in patterns().sentences.split(text) if sentence.strip()]
    assert reading._sentences(text) == tuple(whole)


@pytest.mark.parametrize(
    "text", ["Here: https://x.example/pay/1", "éhttps://x.example/pay/1", "Nowhttps://x.example/pay/1."]
)
def test_an_address_is_seen_also_where_it_is_written_on_to_a_word(text: str) -> None:
    (heard,) = reading._sentences(text)
    assert "payment_link" in heard.traits
