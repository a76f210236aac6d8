"""The assistant at work: each text once, at most one reply, and a person where it may not or cannot answer."""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from accounts.consent import OptOut
from accounts.consumer import Hold
from accounts.contact import Medium, Purpose
from accounts.conversation import Conversation, Status
from accounts.errors import BadInput, Conflict, NotFound
from accounts.promise import Offer, Promise
from accounts.record import new_id
from accounts.store import Store
from accounts.tables import ledger
from bot.respond import MOST_A_DAY
from tests.bot.talk import EMAIL, NOON, PHONE, Talk, ToldNlu

STRANGER = "+13105550177"
MEANINGS = {
    "how much": "request_balance",
    "not mine": "dispute_not_mine",
    "person please": "speak_to_human",
    "hello": "greet",
    "we lost him": "deceased",
    "plan": "request_payment_plan",
    "1": "inform",
    "2": "inform",
    "yes": "affirm",
}


class Power:
    """Whether the machine still runs; when it does not, the gateway is never reached."""

    class Cut(Exception):
        """The worker died just here."""


@pytest.fixture
def talk(talk_store: Store, tmp_path: Path) -> Talk:
    talk = Talk(talk_store, tmp_path, ToldNlu(MEANINGS))
    talk.meet()
    return talk


def sent(talk: Talk) -> list[str]:
    return [message.template for message in talk.wires[Medium.SMS].sent]


async def cut_before_the_gateway(talk: Talk, inbound: str, monkeypatch: pytest.MonkeyPatch) -> None:
    async def cut(*_: object) -> None:
        raise Power.Cut

    with monkeypatch.context() as patch:
        patch.setattr(talk.gateway, "send", cut)
        with pytest.raises(Power.Cut):
            await talk.assistant.answer(inbound)


async def test_a_text_is_answered_once_however_often_it_is_asked_for(talk: Talk) -> None:
    inbound = talk.hears("hello")
    await talk.assistant.answer(inbound)
    await talk.assistant.answer(inbound)
    assert sent(talk) == ["menu"]
    assert [turn.who for turn in talk.turns()] == ["consumer", "bot"]
    assert talk.turns()[1].attempt == talk.wires[Medium.SMS].attempts[0]


async def test_everything_that_waits_is_worked_off_the_oldest_first(talk: Talk) -> None:
    talk.hears("hello")
    talk.hears("how much")
    assert await talk.assistant.work_off() == 2
    assert sent(talk) == ["menu", "ask_born"]
    assert await talk.assistant.work_off() == 0


async def test_only_the_first_reply_of_a_conversation_introduces_the_assistant(talk: Talk) -> None:
    first, second = await talk.says("hello"), await talk.says("hello")
    assert first is not None
    assert second is not None
    assert first.text.startswith("I am an automated assistant. ")
    assert not second.text.startswith("I am an automated assistant. ")
    assert "North Bay Recovery, automated assistant." in second.text, "but every one says what wrote it"


async def test_the_whole_disclosure_comes_first_and_the_short_one_after(talk: Talk) -> None:
    first, second = await talk.says("hello"), await talk.says("hello")
    assert first is not None
    assert second is not None
    assert "Any information obtained will be used for that purpose." in first.text
    assert "This is from a debt collector." in second.text


async def test_a_reply_that_was_composed_and_never_sent_is_sent_later_and_once(
    talk: Talk, monkeypatch: pytest.MonkeyPatch
) -> None:
    inbound = talk.hears("how much")
    await cut_before_the_gateway(talk, inbound, monkeypatch)
    assert sent(talk) == []
    await talk.assistant.answer(inbound)
    assert sent(talk) == [], "what it meant took effect once"
    talk.now += timedelta(minutes=1, seconds=59)
    assert await talk.assistant.resume() == 0, "it may still be in another worker's hands"
    talk.now += timedelta(seconds=1)
    assert await talk.assistant.resume() == 1
    talk.now += timedelta(minutes=10)
    assert await talk.assistant.resume() == 0
    assert sent(talk) == ["ask_born"]
    assert talk.turns()[1].attempt


async def test_a_reply_that_reached_the_gateway_is_never_sent_again(
    talk: Talk, monkeypatch: pytest.MonkeyPatch
) -> None:
    def cut(*_: object) -> None:
        raise Power.Cut

    inbound = talk.hears("how much")
    with monkeypatch.context() as patch:
        patch.setattr(talk.assistant, "_note", cut)
        with pytest.raises(Power.Cut):
            await talk.assistant.answer(inbound)
    assert sent(talk) == ["ask_born"]
    assert talk.turns()[1].attempt is None
    talk.now += timedelta(minutes=5)
    assert await talk.assistant.resume() == 0
    assert sent(talk) == ["ask_born"]
    assert talk.turns()[1].attempt == talk.wires[Medium.SMS].attempts[0]


async def test_a_reply_a_day_late_is_no_answer_and_calls_a_person(talk: Talk, monkeypatch: pytest.MonkeyPatch) -> None:
    inbound = talk.hears("how much")
    await cut_before_the_gateway(talk, inbound, monkeypatch)
    talk.now += timedelta(days=1)
    assert await talk.assistant.resume() == 0
    assert sent(talk) == []
    assert talk.turns()[1].refused == "it was too late for an answer"
    assert talk.thread().status is Status.WAITING


async def test_a_stranger_is_told_nothing_and_a_person_reads_it(talk: Talk) -> None:
    assert await talk.says("how much", sender=STRANGER) is None
    thread = talk.thread(address=STRANGER)
    assert (thread.consumer, thread.status) == (None, Status.WAITING)
    assert thread.handoff is not None
    assert thread.handoff.reason == "somebody unknown wrote"
    assert not [line for line in thread.handoff.summary if "Alder" in line]


async def test_a_stop_from_a_shared_address_holds_for_everybody_who_has_it(talk: Talk) -> None:
    first = talk.consumer
    second = talk.meet(email="other@mail.example", name="Robin Sample")
    assert await talk.says("STOP") is None
    for consumer in (first, second):
        outs = talk.store.dossier(consumer, talk.now).of(OptOut)
        assert [(out.medium, out.address) for out in outs] == [(Medium.SMS, PHONE)]


async def test_the_stop_of_one_consumer_is_not_put_down_for_another(talk: Talk) -> None:
    other = talk.meet(phone=STRANGER, email="other@mail.example", name="Robin Sample")
    await talk.says("STOP")
    assert talk.store.dossier(other, talk.now).of(OptOut) == ()


async def test_an_email_is_answered_by_email_with_a_link_to_stop(talk: Talk) -> None:
    reply = await talk.says("not mine", Medium.EMAIL)
    assert reply is not None
    assert reply.to == EMAIL
    assert reply.subject == "Your message to North Bay Recovery"
    assert "https://duly.example/o/" in reply.text
    assert "dispute" in talk.told()


async def test_a_program_that_answers_our_mails_is_answered_ten_times_in_a_day_and_then_a_person_is_called(
    talk: Talk,
) -> None:
    answered = [await talk.says("hello", Medium.EMAIL) is not None for _ in range(MOST_A_DAY + 1)]
    assert answered == [True] * MOST_A_DAY + [False]
    thread = talk.thread(Medium.EMAIL)
    assert thread.status is Status.WAITING
    assert thread.handoff is not None
    assert "a program may be writing" in thread.handoff.reason


async def test_a_person_may_go_on_on_the_next_day_and_texts_have_no_such_bound(talk: Talk) -> None:
    for _ in range(MOST_A_DAY):
        assert await talk.says("hello", Medium.EMAIL) is not None
    talk.now += timedelta(days=1)
    assert await talk.says("hello", Medium.EMAIL) is not None
    for _ in range(MOST_A_DAY + 1):
        assert await talk.says("hello") is not None


async def test_a_text_with_a_proof_is_kept_without_its_figures(talk: Talk) -> None:
    await talk.says("how much")
    await talk.says("02/03/1980")
    assert [turn.text for turn in talk.turns() if turn.who == "consumer"] == ["how much", "••/••/••••"]
    assert "1980" not in " ".join(inbound.text for inbound in talk.dossier().inbounds)


async def test_a_hold_lets_the_one_answer_to_its_own_text_through_and_no_other(talk: Talk) -> None:
    reply = await talk.says("we lost him")
    assert reply is not None
    assert reply.template == "sorry_for_loss"
    sent_later = await talk.assistant.agent_reply(talk.thread().id, "Hello.", "Kim", talk.thread().version)
    assert [objection.rule for objection in sent_later.decision.objections] == ["house.hold"]


async def test_a_reply_that_the_guard_refuses_is_noted_and_calls_a_person(talk: Talk) -> None:
    with talk.store.transaction() as unit:
        unit.add_fact(talk.consumer, Hold(id=new_id(), at=talk.now - timedelta(days=1), why="review"), by="test")
    assert await talk.says("hello") is None
    assert talk.turns()[1].refused.startswith("on hold since")
    thread = talk.thread()
    assert thread.status is Status.WAITING
    assert thread.handoff is not None
    assert thread.handoff.reason.startswith("the reply did not leave: on hold since")


async def test_at_night_each_text_is_answered_once_and_nothing_else_leaves(talk_store: Store, tmp_path: Path) -> None:
    night = datetime.fromisoformat("2026-11-23T22:30:00-05:00")
    talk = Talk(talk_store, tmp_path, ToldNlu(MEANINGS), night)
    talk.meet()
    assert (await talk.says("how much")) is not None
    assert (await talk.says("person please")) is not None
    thread = talk.thread()
    unasked = await talk.assistant.agent_reply(thread.id, "By the way.", "Kim", thread.version)
    assert [objection.rule for objection in unasked.decision.objections] == ["regf.6b1i-presumed-hours"]


async def test_an_agent_takes_answers_and_gives_back_and_the_assistant_is_silent_meanwhile(talk: Talk) -> None:
    await talk.says("person please")
    taken = await talk.assistant.take(talk.thread().id, "Kim")
    assert taken.status is Status.AGENT
    assert await talk.says("hello") is None
    version = talk.thread().version
    outcome = await talk.assistant.agent_reply(taken.id, "Hello, this is Kim.", "Kim", version)
    assert outcome.left
    assert outcome.message.text.startswith("Hello, this is Kim.\nNorth Bay Recovery. This is")
    assert outcome.message.text.endswith("Reply STOP to stop texts to this number.")
    assert outcome.message.debts == tuple(debt.id for debt in talk.dossier().debts)
    last = talk.turns()[-1]
    assert (last.who, last.name, last.attempt) == ("agent", "Kim", outcome.attempt)
    back = await talk.assistant.hand_back(taken.id, "Kim")
    assert (back.status, back.handoff) == (Status.BOT, None)
    assert await talk.says("hello") is not None


async def test_two_agents_cannot_hold_one_thread_nor_write_on_an_old_version(talk: Talk) -> None:
    await talk.says("person please")
    thread = talk.thread()
    await talk.assistant.take(thread.id, "Kim", thread.version)
    with pytest.raises(Conflict, match="Kim holds"):
        await talk.assistant.take(thread.id, "Lee")
    with pytest.raises(Conflict, match="Kim holds"):
        await talk.assistant.hand_back(thread.id, "Lee")
    with pytest.raises(Conflict, match="open it again"):
        await talk.assistant.agent_reply(thread.id, "Hello.", "Kim", thread.version)
    assert sent(talk) == ["handed_over"]


async def test_an_agent_cannot_answer_a_stranger_nor_nothing_nor_nowhere(talk: Talk) -> None:
    await talk.says("hello", sender=STRANGER)
    thread = talk.thread(address=STRANGER)
    with pytest.raises(BadInput, match="nobody knows whose address"):
        await talk.assistant.agent_reply(thread.id, "Hello.", "Kim", thread.version)
    with pytest.raises(BadInput, match="nothing to send"):
        await talk.assistant.agent_reply(thread.id, "  ", "Kim", thread.version)
    with pytest.raises(NotFound):
        await talk.assistant.take(new_id(), "Kim")


async def test_an_agents_words_are_refused_after_a_stop(talk: Talk) -> None:
    await talk.says("person please")
    await talk.says("STOP")
    thread = talk.thread()
    outcome = await talk.assistant.agent_reply(thread.id, "One more thing.", "Kim", thread.version)
    assert not outcome.left
    assert "regf.14h1-address" in [objection.rule for objection in outcome.decision.objections]
    assert talk.turns()[-1].refused


async def test_a_promise_is_put_down_with_the_terms_that_were_read_back(talk: Talk) -> None:
    for text in ("plan", "02/03/1980", "well", "1", "yes"):
        await talk.says(text)
    (promise,) = [fact for fact in talk.dossier().facts if fact.kind == "promise"]
    assert promise.offer.total == 105_050
    assert promise.via == Medium.SMS
    assert (promise.offer.instalments[0].due - NOON.date()).days == 14


async def test_a_debt_is_promised_once_by_whatever_medium_it_is_talked_of(talk: Talk) -> None:
    for text in ("plan", "02/03/1980", "well", "1"):
        await talk.says(text)
    for text in ("plan", "02/03/1980", "well", "2"):
        await talk.says(text, Medium.EMAIL)
    by_mail = await talk.says("yes", Medium.EMAIL)
    assert by_mail is not None
    assert by_mail.template == "promised"
    late = await talk.says("yes")
    assert late is not None
    assert late.template == "afford", "what was read back before the other promise is no longer so"
    await talk.says("well")
    again = await talk.says("1")
    assert again is not None
    assert "takes the place of what you promised before" in again.text
    await talk.says("yes")
    first, second = talk.dossier().of(Promise)
    assert second.replaces == first.id


async def test_integrators_are_told_when_a_reply_that_did_not_leave_calls_a_person(talk: Talk) -> None:
    with talk.store.transaction() as unit:
        unit.add_fact(talk.consumer, Hold(id=new_id(), at=talk.now, why="review"), by="test")
    assert await talk.says("hello") is None
    assert talk.thread().status is Status.WAITING
    with talk.store.reading() as reading:
        noted = reading.connection.execute(ledger.select().where(ledger.c.kind == "handed_over")).all()
    assert [json.loads(row.body)["reason"] for row in noted] == [talk.thread().handoff.reason]  # type: ignore[union-attr]  # it waits


async def test_the_ledger_holds_after_a_conversation_and_names_the_hand_over(talk: Talk) -> None:
    await talk.says("not mine")
    assert talk.store.verify_ledger().records > 0
    purposes = [attempt.purpose for attempt in talk.dossier().attempts]
    assert purposes == [Purpose.REPLY]


async def owes(talk: Talk) -> Conversation:
    """Return the thread of who is verified, taken by Kim."""
    await talk.says("how much")
    await talk.says("3 February 1980")
    return await talk.assistant.take(talk.thread().id, "Kim")


def of_today(talk: Talk) -> list[Offer]:
    return talk.assistant.offers(talk.thread(), talk.dossier())


async def test_what_an_agent_agreed_is_read_back_by_the_assistant_and_only_a_yes_makes_it_a_promise(talk: Talk) -> None:
    thread = await owes(talk)
    offer = of_today(talk)[-1]
    back = await talk.assistant.hand_back(thread.id, "Kim", f"{offer.debt} {offer.id}")
    assert (back.status, back.question) == (Status.BOT, "confirm")
    last = talk.turns()[-1]
    assert (last.who, last.refused) == ("agent", "")
    assert "Reply YES to agree" in last.text
    assert not talk.dossier().of(Promise)
    reply = await talk.says("yes")
    assert reply is not None
    assert reply.template == "promised"
    assert [promise.offer for promise in talk.dossier().of(Promise)] == [offer]


async def test_only_an_offer_of_today_can_be_read_back_and_only_to_who_is_verified(talk: Talk) -> None:
    thread = await owes(talk)
    offer = of_today(talk)[0]
    with pytest.raises(BadInput, match="may not be offered today"):
        await talk.assistant.hand_back(thread.id, "Kim", f"{offer.debt} plan-1-1-month-from-2026-12-01")
    assert talk.thread().status is Status.AGENT
    talk.now += timedelta(days=2)  # no longer verified
    assert of_today(talk) == []
    with pytest.raises(BadInput, match="may not be offered today"):
        await talk.assistant.hand_back(thread.id, "Kim", f"{offer.debt} {offer.id}")


async def test_what_the_guard_refuses_is_not_read_back_and_the_agent_keeps_the_thread(talk: Talk) -> None:
    thread = await owes(talk)
    offer = of_today(talk)[0]
    with talk.store.transaction() as unit:
        stop = OptOut(id=new_id(), at=talk.now, medium=Medium.SMS, address=PHONE, via="sms")
        unit.add_fact(talk.consumer, stop, by="test")
    with pytest.raises(Conflict, match="was not read back"):
        await talk.assistant.hand_back(thread.id, "Kim", f"{offer.debt} {offer.id}")
    assert talk.thread().status is Status.AGENT
    assert talk.turns()[-1].refused
