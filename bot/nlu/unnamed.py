"""Unnamed: a text without what tells who somebody is, for what leaves this machine or is kept to be learnt from."""

from __future__ import annotations

import re
from datetime import date
from functools import cache

from bot.nlu.entities import extract
from bot.nlu.language import detect
from bot.nlu.text import data, fold

TODAY = date(2026, 1, 1)
"""Any day serves to find what is a date."""

_NO_NAME = "and|or|is|was|i|here|at|died|has|the|to|who|not|does|did|s|y|o|es|no|ya|murio|aqui"
"""What follows a first name and is no family name."""
_FIGURES = re.compile(r"\d[\d .,/-]*\d|\d")


def masked(text: str) -> str:
    """Return a text without what tells who somebody is: addresses, numbers, days, names that are known as names.

    A name that is not in our list stays, as does what somebody tells of their life in words: see docs/operating.md.
    """
    for entity in reversed(extract(text, TODAY, detect(text))):
        text = f"{text[: entity.start]}[{entity.name}]{text[entity.end :]}"
    text = _FIGURES.sub("[number]", text)
    folded = fold(text)
    if len(folded) != len(text):
        return _names().sub("[name]", folded)
    for found in reversed([*_names().finditer(folded)]):
        text = f"{text[: found.start()]}[name]{text[found.end() :]}"
    return text


@cache
def _names() -> re.Pattern[str]:
    """Return what finds first names that layer 0 knows, with an initial and a family name behind them."""
    known = data("rules.yaml")["words"]["name"]
    return re.compile(rf"\b{known}\b(?: [a-z]\.?(?= ))?(?: (?!(?:{_NO_NAME})\b)[a-z]+)?")
