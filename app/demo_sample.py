"""The demo's sample: the sample placement as if its creditors had written it the day before."""

from __future__ import annotations

import csv
from contextlib import suppress
from datetime import date, timedelta
from pathlib import Path

_DAYS = ("_date", "_day", "_since", "_deadline", "_refused")
"""How the columns end that tell of this debt's days; a date of birth stays."""


def written_before(day: date, sample: Path, copy: Path) -> Path:
    """Copy a sample to `copy` with all its days moved on, so that it is as old on that day as it was made to be."""
    with sample.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    written = max(date.fromisoformat(row["balance_date"]) for row in rows)
    ahead = day - timedelta(days=1) - written
    with copy.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, rows[0], lineterminator="\n")
        writer.writeheader()
        writer.writerows({name: _moved(cell, name, ahead) for name, cell in row.items()} for row in rows)
    return copy


def _moved(cell: str, column: str, ahead: timedelta) -> str:
    if column.endswith(_DAYS):
        # What is no day stays as it is: the sample has such rows too.
        with suppress(ValueError):
            return (date.fromisoformat(cell) + ahead).isoformat()
    return cell
