"""House policy as it stands: the values shipped with the book, and the dated changes that two persons made to them."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import replace
from datetime import date

from pydantic import ValidationError

from accounts.errors import BadInput
from accounts.policy import PolicyChange
from accounts.record import Id
from compliance.book import Book
from compliance.letters import plain
from compliance.parameters import Parameters, Version
from compliance.provision import Provision
from compliance.reading import normal

PACKAGE = "compliance.policy."


def under(book: Book, changes: Iterable[PolicyChange]) -> Book:
    """Return the book with all approved changes; of two for the same day the one approved later holds.

    Raises:
        BadInput: a change does not fit the provision it is for.
    """
    provisions = dict(book.provisions)
    for change in sorted((c for c in changes if c.approved), key=lambda c: (c.decided_at, c.id)):
        if change.provision in provisions:
            provision = changeable(book, change.provision)
            kept = [v for v in provisions[provision.id].versions if v.since != change.since]
            versions = sorted([*kept, _version(provision, change)], key=lambda v: v.since)
            provisions[provision.id] = replace(provisions[provision.id], versions=tuple(versions))
    return Book(provisions.values())


def emptied(book: Book, changes: Iterable[PolicyChange], today: date) -> tuple[PolicyChange, ...]:
    """Return the changes, in force today or to come, by which a limit of the house stops nothing any more.

    Two persons may do that; whoever answers for the house should know that they did.
    """
    latest: dict[tuple[Id, date], PolicyChange] = {}
    for change in sorted((c for c in changes if c.approved), key=lambda c: (c.decided_at, c.id)):
        if change.provision in book.provisions:
            latest[change.provision, change.since] = change
    standing = [
        change
        for (provision, since), change in latest.items()
        if not any(since < other <= today for id, other in latest if id == provision)
    ]
    empty = (c for c in standing if _version(book.provisions[c.provision], c).values.is_empty)
    return tuple(sorted(empty, key=lambda c: (c.since, c.provision)))


def changeable(book: Book, id: str) -> Provision:
    """Return the provision of house policy of that id.

    Raises:
        BadInput: there is none, or it is law, which nobody here may change.
    """
    provision = book.provisions.get(id)
    ours = sorted(p.id for p in book.provisions.values() if p.module.startswith(PACKAGE))
    if provision is None:
        raise BadInput(f"no provision has the id {id}; house policy has {', '.join(ours)}")
    if id not in ours:
        raise BadInput(f"{id} is law ({provision.cites}) and cannot be changed here; house policy is {', '.join(ours)}")
    return provision


def proposed(book: Book, change: PolicyChange, today: date) -> Parameters:
    """Return the values that a change would bring.

    Raises:
        BadInput: it is for no provision of house policy, begins today or earlier, gives no reason or no name, or its
            values do not fit.
    """
    provision = changeable(book, change.provision)
    if change.since <= today:
        raise BadInput(f"a change begins on a later day than {today}, so that no day is judged by two policies")
    if not change.because.strip() or not _name(change.proposed_by):
        raise BadInput("a change of policy needs a reason and the name of who proposes it")
    return _version(provision, change).values


def decided(change: PolicyChange, by: str, today: date) -> None:
    """Check that somebody may approve or refuse a change.

    Raises:
        BadInput: it is decided already, comes too late, or is theirs: a change needs a second person.
    """
    if change.approved is not None:
        raise BadInput(f"{change.decided_by} has {'approved' if change.approved else 'refused'} this change already")
    if _name(by) in ("", _name(change.proposed_by)):
        raise BadInput(f"a change needs a second person: {change.proposed_by} proposed it")
    if change.since <= today:
        raise BadInput(f"the change was to begin on {change.since}, which has come; propose it again for a later day")


def _name(written: str) -> str:
    """Return a name as two spellings of it have in common: its letters, without case, accents and what nobody sees.

    Raises:
        BadInput: it has letters of another script, some of which look like ours.
    """
    shown = plain(written)
    if shown is None:
        raise BadInput(f"the name {written!r} has letters or signs that are not read; write it in Latin letters")
    return "".join(letter for letter in normal(shown) if letter.isalnum())


def _version(provision: Provision, change: PolicyChange) -> Version:
    try:
        # As JSON, which is what a change is kept as, and strictly: what YAML reads as 1260 must not become a time.
        values = provision.parameters.model_validate_json(json.dumps(change.values), strict=True)
    except (TypeError, RecursionError) as error:  # YAML knows days, bytes and sets
        raise BadInput(f"{provision.id}: the values are not plain text, numbers, lists and mappings") from error
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(str(part) for part in first["loc"])
        raise BadInput(f"{provision.id}: {where or 'the values'}: {first['msg']}") from error
    source = f"house policy, change {change.id}: {change.because} ({change.proposed_by}, {change.decided_by})"
    return Version(since=change.since, source=source, values=values)
