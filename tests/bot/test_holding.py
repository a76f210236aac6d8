"""Holds: placed at once, once while they stand, so that none holds back the answer to the text that placed another."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from accounts.consumer import Hold
from accounts.contact import Medium
from accounts.store import Store
from tests.bot.talk import Talk, ToldNlu
from tests.bot.test_dialogue import Thread, facts, template

MEANINGS = {
    "i give up": "self_harm_crisis",
    "i mean it": "self_harm_crisis",
    "we filed": "bankruptcy",
    "we filed last year": "bankruptcy",
}
HELD = ["self_harm_crisis", "deceased", "bankruptcy", "military_service", "minor", "incarcerated", "disaster",
        "inconvenient_time_place"]  # fmt: skip


@pytest.fixture
def talk(talk_store: Store, tmp_path: Path) -> Talk:
    talk = Talk(talk_store, tmp_path, ToldNlu(MEANINGS))
    talk.meet()
    return talk


@settings(max_examples=200, deadline=None)
@given(st.lists(st.sampled_from(HELD), max_size=6))
def test_no_hold_is_placed_twice_while_it_stands_nor_its_reason_told_twice(said: list[str]) -> None:
    thread = Thread()
    for n, intent in enumerate(said):
        thread.hears(f"text {n}", intent)
    held = [fact.says for fact in thread.facts if isinstance(fact, Hold) and fact.why != "crisis"]
    assert sorted(held) == sorted(set(held))
    assert sum(isinstance(fact, Hold) and fact.why == "crisis" for fact in thread.facts) == said.count(HELD[0])
    handoff = thread.conversation.handoff
    told = list(dict.fromkeys(fact.says for fact in thread.facts if isinstance(fact, Hold)))
    assert (handoff.reason.split("; ") if handoff else []) == told


def test_who_is_in_a_crisis_is_given_the_lifeline_as_often_as_they_say_so() -> None:
    thread = Thread()
    assert [template(thread.hears("i give up", "self_harm_crisis")) for _ in range(2)] == ["crisis", "crisis"]


def test_a_hold_for_one_thing_is_none_for_another() -> None:
    thread = Thread()
    thread.hears("we filed", "bankruptcy")
    assert facts(thread.hears("and i am deployed", "military_service")) == [Hold]


async def test_what_is_told_in_two_texts_at_once_is_answered_once(talk: Talk) -> None:
    talk.hears("we filed")
    talk.hears("we filed last year")
    assert await talk.assistant.work_off() == 2
    assert [message.template for message in talk.wires[Medium.SMS].sent] == ["bankruptcy"]
    assert talk.told() == ["hold"]


async def test_no_hold_stands_before_the_lifeline(talk: Talk) -> None:
    for text in ("we filed", "i give up", "i mean it"):
        talk.hears(text)
    assert await talk.assistant.work_off() == 3
    assert [message.template for message in talk.wires[Medium.SMS].sent].count("crisis") == 2
