"""Tennessee: the licence sentence."""

from __future__ import annotations

from datetime import date

from compliance.decision import Objection
from compliance.law.us.states.sentences import Sentence, says
from compliance.proposal import Proposal
from compliance.rule import rule


@rule(Sentence, id="tn.license_text", cites="Tenn. Comp. R. & Regs. 0320-05", since=date(2021, 11, 30), place="US-TN")
def licence(proposal: Proposal, row: Sentence) -> Objection | None:
    """Object to a letter or e-mail without the licence sentence."""
    return says(licence, proposal, row)
