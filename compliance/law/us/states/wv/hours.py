"""West Virginia: no call before eight and after nine."""

from __future__ import annotations

from datetime import date

from compliance.decision import Objection
from compliance.law.us.states.clocks import Clock, closed
from compliance.proposal import Proposal
from compliance.rule import rule


@rule(Clock, id="wv.hours", cites="W. Va. Code 46A-2-125(d)", since=date(2021, 11, 30), place="US-WV")
def hours(proposal: Proposal, row: Clock) -> Objection | None:
    """Object to calls before 8:00 a.m. and after 9:00 p.m."""
    return closed(hours, proposal, row)
