"""No further contact about a debt after a written refusal to pay or request to cease: 1006.6(c)."""

from __future__ import annotations

from datetime import date

from accounts.consent import CeaseRequest, CeaseWithdrawn
from accounts.contact import Medium, Purpose
from compliance.decision import Objection
from compliance.law.us.reg_f import s06_a_persons as persons
from compliance.parameters import Parameters
from compliance.proposal import Proposal
from compliance.rule import objection, rule

CITES = "12 CFR 1006.6(c)(1)"


class Exceptions(Parameters):
    """What may still be sent, and what spoils it."""

    spoils: frozenset[str]
    servicer_purposes: frozenset[Purpose]
    servicer_media: frozenset[Medium]


@rule(Exceptions, id="regf.6c1-cease", cites=CITES, since=date(2021, 11, 30))
def cease(proposal: Proposal, values: Exceptions) -> Objection | None:
    """Object to any further contact about a debt for which the consumer in writing told us to cease.

    > if a consumer notifies a debt collector in writing that the consumer refuses to pay a debt or that the consumer
    > wants the debt collector to cease further communication with the consumer, the debt collector must not
    > communicate or attempt to communicate further with the consumer with respect to such debt.

    > notification is complete upon the debt collector's receipt of that information.

    > (i) To advise the consumer that the debt collector's further efforts are being terminated;
    > (ii) To notify the consumer that the debt collector or creditor may invoke specified remedies that the debt
    > collector or creditor ordinarily invokes; or
    > (iii) Where applicable, to notify the consumer that the debt collector or creditor intends to invoke a specified
    > remedy.

    Covers: regf.6c1-receipt, regf.6c2-exceptions, regf.6c2-mortgage
    Reading: AMB-11, a new message from the consumer lifts nothing; a person reads it and may record a withdrawal.
    Reading: AMB-12, neither a validation notice nor a verification is among the exceptions.
    Reading: AMB-13, a written notice counts from the moment it is received, by whatever medium.
    Reading: it may come from anybody whom 1006.6(a) makes the consumer, in doubt too, and from the attorney.
    Reading: of a servicer's early intervention notice or periodic statement nobody need say that the law requires it;
    it goes in writing, and not where somebody has said that the law does not require it.
    Reading: a notice that names no debt covers all; a message that names none is about all of them.
    Reading: a bare confirmation of an opt-out that names no debt is not with respect to a debt.
    Not modelled: that the remedy named is lawful and the suit timely (1006.18(c)(1), 1006.26(b)).
    """
    return _stopped(proposal, values, "cease")


@rule(Exceptions, id="regf.6c1-refusal", cites=CITES, since=date(2021, 11, 30))
def refusal(proposal: Proposal, values: Exceptions) -> Objection | None:
    """Object to any further contact about a debt that the consumer in writing refused to pay.

    > if a consumer notifies a debt collector in writing that the consumer refuses to pay a debt or that the consumer
    > wants the debt collector to cease further communication with the consumer, the debt collector must not
    > communicate or attempt to communicate further with the consumer with respect to such debt.

    Reading: AMB-15, a statement of inability is no refusal; only a refusal is recorded as one.
    """
    return _stopped(proposal, values, "refusal")


def _stopped(proposal: Proposal, values: Exceptions, kind: str) -> Objection | None:
    dossier = proposal.dossier
    requests = [
        r for r in dossier.of(CeaseRequest) if r.kind == kind and r.in_writing and persons.may_speak(dossier, r.by)
    ]
    if not requests or not persons.is_protected(dossier, proposal.message.person):
        return None
    withdrawn = {w.of for w in dossier.of(CeaseWithdrawn)}
    standing = [r for r in requests if r.id not in withdrawn and proposal.concerns(r.debts)]
    if not standing or _excepted(proposal, values):
        return None
    what = "to cease" if kind == "cease" else "that they refuse to pay"
    return objection(
        f"regf.6c1-{kind}",
        CITES,
        f"the consumer told us in writing ({standing[0].via}) on {standing[0].at:%Y-%m-%d} {what}",
    )


def _excepted(proposal: Proposal, values: Exceptions) -> bool:
    message = proposal.message
    if message.purpose is Purpose.OPTOUT_CONFIRMATION:
        return not message.debts
    if not values.spoils.isdisjoint(proposal.words.includes):
        return False
    return (
        message.purpose is Purpose.TERMINATION_NOTICE
        or (message.purpose is Purpose.REMEDY_MAY and message.ordinarily_invoked)
        or (message.purpose is Purpose.REMEDY_INTENDS and message.intended)
        or _required_of_servicer(proposal, values)
    )


def _required_of_servicer(proposal: Proposal, values: Exceptions) -> bool:
    """Return whether it is a notice that a mortgage servicer must send in writing in spite of the request."""
    return (
        proposal.message.required_by_law is not False
        and proposal.medium in values.servicer_media
        and of_servicer(proposal, values.servicer_purposes)
    )


def of_servicer(proposal: Proposal, purposes: frozenset[Purpose]) -> bool:
    """Return whether it is a document that the mortgage servicing rules require, about loans that we service.

    > The Bureau has interpreted the written early intervention notice required by 12 CFR 1024.39(d)(3) to fall within
    > the exceptions to the cease communication provision in FDCPA section 805(c)(2) and (3).

    > a mortgage servicer who is subject to the FDCPA with respect to a mortgage loan is not liable under the FDCPA for
    > complying with certain servicing rule provisions
    """
    debts = [proposal.dossier.debt(id) for id in proposal.debts]
    return (
        proposal.message.purpose in purposes
        and bool(debts)
        and all(debt is not None and debt.servicer for debt in debts)
    )
