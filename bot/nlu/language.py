"""Tells English from Spanish by the small words each language cannot do without."""

from __future__ import annotations

import re
from functools import cache

from bot.nlu.port import Language
from bot.nlu.text import data, fold

_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)?")
_SPANISH_SIGNS = re.compile(r"[ñ¿¡]|[áéíóú]")


def detect(text: str, preferred: str | None = None) -> Language:
    """Return the language of `text`; where its words do not tell, the preferred one, else English."""
    english = spanish = 0.0
    words = _WORD.findall(text.lower())
    if len(words) == 1 and words[0] in data("language.yaml")["neither_alone"].split():
        words = []
    for word in words:
        plain = fold(word).replace("'", "").replace("’", "")
        english += _weight(plain, "en")
        spanish += _weight(plain, "es") + (0.6 if _SPANISH_SIGNS.search(word) else 0.0)
    spanish += 0.6 * text.count("¿") + 0.6 * text.count("¡")
    if english == spanish:
        return "es" if preferred is not None and preferred.startswith("es") else "en"
    return "es" if spanish > english else "en"


def _weight(word: str, language: str) -> float:
    words, endings = _known(language)
    if word in words:
        return 1.0
    return 0.5 if len(word) > 5 and word.endswith(endings) else 0.0


@cache
def _known(language: str) -> tuple[frozenset[str], tuple[str, ...]]:
    known = data("language.yaml")[language]
    return frozenset(known["words"].split()), tuple(known["endings"].split())
