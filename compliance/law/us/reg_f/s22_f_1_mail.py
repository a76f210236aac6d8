"""No postcard about a debt, and nothing on an envelope that tells of one: 1006.22(f)(1) and (2)."""

from __future__ import annotations

from datetime import date

from accounts.contact import Letter, Medium
from compliance.decision import Objection
from compliance.law.us.reg_f.s10_a_location_information import asks_elsewhere
from compliance.parameters import Nothing, Parameters
from compliance.proposal import Proposal
from compliance.rule import objection, rule

SINCE = date(2021, 11, 30)


class Envelopes(Parameters):
    """What may stand on an envelope."""

    may_show: frozenset[str]


@rule(Nothing, id="regf.22f1-postcard", cites="12 CFR 1006.22(f)(1)", since=SINCE)
def postcard(proposal: Proposal, _: Nothing) -> Objection | None:
    """Object to a postcard.

    > (1) Communicate with a consumer regarding a debt by postcard.

    Reading: whoever it goes to; of asking somebody else where the consumer is, 1006.10(b)(3) says the same.
    """
    letter = proposal.message.letter
    if letter is None or letter.format != "postcard" or proposal.medium is not Medium.MAIL:
        return None
    if asks_elsewhere(proposal):
        return None
    return objection(postcard.id, postcard.cites, "it would go by postcard")


@rule(Envelopes, id="regf.22f2-envelope", cites="12 CFR 1006.22(f)(2)", since=SINCE)
def envelope(proposal: Proposal, values: Envelopes) -> Objection | None:
    """Object to an envelope that shows more than our address, a name that reveals nothing, and what the mail needs.

    > (2) Use any language or symbol, other than the debt collector's address, on any envelope when communicating with a
    > consumer by mail, except that a debt collector may use the debt collector's business name on an envelope if such
    > name does not indicate that the debt collector is in the debt collection business.

    > the phrase “language or symbol” does not include language and symbols that facilitate communications by mail, such
    > as: The debtor's name and address; postage; language such as “forwarding and address correction requested”; and
    > the United States Postal Service's Intelligent Mail barcode.

    Reading: what shows through a window stands on the envelope; what is not known to be harmless may not.
    """
    if proposal.medium is not Medium.MAIL or asks_elsewhere(proposal):
        return None
    beyond = sorted(set((proposal.message.letter or Letter()).envelope) - values.may_show)
    if not beyond:
        return None
    says = f"the envelope shows what it may not ({', '.join(beyond).replace('_', ' ')})"
    return objection(envelope.id, envelope.cites, says)
