"""The form of a city's licence: nothing leaves for it without one in force."""

from __future__ import annotations

from compliance.decision import Objection
from compliance.law.us.states.kinds import Binds, binds
from compliance.law.us.states.sentences import licence
from compliance.proposal import Proposal
from compliance.provision import Provision
from compliance.rule import objection


def licensed(of: Provision, proposal: Proposal, row: Binds) -> Objection | None:
    """Object where no licence of the place is known to be in force on the day."""
    if not binds(proposal, row) or licence(proposal, of.place) is not None:
        return None
    return objection(of.id, of.cites, f"no licence of {of.place} is known to be in force")
