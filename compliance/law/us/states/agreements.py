"""The form of a consent: none of these media without the consumer's own leave for it."""

from __future__ import annotations

from collections.abc import Iterator

from accounts.basis import EmployerAddress
from accounts.consent import Consent, Revocation
from accounts.contact import Inbound, Medium
from compliance.decision import Objection
from compliance.law.us.reg_f.s06_a_persons import same
from compliance.law.us.states.caps import Cap, capped
from compliance.law.us.states.kinds import Binds, binds, is_reply
from compliance.proposal import Proposal
from compliance.provision import Provision
from compliance.rule import objection

ORAL = frozenset({"call", "oral", "unknown"})


class Leave(Binds):
    """For which media, and what kind of consent."""

    media: frozenset[Medium]
    in_writing: bool = False
    for_address: bool = False
    """It must name the address."""
    for_debt: bool = False
    """It must name the debts."""
    own_address: bool = False
    """Only an address that the consumer gave, and no employer's."""
    unless_written_to: bool = False
    """Not needed where the consumer wrote from that address themselves."""
    asking: Cap | None = None
    """How often we may ask for it, saying nothing else."""


def agreed(of: Provision, proposal: Proposal, row: Leave) -> Objection | None:
    """Object to a message without that consent; a reply to the consumer needs none.

    Reading: a consent given to a creditor or an earlier collector is not one given to us.
    """
    if proposal.medium not in row.media or not binds(proposal, row) or is_reply(proposal):
        return None
    if row.unless_written_to and any(_wrote(proposal, inbound) for inbound in proposal.dossier.inbounds):
        return None
    if row.own_address and not _own(proposal):
        return objection(of.id, of.cites, "the address is not known to be the consumer's own and given by them")
    if any(_covers(proposal, consent, row) for consent in _given(proposal)):
        return None
    if row.asking is not None and proposal.words.includes == {"asks_consent"}:
        return capped(of, proposal, row.asking)
    return objection(of.id, of.cites, f"no consent to {proposal.medium} of the kind that is needed here is known")


def _given(proposal: Proposal) -> Iterator[Consent]:
    revoked = {revocation.of for revocation in proposal.dossier.of(Revocation)}
    for consent in proposal.dossier.of(Consent):
        if (
            consent.scope == proposal.medium
            and consent.given_to == "collector"
            and not consent.provided_only
            and not consent.has_ended(proposal.dates)
            and consent.id not in revoked
            and same(proposal.dossier, consent.by, None)
        ):
            yield consent


def _covers(proposal: Proposal, consent: Consent, row: Leave) -> bool:
    about = set(proposal.debts or (debt.id for debt in proposal.dossier.debts))
    named = about if consent.debts is None and not row.for_debt else set(consent.debts or ())
    return (
        about <= named
        and (consent.address == proposal.to or (consent.address is None and not row.for_address))
        and not (row.in_writing and consent.via in ORAL)
    )


def _wrote(proposal: Proposal, inbound: Inbound) -> bool:
    return inbound.medium is proposal.medium and inbound.from_address == proposal.to


def _own(proposal: Proposal) -> bool:
    point = proposal.point
    employers = {fact.address for fact in proposal.dossier.of(EmployerAddress)}
    return (
        point is not None
        and point.source == "consumer"
        and point.place != "work"
        and point.domain != "reserved"
        and point.address not in employers
    )
