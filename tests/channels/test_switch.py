"""Two providers: one that is down is passed over before a text is handed over, and never after."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import Any, Literal

import pytest

from accounts.contact import Attempt, Medium, Message, Receipt
from accounts.doubts import Doubt
from accounts.errors import BadSettings
from accounts.provider import Rebuff
from accounts.record import new_id
from channels import switch
from channels.port import Received, StatusUpdate
from channels.switch import Switch
from compliance.approval import Approval

NOON = datetime(2026, 11, 23, 18, 0, tzinfo=UTC)


class Wire:
    """A wire whose receipts are known beforehand, to a provider that listens or does not."""

    medium = Medium.SMS

    def __init__(
        self,
        name: str,
        address: str,
        state: Literal["sent", "failed", "in_doubt"] = "sent",
        code: str | None = None,
        rebuff: Rebuff | None = None,
    ) -> None:
        self.name = name
        self.address = address
        self.answer: dict[str, Any] = {"state": state, "code": code, "rebuff": rebuff}
        self.handed: list[str] = []

    async def deliver(self, approval: Approval) -> Receipt:
        self.handed.append(approval.spend(self.medium, NOON).text)
        return Receipt(attempt=approval.attempt, at=NOON, channel=self.name, **self.answer)

    async def look_up(self, doubt: Doubt) -> list[StatusUpdate]:
        return [StatusUpdate(provider=self.name, key="1", at=NOON, state="sent", status="sent")]

    async def received_since(self, since: datetime) -> list[Received]:
        return []

    async def aclose(self) -> None:
        """There is nothing to close."""


@contextmanager
def listener() -> Iterator[str]:
    with socket.socket() as opened:
        opened.bind(("127.0.0.1", 0))
        opened.listen()
        yield f"http://127.0.0.1:{opened.getsockname()[1]}/api"


@pytest.fixture
def up() -> Iterator[str]:
    with listener() as address:
        yield address


@pytest.fixture
def down() -> str:
    with listener() as address:
        return address


def approval(text: str = "Hello") -> Approval:
    message = Message(id=new_id(), consumer=new_id(), medium=Medium.SMS, to="+12125550123", text=text)
    return Approval(message, new_id(), new_id(), NOON + timedelta(seconds=60))


def of(*wires: Wire) -> Switch:
    return Switch(wires, lambda: NOON)


async def test_the_preferred_provider_has_every_text_while_it_is_up(up: str) -> None:
    first, second = Wire("first", up), Wire("second", up)
    both = of(first, second)
    receipts = await asyncio.gather(*(both.deliver(approval()) for _ in range(5)))
    assert {receipt.channel for receipt in receipts} == {"first"}
    assert (len(first.handed), second.handed) == (5, [])


async def test_a_provider_that_is_down_is_passed_over_before_anything_is_handed_to_it(up: str, down: str) -> None:
    first, second = Wire("first", down), Wire("second", up)
    receipt = await of(first, second).deliver(approval())
    assert (receipt.channel, receipt.state) == ("second", "sent")
    assert first.handed == []


@pytest.mark.parametrize(
    ("state", "code", "rebuff"),
    [
        ("in_doubt", None, None), ("in_doubt", "503", None), ("failed", None, None),
        ("failed", "20003", "ours"), ("failed", "21610", "opted_out"), ("failed", "20429", "for_now"),
    ],
)  # fmt: skip
async def test_what_one_provider_was_handed_no_other_ever_gets(up: str, state: Any, code: Any, rebuff: Any) -> None:
    first, second = Wire("first", up, state, code, rebuff), Wire("second", up)
    receipt = await of(first, second).deliver(approval())
    assert (receipt.channel, receipt.state) == ("first", state)
    assert (len(first.handed), second.handed) == (1, [])


@pytest.mark.parametrize(
    ("state", "code", "rebuff"), [("in_doubt", "503", None), ("failed", None, None), ("failed", "20003", "ours")]
)
async def test_texts_that_come_after_a_provider_broke_go_to_the_other_meanwhile(
    up: str, state: Any, code: Any, rebuff: Any
) -> None:
    first, second = Wire("first", up, state, code, rebuff), Wire("second", up)
    both = of(first, second)
    await both.deliver(approval("one"))
    assert (await both.deliver(approval("two"))).channel == "second"
    assert (first.handed, second.handed) == (["one"], ["two"])


async def test_a_refusal_that_lies_with_one_text_keeps_no_other_from_the_provider(up: str) -> None:
    first, second = Wire("first", up, "failed", "21610", "opted_out"), Wire("second", up)
    both = of(first, second)
    for _ in range(2):
        await both.deliver(approval())
    assert (len(first.handed), second.handed) == (2, [])


async def test_a_provider_is_used_again_when_its_pause_is_over(up: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(switch, "PAUSE", 0.05)
    first, second = Wire("first", up, "in_doubt"), Wire("second", up)
    both = of(first, second)
    await both.deliver(approval())
    first.answer["state"] = "sent"
    await asyncio.sleep(0.06)
    assert (await both.deliver(approval())).channel == "first"


async def test_the_only_provider_is_handed_nothing_more_once_it_says_that_something_of_ours_is_wrong(up: str) -> None:
    only = Wire("only", up, "failed", "30034", "ours")
    alone = of(only)
    assert (await alone.deliver(approval())).state == "failed"
    unspent = approval()
    assert (await alone.deliver(unspent)).state == "released"
    assert len(only.handed) == 1
    assert unspent.spend(Medium.SMS, NOON).text == "Hello", "the approval of a text that was given to nobody is whole"


async def test_the_only_provider_is_tried_although_it_was_down_before(down: str) -> None:
    only = Wire("only", down, "failed")
    alone = of(only)
    for _ in range(2):
        assert (await alone.deliver(approval())).state == "failed"
    assert len(only.handed) == 2


@pytest.mark.parametrize("where", ["http://[::1]:9/api", "https://nobody.invalid", "http://"])
async def test_an_address_that_cannot_be_reached_is_down(up: str, where: str, monkeypatch: pytest.MonkeyPatch) -> None:
    second = Wire("second", up)

    async def refused(*_: object, **__: object) -> None:
        raise OSError("no such host")

    monkeypatch.setattr(asyncio, "open_connection", _either(up, refused))
    assert (await of(Wire("first", where), second).deliver(approval())).channel == "second"


def _either(up: str, refused: Callable[..., Awaitable[None]]) -> Callable[..., Awaitable[Any]]:
    real, port = asyncio.open_connection, int(up.rsplit(":", 1)[1].partition("/")[0])
    return lambda host, asked: real(host, asked) if asked == port else refused()


@pytest.mark.parametrize(
    ("channel", "asked"), [("first", ["first"]), ("second", ["second"]), (None, ["first", "second"])]
)
async def test_the_provider_that_was_handed_a_text_is_asked_and_all_where_nobody_knows(
    up: str, channel: str | None, asked: list[str]
) -> None:
    attempt = Attempt(id=new_id(), at=NOON, medium=Medium.SMS)
    doubt = Doubt(consumer=new_id(), attempt=attempt, channel=channel)
    assert [one.provider for one in await of(Wire("first", up), Wire("second", up)).look_up(doubt)] == asked


def test_a_switch_needs_wires_of_one_medium(up: str) -> None:
    mail = Wire("mail", up)
    mail.medium = Medium.EMAIL
    for wires in ((), (Wire("text", up), mail)):
        with pytest.raises(BadSettings):
            of(*wires)
