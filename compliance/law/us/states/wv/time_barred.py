"""West Virginia: the age of a debt is disclosed."""

from __future__ import annotations

from datetime import date

from compliance.decision import Objection
from compliance.law.us.states.sentences import Sentence, says
from compliance.proposal import Proposal
from compliance.rule import rule


@rule(Sentence, id="wv.tbd_notice", cites="W. Va. Code 46A-2-128(f)", since=date(2021, 11, 30), place="US-WV")
def time_barred(proposal: Proposal, row: Sentence) -> Objection | None:
    """Object to a message about a debt that may be time-barred without the disclosure.

    Not modelled: the text has not been read; until it is among the phrases, such a message does not leave.
    """
    return says(time_barred, proposal, row)
