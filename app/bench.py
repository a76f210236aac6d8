"""Benchmarks: each a ratio to a ceiling measured in the same run, with medians of several turns."""

from __future__ import annotations

import asyncio
import statistics
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any
from uuid import UUID

from accounts import migrations
from accounts.consent import Consent
from accounts.consumer import Consumer, ContactPoint, PointKind
from accounts.contact import Attempt, Medium, Message, Purpose, State
from accounts.debt import Debt
from accounts.dossier import Collector, Dossier, Fact
from accounts.errors import BadInput
from accounts.notice import ValidationSent
from accounts.record import new_id
from accounts.store import Store
from accounts.vault import Vault
from app import bench_sink
from app.bench_sink import Cost, Watch
from app.bench_soak import soaked
from app.bench_webhook import webhook
from app.serving import collect_rarely
from app.terminal import out, print_json
from channels.compose import Composer
from channels.gateway import Gateway, in_place
from channels.journal import Journal
from channels.links import OptOutLinks
from channels.smtp import SmtpChannel
from compliance.book import Book, whole
from compliance.guard import Guard

NOON = datetime(2026, 11, 23, 18, 0, tzinfo=UTC)
"""A Monday, 13:00 in New York and 10:00 in Los Angeles: nothing is closed."""

MESSAGES = 1500
CONNECTIONS = 16
TURNS = 5

_COLLECTOR = Collector(role="first_party", mailing_address="100 Harbor Street, Albany, NY 12207")


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
        dossier = _dossier(events)
        message = _email(dossier)

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


def gateway(database: str | None = None) -> dict[str, Any]:
    """Measure guarded e-mails beside a bare aiosmtplib loop over as many connections to the same sink.

    Each turn stands between two of the bare loop and is divided by their mean, so that a machine that slows down
    or is shared moves both; the first turn only warms up. The ratio of CPU is of this process alone. Our wire says
    together what the server takes together, which aiosmtplib never does; so it is measured without that as well.
    """
    with tempfile.TemporaryDirectory() as folder, bench_sink.process() as ports:
        store = _store(database or f"sqlite:///{folder}/bench.db")
        links = OptOutLinks("http://127.0.0.1:8000", b"a secret of the bench only")
        composer = Composer(links.url)
        text = _text(composer)
        collect_rarely()  # as every server of ours does; the bare loop has it as well
        raw, guarded, singly = [], [], []
        for _ in range(1 + TURNS):
            raw.append(asyncio.run(bench_sink.bare(ports.together, MESSAGES, CONNECTIONS, text)))
            guarded.append(asyncio.run(_guarded(store, ports.together, links, composer, Path(folder))))
            singly.append(asyncio.run(_guarded(store, ports.one_by_one, links, composer, Path(folder))))
        raw.append(asyncio.run(bench_sink.bare(ports.together, MESSAGES, CONNECTIONS, text)))
        held = store.verify_ledger().records
        store.close()
    between = [Cost((a.wall + b.wall) / 2, (a.cpu + b.cpu) / 2) for a, b in pairwise(raw)][1:]
    turns = list(zip(between, guarded[1:], strict=True))
    alone = list(zip(between, singly[1:], strict=True))
    walls = [bare.wall / ours.wall for bare, ours in turns]
    cpus = [bare.cpu / ours.cpu for bare, ours in turns]
    return {
        "unit": "messages a second; ratios are medians of the turns, guarded over bare",
        "database": store.engine.dialect.name,
        "messages": MESSAGES,
        "connections": CONNECTIONS,
        "turns": TURNS,
        "bare aiosmtplib": round(1e6 / statistics.median(bare.wall for bare, _ in turns)),
        "guarded": round(1e6 / statistics.median(ours.wall for _, ours in turns)),
        "ratio": round(statistics.median(walls), 2),
        "ratio of CPU": round(statistics.median(cpus), 2),
        "spread of the ratio": [round(min(walls), 2), round(max(walls), 2)],
        "spread of the ratio of CPU": [round(min(cpus), 2), round(max(cpus), 2)],
        "ratio without PIPELINING": round(statistics.median(bare.wall / ours.wall for bare, ours in alone), 2),
        "ratio of CPU without PIPELINING": round(statistics.median(bare.cpu / ours.cpu for bare, ours in alone), 2),
        "CPU a message, bare, microseconds": round(statistics.median(bare.cpu for bare, _ in turns)),
        "CPU a message, guarded, microseconds": round(statistics.median(ours.cpu for _, ours in turns)),
        "ledger records verified": held,
    }


async def _guarded(store: Store, port: int, links: OptOutLinks, composer: Composer, folder: Path) -> Cost:
    """Return what a message costs through the whole walk: lock, dossier, review, ledger, SMTP, settle."""
    channel = SmtpChannel(
        f"smtp://127.0.0.1:{port}?starttls=never",
        "Bench <bench@harborstreet.example>",
        links,
        lambda: NOON,
        pool=CONNECTIONS,
    )
    gate = Gateway(store, Guard(whole()), [channel], lambda: NOON, Journal(folder / "journal"), in_place)
    with store.transaction() as unit:
        consumers = _add_consumers(unit)
    with store.reading() as reading:
        dossiers = reading.dossiers(consumers, NOON)
    messages = [_composed(composer, dossier) for dossier in dossiers.values()]
    watch = Watch()
    sent = await gate.send(messages)
    cost = watch.cost(len(sent))
    await channel.aclose()
    gate.journal.close()
    kept_back = [outcome for outcome in sent if not outcome.left]
    if (
        len(kept_back) > len(sent) // 500
    ):  # of some tens of thousands, the token of one link looks like a word for paying
        first = kept_back[0]
        raise BadInput(f"the bench is wrong: not all left: {first.decision.objections or first.receipt}")
    return cost


def _store(database: str) -> Store:
    """Return an empty store, in which the bench may leave what it likes."""
    store = Store.open(database, Vault({1: bytes(32)}), _COLLECTOR)
    migrations.upgrade(store.engine)
    with store.reading() as reading:
        if reading.count("consumers"):
            raise BadInput("the bench needs an empty database: there are consumers in this one, and it adds thousands")
    return store


def _add_consumers(unit: Any) -> list[str]:
    ids = []
    for number in range(MESSAGES):
        consumer = Consumer(id=new_id(), name=_name(number))
        unit.add_consumer(consumer, NOON, born=None, ssn4=None, identity=None)
        unit.add_points(consumer.id, _points(f"p{number}@mail.example"), NOON)
        debt = _debt()
        unit.put_debt(consumer.id, debt, NOON)
        for fact in _facts(f"p{number}@mail.example"):
            unit.add_fact(consumer.id, fact, by="bench")
        ids.append(consumer.id)
    return ids


def _dossier(events: int) -> Dossier:
    debt = _debt()
    attempts = tuple(
        Attempt(
            id=new_id(),
            at=NOON - timedelta(hours=events - i + 24 * 8),
            medium=Medium.CALL if i % 3 == 0 else Medium.EMAIL,
            to="+16145550101" if i % 3 == 0 else "p@mail.example",
            debts=(debt.id,),
            allocated=(debt.id,) if i % 3 == 0 else (),
            outcome="no_answer" if i % 3 == 0 else None,
            state=State.DELIVERED,
        )
        for i in range(events)
    )
    return Dossier(
        at=NOON,
        collector=_COLLECTOR,
        consumer=Consumer(id=new_id(), name="Sample Person"),
        points=_points("p@mail.example"),
        debts=(debt,),
        facts=_facts("p@mail.example"),
        attempts=attempts,
        first_communications={debt.id: NOON - timedelta(days=60)},
    )


def _email(dossier: Dossier) -> Message:
    links = OptOutLinks("http://127.0.0.1:8000", b"a secret of the bench only")
    return _composed(Composer(links.url), dossier)


def _composed(composer: Composer, dossier: Dossier) -> Message:
    return composer.compose(
        "reminder",
        dossier,
        medium=Medium.EMAIL,
        to=dossier.points[0].address,
        debts=tuple(debt.id for debt in dossier.debts),
        purpose=Purpose.COLLECT,
    )


def _text(composer: Composer) -> str:
    return _composed(composer, _dossier(0)).text


def _points(address: str) -> tuple[ContactPoint, ...]:
    """Return an address with a home in Ohio: without one, the law of every state with their clock would be asked."""
    return (
        ContactPoint(id=new_id(), kind=PointKind.EMAIL, address=address, domain="open"),
        ContactPoint(
            id=new_id(), kind=PointKind.POSTAL, address=f"{address}, 1 Notreal Street, Columbus, OH 43215",
            place="home", state="OH", zip="43215", zones=("America/New_York",),
        ),
    )  # fmt: skip


def _debt() -> Debt:
    return Debt(id=new_id(), kind="credit_card", creditor="Bench Bank", account_number=_figures(), balance=12_345)


def _name(number: int) -> str:
    """Return another name for every number: one that differs only in its figures would be read but once."""
    return "Sample " + "".join(chr(ord("a") + int(digit)) for digit in str(number)).capitalize()


def _figures() -> str:
    """Return an account number as creditors give them."""
    return str(UUID(new_id()).int)[-12:]


def _facts(address: str) -> tuple[Fact, ...]:
    """Return why the address may be used: the notice has left, and the consumer agreed to e-mail."""
    before = NOON - timedelta(days=60)
    return (
        ValidationSent(id=new_id(), at=before, via="email", in_initial=True),
        Consent(id=new_id(), at=before, scope="email", via="web_form", address=address),
    )


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
