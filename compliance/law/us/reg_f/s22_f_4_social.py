"""Nothing on a social platform that others can see: 1006.22(f)(4)."""

from __future__ import annotations

from datetime import date

from accounts.contact import Medium
from compliance.decision import Objection
from compliance.parameters import Nothing
from compliance.proposal import Proposal
from compliance.rule import objection, rule

CITES = "12 CFR 1006.22(f)(4)"


@rule(Nothing, id="regf.22f4-social-public", cites=CITES, since=date(2021, 11, 30))
def social_public(proposal: Proposal, _: Nothing) -> Objection | None:
    """Object to a message on a social platform unless it is known that only the person can see it.

    > (4) Communicate or attempt to communicate with a person in connection with the collection of a debt through a
    > social media platform if the communication or attempt to communicate is viewable by the general public or the
    > person's social media contacts.

    > Section 1006.22(f)(4) does not prohibit a debt collector from sending a message to a person if the message is not
    > viewable by the general public or the person's social media contacts.

    Reading: it protects any person; who can see it must be known.
    """
    if proposal.medium is not Medium.SOCIAL:
        return None
    post = proposal.message.post
    if post is not None and post.visible_to == "private":
        return None
    who = "nobody knows who" if post is None else f"the {'public' if post.visible_to == 'public' else 'contacts'}"
    return objection("regf.22f4-social-public", CITES, f"{who} could see it")
