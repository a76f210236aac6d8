"""Nobody is contacted at work, whether or not an employer or the consumer forbids it."""

from __future__ import annotations

from datetime import date

from accounts.basis import EmployerAddress
from compliance.decision import Objection
from compliance.policy.ours import Ours, begins
from compliance.proposal import Proposal
from compliance.rule import objection, rule


class Work(Ours):
    """What reaches somebody at work."""


@rule(Work, id="house.no-work", cites="house policy, work", since=date(2021, 11, 30))
def no_work(proposal: Proposal, values: Work) -> Objection | None:
    """Object to beginning a contact at a number or address at work.

    Reading: what colleagues overhear cannot be taken back; an answer goes where the consumer wrote from.
    """
    if not begins(proposal, values):
        return None
    point = proposal.point
    employers = {fact.address for fact in proposal.dossier.of(EmployerAddress)}
    if (point is None or point.place != "work") and proposal.to not in employers:
        return None
    return objection(no_work.id, no_work.cites, "it would reach the consumer at work")
