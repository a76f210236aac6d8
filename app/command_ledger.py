"""`duly ledger`: verify the chain, and take it out."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import typer
from sqlalchemy.exc import DatabaseError

from accounts import ledger as chain
from accounts import migrations
from accounts.errors import BadSettings, LedgerBroken
from accounts.store import Store
from app import settings, wiring
from app.commands import AsJson, instant
from app.terminal import complain, out, print_json

ledger = typer.Typer(help="The append-only record of what was said, decided and done.", no_args_is_help=True)


@contextmanager
def _opened() -> Iterator[Store]:
    """Open the store; where its tables are not those of the code, say so instead of what SQL says."""
    store = wiring.open_store(settings.load())
    try:
        yield store
    except DatabaseError as error:
        lacking = migrations.lacks(store.engine)
        raise BadSettings(lacking[0]) if lacking else error from error
    finally:
        store.close()


@ledger.command("verify")
def verify(json: AsJson = False) -> None:
    """Walk the chain and name the first record that was altered, is missing or was put in."""
    try:
        with _opened() as store:
            found = store.verify_ledger()
    except LedgerBroken as broken:
        if json:
            print_json({"verified": False, "broken": str(broken)})
        else:
            complain(f"the ledger is broken: {broken}")
        raise typer.Exit(1) from broken
    if json:
        print_json({"verified": True, "records": found.records, "head": found.head})
    else:
        out.print(f"The ledger holds: {found.records} records, head {found.head}", soft_wrap=True)


@ledger.command("export")
def export(
    file: Annotated[Path | None, typer.Argument(help="Where to; none is standard output.")] = None,
    since: Annotated[str | None, typer.Option(help="Only records from this instant on.")] = None,
) -> None:
    """Write the ledger as JSON lines, one record each, in the characters that were hashed."""
    start = instant(since, "--since")
    with _opened() as store, store.reading() as reading:
        rows = (row for row in chain.read(reading.connection) if start is None or row.at >= start.isoformat())
        if file is None:
            for row in rows:
                # Bytes, for what was hashed is UTF-8, whatever letters this terminal knows.
                sys.stdout.buffer.write(f"{chain.line(row)}\n".encode())
            return
        with file.open("w", encoding="utf-8") as stream:
            stream.writelines(f"{chain.line(row)}\n" for row in rows)
