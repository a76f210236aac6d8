"""TelnyxSms: text messages by Telnyx's API, out and in: JSON, a key against doubles, webhooks signed with Ed25519."""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any, Literal
from urllib.parse import parse_qs, urlencode, urlsplit
from uuid import UUID

import httpx2
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from accounts.contact import Medium, Message, Receipt
from accounts.doubts import Doubt
from accounts.errors import BadInput, BadSettings, ForgedRequest
from accounts.provider import Enclosure
from accounts.record import Id
from channels.codes import rebuff
from channels.port import Received, StatusUpdate
from compliance.approval import Approval

API = "https://api.telnyx.com/v2"

WINDOW = 300
"""Seconds by which a webhook's time of signing may differ from ours; an older one is a replay."""

_STATES: dict[str, Literal["sent", "delivered", "undelivered", "failed"]] = {
    "scheduled": "sent",
    "queued": "sent",
    "sending": "sent",
    "sent": "sent",
    "delivery_unconfirmed": "sent",
    "delivered": "delivered",
    "delivery_failed": "undelivered",
    "expired": "undelivered",
    "sending_failed": "failed",
    "cancelled": "failed",
}

_Fields = dict[str, Any]


class TelnyxSms:
    """Hand text messages to Telnyx.

    `failed` means that Telnyx said no, or was never reached; `in_doubt`, that nothing certain was heard after the
    request was out. Each request carries the attempt as its Idempotency-Key, so that a proxy on the way cannot
    double it; we ourselves never try again.
    """

    name = "telnyx_sms"
    medium = Medium.SMS

    def __init__(
        self,
        api_key: str,
        sender: str,
        webhook_url: str,
        clock: Callable[[], datetime],
        base_url: str | None = None,
        timeout: float = 10.0,
    ) -> None:
        """Take the account, who sends, and where statuses are to be reported.

        Args:
            api_key: KEY….
            sender: a number of the account in E.164, or a messaging profile (a UUID).
            webhook_url: our public address for events; `?ref=<attempt>` is added.
            clock: the instant at which an approval is spent.
            base_url: another server that speaks the API; None is Telnyx.
            timeout: seconds for a whole request.
        """
        if not api_key or not sender:
            raise BadSettings("Telnyx needs an API key and a sending number or messaging profile")
        self.address = base_url or API
        self._headers = {"Authorization": f"Bearer {api_key}"}
        self._from = {"from" if sender.startswith("+") else "messaging_profile_id": sender}
        self._webhook_url = webhook_url
        self._clock = clock
        self._timeout = timeout
        self._http: httpx2.AsyncClient | None = None

    async def deliver(self, approval: Approval) -> Receipt:
        """Spend the approval and post its message, once."""
        http = self._inside_the_loop()
        message = approval.spend(self.medium, self._clock())
        attempt = approval.attempt
        try:
            answer = await self._post(http, message, attempt)
            return self._understood(attempt, answer)
        except (httpx2.ConnectError, httpx2.ConnectTimeout, httpx2.PoolTimeout) as unreached:
            return self._receipt(attempt, "failed", says=f"Telnyx was not reached: {unreached}")
        except (httpx2.HTTPError, OSError) as lost:
            return self._receipt(attempt, "in_doubt", says=str(lost) or f"no answer: {type(lost).__name__}")
        except (ValueError, TypeError, LookupError) as odd:  # a 2xx whose body is not what the API describes
            return self._receipt(attempt, "in_doubt", says=f"an answer that cannot be read: {odd}")

    async def look_up(self, doubt: Doubt) -> list[StatusUpdate]:
        """Ask Telnyx what became of a text whose identifier is known; it knows none by our own."""
        if doubt.reference is None or doubt.channel != self.name:
            return []
        answer = await self._inside_the_loop().get(f"{self.address}/messages/{doubt.reference}")
        message, at = answer.raise_for_status().json()["data"], self._clock()
        update = _update(message, "", {}, at)
        return [update.model_copy(update={"key": f"{update.key}:asked", "attempt": doubt.attempt.id})]

    async def received_since(self, since: datetime) -> list[Received]:
        """Return nothing: Telnyx keeps no words of what came; it posts an event again until somebody takes it."""
        return []

    async def aclose(self) -> None:
        """Close its connections."""
        if self._http is not None:
            await self._http.aclose()
        self._http = None

    async def _post(self, http: httpx2.AsyncClient, message: Message, attempt: Id) -> httpx2.Response:
        asked = {
            **self._from,
            "to": message.to,
            "text": message.text,
            "type": "SMS",
            "webhook_url": f"{self._webhook_url}?{urlencode({'ref': attempt})}",
            "use_profile_webhooks": False,
        }
        return await http.post(f"{self.address}/messages", json=asked, headers={"Idempotency-Key": attempt})

    def _inside_the_loop(self) -> httpx2.AsyncClient:
        """Return the client, made on first use, in the loop that runs it."""
        if self._http is None:
            self._http = httpx2.AsyncClient(headers=self._headers, timeout=self._timeout, trust_env=False)
        return self._http

    def _understood(self, attempt: Id, answer: httpx2.Response) -> Receipt:
        if answer.is_success:
            made = answer.json()["data"]
            said, code = _outcome(made)
            state: Literal["sent", "failed"] = "failed" if _STATES.get(said) in ("failed", "undelivered") else "sent"
            return self._receipt(attempt, state, reference=str(made["id"]), code=code, says=said)
        no = _first_error(answer)
        code = str(no.get("code") or answer.status_code)
        says = ": ".join(str(no[part]) for part in ("title", "detail") if no.get(part)) or answer.reason_phrase
        in_doubt = answer.status_code >= 500 or answer.status_code == 408  # it may have been taken before that was said
        return self._receipt(attempt, "in_doubt" if in_doubt else "failed", code=code, says=says)

    def _receipt(
        self,
        attempt: Id,
        state: Literal["sent", "failed", "in_doubt"],
        *,
        reference: str | None = None,
        code: str | None = None,
        says: str = "",
    ) -> Receipt:
        return Receipt(
            attempt=attempt,
            state=state,
            at=self._clock(),
            channel=self.name,
            reference=reference,
            code=code,
            rebuff=rebuff("telnyx", code) if state == "failed" and code else None,
            says=says[:500],
        )


def verify(public_key: str, headers: Mapping[str, str], body: bytes, at: datetime) -> None:
    """Make sure that Telnyx sent a request, and sent it just now.

    Args:
        public_key: as Telnyx's portal shows it, base64 of 32 bytes.
        headers: of the request; names in lower case, or a mapping that does not mind.
        body: as it came, byte for byte.
        at: now.

    Raises:
        ForgedRequest: the signature is missing, is not Telnyx's, or was made more than five minutes from now.
    """
    stamp = headers.get("telnyx-timestamp", "")
    if not stamp.isascii() or not stamp.isdecimal() or abs(at.timestamp() - int(stamp[:12])) > WINDOW:
        raise ForgedRequest("telnyx-timestamp: missing, or more than five minutes from now")
    try:
        key = Ed25519PublicKey.from_public_bytes(base64.b64decode(public_key))
        signature = base64.b64decode(headers.get("telnyx-signature-ed25519", ""), validate=True)
        key.verify(signature, f"{stamp}|".encode() + body)
    except (binascii.Error, ValueError, InvalidSignature) as wrong:
        raise ForgedRequest("telnyx-signature-ed25519: missing, or not Telnyx's") from wrong


def parse(body: bytes, at: datetime) -> Received | StatusUpdate | None:
    """Return what a verified event says: a text, what became of one of ours, or nothing that concerns us.

    Raises:
        BadInput: it is no event, or lacks what each has.
    """
    try:
        event = json.loads(body.replace(b"\\u0000", b""))  # a NUL, which a database may refuse
        kind, message, meta = event["data"]["event_type"], event["data"]["payload"], event.get("meta") or {}
        raw = {"event": json.dumps(event, ensure_ascii=False)}
        if kind == "message.received":
            return _received(message, raw, at)
        if kind in ("message.sent", "message.finalized"):
            return _update(message, str(meta.get("delivered_to", "")), raw, at)
    except (ValueError, TypeError, LookupError, AttributeError) as wrong:
        raise BadInput("an event from Telnyx lacks what each of its kind has") from wrong
    return None


def _received(message: _Fields, raw: dict[str, str], at: datetime) -> Received:
    enclosed = [Enclosure(url=one["url"], kind=one.get("content_type") or "") for one in message.get("media") or ()]
    return Received(
        provider="telnyx",
        key=str(UUID(message["id"])),
        medium=Medium.SMS,
        at=at,
        from_address=message["from"]["phone_number"],
        to_address=message["to"][0]["phone_number"],
        text=message.get("text") or "",
        enclosed=tuple(enclosed),
        raw=raw,
    )


def _update(message: _Fields, delivered_to: str, raw: dict[str, str], at: datetime) -> StatusUpdate:
    reference = str(UUID(message["id"]))
    said, code = _outcome(message)
    state = _STATES.get(said, "sent")
    return StatusUpdate(
        provider="telnyx",
        key=f"{reference}:{said}",
        at=at,
        reference=reference,
        attempt=_attempt(delivered_to),
        state=state,
        status=said,
        code=code,
        rebuff=rebuff("telnyx", code) if state in ("failed", "undelivered") else None,
        raw=raw,
    )


def _outcome(message: _Fields) -> tuple[str, str | None]:
    """Return the status of a message, which stands with the number it goes to, and the first error there is."""
    errors = message.get("errors") or ()
    return str(message["to"][0]["status"]), str(errors[0]["code"]) if errors else None


def _attempt(delivered_to: str) -> Id | None:
    """Return our own identifier from the address the event says it went to: that is signed, the request's is not."""
    try:
        return str(UUID(parse_qs(urlsplit(delivered_to).query).get("ref", [""])[0]))
    except ValueError:
        return None


def _first_error(answer: httpx2.Response) -> _Fields:
    try:
        error = answer.json()["errors"][0]
    except (ValueError, TypeError, LookupError):
        return {}
    return error if isinstance(error, dict) else {}
