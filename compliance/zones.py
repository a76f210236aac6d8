"""In which time zones a consumer may be, and what clock and calendar say there."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
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
    Reading: AMB-05, only the consumer's own statement of where they are replaces what the data indicate.
    """
    stated = dossier.of(LocationStated)
    if stated:
        return tuple(sorted(set(stated[-1].zones)))
    return tuple(sorted({z for p in dossier.points if p.person is None for z in p.zones}))


def local(at: datetime, zone: str) -> datetime:
    """Return the instant as the clocks of that zone show it."""
    return at.astimezone(named(zone))


def dates(at: datetime, places: Iterable[str], *more: str) -> tuple[date, ...]:
    """Return the distinct calendar dates of an instant in all those zones, earliest first."""
    return tuple(sorted({local(at, zone).date() for zone in (*places, *more)}))
