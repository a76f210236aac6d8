"""New Jersey: the assistant says what it is, in every message."""

from __future__ import annotations

from datetime import date

from compliance.decision import Objection
from compliance.law.us.states.sentences import Sentence, says
from compliance.proposal import Proposal
from compliance.rule import rule


@rule(Sentence, id="nj.bot", cites="N.J.S.A. 56:18-1 ff", since=date(2021, 11, 30), place="US-NJ")
def bots(proposal: Proposal, row: Sentence) -> Objection | None:
    """Object to words of the assistant that do not say that it is automated.

    Reading: said at the outset and throughout, so in every message.
    """
    return says(bots, proposal, row)
