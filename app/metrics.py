"""Metrics: what operators watch, as Prometheus reads it; asked of the store at each scrape."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime
from typing import get_args

from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from accounts import deliveries
from accounts.integrator import State
from accounts.store import Store


class Watched(Collector):
    """How much waits, how much is in doubt, and how long the ledger is."""

    def __init__(self, store: Store, clock: Callable[[], datetime]) -> None:
        self.store = store
        self.clock = clock

    def collect(self) -> Iterable[Metric]:
        """Yield every figure, all of one moment."""
        with self.store.reading() as reading:
            waiting, doubts = reading.waiting_inbounds(limit=10_000), reading.in_doubt(limit=10_000)
            records, endpoints, counts = (
                deliveries.head(reading),
                deliveries.everywhere(reading),
                deliveries.counts(reading),
            )
        yield _gauge("duly_inbounds_waiting", "Texts that nobody has dealt with yet.", len(waiting))
        yield _gauge("duly_attempts_in_doubt", "Attempts of which nobody knows whether they left.", len(doubts))
        yield _gauge("duly_ledger_records", "Records in the ledger.", records)
        on_the_way = GaugeMetricFamily("duly_deliveries", "Events by endpoint and state.", labels=["endpoint", "state"])
        disabled = GaugeMetricFamily("duly_endpoint_disabled", "Whether an endpoint is disabled.", labels=["endpoint"])
        failing = GaugeMetricFamily("duly_endpoint_failing_seconds", "Since when nothing arrived.", labels=["endpoint"])
        for one in endpoints:
            for state in get_args(State):
                on_the_way.add_metric([one.id, state], counts.get((one.id, state), 0))
            disabled.add_metric([one.id], one.disabled_at is not None)
            since = one.failing_since
            failing.add_metric([one.id], (self.clock() - since).total_seconds() if since else 0)
        yield from (on_the_way, disabled, failing)


def _gauge(name: str, says: str, value: float) -> GaugeMetricFamily:
    return GaugeMetricFamily(name, says, value=value)


def text(store: Store, clock: Callable[[], datetime]) -> bytes:
    """Return all figures as Prometheus reads them."""
    registry = CollectorRegistry()
    registry.register(Watched(store, clock))
    return generate_latest(registry)
