"""Wisconsin: the licence sentence."""

from __future__ import annotations

from datetime import date

from compliance.decision import Objection
from compliance.law.us.states.sentences import Sentence, says
from compliance.proposal import Proposal
from compliance.rule import rule


@rule(Sentence, id="wi.notice", cites="Wis. Admin. Code DFI-Bkg 74.13", since=date(2021, 11, 30), place="US-WI")
def licence(proposal: Proposal, row: Sentence) -> Objection | None:
    """Object to a letter or e-mail without the licence sentence.

    Reading: within five days is with the first.
    Not modelled: eight-point type and the pointer to the reverse side.
    """
    return says(licence, proposal, row)
