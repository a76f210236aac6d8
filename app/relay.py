"""Relay: a call's speech as text over a websocket (Twilio's ConversationRelay), signed as its webhooks are."""

from __future__ import annotations

import asyncio
import json
import logging
from contextlib import suppress
from typing import Any

from fastapi import WebSocket
from starlette.websockets import WebSocketDisconnect

from accounts.contact import Message
from accounts.errors import DulyError, ForgedRequest
from accounts.record import Id
from app.recording import may_go_on
from app.wiring import House
from bot.on_call import Said
from channels import twilio_sms as twilio
from channels.twiml import KEYS

log = logging.getLogger("duly.calls")

LARGEST = 64 * 1024
"""Letters of a frame that are read; Twilio's are far smaller."""
PAUSE = 2.5
"""Seconds after a key for which another one still belongs to it."""
QUIET = 8.0
"""Seconds of silence, after we have spoken, after which somebody is asked again."""
PACE = 14
"""Letters that a voice says in a second, about."""
ODD = 20
"""Frames that cannot be read, after which the connection is closed."""

_POLICY, _TOO_BIG, _UNREADABLE = 1008, 1009, 1007


class Relay:
    """Holds the websocket of each call that is relayed."""

    def __init__(self, house: House) -> None:
        self._house = house

    async def held(self, socket: WebSocket) -> None:
        """Hold one call's websocket until it ends; one that Twilio has not signed is refused."""
        try:
            self._verify(socket)
        except ForgedRequest as forged:
            log.warning("a websocket was refused: %s", forged)
            await socket.close(_POLICY)
            return
        await socket.accept()
        try:
            await _Talk(self._house, socket).go_on()
        except (WebSocketDisconnect, ConnectionError):
            pass  # they have hung up; the status callback tells when
        except DulyError as error:
            log.warning("a relayed call ends here: %s", error)
            await _closed(socket, _POLICY)
        except Exception:  # a fault of ours is for the log
            log.exception("a relayed call ends here")
            await _closed(socket, 1011)

    def _verify(self, socket: WebSocket) -> None:
        token = self._house.settings.twilio_auth_token
        if token is None or self._house.voice is None:
            raise ForgedRequest("no calls are set up here")
        url = twilio.signed_url(self._house.settings.public_url, socket.url.path, socket.url.query)
        twilio.verify(token.get_secret_value(), url.replace("http", "ws", 1), socket.headers, {})


class _OddFrame(Exception):
    """A frame that cannot be read."""


class _Talk:
    """One call over its websocket: what is heard goes to the telephone, what is said comes back."""

    def __init__(self, house: House, socket: WebSocket) -> None:
        self._house = house
        self._socket = socket
        self._said = Said(then="listen")
        self._patience = QUIET
        self._silences = 0
        self._keys = ""
        self._sid = ""

    async def say(self, message: Message) -> None:
        """Take something that is said, unless the call ends with it: then it is said after the relay (`_hand_off`)."""
        self._patience = QUIET + len(message.text) / PACE

    async def go_on(self) -> None:
        call = await self._set_up()
        if call is None:
            await _closed(self._socket, _UNREADABLE)
            return
        assert self._house.voice is not None
        with self._house.voice.heard_by(call, self):
            while self._said.then == "listen":
                said = await self._next(call)
                if said is None:
                    return
                if not await may_go_on(self._house, self._sid, said):
                    said = await self._house.telephone.nobody_free(call)
                self._said = said
                if said.then == "listen" and said.text:
                    await self._socket.send_json(
                        {"type": "text", "token": said.text, "last": True, "lang": f"{said.language}-US"}
                    )
            await self._socket.send_json({"type": "end", "handoffData": self._said.model_dump_json()})

    async def _set_up(self) -> Id | None:
        """Return the call that Twilio says this is, in its first frame."""
        try:
            first = await self._frame(QUIET)
        except (_OddFrame, TimeoutError):
            return None
        given, self._sid = first.get("customParameters"), _text(first.get("callSid"))
        named = given.get("call") if first.get("type") == "setup" and isinstance(given, dict) else None
        return twilio.attempt_of(named) if isinstance(named, str) else None

    async def _next(self, call: Id) -> Said | None:
        """Return what follows from the next thing heard; None where the relay has failed."""
        telephone, odd, words = self._house.telephone, 0, ""
        while True:
            try:
                frame = await self._frame(PAUSE if self._keys else self._patience)
            except TimeoutError:
                if keys := self._taken():
                    return await telephone.heard(call, keys=keys)
                self._silences += 1
                return await telephone.unheard(call, self._silences)
            except _OddFrame:
                odd += 1
                if odd >= ODD:
                    await _closed(self._socket, _UNREADABLE)
                    return None
                continue
            kind = frame.get("type")
            if kind == "error":
                log.warning("the relay of call %s failed: %s", call, str(frame.get("description"))[:200])
                return None
            if kind == "prompt":
                words = f"{words} {_text(frame.get('voicePrompt'))}".strip()[-LARGEST:]
                if frame.get("last", True) and words:
                    self._silences, self._keys = 0, ""
                    return await telephone.heard(call, words)
            if kind == "dtmf" and (keys := self._keyed(_text(frame.get("digit")))):
                self._silences = 0
                return await telephone.heard(call, keys=keys)

    def _keyed(self, key: str) -> str:
        """Return the keys of a whole answer with this one, or nothing yet."""
        if key == "#":
            return self._taken()
        self._keys += key[:1]
        whole = KEYS.get(self._said.question or "", 1)
        return self._taken() if len(self._keys) >= whole else ""

    def _taken(self) -> str:
        keys, self._keys = self._keys, ""
        return keys

    async def _frame(self, patience: float) -> dict[str, Any]:
        """Return the next frame.

        Raises:
            TimeoutError: none came in that time.
            _OddFrame: it is no JSON object.
            WebSocketDisconnect: the other side has hung up, or has sent more than we read.
        """
        received = await asyncio.wait_for(self._socket.receive(), patience)
        if received["type"] == "websocket.disconnect":
            raise WebSocketDisconnect(received.get("code") or 1000)
        text = received.get("text")
        if text is None:
            raise _OddFrame
        if len(text) > LARGEST:
            await _closed(self._socket, _TOO_BIG)
            raise WebSocketDisconnect(_TOO_BIG)
        try:
            frame = json.loads(text)
        except (ValueError, RecursionError) as wrong:
            raise _OddFrame from wrong
        if not isinstance(frame, dict):
            raise _OddFrame
        return frame


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""


async def _closed(socket: WebSocket, code: int) -> None:
    with suppress(RuntimeError, WebSocketDisconnect, ConnectionError):  # it may be closed already
        await socket.close(code)
