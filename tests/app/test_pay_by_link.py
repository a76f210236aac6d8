"""Who asks on a call to pay now is offered the creditor's page in writing: read back, sent by the gateway, once."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from accounts.basis import AddressFailed
from accounts.consent import Consent, OptIn, OptOut
from accounts.consumer import ContactPoint, PointKind
from accounts.contact import Medium
from accounts.conversation import Conversation, Status, Turn
from accounts.promise import Promise
from accounts.record import new_id
from channels.simulator.mailbox import Mailbox
from channels.simulator.telephones import Call
from tests.app.calling import MEANINGS, OURS, PHONE, World, calling
from tests.bot.talk import NOON, ToldNlu

PAGE = "https://pay.creditor.example/{reference}"
MAIL = "alexis@mail.example"
ASKS = {
    "can i pay now": "make_payment", "puedo pagar ahora": "make_payment", "how can i pay": "ask_how_to_pay",
    "email it instead": "update_contact", "text me the link": "ask_how_to_pay", "sí": "affirm", "hola": "greet",
    "can i pay fifty now": "make_payment",
}  # fmt: skip


@asynccontextmanager
async def paying(folder: Path, *, texts: bool = True, mails: bool = False, **changes: Any) -> AsyncIterator[World]:
    """The application with a payment page, and the wires by which its address may go."""
    wires: dict[str, Any] = {"twilio_from": OURS, "carrier_approval": "recorded"} if texts else {}
    box = Mailbox(lambda: NOON)
    if mails:
        box.open()
        wires |= {"smtp_url": box.url, "smtp_from": "North Bay Credit <hello@collector.example>"}
        wires |= {"bounces_watched": True}
    try:
        async with calling(folder, payment_link=PAGE, **wires, **changes) as world:
            world.house.__dict__["nlu"] = ToldNlu(MEANINGS | ASKS)
            BOXES[world.url] = box
            default(world)
            if mails:
                add_mail(world, MAIL)
            yield world
    finally:
        if mails:
            box.close()


BOXES: dict[str, Mailbox] = {}


def mails_of(world: World) -> list[Any]:
    return list(BOXES[world.url].list())


def default(world: World) -> None:
    """Let it be known since when the debt is in default: no court would find it barred."""
    (debt,) = world.dossier().debts
    with world.house.store.transaction() as unit:
        unit.put_debt(world.consumer, debt.model_copy(update={"defaulted_on": date(2026, 1, 5)}), NOON)


def add_mail(world: World, address: str) -> None:
    with world.house.store.transaction() as unit:
        at = NOON - timedelta(days=50)
        point = ContactPoint(id=new_id(), kind=PointKind.EMAIL, address=address, domain="open", source="consumer")
        unit.add_points(world.consumer, [point], at)
        given = Consent(id=new_id(), at=at, scope="email", address=address, via="portal", given_to="collector")
        unit.add_fact(world.consumer, given, by="test")


def takes_no_texts(world: World) -> None:
    """A carrier has said that no text reaches the telephone; it rings all the same."""
    at = NOON - timedelta(days=9)
    fact(world, AddressFailed(id=new_id(), at=at, address=PHONE, of="01a0", lasting=True, code="30006", medium="sms"))


def call_of(world: World) -> str:
    return next(attempt.id for attempt in world.dossier().attempts if attempt.medium is Medium.CALL)


def fact(world: World, one: Any) -> None:
    with world.house.store.transaction() as unit:
        unit.add_fact(world.consumer, one, by="test")


async def verified(world: World) -> Call:
    call = await world.ring()
    await world.says(call, "yes")
    await world.keys(call, "02031980")
    return call


def texts(world: World) -> list[Any]:
    return [text for text in world.carrier.texts.values() if text.direction != "inbound"]


def thread(world: World, medium: Medium, address: str) -> tuple[Conversation | None, list[Turn]]:
    with world.house.store.reading() as reading:
        found = reading.conversation(medium, address)
        return found, reading.turns(found.id) if found else []


async def test_a_yes_sends_it_as_a_text_to_that_number_and_it_is_said_that_it_went(tmp_path: Path) -> None:
    async with paying(tmp_path) as world:
        call = await verified(world)
        asked = await world.says(call, "can i pay now")
        assert "Shall I send its address as a text message to this number?" in asked
        assert PAGE.partition("{")[0] not in asked  # an address cannot be told by ear
        assert texts(world) == []
        said = await world.says(call, "yes")
        assert said.startswith("I have sent it.")
        (text,) = texts(world)
        assert (text.to, PAGE.replace("{reference}", world.debt) in text.body) == (PHONE, True)
        assert "attempt to collect a debt" in text.body
        assert "Reply STOP" in text.body
        written, turns = thread(world, Medium.SMS, PHONE)
        assert written is not None
        assert written.consumer == world.consumer
        assert [(turn.who, turn.refused, turn.attempt is not None) for turn in turns] == [("bot", "", True)]
        assert world.dossier().of(Promise) == ()
        assert len(world.dossier().attempts) == 2  # the call and the text; both count
        (yes,) = [given for given in world.dossier().of(Consent) if given.scope == "sms"]
        assert (yes.address, yes.debts, yes.until, yes.during) == (PHONE, (world.debt,), NOON.date(), call_of(world))
        assert "date of birth" not in await world.says(call, "how much")  # the call goes on
        await world.says(call, "hello")
        assert len(texts(world)) == 1


async def test_so_it_is_in_spanish_and_with_keys(tmp_path: Path) -> None:
    async with paying(tmp_path) as world:
        call = await verified(world)
        asked = await world.says(call, "puedo pagar ahora")
        assert "¿Le envío la dirección de la página en un mensaje de texto a este número?" in asked
        said = await world.keys(call, "1")
        assert said.startswith("Ya la envié.")
        (text,) = texts(world)
        assert "Para hacer el pago con tarjeta en línea" in text.body


@pytest.mark.parametrize("asks", ["can i pay now", "how can i pay"])
async def test_nobody_is_offered_it_before_they_have_proven_who_they_are(tmp_path: Path, asks: str) -> None:
    async with paying(tmp_path) as world:
        call = await world.ring()
        assert "date of birth" in await world.says(call, asks)
        assert "text message to this number" in await world.keys(call, "02031980")
        assert texts(world) == []


async def test_where_the_guard_refuses_the_text_that_is_said_gently_and_a_mail_is_offered(tmp_path: Path) -> None:
    async with paying(tmp_path, mails=True) as world:
        takes_no_texts(world)
        call = await verified(world)
        await world.says(call, "can i pay now")
        said = await world.says(call, "yes")
        assert said.startswith("I am not able to send it that way just now.")
        assert "Shall I send its address by e-mail, to the one we have on file for you?" in said
        assert "1006" not in said
        assert MAIL not in said
        _, turns = thread(world, Medium.SMS, PHONE)
        assert "nobody is reached" in turns[0].refused  # why is for the desk
        assert world.thread().status is Status.BOT
        assert (await world.says(call, "yes")).startswith("I have sent it.")
        assert texts(world) == []
        (mail,) = mails_of(world)
        assert mail.recipients == (MAIL,)
        assert world.debt in mail.text


async def test_where_nothing_is_left_a_person_will_say_how_to_pay(tmp_path: Path) -> None:
    async with paying(tmp_path) as world:
        takes_no_texts(world)
        call = await verified(world)
        await world.says(call, "can i pay now")
        said = await world.says(call, "yes")
        assert said.startswith("I am not able to send it just now. A person will give you the ways to pay.")
        assert call.over.is_set()
        assert "the link could not be sent" in str(world.thread().handoff)
        assert world.thread().status is Status.WAITING


@pytest.mark.parametrize("hour", ["after", "before"])
async def test_too_late_in_the_evening_a_text_is_refused_although_they_called_us(tmp_path: Path, hour: str) -> None:
    async with paying(tmp_path) as world:
        world.now[0] = NOON + timedelta(hours=7, minutes=46 if hour == "after" else 44)  # a text may be held till nine
        call = await world.call_us()
        await world.says(call, "how can i pay")
        await world.keys(call, "02031980")
        said = await world.says(call, "yes")
        assert said.startswith("I am not able" if hour == "after" else "I have sent it.")
        assert len(texts(world)) == (hour == "before")


async def test_a_no_offers_the_other_way_and_a_second_one_a_person(tmp_path: Path) -> None:
    async with paying(tmp_path, mails=True) as world:
        call = await verified(world)
        await world.says(call, "can i pay now")
        said = await world.keys(call, "2")
        assert said.startswith("You can pay by card on a safe page. Shall I send its address by e-mail")
        assert "A person will give you the ways to pay." in await world.says(call, "no")
        assert texts(world) == []
        assert mails_of(world) == []


async def test_who_names_the_other_way_is_asked_of_that_and_who_names_this_one_has_said_yes(tmp_path: Path) -> None:
    async with paying(tmp_path, mails=True) as world:
        call = await verified(world)
        await world.says(call, "can i pay now")
        assert "by e-mail, to the one we have on file" in await world.says(call, "email it instead")
        assert mails_of(world) == []
        await world.says(call, "yes")
        assert len(mails_of(world)) == 1
        await world.says(call, "how can i pay")
        assert (await world.says(call, "text me the link")).startswith("I have sent it.")
        assert len(texts(world)) == 1


async def test_what_they_opted_out_of_is_not_offered(tmp_path: Path) -> None:
    async with paying(tmp_path, mails=True) as world:
        stop = OptOut(id=new_id(), at=NOON - timedelta(days=1), medium=Medium.SMS, address=PHONE, via=Medium.SMS)
        fact(world, stop)
        fact(world, OptIn(id=new_id(), at=NOON, medium=Medium.CALL, address=PHONE, via=Medium.CALL))
        call = await world.call_us()
        await world.says(call, "how can i pay")
        assert "by e-mail" in await world.keys(call, "02031980")


async def test_of_two_mail_addresses_none_is_chosen_for_them(tmp_path: Path) -> None:
    async with paying(tmp_path, texts=False, mails=True) as world:
        add_mail(world, "other@mail.example")
        call = await verified(world)
        assert "A person will give you the ways to pay." in await world.says(call, "can i pay now")


async def test_a_number_that_two_consumers_have_gets_no_link(tmp_path: Path) -> None:
    async with paying(tmp_path) as world:
        first = world.consumer, world.debt
        call = await verified(world)
        world.meet(born="1955-01-01")
        world.consumer, world.debt = first
        await world.says(call, "can i pay now")
        assert (await world.says(call, "yes")).startswith("I am not able to send it just now.")
        assert texts(world) == []


async def test_it_goes_once_by_the_same_way_on_one_call(tmp_path: Path) -> None:
    async with paying(tmp_path) as world:
        call = await verified(world)
        for begins in ("I have sent it.", "I am not able to send it just now."):
            await world.says(call, "how can i pay")
            assert (await world.says(call, "yes")).startswith(begins)
        assert len(texts(world)) == 1


async def test_a_text_that_may_have_gone_is_not_said_to_have(tmp_path: Path) -> None:
    async with paying(tmp_path) as world:
        call = await verified(world)
        await world.says(call, "can i pay now")
        world.carrier.dice.change(world.carrier.dice.faults.changed({"lost": 1}))
        said = await world.says(call, "yes")
        assert said.startswith("I have tried to send it.")
        assert "ask for a person" in said


async def test_without_a_page_it_is_as_before_and_so_are_other_terms_with_one(tmp_path: Path) -> None:
    async with calling(tmp_path / "none") as world:
        world.house.__dict__["nlu"] = ToldNlu(MEANINGS | ASKS)
        call = await verified(world)
        assert "Say yes or press 1 to agree" in await world.says(call, "can i pay now")
    async with paying(tmp_path / "terms") as world:
        nlu = ToldNlu(MEANINGS | ASKS)
        nlu.amounts["can i pay fifty now"] = 5000
        world.house.__dict__["nlu"] = nlu
        call = await verified(world)
        assert "text message" not in await world.says(call, "can i pay fifty now")


async def test_nothing_is_recorded_while_a_link_is_talked_of(tmp_path: Path) -> None:
    async with paying(tmp_path, voice_recording=True) as world:
        call = await verified(world)
        assert call.recording == "in-progress"
        await world.says(call, "can i pay now")
        assert call.recording == "paused"
