"""California: what the first written notice must say."""

from __future__ import annotations

from datetime import date

from compliance.decision import Objection
from compliance.law.us.states.sentences import Sentence, says
from compliance.proposal import Proposal
from compliance.rule import rule


@rule(
    Sentence,
    id="ca.consumer_collection_notice",
    cites="Cal. Civ. Code 1812.700-.702",
    since=date(2021, 11, 30),
    place="US-CA",
)
def first_notice(proposal: Proposal, row: Sentence) -> Objection | None:
    """Object to a first written notice without the consumer collection notice.

    Not modelled: the code itself was not seen; the words are those of notices that collectors publish.
    """
    return says(first_notice, proposal, row)
