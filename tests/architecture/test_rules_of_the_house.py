"""What must not happen is looked for in the syntax tree."""

from __future__ import annotations

import ast
import io
import re
import tokenize

from tests.architecture.source import Module, broken, called, planted, product, suite, tools

CLOCK = {"app/wiring.py"}
COMMITS = ("accounts/store.py", "accounts/migrations/")
DATABASE = {"connection", "engine", "session", "_engine", "_connection"}
APPROVES = {"compliance/guard.py"}
ASKS_FOR_APPROVAL = {"channels/gateway.py"}

SUPPRESSION = re.compile(r"#\s*(type:\s*ignore|noqa|pragma:\s*no\s+(?:cover|branch))")
EXPLAINED = re.compile(
    r"#\s*(type:\s*ignore\[[\w, -]+\]|noqa:\s*[A-Z]+\d+(?:,\s*[A-Z]+\d+)*|pragma:\s*no\s+(?:cover|branch))"
    r"(\s+#\s*(type:\s*ignore\[[\w, -]+\]|noqa:\s*[A-Z]+\d+(?:,\s*[A-Z]+\d+)*))?\s+(?:#|-)\s*\S+"
)


def approvals(module: Module) -> list[str]:
    if module.path in APPROVES:
        return []
    return [
        f"{module.at(node)}: only the guard makes an Approval; ask the gateway to send"
        for node in module.nodes(ast.Call)
        if called(node) == "Approval"
    ]


def reviews(module: Module) -> list[str]:
    if module.path in ASKS_FOR_APPROVAL:
        return []
    return [
        f"{module.at(node)}: only the gateway reviews, inside its lock; to explain, use Guard.decide"
        for node in module.nodes(ast.Call)
        if called(node) == "review" and isinstance(getattr(node, "func", None), ast.Attribute)
    ]


def commits(module: Module) -> list[str]:
    if module.path.startswith(COMMITS):
        return []
    return [
        f"{module.at(node)}: nobody but the Store begins and commits; use its transaction()"
        for node in module.nodes(ast.Call)
        if called(node) == "commit" or (called(node) == "begin" and receiver(node) in DATABASE)
    ]


def receiver(node: ast.AST) -> str:
    """The last name of what a method is called on: `b` of `a.b.c()`."""
    of = getattr(getattr(node, "func", None), "value", None)
    if isinstance(of, ast.Attribute):
        return of.attr
    return of.id if isinstance(of, ast.Name) else ""


def clocks(module: Module) -> list[str]:
    if module.path in CLOCK:
        return []
    faults = []
    for node in module.nodes(ast.Attribute, ast.ImportFrom):
        if isinstance(node, ast.Attribute):
            of = node.value.attr if isinstance(node.value, ast.Attribute) else getattr(node.value, "id", "")
            read = (of in ("datetime", "date") and node.attr in ("now", "utcnow", "today")) or (
                of == "time" and node.attr in ("time", "time_ns", "localtime", "gmtime")
            )
        else:
            assert isinstance(node, ast.ImportFrom)
            read = node.module == "time" and any(name.name in ("time", "time_ns") for name in node.names)
        if read:
            faults.append(f"{module.at(node)}: take a clock; only app/wiring.py reads the time")
    return faults


def mocks(module: Module) -> list[str]:
    named: list[tuple[ast.AST, str]]
    named = [(n, n.module or "") for n in module.nodes(ast.ImportFrom) if isinstance(n, ast.ImportFrom)]
    named += [(n, a.name) for n in module.nodes(ast.Import) if isinstance(n, ast.Import) for a in n.names]
    return [
        f"{module.at(node)}: no mocks; write a small fake or use a real server on loopback"
        for node, name in named
        if name.startswith(("unittest", "mock", "pytest_mock"))
    ]


def suppressions(module: Module) -> list[str]:
    return [
        f"{module.path}:{token.start[0]}: name the code and give the reason: # noqa: X123  # because of this"
        for token in tokenize.generate_tokens(io.StringIO(module.text).readline)
        if token.type == tokenize.COMMENT and SUPPRESSION.search(token.string) and not EXPLAINED.search(token.string)
    ]


def test_an_approval_is_made_by_the_guard_alone() -> None:
    assert broken(approvals, product()) == []


def test_a_review_is_asked_for_by_the_gateway_alone() -> None:
    assert broken(reviews, product()) == []


def test_nobody_but_the_store_commits() -> None:
    assert broken(commits, product()) == []


def test_the_time_is_read_in_the_wiring_alone() -> None:
    assert broken(clocks, product()) == []


def test_nothing_of_ours_is_mocked() -> None:
    assert broken(mocks, product() + suite()) == []


def test_every_suppression_carries_its_code_and_its_reason() -> None:
    assert broken(suppressions, product() + suite() + tools()) == []


def test_these_rules_catch_what_they_are_for() -> None:
    def bad(text: str) -> Module:
        return planted("bot/x.py", text)

    assert approvals(bad("a = Approval(m, d, i, t)"))
    assert approvals(bad("a = approval.Approval(m, d, i, t)"))
    assert not approvals(planted("compliance/guard.py", "a = Approval(m, d, i, t)"))
    assert reviews(bad("guard.review(p, i)"))
    assert commits(bad("session.commit()"))
    assert commits(bad("with self.store.engine.begin() as connection: ..."))
    assert not commits(bad("dialogue.begin(inbound)"))
    assert clocks(bad("at = datetime.now(UTC)"))
    assert clocks(bad("clock = datetime.datetime.utcnow"))
    assert clocks(bad("at = time.time()"))
    assert clocks(bad("from time import time"))
    assert clocks(bad("day = date.today()"))
    assert not clocks(bad("began = time.monotonic()"))
    assert not clocks(planted("app/wiring.py", "at = datetime.now(UTC)"))
    assert mocks(bad("from unittest.mock import patch"))
    assert mocks(bad("import unittest.mock"))
    assert suppressions(bad("x = 1  # no" + "qa"))
    assert suppressions(bad("x = 1  # no" + "qa: E501"))
    assert suppressions(bad("x = 1  # type: ig" + "nore  # the library has no types"))
    assert not suppressions(bad("x = 1  # type: ig" + "nore[attr-defined]  # the library has no types"))
    assert not suppressions(bad("x = 1  # no" + "qa: E501, S608  # a link cannot be broken"))
