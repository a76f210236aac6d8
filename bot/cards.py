"""Cards: finds a payment card's number in what was spoken or keyed, and leaves it away; no card is ever taken here."""

from __future__ import annotations

import re

from bot.nlu.text import fold

LEAST = 12
"""Digits in a row that are taken for a card's number; the shortest cards have twelve, and no telephone number has."""

_WORDS = ("zero", "oh", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")
_PALABRAS = ("cero", "uno", "dos", "tres", "cuatro", "cinco", "seis", "siete", "ocho", "nueve")
_ONE = rf"(?:\d|\b(?:{'|'.join(_WORDS + _PALABRAS)})\b)"
_RUN = re.compile(rf"{_ONE}(?:[\s.,\-/]*{_ONE}){{{LEAST - 1},}}", re.IGNORECASE)


def found(text: str) -> bool:
    """Return whether a card's number seems to be in the text."""
    return _RUN.search(fold(text)) is not None


def masked(text: str) -> str:
    """Return the text without what seems to be a card's number; folded where one was found."""
    return _RUN.sub("[card number, not kept]", fold(text)) if found(text) else text
