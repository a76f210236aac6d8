"""What was submitted in writing within the validation period, and what has answered it: 1006.38, 1006.42(b).

> 1. In writing. Section 1006.38 contains requirements related to a dispute or request for the name and address of the
> original creditor timely submitted in writing by the consumer.

Reading: AMB-41, whatever was typed to us is in writing, by any medium we read (comment 38-1).
Reading: AMB-38, in time if sent by the end of the last day anywhere in the country; with no notice known, in time.
Reading: whoever disputes or asks for the consumer does so (comment 38-3); an answer that came back was not sent.
Covers: regf.38-in-writing, regf.38-deceased
"""

from __future__ import annotations

from datetime import date
from typing import cast

from accounts.consent import Consent, Revocation
from accounts.contact import State
from accounts.debt import Debt
from accounts.dossier import Dossier
from accounts.notice import (
    Dispute,
    DisputeAnswered,
    OriginalCreditorRequest,
    Undeliverable,
)
from accounts.record import Id, Instant
from compliance import zones
from compliance.law.us.reg_f.s34_b_5_validation_period import given
from compliance.law.us.reg_f.s42_sending import ESign, esign
from compliance.parameters import Parameters

Said = Dispute | OriginalCreditorRequest


class Writing(Parameters):
    """What is in writing, until when, and how an answer to it is sent."""

    not_in_writing: frozenset[str]
    last_zone: str
    """Where a day ends last in the United States (1006.2(l))."""
    electronic: frozenset[str]
    """Ways of answering that are electronic."""
    needs_esign: frozenset[str]
    """Answers that go electronically only with the consent of 15 U.S.C. 7001(c) (1006.42(b))."""


def is_timely(dossier: Dossier, said: Said, debts: tuple[Id, ...], writing: Writing) -> bool:
    """Return whether it was submitted in writing, and within the validation period of any of those debts it is about.

    Args:
        dossier: what is known.
        said: the dispute or request.
        debts: which debts; none named are all.
        writing: the values of the provision that asks.
    """
    if said.via in writing.not_in_writing:
        return False
    submitted = zones.local(min(said.sent_at or said.at, said.at), writing.last_zone).date()
    about = said.debts or tuple(debt.id for debt in dossier.debts)
    return any(
        submitted <= max((period.end for period in given(dossier, debt)), default=date.max)
        for debt in about
        if not debts or debt in debts
    )


def is_answered(dossier: Dossier, said: Said, at: Instant, kinds: frozenset[str], writing: Writing) -> bool:
    """Return whether an answer of one of those kinds had been sent, as the law wants it, and did not come back.

    > To comply with paragraph (a) of this section, a debt collector who sends the notice required by
    > §1006.34(a)(1)(i)(B), or the disclosures described in §1006.38(c) or (d)(2)(i), electronically must do so in
    > accordance with section 101(c) of the Electronic Signatures in Global and National Commerce Act (E-SIGN Act) (15
    > U.S.C. 7001(c)).
    """
    returned = {fact.of for fact in dossier.of(Undeliverable)}
    returned |= {attempt.id for attempt in dossier.attempts if attempt.state in _LOST}
    return any(
        answer.of == said.id
        and answer.kind in kinds
        and answer.at <= at
        and answer.via not in writing.not_in_writing
        and returned.isdisjoint((answer.id, answer.attempt or answer.id))
        and _says_enough(answer)
        and not (
            answer.via in writing.electronic
            and answer.kind in writing.needs_esign
            and not may_go_electronically(dossier, said.debts, answer.at)
        )
        for answer in dossier.of(DisputeAnswered)
    )


_LOST = frozenset({State.UNDELIVERED, State.FAILED, State.RELEASED})


def _says_enough(answer: DisputeAnswered) -> bool:
    """Return whether a notice that a dispute is duplicative says what it must (1006.38(d)(2)(ii)(A)).

    > provides a brief statement of the reasons for the determination, and refers the consumer to the debt collector's
    > response to the earlier dispute;
    """
    return answer.kind != "duplicative_notice_sent" or (
        answer.says_duplicative and answer.gives_reason and answer.cites_earlier_response_date
    )


def may_go_electronically(dossier: Dossier, debts: tuple[Id, ...] | None, at: Instant) -> bool:
    """Return whether the consumer has consented, to us, to electronic disclosures about all those debts, to this day.

    Reading: a consent to a creditor, or by somebody else, is not the consumer's to us; how it is given: 1006.42(b).
    """
    by = cast(ESign, esign.versions[-1].values).electronically
    until = zones.dates(at, zones.of(dossier), dossier.collector.zone)[-1]
    about = set(debts or [debt.id for debt in dossier.debts])
    withdrawn = {fact.of for fact in dossier.of(Revocation) if fact.at <= at}
    return any(
        consent.scope == "esign"
        and consent.at <= at
        and consent.given_to == "collector"
        and consent.by is None
        and consent.via in by
        and not consent.provided_only
        and (consent.until is None or until <= consent.until)
        and (consent.debts is None or about <= set(consent.debts))
        and consent.id not in withdrawn
        for consent in dossier.of(Consent)
    )


def has_same_creditor(debts: tuple[Debt, ...]) -> bool:
    """Return whether our records show for each that it is still owed to whom it was owed at first."""
    return bool(debts) and all(debt.creditor and debt.creditor == debt.original_creditor for debt in debts)
