"""`duly policy`: the limits of the house, and their changes, which need a second person."""

from __future__ import annotations

import inspect
from datetime import date, datetime
from pathlib import Path
from typing import Annotated, Any

import typer

from accounts.errors import BadInput, NotFound
from accounts.policy import PolicyChange
from accounts.record import new_id
from app.commands import AsJson, clock_in_use, opened_store
from app.terminal import out, print_json
from compliance import house_policy, zones
from compliance.book import Book, whole
from compliance.parameters import Version, load_yaml

policy = typer.Typer(help="The limits of the house beyond the law, and their changes.", no_args_is_help=True)

LONGEST = 8192
"""Bytes of a file of values."""

By = Annotated[str, typer.Option("--by", help="Your name; it goes to the ledger.")]


@policy.command("list")
def list_policy(json: AsJson = False) -> None:
    """Show every limit of the house with its values today and to come, and the changes that wait."""
    with opened_store() as store, store.reading() as reading:
        changes = reading.policy_changes(undecided=True)
    book = house_policy.under(whole(), changes)
    ours = [p for p in book.provisions.values() if p.module.startswith(house_policy.PACKAGE)]
    waiting = [change for change in changes if change.approved is None]
    if json:
        print_json(
            {
                "provisions": [
                    {
                        "id": p.id,
                        "says": p.title,
                        "values": inspect.getdoc(p.parameters),
                        "versions": [_row(version) for version in p.versions],
                    }
                    for p in ours
                ],
                "waiting": [change.model_dump(mode="json") for change in waiting],
            }
        )
        return
    for p in ours:
        out.print(f"[bold]{p.id}[/bold]  {p.title}", soft_wrap=True)
        if notes := inspect.getdoc(p.parameters):
            out.print(f"    {' '.join(notes.split())}", style="dim", markup=False, soft_wrap=True)
        for version in p.versions:
            out.print(f"    from {version.since} ({version.source})", markup=False, soft_wrap=True)
            if version.values.is_empty:
                out.print("        it stops nothing", style="yellow")
            for name, value in version.values.plain().items():
                out.print(f"        {name}: {value}", markup=False, soft_wrap=True)
    for change in waiting:
        out.print(
            f"waits: {change.id}  {change.provision} from {change.since}, proposed by {change.proposed_by}: "
            f"{change.because}",
            markup=False,
            soft_wrap=True,
        )


@policy.command("propose")
def propose(
    provision: Annotated[str, typer.Argument(help="An id of `duly policy list`.")],
    values: Annotated[Path, typer.Option("--values", help="YAML with the values that change; the others stay.")],
    since: Annotated[
        datetime, typer.Option("--since", formats=["%Y-%m-%d"], help="The first day; a later one than today.")
    ],
    because: Annotated[str, typer.Option("--because", help="The reason; it goes to the ledger.")],
    by: By,
    json: AsJson = False,
) -> None:
    """Propose new values; nothing changes until somebody else approves them."""
    at = clock_in_use()()
    with opened_store() as store, store.transaction() as unit:
        book = house_policy.under(whole(), unit.policy_changes())
        change = PolicyChange(
            id=new_id(),
            provision=provision,
            since=since.date(),
            values=_merged(book, provision, since.date(), values),
            because=because,
            proposed_by=by,
            proposed_at=at,
        )
        house_policy.proposed(book, change, zones.local(at, store.collector.zone).date())
        unit.propose_policy(change)
    if json:
        print_json(change.model_dump(mode="json"))
        return
    out.print(f"Proposed. Somebody else approves it: duly policy approve {change.id} --by NAME", soft_wrap=True)


@policy.command("approve")
def approve(change: str, by: By, json: AsJson = False) -> None:
    """Approve a change that somebody else proposed."""
    _decide(change, by, approved=True, json=json)


@policy.command("refuse")
def refuse(change: str, by: By, json: AsJson = False) -> None:
    """Refuse a change that somebody else proposed."""
    _decide(change, by, approved=False, json=json)


def _row(version: Version) -> dict[str, Any]:
    values = version.values
    return {"since": version.since, "source": version.source, "empty": values.is_empty, "values": values.plain()}


def _decide(id: str, by: str, *, approved: bool, json: bool) -> None:
    at = clock_in_use()()
    with opened_store() as store, store.transaction() as unit:
        found = next((c for c in unit.policy_changes(undecided=True) if c.id == id), None)
        if found is None:
            raise NotFound(f"no change of policy has the id {id}; `duly policy list` shows those that wait")
        house_policy.decided(found, by, zones.local(at, store.collector.zone).date())
        decided = unit.decide_policy(id, by=by, at=at, approved=approved)
    if json:
        print_json(decided.model_dump(mode="json"))
        return
    out.print(f"Approved: {decided.provision} changes on {decided.since}." if approved else "Refused; nothing changes.")


def _merged(book: Book, provision: str, since: date, path: Path) -> dict[str, Any]:
    """Return the values in force on that day, with those of the file in their place.

    Raises:
        BadInput: the file cannot be read, or is not a mapping.
    """
    known = house_policy.changeable(book, provision).versions
    before = [v for v in known if v.since <= since][-1:] or known[:1]
    try:
        if path.stat().st_size > LONGEST:
            raise BadInput(f"{path} is longer than {LONGEST} bytes: no limit of the house needs so many")
        new = load_yaml(path, aliases=False)
    except OSError as error:
        raise BadInput(f"{path} cannot be read: {error.strerror}") from error
    if not isinstance(new, dict) or not all(isinstance(name, str) for name in new):
        raise BadInput(f"{path}: a change is a mapping of values, such as `hours: 24`")
    return before[0].values.plain() | new
