"""Doubts: attempts of which nobody knows what became, with what a provider can be asked by."""

from __future__ import annotations

import json
from collections.abc import Collection
from datetime import datetime

import sqlalchemy as sa

from accounts import tables as t
from accounts.contact import ELSEWHERE, Attempt, Medium
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


def in_doubt(reading: Reading, media: Collection[Medium], since: datetime, until: datetime) -> list[Doubt]:
    """Return the attempts of that time by those media that may have left or not, the oldest first, without their words.

    All of them: a bound would let the old ones that no provider can settle stand before the new ones for ever.
    """
    c = t.attempts.c
    return _found(reading, since, until, c.state == "in_doubt", c.medium.in_(media))


def silent(reading: Reading, medium: Medium, since: datetime, until: datetime) -> list[Doubt]:
    """Return our attempts of that time by a medium that left, and of which nothing was heard since."""
    c = t.attempts.c
    ours = sa.and_(c.reference.is_not(None), c.channel != ELSEWHERE)
    return _found(reading, since, until, c.state == "sent", c.medium == medium, ours)


def with_words(reading: Reading, doubt: Doubt) -> Doubt:
    """Return it with the text that the attempt's decision was made about; empty where there is none."""
    c = t.ledger.c
    begins = c.body.startswith(f'{{"attempt":"{doubt.attempt.id}"', autoescape=True)
    query = sa.select(c.body).where(c.consumer_id == doubt.consumer, c.kind == "decision", begins).limit(1)
    body = reading.connection.scalar(query)
    return doubt if body is None else doubt.model_copy(update={"text": json.loads(body)["facts"]["message"]["text"]})


def began(reading: Reading) -> datetime | None:
    """Return when the first consumer came into this store; None where there is none."""
    first: datetime | None = reading.connection.scalar(sa.select(sa.func.min(t.consumers.c.created_at)))
    return first


def _found(reading: Reading, since: datetime, until: datetime, *conditions: sa.ColumnElement[bool]) -> list[Doubt]:
    c = t.attempts.c
    query = sa.select(t.attempts).where(c.at >= since, c.at <= until, *conditions).order_by(c.at)
    return [
        Doubt(consumer=row.consumer_id, attempt=attempt_of(row), channel=row.channel, reference=row.reference)
        for row in reading.connection.execute(query)
    ]
