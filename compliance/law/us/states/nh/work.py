"""New Hampshire: limits on calls at work, not read in full."""

from __future__ import annotations

from datetime import date

from compliance.decision import Objection
from compliance.law.us.states.workplaces import Work, at_work
from compliance.proposal import Proposal
from compliance.rule import rule


@rule(Work, id="nh.conduct", cites="RSA 358-C:3", since=date(2021, 11, 30), place="US-NH")
def work(proposal: Proposal, row: Work) -> Objection | None:
    """Object to calls at work that the consumer does not want there.

    Not modelled: its own limits and what a caller must state; the text was not found.
    """
    return at_work(work, proposal, row)
