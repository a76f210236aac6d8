"""Herald: reads the ledger on for each endpoint, and delivers what it finds until it has arrived or is given up."""

from __future__ import annotations

import asyncio
import logging
import random
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from accounts import deliveries, ledger
from accounts.errors import NotFound
from accounts.integrator import Delivery, Endpoint
from accounts.record import Id
from accounts.store import Store, Transaction
from channels.gateway import in_thread
from web.events import kinds, signing
from web.events.kinds import Event
from web.events.posting import Answer, Poster

log = logging.getLogger("duly.events")

HANDS = 16
"""Events on their way to one endpoint at the same time."""

BATCH = 500
"""Records of the ledger that are looked at in one transaction."""

LEASE = timedelta(seconds=60)
"""For how long what a worker took is its own; longer than any request takes. After that its worker is dead."""

FIRST, FACTOR, SLOWEST = timedelta(seconds=5), 3, timedelta(hours=8)
"""How long after a failure the next try comes: 5 s, 15 s, 45 s … and from the eighth on every eight hours."""

GIVES_UP = timedelta(days=3)
"""After which an event is parked, and an endpoint at which nothing arrived meanwhile is disabled."""

PATIENCE = timedelta(minutes=1)
"""How long an endpoint that is told words waits until proofs of identity in them are masked."""

KEPT = timedelta(days=30)
"""How long the delivery log keeps what arrived; the ledger keeps for ever what it told of."""

GONE = 410


@dataclass(frozen=True)
class _Trip:
    """One try: what goes where."""

    delivery: Delivery
    body: bytes
    headers: dict[str, str]


class Herald:
    """Tells integrators what happened, at least once, in order for each consumer as long as the receiver answers.

    The ledger is the outbox: an event is told if, and only if, the transaction in which it happened was committed.
    Several workers may share the work: what one has taken is its own until its lease ends.
    """

    def __init__(
        self,
        store: Store,
        clock: Callable[[], datetime],
        poster: Poster,
        offload: Callable[[Callable[[], Any]], Awaitable[Any]] = in_thread,
        chance: random.Random | None = None,
    ) -> None:
        self.store = store
        self.clock = clock
        self.poster = poster
        self._offload = offload
        self._chance = chance or random.Random()  # noqa: S311  # it spreads retries, and protects nothing
        self._under_way: dict[Id, asyncio.Task[None]] = {}
        self._swept: datetime | None = None

    async def tell(self) -> None:
        """Look for news, and let deliveries begin; what is under way goes on by itself."""
        for endpoint in await self._offload(self._read_on):
            if endpoint.id not in self._under_way:
                task = asyncio.create_task(self._deliver(endpoint))
                self._under_way[endpoint.id] = task
                task.add_done_callback(lambda _, id=endpoint.id: self._under_way.pop(id, None))  # type: ignore[misc]  # mypy cannot see what a default binds

    async def settle(self) -> None:
        """Wait until nothing is under way."""
        while self._under_way:
            await asyncio.gather(*self._under_way.values())

    async def aclose(self) -> None:
        """Let go of what is under way, which another worker takes up, and close the connections."""
        for task in list(self._under_way.values()):
            task.cancel()
        await asyncio.gather(*self._under_way.values(), return_exceptions=True)
        await self.poster.aclose()

    # --- reading on -------------------------------------------------------------------------------------

    def _read_on(self) -> list[Endpoint]:
        """Put news on its way; returns the endpoints that may be told."""
        with self.store.reading() as reading:
            enabled = [one for one in deliveries.everywhere(reading) if one.disabled_at is None]
            head = deliveries.head(reading) if enabled else 0
        for endpoint in enabled:
            if endpoint.cursor < head:
                self._read_on_for(endpoint)
        if enabled and (self._swept is None or self.clock() - self._swept > timedelta(hours=1)):
            self._swept = self.clock()
            with self.store.transaction() as unit:
                deliveries.forget(unit, self._swept - KEPT)
        return enabled

    def _read_on_for(self, endpoint: Endpoint) -> None:
        at = self.clock()
        with self.store.transaction() as unit:
            # The head is read before the records: what is committed between the two is looked at the next time.
            cursor = deliveries.head(unit)
            rows = deliveries.records(unit, kinds.records_of(endpoint.events), endpoint.cursor, BATCH)
            if len(rows) == BATCH:
                cursor = rows[-1].seq
            found: list[Delivery] = []
            for row in rows:
                event = kinds.event_of(unit, row)
                if event is None or event.type not in endpoint.events:
                    continue
                if endpoint.words and not kinds.is_settled(unit, event) and at - event.timestamp < PATIENCE:
                    cursor = row.seq - 1
                    break
                found.append(delivery_of(event, endpoint, at))
            deliveries.owe(unit, endpoint, found, cursor)

    # --- delivering -------------------------------------------------------------------------------------

    async def _deliver(self, endpoint: Endpoint) -> None:
        try:
            while trips := await self._offload(lambda: self._take(endpoint.id)):
                answers = await asyncio.gather(*(self.poster.post(endpoint.url, t.body, t.headers) for t in trips))
                if not await self._offload(lambda: self._note(endpoint.id, trips, answers)):  # noqa: B023  # it is awaited before they change
                    return
        except NotFound:
            log.info("endpoint %s was removed meanwhile", endpoint.id)
        except Exception:  # what nobody foresaw may not end the worker; the lease brings it all again
            log.exception("deliveries to endpoint %s were interrupted", endpoint.id)

    def _take(self, endpoint_id: Id) -> list[_Trip]:
        at = self.clock()
        with self.store.reading() as reading:
            if not deliveries.are_due(reading, endpoint_id, at):
                return []
        with self.store.transaction() as unit:
            taken = deliveries.take(unit, endpoint_id, at, at + LEASE, HANDS)
            endpoint = deliveries.find(unit, endpoint_id)
            keys = deliveries.secrets(unit, endpoint_id, at)
            return [self._trip(unit, endpoint, keys, one, at) for one in taken]

    @staticmethod
    def _trip(unit: Transaction, endpoint: Endpoint, keys: Sequence[str], one: Delivery, at: datetime) -> _Trip:
        event = kinds.event_of(unit, deliveries.record(unit, one.sequence))
        assert event is not None  # it was one when it was put on its way, and records never change
        body = kinds.payload(unit, event, endpoint).encode()
        return _Trip(one, body, signing.headers(one.event, at, body, keys))

    def _note(self, endpoint: Id, trips: Sequence[_Trip], answers: Sequence[Answer]) -> bool:
        """Note what became of a few tries; returns whether the endpoint is to be told more."""
        at = self.clock()
        done = [self._after(trip.delivery, answer, at) for trip, answer in zip(trips, answers, strict=True)]
        because = ""
        with self.store.transaction() as unit:
            deliveries.settle(unit, done)
            if any(answer.arrived for answer in answers):
                deliveries.arrived(unit, endpoint)
            elif at - deliveries.failed(unit, endpoint, at) >= GIVES_UP:
                because = f"nothing has arrived there for {GIVES_UP.days} days; the last answer: {done[-1].says}"
            if any(answer.status == GONE for answer in answers):
                because = "it answered 410: it is gone, and wants to be told nothing more"
            if because:
                deliveries.disable(unit, endpoint, at, because)
        if because:
            log.warning("endpoint %s was disabled: %s", endpoint, because)
        return not because

    def _after(self, one: Delivery, answer: Answer, at: datetime) -> Delivery:
        first = one.first_at or at
        tried: dict[str, Any] = {
            "tries": one.tries + 1,
            "first_at": first,
            "last_at": at,
            "status": answer.status,
            "says": answer.says,
            "next_at": at,
        }
        if answer.arrived:
            tried["state"] = "delivered"
        elif at - first >= GIVES_UP:
            tried["state"] = "parked"
        else:
            tried["next_at"] = at + self._pause(one.tries, answer)
        return one.model_copy(update=tried)

    def _pause(self, tries: int, answer: Answer) -> timedelta:
        """Return how long to wait: longer each time, spread so that not all come back at once, as asked if longer."""
        pause: timedelta = min(FIRST * FACTOR ** min(tries, 10), SLOWEST) * self._chance.uniform(0.8, 1.2)
        asked = timedelta(seconds=answer.retry_after or 0)
        return max(pause, min(asked, SLOWEST))


def delivery_of(event: Event, endpoint: Endpoint, at: datetime) -> Delivery:
    """Return an event at the beginning of its way."""
    return Delivery(
        endpoint=endpoint.id,
        sequence=event.sequence,
        event=event.id,
        kind=event.type,
        consumer=event.consumer,
        next_at=at,
    )


def replay(
    unit: Transaction, endpoint: Endpoint, at: datetime, *, since: datetime | None = None, event: Id | None = None
) -> int:
    """Send again what an endpoint is told: everything from an instant on, or one event; returns how many.

    What happened before it was registered is sent as well: the ledger has it. What waits already is not sent twice.

    Args:
        unit: the transaction.
        endpoint: which; it must be told of those kinds.
        at: now.
        since: the instant; None where one event is named.
        event: its identifier, which is its `webhook-id`.

    Raises:
        NotFound: nothing has that identifier.
    """
    after = ledger.before(unit.connection, since) if event is None else deliveries.sequence_of(unit, event) - 1
    sent, limit = 0, BATCH if event is None else 1
    while rows := deliveries.records(unit, kinds.records_of(endpoint.events), after, limit):
        after = rows[-1].seq if event is None else endpoint.cursor
        wanted = [row for row in rows if row.seq <= endpoint.cursor and event in (None, row.id)]
        events = [found for row in wanted if (found := kinds.event_of(unit, row)) and found.type in endpoint.events]
        again = deliveries.again(unit, endpoint.id, [one.sequence for one in events], at)
        sent += again + deliveries.owe(unit, endpoint, [delivery_of(one, endpoint, at) for one in events], 0)
    return sent
