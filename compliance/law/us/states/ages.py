"""The age of a debt: whether a suit on it may be barred already, by its last day or by the years of the states."""

from __future__ import annotations

from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Literal

from accounts.debt import Debt, DebtForm
from compliance.law.us.states.tables import Row, Table
from compliance.parameters import Version, versions
from compliance.proposal import Proposal

BEGIN = date(2021, 11, 30)


class Period(Row):
    """The years of one state, and what a payment after them does."""

    years: dict[DebtForm, int]
    shortest: int
    """What counts where the form is not known, or the years of that form."""
    payment_revives: Literal["yes", "no", "unknown"]
    extinguishes: bool


class Periods(Table[Period]):
    """Every state's periods."""


def may_be_barred(proposal: Proposal, debt: Debt) -> bool:
    """Return whether a suit on a debt may be barred on any date it may be; what is not known is barred.

    Reading: the last day that the creditor gives decides. Where it gives none, the shortest years of all places the
    consumer may be in do, from the default on; a place without known years, and a default of no known day, decide
    nothing.
    """
    if debt.limitations_last_day is not None:
        return max(proposal.dates) > debt.limitations_last_day
    rows = _periods(max(proposal.dates)).of(proposal.places)
    states = {place[: len("US-XX")] for place in proposal.places}
    known = debt.defaulted_on is not None and bool(rows) and {row.place for row in rows} == states
    return not known or any(is_over(proposal, debt, row) for row in rows)


def is_over(proposal: Proposal, debt: Debt, row: Period) -> bool:
    """Return whether the years of a state are known to be over by any date."""
    if debt.defaulted_on is None:
        return False
    years = row.years.get(debt.form, row.shortest) if debt.form else row.shortest
    return any((d.year - years, d.month, d.day) > _day(debt.defaulted_on) for d in proposal.dates)


def _day(day: date) -> tuple[int, int, int]:
    return day.year, day.month, day.day


def _periods(on: date) -> Periods:
    """Return the table in force on a day, the same that `states.limitation` is given."""
    found = [version.values for version in _versions() if version.since <= on] or [_versions()[0].values]
    assert isinstance(found[-1], Periods)
    return found[-1]


@lru_cache(maxsize=1)
def _versions() -> tuple[Version, ...]:
    return versions(Path(__file__).with_name("limitation.yaml"), "states.limitation", Periods, BEGIN)
