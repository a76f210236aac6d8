"""Washington: the licensed name and street address, and the original creditor, in every message."""

from __future__ import annotations

from datetime import date

from compliance.decision import Objection
from compliance.law.us.states.sentences import Sentence, says
from compliance.proposal import Proposal
from compliance.rule import rule


@rule(Sentence, id="wa.content.every_message", cites="RCW 19.16.250(8)(a)-(b)", since=date(2021, 11, 30), place="US-WA")
def every_message(proposal: Proposal, row: Sentence) -> Objection | None:
    """Object to a message without the licensed name and address and the original creditor.

    Covers: wa.name_used
    Not modelled: the itemisation of the first notice, which 1006.34(c) asks for too.
    """
    return says(every_message, proposal, row)
