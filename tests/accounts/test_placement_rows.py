"""Tests of single rows: what each field takes, and in which words it refuses."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from accounts import placement_values as values
from accounts.errors import BadPlacement
from accounts.placement import place
from accounts.placement_rows import FIELDS, PlacementRow, name_key, read_row
from accounts.placement_values import Unfit
from accounts.store import Store
from tests.accounts.files import GOOD, only, write
from tests.walks.world import NOON


def read(**changes: str) -> PlacementRow:
    """Read the good row with changes, as `place` does: without its empty cells."""
    return read_row({field: cell for field, cell in (GOOD | changes).items() if cell}, ("%m/%d/%Y",), NOON)


@pytest.mark.parametrize(
    ("cell", "cents"),
    [
        ("1,234.56", 123456),
        ("$1,234.56", 123456),
        ("$ 5", 500),
        ("0", 0),
        ("0.1", 10),
        ("1234567.89", 123456789),
        ("12,345,678", 1234567800),
    ],
)
def test_an_amount_is_read_to_the_cent(cell: str, cents: int) -> None:
    assert values.money(cell) == cents


@pytest.mark.parametrize(
    ("cell", "why"),
    [("-5", "negative"), ("(5.00)", "negative"), ("\N{MINUS SIGN}5", "negative")]
    + [(c, "not an amount") for c in ("1.234,56", "1,23", "12.345", "5 USD", "1e3", "", "٥", "1,2345")]
    + [("999999999999999", "not an amount"), ("1,000,000,000,000.01", "more than any debt")],
)
def test_what_is_no_amount_is_refused(cell: str, why: str) -> None:
    with pytest.raises(Unfit, match=why):
        values.money(cell)


@given(st.integers(0, 10**14))
def test_cents_shown_as_dollars_read_as_the_same_cents(cents: int) -> None:
    assert values.money(values.shown_cents(cents)) == cents


@pytest.mark.parametrize(
    ("changes", "field", "why"),
    [
        ({"creditor": ""}, "creditor", "is empty"),
        ({"name": ""}, "name", "is empty, and so are first_name and last_name"),
        ({"name": "12 34"}, "name", "is not a name"),
        ({"name": "Ana\u202eExample"}, "name", "characters that cannot be seen"),
        ({"mobile_phone": "555-0100"}, "mobile_phone", "not a valid number"),
        ({"mobile_phone": "call me"}, "mobile_phone", "is not a phone number"),
        ({"mobile_phone": "+1 416 555 0123"}, "mobile_phone", "a number of CA"),
        ({"mobile_phone": "+44 20 7946 0123"}, "mobile_phone", "a number of GB"),
        ({"work_phone": "212-555-0123 x45"}, "work_phone", "has an extension"),
        ({"state": "ZZ"}, "state", "not the two letters of a state"),
        ({"state": "New York"}, "state", "not the two letters of a state"),
        ({"zip": "00000"}, "zip", "is not a ZIP code"),
        ({"zip": "10001-12"}, "zip", "is not a ZIP code"),
        ({"state": "IL"}, "zip", "the ZIP code 10001 is in NY, not in IL"),
        ({"state": "", "zip": "96941"}, "zip", "is in FM, which is not a state or territory"),
        ({"work_state": "AE", "work_zip": "96602"}, "work_zip", "is in AP, not in AE"),
        ({"itemization_amount": "1,234.56"}, "itemization_amount", "must be given together"),
        ({"fees": "5.00"}, "itemization_amount", "must be given together"),
        ({"sms_consent_date": "2026-11-25"}, "sms_consent_date", "is in the future"),
        ({"sms_consent_date": "2026-02-30"}, "sms_consent_date", "not a day of the calendar"),
        ({"sms_consent_date": "1 Nov 2026"}, "sms_consent_date", "not a date as YYYY-MM-DD, %m/%d/%Y"),
        ({"mobile_phone": "", "sms_consent_date": "2026-11-01"}, "sms_consent_date", "no mobile_phone"),
        ({"email": "", "email_consent_date": "2026-11-01"}, "email_consent_date", "no email"),
        ({"opt_out_sms": "maybe"}, "opt_out_sms", "neither yes nor no"),
        ({"language": "fr"}, "language", "is none of en"),
        ({"inconvenient_days": "mon funday"}, "inconvenient_days", "'fun' is none of mon"),
        ({"inconvenient_from": "09:00"}, "inconvenient_from", "together with inconvenient_to"),
        ({"inconvenient_from": "9 am", "inconvenient_to": "17:00"}, "inconvenient_from", "not a time of day"),
        ({"state_notice": "nv_medical"}, "state_notice", "together with state_notice_date"),
        ({"state_notice": "none", "state_notice_date": "2026-01-01"}, "state_notice", "is none of dc_chargeoff"),
        ({"debt_form": "spoken"}, "debt_form", "is none of written, oral"),
        ({"debt_status": "gone"}, "debt_status", "is none of open, paid"),
        ({"hold": "unknown"}, "hold", "is none of bankruptcy"),
    ],
)  # fmt: skip
def test_a_field_that_does_not_fit_is_named_with_its_reason(changes: dict[str, str], field: str, why: str) -> None:
    with pytest.raises(Unfit, match=why) as caught:
        read(**changes)
    assert caught.value.field == field


NO_ADDRESS = ["x", "x@", "@x.example", "a@b", "a..b@x.example", ".a@x.example", "a b@x.example", "a@-x.example"]
NO_ADDRESS += ["ñ@x.example", f"{'a' * 65}@x.example", "a@x.example,b@x.example"]


@pytest.mark.parametrize("address", NO_ADDRESS)
def test_what_is_no_email_address_is_refused(address: str) -> None:
    with pytest.raises(Unfit, match="is not an e-mail address"):
        read(email=address)


@pytest.mark.parametrize(
    "address", ["a@x.example", "A.B+c@Sub.X.example", f"{'a' * 64}@x.example", "o'neil@x-y.example"]
)
def test_an_email_address_is_kept_in_lower_case(address: str) -> None:
    assert read(email=address).email == address.lower()


@pytest.mark.parametrize(
    "written", ["(212) 555-0123", "212.555.0123", "+1 212 555 0123", "12125550123", "tel:+12125550123"]
)
def test_a_number_is_kept_as_e164_however_it_is_written(written: str) -> None:
    assert read(mobile_phone=written).mobile_phone == "+12125550123"


STATES = [("PR", "00901"), ("GU", "96910"), ("VI", "00802"), ("AS", "96799"), ("MP", "96950"), ("DC", "20001")]
STATES += [("AA", "34002"), ("AE", "09012"), ("AP", "96602")]


@pytest.mark.parametrize("state", STATES)
def test_territories_the_district_and_military_regions_are_states(state: tuple[str, str]) -> None:
    assert read(state=state[0].lower(), zip=state[1]).state == state[0]


def test_an_itemisation_must_add_up_to_the_cent() -> None:
    parts = {"itemization_kind": "Charge Off", "itemization_date": "01/31/2026", "itemization_amount": "1,000"}
    parts |= {"interest": "50", "fees": "10.01", "payments": "20", "credits": "5"}
    found = read(**parts, balance="1,035.01").itemization
    assert found is not None
    assert (found.kind, str(found.date), found.total) == ("charge_off", "2026-01-31", 103501)
    says = (
        r"1,000\.00 \+ interest 50\.00 \+ fees 10\.01 - payments 20\.00 - credits 5\.00 is 1,035\.01, "
        r"but the balance is 1,035\.02"
    )
    with pytest.raises(Unfit, match=says) as caught:
        read(**parts, balance="1,035.02")
    assert caught.value.field == "balance"


@pytest.mark.parametrize(
    ("field", "cell"),
    [
        ("ssn_last4", "123-45-6789"),
        ("ssn_last4", "12345"),
        ("ssn_last4", "12a4"),
        ("date_of_birth", "31/12/1980"),
        ("date_of_birth", "1850-01-01"),
    ],
)
def test_a_refusal_does_not_repeat_what_proves_who_somebody_is(field: str, cell: str) -> None:
    with pytest.raises(Unfit) as caught:
        read(**{field: cell})
    assert caught.value.field == field
    assert cell not in str(caught.value)


def test_every_field_that_does_not_fit_is_named() -> None:
    with pytest.raises(
        Unfit, match=r"^'x' is not an amount .*; email: 'y' is not an e-mail address; state: 'z' is not"
    ):
        read(balance="x", email="y", state="z")


def test_zeros_that_a_spreadsheet_ate_come_back_where_the_state_agrees() -> None:
    assert read(state="MA", zip="1001", ssn_last4="42").zip == "01001"
    assert read(ssn_last4="42").ssn_last4 == "0042"
    with pytest.raises(Unfit, match="the ZIP code 01001 is in MA, not in NY"):
        read(zip="1001")


@pytest.mark.parametrize("same", ["ANA  PEREZ", "Pérez, Ana", "ana pérez", "Perez Ana", "Ana Pe\u0301rez"])
def test_spellings_of_a_name_are_one_name(same: str) -> None:
    assert name_key(same) == name_key("Ana Perez")
    assert name_key(same) != name_key("Ana Perez Ruiz")


def test_first_and_last_name_make_a_name() -> None:
    assert read(name="", first_name="Ana", last_name="Example").full_name == "Ana Example"


def test_every_field_says_what_it_is_for_and_the_readme_of_the_sample_lists_it() -> None:
    readme = (Path(__file__).parents[2] / "sample" / "README.md").read_text(encoding="utf-8")
    for field in FIELDS:
        described = PlacementRow.model_fields[field].description
        assert described
        assert any(line.startswith(f"| `{field}` |") and described in line for line in readme.splitlines()), field


MAP = """
columns: {name: FULL NAME, account_number: "Acct  No", balance: Current Bal, date_of_birth: DOB}
dates: ["%m/%d/%Y", "%d-%b-%Y"]
constants: {creditor: First Example Bank, language: es}
"""


def mapped(store: Store, folder: Path, yaml: str, **cells: str) -> list[str]:
    theirs = {"Full Name": "Ana Example", "ACCT NO": "7", "current bal": "5", "DOB": "02/03/1980", "Their Notes": "x"}
    path = write(folder, theirs | {k.replace("_", " "): v for k, v in cells.items()})
    (folder / "map.yaml").write_text(yaml, encoding="utf-8")
    return [r.error for r in place(store, path, folder / "map.yaml", at=NOON).rejected]


def test_a_column_map_names_their_columns_dates_and_constants(sqlite_store: Store, tmp_path: Path) -> None:
    assert mapped(sqlite_store, tmp_path, MAP) == []
    dossier = only(sqlite_store)
    assert (dossier.consumer.name, dossier.consumer.language) == ("Ana Example", "es")
    assert (dossier.debts[0].creditor, dossier.debts[0].account_number) == ("First Example Bank", "7")
    with sqlite_store.reading() as reading:
        assert reading.is_proven(dossier.consumer.id, born="1980-02-03")


@pytest.mark.parametrize(
    ("yaml", "why"),
    [
        ("colums: {}", "'colums' is not one of columns, dates, constants"),
        ("columns: {nam: FULL NAME}", r"'nam' is not one of our fields \(is name meant\?\)"),
        ("constants: {nonsense: x}", "'nonsense' is not one of our fields"),
        ("dates: ['%H:%M']", "'%H:%M' is not a date format"),
        ("columns: [a, b]", "columns: Input should be a valid dictionary"),
        ("- a", "Input should be"),
        ("columns: {", "is not YAML"),
        ("columns: {name: Nome, balance: BAL, account_number: ACCT NO}", "lacks the columns Nome, BAL, creditor;"),
    ],
)
def test_a_column_map_that_does_not_fit_is_refused_in_one_line(
    sqlite_store: Store, tmp_path: Path, yaml: str, why: str
) -> None:
    with pytest.raises(BadPlacement, match=why) as caught:
        mapped(sqlite_store, tmp_path, yaml)
    assert "\n" not in str(caught.value)


def test_a_column_map_that_is_not_there_is_refused(sqlite_store: Store, tmp_path: Path) -> None:
    with pytest.raises(BadPlacement, match=r"the column map .* cannot be read: No such file"):
        place(sqlite_store, write(tmp_path, GOOD), tmp_path / "none.yaml", at=NOON)


def test_a_row_with_more_cells_than_the_header_is_refused(sqlite_store: Store, tmp_path: Path) -> None:
    path = write(tmp_path, GOOD)
    path.write_text(path.read_text(encoding="utf-8").rstrip() + ",more\n", encoding="utf-8")
    (rejected,) = place(sqlite_store, path, at=NOON).rejected
    assert "the row has 13 cells, the header 12" in rejected.error


def test_a_refusal_is_short_however_long_the_cell() -> None:
    with pytest.raises(Unfit) as caught:
        read(email_notice_says="x" * 200)
    assert len(str(caught.value)) < 200
