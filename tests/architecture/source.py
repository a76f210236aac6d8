"""The source as the architecture tests see it: files, syntax trees, and where in them something stands."""

from __future__ import annotations

import ast
import subprocess
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
PACKAGES = ("accounts", "app", "bot", "channels", "compliance", "messages", "nlu_data", "outreach", "portfolio", "web")


@dataclass(frozen=True)
class Module:
    """One file of Python: its path from the root, and its text."""

    path: str
    text: str

    @cached_property
    def tree(self) -> ast.Module:
        return ast.parse(self.text, self.path)

    def at(self, node: ast.AST) -> str:
        return f"{self.path}:{getattr(node, 'lineno', 1)}"

    def nodes(self, *kinds: type[ast.AST]) -> Iterator[ast.AST]:
        return (node for node in ast.walk(self.tree) if isinstance(node, kinds))


Law = Callable[[Module], list[str]]
"""A rule of the house: what in a module breaks it, each with its place and the cure."""


def read(path: Path) -> Module:
    return Module(path.relative_to(ROOT).as_posix(), path.read_text("utf-8"))


@lru_cache(maxsize=1)
def product() -> tuple[Module, ...]:
    """Every module that is shipped."""
    return tuple(read(path) for name in PACKAGES for path in sorted((ROOT / name).rglob("*.py")))


@lru_cache(maxsize=1)
def suite() -> tuple[Module, ...]:
    """Every module of tests."""
    return tuple(read(path) for path in sorted((ROOT / "tests").rglob("*.py")))


@lru_cache(maxsize=1)
def tools() -> tuple[Module, ...]:
    """Every module that only developers run."""
    return tuple(read(path) for path in sorted((ROOT / "tools").rglob("*.py")))


@lru_cache(maxsize=1)
def documents() -> tuple[Path, ...]:
    """Every Markdown page of ours, committed or about to be."""
    return tuple(path for path in ours() if path.suffix == ".md")


@lru_cache(maxsize=1)
def ours() -> tuple[Path, ...]:
    """Every file that git keeps or would keep; what .gitignore names is not ours."""
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    return tuple(path for name in sorted(listed.stdout.split("\0")) if name and (path := ROOT / name).is_file())


def broken(law: Law, modules: tuple[Module, ...]) -> list[str]:
    """Return everything in those modules that breaks a rule of the house."""
    return [fault for module in modules for fault in law(module)]


def called(node: ast.AST) -> str:
    """Return the last name of what is called: `b` of `a.b()`."""
    function = getattr(node, "func", None)
    if isinstance(function, ast.Attribute):
        return function.attr
    return function.id if isinstance(function, ast.Name) else ""


def planted(path: str, text: str) -> Module:
    """Return a module that is nowhere on the disk, to see a rule catch it."""
    return Module(path, text)
