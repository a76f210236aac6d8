"""The validation notice: owed before or with the first communication, at the latest within five days of it."""

from __future__ import annotations

from datetime import date, timedelta

from accounts.activity import Payment
from accounts.consumer import Role
from accounts.contact import Purpose
from accounts.dossier import Dossier
from accounts.record import Id, Instant
from compliance import zones
from compliance.decision import Objection
from compliance.duty import Owed, duty
from compliance.law.us.reg_f.s06_a_persons import is_protected
from compliance.law.us.reg_f.s34_b_2_initial_communication import begun
from compliance.law.us.reg_f.s34_b_5_validation_period import is_given
from compliance.parameters import Parameters
from compliance.proposal import Proposal
from compliance.rule import objection, rule


class Provide(Parameters):
    """When the notice is owed, and for which debts."""

    days: int
    """Days after the date of the initial communication by which it must have been sent."""
    template: str
    paid: frozenset[str]
    """The statuses of debts that have been paid."""
    collected: frozenset[str]
    """The statuses of debts that we collect."""


class NoticeFirst(Parameters):
    """Which messages wait for the notice."""

    waits: frozenset[Purpose]
    paid: frozenset[str]


class Estate(Parameters):
    """Who stands in the place of a consumer who has died."""

    acts_for_estate: frozenset[Role]


@duty(Provide, id="regf.34a1-provide", cites="12 CFR 1006.34(a)(1)", since=date(2021, 11, 30))
def provide(dossier: Dossier, _at: Instant, values: Provide) -> tuple[Owed, ...]:
    """Owe the validation notice of each debt for which none was given.

    > a debt collector must provide a consumer with the validation information required by paragraph (c) of this section
    > either:
    > (i) By sending the consumer a validation notice in the manner required by §1006.42:
    > (A) In the initial communication, as defined in paragraph (b)(2) of this section; or
    > (B) Within five days of that initial communication; or
    > (ii) By providing the validation information orally in the initial communication.

    > A debt collector who otherwise would be required to send a validation notice pursuant to paragraph (a)(1)(i)(B) of
    > this section is not required to do so if the consumer has paid the debt prior to the time that paragraph
    > (a)(1)(i)(B) of this section would require the validation notice to be sent.

    Reading: AMB-36, five calendar days, of which we use four; the earliest date in any zone is the first.
    Reading: AMB-37, we always send the notice and never rely on having said it, unless somebody recorded that it was
    said in the initial communication; later it may not be said instead.
    Reading: a debt that is no longer collected and about which nothing was communicated owes none.
    Reading: paid is paid wholly; a payment after our last safe day came too late to lift the duty (AMB-36).
    Not modelled: for a consumer known to be deceased, to whom; `deceased` refuses the wrong ones, and the hold on
    such accounts leaves it to a person.
    Covers: regf.34a2-paid, regf.34b5-period, regf.34b5-assumed-receipt, regf.34b5-resend
    """
    return tuple(
        Owed(
            duty=provide.id,
            citation=provide.cites,
            what=values.template,
            debt=debt.id,
            by=by,
            says="no validation notice about the debt has been given"
            + (
                f"; the first communication requires it by {by}"
                if by
                else "; it comes before or with the first message"
            ),
        )
        for debt in dossier.debts
        if debt.status not in values.paid and not is_given(dossier, debt.id)
        for by in [due(dossier, debt.id, values.days)]
        if (by is not None or debt.status in values.collected) and not _is_paid(dossier, debt.id, by)
    )


@rule(Estate, id="regf.34a1-deceased", cites="12 CFR 1006.34(a)(1)", since=date(2021, 11, 30))
def deceased(proposal: Proposal, values: Estate) -> Objection | None:
    """Object to the notice for a consumer who has died, unless it goes by name to one who may act for the estate.

    > If the debt collector knows or should know that the consumer is deceased, and if the debt collector has not
    > previously provided the validation information to the deceased consumer, a person who is authorized to act on
    > behalf of the deceased consumer's estate operates as the consumer for purposes of §1006.34(a)(1). In such
    > circumstances, to comply with §1006.34(a)(1), a debt collector must provide the validation information to an
    > individual that the debt collector identifies by name who is authorized to act on behalf of the deceased
    > consumer's estate.

    Reading: "to the estate of" identifies nobody by name; a spouse or a parent as such does not act for the estate.
    """
    dossier, message = proposal.dossier, proposal.message
    if message.purpose is not Purpose.VALIDATION_NOTICE or not dossier.consumer.deceased:
        return None
    person = dossier.person(message.person)
    if person is None or person.role not in values.acts_for_estate:
        says = "the consumer has died; the notice goes to a person who may act for the estate"
    elif not person.name or person.name.casefold() not in (message.addressed_to or person.name).casefold():
        says = "the consumer has died; the notice must be addressed by name to the person who acts for the estate"
    else:
        return None
    return objection(deceased.id, deceased.cites, says)


@rule(NoticeFirst, id="duly.34a1-notice-first", cites="12 CFR 1006.34(a)(1)", since=date(2021, 11, 30))
def notice_first(proposal: Proposal, values: NoticeFirst) -> Objection | None:
    """Object to a collection message that overtakes the validation notice owed about its debt.

    > (A) In the initial communication, as defined in paragraph (b)(2) of this section; or

    Reading: the law allows five days; in our practice the notice is the initial communication, and what would
    overtake it waits. A reply to what the consumer sent, said or asked for does not wait.
    """
    message, dossier = proposal.message, proposal.dossier
    if message.purpose not in values.waits or message.required_by_law or proposal.answers:
        return None
    if not is_protected(dossier, message.person):
        return None
    for id in message.debts or tuple(debt.id for debt in dossier.debts):
        debt = dossier.debt(id)
        if (debt is None or debt.status not in values.paid) and not is_given(dossier, id):
            ending = (debt.account_tail if debt else "") or id[-4:]
            says = f"the validation notice of the debt ending {ending} has not been given yet"
            return objection(notice_first.id, notice_first.cites, says)
    return None


def due(dossier: Dossier, debt: Id, days: int) -> date | None:
    """Return the last safe day to send the notice; None while nothing about the debt was communicated.

    It may be counted from a day earlier than the law's, never from a later one.
    """
    since = list(begun(dossier, debt))
    if not since:
        return None
    places = {*zones.of(dossier), dossier.collector.zone}
    return min(zones.local(at, zone).date() for at in since for zone in places) + timedelta(days=days)


def _is_paid(dossier: Dossier, debt: Id, by: date | None) -> bool:
    """Return whether the debt was wholly paid no later than the last safe day (1006.34(a)(2))."""
    return any(
        payment.amount == "full"
        and (payment.debts is None or debt in payment.debts)
        and (by is None or zones.local(payment.at, dossier.collector.zone).date() <= by)
        for payment in dossier.of(Payment)
    )
