"""`duly law`: the book, its provisions explained, and case files judged."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Annotated

import typer
from rich.padding import Padding
from rich.text import Text

from accounts.errors import NotFound
from app.commands import AsJson
from app.terminal import out, print_json
from compliance.book import whole
from compliance.cases import check as check_cases
from compliance.provision import Provision

law = typer.Typer(help="The law as the guard holds it.", no_args_is_help=True)


@law.command("list")
def list_provisions(json: AsJson = False) -> None:
    """List every rule and duty: citation, since when, values, how complete."""
    provisions = whole().provisions.values()
    if json:
        print_json([_row(p) for p in provisions])
        return
    for p in provisions:
        out.print(f"[bold]{p.id}[/bold]  {p.kind}, {p.cites}, since {p.since}", soft_wrap=True)
        out.print(Padding(Text(p.title), (0, 0, 0, 4)))
    out.print(f"{len(provisions)} provisions; `duly law explain ID` shows one")


@law.command("explain")
def explain(
    rule: Annotated[str, typer.Argument(help="An id of `duly law list`.")],
    json: AsJson = False,
) -> None:
    """Show one provision: the quoted text, how it is read, what is not modelled, and its dated values."""
    provision = whole().provisions.get(rule)
    if provision is None:
        near = [known for known in whole().provisions if rule.lower() in known.lower()]
        raise NotFound(f"no provision has the id {rule}" + (f"; did you mean {near[0]}?" if near else ""))
    if json:
        print_json(_row(provision) | {"reads": provision.reads})
        return
    out.print(
        f"[bold]{provision.title}[/bold]\n{provision.cites}, {provision.kind} {provision.id}, since {provision.since}\n"
    )
    out.print(provision.reads, markup=False)
    for version in provision.versions:
        out.print(f"\nFrom {version.since} ({version.source}):", markup=False)
        for name, value in version.values.model_dump(mode="json").items():
            out.print(f"  {name}: {value}", markup=False)


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


def _row(provision: Provision) -> dict[str, object]:
    return {
        "id": provision.id,
        "kind": provision.kind,
        "citation": provision.cites,
        "since": provision.since,
        "title": provision.title,
        "parameters": [
            {"since": v.since, "source": v.source, "values": v.values.model_dump(mode="json")}
            for v in provision.versions
        ],
        "completeness": "partial" if _marked(provision.reads.splitlines(), "Not modelled:") else "whole",
        "not_modelled": _marked(provision.reads.splitlines(), "Not modelled:"),
        "readings": _marked(provision.reads.splitlines(), "Reading:"),
    }


def _marked(lines: Iterable[str], mark: str) -> list[str]:
    return [line.strip().removeprefix(mark).strip() for line in lines if line.strip().startswith(mark)]
