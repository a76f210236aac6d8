"""Notices the law names, the validation period, and disputes."""

from __future__ import annotations

from datetime import date
from typing import Literal

from accounts.record import Id, Instant, Record


class FirstContact(Record):
    """The initial communication about a debt, where it was not one of our own Attempts (1006.34(b)(2))."""

    kind: Literal["first_contact"] = "first_contact"
    id: Id
    at: Instant
    debts: tuple[Id, ...] | None = None
    via: str = "unknown"
    by: str = "collector"


class ReferenceDate(Record):
    """A date by which the amount of a debt is known: one of the five of 1006.34(b)(3), if it is named rightly."""

    kind: str
    date: date
    by: str | None = None
    """Who sent that statement, or made that payment, where it was somebody else than the creditor or the consumer."""


class Stated(Record):
    """What a validation notice of ours states, put down with the attempt to send it before it leaves."""

    end_date: date
    itemization_date: ReferenceDate
    language: Literal["en", "es"] = "en"
    spanish_offer: bool = False
    in_initial: bool = False
    """Whether nothing about its debts was, or may have been, communicated before."""


class ValidationSent(Record):
    """The validation information was provided (1006.34(a)(1))."""

    kind: Literal["validation_sent"] = "validation_sent"
    id: Id
    at: Instant
    debts: tuple[Id, ...] | None = None
    via: str = "unknown"
    in_initial: bool = False
    """Whether it was, or was part of, the initial communication."""
    end_date: date | None = None
    """The end of the validation period that the notice states."""
    itemization_date: ReferenceDate | None = None
    """The one it used: from then on it is used consistently (comment 34(b)(3)-1)."""
    language: Literal["en", "es"] | None = None
    """In which language; None is not known."""
    spanish_offer: bool | None = None
    """Whether it told the consumer that a Spanish notice may be asked for (1006.34(d)(3)(vi)); None is not known."""
    attempt: Id | None = None
    person: Id | None = None
    """To whom; None is the consumer."""


class SpanishRequest(Record):
    """The consumer asked for a validation notice in Spanish (1006.34(e)(2))."""

    kind: Literal["spanish_request"] = "spanish_request"
    id: Id
    at: Instant
    debts: tuple[Id, ...] | None = None
    """None: no debt was named, so it covers all."""
    via: str


class ReceiptProven(Record):
    """What we sent was received at a time that is known, whatever was assumed (1006.34(b)(5))."""

    kind: Literal["receipt_proven"] = "receipt_proven"
    id: Id
    at: Instant
    of: Id


class Undeliverable(Record):
    """What we sent came back (comment 42(a)(1)-2)."""

    kind: Literal["undeliverable"] = "undeliverable"
    id: Id
    at: Instant
    of: Id


class Dispute(Record):
    """The consumer disputes a debt (1006.38), in whatever medium we read."""

    kind: Literal["dispute"] = "dispute"
    id: Id
    at: Instant
    debts: tuple[Id, ...] | None = None
    """None: no debt was named, so it covers all."""
    via: str
    why: Literal["not_mine", "already_paid", "amount", "identity_theft", "too_old", "other"] = "other"
    sent_at: Instant | None = None
    by: Id | None = None
    portion: str | None = None
    attachment: str | None = None
    same_as: Id | None = None
    """The earlier dispute that it repeats, in whatever words: a person has read both."""
    new_material: bool | None = None
    """Whether it brings new and material information (comment 38(a)(1)-2); None: nobody has said."""
    text: str | None = None

    @property
    def in_writing(self) -> bool:
        """Whether it is in writing (comments 38-1, 38-2)."""
        return self.via not in ("oral", "call")


class OriginalCreditorRequest(Record):
    """The consumer asked for the name and address of the original creditor (1006.38(c))."""

    kind: Literal["oc_request"] = "oc_request"
    id: Id
    at: Instant
    debts: tuple[Id, ...] | None = None
    via: str
    sent_at: Instant | None = None


AnswerKind = Literal["verification_sent", "oc_response_sent", "same_creditor_notice_sent", "duplicative_notice_sent"]


class Settles(Record):
    """Which dispute or request a message answers, and as what."""

    of: Id
    kind: AnswerKind


class DisputeAnswered(Record):
    """A copy of the verification, a judgment, or the notice that answers a dispute or request was sent."""

    kind: AnswerKind = "verification_sent"
    id: Id
    at: Instant
    of: Id
    via: str = "mail"
    says_duplicative: bool = True
    gives_reason: bool = True
    cites_earlier_response_date: bool = True
    """Of the notice that a dispute is duplicative: what 1006.38(d)(2)(ii)(A) asks of it."""
    attempt: Id | None = None
    """The attempt by which it was sent."""
    person: Id | None = None
    """To whom; None is the consumer."""
