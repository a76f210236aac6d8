"""Calls whose end was not reported: looked up at the provider, and left to a person where it does not know."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from accounts import tables
from accounts.contact import ELSEWHERE, Attempt, Medium, Receipt, State
from accounts.record import new_id
from app import unended
from channels.simulator.faults import Faults
from channels.simulator.telephones import Call, Habit
from tests.app.calling import PHONE, World, calling
from tests.bot.talk import NOON


async def unreported(world: World, habit: Habit) -> Call:
    """A call of which no report ever comes."""
    world.carrier.postman.dice.faults = Faults(drop=1.0)
    world.callers.habit = habit
    assert (await world.place()).left
    (call,) = world.callers.of(PHONE)
    await call.over.wait()
    return call


@pytest.mark.parametrize(("habit", "outcome"), [("busy", "busy"), ("machine_end_beep", "voicemail_general")])
async def test_a_call_that_nobody_ended_is_looked_up(tmp_path: Path, habit: Habit, outcome: str) -> None:
    async with calling(tmp_path) as world:
        await unreported(world, habit)
        assert world.attempt().end is None
        world.now[0] += unended.OVERDUE
        assert await unended.settle(world.house) == 1
        assert (world.attempt().outcome, world.attempt().end is not None) == (outcome, True)
        assert await unended.settle(world.house) == 0


async def test_one_that_the_provider_does_not_know_is_left_to_a_person(tmp_path: Path) -> None:
    async with calling(tmp_path) as world:
        await unreported(world, "busy")
        world.callers.calls.clear()
        world.now[0] += unended.OVERDUE
        assert await unended.settle(world.house) == 0
        assert world.attempt().state is State.IN_DOUBT
        with world.house.store.reading() as reading:
            assert [attempt.id for _, attempt in reading.in_doubt()] == [world.attempt().id]


async def test_one_that_may_still_go_on_is_not_asked_for(tmp_path: Path) -> None:
    async with calling(tmp_path) as world:
        await unreported(world, "busy")
        world.callers.calls.clear()
        world.now[0] += unended.OVERDUE - timedelta(minutes=1)
        assert await unended.settle(world.house) == 0
        assert world.attempt().state is not State.IN_DOUBT


async def test_one_that_goes_on_at_the_provider_is_in_doubt_and_its_late_report_settles_it(tmp_path: Path) -> None:
    async with calling(tmp_path) as world:
        call = await unreported(world, "busy")
        call.status = "in-progress"
        world.now[0] += unended.OVERDUE
        await unended.settle(world.house)
        assert world.attempt().state is State.IN_DOUBT
        call.status = "busy"
        assert await unended.settle(world.house) == 1
        assert (world.attempt().state, world.attempt().outcome) == (State.DELIVERED, "busy")


async def test_one_that_a_killed_worker_left_without_its_channel_is_found_by_number_and_time(tmp_path: Path) -> None:
    async with calling(tmp_path) as world:
        await unreported(world, "busy")
        with world.house.store.transaction() as unit:
            unit.connection.execute(tables.attempts.update().values(channel=None, reference=None, state="in_doubt"))
        world.now[0] += unended.OVERDUE
        assert await unended.settle(world.house) == 1
        assert (world.attempt().state, world.attempt().outcome) == (State.DELIVERED, "busy")


async def test_one_that_another_system_placed_and_told_us_of_is_no_doubt_of_ours(tmp_path: Path) -> None:
    async with calling(tmp_path) as world:
        told = Attempt(id=new_id(), at=NOON, medium=Medium.CALL, to=PHONE, debts=(world.debt,), state=State.SENT)
        known = Receipt(attempt=told.id, state="sent", at=NOON, channel=ELSEWHERE, reference="dialer:17")
        with world.house.store.transaction() as unit:
            unit.reserve([(world.consumer, told)], epoch=new_id())
            unit.settle([known])
        world.now[0] += unended.OVERDUE
        assert await unended.settle(world.house) == 0
        assert world.attempt().state is State.SENT


async def test_where_calls_are_not_set_up_nothing_is_asked(tmp_path: Path) -> None:
    async with calling(tmp_path, twilio_voice=None) as world:
        assert await unended.settle(world.house) == 0
