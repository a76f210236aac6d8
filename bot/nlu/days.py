"""Reckons which day is meant by a weekday, a day of the month or a date without a year; None where two may be."""

from __future__ import annotations

import calendar
from datetime import date, timedelta

ADULT = 16
"""Years. A full date at least so long ago is a date of birth; a nearer one is a day on which something happened."""

_OLDEST = 110
"""Years. Nobody is older."""

_AHEAD = 3
"""Years. A promise further ahead than this is no promise."""

_JUST_GONE = 45
"""Days. A date without a year that has passed so lately may be the last one or the next one."""


def day_of(year: int, month: int, day: int) -> date | None:
    """Return the date, None where the calendar has no such day."""
    try:
        return date(year, month, day)
    except ValueError:
        return None


def later(day: date, count: int, unit: str) -> date:
    """Return `day` moved by `count` units (`d`, `w` or `m`); a month keeps the day or ends on its last."""
    if unit != "m":
        return day + timedelta(days=count * (1 if unit == "d" else 7))
    year, month = divmod(day.year * 12 + day.month - 1 + count, 12)
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def month_end(day: date) -> date:
    """Return the last day of the month of `day`."""
    return day.replace(day=calendar.monthrange(day.year, day.month)[1])


def long_ago(day: date, today: date) -> bool:
    """Say whether `day` can be the birth of somebody who owes a debt."""
    return day <= later(today, -12 * ADULT, "m")


def plausible(day: date | None, today: date) -> date | None:
    """Return a full date that a living person may speak of, else None."""
    if day is None or day.year > today.year + _AHEAD or day < later(today, -12 * _OLDEST, "m"):
        return None
    return day


def full_year(said: str, today: date) -> int | None:
    """Return the year that two or four digits mean: near for a plan, else long ago for a birth."""
    if len(said) == 4:
        return int(said)
    year = today.year // 100 * 100 + int(said)
    if today.year - 3 <= year <= today.year + _AHEAD or year <= today.year - ADULT - 1:
        return year
    return year - 100 if year > today.year else None


def without_year(month: int, day: int, today: date, *, done: bool) -> date | None:
    """Return the next such date, the last one where something was `done` on it, None where either may be meant."""
    years = [found for year in range(today.year - 4, today.year + 5) if (found := day_of(year, month, day))]
    gone = max((found for found in years if found < today), default=None)
    ahead = min((found for found in years if found >= today), default=None)
    if done:
        return gone
    return None if gone and (today - gone).days <= _JUST_GONE and ahead != today else ahead


def day_of_month(which: int, today: date, *, done: bool) -> date | None:
    """Return the next day of that number after today, or the last one where something was `done` on it."""
    first = today.replace(day=1)
    for months in range(4):
        there = later(first, -months if done else months, "m")
        day = day_of(there.year, there.month, which)
        if day and (day <= today if done else day > today):
            return day
    return None


def coming(weekday: int, today: date) -> date:
    """Return the first such weekday (0 is Monday) after today."""
    return today + timedelta(days=(weekday - today.weekday() - 1) % 7 + 1)


def last(weekday: int, today: date) -> date:
    """Return the latest such weekday before today."""
    return today - timedelta(days=(today.weekday() - weekday - 1) % 7 + 1)


def in_week(weekday: int, today: date, weeks: int) -> date:
    """Return the weekday of this week or of one `weeks` ahead. A week begins on Sunday, as in the United States."""
    sunday = today - timedelta(days=(today.weekday() + 1) % 7)
    return sunday + timedelta(days=(weekday + 1) % 7 + 7 * weeks)
