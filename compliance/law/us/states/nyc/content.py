"""New York City: licence, a number that a person answers, and the age of a debt before payment."""

from __future__ import annotations

from datetime import date

from compliance.decision import Objection
from compliance.law.us.states.sentences import Sentence, says
from compliance.proposal import Proposal
from compliance.rule import rule


@rule(
    Sentence,
    id="nyc.license_contact",
    cites="NYC Admin Code 20-493.1; 6 RCNY 5-77",
    since=date(2021, 11, 30),
    place="US-NY-NYC",
)
def licence(proposal: Proposal, row: Sentence) -> Objection | None:
    """Object to a written message without licence number, name, creditor and a number that a person answers.

    Not modelled: that a natural person answers the number.
    """
    return says(licence, proposal, row)


@rule(Sentence, id="nyc.tbd_notice", cites="6 RCNY 5-77; 2-191", since=date(2026, 9, 1), place="US-NY-NYC")
def time_barred(proposal: Proposal, row: Sentence) -> Objection | None:
    """Object to a request for payment of a debt that may be time-barred without the disclosure.

    Not modelled: the text has not been read; until it is among the phrases, such a message does not leave.
    """
    return says(time_barred, proposal, row)
