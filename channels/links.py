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
_TOKEN_LENGTH = 43  # base64url of 16 bytes of identifier and 16 of HMAC, without padding
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
        self.pattern = re.compile(re.escape(self._prefix) + rf"([A-Za-z0-9_-]{{{_TOKEN_LENGTH}}})(?![A-Za-z0-9_-])")
        """Finds a link of ours in a text; its first group is the token."""

    def url(self, point: Id) -> str:
        """Return the address that opts the contact point `point` out."""
        return self._prefix + self._token(_uuid_bytes(point))

    def read(self, token: str) -> Id:
        """Return the contact point a token names.

        Raises:
            BadInput: it is not a token that we made.
        """
        if len(token) == _TOKEN_LENGTH and token.isascii():
            try:
                point = urlsafe_b64decode(token + "=")[:16]
            except ValueError:
                point = b""
            # Compared as a whole, so that a second spelling of the same bytes is refused as well.
            if len(point) == 16 and hmac.compare_digest(token, self._token(point)):
                return str(UUID(bytes=point))
        raise BadInput("this opt-out link is incomplete or is not ours; copy the whole link from the message")

    def _token(self, point: bytes) -> str:
        proof = hmac.digest(self._secret, _PURPOSE + point, sha256)[:_MAC_BYTES]
        return urlsafe_b64encode(point + proof).rstrip(b"=").decode()


def _uuid_bytes(point: Id) -> bytes:
    try:
        return UUID(point).bytes
    except ValueError as wrong:
        raise BadInput(f"an opt-out link needs the identifier of a contact point, not {point!r}") from wrong
