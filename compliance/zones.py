"""In which time zones a consumer may be, and what clock and calendar say there."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache

import pytz

from accounts.consumer import LocationStated
from accounts.dossier import Dossier


@lru_cache(maxsize=256)
def named(zone: str) -> pytz.BaseTzInfo:
    """Return the time zone of that IANA name.

    Raises:
        pytz.UnknownTimeZoneError: no such zone.
    """
    return pytz.timezone(zone)


def of(dossier: Dossier) -> tuple[str, ...]:
    """Return every zone the consumer may be in, sorted; empty if nothing says where.

    Reading: comment 6(b)(1)(i)-2, conflicting data are all taken into account, whatever medium is used.
    Reading: AMB-05, only the consumer's own statement of where they are replaces what the data indicate,
    and what we learn after it is again taken into account.
    """
    stated = dossier.of(LocationStated)
    said = stated[-1] if stated else None
    places = set(said.zones) if said else set()
    for point in dossier.points:
        if point.person is None and (said is None or (point.since is not None and point.since > said.at)):
            places.update(point.zones)
    return tuple(sorted(places))


def local(at: datetime, zone: str) -> datetime:
    """Return the instant as the clocks of that zone show it."""
    return _shown(at, zone) if at.tzinfo is UTC else at.astimezone(named(zone))


@lru_cache(maxsize=4096)
def _shown(at: datetime, zone: str) -> datetime:
    """Rules, and the proposals of one wave, ask for the same few instants; in UTC equal ones are the same."""
    return at.astimezone(named(zone))


def dates(at: datetime, places: Iterable[str], *more: str) -> tuple[date, ...]:
    """Return the distinct calendar dates of an instant in all those zones, earliest first."""
    return tuple(sorted({local(at, zone).date() for zone in (*places, *more)}))


@lru_cache(maxsize=1024)
def midnight(day: date, zone: str) -> datetime:
    """Return the first instant of a date in a zone; where the clocks skip midnight, the first that is shown."""
    shown = datetime.combine(day, time.min)
    either = (named(zone).localize(shown, is_dst=summer).astimezone(UTC) for summer in (True, False))
    return min(instant for instant in either if local(instant, zone).date() == day)


def clock(at: datetime, zone: str) -> datetime:
    """Return the whole second that the clocks of that zone show, without its zone: the law speaks of clock times."""
    return _clock(at, zone) if at.tzinfo is UTC else local(at, zone).replace(microsecond=0, tzinfo=None)


@lru_cache(maxsize=4096)
def _clock(at: datetime, zone: str) -> datetime:
    return _shown(at, zone).replace(microsecond=0, tzinfo=None)


def first(
    at: datetime, places: Iterable[str], turns: Iterable[time], holds: Callable[[datetime], bool], days: int
) -> datetime | None:
    """Return the first instant after `at` at which something that depends on clock and calendar holds.

    It can begin to hold only when a clock shows midnight or one of the `turns`, one second after that, or
    when the clocks are changed; so only those instants are asked, in order of time, and the answer is
    exact to the second.

    Args:
        at: the instant to begin after.
        places: the zones whose clocks matter.
        turns: the times of day at which it may change.
        holds: whether it holds at an instant.
        days: how many days ahead to look.

    Returns:
        the instant, or None where it holds at none of them.
    """
    zones = tuple(places)
    times = (time.min, *turns)
    start = at.replace(microsecond=0)
    for ahead in range(days + 1):
        begin = start + timedelta(days=ahead)
        for moment in sorted({m for zone in zones for m in _turns(begin, zone, times)}):
            if moment > at and holds(moment):
                return moment
    return None


def _turns(begin: datetime, zone: str, times: Iterable[time]) -> Iterator[datetime]:
    """Yield, within a day of `begin`, the instants at which the clocks of a zone show or pass over those times."""
    end = begin + timedelta(days=1)
    shown = local(begin, zone)
    before = shown.utcoffset() or timedelta()
    changes = local(end, zone).utcoffset() != before
    for day in (shown.date() + timedelta(days=n) for n in range((local(end, zone).date() - shown.date()).days + 1)):
        for turn in times:
            moments = (
                _both(datetime.combine(day, turn), zone) if changes else (datetime.combine(day, turn, UTC) - before,)
            )
            for moment in moments:
                for step in (moment, moment + timedelta(seconds=1)):
                    if begin <= step <= end:
                        yield step
    if changes:
        yield _changed(begin, end, zone)


def _both(shown: datetime, zone: str) -> tuple[datetime, ...]:
    """Return the instants at which clocks show it on a day of change: one by either offset."""
    return tuple(named(zone).localize(shown, is_dst=summer).astimezone(UTC) for summer in (True, False))


def _changed(begin: datetime, end: datetime, zone: str) -> datetime:
    """Return the first second between two instants at which the zone has another offset than at the first."""
    before = local(begin, zone).utcoffset()
    low, high = 0, int((end - begin).total_seconds())
    while high - low > 1:
        middle = (low + high) // 2
        if local(begin + timedelta(seconds=middle), zone).utcoffset() == before:
            low = middle
        else:
            high = middle
    return begin + timedelta(seconds=high)


def after(day: date, places: Iterable[str]) -> datetime:
    """Return the instant at which that day is over in all those zones."""
    midnight = datetime.combine(day + timedelta(days=1), time.min)
    return max(named(zone).localize(midnight, is_dst=False).astimezone(UTC) for zone in places)
