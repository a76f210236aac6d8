"""Integrators: programs of others that ask us, tell us and are told; their keys, their endpoints, each delivery."""

from __future__ import annotations

from typing import Any, Literal

from accounts.record import Id, Instant, Record

Scope = Literal["read", "decide", "write"]
"""What a key may do: see what is known, ask whether a contact would be lawful, bring facts and ask for messages."""


State = Literal["waiting", "delivered", "parked"]
"""How far an event has come to an endpoint."""


class ApiKey(Record):
    """A key by which an integrator comes in; the key itself is shown once and kept by nobody."""

    id: Id
    name: str
    """Who comes with it; facts it brings are put down as from `api:NAME`."""
    scopes: tuple[Scope, ...]
    made_at: Instant
    last_used_at: Instant | None = None
    revoked_at: Instant | None = None


class Endpoint(Record):
    """An address of an integrator's that is told of events."""

    id: Id
    url: str
    events: tuple[str, ...]
    """The kinds of event it is told of."""
    words: bool = False
    """Whether it is told what people wrote, as well."""
    made_at: Instant
    cursor: int = 0
    """The number of the last record of the ledger that was looked at for it."""
    failing_since: Instant | None = None
    """Since when nothing has arrived there."""
    disabled_at: Instant | None = None
    disabled_because: str = ""


class Delivery(Record):
    """One event on its way to one endpoint."""

    endpoint: Id
    sequence: int
    """The number of the ledger's record that it tells of."""
    event: Id
    """That record's identifier; the endpoint knows a repetition by it."""
    kind: str
    consumer: Id | None = None
    state: State = "waiting"
    """Parked: given up, until a person replays it."""
    tries: int = 0
    next_at: Instant
    first_at: Instant | None = None
    last_at: Instant | None = None
    status: int | None = None
    """The HTTP status of the last answer; None where there was none."""
    says: str = ""
    """What went wrong the last time."""


class Asked(Record):
    """What is remembered of a request that carried an Idempotency-Key."""

    fingerprint: str
    at: Instant
    message: Id | None = None
    answer: dict[str, Any] | None = None
    """None while nobody has finished it."""
