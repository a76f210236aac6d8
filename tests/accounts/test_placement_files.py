"""Tests of placement files that cannot be read at all: each is refused in one clear sentence, and nothing is placed."""

from __future__ import annotations

import tracemalloc
from datetime import date
from pathlib import Path

import pytest

from accounts.errors import BadInput, BadPlacement
from accounts.placement import place
from accounts.placement_files import FIELD, LINE, opened
from accounts.store import Store
from tests.accounts.files import many, only, row, text, write, write_xlsx
from tests.walks.world import NOON


def refused(store: Store, path: Path, match: str) -> str:
    with pytest.raises(BadPlacement, match=match) as caught:
        place(store, path, at=NOON)
    assert store.verify_ledger().records == 0
    assert "\n" not in str(caught.value)
    return str(caught.value)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le-bom", "utf-16-be-bom"])
def test_unicode_files_are_read_with_and_without_a_byte_order_mark(
    sqlite_store: Store, tmp_path: Path, encoding: str
) -> None:
    path = write(tmp_path, row(name="José Peña"))
    content = path.read_text(encoding="utf-8")
    if encoding.endswith("-bom"):
        path.write_bytes(("\ufeff" + content).encode(encoding.removesuffix("-bom")))
    else:
        path.write_bytes(content.encode(encoding))
    assert place(sqlite_store, path, at=NOON).imported == 1
    assert only(sqlite_store).consumer.name == "José Peña"


@pytest.mark.parametrize("encoding", ["latin-1", "windows-1252"])
def test_latin_1_is_refused_with_the_line_of_its_first_byte_and_how_to_save_it(
    sqlite_store: Store, tmp_path: Path, encoding: str
) -> None:
    rows = [row(account_number=f"C-{i}") for i in range(5000)]
    rows[4321]["name"] = "José Peña"
    says = refused(sqlite_store, write(tmp_path, *rows, encoding=encoding), "is not UTF-8: line 4323 has the byte 0xE9")
    assert "CSV UTF-8" in says


def test_a_bad_byte_at_the_seam_of_two_chunks_is_found_on_its_line(sqlite_store: Store, tmp_path: Path) -> None:
    path = tmp_path / "placement.csv"
    path.write_bytes(b"a" * 60_000 + b"\n" + b"b" * 5_534 + "é".encode()[:1] + b"x\n")
    refused(sqlite_store, path, "line 2 has the byte 0xC3")


def test_a_character_cut_off_at_the_end_of_the_file_is_found(sqlite_store: Store, tmp_path: Path) -> None:
    path = tmp_path / "placement.csv"
    path.write_bytes(b"creditor\nx\n" + "é".encode()[:1])
    refused(sqlite_store, path, "line 3 has the byte 0xC3")


def test_ten_megabytes_in_one_line_are_refused_and_never_in_memory(sqlite_store: Store, tmp_path: Path) -> None:
    path = write(tmp_path, row())
    with path.open("ab") as file:
        file.write(b"x" * 10_000_000)
    tracemalloc.start()
    try:
        refused(sqlite_store, path, "line 3 is longer than 1,000,000 characters")
        assert tracemalloc.get_traced_memory()[1] < 6_000_000
    finally:
        tracemalloc.stop()


def test_a_line_may_have_a_million_characters_and_not_one_more(tmp_path: Path) -> None:
    path = tmp_path / "placement.csv"
    line = ",".join(["x" * 49_999] * 20)
    assert len(line) == LINE - 1
    path.write_text(f"{line}\n", encoding="utf-8")
    with pytest.raises(BadPlacement, match="more than one column"):
        opened(path)
    path.write_text(f"{line}x\n", encoding="utf-8")
    with pytest.raises(BadPlacement, match="line 1 is longer"):
        opened(path)


def test_a_field_may_have_64_kilobytes_and_not_one_character_more(sqlite_store: Store, tmp_path: Path) -> None:
    placed = place(sqlite_store, write(tmp_path, row(street="x" * FIELD)), at=NOON)
    assert [(r.field, r.error[:21]) for r in placed.rejected] == [("street", "has 65,536 characters")]
    with pytest.raises(BadPlacement, match="line 2 a field is longer than 65,536"):
        place(sqlite_store, write(tmp_path, row(street="x" * (FIELD + 1))), at=NOON)


def test_a_quotation_mark_left_open_is_refused_before_it_swallows_the_file(sqlite_store: Store, tmp_path: Path) -> None:
    path = write(tmp_path, *(cells | {"balance": "5.00"} for cells in many(3000)))
    path.write_text(path.read_text(encoding="utf-8").replace("Ana Example7,", '"Ana Example7,'), encoding="utf-8")
    refused(sqlite_store, path, r"at line \d+ a field is longer than 65,536 characters; is a quotation mark left open")


def test_a_quotation_mark_left_open_near_the_end_is_refused_too(sqlite_store: Store, tmp_path: Path) -> None:
    path = write(tmp_path, row())
    path.write_text(path.read_text(encoding="utf-8").replace("Ana Example,", '"Ana Example,'), encoding="utf-8")
    refused(sqlite_store, path, "line 2 .after row 1.: the file ends inside quotation marks")


def test_a_nul_byte_is_refused_with_its_line(sqlite_store: Store, tmp_path: Path) -> None:
    path = write(tmp_path, row(), row(account_number="2", name="A\0na"))
    refused(sqlite_store, path, "line 3 has a NUL byte")


def test_utf_16_without_a_mark_and_utf_32_are_refused(sqlite_store: Store, tmp_path: Path) -> None:
    refused(sqlite_store, write(tmp_path, row(), encoding="utf-16-le"), "NUL byte")
    refused(sqlite_store, write(tmp_path, row(), encoding="utf-32"), "UTF-32")


def test_half_a_character_of_utf_16_is_refused(sqlite_store: Store, tmp_path: Path) -> None:
    path = write(tmp_path, row(), encoding="utf-16")
    path.write_bytes(path.read_bytes() + b"x")
    refused(sqlite_store, path, "is not the UTF-16")


def test_missing_columns_are_listed_in_one_error(sqlite_store: Store, tmp_path: Path) -> None:
    path = tmp_path / "placement.csv"
    path.write_text("creditor,name,state\nA,B,NY\n", encoding="utf-8")
    says = refused(sqlite_store, path, "lacks the columns account_number, balance;")
    assert "it has creditor, name, state" in says


def test_neither_a_name_nor_both_its_halves_is_a_missing_column(sqlite_store: Store, tmp_path: Path) -> None:
    path = tmp_path / "placement.csv"
    path.write_text("creditor,account_number,balance,last_name\n", encoding="utf-8")
    refused(sqlite_store, path, "lacks the columns name .or first_name and last_name.")


def test_a_column_that_nobody_knows_is_refused_and_the_one_meant_is_named(sqlite_store: Store, tmp_path: Path) -> None:
    path = write(tmp_path, row(mobil_phone="(212) 555-0123"))
    refused(sqlite_store, path, r"columns that we do not know: mobil_phone \(is mobile_phone meant\?\)")


def test_a_header_that_stands_twice_is_refused_whatever_its_capitals(sqlite_store: Store, tmp_path: Path) -> None:
    path = tmp_path / "placement.csv"
    path.write_text("creditor,account_number,balance,name,Name\nA,1,5,B,C\n", encoding="utf-8")
    refused(sqlite_store, path, "more than one column called Name, name")


@pytest.mark.parametrize("content", [b"", b"\n\n", b",,,\n", b"\xef\xbb\xbf"])
def test_an_empty_file_is_refused(sqlite_store: Store, tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "placement.csv"
    path.write_bytes(content)
    refused(sqlite_store, path, "is empty")


def test_a_file_that_is_not_there_and_a_folder_are_refused(sqlite_store: Store, tmp_path: Path) -> None:
    refused(sqlite_store, tmp_path / "none.csv", "cannot be read: No such file")
    refused(sqlite_store, tmp_path, "cannot be read: Is a directory")


def test_a_header_alone_is_a_file_of_no_rows(sqlite_store: Store, tmp_path: Path) -> None:
    path = tmp_path / "placement.csv"
    path.write_text("creditor,account_number,balance,name\n", encoding="utf-8")
    placed = place(sqlite_store, path, at=NOON)
    assert placed.model_dump() == {"rows": 0, "imported": 0, "updated": 0, "unchanged": 0, "rejected": []}


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_comma_semicolon_and_tab_are_told_apart(sqlite_store: Store, tmp_path: Path, delimiter: str) -> None:
    path = write(tmp_path, row(name="Example, Ana; Jr."), delimiter=delimiter)
    assert place(sqlite_store, path, at=NOON).imported == 1
    assert only(sqlite_store).consumer.name == "Example, Ana; Jr."


def test_empty_rows_are_passed_over_and_still_counted_as_a_spreadsheet_does(
    sqlite_store: Store, tmp_path: Path
) -> None:
    path = tmp_path / "placement.csv"
    lines = text([row(), row(account_number="2", balance="x")]).splitlines()
    path.write_text("\n".join([lines[0], "", lines[1], "," * lines[0].count(","), lines[2]]), encoding="utf-8")
    placed = place(sqlite_store, path, at=NOON)
    assert (placed.rows, placed.imported, placed.rejected[0].row) == (2, 1, 5)


def test_a_naive_instant_is_refused(sqlite_store: Store, tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="must have a time zone"):
        place(sqlite_store, write(tmp_path, row()), at=NOON.replace(tzinfo=None))


def test_cells_of_a_workbook_are_read_as_what_they_are(sqlite_store: Store, tmp_path: Path) -> None:
    cells: dict[str, object] = {
        **row(zip="", balance="", date_of_birth="", ssn_last4="", account_number=""),
        "zip": 1001,  # a spreadsheet eats the zero of 01001
        "state": "MA",
        "city": "Agawam",
        "account_number": 12345.0,
        "ssn_last4": 42,
        "balance": ("=1000+234.56", 1234.56),
        "balance_date": date(2026, 11, 20),
        "date_of_birth": date(1980, 2, 3),
        "opt_out_sms": True,
    }
    assert place(sqlite_store, write_xlsx(tmp_path, cells), at=NOON).rejected == []
    dossier = only(sqlite_store)
    (debt,) = dossier.debts
    assert (debt.account_number, debt.balance, str(debt.balance_as_of)[:10]) == ("12345", 123456, "2026-11-20")
    assert [p.zip for p in dossier.points if p.kind == "postal"] == ["01001"]
    assert [f.kind for f in dossier.facts] == ["opt_out"]
    with sqlite_store.reading() as reading:
        assert reading.is_proven(dossier.consumer.id, born="1980-02-03", ssn4="0042")


def test_a_sum_that_a_spreadsheet_shows_as_thirty_cents_is_thirty_cents(sqlite_store: Store, tmp_path: Path) -> None:
    cells: dict[str, object] = {**row(), "balance": 0.1 + 0.2}
    place(sqlite_store, write_xlsx(tmp_path, cells), at=NOON)
    assert only(sqlite_store).debts[0].balance == 30


def test_an_account_number_whose_last_digits_a_spreadsheet_lost_is_refused(sqlite_store: Store, tmp_path: Path) -> None:
    cells: dict[str, object] = {**row(), "account_number": 4111111111111111}
    (rejected,) = place(sqlite_store, write_xlsx(tmp_path, cells), at=NOON).rejected
    assert (rejected.row, rejected.field) == (2, "account_number")
    assert "format the column as text" in rejected.error


@pytest.mark.parametrize("content", [b"PK\x03\x04 and then nothing", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 old Excel"])
def test_a_damaged_workbook_and_an_old_one_are_refused(sqlite_store: Store, tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "placement.xlsx"
    path.write_bytes(content)
    refused(sqlite_store, path, "cannot be read as an XLSX workbook|old or protected Excel file")
