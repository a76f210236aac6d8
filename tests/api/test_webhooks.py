"""Events on their way to a real receiver: signed, at least once, in order for each consumer, never led astray."""

from __future__ import annotations

import asyncio
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address, ip_network
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from standardwebhooks.webhooks import Webhook, WebhookVerificationError

from accounts import deliveries
from accounts.consent import OptOut
from accounts.contact import Inbound, Medium, State
from accounts.errors import BadInput
from accounts.integrator import Delivery, Endpoint
from accounts.notice import Dispute
from accounts.record import Id, new_id
from accounts.store import Store
from channels.port import Received, StatusUpdate
from tests.api.world import CONSUMER, DEBT, LOOPBACK, Office, Receiver, Told, run
from tests.walks.world import NOON, PHONE
from web.api import endpoints
from web.events import herald, kinds, posting, signing
from web.events.posting import Poster, allowed, checked_url

ROOT = Path(__file__).parents[2]


def register(office: Office, receiver: Receiver, *events: str, words: bool = False) -> tuple[Endpoint, str]:
    """Register a receiver for events; none named is all."""
    return endpoints.register(office.store, receiver.url, events, office.now, LOOPBACK, words=words)


def opt_out(office: Office, consumer: Id = CONSUMER) -> None:
    with office.store.transaction() as unit:
        unit.add_fact(consumer, OptOut(id=new_id(), at=office.now, medium=Medium.SMS), by="test")


def log(office: Office, **wanted: Any) -> list[Delivery]:
    with office.store.reading() as reading:
        return deliveries.log(reading, **wanted)


def endpoint(office: Office, id: Id) -> Endpoint:
    with office.store.reading() as reading:
        return deliveries.find(reading, id)


def arrived(office: Office, count: int) -> Callable[[], bool]:
    """Return whether so many have arrived, as a question."""
    return lambda: len(log(office, state="delivered", limit=1000)) >= count


# --- what is told ------------------------------------------------------------------------------------------


def test_what_happens_to_a_message_is_told_and_no_word_of_it(office: Office, receiver: Receiver) -> None:
    register(office, receiver)
    asked = {"consumer": CONSUMER, "debts": [DEBT], "medium": "email", "template": "reminder"}
    sent = office.client().post("/messages", json=asked, headers={"Idempotency-Key": "k"}).json()
    delivered = StatusUpdate(
        provider="p", key="1", at=NOON, attempt=sent["attempt"], state="delivered", status="delivered"
    )
    late = delivered.model_copy(update={"key": "2", "state": "failed", "status": "failed"})
    for update in (delivered, late):
        assert office.house.inbox.update(update)
    run(office, office.herald(), arrived(office, 2))
    assert receiver.events == ["message.sent", "message.delivered"], "a late word that moved nothing is no news"
    told = receiver.told[0].json["data"]
    assert (told["attempt"], told["consumer"], told["debts"]) == (sent["attempt"], CONSUMER, [DEBT])
    assert b"105" not in receiver.told[0].body
    assert office.email.sent[0].text[:20].encode() not in receiver.told[0].body


def test_facts_of_every_source_are_told_as_what_they_are(office: Office, receiver: Receiver) -> None:
    register(office, receiver)
    with office.store.transaction() as unit:
        unit.add_fact(CONSUMER, Dispute(id=new_id(), at=NOON, via="sms", text="not my debt", debts=(DEBT,)), by="bot")
    opt_out(office)
    office.house.inbox.receive(
        Received(provider="p", key="1", medium=Medium.SMS, at=NOON, from_address=PHONE, to_address="+1", text="hi 1980")
    )
    run(office, office.herald(), arrived(office, 3))
    assert sorted(receiver.events) == ["dispute.opened", "optout.recorded", "reply.received"]
    assert all(b"not my debt" not in told.body and b"1980" not in told.body for told in receiver.told)


def test_words_are_told_only_to_an_endpoint_made_for_it_and_only_once_proofs_are_masked(
    office: Office, receiver: Receiver
) -> None:
    register(office, receiver, "reply.received", words=True)
    office.house.inbox.receive(
        Received(
            provider="p", key="1", medium=Medium.SMS, at=NOON, from_address=PHONE, to_address="+1", text="02/03/1980"
        )
    )
    teller = office.herald()
    asyncio.run(_look(teller))
    assert receiver.told == [], "it waits until the assistant has read it"
    with office.store.transaction() as unit:
        (waiting,) = unit.waiting_inbounds()
        inbound: Inbound = unit.take_inbound(waiting)[0]  # type: ignore[index]  # it waits
        unit.handled(inbound.model_copy(update={"text": "[date of birth]"}), NOON)
    run(office, office.herald(), arrived(office, 1))
    assert receiver.told[0].json["data"]["text"] == "[date of birth]"


async def _look(teller: herald.Herald) -> None:
    await teller.tell()
    await teller.settle()
    await teller.aclose()


def test_an_endpoint_is_told_of_its_own_events_and_of_what_happened_after_it_was_made(
    office: Office, receiver: Receiver
) -> None:
    opt_out(office)
    made, _ = register(office, receiver, "optout.recorded")
    with office.store.transaction() as unit:
        unit.add_fact(CONSUMER, Dispute(id=new_id(), at=NOON, via="sms"), by="bot")
    opt_out(office)
    run(office, office.herald(), arrived(office, 1))
    assert receiver.events == ["optout.recorded"]
    assert endpoint(office, made.id).cursor > 0


def test_every_kind_of_event_tells_of_a_record_that_somebody_writes() -> None:
    written = "\n".join(
        path.read_text("utf-8") for folder in ("accounts", "bot", "channels") for path in (ROOT / folder).rglob("*.py")
    )
    for name, kind in kinds.kinds().items():
        for source in kind.of:
            assert f'"{source.record}"' in written, name


# --- signatures --------------------------------------------------------------------------------------------


def test_a_receivers_own_library_verifies_our_signature_and_no_other(office: Office, receiver: Receiver) -> None:
    office.now = datetime.now(UTC)
    _, secret = register(office, receiver)
    opt_out(office)
    run(office, office.herald(), arrived(office, 1))
    (told,) = receiver.told
    assert Webhook(secret).verify(told.body, told.headers)["type"] == "optout.recorded"
    with pytest.raises(WebhookVerificationError):
        Webhook(signing.new_secret()).verify(told.body, told.headers)
    with pytest.raises(WebhookVerificationError):
        Webhook(secret).verify(told.body.replace(b"optout", b"optin."), told.headers)
    with pytest.raises(WebhookVerificationError):
        Webhook(secret).verify(told.body, {**told.headers, "webhook-id": new_id()})


@given(
    body=st.binary(max_size=300).map(lambda raw: raw.hex().encode()),
    keys=st.lists(st.binary(min_size=24, max_size=64), min_size=1, max_size=2),
)
def test_what_we_sign_is_what_standard_webhooks_signs(body: bytes, keys: list[bytes]) -> None:
    import base64

    at = datetime.now(UTC)
    texts = [signing.PREFIX + base64.b64encode(key).decode() for key in keys]
    made = signing.headers("evt", at, body, texts)
    for text in texts:
        assert Webhook(text).verify(body, made, json_parse=False) is None, "it raises where it does not fit"


def test_after_a_rotation_both_secrets_sign_for_a_day_and_then_the_new_one_alone(
    office: Office, receiver: Receiver
) -> None:
    office.now = datetime.now(UTC)
    made, old = register(office, receiver)
    new = endpoints.rotate(office.store, made.id, office.now)
    opt_out(office)
    run(office, office.herald(), arrived(office, 1))
    for secret in (old, new):
        Webhook(secret).verify(receiver.told[0].body, receiver.told[0].headers)
    office.now += timedelta(days=1, seconds=1)
    with office.store.reading() as reading:
        assert deliveries.secrets(reading, made.id, office.now) == (new,)
    assert old.encode() not in Path(str(office.store.engine.url.database)).read_bytes()


# --- retries ------------------------------------------------------------------------------------------------


async def drop(told: Told) -> Any:
    raise ConnectionResetError("the receiver's server fell over")


@pytest.mark.parametrize("fault", [500, 503, 404, 429, (302, {"location": "http://127.0.0.1:1/elsewhere"})])
def test_what_does_not_arrive_comes_again_with_the_same_id_and_a_fresh_signature(
    office: Office, receiver: Receiver, fault: Any
) -> None:
    receiver.plan = [fault, fault]
    register(office, receiver)
    opt_out(office)
    run(office, office.herald(), arrived(office, 1), step=timedelta(seconds=4))
    assert len(receiver.told) == 3
    assert len({told.id for told in receiver.told}) == 1
    assert len({told.headers["webhook-timestamp"] for told in receiver.told}) == 3
    assert len({told.body for told in receiver.told}) == 1
    (done,) = log(office)
    assert (done.state, done.tries, done.status, done.says) == ("delivered", 3, 204, "")


def test_a_receiver_that_is_away_drops_the_line_or_is_slow_is_asked_again(
    office: Office, receiver: Receiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(posting, "TIMEOUT", 0.5)

    async def slow(told: Told) -> Any:
        await asyncio.sleep(2)
        return 204

    receiver.plan = [slow]
    register(office, receiver)
    silent = socket.create_server(("127.0.0.1", 0))  # accepts, reads nothing, says nothing
    rude = _rude_server()
    for port in (silent.getsockname()[1], rude.getsockname()[1], _free_port()):
        endpoints.register(office.store, f"http://127.0.0.1:{port}/", (), office.now, LOOPBACK)
    opt_out(office)
    run(office, office.herald(), lambda: sum(one.tries for one in log(office)) >= 4)
    says = Counter(one.says.partition(":")[0] for one in log(office))
    assert says == {"no answer within 0 seconds": 2, "ServerDisconnectedError": 1, "ClientConnectorError": 1} or (
        says["no answer within 0 seconds"] == 2 and sum(says.values()) == 4
    ), says
    run(office, office.herald(), arrived(office, 1), step=timedelta(seconds=10))
    silent.close()
    rude.close()


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        return int(taken.getsockname()[1])


def _rude_server() -> socket.socket:
    """Return a server that reads a little and drops the line."""
    server = socket.create_server(("127.0.0.1", 0))

    def serve() -> None:
        while True:
            try:
                line, _ = server.accept()
            except OSError:
                return
            line.recv(10)
            line.close()

    threading.Thread(target=serve, daemon=True).start()
    return server


def test_pauses_grow_are_spread_and_end_after_three_days_in_the_log_and_the_doctor(
    office: Office, receiver: Receiver
) -> None:
    receiver.plan = [500] * 1000
    made, _ = register(office, receiver)
    opt_out(office)
    teller, tries = office.herald(), list[datetime]()
    while endpoint(office, made.id).disabled_at is None:
        asyncio.run(_look(teller))
        (one,) = log(office)
        if not tries or one.last_at != tries[-1]:
            assert one.last_at is not None
            tries.append(one.last_at)
        office.now = max(one.next_at, office.now + timedelta(seconds=1))
        teller = office.herald()
    pauses = [(b - a).total_seconds() for a, b in pairwise(tries)]
    assert 4 <= pauses[0] <= 6
    assert all(0.8 * 2 <= b / a <= 1.3 * 3 for a, b in pairwise(pauses[:7]))
    assert max(pauses) <= 8 * 3600 * 1.2 + 1
    assert 12 <= len(tries) <= 25
    assert tries[-1] - tries[0] >= timedelta(days=3)
    assert [delivery.state for delivery in log(office)] == ["parked"]
    assert "nothing has arrived there for 3 days" in endpoint(office, made.id).disabled_because

    from app.doctor import _integrators

    (found,) = _integrators(office.store)
    assert found.grade == "missing"
    assert f"duly webhooks enable {made.id}" in found.says
    office.store.verify_ledger()


def test_a_disabled_endpoint_is_told_nothing_and_once_enabled_everything_it_missed(
    office: Office, receiver: Receiver
) -> None:
    receiver.plan = [410]
    made, _ = register(office, receiver)
    opt_out(office)
    run(office, office.herald(), lambda: endpoint(office, made.id).disabled_at is not None)
    opt_out(office)
    asyncio.run(_look(office.herald()))
    assert len(receiver.told) == 1
    with office.store.transaction() as unit:
        deliveries.enable(unit, made.id, office.now)
    run(office, office.herald(), arrived(office, 2))
    assert receiver.told[0].id == receiver.told[1].id
    assert len({told.id for told in receiver.told}) == 2


def test_retry_after_is_honoured_where_it_asks_for_more(office: Office, receiver: Receiver) -> None:
    receiver.plan = [(429, {"retry-after": "900"})]
    register(office, receiver)
    opt_out(office)
    run(office, office.herald(), lambda: bool(receiver.told))
    (one,) = log(office)
    assert one.next_at - office.now == timedelta(seconds=900)


def test_a_redirect_is_not_followed_though_it_leads_where_we_may_go(office: Office, receiver: Receiver) -> None:
    receiver.plan = [(307, {"location": receiver.url + "/elsewhere"})]
    register(office, receiver)
    opt_out(office)
    run(office, office.herald(), lambda: bool(log(office)[0].tries) if log(office) else False)
    assert len(receiver.told) == 1
    (one,) = log(office)
    assert (one.state, one.status) == ("waiting", 307)
    assert "never followed" in one.says


# --- order --------------------------------------------------------------------------------------------------


def test_of_one_consumer_events_come_in_order_and_another_consumer_does_not_wait(
    office: Office, receiver: Receiver
) -> None:
    other, _ = office.consumer(new_id(), new_id(), "+12165550178")
    refused = 0

    async def refuse_the_first(told: Told) -> Any:
        nonlocal refused
        if told.json["data"]["consumer"] == CONSUMER and refused < 2:
            refused += 1
            return 500
        return 204

    receiver.plan = [refuse_the_first] * 50
    register(office, receiver)
    for _ in range(5):
        opt_out(office)
        opt_out(office, other)
    run(office, office.herald(), arrived(office, 10), step=timedelta(seconds=4))
    for consumer in (CONSUMER, other):
        told = [t.json["data"]["sequence"] for t in receiver.told if t.json["data"]["consumer"] == consumer]
        assert told == sorted(told)
        assert len(set(told)) == 5


def test_an_event_that_never_gets_through_does_not_hold_up_what_came_after_it_for_days(
    office: Office, receiver: Receiver
) -> None:
    poison: list[str] = []

    async def choke(told: Told) -> Any:
        poison.append(told.id) if not poison else None
        return 500 if told.id == poison[0] else 204

    receiver.plan = [choke] * 200
    register(office, receiver)
    opt_out(office)
    opt_out(office)
    run(office, office.herald(), arrived(office, 1), step=timedelta(seconds=30))
    assert office.now - NOON < timedelta(minutes=20)


# --- replay -------------------------------------------------------------------------------------------------


def test_a_replay_sends_again_what_was_sent_and_what_happened_before_it_was_registered(
    office: Office, receiver: Receiver
) -> None:
    opt_out(office)
    office.now += timedelta(minutes=1)
    made, _ = register(office, receiver)
    opt_out(office)
    run(office, office.herald(), arrived(office, 1))
    with office.store.transaction() as unit:
        found = deliveries.find(unit, made.id)
        assert herald.replay(unit, found, office.now, since=NOON - timedelta(hours=1)) == 2
    run(office, office.herald(), lambda: len(receiver.told) == 3)
    assert Counter(told.id for told in receiver.told).most_common(1)[0][1] == 2
    client = office.client()
    one = client.post(f"/webhooks/{made.id}/replay", json={"event": receiver.told[0].id})
    assert one.json() == {"replayed": 1}
    run(office, office.herald(), lambda: len(receiver.told) == 4)
    assert receiver.told[3].id == receiver.told[0].id
    assert client.post(f"/webhooks/{made.id}/replay", json={"event": new_id()}).status_code == 404
    assert client.post(f"/webhooks/{made.id}/replay", json={}).status_code == 422


def test_what_cannot_be_told_by_post_can_be_fetched_in_order_without_a_gap(office: Office) -> None:
    for _ in range(5):
        opt_out(office)
    client, seen, after = office.client(), list[int](), "0"
    while True:
        page = client.get("/events", params={"after": after, "limit": 2}).json()
        seen += [one["sequence"] for one in page["items"]]
        after = page["next"]
        if not page["more"]:
            break
    opted = [one for one in seen if one]
    assert opted == sorted(set(opted))
    opt_out(office)
    (fresh,) = client.get("/events", params={"after": after}).json()["items"]
    assert fresh["type"] == "optout.recorded"


# --- where it may go ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "address",
    ["127.0.0.1", "10.0.0.1", "192.168.1.1", "172.16.0.1", "169.254.169.254", "100.64.0.1", "0.0.0.0", "224.0.0.1",
     "255.255.255.255", "198.18.0.1", "::1", "::", "fe80::1", "fc00::1", "ff02::1", "::ffff:127.0.0.1",
     "::ffff:169.254.169.254", "64:ff9b::7f00:1", "2002:7f00:1::", "64:ff9b:1::1"],
)  # fmt: skip
def test_no_address_within_is_reached_unless_the_house_names_its_network(address: str) -> None:
    where = ip_address(address)
    assert not allowed(where, ())
    assert allowed(ip_address("8.8.8.8"), ())
    assert allowed(ip_address("2606:4700::1111"), ())
    assert allowed(ip_address("10.1.2.3"), (ip_network("10.1.0.0/16"),))
    assert not allowed(ip_address("10.2.2.3"), (ip_network("10.1.0.0/16"),))


@pytest.mark.parametrize(
    "url",
    ["http://example.com/", "http://localhost:9/", "ftp://example.com", "https://", "https://user:pw@example.com/",
     "https://127.0.0.1/", "http://127.0.0.1/", "https://[::1]/", "https://2130706433:x/", "https://exa mple.com",
     "https://example.com/#x", "https://example.com/\r\nX: y", "https://ex\u00e4mple.com", "javascript:alert(1)",
     "https://[::ffff:10.0.0.1]/", "https://169.254.169.254/latest", "https://example.com:99999/"],
)  # fmt: skip
def test_an_address_that_may_not_be_told_is_refused_at_once(url: str) -> None:
    with pytest.raises(BadInput, match=r"^url: "):
        checked_url(url, ())


def test_an_integrator_who_registers_an_address_within_is_told_why_not(office: Office) -> None:
    for url in ("https://169.254.169.254/latest", "http://localhost/"):
        answer = office.client(f"k{len(url)}").post("/webhooks", json={"url": url})
        assert (answer.status_code, answer.json()["type"]) == (422, "urn:problem-type:duly:invalid-input")
        assert "url: " in answer.json()["detail"]


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1", "0177.0.0.1", "2130706433", "0x7f000001", "127.1"])
async def test_a_name_or_spelling_that_leads_within_is_refused_when_it_is_connected_to(
    receiver: Receiver, host: str
) -> None:
    port = receiver.url.rpartition(":")[2].partition("/")[0]
    poster = Poster()
    answer = await poster.post(f"https://{host}:{port}/", b"{}", {})
    await poster.aclose()
    assert answer.status is None
    assert receiver.told == []
    assert host not in ("localhost", "127.0.0.1") or "not on the public internet" in answer.says


def test_http_is_for_this_machine_and_only_where_the_house_allows_it() -> None:
    assert checked_url("http://127.0.0.1:9/x", LOOPBACK)
    with pytest.raises(Exception, match="use https"):
        checked_url("http://10.0.0.1/", (ip_network("10.0.0.0/8"),))


# --- life and death -----------------------------------------------------------------------------------------


def test_workers_killed_in_the_middle_lose_nothing_and_the_receiver_knows_repetitions(
    store: Store, tmp_path: Path, receiver: Receiver
) -> None:
    office = Office(store, tmp_path / "var")
    try:
        people = [office.consumer(new_id(), new_id(), f"+1216555{number:04}")[0] for number in range(10)]
        register(office, receiver)
        for round_ in range(8):
            for person in people:
                opt_out(office, person)
            worker = _start(store, round_ * herald.LEASE)  # so that what the one before had taken is free
            patience = time.monotonic() + 20
            wanted = len(receiver.told) + 1 + round_ % 7
            while len(receiver.told) < wanted and worker.poll() is None and time.monotonic() < patience:
                time.sleep(0.002)
            os.kill(worker.pid, signal.SIGKILL)
            worker.wait()
        office.now = datetime.now(UTC) + 8 * herald.LEASE
        run(office, office.herald(), arrived(office, 80), step=timedelta(seconds=5))
        ids = Counter(told.id for told in receiver.told)
        assert len(ids) == 80, "every event has arrived"
        assert 0 < sum(ids.values()) - 80 < 8 * herald.HANDS, "what was on its way came twice, with the same id"
        for person in people:
            told = [t.json["data"]["sequence"] for t in receiver.told if t.json["data"]["consumer"] == person]
            assert list(dict.fromkeys(told)) == sorted(set(told)), "in order for each consumer"
    finally:
        office.close()


def _start(store: Store, ahead: timedelta) -> subprocess.Popen[bytes]:
    url = store.engine.url.render_as_string(hide_password=False)
    return subprocess.Popen([sys.executable, "-m", "tests.api.teller", url, str(ahead.seconds)], cwd=ROOT)


def test_two_workers_share_the_work_and_tell_each_event_once(office: Office, receiver: Receiver) -> None:
    people = [office.consumer(new_id(), new_id(), f"+1216555{number:04}")[0] for number in range(40)]
    register(office, receiver)
    for person in people:
        opt_out(office, person)

    def work() -> None:
        run(office, office.herald(), arrived(office, 40))

    crowd = [threading.Thread(target=work) for _ in range(3)]
    for one in crowd:
        one.start()
    for one in crowd:
        one.join(40)
    assert len(receiver.told) == 40


def test_the_worker_tells_by_itself(sqlite_store: Store, tmp_path: Path, receiver: Receiver) -> None:
    office = Office(sqlite_store, tmp_path / "var", works=True)
    try:
        office.consumer()
        register(office, receiver)
        opt_out(office)
        patience = time.monotonic() + 15
        while not receiver.told and time.monotonic() < patience:
            time.sleep(0.05)
        assert receiver.events == ["optout.recorded"]
    finally:
        office.close()


def test_events_follow_their_attempt_though_the_provider_names_it_by_its_own_reference(
    office: Office, receiver: Receiver
) -> None:
    register(office, receiver, "message.failed")
    asked = {"consumer": CONSUMER, "debts": [DEBT], "medium": "email", "template": "reminder"}
    sent = office.client().post("/messages", json=asked, headers={"Idempotency-Key": "k"}).json()
    bounced = StatusUpdate(provider="p", key="1", at=NOON, reference="memory-1", state="undelivered", status="bounced")
    office.house.inbox.update(bounced)
    run(office, office.herald(), arrived(office, 1))
    assert receiver.told[0].json["data"]["attempt"] == sent["attempt"]
    (attempt,) = office.store.dossier(CONSUMER, NOON).attempts
    assert attempt.state is State.UNDELIVERED
