"""Chat: the assistant in the terminal, with the consumer's side typed by you."""

from __future__ import annotations

import asyncio

from accounts.consent import Consent
from accounts.contact import Medium
from accounts.errors import BadInput
from accounts.record import new_id
from app import settings, wiring
from app.commands import clock_in_use
from app.terminal import out, when
from app.wiring import House
from channels.gateway import in_place
from channels.memory import MemoryChannel
from channels.port import Received
from outreach.cadence import door


def talk(consumer: str | None) -> None:
    """Talk until an empty line, Ctrl-D or Ctrl-C; everything goes through the inbox, the guard and the gateway."""
    clock = clock_in_use()
    phone = MemoryChannel(Medium.SMS, clock)
    house = wiring.build(settings.load(), clock, [phone], in_place)
    whom, address = _whom(house, consumer)
    out.print(f"You are consumer {whom}, texting from …{address[-4:]}, {when(clock(), house.settings.collector_zone)}.")
    out.print("[dim]An empty line ends it. Between 9 p.m. and 8 a.m. only replies may leave.[/dim]")

    # The loop runs for an answer only: inside it, Ctrl-C would wait for the line that is being typed.
    with asyncio.Runner() as runner:
        try:
            while text := _asked():
                before = len(phone.sent)
                runner.run(_say(house, text, address))
                for message in phone.sent[before:]:
                    out.print(message.text, style="cyan", markup=False, soft_wrap=True)
                if len(phone.sent) == before:
                    why = _refused(house, address)
                    out.print(f"(nothing was sent{f': {why}' if why else ''})", style="dim", markup=False)
        finally:
            runner.run(house.aclose())


async def _say(house: House, text: str, address: str) -> None:
    house.inbox.receive(
        Received(
            provider="terminal",
            key=new_id(),
            medium=Medium.SMS,
            at=house.clock(),
            from_address=address,
            to_address="terminal",
            text=text,
        )
    )
    await house.assistant.work_off()


def _refused(house: House, address: str) -> str:
    """Return why the guard did not let the last reply leave; empty where there was none."""
    with house.store.reading() as reading:
        thread = reading.conversation(Medium.SMS, address)
        turns = reading.turns(thread.id) if thread else []
    return turns[-1].refused if turns else ""


def _asked() -> str:
    try:
        # What is no UTF-8 comes in as halves of letters, which can neither be hashed nor kept.
        return input("> ").strip().encode(errors="replace").decode()
    except (EOFError, KeyboardInterrupt):
        print()
        return ""


def _whom(house: House, consumer: str | None) -> tuple[str, str]:
    """Return the consumer to be and their number.

    Raises:
        BadInput: nobody in the store can be texted.
        NotFound: there is no such consumer.
    """
    if consumer is not None:
        point = door(house.store.dossier(consumer, house.clock()), Medium.SMS)
        if point is None:
            raise BadInput(f"consumer {consumer} has no number that may be texted; choose another")
        return consumer, point.address
    with house.store.reading() as reading:
        for id, dossier in reading.dossiers(reading.consumer_ids(), house.clock()).items():
            point = door(dossier, Medium.SMS)
            if point is not None and dossier.of(Consent):
                return id, point.address
    raise BadInput("nobody in the store can be texted; place a file first, or run `duly demo --once`")
