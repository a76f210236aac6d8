"""Every provision quotes the law word for word, cites, has one version a day, and is tried by a case or a test."""

from __future__ import annotations

import inspect
import os
import re
import subprocess
import sys
from datetime import date, timedelta
from functools import lru_cache
from itertools import pairwise
from pathlib import Path

import pytest

from compliance import cases
from compliance.book import Page, modules, whole
from compliance.provision import Provision

LAW = Path(inspect.getfile(cases)).parents[1] / "law" / "us" / "reg_f" / "12cfr1006.txt"
BOOK = whole()
PROVISIONS = list(BOOK.provisions.values())
FIRST, LAST = date(2021, 11, 30), date(2028, 12, 31)
AMBIGUITIES = 43
TESTS = Path(__file__).parent


def one_line(text: str) -> str:
    return " ".join(text.split())


@lru_cache(maxsize=1)
def official() -> str:
    return one_line(LAW.read_text("utf-8"))


def quotes(doc: str) -> list[str]:
    """Return the quoted passages of a docstring, each on one line."""
    found: list[str] = []
    running = False
    for line in doc.splitlines():
        quoted = line.startswith(">")
        if quoted and running:
            found[-1] += " " + line.removeprefix(">").strip()
        elif quoted:
            found.append(line.removeprefix(">").strip())
        running = quoted
    return [one_line(quote) for quote in found]


def writings() -> list[tuple[str, str]]:
    """Return every docstring of the law: those of modules, of provisions, and of what stands beside them."""
    found = [(p.id, inspect.getdoc(p.written) or "") for p in PROVISIONS]
    for module in modules():
        found.append((module.__name__, inspect.getdoc(module) or ""))
        for name, thing in vars(module).items():
            if inspect.isfunction(thing) and thing.__module__ == module.__name__:
                found.append((f"{module.__name__}.{name}", inspect.getdoc(thing) or ""))
    return found


@pytest.mark.parametrize(("where", "doc"), writings(), ids=[where for where, _ in writings()])
def test_what_is_quoted_stands_word_for_word_in_the_official_text(where: str, doc: str) -> None:
    assert [quote for quote in quotes(doc) if quote not in official()] == [], where


def test_a_misquotation_would_be_found() -> None:
    assert quotes("One.\n\n> A time before 8:00 a.m.\n> and after\n\n> other\n") == [
        "A time before 8:00 a.m. and after",
        "other",
    ]
    assert "a time before 8:00 a.m. and after 9:00 p.m. local time" in official()
    assert "a time before 9:00 a.m." not in official()


@pytest.mark.parametrize("provision", PROVISIONS, ids=lambda p: p.id)
def test_a_provision_is_written_in_the_form_of_the_house(provision: Provision) -> None:
    assert re.fullmatch(r"[A-Z][^\n]+\.", provision.title), provision.title
    lines = provision.reads.splitlines()
    if provision.id.startswith("regf."):
        assert provision.cites.startswith("12 CFR 1006.")
        assert quotes(provision.reads), "it quotes nothing"
    for line in lines:
        assert re.match(r"$|> |Covers: |Reading: |Not modelled: |Args:|Returns:|\w", line), line
    for ambiguity in re.findall(r"AMB-(\d+)", provision.reads):
        assert 1 <= int(ambiguity) <= AMBIGUITIES


@pytest.mark.parametrize("provision", PROVISIONS, ids=lambda p: p.id)
def test_every_version_of_the_values_names_its_source(provision: Provision) -> None:
    expected = r"12 CFR 1006\.\d|[Cc]omments? \d" if provision.id.startswith("regf.") else r"\w"
    assert all(re.search(expected, version.source) for version in provision.versions)


@pytest.mark.parametrize("provision", PROVISIONS, ids=lambda p: p.id)
def test_one_and_only_one_version_is_in_force_on_each_day(provision: Provision) -> None:
    begins = [version.since for version in provision.versions]
    assert begins == sorted(set(begins))
    spans = [*pairwise([*begins, date.max])]
    day = max(provision.since, FIRST)
    while day <= LAST:
        assert sum(begin <= day < end for begin, end in spans) == 1, day
        day += timedelta(days=1)


def test_the_fingerprint_of_the_book_is_the_same_in_every_process() -> None:
    asks = "from datetime import date; from compliance.book import whole; print(whole().on(date.max).fingerprint)"
    told = {
        subprocess.run(
            [sys.executable, "-c", asks], env={**os.environ, "PYTHONHASHSEED": seed}, check=True, capture_output=True
        ).stdout.decode()
        for seed in ("1", "2")
    }
    assert told == {f"{BOOK.on(date.max).fingerprint}\n"}


def ids(page: Page) -> set[str]:
    return {p.id for p, _ in (*page.rules, *page.duties, *page.deed_rules, *page.contents)}


def test_nothing_of_the_regulation_is_in_force_before_it_took_effect() -> None:
    before, on = BOOK.on(FIRST - timedelta(days=1)), BOOK.on(FIRST)
    assert [id for id in ids(before) if id.startswith("regf.")] == []
    begun = {p.id for p in PROVISIONS if p.since <= FIRST}
    assert ids(on) == begun


@lru_cache(maxsize=1)
def trials() -> tuple[str, ...]:
    named = [*(TESTS / "cases").rglob("*.json"), *(p for p in TESTS.glob("test_*.py") if p != Path(__file__))]
    return tuple(path.read_text("utf-8") for path in named)


@pytest.mark.parametrize("provision", PROVISIONS, ids=lambda p: p.id)
def test_every_provision_is_tried_by_a_case_or_a_test_that_names_it(provision: Provision) -> None:
    function = provision.written.__name__
    module = provision.module.rpartition(".")[2]
    assert any(
        f'"{provision.id}"' in text or (module in text and re.search(rf"\b{function}\b", text)) for text in trials()
    )


def test_no_id_is_covered_by_two_and_all_have_the_form_of_an_id() -> None:
    covered = re.findall(r"^Covers: (.+)$", "\n".join(doc for _, doc in writings()), re.MULTILINE)
    named = [id for line in covered for id in line.rstrip(",").split(", ")]
    assert all(re.fullmatch(r"[a-z]+\.[\w.-]+", id) for id in named)
    assert set(named).isdisjoint(BOOK.provisions)
