"""Spans: from which second to which one may send, and which rules stand against it between, if the facts stay."""

from __future__ import annotations

from datetime import datetime, timedelta

from accounts.record import Instant, Record
from compliance.book import Page
from compliance.decision import Objection
from compliance.guard import Guard
from compliance.moment import TICK
from compliance.proposal import Proposal

STEP = timedelta(minutes=1)
"""How far apart is asked at most: a closure that began and ended within a minute, unseen at its ends, is not found."""


class Span(Record):
    """A stretch of time, its end not included, in which the same rules stand against a message."""

    begin: Instant
    end: Instant
    rules: tuple[str, ...]
    """The ids of the rules that object; none: it is lawful."""


def over(guard: Guard, proposal: Proposal, begin: datetime, end: datetime) -> tuple[tuple[Span, ...], list[Objection]]:
    """Return the spans of a stretch of time, in order and without a gap, and of each rule its first objection.

    Asked are every minute and every instant at which an objection says that it ends; where two neighbours differ, the
    second of the change is looked for between them.
    """
    asking = _Asking(guard, proposal)
    spans: list[Span] = []
    start = at = begin
    standing = asking.rules(at)
    while at < end:
        ahead = min(at + STEP, end, *(o.until for o in asking.objections(at) if o.until is not None))
        if ahead < end and asking.rules(ahead) == standing:
            at = ahead
            continue
        at = ahead if ahead == end and asking.rules(end - TICK) == standing else asking.change(at, ahead, standing)
        spans.append(Span(begin=start, end=at, rules=standing))
        start, standing = at, asking.rules(at)
    return tuple(spans), list(asking.first.values())


class _Asking:
    """Asks the rules about many instants of one proposal; of the same law only those again that look at the instant."""

    def __init__(self, guard: Guard, proposal: Proposal) -> None:
        self._guard = guard
        self._proposal = proposal
        self._pages: dict[str, tuple[tuple[Objection, ...], Page]] = {}
        self._last: tuple[datetime, tuple[Objection, ...]] | None = None
        self.first: dict[str, Objection] = {}

    def rules(self, at: datetime) -> tuple[str, ...]:
        """Return which rules object at an instant, by id."""
        return tuple(sorted({o.rule for o in self.objections(at)}))

    def objections(self, at: datetime) -> tuple[Objection, ...]:
        """Return what stands against the message at an instant."""
        if self._last is None or self._last[0] != at:
            self._last = at, self._asked(self._proposal.moved_to(at))
            for objection in self._last[1]:
                self.first.setdefault(objection.rule, objection)
        return self._last[1]

    def _asked(self, moved: Proposal) -> tuple[Objection, ...]:
        law = self._guard.book.on(self._guard.day(moved)).fingerprint
        if law not in self._pages:
            found, timed = self._guard.asked(moved)
            again = {rule.id for rule, _ in timed.rules}
            same = tuple(f for f in found if isinstance(f, Objection) and f.rule not in again)
            self._pages[law] = same, timed
        same, timed = self._pages[law]
        self._proposal = moved  # the next is moved from it, and knows what this one derived of the facts
        return same + tuple(f for f in self._guard.findings(moved, timed) if isinstance(f, Objection))

    def change(self, before: datetime, after: datetime, standing: tuple[str, ...]) -> datetime:
        """Return the first second found, after one instant and up to another, at which other rules stand."""
        same, other = 0, -(-(after - before) // TICK)
        while other - same > 1:
            middle = (same + other) // 2
            if self.rules(before + middle * TICK) == standing:
                same = middle
            else:
                other = middle
        return min(before + other * TICK, after)
