"""Washington: no call or text before half past seven and after nine."""

from __future__ import annotations

from datetime import date

from compliance.decision import Objection
from compliance.law.us.states.clocks import Clock, closed
from compliance.proposal import Proposal
from compliance.rule import rule


@rule(Clock, id="wa.hours", cites="RCW 19.16.250(13)(c)", since=date(2021, 11, 30), place="US-WA")
def hours(proposal: Proposal, row: Clock) -> Objection | None:
    """Object to calls and texts before 7:30 a.m. and after 9:00 p.m.

    Reading: Regulation F opens at eight; where it does not bind, this still does.
    """
    return closed(hours, proposal, row)
