"""What integrators may read: everything they need to live with us, no proof of identity, and nobody's words."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from accounts.contact import Medium
from accounts.notice import Dispute, DisputeAnswered
from accounts.record import new_id
from channels.port import Received
from tests.api.world import CONSUMER, DEBT, Office
from tests.walks.world import NOON, PHONE


def test_a_consumer_is_shown_without_proofs_and_without_words(office: Office) -> None:
    with office.store.transaction() as unit:
        unit.add_fact(CONSUMER, Dispute(id=new_id(), at=NOON, via="sms", text="it was my brother"), by="bot")
    answer = office.client().get(f"/consumers/{CONSUMER}")
    told = answer.json()
    assert told["consumer"]["name"] == "Alex Sample"
    assert [one["balance"] for one in told["debts"]] == [105_00]
    assert PHONE in {one["address"] for one in told["points"]}
    assert "dispute" in {one["kind"] for one in told["facts"]}
    for secret in ("1980", "6789", "brother"):
        assert secret not in answer.text


def test_a_debt_is_found_by_the_creditors_own_number(office: Office) -> None:
    found = office.client().get(
        "/debts", params={"creditor": "Harbor Street Credit", "account_number": f"4400-{DEBT[-4:]}"}
    )
    assert (found.json()["consumer"], found.json()["debt"]["id"]) == (CONSUMER, DEBT)


def test_contacts_come_in_pages_each_once_with_what_became_of_them(office: Office) -> None:
    client = office.client()
    for number in range(6):
        call = {"kind": "contact", "at": (NOON - timedelta(days=number)).isoformat(), "medium": "call", "to": PHONE,
                "debts": [DEBT], "outcome": "no_answer"}  # fmt: skip
        body = {"consumer": CONSUMER, "facts": [call]}
        assert client.post("/facts", json=body, headers={"Idempotency-Key": str(number)}).status_code == 201
    for number in range(3):
        came = Received(provider="p", key=str(number), medium=Medium.SMS, at=NOON, from_address=PHONE, to_address="+1")
        office.house.inbox.receive(came)
    seen = pages(office, f"/consumers/{CONSUMER}/contacts", limit=2)
    assert [one["direction"] for one in seen] == ["out"] * 6 + ["in"] * 3
    assert len({one["id"] for one in seen}) == 9
    assert {one["state"] for one in seen[:6]} == {"sent"}
    assert {one["channel"] for one in seen[:6]} == {"elsewhere"}


def test_disputes_say_whether_a_person_still_owes_an_answer(office: Office) -> None:
    answered, waiting = (Dispute(id=new_id(), at=NOON, via="mail", debts=(DEBT,)) for _ in range(2))
    with office.store.transaction() as unit:
        unit.add_facts([(CONSUMER, answered), (CONSUMER, waiting)], by="test")
        unit.add_fact(CONSUMER, DisputeAnswered(id=new_id(), at=NOON, of=answered.id), by="test")
    told = {one["id"]: one["waits"] for one in pages(office, "/disputes", limit=1)}
    assert told == {answered.id: False, waiting.id: True}


def pages(office: Office, path: str, limit: int) -> list[dict[str, Any]]:
    """Return everything at an address, a page at a time."""
    client, items, after = office.client(f"pager-{limit}"), list[dict[str, Any]](), None
    while True:
        page = client.get(path, params={"limit": limit} | ({"after": after} if after else {})).json()
        items += page["items"]
        after = page["next"]
        if not page["more"]:
            return items
