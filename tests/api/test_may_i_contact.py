"""`POST /may-i-contact`: the same answer as `duly decide`, for one question or a hundred; it approves nothing."""

from __future__ import annotations

import json
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from accounts.consent import OptOut
from accounts.contact import Medium
from accounts.record import new_id
from accounts.store import Store
from tests.api.world import CONSUMER, DEBT, Office
from tests.walks.world import NOON, PHONE

QUESTION = {"consumer": CONSUMER, "debt": DEBT, "medium": "sms"}


def test_a_lawful_contact_is_approved_and_nothing_is_reserved_or_recorded(office: Office) -> None:
    before = office.store.verify_ledger().records
    answer = office.client(scopes=("decide",)).post("/may-i-contact", json=QUESTION)
    assert answer.status_code == 200, answer.text
    told = answer.json()
    assert told["approved"] is True, told["objections"]
    assert sorted(told) == ["advice", "approved", "book", "facts", "next_lawful_moment", "objections"]
    assert told["facts"]["message"]["to"] == PHONE
    assert office.store.dossier(CONSUMER, NOON).attempts == ()
    assert office.store.verify_ledger().records == before + 1, "only the key was put down"


def test_a_refusal_says_by_which_provision_why_and_until_when(office: Office) -> None:
    office.now = NOON + timedelta(hours=10)
    told = office.client().post("/may-i-contact", json=QUESTION).json()
    assert told["approved"] is False
    assert all(o["citation"] and o["says"] for o in told["objections"])
    assert told["next_lawful_moment"] > office.now.isoformat()
    later = office.client("two").post("/may-i-contact", json={**QUESTION, "at": told["next_lawful_moment"]}).json()
    assert later["approved"] is True, later["objections"]


def test_a_hundred_questions_are_answered_in_their_order_and_an_unknown_one_spoils_no_other(office: Office) -> None:
    questions: list[dict[str, Any]] = [{**QUESTION, "facts": False} for _ in range(100)]
    questions[7] = {**questions[7], "consumer": new_id()}
    questions[8] = {**questions[8], "debt": new_id()}
    answer = office.client().post("/may-i-contact", json=questions)
    answers = answer.json()["answers"]
    assert len(answers) == 100
    assert [n for n, one in enumerate(answers) if "problem" in one] == [7, 8]
    assert "no consumer has the id" in answers[7]["problem"]["detail"]
    assert all(one["approved"] for n, one in enumerate(answers) if n not in (7, 8))
    assert "facts" not in answers[0]
    assert office.client("more").post("/may-i-contact", json=[*questions, questions[0]]).status_code == 422


@pytest.mark.parametrize(
    ("wrong", "names"),
    [
        ({"medium": "pigeon"}, "#/medium"),
        ({"consumer": "1"}, "#/consumer"),
        ({"at": "2026-11-23T13:00:00"}, "#/at"),
        ({"at": "2021-11-01T13:00:00Z"}, "#/at"),
        ({"at": "9999-12-31T23:59:59Z"}, "#/at"),
        ({"voice": "robot"}, "#/voice"),
        ({"mediun": "sms"}, "#/mediun"),
    ],
)
def test_a_wrong_question_is_named_by_its_input(office: Office, wrong: dict[str, Any], names: str) -> None:
    client = office.client()
    alone = client.post("/may-i-contact", json=QUESTION | wrong)
    assert alone.status_code == 422, alone.text
    assert [one["pointer"] for one in alone.json()["errors"]] == [names]
    among = client.post("/may-i-contact", json=[QUESTION, QUESTION | wrong])
    assert [one["pointer"] for one in among.json()["errors"]] == [names.replace("#/", "#/1/")]


@pytest.mark.parametrize(("unknown", "says"), [("consumer", "no consumer has the id"), ("debt", "has no debt")])
def test_who_and_what_is_unknown_is_not_found(office: Office, unknown: str, says: str) -> None:
    answer = office.client().post("/may-i-contact", json={**QUESTION, unknown: new_id()})
    assert (answer.status_code, answer.headers["content-type"]) == (404, "application/problem+json")
    assert says in answer.json()["detail"]


def test_a_question_on_record_stands_in_the_ledger_with_the_facts_it_was_answered_from(office: Office) -> None:
    client = office.client()
    assert client.post("/may-i-contact", json={**QUESTION, "record": True, "facts": False}).status_code == 200
    with office.store.reading() as reading:
        from accounts import ledger

        (row,) = ledger.read(reading.connection, kind="asked")
    body = json.loads(row.body)
    assert body["by"] == "api:crm"
    assert body["decision"]["approved"] is True
    assert body["facts"]["dossier"]["consumer"]["id"] == CONSUMER
    office.store.verify_ledger()


def test_the_number_asked_about_is_the_one_that_is_judged(office: Office) -> None:
    with office.store.transaction() as unit:
        unit.add_fact(CONSUMER, OptOut(id=new_id(), at=NOON, medium=Medium.SMS, address=PHONE), by="test")
    client = office.client()
    assert client.post("/may-i-contact", json={**QUESTION, "to": PHONE}).json()["approved"] is False
    assert client.post("/may-i-contact", json={**QUESTION, "to": "+12165559999"}).status_code == 404


def test_a_call_by_a_person_is_under_fewer_rules_than_one_by_a_machine(office: Office) -> None:
    client = office.client()
    said = {
        voice: client.post("/may-i-contact", json={**QUESTION, "medium": "voice", "voice": voice}).json()
        for voice in ("person", "bot")
    }
    rules = {voice: {o["rule"] for o in told["objections"]} for voice, told in said.items()}
    assert rules["person"] < rules["bot"]


def test_both_databases_answer_alike(store: Store, tmp_path: Path) -> None:
    office = Office(store, tmp_path / "var")
    try:
        office.consumer()
        assert office.client().post("/may-i-contact", json=QUESTION).json()["approved"] is True
    finally:
        office.close()
