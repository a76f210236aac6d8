"""A written copy of a plan is owed in the District of Columbia, Maine and New York, by its day, until it has gone."""

from __future__ import annotations

import asyncio
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from accounts.consumer import ContactPoint, PointKind
from accounts.contact import Attempt, Medium, State
from accounts.dossier import Collector
from accounts.promise import Instalment, Offer, Promise, PromiseWithdrawn
from accounts.record import new_id
from accounts.store import Store
from channels.compose import Composer
from channels.gateway import Gateway, in_place
from channels.journal import Journal
from channels.memory import MemoryChannel
from compliance.book import whole
from compliance.guard import Guard
from outreach import notices, rounds
from tests.bot.talk import LINKS
from tests.walks.world import NOON, add_consumer

DAY = timedelta(days=1)
GUARD = Guard(whole())
PLACES = {
    "DC": ("Washington", "20001"),
    "ME": ("Portland", "04101"),
    "NY": ("Albany", "12207"),
    "OH": ("Elyria", "44035"),
}


class Agreed:
    """A consumer of a place who agreed to pay $105.00 in two payments, at noon on Monday, November 23."""

    def __init__(self, store: Store, state: str) -> None:
        self.store = store
        self.consumer, self.debt = add_consumer(store)
        city, code = PLACES[state]
        home = ContactPoint(
            id=new_id(), kind=PointKind.POSTAL, address=f"5 Elm Street, {city}, {state} {code}", place="home",
            zones=("America/New_York",), postal=("5 Elm Street", "", city), state=state, zip=code,
        )  # fmt: skip
        parts = (Instalment(due=date(2026, 12, 7), amount=52_50), Instalment(due=date(2027, 1, 7), amount=52_50))
        offer = Offer(id="o", debt=self.debt, instalments=parts, balance=105_00)
        self.promise = Promise(id=new_id(), at=NOON, debts=(self.debt,), offer=offer, via="sms")
        with store.transaction() as unit:
            unit.add_points(self.consumer, [home], NOON - 90 * DAY)
            unit.add_fact(self.consumer, self.promise, by="test")

    def owed(self, role: str = "third_party", days: float = 1, **also: Any) -> dict[str, date | None]:
        at = NOON + days * DAY
        dossier = self.store.dossier(self.consumer, at)
        collector = Collector.model_validate(dossier.collector.model_dump() | {"role": role})
        changed = dossier.model_copy(update={"collector": collector, **also})
        return {one.duty: one.by for one in GUARD.owed(changed, at) if one.what == "plan_copy"}

    def gone(self, state: State, days: float = 0.5, template: str = "plan_copy") -> None:
        made = Attempt(
            id=new_id(), at=NOON + days * DAY, medium=Medium.MAIL, debts=(self.debt,), template=template, state=state
        )
        with self.store.transaction() as unit:
            unit.reserve([(self.consumer, made)], new_id())


@pytest.mark.parametrize(
    ("state", "duty", "by"),
    [
        ("DC", "dc.plan_copy", date(2026, 11, 30)),
        ("ME", "me.plan_written", date(2026, 12, 3)),
        ("NY", "ny.settlement_confirm", date(2026, 11, 28)),
    ],
)
def test_the_copy_is_owed_by_the_day_of_the_place(sqlite_store: Store, state: str, duty: str, by: date) -> None:
    assert Agreed(sqlite_store, state).owed().get(duty) == by


def test_elsewhere_none_is_owed_by_law(sqlite_store: Store) -> None:
    assert Agreed(sqlite_store, "OH").owed() == {}


@pytest.mark.parametrize(("state", "owed"), [("DC", True), ("ME", False), ("NY", False)])
def test_only_the_district_binds_who_collects_for_themselves(sqlite_store: Store, state: str, owed: bool) -> None:
    assert bool(Agreed(sqlite_store, state).owed("first_party")) is owed


@pytest.mark.parametrize(
    ("state", "owed"),
    [(State.SENT, False), (State.IN_DOUBT, False), (State.UNDELIVERED, True), (State.FAILED, True)],
)
def test_what_has_gone_is_not_owed_and_what_did_not_arrive_is(sqlite_store: Store, state: State, owed: bool) -> None:
    agreed = Agreed(sqlite_store, "DC")
    agreed.gone(state)
    assert bool(agreed.owed()) is owed


def test_a_copy_of_the_very_instant_of_the_promise_is_its_copy(sqlite_store: Store) -> None:
    agreed = Agreed(sqlite_store, "DC")
    agreed.gone(State.SENT, days=0)
    assert not agreed.owed()


def test_another_message_or_an_earlier_copy_is_not_the_copy(sqlite_store: Store) -> None:
    agreed = Agreed(sqlite_store, "DC")
    agreed.gone(State.SENT, template="promised")
    agreed.gone(State.SENT, days=-0.5)
    assert agreed.owed()


def test_of_what_was_taken_back_no_copy_is_owed(sqlite_store: Store) -> None:
    agreed = Agreed(sqlite_store, "DC")
    with sqlite_store.transaction() as unit:
        back = PromiseWithdrawn(id=new_id(), at=NOON + DAY / 2, of=agreed.promise.id, via="sms")
        unit.add_fact(agreed.consumer, back, by="test")
    assert agreed.owed() == {}


@pytest.mark.parametrize(("days", "told"), [(5, []), (6, ["tomorrow"]), (7, ["today"]), (8, ["passed"])])
def test_a_person_is_told_when_it_is_nearly_late(sqlite_store: Store, days: int, told: list[str]) -> None:
    Agreed(sqlite_store, "DC")
    alarms = notices.all_alarms(sqlite_store, GUARD.owed, NOON + days * DAY)
    said = [alarm.says for alarm in alarms if "written copy" in alarm.says]
    assert len(said) == len(told)
    assert all(word in says for says, word in zip(said, told, strict=True))


def test_a_round_sends_it_once_as_a_letter_with_every_payment(sqlite_store: Store, tmp_path: Path) -> None:
    Agreed(sqlite_store, "DC")
    at = NOON + DAY
    wire = MemoryChannel(Medium.MAIL, lambda: at)
    gateway = Gateway(sqlite_store, GUARD, [wire], lambda: at, Journal(tmp_path / "journal"), in_place)
    for _ in range(2):
        done = asyncio.run(rounds.run(sqlite_store, gateway, Composer(LINKS.url), GUARD.owed, (), at))
        assert [d.objections for _, d in done.decisions if not d.approved] == []
    (letter,) = wire.sent
    assert letter.template == "plan_copy"
    for words in ("$52.50 on Monday, December 7, 2026", "$52.50 on Thursday, January 7, 2027", "Together: $105.00"):
        assert words in letter.text


def test_where_nothing_is_set_up_a_person_is_told_why(sqlite_store: Store, tmp_path: Path) -> None:
    Agreed(sqlite_store, "DC")
    gateway = Gateway(sqlite_store, GUARD, [], lambda: NOON, Journal(tmp_path / "journal"), in_place)
    done = asyncio.run(rounds.run(sqlite_store, gateway, Composer(LINKS.url), GUARD.owed, (), NOON))
    assert [one.says for one in done.unmet] == ["no e-mail address is known, and no letters are set up"]
