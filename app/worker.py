"""The worker: works off what came in, settles what dead workers left, tells integrators, and runs rounds."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable
from contextlib import suppress
from datetime import timedelta
from functools import partial

from accounts.errors import ChannelFailed
from app import integrators, letters, unended
from app.wiring import House
from channels.gateway import in_thread
from channels.imap import Imap
from channels.lmtp import Lmtp
from outreach import rounds
from outreach.rounds import Round

log = logging.getLogger("duly.worker")

ASK = 60.0
"""Seconds between two times of asking the providers what became of what is in doubt, and what came."""

NAP = 1.0
"""Seconds after which the worker looks by itself, should nobody have woken it."""

LOOK = 10.0
"""Seconds between two looks at the mail that is fetched."""


class Worker:
    """One per process; several may run beside each other, for every piece of work is taken under a lock."""

    def __init__(self, house: House, every: timedelta | None = None) -> None:
        """Take what is joined, and how often a round is run; None runs none."""
        self.house = house
        self.every = every
        self.herald = integrators.herald(house)
        self._at_work = 0
        self._woken = asyncio.Event()

    def wake(self) -> None:
        """Tell it that something has come; from the loop's own thread."""
        self._woken.set()

    async def begin(self) -> dict[str, int]:
        """Settle what earlier workers left; returns how much was released and is in doubt."""
        await self.house.offload(self.house.intake.recover)
        found = await self.house.gateway.recover()
        await self.house.assistant.resume()
        return found

    @property
    def busy(self) -> bool:
        """Whether it is at work just now."""
        return self._at_work > 0

    async def run(self) -> None:
        """Work until cancelled. A failure of one piece is logged and does not end the work.

        Rounds run beside the answering: a round may take an hour, and a STOP that comes meanwhile takes effect in it.
        """
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(self._answer())
            tasks.create_task(self._reconcile())
            tasks.create_task(self._tell())
            if self.every is not None:
                tasks.create_task(self._go_round(self.every))
            if self.house.imap is not None:
                tasks.create_task(self._fetch_mail(self.house.imap))
            if self.house.lmtp is not None:
                tasks.create_task(self._take_mail(self.house.lmtp))

    async def _answer(self) -> None:
        while True:
            self._woken.clear()  # before it looks, so that what comes while it works is not slept over
            await self._at(self.house.assistant.work_off())
            with suppress(TimeoutError):
                await asyncio.wait_for(self._woken.wait(), NAP)

    async def _reconcile(self) -> None:
        while True:
            await self._at(self.reconcile())
            await asyncio.sleep(ASK)

    async def reconcile(self) -> None:
        """Ask the providers once."""
        await self.house.reconciler.settle()
        if await self.house.reconciler.catch_up():
            self.wake()
        await unended.settle(self.house)

    async def _tell(self) -> None:
        try:
            while True:
                await self._at(self.herald.tell())
                await asyncio.sleep(NAP)
        finally:
            await self.herald.aclose()

    async def _go_round(self, every: timedelta) -> None:
        next_round = self.house.clock()
        while True:
            if self.house.clock() >= next_round:
                next_round = self.house.clock() + every
                await self._at(self.round())
            await asyncio.sleep(NAP)

    async def _fetch_mail(self, imap: Imap) -> None:
        """Look for mail; a server that is away is tried again, and said to be away once."""
        away = ""
        while True:
            try:
                if await in_thread(imap.poll):
                    self.wake()
                away = ""
            except ChannelFailed as failed:
                if str(failed) != away:
                    log.warning("%s", failed)
                away = str(failed)
            await asyncio.sleep(LOOK)

    async def _take_mail(self, lmtp: Lmtp) -> None:
        """Let mail be brought; where another worker listens already, take its place when it goes."""
        told = False
        while True:
            try:
                await lmtp.open()
                break
            except OSError as taken:
                if not told:
                    log.warning("no mail is taken at %s:%s yet: %s", lmtp.host, lmtp.port, taken.strerror)
                told = True
                await asyncio.sleep(LOOK)
        try:
            await asyncio.Event().wait()
        finally:
            await lmtp.close()

    async def _at(self, work: Awaitable[object]) -> None:
        self._at_work += 1
        try:
            await work
        except Exception:  # the loop must outlive any one piece of work; the piece is tried again, and counted
            log.exception("a piece of work failed")
        finally:
            self._at_work -= 1

    async def round(self, *, dry: bool = False) -> Round:
        """Run one outreach round."""
        house = self.house
        if not dry:
            await house.offload(partial(letters.settle, house))
        return await rounds.run(
            house.store,
            house.gateway,
            house.composer,
            house.guard.owed,
            house.steps,
            house.clock(),
            awaits=house.guard.awaited,
            dry=dry,
        )
