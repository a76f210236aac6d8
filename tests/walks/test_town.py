"""The two walks, whole: a message out through every storey, and a reply in, over real wires on loopback."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import httpx2
import pytest
from twilio.request_validator import RequestValidator

from accounts.consent import OptOut
from accounts.conversation import Status
from accounts.notice import Dispute, ValidationSent
from accounts.store import Store
from bot.nlu.embedded import Embedded
from tests.walks.town import OURS, SID, TOKEN, Town, visit
from tests.walks.world import NOON, PHONE

LATE = NOON + timedelta(hours=10)
"""23:00 in New York."""


def test_a_notice_goes_out_a_dispute_comes_in_and_collection_of_that_debt_stops(
    store: Store, tmp_path: Path, engine: Embedded
) -> None:
    async def stay(town: Town) -> None:
        consumer, debt = town.resident(noticed=False)
        first = await town.worker.round()
        assert first.summary()["sent"] == 1
        (mail,) = town.mailbox.list()
        assert mail.parsed["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
        assert "$105.00" in mail.text
        assert [fact.debts for fact in store.dossier(consumer, NOON).of(ValidationSent)] == [(debt,)]

        town.time = NOON + timedelta(days=3)
        assert (await town.worker.round()).summary()["sent"] == 1, "the reminder by text"
        (reply,) = await town.text("this isnt mine i already paid that")
        assert "dispute" in reply.body
        assert "$" not in reply.body
        assert [fact.in_writing for fact in store.dossier(consumer, town.time).of(Dispute)] == [True]

        town.time = NOON + timedelta(days=12)
        later = await town.worker.round()
        assert later.summary()["sent"] == 0
        assert all(not decision.approved for _, decision in later.decisions)
        store.verify_ledger()

    visit(store, tmp_path, engine, stay)


def test_stop_at_23_00_gets_one_bare_confirmation_and_nothing_ever_after(
    sqlite_store: Store, tmp_path: Path, engine: Embedded
) -> None:
    async def stay(town: Town) -> None:
        consumer, _ = town.resident()
        town.time = LATE
        (confirmation,) = await town.text("STOP")
        assert "$" not in confirmation.body
        assert "debt" not in confirmation.body.lower()
        assert "http" not in confirmation.body
        assert [fact.address for fact in sqlite_store.dossier(consumer, LATE).of(OptOut)] == [PHONE]
        assert await town.text("STOP") == [], "confirmed once"
        town.time = NOON + timedelta(days=4)
        assert (await town.worker.round()).summary()["sent"] == 0

    visit(sqlite_store, tmp_path, engine, stay)


@pytest.mark.parametrize("words", ["dont text me anymore", "no me mande mas mensajes", "leave me alone stop texting"])
def test_stop_in_own_words_is_a_stop(sqlite_store: Store, tmp_path: Path, engine: Embedded, words: str) -> None:
    async def stay(town: Town) -> None:
        consumer, _ = town.resident()
        assert len(await town.text(words)) <= 1
        assert sqlite_store.dossier(consumer, NOON).of(OptOut)
        town.time = NOON + timedelta(days=4)
        assert (await town.worker.round()).summary()["sent"] == 0

    visit(sqlite_store, tmp_path, engine, stay)


def test_a_stranger_is_told_nothing(sqlite_store: Store, tmp_path: Path, engine: Embedded) -> None:
    async def stay(town: Town) -> None:
        town.resident()
        assert await town.text("who is this, what do i owe", sender="+12125550198") == []

    visit(sqlite_store, tmp_path, engine, stay)


def test_who_asks_for_a_person_stands_at_the_desk_and_the_agents_reply_arrives(
    sqlite_store: Store, tmp_path: Path, engine: Embedded
) -> None:
    async def stay(town: Town) -> None:
        town.resident()
        await town.text("can i talk to a real person please")
        with sqlite_store.reading() as reading:
            (thread,) = reading.conversations([Status.WAITING])
        assert thread.handoff is not None
        assert 1 <= len(thread.handoff.summary) <= 3
        taken = await town.house.assistant.take(thread.id, "kim", thread.version)
        before = len(town.replies())
        sent = await town.house.assistant.agent_reply(
            thread.id, "Hello, this is Kim. How can I help?", "kim", taken.version
        )
        assert sent.left, sent.decision.objections
        await town.quiet()
        assert "Hello, this is Kim." in town.replies()[before].body
        assert await town.text("thank you") == [], "the bot is silent while an agent holds the conversation"

    visit(sqlite_store, tmp_path, engine, stay)


def _form(sid: str = "SM" + "b" * 32, body: str = "hello") -> dict[str, str]:
    return {
        "MessageSid": sid,
        "SmsSid": sid,
        "AccountSid": SID,
        "From": PHONE,
        "To": OURS,
        "Body": body,
        "NumMedia": "0",
        "FromCity": "",
    }


def _sign(token: str, url: str, form: dict[str, str]) -> str:
    signer = RequestValidator(token)  # type: ignore[no-untyped-call]  # untyped SDK
    return str(signer.compute_signature(url, form))  # type: ignore[no-untyped-call]  # untyped SDK


async def _post(
    town: Town, path: str, form: dict[str, str], *, signed_for: str | None = None, token: str = TOKEN
) -> int:
    signature = _sign(token, signed_for or town.url + path, form)
    async with httpx2.AsyncClient() as client:
        answer = await client.post(town.url + path, data=form, headers={"X-Twilio-Signature": signature})
    return answer.status_code


def test_webhooks_that_are_forged_replayed_or_signed_for_another_address(
    sqlite_store: Store, tmp_path: Path, engine: Embedded
) -> None:
    async def stay(town: Town) -> None:
        consumer, _ = town.resident()
        path = "/webhooks/twilio/sms"
        assert await _post(town, path, _form(), token="another token") == 403
        assert await _post(town, path, _form(), signed_for="https://elsewhere.example" + path) == 403
        assert await _post(town, path, _form(), signed_for=town.url + path + "/") == 403
        assert not sqlite_store.dossier(consumer, NOON).inbounds
        for _ in range(3):
            assert await _post(town, path, _form()) == 200
        await town.quiet()
        assert len(sqlite_store.dossier(consumer, NOON).inbounds) == 1
        assert len(town.replies()) <= 1

    visit(sqlite_store, tmp_path, engine, stay)


def test_a_json_body_without_its_hash_is_refused_not_an_error(
    sqlite_store: Store, tmp_path: Path, engine: Embedded
) -> None:
    async def stay(town: Town) -> None:
        async with httpx2.AsyncClient() as client:
            for path in ("sms", "status"):
                url = f"{town.url}/webhooks/twilio/{path}"
                signature = _sign(TOKEN, url, {})
                answer = await client.post(url, json={"Body": "hi"}, headers={"X-Twilio-Signature": signature})
                assert answer.status_code == 403

    visit(sqlite_store, tmp_path, engine, stay)


def test_a_webhook_is_answered_while_the_work_is_still_to_do(
    sqlite_store: Store, tmp_path: Path, engine: Embedded
) -> None:
    async def stay(town: Town) -> None:
        town.resident()
        assert await _post(town, "/webhooks/twilio/sms", _form()) == 200
        with sqlite_store.reading() as reading:
            assert reading.count("inbounds") == 1
        await town.quiet()

    visit(sqlite_store, tmp_path, engine, stay)
