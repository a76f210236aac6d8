"""`POST /messages`: what integrators ask us to send leaves by the gateway, once, or is refused with its reasons."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path
from typing import Any

import httpx2
import pytest

from accounts import api_keys
from accounts.consent import CeaseRequest
from accounts.record import new_id
from accounts.store import Store
from tests.api.world import CONSUMER, DEBT, Office
from tests.walks.world import NOON, mailbox
from web.api import sending
from web.api.given import fingerprint

REMINDER = {"consumer": CONSUMER, "debts": [DEBT], "medium": "email", "template": "reminder"}


def ask(client: httpx2.Client, wanted: dict[str, Any], key: str = "") -> httpx2.Response:
    return client.post("/messages", json=wanted, headers={"Idempotency-Key": key or new_id()})


def test_a_lawful_message_leaves_and_the_answer_is_the_decision_with_its_attempt(office: Office) -> None:
    told = ask(office.client(), REMINDER).json()
    assert (told["approved"], told["state"]) == (True, "sent"), told
    (message,) = office.email.sent
    assert (message.to, message.author, message.template) == (mailbox(CONSUMER), "api:crm", "reminder")
    (attempt,) = office.store.dossier(CONSUMER, NOON).attempts
    assert (attempt.id, attempt.message) == (told["attempt"], told["message"])


def test_a_refusal_is_an_answer_and_nothing_leaves(office: Office) -> None:
    with office.store.transaction() as unit:
        unit.add_fact(CONSUMER, CeaseRequest(id=new_id(), at=NOON, via="email"), by="test")
    answer = ask(office.client(), REMINDER)
    told = answer.json()
    assert (answer.status_code, told["approved"], told["state"], told["attempt"]) == (200, False, "refused", None)
    assert any("1006.6(c)" in o["citation"] for o in told["objections"])
    assert office.email.sent == []


def test_a_repetition_sends_nothing_again_and_gets_the_same_answer(office: Office) -> None:
    client = office.client()
    first, again = ask(client, REMINDER, "k"), ask(client, REMINDER, "k")
    assert first.json() == again.json()
    assert again.headers["Idempotency-Replayed"] == "true"
    assert len(office.email.sent) == 1
    assert ask(client, {**REMINDER, "language": "es"}, "k").status_code == 422


def test_of_eight_that_race_under_one_key_one_message_leaves(store: Store, tmp_path: Path) -> None:
    office = Office(store, tmp_path / "var")
    try:
        office.consumer()
        key = office.key()
        clients = [office.bare(Authorization=f"Bearer {key}") for _ in range(8)]
        with ThreadPoolExecutor(8) as crowd:
            answers = list(crowd.map(lambda client: ask(client, REMINDER, "same"), clients))
        assert {answer.status_code for answer in answers} <= {200, 409}
        assert len({answer.json()["message"] for answer in answers if answer.status_code == 200}) == 1
        assert len(office.email.sent) == 1
    finally:
        office.close()


def test_who_repeats_after_we_died_is_told_what_became_of_it_and_nothing_leaves_twice(office: Office) -> None:
    client = office.client()
    told = ask(client, REMINDER, "first").json()
    with office.store.transaction() as unit:  # as if we had died after sending, before the answer was kept
        (key,) = api_keys.everybody(unit)
        given = sending.MessageGiven.model_validate(REMINDER)
        asked = fingerprint("messages", given)
        assert api_keys.claim(unit, key.id, "died", asked, NOON, told["message"]) is None
    assert ask(client, REMINDER, "died").status_code == 409
    office.now = NOON + sending.LEASE
    again = ask(client, REMINDER, "died")
    assert (again.status_code, again.json()["attempt"]) == (200, told["attempt"])
    assert len(office.email.sent) == 1


def test_who_repeats_after_we_died_before_sending_has_it_sent(office: Office) -> None:
    client = office.client()
    with office.store.transaction() as unit:
        (key,) = api_keys.everybody(unit)
        asked = fingerprint("messages", sending.MessageGiven.model_validate(REMINDER))
        api_keys.claim(unit, key.id, "died", asked, NOON - timedelta(minutes=10), new_id())
    assert ask(client, REMINDER, "died").json()["state"] == "sent"
    assert len(office.email.sent) == 1


@pytest.mark.parametrize(
    ("wrong", "pointer"),
    [
        ({"template": "agent"}, "#/template"),
        ({"template": "../en/reminder"}, "#/template"),
        ({"medium": "voice"}, "#/medium"),
        ({"debts": [new_id()]}, "#/debts/0"),
        ({"debts": []}, "#/debts"),
        ({"to": "nobody@mail.example"}, "#/to"),
        ({"language": "fr"}, "#/language"),
    ],
)
def test_what_cannot_be_sent_is_named(office: Office, wrong: dict[str, Any], pointer: str) -> None:
    answer = ask(office.client(), REMINDER | wrong)
    assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (422, pointer), answer.text


def test_without_a_wire_it_is_our_set_up_that_is_named(office: Office) -> None:
    office.house.gateway.channels = {}
    answer = ask(office.client(), REMINDER)
    assert (answer.status_code, answer.json()["type"]) == (503, "urn:problem-type:duly:not-ready")
    assert "no channel is set up for email" in answer.json()["detail"]
