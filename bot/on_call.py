"""On a call: what follows from a step of the dialogue where it is spoken; pure."""

from __future__ import annotations

from typing import Any, Literal

from accounts.consent import CeaseRequest, OptOut
from accounts.consumer import WrongParty
from accounts.conversation import Status
from accounts.record import Record
from bot import answers, arrangement
from bot.nlu.port import Language, Understanding
from bot.step import AddFact, AddToAddress, Heard, Reply, Step, say

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


def _facts(step: Step) -> list[Any]:
    return [effect.fact for effect in step.effects if isinstance(effect, AddFact | AddToAddress)]
