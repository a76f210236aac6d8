"""A worker of the race: calls every consumer once, as fast as it can; prints how many calls were approved."""

from __future__ import annotations

import asyncio
import sys
from pathlib import Path

from accounts.contact import Medium
from channels.gateway import Gateway, in_place
from channels.journal import Journal
from channels.memory import MemoryChannel
from compliance.guard import Guard
from tests.walks.world import NOON, REGULATION_F, call, open_store


async def race(url: str, folder: Path) -> int:
    """Place one call to each consumer, one wave each."""
    store = open_store(url)
    journal = Journal(folder)
    gateway = Gateway(
        store, Guard(REGULATION_F), [MemoryChannel(Medium.CALL, lambda: NOON)], lambda: NOON, journal, in_place
    )
    with store.reading() as reading:
        whom = [(id, d.debts[0].id) for id, d in sorted(reading.dossiers(reading.consumer_ids(), NOON).items())]
    print("ready", flush=True)
    sys.stdin.readline()
    placed = 0
    for consumer, debt in whom:
        (sent,) = await gateway.send([call(consumer, debt)])
        placed += sent.left
    journal.close()
    store.close()
    return placed


if __name__ == "__main__":
    print(asyncio.run(race(sys.argv[1], Path(sys.argv[2]))), flush=True)
