"""Vermont: hours assumed as elsewhere until the paragraphs of its rule have been read."""

from __future__ import annotations

from datetime import date

from compliance.decision import Objection
from compliance.law.us.states.clocks import Clock, closed
from compliance.proposal import Proposal
from compliance.rule import rule


@rule(Clock, id="vt.conduct", cites="Vt. Rule CF/CP 104", since=date(2021, 11, 30), place="US-VT")
def hours(proposal: Proposal, row: Clock) -> Objection | None:
    """Object to contact before 8:00 a.m. and after 9:00 p.m.

    Reading: creditors are reached too.
    Not modelled: its limits of frequency, not seen; Regulation F and the house have theirs.
    """
    return closed(hours, proposal, row)
