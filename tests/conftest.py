"""Fixtures for all tests: a real store on SQLite, and on PostgreSQL where there is one; a clock that stands."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path
from uuid import uuid4

import pytest
import sqlalchemy as sa
from sqlalchemy.engine import make_url

from accounts import migrations
from accounts.dossier import Collector
from accounts.store import Store
from tests.walks.world import COLLECTOR, NOON, open_store

POSTGRES = "DULY_TEST_POSTGRES_URL"


@pytest.fixture
def clock() -> Callable[[], datetime]:
    """Return a clock that stands at Monday 13:00 in New York."""
    return lambda: NOON


@pytest.fixture
def collector() -> Collector:
    """Return the collector of all tests."""
    return COLLECTOR


@pytest.fixture(params=["sqlite", "postgresql"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Store]:
    """Yield an empty store at the newest revision: SQLite, and a PostgreSQL database made for the test."""
    if request.param == "sqlite":
        opened = open_store(f"sqlite:///{tmp_path / 'test.db'}")
        migrations.upgrade(opened.engine)
        yield opened
        opened.close()
        return
    server = os.environ.get(POSTGRES)
    if not server:
        pytest.skip(f"{POSTGRES} names no PostgreSQL server")
    name = f"duly_{uuid4().hex}"
    admin = sa.create_engine(server, isolation_level="AUTOCOMMIT")
    with admin.connect() as connection:
        connection.exec_driver_sql(f"CREATE DATABASE {name}")
    opened = open_store(make_url(server).set(database=name).render_as_string(hide_password=False))
    migrations.upgrade(opened.engine)
    yield opened
    opened.close()
    with admin.connect() as connection:
        connection.exec_driver_sql(f"DROP DATABASE {name} WITH (FORCE)")
    admin.dispose()


@pytest.fixture
def sqlite_store(tmp_path: Path) -> Iterator[Store]:
    """Yield an empty SQLite store, for tests that are not about the database."""
    opened = open_store(f"sqlite:///{tmp_path / 'test.db'}")
    migrations.upgrade(opened.engine)
    yield opened
    opened.close()
