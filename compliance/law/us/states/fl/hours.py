"""Florida: no call or text before eight and after nine; e-mail was held too until May 2025."""

from __future__ import annotations

from datetime import date

from compliance.decision import Objection
from compliance.law.us.states.clocks import Clock, closed
from compliance.proposal import Proposal
from compliance.rule import rule


@rule(Clock, id="fl.hours", cites="Fla. Stat. 559.72(17)", since=date(2021, 11, 30), place="US-FL")
def hours(proposal: Proposal, row: Clock) -> Objection | None:
    """Object to calls and texts before 8:00 a.m. and after 9:00 p.m.

    Reading: the area code is one of the zones that count.
    Not modelled: the prior consent of the consumer to another time.
    """
    return closed(hours, proposal, row)
