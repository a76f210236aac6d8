"""Doubts: attempts of which nobody knows what became, with what a provider can be asked by."""

from __future__ import annotations

import json
from datetime import datetime

import sqlalchemy as sa

from accounts import tables as t
from accounts.contact import Attempt, Medium
from accounts.reading import Reading, attempt_of
from accounts.record import Id, Record


class Doubt(Record):
    """One such attempt."""

    consumer: Id
    attempt: Attempt
    channel: str | None = None
    """The wire it was handed to; None where a worker died before it could say."""
    reference: str | None = None
    """The provider's identifier, where it is known."""
    text: str = ""
    """The words it carries, as they stand in the ledger."""


def in_doubt(reading: Reading, since: datetime, until: datetime, limit: int = 100) -> list[Doubt]:
    """Return the attempts of that time that may have left or not, the oldest first."""
    found = _found(reading, since, until, limit, t.attempts.c.state == "in_doubt")
    return [doubt.model_copy(update={"text": _words(reading, doubt)}) for doubt in found]


def silent(reading: Reading, medium: Medium, since: datetime, until: datetime, limit: int = 100) -> list[Doubt]:
    """Return the attempts of that time by a medium that left, and of which nothing was heard since."""
    c = t.attempts.c
    return _found(reading, since, until, limit, c.state == "sent", c.medium == medium, c.reference.is_not(None))


def began(reading: Reading) -> datetime | None:
    """Return when the first consumer came into this store; None where there is none."""
    first: datetime | None = reading.connection.scalar(sa.select(sa.func.min(t.consumers.c.created_at)))
    return first


def _found(
    reading: Reading, since: datetime, until: datetime, limit: int, *conditions: sa.ColumnElement[bool]
) -> list[Doubt]:
    c = t.attempts.c
    query = sa.select(t.attempts).where(c.at >= since, c.at <= until, *conditions).order_by(c.at).limit(limit)
    return [
        Doubt(consumer=row.consumer_id, attempt=attempt_of(row), channel=row.channel, reference=row.reference)
        for row in reading.connection.execute(query)
    ]


def _words(reading: Reading, doubt: Doubt) -> str:
    """Return the text that the attempt's decision was made about; empty where there is none, as in an old import."""
    c = t.ledger.c
    begins = c.body.startswith(f'{{"attempt":"{doubt.attempt.id}"', autoescape=True)
    query = sa.select(c.body).where(c.consumer_id == doubt.consumer, c.kind == "decision", begins).limit(1)
    body = reading.connection.scalar(query)
    return "" if body is None else str(json.loads(body)["facts"]["message"]["text"])
