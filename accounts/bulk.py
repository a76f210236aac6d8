"""Bulk: one statement for many rows, which go to the driver as they are."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import lru_cache
from operator import itemgetter
from typing import Any, NamedTuple

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import Connection, Dialect

from accounts.tables import Utc


def execute(connection: Connection, statement: sa.Insert | sa.Update, rows: Sequence[dict[str, Any]]) -> int:
    """Run a statement for each row and return how many rows it touched; all have the same keys, and JSON is text.

    SQLAlchemy would look at each value of each row, which costs as much as the database does.

    Args:
        connection: within a transaction.
        statement: made once, for it is compiled once; its values are bound by the keys.
        rows: the values; they are used up.
    """
    if not rows:
        return 0
    plain = _plain(statement, connection.dialect, tuple(rows[0]))
    for name, stored in plain.instants:
        for row in rows:
            row[name] = stored(row[name])
    given = [plain.ordered(row) for row in rows] if plain.ordered else list(rows)
    # Without this option SQLAlchemy reads no count from psycopg where a statement may have many rows.
    return connection.exec_driver_sql(plain.text, given, execution_options={"preserve_rowcount": True}).rowcount


def insert_new(connection: Connection, table: sa.Table, rows: Sequence[dict[str, Any]]) -> int:
    """Insert rows, leaving out those that break a unique constraint; returns how many went in."""
    dialect = postgresql if connection.dialect.name == "postgresql" else sqlite
    insert = dialect.insert(table).on_conflict_do_nothing()
    # Without this option SQLAlchemy reads no count from psycopg where a statement may have many rows.
    return connection.execute(insert, rows, execution_options={"preserve_rowcount": True}).rowcount


class _Plain(NamedTuple):
    """A statement as the driver takes it."""

    text: str
    ordered: Callable[[dict[str, Any]], tuple[Any, ...]] | None
    """Puts the values into the order of the question marks; None where the driver takes them by name."""
    instants: tuple[tuple[str, Callable[[Any], Any]], ...]


@lru_cache(maxsize=64)
def _plain(statement: sa.Insert | sa.Update, dialect: Dialect, keys: tuple[str, ...]) -> _Plain:
    compiled = statement.compile(dialect=dialect, column_keys=list(keys))
    assert isinstance(compiled, sa.sql.compiler.SQLCompiler)
    named = [
        (name, bound.type.dialect_impl(dialect).bind_processor(dialect))
        for name, bound in compiled.binds.items()
        if isinstance(bound.type, Utc)
    ]
    return _Plain(
        text=str(compiled),
        ordered=itemgetter(*compiled.positiontup) if compiled.positiontup else None,
        instants=tuple((name, stored) for name, stored in named if stored),
    )
