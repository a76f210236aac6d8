"""Details of a lawyer, a bankruptcy, a death or service: asked once, kept as told, and no other text taken for them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from accounts.consumer import Hold, HoldLifted, Representation, WrongParty
from accounts.contact import Medium
from accounts.conversation import Status
from accounts.record import new_id
from accounts.store import Store
from bot import details
from bot.commands import Command, CommandName
from bot.safety import GRAVITY
from compliance.reading import read
from tests.bot.hostile import INTENTS
from tests.bot.talk import Talk, ToldNlu
from tests.bot.test_dialogue import Thread, facts, template
from tests.bot.test_words import finished

NEWS = {"attorney_represented": "attorney", "bankruptcy": "bankruptcy", "deceased": "sorry_for_loss",
        "military_service": "military"}  # fmt: skip
"""What is told, and the reply that asks."""
HOLDS = ["bankruptcy", "deceased", "military_service"]
MEANINGS: dict[str, str | list[str] | None] = {
    "we filed": "bankruptcy",
    "we filed last year": "bankruptcy",
    "Chapter 7, Albany, 26-10234": None,
    "he is gone": "deceased",
}


@pytest.fixture
def talk(talk_store: Store, tmp_path: Path) -> Talk:
    talk = Talk(talk_store, tmp_path, ToldNlu(MEANINGS))
    talk.meet()
    return talk


def told(news: str) -> Thread:
    thread = Thread()
    assert template(thread.hears("the news", news)) == NEWS[news]
    return thread


def kept(thread: Thread) -> list[str]:
    handoff = thread.conversation.handoff
    return [line.partition(", in their words: ")[2] for line in (handoff.named if handoff else ()) if "words: " in line]


@pytest.mark.parametrize("news", NEWS)
def test_the_answer_is_kept_in_their_words_and_nothing_is_said_to_it(news: str) -> None:
    thread = told(news)
    step = thread.hears("Jane Roe,\n 5 Main St", "inform")
    assert (step.replies, step.effects, kept(thread)) == ((), (), ["Jane Roe, 5 Main St"])


@pytest.mark.parametrize("news", HOLDS)
def test_the_hold_stands_before_any_answer_and_an_answer_that_tells_the_news_again_adds_none(news: str) -> None:
    thread = told(news)
    assert [type(fact) for fact in thread.facts] == [Hold]
    step = thread.hears("the news again, since March 3", news)
    assert (facts(step), step.replies, kept(thread)) == ([], (), ["the news again, since March 3"])
    handoff = thread.conversation.handoff
    assert handoff is not None
    assert ";" not in handoff.reason, "it is one reason, however often it is told"


def test_an_answer_may_come_in_pieces_and_then_no_more_is_taken_for_one() -> None:
    thread = told("bankruptcy")
    pieces = [f"piece {n}" for n in range(details.PIECES + 1)]
    for piece in pieces:
        thread.hears(piece, "inform")
    assert kept(thread) == pieces[: details.PIECES]
    assert thread.conversation.question is None


@pytest.mark.parametrize("news", NEWS)
@pytest.mark.parametrize(
    ("text", "intent"),
    [
        ("does it stop the letters?", "inform"),
        ("why do you ask", "ask_who_is_this"),
        ("you are vultures", "abusive_language"),
        ("thanks", "thank"),
        ("a person please", "speak_to_human"),
        ("i cannot pay anyway", "hardship"),
        ("   ", "out_of_scope"),
    ],
)
def test_what_is_no_answer_is_not_kept_as_one_and_the_question_stays_open(news: str, text: str, intent: str) -> None:
    thread = told(news)
    step = thread.hears(text, intent)
    assert template(step) == ("handed_over" if intent == "speak_to_human" else None)
    assert kept(thread) == []
    thread.hears("5 Main St", "inform")
    assert kept(thread) == ["5 Main St"]


@pytest.mark.parametrize("news", NEWS)
@pytest.mark.parametrize(
    ("intent", "says"),
    [
        ("self_harm_crisis", "crisis"),
        ("opt_out_channel", "optout_confirmed"),
        ("cease_contact", "optout_confirmed"),
        ("refuse_to_pay", None),
    ],
)
def test_what_must_take_effect_does_instead_and_ends_the_question(news: str, intent: str, says: str | None) -> None:
    thread = told(news)
    step = thread.hears("some words", rules=(intent,))
    assert template(step) == says
    assert facts(step)
    assert (kept(thread), thread.conversation.question) == ([], None)


@pytest.mark.parametrize("news", NEWS)
def test_a_stop_is_confirmed_as_ever_and_ends_the_question(news: str) -> None:
    thread = told(news)
    stop = Command(name=CommandName.STOP, language="en")
    assert template(thread.hears("STOP", command=stop)) == "optout_confirmed"
    thread.hears("5 Main St", "inform")
    assert kept(thread) == []


def test_a_stop_beside_an_answer_takes_effect_and_the_answer_is_kept() -> None:
    thread = told("bankruptcy")
    step = thread.hears("chapter 7, stop texting", rules=("opt_out_channel", "bankruptcy"))
    assert (template(step), kept(thread)) == ("optout_confirmed", ["chapter 7, stop texting"])
    assert thread.conversation.question is None


def test_an_attorney_named_in_the_answer_is_put_down_and_not_asked_for_again() -> None:
    thread = told("bankruptcy")
    step = thread.hears("chapter 7, my lawyer is Jane Roe", rules=("bankruptcy", "attorney_represented"))
    assert (facts(step), template(step)) == ([Representation], None)
    assert kept(thread) == ["chapter 7, my lawyer is Jane Roe"]


def test_of_several_news_at_once_one_question_is_asked_that_of_the_reply() -> None:
    thread = Thread()
    step = thread.hears("my lawyer filed my bankruptcy", rules=("attorney_represented", "bankruptcy"))
    assert (set(facts(step)), template(step)) == ({Representation, Hold}, "attorney")
    thread.hears("Jane Roe, 5 Main St", "inform")
    assert thread.conversation.handoff is not None
    assert "attorney, in their words: Jane Roe, 5 Main St" in thread.conversation.handoff.named


def test_where_a_graver_thing_is_answered_nothing_is_asked() -> None:
    thread = Thread()
    assert template(thread.hears("i filed and want to die", rules=("self_harm_crisis", "bankruptcy"))) == "crisis"
    assert thread.conversation.question is None
    thread = Thread()
    assert template(thread.hears("i filed, stop", rules=("opt_out_channel", "bankruptcy"))) == "optout_confirmed"
    assert thread.conversation.question is None


def test_who_tells_of_a_death_is_not_sent_away_as_a_wrong_number_and_is_not_the_consumer() -> None:
    thread = Thread().verified()
    step = thread.hears("he died, i am his wife", "deceased", "third_party", "wrong_number")
    assert (facts(step), template(step)) == ([Hold], "sorry_for_loss")
    assert not step.conversation.verified
    step = thread.hears("write to his sister Ana, 5 Main St", "third_party", "wrong_number")
    assert (facts(step), step.replies, kept(thread)) == ([], (), ["write to his sister Ana, 5 Main St"])


def test_a_number_that_somebody_says_is_not_theirs_is_left_alone_whoever_died() -> None:
    step = told("deceased").hears("this is not his phone", rules=("wrong_number",))
    assert WrongParty in facts(step)
    assert template(step) == "wrong_number"


def test_the_answer_of_a_person_whom_the_file_names_is_kept_too() -> None:
    thread = Thread()
    thread.hears("he died", "deceased", person="spouse")
    step = thread.hears("Ana Ruiz, 5 Main St", "inform", person="spouse")
    assert (step.effects, kept(thread)) == ((), ["Ana Ruiz, 5 Main St"])


@pytest.mark.parametrize("news", HOLDS)
def test_once_the_hold_is_lifted_the_same_news_is_new_and_asked_about_again(news: str) -> None:
    thread = told(news)
    (hold,) = (fact for fact in thread.facts if isinstance(fact, Hold))
    thread.facts.append(HoldLifted(id=new_id(), at=thread.at, hold=hold.id, by="Kim"))
    back = {"status": Status.BOT, "handoff": None, "question": None}
    thread.conversation = thread.conversation.model_copy(update=back)
    step = thread.hears("the news", news)
    assert (facts(step), template(step)) == ([Hold], NEWS[news])


def test_what_is_said_to_an_agent_is_no_answer_to_us() -> None:
    thread = told("bankruptcy")
    thread.conversation = thread.conversation.model_copy(update={"status": Status.AGENT})
    assert thread.hears("5 Main St", "inform").replies == ()
    assert kept(thread) == []


@pytest.mark.parametrize("news", NEWS)
def test_on_a_call_no_answer_is_awaited(news: str) -> None:
    thread = Thread()
    thread.conversation = thread.conversation.model_copy(update={"medium": Medium.CALL})
    assert template(thread.hears("the news", news)) == NEWS[news]
    assert thread.conversation.question is None


@settings(max_examples=200, deadline=None)
@given(st.lists(st.sampled_from([*NEWS, "inform", "thank", "dispute_amount", "disaster", "third_party"]), max_size=8))
def test_at_most_one_question_is_asked_until_a_person_has_had_the_thread(said: list[str]) -> None:
    thread = Thread()
    for n, intent in enumerate(said):
        thread.hears(f"text {n}", intent)
    asked: list[Any] = [reply for reply in thread.replies if reply.template in NEWS.values()]
    assert len(asked) <= 1


@pytest.mark.parametrize("language", ["en", "es"])
@pytest.mark.parametrize("form", ["sms", "email", "chat"])
@pytest.mark.parametrize("name", ["bankruptcy", "sorry_for_loss", "military"])
def test_the_questions_are_voluntary_ask_for_no_money_and_no_secret(name: str, form: str, language: str) -> None:
    message = finished(f"{name}.{form}.txt", language, "first_party", first=True)
    assert {"en": "If you can", "es": "Si puede"}[language] in message.text
    includes = read(message).includes
    assert includes.isdisjoint({"states_debt", "payment_request", "payment_link", "balance", "asks_secret"})
    assert read(message).disclosure == "none", "a creditor of its own debts asks without a word of collecting"


@pytest.mark.parametrize("language", ["en", "es"])
@pytest.mark.parametrize("name", ["bankruptcy", "sorry_for_loss", "military"])
def test_spoken_the_same_news_is_answered_without_a_question(name: str, language: str) -> None:
    assert "?" not in finished(f"{name}.call.txt", language).text


async def test_two_texts_of_the_same_news_at_once_are_asked_about_once_and_the_question_leaves(talk: Talk) -> None:
    talk.hears("we filed")
    talk.hears("we filed last year")
    assert await talk.assistant.work_off() == 2
    assert [message.template for message in talk.wires[Medium.SMS].sent] == ["bankruptcy"]
    assert talk.told() == ["hold"]


async def test_the_same_news_by_two_media_at_once_is_asked_about_by_one(talk: Talk) -> None:
    talk.hears("we filed", Medium.EMAIL)
    talk.hears("we filed last year")
    assert await talk.assistant.work_off() == 2
    left = [message.template for wire in talk.wires.values() for message in wire.sent]
    assert left == ["bankruptcy"]
    assert talk.told() == ["hold"]
    assert {talk.thread(medium).status for medium in (Medium.SMS, Medium.EMAIL)} == {Status.WAITING}
    assert talk.thread().question is None


async def test_an_answer_by_mail_is_kept_too(talk: Talk) -> None:
    asked = await talk.says("we filed", Medium.EMAIL)
    assert asked is not None
    assert "court, case number" in asked.text
    assert await talk.says("Chapter 7, Albany, 26-10234", Medium.EMAIL) is None
    handoff = talk.thread(Medium.EMAIL).handoff
    assert handoff is not None
    assert "bankruptcy, in their words: Chapter 7, Albany, 26-10234" in handoff.named


async def test_a_stop_by_mail_that_follows_the_question_is_a_stop(talk: Talk) -> None:
    await talk.says("he is gone", Medium.EMAIL)
    answered = await talk.says("STOP", Medium.EMAIL)
    assert answered is not None
    assert answered.template == "optout_confirmed"


def test_figures_that_prove_who_somebody_is_are_not_kept_a_second_time() -> None:
    thread = told("deceased")
    thread.hears("her ssn is 123-45-6789, i am her son, 12 Elm St", "inform")
    assert kept(thread) == ["her ssn is •••-••-••••, i am her son, 12 Elm St"]


@pytest.mark.parametrize(("text", "is_kept"), [("chapter 7, case 26-12345, ok?", True), ("what do you mean?", False)])
def test_an_answer_may_end_as_a_question_does_where_it_tells_a_number(text: str, is_kept: bool) -> None:
    thread = told("bankruptcy")
    thread.hears(text, "inform")
    assert bool(kept(thread)) is is_kept


def test_who_does_not_know_the_dead_is_a_wrong_number_and_a_relative_is_none() -> None:
    stranger = told("deceased")
    assert WrongParty in facts(stranger.hears("dont know him", "wrong_number"))
    relative = told("deceased")
    assert WrongParty not in facts(relative.hears("i'm his daughter Ana", "third_party"))
    assert kept(relative) == ["i'm his daughter Ana"]


def test_what_becomes_of_each_intent_beside_an_open_question_is_decided() -> None:
    may_answer = {"inform", "deny", "provide_identity", "update_contact", "out_of_scope"}
    decided = may_answer | details._ENDS | details._SOMETHING_ELSE | set(GRAVITY)
    assert set(INTENTS) <= decided
    assert not may_answer & (details._ENDS | details._SOMETHING_ELSE)
