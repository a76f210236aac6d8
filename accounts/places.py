"""Places: in which time zones and jurisdictions somebody may be, by their phone number, ZIP code or state.

All of these are guesses of the careful kind: every zone that the data allow is returned, for a message must be
lawful in each of them. Nothing returned means that the data say nothing of a place. A jurisdiction is named as in
ISO 3166-2, with the city where it has laws of its own: US-NY, US-NY-NYC.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from functools import lru_cache
from importlib.resources import files
from typing import Any

import phonenumbers
import pytz
import yaml
import zipcodes
from phonenumbers import PhoneNumberType, timezone

REGIONS = frozenset({"US", "PR", "GU", "VI", "AS", "MP"})
"""The countries, as the numbering plan calls them, whose numbers are of the United States and its territories."""

MILITARY = frozenset({"AA", "AE", "AP"})
"""What stands for a state in the addresses of the armed forces and embassies: it names no place on earth."""

TERRITORIES = frozenset({"AS", "GU", "MP", "PR", "VI"})

STATES = frozenset(
    (
        *("AL", "AK", "AZ", "AR", "CA", "CO", "CT", "DE", "FL", "GA", "HI", "ID", "IL", "IN", "IA", "KS", "KY", "LA"),
        *("ME", "MD", "MA", "MI", "MN", "MS", "MO", "MT", "NE", "NV", "NH", "NJ", "NM", "NY", "NC", "ND", "OH", "OK"),
        *("OR", "PA", "RI", "SC", "SD", "TN", "TX", "UT", "VT", "VA", "WA", "WV", "WI", "WY", "DC"),
        *TERRITORIES,
        *MILITARY,
    )
)
"""The fifty states, the District of Columbia, the territories, and the military's."""

BOROUGHS = frozenset({"New York County", "Kings County", "Queens County", "Bronx County", "Richmond County"})
"""The counties that are New York City."""

ACROSS_THE_LINE = frozenset({"11001", "11003", "11040", "11096", "11580"})
"""ZIP codes counted to Nassau County of which a part may lie in Queens."""

CITIES = {("NY", "Buffalo"): "US-NY-BUF", ("NY", "Yonkers"): "US-NY-YON"}
"""Other cities with laws of their own, by state and name; the mail calls some suburbs by the city's name too."""

OF_STATE = {"NY": ("US-NY-BUF", "US-NY-NYC", "US-NY-YON")}
"""The cities with laws of their own, by state."""

_OF_A_PLACE = frozenset({PhoneNumberType.FIXED_LINE, PhoneNumberType.MOBILE, PhoneNumberType.FIXED_LINE_OR_MOBILE})


@lru_cache(maxsize=4096)
def phone_zones(number: str) -> tuple[str, ...]:
    """Return every zone where the holder of a number may be, sorted.

    Neither source is right alone, so both count: `phonenumbers` by exchange, and the ZIP codes of the area
    code (accounts/area_codes.yaml). A toll-free or personal number, and one of no US place, has none.

    Args:
        number: E.164, as +14155550132.
    """
    try:
        parsed = phonenumbers.parse(number)
    except phonenumbers.NumberParseException:
        return ()
    kind = phonenumbers.number_type(parsed)
    if kind not in _OF_A_PLACE or phonenumbers.region_code_for_number(parsed) not in REGIONS:
        return ()
    zones = set(_table("area_codes").get(number[2:5], ()))
    if phonenumbers.is_number_geographical(parsed):
        zones.update(timezone.time_zones_for_geographical_number(parsed))
    return tuple(sorted(zones & pytz.all_timezones_set))


@lru_cache(maxsize=65536)
def zip_place(code: str) -> tuple[str, tuple[str, ...]] | None:
    """Return the state of a ZIP code and its zones; None if the Postal Service has no such code.

    Military mail has no zone. A ZIP code whose zone the data misname has every zone of its state.

    Args:
        code: five digits.
    """
    if len(code) != 5 or not code.isascii() or not code.isdigit():
        return None
    found = zipcodes.matching(code)  # type: ignore[no-untyped-call]  # its stub leaves the wrapper untyped
    if not found:
        return None
    state, zone = str(found[0]["state"]), str(found[0]["timezone"])
    if zone in pytz.all_timezones_set:
        return state, (zone,)
    return state, state_zones(state)


def jurisdictions(entry: Mapping[str, Any]) -> tuple[str, ...]:
    """Return the state of one entry of the ZIP data, and the city it is in where that has laws of its own."""
    state = str(entry["state"])
    cities = {CITIES.get((state, name)) for name in (entry["city"], *entry["acceptable_cities"])}
    if state == "NY" and (entry["county"] in BOROUGHS or entry["zip_code"] in ACROSS_THE_LINE):
        cities.add("US-NY-NYC")
    return f"US-{state}", *sorted(city for city in cities if city)


@lru_cache(maxsize=65536)
def zip_jurisdictions(code: str | None) -> tuple[str, ...]:
    """Return the state and city of a ZIP code; none if there is no such code, or its mail names no place on earth."""
    entries = zipcodes.matching(code) if code and zip_place(code) else []  # type: ignore[no-untyped-call]  # as above
    return tuple(sorted({p for entry in entries if entry["state"] not in MILITARY for p in jurisdictions(entry)}))


def state_jurisdictions(state: str | None) -> tuple[str, ...]:
    """Return a state with every city in it that has laws of its own; none for the military's, or for no state."""
    if state is None or state in MILITARY or state not in STATES:
        return ()
    return f"US-{state}", *OF_STATE.get(state, ())


def whole(named: Iterable[str]) -> set[str]:
    """Return those jurisdictions, and the state of each city among them."""
    return {place for name in named for place in (name, name[: len("US-NY")])}


@lru_cache(maxsize=4096)
def phone_jurisdictions(number: str) -> tuple[str, ...]:
    """Return the state of a number's area code, and the cities with laws of their own that have it too."""
    return _table("jurisdictions").get(number[2:5], ()) if phone_zones(number) else ()


@lru_cache(maxsize=512)
def zone_jurisdictions(zone: str) -> tuple[str, ...]:
    """Return every state, with its cities, in which clocks show what those of a zone do."""
    own = _clock(zone)
    found = (state for state, zones in _table("states").items() if any(_clock(z) == own for z in zones))
    return tuple(place for state in found for place in state_jurisdictions(state))


def _clock(zone: str) -> tuple[Any, Any]:
    place = pytz.timezone(zone)
    winter, summer = (place.localize(datetime(2026, month, 15)) for month in (1, 7))  # noqa: DTZ001  # localized here
    return winter.utcoffset(), summer.utcoffset()


def state_zones(state: str) -> tuple[str, ...]:
    """Return every zone of a state or territory; none for military mail, or for no such state."""
    return _table("states").get(state, ())


@lru_cache
def _tables() -> dict[str, dict[str, tuple[str, ...]]]:
    text = files("accounts").joinpath("area_codes.yaml").read_text(encoding="utf-8")
    read = yaml.load(text, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))  # noqa: S506 - both are safe loaders
    return {title: {key: tuple(sorted(zones)) for key, zones in table.items()} for title, table in read.items()}


def _table(title: str) -> dict[str, tuple[str, ...]]:
    return _tables()[title]
