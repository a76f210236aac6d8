"""When a validation notice is assumed to be received, and when the validation period ends.

> Validation period means the period starting on the date that a debt collector provides the validation information
> required by paragraph (c) of this section and ending 30 days after the consumer receives or is assumed to receive the
> validation information. For purposes of determining the end of the validation period, the debt collector may assume
> that a consumer receives the validation information on any date that is at least five days (excluding legal public
> holidays identified in 5 U.S.C. 6103(a), Saturdays, and Sundays) after the debt collector provides it.

> In such cases, the debt collector may use that date to calculate the validation period end date even if the debt
> collector later learns that the consumer received the validation information on a different date.

Reading: AMB-39, a holiday on a weekend is left out on its own date and on the weekday off in lieu of it; the days of
Inauguration and one-off closures are ordinary days. A later end is always allowed, an earlier one never.
Reading: the thirty days are calendar days; the end is not moved from a weekend or holiday.
Reading: comment 34(b)(5)-2, a notice that came back starts no period; the one sent again does.
Reading: AMB-38, a receipt proven to be later than assumed leaves the date that the notice states as it is, and
lengthens the period for the consumer: within thirty days of it they are in time. An earlier one shortens nothing.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from functools import lru_cache
from pathlib import Path
from typing import Literal, cast

from accounts.contact import Attempt, Purpose, State
from accounts.dossier import Dossier
from accounts.notice import ReceiptProven, Undeliverable, ValidationSent
from accounts.record import Id
from compliance import zones
from compliance.law.us.reg_f.s14_b_2_days import since
from compliance.parameters import Parameters, versions

SINCE = date(2021, 11, 30)
DAY = timedelta(days=1)
ORAL = ("oral", "call")
NOTICE = Purpose.VALIDATION_NOTICE
WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


class Holiday(Parameters):
    """A legal public holiday: on a day of a month, or on its nth weekday; a negative `nth` counts from the end."""

    name: str
    month: int
    day: int | None = None
    weekday: Literal["mon", "tue", "wed", "thu", "fri", "sat", "sun"] | None = None
    nth: int | None = None

    def on(self, year: int) -> date:
        """Return its date in a year."""
        if self.day is not None:
            return date(year, self.month, self.day)
        wanted = WEEKDAYS.index(cast(str, self.weekday))
        days = (date(year, self.month, 1) + n * DAY for n in range(31))
        fitting = [d for d in days if d.month == self.month and d.weekday() == wanted]
        nth = cast(int, self.nth)
        return fitting[nth - 1 if nth > 0 else nth]


class Period(Parameters):
    """The days of assumed receipt and of the validation period."""

    counted_days: int
    """Days after sending until assumed receipt, without Saturdays, Sundays and holidays."""
    period_days: int
    print_days: int
    """Days, without Saturdays, Sundays and holidays, in which a letter of ours leaves our print queue (house)."""
    holidays: tuple[Holiday, ...]


PERIODS = versions(Path(__file__).with_suffix(".yaml"), "regf.34b5-assumed-receipt", Period, SINCE)


def _period(sent: date) -> Period:
    begun = [version for version in PERIODS if version.since <= sent] or PERIODS[:1]
    return cast(Period, begun[-1].values)


@lru_cache(maxsize=64)
def holidays(year: int, *, in_lieu: bool = True) -> frozenset[date]:
    """Return the dates in and about a year that do not count: holidays on their own date and, if asked, off in lieu."""
    found = {holiday.on(y) for y in (year - 1, year, year + 1) for holiday in _period(date(year, 1, 1)).holidays}
    off = {day - DAY if day.weekday() == WEEKDAYS.index("sat") else day + DAY for day in found if day.weekday() > 4}
    return frozenset(found | off if in_lieu else found)


def counts(day: date, *, in_lieu: bool = True) -> bool:
    """Return whether a date is none of Saturday, Sunday and legal public holiday; of the latter also those in lieu."""
    return day.weekday() < WEEKDAYS.index("sat") and day not in holidays(day.year, in_lieu=in_lieu)


def assumed_receipt(sent: date) -> date:
    """Return the earliest date on which validation information sent on a date may be assumed to be received."""
    return _after(sent, _period(sent).counted_days)


def _after(day: date, counted: int) -> date:
    """Return the last of so many counted days after a day."""
    while counted:
        day += DAY
        counted -= counts(day)
    return day


def period_end(sent: date) -> date:
    """Return the earliest date that a notice sent on a date may state as the end of the validation period."""
    return assumed_receipt(sent) + _period(sent).period_days * DAY


def leaves_by(on: date, via: str = "email") -> date:
    """Return the last day on which our own notice composed on a date leaves: past midnight, or from the print queue."""
    return _after(on + DAY, _period(on).print_days) if via == "mail" else on + DAY


def stated_end(on: date, via: str = "email") -> date:
    """Return the end of the period that our own notice composed on a date states: the last day it may leave counts."""
    return period_end(leaves_by(on, via))


class Given(Parameters):
    """One provision of validation information about a debt."""

    on: date
    received: date
    """The earliest date on which it may be assumed to be received; what was said is received that day."""
    earliest: date
    """The earliest end of the validation period that it may lawfully state."""
    stated: date
    """The end of the validation period that it states; never before the earliest."""
    end: date
    """The last day on which the consumer is in time: later than stated where receipt is proven to have been late."""


def given(dossier: Dossier, debt: Id) -> tuple[Given, ...]:
    """Return when validation information about a debt was given and did not come back, earliest first.

    An attempt in doubt, or one that failed, gave nothing; what came back gave nothing (comment 34(b)(5)-2).
    """
    periods = [_period_of(dossier, one) for one in gives(dossier, debt)]
    return tuple(sorted(periods, key=lambda one: one.on))


def is_given(dossier: Dossier, debt: Id) -> bool:
    """Return whether validation information about a debt was given as 1006.34(a)(1) asks, and did not come back."""
    return any(
        isinstance(one, Attempt) or one.via not in ORAL or one.in_initial  # (a)(1)(ii): orally only at the beginning
        for one in gives(dossier, debt)
    )


def gives(dossier: Dossier, debt: Id) -> Iterator[ValidationSent | Attempt]:
    """Yield what gave the validation information about a debt and did not come back; an attempt where no fact does."""
    returned = {fact.of for fact in dossier.of(Undeliverable)}
    told: set[Id | None] = set()
    for fact in dossier.of(ValidationSent):
        if fact.debts is None or debt in fact.debts:
            told.add(fact.attempt)
            attempt = _attempt(dossier, fact)
            if returned.isdisjoint((fact.id, fact.attempt)) and (attempt is None or _went_out(attempt, returned)):
                yield fact
    for attempt in dossier.attempts:
        if attempt.purpose is NOTICE and attempt.id not in told and debt in attempt.debts:
            yield from (attempt,) if _went_out(attempt, returned) else ()


def _attempt(dossier: Dossier, fact: ValidationSent) -> Attempt | None:
    """Return the attempt by which it was sent, if that is among those we still see."""
    if fact.attempt is None:
        return None
    near = since(dossier.attempts, fact.at - 7 * DAY)
    return next((attempt for attempt in near if attempt.id == fact.attempt), None)


def _went_out(attempt: Attempt, returned: set[Id]) -> bool:
    return attempt.state in (State.SENT, State.DELIVERED) and attempt.id not in returned


def _period_of(dossier: Dossier, one: ValidationSent | Attempt) -> Given:
    on = zones.local(one.at, dossier.collector.zone).date()
    said = isinstance(one, ValidationSent) and one.via in ORAL
    received = on if said else assumed_receipt(on)
    earliest = received + _period(on).period_days * DAY
    stated = max(earliest, _stated(on, one) or earliest)
    return Given(on=on, received=received, earliest=earliest, stated=stated, end=max([stated, *_late(dossier, one)]))


def _stated(on: date, one: ValidationSent | Attempt) -> date | None:
    """Return the end that it told the consumer, where that is known; of our own never later than we reckon here."""
    if isinstance(one, Attempt):
        return one.states.end_date if one.states else stated_end(on, one.medium)
    return one.end_date or (stated_end(on, one.via) if one.attempt else None)


def _late(dossier: Dossier, one: ValidationSent | Attempt) -> Iterator[date]:
    """Yield the thirtieth day after each proven receipt, in the zone where it is the latest date."""
    sent = {one.id} if isinstance(one, Attempt) else {one.id, one.attempt}
    for proven in dossier.of(ReceiptProven):
        if proven.of in sent:
            on = max(zones.dates(proven.at, zones.of(dossier), dossier.collector.zone))
            yield on + _period(on).period_days * DAY
