"""Answering: composes the written answer to a dispute or request, or says what it lacks; a person asks for it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime

from accounts.answer import Answer
from accounts.contact import Medium, Message, Purpose
from accounts.dossier import Dossier
from accounts.errors import BadInput
from accounts.notice import (
    AnswerKind,
    Dispute,
    DisputeAnswered,
    OriginalCreditorRequest,
    Settles,
    ValidationSent,
)
from accounts.notice_making import lacks_of_letter
from accounts.record import Id
from channels.compose import Composer
from compliance import zones
from compliance.decision import Objection
from compliance.law.us.reg_f.s38_d_2_dispute_pause import is_duplicative

TEMPLATES: Mapping[AnswerKind, str] = {
    "verification_sent": "verification",
    "oc_response_sent": "original_creditor_response",
    "same_creditor_notice_sent": "same_creditor_notice",
    "duplicative_notice_sent": "duplicative_dispute_notice",
}
"""The words of each answer."""

Lacks = Callable[[Answer, date], tuple[Objection, ...]]
"""What a document lacks by the law of a day: the guard says it."""

KINDS = {template: kind for kind, template in TEMPLATES.items()}


def prepare(dossier: Dossier, of: Id, kind: AnswerKind, *, evidence: str = "", address: str = "") -> Answer:
    """Return what the answer says, as far as it is known.

    Args:
        dossier: of whom.
        of: the dispute or request.
        kind: as what it is answered.
        evidence: the copy of the verification or judgment, in words.
        address: the original creditor's.

    Raises:
        BadInput: there is no such dispute or request, or it cannot be answered so.
    """
    disputes: dict[Id, Dispute] = {dispute.id: dispute for dispute in dossier.of(Dispute)}
    requests = {request.id: request for request in dossier.of(OriginalCreditorRequest)}
    dispute, said = disputes.get(of), disputes.get(of) or requests.get(of)
    if said is None:
        raise BadInput(f"no dispute or request has the id {of}")
    if (dispute is not None) != (kind in ("verification_sent", "duplicative_notice_sent")):
        raise BadInput(f"{of} is {'a dispute' if dispute else 'a request'}: it is not answered as {TEMPLATES[kind]}")
    if kind == "duplicative_notice_sent" and dispute is not None and not is_duplicative(dossier, dispute):
        raise BadInput(f"{of} repeats no dispute in time that was answered, or brings something new: verify the debt")
    earlier = [answer.at for answer in dossier.of(DisputeAnswered) if dispute and answer.of == dispute.same_as]
    debts = tuple(debt for debt in dossier.debts if said.debts is None or debt.id in said.debts)
    noticed = [n.at for n in dossier.of(ValidationSent) if n.debts is None or {d.id for d in debts} & set(n.debts)]
    zone = dossier.collector.zone
    return Answer(
        kind=kind,
        of=of,
        said_on=zones.local(said.at, zone).date(),
        debts=debts,
        evidence=evidence.strip(),
        original_creditor_address=address.strip(),
        earlier_on=_latest(earlier, zone),
        noticed_on=_latest(noticed, zone),
    )


def _latest(moments: Sequence[datetime], zone: str) -> date | None:
    return zones.local(max(moments), zone).date() if moments else None


def compose(
    composer: Composer, lacks: Lacks, dossier: Dossier, answer: Answer, *, medium: Medium, to: str, agent: str
) -> Message:
    """Return the answer as a message for the gateway; that it left settles the dispute, and nothing before.

    Raises:
        BadInput: it lacks something, or a letter a complete address.
    """
    today = zones.local(dossier.at, dossier.collector.zone).date()
    if medium is Medium.MAIL and (without := lacks_of_letter(dossier, dossier.point(to))):
        raise BadInput("; ".join(without))
    if lacking := lacks(answer, today):
        raise BadInput(f"the answer lacks {'; '.join(dict.fromkeys(one.says for one in lacking))}")
    debts = tuple(debt.id for debt in answer.debts)
    message = composer.compose(
        TEMPLATES[answer.kind],
        dossier,
        medium=medium,
        to=to,
        debts=debts,
        purpose=Purpose.VERIFICATION,
        author=f"agent:{agent}",
        values=answer.model_dump(
            include={"said_on", "evidence", "original_creditor_address", "earlier_on", "noticed_on"}
        ),
    )
    return message.model_copy(update={"settles": Settles(of=answer.of, kind=answer.kind)})
