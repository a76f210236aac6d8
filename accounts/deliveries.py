"""Deliveries: the endpoints of integrators, how far each has read the ledger, and what is on its way there."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from accounts import bulk
from accounts import integrator_tables as t
from accounts.adding import Adding
from accounts.errors import NotFound
from accounts.integrator import Delivery, Endpoint
from accounts.ledger import entry
from accounts.reading import Reading
from accounts.record import Id
from accounts.tables import inbounds, ledger, ledger_head

_ENDPOINTS = t.endpoints.c
_C = t.deliveries.c

STANDS_ASIDE = 5
"""Tries after which an event that does not get through no longer holds up what came after it of the same consumer."""


# --- endpoints ---------------------------------------------------------------------------------------------


def add(unit: Adding, endpoint: Endpoint, secret: str) -> None:
    """Keep an endpoint with its secret, sealed; it is told of what happens from now on."""
    told = endpoint.model_copy(update={"cursor": head(unit)})
    sealed = unit.vault.seal(secret, f"endpoints.secret:{endpoint.id}")
    unit.connection.execute(t.endpoints.insert().values(secret=sealed, **told.model_dump()))
    body = endpoint.model_dump(mode="json", include={"id", "url", "events", "words"})
    unit.note(entry("webhook_added", endpoint.made_at, None, endpoint=body))


def remove(unit: Adding, id: Id, at: datetime) -> None:
    """Forget an endpoint and what is on its way there; the ledger keeps that it was.

    Raises:
        NotFound: there is none of that id.
    """
    find(unit, id)
    unit.connection.execute(t.deliveries.delete().where(_C.endpoint_id == id))
    unit.connection.execute(t.endpoints.delete().where(_ENDPOINTS.id == id))
    unit.note(entry("webhook_removed", at, None, endpoint=id))


def rotate(unit: Adding, id: Id, secret: str, at: datetime, until: datetime) -> None:
    """Give an endpoint a new secret; the one it had signs beside it until then.

    Raises:
        NotFound: there is none of that id.
    """
    row = _row(unit, id)
    sealed = unit.vault.seal(secret, f"endpoints.secret:{id}")
    changes = {"secret": sealed, "old_secret": row.secret, "old_secret_until": until}
    unit.connection.execute(t.endpoints.update().where(_ENDPOINTS.id == id).values(changes))
    unit.note(entry("webhook_rotated", at, None, endpoint=id))


def disable(unit: Adding, id: Id, at: datetime, because: str) -> None:
    """Tell an endpoint nothing more until a person enables it; what happens meanwhile waits in the ledger."""
    changed = _change(unit, id, _ENDPOINTS.disabled_at.is_(None), disabled_at=at, disabled_because=because)
    if changed:
        unit.note(entry("webhook_disabled", at, None, endpoint=id, because=because))


def enable(unit: Adding, id: Id, at: datetime) -> None:
    """Tell an endpoint again, beginning where it stood.

    Raises:
        NotFound: there is none of that id.
    """
    find(unit, id)
    _change(unit, id, sa.true(), disabled_at=None, disabled_because="", failing_since=None)
    waiting = t.deliveries.update().where(_C.endpoint_id == id, _C.state == "waiting")
    unit.connection.execute(waiting.values(next_at=at, first_at=None, tries=0))
    unit.note(entry("webhook_enabled", at, None, endpoint=id))


def arrived(unit: Adding, id: Id) -> None:
    """Note that something has arrived at an endpoint."""
    _change(unit, id, _ENDPOINTS.failing_since.is_not(None), failing_since=None)


def failed(unit: Adding, id: Id, at: datetime) -> datetime:
    """Note that something has not arrived; returns since when nothing has."""
    _change(unit, id, _ENDPOINTS.failing_since.is_(None), failing_since=at)
    return find(unit, id).failing_since or at


def everywhere(reading: Reading) -> list[Endpoint]:
    """Return all endpoints, oldest first."""
    return [_endpoint(row) for row in reading.connection.execute(sa.select(t.endpoints).order_by(_ENDPOINTS.id))]


def find(reading: Reading, id: Id) -> Endpoint:
    """Return an endpoint.

    Raises:
        NotFound: there is none of that id.
    """
    return _endpoint(_row(reading, id))


def secrets(reading: Reading, id: Id, at: datetime) -> tuple[str, ...]:
    """Return the secrets that sign for an endpoint now, the newest first."""
    row = _row(reading, id)
    kept = [row.secret]
    if row.old_secret is not None and row.old_secret_until is not None and at < row.old_secret_until:
        kept.append(row.old_secret)
    return tuple(reading.vault.open(sealed, f"endpoints.secret:{id}") for sealed in kept)


# --- the ledger, read on ------------------------------------------------------------------------------------


def head(reading: Reading) -> int:
    """Return the number of the ledger's last record."""
    return reading.connection.scalar(sa.select(ledger_head.c.seq)) or 0


def records(reading: Reading, kinds: Collection[str], after: int, limit: int) -> list[sa.Row[Any]]:
    """Return the next records of those kinds, in order."""
    c = ledger.c
    query = sa.select(c.seq, c.id, c.at, c.consumer_id, c.kind, c.body)
    wanted = query.where(c.seq > after, c.kind.in_(sorted(kinds))).order_by(c.seq).limit(limit)
    return list(reading.connection.execute(wanted))


def record(reading: Reading, sequence: int) -> Any:
    """Return one record."""
    c = ledger.c
    query = sa.select(c.seq, c.id, c.at, c.consumer_id, c.kind, c.body)
    return reading.connection.execute(query.where(c.seq == sequence)).one()


def sequence_of(reading: Reading, event: Id) -> int:
    """Return the number of the record of that identifier.

    Raises:
        NotFound: there is none.
    """
    found = reading.connection.scalar(sa.select(ledger.c.seq).where(ledger.c.id == event))
    if found is None:
        raise NotFound(f"no event has the id {event}")
    return int(found)


def said(reading: Reading, inbound: Id) -> tuple[str, bool]:
    """Return the text of an inbound, and whether proofs of identity have been masked in it."""
    row = reading.connection.execute(
        sa.select(inbounds.c.body, inbounds.c.handled_at).where(inbounds.c.id == inbound)
    ).one()
    return str(row.body.get("text", "")), row.handled_at is not None


# --- on the way ---------------------------------------------------------------------------------------------


def owe(unit: Adding, endpoint: Endpoint, found: Iterable[Delivery], cursor: int) -> int:
    """Put events on their way to an endpoint, and move its cursor on; returns how many were new."""
    rows = [_delivery_row(one) for one in found]
    new = bulk.insert_new(unit.connection, t.deliveries, rows) if rows else 0
    _change(unit, endpoint.id, _ENDPOINTS.cursor < cursor, cursor=cursor)
    return new


def again(unit: Adding, endpoint: Id, sequences: Collection[int], at: datetime) -> int:
    """Send what was sent, or given up, once more; returns how many."""
    update = t.deliveries.update().where(
        _C.endpoint_id == endpoint, _C.sequence.in_(list(sequences)), _C.state != "waiting"
    )
    changes = {"state": "waiting", "tries": 0, "next_at": at, "first_at": None, "says": "", "status": None}
    return unit.connection.execute(update.values(changes)).rowcount


def are_due(reading: Reading, endpoint: Id, at: datetime) -> bool:
    """Whether anything is due at an endpoint: asked of a snapshot, so that looking locks nobody out."""
    query = sa.select(_C.sequence).where(_C.endpoint_id == endpoint, _C.state == "waiting", _C.next_at <= at).limit(1)
    return reading.connection.scalar(query) is not None


def take(unit: Adding, endpoint: Id, at: datetime, until: datetime, limit: int) -> list[Delivery]:
    """Take what is due, for this worker alone until then; of one consumer the oldest first."""
    earlier = t.deliveries.alias("earlier")
    e = earlier.c
    held_up = (
        sa.select(e.sequence)
        .where(e.endpoint_id == endpoint, e.consumer_id == _C.consumer_id, e.sequence < _C.sequence)
        .where(e.state == "waiting", e.tries < STANDS_ASIDE)
    )
    due = (
        sa.select(_C.sequence)
        .where(_C.endpoint_id == endpoint, _C.state == "waiting", _C.next_at <= at, ~held_up.exists())
        .order_by(_C.next_at, _C.sequence)
        .limit(limit)
        .with_for_update(skip_locked=True)
    )
    mine = list(unit.connection.scalars(due))
    if not mine:
        return []
    taken = t.deliveries.update().where(_C.endpoint_id == endpoint, _C.sequence.in_(mine)).values(next_at=until)
    return sorted((_delivery(row) for row in unit.connection.execute(taken.returning(t.deliveries))), key=_order)


def settle(unit: Adding, done: Sequence[Delivery]) -> None:
    """Note what became of deliveries."""
    for one in done:
        row = _delivery_row(one)
        where = (_C.endpoint_id == row.pop("endpoint_id"), _C.sequence == row.pop("sequence"))
        unit.connection.execute(t.deliveries.update().where(*where).values(row))


def forget(unit: Adding, before: datetime) -> int:
    """Forget what arrived before an instant; returns how many."""
    return unit.connection.execute(t.deliveries.delete().where(_C.state == "delivered", _C.last_at < before)).rowcount


def log(
    reading: Reading,
    endpoint: Id | None = None,
    *,
    before: int | None = None,
    state: str | None = None,
    limit: int = 50,
) -> list[Delivery]:
    """Return deliveries, the newest first."""
    query = sa.select(t.deliveries).order_by(_C.sequence.desc(), _C.endpoint_id).limit(limit)
    for column, value in ((_C.endpoint_id, endpoint), (_C.state, state)):
        query = query if value is None else query.where(column == value)
    query = query if before is None else query.where(_C.sequence < before)
    return [_delivery(row) for row in reading.connection.execute(query)]


def counts(reading: Reading) -> dict[tuple[Id, str], int]:
    """Return how many deliveries there are by endpoint and state."""
    query = sa.select(_C.endpoint_id, _C.state, sa.func.count()).group_by(_C.endpoint_id, _C.state)
    return {(row[0], row[1]): row[2] for row in reading.connection.execute(query)}


def _order(delivery: Delivery) -> int:
    return delivery.sequence


def _change(unit: Adding, id: Id, only: sa.ColumnElement[bool], **values: Any) -> bool:
    return bool(unit.connection.execute(t.endpoints.update().where(_ENDPOINTS.id == id, only).values(values)).rowcount)


def _row(reading: Reading, id: Id) -> sa.Row[Any]:
    row = reading.connection.execute(sa.select(t.endpoints).where(_ENDPOINTS.id == id)).one_or_none()
    if row is None:
        raise NotFound(f"no endpoint has the id {id}")
    return row


def _endpoint(row: Any) -> Endpoint:
    return Endpoint.model_validate({name: getattr(row, name) for name in Endpoint.model_fields})


_COLUMNS = {"endpoint": "endpoint_id", "event": "event_id", "consumer": "consumer_id"}


def _delivery(row: Any) -> Delivery:
    return Delivery.model_validate({name: getattr(row, _COLUMNS.get(name, name)) for name in Delivery.model_fields})


def _delivery_row(one: Delivery) -> dict[str, Any]:
    return {_COLUMNS.get(name, name): value for name, value in one.model_dump().items()}
