"""Offers add up to the cent, stay within the lattice of the policy, and stand only as long as they are true."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from accounts.activity import Payment
from accounts.debt import Debt
from accounts.errors import BadLaw, BadSettings
from accounts.promise import Instalment, Offer, Promise, PromiseWithdrawn, standing, unpaid
from bot.negotiation import Wish, extensions, is_fresh, offers, within
from bot.offer_policy import SHIPPED, Discount, Terms, policy

TODAY = date(2026, 11, 23)
HOUSE = policy().terms("Alder Bank", TODAY)
LESS = HOUSE.model_copy(update={"discount": Discount(opens=80, floor=70, payments=3)})


def debt(balance: int, status: str = "open", told: date | None = TODAY) -> Debt:
    as_of = told and datetime.combine(told, time.min, UTC)
    return Debt.model_validate({"id": "d", "balance": balance, "status": status, "balance_as_of": as_of})


def made(balance: int, terms: Terms = HOUSE, *, rounds: int = 0, **wish: Any) -> tuple[Offer, ...]:
    return offers(debt(balance), TODAY, terms, Wish.model_validate(wish), rounds=rounds)


wishes = st.builds(
    Wish,
    each=st.none() | st.integers(1, 5_000_000),
    total=st.none() | st.integers(1, 5_000_000),
    count=st.none() | st.integers(-2, 200),
    every=st.sampled_from([None, "month", "two_weeks", "week"]),
    first=st.none() | st.dates(TODAY - timedelta(400), TODAY + timedelta(400)),
    hardship=st.booleans(),
)


@given(st.integers(1, 5_000_000), st.sampled_from([HOUSE, LESS]), wishes, st.integers(0, 3))
def test_every_offer_adds_up_and_is_within_the_policy(balance: int, terms: Terms, wish: Wish, rounds: int) -> None:
    for offer in offers(debt(balance), TODAY, terms, wish, rounds=rounds):
        days = [part.due for part in offer.instalments]
        amounts = [part.amount for part in offer.instalments]
        assert within(offer, debt(balance), TODAY, terms)
        assert offer.total <= balance
        if offer.kind == "settlement":
            assert terms.discount is not None
            assert offer.total * 100 >= balance * terms.discount.floor
            assert len(days) <= terms.discount.payments
        else:
            assert offer.total == balance
        assert days == sorted(set(days))
        latest = terms.postponed_before if offer.kind == "postponement" else terms.first_before
        assert terms.first_after <= (days[0] - TODAY).days <= latest
        assert (days[-1] - days[0]).days <= terms.longest
        assert len(days) == 1 or min(amounts[:-1]) >= terms.minimum


@given(st.integers(1, 5_000_000), st.sampled_from([HOUSE, LESS]), wishes, st.data())
def test_no_offer_that_differs_by_a_cent_or_a_day_is_within_the_lattice(
    balance: int, terms: Terms, wish: Wish, data: st.DataObject
) -> None:
    for offer in offers(debt(balance), TODAY, terms, wish, rounds=1):
        n = data.draw(st.integers(0, len(offer.instalments) - 1))
        part = offer.instalments[n]
        by = data.draw(st.sampled_from([-1, 1]))
        more = part.model_copy(update={"amount": part.amount + by})
        if offer.kind != "settlement" and more.amount > 0:
            assert not within(swapped(offer, n, more), debt(balance), TODAY, terms)
        if len(offer.instalments) > 1:
            later = part.model_copy(update={"due": part.due + timedelta(by)})
            assert not within(swapped(offer, n, later), debt(balance), TODAY, terms)


def swapped(offer: Offer, n: int, part: Instalment) -> Offer:
    return offer.model_copy(update={"instalments": (*offer.instalments[:n], part, *offer.instalments[n + 1 :])})


@pytest.mark.parametrize(("balance", "counts"), [(7_499, [1]), (7_500, [1, 3]), (14_999, [1, 3]), (15_000, [1, 3, 6])])
def test_no_instalment_is_smaller_than_the_smallest(balance: int, counts: list[int]) -> None:
    assert [len(offer.instalments) for offer in made(balance)] == counts


@pytest.mark.parametrize(("asked", "given_"), [(6, 7), (7, 7), (30, 30), (31, 30)])
def test_the_first_payment_is_seven_to_thirty_days_off(asked: int, given_: int) -> None:
    assert made(10_000, first=TODAY + timedelta(asked))[0].first == TODAY + timedelta(given_)


@pytest.mark.parametrize(
    ("asked", "given_", "kind"), [(30, 30, "full"), (31, 31, "postponement"), (61, 60, "postponement")]
)
def test_who_cannot_pay_now_may_begin_later(asked: int, given_: int, kind: str) -> None:
    first = made(10_000, first=TODAY + timedelta(asked), hardship=True)[0]
    assert (first.first, first.kind) == (TODAY + timedelta(given_), kind)


def test_who_can_pay_nothing_now_is_shown_the_latest_start_and_who_names_a_sum_the_usual_one() -> None:
    assert {offer.first for offer in made(10_000, hardship=True)} == {TODAY + timedelta(60)}
    assert {offer.first for offer in made(10_000, hardship=True, each=5_000)} == {TODAY + timedelta(14)}


@pytest.mark.parametrize(
    ("each", "every", "amounts"),
    [
        (5_000, "month", [5_000] * 6),
        (4_000, "month", [4_000] * 7 + [2_000]),
        (5_000, "two_weeks", [5_000] * 6),
        (30_000, "month", [30_000]),
        (29_999, "month", [29_999, 1]),
        (2_500, "month", [2_500] * 12),
    ],
)
def test_a_plan_is_in_parts_of_what_they_can_pay(each: int, every: str, amounts: list[int]) -> None:
    (offer,) = made(30_000, each=each, every=every)
    assert [part.amount for part in offer.instalments] == amounts
    assert offer.every == every


@pytest.mark.parametrize(("each", "least"), [(2_499, 2_500), (1_250, 2_500), (1_249, None)])
def test_the_least_there_may_be_is_named_unless_it_is_more_than_twice_what_they_can_pay(each: int, least: int) -> None:
    assert [offer.instalments[0].amount for offer in made(30_000, each=each)] == ([least] if least else [])


def test_a_large_debt_is_spread_no_further_than_the_longest_plan() -> None:
    (offer,) = made(120_000, each=9_000)
    assert [part.amount for part in offer.instalments] == [10_000] * 12
    assert made(120_000, each=4_999) == ()


@pytest.mark.parametrize(
    ("total", "rounds", "named"),
    [
        (50_000, 0, 80_000),
        (75_000, 0, 80_000),
        (85_000, 0, 85_000),
        (75_000, 1, 75_000),
        (70_000, 1, 70_000),
        (69_999, 1, 70_000),
    ],
)
def test_less_than_all_is_settled_for_from_the_opening_down_to_the_floor(total: int, rounds: int, named: int) -> None:
    found = made(100_000, LESS, total=total, rounds=rounds)
    assert {offer.total for offer in found} == {named}
    assert [len(offer.instalments) for offer in found] == [1, 3]
    assert made(100_000, HOUSE, total=total)[0].total == 100_000, "no discount is offered without one in the policy"


def test_a_plan_from_the_31st_pays_on_the_last_day_of_shorter_months() -> None:
    found = offers(debt(30_000, told=date(2027, 1, 10)), date(2027, 1, 10), HOUSE, Wish(first=date(2027, 1, 31)))
    assert [part.due.isoformat() for part in found[1].instalments] == ["2027-01-31", "2027-02-28", "2027-03-31"]


@pytest.mark.parametrize(("balance", "status"), [(0, "open"), (-1, "open"), (10_000, "paid"), (10_000, "recalled")])
def test_nothing_is_offered_where_nothing_is_owed_to_us(balance: int, status: str) -> None:
    assert offers(debt(balance, status), TODAY, HOUSE) == ()


@pytest.mark.parametrize(("days", "fresh"), [(0, True), (45, True), (46, False), (None, False)])
def test_a_balance_told_too_long_ago_or_nobody_knows_when_is_not_offered_on(days: int | None, fresh: bool) -> None:
    old = debt(10_000, told=None if days is None else TODAY - timedelta(days))
    assert is_fresh(old, TODAY, HOUSE) is fresh
    assert bool(offers(old, TODAY, HOUSE)) is fresh


def test_an_offer_falls_with_the_balance_and_with_its_day() -> None:
    offer = made(10_000)[0]
    assert not within(offer, debt(9_999), TODAY, HOUSE)
    assert within(offer, debt(10_000), TODAY + timedelta(days=7), HOUSE)
    assert not within(offer, debt(10_000), TODAY + timedelta(days=8), HOUSE)


# --- a promise, later ------------------------------------------------------------------------------------


def at(day: date) -> datetime:
    return datetime.combine(day, time(12), UTC)


def promise(offer: Offer, id: str = "p", replaces: str | None = None, day: date = TODAY) -> Promise:
    return Promise(id=id, at=at(day), debts=("d",), offer=offer, via="sms", replaces=replaces)


def paid(cents: int | None, day: date, amount: str = "part") -> Payment:
    return Payment.model_validate({"id": f"{day}", "at": at(day), "debts": ("d",), "cents": cents, "amount": amount})


PLAN = promise(made(30_000, count=3)[0])
DUE = PLAN.offer.first


@pytest.mark.parametrize(
    ("payments", "rest"),
    [
        ([], [10_000] * 3),
        ([paid(10_000, DUE)], [10_000] * 2),
        ([paid(9_999, DUE)], [1, 10_000, 10_000]),
        ([paid(15_000, DUE)], [5_000, 10_000]),
        ([paid(None, DUE)], [10_000] * 2),
        ([paid(None, DUE, "full")], []),
        ([paid(10_000, TODAY - timedelta(1))], [10_000] * 3),
    ],
)
def test_payments_since_a_promise_cover_its_earliest_parts_first(payments: list[Payment], rest: list[int]) -> None:
    assert [part.amount for part in unpaid(PLAN, payments)] == rest


@pytest.mark.parametrize(("asked", "moved"), [(1, 1), (14, 14), (15, 14), (None, 14)])
def test_a_payment_is_moved_by_at_most_fourteen_days(asked: int | None, moved: int) -> None:
    to = None if asked is None else DUE + timedelta(asked)
    (offer,) = extensions(PLAN, [PLAN], [], debt(30_000), TODAY, HOUSE, to)
    assert [part.due for part in offer.instalments] == [
        DUE + timedelta(moved),
        *(p.due for p in PLAN.offer.instalments[1:]),
    ]
    assert (offer.kind, offer.total) == ("extension", 30_000)


def test_a_payment_is_never_moved_to_the_next_ones_day_nor_back_nor_into_the_past() -> None:
    weekly = promise(made(30_000, each=10_000, every="week")[0])
    (offer,) = extensions(weekly, [weekly], [], debt(30_000), TODAY, HOUSE, None)
    assert offer.first == weekly.offer.first + timedelta(6)
    assert extensions(PLAN, [PLAN], [], debt(30_000), TODAY, HOUSE, DUE) == ()
    assert extensions(PLAN, [PLAN], [], debt(30_000), DUE + timedelta(14), HOUSE, None) == ()


def test_a_payment_is_moved_twice_and_no_more() -> None:
    chain = [PLAN]
    for n in (1, 2):
        (offer,) = extensions(chain[-1], chain, [], debt(30_000), TODAY, HOUSE, chain[-1].offer.first + timedelta(1))
        chain.append(promise(offer, f"p{n}", chain[-1].id))
    assert extensions(chain[-1], chain, [], debt(30_000), TODAY, HOUSE, None) == ()


def test_what_was_paid_is_not_asked_again_and_a_balance_that_does_not_fit_is_for_a_person() -> None:
    after = [paid(10_000, DUE)]
    day = DUE + timedelta(1)
    (offer,) = extensions(PLAN, [PLAN], after, debt(20_000, told=day), day, HOUSE, None)
    assert offer.total == 20_000
    assert extensions(PLAN, [PLAN], after, debt(20_001, told=day), day, HOUSE, None) == ()


def test_a_promise_stands_until_it_is_taken_back_or_replaced() -> None:
    second = promise(PLAN.offer, "q", "p", TODAY + timedelta(1))
    assert standing([second, PLAN], []) == (second,)
    back = PromiseWithdrawn(id="w", at=at(TODAY), of="q", via="sms")
    assert standing([PLAN, second], [back]) == ()


# --- the file --------------------------------------------------------------------------------------------


def test_before_the_first_policy_there_are_no_terms() -> None:
    with pytest.raises(BadSettings, match="has no terms for 2021-11-29"):
        policy().terms("Alder Bank", date(2021, 11, 29))


def file(folder: Path, text: str) -> Path:
    path = folder / "offers.yaml"
    path.write_text(text, "utf-8")
    return path


def own(house: str, **changes: str) -> str:
    for key, value in changes.items():
        house = "\n".join(
            f"    {key}: {value}" if line.strip().startswith(f"{key}:") else line for line in house.splitlines()
        )
    return house


def test_a_creditor_has_its_own_terms_from_the_day_they_begin(tmp_path: Path) -> None:
    house = SHIPPED.read_text("utf-8")
    _, _, rows = house.partition("house:\n")
    ours = own(rows, discount="{opens: 90, floor: 60, payments: 2}").replace("2021-11-30", "2026-11-23")
    found = policy(file(tmp_path, f"{house}Alder Bank:\n{ours}\n"))
    assert found.terms("ALDER BANK", TODAY).discount == Discount(opens=90, floor=60, payments=2)
    assert found.terms("Alder Bank", TODAY - timedelta(1)).discount is None
    assert found.terms("Quince Dental", TODAY).discount is None


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"minimum": "0"}, "minimum"),
        ({"first_after": "15"}, "first_after"),
        ({"discount": "{opens: 60, floor: 70, payments: 1}"}, "discount"),
        ({"discount": "{opens: 100, floor: 70, payments: 1}"}, "discount"),
        ({"every": "[]"}, "every"),
        ({"instalments": "[3, 1]"}, "instalments"),
        ({"longest": "soon"}, "longest"),
    ],
)
def test_a_policy_that_cannot_be_meant_is_refused_and_says_where(
    tmp_path: Path, changes: dict[str, str], says: str
) -> None:
    with pytest.raises(BadLaw, match=says):
        policy(file(tmp_path, own(SHIPPED.read_text("utf-8"), **changes)))


@pytest.mark.parametrize("text", ["", "- 1", "bank: []", "house: []", "house:\n  - minimum: 1\n", "house: {}"])
def test_a_file_that_holds_no_policy_is_refused(tmp_path: Path, text: str) -> None:
    with pytest.raises(BadLaw, match=r"offers\.yaml"):
        policy(file(tmp_path, text))
