"""Rejects of a placement: the refused rows in a file beside it, to be put right and placed again."""

from __future__ import annotations

import csv
import os
import re
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType
from typing import IO, Any

EXTRA = ("row", "field", "error")
"""The columns that are added; a placement file may have them, and they are not read."""

_NUMBER = re.compile(r"[+-]?\d[\d.,]*")


class Rejects:
    """Writes `<name>.rejects.csv`, whole or not at all; where nothing was refused an older one goes away."""

    def __init__(self, path: Path, header: Sequence[str]) -> None:
        self.path = path.with_name(f"{path.stem}.rejects.csv")
        self.header = [name for name in header if name.casefold() not in EXTRA]
        self._kept = [i for i, name in enumerate(header) if name.casefold() not in EXTRA]
        self._file: IO[str] | None = None
        self._rows: Any = None
        self.trouble: str | None = None
        """Why the rejects cannot be written, once that is known."""

    def __enter__(self) -> Rejects:
        return self

    def add(self, cells: Sequence[str], number: int, field: str, error: str) -> None:
        """Add one row with where it stood and why it was refused; where that cannot be, `trouble` says why."""
        if self.trouble:
            return
        kept = [cells[i] if i < len(cells) else "" for i in self._kept]
        with self._noticing():
            if self._file is None:
                self._begin()
            self._rows.writerow([neutral(cell) for cell in (*kept, str(number), field, error)])

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        with self._noticing():
            if self._file is None:
                if kind is None and not self.trouble:
                    self.path.unlink(missing_ok=True)
                return
            with self._file:
                self._file.flush()
                os.fsync(self._file.fileno())
            if kind is None and not self.trouble:
                Path(self._file.name).replace(self.path)
        if self._file is not None:
            Path(self._file.name).unlink(missing_ok=True)

    def _begin(self) -> None:
        # Of mode 0600: it holds what proves who people are.
        self._file = tempfile.NamedTemporaryFile(  # noqa: SIM115 - closed in __exit__
            "w", encoding="utf-8-sig", newline="", dir=self.path.parent, prefix=".rejects-", delete=False
        )
        self._rows = csv.writer(self._file)
        self._rows.writerow([neutral(name) for name in (*self.header, *EXTRA)])

    @contextmanager
    def _noticing(self) -> Iterator[None]:
        """Keep what hinders the writing from ending the placement: a bad row never stops a good one."""
        try:
            yield
        except OSError as trouble:
            self.trouble = self.trouble or f"{self.path}: {trouble.strerror or trouble}"


def neutral(cell: str) -> str:
    """Return a cell that no spreadsheet runs as a formula; numbers are left alone.

    The apostrophe put before it is what spreadsheets themselves use, and our own reading takes it away.
    """
    if cell[:1] in ("=", "+", "-", "@", "\t", "\r", "\n") and not _NUMBER.fullmatch(cell):
        return f"'{cell}"
    return cell
