"""Conversation, its turns, and the hand-over to a person."""

from __future__ import annotations

from enum import StrEnum
from typing import Any, Literal

from accounts.contact import Medium, Message
from accounts.provider import Enclosure
from accounts.record import Id, Instant, Record


class Status(StrEnum):
    """Who holds the conversation."""

    BOT = "bot"
    WAITING = "waiting"
    """Handed over, nobody has taken it."""
    AGENT = "agent"
    DONE = "done"


class Mark(Record):
    """What a person says that a text meant, and whether another person would have an engine learn from it."""

    at: Instant
    by: str
    meant: str
    state: Literal["waiting", "accepted", "refused"] = "waiting"
    decided_by: str = ""


class Turn(Record):
    """One thing said."""

    id: Id
    at: Instant
    who: Literal["consumer", "bot", "agent"]
    name: str = ""
    text: str
    inbound: Id | None = None
    enclosed: tuple[Enclosure, ...] = ()
    """The pictures and files that came with it."""
    attempt: Id | None = None
    """The Attempt by which it left; None while it has not, or was refused."""
    understood: tuple[str, ...] = ()
    """The intents the engine found in it, surest first."""
    read_by: str = ""
    """The engine that read it, and which of its models; empty where none did."""
    acted_on: str | None = None
    """The intent that was acted on; None where the engine abstained."""
    sure: float | None = None
    """How likely the likeliest intent was."""
    language: str = ""
    mark: Mark | None = None
    """Where an agent says that it was understood wrongly."""
    refused: str = ""
    """Why the guard did not let it leave, in one sentence."""
    message: Message | None = None
    """What is to leave, kept with the thread until it has, so that a crash neither loses nor doubles it."""
    claimed_at: Instant | None = None
    """When somebody took over to send what another had composed and not sent."""


class HandOff(Record):
    """Why a person is needed, in facts."""

    at: Instant
    reason: str
    summary: tuple[str, ...]
    """Three lines at most, built from facts."""
    priority: Literal["urgent", "high", "normal"] = "normal"
    named: tuple[str, ...] = ()
    """What they named, read by our grammars and not yet read back: money, days, times, addresses."""


class Conversation(Record):
    """The thread with one address on one medium, and what the assistant keeps in mind of it."""

    id: Id
    medium: Medium
    address: str
    our_address: str = ""
    consumer: Id | None = None
    status: Status = Status.BOT
    version: int = 0
    """Counts changes: whoever writes on an older version has lost the race."""
    language: Literal["en", "es"] = "en"
    verified: bool = False
    """Whether the right party was verified in this thread."""
    verified_until: Instant | None = None
    failures: int = 0
    """Failed proofs of identity; at the limit the thread is locked and handed over."""
    misses: int = 0
    """Texts in a row that were not understood."""
    question: str | None = None
    """The one question asked and not yet answered; an answer binds to it and to nothing else."""
    slots: dict[str, Any] = {}
    """What the question is about: an offer's id, a date read back."""
    pending: str | None = None
    """The intent that waits until the consumer is verified."""
    handoff: HandOff | None = None
    updated_at: Instant
