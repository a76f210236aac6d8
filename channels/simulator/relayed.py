"""Relayed: the websocket of a simulated call whose speech is relayed as text, as ConversationRelay holds it."""

from __future__ import annotations

import asyncio
import json
import secrets
from typing import Any
from xml.etree import ElementTree as ET

from websockets.asyncio.client import connect
from websockets.exceptions import InvalidHandshake, WebSocketException

from channels.simulator.telephones import Call, Heard, HungUp


async def hold(call: Call, relay: ET.Element, signature: str, account: str) -> dict[str, str]:
    """Hold the websocket until either side ends it; returns what is posted then.

    Args:
        call: whose words it carries.
        relay: the element of our document that asks for it.
        signature: of its address.
        account: the account's identifier.
    """
    session = {"SessionId": "VX" + secrets.token_hex(16), "SessionStatus": "completed"}
    if greeting := relay.get("welcomeGreeting"):
        call.heard.append(Heard("us", greeting))
    named = {one.get("name", ""): one.get("value", "") for one in relay if one.tag == "Parameter"}
    begun = {
        "type": "setup", "sessionId": session["SessionId"], "callSid": call.sid, "from": call.sender, "to": call.to,
        "direction": call.direction.partition("-")[0], "accountSid": account, "customParameters": named,
    }  # fmt: skip
    try:
        headers = {"X-Twilio-Signature": signature}
        async with connect(relay.get("url", ""), additional_headers=headers, proxy=None) as socket:
            await socket.send(json.dumps(begun))
            handed = await _both_ways(call, socket)
    except (InvalidHandshake, WebSocketException, OSError):
        return {**session, "SessionStatus": "failed"}
    return {**session, "HandoffData": handed}


async def _both_ways(call: Call, socket: Any) -> str:
    """Carry words both ways until we end; returns what we hand over then."""
    hearing = asyncio.ensure_future(socket.recv())
    try:
        while True:
            call.waits = "listen"
            doing = asyncio.ensure_future(call.events.get())
            done, _ = await asyncio.wait({hearing, doing}, return_when=asyncio.FIRST_COMPLETED)
            if doing in done:
                await _tell(call, socket, doing.result())
            else:
                doing.cancel()
            if hearing in done:
                told = json.loads(hearing.result())
                if told["type"] == "end":
                    return str(told.get("handoffData", ""))
                if told["type"] == "text":
                    call.heard.append(Heard("us", told["token"]))
                hearing = asyncio.ensure_future(socket.recv())
    finally:
        call.waits = ""
        hearing.cancel()


async def _tell(call: Call, socket: Any, event: tuple[str, str]) -> None:
    what, text = event
    if what == "hang_up":
        call.heard.append(Heard("line", "the person hung up"))
        raise HungUp
    call.note(what, text)
    if what == "cut":
        spoken = {"utteranceUntilInterrupt": call.said[-1][:12], "durationUntilInterruptMs": "800"}
        await socket.send(json.dumps({"type": "interrupt", **spoken}))
    if what == "keys":
        for key in text:
            await socket.send(json.dumps({"type": "dtmf", "digit": key}))
    else:
        await socket.send(json.dumps({"type": "prompt", "voicePrompt": text, "lang": "en-US", "last": True}))
