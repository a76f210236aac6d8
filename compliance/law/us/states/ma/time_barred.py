"""Massachusetts: the age of a debt is disclosed."""

from __future__ import annotations

from datetime import date

from compliance.decision import Objection
from compliance.law.us.states.sentences import Sentence, says
from compliance.proposal import Proposal
from compliance.rule import rule


@rule(Sentence, id="ma.tbd_disclosure", cites="940 CMR 7.07(24)", since=date(2021, 11, 30), place="US-MA")
def time_barred(proposal: Proposal, row: Sentence) -> Objection | None:
    """Object to collection of a debt that may be time-barred without the disclosure.

    Not modelled: the text has not been read; until it is among the phrases, such a message does not leave.
    """
    return says(time_barred, proposal, row)
