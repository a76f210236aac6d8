"""The world of the web's tests: the whole application over a store of its own, and what a person does with it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

from fastapi import APIRouter, FastAPI
from starlette.testclient import TestClient

from accounts import migrations
from accounts.consent import Consent
from accounts.consumer import Consumer, ContactPoint, PointKind
from accounts.contact import Inbound, Medium
from accounts.conversation import Conversation, HandOff, Status, Turn
from accounts.debt import Debt, Itemization
from accounts.notice import ValidationSent
from accounts.record import Id, new_id
from app import settings, wiring
from app.api import create
from app.wiring import House
from app.worker import Worker
from bot.nlu.port import Understanding
from channels.chat import ChatChannel
from channels.letter import LetterQueue
from channels.memory import MemoryChannel
from channels.port import Channel
from tests.walks.world import COLLECTOR, NOON
from web.security import issue_link

HTML = {"Accept": "text/html", "Sec-Fetch-Site": "same-origin"}
"""What a browser sends with a page's own form."""

ZONES = ("America/New_York",)


class Unasked:
    """An engine for tests in which nothing has to be understood."""

    name = "unasked"

    def understand(self, text: str, today: date, language: Any = None) -> Understanding:
        """Fail: the desk's threads were put there by the test."""
        raise AssertionError(f"nobody was to ask what is meant by {text!r}")


@dataclass
class Web:
    """A house with its application; the clock stands until a test moves it."""

    var: Path
    now: datetime = NOON
    phones: int = field(default=0, init=False)

    def __post_init__(self) -> None:
        read = settings.load(
            var=self.var,
            database_url=f"sqlite:///{self.var / 'web.db'}",
            public_url="http://testserver",
            collector_name=COLLECTOR.name,
            collector_role=COLLECTOR.role,
            bounces_watched=True,
            collector_address=COLLECTOR.mailing_address,
            collector_phone=COLLECTOR.phone,
            secret_key="only for tests, long enough",
        )
        store = wiring.open_store(read)
        migrations.upgrade(store.engine)
        store.close()
        self.sms = MemoryChannel(Medium.SMS, self.clock)
        self.email = MemoryChannel(Medium.EMAIL, self.clock)
        self.letters = self.var / "letters"
        wires: list[Channel] = [self.sms, self.email, LetterQueue(self.letters, self.clock)]
        self.house: House = wiring.build(read, self.clock, wires)
        object.__setattr__(self.house, "channels", (*wires, ChatChannel(self.house.store, self.clock)))
        self.house.nlu = Unasked()  # training one takes longer than all these tests
        self.worker = Worker(self.house)
        self.app = create(self.house, self.worker)

    def close(self) -> None:
        """Close the store and the journal."""
        self.house.gateway.journal.close()
        self.house.store.close()

    def with_pages(self, *more: APIRouter) -> FastAPI:
        """Return the application with more pages."""
        return create(self.house, self.worker, more)

    def clock(self) -> datetime:
        """Return what time it is here."""
        return self.now

    def visitor(self) -> TestClient:
        """Return a browser that nobody has signed in."""
        return TestClient(self.app, headers=HTML, follow_redirects=False, raise_server_exceptions=False)

    def agent(self, name: str = "maria") -> TestClient:
        """Return a browser in which an agent is signed in."""
        browser = self.visitor()
        entered = browser.post(f"/console/enter/{issue_link(self.house.store, name, self.clock)}")
        assert entered.status_code == 303, entered.text
        return browser

    def consumer(self, name: str = "Alex Sample", *, email: str = "", language: Any = "en") -> Known:
        """Add a consumer in New York who was noticed about one debt, with a phone, and an e-mail address to be used."""
        self.phones += 1
        consumer, debt = Consumer(id=new_id(), name=name, language=language), _debt(self.now)
        phone, address = f"+1216555{self.phones:04}", email or f"alex.{self.phones}@mail.example"
        points = (
            ContactPoint(id=new_id(), kind=PointKind.PHONE, address=phone, zones=ZONES, line="mobile"),
            ContactPoint(id=new_id(), kind=PointKind.EMAIL, address=address, domain="open"),
            ContactPoint(
                id=new_id(),
                kind=PointKind.POSTAL,
                address="home",
                zones=ZONES,
                place="home",
                state="OH",
                zip="44113",
                postal=("5 Elm Street", "", "Cleveland"),
            ),
        )
        before = NOON - timedelta(days=60)
        with self.house.store.transaction() as unit:
            unit.add_consumer(consumer, before, born="1980-02-03", ssn4="6789", identity=None)
            unit.add_points(consumer.id, points, before)
            unit.put_debt(consumer.id, debt, before)
            unit.add_fact(consumer.id, ValidationSent(id=new_id(), at=before, via="email", in_initial=True), by="test")
            agreed = Consent(id=new_id(), at=before, scope="email", address=address, via="portal")
            unit.add_fact(consumer.id, agreed, by="test")
            unit.communicated([(consumer.id, debt.id, before)])
        return Known(consumer.id, debt.id, phone, points[1])

    def waiting(
        self,
        known: Known | None,
        said: str = "i want to talk to a person",
        *,
        reason: str = "asks for a person",
        priority: Any = "normal",
        since: timedelta = timedelta(minutes=5),
        medium: Medium = Medium.SMS,
        named: tuple[str, ...] = (),
    ) -> Id:
        """Put a thread into the hands of the desk, with what the consumer said; return it."""
        at = self.now - since
        address = known.phone if known else f"+1646555{new_id()[-4:]}"
        inbound = Inbound(id=new_id(), at=at, medium=medium, from_address=address, text=said)
        thread = Conversation(
            id=new_id(),
            medium=medium,
            address=address,
            our_address=COLLECTOR.phone,
            consumer=known.id if known else None,
            status=Status.WAITING,
            handoff=HandOff(
                at=at,
                reason=reason,
                summary=(f"Said: “{said}” (understood: speak_to_human)",),
                priority=priority,
                named=named,
            ),
            updated_at=at,
        )
        with self.house.store.transaction() as unit:
            unit.receive(inbound, thread.consumer, provider="test", key=inbound.id, to=COLLECTOR.phone, raw={})
            unit.handled(inbound, at)
            unit.put_conversation(thread)
            turn = Turn(
                id=new_id(),
                at=at,
                who="consumer",
                text=said,
                inbound=inbound.id,
                understood=("speak_to_human",),
                read_by="embedded",
            )
            unit.add_turn(thread.id, turn)
        return thread.id

    def verify(self, thread: Id) -> None:
        """Put down that who writes in a thread has shown who they are."""
        with self.house.store.transaction() as unit:
            found = unit.conversation_by_id(thread)
            proven = {"verified": True, "verified_until": self.now + timedelta(hours=1)}
            unit.put_conversation(found.model_copy(update=proven))

    def thread(self, id: Id) -> Conversation:
        """Return a thread as it is now."""
        with self.house.store.reading() as reading:
            return reading.conversation_by_id(id)

    def turns(self, id: Id) -> list[Turn]:
        """Return what was said in a thread."""
        with self.house.store.reading() as reading:
            return reading.turns(id)

    def facts(self, known: Known, kind: type[Any]) -> list[Any]:
        """Return the facts of a kind that are known of a consumer."""
        with self.house.store.reading() as reading:
            return list(reading.dossiers([known.id], self.now)[known.id].of(kind))

    def add(self, known: Known, fact: Any) -> None:
        """Put a fact down."""
        with self.house.store.transaction() as unit:
            unit.add_fact(known.id, fact, by="test")

    def count(self, table: str) -> int:
        """Return how many rows a table has."""
        with self.house.store.reading() as reading:
            return reading.count(table)


@dataclass(frozen=True)
class Known:
    """A consumer of this world."""

    id: Id
    debt: Id
    phone: str
    email: ContactPoint


def _debt(told: datetime) -> Debt:
    items = Itemization(kind="last_payment", date=datetime(2026, 3, 1, tzinfo=UTC).date(), amount=100_00, interest=5_00)
    return Debt(
        id=new_id(), kind="credit_card", creditor="Harbor Street Credit", original_creditor="Harbor Street Credit",
        account_number=new_id(), balance=105_00, balance_as_of=told, itemization=items,
    )  # fmt: skip
