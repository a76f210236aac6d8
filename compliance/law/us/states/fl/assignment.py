"""Florida: an assignee waits thirty days after the notice of assignment."""

from __future__ import annotations

from datetime import date

from compliance.decision import Objection
from compliance.law.us.states.waits import Wait, waits
from compliance.proposal import Proposal
from compliance.rule import rule


@rule(Wait, id="fl.assignment_notice", cites="Fla. Stat. 559.715", since=date(2021, 11, 30), place="US-FL")
def assignment(proposal: Proposal, row: Wait) -> Objection | None:
    """Object to collection by a debt buyer until thirty days after the notice of assignment."""
    return waits(assignment, proposal, row)
