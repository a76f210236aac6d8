"""`duly law`: the book is told in full, what changes by day is named, and cases are judged or said to be unusable."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from compliance.book import whole
from tests.app.conftest import Duly

ROOT = Path(__file__).parent.parent.parent


@pytest.mark.parametrize(
    "text",
    [
        "",
        "{",
        "{}",
        "[1]",
        "[" * 100_000,
        f"[{'9' * 5000}]",
        '[{"id": "a"}]',
        '[{"id":"a","given":[],"ask":5,"expect":0}]',
        '[{"id":"a","given":[],"ask":{"action":"sms","at":"2026-01-01T00:00:00+00:00"},"expect":{}}]',
    ],
)
def test_a_file_that_holds_no_cases_is_refused_in_one_line(duly: Duly, tmp_path: Path, text: str) -> None:
    (tmp_path / "cases.json").write_text(text)
    said = duly("law", "check", tmp_path / "cases.json", "--json")
    assert said.status == 2
    assert len(said.err.splitlines()) == 1
    assert "cases.json" in said.json["error"]


def test_a_case_of_an_unwritten_rule_is_not_called_failed(duly: Duly, tmp_path: Path) -> None:
    (tmp_path / "cases.json").write_text('\ufeff[{"id":"a","rule":"regf.none","given":{},"ask":{},"expect":{"x":1}}]')
    said = duly("law", "check", tmp_path / "cases.json")
    assert said.status == 0
    assert said.out.startswith("not supported a (regf.none)")


def test_the_list_says_of_each_provision_whether_something_is_not_modelled_and_how_many_cases_try_it(
    duly: Duly,
) -> None:
    rows = {row["id"]: row for row in duly("law", "list", "--json").json}
    assert set(rows) == set(whole().provisions)
    assert {row["completeness"] for row in rows.values()} == {"implemented", "partly"}
    assert all(row["completeness"] == "partly" for row in rows.values() if row["not_modelled"])
    hours = rows["regf.6b1i-presumed-hours"]
    assert (hours["kind"], hours["citation"], hours["since"]) == ("rule", "12 CFR 1006.6(b)(1)(i)", "2021-11-30")
    assert hours["parameters"][0]["values"]["after"] == "08:00:00"
    assert hours["cases"] >= hours["cases_passed"] > 0


def test_the_list_is_the_same_in_every_process(duly: Duly) -> None:
    asks = ["-m", "app.cli", "law", "list", "--json"]
    told = {
        subprocess.run(
            [sys.executable, *asks],
            cwd=ROOT,
            env={**os.environ, "PYTHONHASHSEED": seed},
            check=True,
            capture_output=True,
        ).stdout
        for seed in ("1", "2")
    }
    assert len(told) == 1


@pytest.mark.parametrize(("terminal", "longest"), [("80", 80), ("200", 100)])
def test_the_list_for_people_names_every_provision_and_what_it_leaves_out(terminal: str, longest: int) -> None:
    # In a process of its own: how wide its terminal is, a console asks once.
    shown = subprocess.run(
        [sys.executable, "-m", "app.cli", "law", "list"],
        cwd=ROOT,
        env={**os.environ, "COLUMNS": terminal, "PYTHONUTF8": "1"},
        check=True,
        capture_output=True,
        text=True,
        encoding="utf-8",
    ).stdout
    lines = shown.splitlines()
    assert [line for line in lines if line in whole().provisions] == list(whole().provisions)
    assert "not modelled: " in shown
    assert max(len(line) for line in lines) <= longest
    assert all(line == line.rstrip() for line in lines)


def test_a_provision_is_explained_with_its_words_readings_values_and_cases(duly: Duly) -> None:
    said = duly("law", "explain", "regf.6c1-cease")
    for part in ("> ", "- AMB-13, ", "Not modelled", "From 2021-11-30 (", "cease.email-after-receipt", "Tried by"):
        assert part in said.out
    told = duly("law", "explain", "regf.6c1-cease", "--json").json
    assert told["cases"] == len(told["tried_by"])
    assert told["quotes"][0].startswith("if a consumer notifies")
    assert {"id", "rule", "cite", "source", "why", "came"} == set(told["tried_by"][0])


@pytest.mark.parametrize("provision", whole().provisions)
def test_every_provision_can_be_explained(duly: Duly, provision: str) -> None:
    assert duly("law", "explain", provision).status == 0


def test_an_id_of_the_rulebook_is_explained_by_the_provision_that_covers_it(duly: Duly) -> None:
    assert duly("law", "explain", "regf.6c1-receipt", "--json").json["id"] == "regf.6c1-cease"


def test_an_id_that_is_not_there_is_answered_with_one_that_is(duly: Duly) -> None:
    said = duly("law", "explain", "SEVEN-IN-SEVEN")
    assert (said.status, "did you mean regf.14b2i.A-seven-in-seven?" in said.err) == (2, True)
    assert duly("law", "explain", "nothing").status == 2


def test_between_two_days_what_begins_is_shown_with_its_values(duly: Duly) -> None:
    told = duly("law", "diff", "2021-11-29", "2021-11-30", "--json").json
    assert (told["from"], told["to"]) == ("2021-11-29", "2021-11-30")
    hours = next(change for change in told["changes"] if change["id"] == "regf.6b1i-presumed-hours")
    assert (hours["change"], hours["on"]) == ("begins", "2021-11-30")
    assert {"name": "after", "old": None, "new": "08:00:00"} in hours["values"]
    assert "before = 21:00:00" in duly("law", "diff", "2021-11-29", "2021-11-30").out


def test_two_days_of_the_same_law_differ_in_nothing(duly: Duly) -> None:
    assert duly("law", "diff", "2021-12-01", "2021-12-01", "--json").json["changes"] == []
    assert duly("law", "diff", "2021-12-01", "2021-12-01").out == "The law of 2021-12-01 is that of 2021-12-01.\n"


@pytest.mark.parametrize(
    "days", [("2026-01-02", "2026-01-01"), ("yesterday", "2026-01-01"), ("2026-01-01", "2026-02-30")]
)
def test_days_that_are_none_or_stand_the_wrong_way_round_are_refused_in_one_line(
    duly: Duly, days: tuple[str, str]
) -> None:
    said = duly("law", "diff", *days)
    assert (said.status, len(said.err.splitlines())) == (2, 1)
