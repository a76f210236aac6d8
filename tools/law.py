"""Write what the book holds: docs/law.md, docs/law-cases.md, the index of law cases, and the values put in force.

python -m tools.law              says which of them is not current
python -m tools.law --write      writes them; but never alters the values of a version that has been in force
"""

from __future__ import annotations

import json
import sys
from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime
from functools import lru_cache
from pathlib import Path
from typing import Any

from accounts.errors import BadLaw
from compliance import catalogue, paragraphs
from compliance.book import modules, whole
from compliance.cases import Judged, judge, load
from compliance.catalogue import Came, Entry, Listed, sourced, values_of
from compliance.parameters import Version

ROOT = Path(__file__).resolve().parent.parent
CASES = ROOT / "tests" / "law" / "cases"
KEPT = ROOT / "tests" / "law" / "in_force.json"
"""Every value of every version, written down a second time: what was once in force can be altered in neither alone."""
PAGE, MATRIX = ROOT / "docs" / "law.md", ROOT / "docs" / "law-cases.md"
MADE = "<!-- made by python -m tools.law --write; do not edit -->"
NOT_ASKED = ("1", "104", "108")
"""Sections of the regulation that ask nothing of a collector: authority, and the relation to the States."""
SIGNS = {"passed": "", "failed": " **fails**", "unsupported": " (not written yet)"}
PLACES = {
    "compliance.law.us.reg_f": "Regulation F (12 CFR 1006)",
    "compliance.law.us": "Federal law beside Regulation F",
    "compliance.law.us.states": "States and cities",
    "compliance.policy": "House policy",
}
"""What a package of provisions is called, by the longest name that fits."""


def index() -> str:
    """Return the index of law cases: a line of JSON each, by id, with how the book answers it today."""
    rows = [json.dumps(_listed(case, judge(case)).model_dump(), ensure_ascii=False) for case in _cases()]
    return "[\n" + ",\n".join(sorted(rows)) + "\n]\n"


@lru_cache(maxsize=1)
def _cases() -> tuple[Mapping[str, object], ...]:
    return tuple(case for path in sorted(CASES.rglob("*.json")) for case in load(path))


def _listed(case: Mapping[str, object], judged: Judged) -> Listed:
    expect = judged.expect
    because = [expect.get("because"), *expect.get("because_any", ()), *expect.get("flags", ())]
    told = {name: str(case.get(name) or "") for name in ("id", "rule", "cite", "source", "why")}
    came: Came = "passed" if judged.passed else "unsupported" if "unsupported" in judged.answer else "failed"
    return Listed(**told, because=tuple(sorted({id for id in because if id})), came=came)


def page() -> str:
    """Return the page of the law: the provisions by place, and every paragraph of Regulation F."""
    found = tuple(sorted(catalogue.entries(), key=lambda e: (e.provision.module, e.provision.id)))
    kinds = Counter(e.kind for e in found)
    return "\n".join(
        [
            "# The law, as the guard holds it",
            "",
            MADE,
            "",
            f"{len(found)} provisions: {', '.join(f'{n} of the kind *{kind}*' for kind, n in sorted(kinds.items()))}.",
            "*Implemented*: nothing of it is knowingly left out. *Partly*: something is, and errs toward silence, or",
            "some case is not answered yet. *Cases*: how many of [the public cases](law-cases.md) on it are answered",
            "as expected; it has tests of its own besides. *Unconfirmed*: written from knowledge, in force all the",
            "same, not yet checked against the law. `duly law explain ID` shows the words of the law, the readings and",
            "every dated value; `duly law diff DAY DAY` what changes between two days. Not legal advice.",
            *(line for place in _places(found) for line in _of_place(place, found)),
            *_regulation(),
            "",
        ]
    )


def _places(found: tuple[Entry, ...]) -> list[str]:
    return sorted({_place(e) for e in found}, key=list(PLACES.values()).index)


def _place(entry: Entry) -> str:
    fits = [package for package in PLACES if entry.provision.module.startswith(f"{package}.")]
    return PLACES[max(fits, key=len)]


def _of_place(place: str, found: tuple[Entry, ...]) -> Iterator[str]:
    mine = [e for e in found if _place(e) == place]
    yield from ("", f"## {place}", "", "| provision | kind | written in | since | cases | completeness |")
    yield "|---|---|---|---|---|---|"
    for e in mine:
        p = e.provision
        yield f"| [`{p.id}`](#{_anchor(p.id)}) | {_what(e)} | {p.cites} | {p.since} | {_tried(e)} | {e.stands} |"
    for e in mine:
        yield from _provision(e)


def _provision(e: Entry) -> Iterator[str]:
    p = e.provision
    yield from ("", f"### `{p.id}`", "", f"{p.title} [{p.cites}]({_link(p.path)}), since {p.since}.", "")
    for version in p.versions:
        told = "; ".join(f"{name} = {_value(value)}" for name, value in values_of(version).items())
        yield f"- From {version.since} ({sourced(version)}): {told or 'no value of its own'}"
    yield from (f"- Reading: {said}" for said in e.readings)
    yield from (f"- **Not modelled**: {said}" for said in e.not_modelled)
    if e.covers:
        yield f"- Covers: {', '.join(f'`{id}`' for id in e.covers)}"
    yield f"- Cases: {_tried(e)}"


def _regulation() -> Iterator[str]:
    yield from ("", "## Every paragraph of Regulation F", "")
    yield "By which provision, or by which module that provisions share, a paragraph is held, and how many public cases"
    yield "on it are answered as expected. *Not checked* means that nothing in Duly looks at it: a person must. A"
    yield "definition is held where its word is used. A paragraph that only begins a list is not named."
    yield from ("", "| paragraph | about | held by | cases |", "|---|---|---|---|")
    words = paragraphs.regulation()
    for name in words:
        if any(other.startswith(f"{name}(") for other in words) or name.partition("(")[0] in NOT_ASKED:
            continue
        holding, cases = catalogue.holding(name, words[name]), catalogue.trying(name)
        passed = sum(case.came == "passed" for case in cases)
        held = ", ".join(_holder(one) for one in holding) or ("answered in cases" if passed else "")
        about = _about(name, words)
        yield f"| 1006.{name} | {_cell(about)} | {held or _unheld(name, about)} | {_of(passed, len(cases))} |"


def _about(name: str, words: Mapping[str, str]) -> str:
    above = words.get(name.rpartition("(")[0], "")
    return ": ".join(paragraphs.heading(says, 70) for says in (above, words[name]) if says)


def _holder(one: str, page: str = "") -> str:
    if one in whole().provisions:
        return f"[`{one}`]({page}#{_anchor(one)})"
    return f"[{one.rpartition('.')[2]}](../{one.replace('.', '/')}.py)"


def _unheld(name: str, about: str) -> str:
    return "definition" if name.startswith("2(") or about.startswith("Definition") else "**not checked**"


def matrix() -> str:
    """Return the pass matrix: every comment of Supplement I, with the cases that execute it and how they come out."""
    cases, words = catalogue.listed(), paragraphs.commentary()
    came = Counter(case.came for case in cases)
    on = {name: catalogue.trying(name) for name in words}
    tried = sum(any(case.came == "passed" for case in found) for found in on.values())
    lines = [
        "# The public law cases",
        "",
        MADE,
        "",
        f"{len(cases)} cases stand in [tests/law/cases](../tests/law/cases), as data that any program can read:",
        f"{came['passed']} are answered as expected, {came['failed']} are not, {came['unsupported']} ask what is not",
        "written yet. `duly law check tests/law/cases/*.json tests/law/cases/*/*.json` judges them anew; a test does",
        "so on every change, and demands that this page is current.",
        "",
        "## The commentary, executed",
        "",
        f"Every comment of Supplement I and every part of one, {len(words)} in all. {tried} have a case of their own",
        "that is answered as expected. Beside them stands which provision, or module that they share, quotes it;",
        "[every paragraph of the regulation](law.md#every-paragraph-of-regulation-f) is listed as well.",
        "",
        "| comment | begins | cases | quoted by |",
        "|---|---|---|---|",
    ]
    for name, says in words.items():
        ran = "<br>".join(f"`{case.id}`{SIGNS[case.came]}" for case in on[name]) or "none"
        quoted = ", ".join(_holder(one, "law.md") for one in catalogue.holding(name, says))
        lines.append(f"| {name} | {_cell(paragraphs.heading(says))} | {ran} | {quoted} |")
    lines += ["", "## By rule", "", "| rule | cases | answered as expected |", "|---|---|---|"]
    rules = Counter(case.rule for case in cases)
    passed = Counter(case.rule for case in cases if case.came == "passed")
    lines += [f"| `{rule}` | {count} | {passed[rule]} |" for rule, count in sorted(rules.items())]
    return "\n".join([*lines, ""])


def values() -> dict[str, dict[str, Any]]:
    """Return the values of every version, of provisions and of the tables they share, by name and first day."""
    found = {e.id: e.versions for e in whole().provisions.values()}
    for module in modules():
        for name, value in vars(module).items():
            if isinstance(value, tuple) and value and all(isinstance(one, Version) for one in value):
                found[f"{module.__name__}.{name}"] = value
    return {name: {v.since.isoformat(): values_of(v) for v in of} for name, of in found.items()}


def altered(today: date) -> list[str]:
    """Return the versions, begun by a day, whose values are no more those that were put in force, each with both."""
    kept: dict[str, dict[str, Any]] = json.loads(KEPT.read_text("utf-8"))
    now = values()
    return [
        f"{id}, since {since}: put in force as {was}, now {now.get(id, {}).get(since, 'gone')}"
        for id, versions in kept.items()
        for since, was in versions.items()
        if date.fromisoformat(since) <= today and now.get(id, {}).get(since) != was
    ]


def _values_written() -> str:
    rows = (f"{json.dumps(id)}: {json.dumps(found, ensure_ascii=False)}" for id, found in sorted(values().items()))
    return "{\n" + ",\n".join(rows) + "\n}\n"


def stale() -> list[Path]:
    """Return which of the files are not what would be written now."""
    made = {catalogue.INDEX: index, PAGE: page, MATRIX: matrix, KEPT: _values_written}
    return [path for path, make in made.items() if not path.exists() or path.read_text("utf-8") != make()]


def write(today: date) -> None:
    """Write the files; the pages rest on the index, so it comes first.

    Raises:
        BadLaw: the values of a version that has been in force are others; nothing was written.
    """
    if KEPT.exists() and (found := altered(today)):
        raise BadLaw("add a version instead of altering one that has been in force: " + "; ".join(found))
    KEPT.write_text(_values_written(), "utf-8")
    catalogue.INDEX.write_text(index(), "utf-8")
    catalogue.listed.cache_clear()
    PAGE.write_text(page(), "utf-8")
    MATRIX.write_text(matrix(), "utf-8")


def _what(e: Entry) -> str:
    return f"{e.kind} of {e.provision.place}" if e.provision.place else e.kind


def _tried(e: Entry) -> str:
    return _of(e.passed, len(e.cases))


def _of(passed: int, there: int) -> str:
    return f"{passed} of {there}" if passed < there else str(there)


def _value(value: object) -> str:
    if isinstance(value, dict):
        return f"({'; '.join(f'{name} = {_value(inner)}' for name, inner in value.items())})"
    if isinstance(value, list):
        return ", ".join(map(_value, value)) or "none"
    return _cell("none" if value is None else str(value))


def _cell(text: str) -> str:
    return text.replace("|", "\\|").replace("<", "&lt;")


def _anchor(id: str) -> str:
    return id.lower().replace(".", "")


def _link(path: Path) -> str:
    return f"../{path.relative_to(ROOT).as_posix()}"


if __name__ == "__main__":
    if sys.argv[1:] == ["--write"]:
        try:
            write(datetime.now(UTC).date())  # noqa: TID251  # a tool of people, who work today
        except BadLaw as bad:
            sys.exit(str(bad))
    else:
        print("\n".join(f"{path.relative_to(ROOT)} is not current" for path in stale()) or "all current")
