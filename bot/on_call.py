"""On a call: what follows from a step of the dialogue where it is spoken; pure."""

from __future__ import annotations

from typing import Any, Literal

from accounts.consent import CeaseRequest, OptOut
from accounts.consumer import WrongParty
from accounts.contact import Inbound, Medium
from accounts.conversation import Conversation, HandOff, Status
from accounts.record import Instant, Record, new_id
from bot import answers, arrangement, paying, summary
from bot.nlu.port import Language, Understanding
from bot.step import AddFact, AddToAddress, HandOver, Heard, Reply, Step, say

Then = Literal["listen", "person", "end"]


class Said(Record):
    """What is said on a call now, and what follows."""

    text: str = ""
    """Empty where nothing may be said, or nothing is to be."""
    language: Language = "en"
    then: Then
    question: str | None = None
    """What was asked, by which it is known how many keys an answer has."""
    card: bool = False
    """Whether a card is spoken of: from here on nothing of the call is to be recorded."""


_YES_NO: dict[Language, dict[str, str]] = {"en": {"1": "yes", "2": "no"}, "es": {"1": "sí", "2": "no"}}
_ANSWERED_BY_KEYS = {"party", "confirm", paying.QUESTION}
"""Questions to which 1 is a yes and 2 a no."""


def as_words(keys: str, thread: Conversation) -> str:
    """Return what keys say in answer to the question that is open."""
    return _YES_NO[thread.language].get(keys, keys) if thread.question in _ANSWERED_BY_KEYS else keys


def party(heard: Heard, understanding: Understanding) -> Step | None:
    """Return the step for a plain yes or no to whether it is the consumer; None for anything else."""
    if answers.is_yes(understanding):
        return arrangement.begin(heard.changed(question=None), heard.conversation.pending or "request_balance")
    if answers.is_no(understanding) and not understanding.rules:
        return say(heard, "not_there")
    return None


def is_denied(step: Step) -> bool:
    """Whether it was said that the consumer is not at this telephone: then it is no conversation with them."""
    gone = any(reply.template == "not_there" for reply in step.replies)
    return gone or any(isinstance(fact, WrongParty) for fact in _facts(step))


def follows(step: Step) -> tuple[Reply | None, Then]:
    """Return what is said, and what follows.

    Whoever does not want us called, or not at all, is told nothing more: the call ends there (47 CFR 64.1200(b)(3)).
    """
    if any(isinstance(fact, OptOut | CeaseRequest | WrongParty) for fact in _facts(step)):
        return None, "end"
    reply = step.replies[0] if step.replies else None
    if step.conversation.status in (Status.WAITING, Status.AGENT):
        return reply or Reply(template="handed_over"), "person"
    if reply is None:
        return Reply(template="anything_else"), "listen"
    return reply, "end" if reply.template == "not_there" else "listen"


def of_a_stranger(thread: Conversation, at: Instant) -> Step:
    """Return the step where a number calls that nobody has, or more than one consumer: a person calls back."""
    reason = "somebody unknown called: call them back"
    inbound = Inbound(id=new_id(), at=at, medium=Medium.CALL, from_address=thread.address)
    handoff = HandOff(at=at, reason=reason, summary=summary.lines(thread, None, inbound, None))
    status = Status.AGENT if thread.status is Status.AGENT else Status.WAITING
    called = thread.model_copy(update={"status": status, "handoff": handoff, "question": None, "pending": None})
    return Step(conversation=called, effects=(HandOver(reason=reason),))


def _facts(step: Step) -> list[Any]:
    return [effect.fact for effect in step.effects if isinstance(effect, AddFact | AddToAddress)]
