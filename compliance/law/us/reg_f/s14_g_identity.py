"""A caller says who calls: 1006.14(g)."""

from __future__ import annotations

from datetime import date

from accounts.contact import Purpose
from compliance.decision import Objection
from compliance.parameters import Parameters
from compliance.proposal import Proposal
from compliance.reading import normal
from compliance.rule import objection, rule


class Spoken(Parameters):
    """The calls that have a rule of their own about names."""

    without: frozenset[Purpose]


@rule(Spoken, id="regf.14g-identity", cites="12 CFR 1006.14(g)", since=date(2021, 11, 30))
def identity(proposal: Proposal, values: Spoken) -> Objection | None:
    """Object to what a call begins with, or leaves behind, if it does not name us.

    > a debt collector must not place telephone calls without meaningfully disclosing the caller's identity, except as
    > provided in §1006.10.

    > A debt collector who leaves only a limited-content message for a consumer does not violate §1006.14(g)'s
    > requirement to meaningfully disclose the caller's identity with respect to that voicemail message.

    Reading: the name of the business is what makes the caller known; it is said in the first words of the call.
    Not modelled: an agent who dials and speaks freely; only words that pass this program are read.
    """
    message = proposal.message
    if not proposal.medium.is_telephone_call or message.on_call is not None or not message.text:
        return None
    if message.purpose in values.without or proposal.words.limited_content:
        return None
    if normal(proposal.dossier.collector.name) in normal(message.text):
        return None
    return objection(identity.id, identity.cites, "the call does not say who calls")
