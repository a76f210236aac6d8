"""Tests of placing files: what becomes of rows, again and again, after a crash, and in a dry run."""

from __future__ import annotations

import csv
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
import sqlalchemy as sa

from accounts import placement
from accounts.basis import StateNotice
from accounts.consent import CeaseRequest, Consent, OptOut, Preference
from accounts.consumer import EmployerProhibits, Hold, Representation
from accounts.ledger import entry
from accounts.notice import ValidationSent
from accounts.placement import Placed, place
from accounts.placement_cells import STATE_NOTICES
from accounts.placement_rejects import neutral
from accounts.store import Store
from compliance.book import whole
from tests.accounts.files import MANY, SMALL, dossiers, many, only, row, write, write_xlsx
from tests.walks.world import NOON


@pytest.fixture(autouse=True)
def small_batches(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(placement, "BATCH", SMALL)


def summary(placed: Placed) -> tuple[int, int, int, int]:
    assert placed.rows == placed.imported + placed.updated + placed.unchanged + len(placed.rejected)
    return placed.imported, placed.updated, placed.unchanged, len(placed.rejected)


def test_a_row_becomes_a_consumer_with_contact_points_and_a_debt(store: Store, tmp_path: Path) -> None:
    path = write(
        tmp_path,
        row(language="es", work_email="ana@firm.example", work_phone="(312) 555-0199", work_state="IL")
        | {"itemization_kind": "charge-off", "itemization_date": "2026-01-31", "itemization_amount": "1,200.00"}
        | {"interest": "44.56", "payments": "10"},
    )
    assert summary(place(store, path, at=NOON)) == (1, 0, 0, 0)
    dossier = only(store)
    assert (dossier.consumer.name, dossier.consumer.language) == ("Ana Example", "es")
    points = {p.address: p for p in dossier.points}
    assert points["+12125550123"].line == "mobile"
    assert points["+12125550123"].zones == ("America/New_York",)
    assert (points["+13125550199"].line, points["+13125550199"].place) == ("unknown", "work")
    assert points["ana@mail.example"].place is None
    assert (points["ana@firm.example"].place, points["ana@firm.example"].domain) == ("work", "reserved")
    home = points["1 Sample Street, New York, NY 10001"]
    assert (home.kind, home.place, home.state, home.zip, home.zones) == (
        "postal",
        "home",
        "NY",
        "10001",
        ("America/New_York",),
    )
    assert points["IL"].zones == ("America/Chicago",)
    assert all(p.since == NOON and p.source == "creditor" for p in dossier.points)
    (debt,) = dossier.debts
    assert (debt.balance, debt.original_creditor, debt.placed_at) == (123456, "First Example Bank", NOON)
    assert debt.itemization is not None
    assert debt.itemization.total == debt.balance
    assert store.verify_ledger().records == 3  # consumer, debt, placement


def test_what_the_creditor_noted_becomes_facts(store: Store, tmp_path: Path) -> None:
    path = write(
        tmp_path,
        row(sms_consent_date="2026-11-01", sms_consent_given_to="collector", email_consent_date="2026-10-01")
        | {"opt_out_calls": "yes", "opt_out_email": "no", "cease_date": "2026-09-01", "cease_via": "mail"}
        | {"attorney_name": "Lex Advocate", "attorney_address": "1 Court Plaza", "attorney_date": "2026-08-01"}
        | {"employer_prohibits": "yes", "hold": "bankruptcy", "validation_notice_date": "2026-10-15"}
        | {"inconvenient_days": "Mon, Tuesday", "inconvenient_from": "09:00", "inconvenient_to": "17:00"},
    )
    assert summary(place(store, path, at=NOON)) == (1, 0, 0, 0)
    dossier = only(store)
    debt = (dossier.debts[0].id,)
    sms, email = sorted(dossier.of(Consent), key=lambda c: c.scope, reverse=True)
    assert (sms.scope, sms.address, sms.given_to, sms.at.isoformat()) == (
        "sms",
        "+12125550123",
        "collector",
        "2026-11-01T00:00:00+00:00",
    )
    assert (email.scope, email.address, email.given_to) == ("email", "ana@mail.example", "creditor")
    assert [o.medium for o in dossier.of(OptOut)] == ["call"]
    (cease,) = dossier.of(CeaseRequest)
    assert (cease.debts, cease.in_writing) == (debt, True)
    (attorney,) = dossier.of(Representation)
    assert (attorney.debts, attorney.identified, attorney.source) == (debt, True, "creditor")
    assert len(dossier.of(EmployerProhibits)) == 1
    assert [h.why for h in dossier.of(Hold)] == ["bankruptcy"]
    (notice,) = dossier.of(ValidationSent)
    assert (notice.debts, notice.at.isoformat()) == (debt, "2026-10-15T00:00:00+00:00")
    (preference,) = dossier.of(Preference)
    assert (preference.days, str(preference.from_), str(preference.to), preference.source) == (
        ("mon", "tue"),
        "09:00:00",
        "17:00:00",
        "creditor",
    )


def test_the_default_the_form_and_the_notice_of_a_state_are_kept_and_left_open_they_stay(
    store: Store, tmp_path: Path
) -> None:
    told = {"default_date": "2024-03-01", "debt_form": "credit card", "state_notice_date": "2026-09-01"}
    told |= {"state_notice": "fl_assignment", "state_notice_via": "certified_mail"}
    place(store, write(tmp_path, row(**told)), at=NOON)
    place(store, write(tmp_path, row(balance="5.00")), at=NOON)
    dossier = only(store)
    (debt,) = dossier.debts
    assert (str(debt.defaulted_on), debt.form, debt.balance) == ("2024-03-01", "credit_card", 500)
    (notice,) = dossier.of(StateNotice)
    assert (notice.notice, notice.via, notice.debts) == ("fl_assignment", "certified_mail", (debt.id,))
    assert notice.at.isoformat() == "2026-09-01T00:00:00+00:00"


def test_the_notices_that_a_row_may_name_are_those_that_some_provision_waits_for() -> None:
    values = [p.versions[-1].values for p in whole("compliance.law.us.states").provisions.values()]
    assert set(STATE_NOTICES) == {name for value in values if (name := getattr(value, "notice", None))}


def test_placing_a_file_again_changes_nothing(store: Store, tmp_path: Path) -> None:
    path = write(
        tmp_path, row(attorney_name="Lex Advocate", opt_out_sms="yes", sms_consent_date="2026-11-01"), *many(3)
    )
    assert summary(place(store, path, at=NOON)) == (4, 0, 0, 0)
    before, records = dossiers(store), store.verify_ledger().records
    assert summary(place(store, path, at=NOON.replace(day=25))) == (0, 0, 4, 0)
    assert dossiers(store) == before
    assert store.verify_ledger().records == records


def test_a_new_balance_is_an_update_and_keeps_the_debt(store: Store, tmp_path: Path) -> None:
    place(store, write(tmp_path, row(), *many(2)), at=NOON)
    before = {d.consumer.name: d.debts[0] for d in dossiers(store)}
    assert summary(place(store, write(tmp_path, row(balance="1,300.00"), *many(2)), at=NOON)) == (0, 1, 2, 0)
    after = {d.consumer.name: d.debts[0] for d in dossiers(store)}
    assert after["Ana Example"] == before["Ana Example"].model_copy(update={"balance": 130000, "balance_as_of": NOON})
    assert after["Ana Example0"] == before["Ana Example0"]


def test_a_new_number_or_wish_is_an_update_and_takes_nothing_away(store: Store, tmp_path: Path) -> None:
    place(store, write(tmp_path, row()), at=NOON)
    path = write(tmp_path, row(mobile_phone="(212) 555-0150", opt_out_sms="yes"))
    assert summary(place(store, path, at=NOON)) == (0, 1, 0, 0)
    dossier = only(store)
    assert {"+12125550123", "+12125550150"} <= {p.address for p in dossier.points}
    assert len(dossier.of(OptOut)) == 1


def test_an_account_paid_down_to_nothing_is_paid(store: Store, tmp_path: Path) -> None:
    place(store, write(tmp_path, row()), at=NOON)
    assert summary(place(store, write(tmp_path, row(balance="0.00")), at=NOON)) == (0, 1, 0, 0)
    assert only(store).debts[0].status == "paid"


@pytest.mark.parametrize("apart", [0, SMALL])
def test_one_consumer_with_two_debts_is_one_consumer(store: Store, tmp_path: Path, apart: int) -> None:
    second = row(account_number="CC-0002", name="EXAMPLE, ÁNA", mobile_phone="(917) 555-0123", opt_out_sms="yes")
    path = write(tmp_path, row(opt_out_sms="yes"), *many(apart), second)
    assert summary(place(store, path, at=NOON)) == (2 + apart, 0, 0, 0)
    dossier = next(d for d in dossiers(store) if len(d.debts) > 1)
    assert dossier.consumer.name == "Ana Example"
    assert {"+12125550123", "+19175550123"} <= {p.address for p in dossier.points}
    assert len(dossier.of(OptOut)) == 1
    assert len(dossiers(store)) == 1 + apart
    assert summary(place(store, path, at=NOON)) == (0, 0, 2 + apart, 0)


def test_a_second_debt_in_another_file_finds_its_consumer(store: Store, tmp_path: Path) -> None:
    place(store, write(tmp_path, row()), at=NOON)
    assert summary(place(store, write(tmp_path, row(account_number="CC-0002")), at=NOON)) == (1, 0, 0, 0)
    assert len(only(store).debts) == 2


@pytest.mark.parametrize(
    "other", [{"ssn_last4": ""}, {"date_of_birth": ""}, {"ssn_last4": "0043"}, {"name": "Eva Example"}]
)
def test_without_all_three_alike_an_account_is_a_consumer_of_its_own(
    store: Store, tmp_path: Path, other: dict[str, str]
) -> None:
    path = write(tmp_path, row(), row(account_number="CC-0002", **other))
    assert summary(place(store, path, at=NOON)) == (2, 0, 0, 0)
    assert [len(d.debts) for d in dossiers(store)] == [1, 1]


@pytest.mark.parametrize(
    ("other", "field"), [({"name": "Eva Other"}, "name"), ({"ssn_last4": "9999"}, "date_of_birth")]
)
def test_an_account_that_is_placed_for_somebody_else_is_refused(
    store: Store, tmp_path: Path, other: dict[str, str], field: str
) -> None:
    place(store, write(tmp_path, row()), at=NOON)
    before = dossiers(store)
    placed = place(store, write(tmp_path, row(**other, mobile_phone="(917) 555-0123")), at=NOON)
    assert [(r.row, r.field) for r in placed.rejected] == [(2, field)]
    assert "is placed already, for a consumer of another" in placed.rejected[0].error
    assert dossiers(store) == before


@pytest.mark.parametrize("apart", [0, SMALL])
def test_an_account_that_stands_twice_in_a_file_is_refused_the_second_time(
    store: Store, tmp_path: Path, apart: int
) -> None:
    path = write(tmp_path, row(), *many(apart), row(balance="5.00"))
    for expected in ((1 + apart, 0, 0, 1), (0, 0, 1 + apart, 1)):
        placed = place(store, path, at=NOON)
        assert summary(placed) == expected
        assert placed.rejected[0].error == "account CC-0001 is in row 2 of this file already"


def test_a_bad_row_never_stops_a_good_one_and_stands_in_the_rejects(store: Store, tmp_path: Path) -> None:
    path = write(tmp_path, row(), row(account_number="2", email="x", zip="99999"), row(account_number="3"))
    placed = place(store, path, at=NOON)
    assert summary(placed) == (2, 0, 0, 1)
    says = "'x' is not an e-mail address; zip: '99999' is not a ZIP code of the United States"
    assert placed.rejected[0].model_dump() == {"row": 3, "field": "email", "error": says}
    with (tmp_path / "placement.rejects.csv").open(encoding="utf-8-sig", newline="") as file:
        (kept,) = csv.DictReader(file)
    assert kept == row(account_number="2", email="x", zip="99999") | {
        "row": "3",
        "field": "email",
        "error": f"'{says}'"[1:-1],
    }


def test_rejects_put_right_can_be_placed(store: Store, tmp_path: Path) -> None:
    place(store, write(tmp_path, row(mobile_phone="+1 (212) 555-0123", email="x")), at=NOON)
    rejects = tmp_path / "placement.rejects.csv"
    assert "'+1 (212)" in rejects.read_text(encoding="utf-8-sig")
    rejects.write_text(rejects.read_text(encoding="utf-8-sig").replace(",x,", ",x@mail.example,"), encoding="utf-8")
    assert summary(place(store, rejects, at=NOON)) == (1, 0, 0, 0)
    assert "+12125550123" in {p.address for p in only(store).points}


def test_rejects_of_an_earlier_run_go_away_when_there_are_none(store: Store, tmp_path: Path) -> None:
    place(store, write(tmp_path, row(balance="x")), at=NOON)
    assert {p.name for p in tmp_path.iterdir() if "csv" in p.name} == {"placement.csv", "placement.rejects.csv"}
    place(store, write(tmp_path, row()), at=NOON)
    assert {p.name for p in tmp_path.iterdir() if "csv" in p.name} == {"placement.csv"}


@pytest.mark.parametrize("field", ["name", "account_number", "creditor", "street", "attorney_name"])
@pytest.mark.parametrize("start", ["=", "+", "-", "@"])
def test_a_formula_in_a_cell_is_refused_with_its_reason(
    tmp_path: Path, sqlite_store: Store, field: str, start: str
) -> None:
    formula = f'{start}HYPERLINK("http://x.example")'
    for path in (write(tmp_path, row(**{field: formula})), write_xlsx(tmp_path, dict(row(**{field: formula})))):
        (rejected,) = place(sqlite_store, path, at=NOON).rejected
        assert rejected.field == field
        assert "looks like a spreadsheet formula" in rejected.error
        written = (tmp_path / "placement.rejects.csv").read_text(encoding="utf-8-sig")
        assert f"'{start}HYPERLINK" in written


@pytest.mark.parametrize(
    ("cell", "safe"),
    [
        ("=1+1", "'=1+1"),
        ("@x", "'@x"),
        ("-x", "'-x"),
        ("+1 212", "'+1 212"),
        ("\tx", "'\tx"),
        ("\nx", "'\nx"),
        ("\rx", "'\rx"),
    ]
    + [(same, same) for same in ("", "x", "-12.50", "+12125550123", "1,234.50", "a=b")],
)
def test_no_rejected_cell_runs_as_a_formula_and_numbers_are_left_alone(cell: str, safe: str) -> None:
    assert neutral(cell) == safe


def test_a_dry_run_says_the_same_and_changes_nothing(store: Store, tmp_path: Path) -> None:
    path = write(tmp_path, row(), *many(SMALL), row(account_number="2", email="x"), row())
    told = place(store, path, at=NOON, dry_run=True)
    assert summary(told) == (1 + SMALL, 0, 0, 2)
    assert dossiers(store) == []
    assert store.verify_ledger().records == 0
    assert not (tmp_path / "placement.rejects.csv").exists()
    assert place(store, path, at=NOON) == told
    before = dossiers(store)
    assert summary(place(store, write(tmp_path, row(balance="9")), at=NOON, dry_run=True)) == (0, 1, 0, 0)
    assert dossiers(store) == before


def test_progress_is_told_after_every_batch(store: Store, tmp_path: Path) -> None:
    seen: list[int] = []
    place(store, write(tmp_path, *many(MANY)), at=NOON, progress=seen.append)
    assert seen == [SMALL, 2 * SMALL, MANY]


class PowerCut(Exception):
    """Stands for whatever ends the process between two batches."""


def test_an_end_between_batches_leaves_whole_batches_and_the_next_run_finishes(store: Store, tmp_path: Path) -> None:
    path = write(tmp_path, row(account_number="bad", email="x"), *many(MANY))

    def cut(done: int) -> None:
        if done == 2 * SMALL:
            raise PowerCut

    with pytest.raises(PowerCut):
        place(store, path, at=NOON, progress=cut)
    assert len(dossiers(store)) == 2 * SMALL - 1
    assert [p.name for p in tmp_path.iterdir() if "rejects" in p.name] == []
    assert store.verify_ledger().records > 0
    assert summary(place(store, path, at=NOON)) == (MANY - 2 * SMALL + 1, 0, 2 * SMALL - 1, 1)
    assert all(len(d.debts) == 1 and d.points for d in dossiers(store))


KILLED = """
import os, sys
from pathlib import Path
from accounts.adding import Adding
from accounts import placement
from accounts.placement import place
from tests.accounts.files import SMALL
from tests.walks.world import NOON, open_store
add_facts, batches = Adding.add_facts, []
def dies(self, facts, by):
    batches.append(1)
    add_facts(self, facts, by)
    if len(batches) == 2:
        os._exit(9)
Adding.add_facts = dies
placement.BATCH = SMALL
place(open_store(sys.argv[1]), Path(sys.argv[2]), at=NOON)
"""


def test_a_process_killed_inside_a_batch_leaves_nothing_of_it(store: Store, tmp_path: Path) -> None:
    path = write(tmp_path, *many(MANY))
    url = store.engine.url.render_as_string(hide_password=False)
    done = subprocess.run([sys.executable, "-c", KILLED, url, str(path)], cwd=Path(__file__).parents[2], timeout=120)
    assert done.returncode == 9
    assert len(dossiers(store)) == SMALL
    assert store.verify_ledger().records == 2 * SMALL + 1
    assert summary(place(store, path, at=NOON)) == (MANY - SMALL, 0, SMALL, 0)


def test_a_row_without_a_usable_zone_is_placed_and_has_none(store: Store, tmp_path: Path) -> None:
    cells = row(
        mobile_phone="", other_phone="(800) 555-0123", street="PSC 1 Box 1", city="APO", state="AE", zip="09012"
    )
    assert summary(place(store, write(tmp_path, cells), at=NOON)) == (1, 0, 0, 0)
    assert [p.zones for p in only(store).points] == [(), (), ()]


def test_placing_costs_a_fixed_number_of_statements_however_many_rows(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(placement, "BATCH", 50)
    with store.transaction() as unit:  # the very first record costs more: it makes the head of the chain
        unit.note(entry("test", NOON, None))
    counted: list[str] = []
    sa.event.listen(store.engine, "before_cursor_execute", lambda c, cursor, said, *rest: counted.append(said))
    costs = []
    for number in (1, 50):
        rows = [
            cells | {"account_number": f"{number}-{i}", "name": f"Of {number} the {i}th", "opt_out_sms": "yes"}
            for i, cells in enumerate(many(number))
        ]
        for balance in ("1.00", "2.00"):
            counted.clear()
            place(store, write(tmp_path, *(cells | {"balance": balance} for cells in rows)), at=NOON)
            costs.append(len(counted))
    assert costs[:2] == costs[2:]


def test_two_who_place_the_same_file_at_once_place_every_row_once(store: Store, tmp_path: Path) -> None:
    folders = [tmp_path / "one", tmp_path / "two"]
    for folder in folders:
        folder.mkdir()
    rows = [cells | {"name": f"Ana Example{i // 2}"} for i, cells in enumerate(many(MANY))]
    paths = [write(folder, *rows) for folder in folders]
    with ThreadPoolExecutor(2) as pool:
        placed = list(pool.map(lambda path: place(store, path, at=NOON), paths))
    assert sum(p.imported for p in placed) == sum(p.unchanged for p in placed) == MANY
    assert not any(p.rejected or p.updated for p in placed)
    assert sorted(len(d.debts) for d in dossiers(store)) == [1] + [2] * (MANY // 2)
