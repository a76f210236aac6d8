"""Nevada: sixty days of silence after a mailed notice of a medical debt."""

from __future__ import annotations

from datetime import date

from compliance.decision import Objection
from compliance.law.us.states.waits import Wait, waits
from compliance.proposal import Proposal
from compliance.rule import rule


@rule(Wait, id="nv.medical_60day", cites="NRS 649.366", since=date(2021, 11, 30), place="US-NV")
def sixty_days(proposal: Proposal, row: Wait) -> Objection | None:
    """Object to any contact about a medical debt until sixty days after its notice was mailed.

    Reading: the certified mail that was wanted before 2023 is mail.
    """
    return waits(sixty_days, proposal, row)
