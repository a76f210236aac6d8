"""What comes with a text beside its words: the command a carrier took it for, and pictures."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from accounts.consent import OptIn, OptOut
from accounts.contact import Medium
from accounts.conversation import Status
from accounts.provider import Enclosure
from accounts.record import new_id
from accounts.store import Store
from bot.nlu.embedded import Embedded
from channels.port import Received
from tests.walks.town import OURS, Town, visit
from tests.walks.world import NOON, PHONE


async def _comes(town: Town, text: str, **more: Any) -> None:
    town.house.inbox.receive(
        Received(
            provider="twilio", key=new_id(), medium=Medium.SMS, at=town.time, from_address=PHONE, to_address=OURS,
            text=text, **more,
        )
    )  # fmt: skip
    town.worker.wake()
    await town.quiet()


@pytest.mark.parametrize("words", ["STOP", "no mas", "a word that only the carrier knows"])
def test_a_stop_that_the_carrier_obeyed_is_obeyed_here_and_not_confirmed_again(
    sqlite_store: Store, tmp_path: Path, engine: Embedded, words: str
) -> None:
    async def stay(town: Town) -> None:
        consumer, _ = town.resident()
        await _comes(town, words, keyword="stop")
        assert [fact.address for fact in sqlite_store.dossier(consumer, NOON).of(OptOut)] == [PHONE]
        assert town.replies() == []
        await _comes(town, "Begin", keyword="start")
        assert [fact.address for fact in sqlite_store.dossier(consumer, NOON).of(OptIn)] == [PHONE]
        assert town.replies() == []

    visit(sqlite_store, tmp_path, engine, stay)


@pytest.mark.parametrize("words", ["", "here is my receipt"])
def test_a_picture_is_for_people_who_find_it_with_the_text_although_the_form_it_came_in_is_dropped(
    store: Store, tmp_path: Path, engine: Embedded, words: str
) -> None:
    async def stay(town: Town) -> None:
        town.resident()
        picture = Enclosure(url="https://api.example/Media/ME1", kind="image/jpeg")
        await _comes(town, words, enclosed=(picture,), raw={"MediaUrl0": picture.url})
        with store.reading() as reading:
            (thread,) = reading.conversations([Status.WAITING])
            turns = reading.turns(thread.id)
        assert thread.handoff is not None
        assert "picture" in thread.handoff.reason
        assert turns[0].enclosed == (picture,)
        assert len(town.replies()) == 1, "they are told that a person will look"

    visit(store, tmp_path, engine, stay)


def test_a_stop_beside_a_picture_is_a_stop(sqlite_store: Store, tmp_path: Path, engine: Embedded) -> None:
    async def stay(town: Town) -> None:
        consumer, _ = town.resident()
        await _comes(town, "stop", enclosed=(Enclosure(url="https://api.example/Media/ME1"),))
        assert sqlite_store.dossier(consumer, NOON).of(OptOut)

    visit(sqlite_store, tmp_path, engine, stay)


def test_a_text_of_forty_thousand_letters_survives_whole(sqlite_store: Store, tmp_path: Path, engine: Embedded) -> None:
    async def stay(town: Town) -> None:
        town.resident()
        words = "I do not owe this. ¿Sí? ✅ " * 1500
        await _comes(town, words)
        with sqlite_store.reading() as reading:
            (thread,) = reading.conversations([Status.WAITING, Status.BOT])
            assert reading.turns(thread.id)[0].text == words

    visit(sqlite_store, tmp_path, engine, stay)
