"""The gate: forged keys, odd bodies, too many questions; every answer a problem that names the input, no traceback."""

from __future__ import annotations

import json
import socket
import time
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import httpx2
import pytest

from accounts import api_keys
from accounts.record import new_id
from accounts.store import Store
from tests.api.world import CONSUMER, DEBT, Office
from tests.walks.world import NOON
from web.api import gate

QUESTION = {"consumer": CONSUMER, "debt": DEBT, "medium": "sms", "facts": False}
JSON = {"Content-Type": "application/json"}


def problem(answer: httpx2.Response, status: int, kind: str) -> dict[str, Any]:
    """Return the problem, after seeing that it is one as RFC 9457 has it."""
    assert answer.status_code == status, answer.text
    assert answer.headers["content-type"] == "application/problem+json"
    told: dict[str, Any] = answer.json()
    assert (told["type"], told["status"]) == (f"urn:problem-type:duly:{kind}", status)
    assert told["detail"]
    assert "Traceback" not in answer.text
    return told


@pytest.mark.parametrize(
    "header",
    ["", "Bearer", "Basic ZHVseTpkdWx5", "Bearer duly_", "Bearer duly_" + "a" * 43, "Bearer " + "a" * 9000,
     "Bearer duly_" + "é" * 43, "Bearer ' OR 1=1 --", "bearer\tduly_x"],
)  # fmt: skip
def test_who_has_no_key_learns_nothing(office: Office, header: str) -> None:
    office.key()
    client = office.bare()
    given = {"Authorization": header.encode()} if header else {}
    for path in ("/may-i-contact", f"/consumers/{CONSUMER}", "/nothing"):
        answer = client.request("POST" if path == "/may-i-contact" else "GET", path, headers=given)  # type: ignore[arg-type]  # bytes are taken
        problem(answer, 401, "no-key")
        assert answer.headers["www-authenticate"].startswith("Bearer")


def test_a_key_is_kept_as_a_hash_and_a_revoked_one_is_no_key(office: Office) -> None:
    key = office.key("dialer")
    client = office.bare(Authorization=f"Bearer {key}")
    assert client.post("/may-i-contact", json=QUESTION).status_code == 200
    assert key.encode() not in Path(str(office.store.engine.url.database)).read_bytes()
    with office.store.transaction() as unit:
        api_keys.revoke(unit, "dialer", NOON)
    problem(client.post("/may-i-contact", json=QUESTION), 401, "no-key")


def test_a_key_with_one_letter_changed_is_no_key(office: Office) -> None:
    key = office.key()
    for place in (5, 20, len(key) - 1):
        forged = key[:place] + ("A" if key[place] != "A" else "B") + key[place + 1 :]
        problem(office.bare(Authorization=f"Bearer {forged}").get("/disputes"), 401, "no-key")


@pytest.mark.parametrize(
    ("scope", "method", "path"),
    [("read", "POST", "/may-i-contact"), ("decide", "GET", "/disputes"), ("read", "POST", "/facts"),
     ("decide", "POST", "/messages"), ("read", "GET", "/webhooks"), ("decide", "POST", "/webhooks")],
)  # fmt: skip
def test_a_key_may_do_what_its_scopes_say_and_nothing_else(office: Office, scope: Any, method: str, path: str) -> None:
    client = office.client(scopes=(scope,))
    body = {"json": {"x": 1}} if method == "POST" else {}
    told = problem(client.request(method, path, **body), 403, "scope-missing")  # type: ignore[arg-type]  # json or nothing
    assert scope in told["detail"]


def test_when_a_key_was_used_last_is_known_to_the_minute(office: Office) -> None:
    client = office.client()
    for minutes in (0, 0, 5):
        office.now += timedelta(minutes=minutes)
        client.get("/disputes")
    patience = time.monotonic() + 10
    while last_use(office) != office.now and time.monotonic() < patience:
        client.get("/nothing")
    assert last_use(office) == office.now


def last_use(office: Office) -> datetime | None:
    with office.store.reading() as reading:
        (key,) = api_keys.everybody(reading)
    return key.last_used_at


def test_who_asks_too_often_is_told_when_to_come_back(sqlite_store: Store, tmp_path: Path) -> None:
    office = Office(sqlite_store, tmp_path / "var", rate=10)
    try:
        office.consumer()
        client = office.client()
        for left in range(9, -1, -1):
            answer = client.post("/may-i-contact", json=QUESTION)
            assert answer.status_code == 200
            assert f";r={left};" in answer.headers["RateLimit"]
        refused = client.post("/may-i-contact", json=QUESTION)
        problem(refused, 429, "too-many-requests")
        assert 1 <= int(refused.headers["Retry-After"]) <= 7
        assert office.client("other").post("/may-i-contact", json=QUESTION).status_code == 200, "each key has its own"
        office.now += timedelta(seconds=int(refused.headers["Retry-After"]))
        assert client.post("/may-i-contact", json=QUESTION).status_code == 200
        problem(client.post("/may-i-contact", json=[QUESTION] * 8), 429, "too-many-requests")
        office.now += timedelta(minutes=2)
        assert client.post("/may-i-contact", json=[QUESTION] * 8).status_code == 200, "a batch counts as its questions"
        problem(client.post("/may-i-contact", json=[QUESTION] * 8), 429, "too-many-requests")
    finally:
        office.close()


DEEP = b"[" * 100_000 + b"]" * 100_000


@pytest.mark.parametrize(
    ("body", "status", "kind"),
    [
        (b"", 422, "invalid-input"),
        (b"{", 400, "unreadable-request"),
        (b"nonsense", 400, "unreadable-request"),
        (b'{"consumer": "\xff\xfe"}', 400, "unreadable-request"),
        (b"\xff\xfe{\x00}\x00", 422, "invalid-input"),  # UTF-16, which JSON libraries guess
        (DEEP, 400, "unreadable-request"),
        (b'{"a":' * 30_000 + b"1" + b"}" * 30_000, 400, "unreadable-request"),
        (b"1" * 5000, 400, "unreadable-request"),
        (b"null", 422, "invalid-input"),
        (b"[]", 422, "invalid-input"),
        (b"[[]]", 422, "invalid-input"),
        (b"NaN", 422, "invalid-input"),
        (b'"text"', 422, "invalid-input"),
        (b'{"consumer": null}', 422, "invalid-input"),
        (json.dumps(QUESTION | {"medium": ["sms"]}).encode(), 422, "invalid-input"),
        (json.dumps(QUESTION | {"to": "+1\x002165550101"}).encode(), 422, "invalid-input"),
        (json.dumps(QUESTION)[:-1].encode() + b', "to": "\\ud800abc"}', 422, "invalid-input"),
        (json.dumps(QUESTION)[:-1].encode() + b', "\\ud800": 1}', 422, "invalid-input"),
        (json.dumps(QUESTION)[:-1].encode() + b', "\\u0000": 1}', 422, "invalid-input"),
        (json.dumps(QUESTION | {"x" * 200_000: 1}).encode(), 422, "invalid-input"),
        (json.dumps(QUESTION | {"to": "x" * 200_000}).encode(), 422, "invalid-input"),
        (b" " * (gate.MOST_BODY + 1), 413, "body-too-large"),
    ],
    ids=lambda value: repr(value[:24]) if isinstance(value, bytes) else str(value),
)
def test_a_body_that_cannot_be_used_is_a_problem_and_no_fault_of_ours(
    office: Office, body: bytes, status: int, kind: str
) -> None:
    answer = office.client().post("/may-i-contact", content=body, headers=JSON)
    told = problem(answer, status, kind)
    assert len(answer.content) < 6000, "an answer does not echo what was sent"
    assert status != 422 or told["errors"]


@pytest.mark.parametrize(
    "kind", ["", "text/plain", "application/x-www-form-urlencoded", "application/jsonp", "a" * 500]
)
def test_a_body_that_is_not_said_to_be_json_is_refused(office: Office, kind: str) -> None:
    headers = {"Content-Type": kind} if kind else {}
    answer = office.client().post("/may-i-contact", content=json.dumps(QUESTION), headers=headers)
    problem(answer, 415, "not-json")


def test_a_body_without_a_length_is_cut_off_at_the_same_size(office: Office) -> None:
    answer = office.client().post("/may-i-contact", content=(b" " * 65536 for _ in range(16)), headers=JSON)
    problem(answer, 413, "body-too-large")


@pytest.mark.parametrize(
    "path",
    [
        "/consumers/1", f"/consumers/{CONSUMER}%00", "/consumers/%ff%fe", f"/consumers/{CONSUMER.upper()}",
        f"/consumers/{CONSUMER}/contacts?after=x", f"/consumers/{CONSUMER}/contacts?limit=0",
        f"/consumers/{CONSUMER}/contacts?limit=99999999999999999999", "/events?after=-1", "/events?after=1e400",
        "/debts?creditor=a", "/debts?creditor=%00&account_number=1", "/disputes?after=%F0%9F%92%A9",
    ],
)  # fmt: skip
def test_a_parameter_that_cannot_be_used_is_named(office: Office, path: str) -> None:
    told = problem(office.client().get(path), 422, "invalid-input")
    assert told["errors"][0]["pointer"].startswith(("path ", "query "))


def test_unknown_things_and_addresses_are_not_found(office: Office) -> None:
    client = office.client()
    for path in (f"/consumers/{new_id()}", f"/consumers/{new_id()}/contacts", "/debts?creditor=a&account_number=1",
                 f"/webhooks/{new_id()}/deliveries", "/", "/nothing"):  # fmt: skip
        problem(client.get(path), 404, "not-found")
    problem(client.delete(f"/webhooks/{new_id()}"), 404, "not-found")
    problem(client.get("/may-i-contact"), 405, "method-not-allowed")


@pytest.mark.parametrize(
    "head",
    [
        b"POST /api/v1/may-i-contact HTTP/1.1\r\nHost: x\r\nContent-Length: 99\r\n\r\n{",
        b"POST /api/v1/facts HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
        b"GET /api/v1/consumers/\xff\xff HTTP/1.1\r\nHost: x\r\n\r\n",
    ],
)
def test_raw_nonsense_on_the_line_ends_in_a_refusal_and_the_next_is_served(office: Office, head: bytes) -> None:
    where = urlsplit(office.serving.url)
    with socket.create_connection((str(where.hostname), int(where.port or 0)), timeout=5) as line:
        line.sendall(head)
        line.shutdown(socket.SHUT_WR)
        first = line.recv(4096)
    assert first == b"" or first.startswith((b"HTTP/1.1 4",))
    assert office.client().post("/may-i-contact", json=QUESTION).status_code == 200


def test_a_browser_of_another_site_gains_nothing_by_our_api(office: Office) -> None:
    answer = office.bare().post("/may-i-contact", json=QUESTION, headers={"Origin": "https://evil.example"})
    problem(answer, 401, "no-key")
    assert "access-control-allow-origin" not in answer.headers
