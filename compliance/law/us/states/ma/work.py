"""Massachusetts: no calls or texts at work after a request."""

from __future__ import annotations

from datetime import date

from compliance.decision import Objection
from compliance.law.us.states.workplaces import Work, at_work
from compliance.proposal import Proposal
from compliance.rule import rule


@rule(Work, id="ma.work_request", cites="209 CMR 18.16(1)(c)", since=date(2021, 11, 30), place="US-MA")
def work(proposal: Proposal, row: Work) -> Objection | None:
    """Object to calls and texts at work after an oral or written request."""
    return at_work(work, proposal, row)
