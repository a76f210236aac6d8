"""Offer policy: which terms may be offered for a creditor's debts on a day, as dated data."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path

from accounts.errors import BadLaw, BadSettings
from accounts.promise import Every
from accounts.record import Cents, Id
from compliance.parameters import Parameters, Version, load_yaml, versions

SHIPPED = Path(__file__).with_name("offers.yaml")
HOUSE = "house"


class Discount(Parameters):
    """With how much less than the balance a creditor is content."""

    opens: int
    """The share of the balance, in percent, that is named first."""
    floor: int
    """The share below which nothing is agreed."""
    payments: int
    """In how many monthly payments at most."""


class Terms(Parameters):
    """What may be offered on a day; the file says what each is."""

    instalments: tuple[int, ...]
    every: tuple[Every, ...]
    longest: int
    minimum: Cents
    first_after: int
    first_usual: int
    first_before: int
    postponed_before: int
    extends: int
    extensions: int
    discount: Discount | None
    fresh: int


@dataclass(frozen=True)
class Policy:
    """Dated terms: the house's, and those of creditors that have their own."""

    dated: Mapping[str, tuple[Version, ...]]
    pay_at: str = ""
    """Where cards are taken, by somebody else than us, with a place for the debt's identifier; nowhere where empty."""

    def payment_link(self, debt: Id) -> str | None:
        """Return where a debt is paid by card; nothing in it tells whose it is or how much."""
        return self.pay_at.replace("{reference}", debt) if self.pay_at else None

    def terms(self, creditor: str, day: date) -> Terms:
        """Return the terms for a creditor's debts on that day: its own where they have begun, else the house's.

        Raises:
            BadSettings: no policy has begun on that day.
        """
        for whose in (creditor.casefold(), HOUSE):
            if begun := [version.values for version in self.dated.get(whose, ()) if version.since <= day]:
                return Terms.model_validate(begun[-1])
        raise BadSettings(f"the offer policy has no terms for {day}; give those of `{HOUSE}` an earlier `since`")


@lru_cache(maxsize=8)
def policy(path: Path = SHIPPED) -> Policy:
    """Return the offer policy of a file.

    Raises:
        BadLaw: the file does not fit its form; it says where.
    """
    found = load_yaml(path, aliases=False)
    if not isinstance(found, dict) or HOUSE not in found:
        raise BadLaw(f"{path.name}: no terms for `{HOUSE}`, which hold for every creditor without its own")
    dated = {}
    for whose, rows in found.items():
        first = rows[0].get("since") if isinstance(rows, list) and rows and isinstance(rows[0], dict) else None
        if not isinstance(whose, str) or not isinstance(first, date):
            raise BadLaw(f"{path.name}: {whose}: write a list of dated terms, each with its `since`")
        dated[whose.casefold()] = versions(path, whose, Terms, first)
        for version in dated[whose.casefold()]:
            _checked(path, whose, Terms.model_validate(version.values))
    return Policy(dated)


def _checked(path: Path, whose: str, terms: Terms) -> None:
    days = (1, terms.first_after, terms.first_usual, terms.first_before, terms.postponed_before)
    less = terms.discount
    for holds, says in (
        (sorted(days) == list(days), "first_after, first_usual, first_before, postponed_before must go up from 1"),
        (terms.minimum > 0, "minimum must be above 0"),
        (bool(terms.every), "every names nothing"),
        (
            terms.instalments[:1] == (1,) and sorted(set(terms.instalments)) == [*terms.instalments],
            "instalments go up from 1",
        ),
        (
            less is None or (0 < less.floor <= less.opens < 100 and less.payments > 0),
            "discount: 0 < floor <= opens < 100",
        ),
    ):
        if not holds:
            raise BadLaw(f"{path.name}: {whose}: {says}")
