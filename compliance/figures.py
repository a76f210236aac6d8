"""Figures: every sum of money that a text states, in cents, as English and Spanish write them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from decimal import Decimal
from functools import lru_cache
from pathlib import Path

from pydantic import BaseModel, ConfigDict

from accounts.record import Cents
from compliance.parameters import load_yaml

DATA = Path(__file__).with_suffix(".yaml")

NUMBER = r"\d{1,12}(?:[.,]\d{1,12}){0,5}"
"""A figure with or without its separators; bounded, so that no text is slow to read."""
WITH_CENTS = r"(?:\d{1,3}(?:,\d{3}){1,4}\.\d\d|\d{1,3}(?:\.\d{3}){1,4},\d\d|\d{1,9}[.,]\d\d)"


class _Written(BaseModel):
    """How sums are written."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    signs: tuple[str, ...]
    units: tuple[str, ...]
    cents: tuple[str, ...]
    thousands: dict[str, int]
    said_of_money: tuple[str, ...]
    not_money: tuple[str, ...]
    not_sums: tuple[str, ...]


class _Sums:
    """The ways of writing a sum, as patterns, made once."""

    def __init__(self, written: _Written) -> None:
        many = rf"(?: ?({_any(written.thousands)})\b)?"
        self.times = written.thousands
        after_a_word = (
            rf"\b(?:{_any(written.said_of_money)}) ?(?=\d\d)({NUMBER}){many}"
            rf"(?![\d/:-]|[.,]\d| ?(?:{_any(written.not_money)})(?!\w))"
        )
        self.sums = tuple(
            re.compile(pattern, re.IGNORECASE)
            for pattern in (
                rf"(?:{_any(written.signs)}) ?({NUMBER}){many}",
                rf"(?<![\d.,])({NUMBER}){many} ?(?:{_any(written.units)})\b",
                rf"(?<![\d.,/#$-])({WITH_CENTS})()(?![\d/-]|[.,]\d| ?(?:{_any(written.not_sums)}))",
                after_a_word,
            )
        )
        self.cents = re.compile(rf"(?<![\d.,])(\d{{1,9}}) ?(?:{_any(written.cents)})\b", re.IGNORECASE)


def _any(entries: Iterable[str]) -> str:
    return "|".join(entries)


@lru_cache(maxsize=1)
def _sums() -> _Sums:
    return _Sums(_Written.model_validate(load_yaml(DATA)))


def stated(text: str) -> frozenset[Cents]:
    """Return every sum of money that a text states, in cents; a fraction of a cent is rounded."""
    return frozenset(_stated(text))


def _stated(text: str) -> Iterator[Cents]:
    known = _sums()
    for pattern in known.sums:
        for figure, many in pattern.findall(text):
            yield round(value(figure) * known.times.get(many.lower(), 1) * 100)
    for figure in known.cents.findall(text):
        yield int(figure)


def value(figure: str) -> Decimal:
    """Return what a figure is worth: the last separator is the decimal one, unless three digits follow it.

    So $1,234 and $1.234 are a thousand and more, $1,234.56 and $1.234,56 the same, and $12,5 twelve and a half.
    """
    *groups, last = re.split(r"[.,]", figure)
    separators = re.findall(r"[.,]", figure)
    decimal = bool(groups) and (len(last) != 3 or len(set(separators)) > 1) and separators.count(separators[-1]) == 1
    return Decimal(f"{''.join(groups)}.{last}" if decimal else "".join((*groups, last)))
