"""The first communication says that a debt is being collected and why we ask; each later one, from whom it is."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from accounts.calling import SaidOnCall
from accounts.contact import Attempt, Inbound, Medium, Purpose, State
from accounts.dossier import Dossier
from accounts.notice import FirstContact, Undeliverable, ValidationSent
from accounts.record import Id
from compliance.decision import Objection
from compliance.law.us.reg_f.s06_a_persons import is_protected, same
from compliance.parameters import Parameters
from compliance.proposal import Proposal
from compliance.rule import objection, rule

SINCE = date(2021, 11, 30)
GONE_OUT = frozenset({State.SENT, State.DELIVERED})
MAY_HAVE_GONE_OUT = GONE_OUT | {State.IN_DOUBT, State.UNDELIVERED}
SPOKEN = frozenset({"conversation", "voicemail_debt"})
MAY_BE_SPOKEN = SPOKEN | {"unknown"}
SCRIPT = "script of a call"
"""The view by which a case, which has no finished text, tells what will be said on a call."""
ORAL = frozenset({"call", "rvm", "oral", "unknown"})


class Exempt(Parameters):
    """The purposes of messages that carry no disclosure."""

    without: frozenset[Purpose]


@rule(Exempt, id="regf.18e1-initial", cites="12 CFR 1006.18(e)(1)", since=SINCE)
def initial(proposal: Proposal, exempt: Exempt) -> Objection | None:
    """Object to a first communication about a debt that does not carry the whole disclosure.

    > A debt collector must disclose in its initial communication with a consumer that the debt collector is attempting
    > to collect a debt and that any information obtained will be used for that purpose.

    > A debt collector must make the disclosure required by §1006.18(e)(1) in the debt collector's initial communication
    > with a consumer, regardless of the medium of communication and regardless of whether the debt collector or the
    > consumer initiated the communication.

    Reading: for each debt its own first communication; what may not have arrived was none.
    Reading: a limited-content message is no communication (comment 18(e)-1), nor is a call that reached nobody.
    Reading: a creditor collecting in its own name is no debt collector (1006.2(i)) and must not say that it is.
    Reading: on one call it is said once, before anything else about the debt; who is not proven yet is told of none.
    """
    if not _conveys(proposal, exempt) or proposal.words.disclosure == "e1" or _continues(proposal, {"e1"}):
        return None
    if not any(_first_of(proposal, debt) for debt in _debts(proposal)):
        return None
    return objection(
        initial.id, initial.cites, "it is the first communication about the debt and lacks the full disclosure"
    )


@rule(Exempt, id="regf.18e1-repeat-in-writing", cites="12 CFR 1006.18(e)(1)", since=SINCE)
def repeat_in_writing(proposal: Proposal, exempt: Exempt) -> Objection | None:
    """Object to the first writing after an oral beginning if it does not carry the whole disclosure again.

    > If the debt collector's initial communication with the consumer is oral, the debt collector must make the
    > disclosure required by this paragraph again in its initial written communication with the consumer.

    Reading: text messages, e-mail and chat are written; so is a letter.
    Reading: where all we know of the beginning is its day, nothing was written yet.
    """
    if not _conveys(proposal, exempt) or proposal.words.disclosure == "e1" or _continues(proposal, {"e1"}):
        return None
    if proposal.medium.is_telephone_call:
        return None
    for debt in _debts(proposal):
        if not _first_of(proposal, debt) and all(medium in ORAL for medium in _earlier(proposal, debt)):
            says = "no writing about the debt is known before this one, and it lacks the full disclosure"
            return objection(repeat_in_writing.id, repeat_in_writing.cites, says)
    return None


@rule(Exempt, id="regf.18e2-subsequent", cites="12 CFR 1006.18(e)(2)", since=SINCE)
def subsequent(proposal: Proposal, exempt: Exempt) -> Objection | None:
    """Object to a later communication that does not say that it is from a debt collector.

    > In each communication with the consumer subsequent to the communications described in paragraph (e)(1) of this
    > section, the debt collector must disclose that the communication is from a debt collector.

    Reading: AMB-31, each message sent by itself says so; in a chat the first of the session.
    Reading: the whole disclosure of (e)(1) also says from whom it is (comment 34(c)(1)-1).
    """
    if not _conveys(proposal, exempt) or proposal.words.disclosure != "none" or _continues(proposal, {"e1", "e2"}):
        return None
    if any(_first_of(proposal, debt) for debt in _debts(proposal)):
        return None
    return objection(subsequent.id, subsequent.cites, "it does not say that it is from a debt collector")


@rule(Exempt, id="regf.18e4-language", cites="12 CFR 1006.18(e)(4)", since=SINCE)
def language(proposal: Proposal, exempt: Exempt) -> Objection | None:
    """Object to a disclosure that does not stand in each language of the rest of the communication.

    > A debt collector must make the disclosures required by paragraphs (e)(1) and (2) of this section in the same
    > language or languages used for the rest of the communication in which the debt collector conveyed the disclosures.

    Reading: a language is used if it has its share of the text; a borrowed word or a name is not a language.
    Not modelled: whether a translation is complete and accurate; only known wordings are recognised.
    """
    if not _conveys(proposal, exempt) or proposal.words.disclosure == "none":
        return None
    missing = proposal.words.languages - proposal.words.disclosure_languages
    if not missing:
        return None
    return objection(language.id, language.cites, f"the disclosure does not stand in {' and '.join(sorted(missing))}")


def _conveys(proposal: Proposal, exempt: Exempt) -> bool:
    """Return whether it conveys, or may convey, something about the debt to the consumer."""
    message = proposal.message
    if proposal.dossier.collector.role == "first_party" or message.purpose in exempt.without:
        return False
    if proposal.medium.is_telephone_call:
        only_dials = proposal.medium is Medium.CALL and message.on_call is None and not message.text
        only_dials = only_dials and SCRIPT not in proposal.views
        if only_dials or proposal.words.limited_content:
            return False
    return is_protected(proposal.dossier, message.person)


def _continues(proposal: Proposal, enough: set[str]) -> bool:
    """Return whether it goes on in a session on our site, or a call, in which the disclosure was made."""
    session, call = proposal.message.in_session, proposal.message.on_call
    if session is not None and any(a.in_session == session and a.state in GONE_OUT for a in proposal.dossier.attempts):
        return True
    return call is not None and any(
        said.of == call and not enough.isdisjoint(said.says) for said in proposal.dossier.of(SaidOnCall)
    )


def _debts(proposal: Proposal) -> tuple[Id, ...]:
    return proposal.message.debts or tuple(debt.id for debt in proposal.dossier.debts)


def _first_of(proposal: Proposal, debt: Id) -> bool:
    """Return whether nothing about the debt was communicated before, but for what is being said now."""
    return debt not in _before(proposal) and next(_earlier(proposal, debt), None) is None


def _before(proposal: Proposal) -> set[Id]:
    """Return the debts whose first communication is known by its day only, and is not the call now going on."""
    known = proposal.dossier.first_communications
    now = {proposal.call.at} if proposal.call else set()
    return {debt for debt, at in known.items() if at not in now}


def _earlier(proposal: Proposal, debt: Id) -> Iterator[str]:
    """Yield the media by which something about the debt was communicated before, the latest first."""
    said_on = proposal.message.on_call
    for one in communications(proposal.dossier):
        if one.id != said_on and one.at <= proposal.at and debt in (about(one) or (debt,)):
            yield str(one.medium)
    told: list[FirstContact | ValidationSent] = [*proposal.dossier.of(FirstContact), *_informed(proposal.dossier)]
    for fact in told:
        if fact.debts is None or debt in fact.debts:
            yield fact.via


def _informed(dossier: Dossier) -> Iterator[ValidationSent]:
    """Yield how validation information, which bears the disclosure, reached the consumer; what came back did not."""
    returned = {fact.of for fact in dossier.of(Undeliverable)}
    for sent in dossier.of(ValidationSent):
        if sent.person is None and sent.via != "unknown" and returned.isdisjoint((sent.id, sent.attempt or sent.id)):
            yield sent


def about(call: Attempt | Inbound) -> tuple[Id, ...]:
    """Return the debts that something conveyed was about; empty where that is not known."""
    if isinstance(call, Attempt) and call.outcome in SPOKEN and (call.raised or call.consumer_raised):
        return (*call.raised, *call.consumer_raised)
    return call.debts


def communications(dossier: Dossier, *, perhaps: bool = False) -> Iterator[Attempt | Inbound]:
    """Yield what conveyed something about a debt to the consumer, the latest first; `perhaps`, what may have too."""
    states, outcomes = (MAY_HAVE_GONE_OUT, MAY_BE_SPOKEN) if perhaps else (GONE_OUT, SPOKEN)
    for attempt in reversed(dossier.attempts):
        if attempt.purpose is Purpose.OPTOUT_CONFIRMATION or not same(dossier, attempt.person, None):
            continue
        if attempt.medium.is_telephone_call:
            if attempt.outcome in outcomes and attempt.counts and not attempt.limited_content:
                yield attempt
        elif attempt.state in states:
            yield attempt
    for inbound in reversed(dossier.inbounds):
        if inbound.medium is Medium.CALL and inbound.outcome == "conversation" and same(dossier, inbound.person, None):
            yield inbound
