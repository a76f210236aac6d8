"""When contact is inconvenient: 12 CFR 1006.6(b)(1)(i), looking at the clock of every place."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from accounts.consent import Convenience, Preference
from accounts.dossier import Dossier
from tests.law.oracle.days import consumer_zones, local

DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
OPENS, CLOSES = time(8), time(21)


def is_said_to_be_fine(known: Dossier, at: datetime, zone: str, since: datetime | None = None) -> bool:
    """Whether the consumer said, after that, that this time of day is fine (the ends are not: AMB-01)."""
    for fact in known.facts:
        if not isinstance(fact, Convenience) or fact.source != "consumer" or fact.clears or fact.at > at:
            continue
        if since is not None and fact.at <= since:
            continue
        if within_times(fact.from_, fact.to, local(at, zone).time(), closed=False):
            return True
    return False


def within_times(start: time | None, end: time | None, shown: time, *, closed: bool) -> bool:
    """Whether a clock shows a time between two, over midnight where the second is the earlier."""
    start, end = start or time.min, end or time.max
    if closed:
        return start <= shown <= end if start <= end else shown >= start or shown <= end
    return start < shown < end if start <= end else shown > start or shown < end


def is_presumed_inconvenient(known: Dossier, at: datetime) -> bool:
    """Before 8:00 and after 9:00 p.m. at any place the consumer may be, both ends out (AMB-01)."""
    return any(
        not OPENS < local(at, zone).time() < CLOSES and not is_said_to_be_fine(known, at, zone)
        for zone in consumer_zones(known, at)
    )


def is_cleared(known: Dossier, preference: Preference, at: datetime) -> bool:
    """Whether the consumer, and nobody else, took it back."""
    return any(
        isinstance(fact, Convenience)
        and fact.clears == preference.id
        and fact.source == "consumer"
        and preference.at <= fact.at <= at
        for fact in known.facts
    )


def is_designated(known: Dossier, at: datetime) -> bool:
    """Whether somebody told us that such a time is inconvenient; both ends are in (AMB-02)."""
    for fact in known.facts:
        if not isinstance(fact, Preference) or fact.place is not None or fact.at > at or is_cleared(known, fact, at):
            continue
        for zone in [fact.zone] if fact.zone else consumer_zones(known, at):
            if _falls_in(fact, local(at, zone)) and not is_said_to_be_fine(known, at, zone, fact.at):
                return True
    return False


def _falls_in(fact: Preference, shown: datetime) -> bool:
    return any(_began_on(fact, day, shown) for day in (shown.date() - timedelta(days=1), shown.date()))


def _began_on(fact: Preference, day: date, shown: datetime) -> bool:
    """Whether the window that begins on that day holds that time."""
    if fact.days and DAYS[day.weekday()] not in fact.days:
        return False
    if fact.until is not None and day > fact.until:
        return False
    if fact.from_ is None and fact.to is None:
        return shown.date() == day
    start = datetime.combine(day, fact.from_ or time.min)
    end = datetime.combine(day, fact.to or time.max)
    if end < start:
        end += timedelta(days=1)
    return start <= shown <= end
