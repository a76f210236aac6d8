"""New York State: e-mail only to an address of the consumer's own, with written consent for the debt."""

from __future__ import annotations

from datetime import date

from compliance.decision import Objection
from compliance.law.us.states.agreements import Leave, agreed
from compliance.proposal import Proposal
from compliance.rule import rule


@rule(Leave, id="ny.email_consent", cites="23 NYCRR 1.6", since=date(2021, 11, 30), place="US-NY")
def email(proposal: Proposal, row: Leave) -> Objection | None:
    """Object to e-mail to an address not given by the consumer, an employer's, or one without written consent.

    Reading: who wrote to us from the address by e-mail may be answered there.
    """
    return agreed(email, proposal, row)
