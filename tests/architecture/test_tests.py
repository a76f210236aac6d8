"""Tests are sentences, and each of them can fail."""

from __future__ import annotations

import ast

from tests.architecture.source import Module, broken, called, planted, suite

Function = ast.FunctionDef | ast.AsyncFunctionDef
FEWEST_WORDS = 3


def asserts(node: ast.AST, local: dict[str, Function], seen: frozenset[str] = frozenset()) -> bool:
    """Whether it asserts, expects an error, or calls something of the same file that does."""
    for inner in ast.walk(node):
        if isinstance(inner, ast.Assert):
            return True
        if isinstance(inner, ast.Call):
            name = called(inner)
            if name in ("raises", "fail", "expect", "warns") or name.startswith(("assert_", "check_")):
                return True
            if name in local and name not in seen and asserts(local[name], local, seen | {name}):
                return True
    return False


def assertions(module: Module) -> list[str]:
    functions = {n.name: n for n in module.nodes(*Function.__args__) if isinstance(n, Function)}
    return [
        f"{module.at(function)}: {name} asserts nothing, so it cannot fail"
        for name, function in functions.items()
        if name.startswith("test_") and not asserts(function, functions)
    ]


def sentences(module: Module) -> list[str]:
    return [
        f"{module.at(node)}: {node.name} is no sentence; say what is true"
        for node in module.nodes(*Function.__args__)
        if isinstance(node, Function) and node.name.startswith("test_") and len(node.name.split("_")) - 1 < FEWEST_WORDS
    ]


def test_every_test_asserts_something() -> None:
    assert broken(assertions, suite()) == []


def test_the_name_of_every_test_is_a_sentence() -> None:
    assert broken(sentences, suite()) == []


def test_these_rules_catch_what_they_are_for() -> None:
    assert assertions(planted("tests/test_x.py", "def test_it_runs_without_an_error(): run()"))
    assert not assertions(planted("tests/test_x.py", "def test_it_is_one(): assert run() == 1"))
    assert not assertions(planted("tests/test_x.py", "def one(): assert run()\ndef test_it_is_one(): one()"))
    assert not assertions(planted("tests/test_x.py", "def test_it_is_refused():\n with pytest.raises(E): run()"))
    assert sentences(planted("tests/test_x.py", "def test_store(): assert 1"))
    assert sentences(planted("tests/test_x.py", "def test_store_lock(): assert 1"))
    assert not sentences(planted("tests/test_x.py", "def test_a_lock_is_held(): assert 1"))
