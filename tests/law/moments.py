"""Every law case at more moments than its own, and in two calendars; what was answered is kept, to be answered again.

    python -m tests.law.moments          says which cases are answered otherwise than was kept, and how
    python -m tests.law.moments --write  keeps what is answered now, once you have read that and meant it

A case says what is right at one instant. Around each instant of its facts something begins or ends: so each case is
asked again at those instants, a second before and after, on some days that the law counts, and with a second place in
which the date is another. No person has read all these answers; they hold that a change of law changes what it is meant
to and nothing else.
"""

from __future__ import annotations

import copy
import hashlib
import json
import sys
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from compliance import cases
from compliance.cases import evaluate
from compliance.cases.facts import Unsupported

KEPT = Path(__file__).with_name("moments.json")
CASES = sorted((Path(__file__).parent / "cases").rglob("*.json"))
ALL: list[dict[str, Any]] = [case for path in CASES for case in cases.load(path)]
SECOND = timedelta(seconds=1)
MOST = 4
"""Instants of facts, the last before the case's own, around which it is asked again."""
WEST = "America/Los_Angeles"


def answers(case: dict[str, Any]) -> list[str]:
    """Return a case's answers at its moments, one in a line."""
    given, ask = case["given"], case["ask"]
    found = [f"{at.isoformat()} {_answer(given, ask | {'at': at.isoformat()})}" for at in _moments(case)]
    two = _in_two_places(given)
    instants = (at.isoformat() for at in _midnights(ask["at"]))
    return [*found, *(f"in two places {at} {_answer(two, ask | {'at': at})}" for at in instants)]


def _moments(case: dict[str, Any]) -> Iterator[datetime]:
    own = datetime.fromisoformat(case["ask"]["at"])
    told = {datetime.fromisoformat(event["at"]) for event in case["given"]["events"] if "at" in event}
    for at in sorted(one for one in told if one <= own)[-MOST:]:
        yield from (at - SECOND, at, at + SECOND)
    yield from (own + timedelta(days=days) for days in (-8, -1, 1, 8, 45))


def _midnights(own: str) -> tuple[datetime, ...]:
    """Return the case's own instant, and one at which it is a day later in the East than in the West."""
    at = datetime.fromisoformat(own)
    return at, at.replace(hour=1, minute=30)


def _in_two_places(given: dict[str, Any]) -> dict[str, Any]:
    """Return the same facts of somebody whose every telephone and address may be in the West as well."""
    changed = copy.deepcopy(given)
    for kind in ("phones", "addresses"):
        for point in changed["consumer"].get(kind, ()):
            point["zones"] = sorted({*point.get("zones", ()), WEST})
    return changed


def _answer(given: dict[str, Any], ask: dict[str, Any]) -> str:
    try:
        answer = evaluate(given, ask)
    except (Unsupported, ValidationError, ArithmeticError, LookupError, TypeError, ValueError) as no:
        return type(no).__name__
    return json.dumps(answer, sort_keys=True, default=str, ensure_ascii=False)


def digest(case: dict[str, Any]) -> str:
    """Return what stands for a case's answers."""
    return hashlib.sha256("\n".join(answers(case)).encode()).hexdigest()[:16]


def main(write: bool) -> int:
    """Compare or keep."""
    now = {case["id"]: digest(case) for case in ALL}
    if write:
        KEPT.write_text(json.dumps(now, indent=0, sort_keys=True) + "\n", "utf-8")
        return 0
    kept = json.loads(KEPT.read_text("utf-8"))
    other = [case for case in ALL if kept.get(case["id"]) != now[case["id"]]]
    for case in other:
        print(case["id"], *answers(case), sep="\n  ")
    return min(len(other), 1)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:] == ["--write"]))
