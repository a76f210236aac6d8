"""SendGrid's webhooks: its own published example is known, everything else is not, and each event counts once."""

from __future__ import annotations

import json
import time
from base64 import b64encode
from pathlib import Path
from typing import Any

import httpx2
import pytest
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from starlette.testclient import TestClient

from accounts import mails
from accounts.basis import AddressFailed
from accounts.consent import OptOut
from accounts.contact import Attempt, Medium, Receipt, State
from accounts.errors import BadInput, BadSettings, ForgedRequest
from accounts.record import Id, new_id
from accounts.store import Store
from app.api import create
from app.settings import Settings, fresh_key
from app.wiring import House
from app.worker import Worker
from channels.compose import Composer
from channels.gateway import in_thread
from channels.intake import Intake
from channels.sendgrid import SIGNATURE, TIMESTAMP, Verifier, parse_events, parse_mail
from compliance.book import whole
from compliance.guard import Guard
from tests.bot.talk import ToldNlu
from tests.channels.post_office import LINKS, PATHS, written
from tests.channels.test_intake import shut
from tests.walks.world import NOON, add_consumer, mailbox

# Published by SendGrid with its own libraries (sendgrid-python, test/unit/test_eventwebhook.py).
THEIR_KEY = (
    "MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAE83T4O/n84iotIvIW4mdBgQ/7dAfS"
    "mpqIM8kF9mN1flpVKS3GRqe62gw+2fNNRaINXvVpiglSI8eNEc6wEA3F+g=="
)
THEIR_HEADERS = {
    "X-Twilio-Email-Event-Webhook-Signature": (
        "MEUCIGHQVtGj+Y3LkG9fLcxf3qfI10QysgDWmMOVmxG0u6ZUAiEAyBiXDWzM+uOe5W0JuG+luQAbPIqHh89M15TluLtEZtM="
    ),
    "X-Twilio-Email-Event-Webhook-Timestamp": "1600112502",
}
THEIR_BODY = (
    b'[{"email":"hello@world.com","event":"dropped","reason":"Bounced Address",'
    b'"sg_event_id":"ZHJvcC0xMDk5NDkxOS1MUnpYbF9OSFN0T0doUTRrb2ZTbV9BLTA",'
    b'"sg_message_id":"LRzXl_NHStOGhQ4kofSm_A.filterdrecv-p3mdw1-756b745b58-kmzbl-18-5F5FC76C-9.0",'
    b'"smtp-id":"<LRzXl_NHStOGhQ4kofSm_A@ismtpd0039p1iad1.sendgrid.net>","timestamp":1600112492}]\r\n'
)

OURS = ec.generate_private_key(ec.SECP256R1())


def public(key: Any) -> str:
    return b64encode(key.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)).decode()


def signed(body: bytes, key: Any = OURS) -> dict[str, str]:
    return {SIGNATURE: b64encode(key.sign(b"1795678995" + body, ec.ECDSA(SHA256()))).decode(), TIMESTAMP: "1795678995"}


def test_the_example_that_sendgrid_publishes_is_known() -> None:
    for keys in (THEIR_KEY, f"{public(OURS)}, {THEIR_KEY}"):
        Verifier(keys).verify(THEIR_HEADERS, THEIR_BODY)
    with pytest.raises(ForgedRequest):
        Verifier(public(OURS)).verify(THEIR_HEADERS, THEIR_BODY)


@pytest.mark.parametrize("name", THEIR_HEADERS)
def test_a_header_that_is_missing_empty_or_altered_is_a_forgery(name: str) -> None:
    for value in (None, "", "x", "ñ", "1600112503", THEIR_HEADERS[name][:-1]):
        headers = (
            {**THEIR_HEADERS, name: value}
            if value is not None
            else {k: v for k, v in THEIR_HEADERS.items() if k != name}
        )
        with pytest.raises(ForgedRequest):
            Verifier(THEIR_KEY).verify({k: v for k, v in headers.items() if v is not None}, THEIR_BODY)


@pytest.mark.parametrize("body", [b"", THEIR_BODY.strip(), THEIR_BODY.replace(b"dropped", b"deliver")])
def test_a_body_that_was_altered_is_a_forgery(body: bytes) -> None:
    with pytest.raises(ForgedRequest):
        Verifier(THEIR_KEY).verify(THEIR_HEADERS, body)


@pytest.mark.parametrize("key", ["", "x", "AAAA", public(rsa.generate_private_key(65537, 2048))])
def test_a_key_that_cannot_be_theirs_is_refused_at_the_start(key: str) -> None:
    with pytest.raises(BadSettings, match="DULY_SENDGRID_KEYS"):
        Verifier(key)


@pytest.mark.parametrize("body", [b"", b"{}", b"[1]", b"\xff", b'"x"'])
def test_what_is_no_list_of_events_is_bad_input(body: bytes) -> None:
    with pytest.raises(BadInput):
        list(parse_events(body, NOON))


def test_an_event_says_what_became_of_a_mail() -> None:
    (dropped,) = parse_events(THEIR_BODY, NOON)
    assert (dropped.state, dropped.status, dropped.says) == ("undelivered", "dropped", "Bounced Address")
    assert dropped.reference == "<LRzXl_NHStOGhQ4kofSm_A@ismtpd0039p1iad1.sendgrid.net>"
    ignored = [{"event": name, "sg_event_id": name} for name in ("open", "click", "processed")] + [{"event": "bounce"}]
    assert not list(parse_events(json.dumps(ignored).encode(), NOON))


# --- the whole way ----------------------------------------------------------------------------------------------


@pytest.fixture
def house(sqlite_store: Store, tmp_path: Path) -> House:
    settings = Settings(
        var=tmp_path,
        smtp_from="Harbor Street Credit <accounts@collector.test>",
        sendgrid_keys=public(OURS),
        secret_key="only for tests, long enough",  # type: ignore[arg-type]  # pydantic makes a secret of it
        data_key=fresh_key(),  # type: ignore[arg-type]  # as above
    )
    return joined(settings, sqlite_store)


def joined(settings: Settings, store: Store) -> House:
    made = House(settings, lambda: NOON, store, Guard(whole()), LINKS, Composer(LINKS.url), (), in_thread)
    made.__dict__["nlu"] = ToldNlu({})  # nothing has to be understood, and to train an engine takes half a minute
    return made


@pytest.fixture
def client(house: House) -> TestClient:
    return TestClient(create(house, Worker(house)))


@pytest.fixture
def sent(house: House) -> tuple[Id, Id]:
    """A mail that left; return (consumer, attempt)."""
    consumer, debt = add_consumer(house.store)
    attempt = Attempt(
        id=new_id(), at=NOON, medium=Medium.EMAIL, to=mailbox(consumer), debts=(debt,), state=State.RESERVED
    )
    with house.store.transaction() as unit:
        unit.reserve([(consumer, attempt)], epoch=new_id())
        reference = f"<{attempt.id}@collector.test>"
        unit.settle([Receipt(attempt=attempt.id, state="sent", at=NOON, channel="smtp", reference=reference)])
    return consumer, attempt.id


def event(attempt: Id, **says: str) -> dict[str, str]:
    return {"event": "bounce", "sg_event_id": new_id(), "smtp-id": f"<{attempt}@collector.test>", **says}


def post(client: TestClient, *events: dict[str, str]) -> int:
    body = json.dumps(events).encode()
    return client.post("/webhooks/sendgrid/events", content=body, headers=signed(body)).status_code


def test_a_bounce_marks_its_address_once_however_often_it_is_told(
    client: TestClient, house: House, sent: tuple[Id, Id]
) -> None:
    told = event(sent[1], status="5.1.1", reason="550 5.1.1 no such user")
    assert [post(client, told, told), post(client, told)] == [204, 204]
    dossier = house.store.dossier(sent[0], NOON)
    assert [(fact.code, fact.lasting, fact.of) for fact in dossier.of(AddressFailed)] == [("5.1.1", True, sent[1])]
    assert [one.state for one in dossier.attempts] == [State.UNDELIVERED]


def test_a_report_of_spam_closes_the_address(client: TestClient, house: House, sent: tuple[Id, Id]) -> None:
    assert post(client, event(sent[1], event="spamreport")) == 204
    (out,) = house.store.dossier(sent[0], NOON).of(OptOut)
    assert (out.address, out.medium) == (mailbox(sent[0]), Medium.EMAIL)


def test_what_needs_a_person_is_shown(client: TestClient, house: House, sent: tuple[Id, Id]) -> None:
    post(client, event(sent[1], status="5.7.1", reason="blocked by policy"), event(new_id(), status="5.1.1"))
    with house.store.reading() as reading:
        shown = [(mail.code, mail.attempt) for mail in mails.listed(reading, unseen=True)]
    assert sorted(shown, key=str) == sorted([("5.7.1", sent[1]), ("5.1.1", None)], key=str)
    assert not house.store.dossier(sent[0], NOON).of(AddressFailed)


def test_a_forged_event_is_refused_and_changes_nothing(client: TestClient, house: House, sent: tuple[Id, Id]) -> None:
    body = json.dumps([event(sent[1], status="5.1.1")]).encode()
    other = ec.generate_private_key(ec.SECP256R1())
    for headers in ({}, signed(body, other), signed(body + b" ")):
        assert client.post("/webhooks/sendgrid/events", content=body, headers=headers).status_code == 403
    assert [one.state for one in house.store.dossier(sent[0], NOON).attempts] == [State.SENT]


def form(mail: bytes, envelope: str) -> tuple[bytes, str]:
    body = (
        b'--x\r\nContent-Disposition: form-data; name="envelope"\r\n\r\n' + envelope.encode() + b"\r\n"
        b'--x\r\nContent-Disposition: form-data; name="email"\r\n\r\n' + mail + b"\r\n--x--\r\n"
    )
    return body, "multipart/form-data; boundary=x"


def test_a_mail_that_sendgrid_received_comes_in_as_the_bytes_it_is(
    client: TestClient, house: House, sent: tuple[Id, Id]
) -> None:
    mail = written("ya pagué", From=mailbox(sent[0]), To="elsewhere@collector.test", Subject="Re: x")
    mail.set_content("ya pagué", charset="iso-8859-1", cte="8bit")
    to = PATHS.address("reply", sent[1])
    body, kind = form(mail.as_bytes(), json.dumps({"to": [to], "from": mailbox(sent[0])}))
    for _ in range(2):
        posted = client.post("/webhooks/sendgrid/mail", content=body, headers={**signed(body), "Content-Type": kind})
        assert posted.status_code == 204
    with house.store.reading() as reading:
        (kept,) = mails.listed(reading)
        assert (kept.kind, kept.attempt, kept.to_address) == ("words", sent[1], to)
        inbound = reading.inbound(str(kept.inbound))
    assert inbound is not None
    assert inbound.text == "ya pagué"


async def test_while_the_database_is_shut_events_and_a_mail_are_answered_in_a_second_and_have_one_effect(
    house: House, sent: tuple[Id, Id]
) -> None:
    spam = json.dumps([event(sent[1], event="spamreport", sg_event_id="one"), event(sent[1], status="5.1.1")]).encode()
    head = written("how much", From=mailbox(sent[0]), To="x@collector.test", Subject="Re: x").as_bytes()
    large = head + b"\r\n" + b"x" * 1_000_000
    mail, kind = form(large, json.dumps({"to": [PATHS.address("reply", sent[1])], "from": mailbox(sent[0])}))
    posts = [("events", spam, "application/json"), ("mail", mail, kind)] * 2
    wire = httpx2.ASGITransport(create(house, Worker(house)))
    async with httpx2.AsyncClient(transport=wire, base_url="http://duly.test") as client:
        with shut(house.store):
            for path, body, of in posts:
                headers = {**signed(body), "Content-Type": of}
                began = time.monotonic()
                answer = await client.post(f"/webhooks/sendgrid/{path}", content=body, headers=headers)
                assert (answer.status_code, time.monotonic() - began < 1) == (204, True)
            with house.store.reading() as reading:
                assert not mails.listed(reading)
    await house.intake.aclose()  # which leaves in the spool what is still owed, for the next process
    after = Intake(house.inbox, house.mail_in, house.settings.var / "spool")
    after.recover()
    await after.aclose()
    with house.store.reading() as reading:
        kept = {mail.kind: mails.found(reading, mail.id)[1] for mail in mails.listed(reading)}
        assert len(mails.listed(reading)) == len(kept)
    assert kept == {"complaint": None, "words": large}
    dossier = house.store.dossier(sent[0], NOON)
    assert (len(dossier.of(OptOut)), len(dossier.of(AddressFailed))) == (1, 1)


@pytest.mark.parametrize("end", ["\r\n--x--\r\n", "\r\n--x--", "\r\n--x-- \t\r\n", "\n--x--\n"])
def test_a_mail_is_cut_from_its_form_where_the_boundary_stands_alone_and_nowhere_else(end: str) -> None:
    mail = b"From: a@b.example\r\n\r\n\xf1\r\n--xy\r\n -- x\r\n--x-y\r\n\r\n"
    head = b'\r\n--x\r\nContent-Disposition: form-data; name="email"\r\n\r\n'
    for kind in ("multipart/form-data; boundary=x", 'Multipart/Form-Data; charset=x; Boundary="x"'):
        assert parse_mail(kind, head + mail + end.encode(), NOON).raw == mail


@pytest.mark.parametrize(
    ("kind", "body"), [("", b""), ("multipart/form-data", b"x"), ("multipart/form-data; boundary=x", b"--x--")]
)
def test_a_form_without_a_mail_is_bad_input(kind: str, body: bytes) -> None:
    with pytest.raises(BadInput, match="no mail"):
        parse_mail(kind, body, NOON)


@pytest.mark.parametrize("envelope", ["", "x", "[]", '{"to": 1, "from": []}'])
def test_a_broken_envelope_costs_the_envelope_only(envelope: str) -> None:
    body, kind = form(b"From: a@b.example\r\n\r\nx", envelope)
    came = parse_mail(kind, body, NOON)
    assert (came.raw, came.to, came.sender) == (b"From: a@b.example\r\n\r\nx", (), None)


def test_without_a_key_every_request_is_refused(house: House) -> None:
    unset = joined(house.settings.model_copy(update={"sendgrid_keys": None}), house.store)
    client = TestClient(create(unset, Worker(unset)))
    assert client.post("/webhooks/sendgrid/events", content=b"[]", headers=signed(b"[]")).status_code == 403
