"""Washington: three contacts of any form in a week, one at work, and two a day to a cell phone."""

from __future__ import annotations

from datetime import date

from compliance.decision import Objection
from compliance.law.us.states.caps import Cap, capped
from compliance.proposal import Proposal
from compliance.rule import rule


@rule(Cap, id="wa.frequency.any", cites="RCW 19.16.250(13)(a)", since=date(2021, 11, 30), place="US-WA")
def any_form(proposal: Proposal, row: Cap) -> Objection | None:
    """Object to a fourth contact of any form in seven days, letters and e-mail included.

    Reading: a single week is any seven days, and a communication made with the debtor is every attempt.
    Reading: more is presumed to harass; we treat the presumption as a prohibition. Answers to the consumer are free.
    """
    return capped(any_form, proposal, row)


@rule(Cap, id="wa.frequency.work", cites="RCW 19.16.250(13)(b)", since=date(2021, 11, 30), place="US-WA")
def at_work(proposal: Proposal, row: Cap) -> Objection | None:
    """Object to a second contact at work in seven days."""
    return capped(at_work, proposal, row)


@rule(Cap, id="wa.frequency.cell_day", cites="RCW 19.16.250(18)", since=date(2021, 11, 30), place="US-WA")
def to_cell(proposal: Proposal, row: Cap) -> Objection | None:
    """Object to a third call or text to a cell phone on one day.

    Reading: a day is a date in every zone the consumer may be in; a number may be a cell phone unless it is known to be
    a landline.
    """
    return capped(to_cell, proposal, row)
