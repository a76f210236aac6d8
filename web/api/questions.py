"""Questions: `POST /may-i-contact`, one or a hundred at once, answered as `duly decide` answers."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any

from fastapi import APIRouter, Depends
from pydantic import BaseModel, Discriminator, Field, Tag

from accounts.errors import DulyError
from accounts.record import Instant
from compliance.book import BEGINS
from web.api.asking import Answered, Question, Voice, Way, document, put_down
from web.api.gate import Caller, allows
from web.api.given import Address, Given, GivenId, GivenInstant, Parts
from web.api.problems import PREFIX, Problem

MOST = 100


class QuestionGiven(Given):
    """May this consumer be contacted about that debt, by that medium?"""

    consumer: GivenId
    debt: GivenId
    medium: Way
    to: Address | None = None
    """At which of their contact points; none: the one that our campaign would use."""
    voice: Voice = "bot"
    """Of a call: whose voice it would have. A person's is under fewer rules than an artificial one."""
    at: GivenInstant | None = None
    """None is now."""
    record: bool = False
    """Whether the question and its answer, with all facts, go to the ledger: your proof that you asked."""
    facts: bool = True
    """Whether the answer shall hold all it was made from."""


class ObjectionShown(BaseModel):
    """What one provision holds against it."""

    rule: str
    citation: str
    says: str
    until: Instant | None = None
    """Until when; null: time alone does not lift it."""


class AdviceShown(BaseModel):
    """What a person should know, although it refuses nothing."""

    rule: str
    citation: str
    says: str


class AnswerShown(BaseModel):
    """The answer, as `duly decide --json` prints it."""

    approved: bool
    objections: list[ObjectionShown]
    advice: list[AdviceShown]
    next_lawful_moment: Instant | None
    """The first moment at which nothing stands against it if the facts stay as they are; null: none is known."""
    facts: dict[str, Any] | None = None
    """All that the answer was made from: message, words, dossier."""
    book: str
    """The fingerprint of the provisions in force."""


class NoAnswer(BaseModel):
    """Why one question of several has no answer."""

    problem: dict[str, Any] = Field(examples=[{"type": f"{PREFIX}not-found", "detail": "no consumer has the id …"}])


class AnswersShown(BaseModel):
    """The answers to several questions, in their order."""

    answers: list[AnswerShown | NoAnswer]


def _many(given: Any) -> str:
    return "several questions" if isinstance(given, list) else "one question"


Asked = Annotated[
    Annotated[QuestionGiven, Tag("one question")]
    | Annotated[list[QuestionGiven], Field(min_length=1, max_length=MOST), Tag("several questions")],
    Discriminator(_many),
]


def router(parts: Parts) -> APIRouter:
    """Return the address at which is asked."""
    routes = APIRouter(tags=["may I contact?"], dependencies=[Depends(allows("decide"))])

    @routes.post("/may-i-contact", response_model=AnswerShown | AnswersShown, response_model_exclude_unset=True)
    def may_i_contact(asked: Asked, key: Caller) -> Any:
        """Ask whether a contact would be lawful now, or at another instant; if not, why, and when it would be.

        One question or a list of up to 100. The answer approves nothing and reserves nothing: two who ask at once
        both hear yes. Bring each contact that you make (`POST /facts`, kind `contact`) at once, so that the next
        answer knows of it; or let us send (`POST /messages`), which decides and counts in one step.
        """
        questions = asked if isinstance(asked, list) else [asked]
        parts.rates.take(key.id, len(questions) - 1)
        for number, one in enumerate(questions):
            if one.at is not None and one.at.date() < BEGINS:
                says = f"it is before {BEGINS}, when Regulation F comes into force, and with it the book"
                raise Problem(422, says, at=f"#/{number}/at" if isinstance(asked, list) else "#/at")
        answers = _answers(questions)
        wanted = [(one, answer) for one, answer in zip(questions, answers, strict=True) if one.record]
        if wanted:
            with parts.store.transaction() as unit:
                unit.note(*(put_down(*a, by=f"api:{key.name}") for _, a in wanted if not isinstance(a, DulyError)))
        if isinstance(asked, list):
            return {"answers": [_shown(one, answer) for one, answer in zip(questions, answers, strict=True)]}
        (only,) = answers
        if isinstance(only, DulyError):
            raise only
        return document(*only, facts=asked.facts)

    def _answers(questions: list[QuestionGiven]) -> list[Answered]:
        """Answer those of one instant together: their dossiers are read in one statement."""
        now = parts.clock()
        by_instant: dict[datetime, list[int]] = {}
        for number, one in enumerate(questions):
            by_instant.setdefault(one.at or now, []).append(number)
        answers: dict[int, Answered] = {}
        with parts.store.reading() as reading:
            for at, numbers in by_instant.items():
                asked = [_question(questions[number]) for number in numbers]
                answers |= zip(numbers, parts.asking.answer(reading, asked, at), strict=True)
        return [answers[number] for number in range(len(questions))]

    return routes


def _question(given: QuestionGiven) -> Question:
    return Question(given.consumer, given.debt, given.medium, given.to, given.voice)


def _shown(given: QuestionGiven, answer: Answered) -> dict[str, Any]:
    if isinstance(answer, DulyError):
        return {"problem": {"type": f"{PREFIX}not-found", "status": 404, "detail": str(answer)}}
    return document(*answer, facts=given.facts)
