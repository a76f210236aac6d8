"""A worker that tells endpoints by a clock so many seconds ahead, and may be killed at any point of it."""

from __future__ import annotations

import asyncio
import sys
from datetime import UTC, datetime, timedelta
from ipaddress import ip_network

from tests.walks.world import open_store
from web.events.herald import Herald
from web.events.posting import Poster


async def run(url: str, ahead: timedelta) -> None:
    """Tell until killed."""
    herald = Herald(open_store(url), lambda: datetime.now(UTC) + ahead, Poster([ip_network("127.0.0.0/8")]))
    while True:
        await herald.tell()
        await asyncio.sleep(0.05)


if __name__ == "__main__":
    asyncio.run(run(sys.argv[1], timedelta(seconds=int(sys.argv[2]))))
