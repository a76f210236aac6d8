"""What the terminal shows: JSON documents, tables, times as people read them."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any

from rich.console import Console
from rich.markup import escape

from compliance import zones

out = Console(highlight=False)
err = Console(stderr=True, highlight=False)


def print_json(document: Any) -> None:
    """Print one JSON document, and nothing else, to standard output."""
    print(json.dumps(document, default=str, ensure_ascii=False))


def complain(sentence: str) -> None:
    """Print one line to standard error."""
    err.print(f"[red]duly:[/red] {escape(' '.join(sentence.split()))}", soft_wrap=True)


def when(at: datetime | None, zone: str) -> str:
    """Return an instant as the clocks of a zone show it, or that there is none."""
    if at is None:
        return "not while the facts stay as they are"
    local = zones.local(at, zone)
    return f"{local:%a %b} {local.day}, {local:%H:%M:%S %Z}".replace(":00 ", " ")


def masked(address: str | None) -> str:
    """Return an address of which only so much is shown that its owner would know it."""
    if not address:
        return "-"
    if "@" in address:
        name, _, domain = address.partition("@")
        return f"{name[:2]}…@{domain}"
    return f"…{address[-4:]}" if address.startswith("+") else address
