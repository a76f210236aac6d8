"""The walk of a dispute: by text, collection stops; answered by letter, it may go on; the letter back, it stops."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

from accounts.contact import Medium
from accounts.notice import DisputeAnswered
from accounts.record import Id
from accounts.store import Store
from bot.nlu.embedded import Embedded
from channels.letter import queued
from channels.port import StatusUpdate
from compliance.law.us.reg_f.s38_d_2_dispute_pause import stopping
from outreach.waiting import waiting, write
from tests.walks.town import Town, visit
from tests.walks.world import NOON


def test_an_answer_by_letter_lets_collection_go_on_until_it_comes_back(
    sqlite_store: Store, tmp_path: Path, engine: Embedded
) -> None:
    async def stay(town: Town) -> None:
        consumer, debt = town.resident(noticed=False)
        assert (await town.worker.round()).summary()["sent"] == 1, "the notice"
        town.time = NOON + timedelta(days=3)
        await town.text("this isnt mine i already paid that")
        assert stops(town, consumer, debt)

        (one,) = waiting(sqlite_store, town.house.guard.awaited, town.time)
        letter = write(
            town.house.composer, town.house.guard.lacks, one, "verification_sent",
            medium=Medium.MAIL, agent="Ana", evidence="The contract of 3 May 2024.",
        )  # fmt: skip
        (sent,) = await town.house.gateway.send([letter])
        assert sent.left, sent.decision.objections
        assert [line.attempt for line in queued(tmp_path / "letters")[0]] == [sent.attempt]
        (answered,) = sqlite_store.dossier(consumer, town.time).of(DisputeAnswered)
        assert (answered.of, answered.via, answered.attempt) == (one.id, "mail", sent.attempt)
        assert not stops(town, consumer, debt)
        assert waiting(sqlite_store, town.house.guard.awaited, town.time) == []

        town.time = NOON + timedelta(days=14)
        assert (await town.worker.round()).summary()["sent"] == 1, "the campaign goes on"

        back = StatusUpdate(
            provider="letter", key="back", at=town.time, attempt=sent.attempt, state="undelivered", status="returned"
        )
        assert town.house.inbox.update(back)
        assert stops(town, consumer, debt)
        assert [again.id for again in waiting(sqlite_store, town.house.guard.awaited, town.time)] == [one.id]
        town.time = NOON + timedelta(days=28)
        assert (await town.worker.round()).summary()["sent"] == 0
        sqlite_store.verify_ledger()

    def stops(town: Town, consumer: Id, debt: Id) -> bool:
        return bool(stopping(sqlite_store.dossier(consumer, town.time), (debt,), town.time))

    visit(sqlite_store, tmp_path, engine, stay)
