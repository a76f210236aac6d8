"""Dossiers: everything known of many consumers, read by one statement and checked a dossier at a time."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.engine import Connection

from accounts import tables as t
from accounts.consumer import Consumer, ContactPoint, Person
from accounts.contact import Attempt, Inbound
from accounts.debt import Debt
from accounts.dossier import Collector, Dossier, Fact
from accounts.record import Id, Instant, Record

HORIZON = timedelta(days=62)
"""How far back a dossier's attempts and inbounds reach: two days more than the widest window of any rule."""


class _Known(Record):
    """What the tables say of one consumer, part by part."""

    consumer: tuple[Consumer]
    people: tuple[Person, ...]
    points: tuple[ContactPoint, ...]
    debts: tuple[Debt, ...]
    facts: tuple[Fact, ...]
    attempts: tuple[Attempt, ...]
    inbounds: tuple[Inbound, ...]
    first_communications: tuple[tuple[Id, Instant], ...]


def load(connection: Connection, collector: Collector, consumers: Collection[Id], at: datetime) -> dict[Id, Dossier]:
    """Return the dossier of each consumer that there is.

    The rows come as JSON text and are put together unread: pydantic reads a whole dossier at once, which costs a
    fraction of reading its rows one by one.
    """
    written: dict[Id, dict[str, list[str]]] = {}
    wanted = {"consumers": list(consumers), "since": at - HORIZON}
    for consumer, part, row, body in connection.execute(_everything(connection.dialect.name), wanted):
        text = f"{row[:-1]},{body[1:]}" if row and body else row or body
        written.setdefault(consumer, {}).setdefault(part, []).append(text)
    return {id: _dossier(written[id], collector, at) for id in consumers if id in written}


def _dossier(texts: dict[str, list[str]], collector: Collector, at: datetime) -> Dossier:
    parts = ",".join([f'"{part}":[{",".join(texts.get(part, ()))}]' for part in _Known.model_fields])
    known = _Known.model_validate_json(f"{{{parts}}}")
    return Dossier.model_construct(
        at=at,
        collector=collector,
        consumer=known.consumer[0],
        people=known.people,
        points=known.points,
        debts=known.debts,
        facts=known.facts,
        attempts=known.attempts,
        inbounds=known.inbounds,
        first_communications=dict(known.first_communications),
    )


@lru_cache
def _everything(dialect: str) -> sa.Select[Any]:
    """Return the statement: for each row whose it is, of which part, its columns and its body as JSON text."""
    sqlite = dialect == "sqlite"
    json_object = sa.func.json_object if sqlite else sa.func.json_build_object
    json_array = sa.func.json_array if sqlite else sa.func.json_build_array
    unpack = sa.func.json_each if sqlite else sa.func.json_array_elements_text
    ids = unpack(sa.bindparam("consumers", type_=sa.JSON)).table_valued("value").c.value
    wanted = sa.select(ids.label("id")).cte("wanted")
    since = sa.bindparam("since", type_=t.Utc)

    def value(column: sa.ColumnElement[Any]) -> sa.ColumnElement[Any]:
        """As it stands in JSON; SQLite keeps JSON as text, and instants as text without their zone."""
        if sqlite and isinstance(column.type, sa.JSON):
            return sa.func.json(column)
        return sa.cast(column, sa.Text) + "Z" if sqlite and isinstance(column.type, t.Utc) else column

    def fields(table: sa.Table, *names: str) -> sa.ColumnElement[Any]:
        return json_object(*(part for name in names for part in (sa.literal_column(f"'{name}'"), value(table.c[name]))))

    def of(part: str, table: sa.Table, row: Any = None, body: Any = None, *, at: Any = None) -> sa.Select[Any]:
        whose = table.c.id if table is t.consumers else table.c.consumer_id
        return sa.select(
            whose.label("consumer"),
            sa.literal_column(f"'{part}'").label("part"),
            sa.cast(sa.null() if row is None else row, sa.Text).label("row"),
            sa.cast(sa.null() if body is None else body, sa.Text).label("body"),
            sa.cast(sa.null() if at is None else at, sa.Text if sqlite else t.Utc).label("at"),
            next(iter(table.primary_key)).label("id"),
        ).where(whose.in_(sa.select(wanted.c.id)))

    # Without the words and what came beside them, in which a proof of identity may stand: every decision puts its
    # dossier into the ledger.
    mute = (
        sa.func.json_set(t.inbounds.c.body, "$.text", "", "$.heading", sa.null())
        if sqlite
        else sa.cast(t.inbounds.c.body, JSONB).concat(sa.cast({"text": "", "heading": None}, JSONB))
    )
    first = t.first_communications
    rows = sa.union_all(
        of("consumer", t.consumers, fields(t.consumers, *Consumer.model_fields)),
        of("people", t.people, fields(t.people, *Person.model_fields)),
        of("points", t.points, fields(t.points, *ContactPoint.model_fields)),
        of("debts", t.debts, body=t.debts.c.body),
        of("facts", t.facts, body=t.facts.c.body, at=t.facts.c.at),
        of(
            "attempts",
            t.attempts,
            fields(t.attempts, "id", "at", "medium", "state"),
            t.attempts.c.body,
            at=t.attempts.c.at,
        ).where(t.attempts.c.at >= since),
        of("inbounds", t.inbounds, body=mute, at=t.inbounds.c.at).where(t.inbounds.c.at >= since),
        of("first_communications", first, json_array(first.c.debt_id, value(first.c.at))),
    ).subquery()
    c = rows.c
    return sa.select(c.consumer, c.part, c.row, c.body).order_by(c.at, c.id)
