"""Finding, Objection and Decision: what the rules said, and what follows from it."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from accounts.contact import Message
from accounts.dossier import Dossier
from accounts.record import Id, Instant, Record
from compliance.words import Words


class Finding(Record):
    """What one rule noticed; by itself it is advice to a person and refuses nothing."""

    kind: Literal["advice"] = "advice"
    rule: str
    citation: str
    says: str
    """The reason in this consumer's facts; in English, for collectors and examiners, never for consumers."""


class Objection(Record):
    """What one rule holds against a proposal."""

    kind: Literal["objection"] = "objection"
    rule: str
    citation: str
    says: str
    until: Instant | None = None
    """The rule objects at every instant from the one judged up to this one, not including it.

    None: while the facts stay as they are, time alone does not lift it.
    """


AnyFinding = Annotated[Finding | Objection, Field(discriminator="kind")]


class Facts(Record):
    """All that a decision was made from: with the book in force it can be decided again, to the same answer."""

    message: Message
    words: Words
    dossier: Dossier


class Decision(Record):
    """The answer to one proposal: yes, or no with the reasons, the citations and the next lawful moment."""

    id: Id
    at: Instant
    consumer: Id
    message: Id
    approved: bool
    findings: tuple[AnyFinding, ...] = ()
    next_lawful_moment: Instant | None = None
    """When approved, `at`; when refused, the first moment with no objection if the facts stay as they are."""
    book: str
    """The fingerprint of the rules in force, with their parameters."""

    @property
    def objections(self) -> tuple[Objection, ...]:
        """What stands against the message."""
        return tuple(f for f in self.findings if isinstance(f, Objection))

    @property
    def advice(self) -> tuple[Finding, ...]:
        """What a person should know although it refuses nothing."""
        return tuple(f for f in self.findings if isinstance(f, Finding))
