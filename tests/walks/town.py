"""The town: the whole product beside a simulated carrier and mailbox, on loopback, at an hour of one's choice."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Coroutine
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import uvicorn
from pydantic import SecretStr

from accounts.consent import Consent
from accounts.contact import Medium
from accounts.record import Id, new_id
from accounts.store import Store
from app.api import create
from app.settings import Settings, fresh_key
from app.wires import wires_of
from app.wiring import House
from app.worker import Worker
from channels.chat import ChatChannel
from channels.compose import Composer
from channels.gateway import in_thread
from channels.links import OptOutLinks
from channels.simulator import pages
from channels.simulator.carrier import Carrier, Text
from channels.simulator.mail_program import MailProgram
from channels.simulator.mailbox import Mailbox
from channels.simulator.telnyx import Telnyx
from compliance.book import whole
from compliance.guard import Guard
from tests.walks.world import NOON, PHONE, add_consumer

OURS = "+18005550142"
BY_TELNYX = "+18005550177"
"""Our number at the second provider."""
SID = "AC" + "a" * 32
TOKEN = "a token of the tests"


@dataclass
class Town:
    """Everything joined, running."""

    house: House
    carrier: Carrier
    mailbox: Mailbox
    worker: Worker
    url: str
    time: datetime = NOON
    consumers: list[tuple[Id, Id]] = field(default_factory=list)

    def resident(self, **known: Any) -> tuple[Id, Id]:
        """Add a consumer who agreed to texts; return (consumer, debt)."""
        consumer, debt = add_consumer(self.house.store, **known)
        agreed = Consent(id=new_id(), at=NOON, scope="sms", address=PHONE, via="sms")
        with self.house.store.transaction() as unit:
            unit.add_fact(consumer, agreed, by="test")
        return consumer, debt

    def wire(self, medium: Medium) -> Any:
        """Return the wire of a medium, for a test that stands in its way."""
        return next(channel for channel in self.house.channels if channel.medium is medium)

    async def text(self, words: str, sender: str = PHONE) -> list[Text]:
        """Text us and return what comes back to that phone, once all is quiet."""
        before = len(self.replies(sender))
        written_to = self.replies(sender)[-1].ours if before else OURS
        self.carrier.answer(sender, words, written_to)
        await self.quiet()
        return self.replies(sender)[before:]

    def replies(self, phone: str = PHONE) -> list[Text]:
        """Return what we have texted to a phone."""
        return [text for text in self.carrier.thread(phone) if text.sender in (OURS, BY_TELNYX)]

    async def quiet(self) -> None:
        """Wait until every webhook was answered and everything received was worked off."""
        patience = time.monotonic() + 30
        while time.monotonic() < patience:
            await self.carrier.settle()
            with self.house.store.reading() as reading:
                waiting = reading.waiting_inbounds()
            if not waiting and not self.worker.busy:
                await self.carrier.settle()
                return
            await asyncio.sleep(0.02)
        raise AssertionError("the town did not come to rest")


Stay = Callable[[Town], Coroutine[Any, Any, None]]


def visit(store: Store, folder: Path, nlu: Any, stay: Stay, every: timedelta | None = None, **settings: Any) -> None:
    """Open a town over a store, run `stay` in it, and close it; its worker runs a round every so often.

    Settings given here win over the town's own; `telnyx_from` opens the second provider.
    """
    asyncio.run(_visit(store, folder, nlu, stay, every, settings))


async def _visit(
    store: Store, folder: Path, nlu: Any, stay: Stay, every: timedelta | None, given: dict[str, Any]
) -> None:
    config = uvicorn.Config("", host="127.0.0.1", port=0, log_level="warning", access_log=False)
    listener = config.bind_socket()
    url = f"http://127.0.0.1:{listener.getsockname()[1]}"

    def clock() -> datetime:
        return town.time

    mailbox = Mailbox(clock)
    mailbox.open()
    carrier = Carrier(SID, TOKEN, [OURS], clock, sms_webhook=f"{url}/webhooks/twilio/sms", pace=0.01)
    telnyx = Telnyx(carrier, "KEY01", BY_TELNYX, webhook=f"{url}/webhooks/telnyx")
    own = {
        "var": folder,
        "public_url": url,
        "collector_role": "first_party",
        "smtp_url": mailbox.url,
        "letters": folder / "letters",
        "twilio_account_sid": SID,
        "twilio_auth_token": SecretStr(TOKEN),
        "twilio_from": OURS,
        "twilio_api_base_url": f"{url}/simulator/carrier",
        "telnyx_api_key": SecretStr(telnyx.api_key),
        "telnyx_public_key": telnyx.public_key,
        "telnyx_api_base_url": f"{url}/simulator/telnyx/v2",
        "secret_key": SecretStr("only for tests, long enough"),
        "data_key": SecretStr(fresh_key()),
    }
    settings = Settings(**{**own, **given})
    links = OptOutLinks(url, b"only for tests, long enough")
    wires = (*wires_of(settings, links, clock), ChatChannel(store, clock))
    house = House(settings, clock, store, Guard(whole()), links, Composer(links.url), wires, in_thread)
    house.__dict__["nlu"] = nlu
    town = Town(house, carrier, mailbox, Worker(house, every), url)
    program = MailProgram(lambda: (house.lmtp.host, house.lmtp.port) if house.lmtp else None, clock)
    config.app = create(house, town.worker, [pages.build(carrier, mailbox, telnyx, program)])
    server = uvicorn.Server(config)
    serving = asyncio.create_task(server.serve(sockets=[listener]))
    try:
        while not server.started:  # noqa: ASYNC110  # uvicorn tells it by a flag only
            await asyncio.sleep(0.01)
        await stay(town)
    finally:
        server.should_exit = True
        await serving
        await carrier.aclose()
        mailbox.close()
        for channel in house.channels:
            await channel.aclose()
        house.gateway.journal.close()
