"""`duly letters`: what is in the print queue, and what the post brought back."""

from __future__ import annotations

from typing import Annotated

import typer
from rich.table import Column, Table

from accounts.contact import Medium
from accounts.errors import BadInput, NotFound
from app import commands
from app.commands import AsJson, AtInstant
from app.terminal import out, print_json, when
from channels.letter import LetterQueue, queued
from channels.port import StatusUpdate

letters = typer.Typer(help="Letters: the print queue, and what came back.", no_args_is_help=True)

File = Annotated[str, typer.Argument(help="The letter's file or attempt, as the manifest names it.")]


@letters.command("list")
def listing(json: AsJson = False) -> None:
    """List what waits to be printed and mailed, the oldest first."""
    joined = commands.house()
    if joined.settings.letters is None:
        raise BadInput("no letters are set up: DULY_LETTERS names the folder of the print queue")
    found, wrong = queued(joined.settings.letters)
    if json:
        print_json({"letters": [letter.model_dump(mode="json") for letter in found], "wrong": wrong})
        return
    table = Table(Column("file", no_wrap=True), "since", "pages", box=None, padding=(0, 2, 0, 0))
    for letter in found:
        table.add_row(letter.file, when(letter.created_at, joined.store.collector.zone), str(letter.pages or ""))
    out.print(table if found else "No letter waits to be printed.")
    for says in wrong:
        out.print(says, soft_wrap=True, markup=False)


@letters.command("returned")
def returned(
    file: File,
    says: Annotated[str, typer.Option("--says", help="What the post wrote on it, as: moved, left no address.")] = "",
    at: AtInstant = None,
) -> None:
    """Put down that the post brought a letter back.

    It counts as never sent, what it answered waits again, and no letter goes to that address any more.
    """
    joined = commands.house(commands.instant(at))
    attempt = file.partition(".")[0]
    with joined.store.transaction() as unit:
        found = unit.find_attempt(attempt, None)
    if found is None or found[1].medium is not Medium.MAIL:
        raise NotFound(f"no letter {file} was ever sent")
    news = StatusUpdate(
        provider=LetterQueue.name,
        key=f"{attempt}:returned",
        at=joined.clock(),
        attempt=attempt,
        state="undelivered",
        status="brought back by the post",
        says=says,
    )
    is_new = joined.inbox.update(news)
    out.print("Put down: the letter came back." if is_new else "That was put down before.")
