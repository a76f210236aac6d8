"""Opt-out links: what we wrote is read back, and nothing else is."""

import hmac
from base64 import urlsafe_b64decode, urlsafe_b64encode
from hashlib import sha256
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from accounts.errors import BadInput, BadSettings
from accounts.record import new_id
from channels.links import OptOutLinks

SECRET = b"a secret of sixteen bytes or more"
LINKS = OptOutLinks("https://pay.example.com/", SECRET)


@given(st.uuids())
def test_the_link_of_a_contact_point_is_read_back(point: UUID) -> None:
    url = LINKS.url(str(point))
    assert url.startswith("https://pay.example.com/o/")
    assert LINKS.read(url.rpartition("/")[2]) == str(point)


def test_the_link_is_found_in_a_text_and_nothing_around_it() -> None:
    url = LINKS.url(new_id())
    found = LINKS.pattern.search(f"To stop these e-mails: {url}.\nThank you")
    assert found is not None
    assert found.group() == url


def test_a_link_that_was_cut_off_or_lengthened_is_not_found() -> None:
    url = LINKS.url(new_id())
    assert LINKS.pattern.search(url[:-1]) is None
    assert LINKS.pattern.search(url + "A") is None


def before(point: str) -> str:
    """Return the token of a contact point as it was spelt in the messages of before."""
    proof = hmac.digest(SECRET, b"duly opt-out link\x00" + UUID(point).bytes, sha256)[:16]
    return urlsafe_b64encode(UUID(point).bytes + proof).rstrip(b"=").decode()


@given(st.uuids())
def test_a_link_in_a_message_of_before_still_works(point: UUID) -> None:
    token = before(str(point))
    assert LINKS.read(token) == str(point)
    assert LINKS.pattern.fullmatch(f"https://pay.example.com/o/{token}") is not None


@given(st.uuids())
def test_no_token_has_a_letter_that_a_word_of_money_is_made_of(point: UUID) -> None:
    token = LINKS.url(str(point)).rpartition("/")[2]
    assert len(token) == 52
    assert not set(token.lower()) & set("aeiouy$")


@given(st.integers(0, 51), st.integers(1, 31))
def test_a_token_with_any_letter_changed_is_refused(place: int, by: int) -> None:
    letters = "0123456789bcdfghjklmnpqrstvwxz_-"
    token = LINKS.url(new_id()).rpartition("/")[2]
    changed = letters[(letters.index(token[place]) + by) % 32]
    with pytest.raises(BadInput):
        LINKS.read(token[:place] + changed + token[place + 1 :])


@given(st.integers(0, 255))
def test_a_token_of_before_with_any_bit_changed_is_refused(bit: int) -> None:
    raw = bytearray(urlsafe_b64decode(before(new_id()) + "="))
    raw[bit // 8] ^= 1 << bit % 8
    with pytest.raises(BadInput):
        LINKS.read(urlsafe_b64encode(bytes(raw)).rstrip(b"=").decode())


def test_a_second_spelling_of_the_same_bytes_is_refused() -> None:
    token = before(new_id())
    alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
    twin = token[:-1] + alphabet[alphabet.index(token[-1]) ^ 1]
    assert urlsafe_b64decode(twin + "=") == urlsafe_b64decode(token + "=")
    with pytest.raises(BadInput):
        LINKS.read(twin)


@given(st.text())
def test_words_that_are_no_token_are_refused(words: str) -> None:
    with pytest.raises(BadInput):
        LINKS.read(words)


def test_a_token_of_another_secret_is_refused() -> None:
    token = OptOutLinks("https://pay.example.com", b"another secret of enough bytes").url(new_id()).rpartition("/")[2]
    with pytest.raises(BadInput):
        LINKS.read(token)


def test_a_short_secret_is_refused_and_one_of_sixteen_bytes_is_taken() -> None:
    with pytest.raises(BadSettings):
        OptOutLinks("https://pay.example.com", b"x" * 15)
    OptOutLinks("https://pay.example.com", b"x" * 16)


def test_what_is_no_identifier_gets_no_link() -> None:
    with pytest.raises(BadInput):
        LINKS.url("+12125550123")
