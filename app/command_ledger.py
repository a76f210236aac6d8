"""`duly ledger`: verify the chain, and take it out."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from accounts import ledger as chain
from accounts.errors import LedgerBroken
from app import settings, wiring
from app.commands import AsJson, instant
from app.terminal import complain, out, print_json

ledger = typer.Typer(help="The append-only record of what was said, decided and done.", no_args_is_help=True)


@ledger.command("verify")
def verify(json: AsJson = False) -> None:
    """Walk the chain and name the first record that was altered, is missing or was put in."""
    store = wiring.open_store(settings.load())
    try:
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
    start = instant(since)
    store = wiring.open_store(settings.load())
    stream = file.open("w", encoding="utf-8") if file else sys.stdout
    with stream, store.reading() as reading:
        for row in chain.read(reading.connection):
            if start is None or row.at >= start.isoformat():
                stream.write(chain.line(row) + "\n")
