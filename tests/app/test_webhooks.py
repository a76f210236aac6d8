"""The providers' doors as they are reached by HTTP: every trap of a signature, and nothing forged comes in."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest
from fastapi.testclient import TestClient
from pydantic import SecretStr

from accounts.errors import BadSettings
from accounts.store import Store
from app.api import create
from app.settings import Settings, fresh_key
from app.wires import texts_of, wires_of
from app.wiring import House
from app.worker import Worker
from channels.compose import Composer
from channels.gateway import in_thread
from channels.intake import Intake
from channels.links import OptOutLinks
from channels.simulator.carrier import Carrier
from channels.simulator.telnyx import Telnyx
from compliance.book import whole
from compliance.guard import Guard
from tests.bot.talk import ToldNlu
from tests.walks.world import NOON, PHONE, add_consumer

PUBLIC = "https://collector.example"
TOKEN = "a token of the tests"
OURS = "+18005550142"
FORM = {
    "MessageSid": "SM" + "b" * 32, "From": PHONE, "To": OURS, "Body": "hello & + ✅", "NumMedia": "0", "FromCity": "",
}  # fmt: skip

telnyx = Telnyx(Carrier("AC" + "0" * 32, "x", [OURS], lambda: NOON), "KEY01", OURS)


def settings(folder: Path, **given: Any) -> Settings:
    own = {
        "var": folder, "public_url": PUBLIC, "collector_role": "first_party",
        "twilio_account_sid": "AC" + "a" * 32, "twilio_auth_token": SecretStr(TOKEN), "twilio_from": OURS,
        "telnyx_api_key": SecretStr("KEY01"), "telnyx_public_key": telnyx.public_key, "telnyx_from": "+18005550143",
        "secret_key": SecretStr("only for tests, long enough"), "data_key": SecretStr(fresh_key()),
    }  # fmt: skip
    return Settings(**{**own, **given})


def joined(store: Store, read: Settings) -> House:
    links = OptOutLinks(PUBLIC, b"only for tests, long enough")
    made = House(read, lambda: NOON, store, Guard(whole()), links, Composer(links.url), (), in_thread)
    made.__dict__["nlu"] = ToldNlu({})  # nothing has to be understood, and to train an engine takes half a minute
    return made


def web(store: Store, read: Settings) -> TestClient:
    house = joined(store, read)
    return TestClient(create(house, Worker(house)), base_url="http://10.0.0.1:8000", raise_server_exceptions=False)


@pytest.fixture
def client(sqlite_store: Store, tmp_path: Path) -> TestClient:
    """The web without its worker, reached as behind a proxy: by another scheme, host and port than the public ones."""
    add_consumer(sqlite_store)
    return web(sqlite_store, settings(tmp_path))


def sign(url: str, pairs: list[tuple[str, str]], key: str = TOKEN) -> str:
    """Return the signature by the words of Twilio's page: the address, then names and values in order of the names."""
    text = url + "".join(name + value for name, value in sorted(pairs))
    return base64.b64encode(hmac.new(key.encode(), text.encode(), hashlib.sha1).digest()).decode()


def post(
    client: TestClient,
    path: str = "/webhooks/twilio/sms",
    pairs: list[tuple[str, str]] | None = None,
    signature: str | None = None,
    **headers: str,
) -> int:
    pairs = list(FORM.items()) if pairs is None else pairs
    signature = sign(PUBLIC + path, pairs) if signature is None else signature
    kind = {"Content-Type": "application/x-www-form-urlencoded", "X-Twilio-Signature": signature, **headers}
    return client.post(path, content=urlencode(pairs), headers=kind).status_code


def inbounds(store: Store) -> int:
    with store.reading() as reading:
        return reading.count("inbounds")


def test_what_twilio_signed_comes_in_with_its_blank_values_whatever_host_it_was_asked_of(
    client: TestClient, sqlite_store: Store
) -> None:
    assert post(client, Host="elsewhere.example") == 200
    assert inbounds(sqlite_store) == 1


def test_a_signature_for_the_address_in_the_host_header_is_refused(client: TestClient, sqlite_store: Store) -> None:
    forged = sign("http://elsewhere.example/webhooks/twilio/sms", list(FORM.items()))
    assert post(client, signature=forged, Host="elsewhere.example") == 403
    assert post(client, signature=sign(f"{PUBLIC}/webhooks/twilio/sms/", list(FORM.items()))) == 403
    assert post(client, signature=sign(f"{PUBLIC}:8443/webhooks/twilio/sms", list(FORM.items()))) == 403
    assert inbounds(sqlite_store) == 0


def test_the_query_is_checked_as_it_came_still_encoded(client: TestClient) -> None:
    pairs = [("MessageSid", "SM" + "b" * 32), ("MessageStatus", "sent")]
    for query in ("ref=a%2Bb&x=", "ref=%C3%B1", "ref=a%20b"):
        assert post(client, f"/webhooks/twilio/status?{query}", pairs) == 204
    path = "/webhooks/twilio/status?ref=a%2Bb"
    assert post(client, path, pairs, sign(f"{PUBLIC}/webhooks/twilio/status?ref=a+b", pairs)) == 403
    assert post(client, path, pairs, sign(f"{PUBLIC}/webhooks/twilio/status", pairs)) == 403


def test_two_values_of_one_name_pass_and_two_equal_ones_do_not(client: TestClient) -> None:
    different = [*FORM.items(), ("MediaUrl", "a"), ("MediaUrl", "b")]
    equal = [*FORM.items(), ("MediaUrl", "a"), ("MediaUrl", "a")]
    assert post(client, pairs=different) == 200
    assert post(client, pairs=equal) == 403


@pytest.mark.parametrize("signature", ["", "x", "A" * 28])
def test_a_signature_that_is_none_is_403(client: TestClient, signature: str) -> None:
    assert post(client, signature=signature) == 403


OF_CALLS = [f"/webhooks/twilio/voice/{what}" for what in ("status", "amd", "recording", "answer", "gather")]


@pytest.mark.parametrize("path", OF_CALLS[:3])
def test_a_report_of_a_call_goes_to_the_intake_before_it_is_answered(
    sqlite_store: Store, tmp_path: Path, path: str
) -> None:
    said = ("CallStatus", "AnsweredBy", "RecordingStatus")
    pairs = [("CallSid", "CA" + "b" * 32), *((name, "completed") for name in said)]
    house, taken = joined(sqlite_store, settings(tmp_path)), list[Any]()

    class Kept(Intake):
        async def take(self, came: Any) -> None:
            taken.append(came)
            await super().take(came)

    object.__setattr__(house, "intake", Kept(house.inbox, house.mail_in, tmp_path / "spool"))
    client = TestClient(create(house, Worker(house)), raise_server_exceptions=False)
    assert post(client, path, pairs) == 204
    with sqlite_store.reading() as reading:
        assert (len(taken), reading.count("callbacks")) == (1, 1)


@pytest.mark.parametrize("path", ["/webhooks/twilio/sms", "/webhooks/twilio/status", *OF_CALLS])
@pytest.mark.parametrize("kind", ["application/json", "text/plain", "", "multipart/form-data; boundary=x"])
def test_a_body_that_is_no_form_is_403_without_its_hash_and_with_it(client: TestClient, path: str, kind: str) -> None:
    body = b'{"Body": "hi"}'
    for query in ("", f"?bodySHA256={hashlib.sha256(body).hexdigest()}"):
        headers = {"Content-Type": kind, "X-Twilio-Signature": sign(PUBLIC + path + query, [])}
        assert client.post(path + query, content=body, headers=headers).status_code == 403


def test_a_body_that_is_too_long_is_not_read(client: TestClient) -> None:
    assert post(client, pairs=[*FORM.items(), ("Other", "x" * 70_000)]) == 413


def test_signalwires_own_key_and_header_are_taken_where_they_are_set(sqlite_store: Store, tmp_path: Path) -> None:
    client = web(sqlite_store, settings(tmp_path, twilio_signing_key=SecretStr("PSK_of the tests")))
    url, pairs = f"{PUBLIC}/webhooks/twilio/sms", list(FORM.items())
    theirs = sign(url, pairs, "PSK_of the tests")
    headers = {"X-SignalWire-Signature": theirs}
    assert post(client, "/webhooks/twilio/sms", pairs, "", **headers) == 200
    assert post(client, signature=sign(url, pairs)) == 403, "the token signs nothing there"


# Telnyx


def event(words: str = "hello", at: Any = NOON) -> tuple[bytes, dict[str, str]]:
    text = telnyx.carrier._keep("inbound", PHONE, OURS, words, "received", dialect=telnyx)
    body, headers = telnyx.seal("", telnyx.inbound(text))
    return body, headers


def told(client: TestClient, body: bytes, headers: Mapping[str, str]) -> int:
    return client.post("/webhooks/telnyx", content=body, headers=dict(headers)).status_code


def test_what_telnyx_signed_comes_in_once(client: TestClient, sqlite_store: Store) -> None:
    body, headers = event()
    assert [told(client, body, headers) for _ in range(3)] == [204, 204, 204]
    assert inbounds(sqlite_store) == 1


def test_what_telnyx_did_not_sign_is_403_and_what_it_signed_of_another_form_422(
    client: TestClient, sqlite_store: Store
) -> None:
    body, headers = event()
    assert told(client, body.replace(b"hello", b"jello"), headers) == 403
    assert told(client, body, {}) == 403
    assert told(client, b"", {}) == 403
    assert told(client, *telnyx.seal("", {"data": "nothing"})) == 422
    assert told(client, *telnyx.seal("", {"data": {"event_type": "call.initiated", "payload": {}}})) == 204
    assert inbounds(sqlite_store) == 0


def test_a_provider_that_is_not_set_up_is_believed_nothing(sqlite_store: Store, tmp_path: Path) -> None:
    nobody = dict.fromkeys(["twilio_auth_token", "twilio_from", "telnyx_public_key", "telnyx_from"])
    client = web(sqlite_store, settings(tmp_path, **nobody))
    assert post(client) == 403
    assert told(client, *event()) == 403


# The wires


@pytest.mark.parametrize("role", ["third_party", "debt_buyer"])
@pytest.mark.parametrize("unset", ["twilio_from", "telnyx_from", "neither"])
def test_no_wire_for_a_third_partys_texts_is_opened_without_a_recorded_approval(
    tmp_path: Path, role: str, unset: str
) -> None:
    given = {"collector_role": role} | ({} if unset == "neither" else {unset: None})
    links = OptOutLinks(PUBLIC, b"only for tests, long enough")
    with pytest.raises(BadSettings, match="DULY_CARRIER_APPROVAL"):
        wires_of(settings(tmp_path, **given), links, lambda: NOON)
    approved = settings(tmp_path, **given, carrier_approval="letter of 3 March")
    assert len(wires_of(approved, links, lambda: NOON)) == 1


def test_the_provider_that_is_to_be_used_first_stands_in_front(tmp_path: Path) -> None:
    for first in ("twilio", "telnyx"):
        wires = texts_of(settings(tmp_path, sms_first=first), lambda: NOON)
        assert [wire.name.startswith(first) for wire in wires] == [True, False]


def test_a_wire_whose_webhooks_could_not_be_believed_is_not_opened(tmp_path: Path) -> None:
    with pytest.raises(BadSettings, match="DULY_TELNYX_PUBLIC_KEY"):
        texts_of(settings(tmp_path, telnyx_public_key=None), lambda: NOON)


@pytest.mark.parametrize("key", ["", "x", base64.b64encode(b"short").decode(), json.dumps({})])
def test_a_public_key_that_is_none_is_refused_by_name(tmp_path: Path, key: str) -> None:
    with pytest.raises(ValueError, match="telnyx_public_key"):
        settings(tmp_path, telnyx_public_key=key)
