"""Illinois: no contact before eight and after nine, by any medium that has an hour."""

from __future__ import annotations

from datetime import date

from compliance.decision import Objection
from compliance.law.us.states.clocks import Clock, closed
from compliance.proposal import Proposal
from compliance.rule import rule


@rule(Clock, id="il.hours", cites="205 ILCS 740/9.2", since=date(2021, 11, 30), place="US-IL")
def hours(proposal: Proposal, row: Clock) -> Objection | None:
    """Object to contact before 8:00 a.m. and after 9:00 p.m.

    Reading: a letter has no hour.
    """
    return closed(hours, proposal, row)
