"""Details: what a person must know of a lawyer, a bankruptcy, a death or service: asked once, kept as it is told."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from accounts.contact import Medium
from accounts.conversation import Status
from bot import summary
from bot.step import Heard, Step, silent


@dataclass(frozen=True)
class _Question:
    """One question, which stands in the reply to the news itself."""

    template: str
    news: str
    """The intent of the news; who repeats it with more beside it answers."""
    label: str
    """What it is about, in the words of the desk."""


_QUESTIONS = {
    "attorney": _Question("attorney", "attorney_represented", "attorney"),
    "bankruptcy": _Question("bankruptcy", "bankruptcy", "bankruptcy"),
    "deceased": _Question("sorry_for_loss", "deceased", "who acts for the estate"),
    "military": _Question("military", "military_service", "military service"),
}

PIECES = 3
"""In how many texts an answer may come: people send the court in one and the number in the next."""

_LONGEST = 500
"""Characters kept of each."""

_ENDS = frozenset(
    {"self_harm_crisis", "cease_contact", "opt_out_channel", "wrong_number", "third_party", "refuse_to_pay"}
)
"""After which nothing that is written is an answer any more."""

_SOMETHING_ELSE = frozenset(
    {
        "abusive_language", "affirm", "ask_how_to_pay", "ask_who_is_this", "bot_challenge", "callback_later",
        "complaint", "credit_reporting", "disability_accommodation", "goodbye", "greet", "hardship", "help",
        "legal_threat", "make_payment", "modify_arrangement", "opt_in", "pay_in_full", "promise_to_pay",
        "propose_settlement", "repeat", "request_balance", "request_documents", "request_language",
        "request_payment_plan", "speak_to_human", "thank", "translation", "unsure",
    }
)  # fmt: skip
"""What is said beside a question rather than to it; the question stays open."""


def followed(heard: Heard, said: Collection[str], step: Step) -> Step:
    """Return the step with the question that its reply asks, or with the text kept where it tells what was asked."""
    if (asked := _asked(step)) is not None:
        return _asking(step, asked)
    if _open(heard) is None:
        return step
    ends = bool(step.replies) or not _ENDS.isdisjoint(said)
    step = _asking(step, None if ends else heard.conversation.question)
    if not _tells(heard, said):
        return step
    return step.model_copy(update={"conversation": step.conversation.model_copy(update=_kept(heard, step))})


def answer(heard: Heard) -> Step | None:
    """Return the step that keeps an answer, silently; None where none is awaited, or the text is something else.

    Nothing is said to it: a hold lets nothing more through, and an attorney is written to from now on (1006.6(b)(2)).
    """
    if _open(heard) is None or not _tells(heard, ()):
        return None
    step = silent(heard)
    return silent(heard, **_kept(heard, step))


def _open(heard: Heard) -> _Question | None:
    """Return the question that waits for its answer; none does once a person has the thread and asks themselves."""
    thread = heard.conversation
    waits = thread.status is Status.WAITING and thread.handoff is not None
    return _QUESTIONS.get(thread.question or "") if waits else None


def _asked(step: Step) -> str | None:
    """Return the question that a reply asks; on a call none is, for it ends there."""
    if step.conversation.medium is Medium.CALL:
        return None
    said = {reply.template for reply in step.replies}
    return next((name for name, question in _QUESTIONS.items() if question.template in said), None)


def _asking(step: Step, question: str | None) -> Step:
    return step.model_copy(update={"conversation": step.conversation.model_copy(update={"question": question})})


def _tells(heard: Heard, said: Collection[str]) -> bool:
    """Whether a text tells what was asked: it repeats the news, or is nothing that we know to be something else."""
    question, text = _open(heard), heard.inbound.text.strip()
    if question is None or not text or (text.endswith("?") and not re.search(r"\d", text)):
        return False
    return question.news in said or (_ENDS.isdisjoint(said) and heard.acts_on not in _SOMETHING_ELSE)


def _kept(heard: Heard, step: Step) -> dict[str, Any]:
    """Return what changes in the thread of a step: the text in the hand-over, and no question after the last piece."""
    question, handoff = _open(heard), step.conversation.handoff
    assert question is not None  # it tells what was asked
    assert handoff is not None  # a question is asked only where a person is called
    label = f"{question.label}, in their words: "
    words = label + summary.without_proofs(" ".join(heard.inbound.text.split()), heard.understanding)[:_LONGEST]
    named = summary.named(heard.understanding, (*handoff.named, words))
    is_last = sum(line.startswith(label) for line in named) >= PIECES
    return {
        "handoff": handoff.model_copy(update={"named": named}),
        "question": None if is_last else step.conversation.question,
    }
