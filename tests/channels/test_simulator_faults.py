"""Every fault that can be asked for happens when it is asked for, and is set by hand, by a file and by HTTP."""

from __future__ import annotations

import asyncio
import smtplib
from collections.abc import Iterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import httpx2
import pytest
from fastapi import FastAPI, Request, Response

from accounts.contact import Medium, Message, Receipt
from accounts.errors import BadInput
from accounts.record import new_id
from channels.simulator import pages
from channels.simulator.carrier import Carrier
from channels.simulator.controls import SAYS
from channels.simulator.faults import Faults, read
from channels.simulator.mailbox import Mailbox
from channels.simulator.serving import Serving
from channels.simulator.telnyx import Telnyx
from channels.telnyx_sms import TelnyxSms
from channels.twilio_sms import TwilioSms
from compliance.approval import Approval

NOON = datetime(2026, 11, 23, 18, 0, tzinfo=UTC)
SID, TOKEN, OURS, THEIRS, ANA = "AC" + "0" * 32, "12345", "+12125550100", "+12125550101", "+12125550123"


class World:
    """The simulator, a collector's web server that keeps what it hears, and our two wires."""

    def __init__(self) -> None:
        self.heard: list[tuple[str, bytes, bool]] = []
        """What came: the status, the body, and whether the answer to the request was known by then."""
        self.answered = False
        self.carrier = Carrier(SID, TOKEN, [OURS], lambda: NOON, pace=0.01)
        self.telnyx = Telnyx(self.carrier, "KEY01", THEIRS)
        self.mailbox = Mailbox(lambda: NOON, dice=self.carrier.dice)
        self.app = FastAPI()
        self.app.include_router(pages.build(self.carrier, self.mailbox, self.telnyx))
        self.app.add_api_route("/hook", self._hear, methods=["POST"])
        self.serving = Serving(self.app)

    async def _hear(self, request: Request) -> Response:
        body = await request.body()
        delivered = (b"MessageStatus=delivered", b'"status": "delivered"')
        status = "delivered" if any(word in body for word in delivered) else "sent"
        self.heard.append((status, body, self.answered))
        return Response(status_code=204)

    @property
    def url(self) -> str:
        return self.serving.url

    @asynccontextmanager
    async def wire(self, provider: str) -> Any:
        hook, at = f"{self.url}/hook", f"{self.url}/simulator"
        channel: TwilioSms | TelnyxSms
        if provider == "twilio":
            channel = TwilioSms(SID, TOKEN, OURS, hook, lambda: NOON, f"{at}/carrier", timeout=5)
        else:
            channel = TelnyxSms("KEY01", THEIRS, hook, lambda: NOON, f"{at}/telnyx/v2", timeout=5)
        try:
            yield channel
        finally:
            await channel.aclose()

    async def send(self, provider: str, hears: int = 0, **faults: Any) -> Receipt:
        """Send a text while those faults are on, and wait until so much is heard, and whatever follows it."""
        self.set(**faults)
        message = Message(id=new_id(), consumer=new_id(), medium=Medium.SMS, to=ANA, text="Hello")
        async with self.wire(provider) as channel:
            receipt: Receipt = await channel.deliver(Approval(message, new_id(), new_id(), NOON.replace(hour=19)))
            self.answered = True
        for _ in range(200):
            if len(self.heard) >= hears:
                break
            await asyncio.sleep(0.05)
        await asyncio.sleep(0.3)
        return receipt

    def set(self, **faults: Any) -> None:
        httpx2.put(f"{self.url}/simulator/api/faults", json=faults, trust_env=False).raise_for_status()


@pytest.fixture
def world() -> Iterator[World]:
    made = World()
    with made.mailbox, made.serving:
        yield made


PROVIDERS = pytest.mark.parametrize("provider", ["twilio", "telnyx"])


@PROVIDERS
@pytest.mark.parametrize(
    ("fault", "heard"),
    [
        ({}, ["sent", "delivered"]),
        ({"duplicate": 1}, ["sent", "sent", "delivered", "delivered"]),
        ({"reorder": 1}, ["delivered", "sent"]),
        ({"drop": 1}, []),
        ({"replay": 1}, ["sent", "delivered", "sent"]),
        ({"delay": 1, "delay_seconds": 5}, []),
        ({"forge": 1}, None),
    ],
)
async def test_what_is_asked_of_webhooks_happens_to_them(
    world: World, provider: str, fault: dict[str, Any], heard: list[str] | None
) -> None:
    assert (await world.send(provider, 4 if heard is None else len(heard), **fault)).state == "sent"
    if heard is None:
        assert len(world.heard) == 4, "each had a forged one before it"
        assert len({body for _, body, _ in world.heard}) == 4
    else:
        assert [status for status, _, _ in world.heard] == heard


@PROVIDERS
@pytest.mark.parametrize(
    ("fault", "state", "taken"),
    [("too_many", "failed", 0), ("broken", "in_doubt", 0), ("lost", "in_doubt", 1), ("early", "sent", 1)],
)
async def test_what_is_asked_of_requests_happens_to_them(
    world: World, provider: str, fault: str, state: str, taken: int
) -> None:
    receipt = await world.send(provider, 2 if fault == "early" else 0, **{fault: 1})
    assert receipt.state == state
    assert (receipt.rebuff == "for_now") is (fault == "too_many")
    assert len(world.carrier.texts) == taken
    if fault == "early":
        assert [known for _, _, known in world.heard] == [False, False]


async def test_a_slow_answer_is_late(world: World) -> None:
    began = asyncio.get_running_loop().time()
    await world.send("twilio", slow=1, slow_seconds=0.5)
    assert asyncio.get_running_loop().time() - began > 0.8


def test_a_mail_is_refused_or_taken_without_an_answer(world: World) -> None:
    port = world.mailbox.port
    world.set(broken=1)
    with smtplib.SMTP("127.0.0.1", port, timeout=5) as server, pytest.raises(smtplib.SMTPDataError):
        server.sendmail("a@x.example", ["b@x.example"], "Subject: one\r\n\r\nHello\r\n")
    world.set(lost=1)
    with pytest.raises(smtplib.SMTPServerDisconnected):
        smtplib.SMTP("127.0.0.1", port, timeout=5).sendmail(
            "a@x.example", ["b@x.example"], "Subject: two\r\n\r\nHi\r\n"
        )
    assert [mail.subject for mail in world.mailbox.list()] == ["two"]


# How they are set


def test_what_is_not_named_is_off_and_what_is_wrong_is_named(world: World) -> None:
    api = f"{world.url}/simulator/api/faults"
    world.set(drop=0.5, seed=7)
    world.set(forge=0.1)
    assert httpx2.get(api, trust_env=False).json() == Faults(forge=0.1).model_dump()
    for wrong, named in [({"dorp": 1}, "dorp"), ({"drop": 2}, "drop"), ({"drop": "often"}, "drop")]:
        answer = httpx2.put(api, json=wrong, trust_env=False)
        assert answer.status_code == 422
        assert named in answer.json()["error"]
    assert httpx2.get(api, trust_env=False).json()["forge"] == 0.1, "what was refused changes nothing"


def test_the_page_sets_percentages(world: World) -> None:
    page = f"{world.url}/simulator/faults"
    form = {"duplicate": "20", "drop": "0.5", "delay_seconds": "3", "forge": ""}
    assert httpx2.post(page, data=form, trust_env=False).status_code == 303
    shown = httpx2.get(page, trust_env=False).text
    assert world.carrier.dice.faults == Faults(duplicate=0.2, drop=0.005, delay_seconds=3, slow_seconds=0)
    assert all(f'name="{name}"' in shown for name in SAYS)
    assert 'value="0.5"' in shown
    for wrong in ({"drop": "101"}, {"drop": "often"}, {"drop": "nan"}):
        refused = httpx2.post(page, data={**wrong, "forge": "7"}, trust_env=False)
        assert refused.status_code == 422
        assert 'id="drop-wrong">Write a number from 0 to 100<' in refused.text
        assert 'value="7"' in refused.text, "what was right is not asked for again"
    assert world.carrier.dice.faults.duplicate == 0.2


def test_every_fault_is_explained_on_the_page() -> None:
    assert set(SAYS) | {"delay_seconds", "slow_seconds", "seed"} == set(Faults.model_fields)


def test_a_file_sets_them_and_a_file_that_does_not_is_named(tmp_path: Path) -> None:
    file = tmp_path / "faults.yaml"
    for text, faults in [
        ("drop: 0.05\nseed: 3\n", Faults(drop=0.05, seed=3)),
        ('{"early": 1}', Faults(early=1)),
        ("", Faults()),
    ]:
        file.write_text(text)
        assert read(file) == faults
    for text in ("dorp: 1", "- drop", "drop: [", "drop: 2", "\x00"):
        file.write_text(text)
        with pytest.raises(BadInput):
            read(file)
    with pytest.raises(BadInput, match="nowhere"):
        read(tmp_path / "nowhere.yaml")


def test_a_test_lets_a_phone_write_and_looks_at_what_arrived(world: World) -> None:
    api = f"{world.url}/simulator/api"
    written = httpx2.post(f"{api}/texts", json={"phone": ANA, "body": "STOP"}, trust_env=False)
    assert (written.status_code, written.json()["to"]) == (201, OURS)
    found = httpx2.get(f"{api}/texts", params={"phone": ANA}, trust_env=False).json()
    assert [(text["direction"], text["body"]) for text in found["texts"]] == [("in", "STOP")]
    later = httpx2.get(f"{api}/texts", params={"after": found["cursor"]}, trust_env=False).json()
    assert later["texts"] == []
    for wrong in ({"phone": ANA}, {"phone": ANA, "body": " "}):
        assert httpx2.post(f"{api}/texts", json=wrong, trust_env=False).status_code == 422
    with smtplib.SMTP("127.0.0.1", world.mailbox.port, timeout=5) as server:
        server.sendmail("a@x.example", ["b@x.example"], "Subject: one\r\n\r\nHello\r\n")
    assert [mail["subject"] for mail in httpx2.get(f"{api}/mails", trust_env=False).json()] == ["one"]
    assert httpx2.get(f"{api}/webhooks", trust_env=False).json() == []
