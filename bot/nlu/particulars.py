"""Particulars: what no intent tells: whether the original creditor is asked for, and which part of a debt is disputed.

Deterministic and read from `particulars.yaml`, as the rules of layer 0 are: a hit only adds something that stops
collection until it was answered in writing (12 CFR 1006.38(c), (d)(2)).
"""

from __future__ import annotations

import re
from functools import cache
from typing import NamedTuple

from bot.nlu.rules import compiled, sentences_of, spelt_out
from bot.nlu.text import data


class Particulars(NamedTuple):
    """What a text tells beside its intents."""

    original_creditor: bool = False
    """It asks who the original creditor is, or where."""
    proof: bool = False
    """It speaks of proof, or of disputing."""
    portion: str | None = None
    """Which part of the debt it disputes, in the words of the desk; None where it speaks of the whole, or of none."""


def particulars(text: str, language: str) -> Particulars:
    """Return what the words of a prepared text tell."""
    book, sentences = _book(), sentences_of(text, language)

    def hits(pattern: re.Pattern[str]) -> bool:
        return any(pattern.search(sentence) for sentence in sentences)

    parts = [part for part, pattern in book.portions.items() if hits(pattern)]
    return Particulars(
        original_creditor=hits(book.original_creditor),
        proof=hits(book.proof),
        portion=", ".join(parts) if parts and not hits(book.whole) else None,
    )


class _Book(NamedTuple):
    original_creditor: re.Pattern[str]
    proof: re.Pattern[str]
    whole: re.Pattern[str]
    portions: dict[str, re.Pattern[str]]


@cache
def _book() -> _Book:
    book = data("particulars.yaml")
    words = spelt_out(book["words"])
    one = {name: compiled(book[name], words) for name in ("original_creditor", "proof", "whole")}
    return _Book(**one, portions={part: compiled(any_, words) for part, any_ in book["portions"].items()})
