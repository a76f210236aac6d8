"""What is in doubt is asked for, settled by what the provider knows, and left to people where it knows nothing."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from fastapi import FastAPI

from accounts import ledger, tables
from accounts.contact import ELSEWHERE, Attempt, Medium, Receipt, State
from accounts.record import Id, new_id
from accounts.store import Store
from channels import reconcile
from channels.gateway import in_place
from channels.inbox import Inbox
from channels.port import Channel
from channels.reconcile import FIRST, LONGEST, QUIET, Reconciler
from channels.simulator import rest
from channels.simulator.carrier import Carrier, Text
from channels.simulator.serving import Serving
from channels.simulator.telnyx import Telnyx
from channels.telnyx_sms import TelnyxSms
from channels.twilio_sms import TwilioSms
from tests.walks.world import NOON, PHONE, add_consumer

SID, TOKEN, OURS = "AC" + "a" * 32, "a token of the tests", "+18005550142"
WORDS = "Hello, 50 % & more"


class World:
    """A store with an attempt in it, and a carrier that knows more or less of it."""

    def __init__(self, store: Store, url: str, carrier: Carrier, telnyx: Telnyx) -> None:
        self.store, self.url, self.carrier, self.telnyx = store, url, carrier, telnyx
        self.time = NOON
        self.consumer, self.debt = add_consumer(store)

    def clock(self) -> datetime:
        return self.time

    def attempt(
        self, state: State, reference: str | None = None, channel: str | None = "twilio_sms", words: str = WORDS
    ) -> Id:
        attempt = Attempt(id=new_id(), at=NOON, medium=Medium.SMS, to=PHONE, debts=(self.debt,), state=State.RESERVED)
        body = f'{{"attempt":"{attempt.id}","decision":{{}},"facts":{{"message":{{"text":"{words}"}}}}}}'
        with self.store.transaction() as unit:
            unit.reserve([(self.consumer, attempt)], epoch=new_id())
            unit.note(ledger.Entry("decision", NOON, self.consumer, body))
            if state is not State.RESERVED:
                known: dict[str, Any] = {"channel": channel or "", "reference": reference}
                unit.settle([Receipt(attempt=attempt.id, state=state.value, at=NOON, **known)])  # type: ignore[arg-type]  # one a receipt has
        return attempt.id

    def text(self, status: str, body: str = WORDS, at: datetime = NOON, **more: Any) -> Text:
        """Let the carrier have a text."""
        text = self.carrier._keep("outbound-api", OURS, PHONE, body, status, **more)
        text.at = at
        return text

    def state(self, attempt: Id) -> tuple[str, str | None]:
        c = tables.attempts.c
        with self.store.reading() as reading:
            row = reading.connection.execute(sa.select(c.state, c.reference).where(c.id == attempt)).one()
        return row.state, row.reference

    def reconcile(self, *hours: float, wires: list[str] | None = None, catch_up: bool = False) -> list[int]:
        """Ask at so many hours after the attempt; return what was learnt each time."""

        async def run() -> list[int]:
            twilio = TwilioSms(
                SID, TOKEN, OURS, "http://x.example", self.clock, base_url=f"{self.url}/carrier", timeout=5
            )
            telnyx = TelnyxSms("KEY01", OURS, "http://x.example", self.clock, base_url=f"{self.url}/v2", timeout=5)
            channels: list[Channel] = [twilio, telnyx]
            reconciler = Reconciler(Inbox(self.store, self.clock), channels, self.clock, in_place)
            learnt = []
            for hour in hours:
                self.time = NOON + timedelta(hours=hour)
                learnt.append(await (reconciler.catch_up() if catch_up else reconciler.settle()))
            for channel in channels:
                await channel.aclose()
            return learnt

        return asyncio.run(run())


@pytest.fixture
def world(sqlite_store: Store) -> Iterator[World]:
    carrier = Carrier(SID, TOKEN, [OURS], lambda: NOON, pace=60)
    telnyx = Telnyx(carrier, "KEY01", OURS)
    app = FastAPI()
    app.include_router(rest.router(carrier, prefix="/carrier"))
    app.include_router(telnyx.router("/v2"))
    with Serving(app) as serving:
        yield World(sqlite_store, serving.url, carrier, telnyx)


@pytest.mark.parametrize(
    ("status", "state"), [("queued", "sent"), ("delivered", "delivered"), ("undelivered", "undelivered")]
)
@pytest.mark.parametrize("channel", ["twilio_sms", None])
def test_a_text_in_doubt_that_the_provider_has_is_settled_by_what_became_of_it(
    world: World, status: str, state: str, channel: str | None
) -> None:
    attempt, text = world.attempt(State.IN_DOUBT, channel=channel), world.text(status)
    assert world.reconcile(0.1) == [1]
    assert world.state(attempt) == (state, text.sid)
    world.store.verify_ledger()


@pytest.mark.parametrize(
    "other",
    [
        {"body": "other words"}, {"at": NOON - timedelta(minutes=6)}, {"at": NOON + timedelta(minutes=6)}, None,
    ],
)  # fmt: skip
def test_a_text_that_the_provider_does_not_have_stays_in_doubt_for_a_person(world: World, other: Any) -> None:
    attempt = world.attempt(State.IN_DOUBT)
    if other is not None:
        world.text("delivered", **other)
    assert world.reconcile(0.1, 1, 40) == [0, 0, 0]
    assert world.state(attempt) == ("in_doubt", None)
    with world.store.reading() as reading:
        assert [one.id for _, one in reading.in_doubt()] == [attempt]


def test_two_doubts_with_the_same_words_are_not_both_settled_by_one_text(world: World) -> None:
    first, second = world.attempt(State.IN_DOUBT), world.attempt(State.IN_DOUBT)
    text = world.text("delivered")
    assert world.reconcile(0.1) == [1]
    assert sorted([world.state(first), world.state(second)], key=str) == [("delivered", text.sid), ("in_doubt", None)]


def test_many_doubts_that_nobody_can_settle_keep_none_that_can_be_from_being_asked_for(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reconcile, "AT_ONCE", 2)
    hopeless = [world.attempt(State.IN_DOUBT, words="gone nowhere") for _ in range(5)]
    attempt, text = world.attempt(State.IN_DOUBT), world.text("delivered")
    assert world.reconcile(0.1, 0.11, 0.12) == [0, 0, 1]
    assert world.state(attempt) == ("delivered", text.sid)
    assert {world.state(one)[0] for one in hopeless} == {"in_doubt"}


def test_a_callback_that_found_no_attempt_does_not_keep_a_look_up_from_settling_it(world: World) -> None:
    attempt, text = world.attempt(State.IN_DOUBT), world.text("delivered")
    from channels.twilio_sms import parse_status

    form = {"MessageSid": text.sid, "MessageStatus": "delivered"}
    assert Inbox(world.store, world.clock).update(parse_status(form, {}, NOON))
    assert world.state(attempt)[0] == "in_doubt"
    assert world.reconcile(0.1) == [1]
    assert world.state(attempt) == ("delivered", text.sid)


def test_a_text_of_which_nothing_was_heard_is_asked_for_by_its_identifier_at_either_provider(world: World) -> None:
    texts = [world.text("delivered"), world.text("delivered", dialect=world.telnyx)]
    attempts = [
        world.attempt(State.SENT, text.sid, name)
        for text, name in zip(texts, ("twilio_sms", "telnyx_sms"), strict=True)
    ]
    assert world.reconcile(QUIET.total_seconds() / 3600 - 0.01) == [0]
    assert world.reconcile(QUIET.total_seconds() / 3600) == [2]
    assert [world.state(attempt)[0] for attempt in attempts] == ["delivered", "delivered"]


def test_a_text_that_another_system_sent_and_told_us_of_is_not_asked_for(world: World) -> None:
    text = world.text("delivered")
    attempt = world.attempt(State.SENT, text.sid, ELSEWHERE)
    assert world.reconcile(QUIET.total_seconds() / 3600) == [0]
    assert world.state(attempt)[0] == "sent"


def test_a_doubt_is_asked_for_after_a_minute_then_each_time_it_is_twice_as_old_and_not_after_two_days(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    attempt = world.attempt(State.IN_DOUBT)
    asked: list[float] = []

    async def ask(_: object, doubt: Any) -> list[Any]:
        assert doubt.attempt.id == attempt
        asked.append((world.time - NOON) / FIRST)
        return []

    monkeypatch.setattr(TwilioSms, "look_up", ask)
    world.reconcile(*(minute / 60 for minute in range(20)))
    assert asked == [1, 2, 4, 8, 16]
    asked.clear()
    world.reconcile(LONGEST / timedelta(hours=1) + 0.1)
    assert asked == []


def test_a_provider_that_cannot_be_asked_is_asked_again(world: World) -> None:
    attempt = world.attempt(State.IN_DOUBT)
    world.text("delivered")
    there, world.url = world.url, "http://127.0.0.1:9"
    assert world.reconcile(0.1) == [0]
    assert world.reconcile(0.1, catch_up=True) == [0]
    world.url = there
    assert world.reconcile(0.2) == [1]
    assert world.state(attempt)[0] == "delivered"


# What came while nobody answered


def _came(world: World, words: str, at: datetime) -> Text:
    text = world.carrier._keep("inbound", PHONE, OURS, words, "received")
    text.at = at
    return text


def test_what_came_while_nobody_answered_is_taken_in_once(world: World) -> None:
    world.attempt(State.SENT)
    _came(world, "before we began", NOON - timedelta(minutes=5))
    told, missed = (_came(world, words, NOON + timedelta(minutes=n)) for n, words in enumerate(["told", "missed"]))
    from channels.twilio_sms import parse_inbound

    form = {"MessageSid": told.sid, "From": PHONE, "To": OURS, "Body": told.body}
    assert Inbox(world.store, world.clock).receive(parse_inbound(form, NOON))
    assert world.reconcile(1, 2, 3, catch_up=True) == [1, 0, 0]
    with world.store.reading() as reading:
        keys = set(reading.connection.scalars(sa.select(tables.inbounds.c.key)))
    assert keys == {told.sid, missed.sid}


def test_nothing_is_taken_in_by_a_store_of_nobody(world: World, tmp_path: Any, sqlite_template: Any) -> None:
    import shutil

    from tests.walks.world import open_store

    shutil.copy(sqlite_template, tmp_path / "new.db")
    world.store = open_store(f"sqlite:///{tmp_path / 'new.db'}")
    _came(world, "for somebody else", NOON)
    assert world.reconcile(1, catch_up=True) == [0]
    world.store.close()
