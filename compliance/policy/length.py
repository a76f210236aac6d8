"""A text is one thought, and no longer than carriers join together again."""

from __future__ import annotations

from datetime import date

from accounts.contact import Medium
from compliance.decision import Objection
from compliance.parameters import Parameters
from compliance.proposal import Proposal
from compliance.rule import objection, rule
from compliance.segments import segments


class Length(Parameters):
    """How long a text may be."""

    parts: int
    """Segments in which it travels, counted by its letters (3GPP TS 23.038)."""


@rule(Length, id="house.text-length", cites="house policy, length of texts", since=date(2021, 11, 30))
def text_length(proposal: Proposal, values: Length) -> Objection | None:
    """Object to a text that would travel in more parts than carriers take for one message.

    Reading: it is not cut in two by us. What is required in a message must stand in it whole, and the second half of
    a message could be held back by any rule; so whoever wrote it makes two messages of two thoughts, or writes a mail.
    """
    if proposal.medium is not Medium.SMS:
        return None
    parts = segments(proposal.message.text)
    if parts <= values.parts:
        return None
    says = f"the text would travel in {parts} parts, and carriers take no more than {values.parts} for one message"
    return objection(text_length.id, text_length.cites, says)
