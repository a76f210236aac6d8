"""Massachusetts: no contact before eight and after nine."""

from __future__ import annotations

from datetime import date

from compliance.decision import Objection
from compliance.law.us.states.clocks import Clock, closed
from compliance.proposal import Proposal
from compliance.rule import rule


@rule(Clock, id="ma.hours", cites="209 CMR 18.16(1)(a); 940 CMR 7.04", since=date(2021, 11, 30), place="US-MA")
def hours(proposal: Proposal, row: Clock) -> Objection | None:
    """Object to calls, texts and e-mail before 8:00 a.m. and after 9:00 p.m."""
    return closed(hours, proposal, row)
