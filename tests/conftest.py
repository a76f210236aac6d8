"""Fixtures for all tests: a real store on SQLite, and on PostgreSQL where there is one; a clock that stands."""

from __future__ import annotations

import os
import shutil
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
from bot.nlu.port import Nlu
from tests.walks.world import COLLECTOR, NOON, open_store

POSTGRES = "DULY_TEST_POSTGRES_URL"
NLU_DATA = Path(__file__).parents[1] / "nlu_data"


@pytest.fixture
def clock() -> Callable[[], datetime]:
    """Return a clock that stands at Monday 13:00 in New York."""
    return lambda: NOON


@pytest.fixture
def collector() -> Collector:
    """Return the collector of all tests."""
    return COLLECTOR


@pytest.fixture(scope="session")
def trained(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> Path:
    """Return the folder with the trained model, to be copied to `var/nlu` of whatever starts with the real engine.

    Training takes half a minute: it is done once, also where several workers ask at the same time.
    """
    from bot.nlu.embedded import load_or_train

    base = tmp_path_factory.getbasetemp()
    folder = (base if worker_id == "master" else base.parent) / "nlu-model"
    load_or_train(NLU_DATA, folder)
    return folder


@pytest.fixture(scope="session")
def engine(trained: Path) -> Iterator[Nlu]:
    """Yield the embedded engine, trained from the project's own data, with the encoder where there is one."""
    from bot.nlu.embedded import load_or_train
    from bot.nlu.encoder import Encoder

    encoder = Encoder() if Encoder.is_installed() else None
    yield load_or_train(NLU_DATA, trained, encoder)
    if encoder is not None:
        encoder.close()


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a file with all tables, made once by the migrations and copied for every test."""
    path = tmp_path_factory.mktemp("template") / "template.db"
    opened = open_store(f"sqlite:///{path}")
    migrations.upgrade(opened.engine)
    opened.close()
    return path


@pytest.fixture(scope="session")
def postgres() -> Iterator[tuple[sa.Engine, str]]:
    """Yield (server, template): a database with all tables, made once by the migrations and copied for every test."""
    server = os.environ.get(POSTGRES)
    if not server:
        pytest.skip(f"{POSTGRES} names no PostgreSQL server")
    admin = sa.create_engine(server, isolation_level="AUTOCOMMIT")
    name = f"duly_template_{uuid4().hex}"
    _run(admin, f"CREATE DATABASE {name}")
    made = sa.create_engine(make_url(server).set(database=name))
    migrations.upgrade(made)
    made.dispose()
    yield admin, name
    _run(admin, f"DROP DATABASE {name} WITH (FORCE)")
    admin.dispose()


def _run(admin: sa.Engine, statement: str) -> None:
    with admin.connect() as connection:
        connection.exec_driver_sql(statement)


@pytest.fixture(params=["sqlite", "postgresql"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Store]:
    """Yield an empty store at the newest revision: SQLite, and a PostgreSQL database made for the test."""
    if request.param == "sqlite":
        yield request.getfixturevalue("sqlite_store")
        return
    admin, template = request.getfixturevalue("postgres")
    name = f"duly_{uuid4().hex}"
    _run(admin, f"CREATE DATABASE {name} TEMPLATE {template}")
    opened = open_store(admin.url.set(database=name).render_as_string(hide_password=False))
    yield opened
    opened.close()
    _run(admin, f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture
def sqlite_store(tmp_path: Path, sqlite_template: Path) -> Iterator[Store]:
    """Yield an empty SQLite store, for tests that are not about the database."""
    path = tmp_path / "test.db"
    shutil.copy(sqlite_template, path)
    opened = open_store(f"sqlite:///{path}")
    yield opened
    opened.close()
