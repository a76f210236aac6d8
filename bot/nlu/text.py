"""Makes a received text safe and even before anything reads it: characters, length, spelling of slang."""

from __future__ import annotations

import re
import unicodedata
from functools import cache
from importlib.resources import files
from typing import Any, Literal

import yaml

from accounts.record import Record

LONGEST = 1600
"""Characters kept of a text: what ten joined SMS segments carry, and more than any engine needs."""

_RAW_LONGEST = 4 * LONGEST
"""Characters looked at before NFKC, which may turn one character into eighteen."""

_UNSEEN = frozenset({"Cc", "Cf", "Cs", "Co", "Cn"})
_APOSTROPHES = re.compile(r"(?<=\w)['’‘`´ʼ](?=\w)")
_SENTENCE_END = re.compile(r"(?<!\d)\.|\.(?!\d)|[!?¡¿;…]")
_COMMA = re.compile(r",(?!\d{3})")
_NOT_WORD = re.compile(r"[^\w\s.,$%/@-]|_")
_SPACE = re.compile(r"\s+")
_DRAWN_OUT = re.compile(r"([^\W\d])\1{2,}")
_WORD = re.compile(r"[^\W\d_]+")


class Prepared(Record):
    """A text that is safe to read: NFKC, no unseen characters, no leading slash, at most `LONGEST` characters.

    `unreadable` says why no engine should be asked: there is nothing, or there are no letters and no digits.
    """

    text: str
    unreadable: Literal["empty", "no_words"] | None = None


def prepare(text: str) -> Prepared:
    """Return `text` cleaned for reading; any string is accepted."""
    seen = unicodedata.normalize("NFKC", text[:_RAW_LONGEST])
    seen = "".join(" " if c in "\n\r\t\v\f" else c for c in seen if c in "\n\r\t\v\f" or _is_seen(c))
    # Rasa takes a text that begins with a slash for an order that names its own intent, so no text may begin with one.
    seen = _SPACE.sub(" ", seen).strip().lstrip("/\\ ")[:LONGEST].strip()
    if not seen:
        return Prepared(text="", unreadable="empty")
    if not any(c.isalnum() for c in seen):
        return Prepared(text=seen, unreadable="no_words")
    return Prepared(text=seen)


def _is_seen(character: str) -> bool:
    return unicodedata.category(character) not in _UNSEEN


def fold(text: str) -> str:
    """Return `text` in lower case, without accents, with look-alike letters of other alphabets made Latin."""
    plain = "".join(c for c in unicodedata.normalize("NFKD", text.casefold()) if not unicodedata.combining(c))
    return plain.translate(_lookalikes())


def even(text: str, language: str) -> str:
    """Return the spelling that rules and engines read: folded, apostrophes closed up, slang written out.

    Sentence ends become ` . `, so that a pattern can stay inside one sentence; `don't` becomes `dont`.
    """
    plain = _APOSTROPHES.sub("", fold(text)).replace("#", " number ")
    plain = _SENTENCE_END.sub(" . ", _COMMA.sub(" , ", plain))
    plain = _DRAWN_OUT.sub(r"\1", _NOT_WORD.sub(" ", plain))
    slang = _slang(language)
    plain = _WORD.sub(lambda word: slang.get(word.group(), word.group()), plain)
    return _SPACE.sub(" ", plain).strip()


@cache
def data(name: str) -> dict[str, Any]:
    """Return the data file `name` of this package as a mapping."""
    loaded = yaml.safe_load(files("bot.nlu").joinpath(name).read_text(encoding="utf-8"))
    assert isinstance(loaded, dict), f"{name} is not a mapping"
    return loaded


@cache
def _lookalikes() -> dict[int, str]:
    return str.maketrans(data("slang.yaml")["lookalikes"])


@cache
def _slang(language: str) -> dict[str, str]:
    slang = data("slang.yaml")
    return {**slang["both"], **slang.get(language, {})}
