"""Massachusetts: calls to others in the household are as few, and in the same hours on the clocks of Massachusetts."""

from __future__ import annotations

from datetime import date

from compliance.decision import Objection
from compliance.law.us.states.caps import NearAndFar, capped, latest
from compliance.law.us.states.clocks import Clock, closed
from compliance.proposal import Proposal
from compliance.rule import rule


class Household(NearAndFar):
    """The caps, and the hours beside them."""

    hours: Clock


@rule(
    Household, id="ma.household_third_person", cites="940 CMR 7.05(3)(d)-(e)", since=date(2021, 11, 30), place="US-MA"
)
def household(proposal: Proposal, row: Household) -> Objection | None:
    """Object to a third call in seven days to somebody else about a debt, or to one before eight and after nine.

    Reading: whether somebody lives in the household is rarely known; everybody who is not the consumer is counted.
    """
    near, far = capped(household, proposal, row.near), capped(household, proposal, row.far)
    return latest((near, far, closed(household, proposal, row.hours)))
