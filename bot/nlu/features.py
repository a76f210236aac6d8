"""What the embedded engine looks at in a text: its words, its characters, and the concepts its words stand for.

The same functions serve training and answering, so that neither needs scikit-learn's own text reading.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from functools import cache

from bot.nlu.text import data, even

BLOCKS = ("words", "characters", "concepts")
"""The kinds of features; each is weighed and brought to unit length by itself."""

_LONGEST = 600
"""Characters an engine reads: the first two SMS say what is meant, and a long text must not cost seconds."""

_MASKS = (
    (re.compile(r"\S+@\S+\.\w+"), " xemail "),
    (re.compile(r"\b(?:https?\s*/+|www\.)\S+"), " xlink "),
    (re.compile(r"\+?\b1?[ -]?\d{3}[ -.]?\d{3}[ -.]?\d{4}\b"), " xphone "),
    (re.compile(r"\d+(?:\.\d+)?\s?(?:%|percent\b|por ciento\b)"), " xpercent "),
    (re.compile(r"\$\s?\d[\d,]*(?:\.\d+)?|\b\d[\d,]*(?:\.\d+)?\s?(?:dollars?|bucks|usd|dolares|pesos)\b"), " xamount "),
    (re.compile(r"\b\d{1,2}[/-]\d{1,2}(?:[/-]\d{2,4})?\b"), " xdate "),
    (re.compile(r"\b(?:19|20)\d\d\b"), " xyear "),
    (re.compile(r"\b\d{1,2}(?:st|nd|rd|th)\b"), " xday "),
    (re.compile(r"\b\d{1,2} ?(?:am|pm)\b"), " xtime "),
    (re.compile(r"\b(?:lunes|martes|miercoles|jueves|viernes|sabado|domingo)s?\b"), " xweekday "),
    (re.compile(r"\b(?:mon|tues|wednes|thurs|fri|satur|sun)days?\b"), " xweekday "),
    (re.compile(r"\b\d[\d,.-]*\b"), " xnumber "),
)
_TOKEN = re.compile(r"\w+")


def reading(text: str, language: str) -> str:
    """Return the spelling the engine reads: evened, with figures and days replaced by what kind of thing they are."""
    plain = even(text[:_LONGEST], language)
    for pattern, mask in _MASKS:
        plain = pattern.sub(mask, plain)
    return " ".join(plain.split())


def features(text: str, language: str) -> dict[str, Counter[str]]:
    """Return how often each feature of each block is in `text`."""
    plain = reading(text, language)
    tokens = _TOKEN.findall(plain)
    return {
        "words": Counter(_joined(tokens, 2)),
        "characters": Counter(_characters(tokens)),
        "concepts": Counter(_joined([c for c in map(_concept, tokens) if c], 2)),
    }


def _joined(tokens: list[str], longest: int) -> Iterator[str]:
    for n in range(1, longest + 1):
        for at in range(len(tokens) - n + 1):
            yield " ".join(tokens[at : at + n])


def _characters(tokens: list[str]) -> Iterator[str]:
    for token in tokens:
        padded = f" {token} "
        for n in range(2, 6):
            yield from (padded[at : at + n] for at in range(max(1, len(padded) - n + 1)))


def _concept(word: str) -> str:
    known = _concepts()
    if word in known:
        return known[word]
    for end in range(len(word), 2, -1):
        if f"{word[:end]}*" in known:
            return known[f"{word[:end]}*"]
    return ""


@cache
def _concepts() -> dict[str, str]:
    return {word: concept for concept, words in data("concepts.yaml").items() for word in str(words).split()}
