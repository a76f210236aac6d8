"""California: the licence number in every written or digital message."""

from __future__ import annotations

from datetime import date

from compliance.decision import Objection
from compliance.law.us.states.sentences import Sentence, says
from compliance.proposal import Proposal
from compliance.rule import rule


@rule(
    Sentence, id="ca.license_every_message", cites="Cal. Civ. Code 1788.11(f)", since=date(2021, 11, 30), place="US-CA"
)
def licence(proposal: Proposal, row: Sentence) -> Objection | None:
    """Object to a written or digital message that does not show the California licence number.

    Reading: every collector may be licensable, creditors too.
    Not modelled: twelve-point type, and the number on request in a call.
    """
    return says(licence, proposal, row)
