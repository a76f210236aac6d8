"""The Spanish notice, the whole walk: offered in the English one, asked for by text, owed, sent beside the English."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

from accounts.contact import Medium
from accounts.notice import SpanishRequest, ValidationSent
from accounts.store import Store
from bot.respond import Assistant
from channels.compose import Composer
from channels.gateway import Gateway, in_place
from channels.inbox import Inbox
from channels.journal import Journal
from channels.letter import LetterQueue, queued
from channels.links import OptOutLinks
from channels.memory import MemoryChannel
from channels.port import Channel, Received
from compliance.book import whole
from compliance.guard import Guard
from outreach import cadence, rounds
from tests.bot.talk import ToldNlu
from tests.walks.world import NOON, PHONE, add_consumer

ASKS = "¿Me pueden mandar ese formulario en español?"


async def test_the_spanish_notice_is_offered_asked_for_and_sent_once(store: Store, tmp_path: Path) -> None:
    consumer, debt = add_consumer(store, noticed=False)
    now = [NOON]
    text = MemoryChannel(Medium.SMS, lambda: now[0])
    wires: list[Channel] = [
        MemoryChannel(Medium.EMAIL, lambda: now[0]),
        LetterQueue(tmp_path / "letters", lambda: now[0]),
        text,
    ]
    guard, composer = Guard(whole()), Composer(OptOutLinks("https://harborstreet.example", b"s" * 32).url)
    gateway = Gateway(store, guard, wires, lambda: now[0], Journal(tmp_path / "journal"), in_place)
    assistant = Assistant(store, gateway, composer, ToldNlu({}), lambda: now[0], in_place)

    async def go_round() -> None:
        await rounds.run(store, gateway, composer, guard.owed, cadence.load(), now[0], awaits=guard.awaited)

    def notices() -> list[tuple[str, str | None, bool, bool | None]]:
        found = store.dossier(consumer, now[0]).of(ValidationSent)
        return [(one.via, one.language, one.in_initial, one.spanish_offer) for one in found]

    await go_round()
    assert notices() == [("email", "en", True, True)]

    now[0] += timedelta(days=2)
    said = Received(
        provider="test", key="1", medium=Medium.SMS, at=now[0], from_address=PHONE, to_address="+18005550142", text=ASKS
    )
    inbound = Inbox(store, lambda: now[0]).receive(said)
    assert inbound is not None
    await assistant.answer(inbound)
    assert [(message.template, message.language) for message in text.sent] == [("spanish_notice", "es")]
    assert [fact.via for fact in store.dossier(consumer, now[0]).of(SpanishRequest)] == ["sms"]
    (owed,) = guard.owed(store.dossier(consumer, now[0]), now[0])
    assert (owed.duty, owed.debt, owed.language) == ("regf.34e2-spanish", debt, "es")

    await go_round()
    assert notices() == [("email", "en", True, True), ("mail", "es", False, False)]
    (letter,), wrong = queued(tmp_path / "letters")
    assert (letter.consumer, letter.debts, wrong) == (consumer, (debt,), [])
    assert guard.owed(store.dossier(consumer, now[0]), now[0]) == ()

    await go_round()
    assert len(notices()) == 2
    gateway.close()
