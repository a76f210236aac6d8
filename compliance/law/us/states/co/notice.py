"""Colorado: where its Act can be read."""

from __future__ import annotations

from datetime import date

from compliance.decision import Objection
from compliance.law.us.states.sentences import Sentence, says
from compliance.proposal import Proposal
from compliance.rule import rule


@rule(Sentence, id="co.notice", cites="C.R.S. 5-16-109; 4 CCR 903-1", since=date(2021, 11, 30), place="US-CO")
def notice(proposal: Proposal, row: Sentence) -> Objection | None:
    """Object to a first letter or e-mail without the line on the Colorado Act.

    Not modelled: neither the statute nor the rule was seen; the words are those of a notice that collectors publish.
    Reading: the address of the Attorney General's page changes; any is taken, ours is composed.
    Not modelled: the address and telephone number of the office in Colorado.
    """
    return says(notice, proposal, row)
