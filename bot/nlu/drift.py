"""Drift: whether what consumers write is read as it was: two spans of time, from what was kept of each text."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from math import log

from accounts.conversation import Turn
from accounts.record import Record

FEWEST = 50
"""Texts in each span, below which nothing is said."""
SHIFTED = 0.25
"""Population stability index from which a distribution is said to have shifted; from .1 it is usually watched."""
MORE = 0.05
"""So much more of all texts not acted on, or marked as understood wrongly, is worth a person's look."""
LESS_SURE = 0.05
"""So much lower a mean confidence is, too."""


class Span(Record):
    """What is known of the texts of one span of time."""

    texts: int
    not_acted_on: float
    """Share of them."""
    marked_wrong: float
    spanish: float
    sure: float
    """Mean probability of the likeliest intent."""
    intents: dict[str, float]
    """Share by the intent that came first."""


class Drift(Record):
    """Two spans, and what a person should look at."""

    before: Span
    now: Span
    stability: float
    """Population stability index of the intents: the sum of (now - before) ln(now / before) over all of them."""
    warnings: tuple[str, ...]


def compared(before: Iterable[Turn], now: Iterable[Turn]) -> Drift:
    """Return how two spans differ; too few texts are said to be too few."""
    first, second = _span([*before]), _span([*now])
    index = _stability(first.intents, second.intents) if first.texts and second.texts else 0.0
    warnings: list[str] = []
    if min(first.texts, second.texts) < FEWEST:
        warnings.append(f"fewer than {FEWEST} texts in one of the spans: too few to say anything")
    else:
        if index >= SHIFTED:
            warnings.append(f"people write of other things than before (index {index:.2f}, bound {SHIFTED})")
        if _more(first.not_acted_on, second.not_acted_on) >= MORE:
            warnings.append("more texts leave the assistant in doubt than before")
        if _more(first.marked_wrong, second.marked_wrong) >= MORE:
            warnings.append("agents mark more texts as understood wrongly than before")
        if _more(second.sure, first.sure) >= LESS_SURE:
            warnings.append("the engine is less sure than before")
    return Drift(before=first, now=second, stability=round(index, 4), warnings=tuple(warnings))


def _more(before: float, now: float) -> float:
    return round(now - before, 9)  # .9 - .85 is not .05 to a machine


def _span(turns: Sequence[Turn]) -> Span:
    said = [turn for turn in turns if turn.sure is not None]
    whole = len(said) or 1
    first = Counter(turn.understood[0] if turn.understood else "nothing" for turn in said)
    return Span(
        texts=len(said),
        not_acted_on=sum(turn.acted_on is None for turn in said) / whole,
        marked_wrong=sum(turn.mark is not None for turn in said) / whole,
        spanish=sum(turn.language == "es" for turn in said) / whole,
        sure=sum(turn.sure or 0.0 for turn in said) / whole,
        intents={intent: n / whole for intent, n in sorted(first.items())},
    )


def _stability(before: dict[str, float], now: dict[str, float]) -> float:
    """Return the index; what never came counts as one text in a thousand, for a logarithm of nothing is none."""
    pairs = [(max(before.get(name, 0.0), 0.001), max(now.get(name, 0.0), 0.001)) for name in {*before, *now}]
    return sum((new - old) * log(new / old) for old, new in pairs)
