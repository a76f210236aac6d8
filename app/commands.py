"""Commands on the store: place, round, decide, and its tables."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table
from sqlalchemy.exc import DatabaseError

from accounts import migrations
from accounts.errors import BadInput, BadSettings, DulyError
from accounts.placement import Placed
from accounts.placement import place as place_file
from accounts.store import Store
from app import settings, wiring
from app.demo_clock import next_start, started_at
from app.terminal import complain, err, out, plain, print_json, when
from app.wiring import Clock, House
from compliance import zones
from compliance.book import BEGINS
from web.api.asking import Asking, Question, Way, document

AsJson = Annotated[bool, typer.Option("--json", help="Print one JSON document, and nothing else.")]
AtInstant = Annotated[str | None, typer.Option("--at", help="An instant, ISO 8601 with an offset; none is now.")]


def instant(text: str | None, option: str = "--at") -> datetime | None:
    """Return the instant somebody typed for that option; None stays None.

    Raises:
        BadInput: it is not ISO 8601, or has no offset.
    """
    if text is None:
        return None
    try:
        at = datetime.fromisoformat(text)
    except ValueError as error:
        raise BadInput(f"{option} {text!r} is not an instant; write 2026-11-23T13:00:00-05:00") from error
    if at.tzinfo is None:
        raise BadInput(f"{option} {text!r} names no offset; write 2026-11-23T13:00:00-05:00")
    if not 1970 <= at.year <= 2999:  # beyond, calendars of zones run out
        raise BadInput(f"{option} {text!r} is not in the years 1970 to 2999")
    return at.astimezone(UTC)


def house(at: datetime | None = None, **given: Any) -> House:
    """Join everything; with an instant, the clock stands there."""
    return wiring.build(settings.load(**given), clock=(lambda: at) if at else clock_in_use())


@contextmanager
def opened_store() -> Iterator[Store]:
    """Open the store; where its tables are not those of the code, say so instead of what SQL says."""
    store = wiring.open_store(settings.load())
    try:
        yield store
    except DatabaseError as error:
        lacking = migrations.lacks(store.engine)
        raise BadSettings(lacking[0]) if lacking else error from error
    finally:
        store.close()


def clock_in_use() -> Clock:
    """Return the demo's clock where its store is looked at, for its facts lie on that clock; else the machine's."""
    return started_at(next_start(wiring.system_clock())) if settings.uses_demo() else wiring.system_clock


def place(file: Path, columns: Path | None, *, dry_run: bool, as_json: bool) -> int:
    """Import a placement file; exit status 1 when a row was rejected."""
    store = house().store
    with Progress(
        TextColumn("{task.description}", markup=False), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn(),
        console=err, disable=not sys.stderr.isatty(), transient=True,
    ) as progress:  # fmt: skip
        task = progress.add_task(f"reading {file.name}", total=None)
        placed = place_file(
            store,
            file,
            columns,
            at=wiring.system_clock(),
            dry_run=dry_run,
            progress=lambda rows: progress.update(task, completed=rows),
        )
    if as_json:
        print_json(placed.model_dump(mode="json"))
    else:
        show_placed(placed, file, dry_run=dry_run)
    if placed.unwritten:
        complain(f"the rejected rows were not written beside the file: {placed.unwritten}")
    return 1 if placed.rejected else 0


def show_placed(placed: Placed, file: Path, *, dry_run: bool) -> None:
    """Print what became of a placement file's rows."""
    said = "would be imported" if dry_run else "imported"
    out.print(
        f"{plain(file.name)}: {placed.rows} rows, {placed.imported} {said}, {placed.updated} updated, "
        f"{placed.unchanged} unchanged, {len(placed.rejected)} rejected"
    )
    if placed.rejected:
        table = Table("row", "field", "why", box=None, padding=(0, 2, 0, 0))
        for reject in placed.rejected[:20]:
            table.add_row(str(reject.row), reject.field, plain(reject.error))
        out.print(table)
        if len(placed.rejected) > 20:
            out.print(f"… and {len(placed.rejected) - 20} more")
        if not dry_run and not placed.unwritten:
            out.print(f"The rejected rows stand in {plain(file.stem)}.rejects.csv beside the file.")


def one_round(at: str | None, *, dry_run: bool, as_json: bool) -> int:
    """Run one round."""
    from app.rounds import show
    from app.worker import Worker

    moment = instant(at)
    joined = house(moment)
    lacking = wiring.missing(joined.channels)
    if lacking and not dry_run:
        raise BadInput(f"no wire is set up for {', '.join(lacking)}; see `duly doctor`, or use --dry-run")

    async def run() -> Any:
        worker = Worker(joined)
        if not dry_run:
            await worker.begin()
        try:
            return await worker.round(dry=dry_run)
        finally:
            await joined.aclose()

    done = asyncio.run(run())
    if as_json:
        print_json(done.summary())
    else:
        show(done, joined.settings.collector_zone)
    return 0


def decide(consumer: str, debt: str, way: Way, at: str | None, *, as_json: bool) -> int:
    """Answer whether a message may be sent; exit status 1 when it may not."""
    moment = instant(at) or clock_in_use()()
    if moment.date() < BEGINS:  # where no rule is in force none objects, and "yes" would be no answer
        raise BadInput(f"--at {at!r} is before {BEGINS}, when Regulation F comes into force, and with it the book")
    joined = house(moment)
    asked = Question(consumer=consumer, debt=debt, medium=way)
    with joined.store.reading() as reading:
        answered = Asking(joined.guard, joined.composer).answer(reading, [asked], moment)[0]
    if isinstance(answered, DulyError):
        raise answered
    proposal, decision = answered
    zone = (zones.of(proposal.dossier) or (joined.settings.collector_zone,))[0]
    if as_json:
        print_json(document(proposal, decision))
    else:
        out.print(f"{'Yes' if decision.approved else 'No'}: {way} about debt {debt} on {when(moment, zone)}")
        for objection in decision.objections:
            out.print(f"  {objection.citation} ({objection.rule}): {objection.says}", soft_wrap=True, markup=False)
        for advice in decision.advice:
            out.print(f"  note, {advice.citation}: {advice.says}", soft_wrap=True, markup=False)
        if not decision.approved:
            out.print(f"Next lawful moment: {when(decision.next_lawful_moment, zone)}")
    return 0 if decision.approved else 1


def upgrade() -> None:
    """Bring the tables up."""
    store = wiring.open_store(settings.load())
    migrations.upgrade(store.engine)
    out.print("The tables are up to date.")


def downgrade(revision: str) -> None:
    """Bring the tables down."""
    store = wiring.open_store(settings.load())
    migrations.downgrade(store.engine, revision)
    out.print(f"The tables are at revision {revision}.")


def check_tables(*, as_json: bool) -> int:
    """Say whether the tables are those of the code; exit status 1 when not."""
    lacking = migrations.lacks(wiring.open_store(settings.load()).engine)
    if as_json:
        print_json({"lacks": lacking})
    else:
        out.print("The tables are those of the code." if not lacking else "\n".join(lacking))
    return 1 if lacking else 0
