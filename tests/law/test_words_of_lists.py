"""Each word of a list of the law, in a case: it is read as the other words of its list are (`words.yaml`)."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

from compliance import cases
from compliance.parameters import load_yaml

HERE = Path(__file__)
FILES = sorted((HERE.parent / "cases").rglob("*.json"))
CASES = {case["id"]: case for path in FILES for case in cases.load(path)}
ROWS = load_yaml(HERE.with_name("words.yaml"))
EACH = [pytest.param(row, word, id=f"{row['like']} {word}") for row in ROWS for word in row["words"]]


def instead_of(value: Any, old: str, new: str) -> Any:
    """Return facts or a question with one word in the place of another, wherever it stands alone."""
    if isinstance(value, dict):
        return {key: instead_of(one, old, new) for key, one in value.items()}
    if isinstance(value, list):
        return [instead_of(one, old, new) for one in value]
    return new if value == old else value


def put(value: Any, at: list[str], new: str) -> Any:
    """Return facts or a question with the word at that place; `+` is after the last of a list."""
    if not at:
        return new
    if isinstance(value, list):
        rest = [*value, ""] if at[0] == "+" else [*value]
        n = -1 if at[0] == "+" else int(at[0])
        rest[n] = put(rest[n], at[1:], new)
        return rest
    return value | {at[0]: put(value.get(at[0]), at[1:], new)}


@pytest.mark.parametrize(("row", "word"), EACH)
def test_a_word_is_read_as_its_list_is(row: dict[str, Any], word: str) -> None:
    case = CASES[row["like"]]
    if "at" in row:
        changed = put(case, re.findall(r"\w+|\+", row["at"]), word) | {"expect": row["answer"]}
    else:
        told = {part: instead_of(case[part], row["instead_of"], word) for part in ("given", "ask")}
        assert told != {part: case[part] for part in told}
        changed = case | told
    judged = cases.judge(changed)
    assert judged.passed, judged.answer


def test_a_word_that_is_on_no_list_is_not_read_so() -> None:
    row = next(row for row in ROWS if row["like"] == "retention.keep-call-log")
    changed = put(CASES[row["like"]], row["at"].split("."), "call_log") | {"expect": row["answer"]}
    assert not cases.judge(changed).passed
