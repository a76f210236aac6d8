"""Every dispute and every request for the original creditor waits for a person's written answer, and says how long."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from accounts.dossier import Dossier
from accounts.notice import Dispute, DisputeAnswered, OriginalCreditorRequest
from accounts.record import Id, Instant
from compliance import zones
from compliance.duty import Owed, duty
from compliance.law.us.reg_f.s38_d_2_dispute_pause import is_duplicative, stopping
from compliance.law.us.reg_f.s38_writing import Said, has_same_creditor
from compliance.parameters import Parameters


class Templates(Parameters):
    """The words of messages/ that answer."""

    dispute: str
    duplicate: str
    request: str
    same_creditor: str


@duty(Templates, id="house.answer-disputes", cites="house policy; 12 CFR 1006.38", since=date(2021, 11, 30))
def answer_disputes(dossier: Dossier, at: Instant, templates: Templates) -> tuple[Owed, ...]:
    """Owe an answer to every dispute and request, for each debt that it is about; a person gives it.

    Reading: the law lets a collector stop for good instead; who goes on must answer, and people deserve an answer.
    Reading: one in writing and in time waits until it is answered as 1006.38 wants; any other until it is answered.
    """
    return tuple(_owed(dossier, at, templates))


def _owed(dossier: Dossier, at: Instant, templates: Templates) -> Iterator[Owed]:
    said: tuple[Said, ...] = (*dossier.of(Dispute), *dossier.of(OriginalCreditorRequest))
    answered = {answer.of for answer in dossier.of(DisputeAnswered) if answer.at <= at}
    for one in sorted((s for s in said if s.at <= at), key=lambda s: s.at):
        for debt in dossier.debts:
            stops = one in stopping(dossier, (debt.id,), at)
            if (one.debts is None or debt.id in one.debts) and (stops or one.id not in answered):
                yield Owed(
                    duty=answer_disputes.id,
                    citation=answer_disputes.cites,
                    what=_template(dossier, one, debt.id, templates),
                    debt=debt.id,
                    by=None,
                    says=_says(dossier, one, at, stops=stops),
                    of=one.id,
                    since=one.at,
                )


def _template(dossier: Dossier, said: Said, debt: Id, templates: Templates) -> str:
    if isinstance(said, Dispute):
        return templates.duplicate if is_duplicative(dossier, said) else templates.dispute
    same = has_same_creditor(tuple(d for d in dossier.debts if d.id == debt))
    return templates.same_creditor if same else templates.request


def _says(dossier: Dossier, said: Said, at: Instant, *, stops: bool) -> str:
    what = "a dispute" if isinstance(said, Dispute) else "a request for the original creditor"
    day, today = (zones.local(one, dossier.collector.zone).date() for one in (said.at, at))
    then = "collection has stopped by law" if stops else "campaigns have stopped"
    return f"{what} of {day:%B %-d} by {said.via} waits for {(today - day).days} days; {then}"
