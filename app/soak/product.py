"""The product of the soak: web, worker and rounds in one process that may be killed at any point, by its own clock."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import uvicorn

from app import settings, wiring
from app.api import create
from app.serving import collect_rarely, listening
from app.worker import Worker

NOON = datetime(2026, 11, 23, 18, 0, tzinfo=UTC)
"""Monday, 13:00 in New York: when the soak's world begins."""


def clock_since(began: float, speed: float, put_forward: float) -> Callable[[], datetime]:
    """Return the clock of the soak's world, the same in every process: noon when it began, and faster from there."""
    return lambda: NOON + timedelta(seconds=(time.monotonic() - began) * speed + put_forward)


def main(began: float, speed: float, put_forward: float) -> None:
    """Serve by the settings of the environment until killed; a round begins every few seconds."""
    read = settings.load()
    house = wiring.build(read, clock_since(began, speed, put_forward))
    collect_rarely()
    with listening(read.host, read.port) as listener:
        app = create(house, Worker(house, every=timedelta(seconds=3 * speed)))
        config = uvicorn.Config(app, log_level="error", access_log=False)
        uvicorn.Server(config).run(sockets=[listener])


if __name__ == "__main__":
    main(*(float(given) for given in sys.argv[1:4]))
