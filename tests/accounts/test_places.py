"""Tests of the zones that phone numbers, ZIP codes and states may be in."""

from __future__ import annotations

import pytest
import pytz

from accounts import places
from tools import area_codes


@pytest.mark.parametrize(
    ("number", "must_be_open_in"),
    [
        ("+14485550123", {"America/Chicago", "America/New_York"}),
        ("+13645550123", {"America/Chicago", "America/New_York"}),
        ("+16895550123", {"America/New_York", "America/Chicago"}),
        ("+18505550123", {"America/Chicago", "America/New_York"}),
        ("+19285550123", {"America/Phoenix", "America/Denver"}),
        ("+12085550123", {"America/Denver", "America/Los_Angeles"}),
        ("+15415550123", {"America/Denver", "America/Los_Angeles"}),
        ("+19075550123", {"America/Anchorage", "America/Adak"}),
        ("+19065550123", {"America/New_York", "America/Chicago"}),
        ("+18085550123", {"Pacific/Honolulu"}),
        ("+16715550123", {"Pacific/Guam"}),
        ("+17875550123", {"America/Puerto_Rico"}),
        ("+13405550123", {"America/St_Thomas"}),
        ("+16846221234", {"Pacific/Pago_Pago"}),
    ],
)
def test_a_number_may_be_in_every_zone_that_either_source_names(number: str, must_be_open_in: set[str]) -> None:
    assert must_be_open_in <= set(places.phone_zones(number))


@pytest.mark.parametrize(
    ("number", "zones"), [("+12125550123", ("America/New_York",)), ("+16025550123", ("America/Phoenix",))]
)
def test_a_number_of_one_zone_has_one_zone(number: str, zones: tuple[str, ...]) -> None:
    assert places.phone_zones(number) == zones


@pytest.mark.parametrize(
    "number", ["+18005550123", "+19005550123", "+15005550123", "+14165550123", "+442079460123", "x", ""]
)
def test_a_number_of_no_us_place_has_no_zone(number: str) -> None:
    assert places.phone_zones(number) == ()


def test_a_mobile_number_of_american_samoa_is_there_and_not_in_all_of_the_numbering_plan() -> None:
    assert places.phone_zones("+16847330123") == ("Pacific/Pago_Pago",)


@pytest.mark.parametrize(
    ("code", "place"),
    [
        ("10001", ("NY", ("America/New_York",))),
        ("86044", ("AZ", ("America/Denver",))),
        ("85001", ("AZ", ("America/Phoenix",))),
        ("99546", ("AK", ("America/Adak",))),
        ("96799", ("AS", ("Pacific/Pago_Pago",))),
        ("96950", ("MP", ("Pacific/Saipan",))),
        ("09012", ("AE", ())),
        ("96602", ("AP", ())),
        ("34002", ("AA", ())),
    ],
)
def test_a_zip_code_has_its_zone_and_military_mail_none(code: str, place: tuple[str, tuple[str, ...]]) -> None:
    assert places.zip_place(code) == place


@pytest.mark.parametrize("code", ["00000", "1000", "100011", "1000a", "", "١٠٠٠١"])  # the last in Arabic digits
def test_what_is_no_zip_code_has_no_place(code: str) -> None:
    assert places.zip_place(code) is None


def test_a_zip_code_whose_zone_is_misnamed_has_all_zones_of_its_state() -> None:
    assert places.zip_place("99634") == ("AK", ("America/Adak", "America/Anchorage"))


def test_a_state_has_every_clock_that_hangs_in_it() -> None:
    assert places.state_zones("TN") == ("America/Chicago", "America/New_York")
    assert places.state_zones("AE") == ()
    assert all(places.state_zones(state) for state in places.STATES - places.MILITARY)


def test_there_are_fifty_states_the_district_five_territories_and_three_military_regions() -> None:
    assert len(places.STATES) == 50 + 1 + 5 + 3


def test_the_table_of_area_codes_is_what_its_script_makes() -> None:
    assert area_codes.TARGET.read_text(encoding="utf-8") == area_codes.made()


def test_every_zone_of_the_table_is_known() -> None:
    for title in ("states", "area_codes"):
        for zones in places._table(title).values():
            assert zones
            assert set(zones) <= pytz.all_timezones_set


def test_a_neighbour_counts_from_three_percent_on_and_home_always() -> None:
    home = [("GA", "America/New_York")] * 96
    assert area_codes.clocks([*home, *[("AL", "America/Chicago")] * 2]) == ["America/New_York"]
    assert area_codes.clocks([*home, *[("AL", "America/Chicago")] * 4]) == ["America/New_York", "America/Chicago"]
    assert area_codes.clocks([*home, ("GA", "America/Chicago")]) == ["America/New_York", "America/Chicago"]
