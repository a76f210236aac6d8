"""Serving: the web and the worker, until interrupted."""

from __future__ import annotations

import asyncio
import gc
import socket
from contextlib import ExitStack, suppress
from datetime import timedelta
from pathlib import Path

import uvicorn

from accounts.errors import BadSettings
from app import settings, wiring
from app.api import create
from app.simulation import simulating
from app.terminal import out
from app.worker import Worker
from channels.gateway import in_place
from web.security import issue_link


def serve(faults: Path | None = None, *, simulated: bool = False) -> None:
    """Serve the web by the settings; the worker runs inside, without rounds.

    Args:
        faults: a file that says what the simulated providers do wrong.
        simulated: whether the wires lead to providers of our own, in this process.
    """
    read = settings.load()
    with ExitStack() as stack:
        listener = stack.enter_context(listening(read.host, read.port))
        simulation = stack.enter_context(simulating(read, faults)) if simulated else None
        read = simulation.settings if simulation else read
        house = wiring.build(read)
        collect_rarely()
        app = create(house, Worker(house), [simulation.pages] if simulation else [])
        link = issue_link(house.store, "agent", house.clock)
        out.print(f"Console (this link works once): {read.public_url}/console/enter/{link}", soft_wrap=True)
        for line in simulation.says if simulation else ():
            out.print(line, soft_wrap=True, markup=False)
        config = uvicorn.Config(app, host=read.host, port=read.port, log_level="info", server_header=False)
        with suppress(KeyboardInterrupt):
            uvicorn.Server(config).run(sockets=[listener])


def collect_rarely() -> None:
    """Leave what is there now for good, and look for garbage in cycles a tenth as often as Python by itself.

    A wave makes tens of thousands of values that die without cycles; looking through all that lives (the book, the
    templates, the tables) each time some hundred were made takes a tenth of what a message costs.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(10_000, 10, 10)


def listening(host: str, port: int) -> socket.socket:
    """Return a socket on which a server may listen; port 0 is any free one.

    Raises:
        BadSettings: the port is taken, or the host is none of this machine.
    """
    with ExitStack() as failing:
        try:
            family, kind, protocol, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
            opened = failing.enter_context(socket.socket(family, kind, protocol))
            opened.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            opened.bind(address)
        except OSError as error:
            raise BadSettings(
                f"{host} port {port} cannot be listened on ({error.strerror}): set DULY_HOST or DULY_PORT to another"
            ) from error
        failing.pop_all()
        return opened


def work(minutes: int) -> None:
    """Run rounds every so many minutes, and work off what comes in."""
    house = wiring.build(settings.load(), offload=in_place)
    collect_rarely()
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
