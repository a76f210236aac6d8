"""What the terminal shows: JSON documents, tables, times as people read them."""

from __future__ import annotations

import json
import re
import sys
from datetime import datetime
from textwrap import wrap
from typing import Any, NoReturn

import typer
from rich.console import Console
from rich.markup import escape
from rich.text import Text
from sqlalchemy.exc import DBAPIError

from compliance import zones

WIDEST = 100
"""How long a line of prose is at most: longer ones are hard to read."""


class _Console(Console):
    """A console that leaves it to the command line to say what is done when nobody reads any more."""

    def on_broken_pipe(self) -> NoReturn:
        raise BrokenPipeError


out = _Console(highlight=False)
err = _Console(stderr=True, highlight=False)


def print_json(document: Any) -> None:
    """Print one JSON document, and nothing else, to standard output."""
    narrow = (sys.stdout.encoding or "").lower().replace("-", "") != "utf8"
    print(json.dumps(document, default=str, ensure_ascii=narrow))


def complain(sentence: str) -> None:
    """Print one line to standard error."""
    err.print(f"[red]duly:[/red] {plain(sentence)}", soft_wrap=True)


def say(text: str, indent: int = 0, style: str = "", mark: str = "") -> None:
    """Print a passage within the width of the terminal, its further lines under its first word."""
    pad = " " * indent
    width = min(out.width, WIDEST)
    lines = wrap(text, width, initial_indent=pad + mark, subsequent_indent=pad + " " * len(mark))
    out.print(Text("\n".join(lines), style), soft_wrap=True)


def plain(text: str) -> str:
    """Return text that others chose, such as a file's name, as one line that cannot command a terminal."""
    return escape(passage(" ".join(text.split())))


def passage(text: str) -> str:
    """Return text that others wrote with its lines as they are, and nothing in it that commands a terminal."""
    return "".join(c if c.isprintable() or c in "\n\t" else "\N{REPLACEMENT CHARACTER}" for c in text)


def said(error: Exception) -> str:
    """Return what went wrong, in one sentence for whoever typed the command."""
    match error:
        case typer.TyperException():
            context = getattr(error, "ctx", None)
            # Without any argument the help stands on standard output already, and the error has no words.
            says = " ".join(error.format_message().replace("Value error, ", "").split()) or "say what to do"
            return f"{says.rstrip('.')}; see `{context.command_path} --help`" if context else says
        case OSError(filename=str() | bytes() as name, strerror=str() as why):
            return f"{name!s}: {why}"
        case OSError(strerror=str() as why):
            return f"the answer could not be written: {why}"
        case DBAPIError(orig=Exception() as cause):
            return f"the database of DULY_DATABASE_URL cannot be used: {cause}"
        case _:
            return str(error)


def when(at: datetime | None, zone: str) -> str:
    """Return an instant as the clocks of a zone show it, or that there is none."""
    if at is None:
        return "not while the facts stay as they are"
    local = zones.local(at, zone)
    return f"{local:%a %b} {local.day}, {local.year}, {local:%H:%M:%S %Z}".replace(":00 ", " ")


def masked(address: str | None) -> str:
    """Return an address of which only so much is shown that its owner would know it."""
    if not address:
        return "-"
    if "@" in address:
        name, _, domain = address.partition("@")
        return f"{name[:2]}…@{domain}"
    digits = address if address.startswith("+") else re.sub(r"\D", "", address)
    return f"…{digits[-4:]}" if digits else address
