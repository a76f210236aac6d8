"""Cases: judges law cases, in the vocabulary of the case files, by the guard's own path through the book."""

from __future__ import annotations

import importlib
import inspect
import json
import pkgutil
import re
from collections.abc import Iterable, Mapping
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from accounts.errors import BadLaw
from accounts.record import Record
from compliance.book import modules, whole
from compliance.cases import answers, facts
from compliance.cases.facts import Given, Unsupported
from compliance.cases.question import Answer, Question

ALWAYS = frozenset({"action", "at", "book"}) | {
    *("person", "to", "debts", "in_reply_to", "in_session", "on_call", "known_at_place", "automated", "message"),
}
"""What every question has, or may have: where an answer does not read a common field, it decides nothing."""


class Judged(Record):
    """One case with its answer."""

    id: str
    rule: str
    passed: bool
    answer: Answer
    expect: Answer


class Report(Record):
    """What came of all cases: as `duly law check --json` prints it."""

    passed: int
    failed: int
    unsupported: int
    cases: tuple[Judged, ...]


def check(paths: Iterable[Path]) -> Report:
    """Judge every case in those files.

    A case that has a fact, a value, a question or a rule that is not written yet is unsupported, never passed.

    Raises:
        BadLaw: a file cannot be read, is not a list of cases, or one of its cases has not their form.
    """
    cases = [(path, case) for path in paths for case in load(path)]
    judged: list[Judged] = []
    for path, case in cases:
        try:
            judged.append(judge(case))
        except (ArithmeticError, AttributeError, KeyError, TypeError, ValueError) as error:
            raise BadLaw(
                f"{path.name}: the case {case.get('id', '?')!r} has not the form of a case: {error}"
            ) from error
    return Report(
        passed=sum(one.passed for one in judged),
        failed=sum(not one.passed and "unsupported" not in one.answer for one in judged),
        unsupported=sum("unsupported" in one.answer for one in judged),
        cases=tuple(judged),
    )


def load(path: Path) -> list[dict[str, Any]]:
    """Return the cases of a file.

    Raises:
        BadLaw: it cannot be read, or is not a JSON list of objects.
    """
    try:
        cases = json.loads(path.read_text("utf-8-sig"))
    except OSError as error:
        raise BadLaw(f"{path.name}: not readable as a file of cases: {error.strerror or error}") from error
    except (ValueError, RecursionError) as error:
        raise BadLaw(f"{path.name}: not readable as a file of cases: {error}") from error
    if not isinstance(cases, list) or not all(isinstance(case, dict) for case in cases):
        raise BadLaw(f"{path.name}: a file of cases is a list of objects")
    return cases


def judge(case: Mapping[str, Any]) -> Judged:
    """Answer one case and compare the answer with what is expected."""
    expect = dict(case["expect"])
    try:
        if case.get("rule") is not None and case["rule"] not in written():
            raise Unsupported(f"{case['rule']} is not written yet")
        answer = evaluate(case["given"], case["ask"])
        passed = matches(answer, expect)
    except Unsupported as reason:
        answer, passed = {"unsupported": str(reason)}, False
    except ValidationError as error:
        answer, passed = {"unsupported": f"a value of it is not written yet: {_which(error)}"}, False
    return Judged(id=case["id"], rule=case.get("rule") or "", passed=passed, answer=answer, expect=expect)


def _which(error: ValidationError) -> str:
    """Return the first field that our records refuse, and why; pydantic's own account fills a screen."""
    first = error.errors(include_url=False)[0]
    return f"{'.'.join(map(str, first['loc']))} {first['input']!r}: {first['msg']}"


def matches(answer: Answer, expect: Mapping[str, Any]) -> bool:
    """Return whether an answer is the expected one, by the rules of the vocabulary."""
    for key, wanted in expect.items():
        if key == "because_any":
            continue
        if key == "because":
            fits = answer.get("because") in (wanted, *expect.get("because_any", ()))
        elif key == "flags":
            fits = set(wanted) <= set(answer.get("flags", ()))
        elif key == "not_flags":
            fits = set(wanted).isdisjoint(answer.get("flags", ()))
        else:
            fits = key in answer and answer[key] == wanted
        if not fits:
            return False
    return True


def evaluate(given: Given, ask: Given) -> Answer:
    """Answer one question from the facts given, and from nothing else.

    Raises:
        Unsupported: the action, or something it turns on, is not written yet.
    """
    action = ask["action"]
    question = questions().get(action)
    if question is None:
        raise Unsupported(f"the action {action!r} is not written yet")
    unknown = set(ask) - question.asks - ALWAYS
    if unknown:
        raise Unsupported(f"{action}: {min(unknown)!r} is not written yet")
    at = datetime.fromisoformat(ask["at"])
    return question.answer(facts.dossier(given, at), ask, at)


@lru_cache(maxsize=1)
def questions() -> dict[str, Question]:
    """Return every action that is answered, and how: each module of `answers` names its own."""
    found: dict[str, Question] = {}
    for module in pkgutil.iter_modules(answers.__path__, f"{answers.__name__}."):
        found |= importlib.import_module(module.name).ANSWERS
    return found


@lru_cache(maxsize=1)
def written() -> frozenset[str]:
    """Return every id of the rulebook that the book decides: those of its provisions, and those they say they cover."""
    book = whole()
    docs = [provision.reads for provision in book.provisions.values()]
    docs += [inspect.getdoc(module) or "" for module in modules()]
    covered = (line for doc in docs for line in doc.splitlines() if line.startswith("Covers:"))
    return frozenset(book.provisions) | {id for line in covered for id in re.findall(r"[a-z]+\.[\w.-]*\w", line)}
