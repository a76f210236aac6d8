"""Answers: reads yes, no and a number as the whole reply to a question that was asked."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

from bot.nlu.port import Understanding
from bot.nlu.text import fold
from compliance.parameters import load_yaml

_NUMBER = re.compile(r"(?:option|number|opcion|numero|#)? ?(\d{1,2})")
_TERMS = frozenset({"amount", "date", "percent", "duration", "frequency"})
_BESIDE = frozenset({"affirm", "thank", "greet"})


def is_yes(understanding: Understanding) -> bool:
    """Whether it is a plain yes: one that names no other terms, asks nothing, and says nothing else."""
    said = _plain(understanding.text)
    if "?" in understanding.text:
        return False
    if said in _words()[True]:
        return True
    return (
        understanding.acts_on == "affirm"
        and not re.search(r"\d", said)
        and not any(entity.name in _TERMS for entity in understanding.entities)
        and set(understanding.intents) <= _BESIDE
        and not re.search(r"\b(but|if|only|unless|pero|si no|solo|excepto)\b", said)
    )


def is_no(understanding: Understanding) -> bool:
    """Whether it is a no."""
    return _plain(understanding.text) in _words()[False] or understanding.acts_on == "deny"


def number(understanding: Understanding) -> int | None:
    """Return the number that is the whole answer, else None."""
    found = _NUMBER.fullmatch(_plain(understanding.text))
    return int(found[1]) if found else None


def _plain(text: str) -> str:
    return " ".join(re.sub(r"[^\w\s#]|_", "", fold(text)).split())


@cache
def _words() -> dict[bool, frozenset[str]]:
    lists = load_yaml(Path(__file__).with_suffix(".yaml"))
    return {meant: frozenset(_plain(said) for said in lists[name]) for name, meant in (("yes", True), ("no", False))}
