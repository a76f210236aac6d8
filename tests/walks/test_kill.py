"""A round of 300 messages is killed at ten points: nothing goes twice, nothing is forgotten, the ledger holds."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa

from accounts import tables
from accounts.store import Store
from channels.simulator.mailbox import Mailbox
from tests.walks.world import NOON, add_consumer

CONSUMERS = 300
KILLS = 10
ROOT = Path(__file__).parents[2]


@pytest.fixture
def mailbox() -> Iterator[Mailbox]:
    box = Mailbox(lambda: NOON)
    box.open()
    yield box
    box.close()


def test_ten_kills_leave_no_message_twice_and_none_forgotten(store: Store, mailbox: Mailbox, tmp_path: Path) -> None:
    for number in range(CONSUMERS):
        add_consumer(store, name=f"Alex Sample {number}", noticed=False)
    chance = random.Random(7)
    killed = 0
    for _ in range(KILLS):
        killed += _killed_after(store, mailbox, tmp_path, mails=len(mailbox.list()) + chance.randint(0, 15))
    assert killed == KILLS, "every worker was to die in the middle of its round"
    last = _start(store, mailbox, tmp_path)
    assert last.wait(timeout=120) == 0

    received = Counter(mail.parsed["To"] for mail in mailbox.list())
    states = _states(store)
    assert max(received.values()) == 1, "a message was delivered twice"
    assert set(states.values()) <= {"sent", "in_doubt", "released"}, "an attempt was left without an outcome"
    counted = {consumer for (consumer, _), state in states.items() if state != "released"}
    assert len(counted) == CONSUMERS, "a consumer was forgotten"
    sent = sum(state == "sent" for state in states.values())
    in_doubt = sum(state == "in_doubt" for state in states.values())
    assert sent <= len(received) <= sent + in_doubt, (
        "what is called sent was received, and nothing else but what is in doubt"
    )
    assert 0 < in_doubt <= 16 * KILLS, "at most what was in flight is in doubt"
    assert store.verify_ledger().records > CONSUMERS


def _states(store: Store) -> dict[tuple[str, str], str]:
    c = tables.attempts.c
    with store.reading() as reading:
        rows = reading.connection.execute(sa.select(c.consumer_id, c.id, c.state)).all()
    return {(row.consumer_id, row.id): row.state for row in rows}


def _killed_after(store: Store, mailbox: Mailbox, folder: Path, mails: int) -> bool:
    """Start a worker and kill it as soon as the mailbox holds so many mails; False if it ended before."""
    worker = _start(store, mailbox, folder)
    patience = time.monotonic() + 60
    while len(mailbox.list()) < mails and worker.poll() is None and time.monotonic() < patience:
        time.sleep(0.001)
    died = worker.poll() is None
    if died:
        os.kill(worker.pid, signal.SIGKILL)
    worker.wait()
    return died


def _start(store: Store, mailbox: Mailbox, folder: Path) -> subprocess.Popen[bytes]:
    url = store.engine.url.render_as_string(hide_password=False)
    command = [sys.executable, "-m", "tests.walks.rounder", url, mailbox.url, str(folder / "journal")]
    return subprocess.Popen(command, cwd=ROOT, stdout=subprocess.DEVNULL)
