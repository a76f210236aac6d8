"""Modules are small, say what they are for, and have names that mean something."""

from __future__ import annotations

import ast
import re
from pathlib import PurePosixPath

import channels
from tests.architecture.source import ROOT, Module, broken, planted, product, tools

LONGEST = 300
SHAPELESS = {"base", "common", "core", "handler", "handlers", "helper", "helpers", "manager", "managers", "misc"}
SHAPELESS |= {"service", "services", "util", "utils"}
NOT_OUR_WORDS = {"borrower", "customer", "debtor", "loan", "ptp", "tenant"}


def purpose(module: Module) -> list[str]:
    first = (ast.get_docstring(module.tree) or "").partition("\n")[0]
    if re.fullmatch(r"[\"'`A-Z¿¡].{10,}[.?!…]", first):
        return []
    return [f"{module.path}: the docstring must begin with one full sentence: what the module is for; it has {first!r}"]


def length(module: Module) -> list[str]:
    lines = module.text.count("\n")
    return [f"{module.path}: {lines} lines; find the two things it does"] if lines > LONGEST else []


def shape(module: Module) -> list[str]:
    parts = {word for part in PurePosixPath(module.path).with_suffix("").parts for word in part.split("_")}
    return [f"{module.path}: {word!r} says nothing; call it after what it does" for word in sorted(parts & SHAPELESS)]


def words(module: Module) -> list[str]:
    faults = []
    for node in module.nodes(ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef, ast.arg, ast.Name):
        name = str(getattr(node, "name", None) or getattr(node, "arg", None) or getattr(node, "id", ""))
        said = {word.lower() for word in re.findall(r"[A-Z]?[a-z]+", name)}
        faults += [f"{module.at(node)}: {name}: GLOSSARY.md has another word for {w}" for w in said & NOT_OUR_WORDS]
    return faults


def test_the_first_line_of_every_module_says_in_a_sentence_what_it_is_for() -> None:
    assert broken(purpose, product() + tools()) == []


def test_no_module_is_longer_than_300_lines() -> None:
    assert broken(length, product() + tools()) == []


def test_no_module_has_a_name_without_a_shape() -> None:
    assert broken(shape, product() + tools()) == []


def test_no_name_is_one_that_the_glossary_replaces() -> None:
    assert broken(words, product()) == []


def test_these_rules_catch_what_they_are_for() -> None:
    assert purpose(planted("accounts/x.py", '"""stuff"""'))
    assert purpose(planted("accounts/x.py", "x = 1"))
    assert not purpose(planted("accounts/x.py", '"""Keeps what was said."""'))
    assert length(planted("accounts/x.py", "x = 1\n" * 301))
    assert not length(planted("accounts/x.py", "x = 1\n" * 300))
    assert shape(planted("accounts/date_utils.py", ""))
    assert shape(planted("accounts/core/debt.py", ""))
    assert words(planted("accounts/x.py", "def find(debtor_id): ..."))
    assert words(planted("accounts/x.py", "class CustomerStore: ..."))
    assert not words(planted("accounts/x.py", "class Consumer: ..."))


def test_channels_is_our_package_and_not_a_library_of_that_name() -> None:
    assert channels.__file__ == str(ROOT / "channels" / "__init__.py")
