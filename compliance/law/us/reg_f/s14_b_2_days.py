"""Calls by their calendar dates: which are among so many consecutive days, in a zone.

Reading: AMB-06, a day is a calendar date, and neither 24 hours nor a week of the calendar.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Iterable, Sequence
from datetime import date, datetime, timedelta
from typing import TypeVar

from accounts.contact import Attempt, Inbound
from compliance import zones

C = TypeVar("C", bound=Attempt | Inbound)
DAY = timedelta(days=1)


def since(calls: Sequence[C], start: datetime) -> Sequence[C]:
    """Return those made at or after an instant; they are in order of time."""
    return calls[bisect_left(calls, start, key=lambda call: call.at) :]


def placed_at(call: Attempt | Inbound) -> datetime:
    """Return when a call was placed."""
    return call.at


def ended_at(talk: Attempt | Inbound) -> datetime:
    """Return when a conversation ended, as far as is known: one past midnight is of the later date."""
    return max(talk.at, talk.end or talk.at)


def within(
    calls: Iterable[C], at: datetime, zone: str, days: int, moment: Callable[[Attempt | Inbound], datetime]
) -> list[C]:
    """Return the calls whose date in a zone is among so many days, that of `at` the last."""
    start = window(at, zone, days)
    return [call for call in calls if moment(call) >= start]


def window(at: datetime, zone: str, days: int) -> datetime:
    """Return the first instant of so many consecutive dates in a zone, that of `at` the last."""
    return zones.midnight(date_of(at, zone) - (days - 1) * DAY, zone)


def date_of(at: datetime, zone: str) -> date:
    """Return the calendar date of an instant in a zone."""
    return zones.local(at, zone).date()
