"""Two workers race for the seventh call: one gets it, and there is never an eighth."""

from __future__ import annotations

import subprocess
import sys
from collections import Counter
from pathlib import Path

import sqlalchemy as sa

from accounts import tables
from accounts.store import Store
from tests.walks.world import add_consumer

ROUNDS = 200
ROOT = Path(__file__).parents[2]


def test_two_processes_racing_for_the_last_call_never_place_an_eighth(store: Store, tmp_path: Path) -> None:
    for _ in range(ROUNDS):
        add_consumer(store, calls=6)
    placed = _race(store, tmp_path)
    with store.reading() as reading:
        rows = reading.connection.execute(sa.select(tables.attempts.c.consumer_id, tables.attempts.c.state)).all()
    calls = Counter(row.consumer_id for row in rows)
    assert sum(placed) == ROUNDS, f"each consumer had room for one call: {placed}"
    assert set(calls.values()) == {7}


def _race(store: Store, folder: Path) -> list[int]:
    url = store.engine.url.render_as_string(hide_password=False)
    workers = [
        subprocess.Popen(
            [sys.executable, "-m", "tests.walks.racer", url, str(folder / "journal")],
            cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
        )
        for _ in range(2)
    ]  # fmt: skip
    try:
        for worker in workers:
            assert worker.stdout is not None
            assert worker.stdout.readline() == "ready\n"
        for worker in workers:
            assert worker.stdin is not None
            worker.stdin.write("go\n")
            worker.stdin.flush()
        return [int(worker.communicate(timeout=300)[0]) for worker in workers]
    finally:
        for worker in workers:
            worker.kill()
            worker.wait()
