"""One answer to one dispute or request: a form that was sent twice, or two people at once, answer it once."""

from __future__ import annotations

from datetime import date

from accounts.contact import State
from accounts.notice import Undeliverable
from compliance.decision import Objection
from compliance.parameters import Nothing
from compliance.proposal import Proposal
from compliance.rule import objection, rule


@rule(Nothing, id="house.answer-once", cites="house policy", since=date(2021, 11, 30))
def answer_once(proposal: Proposal, _: Nothing) -> Objection | None:
    """Object to an answer that has left already, or may have, and did not come back.

    Reading: an answer is the same where it answers the same dispute or request as the same; by which way says nothing.
    """
    settles = proposal.message.settles
    if settles is None:
        return None
    returned = {fact.of for fact in proposal.dossier.of(Undeliverable)}
    for attempt in proposal.dossier.attempts:
        lost = attempt.state is State.UNDELIVERED or attempt.id in returned
        if attempt.settles == settles and attempt.counts and not lost:
            says = "this answer has left already, or may have: nobody knows yet"
            return objection(answer_once.id, answer_once.cites, says)
    return None
