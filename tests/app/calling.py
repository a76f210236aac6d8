"""Calling: the whole application with calls on, a simulated carrier before it, and one consumer who may be called."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import uvicorn

from accounts import migrations
from accounts.basis import NumberCheck
from accounts.consent import Consent
from accounts.consumer import Consumer, ContactPoint, PointKind
from accounts.contact import Attempt, Inbound, Medium
from accounts.conversation import Conversation, Turn
from accounts.debt import Debt, Itemization
from accounts.dossier import Dossier
from accounts.notice import ValidationSent
from accounts.record import new_id
from app import settings, wiring
from app.api import create
from app.serving import listening
from app.worker import Worker
from channels.gateway import Sent
from channels.simulator import pages
from channels.simulator.carrier import Carrier
from channels.simulator.mailbox import Mailbox
from channels.simulator.telephones import Call
from tests.bot.talk import NOON, ToldNlu

OURS, PHONE, AGENTS = "+18005550142", "+12165550101", "+18005550177"
ACCOUNT, TOKEN = "AC" + "0" * 32, "only for these tests"
MEANINGS: dict[str, str | list[str] | None] = {
    "yes": "affirm", "no": "deny", "how much": "request_balance", "person please": "speak_to_human",
    "plan": "request_payment_plan",
    "all of it": "pay_in_full", "not mine": "dispute_not_mine", "hello": "greet", "thanks": "thank",
    "bye": "goodbye", "who is this": "ask_who_is_this", "are you a robot": "bot_challenge",
}  # fmt: skip
SECRETS = ("Alder Bank", "4471", "1,050.50", "debt", "owe", "balance")
"""What nobody may hear before they have proven who they are."""


class World:
    """The application at work, and the telephones before it."""

    def __init__(self, house: wiring.House, carrier: Carrier, url: str, now: list[datetime] | None = None) -> None:
        self.house = house
        self.carrier = carrier
        self.callers = carrier.callers
        self.url = url
        self.now = now or [NOON]
        self.consumer = ""
        self.debt = ""

    def meet(self, *, phone: str = PHONE, ssn4: str | None = "6789", born: str | None = "1980-02-03") -> None:
        """Add a consumer who was sent a notice and agreed to be called."""
        at, consumer = NOON - timedelta(days=60), Consumer(id=new_id(), name="Alexis Sample")
        items = Itemization(kind="charge_off", date=date(2025, 3, 1), amount=104_550, interest=5_00)
        debt = Debt(
            id=new_id(), kind="credit_card", creditor="Alder Bank", original_creditor="Alder Bank",
            account_number=f"{new_id()}4471", balance=105_050,
            balance_as_of=NOON - timedelta(days=3), itemization=items,
        )  # fmt: skip
        zones = ("America/New_York",)
        with self.house.store.transaction() as unit:
            unit.add_consumer(consumer, at, born=born, ssn4=ssn4, identity=None)
            point = ContactPoint(id=new_id(), kind=PointKind.PHONE, address=phone, zones=zones, line="mobile")
            unit.add_points(consumer.id, [point], at)
            unit.put_debt(consumer.id, debt, at)
            for fact in (
                ValidationSent(id=new_id(), at=at, via="email", in_initial=True),
                Consent(id=new_id(), at=at, scope="calls", address=phone, via="portal", given_to="collector"),
                NumberCheck(
                    id=new_id(), at=NOON - timedelta(days=2), number=phone, database="fcc", since=at.date(),
                    result="not_reassigned",
                ),
            ):  # fmt: skip
                unit.add_fact(consumer.id, fact, by="test")
            unit.communicated([(consumer.id, debt.id, at)])
        self.consumer, self.debt = consumer.id, debt.id

    async def place(self) -> Sent:
        """Place the campaign's call to the consumer, through the gateway."""
        message = self.house.composer.compose(
            "limited_content", self.dossier(), medium=Medium.CALL, to=PHONE, debts=(self.debt,)
        )
        return (await self.house.gateway.send([message]))[0]

    async def ring(self, as_whom: Any = "human") -> Call:
        """Place the call and let the telephone be answered so; returns once something is awaited, or it is over."""
        self.callers.habit = as_whom
        sent = await self.place()
        assert sent.left, (sent.decision.objections, sent.receipt)
        (call,) = self.callers.of(PHONE)
        await self.quiet(call)
        return call

    async def call_us(self, phone: str = PHONE) -> Call:
        """Call us from a telephone."""
        call = self.callers.call_us(phone, OURS)
        await self.quiet(call)
        return call

    async def quiet(self, call: Call) -> None:
        """Wait until the call waits for the person, or is over."""
        for _ in range(1500):
            if call.over.is_set() or (call.waits in ("listen", "ring") and call.events.empty()):
                return
            await asyncio.sleep(0.01)
        raise AssertionError(f"the call does not go on: {call.heard}")

    async def do(self, call: Call, what: str, text: str = "") -> str:
        """Let the person do something; returns what we say then, as one text."""
        before = len(call.said)
        self.callers.do(call, what, text)
        for _ in range(500):  # until it was taken
            if call.over.is_set() or (call.events.empty() and (call.waits == "" or len(call.said) > before)):
                break
            await asyncio.sleep(0.01)
        await self.quiet(call)
        return " ".join(call.said[before:])

    async def says(self, call: Call, text: str) -> str:
        """Let the person speak."""
        return await self.do(call, "speech", text)

    async def keys(self, call: Call, keys: str) -> str:
        """Let the person press keys."""
        return await self.do(call, "keys", keys)

    def dossier(self) -> Dossier:
        """Everything known of the consumer."""
        return self.house.store.dossier(self.consumer, self.house.clock())

    def attempt(self) -> Attempt:
        """The one call that we placed."""
        (attempt,) = self.dossier().attempts
        return attempt

    def inbound(self) -> Inbound:
        """The one call that came."""
        (inbound,) = self.dossier().inbounds
        return inbound

    def thread(self, phone: str = PHONE) -> Conversation:
        """The thread of a telephone."""
        with self.house.store.reading() as reading:
            found = reading.conversation(Medium.CALL, phone)
        assert found is not None
        return found

    def turns(self, phone: str = PHONE) -> list[Turn]:
        """What was said in it."""
        with self.house.store.reading() as reading:
            return reading.turns(self.thread(phone).id)


@asynccontextmanager
async def calling(folder: Path, **changes: Any) -> AsyncIterator[World]:
    """Run it all in this loop, on loopback."""
    with listening("127.0.0.1", 0) as listener:
        url = f"http://127.0.0.1:{listener.getsockname()[1]}"
        given: dict[str, Any] = {
            "var": folder / "var", "database_url": f"sqlite:///{folder / 'calls.db'}", "public_url": url,
            "secret_key": "only for these tests", "data_key": settings.fresh_key(),
            "collector_name": "North Bay Credit", "collector_role": "third_party", "collector_phone": OURS,
            "collector_address": "PO Box 12, Albany, NY 12201", "twilio_account_sid": ACCOUNT,
            "twilio_auth_token": TOKEN, "twilio_voice": OURS, "twilio_api_base_url": f"{url}/simulator/carrier",
            "voice_person": "Dana Reyes",
        }  # fmt: skip
        read = settings.load(**{**given, **changes})
        store = wiring.open_store(read)
        migrations.upgrade(store.engine)
        store.close()

        now = [NOON]

        def clock() -> datetime:
            now[0] += timedelta(milliseconds=1)  # no two things happen at the very same instant
            return now[0]

        house = wiring.build(read, clock)
        house.__dict__["nlu"] = ToldNlu(MEANINGS)
        carrier = Carrier(ACCOUNT, TOKEN, [OURS], clock, pace=0.01, voice_webhook=f"{url}/webhooks/twilio/voice/answer")
        carrier.callers.patience = 100.0
        app = create(house, Worker(house), [pages.build(carrier, Mailbox(clock))])
        server = uvicorn.Server(uvicorn.Config(app, log_level="warning", access_log=False))
        serving = asyncio.create_task(server.serve(sockets=[listener]))
        try:
            while not server.started:  # noqa: ASYNC110  # uvicorn tells it by a flag only
                await asyncio.sleep(0.01)
            world = World(house, carrier, url, now)
            world.meet()
            yield world
        finally:
            await carrier.aclose()
            server.should_exit = True
            await serving
            await house.aclose()
