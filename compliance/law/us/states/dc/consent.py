"""The District of Columbia: express consent, by medium, before texts, e-mail and direct messages."""

from __future__ import annotations

from datetime import date

from compliance.decision import Objection
from compliance.law.us.states.agreements import Leave, agreed
from compliance.proposal import Proposal
from compliance.rule import rule


@rule(
    Leave,
    id="dc.consent.electronic_optin",
    cites="D.C. Code 28-3814(d)(4)(B)(ii)",
    since=date(2023, 1, 1),
    place="US-DC",
)
def opt_in(proposal: Proposal, row: Leave) -> Objection | None:
    """Object to electronic contact without express consent, but for one message in seven days that asks for it.

    Reading: a message that asks for consent says nothing else, and any electronic message within the week counts.
    """
    return agreed(opt_in, proposal, row)
