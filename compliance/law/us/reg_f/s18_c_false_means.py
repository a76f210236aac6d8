"""No threat of what cannot or will not be done, no paper that looks a court's, no name but our own: 1006.18(c)."""

from __future__ import annotations

from datetime import date

from accounts.contact import Purpose
from accounts.record import Id
from compliance.decision import Objection
from compliance.proposal import Proposal
from compliance.reading import normal
from compliance.rule import objection, rule
from compliance.said import Said, said

SINCE = date(2021, 11, 30)


class Threats(Said):
    """What may never be threatened (`says`), and what may be if it is intended."""

    if_intended: dict[str, str]
    suit: str
    """The trait of a suit, which must be timely too."""


@rule(Threats, id="regf.18c1-threat", cites="12 CFR 1006.18(c)(1)", since=SINCE)
def threat(proposal: Proposal, values: Threats) -> Objection | None:
    """Object to the threat of what cannot legally be done, or is not recorded as intended.

    > (1) Threaten to take any action that cannot legally be taken or that is not intended to be taken.

    Reading: a deadline or a "last chance" is a threat of what comes after it.
    Reading: what is intended, a person has recorded with the message; a notice of the remedies that are ordinarily
    invoked says only that they may be (1006.6(c)(2)(ii)).
    Reading: a suit named for a day after the last timely one cannot legally be brought; whether it could be
    brought today is 1006.26(b).
    """
    message = proposal.message
    if never := said(proposal, values.says):
        return objection(threat.id, threat.cites, f"{never}, which cannot legally be done")
    usual = message.purpose is Purpose.REMEDY_MAY and message.ordinarily_invoked
    found = said(proposal, values.if_intended)
    if found and not message.intended and not usual:
        return objection(threat.id, threat.cites, f"{found}, and nobody has recorded that this is intended")
    if values.suit in proposal.words.includes and any(_too_late(proposal, debt) for debt in _debts(proposal)):
        says = f"it threatens a suit on {message.suit_date}, when it is too late to sue"
        return objection(threat.id, threat.cites, says)
    return None


@rule(Said, id="regf.18c3-simulated", cites="12 CFR 1006.18(c)(3), (b)(1)(vii), (viii)", since=SINCE)
def simulated(proposal: Proposal, values: Said) -> Objection | None:
    """Object to words in the dress of a court's or an agency's paper, or about what is and is no legal process.

    > Use or distribute any written communication that simulates or that the debt collector falsely represents to be a
    > document authorized, issued, or approved by any court, official, or agency of the United States or any State, or
    > that creates a false impression about its source, authorization, or approval.

    > (vii) Documents are legal process.
    > (viii) Documents are not legal process forms or do not require action by the consumer.

    Reading: what this program sends is never legal process.
    """
    found = said(proposal, values.says)
    return objection(simulated.id, simulated.cites, found) if found else None


@rule(Said, id="regf.18c4-true-name", cites="12 CFR 1006.18(c)(4)", since=SINCE)
def true_name(proposal: Proposal, values: Said) -> Objection | None:
    """Object to a voicemail that is a limited-content message but for the name of our business.

    > Use any business, company, or organization name other than the true name of the debt collector's business,
    > company, or organization.

    Reading: AMB-21, where our true name reveals debt collection no limited-content message can be left.
    Not modelled: a false name in other words; they are signed with our own by what closes every message.
    """
    if not proposal.words.limited_content or not proposal.message.text:
        return None
    if normal(proposal.dossier.collector.name) in normal(proposal.message.text):
        return None
    return objection(true_name.id, true_name.cites, values.says["limited_content"])


def _debts(proposal: Proposal) -> tuple[Id, ...]:
    return proposal.debts or tuple(debt.id for debt in proposal.dossier.debts)


def _too_late(proposal: Proposal, id: Id) -> bool:
    """Return whether the suit is named for a day after the last on which it is timely; a day not known is past."""
    on, debt = proposal.message.suit_date, proposal.dossier.debt(id)
    if on is None:
        return False
    return debt is None or debt.limitations_last_day is None or on > debt.limitations_last_day
