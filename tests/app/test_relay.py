"""The relay: a call's speech over a signed websocket, with everything that may come through one."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
from twilio.request_validator import RequestValidator
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed, InvalidStatus

from accounts.consent import OptOut
from accounts.contact import Medium
from accounts.conversation import Status
from app import relay
from app.calls import Paper
from tests.app.calling import AGENTS, OURS, PHONE, TOKEN, World, calling
from tests.app.test_calls import ended, tells_nothing

SETUP = {"type": "setup", "callSid": "CA" + "a" * 32, "customParameters": {}}


@asynccontextmanager
async def relayed(folder: Path, **changes: Any) -> AsyncIterator[World]:
    async with calling(folder, voice_relay=True, **changes) as world:
        yield world


@asynccontextmanager
async def socket(world: World, token: str | None = TOKEN, path: str = "/webhooks/twilio/relay") -> AsyncIterator[Any]:
    """A websocket as Twilio opens it."""
    url = world.url.replace("http", "ws", 1) + path
    headers = {}
    if token is not None:
        headers["X-Twilio-Signature"] = RequestValidator(token).compute_signature(url, {})  # type: ignore[no-untyped-call]  # untyped SDK
    async with connect(url, additional_headers=headers, proxy=None) as opened:
        yield opened


async def live(world: World) -> str:
    """A call that rings and has been opened, and whose websocket is ours to hold; returns its identifier."""
    world.callers.habit = "ask"
    sent = await world.place()
    assert sent.attempt is not None
    assert world.house.voice is not None
    with world.house.voice.heard_by(sent.attempt, Paper()):
        await world.house.telephone.answered(sent.attempt)
    return sent.attempt


async def begin(opened: ClientConnection, call: str) -> None:
    await opened.send(json.dumps({**SETUP, "customParameters": {"call": call}}))


async def test_the_dialogue_is_the_same_as_without_it(tmp_path: Path) -> None:
    async with relayed(tmp_path) as world:
        call = await world.ring()
        assert "an automated assistant" in call.said[0]
        assert "date of birth" in await world.says(call, "yes")
        assert tells_nothing(" ".join(call.said))
        assert "$1,050.50" in await world.keys(call, "02031980")
        assert "how much could you pay" in await world.says(call, "plan")
        assert "Say yes or press 1" in await world.says(call, "all of it")
        world.callers.do(call, "hang_up")
        await ended(world, call)
        assert (world.attempt().outcome, world.attempt().end is not None) == ("conversation", True)
        assert [turn.who for turn in world.turns()][:3] == ["bot", "consumer", "bot"]


async def test_who_speaks_into_our_words_is_heard(tmp_path: Path) -> None:
    async with relayed(tmp_path) as world:
        call = await world.ring()
        assert "date of birth" in await world.do(call, "cut", "yes")
        assert call.heard[0].cut


@pytest.mark.parametrize("proof", ["", "yes"])
async def test_nine_ends_the_call_at_once(tmp_path: Path, proof: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(relay, "PAUSE", 0.05)
    async with relayed(tmp_path) as world:
        call = await world.ring()
        if proof:  # eight digits are asked for: a nine that nothing follows is the way out
            await world.says(call, proof)
        assert await world.keys(call, "9") == ""
        await ended(world, call)
        assert world.dossier().of(OptOut)[0].medium is Medium.CALL


async def test_the_last_words_are_said_before_the_call_is_passed_on(tmp_path: Path) -> None:
    async with relayed(tmp_path, voice_agents=AGENTS) as world:
        world.callers.person_free = True
        call = await world.ring()
        assert "stay on the line" in await world.keys(call, "0")
        await ended(world, call)
        assert f"passed on to {AGENTS}" in [one.text for one in call.heard]


async def test_silence_is_asked_twice_and_then_said_goodbye_to(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(relay, "QUIET", 0.1)
    monkeypatch.setattr(relay, "PACE", 10_000)
    async with relayed(tmp_path) as world:
        call = await world.ring()
        await ended(world, call)
        assert [said[:13] for said in call.said[1:]] == ["Are you still", "Are you still", "Thank you for"]


async def test_a_call_to_us_is_relayed_too(tmp_path: Path) -> None:
    async with relayed(tmp_path) as world:
        call = await world.call_us()
        assert "date of birth" in await world.says(call, "how much")


@pytest.mark.parametrize("token", [None, "another token"])
async def test_a_websocket_that_twilio_did_not_sign_is_refused(tmp_path: Path, token: str | None) -> None:
    async with relayed(tmp_path) as world:
        with pytest.raises(InvalidStatus, match="403"):
            async with socket(world, token):
                pass


async def test_nor_is_one_for_another_address_taken(tmp_path: Path) -> None:
    async with relayed(tmp_path) as world:
        url = world.url.replace("http", "ws", 1) + "/webhooks/twilio/relay"
        signature = RequestValidator(TOKEN).compute_signature(url.replace("ws", "http", 1), {})  # type: ignore[no-untyped-call]  # untyped SDK
        with pytest.raises(InvalidStatus, match="403"):
            async with connect(url, additional_headers={"X-Twilio-Signature": signature}, proxy=None):
                pass


async def test_where_calls_are_not_set_up_no_websocket_is_taken(tmp_path: Path) -> None:
    async with relayed(tmp_path, twilio_voice=None) as world:
        with pytest.raises(InvalidStatus, match="403"):
            async with socket(world):
                pass


@pytest.mark.parametrize(
    "first",
    [
        "no json", "[]", "null", "7", '{"type": "prompt"}', '{"type": "setup"}', "[" * 9000,
        json.dumps({**SETUP, "customParameters": {"call": "x"}}), json.dumps({**SETUP, "customParameters": "odd"}),
        json.dumps({**SETUP, "customParameters": {"call": 7}}), b"\x00\x01",
    ],
)  # fmt: skip
async def test_a_websocket_that_does_not_say_which_call_it_is_is_closed(tmp_path: Path, first: Any) -> None:
    async with relayed(tmp_path) as world, socket(world) as opened:
        await opened.send(first)
        with pytest.raises(ConnectionClosed) as closed:
            await asyncio.wait_for(opened.recv(), 10)
        assert closed.value.rcvd is not None
        assert closed.value.rcvd.code == 1007


async def test_a_call_that_nobody_knows_is_closed(tmp_path: Path) -> None:
    async with relayed(tmp_path) as world, socket(world) as opened:
        await begin(opened, "01a216d1-e5f9-74fc-813c-8b25e852b1b9")
        await opened.send(json.dumps({"type": "prompt", "voicePrompt": "yes", "last": True}))
        with pytest.raises(ConnectionClosed) as closed:
            await asyncio.wait_for(opened.recv(), 10)
        assert closed.value.rcvd is not None
        assert closed.value.rcvd.code == 1008


async def test_what_cannot_be_read_is_passed_over_and_too_much_of_it_ends_the_call(tmp_path: Path) -> None:
    async with relayed(tmp_path) as world:
        call = await live(world)
        async with socket(world) as opened:
            await begin(opened, call)
            for odd in ("no json", "[1]", b"\xff", '{"type": 7}', '{"type": "prompt", "voicePrompt": 7}', "{}"):
                await opened.send(odd)
            await opened.send(json.dumps({"type": "dtmf", "digit": ["9"]}))
            await opened.send(json.dumps({"type": "prompt", "voicePrompt": "hello", "last": False}))
            await opened.send(json.dumps({"type": "prompt", "voicePrompt": "", "last": True}))
            answer = json.loads(await asyncio.wait_for(opened.recv(), 10))
            assert (answer["type"], answer["last"]) == ("text", True)
            for _ in range(relay.ODD):
                await opened.send("no json")
            with pytest.raises(ConnectionClosed):
                await asyncio.wait_for(opened.recv(), 10)


async def test_a_frame_that_is_too_large_ends_the_call(tmp_path: Path) -> None:
    async with relayed(tmp_path) as world:
        call = await live(world)
        async with socket(world) as opened:
            await begin(opened, call)
            await opened.send(json.dumps({"type": "prompt", "voicePrompt": "x" * relay.LARGEST, "last": True}))
            with pytest.raises(ConnectionClosed) as closed:
                await asyncio.wait_for(opened.recv(), 10)
            assert closed.value.rcvd is not None
            assert closed.value.rcvd.code == 1009


async def test_an_error_of_the_relay_ends_it_without_a_word(tmp_path: Path) -> None:
    async with relayed(tmp_path) as world:
        call = await live(world)
        async with socket(world) as opened:
            await begin(opened, call)
            await opened.send(json.dumps({"type": "error", "description": "it is broken"}))
            with pytest.raises(ConnectionClosed):
                await asyncio.wait_for(opened.recv(), 10)


async def test_where_the_relay_cannot_be_held_the_call_goes_on_without_it(tmp_path: Path) -> None:
    async with relayed(tmp_path) as world:
        signer = RequestValidator(TOKEN)  # type: ignore[no-untyped-call]  # untyped SDK

        class Half:
            """Signs webhooks rightly and websockets wrongly."""

            def compute_signature(self, url: str, fields: Any) -> str:
                right = signer.compute_signature(url, fields)  # type: ignore[no-untyped-call]  # untyped SDK
                return "wrong" if url.startswith("ws") else str(right)

        world.callers._signer = Half()  # type: ignore[assignment]  # a signer is all that is asked of it
        call = await world.ring()
        assert "Are you still there?" in call.said[-1]
        assert "date of birth" in await world.says(call, "yes")
        assert world.thread().status is Status.BOT
        assert (call.phone, call.sender) == (PHONE, OURS)
