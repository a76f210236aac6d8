"""On a telephone no debt is named, nor told of, before the person at the other end has proven to be the consumer."""

from __future__ import annotations

from datetime import date

from accounts.calling import RightPartyVerified
from accounts.contact import Medium, Purpose
from compliance.decision import Objection
from compliance.parameters import Parameters
from compliance.proposal import Proposal
from compliance.reading import normal
from compliance.rule import objection, rule


class Proven(Parameters):
    """Whose words wait for the proof, and what tells of a debt."""

    authors: frozenset[str]
    tells: frozenset[str]
    """Traits of words that tell of a debt."""


@rule(Proven, id="house.right-party", cites="house policy, right party", since=date(2021, 11, 30))
def right_party(proposal: Proposal, values: Proven) -> Objection | None:
    """Object to the assistant's words on a live call that tell of a debt to somebody who is not proven to owe it.

    Reading: 1006.6(d)(1) forbids telling others; whose voice it is on a telephone nobody knows by the number.
    Reading: the proof holds for the call on which it was given: a telephone is handed on.
    Reading: what a purpose of asking says is held to it: it names no debt, and no word of it tells of one.
    """
    message = proposal.message
    if proposal.medium is not Medium.CALL or message.on_call is None or message.author not in values.authors:
        return None
    if any(proof.of == message.on_call for proof in proposal.dossier.of(RightPartyVerified)):
        return None
    if message.purpose is not Purpose.RIGHT_PARTY or message.debts:
        return objection(right_party.id, right_party.cites, "nobody on this call has proven to be the consumer")
    if proposal.words.disclosure == "none" and not proposal.words.includes & values.tells and not _names_one(proposal):
        return None
    return objection(right_party.id, right_party.cites, "it tells of a debt, and nobody has proven to be the consumer")


def _names_one(proposal: Proposal) -> bool:
    """Return whether a creditor that is not ourselves, or the end of an account's number, is named."""
    text, ours = normal(proposal.message.text), normal(proposal.dossier.collector.name)
    names = (
        name
        for debt in proposal.dossier.debts
        for name in (debt.creditor, debt.original_creditor or "", debt.account_tail)
    )
    return any(normal(name) in text for name in names if name and normal(name) not in ours)
