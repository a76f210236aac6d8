"""The text message wire: Twilio's real SDK against the carrier, and every trap of its signatures."""

import asyncio
import base64
import contextlib
import hashlib
import hmac
from collections.abc import AsyncIterator, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from fastapi import FastAPI
from starlette.datastructures import FormData, Headers, UploadFile
from twilio.request_validator import RequestValidator

from accounts.contact import Medium, Message
from accounts.errors import ApprovalSpent, BadInput, BadSettings, ForgedRequest
from accounts.record import new_id
from channels.simulator import rest
from channels.simulator.carrier import Carrier
from channels.simulator.serving import Serving
from channels.twilio_sms import TwilioSms, parse_inbound, parse_status, signed_url, verify
from compliance.approval import Approval
from tests.odd_server import answer as odd_answer
from tests.odd_server import odd_server

NOON = datetime(2026, 11, 23, 18, 0, tzinfo=UTC)
ACCOUNT = "AC" + "0" * 32
TOKEN = "12345"
OURS = "+12125550100"
ANA = "+12125550123"
CALLBACK = "http://127.0.0.1:1/webhooks/twilio/status"


def clock() -> datetime:
    return NOON


def text(**changes: Any) -> Message:
    facts = {"id": new_id(), "consumer": new_id(), "medium": Medium.SMS, "to": ANA, "text": "Hola, Peña & Co + 50 %"}
    return Message(**{**facts, **changes})


def approve(message: Any, valid_until: datetime = NOON + timedelta(seconds=60)) -> Approval:
    return Approval(message, new_id(), new_id(), valid_until)


@pytest.fixture
def carrier() -> Any:
    return Carrier(ACCOUNT, TOKEN, [OURS], clock, pace=60, fates={"+12125550199": 21610})


@pytest.fixture
def api(carrier: Carrier) -> Iterator[Any]:
    app = FastAPI()
    app.include_router(rest.router(carrier, prefix="/carrier"))
    with Serving(app) as serving:
        yield serving.url + "/carrier"


@contextlib.asynccontextmanager
async def wire(base_url: str | None, **changes: Any) -> AsyncIterator[Any]:
    options = {"account_sid": ACCOUNT, "auth_token": TOKEN, "sender": OURS, "status_callback_url": CALLBACK}
    channel = TwilioSms(**{**options, "clock": clock, "base_url": base_url, "timeout": 5, **changes})
    try:
        yield channel
    finally:
        await channel.aclose()


async def test_a_text_reaches_the_carrier_with_our_reference_in_its_callback(carrier: Carrier, api: str) -> None:
    approval = approve(text())
    async with wire(api) as channel:
        receipt = await channel.deliver(approval)
    (kept,) = carrier.texts.values()
    assert (receipt.state, receipt.reference, receipt.code) == ("sent", kept.sid, None)
    assert (kept.sender, kept.to, kept.body) == (OURS, ANA, "Hola, Peña & Co + 50 %")
    assert kept.callback == f"{CALLBACK}?ref={approval.attempt}"


async def test_thirty_texts_at_once_each_get_their_own_sid_back(carrier: Carrier, api: str) -> None:
    bodies = [f"number {number}" for number in range(30)]
    async with wire(api) as channel:
        receipts = await asyncio.gather(*(channel.deliver(approve(text(text=body))) for body in bodies))
    assert [carrier.texts[receipt.reference].body for receipt in receipts] == bodies


async def test_a_messaging_service_sends_in_place_of_a_number(carrier: Carrier, api: str) -> None:
    async with wire(api, sender="MG" + "1" * 32) as channel:
        receipt = await channel.deliver(approve(text()))
    assert receipt.state == "sent"
    assert carrier.texts[receipt.reference].service == "MG" + "1" * 32


@pytest.mark.parametrize(
    ("options", "message", "code", "says"),
    [
        ({"auth_token": "wrong"}, {}, "20003", "Authenticate"),
        ({}, {"to": "+1212"}, "21211", "not a valid phone number"),
        ({}, {"to": None}, "21604", "required"),
        ({}, {"text": ""}, "21602", "body is required"),
        ({}, {"text": "x" * 1601}, "21617", "1600"),
        ({"sender": "+12125550177"}, {}, "21606", "not a valid, SMS-capable"),
        ({}, {"to": "+12125550199"}, "21610", "refuses"),
    ],
)
async def test_what_twilio_refuses_has_failed_with_its_code(
    carrier: Carrier, api: str, options: dict[str, Any], message: Any, code: str | None, says: str
) -> None:
    async with wire(api, **options) as channel:
        receipt = await channel.deliver(approve(text(**message)))
    assert (receipt.state, receipt.code) == ("failed", code)
    assert says in receipt.says
    assert "\033" not in receipt.says
    assert not carrier.texts


async def test_the_longest_text_is_taken(carrier: Carrier, api: str) -> None:
    async with wire(api) as channel:
        assert (await channel.deliver(approve(text(text="x" * 1600)))).state == "sent"


@pytest.mark.parametrize(
    ("answer", "state", "code"),
    [
        (None, "in_doubt", None),
        (b"", "in_doubt", None),
        (odd_answer(503, {"code": 20503, "message": "Unavailable", "status": 503}), "in_doubt", "20503"),
        (odd_answer(500, b"<h1>oops</h1>", b"text/html"), "in_doubt", "500"),
        (odd_answer(201, b"<h1>proxy</h1>", b"text/html"), "in_doubt", None),
        (odd_answer(201, []), "in_doubt", None),
        (odd_answer(429, {"code": 20429, "message": "Too many", "status": 429}), "failed", "20429"),
        (
            odd_answer(400, {"type": "https://x", "title": "Bad", "status": 400, "code": 21211, "detail": "no"}),
            "failed",
            "21211",
        ),
        (odd_answer(201, {"sid": "SM1", "status": "failed", "error_code": 30034}), "failed", "30034"),
        (odd_answer(307, b""), "failed", "307"),
    ],
)
async def test_an_answer_that_leaves_doubt_is_in_doubt_and_nothing_is_posted_twice(
    answer: bytes | None, state: str, code: str | None
) -> None:
    async with odd_server(answer) as (url, requests), wire(url, timeout=0.3) as channel:
        receipt = await channel.deliver(approve(text()))
    assert (receipt.state, receipt.code) == (state, code)
    assert len(requests) == 1


async def test_a_carrier_that_is_not_there_is_a_certain_failure_and_uses_the_approval_up() -> None:
    async with odd_server(b"") as (url, _):
        pass
    approval = approve(text())
    async with wire(url) as channel:
        assert (await channel.deliver(approval)).state == "failed"
        with pytest.raises(ApprovalSpent):
            await channel.deliver(approval)


async def test_an_approval_carries_one_text_only(carrier: Carrier, api: str) -> None:
    approval = approve(text())
    async with wire(api) as channel:
        await channel.deliver(approval)
        with pytest.raises(ApprovalSpent):
            await channel.deliver(approval)
    assert len(carrier.texts) == 1


@pytest.mark.parametrize(
    "approval",
    [approve(text(), valid_until=NOON), approve(text(medium=Medium.EMAIL))],
    ids=["too late", "for e-mail"],
)
async def test_an_approval_that_does_not_fit_sends_nothing(carrier: Carrier, api: str, approval: Approval) -> None:
    async with wire(api) as channel:
        with pytest.raises(ApprovalSpent):
            await channel.deliver(approval)
    assert not carrier.texts


def test_a_wire_without_credentials_is_refused() -> None:
    with pytest.raises(BadSettings):
        TwilioSms(ACCOUNT, "", OURS, CALLBACK, clock)


# What Twilio posts to us

# From Twilio's documentation of webhook security and from the tests of its SDK.
PUBLISHED = [
    ("https://example.com/myapp.php?foo=1&bar=2", "+14158675310", "L/OH5YylLD5NRKLltdqwSvS0BnU="),
    ("https://mycompany.com/myapp.php?foo=1&bar=2", "+14158675309", "RSOYDt4T1cUTdK1PDd93/VVr8B8="),
]

URL = "https://collector.example/webhooks/twilio/sms"
FORM = {
    "MessageSid": "SM" + "a" * 32,
    "From": ANA,
    "To": OURS,
    "Body": "this isnt mine & I paid + more ✅",
    "FromCity": "",
    "NumMedia": "0",
}


def signed(url: str = URL, form: Any = FORM, token: str = TOKEN, **options: Any) -> Any:
    validator = RequestValidator(token)  # type: ignore[no-untyped-call]  # untyped SDK
    signature = validator.compute_signature(url, form, **options)  # type: ignore[no-untyped-call]  # untyped SDK
    return {"X-Twilio-Signature": signature}


def test_a_genuine_form_passes() -> None:
    verify(TOKEN, URL, signed(), FormData(FORM))
    assert parse_inbound(FormData(FORM), NOON).from_address == ANA


@pytest.mark.parametrize(("url", "caller", "signature"), PUBLISHED)
def test_a_signature_that_twilio_published_passes_and_a_changed_digit_does_not(
    url: str, caller: str, signature: str
) -> None:
    form = {"CallSid": "CA1234567890ABCDE", "Caller": caller, "Digits": "1234", "From": caller, "To": "+18005551212"}
    headers = {"X-Twilio-Signature": signature}
    verify("12345", url, headers, form)
    with pytest.raises(ForgedRequest):
        verify("12345", url, headers, {**form, "Digits": "1235"})


def test_the_name_of_the_header_may_come_in_any_case() -> None:
    (signature,) = signed().values()
    verify(TOKEN, URL, {"x-twilio-signature": signature}, FORM)
    verify(TOKEN, URL, Headers({"X-TWILIO-SIGNATURE": signature}), FORM)
    with pytest.raises(ForgedRequest):
        verify(TOKEN, URL, {"x-twilio-signatur": signature}, FORM)


@pytest.mark.parametrize(
    ("url", "why"),
    [
        ("http://collector.example/webhooks/twilio/sms", "the scheme behind a proxy"),
        ("https://collector.example/webhooks/twilio/sms/", "a slash at the end"),
        ("https://collector.example/webhooks/twilio/sms?ref=1", "a query"),
        ("https://10.0.0.1:8000/webhooks/twilio/sms", "the host behind a proxy"),
    ],
)
def test_a_signature_for_another_address_is_refused(url: str, why: str) -> None:
    with pytest.raises(ForgedRequest):
        verify(TOKEN, url, signed(), FORM)


def test_the_standard_port_may_be_written_or_not() -> None:
    verify(TOKEN, "https://collector.example:443/webhooks/twilio/sms", signed(), FORM)
    assert signed() != signed(url="https://collector.example:443/webhooks/twilio/sms")


def test_the_signed_address_keeps_the_query_as_it_came() -> None:
    url = signed_url("https://collector.example/", "/webhooks/twilio/status", "ref=a%2Bb&x=")
    assert url == "https://collector.example/webhooks/twilio/status?ref=a%2Bb&x="
    verify(TOKEN, url, signed(url), FORM)
    with pytest.raises(ForgedRequest):
        verify(TOKEN, url.replace("%2B", "+"), signed(url), FORM)


def test_a_form_whose_empty_fields_were_lost_is_refused() -> None:
    with pytest.raises(ForgedRequest):
        verify(TOKEN, URL, signed(), {name: value for name, value in FORM.items() if value})


def test_a_field_that_was_added_is_refused() -> None:
    with pytest.raises(ForgedRequest):
        verify(TOKEN, URL, signed(), {**FORM, "OptOutType": "START"})


def test_a_name_that_comes_twice_with_two_values_passes() -> None:
    pairs = FormData([("MediaUrl", "b"), ("MediaUrl", "a"), *FORM.items()])
    verify(TOKEN, URL, signed(form=pairs), pairs)
    with pytest.raises(ForgedRequest):
        verify(TOKEN, URL, signed(form=pairs), FormData([("MediaUrl", "b"), *FORM.items()]))


@pytest.mark.parametrize("signature", ["", "x", "ñ" * 28, "A" * 28, "RSOYDt4T1cUTdK1PDd93/VVr8B8="])
def test_a_signature_that_is_none_is_refused(signature: str) -> None:
    with pytest.raises(ForgedRequest):
        verify(TOKEN, URL, {"X-Twilio-Signature": signature}, FORM)


def test_a_request_without_a_signature_is_refused() -> None:
    with pytest.raises(ForgedRequest):
        verify(TOKEN, URL, {}, FORM)


def test_a_signature_of_another_token_is_refused() -> None:
    with pytest.raises(ForgedRequest):
        verify(TOKEN, URL, signed(token="54321"), FORM)


@pytest.mark.parametrize("body", ['{"a": 1}', b'{"a": 1}', "", b"\xff\xfe"])
def test_json_without_a_signed_hash_is_forged_and_no_crash(body: Any) -> None:
    with pytest.raises(ForgedRequest):
        verify(TOKEN, URL, signed(form={}), body)


def test_json_passes_with_the_hash_of_its_body_and_not_with_another_body() -> None:
    body = '{"a": "ñ"}'
    url = f"{URL}?bodySHA256={hashlib.sha256(body.encode()).hexdigest()}"
    verify(TOKEN, url, signed(url, {}), body)
    verify(TOKEN, url, signed(url, {}), body.encode())
    with pytest.raises(ForgedRequest):
        verify(TOKEN, url, signed(url, {}), '{"a": "n"}')


def test_the_address_of_signed_json_does_not_let_an_empty_form_in() -> None:
    url = f"{URL}?bodySHA256={hashlib.sha256(b'{}').hexdigest()}"
    with pytest.raises(ForgedRequest):
        verify(TOKEN, url, signed(url, {}), FormData())


def test_a_file_among_the_values_is_forged_and_no_crash(tmp_path: Path) -> None:
    with (tmp_path / "a").open("wb+") as file, pytest.raises(ForgedRequest):
        verify(TOKEN, URL, signed(), FormData([*FORM.items(), ("Body", UploadFile(file))]))


def test_half_a_character_is_forged_and_no_crash() -> None:
    with pytest.raises(ForgedRequest):
        verify(TOKEN, URL, signed(), {**FORM, "Body": "\ud83d"})


def test_a_shared_key_signs_with_the_algorithm_it_names_and_no_other() -> None:
    named = {"X-Twilio-Webhooks-Signature-Settings": "key=webhooks_sharedkey_1,algorithm=HMAC_SHA256"}
    verify("shared", URL, {**named, **signed(token="shared", algorithm="HMAC_SHA256")}, FORM)
    with pytest.raises(ForgedRequest):
        verify("shared", URL, signed(token="shared", algorithm="HMAC_SHA256"), FORM)
    unknown = {"X-Twilio-Webhooks-Signature-Settings": "key=1,algorithm=NONE"}
    with pytest.raises(ForgedRequest):
        verify("shared", URL, {**unknown, **signed(token="shared")}, FORM)


def test_an_inbound_text_is_read_with_everything_kept() -> None:
    pictures = {
        "MediaUrl0": "https://api.example/a",
        "MediaContentType0": "image/jpeg",
        "MediaUrl1": "https://api.example/b",
    }
    received = parse_inbound(FormData({**FORM, "NumMedia": "2", **pictures}), NOON)
    assert received.key == FORM["MessageSid"]
    assert (received.from_address, received.to_address, received.at) == (ANA, OURS, NOON)
    assert received.text == FORM["Body"]
    assert [(one.url, one.kind) for one in received.enclosed] == [
        ("https://api.example/a", "image/jpeg"),
        ("https://api.example/b", ""),
    ]
    assert received.raw["FromCity"] == ""


def test_an_inbound_text_of_nothing_but_a_picture_has_no_words() -> None:
    received = parse_inbound({**FORM, "Body": "", "NumMedia": "1", "MediaUrl0": "https://api.example/a"}, NOON)
    assert (received.text, len(received.enclosed)) == ("", 1)


def test_a_nul_is_left_out_because_a_database_may_refuse_it() -> None:
    assert parse_inbound({**FORM, "Body": "ST\x00OP"}, NOON).text == "STOP"


@pytest.mark.parametrize("media", ["", "two", "-1", "9" * 5000])
def test_the_count_of_pictures_is_not_believed_without_them(media: str) -> None:
    assert parse_inbound({**FORM, "NumMedia": media}, NOON).enclosed == ()


@pytest.mark.parametrize("missing", ["MessageSid", "From", "To"])
def test_an_inbound_text_without_what_each_has_is_refused(missing: str) -> None:
    with pytest.raises(BadInput):
        parse_inbound({name: value for name, value in FORM.items() if name != missing}, NOON)


@pytest.mark.parametrize(
    ("status", "state"),
    [
        ("accepted", "sent"), ("scheduled", "sent"), ("queued", "sent"), ("sending", "sent"), ("sent", "sent"),
        ("delivered", "delivered"), ("read", "delivered"), ("partially_delivered", "delivered"),
        ("undelivered", "undelivered"), ("failed", "failed"), ("canceled", "failed"),
        ("teleported", "sent"),
    ],
)  # fmt: skip
def test_each_status_of_twilios_has_its_meaning_and_an_unknown_one_counts_as_sent(status: str, state: str) -> None:
    update = parse_status({"MessageSid": "SM1", "MessageStatus": status}, {}, NOON)
    assert (update.state, update.status, update.key) == (state, status, f"SM1:{status}")


def test_a_status_names_our_attempt_and_the_error() -> None:
    attempt = new_id()
    form = {"MessageSid": "SM1", "MessageStatus": "undelivered", "ErrorCode": "30003"}
    update = parse_status(form, {"ref": attempt}, NOON)
    assert (update.attempt, update.reference, update.code) == (attempt, "SM1", "30003")


@pytest.mark.parametrize("ref", ["", "x", "SM1"])
def test_a_status_with_a_reference_that_is_not_ours_names_no_attempt(ref: str) -> None:
    assert parse_status({"MessageSid": "SM1", "MessageStatus": "sent"}, {"ref": ref}, NOON).attempt is None


@pytest.mark.parametrize("form", [{"MessageSid": "SM1"}, {"MessageStatus": "sent"}, {}])
def test_a_status_of_nothing_is_refused(form: Any) -> None:
    with pytest.raises(BadInput):
        parse_status(form, {}, NOON)


def test_signalwire_speaks_the_same_wire_under_its_own_address_and_names(carrier: Carrier) -> None:
    project = "b08dacad-ed0b-4cf9-b2ac-08e8a0c4b9e4"
    space = Carrier(project, TOKEN, [OURS], clock, pace=60)
    app = FastAPI()
    app.include_router(rest.router(space, prefix="/api/laml"))

    async def send(url: str) -> Any:
        async with wire(f"{url}/api/laml", account_sid=project) as channel:
            return await channel.deliver(approve(text()))

    with Serving(app) as serving:
        receipt = asyncio.run(send(serving.url))
    assert (receipt.state, list(space.texts)) == ("sent", [receipt.reference])

    (signature,) = signed().values()
    verify(TOKEN, URL, {"X-SignalWire-Signature": signature}, FORM)
    with pytest.raises(ForgedRequest):
        verify(TOKEN, URL, {"X-SignalWire-Signature": signature}, {**FORM, "Body": "START"})
    assert parse_inbound({**FORM, "MessageSid": "0b5c4eb8-61b7-4a3b-a9a5-4dd33ab1c4b9"}, NOON).text == FORM["Body"]


@pytest.mark.parametrize("sid", ["SM1", "SM" + "A" * 32, "x0b5c4eb8-61b7-4a3b-a9a5-4dd33ab1c4b9", "SM" + "a" * 33])
def test_an_identifier_of_another_form_is_refused(sid: str) -> None:
    with pytest.raises(BadInput):
        parse_inbound({**FORM, "MessageSid": sid}, NOON)


def test_two_equal_values_of_one_name_are_refused_because_the_signature_cannot_tell_them_from_one() -> None:
    pairs: list[Any] = [("MediaUrl", "a"), ("MediaUrl", "a"), *FORM.items()]
    signed_text = URL + "".join(name + value for name, value in sorted(pairs))
    by_hand = base64.b64encode(hmac.new(TOKEN.encode(), signed_text.encode(), hashlib.sha1).digest()).decode()
    with pytest.raises(ForgedRequest):
        verify(TOKEN, URL, {"X-Twilio-Signature": by_hand}, FormData(pairs))
    verify(TOKEN, URL, signed(form=FormData(pairs[1:])), FormData(pairs[1:]))
