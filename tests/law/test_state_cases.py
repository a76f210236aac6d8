"""Every case of state law: both sides of each boundary, and one from before it took effect."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from compliance import cases

FILES = sorted((Path(__file__).parent / "cases" / "states").glob("*.json"))
ALL = [case for path in FILES for case in cases.load(path)]
NAMED = ("ma", "wa", "dc", "nyc", "ny", "ca", "nv", "la", "pa", "fl", "tx", "co", "mn", "wi", "nc", "or")


@pytest.mark.parametrize("case", ALL, ids=[case["id"] for case in ALL])
def test_the_case_is_answered_as_expected(case: dict[str, Any]) -> None:
    judged = cases.judge(case)
    assert judged.passed, judged.answer


def test_no_case_is_unsupported_and_no_id_is_used_twice() -> None:
    report = cases.check(FILES)
    assert (report.passed, report.failed, report.unsupported) == (len(ALL), 0, 0)
    assert len({case["id"] for case in ALL}) == len(ALL)


@pytest.mark.parametrize("place", NAMED)
def test_the_sixteen_places_have_cases_that_pass_and_cases_that_refuse(place: str) -> None:
    answers = {case["expect"]["allowed"] for case in ALL if case["id"].startswith(f"{place}.")}
    assert answers == {True, False}
