"""Files of a placement: a CSV or XLSX file as a header and numbered rows of text, never whole in memory.

A CSV file is gone through once before its first row is used: what cannot be read at all is refused before
anything is imported. The bounds keep a damaged file from filling the memory.
"""

from __future__ import annotations

import codecs
import csv
import hashlib
import re
import stat
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from accounts.errors import BadPlacement
from accounts.placement_sheets import sheet_rows

LINE = 1_000_000
"""The most characters in a line."""

FIELD = 65_536
"""The most characters in a field."""

COLUMNS = 16_384
"""The most columns: as many as a spreadsheet has."""

_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, None),
    (codecs.BOM_UTF32_BE, None),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_SAVE = "save it as UTF-8 (in Excel: Save As, 'CSV UTF-8 (Comma delimited)') or as XLSX"


@dataclass(frozen=True)
class Row:
    """One row as it stands in the file."""

    number: int
    """As a spreadsheet counts: the header is in row 1."""
    cells: list[str]
    trouble: tuple[tuple[int, str], ...] = ()
    """(column, why) for cells that the file itself has spoilt."""


@dataclass(frozen=True)
class Source:
    """A file that can be read: what its columns are called, and its rows, as often as they are asked for."""

    path: Path
    sha256: str
    header: list[str]
    read: Callable[[], Iterator[Row]]

    def rows(self) -> Iterator[Row]:
        """Yield the rows below the header that are not empty."""
        found = self.read()
        next(row for row in found if _is_filled(row))
        yield from (row for row in found if _is_filled(row))


def opened(path: Path) -> Source:
    """Return a placement file, ready to be read row by row.

    Raises:
        BadPlacement: it is missing, empty, in no encoding we read, damaged, or has no usable header.
    """
    try:
        if not stat.S_ISREG(path.stat().st_mode) and not path.is_dir():
            raise BadPlacement(f"{path} is a device or a pipe; save what comes from it as a file, and place that")
        sha, start = _digest(path)
    except OSError as error:
        raise BadPlacement(f"{path} cannot be read: {error.strerror or error}") from error
    if start.startswith(b"\xd0\xcf\x11\xe0"):
        raise BadPlacement(f"{path.name} is an old or protected Excel file; save it without password as XLSX or CSV")
    read = _read_sheet(path) if start.startswith(b"PK\x03\x04") else _read_csv(path, start)
    first = next((row for row in read() if _is_filled(row)), None)
    if first is None:
        raise BadPlacement(f"{path.name} is empty: its first row must name the columns")
    header = [" ".join(cell.split()) for cell in first.cells]
    while header and not header[-1]:
        header.pop()
    _refuse_twins(path, header)
    return Source(path, sha, header, read)


def _digest(path: Path) -> tuple[str, bytes]:
    with path.open("rb") as file:
        start = file.read(4)
        file.seek(0)
        return hashlib.file_digest(file, "sha256").hexdigest(), start


def _refuse_twins(path: Path, header: list[str]) -> None:
    if len(header) > COLUMNS:
        raise BadPlacement(f"{path.name} has {len(header):,} columns; is it a list of rows at all?")
    times = Counter(name.casefold() for name in header)
    twins = sorted({name for name in header if name and times[name.casefold()] > 1})
    if twins:
        raise BadPlacement(f"{path.name} has more than one column called {', '.join(twins)}: rename or remove one")


def _is_filled(row: Row) -> bool:
    return any(cell.strip() for cell in row.cells) or bool(row.trouble)


def _read_sheet(path: Path) -> Callable[[], Iterator[Row]]:
    return lambda: (Row(*found) for found in sheet_rows(path))


def _read_csv(path: Path, start: bytes) -> Callable[[], Iterator[Row]]:
    """Check the whole file, and return how to read it."""
    encoding = next((name for mark, name in _BOMS if start.startswith(mark)), "utf-8")
    if encoding is None:
        raise BadPlacement(f"{path.name} is UTF-32, which hardly any program writes; {_SAVE}")
    delimiter = _delimiter(next(_lines(path, encoding), ""))

    def rows() -> Iterator[Row]:
        reader = csv.reader(_lines(path, encoding), delimiter=delimiter, strict=True)
        number = 0
        try:
            for number, cells in enumerate(reader, 1):
                if any(len(cell) > FIELD for cell in cells):
                    raise BadPlacement(_open_quote(path, reader.line_num))
                yield Row(number, [_unescaped(cell) for cell in cells])
        except csv.Error as error:
            if "field limit" in str(error):
                raise BadPlacement(_open_quote(path, reader.line_num)) from error
            what = "the file ends inside quotation marks" if "end of data" in str(error) else str(error)
            raise BadPlacement(
                f"{path.name} is not well-formed CSV at line {reader.line_num} (after row {number}): {what}; "
                "is a quotation mark left open?"
            ) from error

    for _ in rows():
        pass
    return rows


def _lines(path: Path, encoding: str) -> Iterator[str]:
    """Yield decoded lines, none longer than the bound."""
    number = 0
    with path.open(encoding=encoding, newline="") as file:
        try:
            while line := file.readline(LINE + 1):
                number += 1
                if len(line) > LINE:
                    raise BadPlacement(
                        f"{path.name}: line {number} is longer than {LINE:,} characters; is it a list of rows at all?"
                    )
                if "\0" in line:
                    raise BadPlacement(f"{path.name}: line {number} has a NUL byte; the file is damaged, or {_SAVE}")
                yield line
        except UnicodeDecodeError as error:
            raise BadPlacement(_undecodable(path, encoding)) from error
        except UnicodeError as error:
            raise BadPlacement(f"{path.name} is not the UTF-16 that its first bytes promise; {_SAVE}") from error


def _undecodable(path: Path, encoding: str) -> str:
    """Say which byte of which line is first that cannot be decoded."""
    if encoding == "utf-16":
        return f"{path.name} is not the UTF-16 that its first bytes promise; {_SAVE}"
    decoder = codecs.getincrementaldecoder("utf-8")()
    line = 1
    with path.open("rb") as file:
        while True:
            chunk = file.read(65_536)
            pending = decoder.getstate()[0]
            try:
                decoder.decode(chunk, final=not chunk)
            except UnicodeDecodeError as error:
                whole = pending + chunk
                line += whole[: error.start].count(b"\n") - pending.count(b"\n")
                return (
                    f"{path.name} is not UTF-8: line {line} has the byte 0x{whole[error.start]:02X}, "
                    f"as in Latin-1 or Windows-1252; {_SAVE}"
                )
            line += chunk.count(b"\n")


def _delimiter(header: str) -> str:
    """Return what separates the columns: the commonest of comma, semicolon and tab outside quotation marks."""
    bare = re.sub(r'"[^"]*"', "", header)
    return max((",", ";", "\t"), key=bare.count)


def _open_quote(path: Path, line: int) -> str:
    return f"{path.name}: at line {line} a field is longer than {FIELD:,} characters; is a quotation mark left open?"


def _unescaped(cell: str) -> str:
    """Take away the apostrophe that keeps a spreadsheet from running a cell; see `placement_rejects`."""
    return cell[1:] if cell[:1] == "'" and cell[1:2] in ("=", "+", "-", "@", "\t", "\r", "\n") else cell
