"""Georgia: installment lenders do not call before five and after ten."""

from __future__ import annotations

from datetime import date

from compliance.decision import Objection
from compliance.law.us.states.clocks import Clock, closed
from compliance.proposal import Proposal
from compliance.rule import rule


@rule(Clock, id="ga.installment_hours", cites="O.C.G.A. 7-3-33(5)", since=date(2021, 11, 30), place="US-GA")
def installment_lenders(proposal: Proposal, row: Clock) -> Objection | None:
    """Object to calls before 5:00 a.m. and after 10:00 p.m.

    Reading: a creditor may be a licensed installment lender; its role does not say.
    """
    return closed(installment_lenders, proposal, row)
