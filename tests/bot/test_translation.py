"""A request for Spanish is heard in any words, put down whatever else was said, and answered in Spanish."""

from __future__ import annotations

from pathlib import Path

import pytest

from accounts.conversation import Status
from accounts.notice import SpanishRequest, ValidationSent
from accounts.record import new_id
from accounts.store import Store
from tests.bot.talk import Talk, ToldNlu

WISHES = (
    "spanish please",
    "no hablo mucho ingles",
    "en ingles por favor",
    "english please",
    "do you have someone who speaks vietnamese",
    "Quiero este formulario en español.",
    "do you speak spanish",
)
FORM = "Quiero este formulario en español."


@pytest.fixture
def talk(talk_store: Store, tmp_path: Path) -> Talk:
    meanings: dict[str, str | list[str] | None] = dict.fromkeys(WISHES, "request_language")
    talk = Talk(talk_store, tmp_path, ToldNlu(meanings | {FORM: None, "hello": "greet"}))
    talk.meet()
    return talk


def asked(talk: Talk) -> int:
    return len(talk.dossier().of(SpanishRequest))


@pytest.mark.parametrize("text", ["spanish please", "no hablo mucho ingles", "do you speak spanish", FORM])
async def test_who_asks_for_spanish_is_told_in_spanish_that_the_notice_comes(talk: Talk, text: str) -> None:
    reply = await talk.says(text)
    assert reply is not None
    assert (reply.template, reply.language, asked(talk)) == ("spanish_notice", "es", 1)
    assert await talk.says("spanish please") is not None
    assert asked(talk) == 1  # it waits for the notice already


@pytest.mark.parametrize("text", ["english please", "en ingles por favor", "do you have someone who speaks vietnamese"])
async def test_who_asks_for_another_language_asks_for_no_spanish_notice(talk: Talk, text: str) -> None:
    reply = await talk.says(text)
    assert reply is not None
    assert (reply.template, asked(talk)) == ("menu", 0)


async def test_the_request_is_put_down_whatever_else_was_said(talk: Talk) -> None:
    reply = await talk.says(f"I dispute this debt. {FORM}")
    assert reply is not None
    assert (reply.template, asked(talk)) != ("spanish_notice", 0)
    assert asked(talk) == 1


async def test_a_stranger_asks_for_nothing(talk: Talk) -> None:
    await talk.says(FORM, sender="+13105550177")
    assert asked(talk) == 0


async def test_who_has_got_it_is_answered_in_spanish_and_another_copy_is_for_a_person(talk: Talk) -> None:
    spanish = ValidationSent(id=new_id(), at=talk.now, via="mail", language="es", spanish_offer=False)
    with talk.store.transaction() as unit:
        unit.add_fact(talk.consumer, spanish, by="test")
    reply = await talk.says("spanish please")
    assert reply is not None
    assert (reply.template, reply.language) == ("menu", "es")
    reply = await talk.says(FORM)
    assert reply is not None
    assert (reply.template, talk.thread().status) == ("handed_over", Status.WAITING)


async def test_a_question_that_is_open_stays_open(talk: Talk) -> None:
    talk.nlu.meanings["how much"] = "request_balance"  # type: ignore[attr-defined]  # the told engine
    await talk.says("how much")
    before = talk.thread().question
    assert before is not None
    await talk.says("spanish please")
    assert talk.thread().question == before
