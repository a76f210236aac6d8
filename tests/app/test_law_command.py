"""`duly law check`: a file of cases that cannot be used is said to be so, and what is not written yet is not failed."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.app.conftest import Duly


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


def test_the_list_says_of_each_provision_whether_something_is_not_modelled(duly: Duly) -> None:
    rows = duly("law", "list", "--json").json
    assert {row["completeness"] for row in rows} == {"whole", "partial"}
    assert all((row["completeness"] == "partial") is bool(row["not_modelled"]) for row in rows)
