"""The bench of the gateway: guarded e-mails beside a bare aiosmtplib loop to the same sink, near and far."""

from __future__ import annotations

import asyncio
import statistics
import tempfile
from itertools import pairwise
from pathlib import Path
from typing import Any

from accounts import migrations
from accounts.consumer import Consumer
from accounts.errors import BadInput
from accounts.record import new_id
from accounts.store import Store
from accounts.vault import Vault
from app import bench_sink
from app.bench_sample import COLLECTOR, NOON, a_debt, a_dossier, a_name, composed, facts, points
from app.bench_sink import Cost, Watch
from app.serving import collect_rarely
from channels.compose import Composer
from channels.gateway import Gateway, in_place
from channels.journal import Journal
from channels.links import OptOutLinks
from channels.smtp import SmtpChannel
from compliance.book import whole
from compliance.guard import Guard

MESSAGES = 1500
CONNECTIONS = 16
TURNS = 5
FAR_CONNECTIONS, FAR_TURNS = 48, 3
"""To a server each of whose answers takes 30 ms."""


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
        far, far_singly = _far(store, ports, links, composer, Path(folder), text)
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
        f"ratio at 30 ms, {FAR_CONNECTIONS} connections": far,
        f"ratio at 30 ms, {FAR_CONNECTIONS} connections, without PIPELINING": far_singly,
        "CPU a message, bare, microseconds": round(statistics.median(bare.cpu for bare, _ in turns)),
        "CPU a message, guarded, microseconds": round(statistics.median(ours.cpu for _, ours in turns)),
        "ledger records verified": held,
    }


def _far(
    store: Store, ports: bench_sink.Ports, links: OptOutLinks, composer: Composer, folder: Path, text: str
) -> tuple[float, float]:
    """Return the ratios to a server that is far away, taking several commands at once and taking one."""
    ratios: tuple[list[float], list[float]] = [], []
    for _ in range(FAR_TURNS):
        bare = asyncio.run(bench_sink.bare(ports.far, MESSAGES, FAR_CONNECTIONS, text))
        for port, found in zip((ports.far, ports.far_one_by_one), ratios, strict=True):
            ours = asyncio.run(_guarded(store, port, links, composer, folder, FAR_CONNECTIONS))
            found.append(bare.wall / ours.wall)
    together, singly = (round(statistics.median(found), 2) for found in ratios)
    return together, singly


async def _guarded(
    store: Store, port: int, links: OptOutLinks, composer: Composer, folder: Path, connections: int = CONNECTIONS
) -> Cost:
    """Return what a message costs through the whole walk: lock, dossier, review, ledger, SMTP, settle."""
    channel = SmtpChannel(
        f"smtp://127.0.0.1:{port}?starttls=never",
        "Bench <bench@harborstreet.example>",
        links,
        lambda: NOON,
        pool=connections,
    )
    gate = Gateway(store, Guard(whole()), [channel], lambda: NOON, Journal(folder / "journal"), in_place, connections)
    with store.transaction() as unit:
        consumers = _add_consumers(unit)
    with store.reading() as reading:
        dossiers = reading.dossiers(consumers, NOON)
    messages = [composed(composer, dossier) for dossier in dossiers.values()]
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
    store = Store.open(database, Vault({1: bytes(32)}), COLLECTOR)
    migrations.upgrade(store.engine)
    with store.reading() as reading:
        if reading.count("consumers"):
            raise BadInput("the bench needs an empty database: there are consumers in this one, and it adds thousands")
    return store


def _add_consumers(unit: Any) -> list[str]:
    ids = []
    for number in range(MESSAGES):
        consumer = Consumer(id=new_id(), name=a_name(number))
        unit.add_consumer(consumer, NOON, born=None, ssn4=None, identity=None)
        unit.add_points(consumer.id, points(f"p{number}@mail.example"), NOON)
        debt = a_debt()
        unit.put_debt(consumer.id, debt, NOON)
        for fact in facts(f"p{number}@mail.example"):
            unit.add_fact(consumer.id, fact, by="bench")
        ids.append(consumer.id)
    return ids


def _text(composer: Composer) -> str:
    return composed(composer, a_dossier(0)).text
