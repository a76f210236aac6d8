"""No contact through a medium, or an address of it, that the person asked us not to use: 1006.14(h)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from accounts.basis import CreditorOptOut
from accounts.consent import CeaseRequest, CeaseWithdrawn, Consent, OptIn, OptOut, Revocation
from accounts.contact import Medium, Purpose
from compliance.decision import Objection
from compliance.law.us.reg_f import s06_a_persons as persons
from compliance.law.us.reg_f.s06_b_1_consumer_initiated import invited
from compliance.law.us.reg_f.s06_c_cease import of_servicer
from compliance.parameters import Parameters
from compliance.proposal import Proposal
from compliance.rule import objection, rule

CITES = "12 CFR 1006.14(h)(1)"

Request = OptOut | CreditorOptOut | CeaseRequest
"""What may ask us not to use a medium, or an address."""


class Media(Parameters):
    """What an opt-out leaves open."""

    required_media: frozenset[Medium]
    """By which the law's own requirements may still be met."""
    servicer_purposes: frozenset[Purpose]
    """What the mortgage servicing rules require."""
    questions: frozenset[str]


class Confirmation(Parameters):
    """What a confirmation may contain beside itself."""

    may_include: frozenset[str]


@rule(Media, id="regf.14h1-medium", cites=CITES, since=date(2021, 11, 30))
def medium(proposal: Proposal, values: Media) -> Objection | None:
    """Object to a medium that the person asked us not to use, for any debt.

    > a debt collector must not communicate or attempt to communicate with a person through a medium of communication
    > if the person has requested that the debt collector not use that medium to communicate with the person.

    > The debt collector may ask follow-up questions regarding preferred communication media to clarify statements by
    > the person.

    > (iii) If otherwise required by applicable law, a debt collector may communicate or attempt to communicate with a
    > person in connection with the collection of any debt through a medium of communication that the person has
    > requested the debt collector not use to communicate with the person.

    Reading: it protects any person, third parties included, and has no end but that person's own wish:
    to be contacted so again, or consent given directly to us afterwards for e-mail or texts to one address.
    Reading: a ringless voicemail is a telephone call here as well (comment 14(b)-1).
    Reading: AMB-14, a spoken "leave me alone" names no medium; every medium pauses until the person says which.
    Reading: AMB-30, each contact that the person begins by the medium afterwards invites one response.
    Reading: what the law requires may go by mail or by telephone, never electronically where that was refused.
    """
    asked = next(_closing(proposal, whole_medium=True), None)
    if asked is None or proposal.only_asks(values.questions) or _may_answer(proposal, asked):
        return None
    if proposal.medium in values.required_media and _required(proposal, values):
        return None
    what = f"not to use {asked.medium}" if isinstance(asked, OptOut) and asked.medium else "to be left alone"
    return objection("regf.14h1-medium", CITES, f"asked on {asked.at:%Y-%m-%d} {what}")


@rule(Media, id="regf.14h1-address", cites=CITES, since=date(2021, 11, 30))
def address(proposal: Proposal, values: Media) -> Objection | None:
    """Object to one address or number that the person asked us not to use, for any debt.

    > Within a medium of communication, a person may request that a debt collector not use a specific address or
    > telephone number.

    > Based on these facts, the consumer has requested that the debt collector not use that email address or telephone
    > number to electronically communicate with the consumer for any debt and, thereafter, §1006.14(h)(1) prohibits the
    > debt collector from electronically communicating or attempting to communicate with the consumer through that email
    > address or telephone number.

    > If a consumer has opted out of debt collection communications to a particular email address or telephone number
    > by, for example, following the instructions provided pursuant to §1006.6(e), then a debt collector cannot use that
    > email address or telephone number to send required disclosures.

    Covers: regf.14h2iii-required-by-law, regf.6d4ii.D-late-optout, regf.42a-opted-out
    Reading: a request about an address that names no medium closes the address to all; whoever it is used for.
    Reading: what was answered to the creditor's notice about our use of an address is such a request, whenever it came.
    Reading: STOP to a text closes texts to that number and leaves calls to it as they were.
    """
    asked = next(_closing(proposal, whole_medium=False), None)
    if asked is None or proposal.only_asks(values.questions) or _may_answer(proposal, asked):
        return None
    if proposal.medium in values.required_media and _required(proposal, values):
        return None
    to = proposal.to or ""
    what = "this e-mail address" if "@" in to else f"the address ending {to[-4:]}"
    return objection("regf.14h1-address", CITES, f"asked on {asked.at:%Y-%m-%d} not to use {what}")


@rule(Confirmation, id="regf.14h2i-confirmation", cites="12 CFR 1006.14(h)(2)(i)", since=date(2021, 11, 30))
def confirmation(proposal: Proposal, values: Confirmation) -> Objection | None:
    """Object to a confirmation that confirms no electronic opt-out, comes twice, or says anything else.

    > (i) If a person opts out of receiving electronic communications from a debt collector, a debt collector may send
    > an electronic confirmation of the person's request to opt out, provided that the electronic confirmation contains
    > no information other than a statement confirming the person's request and that the debt collector will honor it;

    Reading: AMB-19, it bears neither a disclosure nor an opt-out line, and no other word.
    Reading: "an electronic confirmation" is one; it may use another electronic medium that is still open.
    """
    if proposal.message.purpose is not Purpose.OPTOUT_CONFIRMATION:
        return None
    if not _is_bare(proposal, values.may_include):
        says = "a confirmation of an opt-out may say nothing but that the request is confirmed and honoured"
    elif _confirmable(proposal) is None:
        says = "there is no electronic opt-out of that person that was not yet confirmed"
    else:
        return None
    return objection("regf.14h2i-confirmation", "12 CFR 1006.14(h)(2)(i)", says)


def _required(proposal: Proposal, values: Media) -> bool:
    """Return whether applicable law requires it, as a person has recorded or, if nobody has, as its purpose says.

    > §1006.14(h)(2)(iii) permits the debt collector to mail the person periodic statements, because the periodic
    > statements are required by applicable law.
    """
    recorded = proposal.message.required_by_law
    return of_servicer(proposal, values.servicer_purposes) if recorded is None else recorded


def standing(proposal: Proposal) -> tuple[Request, ...]:
    """Return every request that closes the medium, or the address it goes to, and was not taken back."""
    return (*_closing(proposal, whole_medium=True), *_closing(proposal, whole_medium=False))


def _closing(proposal: Proposal, *, whole_medium: bool) -> Iterator[Request]:
    """Yield what closes the medium as a whole, or the address, and was not taken back."""
    dossier = proposal.dossier
    if not (*dossier.of(OptOut), *dossier.of(CreditorOptOut), *dossier.of(CeaseRequest)):
        return
    reopened = [i.at for i in dossier.of(OptIn) if _reopens(proposal, i)]
    reopened += [c.at for c in dossier.of(Consent) if _agrees(proposal, c)]
    for asked in dossier.of(OptOut):
        closes = _closes_medium(proposal, asked) if whole_medium else _closes_address(proposal, asked)
        if closes and not any(at > asked.at for at in reopened):
            yield asked
    for answer in () if whole_medium else dossier.of(CreditorOptOut):
        closes = answer.address == proposal.to and proposal.medium.is_electronic
        if closes and not any(at > answer.at for at in reopened):
            yield answer
    if not whole_medium or not persons.is_protected(dossier, proposal.message.person):
        return
    withdrawn = {w.of for w in dossier.of(CeaseWithdrawn)}
    for said in dossier.of(CeaseRequest):
        spoken = said.kind == "cease" and not said.in_writing and said.id not in withdrawn
        if spoken and not any(at > said.at for at in reopened):
            yield said


def _closes_medium(proposal: Proposal, asked: OptOut) -> bool:
    return (
        asked.address is None
        and (asked.medium is None or _alike(asked.medium, proposal.medium))
        and persons.same(proposal.dossier, asked.by, proposal.message.person)
    )


def _closes_address(proposal: Proposal, asked: OptOut) -> bool:
    return (
        asked.address is not None
        and asked.address == proposal.to
        and (asked.medium is None or _alike(asked.medium, proposal.medium))
    )


def _reopens(proposal: Proposal, asked: OptIn) -> bool:
    """Return whether the person asked to be contacted so again; one that names nothing opens nothing."""
    return (
        (asked.medium is not None or asked.address is not None)
        and (asked.medium is None or _alike(asked.medium, proposal.medium))
        and (asked.address is None or asked.address == proposal.to)
        and persons.same(proposal.dossier, asked.by, proposal.message.person)
    )


def _agrees(proposal: Proposal, given: Consent) -> bool:
    """Return whether the person directly agreed to be written to at that very address about these debts."""
    message = proposal.message
    return (
        given.scope == message.medium
        and given.given_to == "collector"
        and not given.provided_only
        and not given.has_ended(proposal.dates)
        and given.address is not None
        and given.address == proposal.to
        and (given.debts is None or (bool(message.debts) and set(message.debts) <= set(given.debts)))
        and persons.same(proposal.dossier, given.by, message.person)
        and all(r.of != given.id for r in proposal.dossier.of(Revocation))
    )


def _alike(one: Medium, other: Medium) -> bool:
    return one is other or (one.is_telephone_call and other.is_telephone_call)


def _may_answer(proposal: Proposal, asked: Request) -> bool:
    """Return whether it is the one confirmation, or the one response to a contact begun after the request."""
    if proposal.message.purpose is Purpose.OPTOUT_CONFIRMATION:
        return proposal.medium.is_electronic and _confirmable(proposal) is asked
    began = invited(proposal)
    return began is not None and began > asked.at


def _is_bare(proposal: Proposal, may_include: frozenset[str]) -> bool:
    words = proposal.words
    return words.includes <= may_include and words.opt_out == "none" and words.disclosure == "none"


def _confirmable(proposal: Proposal) -> OptOut | None:
    """Return the latest electronic opt-out of the person, if nothing has confirmed it yet."""
    dossier, person = proposal.dossier, proposal.message.person
    asked = [o for o in dossier.of(OptOut) if _is_electronic(o) and persons.same(dossier, o.by, person)]
    if not asked:
        return None
    confirmed = any(
        a.purpose is Purpose.OPTOUT_CONFIRMATION
        and a.counts
        and a.at >= asked[-1].at
        and persons.same(dossier, a.person, person)
        for a in dossier.attempts
    )
    return None if confirmed else asked[-1]


def _is_electronic(asked: OptOut) -> bool:
    """Return whether it ends electronic contact; an address without a medium does, if it is no place."""
    if asked.medium is not None:
        return asked.medium.is_electronic
    return asked.address is None or "@" in asked.address or asked.address.startswith("+")
