"""A dispute in the words of one that was answered is a person's to judge, and stops collection meanwhile."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from accounts.contact import Medium
from accounts.notice import Dispute, DisputeAnswered, OriginalCreditorRequest
from accounts.record import Id, new_id
from accounts.store import Store
from compliance.book import whole
from compliance.guard import Guard
from tests.bot.talk import Talk, ToldNlu

NOT_MINE = "this debt is not mine"
MEANT = {
    NOT_MINE: "dispute_not_mine",
    "This debt is NOT mine!!": "dispute_not_mine",
    "this debt is not mine and here is the police file": "dispute_not_mine",
    "it is too old, and the late fees are wrong": "dispute_too_old",
    "the late fees are wrong": "dispute_amount",
    "i paid this, the late fees are wrong": "dispute_already_paid",
    "who was the original creditor": "request_validation",
}


@pytest.fixture
def talk(talk_store: Store, tmp_path: Path) -> Talk:
    talk = Talk(talk_store, tmp_path, ToldNlu(MEANT))
    talk.meet()
    return talk


def answered(talk: Talk, of: Id) -> None:
    talk.now += timedelta(days=1)
    fact = DisputeAnswered(id=new_id(), at=talk.now, of=of, via="mail")
    with talk.store.transaction() as unit:
        unit.add_fact(talk.consumer, fact, by="test")
    talk.now += timedelta(days=1)


def disputes(talk: Talk) -> tuple[Dispute, ...]:
    return talk.dossier().of(Dispute)


async def test_the_same_words_after_an_answer_are_marked_and_listed_for_a_person(talk: Talk) -> None:
    await talk.says(NOT_MINE)
    await talk.says(NOT_MINE)
    (first,) = disputes(talk)
    assert first.same_as is None
    answered(talk, first.id)
    for text in ("This debt is NOT mine!!", "this debt is not mine and here is the police file"):
        await talk.says(text)
        answered(talk, disputes(talk)[-1].id)
    again, more = disputes(talk)[1:]
    assert (again.same_as, again.new_material, again.attachment) == (first.id, None, None)
    assert more.same_as is None, "other words may bring something new"


async def test_a_repeated_dispute_waits_for_a_person_and_nothing_answers_it(talk: Talk) -> None:
    await talk.says(NOT_MINE)
    (first,) = disputes(talk)
    answered(talk, first.id)
    await talk.says(NOT_MINE)
    again = disputes(talk)[1]
    assert [owed.of for owed in Guard(whole()).awaited(talk.dossier(), talk.now)] == [again.id]
    handoff = talk.thread().handoff
    assert handoff is not None
    assert "decide whether it is duplicative" in handoff.reason
    assert [fact.of for fact in talk.dossier().of(DisputeAnswered)] == [first.id]


@pytest.mark.parametrize(
    ("text", "why", "portion"),
    [
        ("the late fees are wrong", "amount", "fees"),
        ("it is too old, and the late fees are wrong", "too_old", None),
        ("i paid this, the late fees are wrong", "already_paid", None),
    ],
)
async def test_a_part_is_put_down_only_where_nothing_disputes_the_whole(
    talk: Talk, text: str, why: str, portion: str | None
) -> None:
    await talk.says(text)
    (said,) = disputes(talk)
    assert (said.why, said.portion) == (why, portion)


@pytest.mark.parametrize("medium", [Medium.SMS, Medium.EMAIL])
async def test_a_request_is_put_down_with_the_way_it_came_and_anew_once_answered(talk: Talk, medium: Medium) -> None:
    await talk.says("who was the original creditor", medium)
    await talk.says("who was the original creditor", medium)
    (asked,) = talk.dossier().of(OriginalCreditorRequest)
    assert (asked.via, disputes(talk)) == (medium, ())
    answered(talk, asked.id)
    await talk.says("who was the original creditor", medium)
    assert len(talk.dossier().of(OriginalCreditorRequest)) == 2
