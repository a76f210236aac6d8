"""The next lawful moment: the first instant at which no rule objects, if the facts stay as they are."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

from compliance.decision import Objection

TICK = timedelta(seconds=1)
"""The resolution at which instants are judged."""

HORIZON = timedelta(days=400)
"""How far ahead is looked; longer than the longest window of any rule and than one year of calendar rules."""


def next_lawful(objections_at: Callable[[datetime], tuple[Objection, ...]], at: datetime) -> datetime | None:
    """Return the first instant from `at` on with no objection, or None if time alone brings none.

    An objection closes every instant up to its `until`. So from a refused instant one may leap to the
    latest `until` without passing over a lawful one, and ask again there: the closed intervals of all
    rules are united as they come, and what is found is exact.

    Args:
        objections_at: what stands against the proposal at an instant; pure.
        at: the instant to begin with, inclusive.

    Returns:
        the instant, or None where an objection has no end or none is found within the horizon.
    """
    last = at + HORIZON
    moment = at
    while moment <= last:
        standing = objections_at(moment)
        if not standing:
            return moment
        ends = [objection.until for objection in standing]
        latest = max((end for end in ends if end is not None), default=None)
        if latest is None or None in ends:
            return None
        if latest <= moment:
            raise ValueError(f"{standing[0].rule} closes no instant: {latest} is not after {moment}")
        moment = latest
    return None
