"""A worker that runs one round against a mail server, and may be killed at any point of it."""

from __future__ import annotations

import asyncio
import sys
from pathlib import Path

from channels.compose import Composer
from channels.gateway import Gateway, in_place
from channels.journal import Journal
from channels.links import OptOutLinks
from channels.smtp import SmtpChannel
from compliance.book import whole
from compliance.guard import Guard
from outreach import cadence, rounds
from tests.walks.world import NOON, open_store


async def run(url: str, smtp: str, folder: Path) -> None:
    """Settle what was left, then run a round."""
    store = open_store(url)
    links = OptOutLinks("http://127.0.0.1:8000", b"only for tests, long enough")
    channel = SmtpChannel(smtp, "Harbor Street Credit <accounts@harborstreet.example>", links, lambda: NOON)
    guard, journal = Guard(whole()), Journal(folder)
    gateway = Gateway(store, guard, [channel], lambda: NOON, journal, in_place)
    print("recovered", await gateway.recover(), flush=True)
    done = await rounds.run(store, gateway, Composer(links.url), guard.owed, cadence.load(), NOON)
    print("round", done.summary(), flush=True)
    await channel.aclose()
    journal.close()
    store.close()


if __name__ == "__main__":
    asyncio.run(run(sys.argv[1], sys.argv[2], Path(sys.argv[3])))
