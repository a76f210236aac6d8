"""Cards: no number of one is kept, and who wants to pay by card is sent to the creditor's own page."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from accounts.contact import Medium
from accounts.conversation import Status
from accounts.store import Store
from accounts.tables import conversations, inbounds, ledger, turns
from bot import cards
from bot.offer_policy import policy
from tests.bot.talk import NOON, Talk, ToldNlu

CARD = "4111 1111 1111 1111"
PAGE = "https://checkout.creditor.example/{reference}"
MEANINGS = {"how can I pay": "ask_how_to_pay", "02/03/1980": "provide_identity"}


@pytest.fixture
def talk(talk_store: Store, tmp_path: Path) -> Talk:
    talk = Talk(talk_store, tmp_path, ToldNlu(MEANINGS))
    talk.meet()
    talk.assistant.policy = replace(policy(), pay_at=PAGE)
    (debt,) = talk.dossier().debts
    with talk_store.transaction() as unit:
        unit.put_debt(talk.consumer, debt.model_copy(update={"defaulted_on": date(2026, 1, 5)}), NOON)
    return talk


@pytest.mark.parametrize("card", [CARD, "4111111111111111", "4111-1111-1111-1111", "378282246310005", "4222222222222"])
def test_a_cards_number_is_taken_out_of_what_is_written(card: str) -> None:
    assert cards.without(f"it is {card}, exp 12/29") == f"it is {cards.KEPT_INSTEAD}, exp 12/29"


@pytest.mark.parametrize(
    "words",
    [
        "4111 1111 1111 1112",  # the check digit is wrong
        "411111111117",  # twelve figures: too short for a card that is written
        "41111111111111111111",  # twenty: too long
        "02/03/1980, 1234",
        "call me at 212-555-0123 or 216-555-0101",
    ],
)
def test_what_is_no_card_stays_as_it_is(words: str) -> None:
    assert cards.without(words) == words


@pytest.mark.parametrize("medium", [Medium.SMS, Medium.EMAIL])
async def test_who_is_verified_and_asks_how_to_pay_gets_the_creditors_page_and_nobody_before(
    talk: Talk, medium: Medium
) -> None:
    asked = await talk.says("how can I pay", medium)
    assert asked is not None
    assert "checkout" not in asked.text
    told = await talk.says("02/03/1980", medium)
    assert told is not None
    assert (told.template, told.debts) == ("pay_here", (talk.dossier().debts[0].id,))
    assert PAGE.replace("{reference}", talk.dossier().debts[0].id) in told.text
    assert talk.thread(medium).status is Status.BOT


async def test_where_no_page_is_known_a_person_says_how_to_pay(talk: Talk) -> None:
    talk.assistant.policy = policy()
    await talk.says("how can I pay")
    told = await talk.says("02/03/1980")
    assert told is not None
    assert told.template == "how_to_pay"
    assert talk.thread().status is Status.WAITING


async def test_a_card_that_somebody_writes_is_kept_nowhere_and_a_person_is_called(talk: Talk) -> None:
    reply = await talk.says(f"take it from {CARD}")
    assert reply is not None
    assert reply.template == "no_card"
    assert talk.thread().status is Status.WAITING
    with talk.store.reading() as reading:
        kept = [reading.connection.execute(table.select()).all() for table in (inbounds, turns, conversations, ledger)]
    assert cards.KEPT_INSTEAD in str(kept)
    assert "1111 1111" not in str(kept)
