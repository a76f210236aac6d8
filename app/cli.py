"""The command line: `duly`; every command prints for people, and with --json one document for programs."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from io import TextIOWrapper
from pathlib import Path
from typing import Annotated

import typer
from alembic.util import CommandError
from sqlalchemy.exc import SQLAlchemyError
from typer.main import get_command

from accounts.errors import BadInput, DulyError
from accounts.validation_notice import Language
from app import commands, settings
from app.command_api import api, webhooks
from app.command_disputes import disputes
from app.command_law import law
from app.command_ledger import ledger
from app.command_letters import letters
from app.command_mail import mail
from app.command_nlu import nlu
from app.command_policy import policy
from app.commands import AsJson, AtInstant
from app.terminal import complain, err, print_json, said
from web.api.asking import Way

INTERRUPTED = 130
"""The exit status by which shells know that somebody pressed Ctrl-C."""

duly = typer.Typer(
    name="duly",
    help="A conversational collections assistant whose every message must first pass the law.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
duly.add_typer(api, name="api")
duly.add_typer(disputes, name="disputes")
duly.add_typer(law, name="law")
duly.add_typer(letters, name="letters")
duly.add_typer(ledger, name="ledger")
duly.add_typer(mail, name="mail")
duly.add_typer(nlu, name="nlu")
duly.add_typer(policy, name="policy")
duly.add_typer(webhooks, name="webhooks")

db = typer.Typer(help="The tables of the store.", no_args_is_help=True)
duly.add_typer(db, name="db")


@duly.callback()
def about(context: typer.Context) -> None:
    """Say to a person which store is looked at, where that could be a surprise."""
    if err.is_terminal and context.invoked_subcommand != "demo" and settings.uses_demo():
        says = "looking at the demo's store, by the demo's clock; set DULY_DATABASE_URL for another"
        err.print(f"[dim]{says}[/dim]", soft_wrap=True)


@duly.command()
def demo(
    once: Annotated[bool, typer.Option("--once", help="End after the round.")] = False,
    now: Annotated[bool, typer.Option("--now", help="Take the real time, whatever the hour.")] = False,
) -> None:
    """Import a sample, run one round through real wires to a built-in mailbox and carrier, and serve the web."""
    from app.demo import run

    run(once=once, now=now)


@duly.command()
def serve(
    simulator: Annotated[
        bool, typer.Option("--simulator", help="Put providers of our own behind every wire, with pages at /simulator.")
    ] = False,
    faults: Annotated[
        Path | None, typer.Option(help="YAML or JSON: what the simulated providers do wrong, name to probability.")
    ] = None,
) -> None:
    """Serve the web: webhooks, console, opt-out pages; and work off what comes in."""
    from app.serving import serve as run

    if faults is not None and not simulator:
        raise BadInput("--faults is of the simulator: give --simulator as well")
    run(faults, simulated=simulator)


@duly.command()
def worker(
    minutes: Annotated[int, typer.Option(help="How often a round is run.", min=1)] = 5,
) -> None:
    """Run rounds of outreach and duties, and work off what comes in, until interrupted."""
    from app.serving import work

    work(minutes)


@duly.command()
def doctor(
    keys: Annotated[bool, typer.Option("--keys", help="Print two fresh keys for .env.")] = False,
    json: AsJson = False,
) -> None:
    """Say what is configured, what is missing and what is unsafe."""
    from app.doctor import examine

    raise typer.Exit(examine(keys=keys, as_json=json))


@duly.command()
def place(
    file: Annotated[Path, typer.Argument(help="CSV or XLSX.")],
    columns: Annotated[
        Path | None, typer.Option("--map", help="YAML that says which of their columns is which.")
    ] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Read and check; change nothing.")] = False,
    json: AsJson = False,
) -> None:
    """Import a placement file; a bad row never stops a good one."""
    raise typer.Exit(commands.place(file, columns, dry_run=dry_run, as_json=json))


@duly.command("round")
def one_round(
    at: AtInstant = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Decide; record and send nothing.")] = False,
    json: AsJson = False,
) -> None:
    """Run one round of duties and outreach."""
    raise typer.Exit(commands.one_round(at, dry_run=dry_run, as_json=json))


@duly.command()
def decide(
    consumer: Annotated[str, typer.Option(help="The consumer's id.")],
    debt: Annotated[str, typer.Option(help="The debt's id.")],
    medium: Annotated[Way, typer.Option(help="By which medium.")],
    at: AtInstant = None,
    json: AsJson = False,
) -> None:
    """Say whether a message may be sent, and if not, why and when it may; approves nothing."""
    raise typer.Exit(commands.decide(consumer, debt, medium, at, as_json=json))


@duly.command()
def week(
    consumer: Annotated[str, typer.Option(help="The consumer's id.")],
    debt: Annotated[str, typer.Option(help="The debt's id.")],
    medium: Annotated[Way, typer.Option(help="By which medium.")],
    begin: Annotated[str | None, typer.Option("--from", help="The first day, as 2026-01-31; none is today.")] = None,
    json: AsJson = False,
) -> None:
    """Show a week of lawful and closed hours, and which rule closes them, in each zone the consumer may be in."""
    from app.week import week as show

    raise typer.Exit(show(consumer, debt, medium, begin, as_json=json))


@duly.command()
def notice(
    consumer: Annotated[str, typer.Argument(help="The consumer's id.")],
    debt: Annotated[str, typer.Argument(help="The debt's id.")],
    language: Annotated[Language | None, typer.Option(help="en or es; none: the consumer's.")] = None,
    pdf: Annotated[Path | None, typer.Option(help="Write the letter into a PDF file.")] = None,
    html: Annotated[Path | None, typer.Option(help="Write the page into an HTML file.")] = None,
    json: AsJson = False,
) -> None:
    """Show the validation notice of a debt as it would be sent; sends nothing."""
    from app.command_notice import show

    raise typer.Exit(show(consumer, debt, language, pdf, html, as_json=json))


@duly.command()
def chat(
    consumer: Annotated[str | None, typer.Option(help="Whom to be; none: the first who agreed to texts.")] = None,
) -> None:
    """Talk to the assistant in the terminal, as the consumer would by SMS."""
    from app.chat import talk

    talk(consumer)


@duly.command()
def bench(
    name: Annotated[str, typer.Argument(help="gateway, guard or soak.")],
    database: Annotated[
        str | None, typer.Option(help="An empty database for `gateway` or `soak`; none: SQLite, for once.")
    ] = None,
    json: AsJson = False,
) -> None:
    """Measure, as a ratio to the ceiling measured in the same run."""
    from app.bench import run

    run(name, database, as_json=json)


@db.command("upgrade")
def db_upgrade() -> None:
    """Bring the tables up to the code's revision."""
    commands.upgrade()


@db.command("downgrade")
def db_downgrade(revision: Annotated[str, typer.Argument(help="A revision, or base.")]) -> None:
    """Bring the tables down to a revision; `base` drops everything, the ledger with it."""
    commands.downgrade(revision)


@db.command("check")
def db_check(json: AsJson = False) -> None:
    """Say whether the tables are those of the code."""
    raise typer.Exit(commands.check_tables(as_json=json))


def run(args: Sequence[str]) -> int:
    """Run one command; returns its exit status.

    Whatever a person can mend is said in one line on standard error, with exit status 2, and with --json in a
    document as well: a program that reads us finds one whatever came of it.
    """
    try:
        with get_command(duly).make_context("duly", list(args)) as context:
            context.command.invoke(context)
        sys.stdout.flush()
    except typer.Exit as done:
        return done.exit_code
    except BrokenPipeError:  # the reader of our output, such as `head`, has gone
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except (KeyboardInterrupt, EOFError, typer.Abort):
        complain("interrupted")
        return INTERRUPTED
    except (DulyError, typer.TyperException, OSError, SQLAlchemyError, CommandError) as error:
        sentence = " ".join(said(error).split())
        if "--json" in args:
            print_json({"error": sentence})
        complain(sentence)
        return 2
    return 0


def main() -> None:
    """Run the command line."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):  # a terminal that lacks a letter gets a mark in its place
            stream.reconfigure(errors="replace")
    sys.exit(run(sys.argv[1:]))


if __name__ == "__main__":
    main()
