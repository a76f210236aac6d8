"""How a round is shown: what was sent, what was refused, why, and when it may be sent."""

from __future__ import annotations

from collections import Counter, defaultdict
from datetime import datetime

from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from accounts.contact import Message
from app.terminal import masked, out, when
from compliance.decision import Decision, Objection
from outreach.notices import Unmet
from outreach.rounds import Round


def show(done: Round, zone: str) -> None:
    """Print a round as tables that a stranger understands."""
    summary = done.summary()
    out.print(
        f"\n[bold]{done.considered} consumers considered, {summary['proposed']} messages proposed, "
        f"{summary['sent']} sent, {summary['refused']} refused[/bold]"
    )
    if done.awaited:
        oldest = min(done.awaited, key=lambda one: one.since or done.at)
        number = len({one.of for one in done.awaited})
        out.print(f"{number} disputes or requests wait for a person; `duly disputes list` shows them. The oldest:")
        _indented(oldest.says)
    _show_sent(done)
    _show_refused(done, zone)
    _show_people("Owed a validation notice that cannot be sent: a person must see to it", done.unmet)
    _show_people("ALARM: a validation notice is nearly late, or late", done.alarms)


def _show_sent(done: Round) -> None:
    counts = Counter((outcome.message.medium, outcome.message.template) for outcome in done.sent if outcome.left)
    table = Table("sent by", "words", "messages", title="Sent", title_justify="left", box=None, padding=(0, 2, 0, 0))
    for (medium, template), number in sorted(counts.items()):
        table.add_row(medium, template.replace("_", " "), str(number))
    if counts:
        out.print()
        out.print(table)
    failed = Counter(o.receipt.state for o in done.sent if o.receipt is not None and not o.left)
    for state, number in failed.items():
        out.print(f"{number} approved and {state.replace('_', ' ')}")


def _show_refused(done: Round, zone: str) -> None:
    """Print one line for each reason, with an example and the moment at which that one may be sent."""
    refused: dict[str, list[tuple[Message, Decision, Objection]]] = defaultdict(list)
    for message, decision in done.decisions:
        for objection in decision.objections:
            refused[objection.rule].append((message, decision, objection))
    if not refused:
        return
    out.print("\nRefused, by reason (a message may have several)", style="italic")
    for rule, rows in sorted(refused.items(), key=lambda item: -len(item[1])):
        message, decision, objection = max(rows, key=lambda row: row[1].next_lawful_moment or _NEVER)
        out.print(f"{len(rows):5}  [bold]{objection.citation}[/bold]  [dim]{rule}[/dim]")
        _indented(f"for example {message.medium} to {masked(message.to)}: {objection.says}")
        _indented(f"may be sent: {when(decision.next_lawful_moment, zone)}")


def _show_people(title: str, found: list[Unmet]) -> None:
    """Print what a person must see to, by reason, each with the consumers whom it concerns."""
    reasons: dict[str, list[str]] = defaultdict(list)
    for one in found:
        reasons[one.says].append(one.name)
    if reasons:
        out.print(f"\n{title}", style="italic")
    for says, names in sorted(reasons.items(), key=lambda item: -len(item[1])):
        more = f" and {len(names) - _NAMED} more" if len(names) > _NAMED else ""
        out.print(f"{len(names):5}  {', '.join(sorted(names)[:_NAMED])}{more}", markup=False)
        _indented(says)


_NAMED = 5
"""How many consumers are named before the rest are counted."""


def _indented(line: str) -> None:
    out.print(Padding(Text(line), (0, 0, 0, 7)))


_NEVER = datetime.fromisoformat("1970-01-01T00:00:00+00:00")
