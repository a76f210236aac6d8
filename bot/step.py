"""The words of the dialogue: what was heard, and the step that follows, as values that nobody has applied yet."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Any, Literal

from accounts.contact import Inbound, Medium, Purpose
from accounts.conversation import Conversation, HandOff, Status
from accounts.dossier import Dossier, Fact
from accounts.record import Id, Instant, Record
from bot import summary
from bot.commands import Command
from bot.nlu.port import Understanding
from bot.offer_policy import Policy, policy

Priority = Literal["urgent", "high", "normal"]
PRIORITIES: tuple[Priority, ...] = ("urgent", "high", "normal")


class Reply(Record):
    """One answer: the words, what they need beside the dossier, and the debts they are about."""

    template: str
    values: dict[str, Any] = {}
    purpose: Purpose = Purpose.REPLY
    debts: tuple[Id, ...] = ()


class Written(Record):
    """What is written to another address than the thread's while somebody is on the telephone."""

    medium: Medium
    to: str
    words: Reply
    tried: tuple[Medium, ...]
    """By which ways it is not offered where it does not go by this one, which is among them."""


class AddFact(Record):
    """Put down what the consumer told us."""

    fact: Fact


class AddToAddress(Record):
    """Put down what was said of an address, for every consumer who has it."""

    fact: Fact


class HandOver(Record):
    """Call a person."""

    reason: str
    priority: Priority = "normal"


Effect = AddFact | AddToAddress | HandOver


class Step(Record):
    """What follows from one text: the thread as it is afterwards, at most one reply, and what is put down."""

    conversation: Conversation
    replies: tuple[Reply, ...] = ()
    effects: tuple[Effect, ...] = ()
    written: Written | None = None
    """What leaves before it is said that it did."""

    def adding(self, *effects: Effect) -> Step:
        """Return the same step with more effects, before its own."""
        return self.model_copy(update={"effects": (*effects, *self.effects)})


@dataclass(frozen=True)
class Heard:
    """One text, with everything a step may turn on."""

    conversation: Conversation
    inbound: Inbound
    at: Instant
    dossier: Dossier
    command: Command | None = None
    understanding: Understanding | None = None
    proofs_held: frozenset[str] = frozenset()
    proof: bool | None = None
    """Whether the proof of identity in the text is right; None where there is none in it."""
    policy: Policy = field(default_factory=policy)
    """The terms that may be offered."""
    writes: frozenset[Medium] = frozenset()
    """By which media we can write."""

    @property
    def text(self) -> str:
        """What was said, prepared for reading where an engine has read it."""
        return self.understanding.text if self.understanding else self.inbound.text

    @property
    def acts_on(self) -> str | None:
        """The intent to act on, if any."""
        return self.understanding.acts_on if self.understanding else None

    @property
    def is_verified(self) -> bool:
        """Whether the right party was verified in this thread, and not too long ago."""
        until = self.conversation.verified_until
        return self.conversation.verified and until is not None and self.at < until

    def changed(self, **changes: Any) -> Heard:
        """Return it in a thread with those changes."""
        return replace(self, conversation=self.conversation.model_copy(update=changes))


def say(
    heard: Heard,
    template: str,
    *,
    debts: tuple[Id, ...] = (),
    purpose: Purpose = Purpose.REPLY,
    values: dict[str, Any] | None = None,
    question: str | None = None,
    slots: dict[str, Any] | None = None,
    pending: str | None = None,
    **changes: Any,
) -> Step:
    """Return the step that answers so; a question that is not asked again here is over."""
    after = {"question": question, "slots": slots or {}, "pending": pending, "misses": 0, **changes}
    return Step(
        conversation=heard.conversation.model_copy(update=after),
        replies=(Reply(template=template, values=values or {}, purpose=purpose, debts=debts),),
    )


def aside(heard: Heard, template: str, *, values: dict[str, Any] | None = None, misses: int = 0) -> Step:
    """Return the step that answers in passing: the question that is open stays open."""
    thread = heard.conversation
    return say(
        heard,
        template,
        values=values,
        question=thread.question,
        slots=thread.slots,
        pending=thread.pending,
        misses=misses,
    )


def silent(heard: Heard, **changes: Any) -> Step:
    """Return the step that says nothing."""
    return Step(conversation=heard.conversation.model_copy(update=changes))


def hand_over(
    heard: Heard,
    reason: str,
    priority: Priority = "normal",
    *,
    template: str | None = "handed_over",
    facts: tuple[Fact, ...] = (),
    **reply: Any,
) -> Step:
    """Return the step that calls a person, with three lines of facts; `template` None says nothing about it."""
    before = heard.conversation
    if before.handoff is not None and before.status in (Status.WAITING, Status.AGENT):
        told = before.handoff.reason
        reason = told if reason in told.split("; ") else f"{told}; {reason}"
        priority = min(before.handoff.priority, priority, key=PRIORITIES.index)
    after = {
        "status": Status.AGENT if before.status is Status.AGENT else Status.WAITING,
        "handoff": HandOff(
            at=heard.at,
            reason=reason,
            summary=summary.lines(before, heard.dossier, heard.inbound, heard.understanding, facts),
            priority=priority,
            named=summary.named(heard.understanding, before.handoff.named if before.handoff else ()),
        ),
        "question": None,
        "pending": None,
        "misses": 0,
        "slots": {
            **_kept(before),
            "acknowledged": template is not None or bool(before.slots.get("acknowledged")),
            "promised_person": template == "handed_over" or bool(before.slots.get("promised_person")),
        },
        "updated_at": heard.at,
    }
    called = HandOver(reason=reason, priority=priority)
    replies = (Reply(template=template, **reply),) if template else ()
    return Step(conversation=before.model_copy(update=after), replies=replies, effects=(called,))


def _kept(conversation: Conversation) -> dict[str, Any]:
    return {name: conversation.slots[name] for name in ("agent",) if name in conversation.slots}
