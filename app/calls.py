"""Calls: Twilio's webhooks of a call answered with what to say next; every word has passed the gateway before."""

from __future__ import annotations

import asyncio
import logging
from collections import OrderedDict
from collections.abc import Awaitable, Callable, Mapping
from urllib.parse import urlencode

from fastapi import APIRouter, Request, WebSocket
from fastapi.responses import Response

from accounts.calling import CallNews
from accounts.contact import Message
from accounts.errors import BadInput, DulyError, NotFound
from accounts.record import Id
from app.recording import may_go_on
from app.relay import Relay
from app.webhooks import MOST, signed
from app.wiring import House
from bot.on_call import Said
from channels import twilio_calls as voice
from channels import twiml
from channels.twilio_sms import attempt_of, signed_url
from compliance.voicemail import is_limited_content

log = logging.getLogger("duly.calls")

HERE = "/webhooks/twilio/voice"
REMEMBERED = 500
"""Documents kept for a webhook that Twilio repeats because our answer was lost."""


Work = Callable[[Mapping[str, str], Mapping[str, str]], Awaitable[str]]
"""Make a document from a form and the query of its address."""


class Paper:
    """The ear of a call that is steered by documents: what is said on it stands in the answer to this webhook."""

    async def say(self, message: Message) -> None:
        """Take it; the document is made of it."""


class Calls:
    """Answers the webhooks of calls. What a call is at travels in the addresses, which Twilio signs."""

    def __init__(self, house: House) -> None:
        self._house = house
        self._answers: OrderedDict[tuple[Id, int], str] = OrderedDict()

    async def answered(self, form: Mapping[str, str], query: Mapping[str, str]) -> str:
        """Return what is said first, to whoever or whatever has answered our call, or to who calls us."""
        house, wire = self._house, self._house.voice
        if wire is None:
            return twiml.silence()
        if "ref" not in query:
            received = voice.parse_call(form, house.clock())
            call = await asyncio.to_thread(house.inbox.receive, received)
            assert call is not None
            return await self._begun(call)
        call = attempt_of(query["ref"])
        if call is None:
            raise NotFound("the reference of a call is not one of ours")
        told = {**form, "CallStatus": "in-progress"}
        await asyncio.to_thread(house.inbox.update, voice.parse_status(told, query, house.clock()))
        who, words = voice.answered_by(form), query.get("voicemail", "")
        if who == "human":
            await self._learn(call, CallNews(outcome="dropped"))
            return await self._begun(call)
        if who == "machine" and is_limited_content(words):
            await self._learn(call, CallNews(outcome="voicemail_general", limited_content=True))
            return twiml.voicemail(words, "es" if query.get("language") == "es" else "en")
        return twiml.silence()

    async def heard(self, form: Mapping[str, str], query: Mapping[str, str]) -> str:
        """Return what follows from what the other side said, keyed, or did not."""
        call, turn, silent = attempt_of(query.get("call", "")), _number(query.get("n")), _number(query.get("silent"))
        if call is None or self._house.voice is None:
            raise NotFound("the reference of a call is not one of ours")
        if (call, turn) in self._answers:
            return self._answers[call, turn]
        if not await asyncio.to_thread(self._is_news, call, turn):
            return twiml.listen("", "en", self._addresses(call, turn + 1, 0))
        text, keys = form.get("SpeechResult", ""), form.get("Digits", "")
        telephone = self._house.telephone
        if text.strip() or keys:
            said = await self._spoken(call, telephone.heard(call, text, keys))
            if not await may_go_on(self._house, form.get("CallSid", ""), said):
                said = await self._spoken(call, telephone.nobody_free(call))
            return self._document(said, call, turn + 1)
        said = await self._spoken(call, telephone.unheard(call, silent + 1))
        return self._document(said, call, turn + 1, silent + 1)

    async def passed(self, form: Mapping[str, str], query: Mapping[str, str]) -> str:
        """Return what follows when a call comes back: from a person's telephone, or from the relay."""
        call = attempt_of(query.get("call", ""))
        if call is None:
            raise NotFound("the reference of a call is not one of ours")
        if "DialCallStatus" in form:
            if form["DialCallStatus"] in ("completed", "answered"):
                return twiml.silence()
            return self._document(await self._spoken(call, self._house.telephone.nobody_free(call)), call, 0)
        if handed := form.get("HandoffData"):
            return self._document(_handed(handed), call, 0)
        if form.get("SessionStatus") == "failed":  # the websocket could not be held: on without it
            return await self._gathered(call)
        return twiml.silence()

    async def _begun(self, call: Id) -> str:
        said = await self._spoken(call, self._house.telephone.answered(call))
        return self._document(said, call, 1, first=True)

    async def _gathered(self, call: Id) -> str:
        return self._document(await self._spoken(call, self._house.telephone.unheard(call, 1)), call, 10_000, 1)

    async def _spoken(self, call: Id, said: Awaitable[Said]) -> Said:
        assert self._house.voice is not None
        with self._house.voice.heard_by(call, Paper()):
            return await said

    def _document(self, said: Said, call: Id, turn: int, silent: int = 0, *, first: bool = False) -> str:
        go = self._addresses(call, turn, silent)
        if said.then == "end":
            document = twiml.farewell(said.text, said.language)
        elif said.then == "person":
            document = twiml.to_a_person(said.text, said.language, go)
        else:
            document = twiml.listen(said.text, said.language, go, said.question, first=first)
        self._answers[call, turn - 1] = document
        while len(self._answers) > REMEMBERED:
            self._answers.popitem(last=False)
        return document

    def _addresses(self, call: Id, turn: int, silent: int) -> twiml.Addresses:
        settings, wire = self._house.settings, self._house.voice

        def here(what: str, **query: object) -> str:
            return signed_url(settings.public_url, f"{HERE}/{what}", urlencode(query))

        relay = signed_url(settings.public_url, "/webhooks/twilio/relay").replace("http", "ws", 1)
        return twiml.Addresses(
            heard=here("gather", call=call, n=turn, silent=silent),
            passed=here("gather", call=call, passed=1),
            recorded=here("recording", ref=call) if settings.voice_recording else None,
            relay=relay if settings.voice_relay else None,
            call=call,
            ours=wire.sender if wire else "",
            person=settings.voice_agents,
        )

    def _is_news(self, call: Id, turn: int) -> bool:
        """Note that this step of a call was taken; False where it was before, by whichever process."""
        with self._house.store.transaction() as unit:
            return unit.called_back(
                provider="twilio", key=f"{call}:heard:{turn}", at=self._house.clock(), reference=None, attempt_id=None,
                status="heard", state="sent", code=None, raw={},
            )  # fmt: skip

    async def _learn(self, call: Id, news: CallNews) -> None:
        def learn() -> None:
            with self._house.store.transaction() as unit:
                unit.learn(call, news, self._house.clock())

        await asyncio.to_thread(learn)


def router(house: House) -> APIRouter:
    """Return Twilio's addresses of calls."""
    routes, calls = APIRouter(prefix="/webhooks/twilio"), Calls(house)
    relay = Relay(house)

    async def document(request: Request, work: Work) -> Response:
        """Answer with a document, whatever happens: a caller hears silence, and not that something went wrong."""
        form = await signed(house.settings, request)
        try:
            made = await work(form, request.query_params)
        except DulyError as error:
            log.warning("a call ends here: %s", error)
            made = twiml.silence()
        except Exception:  # a fault of ours is for the log; Twilio would read it out
            log.exception("a call ends here")
            made = twiml.silence()
        return Response(made, media_type="text/xml")

    async def kept(request: Request, of: str) -> Response:
        """Write a report down."""
        form = await signed(house.settings, request)
        update = voice.parse_report(form, request.query_params, of, house.clock())
        await house.intake.take(update)
        return Response(status_code=204)

    @routes.post("/voice/answer", max_body_size=MOST)
    async def answer(request: Request) -> Response:
        return await document(request, calls.answered)

    @routes.post("/voice/gather", max_body_size=MOST)
    async def gather(request: Request) -> Response:
        return await document(request, calls.passed if "passed" in request.query_params else calls.heard)

    @routes.post("/voice/status", max_body_size=MOST)
    async def status(request: Request) -> Response:
        update = voice.parse_status(await signed(house.settings, request), request.query_params, house.clock())
        await house.intake.take(update)
        return Response(status_code=204)

    @routes.post("/voice/amd", max_body_size=MOST)
    async def amd(request: Request) -> Response:
        return await kept(request, "AnsweredBy")

    @routes.post("/voice/recording", max_body_size=MOST)
    async def recording(request: Request) -> Response:
        return await kept(request, "RecordingStatus")

    @routes.websocket("/relay")
    async def relayed(socket: WebSocket) -> None:
        await relay.held(socket)

    return routes


def _handed(given: str) -> Said:
    """Return what the relay has ended with, as it comes back to us by Twilio."""
    try:
        return Said.model_validate_json(given)
    except ValueError as wrong:
        raise BadInput("HandoffData is not what the relay ended with") from wrong


def _number(given: str | None) -> int:
    return int(given) if given and given.isdecimal() and len(given) < 7 else 0
