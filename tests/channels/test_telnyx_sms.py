"""The second provider's wire: our client against its API, and its signed events against our doors."""

from __future__ import annotations

import base64
import contextlib
import json
from collections.abc import AsyncIterator, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from fastapi import FastAPI

from accounts.contact import Medium, Message
from accounts.errors import ApprovalSpent, BadInput, BadSettings, ForgedRequest
from accounts.record import new_id
from channels.port import Received, StatusUpdate
from channels.simulator.carrier import Carrier
from channels.simulator.serving import Serving
from channels.simulator.telnyx import Telnyx
from channels.telnyx_sms import WINDOW, TelnyxSms, parse, verify
from compliance.approval import Approval
from tests.odd_server import answer as odd_answer
from tests.odd_server import odd_server

NOON = datetime(2026, 11, 23, 18, 0, tzinfo=UTC)
KEY = "KEY0123456789"
OURS = "+12125550100"
ANA = "+12125550123"
HOOK = "https://collector.example/webhooks/telnyx"


def clock() -> datetime:
    return NOON


def approve(valid_until: datetime = NOON + timedelta(seconds=60), **changes: Any) -> Approval:
    facts = {"id": new_id(), "consumer": new_id(), "medium": Medium.SMS, "to": ANA, "text": "Hola, Peña & Co + 50 %"}
    return Approval(Message(**{**facts, **changes}), new_id(), new_id(), valid_until)


@pytest.fixture
def telnyx() -> Telnyx:
    fates = {"+12125550199": 40300, "+12125550198": 10002}
    return Telnyx(Carrier("AC" + "0" * 32, "x", ["+12125550101"], clock, pace=60, fates=fates), KEY, OURS)


@pytest.fixture
def api(telnyx: Telnyx) -> Iterator[str]:
    app = FastAPI()
    app.include_router(telnyx.router("/v2"))
    with Serving(app) as serving:
        yield f"{serving.url}/v2"


@contextlib.asynccontextmanager
async def wire(base_url: str, **changes: Any) -> AsyncIterator[TelnyxSms]:
    options = {"api_key": KEY, "sender": OURS, "webhook_url": HOOK, "timeout": 5, **changes}
    channel = TelnyxSms(**options, clock=clock, base_url=base_url)
    try:
        yield channel
    finally:
        await channel.aclose()


async def test_a_text_reaches_the_carrier_with_our_reference_and_a_key_against_doubles(
    telnyx: Telnyx, api: str
) -> None:
    approval = approve()
    async with wire(api) as channel:
        receipt = await channel.deliver(approval)
        await channel._post(
            channel._inside_the_loop(), approval.message, approval.attempt
        )  # as a proxy might repeat it
    (kept,) = telnyx.carrier.texts.values()
    assert (receipt.state, receipt.reference, receipt.channel) == ("sent", kept.sid, "telnyx_sms")
    assert (kept.sender, kept.to, kept.body) == (OURS, ANA, "Hola, Peña & Co + 50 %")
    assert kept.callback == f"{HOOK}?ref={approval.attempt}"


@pytest.mark.parametrize(
    ("options", "message", "code", "why"),
    [
        ({"api_key": "KEYwrong"}, {}, "10009", "ours"),
        ({}, {"to": None}, "10004", "unclear"),
        ({}, {"to": "12"}, "40310", "unreachable"),
        ({"sender": "+12125550177"}, {}, "40305", "ours"),
        ({}, {"to": "+12125550199"}, "40300", "opted_out"),
        ({}, {"to": "+12125550198"}, "10002", "unreachable"),
    ],
)
async def test_what_telnyx_refuses_has_failed_with_its_code_and_why(
    telnyx: Telnyx, api: str, options: dict[str, Any], message: dict[str, Any], code: str, why: str
) -> None:
    async with wire(api, **options) as channel:
        receipt = await channel.deliver(approve(**message))
    assert (receipt.state, receipt.code, receipt.rebuff) == ("failed", code, why)
    assert not telnyx.carrier.texts


@pytest.mark.parametrize(
    ("answer", "state", "code"),
    [
        (None, "in_doubt", None),
        (b"", "in_doubt", None),
        (odd_answer(500, {"errors": [{"code": "10007", "title": "Unexpected error"}]}), "in_doubt", "10007"),
        (odd_answer(502, b"<h1>oops</h1>"), "in_doubt", "502"),
        (odd_answer(408, b""), "in_doubt", "408"),
        (odd_answer(200, b"<h1>proxy</h1>"), "in_doubt", None),
        (odd_answer(200, []), "in_doubt", None),
        (odd_answer(200, {"data": {"id": "x"}}), "in_doubt", None),
        (odd_answer(429, {"errors": [{"code": "10011", "title": "Too many"}]}), "failed", "10011"),
        (odd_answer(422, {"errors": []}), "failed", "422"),
        (odd_answer(200, {"data": {"id": "1", "to": [{"status": "expired"}], "errors": [{"code": 40013}]}}), "failed",
         "40013"),
    ],
)  # fmt: skip
async def test_an_answer_that_leaves_doubt_is_in_doubt_and_nothing_is_posted_twice(
    answer: bytes | None, state: str, code: str | None
) -> None:
    async with odd_server(answer) as (url, requests), wire(url, timeout=0.4) as channel:
        receipt = await channel.deliver(approve())
    assert (receipt.state, receipt.code) == (state, code)
    assert len(requests) == 1


async def test_a_provider_that_is_not_there_is_a_certain_failure_and_uses_the_approval_up() -> None:
    async with odd_server(b"") as (url, _):
        pass
    approval = approve()
    async with wire(url) as channel:
        receipt = await channel.deliver(approval)
        assert (receipt.state, receipt.code) == ("failed", None)
        with pytest.raises(ApprovalSpent):
            await channel.deliver(approval)


@pytest.mark.parametrize("changes", [{"valid_until": NOON}, {"medium": Medium.EMAIL}])
async def test_an_approval_that_does_not_fit_sends_nothing(telnyx: Telnyx, api: str, changes: dict[str, Any]) -> None:
    async with wire(api) as channel:
        with pytest.raises(ApprovalSpent):
            await channel.deliver(approve(**changes))
    assert not telnyx.carrier.texts


def test_a_wire_without_credentials_is_refused() -> None:
    with pytest.raises(BadSettings):
        TelnyxSms("", OURS, HOOK, clock)


# What Telnyx posts to us


def _sealed(telnyx: Telnyx, fields: dict[str, Any]) -> tuple[bytes, dict[str, str]]:
    body, headers = telnyx.seal(HOOK, fields)
    return body, {name.lower(): value for name, value in headers.items()}


def _text(telnyx: Telnyx) -> dict[str, Any]:
    telnyx.carrier.numbers = (OURS,)
    sent = telnyx.carrier._keep("inbound", ANA, OURS, "no soy yo & ya pagué ✅", "received", dialect=telnyx)
    return telnyx.inbound(sent)


def test_a_signed_event_passes_for_five_minutes_and_not_a_second_longer(telnyx: Telnyx) -> None:
    body, headers = _sealed(telnyx, _text(telnyx))
    for seconds in (0, WINDOW, -WINDOW):
        verify(telnyx.public_key, headers, body, NOON + timedelta(seconds=seconds))
    for seconds in (WINDOW + 1, -WINDOW - 1):
        with pytest.raises(ForgedRequest):
            verify(telnyx.public_key, headers, body, NOON + timedelta(seconds=seconds))


def test_what_was_changed_by_one_byte_or_signed_by_another_is_refused(telnyx: Telnyx) -> None:
    body, headers = _sealed(telnyx, _text(telnyx))
    another = base64.b64encode(Ed25519PrivateKey.generate().public_key().public_bytes_raw()).decode()
    stamp = str(int(headers["telnyx-timestamp"]) + 1)
    for key, changed, given in [
        (telnyx.public_key, body + b" ", headers),
        (another, body, headers),
        (telnyx.public_key, body, {**headers, "telnyx-timestamp": stamp}),
    ]:
        with pytest.raises(ForgedRequest):
            verify(key, given, changed, NOON)


@pytest.mark.parametrize(
    "changes",
    [
        {"telnyx-signature-ed25519": ""}, {"telnyx-signature-ed25519": "ñ"}, {"telnyx-signature-ed25519": "AAAA"},
        {"telnyx-timestamp": ""}, {"telnyx-timestamp": "now"}, {"telnyx-timestamp": "²"}, {"telnyx-timestamp": "-1"},
        {"telnyx-timestamp": "9" * 5000}, {"telnyx-timestamp": "1e9"},
    ],
)  # fmt: skip
def test_headers_that_are_none_are_forged_and_no_crash(telnyx: Telnyx, changes: dict[str, str]) -> None:
    body, headers = _sealed(telnyx, _text(telnyx))
    with pytest.raises(ForgedRequest):
        verify(telnyx.public_key, {**headers, **changes}, body, NOON)
    with pytest.raises(ForgedRequest):
        verify(telnyx.public_key, {}, body, NOON)


def test_an_inbound_text_is_read_with_its_pictures_and_everything_kept(telnyx: Telnyx) -> None:
    event = _text(telnyx)
    event["data"]["payload"]["media"] = [{"url": "https://media.example/a", "content_type": "image/png"}]
    received = parse(json.dumps(event).encode(), NOON)
    assert isinstance(received, Received)
    assert (received.from_address, received.to_address, received.text) == (ANA, OURS, "no soy yo & ya pagué ✅")
    assert [(one.url, one.kind) for one in received.enclosed] == [("https://media.example/a", "image/png")]
    assert "webhook_delivered" in received.raw["event"]


@pytest.mark.parametrize(
    ("status", "state"),
    [
        ("queued", "sent"), ("sending", "sent"), ("sent", "sent"), ("scheduled", "sent"),
        ("delivery_unconfirmed", "sent"), ("delivered", "delivered"), ("delivery_failed", "undelivered"),
        ("expired", "undelivered"), ("sending_failed", "failed"), ("cancelled", "failed"), ("teleported", "sent"),
    ],
)  # fmt: skip
def test_each_status_of_telnyxs_has_its_meaning_and_an_unknown_one_counts_as_sent(
    telnyx: Telnyx, status: str, state: str
) -> None:
    event = _status_event(telnyx, f"{HOOK}?ref=x")
    event["data"]["payload"]["to"][0]["status"] = status
    update = parse(json.dumps(event).encode(), NOON)
    assert isinstance(update, StatusUpdate)
    assert (update.state, update.status, update.key) == (state, status, f"{update.reference}:{status}")


def _status_event(telnyx: Telnyx, callback: str) -> dict[str, Any]:
    text = telnyx.carrier._keep("outbound-api", OURS, ANA, "Hello", "sent", callback, dialect=telnyx)
    return telnyx.status(text)


def test_a_status_names_our_attempt_by_the_address_that_is_signed_with_it(telnyx: Telnyx) -> None:
    attempt = new_id()
    update = parse(json.dumps(_status_event(telnyx, f"{HOOK}?ref={attempt}")).encode(), NOON)
    assert isinstance(update, StatusUpdate)
    assert update.attempt == attempt
    for callback in (HOOK, f"{HOOK}?ref=x", f"{HOOK}?ref="):
        other = parse(json.dumps(_status_event(telnyx, callback)).encode(), NOON)
        assert isinstance(other, StatusUpdate)
        assert other.attempt is None


def test_an_event_that_does_not_concern_us_is_nothing() -> None:
    assert parse(json.dumps({"data": {"event_type": "call.hangup", "payload": {}}}).encode(), NOON) is None


@pytest.mark.parametrize(
    "body",
    [b"", b"[]", b"1", b"\xff", b'{"data": null}', b'{"data": {"event_type": "message.received", "payload": {}}}'],
)
def test_an_event_that_lacks_what_each_has_is_refused(body: bytes) -> None:
    with pytest.raises(BadInput):
        parse(body, NOON)
