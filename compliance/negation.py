"""Negation: whether words are denied where they stand, "we will not sue you", or only seem to be."""

from __future__ import annotations

import re
from dataclasses import dataclass

LOOK = 160
"""How many characters about a hit are looked at; a denial further away is of something else."""

_BREAK = re.compile(r"[;:.!?()]|,(?! (?:or|nor|and|ni|o|u|y)\b)| - ")
"""Where a clause ends; a list goes on after its commas."""


@dataclass(frozen=True)
class Negation:
    """The small words by which a language denies; how each is used is written beside it in `threats.yaml`."""

    reach: int
    denies: frozenset[str]
    conditions: frozenset[str]
    turns: frozenset[str]
    links: frozenset[str]
    jokes: frozenset[str]

    def denied(self, sentence: str, start: int, end: int) -> bool:
        """Return whether what stands there in a normal sentence is denied before or right behind it."""
        return self._before(sentence[max(0, start - LOOK) : start]) or self._behind(sentence[end : end + LOOK])

    def _before(self, text: str) -> bool:
        clause = _BREAK.split(text.rstrip(", "))[-1].replace(",", " ").split()
        for back, word in enumerate(reversed(clause[-self.reach :]), 1):
            if self._denies(word):
                return self.conditions.isdisjoint(clause[:-back])
            if word in self.turns:
                return False
        return False

    def _behind(self, text: str) -> bool:
        words = _BREAK.split(text)[0].split() if text.startswith(" ") else []
        while words and words[0] in self.links:
            words.pop(0)
        return bool(words) and self._denies(words[0]) and (len(words) == 1 or words[1] not in self.jokes)

    def _denies(self, word: str) -> bool:
        return word in self.denies or word.endswith("'t")
