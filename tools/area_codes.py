"""Make accounts/area_codes.yaml: the zones and jurisdictions where numbers of an area code, and of a state, may be.

    python -m tools.area_codes

The geodata of `phonenumbers` alone is not safe: it places 448 (mostly Central) in New York and 689 (Eastern)
in Chicago. So the ZIP codes of the `zipcodes` package, each with its zone and its area codes, are asked too.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import datetime, timedelta
from functools import lru_cache
from pathlib import Path

import phonenumbers
import pytz
import zipcodes
from phonenumbers import PhoneNumberType, geocoder

from accounts.places import jurisdictions, state_jurisdictions

TARGET = Path(__file__).parent.parent / "accounts" / "area_codes.yaml"

NOISE = 0.03
"""Of the ZIP codes of an area code: what a neighbouring state must have for its clock to count."""

ABROAD = frozenset({"FM", "MH", "PW"})
"""Freely associated states: the mail goes there, the law of the states does not."""

HEAD = """\
# The clocks that the numbers of an area code, and the addresses of a state, may go by.
# Made by `python -m tools.area_codes` from the packages phonenumbers and zipcodes; do not edit.
# Zones whose clocks have shown the same since 2021 are one here, named after the one with the most ZIP codes.
# An area code has every clock of the state it belongs to, and those of neighbours with 3 % of its ZIP codes or more.
# Its jurisdictions are that state, and the cities with laws of their own in which 3 % of its ZIP codes lie, or more.
"""

STATES = {
    "Arkansas": "AR",
    "California": "CA",
    "Colorado": "CO",
    "Florida": "FL",
    "Illinois": "IL",
    "Missouri": "MO",
    "New York": "NY",
    "South Carolina": "SC",
    "Virginia": "VA",
    "Wisconsin": "WI",
}
"""The states as phonenumbers calls them, for area codes too new to be in the ZIP data; another is a KeyError here."""


def main() -> None:
    """Write the file."""
    TARGET.write_text(made(), encoding="utf-8")


def made() -> str:
    """Return the text of the file."""
    every = zipcodes.list_all()  # type: ignore[no-untyped-call]  # its stub leaves the wrapper untyped
    zips = [z for z in every if z["timezone"] in pytz.all_timezones_set and z["state"] not in ABROAD]
    everywhere = Counter(z["timezone"] for z in zips)
    named: dict[tuple[timedelta | None, ...], str] = {}
    for zone, _ in everywhere.most_common():
        named.setdefault(clock(zone), zone)

    states: dict[str, Counter[str]] = {}
    codes: dict[str, list[tuple[str, str]]] = {}
    law: dict[str, list[tuple[str, ...]]] = {}
    for entry in zips:
        zone = named[clock(entry["timezone"])]
        states.setdefault(entry["state"], Counter())[zone] += 1
        for code in entry["area_codes"]:
            codes.setdefault(code, []).append((entry["state"], zone))
            law.setdefault(code, []).append(jurisdictions(entry))

    of_state = {state: [zone for zone, _ in zones.most_common()] for state, zones in sorted(states.items())}
    of_code = {code: clocks(where) for code, where in codes.items()}
    law_of_code = {code: lawful(where) for code, where in law.items()}
    for code, state in unknown_to_zips(of_code):
        of_code[code] = of_state[state]
        law_of_code[code] = [*state_jurisdictions(state)]
    used = {code: zones for code, zones in sorted(of_code.items()) if place(code) is not None}
    governed = {code: law_of_code[code] for code in used}
    return HEAD + "".join(
        f"{title}:\n" + "".join(f"  '{key}': [{', '.join(zones)}]\n" for key, zones in table.items())
        for title, table in (("states", of_state), ("area_codes", used), ("jurisdictions", governed))
    )


def clocks(where: list[tuple[str, str]]) -> list[str]:
    """Return the zones of one area code, from the (state, zone) of each of its ZIP codes, the largest first."""
    own = Counter(state for state, _ in where).most_common(1)[0][0]
    shares = Counter(zone for _, zone in where)
    at_home = {zone for state, zone in where if state == own}
    return [zone for zone, count in shares.most_common() if zone in at_home or count >= NOISE * len(where)]


def lawful(where: list[tuple[str, ...]]) -> list[str]:
    """Return the jurisdictions of one area code, from those of each of its ZIP codes: its state, and its cities."""
    shares = Counter(place for places in where for place in places)
    own = Counter(places[0] for places in where).most_common(1)[0][0]
    return [own, *sorted(p for p, n in shares.items() if p.startswith(f"{own}-") and n >= NOISE * len(where))]


@lru_cache
def clock(zone: str) -> tuple[timedelta | None, ...]:
    """Return what tells a clock from another: its offsets, week by week, in the years that our facts are of."""
    place = pytz.timezone(zone)
    begin = datetime(2021, 1, 1, 12)  # noqa: DTZ001 - a clock time of that zone
    return tuple(place.utcoffset(begin + timedelta(weeks=week)) for week in range(52 * 10))


def unknown_to_zips(known: dict[str, list[str]]) -> Iterator[tuple[str, str]]:
    """Yield (area code, state) for the geographic area codes that the ZIP data do not have yet."""
    for number in range(201, 990):
        code = str(number)
        if code not in known and (described := place(code)):
            yield code, described.rpartition(", ")[2] if ", " in described else STATES[described]


def place(code: str) -> str | None:
    """Return what phonenumbers calls the place of a US area code; None where it has none or is no such code."""
    for exchange in ("555", "234", "622"):
        number = phonenumbers.PhoneNumber(country_code=1, national_number=int(f"{code}{exchange}0123"))
        region = phonenumbers.region_code_for_number(number)
        if region in ("US", "PR", "GU", "VI", "AS", "MP") and phonenumbers.number_type(number) in (
            PhoneNumberType.FIXED_LINE,
            PhoneNumberType.MOBILE,
            PhoneNumberType.FIXED_LINE_OR_MOBILE,
        ):
            return geocoder.description_for_number(number, "en") or region
    return None


if __name__ == "__main__":
    main()
