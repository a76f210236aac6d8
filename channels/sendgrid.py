"""SendGrid: its signed webhooks, that is what became of a mail, and mail that came in."""

from __future__ import annotations

import json
import re
from base64 import b64decode
from binascii import Error
from collections.abc import Iterator, Mapping
from datetime import datetime
from email import message_from_bytes
from typing import Any

from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ec import ECDSA, EllipticCurvePublicKey
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import load_der_public_key

from accounts.errors import BadInput, BadSettings, ForgedRequest
from channels.mail_codes import CODE, rebuff
from channels.port import Came, MailUpdate

SIGNATURE = "x-twilio-email-event-webhook-signature"
TIMESTAMP = "x-twilio-email-event-webhook-timestamp"

_STATES = {"delivered": "delivered", "deferred": "sent", "bounce": "undelivered", "dropped": "undelivered"}
"""What an event makes of an attempt; `blocked` bounces are bounces too. Opens and clicks we do not follow."""

_COMPLAINTS = frozenset({"spamreport", "unsubscribe", "group_unsubscribe"})
"""Somebody called a mail spam, or asked the provider for no more: the address is closed to e-mail."""


class Verifier:
    """Knows the provider's requests from everybody else's."""

    def __init__(self, public_keys: str) -> None:
        """Take the verification keys that the provider shows, after commas: each webhook may have one of its own.

        Raises:
            BadSettings: one is none: not base64 of a public key on an elliptic curve.
        """
        self._keys = [_key(one.strip()) for one in public_keys.split(",")]

    def verify(self, headers: Mapping[str, str], body: bytes) -> None:
        """Make sure that the provider sent a request: it signs its time stamp and the body, as they came.

        Raises:
            ForgedRequest: the signature is missing or is not the provider's.
        """
        given = {name.lower(): value for name, value in headers.items()}
        try:
            signature = b64decode(given.get(SIGNATURE, ""), validate=True)
            signed = given.get(TIMESTAMP, "").encode("ascii") + body
        except (Error, ValueError) as odd:
            raise ForgedRequest("SendGrid's signature or time stamp cannot be read") from odd
        if not any(_signed(key, signature, signed) for key in self._keys):
            raise ForgedRequest("the signature is missing or is not SendGrid's")


def _key(public: str) -> EllipticCurvePublicKey:
    try:
        key = load_der_public_key(b64decode(public, validate=True))
    except (Error, ValueError, UnsupportedAlgorithm) as error:
        raise BadSettings("DULY_SENDGRID_KEYS: one is no verification key (base64 of a public key)") from error
    if not isinstance(key, EllipticCurvePublicKey):
        raise BadSettings("DULY_SENDGRID_KEYS: one is a public key of another kind than SendGrid's")
    return key


def _signed(key: EllipticCurvePublicKey, signature: bytes, signed: bytes) -> bool:
    try:
        key.verify(signature, signed, ECDSA(SHA256()))
    except InvalidSignature:
        return False
    return True


def parse_events(body: bytes, at: datetime) -> Iterator[MailUpdate]:
    """Yield what verified events say became of our mails, those that say nothing of it left out.

    Raises:
        BadInput: the body is no list of events.
    """
    try:
        events = json.loads(body)
    except ValueError as error:
        raise BadInput("SendGrid's events are no JSON") from error
    if not isinstance(events, list) or not all(isinstance(event, dict) for event in events):
        raise BadInput("SendGrid's events are no list")
    for event in events:
        update = _update(event, at)
        if update is not None:
            yield update


def parse_mail(content_type: str, body: bytes, at: datetime) -> Came:
    """Return the mail of a verified form; the webhook must be set to post it raw, as a full MIME message.

    Raises:
        BadInput: there is no mail in it.
    """
    fields = _fields(content_type, body)
    raw = fields.get("email")
    if not raw:
        raise BadInput("there is no mail in what SendGrid posted; set its inbound parse to post the raw message")
    envelope = _envelope(fields.get("envelope"))
    to, sender = envelope.get("to"), envelope.get("from")
    return Came(
        via="sendgrid",
        at=at,
        raw=raw,
        to=tuple(one for one in to if isinstance(one, str)) if isinstance(to, list) else (),
        sender=sender if isinstance(sender, str) else None,
    )


def _fields(content_type: str, body: bytes) -> dict[str, bytes]:
    """Return the fields of a form (RFC 7578) as the bytes they are.

    A mail may be in any charset, and a web framework would decode it; it may also have half a million lines, and a
    parser of mails would hold up everybody for a second while it looks at each.
    """
    boundary = message_from_bytes(b"Content-Type: " + content_type.encode("latin-1", "replace")).get_boundary()
    if not boundary:
        return {}
    line = re.compile(rb"\n--" + re.escape(boundary.encode("latin-1", "replace")) + rb"(?:--)?[ \t]*(?:\r?\n|\Z)")
    fields = {}
    for part in line.split(b"\n" + body)[1:]:
        head, _, value = part.partition(b"\r\n\r\n")
        name = message_from_bytes(head).get_param("name", header="content-disposition")
        fields[str(name)] = value.removesuffix(b"\r")
    return fields


def _envelope(said: Any) -> dict[str, Any]:
    try:
        found = json.loads(said) if isinstance(said, bytes) else {}
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}


def _update(event: dict[str, Any], at: datetime) -> MailUpdate | None:
    name, id = str(event.get("event", "")), str(event.get("sg_event_id", ""))
    if not id or (name not in _STATES and name not in _COMPLAINTS):
        return None
    says = str(event.get("reason") or event.get("response") or "").replace("\x00", "")[:300]
    code = CODE.search(str(event.get("status") or "")) or CODE.search(says)
    return MailUpdate.model_validate(
        {
            "provider": "sendgrid",
            "key": id[:200],
            "at": at,
            "reference": str(event.get("smtp-id") or "")[:300] or None,
            "state": _STATES.get(name, "sent"),
            "status": name,
            "code": code[0] if code else None,
            "rebuff": rebuff(code[0] if code else None) if _STATES.get(name) == "undelivered" else None,
            "says": says,
            "complaint": name in _COMPLAINTS,
        }
    )
