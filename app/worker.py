"""The worker: works off what came in, settles what dead workers left, and runs rounds."""

from __future__ import annotations

import asyncio
import logging
from datetime import timedelta

from app.wiring import House
from outreach import rounds
from outreach.rounds import Round

log = logging.getLogger("duly.worker")

NAP = 1.0
"""Seconds after which the worker looks by itself, should nobody have woken it."""


class Worker:
    """One per process; several may run beside each other, for every piece of work is taken under a lock."""

    def __init__(self, house: House, every: timedelta | None = None) -> None:
        """Take what is joined, and how often a round is run; None runs none."""
        self.house = house
        self.every = every
        self.busy = False
        """Whether it is at work just now."""
        self._woken = asyncio.Event()

    def wake(self) -> None:
        """Tell it that something has come; from the loop's own thread."""
        self._woken.set()

    async def begin(self) -> dict[str, int]:
        """Settle what earlier workers left; returns how much was released and is in doubt."""
        found = await self.house.gateway.recover()
        await self.house.assistant.resume()
        return found

    async def run(self) -> None:
        """Work until cancelled. A failure of one piece is logged and does not end the work."""
        next_round = self.house.clock()
        while True:
            self.busy = True
            try:
                await self.house.assistant.work_off()
                if self.every is not None and self.house.clock() >= next_round:
                    next_round = self.house.clock() + self.every
                    await self.round()
            except Exception:  # the loop must outlive any one piece of work; the piece is tried again, and counted
                log.exception("a piece of work failed")
            self.busy = False
            try:
                await asyncio.wait_for(self._woken.wait(), NAP)
            except TimeoutError:
                continue
            finally:
                self._woken.clear()

    async def round(self, *, dry: bool = False) -> Round:
        """Run one outreach round."""
        house = self.house
        return await rounds.run(
            house.store, house.gateway, house.composer, house.guard.owed, house.steps, house.clock(), dry=dry
        )
