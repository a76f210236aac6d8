"""Louisiana: nobody outside the household is contacted, but to find the consumer."""

from __future__ import annotations

from datetime import date

from accounts.contact import Purpose
from compliance.decision import Objection
from compliance.law.us.states.kinds import Binds, binds
from compliance.proposal import Proposal
from compliance.rule import objection, rule


@rule(Binds, id="la.third_party", cites="La. R.S. 9:3562", since=date(2021, 11, 30), place="US-LA")
def third_party(proposal: Proposal, row: Binds) -> Objection | None:
    """Object to contact with anybody else, unless it only asks where the consumer is.

    Reading: whether somebody lives in the household is rarely known, and is not relied on.
    Not modelled: consent given after the debt arose.
    """
    if not binds(proposal, row) or proposal.message.purpose is Purpose.LOCATION_INFO:
        return None
    return objection(
        third_party.id, third_party.cites, "it goes to somebody who is not known to live with the consumer"
    )
