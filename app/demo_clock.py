"""The demo's clock: it starts at a lawful hour and goes on from there."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, time, timedelta
from time import monotonic

from compliance import zones

_ZONE = "America/New_York"
_HOUR = time(13)


def next_start(now: datetime) -> datetime:
    """Return the next weekday's 13:00 Eastern, at or after `now`."""
    local = zones.local(now, _ZONE)
    day = local.date()
    while True:
        start = zones.named(_ZONE).localize(datetime.combine(day, _HOUR))
        if start >= now and day.weekday() < 5:
            return start
        day += timedelta(days=1)


def started_at(start: datetime) -> Callable[[], datetime]:
    """Return a clock that shows `start` now and runs as fast as any other."""
    began = monotonic()
    return lambda: start + timedelta(seconds=monotonic() - began)
