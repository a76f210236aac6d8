"""Calls from their first ring to their end: over HTTP, signed, through the whole application and the real law."""

from __future__ import annotations

import asyncio
import re
from pathlib import Path
from typing import Any

import httpx2
import pytest
from twilio.request_validator import RequestValidator

from accounts.basis import NumberCheck
from accounts.calling import RecordingAnnounced, RightPartyVerified, SaidOnCall
from accounts.consent import OptOut
from accounts.consumer import WrongParty
from accounts.contact import Medium
from accounts.conversation import Status
from accounts.notice import Dispute
from accounts.promise import Promise
from bot import cards
from channels.simulator.telephones import Call, Habit
from tests.app.calling import AGENTS, OURS, PHONE, SECRETS, TOKEN, World, calling
from tests.channels.twiml_schema import faults

VOICEMAIL = f"Hi, this is Dana Reyes from North Bay Credit. Please call me back at {OURS}."
CARD = "4111 1111 1111 1111"
STRANGER = "+13105550177"


async def ended(world: World, call: Call) -> None:
    """Wait until the call is over and its last report was taken."""
    await asyncio.wait_for(call.over.wait(), 15)
    await world.callers.settle()


def tells_nothing(words: str) -> bool:
    return not [secret for secret in SECRETS if secret.lower() in words.lower()]


async def test_a_machine_is_left_the_closed_form_and_nothing_else(tmp_path: Path) -> None:
    async with calling(tmp_path) as world:
        call = await world.ring("machine_end_beep")
        await ended(world, call)
        assert call.said == [VOICEMAIL]
        attempt = world.attempt()
        assert (attempt.outcome, attempt.limited_content, attempt.state) == ("voicemail_general", True, "delivered")
        assert attempt.end is not None
        assert attempt.raised == ()
        assert world.house.store.verify_ledger().records > 3


@pytest.mark.parametrize("as_whom", ["fax", "unknown"])
async def test_what_may_not_be_a_person_hears_silence(tmp_path: Path, as_whom: Habit) -> None:
    async with calling(tmp_path) as world:
        call = await world.ring(as_whom)
        await ended(world, call)
        assert call.heard == []
        assert (world.attempt().outcome, world.attempt().limited_content) == ("unknown", False)


async def test_without_a_natural_person_to_name_no_voicemail_is_left(tmp_path: Path) -> None:
    async with calling(tmp_path, voice_person="Virtual Assistant") as world:
        sent = await world.place()
        assert not sent.left or world.attempt().limited_content is False
        for call in world.callers.of(PHONE):
            await ended(world, call)
            assert call.said == []


@pytest.mark.parametrize(
    ("habit", "outcome"), [("busy", "busy"), ("no-answer", "no_answer"), ("failed", "not_in_service")]
)
async def test_a_call_that_reaches_nobody_is_known_by_how_it_ended(tmp_path: Path, habit: Habit, outcome: str) -> None:
    async with calling(tmp_path) as world:
        call = await world.ring(habit)
        await ended(world, call)
        assert (call.heard, world.attempt().outcome) == ([], outcome)
        assert [fact.kind for fact in world.dossier().facts if fact.kind == "undeliverable"] == []


async def test_a_person_proves_who_they_are_before_they_hear_of_a_debt(tmp_path: Path) -> None:
    async with calling(tmp_path) as world:
        call = await world.ring()
        (opening,) = call.said
        assert opening.startswith("Hello. This is North Bay Credit, an automated assistant.")
        assert "press 9" in opening
        assert OURS in opening
        asked = await world.says(call, "yes")
        assert "date of birth" in asked
        assert tells_nothing(opening + asked)
        told = await world.keys(call, "02031980")
        assert told.startswith("This is an attempt to collect a debt. Any information obtained will be used for")
        assert "$1,050.50" in told
        again = await world.says(call, "how much")
        assert "attempt to collect" not in again  # once on a call
        attempt = world.attempt()
        assert (attempt.outcome, attempt.raised) == ("conversation", (world.debt,))
        assert world.dossier().of(RightPartyVerified)[0].of == attempt.id
        assert [fact.says for fact in world.dossier().of(SaidOnCall)] == [("says_automated",), ("e1",)]
        world.callers.do(call, "hang_up")
        await ended(world, call)
        assert world.attempt().end is not None
        assert len(world.dossier().attempts) == 1  # one call, however much is said on it
        assert "1980" not in "".join(turn.text for turn in world.turns())


async def test_an_agreement_is_made_with_keys_and_read_back_first(tmp_path: Path) -> None:
    async with calling(tmp_path) as world:
        call = await world.ring()
        await world.keys(call, "1")
        await world.keys(call, "02031980")
        assert "how much could you pay" in await world.says(call, "plan")
        assert "Say yes or press 1 to agree" in await world.says(call, "all of it")
        assert world.dossier().of(Promise) == ()
        assert "we have put down" in await world.keys(call, "1")
        (promise,) = world.dossier().of(Promise)
        assert (promise.via, promise.offer.total) == (Medium.CALL, 105_050)


async def test_nine_ends_the_call_at_once_and_no_more_are_placed(tmp_path: Path) -> None:
    async with calling(tmp_path) as world:
        call = await world.ring()
        assert await world.keys(call, "9") == ""
        await ended(world, call)
        (closed,) = world.dossier().of(OptOut)
        assert (closed.medium, closed.address) == (Medium.CALL, PHONE)
        refused = await world.place()
        assert "regf.14h1-address" in {objection.rule for objection in refused.decision.objections}


async def test_nine_means_the_same_after_the_proof_and_in_the_middle_of_a_question(tmp_path: Path) -> None:
    async with calling(tmp_path) as world:
        call = await world.ring()
        await world.says(call, "yes")
        assert await world.keys(call, "9") == ""
        await ended(world, call)
        assert len(world.dossier().of(OptOut)) == 1


@pytest.mark.parametrize("said", ["stop", "stop calling me", "do not call me again"])
async def test_so_do_words(tmp_path: Path, said: str) -> None:
    async with calling(tmp_path) as world:
        call = await world.ring()
        assert await world.says(call, said) == ""
        await ended(world, call)
        assert Medium.CALL in {closed.medium for closed in world.dossier().of(OptOut)}


async def test_somebody_else_at_the_telephone_learns_nothing(tmp_path: Path) -> None:
    async with calling(tmp_path) as world:
        call = await world.ring()
        assert await world.keys(call, "2") == "All right. Thank you, and goodbye."
        await ended(world, call)
        assert world.attempt().outcome == "dropped"  # no conversation with the consumer
        assert world.dossier().of(WrongParty) == ()
        assert tells_nothing(" ".join(call.said))


async def test_a_wrong_number_is_put_down_and_the_call_ends(tmp_path: Path) -> None:
    async with calling(tmp_path) as world:
        call = await world.ring()
        assert await world.says(call, "wrong number") == ""
        await ended(world, call)
        assert world.dossier().of(WrongParty)[0].address == PHONE


async def test_wrong_proofs_lock_the_thread_and_stay_counted_over_calls(tmp_path: Path) -> None:
    async with calling(tmp_path) as world:
        call = await world.ring()
        await world.says(call, "yes")
        assert "does not match" in await world.keys(call, "02031981")
        world.callers.do(call, "hang_up")
        await ended(world, call)
        theirs = await world.call_us()
        assert "date of birth" in await world.says(theirs, "how much")
        assert "does not match" in await world.keys(theirs, "02031982")
        assert "a person will help you" in await world.keys(theirs, "02031983")
        await ended(world, theirs)
        assert tells_nothing(" ".join(call.said + theirs.said))
        assert world.thread().status is Status.WAITING


async def test_a_proof_is_good_for_its_own_call_only(tmp_path: Path) -> None:
    async with calling(tmp_path) as world:
        call = await world.ring()
        await world.says(call, "yes")
        assert "$1,050.50" in await world.keys(call, "02031980")
        world.callers.do(call, "hang_up")
        await ended(world, call)
        theirs = await world.call_us()
        assert "date of birth" in await world.says(theirs, "how much")


async def test_silence_is_asked_twice_and_then_said_goodbye_to(tmp_path: Path) -> None:
    async with calling(tmp_path) as world:
        world.callers.patience = 0.01
        call = await world.ring()
        await ended(world, call)
        assert [words.split(".")[0].split("?")[0] for words in call.said[1:]] == [
            "Are you still there", "Are you still there", "Thank you for your time",
        ]  # fmt: skip
        assert world.attempt().outcome == "dropped"


async def test_wrong_keys_are_asked_again_and_then_a_person_is_called(tmp_path: Path) -> None:
    async with calling(tmp_path) as world:
        call = await world.ring()
        assert "Sorry, I did not understand" in await world.keys(call, "7")
        assert "A person on our team will call you back" in await world.keys(call, "5")
        await ended(world, call)
        assert world.thread().handoff is not None


async def test_a_call_is_passed_on_to_a_person(tmp_path: Path) -> None:
    async with calling(tmp_path, voice_agents=AGENTS) as world:
        world.callers.person_free = True
        call = await world.ring()
        assert "stay on the line" in await world.keys(call, "0")
        await ended(world, call)
        assert f"passed on to {AGENTS}" in [one.text for one in call.heard]
        assert len(call.said) == 2


async def test_where_nobody_is_free_a_callback_is_noted(tmp_path: Path) -> None:
    async with calling(tmp_path, voice_agents=AGENTS) as world:
        call = await world.ring()
        said = await world.keys(call, "0")
        await ended(world, call)
        assert said.endswith("A person will call you back. Goodbye.")
        assert world.thread().status is Status.WAITING
        assert world.thread().handoff is not None


@pytest.mark.parametrize("what", ["speech", "keys"])
async def test_a_card_number_is_not_kept_anywhere(tmp_path: Path, what: str) -> None:
    async with calling(tmp_path) as world:
        call = await world.ring()
        given = CARD if what == "speech" else CARD.replace(" ", "")
        await world.do(call, what, f"my card is {given}" if what == "speech" else given)
        if what == "speech":  # of keys no more are taken than an answer has
            assert "Please do not tell me a card number" in call.said[-1]
            assert "send a link" in str(world.thread().handoff)
    kept = [file.read_bytes() for file in tmp_path.rglob("*") if file.is_file()]  # noqa: ASYNC240  # small ones
    assert kept
    assert not [text for text in kept if re.search(rb"4111[ ]?1111", text)]


async def test_a_dispute_by_telephone_is_put_down_before_anybody_is_proven(tmp_path: Path) -> None:
    async with calling(tmp_path) as world:
        call = await world.ring()
        said = await world.says(call, "not mine")
        assert "We have put down that you dispute this" in said
        assert tells_nothing(said)
        assert world.dossier().of(Dispute)[0].via == "call"


async def test_a_call_to_us_is_talked_on_as_ours_are(tmp_path: Path) -> None:
    async with calling(tmp_path) as world:
        call = await world.call_us()
        assert call.said[0].startswith("Thank you for calling North Bay Credit. I am an automated assistant.")
        assert "date of birth" in await world.says(call, "how much")
        assert "$1,050.50" in await world.keys(call, "02031980")
        world.callers.do(call, "hang_up")
        await ended(world, call)
        inbound = world.inbound()
        assert (inbound.medium, inbound.outcome, inbound.debts) == (Medium.CALL, "conversation", (world.debt,))
        assert world.dossier().attempts == ()
        with world.house.store.reading() as reading:
            assert reading.waiting_inbounds() == []  # it was dealt with while it lasted


@pytest.mark.parametrize("phone", [STRANGER, ""])
async def test_an_unknown_caller_learns_nothing_and_is_called_back(tmp_path: Path, phone: str) -> None:
    async with calling(tmp_path) as world:
        call = await world.call_us(phone)
        await ended(world, call)
        (said,) = call.said
        assert said.startswith("Thank you for calling North Bay Credit. I am an automated assistant.")
        assert said.endswith("A person will call you back at this number. Goodbye.")
        assert world.thread(phone).status is Status.WAITING
        assert world.thread(phone).consumer is None


async def test_what_the_guard_refuses_is_not_said_and_a_person_is_called(tmp_path: Path) -> None:
    async with calling(tmp_path) as world:
        world.callers.habit = "ask"
        sent = await world.place()
        assert sent.left
        (call,) = world.callers.of(PHONE)
        await world.quiet(call)
        with world.house.store.transaction() as unit:  # while it rings, they opt out by another way
            fact = OptOut(id="01a0", at=world.house.clock(), medium=Medium.CALL, via=Medium.SMS)
            unit.add_fact(world.consumer, fact, by="test")
        world.callers.do(call, "answer", "human")
        await ended(world, call)
        assert call.said == []
        (turn,) = world.turns()
        assert "not to use call" in turn.refused


async def test_a_recorded_call_says_so_first(tmp_path: Path) -> None:
    async with calling(tmp_path, voice_recording=True) as world:
        call = await world.ring()
        assert "This call is recorded." in call.said[0]
        assert [one.who for one in call.heard] == ["us", "line"]
        assert call.recorded
        assert world.dossier().of(RecordingAnnounced)[0].of == world.attempt().id


async def test_a_call_is_not_recorded_unless_that_is_set(tmp_path: Path) -> None:
    async with calling(tmp_path) as world:
        call = await world.ring()
        assert not call.recorded
        assert "recorded" not in call.said[0]


async def test_without_consent_no_machine_calls_a_mobile_number(tmp_path: Path) -> None:
    async with calling(tmp_path) as world:
        world.meet(phone="+12165550102")
        message = world.house.composer.compose(
            "limited_content", world.dossier(), medium=Medium.CALL, to=PHONE, debts=(world.debt,)
        )
        (sent,) = await world.house.gateway.send([message])
        assert "tcpa.artificial-voice" in {objection.rule for objection in sent.decision.objections}
        assert world.callers.calls == {}
        assert world.dossier().of(NumberCheck)[0].number != PHONE


# --- what is posted to us -----------------------------------------------------------------------------------


async def post(world: World, what: str, form: dict[str, str], token: str | None = TOKEN) -> Any:
    url = f"{world.url}/webhooks/twilio/voice/{what}"
    headers = {}
    if token is not None:
        headers["X-Twilio-Signature"] = RequestValidator(token).compute_signature(url, form)  # type: ignore[no-untyped-call]  # untyped SDK
    async with httpx2.AsyncClient(trust_env=False) as client:
        return await client.post(url, data=form, headers=headers)


FORM = {"CallSid": "CA" + "a" * 32, "To": OURS, "From": PHONE, "CallStatus": "ringing"}


@pytest.mark.parametrize("what", ["answer", "gather?call=1&n=1", "status", "amd", "recording"])
async def test_a_forged_or_unsigned_request_is_refused(tmp_path: Path, what: str) -> None:
    async with calling(tmp_path) as world:
        assert (await post(world, what, FORM, "another token")).status_code == 403
        assert (await post(world, what, FORM, None)).status_code == 403
        with world.house.store.reading() as reading:
            assert (reading.count("inbounds"), reading.count("callbacks")) == (0, 0)


@pytest.mark.parametrize(
    "what",
    [
        "answer?ref=no-reference", "answer?ref=01a216d1-e5f9-74fc-813c-8b25e852b1b9&voicemail=Pay+now", "gather",
        "gather?call=01a216d1-e5f9-74fc-813c-8b25e852b1b9&n=1", "gather?call=x&passed=1",
        "gather?call=01a216d1-e5f9-74fc-813c-8b25e852b1b9&n=99999999999999999999&silent=minus",
    ],
)  # fmt: skip
async def test_a_signed_request_about_no_call_of_ours_ends_in_silence(tmp_path: Path, what: str) -> None:
    async with calling(tmp_path) as world:
        for more in ({}, {"AnsweredBy": "machine_end_beep"}, {"AnsweredBy": "human"}, {"HandoffData": "{odd"}):
            answer = await post(world, what, {**FORM, **more})
            assert (answer.status_code, faults(answer.text)) == (200, [])
            assert "<Say" not in answer.text


async def test_words_that_are_not_of_the_closed_form_are_left_on_no_machine(tmp_path: Path) -> None:
    async with calling(tmp_path) as world:
        call = await world.ring("no-answer")
        await ended(world, call)
        ref = world.attempt().id
        for words in ("You+owe+us+money.", "", "Hi,+this+is+Dana+from+North+Bay.+Pay+now."):
            form = {**FORM, "AnsweredBy": "machine_end_beep"}
            answer = await post(world, f"answer?ref={ref}&voicemail={words}", form)
            assert "<Say" not in answer.text


async def test_a_repeated_webhook_has_the_same_answer_and_no_second_effect(tmp_path: Path) -> None:
    async with calling(tmp_path) as world:
        call = await world.call_us()
        ref, form = world.inbound().id, {**FORM, "CallSid": call.sid, "Digits": "9"}
        first = await post(world, f"gather?call={ref}&n=7&silent=0", form)
        again = await post(world, f"gather?call={ref}&n=7&silent=0", form)
        assert (first.status_code, first.text) == (200, again.text)
        assert len(world.dossier().of(OptOut)) == 1


async def test_reports_are_kept_in_any_order_and_move_nothing_down(tmp_path: Path) -> None:
    async with calling(tmp_path) as world:
        call = await world.ring("busy")
        await ended(world, call)
        ref = world.attempt().id
        for says in ("ringing", "no-answer", "completed", "in-progress"):
            answer = await post(world, f"status?ref={ref}", {**FORM, "CallSid": call.sid, "CallStatus": says})
            assert answer.status_code == 204
        recorded = {"RecordingSid": "RE1", "RecordingStatus": "completed", "RecordingUrl": "https://x.example/RE1"}
        assert (await post(world, f"recording?ref={ref}", {**FORM, **recorded})).status_code == 204
        assert (await post(world, f"amd?ref={ref}", {**FORM, "AnsweredBy": "human"})).status_code == 204
        assert (world.attempt().outcome, world.attempt().state) == ("busy", "delivered")


async def test_a_report_that_names_no_call_is_bad_input_and_no_fault_of_ours(tmp_path: Path) -> None:
    async with calling(tmp_path) as world:
        for what in ("status", "amd", "recording"):
            assert (await post(world, what, {"CallSid": "CA1"})).status_code == 422


# --- cards and recordings -----------------------------------------------------------------------------------


def marks(call: Call) -> list[str]:
    return [one.text for one in call.heard if one.who == "line"]


@pytest.mark.parametrize("relay", [False, True])
@pytest.mark.parametrize(
    "words", ["can i use my debit card", "4 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1", "quiero dar mi tarjeta"]
)
async def test_nothing_is_recorded_once_a_card_is_spoken_of(tmp_path: Path, words: str, *, relay: bool) -> None:
    async with calling(tmp_path, voice_recording=True, voice_relay=relay) as world:
        call = await world.ring()
        assert call.recording == "in-progress"
        await world.says(call, "hello")
        assert call.recording == "in-progress"
        await world.says(call, words)
        assert call.recording == "paused"
        assert marks(call)[-1] == "the recording of the call is paused from here on"
        if not call.over.is_set():
            await world.says(call, "yes my visa")
            assert call.recording == "paused"


async def test_where_a_recording_cannot_be_stopped_the_call_ends_with_a_promise_to_call_back(tmp_path: Path) -> None:
    async with calling(tmp_path, voice_recording=True) as world:
        call = await world.ring()
        sid, call.sid = call.sid, "CA" + "9" * 32
        world.carrier.callers.calls[call.sid] = call
        assert world.house.voice is not None
        assert await world.house.voice.stop_recording("") is False  # no call is named: nothing is certain
        call.sid = sid
        world.carrier.account_sid, kept = "AC" + "1" * 32, world.carrier.account_sid  # Twilio refuses us: 401
        said = await world.says(call, "can i give you my credit card")
        world.carrier.account_sid = kept
        assert "will call you back" in said
        assert call.over.is_set()
        assert call.recording == "in-progress"


async def test_a_call_that_is_not_recorded_asks_nothing_of_twilio_when_a_card_is_spoken_of(tmp_path: Path) -> None:
    async with calling(tmp_path) as world:
        call = await world.ring()
        await world.says(call, "can i use my debit card")
        assert marks(call) == []


def test_a_card_is_spoken_of_in_the_words_of_both_languages_and_not_in_every_card() -> None:
    for text in ("my card number is", "por tarjeta", "I have a Visa", "the CVV", "4111 1111 1111 1111"):
        assert cards.spoken_of(text), text
    for text in ("a birthday card for you", "how much do i owe", "i send you a postcard", "te mando una carta"):
        assert not cards.spoken_of(text), text
