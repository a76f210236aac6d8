"""No e-mail and no text about a debt unless a procedure of 1006.6(d)(4) or (5) passes: 1006.6(d)(3)."""

from __future__ import annotations

from datetime import date

from accounts.consumer import WrongParty
from accounts.contact import Medium, Purpose
from accounts.record import Id
from compliance.decision import Finding, Objection
from compliance.law.us.reg_f import s06_a_persons as persons
from compliance.law.us.reg_f import s06_d_4_email as email
from compliance.law.us.reg_f import s06_d_5_text as text
from compliance.law.us.reg_f.s06_d_limb import Limb
from compliance.parameters import Parameters
from compliance.proposal import Proposal
from compliance.rule import objection, rule

CITES = "12 CFR 1006.6(d)(3)"
SINCE = date(2021, 11, 30)


class Known(Parameters):
    """What goes out all the same."""

    without: frozenset[Purpose]


class Procedures(Known):
    """What the procedures of both media ask."""

    email: email.Emails
    text: text.Texts


@rule(Procedures, id="regf.6d3-procedures", cites=CITES, since=SINCE)
def procedures(proposal: Proposal, values: Procedures) -> Objection | Finding | None:
    """Object to an e-mail or text about a debt unless it is documented why its address may be used; say so if it is.

    > A debt collector maintains procedures that are reasonably adapted, for purposes of FDCPA section 813(c), to avoid
    > a bona fide error in sending an email or text message communication that would result in a violation of paragraph
    > (d)(1) of this section if those procedures include steps to reasonably confirm and document that:

    > A debt collector who communicates with a consumer by sending an email or text message in accordance with the
    > procedures described in §1006.6(d)(3) does not violate paragraph (a) of this section by revealing in the email or
    > text message the debt collector's name or other information indicating that the communication relates to the
    > collection of a debt.

    Covers: regf.22g-safe-harbor
    Reading: the law offers a safe harbour and forbids nothing here; we do not leave the harbour.
    Reading: every debt it is about needs its own basis; a message about none needs none.
    """
    if not _is_about_a_debt(proposal, values) or not persons.is_protected(proposal.dossier, proposal.message.person):
        return None
    found = basis(proposal, values)
    lacking = [limb for limb in found if not limb.passes]
    if not lacking:
        passing = {limb.id: limb for limb in found}.values()
        return Finding(
            rule="regf.6d3-procedures",
            citation="; ".join(limb.cites for limb in passing),
            says="; ".join(limb.says for limb in passing),
        )
    ends = [limb.until for limb in lacking if limb.until is not None]
    until = max(ends) if len(ends) == len(lacking) else None
    what = "number" if proposal.medium is Medium.SMS else "address"
    says = f"nothing lets this {what} be used about the debt: {lacking[0].says}"
    return objection("regf.6d3-procedures", CITES, says, until)


@rule(Known, id="regf.6d3ii-known-disclosure", cites="12 CFR 1006.6(d)(3)(ii)", since=SINCE)
def known_disclosure(proposal: Proposal, values: Known) -> Objection | None:
    """Object to an e-mail or text to an address of which anybody said that it reaches somebody else.

    > (ii) The debt collector did not communicate with the consumer by sending an email to an email address or a text
    > message to a telephone number that the debt collector knows has led to a disclosure prohibited by paragraph (d)(1)
    > of this section.

    > a debt collector knows that sending an email to an email address or a text message to a telephone number has led
    > to a disclosure prohibited by §1006.6(d)(1) if any person has informed the debt collector of that fact.

    Reading: it has no end, whatever first supported the use of the address, for what was disclosed stays disclosed.
    """
    told = [fact for fact in proposal.dossier.of(WrongParty) if fact.address == proposal.to]
    if not told or not _is_about_a_debt(proposal, values):
        return None
    says = f"on {told[0].at:%Y-%m-%d} somebody said that it reaches another person ({told[0].told_by})"
    return objection("regf.6d3ii-known-disclosure", known_disclosure.cites, says)


def basis(proposal: Proposal, values: Procedures) -> tuple[Limb, ...]:
    """Return for each debt the limb that passes or, where none does, what the first one lacks and what all say."""
    return tuple(_of(proposal, debt, values) for debt in proposal.debts)


def _of(proposal: Proposal, debt: Id, values: Procedures) -> Limb:
    by_text = proposal.medium is Medium.SMS
    tried: list[Limb] = []
    for limb in text.limbs(proposal, debt, values.text) if by_text else email.limbs(proposal, debt, values.email):
        if limb.passes:
            return limb
        tried.append(limb)
    if not tried:
        return Limb("regf.6d3-procedures", CITES, "the consumer neither used it with us nor agreed to its use")
    ends = [limb.until for limb in tried if limb.until is not None]
    return tried[0]._replace(says="; ".join(limb.says for limb in tried), until=min(ends, default=None))


def _is_about_a_debt(proposal: Proposal, values: Known) -> bool:
    electronic = proposal.medium in (Medium.EMAIL, Medium.SMS)
    return electronic and bool(proposal.debts) and proposal.message.purpose not in values.without
