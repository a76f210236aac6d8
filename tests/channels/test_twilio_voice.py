"""The wire of calls: Twilio's real SDK against the simulated carrier; and what its reports are read as."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from fastapi import FastAPI

from accounts.calling import CallNews
from accounts.contact import Attempt, Medium, Message
from accounts.errors import ApprovalSpent, BadInput, BadSettings
from accounts.record import new_id
from channels.codes import rebuff
from channels.simulator import rest
from channels.simulator.carrier import Carrier
from channels.simulator.serving import Serving
from channels.twilio_calls import answered_by, parse_call, parse_report, parse_status
from channels.twilio_voice import TwilioVoice
from compliance.approval import Approval

NOON = datetime(2026, 11, 23, 18, 0, tzinfo=UTC)
ACCOUNT, TOKEN, OURS, ANA = "AC" + "0" * 32, "12345", "+12125550100", "+12125550123"
HERE = "http://127.0.0.1:1/webhooks/twilio/voice"
SID = "CA" + "a" * 32
WORDS = "Hi, this is Dana Reyes from North Bay Credit. Please call me back at +18005550142."


def clock() -> datetime:
    return NOON


def call(**changes: Any) -> Message:
    return Message(**{"id": new_id(), "consumer": new_id(), "medium": Medium.CALL, "to": ANA, "text": WORDS, **changes})


def approve(message: Message) -> Approval:
    return Approval(message, new_id(), message.on_call or new_id(), NOON + timedelta(seconds=60))


@pytest.fixture
def carrier() -> Carrier:
    return Carrier(ACCOUNT, TOKEN, [OURS], clock, pace=60, fates={"+12125550199": 21214})


@pytest.fixture
def api(carrier: Carrier) -> Iterator[str]:
    app = FastAPI()
    app.include_router(rest.router(carrier, prefix="/carrier"))
    with Serving(app) as serving:
        yield serving.url + "/carrier"


@contextlib.asynccontextmanager
async def wire(base_url: str, **changes: Any) -> AsyncIterator[TwilioVoice]:
    options = {"account_sid": ACCOUNT, "auth_token": TOKEN, "sender": OURS, "webhooks": HERE, "clock": clock}
    voice = TwilioVoice(**{**options, "base_url": base_url, "timeout": 5, **changes})
    try:
        yield voice
    finally:
        await voice.aclose()


async def test_a_call_asks_what_answers_and_carries_the_words_for_a_machine(carrier: Carrier, api: str) -> None:
    approval = approve(call())
    async with wire(api) as voice:
        receipt = await voice.deliver(approval)
    (placed,) = carrier.callers.calls.values()
    assert (receipt.state, receipt.reference) == ("sent", placed.sid)
    assert (placed.sender, placed.to) == (OURS, ANA)
    assert placed.asked["MachineDetection"] == "DetectMessageEnd"
    assert "AsyncAmd" not in placed.asked  # nothing is said before it is known who listens
    assert "Record" not in placed.asked
    url = urlsplit(placed.asked["Url"])
    assert f"{url.scheme}://{url.netloc}{url.path}" == f"{HERE}/answer"
    assert parse_qs(url.query) == {"ref": [approval.attempt], "language": ["en"], "voicemail": [WORDS]}
    assert placed.asked["StatusCallback"] == f"{HERE}/status?ref={approval.attempt}"


@pytest.mark.parametrize(
    ("options", "message", "code"),
    [
        ({"auth_token": "wrong"}, {}, "20003"),
        ({}, {"to": "+1212"}, "21211"),
        ({}, {"to": "+12125550199"}, "21214"),
        ({"sender": "+12125550177"}, {}, "21606"),
    ],
)
async def test_what_twilio_refuses_has_failed_with_its_code(api: str, options: Any, message: Any, code: str) -> None:
    async with wire(api, **options) as voice:
        receipt = await voice.deliver(approve(call(**message)))
    assert (receipt.state, receipt.code) == ("failed", code)
    assert rebuff("twilio", code) in ("unreachable", "ours")


async def test_who_cannot_be_reached_has_failed_and_who_hangs_up_is_a_doubt() -> None:
    async with wire("http://127.0.0.1:9") as voice:
        assert (await voice.deliver(approve(call()))).state == "failed"

    async def hang_up(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.close()

    server = await asyncio.start_server(hang_up, "127.0.0.1", 0)
    async with server, wire(f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}") as voice:
        assert (await voice.deliver(approve(call()))).state == "in_doubt"


async def test_an_approval_places_one_call(api: str, carrier: Carrier) -> None:
    approval = approve(call())
    async with wire(api) as voice:
        await voice.deliver(approval)
        with pytest.raises(ApprovalSpent):
            await voice.deliver(approval)
    assert len(carrier.callers.calls) == 1


class Ear:
    """An ear that keeps what is said to it."""

    def __init__(self, gone: bool = False) -> None:
        self.said: list[str] = []
        self.gone = gone

    async def say(self, message: Message) -> None:
        if self.gone:
            raise ConnectionResetError("they hung up")
        self.said.append(message.text)


async def test_words_on_a_live_call_go_to_its_line_and_place_none(api: str, carrier: Carrier) -> None:
    ear, other = Ear(), Ear()
    async with wire(api) as voice:
        with voice.heard_by("call-1", ear), voice.heard_by("call-2", other):
            receipt = await voice.deliver(approve(call(on_call="call-1", text="Hello.")))
    assert (receipt.state, receipt.attempt) == ("sent", "call-1")
    assert (ear.said, other.said) == (["Hello."], [])
    assert not carrier.callers.calls


async def test_words_for_a_call_that_is_over_have_failed(api: str) -> None:
    async with wire(api) as voice:
        with voice.heard_by("call-1", Ear(gone=True)):
            cut = await voice.deliver(approve(call(on_call="call-1")))
        late = await voice.deliver(approve(call(on_call="call-1")))
    assert (cut.state, late.state) == ("failed", "failed")
    assert "the call is over" in cut.says
    assert "the call is over" in late.says


async def test_a_call_is_looked_up_by_its_identifier_or_by_number_and_time(api: str, carrier: Carrier) -> None:
    async with wire(api) as voice:
        receipt = await voice.deliver(approve(call()))
        (placed,) = carrier.callers.calls.values()
        while not carrier.postman.posted:  # noqa: ASYNC110  # its first report ends in another loop
            await asyncio.sleep(0.01)
        placed.status = "busy"
        known = await voice.look_up("a" * 8 + "-" + "b" * 4 + "-4000-8000-" + "c" * 12, receipt.reference, ANA, NOON)
        found = await voice.look_up(receipt.attempt, None, ANA, NOON)
        nobody = await voice.look_up(receipt.attempt, None, "+12125550124", NOON)
        unknown = await voice.look_up(receipt.attempt, "CA" + "f" * 32, ANA, NOON)
    assert known is not None
    assert found is not None
    assert (known.status, found.status, found.reference) == ("busy", "busy", receipt.reference)
    assert (nobody, unknown) == (None, None)


@pytest.mark.parametrize("sender", ["", "MG" + "1" * 32, "18005550142"])
def test_calls_need_a_number_of_ours(sender: str) -> None:
    with pytest.raises(BadSettings, match="a number of ours"):
        TwilioVoice(ACCOUNT, TOKEN, sender, HERE, clock)


def status(says: str, **more: str) -> Any:
    return parse_status({"CallSid": SID, "CallStatus": says, **more}, {"ref": "not ours"}, NOON)


@pytest.mark.parametrize(
    ("says", "state", "news"),
    [
        ("queued", "sent", CallNews()),
        ("initiated", "sent", CallNews()),
        ("ringing", "sent", CallNews()),
        ("in-progress", "delivered", CallNews()),
        ("completed", "delivered", CallNews(outcome="unknown", end=NOON)),
        ("busy", "delivered", CallNews(outcome="busy", end=NOON)),
        ("no-answer", "delivered", CallNews(outcome="no_answer", end=NOON)),
        ("canceled", "delivered", CallNews(outcome="no_answer", end=NOON)),
        ("failed", "undelivered", CallNews(outcome="not_in_service", end=NOON)),
        ("a status of next year", "sent", CallNews()),
    ],
)
def test_a_status_is_read_as_a_state_and_as_what_is_known_of_the_call(says: str, state: str, news: CallNews) -> None:
    update = status(says)
    assert (update.state, update.call, update.attempt) == (state, news, None)
    assert update.key == f"{SID}:{says}"


def test_what_was_said_or_keyed_is_not_kept_of_any_report() -> None:
    update = status("completed", Digits="4111111111111111", SpeechResult="my secret", CallDuration="12")
    assert update.raw == {"CallSid": SID, "CallStatus": "completed", "CallDuration": "12"}


@pytest.mark.parametrize("form", [{}, {"CallSid": SID}, {"CallStatus": "busy"}, {"CallSid": "CA1", "CallStatus": "x"}])
def test_a_report_without_a_call_is_bad_input(form: dict[str, str]) -> None:
    with pytest.raises(BadInput):
        parse_status(form, {}, NOON)
    with pytest.raises(BadInput):
        parse_report(form, {}, "AnsweredBy", NOON)


def test_a_call_to_us_may_hide_its_number_but_not_its_identifier() -> None:
    came = parse_call({"CallSid": SID, "To": OURS}, NOON)
    assert (came.key, came.from_address, came.medium) == (SID, "", Medium.CALL)
    for form in ({"CallSid": SID}, {"To": OURS}, {"CallSid": SID + "0", "To": OURS}):
        with pytest.raises(BadInput):
            parse_call(form, NOON)


@pytest.mark.parametrize(
    ("heard", "who"),
    [
        ("human", "human"),
        ("machine_end_beep", "machine"),
        ("machine_end_silence", "machine"),
        ("machine_end_other", "machine"),
        ("machine_start", "silence"),
        ("fax", "silence"),
        ("unknown", "silence"),
        ("", "silence"),
        ("a word of next year", "silence"),
    ],
)
def test_only_a_person_and_a_machine_after_its_greeting_are_told_anything(heard: str, who: str) -> None:
    assert answered_by({"AnsweredBy": heard}) == who


def test_nobody_knows_who_answered_where_twilio_does_not_say() -> None:
    assert answered_by({}) == "silence"


def test_an_outcome_only_moves_up_and_the_first_end_stays() -> None:
    rang = Attempt(id="a", at=NOON, medium=Medium.CALL)
    talked = CallNews(outcome="conversation").told_of(rang)
    ended = CallNews(outcome="unknown", end=NOON).told_of(talked)
    again = CallNews(outcome="no_answer", end=NOON + timedelta(hours=1)).told_of(ended)
    assert (again.outcome, again.end) == ("conversation", NOON)
    assert CallNews(outcome="busy", end=NOON).told_of(rang).outcome == "busy"
    assert CallNews(raised=("d", "e")).told_of(CallNews(raised=("d",)).told_of(rang)).raised == ("d", "e")
