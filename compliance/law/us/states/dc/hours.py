"""The District of Columbia: no call or text before eight and after nine, by its own clock."""

from __future__ import annotations

from datetime import date

from compliance.decision import Objection
from compliance.law.us.states.clocks import Clock, closed
from compliance.proposal import Proposal
from compliance.rule import rule


@rule(Clock, id="dc.hours", cites="D.C. Code 28-3814(k)", since=date(2023, 1, 1), place="US-DC")
def hours(proposal: Proposal, row: Clock) -> Objection | None:
    """Object to calls and texts before 8:00 a.m. and after 9:00 p.m. Eastern time."""
    return closed(hours, proposal, row)
