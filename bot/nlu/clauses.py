"""Finds the second thing said in one text, which a classifier of whole texts drowns in the first.

People write `i dont owe this prove it` without a comma between the denial and the request. A text is cut in two at
every word; where both halves, read alone, surely mean two different things, both were said.
"""

from __future__ import annotations

from collections.abc import Callable

from bot.nlu.port import CRISIS, SAFETY_INTENTS

Ranking = tuple[tuple[str, float], ...]

_SURELY = 0.9
"""How probable the likeliest intent of each half must be."""

_HINT = 0.0005
"""What the whole text must give the second matter at least; below it no cut was ever worth its cost."""

_GRAVE_HINT = 0.03
"""The same where the second matter is a safety intent, which takes effect at once; a crisis is sought everywhere."""

_FEWEST, _MOST = 4, 16
"""Words a text must have to say two things, and the most that are cut, because each cut costs two readings."""

_SHORTEST = 2
"""Words of the shorter half."""

_IN_PASSING = frozenset(
    {
        *("greet", "goodbye", "thank", "affirm", "deny", "unsure", "repeat"),
        *("help", "inform", "provide_identity", "abusive_language", "out_of_scope"),
    }
)
"""What people say around a matter, and is none: a half that means only this is no second thing."""


def both_said(text: str, ranking: Ranking, rank: Callable[[str], Ranking]) -> tuple[str, ...]:
    """Return the two matters that `text` surely raises, in the order they stand, or nothing.

    They must be the two likeliest of the whole text, whose `ranking` is given: halves alone invent things.
    """
    words, likeliest = text.split(), {intent for intent, _ in ranking[:2]}
    hint = _GRAVE_HINT if ranking[1][0] in SAFETY_INTENTS and ranking[1][0] != CRISIS else _HINT
    if not _FEWEST <= len(words) <= _MOST or likeliest & _IN_PASSING or ranking[1][1] < hint:
        return ()
    for at in range(_SHORTEST, len(words) - _SHORTEST + 1):
        (first, p), *_ = rank(" ".join(words[:at]))
        if p < _SURELY or first not in likeliest:
            continue
        (second, p), *_ = rank(" ".join(words[at:]))
        if p >= _SURELY and {first, second} == likeliest:
            return first, second
    return ()
