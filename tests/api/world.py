"""The world of the API's tests: the whole application behind a real server, and a real receiver with faults."""

from __future__ import annotations

import asyncio
import json
import random
import threading
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from ipaddress import ip_network
from pathlib import Path
from typing import Any

import httpx2
from pydantic import SecretStr
from starlette.requests import Request
from starlette.responses import Response

from accounts import api_keys
from accounts.consent import Consent
from accounts.consumer import Consumer
from accounts.contact import Medium
from accounts.debt import Debt, Itemization
from accounts.integrator import ApiKey, Scope
from accounts.notice import ValidationSent
from accounts.record import Id, new_id
from accounts.store import Store
from app.api import create
from app.settings import Settings, fresh_key
from app.wiring import House
from app.worker import Worker
from channels.compose import Composer
from channels.gateway import in_thread
from channels.links import OptOutLinks
from channels.memory import MemoryChannel
from channels.port import Channel
from channels.simulator.serving import Serving
from compliance.book import whole
from compliance.guard import Guard
from tests.walks.world import NOON, PHONE, mailbox, points
from web.api import gate
from web.events.herald import Herald
from web.events.posting import Poster

CONSUMER = "0199f0c2-7a10-7000-8000-000000000001"
DEBT = "0199f0c2-7a10-7000-8000-000000000002"
"""Of the examples in the document."""

LOOPBACK = (ip_network("127.0.0.0/8"),)


class Unasked:
    """An engine for tests in which nothing has to be understood."""

    name = "unasked"

    def understand(self, text: str, *_: Any) -> Any:
        """Fail: nobody was to ask."""
        raise AssertionError(f"nobody was to ask what is meant by {text!r}")


class Idle(Worker):
    """A worker that leaves all work to the test."""

    async def run(self) -> None:
        """Wait."""
        await asyncio.Event().wait()


@dataclass
class Office:
    """A house behind a server; its clock stands until a test moves it."""

    store: Store
    folder: Path
    rate: int = 100_000
    now: datetime = NOON
    works: bool = False
    """Whether its worker works by itself; otherwise a test says when."""

    def __post_init__(self) -> None:
        settings = Settings(
            var=self.folder,
            public_url="http://127.0.0.1:8000",
            api_rate=self.rate,
            secret_key=SecretStr("only for tests, long enough"),
            data_key=SecretStr(fresh_key()),
        )
        links = OptOutLinks(settings.public_url, b"only for tests, long enough")
        self.email, self.sms = MemoryChannel(Medium.EMAIL, self.clock), MemoryChannel(Medium.SMS, self.clock)
        wires: tuple[Channel, ...] = (self.email, self.sms)
        self.house = House(
            settings, self.clock, self.store, Guard(whole()), links, Composer(links.url), wires, in_thread
        )
        self.house.__dict__["nlu"] = Unasked()
        self.worker = Worker(self.house) if self.works else Idle(self.house)
        self.worker.herald = self.herald()
        self.serving = Serving(create(self.house, self.worker)).open()
        self._closing = ExitStack()

    def clock(self) -> datetime:
        """Return what time it is here."""
        return self.now

    def herald(self) -> Herald:
        """Return another herald, by this clock, that may post to this machine."""
        return Herald(self.store, self.clock, Poster(LOOPBACK), in_thread, random.Random(7))

    def close(self) -> None:
        """End the server."""
        self._closing.close()
        self.serving.close()
        self.house.gateway.journal.close()

    def key(self, name: str = "crm", scopes: tuple[Scope, ...] = ("read", "decide", "write")) -> str:
        """Make a key."""
        key = gate.new_key()
        with self.store.transaction() as unit:
            api_keys.add(unit, ApiKey(id=new_id(), name=name, scopes=scopes, made_at=self.now), gate.digest(key))
        return key

    def client(self, name: str = "crm", scopes: tuple[Scope, ...] = ("read", "decide", "write")) -> httpx2.Client:
        """Return a client with a key of its own."""
        return self.bare(Authorization=f"Bearer {self.key(name, scopes)}")

    def bare(self, **headers: str) -> httpx2.Client:
        """Return a client without a key."""
        url = f"{self.serving.url}/api/v1"
        return self._closing.enter_context(httpx2.Client(base_url=url, headers=headers, timeout=30))

    def consumer(self, consumer: Id = CONSUMER, debt: Id = DEBT, phone: str = PHONE) -> tuple[Id, Id]:
        """Add a consumer of New York who was noticed, and agreed to e-mail and texts."""
        items = Itemization(kind="last_payment", date=(NOON - timedelta(days=260)).date(), amount=100_00, interest=5_00)
        owed = Debt(
            id=debt, kind="credit_card", creditor="Harbor Street Credit", original_creditor="Harbor Street Credit",
            account_number=f"4400-{debt[-4:]}", balance=105_00, itemization=items,
        )  # fmt: skip
        before = NOON - timedelta(days=30)
        own = [one.model_copy(update={"address": phone}) if one.kind == "phone" else one for one in points(consumer)]
        with self.store.transaction() as unit:
            unit.add_consumer(
                Consumer(id=consumer, name="Alex Sample"), before, born="1980-02-03", ssn4="6789", identity=None
            )
            unit.add_points(consumer, own, before)
            unit.put_debt(consumer, owed, before)
            noticed = ValidationSent(id=new_id(), at=before - timedelta(days=30), via="email", in_initial=True)
            mail = Consent(id=new_id(), at=before, scope="email", address=mailbox(consumer), via="portal")
            texts = Consent(id=new_id(), at=before, scope="sms", address=phone, via="sms")
            unit.add_facts([(consumer, noticed), (consumer, mail), (consumer, texts)], by="test")
            unit.communicated([(consumer, debt, before)])
        return consumer, debt

    def kinds(self, consumer: Id = CONSUMER) -> list[str]:
        """Return the kinds of facts known of a consumer, beside those they began with."""
        return [fact.kind for fact in self.store.dossier(consumer, self.now).facts[3:]]


@dataclass(frozen=True)
class Told:
    """One request that a receiver got."""

    headers: dict[str, str]
    body: bytes

    @property
    def id(self) -> str:
        """Its `webhook-id`."""
        return self.headers["webhook-id"]

    @property
    def json(self) -> Any:
        """Its body."""
        return json.loads(self.body)


@dataclass
class Receiver:
    """An integrator's server: it keeps what it is told, and answers as it was planned, and at last with 204."""

    plan: list[Any] = field(default_factory=list)
    """What it does with the next requests: a status, a (status, headers), or a function of the request."""
    told: list[Told] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._lock = threading.Lock()
        self.serving = Serving(self)

    @property
    def url(self) -> str:
        """Where it is told."""
        return f"{self.serving.url}/duly"

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        if scope["type"] == "lifespan":
            while True:
                message = await receive()
                await send({"type": message["type"] + ".complete"})
                if message["type"] == "lifespan.shutdown":
                    return
        request = Request(scope, receive)
        told = Told({name.lower(): value for name, value in request.headers.items()}, await request.body())
        with self._lock:
            self.told.append(told)
            next_up = self.plan.pop(0) if self.plan else 204
        if callable(next_up):
            next_up = await next_up(told)
        status, headers = next_up if isinstance(next_up, tuple) else (next_up, {})
        await Response(status_code=status, headers=headers)(scope, receive, send)

    @property
    def events(self) -> list[str]:
        """The types of the events it was told, in the order in which they came."""
        return [told.json["type"] for told in self.told]


def run(office: Office, herald: Herald, until: Callable[[], bool], *, step: timedelta = timedelta(0)) -> None:
    """Let a herald work until something is so; the clock goes on a step each time it looks."""

    async def work() -> None:
        async with asyncio.timeout(30):
            while not until():
                await herald.tell()
                await herald.settle()
                office.now += step
        await herald.aclose()

    asyncio.run(work())
