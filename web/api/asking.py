"""Asking: may this consumer be contacted about that debt by that medium? `duly decide` and the API ask it alike."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any, Literal

from accounts.contact import Medium, Message, Purpose
from accounts.dossier import Dossier
from accounts.errors import DulyError, NotFound
from accounts.ledger import Entry, plain
from accounts.reading import Reading
from accounts.record import new_id
from channels.compose import Composer
from compliance.decision import Decision
from compliance.guard import Guard
from compliance.proposal import Proposal
from outreach.cadence import door

Voice = Literal["person", "bot", "recorded"]


class Way(StrEnum):
    """The media, as the command line names them."""

    SMS = "sms"
    EMAIL = "email"
    VOICE = "voice"
    WEB = "web"
    LETTER = "letter"


MEDIA = {
    Way.SMS: Medium.SMS,
    Way.EMAIL: Medium.EMAIL,
    Way.VOICE: Medium.CALL,
    Way.WEB: Medium.CHAT,
    Way.LETTER: Medium.MAIL,
}
_KIND = {Medium.SMS: "phone", Medium.CALL: "phone", Medium.EMAIL: "email", Medium.MAIL: "postal"}


@dataclass(frozen=True)
class Question:
    """May this consumer be contacted about that debt, by that medium?"""

    consumer: str
    debt: str
    medium: Way
    to: str | None = None
    """At which of their addresses; None is the one that the campaign would use."""
    voice: Voice = "bot"
    """Whose voice a call has."""


Answered = tuple[Proposal, Decision] | DulyError


@dataclass(frozen=True)
class Asking:
    """Answers questions from everything known; approves nothing, and reserves nothing."""

    guard: Guard
    composer: Composer

    def answer(self, reading: Reading, questions: Sequence[Question], at: datetime) -> list[Answered]:
        """Return for each question what would be decided at that instant, or why it cannot be asked."""
        guard = self.guard.under(reading.policy_changes())
        dossiers = reading.dossiers({question.consumer for question in questions}, at)
        return [self._one(guard, dossiers.get(question.consumer), question, at) for question in questions]

    def _one(self, guard: Guard, dossier: Dossier | None, asked: Question, at: datetime) -> Answered:
        if dossier is None:
            return NotFound(f"no consumer has the id {asked.consumer}")
        if dossier.debt(asked.debt) is None:
            theirs = ", ".join(debt.id for debt in dossier.debts)
            return NotFound(f"consumer {asked.consumer} has no debt {asked.debt}; theirs are {theirs}")
        if asked.to is not None and dossier.point(asked.to) is None:
            return NotFound(f"consumer {asked.consumer} has no contact point {asked.to}: place it first")
        message = example(self.composer, dossier, asked.debt, MEDIA[asked.medium], to=asked.to, voice=asked.voice)
        proposal = guard.propose(message, dossier, at)
        return proposal, guard.decide(proposal)


def example(
    composer: Composer, dossier: Dossier, debt: str, medium: Medium, *, to: str | None = None, voice: Voice = "bot"
) -> Message:
    """Return the campaign's own message by that medium, with the words it would really have."""
    point = door(dossier, medium) or next((p for p in dossier.points if p.kind == _KIND.get(medium)), None)
    to = to or (point.address if point else None)
    form = Medium.SMS if medium in (Medium.SMS, Medium.CHAT) else Medium.EMAIL
    words = composer.compose("reminder", dossier, medium=form, to=to or "", debts=(debt,))
    spoken = voice if medium.is_telephone_call else None
    given = {"id": new_id(), "medium": medium, "to": to, "purpose": Purpose.COLLECT, "voice": spoken}
    return words.model_copy(update=given)


def document(proposal: Proposal, decision: Decision, *, facts: bool = True) -> dict[str, Any]:
    """Return an answer as the document of the contract; the facts are the greater part of it."""
    told: dict[str, Any] = {
        "approved": decision.approved,
        "objections": [o.model_dump(mode="json", exclude={"kind"}) for o in decision.objections],
        "advice": [f.model_dump(mode="json", exclude={"kind"}) for f in decision.advice],
        "next_lawful_moment": decision.next_lawful_moment and decision.next_lawful_moment.isoformat(),
        "book": decision.book,
    }
    return told | {"facts": facts_of(proposal)} if facts else told


def facts_of(proposal: Proposal) -> dict[str, Any]:
    """Return all that an answer was made from."""
    return {
        "message": proposal.message.model_dump(mode="json"),
        "words": proposal.words.model_dump(mode="json"),
        "dossier": proposal.dossier.model_dump(mode="json", by_alias=True),
    }


def put_down(proposal: Proposal, decision: Decision, by: str) -> Entry:
    """Make the ledger's record that somebody asked, and of the answer with its facts; it is no decision to send."""
    body = plain(by=by, decision=decision.model_dump(mode="json"), facts=facts_of(proposal))
    return Entry("asked", decision.at, decision.consumer, body)
