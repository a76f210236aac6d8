"""Layer 0: phrases that must be understood whatever an engine thinks of them.

The rules are data (`rules.yaml`), deterministic, and read before and beside every engine. They can only add caution:
a hit adds an intent that hands over, pauses or stops something; no rule and no engine takes a hit away.
"""

from __future__ import annotations

import re
from functools import cache

from accounts.record import Record
from bot.nlu.text import Prepared, data, even, prepare
from bot.nlu.language import detect
from bot.nlu.port import Language, Understanding

__all__ = ["Prepared", "detect", "fused", "heard", "prepare", "unread"]

_LIKELIHOOD_RATIO = 40.0
"""How much likelier an intent becomes when its rule hits: recall over false alarms, rounded down from the held-out set."""


class Phrase(Record):
    """The patterns of one intent; what `unless` matches is taken out of the text before `any` is looked for."""

    intent: str
    any: tuple[str, ...]
    unless: tuple[str, ...] = ()


def heard(text: str, language: Language) -> tuple[str, ...]:
    """Return the intents whose rules hit `text`, the most urgent first.

    Patterns of both languages are tried whatever `language` is, because people mix them; it only settles slang.
    """
    plain = even(text, language)
    return tuple(intent for intent, wanted, unless in _compiled() if wanted.search(_without(unless, plain)))


def fused(ranking: tuple[tuple[str, float], ...], rules: tuple[str, ...]) -> tuple[tuple[str, float], ...]:
    """Return the ranking after the evidence of the rules (Bayes' rule with a constant likelihood ratio)."""
    if not rules:
        return ranking
    raised = {intent: p * (_LIKELIHOOD_RATIO if intent in rules else 1.0) for intent, p in ranking}
    total = sum(raised.values())
    return tuple(sorted(((i, p / total) for i, p in raised.items()), key=lambda entry: (-entry[1], entry[0])))


def unread(prepared: Prepared, language: str | None = None) -> Understanding:
    """Return the marked Understanding of a text without words: nothing is ranked and nothing is acted on."""
    return Understanding(text=prepared.text, language=detect(prepared.text, language), engine="none", model="")


def _without(unless: re.Pattern[str] | None, text: str) -> str:
    return unless.sub(" | ", text) if unless else text


@cache
def _compiled() -> tuple[tuple[str, re.Pattern[str], re.Pattern[str] | None], ...]:
    book = data("rules.yaml")
    words: dict[str, str] = {}
    for name, pattern in book["words"].items():
        words[name] = f"(?:{_spelt(pattern, words)})"
    phrases = [Phrase.model_validate(entry) for entry in book["phrases"]]
    return tuple((p.intent, _one(p.any, words), _one(p.unless, words) if p.unless else None) for p in phrases)


def _one(patterns: tuple[str, ...], words: dict[str, str]) -> re.Pattern[str]:
    return re.compile("|".join(f"(?:{_spelt(pattern, words)})" for pattern in patterns))


def _spelt(pattern: str, words: dict[str, str]) -> str:
    """Return `pattern` with each <name> written out, and each space matching the commas people put there."""
    for name, meaning in words.items():
        pattern = pattern.replace(f"<{name}>", meaning)
    return pattern
