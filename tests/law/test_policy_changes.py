"""Changes of house policy: dated, by two persons, and never of the law."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from accounts.contact import Medium, Purpose
from accounts.errors import BadInput
from accounts.policy import PolicyChange
from compliance import house_policy
from compliance.book import whole
from compliance.decision import Decision, Finding, Objection
from compliance.guard import Guard
from compliance.policy.caps import Spacing
from compliance.policy.hours import WEEKDAYS
from tests.law import known

TODAY, THEN = date(2026, 4, 1), date(2026, 4, 15)
BOOK = whole()
LAG = BOOK.provisions["house.provider-lag"].versions[-1].values.plain()
SPACING = BOOK.provisions["house.spacing"]


def change(**fields: Any) -> PolicyChange:
    """Return a change of the pause between two contacts, proposed by Ann."""
    values = SPACING.versions[-1].values.plain() | {"hours": 48}
    usual: dict[str, Any] = {"id": "1", "provision": "house.spacing", "since": THEN, "values": values}
    usual |= {"because": "complaints", "proposed_by": "Ann", "proposed_at": datetime(2026, 4, 1, tzinfo=UTC)}
    return PolicyChange(**(usual | fields))


def approved(**fields: Any) -> PolicyChange:
    """Return the same, approved by Bo."""
    decided = {"decided_by": "Bo", "decided_at": datetime(2026, 4, 2, tzinfo=UTC), "approved": True}
    return change(**(decided | fields))


def hours(day: date, *changes: PolicyChange) -> int:
    """Return the pause in force on a day."""
    page = house_policy.under(BOOK, changes).on(day)
    (values,) = [v for p, v in page.rules if p.id == "house.spacing"]
    assert isinstance(values, Spacing)
    return values.hours


def test_a_change_holds_from_its_day_and_not_before() -> None:
    assert hours(THEN - timedelta(days=1), approved()) == 20
    assert hours(THEN, approved()) == 48
    assert hours(date(2028, 12, 31), approved()) == 48


def test_what_nobody_approved_changes_nothing() -> None:
    assert hours(THEN, change(), change(id="2", approved=False, decided_by="Bo")) == 20


def test_of_two_changes_for_one_day_the_one_approved_later_holds() -> None:
    later = approved(id="0", values=SPACING.versions[-1].values.plain() | {"hours": 30})
    later = later.model_copy(update={"decided_at": datetime(2026, 4, 3, tzinfo=UTC)})
    assert hours(THEN, later, approved()) == hours(THEN, approved(), later) == 30


def test_a_change_of_a_provision_that_is_no_more_is_left_alone() -> None:
    assert house_policy.under(BOOK, [approved(provision="house.gone")]).provisions == BOOK.provisions


def test_the_fingerprint_of_the_book_tells_of_the_change_from_its_day_on() -> None:
    changed = house_policy.under(BOOK, [approved()])
    before = THEN - timedelta(days=1)
    assert changed.on(before).fingerprint == BOOK.on(before).fingerprint
    assert changed.on(THEN).fingerprint != BOOK.on(THEN).fingerprint
    assert changed.on(THEN).fingerprint == house_policy.under(BOOK, [approved()]).on(THEN).fingerprint


@pytest.mark.parametrize(
    ("fields", "says"),
    [
        ({"provision": "regf.14h1-medium"}, "is law"),
        ({"provision": "house.gone"}, "no provision"),
        ({"since": TODAY}, "later day"),
        ({"because": " "}, "reason"),
        ({"proposed_by": ""}, "name"),
        ({"values": {"hours": 48}}, "media"),
        ({"values": change().values | {"hours": "many"}}, "hours"),
        ({"values": change().values | {"minutes": 1}}, "minutes"),
        ({"provision": "house.provider-lag", "values": LAG | {"closes": 1260}}, "closes"),
    ],
)
def test_a_change_that_does_not_fit_is_refused_with_the_reason(fields: dict[str, Any], says: str) -> None:
    with pytest.raises(BadInput, match=says):
        house_policy.proposed(BOOK, change(**fields), TODAY)


def test_a_change_that_fits_may_be_proposed_for_tomorrow() -> None:
    values = house_policy.proposed(BOOK, change(since=TODAY + timedelta(days=1)), TODAY)
    assert isinstance(values, Spacing)
    assert values.hours == 48


@pytest.mark.parametrize("by", ["Ann", "ann", " A nn ", "", " "])
def test_who_proposed_a_change_does_not_approve_it(by: str) -> None:
    with pytest.raises(BadInput, match="second person"):
        house_policy.decided(change(), by, TODAY)


@pytest.mark.parametrize(("word", "approves"), [("approved", True), ("refused", False)])
def test_a_change_is_decided_once_and_in_time(word: str, approves: bool) -> None:
    house_policy.decided(change(), "Bo", THEN - timedelta(days=1))
    with pytest.raises(BadInput, match=word):
        house_policy.decided(approved(approved=approves), "Cy", TODAY)
    with pytest.raises(BadInput, match="propose it again"):
        house_policy.decided(change(), "Bo", THEN)


def test_a_guard_under_changes_is_made_once_and_without_them_is_itself() -> None:
    guard = Guard(BOOK)
    assert guard.under([]) is guard
    assert guard.under([approved()]) is guard.under([approved()])
    assert guard.under([approved(id="2")]) is not guard.under([approved()])


def test_the_guard_refuses_by_the_changed_limit() -> None:
    noon = known.at("2026-04-16 12:00")
    earlier = known.text_out(noon - timedelta(hours=30))
    asked = known.proposal(
        known.dossier(points=known.in_zones(known.NEW_YORK), attempts=(earlier,)), noon, Medium.EMAIL
    )
    rules = [{f.rule for f in guard.findings(asked)} for guard in (Guard(BOOK), Guard(BOOK).under([approved()]))]
    assert "house.spacing" not in rules[0]
    assert "house.spacing" in rules[1]


EMPTY: list[tuple[str, dict[str, Any]]] = [
    ("house.caps", {"caps": []}),
    ("house.caps", {"media": []}),
    ("house.caps", {"caps": [{"media": ["chat"], "days": 7, "most": 1}]}),
    ("house.caps", {"caps": [{"media": ["sms"], "days": 0, "most": 1}]}),
    ("house.spacing", {"hours": 0}),
    ("house.spacing", {"lets_through": [purpose.value for purpose in Purpose]}),
    ("house.silence-after-conversation", {"days": 0}),
    ("house.hours", {"begin": dict.fromkeys(WEEKDAYS, "08:00"), "end": dict.fromkeys(WEEKDAYS, "21:00")}),
    ("house.provider-lag", {"lag_minutes": 0}),
    ("house.no-work", {"media": []}),
    ("house.templates", {"begun": {}}),
    ("house.dispute-pause", {"authors": []}),
    ("house.hold", {"lets_through": [purpose.value for purpose in Purpose]}),
    ("house.says-automated", {"authors": []}),
]


def emptying(provision: str, values: dict[str, Any], **fields: Any) -> PolicyChange:
    shipped = BOOK.provisions[provision].versions[-1].values.plain()
    return approved(provision=provision, values=shipped | values, **fields)


@pytest.mark.parametrize(("provision", "values"), EMPTY)
def test_a_limit_that_two_persons_emptied_is_named(provision: str, values: dict[str, Any]) -> None:
    change = emptying(provision, values)
    for today in (THEN - timedelta(days=1), THEN, THEN + timedelta(days=400)):
        assert house_policy.emptied(BOOK, [change], today) == (change,)


def test_no_limit_is_shipped_empty() -> None:
    for provision in BOOK.provisions.values():
        assert not any(version.values.is_empty for version in provision.versions), provision.id


def test_a_limit_that_is_only_wider_or_that_was_set_again_is_not_empty() -> None:
    wider = emptying("house.spacing", {"hours": 1})
    late = emptying("house.hours", {"begin": dict.fromkeys(WEEKDAYS, "08:00"), "end": dict.fromkeys(WEEKDAYS, "20:59")})
    nobody_approved = emptying("house.spacing", {"hours": 0}, approved=False)
    gone = emptying("house.spacing", {"hours": 0}, id="3").model_copy(update={"provision": "house.gone"})
    assert house_policy.emptied(BOOK, [wider, late, nobody_approved, gone], THEN) == ()
    empty = emptying("house.spacing", {"hours": 0}, id="4")
    again = approved(id="5", since=THEN + timedelta(days=5))
    assert house_policy.emptied(BOOK, [empty, again], THEN) == (empty,)
    assert house_policy.emptied(BOOK, [empty, again], THEN + timedelta(days=5)) == ()


def test_a_book_without_caps_lets_calls_through_and_fails_at_none() -> None:
    book = house_policy.under(BOOK, [emptying("house.caps", {"caps": []})])
    (rule, values) = next((p, v) for p, v in book.on(THEN).rules if p.id == "house.caps")
    asked = known.proposal(known.dossier(), known.at("2026-04-20 12:00"))
    assert rule(asked, values) is None


def test_a_cap_of_none_is_refused_for_media_are_closed_otherwise() -> None:
    none = change(provision="house.caps", values=BOOK.provisions["house.caps"].versions[-1].values.plain())
    none.values["caps"][0]["most"] = 0
    with pytest.raises(BadInput, match=r"caps\.0\.most: Input should be greater than or equal to 1"):
        house_policy.proposed(BOOK, none, TODAY)


def test_a_name_in_another_script_decides_nothing_for_it_may_only_look_like_another() -> None:
    with pytest.raises(BadInput, match="Latin letters"):
        house_policy.decided(change(), "А.nn", date(2026, 1, 1))  # the first letter is Cyrillic


def test_advice_is_told_apart_from_what_stands_against_a_message() -> None:
    advice = Finding(rule="a", citation="c", says="look")
    against = Objection(rule="b", citation="c", says="no")
    noon = known.at("2026-04-15 12:00")
    decision = Decision(
        id="d", at=noon, consumer="C", message="m", approved=False, findings=(advice, against), book="f"
    )
    assert (decision.advice, decision.objections) == ((advice,), (against,))


def test_values_that_are_no_plain_values_are_refused() -> None:
    with pytest.raises(BadInput, match="not plain text"):
        house_policy.proposed(BOOK, change(values={"hours": {1, 2}}), TODAY)
