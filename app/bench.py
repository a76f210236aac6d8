"""Benchmarks: each a ratio to a ceiling measured in the same run, with medians of several turns."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

from accounts.contact import Message
from accounts.dossier import Dossier
from accounts.errors import BadInput
from app.bench_gateway import gateway
from app.bench_sample import NOON, a_dossier, an_email
from app.bench_webhook import webhook
from app.soak.run import soaked
from app.terminal import out, print_json
from compliance.book import Book, whole
from compliance.guard import Guard


def run(name: str, database: str | None, *, as_json: bool) -> None:
    """Run one benchmark by name.

    Raises:
        BadInput: there is none of that name.
    """
    benches: dict[str, Callable[[], dict[str, Any]]] = {
        "gateway": lambda: gateway(database),
        "guard": guard,
        "webhook": webhook,
        "soak": lambda: soaked(database),
    }
    if name not in benches:
        raise BadInput(f"no benchmark is called {name!r}; there are {', '.join(benches)}")
    report = benches[name]()
    if as_json:
        print_json(report)
    else:
        for line, value in report.items():
            figures = ", ".join(f"{k} {v}" for k, v in value.items()) if isinstance(value, dict) else value
            out.print(f"{line}: {figures}", markup=False, soft_wrap=True)


def guard() -> dict[str, Any]:
    """Measure full reviews of one proposal with 0, 100 and 1,000 past attempts, beside a guard without rules."""
    real, empty = Guard(whole()), Guard(Book(()))
    report: dict[str, Any] = {"unit": "microseconds of CPU a decision; ratio to a guard without rules"}
    for events in (0, 100, 1000):
        dossier = a_dossier(events)
        message = an_email(dossier)

        def ceiling(dossier: Dossier = dossier, message: Message = message) -> object:
            return empty.decide(empty.propose(message, dossier, NOON))

        def full(dossier: Dossier = dossier, message: Message = message) -> object:
            return real.decide(real.propose(message, dossier, NOON))

        bare, asked = _spread(ceiling), _spread(full)
        report[f"{events} past events"] = {
            "p50": round(asked[0], 1),
            "p99": round(asked[1], 1),
            "decisions a second": round(1e6 / asked[0]),
            "ratio": round(asked[0] / bare[0], 1),
        }
    return report


def _spread(work: Callable[[], object]) -> tuple[float, float]:
    """Return the median and the 99th percentile of one call, in microseconds of CPU, in which others count less."""
    for _ in range(50):
        work()
    times = []
    for _ in range(1000):
        began = time.process_time_ns()
        work()
        times.append((time.process_time_ns() - began) / 1000)
    times.sort()
    return times[len(times) // 2], times[int(len(times) * 0.99)]
