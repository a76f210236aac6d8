"""Letters that a killed worker left in doubt: the print queue knows, and one that is not in it is made again."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

from accounts import tables
from accounts.basis import AddressFailed
from accounts.contact import Medium, State
from accounts.store import Store
from app import letters
from app.soak.people import add
from bot.nlu.embedded import Embedded
from channels.gateway import FORGOTTEN
from channels.letter import queued
from tests.walks.town import Town, visit


async def posted(town: Town) -> str:
    """Let a round put a letter into the queue, of which nobody has noted that it is there; return the consumer."""
    store = town.house.store
    with store.transaction() as unit:
        add(unit, 1, Medium.MAIL)
    await town.worker.round()
    with store.transaction() as unit:
        unit.connection.execute(tables.attempts.update().values(state="in_doubt", channel=None, reference=None))
        (consumer,) = unit.consumer_ids()
    return consumer


def states(town: Town, consumer: str) -> list[State]:
    return [attempt.state for attempt in town.house.store.dossier(consumer, town.time).attempts]


def test_a_letter_that_is_in_the_queue_has_been_sent(sqlite_store: Store, tmp_path: Path, engine: Embedded) -> None:
    async def stay(town: Town) -> None:
        consumer = await posted(town)
        assert letters.settle(town.house) == 1
        assert states(town, consumer) == [State.SENT]
        await town.worker.round()
        assert len(queued(tmp_path / "letters")[0]) == 1

    visit(sqlite_store, tmp_path, engine, stay)


def test_one_that_is_not_is_made_again_once_no_slow_hand_can_be_at_it_and_to_the_same_address(
    sqlite_store: Store, tmp_path: Path, engine: Embedded
) -> None:
    async def stay(town: Town) -> None:
        consumer = await posted(town)
        for file in (tmp_path / "letters").iterdir():
            file.unlink()
        town.time += FORGOTTEN - timedelta(seconds=1)
        assert letters.settle(town.house) == 0
        town.time += timedelta(seconds=1)
        assert letters.settle(town.house) == 1
        assert states(town, consumer) == [State.FAILED]
        assert town.house.store.dossier(consumer, town.time).of(AddressFailed) == ()
        await town.worker.round()
        assert sorted(states(town, consumer)) == [State.FAILED, State.SENT]
        assert len(queued(tmp_path / "letters")[0]) == 1

    visit(sqlite_store, tmp_path, engine, stay)
