"""Minnesota: the licence sentence and the sheet on credit counselling."""

from __future__ import annotations

from datetime import date

from compliance.decision import Objection
from compliance.law.us.states.sentences import Sentence, says
from compliance.proposal import Proposal
from compliance.rule import rule


@rule(
    Sentence, id="mn.license_text", cites="Minn. Stat. 332.37; Minn. R. 2870", since=date(2021, 11, 30), place="US-MN"
)
def licence(proposal: Proposal, row: Sentence) -> Objection | None:
    """Object to a letter or e-mail without the licence sentence."""
    return says(licence, proposal, row)


@rule(Sentence, id="mn.credit_counseling_doc", cites="Minn. Stat. 332.365", since=date(2022, 8, 1), place="US-MN")
def counselling(proposal: Proposal, row: Sentence) -> Objection | None:
    """Object to a first letter, e-mail or text without the sheet on credit counselling.

    Not modelled: the sheet itself, which the Department changes; until it can go along, none leaves.
    """
    return says(counselling, proposal, row)
