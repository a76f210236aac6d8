"""The intake: what providers post is kept before they are answered: in the database, or on disk while that is slow."""

from __future__ import annotations

import asyncio
import logging
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Generic, TypeVar

from accounts.errors import Busy
from channels.inbox import Inbox
from channels.mail_in import MailIn
from channels.port import Came, MailUpdate
from channels.spool import Posted, Spool

log = logging.getLogger("duly.intake")

T = TypeVar("T")

PATIENCE = 0.4
"""Seconds to wait for the database; a provider that is not answered within a few gives up, and what it said is lost."""

MOST = 128
"""How many are written down in one transaction."""


class Intake:
    """Keeps what came before its provider is answered: in the database or, until that can be had, in the spool."""

    def __init__(self, inbox: Inbox, mail_in: MailIn, folder: Path, patience: float = PATIENCE) -> None:
        """Take the doors that write it down, the folder of spools, and how long to wait for the database."""
        self._inbox = inbox
        self._mail_in = mail_in
        self._spool = Spool(folder)
        self._patience = patience
        self._closing = threading.Event()
        self._writing = Batches(self._write)
        self._keeping = Batches(self._spool.keep)
        self._owed = 0
        """How many stand in the spool and not yet in the database."""
        self._failed = False

    async def take(self, came: Posted) -> None:
        """Return when what came is kept for good; whatever is in the spool is written down as soon as may be.

        Raises:
            Exception: it cannot be written down; the provider must not be told that it was.
        """
        written = asyncio.ensure_future(self._writing.done(came))
        await asyncio.wait({written}, timeout=self._patience)
        if written.done():
            return written.result()
        self._owed += 1
        written.add_done_callback(self._is_written)
        await self._keeping.done(came)
        return None

    def recover(self) -> int:
        """Write down what dead processes had in their spools; returns how many there were."""
        found = 0
        for came in self._spool.left_behind():
            for begin in range(0, len(came), MOST):
                self._write_left(came[begin : begin + MOST])
            found += len(came)
        return found

    def _write_left(self, came: Sequence[Posted]) -> None:
        try:
            self._put(came)
        except Busy:
            raise
        except Exception as error:  # noqa: BLE001  # it was acknowledged: what cannot be written down stays on the disk
            if len(came) > 1:
                for one in came:
                    self._write_left([one])
            else:
                self._spool.keep(came)
                self._fail(error)

    async def aclose(self) -> None:
        """End when all that was taken is in the database, or is left in the spool because that cannot be had."""
        if self._closing.is_set():
            return
        self._closing.set()
        await self._writing.aclose()
        await self._keeping.aclose()
        self._spool.close(keep=self._failed or self._owed > 0)

    def _write(self, came: Sequence[Posted]) -> None:
        while True:
            try:
                if self._closing.is_set() and self._owed:
                    raise Busy("what is in the spool is written down at the next start")
                return self._put(came)
            except Busy:
                if self._closing.is_set():
                    raise
                log.warning("the database is busy; %d events wait", len(came))

    def _put(self, came: Sequence[Posted]) -> None:
        """Write it down: mails one by one, for one of them may be as large as a thousand texts."""
        if others := [one for one in came if not isinstance(one, Came | MailUpdate)]:
            self._inbox.take(others)
        for one in came:
            if isinstance(one, Came):
                self._mail_in.put(one)
            elif isinstance(one, MailUpdate):
                self._mail_in.learn(one)

    def _is_written(self, written: asyncio.Future[None]) -> None:
        self._owed -= 1
        if not written.cancelled() and (error := written.exception()) is not None:
            self._fail(error)
        elif self._owed == 0 and not self._failed:
            self._keeping.after(self._spool.forget)

    def _fail(self, error: BaseException) -> None:
        self._failed = True
        log.error("an event that was acknowledged is in the spool and could not be written down: %s", error)


class Batches(Generic[T]):
    """One thread that does at once whatever has gathered while it was at work."""

    def __init__(self, work: Callable[[Sequence[T]], None]) -> None:
        self._work = work
        self._thread = ThreadPoolExecutor(1)
        self._gathered: list[tuple[T, asyncio.Future[None]]] = []
        self._going: asyncio.Task[None] | None = None

    async def done(self, one: T) -> None:
        """Return when the work is done with it; raises what it raised."""
        done = asyncio.get_running_loop().create_future()
        self._gathered.append((one, done))
        if self._going is None or self._going.done():
            self._going = asyncio.create_task(self._go())
        await done

    def after(self, work: Callable[[], None]) -> None:
        """Do something else when the thread is done with what it was given."""
        self._thread.submit(work)

    async def aclose(self) -> None:
        """End when what has gathered is done."""
        if self._going is not None:
            await self._going
        await asyncio.to_thread(self._thread.shutdown)

    async def _go(self) -> None:
        while self._gathered:
            batch, self._gathered = self._gathered[:MOST], self._gathered[MOST:]
            await self._do(batch)

    async def _do(self, batch: list[tuple[T, asyncio.Future[None]]]) -> None:
        loop = asyncio.get_running_loop()
        try:
            await loop.run_in_executor(self._thread, self._work, [one for one, _ in batch])
        except Exception as error:  # noqa: BLE001  # whatever it is, who waits for it must hear of it
            if len(batch) > 1 and not isinstance(error, Busy):  # one may spoil it for all, so each is tried by itself
                for one in batch:
                    await self._do([one])
                return
            for _, done in batch:
                done.set_exception(error)
        else:
            for _, done in batch:
                done.set_result(None)
