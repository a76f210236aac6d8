"""Every law case is answered at its moments (`moments.py`) as it was when somebody last looked and meant it."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.law import moments

KEPT: dict[str, str] = json.loads(moments.KEPT.read_text("utf-8"))
MANY = 10
PARTS = [moments.ALL[n : n + MANY] for n in range(0, len(moments.ALL), MANY)]


@pytest.mark.parametrize("part", PARTS, ids=[part[0]["id"] for part in PARTS])
def test_the_cases_are_answered_at_their_moments_as_they_were(part: list[dict[str, Any]]) -> None:
    other = {case["id"]: moments.answers(case) for case in part if KEPT.get(case["id"]) != moments.digest(case)}
    assert other == {}, "compare with `python -m tests.law.moments` of the tree before your change; keep what you mean"
