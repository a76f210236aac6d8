"""`duly ledger`: verify the chain, take it out with its verifier, and decide its decisions again."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any, BinaryIO

import typer
from rich.table import Table

from accounts import ledger as chain
from accounts.errors import LedgerBroken
from app.commands import AsJson, clock_in_use, instant, opened_store
from app.files import whole_file
from app.terminal import complain, err, out, plain, print_json, say
from compliance import zones
from compliance.book import whole
from compliance.guard import Guard
from compliance.replay import Replayed
from compliance.replay import replay as replayed

VERIFIER = Path(__file__).parent / "verify_ledger.py"

SHOWN = 20
"""How many differences of a replay are shown to a person; with --json there are more."""

ledger = typer.Typer(help="The append-only record of what was said, decided and done.", no_args_is_help=True)


@ledger.command("verify")
def verify(json: AsJson = False) -> None:
    """Walk the chain and name the first record that was altered, is missing or was put in."""
    try:
        with opened_store() as store:
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
    since: Annotated[str | None, typer.Option(help="Only from the first record of this instant or later on.")] = None,
) -> None:
    """Write the ledger as JSON lines, one record each, in the characters that were hashed; and its verifier beside it.

    On standard error stands the head: keep it where whoever keeps the ledger cannot change it.
    """
    start = instant(since, "--since")
    with opened_store() as store, store.reading() as reading:
        # From there on without a gap: of two records written at once, the later number may bear the earlier instant.
        rows = chain.read(reading.connection, after=chain.before(reading.connection, start))
        if file is None:
            # Bytes, for what was hashed is UTF-8, whatever letters this terminal knows.
            head = _written(rows, sys.stdout.buffer)
        else:
            with whole_file(file) as stream:
                head = _written(rows, stream)
            with whole_file(file.with_name(VERIFIER.name)) as stream:
                stream.write(VERIFIER.read_bytes())
    part = " --part" if start else ""
    err.print(f"{head[0]} records, head {head[1]}:{head[2]}", soft_wrap=True)
    if file is not None:
        how = f"python3 {VERIFIER.name} {plain(file.name)}{part} --head {head[1]}:{head[2]}"
        err.print(f"To verify it without Duly: {how}", soft_wrap=True)


@ledger.command("verifier")
def verifier(
    file: Annotated[Path | None, typer.Argument(help="Where to; none is standard output.")] = None,
) -> None:
    """Write the program that verifies an export without Duly: one file, the standard library of Python 3.9 or later."""
    if file is None:
        print(VERIFIER.read_text("utf-8"), end="")
    else:
        with whole_file(file) as stream:
            stream.write(VERIFIER.read_bytes())


def _written(rows: Iterable[Any], stream: BinaryIO) -> tuple[int, int, str]:
    """Write records, one at a time; returns how many, and the number and hash of the last."""
    count, seq, hash = 0, 0, chain.GENESIS
    for row in rows:
        stream.write(f"{chain.line(row)}\n".encode())
        count, seq, hash = count + 1, row.seq, row.hash
    return count, seq, hash


class WhichBook(StrEnum):
    """Whose rules a replay asks."""

    THEN = "then"
    TODAY = "today"


@ledger.command("replay")
def replay(
    since: Annotated[str | None, typer.Option(help="Only decisions from this instant on.")] = None,
    book: Annotated[
        WhichBook, typer.Option(help="The rules in force then, or what if those of today had been.")
    ] = WhichBook.THEN,
    json: AsJson = False,
) -> None:
    """Decide every past decision again from the facts it was made from; exit status 1 when one differs.

    With --book today it is no check but a what-if, and differences are no failure.
    """
    start = instant(since, "--since")
    guard = Guard(whole())
    with opened_store() as store, store.reading() as reading:
        day = zones.local(clock_in_use()(), store.collector.zone).date() if book is WhichBook.TODAY else None
        rows = chain.read(reading.connection, kind="decision", since=start)
        found = replayed(guard, ((row.seq, row.body) for row in rows), day, reading.policy_changes())
    if json:
        print_json(found.model_dump(mode="json"))
    else:
        _show(found)
    raise typer.Exit(1 if found.day is None and found.same < found.decisions else 0)


def _show(found: Replayed) -> None:
    """Print what came of a replay."""
    whose = f"the rules of {found.day}" if found.day else "the rules then in force"
    out.print(f"{_counted(found.decisions, 'decision')} decided again under {whose}: {found.same} as before")
    for difference in found.differences[:SHOWN]:
        at = f"{difference.at:%Y-%m-%d %H:%M} UTC" if difference.at else ""
        if difference.says:
            say(f"record {difference.seq} {difference.says}", 2)
            continue
        turned = f"{difference.was} then, {difference.now} now"
        doubt = " by the same code: this must not be" if difference.same_book and not found.day else ""
        say(f"record {difference.seq}, {at}, consumer {difference.consumer}: {turned}{doubt}", 2)
        for changed in difference.rules:
            say(f"{changed.rule}: {changed.was} then, {changed.now} now", 4)
    more = len(found.differences) - SHOWN + found.left_off
    if more > 0:
        out.print(f"  … and {more} more")
    if found.by_rule:
        table = Table("rule", "newly refused", "newly allowed", "otherwise", box=None, padding=(0, 2, 0, 0))
        for rule, count in found.by_rule.items():
            table.add_row(rule, str(count.newly_refused), str(count.newly_allowed), str(count.otherwise))
        out.print(table)
    if found.other_book:
        say(
            f"{found.other_book} of them were decided by other code or values than this program has for their day: "
            "their fingerprint says so. Where the answer differs, it may be the program that has changed; where it is "
            "the same, that is no proof that the program was."
        )


def _counted(number: int, what: str) -> str:
    return f"{number} {what}{'' if number == 1 else 's'}"
