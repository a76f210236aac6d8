"""Utah: the assistant says what it is, in every message."""

from __future__ import annotations

from datetime import date

from compliance.decision import Objection
from compliance.law.us.states.sentences import Sentence, says
from compliance.proposal import Proposal
from compliance.rule import rule


@rule(Sentence, id="ut.genai_on_request", cites="Utah Code 13-77-103", since=date(2025, 5, 7), place="US-UT")
def bots(proposal: Proposal, row: Sentence) -> Objection | None:
    """Object to words of the assistant that do not say that it is automated.

    Covers: ut.genai_safe_harbor
    Reading: said at the outset and throughout, so in every message.
    """
    return says(bots, proposal, row)
