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

from accounts import bulk
from accounts.errors import LedgerBroken
from accounts.record import Id, new_id
from accounts.tables import consumers, ledger, ledger_head

GENESIS = "0" * 64
"""What the first record names as the one before it."""

_APPEND = ledger.insert()

_BATCH = 1000

_BEFORE_ALL = -(2**63)
"""Below the number of any record, also of one that somebody put in before the first."""


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
    return Entry(kind, at, consumer, plain(**body))


def plain(**body: Any) -> str:
    """Return plain JSON values as the body of a record."""
    return json.dumps(body, separators=(",", ":"), sort_keys=True, ensure_ascii=False)


def digest(previous: str, seq: int, id: Id, at: str, consumer: Id | None, kind: str, body: str) -> str:
    """Return the hash of one record: SHA-256 over its fields and the hash of the record before it.

    Every field is preceded by its length in bytes, so that no two different records read the same.
    """
    fields = [field.encode() for field in (previous, str(seq), id, at, consumer or "", kind, body)]
    return hashlib.sha256(b"".join([b"%d:%b" % (len(field), field) for field in fields])).hexdigest()


def append(connection: Connection, entries: Iterable[Entry], mac: Callable[[str], str]) -> None:
    """Chain entries to the end of the ledger; call it last in a transaction, for it takes the head's lock.

    Raises:
        LedgerBroken: the head was moved by somebody without the key; nothing may be built on it.
    """
    new = list(entries)
    if not new:
        return
    seq, previous = _locked_head(connection, mac)
    rows: list[dict[str, Any]] = []
    for number, item in enumerate(new, seq + 1):
        id, at = new_id(), _text(item.at)
        hash = digest(previous, number, id, at, item.consumer, item.kind, item.body)
        rows.append(
            {
                "seq": number,
                "id": id,
                "at": at,
                "consumer_id": item.consumer,
                "kind": item.kind,
                "body": item.body,
                "previous": previous,
                "hash": hash,
            }
        )
        previous = hash
    bulk.execute(connection, _APPEND, rows)
    seq += len(new)
    connection.execute(ledger_head.update().values(seq=seq, hash=previous, mac=mac(f"{seq}:{previous}")))


def is_unsealed(connection: Connection, mac: Callable[[str], str]) -> list[str]:
    """Return in a sentence that the head does not bear our seal; nothing where it does, or where there is none yet."""
    head = connection.execute(sa.select(ledger_head)).first()
    return [_moved(head.seq)] if head is not None and head.mac != mac(f"{head.seq}:{head.hash}") else []


def _locked_head(connection: Connection, mac: Callable[[str], str]) -> tuple[int, str]:
    head = sa.select(ledger_head).with_for_update()
    found = connection.execute(head).one_or_none()
    if found is None:
        # Where there is no row there is nothing to lock: of two who begin the chain at once, the key lets one through.
        dialect = postgresql if connection.dialect.name == "postgresql" else sqlite
        begun = {"one": 1, "seq": 0, "hash": GENESIS, "mac": mac(f"0:{GENESIS}")}
        connection.execute(dialect.insert(ledger_head).values(begun).on_conflict_do_nothing())
        found = connection.execute(head).one()
    if found.mac != mac(f"{found.seq}:{found.hash}"):
        # Going on from a head that was moved would give it a seal, and nobody could see it any more.
        raise LedgerBroken(_moved(found.seq))
    return found.seq, found.hash


def read(
    connection: Connection,
    after: int = _BEFORE_ALL,
    consumer: Id | None = None,
    kind: str | None = None,
    since: datetime | None = None,
) -> Iterator[sa.Row[Any]]:
    """Yield the records in order, a batch at a time: all, or those of one consumer, of one kind, from an instant on."""
    wanted = {ledger.c.consumer_id: consumer, ledger.c.kind: kind}
    narrowed = [column == value for column, value in wanted.items() if value is not None]
    if since is not None:
        narrowed.append(ledger.c.at >= _text(since))
    while True:
        query = sa.select(ledger).where(ledger.c.seq > after, *narrowed).order_by(ledger.c.seq).limit(_BATCH)
        rows = connection.execute(query).all()
        yield from rows
        if len(rows) < _BATCH:
            return
        after = rows[-1].seq


def of_house(connection: Connection, kind: str, mac: Callable[[str], str]) -> list[sa.Row[Any]]:
    """Return the records of a kind that are about no consumer, which are few and found by an index.

    Each must be what was hashed, and none may stand behind the sealed head. That the chain between holds, only
    `verify` can say.

    Raises:
        LedgerBroken: names the record that does not hold, or a head that somebody without the key has moved.
    """
    c = ledger.c
    rows = connection.execute(sa.select(ledger).where(c.consumer_id.is_(None), c.kind == kind).order_by(c.seq)).all()
    head = connection.execute(sa.select(ledger_head).limit(1)).one_or_none() if rows else None
    for row in rows:
        if head is None or head.mac != mac(f"{head.seq}:{head.hash}"):
            raise LedgerBroken(_moved(head.seq) if head else f"record {row.seq} is in a ledger that has no head")
        if row.seq > head.seq or row.hash != digest(row.previous, row.seq, row.id, row.at, None, row.kind, row.body):
            raise LedgerBroken(f"record {row.seq} ({row.id}, {row.kind} of {row.at}) was altered or put in")
    return list(rows)


def before(connection: Connection, since: datetime | None) -> int:
    """Return the number after which the first record of an instant or later comes; without one, before all."""
    if since is None:
        return _BEFORE_ALL
    first = connection.scalar(sa.select(sa.func.min(ledger.c.seq)).where(ledger.c.at >= _text(since)))
    last = connection.scalar(sa.select(sa.func.max(ledger.c.seq))) or 0
    return int(last if first is None else first - 1)


def _text(at: datetime) -> str:
    """Return an instant as the ledger has it: in UTC, so that the texts sort as the instants do."""
    return at.astimezone(UTC).isoformat()


def line(row: sa.Row[Any]) -> str:
    """Return a record as one JSON line; `body` stays the text that was hashed."""
    return json.dumps(dict(row._mapping), ensure_ascii=False, separators=(",", ":"))  # SQLAlchemy's public name for it


def verify(connection: Connection, mac: Callable[[str], str]) -> Verified:
    """Walk the whole chain.

    Raises:
        LedgerBroken: names the first record that was altered, is missing or was put in, or a head that
            somebody without the key has moved.
    """
    try:
        seq, previous = _walked(connection)
    except sa.exc.OperationalError as error:  # SQLite holds what is no text in a column of text, and does not read it
        raise LedgerBroken(f"record {_unreadable(connection)} was altered: it cannot be read") from error
    count = connection.scalar(sa.select(sa.func.count()).select_from(ledger))
    if count != seq:
        raise LedgerBroken(f"{count} records are there, but {seq} in the chain: others were put in")
    # A ledger that was emptied, and begun anew by us who took it for a new one, holds in itself.
    untold = ~sa.exists().where(ledger.c.consumer_id == consumers.c.id)
    if (lost := connection.scalar(sa.select(consumers.c.id).where(untold).limit(1))) is not None:
        raise LedgerBroken(f"records are missing: consumer {lost} is in the store, but in no record")
    heads = connection.execute(sa.select(ledger_head).limit(2)).all()
    if len(heads) > 1:
        raise LedgerBroken("the ledger has a second head, which was put in")
    if not heads:
        if seq:
            raise LedgerBroken(f"the ledger has {seq} records but no head")
        return Verified(0, GENESIS)
    head = heads[0]
    if head.mac != mac(f"{head.seq}:{head.hash}"):
        raise LedgerBroken(_moved(head.seq))
    if seq < head.seq:
        raise LedgerBroken(f"record {seq + 1} is missing: the head names {head.seq} records")
    if (seq, previous) != (head.seq, head.hash):
        raise LedgerBroken(f"record {head.seq + 1} was put in after the head")
    return Verified(seq, previous)


def _walked(connection: Connection) -> tuple[int, str]:
    """Return (number, hash) of the last record of a chain that holds."""
    seq, previous = 0, GENESIS
    for row in read(connection):
        seq += 1
        if row.seq < seq:
            raise LedgerBroken(f"record {row.seq} was put in")
        if row.seq != seq:
            raise LedgerBroken(f"record {seq} is missing: after {seq - 1} comes {row.seq}")
        if row.previous != previous:
            raise LedgerBroken(f"record {seq} ({row.id}) does not follow record {seq - 1}: put in, or its link altered")
        fields = (row.id, row.at, row.consumer_id, row.kind, row.body)
        # Nobody and an empty name are hashed alike, and only the first is ever written.
        same = row.consumer_id != "" and all(isinstance(field, str | None) for field in fields)
        if not same or row.hash != digest(previous, row.seq, *fields):
            raise LedgerBroken(f"record {seq} ({row.id}, {row.kind} of {row.at}) was altered")
        previous = row.hash
    return seq, previous


def _unreadable(connection: Connection) -> int:
    """Return the number of the first record that the database cannot give out; raises what it says if there is none."""
    for seq in connection.scalars(sa.select(ledger.c.seq).order_by(ledger.c.seq)).all():
        try:
            connection.execute(sa.select(ledger).where(ledger.c.seq == seq)).one()
        except sa.exc.OperationalError:
            return int(seq)
    raise LedgerBroken("the ledger cannot be read")


def _moved(seq: int) -> str:
    return f"the head (record {seq}) was moved by somebody without the key, or DULY_DATA_KEY is not the one it had"
