"""The age of a debt: whether a suit on it may be barred already."""

from __future__ import annotations

from accounts.debt import Debt
from compliance.proposal import Proposal


def may_be_barred(proposal: Proposal, debt: Debt) -> bool:
    """Return whether the last day of a suit is past on any date it may be, or is not known."""
    last = debt.limitations_last_day
    return last is None or max(proposal.dates) > last
