"""The Twilio wire against counterparts that nobody here wrote: Twilio's description of its API, another's Twilio."""

from __future__ import annotations

import asyncio
import shutil
from collections.abc import Iterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from pydantic import SecretStr

from accounts.consent import OptOut
from accounts.contact import Medium, Message
from accounts.record import new_id
from accounts.store import Store
from channels.twilio_sms import TwilioSms
from compliance.approval import Approval
from tests.peers.openapi import made_usable
from tests.peers.twilio import SPEC, Account, at_work
from tests.walks.town import Town, visit
from tests.walks.world import NOON, PHONE

pytestmark = pytest.mark.peers


@pytest.fixture(scope="session")
def spec(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Twilio's own description of its API, as it is distributed with its command line."""
    if shutil.which("node") is None or not SPEC.exists():
        pytest.skip("the peers are not installed: .ci/run puts them into var/peers, where Node is")
    usable = tmp_path_factory.mktemp("peers") / "v2010.json"
    made_usable(SPEC, usable)
    return usable


@pytest.fixture
def account(spec: Path) -> Account:
    return Account()


def visit_beside(account: Account, spec: Path, store: Store, folder: Path, engine: Any, stay: Any) -> None:
    """Open a town whose texts leave by the account and come from it, and stay in it."""

    async def beside(town: Town) -> None:
        peers = at_work(account, spec, folder, town.url)
        await asyncio.to_thread(peers.__enter__)
        try:
            await stay(town)
        finally:
            await asyncio.to_thread(peers.__exit__, None, None, None)

    visit(
        store, folder, engine, beside,
        twilio_account_sid=account.sid,
        twilio_auth_token=SecretStr(account.token),
        twilio_from=account.number,
        twilio_api_base_url=account.proxy,
    )  # fmt: skip


def test_a_text_leaves_and_its_signed_statuses_are_believed_although_they_come_before_the_answer(
    account: Account, spec: Path, sqlite_store: Store, tmp_path: Path, engine: Any
) -> None:
    async def stay(town: Town) -> None:
        consumer, _ = town.resident()
        assert (await town.worker.round()).summary()["sent"] == 1
        (text,) = await asyncio.to_thread(account.texts)
        (attempt,) = [a for a in sqlite_store.dossier(consumer, town.time).attempts if a.medium is Medium.SMS]
        assert text["to"] == PHONE
        await asyncio.to_thread(account.simulate, "message-status", MessageSid=text["sid"], Status="delivered")
        await asyncio.to_thread(account.simulate, "message-status", MessageSid=text["sid"], Status="sent")
        states = {a.id: a.state for a in sqlite_store.dossier(consumer, town.time).attempts}
        assert states[attempt.id] == "delivered", "a status that came late moves nothing back"
        with sqlite_store.reading() as reading:
            assert reading.count("callbacks") >= 2, "each is kept"

    visit_beside(account, spec, sqlite_store, tmp_path, engine, stay)


@pytest.mark.parametrize("words", ["STOP", "stop texting me & call + write ✅ no más"])
def test_a_stop_that_it_signs_is_obeyed(
    account: Account, spec: Path, sqlite_store: Store, tmp_path: Path, engine: Any, words: str
) -> None:
    async def stay(town: Town) -> None:
        consumer, _ = town.resident()
        form = {"To": account.number, "From": PHONE, "Body": words}
        await asyncio.to_thread(account.simulate, "inbound-message", **form)
        await town.quiet()
        assert sqlite_store.dossier(consumer, NOON).of(OptOut)
        assert len(await asyncio.to_thread(account.texts)) == 1, "one confirmation"

    visit_beside(account, spec, sqlite_store, tmp_path, engine, stay)


@asynccontextmanager
async def _wire(account: Account, **changes: Any) -> Any:
    options = {"account_sid": account.sid, "auth_token": account.token, "sender": account.number}
    now = datetime.now(UTC)
    wire = TwilioSms(
        **{**options, "status_callback_url": "http://127.0.0.1:9/status", **changes},
        clock=lambda: now,
        base_url=account.proxy,
    )
    try:
        yield wire
    finally:
        await wire.aclose()


@pytest.fixture
def alone(account: Account, spec: Path, tmp_path: Path) -> Iterator[Account]:
    """The account without anybody of ours to call back."""
    with at_work(account, spec, tmp_path, "http://127.0.0.1:9"):
        yield account


def _approval(**changes: Any) -> Approval:
    facts = {"id": new_id(), "consumer": new_id(), "medium": Medium.SMS, "to": PHONE, "text": "Hola, Peña & Co + 50 %"}
    return Approval(Message(**{**facts, **changes}), new_id(), new_id(), datetime.now(UTC) + timedelta(seconds=60))


async def test_what_it_refuses_has_failed_with_its_code_and_what_is_not_by_the_description_never_reaches_it(
    alone: Account,
) -> None:
    async with _wire(alone) as wire:
        good = await wire.deliver(_approval())
    async with _wire(alone, sender="+14155550000") as wire:
        not_ours = await wire.deliver(_approval())
    async with _wire(alone, status_callback_url="no address at all") as wire:
        no_address = await wire.deliver(_approval())
    async with _wire(alone, auth_token="wrong") as wire:
        wrong_token = await wire.deliver(_approval())
    assert (good.state, good.reference) == ("sent", alone.texts()[0]["sid"])
    assert (not_ours.state, not_ours.code) == ("failed", "21606")
    assert (no_address.state, no_address.code) == ("failed", "422")
    assert (wrong_token.state, wrong_token.code) == ("failed", "20003")
    assert len(alone.texts()) == 1
