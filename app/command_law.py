"""`duly law`: the book, its provisions explained, what changes between two days, and case files judged."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from datetime import date
from pathlib import Path
from typing import Annotated, Any

import typer

from accounts.errors import BadInput, NotFound
from app.commands import AsJson
from app.terminal import out, print_json, say
from compliance import catalogue
from compliance.cases import check as check_cases
from compliance.catalogue import Entry, sourced, values_of
from compliance.parameters import Version

law = typer.Typer(help="The law as the guard holds it.", no_args_is_help=True)

SIGNS = {"passed": "ok", "failed": "FAILS", "unsupported": "not written yet"}


@law.command("list")
def list_provisions(json: AsJson = False) -> None:
    """List every provision: citation, since when, values, cases, and how complete it is."""
    entries = catalogue.entries()
    if json:
        print_json([_row(e) for e in entries])
        return
    for e in entries:
        p = e.provision
        out.print(f"[bold]{p.id}[/bold]", soft_wrap=True)
        say(p.title, 4)
        say(f"{_what(e)}, {p.cites}, since {p.since}, {_tried(e)}, {e.stands}", 4)
        told = "; ".join(f"{name} = {_value(value)}" for name, value in values_of(p.versions[-1]).items())
        if told:
            say(f"{told}", 6, "dim")
        for left_out in e.not_modelled:
            say(f"not modelled: {left_out}", 6)
    kinds = Counter(e.kind for e in entries)
    counted = ", ".join(f"{n} of kind {kind}" for kind, n in sorted(kinds.items()))
    out.print()
    say(f"{len(entries)} provisions: {counted}. `duly law explain ID` shows one.")


@law.command("explain")
def explain(
    rule: Annotated[str, typer.Argument(help="An id of `duly law list`, or of the rulebook.")],
    json: AsJson = False,
) -> None:
    """Show one provision: its words, how it is read, what is not modelled, its dated values, the cases that try it."""
    e = _found(rule)
    p = e.provision
    if json:
        tried = [case.model_dump(mode="json", exclude={"because"}) for case in e.cases]
        print_json(_row(e) | {"reads": p.reads, "quotes": e.quotes, "covers": e.covers, "tried_by": tried})
        return
    say(p.title, style="bold")
    say(f"{p.id}: {_what(e)}, {p.cites}, since {p.since}, {e.stands}")
    _list("The words of the law", e.quotes, "> ")
    _list("How it is read", e.readings)
    _list("Not modelled", e.not_modelled)
    for version in p.versions:
        _heading(f"From {version.since} ({sourced(version)})")
        for name, value in values_of(version).items():
            say(f"{name} = {_value(value)}", 2)
    _list("It also holds, of the rulebook", e.covers)
    _heading(f"Tried by {_tried(e)}")
    for case in e.cases:
        say(f"{case.id} ({case.cite}): {SIGNS[case.came]}", 2)
        say(case.why, 4, "dim")


@law.command("diff")
def diff(
    begin: Annotated[str, typer.Argument(help="A day, as 2026-01-31.", metavar="DATE")],
    end: Annotated[str, typer.Argument(help="A later day.", metavar="DATE")],
    json: AsJson = False,
) -> None:
    """Show what is another on the second day than on the first: provisions that begin, values that change."""
    first, second = _day(begin), _day(end)
    if second < first:
        raise BadInput(f"{second} is before {first}; name the earlier day first")
    changes = catalogue.changes(first, second)
    if json:
        print_json({"from": first, "to": second, "changes": changes})
        return
    for change in changes:
        out.print(f"[bold]{change['id']}[/bold]  {change['change']} on {change['on']}", soft_wrap=True)
        say(f"{change['title']} {change['citation']}", 4)
        say(f"source: {change['source']}", 4, "dim")
        for value in change["values"]:
            old = "" if change["change"] == "begins" else f"{_value(value['old'])} -> "
            say(f"{value['name']} = {old}{_value(value['new'])}", 6)
    kinds = Counter(change["change"] for change in changes)
    if changes:
        out.print(f"{first} to {second}: {kinds['begins']} begin, {kinds['values change']} have other values")
    else:
        out.print(f"The law of {second} is that of {first}.")


@law.command("check")
def check(
    files: Annotated[list[Path], typer.Argument(help="Case files in the case vocabulary.")],
    json: AsJson = False,
) -> None:
    """Judge case files; exit status 1 when a case fails."""
    report = check_cases(files)
    if json:
        print_json(report.model_dump(mode="json"))
    else:
        for case in report.cases:
            if not case.passed:
                what = "not supported" if "unsupported" in case.answer else "failed"
                out.print(
                    f"{what} {case.id} ({case.rule}): expected {case.expect}, answered {case.answer}",
                    markup=False,
                    soft_wrap=True,
                )
        out.print(f"{report.passed} passed, {report.failed} failed, {report.unsupported} not supported yet")
    raise typer.Exit(1 if report.failed else 0)


def _found(id: str) -> Entry:
    """Return the provision of that id, or the one that covers it.

    Raises:
        NotFound: there is none.
    """
    entries = catalogue.entries()
    fits = [e for e in entries if e.provision.id == id] or [e for e in entries if id in e.covers]
    if not fits:
        near = [e.provision.id for e in entries if id.lower() in e.provision.id.lower()]
        raise NotFound(f"no provision has the id {id}" + (f"; did you mean {near[0]}?" if near else ""))
    return fits[0]


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise BadInput(f"{text!r} is not a day; write 2026-01-31") from error


def _row(e: Entry) -> dict[str, Any]:
    p = e.provision
    return {
        "id": p.id,
        "kind": e.kind,
        "place": p.place,
        "citation": p.cites,
        "since": p.since,
        "title": p.title,
        "parameters": [_version(v) for v in p.versions],
        "cases": len(e.cases),
        "cases_passed": e.passed,
        "completeness": e.completeness,
        "unconfirmed": e.unconfirmed,
        "not_modelled": e.not_modelled,
        "readings": e.readings,
    }


def _version(v: Version) -> dict[str, Any]:
    return {"since": v.since, "source": v.source, "confidence": v.confidence, "values": values_of(v)}


def _what(e: Entry) -> str:
    return f"{e.kind} of {e.provision.place}" if e.provision.place else e.kind


def _tried(e: Entry) -> str:
    count = len(e.cases)
    counted = f"{count} {'case' if count == 1 else 'cases'}"
    return counted if e.passed == count else f"{counted} of which {e.passed} pass"


def _value(value: Any) -> str:
    if isinstance(value, dict):
        return "(" + "; ".join(f"{name} = {_value(inner)}" for name, inner in value.items()) + ")"
    if isinstance(value, list):
        return ", ".join(map(_value, value)) or "none"
    return "none" if value is None else str(value)


def _heading(text: str) -> None:
    out.print()
    say(text, style="bold")


def _list(heading: str, passages: Iterable[str], mark: str = "- ") -> None:
    for number, passage in enumerate(passages):
        if not number:
            _heading(heading)
        say(passage, 2, mark=mark)
