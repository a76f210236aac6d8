"""The ledger: append-only and hash-chained; what was said, decided and done, and why."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import Connection

from accounts.errors import LedgerBroken
from accounts.record import Id, new_id
from accounts.tables import ledger, ledger_head

GENESIS = "0" * 64
"""What the first record names as the one before it."""

_BATCH = 1000


@dataclass(frozen=True)
class Entry:
    """One thing to be put down: its kind, whose it is, and its body as JSON text."""

    kind: str
    at: datetime
    consumer: Id | None
    body: str


@dataclass(frozen=True)
class Verified:
    """The outcome of a verification: how many records hold, up to which, and the head they end in."""

    records: int
    head: str


def entry(kind: str, at: datetime, consumer: Id | None, **body: Any) -> Entry:
    """Make an entry of plain JSON values."""
    return Entry(kind, at, consumer, json.dumps(body, separators=(",", ":"), sort_keys=True, ensure_ascii=False))


def digest(previous: str, seq: int, id: Id, at: str, consumer: Id | None, kind: str, body: str) -> str:
    """Return the hash of one record: SHA-256 over its fields and the hash of the record before it.

    Every field is preceded by its length in bytes, so that no two different records read the same.
    """
    sha = hashlib.sha256()
    for field in (previous, str(seq), id, at, consumer or "", kind, body):
        raw = field.encode()
        sha.update(b"%d:" % len(raw))
        sha.update(raw)
    return sha.hexdigest()


def append(connection: Connection, entries: Iterable[Entry], mac: Callable[[str], str]) -> None:
    """Chain entries to the end of the ledger; call it last in a transaction, for it takes the head's lock."""
    new = list(entries)
    if not new:
        return
    seq, previous = _locked_head(connection, mac)
    rows = []
    for item in new:
        seq += 1
        row = {
            "seq": seq,
            "id": new_id(),
            "at": item.at.astimezone(UTC).isoformat(),
            "consumer_id": item.consumer,
            "kind": item.kind,
            "body": item.body,
            "previous": previous,
        }
        previous = digest(previous, seq, row["id"], row["at"], item.consumer, item.kind, item.body)  # type: ignore[arg-type]  # values of a plain dict
        rows.append(row | {"hash": previous})
    connection.execute(ledger.insert(), rows)
    connection.execute(ledger_head.update().values(seq=seq, hash=previous, mac=mac(f"{seq}:{previous}")))


def _locked_head(connection: Connection, mac: Callable[[str], str]) -> tuple[int, str]:
    head = sa.select(ledger_head.c.seq, ledger_head.c.hash).with_for_update()
    found = connection.execute(head).one_or_none()
    if found is None:
        # Where there is no row there is nothing to lock: of two who begin the chain at once, the key lets one through.
        dialect = postgresql if connection.dialect.name == "postgresql" else sqlite
        begun = {"one": 1, "seq": 0, "hash": GENESIS, "mac": mac(f"0:{GENESIS}")}
        connection.execute(dialect.insert(ledger_head).values(begun).on_conflict_do_nothing())
        found = connection.execute(head).one()
    return found.seq, found.hash


def read(connection: Connection, after: int = 0, consumer: Id | None = None) -> Iterator[sa.Row[Any]]:
    """Yield the records in order, a batch at a time."""
    while True:
        query = sa.select(ledger).where(ledger.c.seq > after).order_by(ledger.c.seq).limit(_BATCH)
        if consumer is not None:
            query = query.where(ledger.c.consumer_id == consumer)
        rows = connection.execute(query).all()
        yield from rows
        if len(rows) < _BATCH:
            return
        after = rows[-1].seq


def line(row: sa.Row[Any]) -> str:
    """Return a record as one JSON line; `body` stays the text that was hashed."""
    return json.dumps(dict(row._mapping), ensure_ascii=False, separators=(",", ":"))  # SQLAlchemy's public name for it


def verify(connection: Connection, mac: Callable[[str], str]) -> Verified:
    """Walk the whole chain.

    Raises:
        LedgerBroken: names the first record that was altered, is missing or was put in, or a head that
            somebody without the key has moved.
    """
    seq, previous = 0, GENESIS
    for row in read(connection):
        seq += 1
        if row.seq != seq:
            raise LedgerBroken(f"record {seq} is missing: after {seq - 1} comes {row.seq}")
        if row.previous != previous:
            raise LedgerBroken(f"record {seq} ({row.id}) does not follow record {seq - 1}: put in, or its link altered")
        if row.hash != digest(previous, row.seq, row.id, row.at, row.consumer_id, row.kind, row.body):
            raise LedgerBroken(f"record {seq} ({row.id}, {row.kind} of {row.at}) was altered")
        previous = row.hash
    head = connection.execute(sa.select(ledger_head)).one_or_none()
    if head is None:
        if seq:
            raise LedgerBroken(f"the ledger has {seq} records but no head")
        return Verified(0, GENESIS)
    if head.mac != mac(f"{head.seq}:{head.hash}"):
        raise LedgerBroken(f"the head (record {head.seq}) was moved by somebody without the key")
    if seq < head.seq:
        raise LedgerBroken(f"record {seq + 1} is missing: the head names {head.seq} records")
    if (seq, previous) != (head.seq, head.hash):
        raise LedgerBroken(f"record {head.seq + 1} was put in after the head")
    return Verified(seq, previous)
