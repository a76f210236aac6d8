"""New York City: three attempts in seven days about an account, by all media together."""

from __future__ import annotations

from datetime import date

from compliance.decision import Objection
from compliance.law.us.states.caps import Cap, capped
from compliance.proposal import Proposal
from compliance.rule import rule


@rule(Cap, id="nyc.frequency", cites="6 RCNY 5-77", since=date(2026, 9, 1), place="US-NY-NYC")
def all_media(proposal: Proposal, row: Cap) -> Objection | None:
    """Object to a fourth attempt about an account in seven days, by whatever medium.

    Covers: nyc.scope_creditors
    Reading: a creditor is always taken to have begun debt collection procedures (6 RCNY 5-76).
    Reading: the exclusions have not been read in the adopted text. So an answer to the consumer is let through, but
    counts; a notice that the law requires is held as any other.
    """
    return capped(all_media, proposal, row)
