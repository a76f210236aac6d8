"""The District of Columbia: nothing electronic before the mailed notice of a charged-off debt."""

from __future__ import annotations

from datetime import date

from compliance.decision import Objection
from compliance.law.us.states.waits import Wait, waits
from compliance.proposal import Proposal
from compliance.rule import rule


@rule(
    Wait,
    id="dc.consent.electronic_first_notice",
    cites="D.C. Code 28-3814(d)(4)(B)(i)",
    since=date(2023, 1, 1),
    place="US-DC",
)
def paper_first(proposal: Proposal, row: Wait) -> Objection | None:
    """Object to texts, e-mail and direct messages before the notice under (m)(2)(A) was mailed.

    Covers: dc.notice.chargeoff
    Reading: any debt may be a charged-off one; original creditors are not bound.
    Not modelled: the words of the notice, in English and Spanish; a person records that it went.
    """
    return waits(paper_first, proposal, row)
