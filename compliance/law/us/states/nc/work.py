"""North Carolina: no calls at work against the wish."""

from __future__ import annotations

from datetime import date

from compliance.decision import Objection
from compliance.law.us.states.workplaces import Work, at_work
from compliance.proposal import Proposal
from compliance.rule import rule


@rule(Work, id="nc.conduct", cites="N.C.G.S. 58-70-100, 75-52", since=date(2021, 11, 30), place="US-NC")
def work(proposal: Proposal, row: Work) -> Objection | None:
    """Object to calls at work that the consumer does not want there.

    Not modelled: unreasonable frequency has no number there; Regulation F and the house have theirs.
    """
    return at_work(work, proposal, row)
