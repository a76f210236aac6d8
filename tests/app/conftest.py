"""Fixtures for tests of the command line: a folder of its own, and what a command says."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from app import cli


@dataclass(frozen=True)
class Said:
    """What a command said, and its exit status."""

    status: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        """Its one document; anything beside it on standard output fails here."""
        return json.loads(self.out)


Duly = Callable[..., Said]


@pytest.fixture
def var(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return the folder where commands of this test keep their things; the working directory is another one."""
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    monkeypatch.chdir(elsewhere)
    monkeypatch.setenv("DULY_VAR", str(tmp_path / "var"))
    return tmp_path / "var"


@pytest.fixture
def duly(var: Path, capsys: pytest.CaptureFixture[str]) -> Duly:
    """Return how to run one command of the command line in this process."""

    def run(*args: str | Path) -> Said:
        capsys.readouterr()
        status = cli.run([str(arg) for arg in args])
        found = capsys.readouterr()
        return Said(status, found.out, found.err)

    return run


@pytest.fixture
def made(duly: Duly) -> Duly:
    """Return the same, with a store whose tables are there."""
    assert duly("db", "upgrade").status == 0
    return duly
