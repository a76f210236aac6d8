"""`duly chat`: whatever is typed is answered or ends it, and nothing typed is a traceback."""

from __future__ import annotations

import contextlib
import io
import os
import pty
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.app.conftest import Duly

ROOT = Path(__file__).parents[2]
ROW = (
    "creditor,account_number,balance,name,mobile_phone,street,city,state,zip,sms_consent_date\n"
    "A,1,10,Ann Bo,(212) 555-0123,1 Sample Street,New York,NY,10001,2026-01-02\n"
)


@pytest.fixture
def placed(made: Duly, tmp_path: Path, var: Path, trained: Path) -> Duly:
    """Return how to run a command, with one consumer in the store who can be texted."""
    shutil.copytree(trained, var / "nlu")
    (tmp_path / "file.csv").write_text(ROW)
    assert made("place", tmp_path / "file.csv").status == 0
    return made


def test_whatever_bytes_are_typed_are_answered(placed: Duly, monkeypatch: pytest.MonkeyPatch) -> None:
    typed = io.TextIOWrapper(io.BytesIO(b"[/red] \x1b[31m\x00\xff\nSTOP\n"), "utf-8", errors="surrogateescape")
    monkeypatch.setattr("sys.stdin", typed)
    monkeypatch.setenv("DULY_CARRIER_APPROVAL", "CMP-1")
    said = placed("chat")
    assert (said.status, said.err) == (0, "")
    assert "Confirmed" in said.out


def test_what_may_not_be_answered_says_why(placed: Duly, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO("hello\n"))
    said = placed("chat")
    assert said.status == 0
    assert "nothing was sent: carriers refuse texts of a third-party collector" in " ".join(said.out.split())


def _interrupted(chat: subprocess.Popen[bytes]) -> int:
    """Press Ctrl-C until it ends: between its prompt and its reading a process does not hear the first."""
    for _ in range(6):
        chat.send_signal(signal.SIGINT)
        with contextlib.suppress(subprocess.TimeoutExpired):
            return chat.wait(10)
    raise AssertionError("it did not end")


@pytest.fixture
def _hears_ctrl_c() -> Iterator[None]:
    """Undo what a shell does to its background jobs, and they to what they start: they ignore Ctrl-C."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


@pytest.mark.usefixtures("_hears_ctrl_c")
def test_ctrl_c_ends_it_without_waiting_for_the_line(placed: Duly) -> None:
    ours, theirs = pty.openpty()
    command = [sys.executable, "-m", "app.cli", "chat"]
    chat = subprocess.Popen(command, cwd=ROOT, stdin=theirs, stdout=theirs, stderr=theirs)
    os.close(theirs)
    try:
        said = b""
        while not said.endswith(b"> "):
            said += os.read(ours, 1024)
        assert _interrupted(chat) == 0
    finally:
        chat.kill()
        chat.wait()
        os.close(ours)
