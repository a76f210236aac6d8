"""No e-mail or text to a dead address: where nobody is reached, or where too much came back lately."""

from __future__ import annotations

from datetime import date, timedelta

from accounts.contact import Medium
from accounts.reachable import failures
from compliance.decision import Objection
from compliance.parameters import Parameters
from compliance.proposal import Proposal
from compliance.rule import objection, rule


class Returns(Parameters):
    """How much may come back from an address."""

    most: int
    """This many that may pass, and no more is written."""
    days: int
    """Within so many days."""


@rule(Returns, id="house.dead-address", cites="house policy", since=date(2021, 11, 30))
def dead_address(proposal: Proposal, returns: Returns) -> Objection | None:
    """Object to e-mail or a text to where a server said that nobody is, or from where too much came back lately.

    Reading: whoever goes on writing to dead addresses is taken for a sender of spam, and then reaches nobody.
    Reading: an address lives again once something was delivered there, or somebody wrote from it.
    """
    if proposal.medium not in (Medium.EMAIL, Medium.SMS):
        return None
    back = failures(proposal.dossier, proposal.to)
    lasting = next((fact for fact in back if fact.lasting), None)
    if lasting is not None:
        says = f"nobody is reached at this address: what was sent came back on {lasting.at:%Y-%m-%d} ({lasting.code})"
        return objection(dead_address.id, dead_address.cites, says)
    window = timedelta(days=returns.days)
    recent = [fact.at for fact in back if proposal.at - fact.at < window]
    if len(recent) < returns.most:
        return None
    says = f"{len(recent)} messages came back from this address in {returns.days} days"
    return objection(dead_address.id, dead_address.cites, says, recent[-returns.most] + window)
