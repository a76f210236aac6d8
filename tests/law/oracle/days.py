"""Calendars: dates in zones, and the legal public holidays of 5 U.S.C. 6103, found by looking at each day."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from accounts.consumer import LocationStated
from accounts.dossier import Dossier

MONDAY, THURSDAY, SATURDAY, SUNDAY = 0, 3, 5, 6


def local(at: datetime, zone: str) -> datetime:
    """Return what the clocks of a zone show."""
    return at.astimezone(ZoneInfo(zone)).replace(tzinfo=None)


def day_of(at: datetime, zone: str) -> date:
    """Return the calendar date there."""
    return local(at, zone).date()


def consumer_zones(known: Dossier, at: datetime) -> set[str]:
    """Return where the consumer may be: where they last said they are, or else all that their addresses indicate."""
    stated = [fact for fact in known.facts if isinstance(fact, LocationStated) and fact.at <= at]
    if stated:
        return set(stated[-1].zones)
    return {zone for point in known.points if point.person is None for zone in point.zones}


def calendars(known: Dossier, at: datetime) -> set[str]:
    """Return the zones whose calendar may be meant: the consumer's and the collector's (AMB-06)."""
    return consumer_zones(known, at) | {known.collector.zone}


def each_day(first: date, last: date) -> Iterator[date]:
    """Go from the first to the last day, both in."""
    while first <= last:
        yield first
        first += timedelta(days=1)


def is_listed(day: date) -> bool:
    """Whether it is one of the eleven days of 6103(a)."""
    if (day.month, day.day) in {(1, 1), (6, 19), (7, 4), (11, 11), (12, 25)}:
        return True
    nth = (day.day - 1) // 7 + 1
    if day.weekday() == MONDAY:
        last = (day + timedelta(days=7)).month != day.month
        listed = {(1, 3), (2, 3), (9, 1), (10, 2)}
        return (day.month, nth) in listed or (day.month == 5 and last)
    return day.weekday() == THURSDAY and (day.month, nth) == (11, 4)


def is_counted(day: date) -> bool:
    """Whether it counts: no weekend, no listed day, and no weekday off in lieu of one (AMB-39)."""
    if day.weekday() in (SATURDAY, SUNDAY) or is_listed(day):
        return False
    before, after = day - timedelta(days=1), day + timedelta(days=1)
    in_lieu_of_saturday = after.weekday() == SATURDAY and is_listed(after)
    in_lieu_of_sunday = before.weekday() == SUNDAY and is_listed(before)
    return not in_lieu_of_saturday and not in_lieu_of_sunday


def assumed_receipt(sent: date) -> date:
    """Return the first date that is at least five counted days after that day (34(b)(5))."""
    day, counted = sent, 0
    while counted < 5:
        day += timedelta(days=1)
        counted += is_counted(day)
    return day
