"""Placement in: a creditor's CSV or XLSX file becomes consumers, debts and facts, a few hundred rows at a time.

Placing a file twice changes nothing: a debt is known by its creditor and the creditor's account number. A bad
row never stops a good one. A crash leaves whole batches only, and placing the file again finishes it.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator
from contextlib import nullcontext
from datetime import datetime
from itertools import islice
from pathlib import Path

from pydantic import Field

from accounts.errors import BadInput
from accounts.ledger import entry
from accounts.placement_batch import Batch
from accounts.placement_files import Row, Source, opened
from accounts.placement_map import ColumnMap, Layout
from accounts.placement_rejects import Rejects
from accounts.placement_rows import PlacementRow, read_row
from accounts.placement_values import Unfit
from accounts.record import Record
from accounts.store import Store

BATCH = 400
"""Rows in one transaction: enough to spread its cost, few enough not to keep other writers waiting."""


class Rejected(Record):
    """A row that was not taken, with every reason in one sentence."""

    row: int
    """As a spreadsheet counts: the header is in row 1."""
    field: str
    error: str


class Placed(Record):
    """What became of the rows of a placement; rows = imported + updated + unchanged + rejected."""

    rows: int
    imported: int
    updated: int
    unchanged: int
    rejected: list[Rejected]
    unwritten: str | None = Field(default=None, exclude=True)
    """Why the rejected rows could not be written beside the file; they are not held against the others."""


def place(
    store: Store,
    path: Path,
    map_path: Path | None = None,
    *,
    at: datetime,
    dry_run: bool = False,
    progress: Callable[[int], None] | None = None,
) -> Placed:
    """Take a placement file into the store, and write what was refused beside it as `<name>.rejects.csv`.

    Args:
        store: where to.
        path: CSV (UTF-8 or UTF-16; comma, semicolon or tab) or XLSX.
        map_path: a column map in YAML; without one the headers must be ours.
        at: when it is placed: an aware instant.
        dry_run: only say what would happen; nothing is written, no rejects either.
        progress: told after each batch how many rows are done.

    Raises:
        BadPlacement: the file or the map cannot be used at all; nothing was imported.
        BadInput: the instant is naive.
    """
    if at.tzinfo is None:
        raise BadInput(f"the instant of a placement must have a time zone: {at}")
    source = opened(path)
    columns = ColumnMap.read(map_path) if map_path else ColumnMap()
    layout = columns.layout(source.header, path.name)
    counts = {"imported": 0, "updated": 0, "unchanged": 0}
    rejected: list[Rejected] = []
    seen: dict[int, int] = {}
    done = 0
    with nullcontext() if dry_run else Rejects(path, source.header) as rejects:
        for rows in _batches(source.rows(), BATCH):
            fit, refused = _read(rows, layout, columns.dates, at, seen)
            outcomes = _dry(store, fit, at) if dry_run else _write(store, fit, at, source)
            refused += [(row, outcome) for row, outcome in outcomes if isinstance(outcome, Unfit)]
            for _, outcome in outcomes:
                if not isinstance(outcome, Unfit):
                    counts[outcome] += 1
            for row, why in sorted(refused, key=lambda pair: pair[0].number):
                rejected.append(Rejected(row=row.number, field=why.field or "", error=str(why)))
                if rejects is not None:
                    rejects.add(row.cells, row.number, why.field or "", str(why))
            done += len(rows)
            if progress is not None:
                progress(done)
    return Placed(rows=done, rejected=rejected, unwritten=rejects.trouble if rejects is not None else None, **counts)


def _batches(rows: Iterable[Row], size: int) -> Iterator[list[Row]]:
    left = iter(rows)
    while batch := list(islice(left, size)):
        yield batch


def _read(
    rows: list[Row], layout: Layout, dates: tuple[str, ...], at: datetime, seen: dict[int, int]
) -> tuple[list[tuple[Row, PlacementRow]], list[tuple[Row, Unfit]]]:
    """Return the rows that can be read, and those that cannot with why.

    `seen` says where the accounts of all rows before stand, by a short digest: some 120 bytes an account.
    """
    fit: list[tuple[Row, PlacementRow]] = []
    refused: list[tuple[Row, Unfit]] = []
    for row in rows:
        try:
            read = read_row(layout.cells(row), dates, at)
            name = f"{read.creditor}\x1f{read.account_number}".encode()
            # Taken in turn, two tellings of one account would undo each other at every run.
            first = seen.setdefault(int.from_bytes(hashlib.blake2b(name, digest_size=8).digest()), row.number)
            if first != row.number:
                raise Unfit(f"account {read.account_number} is in row {first} of this file already", "account_number")
            fit.append((row, read))
        except Unfit as why:
            refused.append((row, why))
    return fit, refused


def _write(
    store: Store, rows: list[tuple[Row, PlacementRow]], at: datetime, source: Source
) -> list[tuple[Row, str | Unfit]]:
    if not rows:
        return []
    with store.transaction() as unit:
        unit.alone("placement")
        keyed = [(read, _identity(store, read)) for _, read in rows]
        batch = Batch.known(unit, keyed, at)
        outcomes = _add(batch, rows, keyed)
        batch.write(unit)
        if unit.entries:
            told = {"file": source.path.name, "sha256": source.sha256, "rows": [rows[0][0].number, rows[-1][0].number]}
            unit.note(entry("placement", at, None, **told))
    return outcomes


def _dry(store: Store, rows: list[tuple[Row, PlacementRow]], at: datetime) -> list[tuple[Row, str | Unfit]]:
    with store.reading() as reading:
        keyed = [(read, _identity(store, read)) for _, read in rows]
        return _add(Batch.known(reading, keyed, at), rows, keyed)


def _identity(store: Store, row: PlacementRow) -> bytes | None:
    return store.vault.index(*row.identity) if row.identity else None


def _add(
    batch: Batch, rows: list[tuple[Row, PlacementRow]], keyed: list[tuple[PlacementRow, bytes | None]]
) -> list[tuple[Row, str | Unfit]]:
    outcomes: list[tuple[Row, str | Unfit]] = []
    for (row, _), (read, identity) in zip(rows, keyed, strict=True):
        try:
            outcomes.append((row, batch.add(read, identity)))
        except Unfit as why:
            outcomes.append((row, why))
    return outcomes
