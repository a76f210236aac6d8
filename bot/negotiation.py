"""Negotiation: the offers within the policy of the day; the assistant utters no other terms."""

from __future__ import annotations

from calendar import monthrange
from datetime import date, timedelta
from functools import lru_cache
from pathlib import Path

from accounts.debt import Debt
from accounts.errors import BadSettings
from accounts.promise import Instalment, Offer
from accounts.record import Cents
from compliance.parameters import Parameters, Version, versions

POLICY = Path(__file__).with_name("offers.yaml")
BEGINS = date(2021, 11, 30)


class Terms(Parameters):
    """What may be offered on a day."""

    instalments: tuple[int, ...]
    """How many monthly payments there may be, ascending; 1 is payment in full."""
    minimum: Cents
    """The smallest instalment, in cents."""
    first_after: int
    """Days from today to the earliest first payment."""
    first_usual: int
    first_before: int
    """Days from today to the latest first payment."""


@lru_cache(maxsize=8)
def policy(path: Path = POLICY) -> tuple[Version, ...]:
    """Return the dated terms, oldest first.

    Raises:
        BadLaw: the file does not fit its form.
    """
    return versions(path, "bot.offers", Terms, BEGINS)


def terms(day: date) -> Terms:
    """Return the terms in force on that day.

    Raises:
        BadSettings: no policy has begun on that day.
    """
    begun = [version.values for version in policy() if version.since <= day]
    if not begun:
        raise BadSettings(f"bot/offers.yaml has no terms for {day}; give them an earlier `since`")
    return Terms.model_validate(begun[-1])


def offers(debt: Debt, today: date, first: date | None = None) -> tuple[Offer, ...]:
    """Return every offer for a debt, the fewest instalments first; none where nothing is owed.

    Args:
        debt: its balance is what every offer adds up to, to the cent.
        today: the consumer's calendar day.
        first: the first day the consumer asked for; one that the policy does not allow is moved to the nearest
            that it allows, and None is the usual one.
    """
    if debt.status != "open" or debt.balance <= 0:
        return ()
    allowed = terms(today)
    usual = today + timedelta(days=allowed.first_usual)
    earliest, latest = today + timedelta(days=allowed.first_after), today + timedelta(days=allowed.first_before)
    begin = min(max(first or usual, earliest), latest)
    return tuple(
        _offer(debt, count, begin)
        for count in allowed.instalments
        if count == 1 or debt.balance // count >= allowed.minimum
    )


def stands(offer: Offer, debt: Debt, today: date) -> bool:
    """Whether an offer made earlier would still be made today, for the same balance and the same days."""
    return offer in offers(debt, today, offer.instalments[0].due)


def _offer(debt: Debt, count: int, first: date) -> Offer:
    """Return equal instalments; the odd cents are in the last one."""
    each = debt.balance // count
    amounts = [each] * (count - 1) + [debt.balance - each * (count - 1)]
    return Offer(
        id=f"{count}-from-{first.isoformat()}",
        debt=debt.id,
        instalments=tuple(Instalment(due=_months_on(first, n), amount=amount) for n, amount in enumerate(amounts)),
    )


def _months_on(day: date, months: int) -> date:
    """Return the same day of a later month, or that month's last day."""
    years, month = divmod(day.month - 1 + months, 12)
    year = day.year + years
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))
