"""New York State: initial disclosures, and the age of a debt before payment."""

from __future__ import annotations

from datetime import date

from compliance.decision import Objection
from compliance.law.us.states.sentences import Sentence, says
from compliance.proposal import Proposal
from compliance.rule import rule


@rule(Sentence, id="ny.initial_disclosure", cites="23 NYCRR 1.2", since=date(2021, 11, 30), place="US-NY")
def initial(proposal: Proposal, row: Sentence) -> Objection | None:
    """Object to a first letter or e-mail without the lists of prohibited practices and exempt income.

    Not modelled: the text has not been read; until it is among the phrases, such a message does not leave.
    """
    return says(initial, proposal, row)


@rule(Sentence, id="ny.tbd_notice", cites="23 NYCRR 1.3(b)", since=date(2021, 11, 30), place="US-NY")
def time_barred(proposal: Proposal, row: Sentence) -> Objection | None:
    """Object to a request for payment of a debt that may be time-barred without the disclosure in the same message.

    Reading: the point on revival fell with CPLR 214-i.
    Not modelled: the text has not been read; until it is among the phrases, such a message does not leave.
    """
    return says(time_barred, proposal, row)
