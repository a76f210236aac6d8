"""Looking up at Twilio: what became of a text in doubt, and which texts came while nobody answered its webhooks."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from twilio.rest import Client

from accounts.contact import Medium
from accounts.doubts import Doubt
from accounts.provider import Enclosure
from channels.codes import rebuff
from channels.port import Received, StatusUpdate
from channels.twilio_client import STATES

SKEW = timedelta(minutes=5)
"""By which our clock and theirs may differ, and a request be on its way."""


async def found(client: Client, doubt: Doubt, at: datetime) -> list[StatusUpdate]:
    """Return what Twilio knows of an attempt: by its identifier, or by number, words and time, the oldest first.

    An attempt that is in doubt has no identifier there: the answer that bore it was lost. Several may fit where
    the same words went to the same number within minutes.
    """
    if doubt.reference is not None:
        return [_told(await client.messages(doubt.reference).fetch_async(), doubt, at)]
    made = doubt.attempt.at
    before = made - timedelta(days=1)
    listed: list[Any] = await client.messages.list_async(to=doubt.attempt.to or "", date_sent_after=before, limit=200)
    fits = [
        message
        for message in listed
        if str(message.direction).startswith("outbound")
        and message.body == doubt.text
        and message.date_created is not None
        and abs(message.date_created - made) <= SKEW
    ]
    return [_told(message, doubt, at) for message in sorted(fits, key=lambda message: message.date_created)]


def _told(message: Any, doubt: Doubt, at: datetime) -> StatusUpdate:
    status = str(message.status)
    state, code = STATES.get(status, "sent"), str(message.error_code) if message.error_code else None
    return StatusUpdate(
        provider="twilio",
        key=f"{message.sid}:{status}:asked",  # not that of a callback, which may have come and found no attempt
        at=at,
        reference=str(message.sid),
        attempt=doubt.attempt.id,
        state=state,
        status=status,
        code=code,
        rebuff=rebuff("twilio", code) if state in ("failed", "undelivered") else None,
    )


async def received(client: Client, ours: str, since: datetime, at: datetime, base: str) -> list[Received]:
    """Return the texts that Twilio says came to us since then, to our number or, with a service, to any of ours."""
    asked: dict[str, Any] = {"date_sent_after": since - timedelta(days=1), "limit": 1000}
    if ours.startswith("+"):
        asked["to"] = ours
    listed: list[Any] = await client.messages.list_async(**asked)
    texts = [m for m in listed if m.direction == "inbound" and m.date_created is not None and m.date_created >= since]
    return [
        Received(
            provider="twilio",
            key=str(message.sid),
            medium=Medium.SMS,
            at=at,
            from_address=str(message.from_),
            to_address=str(message.to),
            text=message.body or "",
            enclosed=await _enclosed(client, message, base),
        )
        for message in reversed(texts)
    ]


async def _enclosed(client: Client, message: Any, base: str) -> tuple[Enclosure, ...]:
    if message.num_media in (None, "0"):
        return ()
    pictures = await client.messages(message.sid).media.list_async(limit=20)
    return tuple(
        Enclosure(url=base + str(one.uri).removesuffix(".json"), kind=one.content_type or "") for one in pictures
    )
