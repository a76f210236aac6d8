"""Keys of integrators, kept as hashes; and their requests, remembered so that a repetition gets the same answer."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa

from accounts import bulk
from accounts import integrator_tables as t
from accounts.adding import Adding
from accounts.errors import BadInput, NotFound
from accounts.integrator import ApiKey, Asked
from accounts.ledger import entry
from accounts.reading import Reading
from accounts.record import Id

_KEYS = t.api_keys.c
_REQUESTS = t.api_requests.c

KEPT = timedelta(days=7)
"""How long a request is remembered."""


def add(unit: Adding, key: ApiKey, digest: str) -> None:
    """Keep a key's hash, and put it down.

    Raises:
        BadInput: there was a key of that name before; a name is one key for ever, so that facts say whose they are.
    """
    if not bulk.insert_new(unit.connection, t.api_keys, [{**key.model_dump(), "digest": digest}]):
        raise BadInput(f"there is, or was, a key named {key.name}; choose another name")
    unit.note(entry("api_key_added", key.made_at, None, key=key.model_dump(mode="json")))


def revoke(unit: Adding, name: str, at: datetime) -> ApiKey:
    """End a key from now on, and put it down.

    Raises:
        NotFound: no key in force has that name.
    """
    statement = t.api_keys.update().where(_KEYS.name == name, _KEYS.revoked_at.is_(None)).values(revoked_at=at)
    row = unit.connection.execute(statement.returning(t.api_keys)).one_or_none()
    if row is None:
        raise NotFound(f"no key in force is named {name}; `duly api keys list` shows them")
    unit.note(entry("api_key_revoked", at, None, key=row.id, name=name))
    return _key(row)


def everybody(reading: Reading) -> list[ApiKey]:
    """Return all keys there ever were, oldest first."""
    return [_key(row) for row in reading.connection.execute(sa.select(t.api_keys).order_by(_KEYS.id))]


def find(reading: Reading, digest: str) -> ApiKey | None:
    """Return the key of that hash, if it is in force."""
    query = sa.select(t.api_keys).where(_KEYS.digest == digest, _KEYS.revoked_at.is_(None))
    row = reading.connection.execute(query).one_or_none()
    return None if row is None else _key(row)


def used(unit: Adding, id: Id, at: datetime) -> None:
    """Note when a key was used last."""
    unit.connection.execute(t.api_keys.update().where(_KEYS.id == id).values(last_used_at=at))


# --- requests ----------------------------------------------------------------------------------------------


def claim(unit: Adding, api_key: Id, key: str, fingerprint: str, at: datetime, message: Id | None) -> Asked | None:
    """Take a request on; None if it is new, else what is remembered of it.

    Args:
        unit: the transaction; in PostgreSQL a second claim waits until the first one's is over.
        api_key: who asks.
        key: their Idempotency-Key.
        fingerprint: of what they ask.
        at: now.
        message: the Message that it is to send, if it is to send one.
    """
    unit.connection.execute(t.api_requests.delete().where(_REQUESTS.at < at - KEPT))
    row = {"api_key_id": api_key, "key": key, "fingerprint": fingerprint, "at": at, "message_id": message}
    if bulk.insert_new(unit.connection, t.api_requests, [row]):
        return None
    found = unit.connection.execute(sa.select(t.api_requests).where(*_is(api_key, key)).with_for_update()).one()
    return Asked(fingerprint=found.fingerprint, at=found.at, message=found.message_id, answer=found.answer)


def claim_again(unit: Adding, api_key: Id, key: str, at: datetime) -> None:
    """Take on a request that nobody has finished; `claim` has locked it."""
    unit.connection.execute(t.api_requests.update().where(*_is(api_key, key)).values(at=at))


def answered(unit: Adding, api_key: Id, key: str, answer: dict[str, Any]) -> None:
    """Remember the answer to a request."""
    unit.connection.execute(t.api_requests.update().where(*_is(api_key, key)).values(answer=answer))


def _is(api_key: Id, key: str) -> tuple[sa.ColumnElement[bool], ...]:
    return _REQUESTS.api_key_id == api_key, _REQUESTS.key == key


def _key(row: Any) -> ApiKey:
    return ApiKey.model_validate({name: getattr(row, name) for name in ApiKey.model_fields})
