"""Answer: what the written answer to a dispute or a request for the original creditor says, as data."""

from __future__ import annotations

from datetime import date

from accounts.debt import Debt
from accounts.notice import AnswerKind
from accounts.record import Id, Record


class Answer(Record):
    """What an answer says; its words are rendered from this, and nothing in them comes from anywhere else."""

    kind: AnswerKind
    of: Id
    said_on: date
    """The day on which the consumer disputed or asked, as our calendar has it."""
    debts: tuple[Debt, ...]
    """Every debt that the dispute or request is about: one that is left out would not have been answered."""
    evidence: str = ""
    """The copy of the verification or of the judgment, in words, with references: to a contract, to a court."""
    original_creditor_address: str = ""
    earlier_on: date | None = None
    """The day of our response to the earlier dispute."""
    noticed_on: date | None = None
    """The day on which the validation information was provided."""
