"""Layer 0: phrases that must be understood whatever an engine thinks of them.

The rules are data (`rules.yaml`), deterministic, and read before and beside every engine. They can only add caution:
a hit adds an intent that hands over, pauses or stops something; no rule and no engine takes a hit away.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache
from typing import NamedTuple

from accounts.record import Record
from bot.nlu.language import detect
from bot.nlu.port import Understanding
from bot.nlu.text import Prepared, data, even

_LIKELIHOOD_RATIO = 40.0
"""How much likelier an intent becomes when its rule hits: recall over false alarms, rounded down."""

_LEAST_BEFORE = 0.05
"""What an intent is given before the evidence of its rule, however little the engine thought of it."""

_SENTENCE = re.compile(r" ?\. ?")


class Phrase(Record):
    """An entry of rules.yaml: an intent, the expressions that tell it, and those that show something else is meant."""

    intent: str
    any: tuple[str, ...]
    unless: tuple[str, ...] = ()
    never_with: tuple[str, ...] = ()


class _Heard(NamedTuple):
    intent: str
    any: re.Pattern[str]
    unless: re.Pattern[str] | None
    never_with: re.Pattern[str] | None

    def hits(self, sentence: str) -> bool:
        if self.never_with and self.never_with.search(sentence):
            return False
        rest = self.unless.sub(" | ", sentence) if self.unless else sentence
        return self.any.search(rest) is not None


def heard(text: str, language: str) -> tuple[str, ...]:
    """Return the intents whose rules hit `text`, the most urgent first."""
    sentences = sentences_of(text, language)
    hits = (phrase.intent for phrase in _phrases() if any(phrase.hits(sentence) for sentence in sentences))
    return tuple(dict.fromkeys(hits))


def sentences_of(text: str, language: str) -> list[str]:
    """Return the evened sentences of `text`.

    The slang of `language` is written out, and both readings are tried where it is Spanish, because people mix the two
    and a language guessed wrongly must not hide a STOP.
    """
    readings = {even(text, language), even(text, "en")}
    return [sentence for reading in readings for sentence in _SENTENCE.split(reading) if sentence]


def fused(ranking: tuple[tuple[str, float], ...], rules: tuple[str, ...]) -> tuple[tuple[str, float], ...]:
    """Return the ranking after the evidence of the rules (Bayes' rule with a constant likelihood ratio)."""
    if not rules:
        return ranking
    raised = dict(ranking)
    for intent in rules:
        raised[intent] = max(raised.get(intent, 0.0), _LEAST_BEFORE) * _LIKELIHOOD_RATIO
    total = sum(raised.values())
    return tuple(sorted(((i, p / total) for i, p in raised.items()), key=lambda entry: (-entry[1], entry[0])))


def unread(prepared: Prepared, language: str | None = None) -> Understanding:
    """Return the marked Understanding of a text without words: nothing is ranked and nothing is acted on."""
    return Understanding(text=prepared.text, language=detect(prepared.text, language), engine="none")


@cache
def _phrases() -> tuple[_Heard, ...]:
    book = data("rules.yaml")
    words = spelt_out(book["words"])
    phrases = [Phrase.model_validate(entry) for entry in book["phrases"]]
    # An intent may have several entries; what one of them cuts out is cut out for all.
    cut = {p.intent: tuple(u for other in phrases if other.intent == p.intent for u in other.unless) for p in phrases}
    return tuple(
        _Heard(p.intent, compiled(p.any, words), _optional(cut[p.intent], words), _optional(p.never_with, words))
        for p in phrases
    )


def spelt_out(words: dict[str, str]) -> dict[str, str]:
    """Return patterns by name with each <name> of an earlier one written out."""
    spelt: dict[str, str] = {}
    for name, pattern in words.items():
        spelt[name] = f"(?:{_spelt(pattern, spelt)})"
    return spelt


def _optional(patterns: tuple[str, ...], words: dict[str, str]) -> re.Pattern[str] | None:
    return compiled(patterns, words) if patterns else None


def compiled(patterns: Iterable[str], words: dict[str, str]) -> re.Pattern[str]:
    """Return one expression that finds any of the patterns."""
    return re.compile("|".join(f"(?:{_spelt(pattern, words)})" for pattern in patterns))


def _spelt(pattern: str, words: dict[str, str]) -> str:
    """Return `pattern` with each <name> written out."""
    for name, meaning in words.items():
        pattern = pattern.replace(f"<{name}>", meaning)
    return pattern
