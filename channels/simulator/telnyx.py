"""Telnyx: the part of its API that the carrier speaks, with its own statuses, errors and signed events."""

from __future__ import annotations

import base64
import json
from collections.abc import Awaitable, Callable, Mapping
from datetime import datetime
from typing import Any
from uuid import uuid4

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse

from channels.simulator.carrier import Carrier, Text
from compliance.segments import segments

_STATUSES = {"undelivered": "delivery_failed"}
_FINAL = frozenset({"delivered", "undelivered"})
_AFTERWARDS = range(40000, 40300)  # codes that come after acceptance; the others refuse at once


class Telnyx:
    """One account there, whose texts travel by the same carrier as Twilio's."""

    def __init__(self, carrier: Carrier, api_key: str, number: str, webhook: str | None = None) -> None:
        """Take the carrier, the account's key and number, and where events go that no message has an address for."""
        self.carrier = carrier
        self.api_key = api_key
        self.number = number
        self.webhook = webhook
        self._key = Ed25519PrivateKey.generate()
        self._made: dict[str, Text] = {}
        """By the key against doubles."""

    @property
    def public_key(self) -> str:
        """What its webhooks are checked with, base64."""
        return base64.b64encode(self._key.public_key().public_bytes_raw()).decode()

    # --- what it posts ----------------------------------------------------------------------------------

    def status(self, text: Text) -> dict[str, Any]:
        """Return the event that tells what became of a text."""
        kind = "message.finalized" if text.status in _FINAL else "message.sent"
        return self._event(kind, self.message(text), text.callback)

    def inbound(self, text: Text) -> dict[str, Any]:
        """Return the event that brings a person's text."""
        return self._event("message.received", self.message(text), self.webhook)

    def forged(self, fields: Mapping[str, Any]) -> dict[str, Any]:
        """Return an event that says something else."""
        changed: dict[str, Any] = json.loads(json.dumps(fields))
        changed["data"]["payload"]["text"] = "STOP"
        changed["data"]["payload"]["to"][0]["status"] = "delivery_failed"
        return changed

    def seal(self, url: str, fields: Mapping[str, Any]) -> tuple[bytes, dict[str, str]]:
        """Return the body of a webhook and the headers that sign it."""
        body, stamp = json.dumps(fields).encode(), str(int(self.carrier.clock().timestamp()))
        signature = base64.b64encode(self._key.sign(f"{stamp}|".encode() + body)).decode()
        signed = {"telnyx-timestamp": stamp, "telnyx-signature-ed25519": signature}
        return body, {"Content-Type": "application/json", "User-Agent": "telnyx-webhooks", **signed}

    def message(self, text: Text) -> dict[str, Any]:
        """Return a text as its API shows it."""
        status = _STATUSES.get(text.status, text.status)
        outbound = text.direction == "outbound-api"
        error = {"code": str(text.error_code), "title": "The simulated carrier did not deliver it"}
        return {
            "record_type": "message",
            "direction": "outbound" if outbound else "inbound",
            "id": text.sid,
            "type": "SMS",
            "from": {"phone_number": text.sender, "carrier": "", "line_type": ""},
            "to": [{"phone_number": text.to, "status": status if outbound else "webhook_delivered", "carrier": ""}],
            "text": text.body,
            "media": [],
            "parts": segments(text.body),
            "errors": [error] if text.error_code else [],
            "received_at": text.at.isoformat(),
        }

    def _event(self, kind: str, message: dict[str, Any], to: str | None) -> dict[str, Any]:
        at: datetime = self.carrier.clock()
        about = {"event_type": kind, "id": str(uuid4()), "occurred_at": at.isoformat(), "record_type": "event"}
        return {"data": {**about, "payload": message}, "meta": {"attempt": 1, "delivered_to": to}}

    # --- what it is asked -------------------------------------------------------------------------------

    def router(self, prefix: str = "") -> APIRouter:
        """Return its API, to be mounted below `prefix`; that is the client's base address."""
        api = APIRouter(prefix=prefix, include_in_schema=False)
        api.add_api_route("/messages", self._answering(self._create), methods=["POST"])
        api.add_api_route("/messages/{id}", self._answering(self._fetch))
        return api

    def _answering(self, work: Callable[[Request, Any], JSONResponse]) -> Callable[[Request], Awaitable[JSONResponse]]:
        async def endpoint(request: Request) -> JSONResponse:
            if request.headers.get("Authorization") != f"Bearer {self.api_key}":
                return _no(401, 10009, "Authentication failed")
            try:
                asked = await request.json() if request.method == "POST" else None
            except ValueError:
                return _no(400, 10015, "Bad Request")
            if request.method != "POST":
                return work(request, asked)
            return await self.carrier.meet(lambda: work(request, asked), _on_a_bad_day)

        return endpoint

    def _create(self, request: Request, asked: Any) -> JSONResponse:
        if not isinstance(asked, dict) or not asked.get("to") or not asked.get("text"):
            return _no(422, 10004, "Missing required parameter")
        if asked.get("from", self.number) != self.number:
            return _no(400, 40305, "Invalid 'from' address")
        if not str(asked["to"]).startswith("+"):
            return _no(400, 40310, "Invalid 'to' address")
        key = request.headers.get("Idempotency-Key", "")
        text = self._made.get(key)
        if text is None:
            code = self.carrier.fates.get(asked["to"])
            if code is not None and code not in _AFTERWARDS:
                return _no(400, code, f"The simulated carrier refuses {asked['to']}")
            callback = asked.get("webhook_url") or self.webhook
            text = self.carrier.accept(self.number, asked["to"], asked["text"], callback, dialect=self)
            if key:
                self._made[key] = text
        return JSONResponse({"data": self.message(text)})

    def _fetch(self, request: Request, _: Any) -> JSONResponse:
        text = self.carrier.texts.get(request.path_params["id"])
        if text is None or text.dialect is not self:
            return _no(404, 10005, "Resource not found")
        return JSONResponse({"data": self.message(text)})


def _no(status: int, code: int, title: str) -> JSONResponse:
    return JSONResponse({"errors": [{"code": str(code), "title": title}]}, status_code=status)


def _on_a_bad_day(status: int) -> JSONResponse:
    return _no(429, 10011, "Too many requests") if status == 429 else _no(status, 10007, "Unexpected error")
