"""A mail is answered from the simulator's page: read, acted on, answered in its thread, and stopped."""

from __future__ import annotations

import asyncio
import time
from datetime import timedelta
from pathlib import Path

import httpx2

from accounts import mails
from accounts.consent import OptOut
from accounts.contact import Medium
from accounts.notice import Dispute
from accounts.store import Store
from bot.nlu.embedded import Embedded
from channels.simulator.mailbox import Mail
from tests.walks.town import Town, visit
from tests.walks.world import NOON

BROWSER = {"Accept": "text/html", "Sec-Fetch-Site": "same-origin"}
"""What a browser sends with a page's own form."""


async def answer(town: Town, mail: Mail, words: str) -> list[Mail]:
    """Answer a mail as a person does on the page, and return what comes back, once all is quiet."""
    before = len(town.mailbox.list())
    async with httpx2.AsyncClient(base_url=town.url, timeout=30, headers=BROWSER) as client:
        patience = time.monotonic() + 20
        while "Answer as" not in (await client.get(f"/simulator/mailbox/{mail.number}")).text:
            assert time.monotonic() < patience
        sent = await client.post(f"/simulator/mailbox/{mail.number}", data={"body": words})
        assert sent.status_code == 303, sent.text
    await asyncio.sleep(0)
    await town.quiet()
    return list(town.mailbox.list())[before:]


def test_a_mail_is_answered_in_its_thread_and_a_stop_below_it_is_the_last_word(
    sqlite_store: Store, tmp_path: Path, engine: Embedded
) -> None:
    async def stay(town: Town) -> None:
        consumer, _ = town.resident(noticed=False)
        await town.worker.round()
        (notice,) = town.mailbox.list()
        assert "reply+" in str(notice.parsed["Reply-To"])

        # our own words, quoted below, speak of disputing and of stopping; only theirs count
        (reply,) = await answer(town, notice, "this isnt mine, i already paid that")
        dossier = sqlite_store.dossier(consumer, town.time)
        assert [fact.in_writing for fact in dossier.of(Dispute)] == [True]
        assert dossier.of(OptOut) == ()
        assert "dispute" in reply.text
        assert reply.parsed["In-Reply-To"] is not None
        assert notice.message_id in str(reply.parsed["References"])
        assert reply.subject.strip() == f"Re: {notice.subject.strip()}"

        town.time = NOON + timedelta(hours=1)
        last = await answer(town, reply, "stop emailing me")
        (out,) = sqlite_store.dossier(consumer, town.time).of(OptOut)
        assert (out.medium, out.address) == (Medium.EMAIL, notice.recipients[0])
        assert len(last) <= 1
        assert all("$" not in mail.text for mail in last)
        with sqlite_store.reading() as reading:
            assert [(mail.via, mail.kind) for mail in mails.listed(reading)] == [("lmtp", "words")] * 2
        sqlite_store.verify_ledger()

    visit(sqlite_store, tmp_path, engine, stay, lmtp_listen="127.0.0.1:0")


def test_without_a_door_for_mail_nothing_is_promised_and_the_page_says_so(
    sqlite_store: Store, tmp_path: Path, engine: Embedded
) -> None:
    async def stay(town: Town) -> None:
        town.resident(noticed=False)
        await town.worker.round()
        (notice,) = town.mailbox.list()
        assert notice.parsed["Reply-To"] is None
        assert notice.sender == "accounts@example.invalid"
        async with httpx2.AsyncClient(base_url=town.url, timeout=30, headers=BROWSER) as client:
            assert "Answer as" not in (await client.get("/simulator/mailbox/1")).text
            refused = await client.post("/simulator/mailbox/1", data={"body": "hello"})
            assert refused.status_code == 422
            assert "DULY_LMTP_LISTEN" in refused.text

    visit(sqlite_store, tmp_path, engine, stay)
