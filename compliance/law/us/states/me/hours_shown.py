"""Maine: address, telephone and hours in letters."""

from __future__ import annotations

from datetime import date

from compliance.decision import Objection
from compliance.law.us.states.sentences import Sentence, says
from compliance.proposal import Proposal
from compliance.rule import rule


@rule(Sentence, id="me.disclosure_hours", cites="32 MRSA 11013, 11014", since=date(2021, 11, 30), place="US-ME")
def hours(proposal: Proposal, row: Sentence) -> Objection | None:
    """Object to a letter or e-mail without the hours of operation."""
    return says(hours, proposal, row)
