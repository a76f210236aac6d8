"""Who asks on a social platform to be one of the consumer's contacts says that they collect debts: 1006.18(d)."""

from __future__ import annotations

from datetime import date

from accounts.contact import Medium
from compliance.decision import Objection
from compliance.law.us.reg_f.s10_a_location_information import asks_elsewhere
from compliance.parameters import Nothing
from compliance.proposal import Proposal
from compliance.rule import objection, rule

CITES = "12 CFR 1006.18(d)"


@rule(Nothing, id="regf.18d-social-request", cites=CITES, since=date(2021, 11, 30))
def social_request(proposal: Proposal, _: Nothing) -> Objection | None:
    """Object to a contact request that does not say that it comes from a debt collector.

    > Assume that a debt collector sends a private message, in connection with the collection of a debt, requesting to
    > be added as one of the consumer's contacts on a social media platform marketed for social or professional
    > networking purposes. A debt collector makes a false representation or implication if the debt collector does not
    > disclose his or her identity as a debt collector in the request.

    Reading: either disclosure of 1006.18(e) says from whom it comes.
    Reading: a request to somebody else, to find the consumer, may not say it (1006.10(b)(4)); 1006.10(b)(1) is for it.
    """
    post = proposal.message.post
    if proposal.medium is not Medium.SOCIAL or post is None or not post.contact_request or asks_elsewhere(proposal):
        return None
    if proposal.words.disclosure != "none":
        return None
    says = "the request to be added as a contact does not say that it comes from a debt collector"
    return objection("regf.18d-social-request", CITES, says)
