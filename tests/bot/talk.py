"""Talk: a consumer, the real store, guard, gateway and inbox, and a wire that keeps what leaves."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

from accounts import migrations
from accounts.consumer import Consumer, ContactPoint, PointKind
from accounts.contact import Medium, Message
from accounts.conversation import Conversation, Turn
from accounts.debt import Debt, Itemization
from accounts.dossier import Collector, Dossier
from accounts.notice import ValidationSent
from accounts.record import new_id
from accounts.store import Store
from accounts.vault import Vault
from bot.nlu import rules
from bot.nlu.entities import extract
from bot.nlu.language import detect
from bot.nlu.port import Entity, Nlu, Understanding
from bot.nlu.text import prepare
from bot.respond import Assistant
from channels.compose import Composer
from channels.gateway import Gateway, in_place
from channels.inbox import Inbox
from channels.journal import Journal
from channels.links import OptOutLinks
from channels.memory import MemoryChannel
from channels.port import Received
from compliance.book import whole
from compliance.guard import Guard

COLLECTOR = Collector(
    carrier_approval="recorded",
    name="North Bay Recovery",
    bounce_monitoring=True,
    mailing_address="PO Box 12, Albany, NY 12201",
    phone="+18005550142",
    role="third_party",
)
PHONE, EMAIL = "+12165550101", "alex@mail.example"
NOON = datetime.fromisoformat("2026-11-23T13:00:00-05:00")
LINKS = OptOutLinks("https://duly.example", b"a secret only for these tests!!!")


class ToldNlu:
    """An engine that is told what each text means; the rules of layer 0 are the real ones."""

    name = "told"

    def __init__(self, meanings: Mapping[str, str | list[str] | None]) -> None:
        self.meanings = meanings
        self.amounts: dict[str, int] = {}

    def understand(self, text: str, *, today: date, language: str | None = None) -> Understanding:
        prepared = prepare(text)
        if prepared.unreadable:
            return rules.unread(prepared, language)
        told = self.meanings.get(text)
        meant = [told] if isinstance(told, str) else list(told or [])
        spoken = detect(prepared.text, language)
        heard = rules.heard(prepared.text, spoken)
        ranking = tuple((intent, 0.9 - n * 0.3) for n, intent in enumerate(meant)) or (("out_of_scope", 0.1),)
        found = tuple(dict.fromkeys([*heard, *(intent for intent, p in ranking if p >= 0.15)]))
        cents = self.amounts.get(text)
        entities = () if cents is None else (Entity(name="amount", value=str(cents), text="", start=0, end=0),)
        named = extract(prepared.text, today, spoken)
        if any(entity.name == "time" for entity in named):
            entities = (*entities, *(entity for entity in named if entity.name in ("time", "date")))
        acts_on = heard[0] if heard else next(iter(meant), None)
        return Understanding(
            text=prepared.text,
            ranking=ranking,
            intents=found,
            rules=heard,
            acts_on=acts_on,
            entities=entities,
            language=spoken,
            engine="told",
        )


class Talk:
    """One consumer who writes, and what comes back."""

    def __init__(self, store: Store, folder: Path, nlu: Nlu, at: datetime = NOON, guard: Guard | None = None) -> None:
        self.now = at
        self.store = store
        self.nlu = nlu

        def clock() -> datetime:
            return self.now

        self.wires = {medium: MemoryChannel(medium, clock) for medium in (Medium.SMS, Medium.EMAIL)}
        self.journal = Journal(folder / new_id())
        self.gateway = Gateway(store, guard or Guard(whole()), self.wires.values(), clock, self.journal, in_place)
        self.inbox = Inbox(store, clock)
        self.assistant = Assistant(store, self.gateway, Composer(LINKS.url), nlu, clock, in_place)
        self.consumer = ""

    def meet(
        self,
        *,
        language: str = "en",
        born: str | None = "1980-02-03",
        ssn4: str | None = "6789",
        balances: tuple[int, ...] = (105_050,),
        phone: str = PHONE,
        email: str = EMAIL,
        name: str = "Alexis Q. Sample",
    ) -> str:
        """Add a consumer whose notice was sent long ago; returns their id."""
        consumer = Consumer.model_validate({"id": new_id(), "name": name, "language": language})
        long_ago, zones = self.now - timedelta(days=60), ("America/New_York",)
        creditors = ("Alder Bank", "Quince Dental", "Yarrow Stores")
        debts = [
            _debt(creditor, 4471 + n, cents, self.now)
            for n, (creditor, cents) in enumerate(zip(creditors, balances, strict=False))
        ]
        with self.store.transaction() as unit:
            unit.add_consumer(consumer, long_ago, born=born, ssn4=ssn4, identity=None)
            points = [
                ContactPoint(id=new_id(), kind=PointKind.PHONE, address=phone, zones=zones, line="mobile"),
                ContactPoint(id=new_id(), kind=PointKind.EMAIL, address=email, domain="open"),
            ]
            unit.add_points(consumer.id, points, long_ago)
            for debt in debts:
                unit.put_debt(consumer.id, debt, long_ago)
            sent = ValidationSent(id=new_id(), at=long_ago, via="email", in_initial=True)
            unit.add_fact(consumer.id, sent, by="test")
            unit.communicated((consumer.id, debt.id, long_ago) for debt in debts)
        self.consumer = consumer.id
        return consumer.id

    def hears(self, text: str, medium: Medium = Medium.SMS, sender: str | None = None) -> str:
        """Receive a text and leave it waiting; returns the inbound's id."""
        self.now += timedelta(seconds=30)
        received = Received(
            provider="test",
            key=new_id(),
            medium=medium,
            at=self.now,
            from_address=sender or (EMAIL if medium is Medium.EMAIL else PHONE),
            to_address="+18005550142",
            text=text,
        )
        inbound = self.inbox.receive(received)
        assert inbound is not None
        return inbound

    async def says(self, text: str, medium: Medium = Medium.SMS, sender: str | None = None) -> Message | None:
        """Say something and return the reply, if one came; more than one is an error."""
        before = len(self.wires[medium].sent)
        inbound = self.hears(text, medium, sender)
        self.now += timedelta(seconds=1)
        await self.assistant.answer(inbound)
        replies = self.wires[medium].sent[before:]
        assert len(replies) <= 1, "one text, one reply"
        return replies[0] if replies else None

    def dossier(self) -> Dossier:
        return self.store.dossier(self.consumer, self.now)

    def told(self) -> list[str]:
        """The kinds of facts we were told, in order."""
        return [fact.kind for fact in self.dossier().facts if fact.kind != "validation_sent"]

    def thread(self, medium: Medium = Medium.SMS, address: str | None = None) -> Conversation:
        with self.store.reading() as reading:
            found = reading.conversation(medium, address or (EMAIL if medium is Medium.EMAIL else PHONE))
        assert found is not None
        return found

    def turns(self, medium: Medium = Medium.SMS) -> list[Turn]:
        with self.store.reading() as reading:
            return reading.turns(self.thread(medium).id)


@contextmanager
def opened(folder: Path) -> Iterator[Store]:
    """Open an empty store at the newest revision."""
    store = Store.open(f"sqlite:///{folder / 'talk.db'}", Vault({1: b"only for tests, of thirty-two by"}), COLLECTOR)
    migrations.upgrade(store.engine)
    try:
        yield store
    finally:
        store.close()


def _debt(creditor: str, tail: int, cents: int, told: datetime) -> Debt:
    items = Itemization(kind="charge_off", date=date(2025, 3, 1), amount=cents - 5_00, interest=5_00)
    return Debt.model_validate(
        dict[str, Any](
            id=new_id(),
            kind="credit_card",
            creditor=creditor,
            original_creditor=creditor,
            account_number=f"{new_id()}{tail}",
            balance=cents,
            balance_as_of=told,
            itemization=items,
        )
    )
