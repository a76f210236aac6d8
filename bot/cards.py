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


KEPT_INSTEAD = "[card number, not kept]"
_TYPED = re.compile(r"(?<!\d)\d(?:[ \-]?\d){12,18}(?!\d)")
"""In writing figures are exact, so only what can be a card is taken for one: a date beside a number is none."""


def without(text: str) -> str:
    """Return what somebody wrote without the numbers of cards in it; the check digit tells them from other numbers."""
    return _TYPED.sub(lambda run: KEPT_INSTEAD if _checks(run[0]) else run[0], text)


def _checks(number: str) -> bool:
    """Whether the last figure is that of a card's number (ISO/IEC 7812-1, annex B)."""
    figures = [int(figure) for figure in reversed(number) if figure.isdecimal()]
    doubled = (sum(divmod(2 * figure, 10)) for figure in figures[1::2])
    return (sum(figures[::2]) + sum(doubled)) % 10 == 0


def found(text: str) -> bool:
    """Return whether a card's number seems to be in the text."""
    return _RUN.search(fold(text)) is not None


_SPOKEN_OF = re.compile(
    r"\b(?:(?:credit|debit|bank|my|a|the|with|by) cards?|card number|visa|mastercard|master card|amex|american express"
    r"|cvv|cvc|security code|expiration date|tarjetas?|codigo de seguridad|fecha de vencimiento)\b"
)


def spoken_of(text: str) -> bool:
    """Return whether a card is spoken of, or its number: then the number may follow."""
    return found(text) or _SPOKEN_OF.search(fold(text)) is not None


def masked(text: str) -> str:
    """Return the text without what seems to be a card's number; folded where one was found."""
    return _RUN.sub(KEPT_INSTEAD, fold(text)) if found(text) else text
