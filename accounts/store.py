"""The Store: locks a consumer, loads a Dossier, appends to the ledger, and alone commits."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

import sqlalchemy as sa
from sqlalchemy import event
from sqlalchemy.engine import Connection, Engine, make_url
from sqlalchemy.exc import ArgumentError, OperationalError

from accounts import ledger
from accounts.dossier import Collector, Dossier
from accounts.errors import BadSettings, Busy, NotFound
from accounts.reading import Reading
from accounts.vault import Vault
from accounts.writing import Writing

BUSY = 30_000
"""Milliseconds a SQLite writer waits for another before it gives up."""

_CACHE = "cache_size=-65536"
"""KiB of pages that SQLite keeps in memory: a wave's ledger records would push out the facts of the next."""

_BUSY = ("locked", "lock timeout", "deadlock detected")


class Transaction(Writing):
    """One unit of work: reads, writes and ledger entries that become true together or not at all."""


class Store:
    """The one store: SQLite by default, PostgreSQL where one machine is not enough.

    It is synchronous: a transaction is a few statements, and a caller with an event loop runs it in a
    thread. Nobody else commits, and nobody writes outside `transaction`.
    """

    def __init__(self, engine: Engine, vault: Vault, collector: Collector) -> None:
        self.engine = engine
        self.vault = vault
        self.collector = collector

    @classmethod
    def open(cls, url: str, vault: Vault, collector: Collector) -> Store:
        """Connect to the database of that SQLAlchemy URL; a SQLite file's folder is made where it is missing.

        Raises:
            BadSettings: the URL cannot be used.
        """
        try:
            parsed = make_url(url)
            if parsed.get_backend_name() == "sqlite":
                return cls(_sqlite(url), vault, collector)
            if parsed.get_backend_name() == "postgresql":
                return cls(_postgresql(url), vault, collector)
        except (ArgumentError, ImportError, OSError) as error:
            raise BadSettings(f"DULY_DATABASE_URL cannot be used: {error}") from error
        raise BadSettings(f"DULY_DATABASE_URL names {parsed.get_backend_name()}; use sqlite or postgresql+psycopg")

    @contextmanager
    def transaction(self) -> Iterator[Transaction]:
        """Open the only kind of scope that writes; it commits once at its end, or not at all.

        The ledger's head is locked last, in the commit, so that waves of different consumers wait for
        each other as briefly as can be.

        Raises:
            Busy: somebody else held what it needs for too long; nothing was changed.
        """
        try:
            with self.engine.connect() as connection:
                if connection.dialect.name == "sqlite":
                    connection.execution_options(duly_write=True)
                with connection.begin():
                    unit = Transaction(connection, self.vault, self.collector)
                    yield unit
                    ledger.append(connection, unit.entries, self.vault.mac)
        except OperationalError as error:
            if any(word in str(error.orig) for word in _BUSY):
                raise Busy("the database is busy with somebody else's work; nothing was changed, try again") from error
            raise

    @contextmanager
    def reading(self) -> Iterator[Reading]:
        """Open a scope that only reads, of one consistent state."""
        with self.engine.connect() as connection:
            if connection.dialect.name == "postgresql":
                connection.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)
            with connection.begin():
                yield Reading(connection, self.vault, self.collector)

    def dossier(self, consumer: str, at: datetime) -> Dossier:
        """Return everything known of one consumer at that instant.

        Raises:
            NotFound: there is no such consumer.
        """
        with self.reading() as reading:
            found = reading.dossiers([consumer], at)
        if consumer not in found:
            raise NotFound(f"no consumer has the id {consumer}")
        return found[consumer]

    def verify_ledger(self) -> ledger.Verified:
        """Walk the whole chain, see `ledger.verify`, and hold the changes of house policy against it.

        Raises:
            LedgerBroken: names the first record, or the change of policy, that does not hold.
        """
        with self.reading() as reading:
            found = ledger.verify(reading.connection, self.vault.mac)
            reading.verify_policy()
        return found

    def close(self) -> None:
        """Close all connections."""
        self.engine.dispose()


def _postgresql(url: str) -> Engine:
    # Whatever the server says: to count rightly, statements after a lock must see what was committed before it.
    return sa.create_engine(url, isolation_level="READ COMMITTED", pool_pre_ping=True, pool_size=10)


def _sqlite(url: str) -> Engine:
    """Return an engine with WAL, full synchronisation, foreign keys, and immediate transactions for writers."""
    path = make_url(url).database
    if path and path != ":memory:":
        Path(path).parent.mkdir(parents=True, exist_ok=True)
        Path(path).touch(mode=0o600)  # it holds personal data; the files SQLite puts beside it take its mode
    engine = sa.create_engine(url, connect_args={"timeout": BUSY / 1000, "check_same_thread": False})

    @event.listens_for(engine, "connect")
    def configure(connection: sqlite3.Connection, _: object) -> None:
        # The driver must not open transactions by itself: `begin` below does, of the right kind.
        connection.isolation_level = None
        for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", f"busy_timeout={BUSY}", _CACHE):
            connection.execute(f"PRAGMA {pragma}")

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        # A writer that only upgrades its read lock later can be refused at once; so writers say so first.
        writes = connection.get_execution_options().get("duly_write", False)
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")

    return engine
