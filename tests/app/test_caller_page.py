"""The caller's page: a person picks up, hears, speaks, presses keys and hangs up; without script as well."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import httpx2
import pytest

from tests.app.calling import OURS, PHONE, World, calling

PAGE = f"/simulator/caller/{PHONE}"


@asynccontextmanager
async def browser(world: World) -> AsyncIterator[Any]:
    """A browser without script, which says of itself where its requests come from."""
    headers = {"Sec-Fetch-Site": "same-origin", "Accept": "text/html"}
    async with httpx2.AsyncClient(base_url=world.url, trust_env=False, follow_redirects=True, headers=headers) as one:
        yield one


async def test_a_telephone_is_picked_up_talked_on_and_hung_up(tmp_path: Path) -> None:
    async with calling(tmp_path) as world, browser(world) as page:
        assert "No calls yet." in (await page.get(PAGE)).text
        assert "selected>let it ring here" in (await page.post(PAGE, data={"do": "habit", "text": "ask"})).text
        assert (await world.place()).left
        (call,) = world.callers.of(PHONE)
        await world.quiet(call)
        ringing = (await page.get(PAGE)).text
        assert "It rings." in ringing
        assert "Answering machine" in ringing
        await page.post(PAGE, data={"do": "answer", "text": "human"})
        await world.quiet(call)
        assert "Am I speaking with Alexis Sample?" in (await page.get(PAGE)).text
        await page.post(PAGE, data={"do": "speech", "text": "<b>yes</b>"})
        await world.quiet(call)
        assert "&lt;b&gt;yes&lt;/b&gt;" in (await page.get(PAGE)).text
        await page.post(PAGE, data={"do": "hang_up"})
        await call.over.wait()
        ended = (await page.get(PAGE)).text
        assert "the person hung up" in ended
        assert "the call is over" in ended
        assert PAGE in (await page.get("/simulator")).text


@pytest.mark.parametrize(
    ("button", "status", "words"),
    [("machine_end_beep", "completed", "the answering machine answers"), ("busy", "busy", "it was busy")],
)
async def test_a_ringing_telephone_may_be_left_to_a_machine_or_declined(
    tmp_path: Path, button: str, status: str, words: str
) -> None:
    async with calling(tmp_path) as world, browser(world) as page:
        await page.post(PAGE, data={"do": "habit", "text": "ask"})
        await world.place()
        (call,) = world.callers.of(PHONE)
        await world.quiet(call)
        await page.post(PAGE, data={"do": "answer", "text": button})
        await call.over.wait()
        assert call.status == status
        assert words in (await page.get(PAGE)).text.partition('id="habit"')[0]


async def test_a_person_calls_us_and_presses_keys(tmp_path: Path) -> None:
    async with calling(tmp_path) as world, browser(world) as page:
        assert (await page.post(PAGE, data={"do": "call"})).status_code == 200
        (call,) = world.callers.of(PHONE)
        await world.quiet(call)
        assert "Thank you for calling North Bay Credit" in (await page.get(PAGE)).text
        told = (await page.get(f"{PAGE}/state")).json()
        assert told["state"] == "listens"
        await page.post(PAGE, data={"do": "keys", "text": "9"})
        await call.over.wait()
        assert (await page.get(f"{PAGE}/state")).json()["mark"] != told["mark"]


@pytest.mark.parametrize(
    "given",
    [
        {"do": "speech", "text": "hello"}, {"do": "keys", "text": "1"}, {"do": "hang_up"}, {"do": "habit", "text": "x"},
        {"do": "answer", "text": "human"}, {},
    ],
)  # fmt: skip
async def test_what_cannot_be_done_is_said_on_the_page(tmp_path: Path, given: dict[str, str]) -> None:
    async with calling(tmp_path) as world, browser(world) as page:
        answer = await page.post(PAGE, data=given)
        assert answer.status_code == 422
        assert 'role="alert"' in answer.text


@pytest.mark.parametrize(
    "given", [{"do": "speech", "text": ""}, {"do": "keys", "text": "12a"}, {"do": "speech", "text": "x" * 501}]
)
async def test_what_no_telephone_takes_is_said_on_the_page(tmp_path: Path, given: dict[str, str]) -> None:
    async with calling(tmp_path) as world, browser(world) as page:
        call = await world.call_us()
        assert (await page.post(PAGE, data=given)).status_code == 422
        assert (await page.post(PAGE, data={"do": "call"})).status_code == 422  # it is in use
        assert len(call.said) == 1


async def test_what_is_no_number_has_no_page(tmp_path: Path) -> None:
    async with calling(tmp_path) as world, browser(world) as page:
        assert (await page.get("/simulator/caller/nobody")).status_code == 404
        assert OURS in world.carrier.numbers


async def test_a_test_of_an_integrator_lets_a_person_talk_by_http(tmp_path: Path) -> None:
    async with calling(tmp_path) as world, browser(world) as client:
        api = "/simulator/api/calls"
        done = await client.post(api, json={"phone": PHONE, "do": "habit", "text": "human"})
        assert done.json() == {"done": True}
        sent = await world.place()
        (call,) = world.callers.of(PHONE)
        await world.quiet(call)
        await client.post(api, json={"phone": PHONE, "do": "cut", "text": "who is this"})
        await world.quiet(call)
        (live,) = (await client.get(api, params={"live": "true", "phone": PHONE})).json()
        assert (live["ref"], live["answered_by"], live["over"]) == (sent.attempt, "human", False)
        assert {"who": "person", "text": "who is this", "cut": False} in live["heard"]
        assert live["heard"][0]["cut"]
        await client.post(api, json={"phone": PHONE, "do": "hang_up"})
        await call.over.wait()
        assert (await client.get(api, params={"live": "true"})).json() == []
        assert [one["status"] for one in (await client.get(api)).json()] == ["completed"]


@pytest.mark.parametrize(
    ("wanted", "says"),
    [
        ({"do": "speech", "text": "x"}, "'phone' is missing"),
        ({"phone": PHONE, "do": "speech", "text": "x"}, "no call goes on"),
        ({"phone": PHONE, "do": "habit", "text": "dance"}, "choose what happens"),
    ],
)
async def test_what_cannot_be_done_by_http_says_why(tmp_path: Path, wanted: dict[str, str], says: str) -> None:
    async with calling(tmp_path) as world, browser(world) as client:
        answer = await client.post("/simulator/api/calls", json=wanted)
        assert answer.status_code == 422
        assert says in answer.json()["error"]
