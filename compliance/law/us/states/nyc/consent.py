"""New York City: written consent to the address before e-mail, texts and direct messages."""

from __future__ import annotations

from datetime import date

from compliance.decision import Objection
from compliance.law.us.states.agreements import Leave, agreed
from compliance.proposal import Proposal
from compliance.rule import rule


@rule(Leave, id="nyc.consent.electronic", cites="6 RCNY 5-77", since=date(2026, 9, 1), place="US-NY-NYC")
def opt_in(proposal: Proposal, row: Leave) -> Objection | None:
    """Object to electronic contact without the consumer's written consent for that address.

    Reading: how consent was eased in 2026 has not been read; until then it must be in writing and for the address.
    Reading: requests to cease reach one medium, and the way out is one word: 1006.14(h) and 1006.6(e) ask no less.
    """
    return agreed(opt_in, proposal, row)
