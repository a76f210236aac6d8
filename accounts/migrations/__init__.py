"""Migrations: how the tables came to be, up and down, on SQLite and PostgreSQL."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy.engine import Connection, Engine

from accounts.integrator_tables import deliveries

metadata = deliveries.metadata
"""All tables: those of integrators are declared last, on the same metadata."""


def _config(connection: Connection | None = None) -> Config:
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent))
    config.attributes["connection"] = connection
    return config


def upgrade(engine: Engine, revision: str = "head") -> None:
    """Bring the database up to a revision."""
    with engine.begin() as connection:
        command.upgrade(_config(connection), revision)


def downgrade(engine: Engine, revision: str) -> None:
    """Bring the database down to a revision; 'base' leaves nothing."""
    with engine.begin() as connection:
        command.downgrade(_config(connection), revision)


def lacks(engine: Engine, *, tables: bool = True) -> list[str]:
    """Return what keeps the database from being the one the code expects, in sentences; empty when it is.

    Args:
        engine: the database.
        tables: whether each table is compared, which takes a while; without, the revision alone is.
    """
    head, known = _revisions()
    with engine.connect() as connection:
        context = MigrationContext.configure(connection)
        now = context.get_current_revision()
        if now is not None and now not in known:
            return [f"the database is at revision {now}, which this Duly does not know: a newer one made it; use that"]
        if now != head:
            return [f"the database is at revision {now or 'none'}, the code at {head}: run `duly db upgrade`"]
        if not tables:
            return []
        return [_told(difference) for difference in compare_metadata(context, metadata)]


@cache
def _revisions() -> tuple[str | None, frozenset[str]]:
    """Return the newest revision of the code, and all there are; they stay the same while a process lives."""
    script = ScriptDirectory.from_config(_config())
    return script.get_current_head(), frozenset(one.revision for one in script.walk_revisions())


def _told(difference: Any) -> str:
    """Return a difference that Alembic found as a sentence; it gives a tuple, or a list of them about one column."""
    match difference:
        case ("add_table", table):
            return f"the tables differ from the code: {table.name} is missing"
        case ("remove_table", table):
            return f"the tables differ from the code: {table.name} is none of ours"
        case ("add_column", _, table, column):
            return f"the tables differ from the code: {table}.{column.name} is missing"
        case ("remove_column", _, table, column):
            return f"the tables differ from the code: {table}.{column.name} is none of ours"
        case [(str() as what, _, table, column, *_), *_]:
            return f"the tables differ from the code: {table}.{column}, {what.replace('_', ' ')}"
        case (str() as what, changed, *_):
            return f"the tables differ from the code: {what.replace('_', ' ')} {getattr(changed, 'name', '')}"
        case _:
            return f"the tables differ from the code: {difference}"
