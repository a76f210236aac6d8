"""A timely written dispute or request stops the collection of its debt until it has been answered in writing."""

from __future__ import annotations

from datetime import date

from accounts.contact import Purpose
from accounts.dossier import Dossier
from accounts.notice import Dispute, DisputeAnswered, OriginalCreditorRequest, Undeliverable
from accounts.record import Id, Instant
from compliance import zones
from compliance.decision import Objection
from compliance.law.us.reg_f.s06_a_persons import PROFESSIONALS
from compliance.law.us.reg_f.s34_b_5_validation_period import given
from compliance.parameters import Parameters
from compliance.proposal import Proposal
from compliance.rule import objection, rule

SINCE = date(2021, 11, 30)
Said = Dispute | OriginalCreditorRequest


class Pause(Parameters):
    """What collection is, and what answers."""

    collects: frozenset[Purpose]
    asks_for_money: frozenset[str]
    """Traits that make collection even of a reply."""
    answered_by: frozenset[str]
    not_in_writing: frozenset[str]
    last_zone: str
    """Where a day ends last in the United States (1006.2(l))."""


class DisputePause(Pause):
    """What answers a dispute."""

    duplicative_answered_by: frozenset[str]


class RequestPause(Pause):
    """What answers a request for the original creditor."""

    same_creditor_answered_by: frozenset[str]


@rule(DisputePause, id="regf.38d2-cease-until-verified", cites="12 CFR 1006.38(d)(2)", since=SINCE)
def cease_until_verified(proposal: Proposal, pause: DisputePause) -> Objection | None:
    """Object to the collection of a debt that the consumer disputed in writing in time, until we have answered.

    > Upon receipt of a dispute submitted by the consumer in writing within the validation period, a debt collector must
    > cease collection of the debt, or any disputed portion of the debt, until the debt collector:
    > (i) Sends a copy either of verification of the debt or of a judgment to the consumer in writing or electronically
    > in the manner required by §1006.42; or

    > In the case of a dispute that the debt collector reasonably determines is a duplicative dispute, either:

    Reading: a dispute of a part stops the whole debt; the message cannot tell which part it asks for.
    Reading: AMB-38, in time if sent by the end date anywhere in the United States; with no notice known, in time.
    Reading: AMB-40, collection is every message of ours but answers, required notices and neutral replies.
    Reading: AMB-41, whatever was typed to us is in writing, by any medium we read.
    Reading: whoever disputes for the consumer does so (comment 38-3); an answer that came back was not sent.
    Covers: regf.38-in-writing, regf.38-deceased, regf.38d2-duplicative
    """
    if not _collects(proposal, pause):
        return None
    for dispute in proposal.dossier.of(Dispute):
        if proposal.concerns(dispute.debts) and stops(proposal.dossier, dispute, proposal.debts, proposal.at, pause):
            says = f"a written dispute of {_day(proposal, dispute.at)} about the debt has not been answered yet"
            return objection(cease_until_verified.id, cease_until_verified.cites, says)
    return None


@rule(RequestPause, id="regf.38c-original-creditor", cites="12 CFR 1006.38(c)", since=SINCE)
def original_creditor(proposal: Proposal, pause: RequestPause) -> Objection | None:
    """Object to the collection of a debt whose original creditor was asked for in writing in time, until we told.

    > Upon receipt of a request for the name and address of the original creditor submitted by the consumer in writing
    > within the validation period, a debt collector must cease collection of the debt until the debt collector:
    > (1) In general. Sends the name and address of the original creditor to the consumer in writing or electronically
    > in the manner required by §1006.42; or

    > In lieu of taking the actions described in paragraph (c)(1) of this section, reasonably determines that the
    > original creditor is the same as the current creditor, notifies the consumer of that fact in writing or
    > electronically in the manner required by §1006.42, and refers the consumer to the validation information
    > previously provided pursuant to §1006.34(a)(1).

    Reading: the notice that both are the same answers only where our records show the same creditor.
    """
    if not _collects(proposal, pause):
        return None
    dossier = proposal.dossier
    for request in dossier.of(OriginalCreditorRequest):
        if request.via in pause.not_in_writing or request.at > proposal.at or not proposal.concerns(request.debts):
            continue
        answers = pause.answered_by
        if _same_creditor(dossier, request):
            answers |= pause.same_creditor_answered_by
        in_period = _in_period(dossier, request, proposal.debts, pause)
        if in_period and not _answered(dossier, request.id, proposal.at, answers, pause):
            says = f"a request of {_day(proposal, request.at)} for the original creditor has not been answered yet"
            return objection(original_creditor.id, original_creditor.cites, says)
    return None


def stops(dossier: Dossier, dispute: Dispute, debts: tuple[Id, ...], at: Instant, pause: DisputePause) -> bool:
    """Return whether at that instant a dispute stops the collection of any of those debts (none named: of all)."""
    if dispute.via in pause.not_in_writing or dispute.at > at or not _in_period(dossier, dispute, debts, pause):
        return False
    answers = pause.answered_by
    if _is_duplicative(dossier, dispute, pause):
        answers |= pause.duplicative_answered_by
    return not _answered(dossier, dispute.id, at, answers, pause)


def must_cease(dossier: Dossier, debts: tuple[Id, ...], at: Instant) -> bool:
    """Return whether a dispute has stopped the collection of any of those debts at that instant."""
    return any(
        stops(dossier, dispute, debts, at, _dispute_pause())
        for dispute in dossier.of(Dispute)
        if dispute.debts is None or not debts or not set(debts).isdisjoint(dispute.debts)
    )


def is_duplicative(dossier: Dossier, dispute: Dispute) -> bool:
    """Return whether a dispute repeats one already answered and brings nothing new (1006.38(a)(1))."""
    return _is_duplicative(dossier, dispute, _dispute_pause())


def _is_duplicative(dossier: Dossier, dispute: Dispute, pause: DisputePause) -> bool:
    """Return whether a dispute repeats one already answered and brings nothing new.

    > (i) Is substantially the same as a dispute previously submitted by the consumer in writing within the validation
    > period for which the debt collector already has satisfied the requirements of paragraph (d)(2)(i) of this section;
    > and
    > (ii) Does not include new and material information to support the dispute.
    """
    earlier = next((d for d in dossier.of(Dispute) if d.id == dispute.same_as), None)
    return (
        earlier is not None
        and not dispute.new_material
        and all(
            said.via not in pause.not_in_writing and _in_period(dossier, said, (), pause) for said in (dispute, earlier)
        )
        and _answered(dossier, earlier.id, dispute.at, pause.answered_by, pause)
    )


def _dispute_pause() -> DisputePause:
    values = cease_until_verified.versions[-1].values
    return values if isinstance(values, DisputePause) else DisputePause.model_validate(values)


def _collects(proposal: Proposal, pause: Pause) -> bool:
    message = proposal.message
    if message.required_by_law or proposal.role in PROFESSIONALS:
        return False
    if message.purpose is Purpose.REPLY:
        return not proposal.answers or not proposal.words.includes.isdisjoint(pause.asks_for_money)
    return message.purpose in pause.collects


def _in_period(dossier: Dossier, said: Said, debts: tuple[Id, ...], pause: Pause) -> bool:
    """Return whether it was submitted within the validation period of any of those debts that it is about."""
    submitted = zones.local(min(said.sent_at or said.at, said.at), pause.last_zone).date()
    about = said.debts or tuple(debt.id for debt in dossier.debts)
    return any(
        submitted <= max((period.end for period in given(dossier, debt)), default=date.max)
        for debt in about
        if not debts or debt in debts
    )


def _answered(dossier: Dossier, of: Id, at: Instant, kinds: frozenset[str], pause: Pause) -> bool:
    returned = {fact.of for fact in dossier.of(Undeliverable)}
    return any(
        answer.of == of
        and answer.kind in kinds
        and answer.at <= at
        and answer.via not in pause.not_in_writing
        and answer.id not in returned
        for answer in dossier.of(DisputeAnswered)
    )


def _same_creditor(dossier: Dossier, request: OriginalCreditorRequest) -> bool:
    debts = [debt for debt in dossier.debts if request.debts is None or debt.id in request.debts]
    return bool(debts) and all(debt.creditor == debt.original_creditor for debt in debts)


def _day(proposal: Proposal, at: Instant) -> str:
    return f"{zones.local(at, proposal.dossier.collector.zone):%B %-d}"
