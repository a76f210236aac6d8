"""North Carolina: the permit number."""

from __future__ import annotations

from datetime import date

from compliance.decision import Objection
from compliance.law.us.states.sentences import Sentence, says
from compliance.proposal import Proposal
from compliance.rule import rule


@rule(Sentence, id="nc.permit_number", cites="N.C.G.S. 58-70-50, -110", since=date(2021, 11, 30), place="US-NC")
def permit(proposal: Proposal, row: Sentence) -> Objection | None:
    """Object to a letter, e-mail or text without the permit number and the name.

    Reading: the number in force on the day; numbers were given anew in 2021.
    """
    return says(permit, proposal, row)
