"""Who takes consent back takes it back for voices and texts alike, however it is said: 47 CFR 64.1200(a)(10)."""

from __future__ import annotations

from datetime import date
from typing import Literal

from accounts.consent import Consent, OptIn, OptOut
from accounts.contact import Medium, Purpose
from compliance.decision import Objection
from compliance.law.us.tcpa.s227_b_1_artificial_voice import is_artificial
from compliance.parameters import Parameters
from compliance.proposal import Proposal
from compliance.rule import objection, rule


class Reach(Parameters):
    """How far a revocation reaches."""

    scope: Literal["number", "all"]
    """The number it was made for or came from; or all numbers of the person, whatever the matter."""
    lets_through: frozenset[Purpose]
    renewed_by: frozenset[str]
    """The scopes of a consent that is given anew."""


@rule(Reach, id="tcpa.revocation", cites="47 CFR 64.1200(a)(10), (11)", since=date(2025, 4, 11))
def revocation(proposal: Proposal, values: Reach) -> Objection | None:
    """Object to texts and artificial voices once the consumer has opted out of either.

    Covers: us.tcpa.revocation.any_reasonable_means, us.tcpa.revocation.other_means_presumption
    Covers: us.tcpa.revocation.revoke_all_scope
    Reading: the law leaves ten business days; we stop at once, for what is known is known.
    Reading: a word that the assistant or a person read as an opt-out is one, whatever the words and the way it came.
    Reading: until 31 January 2027 the rule that one revocation ends all matters is waived (DA 26-12); until then it
    reaches the number it names, and where it names none, every number.
    Reading: an answer to what the consumer writes or asks afterwards is no robotext; 1006.14(h)(2)(ii) limits it.
    """
    message = proposal.message
    if not (proposal.medium is Medium.SMS or is_artificial(proposal)):
        return None
    if message.purpose in values.lets_through or proposal.answers:
        return None
    mine = [fact for fact in proposal.dossier.of(OptOut) if fact.at <= proposal.at and fact.by == message.person]
    for fact in mine:
        by_phone = fact.medium in (Medium.SMS, Medium.CALL) or _is_number(proposal, fact.address)
        reaches = values.scope == "all" or fact.address in (None, proposal.to)
        if by_phone and reaches and not _renewed(proposal, fact, values):
            says = f"consent to texts and artificial voices was taken back on {fact.at:%Y-%m-%d}"
            return objection(revocation.id, revocation.cites, says)
    return None


def _is_number(proposal: Proposal, address: str | None) -> bool:
    point = proposal.dossier.point(address)
    return point is not None and point.kind == "phone"


def _renewed(proposal: Proposal, fact: OptOut, values: Reach) -> bool:
    """Return whether they agreed again afterwards, for this number."""
    dossier = proposal.dossier
    agreed = [c for c in dossier.of(Consent) if c.scope in values.renewed_by and c.given_to == "collector"]
    again = [(c.at, c.address) for c in agreed if not c.has_ended(proposal.dates)]
    again += [(o.at, o.address) for o in dossier.of(OptIn) if o.medium in (None, Medium.SMS, Medium.CALL)]
    return any(fact.at < at <= proposal.at and address == proposal.to for at, address in again)
