"""In which jurisdictions a consumer may be, and that the guard asks the law of those and of no other."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from accounts import places as tables
from accounts.consumer import ContactPoint, LocationStated, PointKind
from accounts.contact import Medium
from compliance import places
from compliance.book import Book, whole
from compliance.guard import Guard
from compliance.parameters import Nothing, Version
from compliance.proposal import Proposal
from compliance.rule import Rule, objection
from tests.law import known

HOME = {"kind": PointKind.POSTAL, "id": "h", "address": "home", "place": "home"}


def home(**fields: Any) -> ContactPoint:
    return ContactPoint(**(HOME | fields))


def phone(number: str, person: str | None = None) -> ContactPoint:
    return ContactPoint(id=number, kind=PointKind.PHONE, address=number, person=person, zones=(known.NEW_YORK,))


def where(*points: ContactPoint, facts: tuple[Any, ...] = (), person: str | None = None) -> set[str]:
    return set(places.of(known.dossier(*facts, points=points), person))


def said(*zones: str, places: tuple[str, ...] = ()) -> LocationStated:
    return LocationStated(id="s", at=known.at("2026-04-01 12:00"), zones=zones, places=places)


@pytest.mark.parametrize(
    ("point", "expected"),
    [
        (home(state="MA", zip="02139"), {"US-MA"}),
        (home(zip="20001"), {"US-DC"}),
        (home(state="NY", zip="10001"), {"US-NY", "US-NY-NYC"}),
        (home(state="NY", zip="11201"), {"US-NY", "US-NY-NYC"}),
        (home(state="NY", zip="10451"), {"US-NY", "US-NY-NYC"}),
        (home(state="NY", zip="11101"), {"US-NY", "US-NY-NYC"}),
        (home(state="NY", zip="10301"), {"US-NY", "US-NY-NYC"}),
        (home(state="NY", zip="11040"), {"US-NY", "US-NY-NYC"}),
        (home(state="NY", zip="11030"), {"US-NY"}),
        (home(state="NY", zip="14201"), {"US-NY", "US-NY-BUF"}),
        (home(state="NY", zip="10701"), {"US-NY", "US-NY-YON"}),
        (home(state="NY", zip="12207"), {"US-NY"}),
        (home(state="NY"), {"US-NY", "US-NY-NYC", "US-NY-BUF", "US-NY-YON"}),
        (home(state="NY", zip="00000"), {"US-NY", "US-NY-NYC", "US-NY-BUF", "US-NY-YON"}),
        (home(state="NJ", zip="10001"), {"US-NJ", "US-NY", "US-NY-NYC"}),
        (home(state="AE", zip="09012"), set()),
        (home(state="XX"), set()),
        (home(), set()),
        (phone("+16175550101"), {"US-MA"}),
        (phone("+12125550101"), {"US-NY", "US-NY-NYC"}),
        (phone("+17165550101"), {"US-NY", "US-NY-BUF"}),
        (phone("+12025550101"), {"US-DC"}),
    ],
    ids=lambda value: None if isinstance(value, set) else f"{value.address} {value.state or ''} {value.zip or ''}",
)
def test_an_address_or_number_speaks_for_its_state_and_city(point: ContactPoint, expected: set[str]) -> None:
    assert set(places.indicated(point)) == expected


def test_a_toll_free_number_speaks_for_no_place() -> None:
    assert places.indicated(phone("+18005550101")) == ()


def test_every_address_and_number_of_the_consumer_counts() -> None:
    assert where(home(state="WA", zip="98101"), phone("+15035550101")) == {"US-WA", "US-OR"}


def test_somebody_elses_number_counts_only_where_it_goes_to_them() -> None:
    points = (home(state="WA", zip="98101"), phone("+16175550101", person="spouse"))
    assert where(*points) == {"US-WA"}
    assert where(*points, person="spouse") == {"US-WA", "US-MA"}


def test_a_stated_place_is_added_and_takes_none_away() -> None:
    here = home(state="MA", zip="02139")
    assert where(here, facts=(said("America/Los_Angeles", places=("US-CA",)),)) == {"US-MA", "US-CA"}
    assert where(here, facts=(said(known.NEW_YORK, places=("US-NY-NYC",)),)) == {"US-MA", "US-NY", "US-NY-NYC"}


def test_a_stated_clock_that_a_known_place_has_adds_nothing_and_another_every_state_that_has_it() -> None:
    here = home(state="MA", zip="02139")
    assert where(here, facts=(said("America/Detroit"),)) == {"US-MA"}
    found = where(here, facts=(said("America/Los_Angeles"),))
    assert found == {"US-MA", "US-CA", "US-WA", "US-OR", "US-NV", "US-ID"}


def test_where_only_a_clock_is_known_every_state_with_it_is_possible() -> None:
    found = where(home(zones=("America/Phoenix",)))
    assert found == {"US-AZ"}
    assert {"US-NY-NYC", "US-DC", "US-FL"} < where(home(zones=(known.NEW_YORK,)))


def test_where_nothing_is_known_no_state_is_asked_and_the_zone_is_missing() -> None:
    nowhere = known.dossier(points=(ContactPoint(id="e", kind=PointKind.EMAIL, address=known.EMAIL),))
    assert places.of(nowhere) == frozenset()
    asked = known.proposal(nowhere, known.at("2026-04-15 12:00"), Medium.EMAIL)
    assert "regf.6b1i-location-conflict" in {finding.rule for finding in Guard(whole()).findings(asked)}


def test_every_area_code_of_the_country_has_a_jurisdiction() -> None:
    read = tables._tables()
    assert set(read["area_codes"]) == set(read["jurisdictions"])
    assert all(place[:3] == "US-" for found in read["jurisdictions"].values() for place in found)


def refuses(proposal: Proposal, values: Nothing) -> Any:
    """Object to everything."""
    return objection("x", "law", f"{proposal.message.id} {values}")


def test_the_guard_asks_a_place_s_law_of_those_who_may_be_there_and_of_nobody_else() -> None:
    version = Version(since=date(2021, 11, 30), source="law", values=Nothing())
    of_place = Rule("x.x", "law", version.since, Nothing, refuses, (version,), known.__file__, "US-NY-NYC")  # type: ignore[arg-type]  # any path
    guard = Guard(Book([of_place]))

    def found(point: ContactPoint) -> int:
        asked = known.proposal(known.dossier(points=(point,)), known.at("2026-04-15 12:00"))
        return len(guard.findings(asked))

    assert found(home(state="NY", zip="10001")) == 1
    assert found(home(state="NY", zip="12207")) == 0
