"""Identity: which proof is asked for, how it is read in a text, and when the thread is locked."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, timedelta

from babel.dates import get_month_names

from accounts.record import Record
from bot.nlu.text import fold

LIMIT = 3
"""Wrong proofs after which the thread is locked and a person takes over; house policy."""

LASTS = timedelta(hours=24)
"""How long a thread stays verified: a telephone changes hands; house policy."""

_PROOFS = ("born", "ssn4")
"""In the order in which they are asked for."""

_FIGURES = re.compile(r"(?<!\d)(\d{1,4})\s?[-/. ]\s?(\d{1,2})\s?[-/. ]\s?(\d{2,4})(?!\d)")
_RUN = re.compile(r"(?<!\d)(\d{2})(\d{2})(\d{4})(?!\d)")
_FOUR = re.compile(r"(?<!\d)\d{4}(?!\d)")


class Claim(Record):
    """What somebody says proves who they are; more than one date where a date can be read in two ways."""

    born: tuple[str, ...] = ()
    ssn4: str | None = None


def asks(proofs_held: frozenset[str]) -> str | None:
    """Return which proof to ask for: the first that we could check; None where we hold none."""
    return next((proof for proof in _PROOFS if proof in proofs_held), None)


def claim(question: str | None, text: str, today: date, language: str = "en") -> Claim | None:
    """Return the proof that a text gives in answer to the question; None where it gives none.

    Args:
        question: `born` or `ssn4`; a proof that was not asked for is not read.
        text: what was said.
        today: nobody is born on or after it.
        language: in Spanish the day may stand before the month, so both readings are claimed.
    """
    if question == "born":
        read = [{d.isoformat() for d in readings if d < today} for readings in _dates(fold(text), language)]
        # One date, in its readings, however often it is written: two dates are a guess, and prove nothing.
        born = max(read, key=len, default=set())
        return Claim(born=tuple(sorted(born))) if born and all(other <= born for other in read) else None
    if question == "ssn4":
        found = set(_FOUR.findall(text))
        return Claim(ssn4=found.pop()) if len(found) == 1 else None
    return None


def masked(text: str) -> str:
    """Return a text that carries a proof without its figures, for the thread that people read."""
    return re.sub(r"\d", "•", text)


def _dates(text: str, language: str) -> Iterator[list[date]]:
    """Yield each date a text writes, in the ways it can be read."""
    for first, second, third in [*_FIGURES.findall(text), *_RUN.findall(text)]:
        if len(first) == 4:
            yield [*_date(int(first), int(second), int(third))]
            continue
        year = _year(third)
        in_order, turned = _date(year, int(first), int(second)), _date(year, int(second), int(first))
        yield [*in_order, *(turned if language == "es" else ())]
    for month, day, figures in _in_words(text):
        yield [*_date(_year(figures), month, int(day))]


def _in_words(text: str) -> Iterator[tuple[int, str, str]]:
    for name, month in _MONTHS.items():
        for pattern in (
            rf"\b{name}\.?\s+(?P<day>\d{{1,2}})(?:st|nd|rd|th)?,?\s+(?:de[l]?\s+)?(?P<year>\d{{4}}|\d{{2}})\b",
            rf"\b(?P<day>\d{{1,2}})(?:st|nd|rd|th|o)?\s+(?:of\s+|de\s+)?{name}\.?,?\s+(?:de[l]?\s+)?(?P<year>\d{{4}}|\d{{2}})\b",
        ):
            for found in re.finditer(pattern, text):
                yield month, found["day"], found["year"]


_MONTHS = {
    fold(name).strip("."): month
    for locale in ("en_US", "es_US")
    for width in ("wide", "abbreviated")
    for month, name in get_month_names(width, locale=locale).items()
}


def _year(figures: str) -> int:
    """Return the year meant by two or four figures; two mean the last century, for consumers are adults."""
    return int(figures) + 1900 if len(figures) == 2 else int(figures)


def _date(year: int, month: int, day: int) -> Iterator[date]:
    try:
        yield date(year, month, day)
    except ValueError:
        return
