"""The addresses under which what comes back finds its attempt."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from accounts.errors import BadSettings
from accounts.record import new_id
from channels.return_paths import ReturnPaths, Way

PATHS = ReturnPaths("Collector.test", b"only for tests, long enough")
ATTEMPT = new_id()


@given(st.uuids(), st.sampled_from(["reply", "bounce"]))
def test_an_address_leads_back_to_its_attempt_whatever_case_a_server_writes_it_in(attempt: object, way: Way) -> None:
    address = PATHS.address(way, str(attempt))
    assert PATHS.read(address) == (way, str(attempt))
    assert PATHS.read(f" {address.upper()} ") == (way, str(attempt))
    assert len(address.partition("@")[0]) <= 64
    assert PATHS.is_ours(address)


@given(st.integers(0, 41), st.sampled_from("abcdefghijklmnopqrstuvwxyz234567"))
def test_a_token_of_which_one_letter_differs_is_none_of_ours(place: int, letter: str) -> None:
    local, _, domain = PATHS.address("bounce", ATTEMPT).partition("@")
    token = local.partition("+")[2]
    other = token[:place] + letter + token[place + 1 :]
    assert (PATHS.read(f"bounce+{other}@{domain}") is None) == (other != token)


def test_a_token_is_good_for_its_own_way_domain_and_secret_only() -> None:
    reply = PATHS.address("reply", ATTEMPT)
    assert PATHS.read(reply.replace("reply+", "bounce+")) is None
    assert PATHS.read(reply.replace("@collector.test", "@elsewhere.test")) is None
    assert ReturnPaths("collector.test", b"another secret of the tests").read(reply) is None


TOO_LONG = "reply+" + "a" * 500 + "@collector.test"


@pytest.mark.parametrize(
    "address",
    ["", "@", *(f"{local}@collector.test" for local in ("reply", "reply+", "reply+ñ", "reply+a=", "o+aa")), TOO_LONG],
)
def test_what_is_no_address_of_ours_is_nothing(address: str) -> None:
    assert PATHS.read(address) is None


def test_a_short_secret_is_refused() -> None:
    with pytest.raises(BadSettings, match="16 bytes"):
        ReturnPaths("collector.test", b"short")
