"""What was promised is kept company: reminded of in time, asked after once, then a person's; and thanked for."""

from __future__ import annotations

import asyncio
from datetime import date, timedelta
from pathlib import Path

import pytest

from accounts.activity import Payment
from accounts.contact import Attempt, Medium
from accounts.promise import Instalment, Offer, Promise, PromiseWithdrawn
from accounts.record import Id, new_id
from accounts.store import Store
from channels.compose import Composer
from channels.gateway import Gateway, in_place
from channels.journal import Journal
from channels.memory import MemoryChannel
from compliance.book import whole
from compliance.guard import Guard
from outreach import cadence, promised, rounds
from tests.bot.talk import LINKS
from tests.walks.world import NOON, add_consumer

DAY = timedelta(days=1)
TODAY = date(2026, 11, 23)


class Known:
    """A consumer in New York who owes $105.00 and promised it in two payments, on December 7 and January 7."""

    def __init__(self, store: Store) -> None:
        self.store = store
        self.consumer, self.debt = add_consumer(store)
        parts = (Instalment(due=date(2026, 12, 7), amount=52_50), Instalment(due=date(2027, 1, 7), amount=52_50))
        offer = Offer(id="o", debt=self.debt, instalments=parts, balance=105_00)
        self.promise = Promise(id=new_id(), at=NOON, debts=(self.debt,), offer=offer, via="email")
        self.told(self.promise)

    def told(self, *facts: Promise | PromiseWithdrawn | Payment) -> None:
        with self.store.transaction() as unit:
            for fact in facts:
                unit.add_fact(self.consumer, fact, by="test")

    def paid(self, days: float, cents: int, balance: int) -> None:
        self.told(Payment(id=new_id(), at=NOON + days * DAY, debts=(self.debt,), cents=cents))
        self.owes(balance, days)

    def owes(self, balance: int, days: float) -> None:
        """The creditor tells a balance so many days from now."""
        with self.store.transaction() as unit:
            debt = unit.dossiers([self.consumer], NOON)[self.consumer].debts[0]
            unit.put_debt(
                self.consumer, debt.model_copy(update={"balance": balance, "balance_as_of": NOON + days * DAY}), NOON
            )

    def said(self, template: str, days: float) -> None:
        made = Attempt(id=new_id(), at=NOON + days * DAY, medium=Medium.EMAIL, debts=(self.debt,), template=template)
        with self.store.transaction() as unit:
            unit.reserve([(self.consumer, made)], new_id())

    def proposed(self, days: float) -> list[str]:
        at = NOON + days * DAY
        return [one.template for one in promised.suggest(self.store.dossier(self.consumer, at), at)]

    def for_a_person(self, days: float) -> list[Id]:
        return [one.debt for one in promised.all_broken(self.store, NOON + days * DAY)]


@pytest.fixture
def known(sqlite_store: Store) -> Known:
    return Known(sqlite_store)


@pytest.mark.parametrize(("days", "proposed"), [(10, []), (11, ["payment_due"]), (14, ["payment_due"]), (15, [])])
def test_a_payment_is_reminded_of_from_three_days_before_until_it_is_due(
    known: Known, days: int, proposed: list[str]
) -> None:
    assert known.proposed(days) == proposed


def test_each_payment_is_reminded_of_once(known: Known) -> None:
    known.said("payment_due", 11)
    assert known.proposed(12) == []
    known.paid(13, 52_50, 52_50)
    assert known.proposed(41) == []
    assert known.proposed(42) == ["payment_due"]


def test_nobody_is_reminded_of_what_was_paid_early_or_taken_back(known: Known) -> None:
    known.paid(5, 52_50, 52_50)
    assert known.proposed(12) == []
    known.told(PromiseWithdrawn(id=new_id(), at=NOON + 6 * DAY, of=known.promise.id, via="email"))
    assert known.proposed(42) == []


@pytest.mark.parametrize(("days", "proposed"), [(16, []), (17, ["payment_missed"]), (24, ["payment_missed"])])
def test_a_missed_payment_is_asked_after_from_the_third_day(known: Known, days: int, proposed: list[str]) -> None:
    known.owes(105_00, 15.5)
    assert known.proposed(days) == proposed


def test_a_missed_payment_is_asked_after_once_and_then_a_person_sees_to_it(known: Known) -> None:
    known.owes(105_00, 15.5)
    known.said("payment_missed", 20)
    assert known.proposed(21) == []
    assert known.proposed(30) == []
    assert known.for_a_person(23) == []
    assert known.for_a_person(24) == [known.debt]


def test_nobody_says_that_a_payment_is_missing_who_does_not_know_it(known: Known) -> None:
    known.owes(105_00, 13.5)
    assert known.proposed(20) == [], "the balance was told before it was due"
    known.owes(52_50, 16)
    assert known.proposed(20) == [], "the balance fell, and nobody told us why"
    assert known.for_a_person(30) == []


def test_a_plan_that_was_kept_is_thanked_for_once(known: Known) -> None:
    known.paid(13, 52_50, 52_50)
    known.paid(44, 52_50, 0)
    assert known.proposed(45) == ["plan_kept"]
    assert known.proposed(54) == []
    known.said("plan_kept", 45)
    assert known.proposed(46) == []


def test_no_campaign_asks_for_what_is_promised(known: Known) -> None:
    def campaign(days: int) -> list[str]:
        at = NOON + days * DAY
        dossier = known.store.dossier(known.consumer, at)
        return [one.template for one in cadence.suggest(dossier, (), at, EMAILS)]

    assert campaign(1) == []
    known.told(PromiseWithdrawn(id=new_id(), at=NOON + 0.5 * DAY, of=known.promise.id, via="email"))
    assert campaign(1) == ["reminder"]


EMAILS = (cadence.Step(template="reminder", medium=Medium.EMAIL, after_days=2),)


@pytest.mark.parametrize(
    ("days", "template", "words"),
    [(14, "payment_due", "$52.50 on Monday, December 7, 2026"), (17, "payment_missed", "move it")],
)
def test_a_round_sends_it_through_the_guard_once(
    known: Known, tmp_path: Path, days: int, template: str, words: str
) -> None:
    known.owes(105_00, days - 0.5)
    at = NOON + days * DAY
    wire = MemoryChannel(Medium.EMAIL, lambda: at)
    gateway = Gateway(known.store, Guard(whole()), [wire], lambda: at, Journal(tmp_path / "journal"), in_place)
    for _ in range(2):
        asyncio.run(rounds.run(known.store, gateway, Composer(LINKS.url), gateway.guard.owed, EMAILS, at))
    (message,) = wire.sent
    assert message.template == template
    assert words in message.text


def test_the_policy_of_the_house_refuses_what_it_does_not_know(tmp_path: Path) -> None:
    written = promised.DATA.read_text("utf-8")
    (tmp_path / "p.yaml").write_text(written.replace("days: 10}  ", "weeks: 10}  "), "utf-8")
    with pytest.raises(ValueError, match="weeks"):
        promised.load(tmp_path / "p.yaml")
