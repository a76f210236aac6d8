"""OptOutLinks: the address in each electronic message by which a person stops that medium with one click."""

from __future__ import annotations

import hmac
import re
from base64 import urlsafe_b64decode, urlsafe_b64encode
from hashlib import sha256
from uuid import UUID

from accounts.errors import BadInput, BadSettings
from accounts.record import Id

_MAC_BYTES = 16
_LETTERS = "0123456789bcdfghjklmnpqrstvwxz_-"  # no vowel and no y: nothing in a token reads as a word of money
_TOKEN_LENGTH = 52  # 16 bytes of identifier and 16 of HMAC, five bits a letter
_OLD_LENGTH = 43  # the same as base64url without padding, in the messages of before
TOKEN = rf"[{_LETTERS}]{{{_TOKEN_LENGTH}}}|[A-Za-z0-9_-]{{{_OLD_LENGTH}}}"
"""What a token looks like, as a pattern; whether it is ours, `OptOutLinks.read` says."""
_PURPOSE = b"duly opt-out link\x00"  # the same secret signs other things elsewhere


class OptOutLinks:
    """Make and read `{public_url}/o/{token}`.

    The token carries the contact point and a proof that we wrote it, and nothing is stored: it works for as
    long as the secret does, asks for no login and for no information but the click (12 CFR 1006.6(e)).
    """

    def __init__(self, public_url: str, secret: bytes) -> None:
        """Take the address people reach us at, and at least 16 secret bytes."""
        if len(secret) < 16:
            raise BadSettings("the secret of opt-out links is shorter than 16 bytes; set a longer secret key")
        self._prefix = f"{public_url.rstrip('/')}/o/"
        self._secret = secret
        self.pattern = re.compile(rf"{re.escape(self._prefix)}({TOKEN})(?![A-Za-z0-9_-])")
        """Finds a link of ours in a text; its first group is the token."""

    def url(self, point: Id) -> str:
        """Return the address that opts the contact point `point` out."""
        return self._prefix + _spelt(self._proven(_uuid_bytes(point)))

    def read(self, token: str) -> Id:
        """Return the contact point a token names.

        Raises:
            BadInput: it is not a token that we made.
        """
        for spelt, point in ((_spelt, _of_letters(token)), (_spelt_before, _of_base64(token))):
            # Compared as a whole, so that a second spelling of the same bytes is refused as well.
            if point is not None and hmac.compare_digest(token, spelt(self._proven(point))):
                return str(UUID(bytes=point))
        raise BadInput("this opt-out link is incomplete or is not ours; copy the whole link from the message")

    def _proven(self, point: bytes) -> bytes:
        return point + hmac.digest(self._secret, _PURPOSE + point, sha256)[:_MAC_BYTES]


def _spelt(token: bytes) -> str:
    number = int.from_bytes(token)
    return "".join(_LETTERS[number >> 5 * place & 31] for place in reversed(range(_TOKEN_LENGTH)))


def _spelt_before(token: bytes) -> str:
    return urlsafe_b64encode(token).rstrip(b"=").decode()


def _of_letters(token: str) -> bytes | None:
    """Return the contact point that a token begins with, proven or not; None where it is no token."""
    if len(token) != _TOKEN_LENGTH or not set(token) <= set(_LETTERS) or token[0] not in _LETTERS[:2]:
        return None
    return sum(_LETTERS.index(letter) << 5 * place for place, letter in enumerate(reversed(token))).to_bytes(32)[:16]


def _of_base64(token: str) -> bytes | None:
    """Return the same of a token as they were spelt before."""
    if len(token) != _OLD_LENGTH or not token.isascii():
        return None
    try:
        point = urlsafe_b64decode(token + "=")[:16]
    except ValueError:
        return None
    return point if len(point) == 16 else None


def _uuid_bytes(point: Id) -> bytes:
    try:
        return UUID(point).bytes
    except ValueError as wrong:
        raise BadInput(f"an opt-out link needs the identifier of a contact point, not {point!r}") from wrong
