"""Tests of the sample placement: it is what its script makes, and it shows what it is there to show."""

from __future__ import annotations

import csv
import shutil
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
import pytz

from accounts import migrations
from accounts.consent import CeaseRequest, Consent, OptOut, Preference
from accounts.consumer import Representation
from accounts.dossier import Dossier
from accounts.placement import Placed, place
from accounts.store import Store
from tests.accounts.files import dossiers
from tests.walks.world import NOON, open_store
from tools import sample_placement

SAMPLE = Path(sample_placement.FOLDER)


@pytest.fixture(scope="module")
def placed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Placed, Store]]:
    folder = tmp_path_factory.mktemp("sample")
    store = open_store(f"sqlite:///{folder / 'sample.db'}")
    migrations.upgrade(store.engine)
    yield place(store, Path(shutil.copy(SAMPLE / "placement.csv", folder)), at=NOON), store
    store.close()


@pytest.fixture(scope="module")
def people(placed: tuple[Placed, Store]) -> list[Dossier]:
    return dossiers(placed[1])


def zones(dossier: Dossier) -> set[str]:
    return {zone for point in dossier.points for zone in point.zones}


def test_the_sample_is_what_its_script_makes() -> None:
    with (SAMPLE / "placement.csv").open(encoding="utf-8", newline="") as file:
        kept = list(csv.DictReader(file))
    assert [{k: v for k, v in row.items() if v} for row in kept] == [
        {k: v for k, v in row.items() if v} for row in sample_placement.rows()
    ]


def test_it_has_enough_rows_and_consumers_and_every_bad_row_is_refused_for_a_reason_of_its_own(
    placed: tuple[Placed, Store], people: list[Dossier]
) -> None:
    outcome = placed[0]
    assert outcome.rows >= 320
    assert len(people) >= 300
    assert len(outcome.rejected) == len({r.error for r in outcome.rejected}) == 15
    assert outcome.imported + len(outcome.rejected) == outcome.rows


def test_it_covers_every_clock_of_the_united_states(people: list[Dossier]) -> None:
    shown = {zone for person in people for zone in zones(person)}
    assert {
        "America/New_York", "America/Chicago", "America/Denver", "America/Phoenix", "America/Los_Angeles",
        "America/Anchorage", "America/Adak", "Pacific/Honolulu", "Pacific/Guam", "Pacific/Saipan",
        "Pacific/Pago_Pago", "America/Puerto_Rico", "America/St_Thomas", "America/Boise", "America/Detroit",
        "America/Menominee", "America/Indiana/Indianapolis", "America/Indiana/Tell_City", "America/Indiana/Knox",
    } <= shown <= pytz.all_timezones_set  # fmt: skip


def test_an_eastern_number_with_a_pacific_address_is_in_both_zones(people: list[Dossier]) -> None:
    (edie,) = [p for p in people if p.consumer.name == "Edie Eastern-Number Pacific-Home"]
    assert zones(edie) == {"America/New_York", "America/Los_Angeles"}


def test_some_have_no_usable_zone_at_all(people: list[Dossier]) -> None:
    lost = {p.consumer.name for p in people if not zones(p)}
    assert {"Mack Military No-Zone", "Tully Toll-Free No-Zone", "Nell Nothing-Known", "Emmet Email-Only"} <= lost


def test_it_has_two_debts_spanish_work_and_every_kind_of_wish(people: list[Dossier]) -> None:
    assert Counter(len(p.debts) for p in people)[2] >= 20
    assert 0.12 <= sum(p.consumer.language == "es" for p in people) / len(people) <= 0.18
    points = [point for person in people for point in person.points]
    assert {point.kind for point in points if point.place == "work"} == {"phone", "email", "postal"}
    assert {point.state for point in points} >= {"AA", "AE", "AP", "PR", "GU", "VI", "AS", "MP", "DC", "HI", "AK"}
    for kind in (Representation, CeaseRequest, OptOut, Preference):
        assert sum(bool(person.of(kind)) for person in people) >= 3
    ages = {(NOON - c.at).days for person in people for c in person.of(Consent) if c.scope == "sms"}
    assert min(ages) < 30
    assert max(ages) > 365
    assert sum(not any(c.scope == "sms" for c in person.of(Consent)) for person in people) >= 50


def test_nobody_in_it_can_be_reached(people: list[Dossier]) -> None:
    for person in people:
        for point in person.points:
            if point.kind == "phone":
                assert "555010" <= point.address[5:11] <= "555019" or point.address == "+16846221234"
            if point.kind == "email":
                assert point.address.endswith(".example")


def test_no_two_consumers_share_a_number(people: list[Dossier]) -> None:
    shared = Counter(point.address for person in people for point in person.points if point.kind == "phone")
    assert max(shared.values()) == 1


def test_the_workbook_holds_rows_of_the_same_debts(placed: tuple[Placed, Store], tmp_path: Path) -> None:
    path = Path(shutil.copy(SAMPLE / "placement.xlsx", tmp_path))
    again = place(placed[1], path, at=NOON)
    assert (again.rows, again.unchanged) == (12, 12)
