"""History: what went between us and a consumer, and who disputes what, a page at a time in the order of recording."""

from __future__ import annotations

from datetime import datetime
from typing import Any, NamedTuple

import sqlalchemy as sa

from accounts import tables as t
from accounts.contact import Attempt, Inbound
from accounts.notice import Dispute
from accounts.reading import Reading, attempt_of
from accounts.record import Id


class Contact(NamedTuple):
    """One attempt of ours with its receipt, or something received."""

    id: Id
    attempt: Attempt | None = None
    channel: str | None = None
    reference: str | None = None
    code: str | None = None
    inbound: Inbound | None = None

    @property
    def at(self) -> datetime:
        """When it was made, or came."""
        made = self.attempt or self.inbound
        assert made is not None
        return made.at


def contacts(reading: Reading, consumer: Id, after: Id, limit: int) -> list[Contact]:
    """Return the contacts recorded after that one."""
    found = [
        Contact(row.id, attempt_of(row), row.channel, row.reference, row.code)
        for row in _page(reading, t.attempts, after, limit, t.attempts.c.consumer_id == consumer)
    ]
    found += [
        Contact(row.id, inbound=Inbound.model_validate(row.body))
        for row in _page(reading, t.inbounds, after, limit, t.inbounds.c.consumer_id == consumer)
    ]
    return sorted(found, key=lambda one: one.id)[:limit]


def disputes(reading: Reading, after: Id, limit: int) -> list[tuple[Id, Dispute]]:
    """Return (consumer, dispute) for those recorded after that one."""
    rows = _page(reading, t.facts, after, limit, t.facts.c.kind == "dispute")
    return [(row.consumer_id, Dispute.model_validate(row.body)) for row in rows]


def has_consumer(reading: Reading, consumer: Id) -> bool:
    """Whether there is such a consumer."""
    return reading.connection.scalar(sa.select(t.consumers.c.id).where(t.consumers.c.id == consumer)) is not None


def _page(reading: Reading, table: sa.Table, after: Id, limit: int, only: sa.ColumnElement[bool]) -> list[Any]:
    query = sa.select(table).where(only, table.c.id > after).order_by(table.c.id).limit(limit)
    return list(reading.connection.execute(query))
