"""How long a debt may be sued upon, by state: what may not be said about it afterwards, and whether it still exists."""

from __future__ import annotations

from datetime import date
from typing import Literal

from accounts.contact import Purpose
from accounts.debt import Debt
from compliance.decision import Objection
from compliance.law.us.states import tables
from compliance.law.us.states.ages import may_be_barred
from compliance.law.us.states.tables import Row
from compliance.parameters import Parameters
from compliance.proposal import Proposal
from compliance.rule import objection, rule

Form = Literal["written", "oral", "open_account", "credit_card", "sale_of_goods_ucc"]


class Period(Row):
    """The years of one state, and what a payment after them does."""

    years: dict[Form, int]
    shortest: int
    """What counts where the form is not known."""
    payment_revives: Literal["yes", "no", "unknown"]
    extinguishes: bool


class Periods(Parameters):
    """Every state's periods."""

    rows: tuple[Period, ...]


@rule(Periods, id="states.limitation", cites="state statutes of limitation", since=date(2021, 11, 30))
def limitation(proposal: Proposal, periods: Periods) -> Objection | None:
    """Object, of a debt that may be barred, to a threat of suit, to an unwarned request for payment, and to more.

    Reading: it is barred when its last day is past by any date, is not known, or is so many years after default in
    any place; what a payment may have restarted is left out, for that makes it barred the sooner.
    Reading: where a payment revives it, or may, a request for payment must warn of that (`revival_warning`).
    Reading: where the years extinguish a debt, nothing is collected once they are known to be over.
    """
    for debt in proposal.dossier.debts:
        for row in tables.of(proposal.places, periods.rows) if proposal.concerns((debt.id,)) else ():
            over = _over(proposal, debt, row)
            says = _fault(proposal, row, over=over) if over or may_be_barred(proposal, debt) else None
            if says is not None:
                return objection(limitation.id, row.cite, f"the debt may be barred in {row.place}: {says}")
    return None


def _over(proposal: Proposal, debt: Debt, row: Period) -> bool:
    """Return whether the years of that state are over by any date."""
    if debt.defaulted_on is None:
        return False
    years = row.years[debt.form] if debt.form else row.shortest
    return any((d.year - years, d.month, d.day) > _day(debt.defaulted_on) for d in proposal.dates)


def _day(day: date) -> tuple[int, int, int]:
    return day.year, day.month, day.day


def _fault(proposal: Proposal, row: Period, *, over: bool) -> str | None:
    said = proposal.words.includes
    if "threat_of_suit" in said:
        return "it threatens a suit"
    if row.payment_revives != "no" and said & {"payment_request", "payment_link"} and "revival_warning" not in said:
        return "it asks for a payment and does not warn that one may revive it"
    if row.extinguishes and over and proposal.message.purpose is Purpose.COLLECT:
        return "there the years have extinguished it"
    return None
