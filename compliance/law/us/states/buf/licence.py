"""Buffalo: collection agencies hold a licence of the city."""

from __future__ import annotations

from datetime import date

from compliance.decision import Objection
from compliance.law.us.states.kinds import Binds
from compliance.law.us.states.licences import licensed
from compliance.proposal import Proposal
from compliance.rule import rule


@rule(Binds, id="buf.license", cites="Buffalo City Code", since=date(2021, 11, 30), place="US-NY-BUF")
def licence(proposal: Proposal, row: Binds) -> Objection | None:
    """Object to contact without a licence of the city in force.

    Reading: a creditor that collects for itself needs none.
    """
    return licensed(licence, proposal, row)
