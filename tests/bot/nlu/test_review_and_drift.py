"""Marks of agents become examples only by another person's hand; and drift is said where there is some."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import yaml

from accounts.conversation import Mark, Turn
from accounts.errors import BadInput
from accounts.record import new_id
from app.command_nlu import _decided
from bot.nlu import drift, review
from bot.nlu.data import plain
from tests.bot.talk import NOON, Talk, ToldNlu


@pytest.fixture
def talk(talk_store: Any, tmp_path: Path) -> Talk:
    made = Talk(talk_store, tmp_path, ToldNlu({"i am maria lopez call 216-555-0101 [now]": "greet"}))
    made.meet()
    return made


def turn(text: str = "hello", **given: Any) -> Turn:
    usual = {"id": new_id(), "at": NOON, "who": "consumer", "text": text, "sure": 0.9, "acted_on": "greet"}
    return Turn.model_validate({**usual, "understood": ("greet",), "read_by": "embedded x", "language": "en", **given})


def marked(text: str, meant: str = "hardship", state: str = "accepted") -> Turn:
    return turn(text, mark=Mark.model_validate({"at": NOON, "by": "kim", "meant": meant, "state": state}))


async def test_a_marked_text_waits_until_somebody_else_accepts_it(talk: Talk) -> None:
    await talk.says("i am maria lopez call 216-555-0101 [now]")
    said = talk.turns()[0]
    assert (said.acted_on, said.read_by, said.language) == ("greet", "told", "en")
    await talk.assistant.mark(talk.thread().id, said.id, "wrong_number", "kim")
    with talk.store.reading() as reading:
        ((_, kept),) = reading.read_turns(NOON - timedelta(days=1), marked=True)
    assert kept.mark is not None
    assert (kept.mark.meant, kept.mark.state) == ("wrong_number", "waiting")
    assert "wrong_number" not in review.exported([kept])
    with pytest.raises(BadInput, match="somebody else accepts it"):
        _decided(talk.store, said.id, "accepted", "kim")
    with pytest.raises(BadInput, match="no marked text has the id"):
        _decided(talk.store, new_id(), "accepted", "lee")
    _decided(talk.store, said.id, "accepted", "lee")
    with talk.store.reading() as reading:
        ((_, kept),) = reading.read_turns(NOON - timedelta(days=1), marked=True)
    (block,) = yaml.safe_load(review.exported([kept]))["nlu"]
    assert block["intent"] == "wrong_number"
    (line,) = block["examples"].splitlines()
    assert line == "- i am alex call 216-555-0100 (now)"
    assert plain(line[2:]) == ("i am alex call 216-555-0100 (now)", ())


async def test_only_what_the_consumer_said_can_be_marked(talk: Talk) -> None:
    await talk.says("i am maria lopez call 216-555-0101 [now]")
    with pytest.raises(BadInput, match="no such text"):
        await talk.assistant.mark(talk.thread().id, talk.turns()[-1].id, "wrong_number", "kim")


def test_an_export_has_each_text_once_by_intent_and_nothing_that_was_refused() -> None:
    turns = [marked("i owe $70"), marked("i owe $71"), marked("no way", "deny"), marked("nope", "deny", "refused")]
    found = {block["intent"]: block["examples"] for block in yaml.safe_load(review.exported(turns))["nlu"]}
    assert found == {"deny": "- no way\n", "hardship": "- i owe $50\n"}
    assert yaml.safe_load(review.exported([]))["nlu"] == []


def spans(n: int, **now: Any) -> drift.Drift:
    return drift.compared([turn() for _ in range(n)], [turn(**now) for _ in range(n)])


def test_nothing_is_said_of_too_few_texts_nor_of_what_stayed() -> None:
    assert spans(drift.FEWEST - 1, acted_on=None).warnings[0].startswith("fewer than")
    same = spans(drift.FEWEST)
    assert (same.warnings, same.stability) == ((), 0.0)
    assert drift.compared([], []).now.texts == 0


@pytest.mark.parametrize(
    ("now", "says"),
    [
        ({"acted_on": None}, "leave the assistant in doubt"),
        ({"sure": 0.85}, "less sure"),
        ({"mark": Mark(at=NOON, by="kim", meant="deny")}, "understood wrongly"),
        ({"understood": ("hardship",)}, "other things than before"),
    ],
)
def test_what_changed_is_said(now: dict[str, Any], says: str) -> None:
    (warning,) = spans(drift.FEWEST, **now).warnings
    assert says in warning


def test_the_bounds_are_where_they_are_said_to_be() -> None:
    before = [turn() for _ in range(100)]
    four, five = ([turn(acted_on=None) for _ in range(n)] + [turn() for _ in range(100 - n)] for n in (4, 5))
    assert not drift.compared(before, four).warnings
    assert drift.compared(before, five).warnings
    assert not spans(50, sure=0.8501).warnings


def test_the_index_is_that_of_the_books() -> None:
    half = [turn(understood=("greet",))] * 50 + [turn(understood=("deny",))] * 50
    more = [turn(understood=("greet",))] * 60 + [turn(understood=("deny",))] * 40
    assert drift.compared(half, more).stability == pytest.approx(0.0405, abs=1e-3)
