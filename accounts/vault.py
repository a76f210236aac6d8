"""Vault: seals what proves who a consumer is, and finds it again without opening it."""

from __future__ import annotations

import hashlib
import hmac
import os

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from accounts.errors import BadSettings

_NONCE = 12  # bytes, as NIST SP 800-38D recommends for GCM


class Vault:
    """AES-256-GCM under keys with an id, so that old values can be opened after a new key was added.

    A sealed value is one byte of key id, twelve of nonce, the ciphertext and its tag. The associated data
    name the table, the column and the row: a sealed value copied into another row does not open there.
    """

    def __init__(self, keys: dict[int, bytes]) -> None:
        """Take master keys of 32 bytes by id (1 to 255); the highest id seals.

        Raises:
            BadSettings: there is no key, or one has another length.
        """
        if not keys or any(len(key) != 32 or not 0 < number < 256 for number, key in keys.items()):
            raise BadSettings(
                "DULY_DATA_KEY must hold keys of 32 bytes with ids from 1 to 255; `duly doctor` makes one"
            )
        self._ciphers = {number: AESGCM(_derive(key, b"duly seal")) for number, key in keys.items()}
        self._current = max(keys)
        # The index key comes from the first key for ever: a blind index must stay findable after a rotation.
        self._index = _derive(keys[min(keys)], b"duly index")
        self._mac = _derive(keys[min(keys)], b"duly ledger head")

    def seal(self, value: str, row: str) -> bytes:
        """Encrypt a value for one place, given as `table.column:row id`."""
        return self.seal_bytes(value.encode(), row)

    def seal_bytes(self, value: bytes, row: str) -> bytes:
        """Encrypt what is no text for one place."""
        nonce = os.urandom(_NONCE)
        sealed = self._ciphers[self._current].encrypt(nonce, value, row.encode())
        return bytes([self._current]) + nonce + sealed

    def open(self, sealed: bytes, row: str) -> str:
        """Decrypt a value of one place; see `open_bytes`."""
        return self.open_bytes(sealed, row).decode()

    def open_bytes(self, sealed: bytes, row: str) -> bytes:
        """Decrypt what stands in one place.

        Raises:
            BadSettings: the key is not here, or the value was altered or stood in another row.
        """
        cipher = self._ciphers.get(sealed[0])
        if cipher is None:
            raise BadSettings(f"{row} is sealed with key {sealed[0]}, which DULY_DATA_KEY does not hold")
        try:
            return cipher.decrypt(sealed[1 : 1 + _NONCE], sealed[1 + _NONCE :], row.encode())
        except InvalidTag as error:
            raise BadSettings(f"{row} does not open: wrong key, altered, or moved from another row") from error

    def index(self, *values: str) -> bytes:
        """Return a keyed blind index: equal for equal values, telling nothing of them without the key."""
        return hmac.digest(self._index, "\x1f".join(values).encode(), hashlib.sha256)[:16]

    def mac(self, value: str) -> str:
        """Return the keyed seal of the ledger's head, so that nobody with the database alone can move it."""
        return hmac.new(self._mac, value.encode(), hashlib.sha256).hexdigest()


def _derive(key: bytes, purpose: bytes) -> bytes:
    return HKDF(algorithm=SHA256(), length=32, salt=None, info=purpose).derive(key)
