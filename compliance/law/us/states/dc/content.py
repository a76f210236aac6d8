"""The District of Columbia: why and from whom, in every written message."""

from __future__ import annotations

from datetime import date

from compliance.decision import Objection
from compliance.law.us.states.sentences import Sentence, says
from compliance.proposal import Proposal
from compliance.rule import rule


@rule(Sentence, id="dc.content.written", cites="D.C. Code 28-3814(f)(2),(4)", since=date(2023, 1, 1), place="US-DC")
def written(proposal: Proposal, row: Sentence) -> Objection | None:
    """Object to a written message that does not say that a debt is collected, and name phone and address.

    Reading: that a debt is collected is asked for by 1006.18(e); name, address and phone are looked for here.
    """
    return says(written, proposal, row)
