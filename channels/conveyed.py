"""Conveyed: what follows, for the law, from a message that has left."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from accounts.calling import CallNews, RecordingAnnounced, SaidOnCall
from accounts.contact import Attempt, Medium, Purpose
from accounts.dossier import Dossier
from accounts.notice import DisputeAnswered, ReferenceDate, Stated, ValidationSent
from accounts.record import Id, new_id
from accounts.store import Transaction
from accounts.validation_notice import ValidationNotice
from compliance.law.us.reg_f.s34_b_2_initial_communication import begun
from compliance.proposal import Proposal


def stated(notice: ValidationNotice, dossier: Dossier) -> Stated:
    """Return what a notice states, to be kept with the attempt: a callback or a crash leaves nothing else of it."""
    items = notice.itemization
    return Stated(
        end_date=notice.end_date,
        itemization_date=ReferenceDate(kind=items.kind, date=items.date),
        language=notice.language,
        spanish_offer=notice.spanish_offer,
        in_initial=not any(begun(dossier, notice.debt)),
    )


def conveyed(unit: Transaction, news: Iterable[tuple[Id, Attempt, datetime]]) -> None:
    """Put down the first communication about each debt, what was provided of the law's notices, and what was answered.

    Call it once for an attempt, on the first news that a provider has taken it: from the channel, from a
    callback that was faster, or from the journal of a worker that died.

    Args:
        unit: the transaction in which the news is recorded.
        news: (consumer, attempt, when it left).
    """
    news = tuple(news)
    for consumer, attempt, at in news:
        if attempt.settles is not None:
            answered = DisputeAnswered(
                id=new_id(), at=at, of=attempt.settles.of, kind=attempt.settles.kind, via=attempt.medium,
                attempt=attempt.id, person=attempt.person,
            )  # fmt: skip
            unit.add_fact(consumer, answered, by="gateway")
    # A call that was placed has conveyed nothing yet; what is said on it does (`spoken`).
    told = [
        one
        for one in news
        if one[1].person is None and one[1].purpose not in _TELLS_NOTHING and one[1].medium is not Medium.CALL
    ]
    notices = [one for one in told if one[1].purpose is Purpose.VALIDATION_NOTICE]
    spoken_of = unit.spoken_of({debt for _, attempt, _ in notices for debt in attempt.debts}) if notices else set()
    unit.communicated((consumer, debt, at) for consumer, attempt, at in told for debt in attempt.debts)
    for consumer, attempt, at in notices:
        sent = ValidationSent(id=new_id(), at=at, debts=attempt.debts, via=attempt.medium, attempt=attempt.id)
        if attempt.states is not None:
            first = attempt.states.in_initial and spoken_of.isdisjoint(attempt.debts)
            sent = sent.model_copy(update={**dict(attempt.states), "in_initial": first})
        unit.add_fact(consumer, sent, by="gateway")


def spoken(unit: Transaction, proposal: Proposal, at: datetime) -> None:
    """Put down what follows from words that were said on a live call.

    What need not be said in it again is a fact; the first communication about a debt is at the instant of the call,
    by which the law knows it from an earlier one.
    """
    message, call, dossier = proposal.message, proposal.call, proposal.dossier
    if call is None:
        return
    words = proposal.words
    said = {"says_automated"} & words.includes | {words.disclosure} - {"none"}
    said -= {one for fact in dossier.of(SaidOnCall) if fact.of == call.id for one in fact.says}
    if said:
        fact = SaidOnCall.model_validate({"id": new_id(), "at": at, "of": call.id, "says": sorted(said)})
        unit.add_fact(message.consumer, fact, by="gateway")
    announced = any(fact.of == call.id for fact in dossier.of(RecordingAnnounced))
    if "recording_announcement" in words.includes and not announced:
        unit.add_fact(message.consumer, RecordingAnnounced(id=new_id(), at=at, of=call.id), by="gateway")
    if message.debts and message.purpose not in _TELLS_NOTHING:
        unit.communicated((message.consumer, debt, call.at) for debt in message.debts)
        unit.learn(call.id, CallNews(raised=message.debts), at)


_TELLS_NOTHING = frozenset({Purpose.OPTOUT_CONFIRMATION, Purpose.LOCATION_INFO, Purpose.RIGHT_PARTY})
