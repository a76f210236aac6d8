"""`POST /facts`: what integrators learnt elsewhere counts in the next decision, once, and is known to be theirs."""

from __future__ import annotations

import json
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path
from typing import Any

import httpx2
import pytest

from accounts import ledger
from accounts.record import new_id
from accounts.store import Store
from tests.api.world import CONSUMER, DEBT, Office
from tests.walks.world import NOON, PHONE

AT = (NOON - timedelta(hours=1)).isoformat()
CALL = {
    "kind": "contact",
    "at": AT,
    "medium": "call",
    "to": PHONE,
    "debts": [DEBT],
    "outcome": "no_answer",
    "voice": "person",
}


def bring(client: httpx2.Client, *facts: dict[str, Any], key: str = "", consumer: str = CONSUMER) -> httpx2.Response:
    """Bring facts, under a key of their own if none is named."""
    headers = {"Idempotency-Key": key or new_id()}
    return client.post("/facts", json={"consumer": consumer, "facts": list(facts)}, headers=headers)


def may_call(client: httpx2.Client) -> dict[str, Any]:
    asked = {"consumer": CONSUMER, "debt": DEBT, "medium": "voice", "voice": "person", "facts": False}
    return client.post("/may-i-contact", json=asked).json()  # type: ignore[no-any-return]  # a document


@pytest.mark.parametrize(
    ("fact", "kind"),
    [
        ({"kind": "opt_out", "at": AT, "medium": "sms", "via": "call"}, "opt_out"),
        ({"kind": "attorney", "at": AT, "identified": True}, "attorney"),
        ({"kind": "cease", "at": AT, "via": "mail"}, "cease"),
        ({"kind": "refusal", "at": AT, "via": "mail"}, "refusal"),
        ({"kind": "hold", "at": AT, "why": "bankruptcy"}, "hold"),
        ({"kind": "wrong_party", "at": AT, "address": PHONE}, "wrong_party"),
        ({"kind": "dispute", "at": AT, "via": "call", "debts": [DEBT]}, "dispute"),
    ],
)
def test_each_fact_stops_what_it_must_stop_from_the_next_question_on(
    office: Office, fact: dict[str, Any], kind: str
) -> None:
    client = office.client()
    asked = {"consumer": CONSUMER, "debt": DEBT, "medium": "sms", "to": PHONE, "facts": False}
    assert client.post("/may-i-contact", json=asked).json()["approved"] is True
    answer = bring(client, fact)
    assert answer.status_code == 201, answer.text
    assert client.post("/may-i-contact", json=asked).json()["approved"] is False
    assert office.kinds() == [kind]
    with office.store.reading() as reading:
        last = list(ledger.read(reading.connection, kind="fact"))[-1]
    assert json.loads(last.body)["by"] == "api:crm"
    assert json.loads(last.body)["fact"]["id"] == answer.json()["facts"][0]


def test_the_calls_of_a_third_system_count_in_our_frequency(office: Office) -> None:
    client = office.client()
    before = {o["rule"] for o in may_call(client)["objections"]}
    for number in range(7):
        at = (NOON - timedelta(days=number % 5, hours=number + 1)).isoformat()
        assert bring(client, {**CALL, "at": at, "reference": f"dialer-{number}"}).status_code == 201
    told = may_call(client)
    assert "regf.14b2i.A-seven-in-seven" in {o["rule"] for o in told["objections"]} - before, told["objections"]


def test_a_conversation_by_a_third_system_counts_as_the_first_communication(office: Office) -> None:
    consumer, debt = office.consumer(new_id(), new_id(), "+12165550177")
    with office.store.transaction() as unit:
        unit.connection.exec_driver_sql("DELETE FROM first_communications")
    talked = {**CALL, "to": "+12165550177", "debts": [debt], "outcome": "conversation", "raised": [debt]}
    assert bring(office.client(), talked, consumer=consumer).status_code == 201
    assert debt in office.store.dossier(consumer, NOON).first_communications


def test_a_contact_with_a_known_reference_is_counted_once(office: Office) -> None:
    client = office.client()
    first, second = (bring(client, {**CALL, "reference": "dialer-1"}).json() for _ in range(2))
    assert first == second
    assert len(office.store.dossier(CONSUMER, NOON).attempts) == 1
    assert bring(client, CALL).json() != first, "without a reference it is another call"


def test_a_payment_lowers_the_balance_and_the_old_one_may_not_be_stated_any_more(office: Office) -> None:
    client = office.client()
    part = {"kind": "payment", "at": AT, "debts": [DEBT], "cents": 25_00}
    assert bring(client, part, {**part, "cents": 30_00}).status_code == 201
    debt = office.store.dossier(CONSUMER, NOON).debt(DEBT)
    assert debt is not None
    assert debt.itemization is not None
    assert (debt.balance, debt.itemization.total, debt.status) == (50_00, 50_00, "open")
    assert bring(client, {**part, "amount": "full", "cents": 50_00}).status_code == 201
    paid = office.store.dossier(CONSUMER, NOON).debt(DEBT)
    assert paid is not None
    assert (paid.balance, paid.status) == (0, "paid")
    office.store.verify_ledger()


def test_a_repetition_gets_the_first_answer_and_another_request_under_that_key_is_refused(office: Office) -> None:
    client = office.client()
    fact = {"kind": "opt_out", "at": AT, "medium": "sms"}
    first, again = bring(client, fact, key="k-1"), bring(client, fact, key="k-1")
    assert (first.status_code, again.status_code) == (201, 201)
    assert first.json() == again.json()
    assert (first.headers.get("Idempotency-Replayed"), again.headers["Idempotency-Replayed"]) == (None, "true")
    other = bring(client, {**fact, "medium": "email"}, key="k-1")
    assert (other.status_code, other.json()["type"]) == (422, "urn:problem-type:duly:idempotency-key-reused")
    assert bring(office.client("another"), {**fact, "medium": "email"}, key="k-1").status_code == 201
    assert office.kinds() == ["opt_out", "opt_out"]


def test_of_ten_that_race_under_one_key_one_takes_effect(store: Store, tmp_path: Path) -> None:
    office = Office(store, tmp_path / "var")
    try:
        office.consumer()
        key = office.key()
        clients = [office.bare(Authorization=f"Bearer {key}") for _ in range(10)]
        fact = {"kind": "opt_out", "at": AT, "medium": "sms"}
        with ThreadPoolExecutor(10) as crowd:
            answers = list(crowd.map(lambda client: bring(client, fact, key="same"), clients))
        assert {answer.status_code for answer in answers} == {201}
        assert len({answer.json()["facts"][0] for answer in answers}) == 1
        assert office.kinds() == ["opt_out"]
    finally:
        office.close()


@pytest.mark.parametrize(
    ("fact", "pointer"),
    [
        ({"kind": "opt_out", "at": AT, "address": "(216) 555-0101"}, "#/facts/1/address"),
        ({"kind": "opt_out", "at": (NOON + timedelta(hours=1)).isoformat()}, "#/facts/1/at"),
        (
            {"kind": "dispute", "at": AT, "via": "call", "debts": ["0199f0c2-7a10-7000-8000-00000000dead"]},
            "#/facts/1/debts/0",
        ),
        ({"kind": "payment", "at": AT, "debts": [DEBT], "cents": 0}, "#/facts/1/payment/cents"),
        ({"kind": "payment", "at": AT, "debts": [DEBT], "cents": 10**30}, "#/facts/1/payment/cents"),
        ({"kind": "payment", "at": AT, "cents": 5}, "#/facts/1/payment/debts"),
        ({"kind": "promise", "at": AT}, "#/facts/1"),
        ({"kind": "opt_out", "at": AT, "id": "mine"}, "#/facts/1/opt_out"),
        ({"kind": "opt_out", "at": AT, "by": "x"}, "#/facts/1/opt_out/by"),
        ({"kind": "contact", "at": AT, "medium": "call", "to": PHONE, "debts": [DEBT]}, "#/facts/1/contact"),
        ({**CALL, "medium": "sms"}, "#/facts/1/contact"),
        ({**CALL, "reference": "a\x00b"}, "#/facts/1/contact"),
        ({**CALL, "to": "+12165550199"}, "#/facts/1/to"),
    ],
)
def test_a_wrong_fact_is_named_and_none_beside_it_is_kept(office: Office, fact: dict[str, Any], pointer: str) -> None:
    client = office.client()
    right = {"kind": "opt_out", "at": AT, "medium": "sms"}
    answer = bring(client, right, fact, key="k")
    assert answer.status_code == 422, answer.text
    assert answer.json()["errors"][0]["pointer"] == pointer, answer.text
    assert office.kinds() == []
    assert bring(client, right, key="k").status_code == 201, "a refused request uses no key up"


def test_facts_of_nobody_are_not_found(office: Office) -> None:
    answer = bring(office.client(), {"kind": "opt_out", "at": AT}, consumer=new_id())
    assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (404, "#/consumer")


def test_a_request_without_an_idempotency_key_is_refused(office: Office) -> None:
    answer = office.client().post("/facts", json={"consumer": CONSUMER, "facts": [CALL]})
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["pointer"] == "header Idempotency-Key"
