"""Reconciling: asks providers what became of what is in doubt, and what came while nobody answered their webhooks."""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable, Iterable
from datetime import datetime, timedelta
from functools import partial
from typing import Any, Protocol, runtime_checkable

from accounts.contact import Medium
from accounts.doubts import Doubt, began, in_doubt, silent, with_words
from accounts.record import Id
from channels.inbox import Inbox
from channels.port import Channel, Received, StatusUpdate

log = logging.getLogger("duly.channels")

FIRST = timedelta(minutes=1)
"""After which a doubt is looked up for the first time: its callback may settle it before, and lists lag behind."""

QUIET = timedelta(minutes=30)
"""After which a text of which nothing was heard is looked up."""

LONGEST = timedelta(days=2)
"""For how long; what is older is for a person."""

AT_ONCE = 200
"""How many are asked for in one go; the others come in the next."""


@runtime_checkable
class Askable(Channel, Protocol):
    """A wire whose provider can be asked."""

    async def look_up(self, doubt: Doubt) -> list[StatusUpdate]:
        """Return what the provider says of messages that may be this attempt, the likeliest first."""

    async def received_since(self, since: datetime) -> list[Received]:
        """Return what came to us since then, as far as the provider keeps it."""


class Reconciler:
    """What it finds enters by the inbox, like a callback; what it does not find stays in doubt, in sight of people."""

    def __init__(
        self,
        inbox: Inbox,
        channels: Iterable[Channel],
        clock: Callable[[], datetime],
        offload: Callable[[Callable[[], Any]], Awaitable[Any]],
    ) -> None:
        self._inbox = inbox
        self._wires = [channel for channel in channels if isinstance(channel, Askable)]
        self._clock = clock
        self._offload = offload
        self._asked: dict[Id, datetime] = {}
        self._caught_up: datetime | None = None

    async def settle(self) -> int:
        """Look up what is due; returns of how many attempts something was learnt.

        Each is asked for after a minute, and then whenever it has become twice as old.
        """
        due = await self._offload(self._due)
        return sum([await self._settled(doubt) for doubt in due])

    async def catch_up(self) -> int:
        """Take in what came while nobody answered; returns how much of it was new.

        The first time it looks back two days, but not beyond the store's own beginning: what came before was not for
        us. Later it looks as far as the last time, and a little further.
        """
        at, new = self._clock(), 0
        began = await self._offload(self._began)
        if began is None:
            return new
        since = max(began, at - LONGEST if self._caught_up is None else self._caught_up - QUIET)
        for wire in self._wires:
            try:
                texts = await wire.received_since(since)
            except Exception as error:  # noqa: BLE001  # a provider that cannot be asked is asked again
                log.warning("what came could not be asked for: %s", error)
                return new
            for text in texts:
                new += await self._offload(partial(self._inbox.receive, text)) is not None
        self._caught_up = at
        return new

    def _began(self) -> datetime | None:
        with self._inbox.store.reading() as reading:
            return began(reading)

    def _due(self) -> list[Doubt]:
        """Return what is due now, the oldest first; of much, as much as can be asked for in a while."""
        at = self._clock()
        with self._inbox.store.reading() as reading:
            found = in_doubt(reading, {wire.medium for wire in self._wires}, at - LONGEST, at - FIRST)
            found += silent(reading, Medium.SMS, at - LONGEST, at - QUIET)
            due = [with_words(reading, doubt) for doubt in [one for one in found if self._is_due(one, at)][:AT_ONCE]]
        still = {doubt.attempt.id for doubt in found}
        self._asked = {id: last for id, last in self._asked.items() if id in still}
        self._asked |= {doubt.attempt.id: at for doubt in due}
        return due

    def _is_due(self, doubt: Doubt, at: datetime) -> bool:
        last = self._asked.get(doubt.attempt.id)
        return last is None or at - last >= last - doubt.attempt.at

    async def _settled(self, doubt: Doubt) -> bool:
        for wire in self._wires:
            if wire.medium is doubt.attempt.medium:
                try:
                    updates = await wire.look_up(doubt)
                except Exception as error:  # noqa: BLE001  # a provider that cannot be asked is asked again
                    log.warning("attempt %s could not be looked up: %s", doubt.attempt.id, error)
                    continue
                for update in updates:
                    if await self._offload(partial(self._believe, doubt, update)):
                        return True
        return False

    def _believe(self, doubt: Doubt, update: StatusUpdate) -> bool:
        """Take an update for this attempt, unless the message is another attempt's."""
        with self._inbox.store.transaction() as unit:
            known = unit.find_attempt(None, update.reference)
        if known is not None and known[1].id != doubt.attempt.id:
            return False
        return self._inbox.update(update)
