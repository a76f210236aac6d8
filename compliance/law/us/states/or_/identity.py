"""Oregon: name and true purpose at once, and who and where in the first writing."""

from __future__ import annotations

from datetime import date

from compliance.decision import Objection
from compliance.law.us.states.sentences import Sentence, says
from compliance.proposal import Proposal
from compliance.rule import rule


@rule(Sentence, id="or.oral_30_seconds", cites="ORS 646.639(2)(i)-(j)", since=date(2021, 11, 30), place="US-OR")
def spoken(proposal: Proposal, row: Sentence) -> Objection | None:
    """Object to words on a call that do not say who calls, for which business, and why.

    Reading: it is said in the first words, which is within thirty seconds.
    """
    return says(spoken, proposal, row)


@rule(Sentence, id="or.written_identity", cites="ORS 646.639(2)(i)", since=date(2021, 11, 30), place="US-OR")
def written(proposal: Proposal, row: Sentence) -> Objection | None:
    """Object to a first writing without collector, creditor and business address."""
    return says(written, proposal, row)
