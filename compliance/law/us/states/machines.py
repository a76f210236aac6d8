"""The form of a machine's call: no artificial or recorded voice without the leave that a state wants for it."""

from __future__ import annotations

from typing import Literal

from accounts.consent import Consent, Revocation
from accounts.contact import Medium
from compliance.decision import Objection
from compliance.law.us.states.kinds import Binds, binds
from compliance.law.us.states.sentences import licence
from compliance.proposal import Proposal
from compliance.provision import Provision
from compliance.rule import objection


class Machine(Binds):
    """What lets a machine call."""

    leave: Literal["nothing", "consent", "permit"]


def machine(of: Provision, proposal: Proposal, row: Machine) -> Objection | None:
    """Object to a call in which a machine speaks, without that leave.

    Reading: a voice that answers is a recorded message too, for that is open everywhere.
    """
    speaks = proposal.medium is Medium.RVM or (proposal.medium is Medium.CALL and proposal.message.author == "bot")
    if not speaks or not binds(proposal, row):
        return None
    if row.leave == "consent" and _agreed(proposal):
        return None
    if row.leave == "permit" and licence(proposal, of.place, "automatic_calls") is not None:
        return None
    wanted = {
        "nothing": "nothing allows that",
        "consent": "no consent to calls is known",
        "permit": "no permit is known",
    }[row.leave]
    return objection(of.id, of.cites, f"a machine would speak on the call, and {wanted}")


def _agreed(proposal: Proposal) -> bool:
    revoked = {revocation.of for revocation in proposal.dossier.of(Revocation)}
    return any(
        consent.scope == "calls" and consent.given_to == "collector" and consent.id not in revoked
        for consent in proposal.dossier.of(Consent)
    )
