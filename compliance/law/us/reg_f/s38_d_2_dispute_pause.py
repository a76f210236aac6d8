"""A timely written dispute or request stops the collection of its debt until it has been answered in writing."""

from __future__ import annotations

from datetime import date
from typing import cast

from accounts.contact import Purpose
from accounts.dossier import Dossier
from accounts.notice import Dispute, OriginalCreditorRequest
from accounts.record import Id, Instant
from compliance import zones
from compliance.decision import Objection
from compliance.law.us.reg_f.s06_a_persons import PROFESSIONALS
from compliance.law.us.reg_f.s38_writing import Said, Writing, has_same_creditor, is_answered, is_timely
from compliance.proposal import Proposal
from compliance.rule import objection, rule

SINCE = date(2021, 11, 30)


class Pause(Writing):
    """What collection is, and what answers."""

    collects: frozenset[Purpose]
    asks_for_money: frozenset[str]
    """Traits that make collection even of a reply."""
    answered_by: frozenset[str]


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

    Reading: a dispute of a part stops the whole debt, but for a message of which a person recorded that it asks only
    for the part that is not disputed.
    Reading: AMB-40, collection is every message of ours but answers, required notices and neutral replies.
    Covers: regf.38d2-duplicative
    """
    if not _collects(proposal, pause):
        return None
    for dispute in proposal.dossier.of(Dispute):
        if dispute.portion is not None and proposal.message.covers == "undisputed":
            continue
        if proposal.concerns(dispute.debts) and stops(proposal.dossier, dispute, proposal.debts, proposal.at, pause):
            says = f"a written dispute of {_day(proposal, dispute)} about the debt has not been answered yet"
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
    for request in proposal.dossier.of(OriginalCreditorRequest):
        if proposal.concerns(request.debts) and waits(proposal.dossier, request, proposal.debts, proposal.at, pause):
            says = f"a request of {_day(proposal, request)} for the original creditor has not been answered yet"
            return objection(original_creditor.id, original_creditor.cites, says)
    return None


def stops(dossier: Dossier, dispute: Dispute, debts: tuple[Id, ...], at: Instant, pause: DisputePause) -> bool:
    """Return whether at that instant a dispute stops the collection of any of those debts (none named: of all)."""
    if dispute.at > at or not is_timely(dossier, dispute, debts, pause):
        return False
    answers = pause.answered_by
    if _is_duplicative(dossier, dispute, pause):
        answers |= pause.duplicative_answered_by
    return not is_answered(dossier, dispute, at, answers, pause)


def waits(
    dossier: Dossier, request: OriginalCreditorRequest, debts: tuple[Id, ...], at: Instant, pause: RequestPause
) -> bool:
    """Return whether at that instant a request stops the collection of any of those debts (none named: of all)."""
    if request.at > at or not is_timely(dossier, request, debts, pause):
        return False
    answers = pause.answered_by
    if has_same_creditor(tuple(d for d in dossier.debts if request.debts is None or d.id in request.debts)):
        answers |= pause.same_creditor_answered_by
    return not is_answered(dossier, request, at, answers, pause)


def stopping(dossier: Dossier, debts: tuple[Id, ...], at: Instant) -> tuple[Said, ...]:
    """Return the disputes and requests that stop the collection of any of those debts at that instant."""
    disputes = [d for d in dossier.of(Dispute) if _meet(d.debts, debts) and stops(dossier, d, debts, at, _disputes())]
    requests = [
        r
        for r in dossier.of(OriginalCreditorRequest)
        if _meet(r.debts, debts) and waits(dossier, r, debts, at, _requests())
    ]
    return (*disputes, *requests)


def is_duplicative(dossier: Dossier, dispute: Dispute) -> bool:
    """Return whether a dispute repeats one already answered and brings nothing new (1006.38(a)(1))."""
    return _is_duplicative(dossier, dispute, _disputes())


def _is_duplicative(dossier: Dossier, dispute: Dispute, pause: DisputePause) -> bool:
    """Return whether a dispute repeats one already answered and brings nothing new.

    > (i) Is substantially the same as a dispute previously submitted by the consumer in writing within the validation
    > period for which the debt collector already has satisfied the requirements of paragraph (d)(2)(i) of this section;
    > and
    > (ii) Does not include new and material information to support the dispute.

    Reading: comment 38(a)(1)-2, whether what it brings is new and material is a person's judgment, recorded with it;
    until then something attached may be.
    """
    earlier = next((d for d in dossier.of(Dispute) if d.id == dispute.same_as), None)
    return (
        earlier is not None
        and not (dispute.attachment if dispute.new_material is None else dispute.new_material)
        and all(is_timely(dossier, said, (), pause) for said in (dispute, earlier))
        and is_answered(dossier, earlier, dispute.at, pause.answered_by, pause)
    )


def _disputes() -> DisputePause:
    return cast(DisputePause, cease_until_verified.versions[-1].values)


def _requests() -> RequestPause:
    return cast(RequestPause, original_creditor.versions[-1].values)


def _meet(covered: tuple[Id, ...] | None, debts: tuple[Id, ...]) -> bool:
    return covered is None or not debts or not set(debts).isdisjoint(covered)


def _collects(proposal: Proposal, pause: Pause) -> bool:
    message = proposal.message
    if message.required_by_law or proposal.role in PROFESSIONALS:
        return False
    if message.purpose is Purpose.REPLY:
        return not proposal.answers or not proposal.words.includes.isdisjoint(pause.asks_for_money)
    return message.purpose in pause.collects


def _day(proposal: Proposal, said: Said) -> str:
    return f"{zones.local(said.at, proposal.dossier.collector.zone):%B %-d}"
