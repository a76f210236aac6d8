"""Several people approve and refuse one change of policy at once: one of them decides it, and the ledger says who."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from accounts import ledger
from accounts.policy import PolicyChange
from accounts.record import new_id
from accounts.store import Store
from compliance.book import whole
from tests.walks.world import NOON

ROOT = Path(__file__).parents[2]
DECIDE = """
import sys
from accounts.errors import Conflict
from tests.walks.world import NOON, open_store
store = open_store(sys.argv[1])
id, by, approved = sys.argv[2], sys.argv[3], sys.argv[4] == "approve"
print("ready", flush=True)
sys.stdin.readline()
try:
    with store.transaction() as unit:
        unit.decide_policy(id, by=by, at=NOON, approved=approved)
    print("decided")
except Conflict:
    print("too late")
"""


@pytest.mark.parametrize("number", range(3))
def test_one_of_four_decides(store: Store, number: int) -> None:
    values = whole().provisions["house.spacing"].versions[-1].values.plain() | {"hours": 48}
    proposed: dict[str, Any] = {
        "because": f"try {number}",
        "proposed_by": "Ann",
        "proposed_at": NOON - timedelta(days=1),
    }
    change = PolicyChange(
        id=new_id(), provision="house.spacing", since=NOON.date() + timedelta(days=9), values=values, **proposed
    )
    with store.transaction() as unit:
        unit.propose_policy(change)
    people = {"Bo": "approve", "Cy": "approve", "Di": "refuse", "Ed": "refuse"}
    said = _at_once(store, change.id, people)
    assert sorted(said.values()) == ["decided", "too late", "too late", "too late"]
    (winner,) = [name for name, what in said.items() if what == "decided"]
    with store.reading() as reading:
        (record,) = list(ledger.read(reading.connection, kind="policy_decided"))
        (kept,) = reading.policy_changes(undecided=True)
        in_force = reading.policy_changes()
    put_down = json.loads(record.body)["change"]
    assert (put_down["decided_by"], put_down["approved"]) == (winner, people[winner] == "approve")
    assert (kept.decided_by, kept.approved) == (winner, people[winner] == "approve")
    assert [one.id for one in in_force] == ([change.id] if people[winner] == "approve" else [])
    assert store.verify_ledger().records == 2


def _at_once(store: Store, change: str, people: dict[str, str]) -> dict[str, str]:
    url = store.engine.url.render_as_string(hide_password=False)
    workers = {
        name: subprocess.Popen(
            [sys.executable, "-c", DECIDE, url, change, name, what],
            cwd=ROOT, env=os.environ | {"PYTHONPATH": str(ROOT)}, stdin=subprocess.PIPE, stdout=subprocess.PIPE,
            text=True,
        )
        for name, what in people.items()
    }  # fmt: skip
    try:
        for worker in workers.values():
            assert worker.stdout is not None
            assert worker.stdout.readline() == "ready\n"
        for worker in workers.values():
            assert worker.stdin is not None
            worker.stdin.write("go\n")
            worker.stdin.flush()
        return {name: worker.communicate(timeout=120)[0].strip() for name, worker in workers.items()}
    finally:
        for worker in workers.values():
            worker.kill()
            worker.wait()
