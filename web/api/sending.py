"""Sending: integrators ask us to send a message of the campaign; it leaves by the gateway or not at all."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from datetime import timedelta
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Depends, Response
from pydantic import BaseModel, Field, StringConstraints

from accounts import api_keys
from accounts.contact import Medium, Message
from accounts.errors import BadSettings
from accounts.integrator import ApiKey
from accounts.record import Id, Instant, new_id
from channels.gateway import Sent
from outreach.cadence import door
from web.api.bringing import REPEATED, same
from web.api.gate import Caller, allows
from web.api.given import (
    Address,
    Given,
    GivenId,
    IdempotencyKey,
    Parts,
    check_address,
    check_debts,
    fingerprint,
    known,
)
from web.api.problems import Problem
from web.api.questions import AdviceShown, ObjectionShown

LEASE = timedelta(minutes=3)
"""After which a request that nobody has finished may be taken on again: longer than any wire takes."""


class MessageGiven(Given):
    """A message to be sent: which of the campaign's, to whom, about what."""

    consumer: GivenId
    debts: Annotated[tuple[GivenId, ...], Field(min_length=1, max_length=20)]
    medium: Literal["email", "sms"]
    template: Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]{0,39}$")]
    """Which of the campaign's messages; `reminder` is one."""
    to: Address | None = None
    """To which of their contact points; none: the one that our campaign would use."""
    language: Literal["en", "es"] | None = None
    """None is the consumer's own."""


class MessageShown(BaseModel):
    """The decision, and what became of the message. A refusal is an answer too: it has status 200."""

    message: Id
    approved: bool
    objections: list[ObjectionShown] = []
    advice: list[AdviceShown] = []
    next_lawful_moment: Instant | None = None
    book: str | None = None
    attempt: Id | None = None
    """Under which it is counted; null: it was refused, and nothing left."""
    state: Literal["refused", "reserved", "sent", "delivered", "undelivered", "in_doubt", "failed", "released"]
    """What is known so far; what follows is told as events."""


def router(parts: Parts) -> APIRouter:
    """Return the address at which messages are asked for."""
    routes = APIRouter(tags=["messages"], dependencies=[Depends(allows("write"))])
    requests = Requests(parts)

    @routes.post("/messages", response_model=MessageShown)
    async def send(given: MessageGiven, key: Caller, idempotency_key: IdempotencyKey, response: Response) -> Any:
        """Ask us to send a message of the campaign; the answer is the decision, and what became of it.

        Repeat a request of which you got no answer with the same Idempotency-Key: nothing leaves twice.
        """
        message = await asyncio.to_thread(requests.composed, given, key)
        taken = await asyncio.to_thread(requests.take_on, given, key, idempotency_key)
        if isinstance(taken, dict):
            response.headers[REPEATED] = "true"
            return taken
        try:
            told = await asyncio.to_thread(requests.made_before, given.consumer, taken)
            if told is None:
                sent = await parts.gateway.send([message.model_copy(update={"id": taken})])
                told = _shown(sent[0])
        except BaseException:
            await asyncio.to_thread(requests.let_go, key, idempotency_key)
            raise
        await asyncio.to_thread(requests.finish, key, idempotency_key, told)
        return told

    return routes


@dataclass(frozen=True)
class Requests:
    """What is done around the sending, in the store."""

    parts: Parts

    def composed(self, given: MessageGiven, key: ApiKey) -> Message:
        """Return the message in words, to whom it may be asked to go.

        Raises:
            Problem: names the input that cannot be used.
            BadSettings: there is no channel for the medium.
        """
        medium = Medium(given.medium)
        if (given.template, medium) not in self.parts.templates:
            there = ", ".join(sorted(f"{template} by {one}" for template, one in self.parts.templates))
            says = f"the campaign has no message {given.template} by {medium}; it has {there}"
            raise Problem(422, says, at="#/template")
        if medium not in self.parts.gateway.channels:
            raise BadSettings(f"no channel is set up for {medium}; `duly doctor` says what is missing")
        at = self.parts.clock()
        with self.parts.store.reading() as reading:
            dossier = known(reading.dossiers([given.consumer], at).get(given.consumer), given.consumer)
        check_debts(dossier, given.debts, "#/debts")
        check_address(dossier, given.to, "#/to")
        point = door(dossier, medium)
        to = given.to or (point.address if point else None)
        if to is None:
            raise Problem(422, f"no address of this consumer may be used for {medium}; name one", at="#/to")
        return self.parts.asking.composer.compose(
            given.template,
            dossier,
            medium=medium,
            to=to,
            debts=given.debts,
            author=f"api:{key.name}",
            language=given.language,
        )

    def take_on(self, given: MessageGiven, key: ApiKey, idempotency: str) -> Id | dict[str, Any]:
        """Return the message that is to be sent under this key, or the answer that was given before.

        Raises:
            Problem: the key was used for another request, or somebody is at this one.
        """
        with self.parts.store.transaction() as unit:
            at, asked, fresh = self.parts.clock(), fingerprint("messages", given), new_id()
            before = api_keys.claim(unit, key.id, idempotency, asked, at, fresh)
            if before is None:
                return fresh
            if same(before, asked).answer is not None:
                return before.answer or {}
            if at - before.at < LEASE:
                raise Problem(409, "this request is being worked on; repeat it later", headers={"Retry-After": "10"})
            api_keys.claim_again(unit, key.id, idempotency, at)
            assert before.message is not None
            return before.message

    def made_before(self, consumer: Id, message: Id) -> dict[str, Any] | None:
        """Return what became of a message whose sender died before it could answer; None: it was not made yet."""
        dossier = self.parts.store.dossier(consumer, self.parts.clock())
        made = next((one for one in dossier.attempts if one.message == message), None)
        if made is None:
            return None
        return _told(MessageShown(message=message, approved=True, attempt=made.id, state=made.state.value))

    def let_go(self, key: ApiKey, idempotency: str) -> None:
        """Let a request be repeated at once: it failed."""
        with self.parts.store.transaction() as unit:
            api_keys.claim_again(unit, key.id, idempotency, self.parts.clock() - LEASE)

    def finish(self, key: ApiKey, idempotency: str, told: dict[str, Any]) -> None:
        """Remember the answer."""
        with self.parts.store.transaction() as unit:
            api_keys.answered(unit, key.id, idempotency, told)


def _shown(sent: Sent) -> dict[str, Any]:
    decision = sent.decision
    return _told(
        MessageShown(
            message=sent.message.id,
            approved=decision.approved,
            objections=[ObjectionShown(**o.model_dump(exclude={"kind"})) for o in decision.objections],
            advice=[AdviceShown(**f.model_dump(exclude={"kind"})) for f in decision.advice],
            next_lawful_moment=decision.next_lawful_moment,
            book=decision.book,
            attempt=sent.attempt,
            state=sent.receipt.state if sent.receipt else "refused",
        )
    )


def _told(shown: MessageShown) -> dict[str, Any]:
    return shown.model_dump(mode="json")
