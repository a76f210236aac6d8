"""Sheets of a placement: the first sheet of an XLSX workbook, its typed cells as text."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from datetime import date, datetime, time
from pathlib import Path
from typing import Any

from python_calamine import CalamineError, CalamineWorkbook

from accounts.errors import BadPlacement

UNPACKED = 400_000_000
"""The most bytes of a workbook when unpacked; XLSX cannot be read row by row from the disk, as CSV can."""

_DIGITS = 10**15
"""From here on a spreadsheet's number has lost its last digits: it keeps fifteen."""


def sheet_rows(path: Path) -> Iterator[tuple[int, list[str], tuple[tuple[int, str], ...]]]:
    """Yield (row number, cells, trouble) of the first sheet; a formula arrives as its last computed value.

    Raises:
        BadPlacement: the file is no workbook, is protected, or is too large when unpacked.
    """
    try:
        with zipfile.ZipFile(path) as packed:
            size = sum(part.file_size for part in packed.infolist())
        if size > UNPACKED:
            raise BadPlacement(f"{path.name} is {size // 1_000_000:,} MB when unpacked; save it as CSV UTF-8")
        with CalamineWorkbook.from_path(path) as book:
            for number, row in enumerate(book.get_sheet_by_index(0).iter_rows(), 1):
                cells = [_text(cell) for cell in row]
                trouble = tuple((i, _spoilt(cell)) for i, cell in enumerate(row) if _is_spoilt(cell))
                yield number, cells, trouble
    except (CalamineError, zipfile.BadZipFile) as error:
        raise BadPlacement(f"{path.name} cannot be read as an XLSX workbook: {error}") from error


def _text(cell: Any) -> str:
    """Return a cell as a person would type it: dates in ISO, whole numbers without a point."""
    match cell:
        case bool():
            return "yes" if cell else "no"
        case int() | float():
            # Fifteen digits are what a spreadsheet keeps and shows: 0.1 + 0.2 is 0.3 there.
            return f"{cell:.15g}" if abs(cell) < _DIGITS else str(int(cell))
        case datetime():
            return cell.date().isoformat() if cell.time() == time.min else cell.isoformat(sep=" ")
        case date() | time():
            return cell.isoformat()
        case _:
            return str(cell)


def _is_spoilt(cell: Any) -> bool:
    return isinstance(cell, int | float) and not isinstance(cell, bool) and abs(cell) >= _DIGITS


def _spoilt(cell: Any) -> str:
    return f"{int(cell)} is a number of more than 15 digits, whose end the spreadsheet lost: format the column as text"
