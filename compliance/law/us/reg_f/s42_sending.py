"""A required disclosure is sent so that it reaches the consumer, and electronically only as they agreed: 1006.42."""

from __future__ import annotations

from datetime import date
from typing import Any

from accounts.consent import Consent, Revocation
from accounts.consumer import ContactPoint, PointKind, WrongParty
from accounts.contact import Medium, Purpose, State
from accounts.debt import Debt
from accounts.notice import Undeliverable
from accounts.record import Record
from compliance.decision import Objection
from compliance.law.us.reg_f.s06_a_persons import same
from compliance.law.us.reg_f.s34_b_2_initial_communication import begun
from compliance.parameters import Parameters
from compliance.proposal import Proposal
from compliance.rule import objection, rule

SINCE = date(2021, 11, 30)


class Delivery(Record):
    """How a required disclosure is to be sent, beside what the message itself says of it."""

    document: str
    subject: frozenset[str]
    """What the subject line names: current_creditor_name, truncated_account_number …"""
    recognised: bool
    """Whether the sender's name is one that the consumer is likely to recognise."""
    returned: bool = False
    """Whether this very sending came back."""
    lives_elsewhere: bool = False
    """Whether we know that the consumer neither lives nor receives mail there."""


class Documents(Parameters):
    """Which disclosures there are."""

    excepted: frozenset[str]
    """1006.42(a)(2): these may go in any manner, unless they stand on another."""
    others: frozenset[str]


class ActualNotice(Documents):
    """The factors of actual notice."""

    named: str
    """What the subject line always names."""
    identifying: frozenset[str]
    """Of which it names one besides; the amount is none."""


class ESign(Parameters):
    """Which disclosures need consent, and how it is given."""

    documents: frozenset[str]
    electronically: frozenset[str]
    """How consent must come to us: so as to show that the consumer can open what we send."""


@rule(ActualNotice, id="regf.42a-actual-notice", cites="12 CFR 1006.42(a)(1)", since=SINCE)
def actual_notice(proposal: Proposal, values: ActualNotice) -> Objection | None:
    """Object to an electronic disclosure that is not reasonably expected to give actual notice.

    > A debt collector who sends disclosures required by the Act and this part in writing or electronically must do so
    > in a manner that is reasonably expected to provide actual notice, and in a form that the consumer may keep and
    > access later.

    > i. Identified the purpose of the communication by including, in the subject line of an electronic communication
    > transmitting the disclosure, the name of the creditor to whom the debt currently is owed or allegedly is owed and
    > one additional piece of information identifying the debt, other than the amount,

    > A debt collector need not comply with paragraph (a)(1) of this section when sending the disclosure required by
    > §1006.6(e) or §1006.18(e) in writing or electronically, unless the disclosure is included on a notice required by
    > §1006.34(a)(1)(i) or §1006.38(c) or (d)(2).

    Reading: the comment lists factors; we ask for all of them. What has no subject line identifies nothing.
    Reading: the one name under which the collector writes everywhere is the one a consumer is likely to recognise.
    Not modelled: a subject line that names the date of sale, a store brand or the address of service; it names another.
    Covers: regf.42a2-exceptions
    """
    sending = delivery(proposal)
    if sending is None or not proposal.medium.is_electronic or sending.document in values.excepted:
        return None
    if values.named not in sending.subject:
        says = "its subject line does not name the current creditor"
    elif sending.subject.isdisjoint(values.identifying):
        says = "its subject line names the current creditor and nothing else that identifies the debt"
    elif not proposal.dossier.collector.bounce_monitoring:
        says = "notices that it could not be delivered are not received and watched"
    elif not sending.recognised:
        says = "it does not come from a name that the consumer is likely to recognise"
    else:
        return None
    return objection(actual_notice.id, actual_notice.cites, f"{_spoken(sending)} would go unnoticed: {says}")


@rule(Documents, id="regf.42a-undeliverable", cites="12 CFR 1006.42(a)(1)", since=SINCE)
def undeliverable(proposal: Proposal, values: Documents) -> Objection | None:
    """Object to a disclosure to where one came back: so sent it is not sent, and goes another way.

    > A debt collector who sends a required disclosure in writing or electronically and who receives a notice that the
    > disclosure was not delivered has not sent the disclosure in a manner that is reasonably expected to provide actual
    > notice under §1006.42(a)(1).

    Reading: the address stays unfit until something was delivered to it afterwards.
    """
    sending = delivery(proposal)
    if sending is None or sending.document in values.excepted or not (sending.returned or _comes_back(proposal)):
        return None
    says = f"what was sent there came back; {_spoken(sending)} must go another way"
    return objection(undeliverable.id, undeliverable.cites, says)


@rule(Documents, id="regf.42a-mail-safe-harbor", cites="12 CFR 1006.42(a)(1)", since=SINCE)
def mail(proposal: Proposal, values: Documents) -> Objection | None:
    """Object to a letter that does not go to the consumer's last known address, or where we know they are not.

    > Subject to comment 42(a)(1)-2, a debt collector satisfies §1006.42(a)(1) if the debt collector mails a printed
    > copy of a disclosure to the consumer's last known address, unless the debt collector, at the time of mailing,
    > knows or should know that the consumer does not currently reside at, or receive mail at, that location.

    Reading: who was told that an address is wrong should know; of those we know since when, the last is the newest.
    Not modelled: the address of a person other than the consumer, such as an executor; its last is not looked for.
    """
    sending = delivery(proposal)
    if sending is None or proposal.medium is not Medium.MAIL or sending.document in values.excepted:
        return None
    wrong = {fact.address for fact in proposal.dossier.of(WrongParty)}
    if sending.lives_elsewhere or proposal.to in wrong:
        says = "the consumer is known not to live or receive mail there"
    elif proposal.message.person is None and not _is_last_known(proposal, wrong):
        says = "it is not the consumer's last known address"
    else:
        return None
    return objection(mail.id, mail.cites, f"{_spoken(sending)} would not arrive: {says}")


@rule(ESign, id="regf.42b-esign", cites="12 CFR 1006.42(b)", since=SINCE)
def esign(proposal: Proposal, values: ESign) -> Objection | None:
    """Object to an electronic disclosure that needs the consumer's consent by the E-SIGN Act, and has none.

    > To comply with paragraph (a) of this section, a debt collector who sends the notice required by
    > §1006.34(a)(1)(i)(B), or the disclosures described in §1006.38(c) or (d)(2)(i), electronically must do so in
    > accordance with section 101(c) of the Electronic Signatures in Global and National Commerce Act (E-SIGN Act) (15
    > U.S.C. 7001(c)).

    Reading: consent of the consumer to us, given electronically, for these debts and this address, and not taken back.
    Reading: the notice that is itself the initial communication ((a)(1)(i)(A)) and the notice that a dispute is
    duplicative are not on the list; that both creditors are the same is described in 1006.38(c), and is.
    Not modelled: what was told before the consent (15 U.S.C. 7001(c)(1)(B), (C)); whoever records it answers for that.
    """
    sending = delivery(proposal)
    if sending is None or not proposal.medium.is_electronic or sending.document not in values.documents:
        return None
    if any(_agrees(proposal, consent, values) for consent in proposal.dossier.of(Consent)):
        return None
    says = f"{_spoken(sending)} may go electronically only with consent under the E-SIGN Act, and there is none"
    return objection(esign.id, esign.cites, says)


# --- how a message sends a disclosure ---------------------------------------------------------------------

VIEW = "delivery"


def delivery(proposal: Proposal) -> Delivery | None:
    """Return how a message sends a required disclosure; None for any other message, and for what is only said."""
    if VIEW not in proposal.views:
        proposal.views[VIEW] = _read(proposal)
    found: Delivery | None = proposal.views[VIEW]
    return found


def assume(proposal: Proposal, **told: Any) -> None:
    """Take of a disclosure, whatever the message looks like, what is told of it; a case tells no finished text."""
    read = delivery(proposal)
    usual = read.model_dump() if read else {"subject": frozenset(), "recognised": True}
    if read or "document" in told:
        proposal.views[VIEW] = Delivery.model_validate(usual | told)


def _read(proposal: Proposal) -> Delivery | None:
    message, dossier = proposal.message, proposal.dossier
    if proposal.medium.is_telephone_call:
        return None
    if message.purpose is Purpose.VALIDATION_NOTICE:
        ids = message.debts or tuple(debt.id for debt in dossier.debts)
        later = any(True for id in ids for _ in begun(dossier, id))
        document = "validation_notice_within_five_days" if later else "validation_notice_in_initial"
    elif message.purpose is Purpose.VERIFICATION:
        document = message.template if message.template in ANSWERS else "verification"
    else:
        return None
    return Delivery(document=document, subject=_named(proposal), recognised=bool(dossier.collector.name.strip()))


ANSWERS = frozenset({"duplicative_dispute_notice", "original_creditor_response", "same_creditor_notice"})
"""Templates that answer a dispute or a request otherwise than by verification."""


def _named(proposal: Proposal) -> frozenset[str]:
    """Return what the subject line names of every debt that the message is about."""
    dossier = proposal.dossier
    debts = [debt for debt in dossier.debts if debt.id in proposal.debts or not proposal.debts]
    subject = proposal.message.subject.casefold()
    streets = {point.postal[0] for point in dossier.points if point.person is None and point.postal}

    def names(debt: Debt) -> frozenset[str]:
        told = {
            "current_creditor_name": {debt.creditor},
            "original_creditor_name": {debt.original_creditor} - {debt.creditor},
            "truncated_account_number": {debt.account_tail},
            "billing_address": streets,
        }
        return frozenset(
            what for what, words in told.items() if any(word and word.casefold() in subject for word in words)
        )

    return frozenset.intersection(*map(names, debts)) if debts else frozenset()


def _spoken(sending: Delivery) -> str:
    return f"the {sending.document.replace('_', ' ')}"


# --- addresses and consents --------------------------------------------------------------------------------


def _comes_back(proposal: Proposal) -> bool:
    """Return whether the last thing sent to that address of which we know the end came back."""
    returned = {fact.of for fact in proposal.dossier.of(Undeliverable)}
    for attempt in reversed(proposal.dossier.attempts):
        if attempt.to == proposal.to and attempt.medium is proposal.medium:
            if attempt.id in returned or attempt.state is State.UNDELIVERED:
                return True
            if attempt.state is State.DELIVERED:
                return False
    return False


def _is_last_known(proposal: Proposal, wrong: set[str]) -> bool:
    def known(point: ContactPoint) -> bool:
        return point.kind is PointKind.POSTAL and point.person is None and point.address not in wrong

    point = proposal.point
    return (
        point is not None
        and known(point)
        and not any(
            known(other) and other.place != "work" and _is_newer(other, point) for other in proposal.dossier.points
        )
    )


def _is_newer(one: ContactPoint, other: ContactPoint) -> bool:
    return one.since is not None and other.since is not None and one.since > other.since


def _agrees(proposal: Proposal, given: Consent, values: ESign) -> bool:
    dossier, message = proposal.dossier, proposal.message
    return (
        given.scope == "esign"
        and given.via in values.electronically
        and given.given_to == "collector"
        and not given.provided_only
        and (given.address is None or given.address == proposal.to)
        and (given.debts is None or (bool(message.debts) and set(message.debts) <= set(given.debts)))
        and same(dossier, given.by, message.person)
        and (given.until is None or proposal.dates[-1] <= given.until)
        and all(taken_back.of != given.id for taken_back in dossier.of(Revocation))
    )
