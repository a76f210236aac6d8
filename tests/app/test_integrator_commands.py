"""`duly api keys` and `duly webhooks`: a key and a secret are shown once, and what is wrong is said in one line."""

from __future__ import annotations

import pytest

from accounts import api_keys
from app import settings, wiring
from tests.app.conftest import Duly, Said
from web.api.gate import digest


def refused(said: Said) -> str:
    assert said.status == 2
    assert len(said.err.splitlines()) == 1
    return said.err


def test_a_key_is_made_listed_and_revoked_and_its_name_is_not_given_again(made: Duly) -> None:
    key = made("api", "keys", "add", "crm", "--scopes", "decide, read", "--json").json["key"]
    store = wiring.open_store(settings.load())
    with store.reading() as reading:
        found = api_keys.find(reading, digest(key))
    store.close()
    assert found is not None
    assert (found.name, found.scopes) == ("crm", ("read", "decide"))
    listed = made("api", "keys", "list")
    assert "crm" in listed.out
    assert key not in listed.out
    assert made("api", "keys", "revoke", "crm").status == 0
    assert "no key in force" in refused(made("api", "keys", "revoke", "crm"))
    assert "choose another name" in refused(made("api", "keys", "add", "crm"))
    assert made("ledger", "verify").status == 0


@pytest.mark.parametrize(
    ("args", "says"),
    [
        (("CRM",), "no name of a key"),
        (("a b",), "no name of a key"),
        (("x" * 41,), "no name of a key"),
        (("crm", "--scopes", "admin"), "there is no scope 'admin'"),
        (("crm", "--scopes", ""), "there is no scope ''"),
    ],
)
def test_a_key_that_cannot_be_made_is_refused(made: Duly, args: tuple[str, ...], says: str) -> None:
    assert says in refused(made("api", "keys", "add", *args))


def test_an_endpoint_is_made_listed_rotated_replayed_and_removed(made: Duly) -> None:
    told = made("webhooks", "add", "https://integrator.example/duly", "--events", "optout.recorded", "--json").json
    endpoint, secret = told["endpoint"]["id"], told["secret"]
    assert secret.startswith("whsec_")
    listed = made("webhooks", "list")
    assert endpoint in listed.out
    assert secret not in listed.out + made("webhooks", "list", "--json").out
    assert made("webhooks", "rotate", endpoint, "--json").json["secret"] != secret
    assert made("webhooks", "replay", endpoint, "--since", "2026-01-01T00:00:00Z", "--json").json == {"replayed": 0}
    assert made("webhooks", "log", endpoint, "--json").json == []
    assert made("webhooks", "enable", endpoint).status == 0
    assert "promise.made" in made("webhooks", "events").out
    assert made("webhooks", "remove", endpoint).status == 0
    assert "no endpoint has the id" in refused(made("webhooks", "remove", endpoint))


@pytest.mark.parametrize(
    ("args", "says"),
    [
        (("add", "http://integrator.example/"), "use https"),
        (("add", "https://10.0.0.1/"), "DULY_WEBHOOK_NETWORKS"),
        (("add", "https://integrator.example/", "--events", "everything"), "there is no event 'everything'"),
        (("replay", "x"), "either --since INSTANT or --id EVENT"),
        (("replay", "x", "--since", "yesterday"), "no endpoint has the id x"),
        (("log", "--state", "lost"), "--state 'lost'"),
        (("rotate", "x"), "no endpoint has the id x"),
    ],
)
def test_an_endpoint_that_cannot_be_is_refused(made: Duly, args: tuple[str, ...], says: str) -> None:
    assert says in refused(made("webhooks", *args))


def test_networks_that_cannot_be_read_are_refused(made: Duly, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DULY_WEBHOOK_NETWORKS", "10.0.0.1/8")
    assert "DULY_WEBHOOK_NETWORKS" in refused(made("webhooks", "add", "https://integrator.example/"))
