"""Offers add up to the cent, stay within the policy, and stand only as long as they are true."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from accounts.debt import Debt
from accounts.errors import BadSettings
from bot.negotiation import offers, stands, terms

TODAY = date(2026, 11, 23)


def debt(balance: int, status: str = "open") -> Debt:
    return Debt.model_validate({"id": "d", "balance": balance, "status": status})


@given(
    st.integers(1, 50_000_000),
    st.dates(date(2022, 1, 1), date(2040, 12, 31)),
    st.none() | st.integers(-400, 400),
)
def test_every_offer_adds_up_to_the_balance_within_the_policy(balance: int, today: date, asked: int | None) -> None:
    first = None if asked is None else today + timedelta(days=asked)
    made = offers(debt(balance), today, first)
    allowed = terms(today)
    assert made[0].total == balance
    for offer in made:
        days = [part.due for part in offer.instalments]
        assert offer.total == balance
        assert len(days) in allowed.instalments
        assert days == sorted(set(days))
        assert allowed.first_after <= (days[0] - today).days <= allowed.first_before
        assert len(days) == 1 or min(part.amount for part in offer.instalments) >= allowed.minimum
        assert stands(offer, debt(balance), today)


@pytest.mark.parametrize(("balance", "counts"), [(7_499, [1]), (7_500, [1, 3]), (14_999, [1, 3]), (15_000, [1, 3, 6])])
def test_no_instalment_is_smaller_than_the_smallest(balance: int, counts: list[int]) -> None:
    assert [len(offer.instalments) for offer in offers(debt(balance), TODAY)] == counts


@pytest.mark.parametrize(("asked", "given_"), [(6, 7), (7, 7), (30, 30), (31, 30)])
def test_the_first_payment_is_seven_to_thirty_days_off(asked: int, given_: int) -> None:
    made = offers(debt(10_000), TODAY, TODAY + timedelta(days=asked))
    assert made[0].instalments[0].due == TODAY + timedelta(days=given_)


def test_a_plan_from_the_31st_pays_on_the_last_day_of_shorter_months() -> None:
    made = offers(debt(30_000), date(2027, 1, 10), date(2027, 1, 31))
    assert [part.due.isoformat() for part in made[1].instalments] == ["2027-01-31", "2027-02-28", "2027-03-31"]


@pytest.mark.parametrize(("balance", "status"), [(0, "open"), (-1, "open"), (10_000, "paid"), (10_000, "recalled")])
def test_nothing_is_offered_where_nothing_is_owed_to_us(balance: int, status: str) -> None:
    assert offers(debt(balance, status), TODAY) == ()


def test_an_offer_falls_with_the_balance_and_with_its_day() -> None:
    made = offers(debt(10_000), TODAY)[0]
    assert not stands(made, debt(9_999), TODAY)
    assert stands(made, debt(10_000), TODAY + timedelta(days=7))
    assert not stands(made, debt(10_000), TODAY + timedelta(days=8))


def test_before_the_first_policy_there_are_no_terms() -> None:
    with pytest.raises(BadSettings, match="has no terms for 2021-11-29"):
        terms(date(2021, 11, 29))
