"""The form of work: no calls or texts there once the consumer, or the employer, does not want them."""

from __future__ import annotations

from accounts.consent import Convenience, Preference
from accounts.consumer import EmployerProhibits
from accounts.contact import Medium
from compliance.decision import Objection
from compliance.law.us.states.kinds import Binds, binds
from compliance.proposal import Proposal
from compliance.provision import Provision
from compliance.rule import objection


class Work(Binds):
    """Which media."""

    media: frozenset[Medium]


def at_work(of: Provision, proposal: Proposal, row: Work) -> Objection | None:
    """Object to contact at work after a request, oral or written, not to be contacted there.

    Reading: an oral request is treated as permanent, though it lapses where it is not confirmed in writing.
    """
    point = proposal.point
    if point is None or point.place != "work" or proposal.medium not in row.media or not binds(proposal, row):
        return None
    taken_back = {fact.clears for fact in proposal.dossier.of(Convenience) if fact.source == "consumer"}
    asked = any(p.place == "work" and p.id not in taken_back for p in proposal.dossier.of(Preference))
    if not asked and not proposal.dossier.of(EmployerProhibits):
        return None
    return objection(of.id, of.cites, "contact at work is not wanted there")
