"""Switch: hands each text to the first provider that is up; once one was given it, no other ever is."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Protocol
from urllib.parse import urlsplit

from accounts.contact import Medium, Receipt
from accounts.doubts import Doubt
from accounts.errors import BadSettings
from channels.port import Received, StatusUpdate
from channels.reconcile import Askable
from compliance.approval import Approval

log = logging.getLogger("duly.channels")

PATIENCE = 3.0
"""Seconds in which a provider must let us connect."""

FRESH = 10.0
"""Seconds for which it is taken as known that a provider is up."""

PAUSE = 30.0
"""Seconds for which a provider is left alone that could not be reached, or broke while it was handed something."""

LONG_PAUSE = 900.0
"""Seconds for which a provider is left alone that says that something of ours is wrong: it would refuse the rest."""


class Wire(Askable, Protocol):
    """A channel to a provider whose address is known, so that one can see whether it is there, and ask it."""

    @property
    def address(self) -> str:
        """The base address of its API."""


class Switch:
    """Several wires for one medium, in order of preference; to the gateway they are one.

    A text goes to another provider only as long as nobody was handed it: whether one is up is asked before, by
    connecting to it and saying nothing. After that the receipt stands, whatever it says: what is in doubt with
    one provider is never given to another.
    """

    def __init__(self, wires: Sequence[Wire], clock: Callable[[], datetime]) -> None:
        """Take the wires, the preferred one first; all carry the same medium."""
        if not wires or len({wire.medium for wire in wires}) > 1:
            raise BadSettings("a switch needs wires that carry one medium")
        self.wires = tuple(wires)
        self.name = wires[0].name
        self.medium: Medium = wires[0].medium
        self._clock = clock
        self._up_until = dict.fromkeys(self.wires, 0.0)
        self._down_until = dict.fromkeys(self.wires, 0.0)
        self._shut_until = dict.fromkeys(self.wires, 0.0)

    async def deliver(self, approval: Approval) -> Receipt:
        """Hand the message to the first wire that is up; where none is, to the first that is not left alone."""
        wire = await self._first_up()
        if wire is None:
            says = "not handed over: the provider refused what came before, for a reason that lies with us"
            return Receipt(attempt=approval.attempt, state="released", at=self._clock(), says=says)
        receipt = await wire.deliver(approval)
        self._learn(wire, receipt)
        return receipt

    async def look_up(self, doubt: Doubt) -> list[StatusUpdate]:
        """Ask the provider that was handed it; all of them, where that is not known."""
        asked = [wire for wire in self.wires if doubt.channel in (None, wire.name)]
        return [update for wire in asked for update in await wire.look_up(doubt)]

    async def received_since(self, since: datetime) -> list[Received]:
        """Ask every provider for what came to us."""
        return [text for wire in self.wires for text in await wire.received_since(since)]

    async def aclose(self) -> None:
        """Close every wire."""
        for wire in self.wires:
            await wire.aclose()

    async def _first_up(self) -> Wire | None:
        now = asyncio.get_running_loop().time()
        open_ones = [wire for wire in self.wires if now >= self._shut_until[wire]]
        if len(self.wires) > 1:
            for wire in open_ones:
                if await self._is_up(wire):
                    return wire
        return open_ones[0] if open_ones else None

    async def _is_up(self, wire: Wire) -> bool:
        now = asyncio.get_running_loop().time()
        if now < self._down_until[wire]:
            return False
        if now < self._up_until[wire]:
            return True
        if await _listens(wire.address):
            self._up_until[wire] = now + FRESH
            return True
        self._down_until[wire] = now + PAUSE
        return False

    def _learn(self, wire: Wire, receipt: Receipt) -> None:
        now = asyncio.get_running_loop().time()
        unreached = receipt.state == "failed" and receipt.code is None
        if receipt.rebuff == "ours":
            log.error("%s refuses our texts (%s %s): see to it", wire.name, receipt.code, receipt.says)
            self._shut_until[wire] = now + LONG_PAUSE
        elif unreached or receipt.state == "in_doubt":
            self._down_until[wire] = now + PAUSE


async def _listens(address: str) -> bool:
    parts = urlsplit(address)
    port = parts.port or (443 if parts.scheme == "https" else 80)
    try:
        async with asyncio.timeout(PATIENCE):
            _, writer = await asyncio.open_connection(parts.hostname, port)
    except (OSError, TimeoutError):
        return False
    writer.close()
    return True
