"""The carrier behaves to the real SDK, and to our webhooks, as Twilio does."""

import asyncio
import threading
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from fastapi import FastAPI, Request, Response
from pydantic import ValidationError
from twilio.base.exceptions import TwilioRestException
from twilio.rest import Client

from accounts.errors import BadInput, BadSettings, ForgedRequest
from channels.simulator import rest
from channels.simulator.carrier import Carrier, Text
from channels.simulator.faults import Dice, Faults
from channels.simulator.journal import read
from channels.simulator.serving import Serving
from channels.twilio_sms import parse_inbound, parse_status, signed_url, verify

NOON = datetime(2026, 11, 23, 18, 0, tzinfo=UTC)
ACCOUNT = "AC" + "0" * 32
TOKEN = "12345"
OURS = "+12125550100"
ANA = "+12125550123"


def clock() -> datetime:
    return NOON


class Collector:
    """A collector's web server: keeps what passes the signature, and counts what does not."""

    def __init__(self) -> None:
        self.heard: list[Any] = []
        self.headers: list[dict[str, str]] = []
        self.forged = 0
        self.lock = threading.Lock()
        app = FastAPI()
        app.add_api_route("/webhooks/twilio/{kind}", self.receive, methods=["POST"])
        self.serving = Serving(app)

    async def receive(self, kind: str, request: Request) -> Response:
        url = signed_url(self.serving.url, request.url.path, request.url.query)
        form = await request.form()
        with self.lock:
            try:
                verify(TOKEN, url, request.headers, form)
            except ForgedRequest:
                self.forged += 1
                return Response(status_code=403)
            self.headers.append(dict(request.headers))
            if kind == "sms":
                self.heard.append(parse_inbound(form, NOON))
            else:
                self.heard.append(parse_status(form, request.query_params, NOON))
        return Response(status_code=204)

    @property
    def status_url(self) -> Any:
        return f"{self.serving.url}/webhooks/twilio/status"

    @property
    def sms_url(self) -> Any:
        return f"{self.serving.url}/webhooks/twilio/sms"


@pytest.fixture
def collector() -> Iterator[Any]:
    collector = Collector()
    with collector.serving:
        yield collector


async def after(carrier: Carrier, *texts: Text) -> Any:
    """Let the carrier finish with what it accepted."""
    await carrier.settle()
    await carrier.aclose()
    return [text.status for text in texts]


@pytest.fixture
def client() -> Iterator[Any]:
    carrier = Carrier(ACCOUNT, TOKEN, [OURS, "+12125550101"], clock, pace=60)
    app = FastAPI()
    app.include_router(rest.router(carrier, prefix="/carrier"))
    with Serving(app) as serving:
        client = Client(ACCOUNT, TOKEN)  # type: ignore[no-untyped-call]  # untyped SDK
        client.api.base_url = serving.url + "/carrier"
        yield client


async def test_a_text_is_queued_then_sent_then_delivered_and_only_the_last_two_are_reported(
    collector: Collector,
) -> None:
    carrier = Carrier(ACCOUNT, TOKEN, [OURS], clock, pace=0)
    text = carrier.accept(OURS, ANA, "Hello", f"{collector.status_url}?ref=x")
    assert text.status == "queued"
    assert await after(carrier, text) == ["delivered"]
    assert [update.status for update in collector.heard] == ["sent", "delivered"]
    assert {update.reference for update in collector.heard} == {text.sid}


async def test_a_text_without_a_callback_is_delivered_without_a_word(collector: Collector) -> None:
    carrier = Carrier(ACCOUNT, TOKEN, [OURS], clock, pace=0)
    assert await after(carrier, carrier.accept(OURS, ANA, "Hello")) == ["delivered"]
    assert not collector.heard


async def test_a_fate_after_acceptance_is_reported_with_its_code(collector: Collector) -> None:
    carrier = Carrier(ACCOUNT, TOKEN, [OURS], clock, pace=0, fates={ANA: 30003})
    text = carrier.accept(OURS, ANA, "Hello", collector.status_url)
    assert await after(carrier, text) == ["undelivered"]
    assert [(update.status, update.code) for update in collector.heard] == [("sent", None), ("undelivered", "30003")]


async def test_what_a_person_types_comes_signed_with_the_empty_fields_of_a_real_text(collector: Collector) -> None:
    carrier = Carrier(ACCOUNT, TOKEN, [OURS, "+12125550101"], clock, sms_webhook=collector.sms_url, pace=0)
    carrier.accept("+12125550101", ANA, "Hello")
    carrier.answer(ANA, "no soy yo & ya pagué + ✅")
    await after(carrier)
    (received,) = collector.heard
    assert (received.from_address, received.to_address) == (ANA, "+12125550101")
    assert received.text == "no soy yo & ya pagué + ✅"
    assert received.raw["FromCity"] == ""
    assert received.raw["SmsStatus"] == "received"


async def test_the_carrier_answers_no_keyword_by_itself(collector: Collector) -> None:
    carrier = Carrier(ACCOUNT, TOKEN, [OURS], clock, sms_webhook=collector.sms_url, pace=0)
    carrier.answer(ANA, "STOP")
    await after(carrier)
    assert [text.direction for text in carrier.thread(ANA)] == ["inbound"]
    assert "OptOutType" not in collector.heard[0].raw


@pytest.mark.parametrize("body", ["", "  \n"])
def test_nothing_typed_is_nothing_sent(body: Any) -> None:
    carrier = Carrier(ACCOUNT, TOKEN, [OURS], clock)
    with pytest.raises(BadInput):
        carrier.answer(ANA, body)
    assert not carrier.texts


async def test_a_connection_that_fails_is_tried_once_more_as_the_same_request(collector: Collector) -> None:
    refusing = await asyncio.start_server(lambda reader, writer: writer.close(), "127.0.0.1", 0)
    port = refusing.sockets[0].getsockname()[1]
    refusing.close()
    await refusing.wait_closed()
    carrier = Carrier(ACCOUNT, TOKEN, [OURS], clock, sms_webhook=f"http://127.0.0.1:{port}/sms", pace=0)
    tries: list[str] = []
    _client: Any = _Counting(tries)
    carrier.postman._client = _client
    carrier.answer(ANA, "hello")
    await after(carrier)
    assert _client.closed
    assert len(tries) == 2
    assert tries[0] == tries[1]
    assert "not reached" in carrier.postman.posted[-1].answer


class _Counting:
    """The real HTTP client, and a list of the tokens that go through it."""

    def __init__(self, tries: list[str]) -> None:
        import httpx2

        self.real, self.tries, self.closed = httpx2.AsyncClient(trust_env=False), tries, False

    async def post(self, url: str, content: bytes, headers: dict[str, str]) -> Any:
        self.tries.append(headers["I-Twilio-Idempotency-Token"])
        return await self.real.post(url, content=content, headers=headers)

    async def aclose(self) -> None:
        self.closed = True
        await self.real.aclose()


async def test_an_answer_that_is_an_error_is_not_tried_again(collector: Collector) -> None:
    carrier = Carrier(ACCOUNT, "another token", [OURS], clock, sms_webhook=collector.sms_url, pace=0)
    carrier.answer(ANA, "hello")
    await after(carrier)
    assert collector.forged == 1
    assert (carrier.postman.posted[-1].answer, carrier.postman.posted[-1].ok) == ("HTTP 403", False)


@pytest.mark.parametrize(
    ("faults", "heard", "forged"),
    [
        (Faults(duplicate=1), ["sent", "sent", "delivered", "delivered"], 0),
        (Faults(reorder=1), ["delivered", "sent"], 0),
        (Faults(drop=1), [], 0),
        (Faults(forge=1), ["sent", "delivered"], 2),
        (Faults(delay=1, delay_seconds=0), ["sent", "delivered"], 0),
    ],
)
async def test_each_fault_does_what_it_says_and_nothing_forged_passes(
    collector: Collector, faults: Faults, heard: list[str], forged: int
) -> None:
    carrier = Carrier(ACCOUNT, TOKEN, [OURS], clock, faults=faults, pace=0)
    text = carrier.accept(OURS, ANA, "Hello", collector.status_url)
    assert await after(carrier, text) == ["delivered"]
    assert [update.status for update in collector.heard] == heard
    assert collector.forged == forged


def test_a_fault_that_is_no_probability_or_is_unknown_is_refused() -> None:
    Faults(drop=1)
    with pytest.raises(ValidationError):
        Faults(drop=1.01)
    with pytest.raises(ValidationError):
        Faults.model_validate({"dorp": 0.1})


def test_the_same_seed_rolls_the_same() -> None:
    first, second = Dice(Faults(seed=7)), Dice(Faults(seed=7))
    rolls = [first.rolls(0.5) for _ in range(50)]
    assert rolls == [second.rolls(0.5) for _ in range(50)]
    assert set(rolls) == {True, False}


def test_a_carrier_without_a_number_is_refused() -> None:
    with pytest.raises(BadSettings):
        Carrier(ACCOUNT, TOKEN, [], clock)


def test_a_journal_counts_what_was_accepted_and_is_read_back(tmp_path: Path) -> None:
    journal = tmp_path / "journal.jsonl"

    async def first_life() -> None:
        carrier = Carrier(ACCOUNT, TOKEN, [OURS], clock, journal=journal, pace=60)
        carrier.accept(OURS, ANA, "Hello", "http://127.0.0.1:9/status?ref=attempt-1")
        carrier.answer(ANA, "who is this")
        await carrier.aclose()

    asyncio.run(first_life())
    with journal.open("a") as file:
        file.write('{"kind": "sms", "sid": "half wri')
    again = Carrier(ACCOUNT, TOKEN, [OURS], clock, journal=journal)
    assert [(text.direction, text.body) for text in again.thread(ANA)] == [
        ("outbound-api", "Hello"),
        ("inbound", "who is this"),
    ]
    assert [line["callback"] for line in read(journal, "sms")] == ["http://127.0.0.1:9/status?ref=attempt-1", None]
    assert not list(read(journal, "mail"))


def test_a_journal_that_cannot_be_written_is_a_clear_error(tmp_path: Path) -> None:
    with pytest.raises(BadSettings, match="journal"):
        Carrier(ACCOUNT, TOKEN, [OURS], clock, journal=tmp_path)


def test_a_watcher_gets_what_changed_after_its_cursor_and_nothing_twice() -> None:
    async def watch() -> None:
        carrier = Carrier(ACCOUNT, TOKEN, [OURS], clock, pace=0)
        text = carrier.accept(OURS, ANA, "Hello")
        seen = carrier.changes
        assert carrier.thread(ANA, seen) == []
        await after(carrier)
        assert carrier.thread(ANA, seen) == [text]
        assert carrier.thread(ANA, carrier.changes) == []
        assert carrier.thread("+12125550188", 0) == []

    asyncio.run(watch())


def test_the_sdk_fetches_and_lists_what_it_sent(client: Any) -> None:
    sent = [client.messages.create(to=to, from_=OURS, body=f"to {to}") for to in (ANA, ANA, "+12125550124")]
    assert client.messages(sent[0].sid).fetch().body == f"to {ANA}"
    assert [message.sid for message in client.messages.list(to=ANA)] == [sent[1].sid, sent[0].sid]
    assert [message.sid for message in client.messages.list(to=ANA, page_size=1)] == [sent[1].sid, sent[0].sid]
    assert len(client.messages.list(date_sent=date(2026, 11, 23))) == 3
    assert client.messages.list(date_sent=date(2026, 11, 22)) == []
    assert len(client.messages.list(date_sent_after=date(2026, 11, 23))) == 3
    assert client.messages.list(date_sent_before=date(2026, 11, 22)) == []
    assert client.messages.list(from_="+12125550101") == []


def test_what_the_sdk_reads_of_a_text_is_what_twilio_says(client: Any) -> None:
    sent = client.messages.create(to=ANA, from_=OURS, body="Hello")
    assert sent.sid.startswith("SM")
    assert len(sent.sid) == 34
    assert (sent.status, sent.direction, sent.num_segments) == ("queued", "outbound-api", "1")
    assert sent.date_created == NOON
    assert sent.date_sent is None


def test_a_messaging_service_has_not_chosen_its_number_yet(client: Any) -> None:
    sent = client.messages.create(to=ANA, messaging_service_sid="MG" + "1" * 32, body="Hello")
    assert (sent.from_, sent.num_segments) == (None, "0")


def test_a_call_is_recorded(client: Any) -> None:
    call = client.calls.create(to=ANA, from_=OURS, url="https://collector.example/voice")
    assert call.sid.startswith("CA")
    assert client.calls(call.sid).fetch().to == ANA


@pytest.mark.parametrize(
    ("ask", "status", "code"),
    [
        (lambda client: client.messages("SM" + "0" * 32).fetch(), 404, 20404),
        (lambda client: client.calls("CA" + "0" * 32).fetch(), 404, 20404),
        (lambda client: client.messages.create(to="12", from_=OURS, body="x"), 400, 21211),
        (lambda client: client.messages.create(to=ANA, from_="+12125550199", body="x"), 400, 21606),
        (lambda client: client.messages.create(to=ANA, body="x"), 400, 21603),
        (lambda client: client.calls.create(to=ANA, from_="+12125550199", url="https://x.example"), 400, 21606),
        (lambda client: client.api.accounts("AC" + "9" * 32).messages("SM" + "0" * 32).fetch(), 404, 20404),
    ],
)
def test_a_mistake_is_answered_as_twilio_answers_it(
    client: Any, ask: Callable[[Client], object], status: int, code: str | None
) -> None:
    with pytest.raises(TwilioRestException) as refused:
        ask(client)
    assert (refused.value.status, refused.value.code) == (status, code)


def test_the_wrong_token_is_not_let_in(client: Any) -> None:
    stranger = Client(ACCOUNT, "54321")  # type: ignore[no-untyped-call]  # untyped SDK
    stranger.api.base_url = client.api.base_url
    with pytest.raises(TwilioRestException) as refused:
        stranger.messages("SM" + "0" * 32).fetch()
    assert (refused.value.status, refused.value.code) == (401, 20003)


def test_the_carriers_clock_is_the_worlds_clock() -> None:
    later = iter([NOON, NOON + timedelta(hours=1)])
    carrier = Carrier(ACCOUNT, TOKEN, [OURS], lambda: next(later))
    assert [carrier.answer(ANA, "a").at, carrier.answer(ANA, "b").at] == [NOON, NOON + timedelta(hours=1)]
