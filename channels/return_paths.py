"""ReturnPaths: the addresses under which what comes back finds its attempt: `reply+TOKEN@` and `bounce+TOKEN@`."""

from __future__ import annotations

import hmac
from base64 import b32decode, b32encode
from binascii import Error
from hashlib import sha256
from typing import Literal
from uuid import UUID

from accounts.errors import BadSettings
from accounts.record import Id

Way = Literal["reply", "bounce"]

_MAC_BYTES = 10
_PURPOSE = b"duly return path\x00"  # the same secret signs other things elsewhere


class ReturnPaths:
    """Make and read those addresses.

    A token is the attempt and a proof that we wrote it; nothing is stored. It has small letters and digits only,
    for there are mail servers that write an address anew in small letters, and 42 of them, which with the word
    before them stay below the 64 that a local part may have (RFC 5321, 4.5.3.1.1).
    """

    def __init__(self, domain: str, secret: bytes) -> None:
        """Take the domain whose mail reaches us, and at least 16 secret bytes."""
        if len(secret) < 16:
            raise BadSettings("the secret of return paths is shorter than 16 bytes; set a longer secret key")
        self.domain = domain.lower()
        self._secret = secret

    def address(self, way: Way, attempt: Id) -> str:
        """Return where answers to an attempt go, or what its servers have to say."""
        return f"{way}+{self._token(way, UUID(attempt).bytes)}@{self.domain}"

    def read(self, address: str) -> tuple[Way, Id] | None:
        """Return which way an address leads and to which attempt; None for an address that is not one we made."""
        local, _, domain = address.strip().lower().rpartition("@")
        word, _, token = local.partition("+")
        way: Way | None = "reply" if word == "reply" else "bounce" if word == "bounce" else None
        if way is None or domain != self.domain or not token.isascii():
            return None
        try:
            attempt = b32decode(token.upper() + "=" * (-len(token) % 8))[:16]
        except (Error, ValueError):
            return None
        # Compared as a whole, so that a second spelling of the same bytes is refused as well.
        if len(attempt) != 16 or not hmac.compare_digest(token, self._token(way, attempt)):
            return None
        return way, str(UUID(bytes=attempt))

    def is_ours(self, address: str) -> bool:
        """Whether an address is at our domain and of that form, with whatever token."""
        local, _, domain = address.strip().lower().rpartition("@")
        return domain == self.domain and local.partition("+")[0] in ("reply", "bounce")

    def _token(self, way: Way, attempt: bytes) -> str:
        proof = hmac.digest(self._secret, _PURPOSE + way.encode() + attempt, sha256)[:_MAC_BYTES]
        return b32encode(attempt + proof).decode().rstrip("=").lower()
