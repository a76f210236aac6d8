"""Gate: who comes in with a key, how often, and with what kind of body; asked before anything is read."""

from __future__ import annotations

import asyncio
import hashlib
import re
import secrets
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Annotated

from fastapi import Depends, Request
from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from accounts import api_keys
from accounts.errors import Busy
from accounts.integrator import ApiKey
from accounts.integrator import Scope as Allows
from accounts.store import Store
from web.api.problems import Problem

PREFIX = "duly_"
_KEY = re.compile(PREFIX + r"[A-Za-z0-9_-]{43}")

NOTED_EVERY = timedelta(minutes=1)
"""How exactly the last use of a key is kept: not every request is worth a write."""

MOST_BODY = 256 * 1024
"""Bytes of a body that are read: a hundred questions have room in it many times over."""


def new_key() -> str:
    """Return a fresh key: 256 bits, with a beginning by which a scanner of leaked secrets knows it."""
    return PREFIX + secrets.token_urlsafe(32)


def digest(key: str) -> str:
    """Return what is kept of a key; of 256 random bits a plain hash tells nothing."""
    return hashlib.sha256(key.encode()).hexdigest()


@dataclass
class Bucket:
    """What one key may still ask: filled evenly, emptied by questions."""

    left: float
    filled: datetime


@dataclass
class Rates:
    """So many questions a minute for each key, in this process; a batch counts as the questions in it."""

    per_minute: int
    clock: Callable[[], datetime]
    buckets: dict[str, Bucket] = field(default_factory=dict)

    def take(self, key: str, questions: int = 1) -> Bucket:
        """Let a key ask.

        Raises:
            Problem: it has asked too often; says when it may again.
        """
        now = self.clock()
        bucket = self.buckets.setdefault(key, Bucket(self.per_minute, now))
        gone = max((now - bucket.filled).total_seconds(), 0.0)
        bucket.left = min(bucket.left + gone * self.per_minute / 60, float(self.per_minute))
        bucket.filled = now
        if bucket.left < questions:
            wait = int((questions - bucket.left) * 60 / self.per_minute) + 1
            says = f"this key may ask {self.per_minute} questions a minute; ask again in {wait} s"
            raise Problem(429, says, headers={"Retry-After": str(wait)} | self.told(bucket))
        bucket.left -= questions
        return bucket

    def told(self, bucket: Bucket) -> dict[str, str]:
        """Return the headers that tell an integrator where it stands."""
        return {
            "RateLimit-Policy": f'"key";q={self.per_minute};w=60',
            "RateLimit": f'"key";r={int(bucket.left)};t={int((self.per_minute - bucket.left) * 60 / self.per_minute)}',
        }


class Gate:
    """Middleware: no key, no answer; and no body that is not JSON."""

    def __init__(self, app: ASGIApp, store: Store, clock: Callable[[], datetime], rates: Rates) -> None:
        self.app = app
        self.store = store
        self.clock = clock
        self.rates = rates
        self._noted: dict[str, datetime] = {}
        self._notes: set[asyncio.Task[None]] = set()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let a request in, or say why not."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        try:
            headers = Headers(scope=scope)
            key = await asyncio.to_thread(known, self.store, headers.get("authorization", ""))
            bucket = self.rates.take(key.id)
            _check_body(scope["method"], headers)
            self._note(key)
        except Problem as problem:
            await problem.response()(scope, receive, send)
            return

        async def with_rate(message: Message) -> None:
            if message["type"] == "http.response.start":
                told = MutableHeaders(scope=message)
                for name, value in self.rates.told(bucket).items():
                    told.setdefault(name, value)
            await send(message)

        scope.setdefault("state", {})["key"] = key
        await self.app(scope, receive, with_rate)

    def _note(self, key: ApiKey) -> None:
        """Note beside the request that a key is in use: no answer waits for a write."""
        now = self.clock()
        if abs(now - self._noted.get(key.id, key.made_at)) < NOTED_EVERY and key.last_used_at is not None:
            return
        self._noted[key.id] = now
        task = asyncio.create_task(asyncio.to_thread(self._used, key.id, now))
        self._notes.add(task)
        task.add_done_callback(self._notes.discard)

    def _used(self, id: str, at: datetime) -> None:
        with suppress(Busy), self.store.transaction() as unit:
            api_keys.used(unit, id, at)


def known(store: Store, header: str) -> ApiKey:
    """Return the key that an Authorization header names.

    Raises:
        Problem: it names none, or one that is unknown or was revoked.
    """
    scheme, _, given = header.partition(" ")
    if scheme.lower() != "bearer" or not given:
        raise _unknown("send your key as `Authorization: Bearer duly_…`", "")
    found = None
    if _KEY.fullmatch(given):
        with store.reading() as reading:
            found = api_keys.find(reading, digest(given))
    if found is None:
        raise _unknown("this key is unknown or was revoked", ', error="invalid_token"')
    return found


def _unknown(says: str, error: str) -> Problem:
    return Problem(401, says, headers={"WWW-Authenticate": f'Bearer realm="duly"{error}'})


def _check_body(method: str, headers: Headers) -> None:
    if method in ("GET", "HEAD", "DELETE", "OPTIONS"):
        return
    kind = headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind != "application/json":
        raise Problem(415, f"the body must be application/json, and is {kind[:60] or 'of no kind'!r}")
    length = headers.get("content-length", "0")
    if not length.isascii() or not length.isdigit() or int(length[:12]) > MOST_BODY:
        raise Problem(413, f"the body may have {MOST_BODY} bytes")


def key_of(request: Request) -> ApiKey:
    """Return the key that a request came with."""
    key: ApiKey = request.state.key
    return key


Caller = Annotated[ApiKey, Depends(key_of)]


def allows(scope: Allows) -> Callable[[ApiKey], None]:
    """Return a dependency that wants a scope."""

    def check(key: Caller) -> None:
        if scope not in key.scopes:
            says = f"the key {key.name} has the scopes {', '.join(key.scopes)}, and this wants {scope}"
            raise Problem(403, says)

    return check
