"""Postman: posts the carrier's webhooks, signed as its provider signs them, with the faults that are asked for."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol
from urllib.parse import urlencode
from uuid import uuid4

import httpx2
from twilio.request_validator import RequestValidator

from channels.simulator.faults import Dice

_PATIENCE = httpx2.Timeout(15, connect=5)  # Twilio's own defaults for webhooks, in seconds


@dataclass(frozen=True)
class Posted:
    """How one webhook ended: the collector's HTTP status, or why there was none."""

    at: datetime
    url: str
    answer: str
    ok: bool


class Dialect(Protocol):
    """How another provider than Twilio says and signs what happens."""

    webhook: str | None

    def status(self, text: Any) -> dict[str, Any]:
        """Return what is posted when a text has got further."""

    def inbound(self, text: Any) -> dict[str, Any]:
        """Return what is posted when a person has written."""

    def forged(self, fields: dict[str, Any]) -> dict[str, Any]:
        """Return something else in the same form."""

    def seal(self, url: str, fields: dict[str, Any]) -> tuple[bytes, dict[str, str]]:
        """Return the body of a webhook and the headers that sign it."""


class Postman:
    """Post webhooks to the collector."""

    def __init__(self, auth_token: str, clock: Callable[[], datetime], dice: Dice) -> None:
        self.dice = dice
        self.posted: deque[Posted] = deque(maxlen=200)
        """How the last ones ended, the oldest first."""
        self._sent: deque[tuple[str, bytes, dict[str, str]]] = deque(maxlen=200)
        self._signer = RequestValidator(auth_token)  # type: ignore[no-untyped-call]  # untyped SDK
        self._clock = clock
        self._client: httpx2.AsyncClient | None = None

    async def post(self, url: str, fields: dict[str, Any], dialect: Dialect | None = None) -> None:
        """Post one webhook; in Twilio's way, unless another is named."""
        dice, faults = self.dice, self.dice.faults
        if dice.rolls(faults.drop):
            return
        if dice.rolls(faults.delay):
            await asyncio.sleep(faults.delay_seconds)
        body, headers = (dialect.seal if dialect else self._seal)(url, fields)
        if dice.rolls(faults.forge):
            other = dialect.forged(fields) if dialect else {**fields, "Body": "STOP", "MessageStatus": "failed"}
            await self._send(url, (dialect.seal if dialect else self._seal)(url, other)[0], headers)
        for _ in range(2 if dice.rolls(faults.duplicate) else 1):
            await self._send(url, body, headers)
        if dice.rolls(faults.replay) and self._sent:
            await self._send(*dice.one_of(list(self._sent)))
        self._sent.append((url, body, headers))

    def _seal(self, url: str, fields: dict[str, Any]) -> tuple[bytes, dict[str, str]]:
        """Return the form and the headers that Twilio would post."""
        signature = self._signer.compute_signature(url, fields)  # type: ignore[no-untyped-call]  # untyped SDK
        return urlencode(fields).encode(), {
            "Content-Type": "application/x-www-form-urlencoded",
            "User-Agent": "TwilioProxy/1.1",
            "X-Twilio-Signature": signature,
            "I-Twilio-Idempotency-Token": str(uuid4()),
        }

    async def aclose(self) -> None:
        """Close its connections."""
        if self._client is not None:
            await self._client.aclose()
            self._client = None

    async def _send(self, url: str, body: bytes, headers: dict[str, str]) -> None:
        """Send one request; once more, as the same one, where no connection could be made."""
        if self._client is None:
            self._client = httpx2.AsyncClient(timeout=_PATIENCE, trust_env=False)
        ok, answer = False, ""
        for _ in range(2):
            try:
                response = await self._client.post(url, content=body, headers=headers)
            except (httpx2.ConnectError, httpx2.ConnectTimeout) as unreached:
                answer = f"not reached: {unreached}"
                continue
            except (httpx2.HTTPError, httpx2.InvalidURL) as lost:
                answer = f"no answer: {str(lost) or type(lost).__name__}"
                break
            ok, answer = response.is_success, f"HTTP {response.status_code}"
            break
        self.posted.append(Posted(self._clock(), url, answer, ok))
