"""Signing: the DKIM signature of a mail (RFC 6376), over every header that a reader or a mail program acts on."""

from __future__ import annotations

import re
from base64 import b64encode
from pathlib import Path

import dkim
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_pem_private_key,
)

from accounts.errors import BadSettings

_HEADERS = (
    *("from", "to", "subject", "date", "message-id", "reply-to", "in-reply-to", "references", "mime-version"),
    *("content-type", "content-transfer-encoding", "content-language", "auto-submitted"),
    *("list-unsubscribe", "list-unsubscribe-post"),
)
"""Said one by one: the library's own choice leaves out the last two, which RFC 8058 (3.2) wants signed."""

_LABEL = re.compile(r"[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?(\.[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?)*", re.IGNORECASE)


class Signer:
    """Signs mails of one domain with one key."""

    def __init__(self, domain: str, selector: str, key: Path) -> None:
        """Take whose mail it is, under which name the public key is published, and the private key's PEM file.

        Raises:
            BadSettings: it cannot be used; the sentence says why.
        """
        for name, given in (("DULY_DKIM_DOMAIN", domain), ("DULY_DKIM_SELECTOR", selector)):
            if not _LABEL.fullmatch(given):
                raise BadSettings(f"{name}: {given!r} is no name of the domain name system")
        try:
            private = load_pem_private_key(key.read_bytes(), None)
        except (OSError, ValueError, TypeError, UnsupportedAlgorithm) as error:
            raise BadSettings(f"DULY_DKIM_KEY: {key} cannot be read as a PEM private key: {error}") from error
        if not isinstance(private, RSAPrivateKey) or private.key_size < 1024:
            raise BadSettings(f"DULY_DKIM_KEY: {key} is no RSA key of at least 1024 bits (RFC 8301)")
        self._domain, self._selector = domain.encode(), selector.encode()
        self._key = private.private_bytes(Encoding.PEM, PrivateFormat.TraditionalOpenSSL, NoEncryption())
        self._public = private.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)

    def signed(self, mail: bytes) -> bytes:
        """Return the mail with its signature on top; its lines end in CR LF, and stay as they are from here on."""
        present = {line.partition(b":")[0].lower() for line in mail.partition(b"\r\n\r\n")[0].split(b"\r\n")}
        headers = [name.encode() for name in _HEADERS if name.encode() in present]
        # From stands in it once more than there is: so none can be put in below it (RFC 6376, 8.15).
        signature: bytes = dkim.sign(
            mail,
            self._selector,
            self._domain,
            self._key,
            canonicalize=(b"relaxed", b"relaxed"),
            include_headers=[b"from", *headers],
        )
        return signature + mail

    def record(self) -> tuple[str, str]:
        """Return (name, text) of the TXT record by which others check the signatures."""
        return (
            f"{self._selector.decode()}._domainkey.{self._domain.decode()}",
            f"v=DKIM1; k=rsa; p={b64encode(self._public).decode()}",
        )
