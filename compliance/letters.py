"""Letters: a text in the letters that are read, or nothing where it has letters or marks behind which words hide."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

_CONTROLS = re.compile(r"[\x00-\x08\x0e-\x1b\x7f]")
_SPELT = re.compile(r"(?<![^\W_])[^\W\d_](?:[ .·*_-][^\W\d_]){2,}(?![^\W_])")
"""A word spelt letter by letter: s.u.e, s u e."""

_LATIN = str.maketrans(
    {"ø": "o", "đ": "d", "ð": "d", "ħ": "h", "ı": "i", "ł": "l", "ŧ": "t", "ĸ": "k", "ŋ": "n", "þ": "th", "æ": "ae"}
    | {"œ": "oe", "ß": "ss", "ẞ": "SS", "Ø": "O", "Đ": "D", "Ð": "D", "Ħ": "H", "Ł": "L", "Ŧ": "T", "Ŋ": "N"}
    | {"Þ": "TH", "Æ": "AE", "Œ": "OE", "\u02bb": "'", "\u02bc": "'"}
)
"""Letters of names that do not come apart into one of ours and an accent."""

_MONEY = "$¢"
_HIDING = range(0x1F100, 0x1F200)
"""Letters in boxes and flags, which stay symbols when they are decomposed."""


def plain(text: str) -> str | None:
    """Return the text in letters that are read, the invisible left out and words spelt letter by letter joined.

    None where it has a letter of another script (a Cyrillic е is no e, and looks like one), a digit, a sign of money or
    a control that is not read, or turns the direction of what stands there. No word goes on in the next line, so what
    messages share is looked at once.
    """
    lines: list[str] = []
    for line in text.split("\n"):
        read = _line(line)
        if read is None:
            return None
        lines.append(read)
    return "\n".join(lines)


@lru_cache(maxsize=4096)
def _line(text: str) -> str | None:
    if not text.isascii():
        text = unicodedata.normalize("NFKC", text).translate(_LATIN)
        known = {character: _read_as(character) for character in set(text) if not character.isascii()}
        if None in known.values():
            return None
        text = text.translate({ord(character): read for character, read in known.items()})
    if _CONTROLS.search(text):
        return None
    return _SPELT.sub(lambda spelt: re.sub(r"[\W_]", "", spelt[0]), text)


@lru_cache(maxsize=4096)
def _read_as(character: str) -> str | None:
    """Return what a character that is not ASCII is read as: itself, or nothing if nobody sees it; None is not read."""
    kind = unicodedata.category(character)
    if kind == "Cf" and unicodedata.bidirectional(character) == "BN":
        return ""
    if kind in ("Cf", "Cc", "Co", "Cn", "Cs"):
        return "\n" if character == "\x85" else "" if character in "\u200e\u200f\u061c" else None
    if character in _UNSEEN or unicodedata.name(character, "").startswith("VARIATION SELECTOR"):
        return ""
    if kind[0] == "L":
        return character if unicodedata.normalize("NFKD", character)[0].isascii() else None
    if kind == "Nd" or (kind == "Sc" and character not in _MONEY):
        return None
    return None if ord(character) in _HIDING or character == "💲" else character


_UNSEEN = "\u034f\u115f\u1160\u17b4\u17b5\u180b\u180c\u180d\u2800\u3164\uffa0"
