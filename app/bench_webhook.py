"""The bench of webhooks: signed status callbacks at a steady rate, to us and to a handler that only inserts a row."""

from __future__ import annotations

import asyncio
import base64
import hmac
import signal
import socket
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import uvicorn
from fastapi import FastAPI, Request
from fastapi.responses import Response
from pydantic import SecretStr

from accounts import migrations
from accounts.consumer import Consumer
from accounts.contact import Attempt, Medium, State
from accounts.record import Id, new_id
from app import settings, wiring
from app.api import create
from app.serving import collect_rarely, listening
from app.settings import Settings
from app.worker import Worker

RATE = 200
"""Events a second."""
SECONDS = 10
LOCKED = 4
"""Seconds for which somebody else's transaction holds the database, and after which it is let go as long."""

_TOKEN = "a token of the bench only"  # noqa: S105  # it opens nothing
_PUBLIC = "https://bench.example"


def webhook() -> dict[str, Any]:
    """Measure how long a provider waits for the answer to a callback; SQLite with full synchronisation.

    The time runs from when an event was due, so that a server which falls behind is not spared. Each event is the
    first news of an attempt's delivery: signature, look-up, callback, state, ledger record.
    """
    steady, shut = RATE * SECONDS, RATE * 2 * LOCKED
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder)
        attempts = _prepared(place, steady + shut)
        with _server("bare", place) as bare:
            bare_waits = asyncio.run(_posted(bare, [_signed(id) for id in attempts[:steady]]))
        with _server("ours", place) as ours:
            our_waits = asyncio.run(_posted(ours, [_signed(id) for id in attempts[:steady]]))
            requests = [_signed(id) for id in attempts[steady:]]
            with _locked(place):
                shut_waits = asyncio.run(_posted(ours, requests))
        with closing(sqlite3.connect(place / "duly.db")) as database:
            (written,) = database.execute("select count(*) from attempts where state = 'delivered'").fetchone()
    return {
        "unit": f"milliseconds from when an event was due to its answer; {RATE} events a second",
        "a bare FastAPI handler that inserts one row": _shown(bare_waits),
        "ours": _shown(our_waits),
        "ratio of p99, ours to bare": round(_p99(our_waits) / _p99(bare_waits), 1),
        "CPU an event, bare and ours, microseconds": [
            round(bare[1] / len(bare_waits)),
            round(ours[1] / (len(our_waits) + len(shut_waits))),
        ],
        f"longest while the database is locked for {LOCKED} s": round(max(shut_waits)),
        "acknowledged and written down": f"{written} of {len(attempts)}",
    }


def _shown(waits: list[float]) -> dict[str, float]:
    return {"p50": round(statistics.median(waits), 1), "p99": round(_p99(waits), 1), "longest": round(max(waits), 1)}


def _p99(waits: list[float]) -> float:
    return sorted(waits)[int(len(waits) * 0.99)]


def _signed(attempt: Id) -> bytes:
    """Return the callback of an attempt's delivery as Twilio posts and signs it."""
    target = f"/webhooks/twilio/status?ref={attempt}"
    fields = {"AccountSid": "AC1", "MessageSid": f"SM{attempt.replace('-', '')}", "MessageStatus": "delivered"}
    said = _PUBLIC + target + "".join(name + fields[name] for name in sorted(fields))
    seal = base64.b64encode(hmac.digest(_TOKEN.encode(), said.encode(), "sha1")).decode()
    body = urlencode(fields)
    return (
        f"POST {target} HTTP/1.1\r\nHost: bench.example\r\nX-Twilio-Signature: {seal}\r\n"
        f"Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {len(body)}\r\n\r\n{body}"
    ).encode()


async def _posted(server: list[float], requests: list[bytes]) -> list[float]:
    """Post each when it is due, on a line that is free, and return how long its answer took, in milliseconds."""
    free: list[tuple[asyncio.StreamReader, asyncio.StreamWriter]] = []
    begin = time.perf_counter() + 0.1

    async def one(due: float, request: bytes) -> float:
        await asyncio.sleep(due - time.perf_counter())
        line = free.pop() if free else await asyncio.open_connection("127.0.0.1", int(server[0]))
        line[1].write(request)
        answer = await line[0].readuntil(b"\r\n\r\n")
        if not answer.startswith(b"HTTP/1.1 204"):
            raise RuntimeError(f"the bench is wrong: it was answered {answer[:60]!r}")
        free.append(line)
        return (time.perf_counter() - due) * 1000

    waits = await asyncio.gather(*(one(begin + n / RATE, request) for n, request in enumerate(requests)))
    for _, writer in free:
        writer.close()
    return waits


def _settings(folder: Path) -> Settings:
    return settings.load(var=folder, public_url=_PUBLIC, twilio_auth_token=SecretStr(_TOKEN), twilio_account_sid="AC1")


def _prepared(folder: Path, count: int) -> list[Id]:
    """Make a store in which so many texts have been handed over, each to another consumer, and return the attempts."""
    store = wiring.open_store(_settings(folder))
    migrations.upgrade(store.engine)
    at = wiring.system_clock()
    reserved = [
        (new_id(), Attempt(id=new_id(), at=at, medium=Medium.SMS, to="+12165550101", state=State.RESERVED))
        for _ in range(count)
    ]
    with store.transaction() as unit:
        unit.add_consumers([(Consumer(id=id, name="Sample Person"), None, None, None) for id, _ in reserved], at)
        unit.reserve(reserved, epoch=new_id())
    store.close()
    return [attempt.id for _, attempt in reserved]


@contextmanager
def _server(which: str, folder: Path) -> Iterator[list[float]]:
    """Run a server in a process of its own; yields its port and, when the block is over, its CPU in microseconds."""
    child = subprocess.Popen(  # noqa: S603  # ourselves
        [sys.executable, "-m", "app.bench_webhook", which, str(folder)], stdout=subprocess.PIPE, text=True
    )
    assert child.stdout is not None
    found = [float(child.stdout.readline())]
    try:
        while True:
            with suppress(ConnectionRefusedError), socket.create_connection(("127.0.0.1", int(found[0]))):
                break
            time.sleep(0.1)
        yield found
    finally:
        child.send_signal(signal.SIGINT)
        found.append(float(child.stdout.read()))
        child.wait()


def _bare(folder: Path) -> FastAPI:
    app = FastAPI()
    database = sqlite3.connect(folder / "bare.db", isolation_level=None)
    for statement in ("PRAGMA journal_mode=WAL", "PRAGMA synchronous=FULL", "CREATE TABLE events (body TEXT)"):
        database.execute(statement)

    @app.post("/webhooks/twilio/status")
    async def insert(request: Request) -> Response:
        form = await request.form()
        database.execute("INSERT INTO events VALUES (?)", (urlencode([(k, str(v)) for k, v in form.items()]),))
        return Response(status_code=204)

    return app


def _ours(folder: Path) -> FastAPI:
    house = wiring.build(_settings(folder), channels=())
    return create(house, Worker(house))


@contextmanager
def _locked(folder: Path) -> Iterator[None]:
    """Hold the database from the beginning of the block for so many seconds."""
    path = folder / "duly.db"
    with closing(sqlite3.connect(path, isolation_level=None, timeout=30, check_same_thread=False)) as database:
        database.execute("BEGIN IMMEDIATE")
        letting_go = threading.Timer(LOCKED, database.execute, ("ROLLBACK",))
        letting_go.start()
        yield
        letting_go.join()


def _serve(app: FastAPI) -> None:
    collect_rarely()
    with listening("127.0.0.1", 0) as listener:
        print(listener.getsockname()[1], flush=True)
        began = time.process_time()
        with suppress(KeyboardInterrupt):
            uvicorn.Server(uvicorn.Config(app, log_level="warning", access_log=False)).run(sockets=[listener])
        print((time.process_time() - began) * 1e6, flush=True)


if __name__ == "__main__":
    _serve({"bare": _bare, "ours": _ours}[sys.argv[1]](Path(sys.argv[2])))
