"""Two providers of texts: the second carries them while the first is down, their news and what is answered."""

from __future__ import annotations

import socket
from pathlib import Path

from accounts.consent import OptOut
from accounts.contact import Medium, State
from accounts.store import Store
from bot.nlu.embedded import Embedded
from tests.walks.town import BY_TELNYX, Town, visit
from tests.walks.world import PHONE


def _closed_port() -> int:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return int(taken.getsockname()[1])


def test_while_the_first_provider_is_down_the_second_carries_texts_their_news_and_a_stop(
    store: Store, tmp_path: Path, engine: Embedded
) -> None:
    async def stay(town: Town) -> None:
        consumer, _ = town.resident()
        assert (await town.worker.round()).summary()["sent"] == 1
        await town.quiet()
        (text,) = town.carrier.texts.values()
        assert (text.sender, text.to, text.status) == (BY_TELNYX, PHONE, "delivered")
        texts = [one for one in store.dossier(consumer, town.time).attempts if one.medium is Medium.SMS]
        assert [one.state for one in texts] == [State.DELIVERED]
        (confirmation,) = await town.text("STOP")
        assert confirmation.sender == BY_TELNYX
        assert store.dossier(consumer, town.time).of(OptOut)
        store.verify_ledger()

    nowhere = f"http://127.0.0.1:{_closed_port()}"
    visit(store, tmp_path, engine, stay, twilio_api_base_url=nowhere, telnyx_from=BY_TELNYX)


def test_while_the_first_provider_is_up_it_has_every_text(
    sqlite_store: Store, tmp_path: Path, engine: Embedded
) -> None:
    async def stay(town: Town) -> None:
        town.resident()
        assert (await town.worker.round()).summary()["sent"] == 1
        assert {text.dialect for text in town.carrier.texts.values()} == {None}

    visit(sqlite_store, tmp_path, engine, stay, telnyx_from=BY_TELNYX)
