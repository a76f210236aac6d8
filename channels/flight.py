"""Flights: hand over what was approved, outside the lock, and release what has become stale."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from accounts.contact import Attempt, Medium, Receipt
from accounts.errors import ApprovalSpent
from accounts.record import Id
from accounts.store import Store
from channels.journal import Journal
from channels.port import Channel
from compliance.approval import Approval
from compliance.proposal import Proposal

PATIENCE = 120.0
"""Seconds after which a hand-over is given up as a doubt. Every wire has a shorter one; a wire that loses count of its
own must not hold up everybody else's messages."""

FRESH = 0.2
"""Seconds for which it is taken as known that nothing new was learnt of the consumers of a wave."""


@dataclass
class Flight:
    """One approved attempt, from its reservation to its receipt; or words on a live call, which reserve none."""

    approval: Approval
    proposal: Proposal
    """What was approved, with what was known of the consumer then."""
    attempt: Attempt | None
    """None for words on a live call: the attempt is the call's, and was made when it was placed."""
    receipt: Receipt | None = None

    @property
    def consumer(self) -> Id:
        """To whose dossier it belongs."""
        return self.approval.message.consumer

    @property
    def facts(self) -> int:
        """How many facts it was decided from; a STOP that came since makes them more."""
        return len(self.proposal.dossier.facts)


async def deliver(
    flights: Sequence[Flight],
    channels: Mapping[Medium, Channel],
    store: Store,
    clock: Callable[[], datetime],
    journal: Journal,
    offload: Callable[[Callable[[], Any]], Awaitable[Any]],
    at_once: int,
) -> None:
    """Hand over every flight, so many at once, and note its receipt in it."""
    waiting, watch = iter(flights), _Watch(store, flights, offload)

    async def hands() -> None:
        for flight in waiting:
            flight.receipt = await hand_over(flight)

    async def hand_over(flight: Flight) -> Receipt:
        approval = flight.approval
        now = clock()
        if now >= approval.valid_until:
            return _released(approval, now, "its approval had ended before its turn came")
        if await watch.is_stale(flight):
            return _released(approval, now, "something new was learnt of the consumer after it was decided")
        if flight.attempt is None:  # a worker that dies has lost the call, and there is nothing to settle
            return await through_the_wire(approval)
        journal.handing_over(approval.attempt)
        receipt = await through_the_wire(approval)
        journal.handed_over(receipt)
        return receipt

    async def through_the_wire(approval: Approval) -> Receipt:
        try:
            async with asyncio.timeout(PATIENCE):
                return await channels[approval.message.medium].deliver(approval)
        except ApprovalSpent as spent:
            return _released(approval, clock(), str(spent))
        except Exception as error:  # noqa: BLE001  # a wire that fails as nobody foresaw may have sent: a doubt, never lost
            return Receipt(
                attempt=approval.attempt,
                state="in_doubt",
                at=clock(),
                channel=channels[approval.message.medium].name,
                says=f"the wire failed: {type(error).__name__}: {error}",
            )

    await asyncio.gather(*(hands() for _ in range(min(at_once, len(flights)))))


class _Watch:
    """Looks, every so often while a wave is handed over, whether anything new is known of its consumers."""

    def __init__(
        self, store: Store, flights: Sequence[Flight], offload: Callable[[Callable[[], Any]], Awaitable[Any]]
    ) -> None:
        self._store = store
        self._offload = offload
        self._counts = {flight.consumer: flight.facts for flight in flights}
        self._looked = asyncio.get_running_loop().time()

    async def is_stale(self, flight: Flight) -> bool:
        """Whether more is known of the consumer than the decision was made from."""
        now = asyncio.get_running_loop().time()
        if now - self._looked > FRESH:
            self._looked = now
            self._counts = await self._offload(self._look)
        return self._counts.get(flight.consumer, 0) != flight.facts

    def _look(self) -> dict[Id, int]:
        with self._store.reading() as reading:
            return reading.fact_counts(list(self._counts))


def _released(approval: Approval, at: datetime, says: str) -> Receipt:
    return Receipt(attempt=approval.attempt, state="released", at=at, says=says)
