"""Catalogue: of every provision of the book, of whatever kind, how it is read, what it leaves out, what tries it."""

from __future__ import annotations

import inspect
import json
import re
import sys
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any, Literal

from pydantic import BaseModel
from pydantic_core import to_jsonable_python

from accounts.record import Record
from compliance import paragraphs
from compliance.book import Book, modules, whole
from compliance.parameters import Version
from compliance.provision import Provision

INDEX = Path(__file__).parent / "law" / "cases.json"
"""Which law cases there are and how the book answered them; `python -m tools.law --write` makes it.

The cases themselves stay beside the tests that judge them. It is JSON, for the fingerprint of the book is over code and
YAML: another case is not another law.
"""


Came = Literal["passed", "failed", "unsupported"]

_TELLING = 30
"""Letters that a quotation has at least if it shall tell where it is from."""


class Listed(Record):
    """One law case as the index tells of it."""

    id: str
    rule: str
    """The id in the rulebook."""
    because: tuple[str, ...] = ()
    """The rules that it expects to object or to advise."""
    cite: str
    source: str
    why: str
    came: Came


@dataclass(frozen=True)
class Entry:
    """One provision, with what is said of it and the cases that try it."""

    provision: Provision
    quotes: tuple[str, ...]
    readings: tuple[str, ...]
    not_modelled: tuple[str, ...]
    covers: tuple[str, ...]
    cases: tuple[Listed, ...]

    @property
    def kind(self) -> str:
        """What kind of provision it is: rule, duty …"""
        return self.provision.kind

    @property
    def passed(self) -> int:
        """How many of its cases are answered as expected."""
        return sum(case.came == "passed" for case in self.cases)

    @property
    def completeness(self) -> Literal["implemented", "partly"]:
        """Whether all of it is written: it says of nothing that it is left out, and answers every case of its own."""
        return "partly" if self.not_modelled or self.passed < len(self.cases) else "implemented"

    @property
    def unconfirmed(self) -> bool:
        """Whether its latest values, or some row of its table, are written from knowledge and not checked."""
        latest = self.provision.versions[-1]
        rows = getattr(latest.values, "rows", ())
        return "knowledge" in {latest.confidence, *(getattr(row, "confidence", "") for row in rows)}

    @property
    def stands(self) -> str:
        """How complete it is, and whether it is confirmed, in words."""
        return f"{self.completeness}, unconfirmed" if self.unconfirmed else self.completeness


def sourced(version: Version) -> str:
    """Return where values are from; what is written from knowledge is called unconfirmed."""
    return f"{version.source}; unconfirmed" if version.confidence == "knowledge" else version.source


def entries() -> tuple[Entry, ...]:
    """Return every provision of the book, by id."""
    return tuple(entry(provision) for provision in whole().provisions.values())


def entry(provision: Provision) -> Entry:
    """Return what there is to say of one provision."""
    said = passages(provision.reads)
    beside = passages(inspect.getdoc(sys.modules[provision.module]) or "")
    covers = _ids([*said["Covers:"], *beside["Covers:"]])
    own = {provision.id, *covers}
    tried = tuple(case for case in listed() if case.rule in own or provision.id in case.because)
    return Entry(
        provision,
        quotes=tuple(said[">"]),
        readings=(*said["Reading:"], *beside["Reading:"]),
        not_modelled=(*said["Not modelled:"], *beside["Not modelled:"]),
        covers=covers,
        cases=tried,
    )


def passages(reads: str) -> dict[str, list[str]]:
    """Return what stands under each mark of a provision's text, each passage on one line."""
    found: dict[str, list[str]] = {">": [], "Reading:": [], "Not modelled:": [], "Covers:": []}
    under: list[str] = []
    running = ""
    for line in (line.strip() for line in reads.splitlines()):
        mark = next((mark for mark in found if line.startswith(mark)), "")
        words = line.removeprefix(mark).strip()
        if mark and not mark == running == ">":
            under = found[mark]
            under.append(words)
        elif line and running and (mark == ">" or running != ">"):
            under[-1] += f" {words}"
        running = (mark or running) if line else ""
    return found


@lru_cache(maxsize=1)
def listed() -> tuple[Listed, ...]:
    """Return every case of the index."""
    return tuple(Listed.model_validate(row) for row in json.loads(INDEX.read_text("utf-8")))


def holding(designation: str, words: str) -> tuple[str, ...]:
    """Return what cites a paragraph or comment of Regulation F or quotes its words: provisions' ids, else modules."""
    ours = [p for p in whole().provisions.values() if p.cites.startswith("12 CFR 1006.")]
    named = [p.id for p in ours if _cites(p.cites, designation)]
    quoting = [who for who, quote in _quotes() if quote in words]
    told = dict.fromkeys([*named, *quoting])
    modules = {whole().provisions[who].module for who in told if who in whole().provisions}
    return tuple(who for who in told if who not in modules)


def trying(designation: str) -> tuple[Listed, ...]:
    """Return the cases on a paragraph of Regulation F and what is in it, or on one comment."""
    return tuple(case for case in listed() if case.rule.startswith("regf.") and _cites(case.cite, designation))


def _cites(text: str, designation: str) -> bool:
    named = paragraphs.cited(text)
    return designation in named if "-" in designation else any(paragraphs.concerns(n, designation) for n in named)


@lru_cache(maxsize=1)
def _quotes() -> tuple[tuple[str, str], ...]:
    """Return every quoted paragraph of the law with who quotes it: the id of a provision, or a module."""
    written = [(p.id, p.reads) for p in whole().provisions.values()]
    for module in modules():
        functions = [f for f in vars(module).values() if inspect.isfunction(f) and f.__module__ == module.__name__]
        written += [(module.__name__, inspect.getdoc(thing) or "") for thing in (module, *functions)]
    quotes = [(who, quote) for who, doc in written for quote in passages(doc)[">"]]
    pieces = [(who, piece.strip()) for who, quote in quotes for piece in re.split(r"\(\w+\) ", quote)]
    return tuple((who, piece) for who, piece in pieces if len(piece) >= _TELLING)


def changes(begin: date, end: date, book: Book | None = None) -> list[dict[str, Any]]:
    """Return what is another on the second day than on the first: provisions that begin, and values that change."""
    found: list[dict[str, Any]] = []
    for one in (book or whole()).provisions.values():
        old, new = _in_force(one.versions, begin), _in_force(one.versions, end)
        if new is None or new is old:
            continue
        found.append(
            {
                "id": one.id,
                "kind": one.kind,
                "citation": one.cites,
                "title": one.title,
                "change": "values change" if old else "begins",
                "on": new.since,
                "source": new.source,
                "values": _compared(values_of(old) if old else {}, values_of(new)),
            }
        )
    return found


def values_of(version: Version) -> dict[str, Any]:
    """Return the values of one version as JSON has them; what has no order is put in one."""
    return _fields(version.values)


def _fields(values: BaseModel) -> dict[str, Any]:
    """Return the fields alone: a model that is gone through also gives what it has remembered (`cached_property`)."""
    return {name: _plain(getattr(values, name)) for name in type(values).model_fields}


def _plain(value: Any) -> Any:
    match value:
        case BaseModel():
            return _fields(value)
        case Mapping():
            return {str(name): _plain(inner) for name, inner in value.items()}
        case frozenset() | set():
            return sorted((_plain(inner) for inner in value), key=str)
        case tuple() | list():
            return [_plain(inner) for inner in value]
        case _:
            return to_jsonable_python(value)


def _in_force(versions: Iterable[Version], day: date) -> Version | None:
    return max((v for v in versions if v.since <= day), key=lambda v: v.since, default=None)


def _compared(before: Mapping[str, Any], after: Mapping[str, Any]) -> list[dict[str, Any]]:
    names = sorted({*before, *after})
    return [
        {"name": name, "old": before.get(name), "new": after.get(name)}
        for name in names
        if before.get(name) != after.get(name)
    ]


def _ids(texts: Iterable[str]) -> tuple[str, ...]:
    return tuple(sorted({id for text in texts for id in re.findall(r"[a-z]+\.[\w.-]*\w", text)}))
