"""Limb: one of the ways in which an e-mail address or a number may be used about a debt, and what all of them ask.

> For purposes of paragraph (d)(3)(i) of this section, a debt collector may send an email to an email address if:

> For purposes of paragraph (d)(3)(i) of this section, a debt collector may send a text message to a telephone number
> if:

Reading: AMB-16, use and consent count for the debt they were about; what named no debt was about all of them.
Reading: a later request not to be written to there ends them (1006.14(h)), whatever its words.
Reading: consent to one day or to certain hours is not consent to write at other times, and does not count here.
"""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple

from accounts.consent import Consent, Revocation
from accounts.contact import Inbound
from accounts.record import Id
from compliance import zones
from compliance.law.us.reg_f import s06_a_persons as persons
from compliance.law.us.reg_f.s14_h_media import standing
from compliance.proposal import Proposal


class Limb(NamedTuple):
    """One limb, tried for one address and one debt: it passes, or this test of it fails."""

    id: str
    cites: str
    says: str
    passes: bool = False
    until: datetime | None = None
    """From when time alone will let it pass."""


def written(proposal: Proposal) -> tuple[Inbound, ...]:
    """Return what the recipient sent us, by that medium, from the address it would go to."""
    return tuple(
        i
        for i in proposal.dossier.inbounds
        if i.medium is proposal.medium
        and i.from_address == proposal.to
        and persons.same(proposal.dossier, i.person, proposal.message.person)
    )


def about(inbound: Inbound, debt: Id) -> bool:
    """Return whether something received was about that debt."""
    return inbound.about_debt and debt in (inbound.debts or (debt,))


def agreed(proposal: Proposal) -> tuple[Consent, ...]:
    """Return the recipient's consents to be written to, by that medium, at the address it would go to."""
    return tuple(
        c
        for c in proposal.dossier.of(Consent)
        if c.scope == proposal.medium
        and c.address == proposal.to
        and persons.same(proposal.dossier, c.by, proposal.message.person)
    )


def unfit(proposal: Proposal, consent: Consent, debt: Id) -> str | None:
    """Return why a consent does not hold for a debt; None where it does.

    > prior consent to use the email address to communicate with the consumer about the debt and the consumer has not
    > withdrawn that consent

    > the debt collector may treat the consumer as having consented directly to the debt collector's use of the email
    > address to communicate with the consumer about the debt for purposes of §1006.6(d)(4)(i)(B) if the debt collector
    > discloses clearly and conspicuously that the debt collector may use the email address to communicate with the
    > consumer about the debt.
    """
    if consent.given_to != "collector":
        return f"was given to the {consent.given_to.replace('_', ' ')}, not to us"
    if consent.provided_only and not consent.disclosed:
        return "is none: the address was only given, and nobody said what we might use it for"
    if consent.debts is not None and debt not in consent.debts:
        return "was for another debt"
    if any(taken.of == consent.id for taken in proposal.dossier.of(Revocation)):
        return "was withdrawn"
    if consent.only_on or consent.from_ or consent.to:
        return "was for one day or certain hours only"
    if consent.has_ended(proposal.dates):
        return f"ended on {consent.until}"
    if closed_since(proposal, consent.at):
        return "was followed by a request not to write there"
    return None


def closed_since(proposal: Proposal, at: datetime) -> bool:
    """Return whether, at that instant or later, the recipient asked us not to write there, and did not undo it."""
    return any(asked.at >= at for asked in standing(proposal))


def places(proposal: Proposal) -> tuple[str, ...]:
    """Return every zone whose calendar may count: the consumer's, and the collector's (AMB-06)."""
    return tuple({*zones.of(proposal.dossier), proposal.dossier.collector.zone})


def age(proposal: Proposal, at: datetime) -> int:
    """Return how many calendar days ago something was, in the zone where that is longest."""
    return max((zones.local(proposal.at, z).date() - zones.local(at, z).date()).days for z in places(proposal))
