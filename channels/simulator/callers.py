"""Callers: rings the telephones behind the carrier, and does on each call what our documents say, as Twilio does."""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime
from typing import Any, Literal
from urllib.parse import urljoin
from uuid import uuid4
from xml.etree import ElementTree as ET

import httpx2
from twilio.request_validator import RequestValidator

from accounts.errors import BadInput
from channels.simulator import relayed
from channels.simulator.postman import Postman
from channels.simulator.telephones import HABITS, Call, Habit, Heard, HungUp


class Callers:
    """The telephones, and the calls on them. It lives in the carrier's event loop."""

    def __init__(
        self,
        account_sid: str,
        auth_token: str,
        postman: Postman,
        clock: Callable[[], datetime],
        voice_webhook: str | None = None,
        *,
        pace: float = 0.2,
        patience: float = 1.0,
    ) -> None:
        """Take an account and what surrounds it.

        Args:
            account_sid: the account.
            auth_token: signs every webhook, and the websocket's handshake.
            postman: takes statuses, with the faults that are asked for.
            clock: when things happen, by the simulated world's time.
            voice_webhook: where calls to us are posted, as it is set for a number in Twilio's console.
            pace: seconds between the statuses of a call.
            patience: by what the seconds of documents are multiplied; tests wait shorter.
        """
        self.account_sid = account_sid
        self.voice_webhook = voice_webhook
        self.pace = pace
        self.patience = patience
        self.calls: dict[str, Call] = {}
        self.habit: Habit = "machine_end_beep"
        """What every telephone does of which nothing else is known."""
        self.habits: dict[str, Habit] = {}
        self.person_free = False
        """Whether somebody at the desk picks up when a call is passed on."""
        self._postman = postman
        self._clock = clock
        self._signer = RequestValidator(auth_token)  # type: ignore[no-untyped-call]  # untyped SDK
        self._client = httpx2.AsyncClient(timeout=15, trust_env=False)
        self._tasks: set[asyncio.Task[None]] = set()

    def dial(self, sender: str, to: str, asked: dict[str, str]) -> Call:
        """Take a call that we place: the telephone rings a little later."""
        call = self._new("outbound-api", sender, to, asked)
        self._later(self._outbound(call))
        return call

    def call_us(self, phone: str, ours: str) -> Call:
        """Place a call from a person's telephone to us."""
        if self.voice_webhook is None:
            raise BadInput("no address for calls is set up: nobody would answer")
        if any(call.phone == phone and not call.over.is_set() for call in self.calls.values()):
            raise BadInput("this telephone is in use: hang up first")
        call = self._new("inbound", phone, ours, {"Url": self.voice_webhook})
        self._later(self._inbound(call))
        return call

    def of(self, phone: str) -> list[Call]:
        """Return the calls on a telephone, the latest first."""
        return [call for call in reversed(self.calls.values()) if call.phone == phone]

    def do(self, call: Call, what: str, text: str = "") -> None:
        """Let the person do something: pick up as somebody, speak, press keys, speak into our words, or hang up."""
        if call.over.is_set():
            raise BadInput("this call is over")
        call.events.put_nowait((what, text))

    async def settle(self) -> None:
        """Wait until no call goes on."""
        while self._tasks:
            await asyncio.gather(*self._tasks)

    async def aclose(self) -> None:
        """End every call."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        await self._client.aclose()

    # --- a call from its beginning to its end ------------------------------------------------------------

    def _new(self, direction: Literal["outbound-api", "inbound"], sender: str, to: str, asked: dict[str, str]) -> Call:
        call = Call("CA" + secrets.token_hex(16), direction, sender, to, self._clock(), asked)
        self.calls[call.sid] = call
        return call

    def _later(self, work: Any) -> None:
        task = asyncio.get_running_loop().create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _outbound(self, call: Call) -> None:
        await self._report(call, "initiated")
        await asyncio.sleep(self.pace)
        await self._report(call, "ringing")
        habit = self.habits.get(call.to, self.habit)
        if habit == "ask":
            habit = await self._ring(call)
        if habit in ("busy", "no-answer", "failed"):
            await self._end(call, habit)
            return
        call.answered_by = habit  # type: ignore[assignment]  # the others have ended the call
        await self._report(call, "in-progress")
        detected = {"AnsweredBy": str(habit)} if "MachineDetection" in call.asked else {}
        await self._talk(call, call.asked.get("Url", ""), detected)

    async def _ring(self, call: Call) -> Habit:
        """Return what somebody decides while it rings; nobody, and it is not answered."""
        call.waits = "ring"
        try:
            seconds = float(call.asked.get("Timeout", "60")) * self.patience
            what, as_whom = await asyncio.wait_for(call.events.get(), seconds)
        except TimeoutError:
            return "no-answer"
        finally:
            call.waits = ""
        chosen: Habit = next((h for h in HABITS if h == as_whom), "human")
        return chosen if what == "answer" else "busy"

    async def _inbound(self, call: Call) -> None:
        call.status = "ringing"
        call.answered_by = "human"
        await self._talk(call, call.asked["Url"], {})

    async def _talk(self, call: Call, url: str, more: dict[str, str]) -> None:
        """Do what our documents say until one of them, or the person, ends the call."""
        with suppress(HungUp):
            while url:
                document = await self._asked(call, url, more)
                call.status = "in-progress"
                if document is None:
                    call.heard.append(Heard("line", "our answer could not be had: Twilio says that an error occurred"))
                    break
                url, more = await self._performed(call, document, url)
        await self._end(call, "completed")

    async def _end(self, call: Call, status: str) -> None:
        call.waits = ""
        await self._report(call, status)
        call.over.set()

    async def _report(self, call: Call, status: str) -> None:
        call.status = "queued" if status == "initiated" else status
        callback = call.asked.get("StatusCallback")
        if callback:
            number = str(sum(one.who == "line" for one in call.heard))
            await self._postman.post(callback, {**self._fields(call), "CallStatus": status, "SequenceNumber": number})

    def _fields(self, call: Call) -> dict[str, str]:
        return {
            "AccountSid": self.account_sid, "ApiVersion": "2010-04-01", "CallSid": call.sid, "CallStatus": call.status,
            "Direction": call.direction, "From": call.sender, "To": call.to, "CallerName": "",
        }  # fmt: skip

    async def _asked(self, call: Call, url: str, more: dict[str, str]) -> str | None:
        """Post a webhook and return the document; None where it could not be had."""
        fields = {**self._fields(call), **more}
        signature = self._signer.compute_signature(url, fields)  # type: ignore[no-untyped-call]  # untyped SDK
        headers = {"X-Twilio-Signature": signature, "I-Twilio-Idempotency-Token": str(uuid4())}
        try:
            answer = await self._client.post(url, data=fields, headers=headers)
        except (httpx2.HTTPError, httpx2.InvalidURL):
            return None
        return answer.text if answer.is_success and "xml" in answer.headers.get("content-type", "") else None

    # --- what documents say ------------------------------------------------------------------------------

    async def _performed(self, call: Call, document: str, base: str) -> tuple[str, dict[str, str]]:
        """Do one document; returns the address at which it goes on, and what is posted there; none ends the call."""
        for verb in ET.fromstring(document):  # noqa: S314  # our own document, in a simulator
            match verb.tag:
                case "Say":
                    call.heard.append(Heard("us", verb.text or ""))
                case "Start":
                    call.recorded, call.recording = True, "in-progress"
                    call.heard.append(Heard("line", "the call is recorded from here on"))
                case "Gather":
                    gathered = await self._gathered(call, verb)
                    if gathered or verb.get("actionOnEmptyResult") == "true":
                        return urljoin(base, verb.get("action", base)), gathered
                case "Dial":
                    return urljoin(base, verb.get("action", "")), await self._passed_on(call, verb)
                case "Connect":
                    return urljoin(base, verb.get("action", "")), await self._relayed(call, verb[0])
                case "Hangup":
                    return "", {}
                case _:
                    await self._event_or(call, 0)
        return "", {}

    async def _event_or(self, call: Call, seconds: float) -> tuple[str, str] | None:
        """Return what the person does within so many seconds; None where it is nothing."""
        call.waits = "listen"
        try:
            event = await asyncio.wait_for(call.events.get(), seconds * self.patience)
        except TimeoutError:
            return None
        finally:
            call.waits = ""
        if event[0] == "hang_up":
            call.heard.append(Heard("line", "the person hung up"))
            raise HungUp
        return event

    async def _gathered(self, call: Call, verb: ET.Element) -> dict[str, str]:
        for inner in verb:
            call.heard.append(Heard("us", inner.text or ""))
        event = await self._event_or(call, float(verb.get("timeout", "5")))
        if event is None:
            return {}
        what, text = event
        call.note(what, text)
        if what == "keys":
            return {"Digits": text[: int(verb.get("numDigits", "99"))], "msg": "Gather End"}
        return {"SpeechResult": text, "Confidence": "0.93"}

    async def _passed_on(self, call: Call, verb: ET.Element) -> dict[str, str]:
        number = "".join(verb.itertext()).strip()
        call.heard.append(Heard("line", f"passed on to {number}"))
        status = "completed" if self.person_free else "no-answer"
        said = "a person takes the call, and it ends" if self.person_free else "nobody there picks up"
        call.heard.append(Heard("line", said))
        return {"DialCallStatus": status, "DialCallSid": "CA" + secrets.token_hex(16)}

    async def _relayed(self, call: Call, relay: ET.Element) -> dict[str, str]:
        signature = self._signer.compute_signature(relay.get("url", ""), {})  # type: ignore[no-untyped-call]  # untyped SDK
        return await relayed.hold(call, relay, str(signature), self.account_sid)
