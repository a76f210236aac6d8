"""Placement files for tests: a good row to begin with, written as CSV or XLSX."""

from __future__ import annotations

import csv
import io
from datetime import date
from pathlib import Path

import xlsxwriter

from accounts.consumer import Consumer
from accounts.dossier import Dossier
from accounts.store import Store
from tests.walks.world import NOON

GOOD = {
    "creditor": "First Example Bank",
    "account_number": "CC-0001",
    "balance": "1,234.56",
    "name": "Ana Example",
    "date_of_birth": "1980-02-03",
    "ssn_last4": "0042",
    "mobile_phone": "(212) 555-0123",
    "email": "Ana@Mail.example",
    "street": "1 Sample Street",
    "city": "New York",
    "state": "NY",
    "zip": "10001",
}


def row(**changes: str) -> dict[str, str]:
    """Return the good row with changes; what is changed to nothing stays as an empty cell."""
    return GOOD | changes


def many(count: int) -> list[dict[str, str]]:
    """Return rows of as many consumers, more than fit into one batch where count says so."""
    return [
        row(account_number=f"N-{i:06d}", name=f"Ana Example{i}", email=f"ana{i}@mail.example", mobile_phone="")
        for i in range(count)
    ]


SMALL = 8
"""Rows in a batch, for tests of what happens between batches."""

MANY = 2 * SMALL + 3


def text(rows: list[dict[str, str]], delimiter: str = ",") -> str:
    """Return rows as CSV, with every column that any of them has."""
    columns = list(dict.fromkeys(column for cells in rows for column in cells))
    out = io.StringIO(newline="")
    writer = csv.DictWriter(out, columns, restval="", delimiter=delimiter)
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue()


def write(folder: Path, *rows: dict[str, str], encoding: str = "utf-8", delimiter: str = ",") -> Path:
    """Write rows as a CSV file and return where."""
    path = folder / "placement.csv"
    path.write_bytes(text(list(rows), delimiter).encode(encoding))
    return path


def write_xlsx(folder: Path, *rows: dict[str, object]) -> Path:
    """Write rows as a workbook, each cell of its own type, and return where."""
    path = folder / "placement.xlsx"
    columns = list(dict.fromkeys(column for cells in rows for column in cells))
    with xlsxwriter.Workbook(path, {"strings_to_formulas": False, "strings_to_numbers": False}) as book:
        sheet = book.add_worksheet()
        form = book.add_format({"num_format": "yyyy-mm-dd"})
        sheet.write_row(0, 0, columns)
        for index, cells in enumerate(rows, 1):
            for column, name in enumerate(columns):
                cell = cells.get(name, "")
                if isinstance(cell, date):
                    sheet.write_datetime(index, column, cell, form)
                elif isinstance(cell, tuple):
                    sheet.write_formula(index, column, cell[0], None, cell[1])
                elif isinstance(cell, str):
                    sheet.write_string(index, column, cell)
                else:
                    sheet.write(index, column, cell)
    return path


def dossiers(store: Store) -> list[Dossier]:
    """Return the dossiers of everybody, in order of name."""
    with store.reading() as reading:
        found = reading.dossiers(reading.consumer_ids(limit=5000), NOON).values()
    return sorted(found, key=lambda dossier: dossier.consumer.name)


def only(store: Store) -> Dossier:
    """Return the dossier of the only consumer there is."""
    (found,) = dossiers(store)
    return found


def consumer(store: Store, name: str) -> Consumer:
    """Return the consumer of that name."""
    return next(d.consumer for d in dossiers(store) if d.consumer.name == name)
