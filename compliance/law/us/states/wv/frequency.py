"""West Virginia: thirty calls or ten conversations in a week."""

from __future__ import annotations

from datetime import date

from compliance.decision import Objection
from compliance.law.us.states.caps import NearAndFar, both
from compliance.proposal import Proposal
from compliance.rule import rule


@rule(NearAndFar, id="wv.frequency", cites="W. Va. Code 46A-2-125(d)", since=date(2021, 11, 30), place="US-WV")
def frequency(proposal: Proposal, row: NearAndFar) -> Objection | None:
    """Object to the thirty-first call in seven days, and to a call after the tenth conversation.

    Reading: the paragraph asks for intent; it is not inquired into.
    """
    return both(frequency, proposal, row)
