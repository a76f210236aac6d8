"""A disputed debt is left alone by campaigns until a person has answered, whether or not the law demands it."""

from __future__ import annotations

from datetime import date

from accounts.contact import Purpose
from accounts.notice import Dispute, DisputeAnswered
from compliance.decision import Objection
from compliance.parameters import Parameters
from compliance.proposal import Proposal
from compliance.rule import objection, rule


class Pause(Parameters):
    """Whose messages wait, and which."""

    authors: frozenset[str]
    pauses: frozenset[Purpose]

    @property
    def is_empty(self) -> bool:
        """Whether nobody's messages wait, or none."""
        return not (self.authors and self.pauses)


@rule(Pause, id="house.dispute-pause", cites="house policy", since=date(2021, 11, 30))
def dispute_pause(proposal: Proposal, pause: Pause) -> Objection | None:
    """Object to what a campaign would send about a disputed debt before a person has answered the dispute.

    Reading: an oral or late dispute does not stop collection by law (comment 38-1), but a machine that goes on asking
    is how a complaint begins; a person may go on, answering for it.
    """
    message = proposal.message
    if message.author not in pause.authors or message.purpose not in pause.pauses or proposal.answers:
        return None
    answered = {answer.of for answer in proposal.dossier.of(DisputeAnswered) if answer.at <= proposal.at}
    if any(proposal.concerns(d.debts) and d.id not in answered for d in proposal.dossier.of(Dispute)):
        return objection(dispute_pause.id, dispute_pause.cites, "the debt is disputed and nobody has answered yet")
    return None
