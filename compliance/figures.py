"""Figures: every sum of money that a text states, in cents, as English and Spanish write them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from decimal import Decimal
from functools import lru_cache
from pathlib import Path

from pydantic import BaseModel, ConfigDict

from accounts.record import Cents
from compliance.folding import alike
from compliance.parameters import load_yaml

DATA = Path(__file__).with_suffix(".yaml")
LOOK = 32
"""How many characters about a figure say what it is."""

_FIGURE = re.compile(r"\d{1,12}(?:[.,]\d{1,12}){0,5}")
"""A figure with or without its separators; bounded, so that no text is slow to read."""
_ADDRESS = re.compile(r"https?://\S+", re.IGNORECASE)
"""In which a token may hold anything, and nobody reads a sum."""
_LINES = re.compile(rf"\n(?<![$\s]\n)(?![\s+-]{{0,{LOOK}}}\d)")
"""Where a line ends that no figure of the next ones belongs to: a sign may stand that far before its figure."""
_WITH_CENTS = re.compile(r"\d{1,3}(?:,\d{3}){1,4}\.\d\d|\d{1,3}(?:\.\d{3}){1,4},\d\d|\d{1,9}[.,]\d\d")


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
    not_read: tuple[str, ...]


class _Sums:
    """What stands before and behind a sum, as patterns, made once."""

    def __init__(self, written: _Written) -> None:
        many = rf" ?({_any(written.thousands)})\b"
        self.times = written.thousands
        self.many = re.compile(many, re.IGNORECASE)
        self.sign = re.compile(rf"(?:{_any(written.signs)})[\s+-]*$", re.IGNORECASE)
        self.unit = re.compile(rf"(?:{many})? ?(?:{_any(written.units)})\b", re.IGNORECASE)
        self.cents = re.compile(rf" ?(?:{_any(written.cents)})\b", re.IGNORECASE)
        self.said_of_money = re.compile(rf"\b(?:{_any(written.said_of_money)}) ?$", re.IGNORECASE)
        self.not_money = re.compile(rf"[\d/:-]| ?(?:{_any(written.not_money)})(?!\w)", re.IGNORECASE)
        self.not_read = [re.compile(entry, re.IGNORECASE) for entry in written.not_read]
        self.not_sum = re.compile(rf"[\d/-]|[.,]\d| ?(?:{_any(written.not_sums)})", re.IGNORECASE)


def _any(entries: Iterable[str]) -> str:
    return "|".join(entries)


@lru_cache(maxsize=1)
def _sums() -> _Sums:
    return _Sums(_Written.model_validate(load_yaml(DATA)))


def stated(text: str) -> frozenset[Cents] | None:
    """Return every sum of money that a text states, in cents; a fraction of a cent is rounded.

    None where it states one in a way that is not read: in words, or with letters for digits.

    What makes a figure a sum stands in its line, or ends the last line before a figure that begins one. So each line is
    read by itself, and what messages share is read once.
    """
    sums: set[Cents] = set()
    for line in _LINES.split(text):
        found = _stated(line)
        if found is None:
            return None
        sums |= found
    return frozenset(sums)


@lru_cache(maxsize=4096)
def _stated(line: str) -> frozenset[Cents] | None:
    line = _ADDRESS.sub(" ", line)
    return None if _is_not_read(alike(line)) else frozenset(_sums_in(line))


@lru_cache(maxsize=4096)
def _is_not_read(like: str) -> bool:
    return any(written.search(like) for written in _sums().not_read)


def _sums_in(text: str) -> Iterator[Cents]:
    like = alike(text)
    for found in _FIGURE.finditer(text):
        figure, (start, end) = found[0], found.span()
        long, with_cents = len(figure) > 1, _WITH_CENTS.fullmatch(figure) is not None
        times = _times(like[max(0, start - LOOK) : start], like[end : end + LOOK], long, with_cents)
        if times:
            yield round(value(figure) * times)


@lru_cache(maxsize=4096)
def _times(before: str, behind: str, long: bool, with_cents: bool) -> int:
    """Return how many cents one of a figure between those words is; 0 if it is no sum. Templates share their words."""
    known = _sums()
    many = known.many.match(behind)
    times = 100 * (known.times[many[1].lower()] if many else 1)
    if known.sign.search(before) or known.unit.match(behind):
        return times
    if known.cents.match(behind):
        return 1
    if with_cents and before[-1:] not in ("/", "#", "-", ".", ",") and not known.not_sum.match(behind):
        return times
    of_money = long and known.said_of_money.search(before)
    return times if of_money and not known.not_money.match(behind) else 0


def value(figure: str) -> Decimal:
    """Return what a figure is worth: the last separator is the decimal one, unless three digits follow it.

    So $1,234 and $1.234 are a thousand and more, $1,234.56 and $1.234,56 the same, and $12,5 twelve and a half.
    """
    *groups, last = re.split(r"[.,]", figure)
    separators = re.findall(r"[.,]", figure)
    decimal = bool(groups) and (len(last) != 3 or len(set(separators)) > 1) and separators.count(separators[-1]) == 1
    return Decimal(f"{''.join(groups)}.{last}" if decimal else "".join((*groups, last)))
