"""Serving: the web and the worker, until interrupted."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from datetime import timedelta

import uvicorn

from app import settings, wiring
from app.api import create
from app.terminal import out
from app.worker import Worker
from channels.gateway import in_place
from web.security import issue_link


def serve() -> None:
    """Serve the web by the settings; the worker runs inside, without rounds."""
    read = settings.load()
    house = wiring.build(read)
    app = create(house, Worker(house))
    link = issue_link(house.store, "agent", house.clock)
    out.print(f"Console (this link works once): {read.public_url}/console/enter/{link}", soft_wrap=True)
    uvicorn.run(app, host=read.host, port=read.port, log_level="info", server_header=False)


def work(minutes: int) -> None:
    """Run rounds every so many minutes, and work off what comes in."""
    house = wiring.build(settings.load(), offload=in_place)
    for medium in wiring.missing(house.channels):
        out.print(f"No wire is set up for {medium}: what would leave by it cannot.")

    async def run() -> None:
        worker = Worker(house, every=timedelta(minutes=minutes))
        found = await worker.begin()
        if any(found.values()):
            out.print("Left by an earlier worker: " + ", ".join(f"{n} {state}" for state, n in found.items()))
        try:
            await worker.run()
        finally:
            await house.aclose()

    with suppress(KeyboardInterrupt):
        asyncio.run(run())
