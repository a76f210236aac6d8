"""The simulator as a process of its own can be killed, and what it accepted can still be counted."""

import contextlib
import json
import signal
import smtplib
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx2
import pytest
from twilio.rest import Client

from channels.simulator.journal import read

ROOT = Path(__file__).parents[2]
ACCOUNT = "AC" + "0" * 32


@contextlib.contextmanager
def simulator(*arguments: str) -> Iterator[Any]:
    command = [sys.executable, "-m", "channels.simulator", *arguments]
    process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    try:
        yield process, json.loads((process.stdout or sys.stdin).readline())
    finally:
        process.kill()
        process.communicate(timeout=10)


def test_a_killed_simulator_has_lost_nothing_that_it_accepted(tmp_path: Path) -> None:
    journal = tmp_path / "journal.jsonl"
    with simulator("--journal", str(journal), "--number", "+12125550100") as (process, addresses):
        client = Client(ACCOUNT, "simulator")  # type: ignore[no-untyped-call]  # untyped SDK
        client.api.base_url = addresses["carrier"]
        sid = client.messages.create(to="+12125550123", from_="+12125550100", body="Hello").sid
        port = addresses["smtp"].partition("?")[0].rpartition(":")[2]
        with smtplib.SMTP("127.0.0.1", int(port), timeout=10) as server:
            server.sendmail("a@x.example", ["b@x.example"], "Subject: Hi\r\n\r\nHello\r\n")
        process.send_signal(signal.SIGKILL)
        assert process.wait(10) == -signal.SIGKILL
    assert [line.get("sid") for line in read(journal)] == [sid, None]
    with simulator("--journal", str(journal)) as (_, addresses):
        page = httpx2.get(addresses["url"] + "/simulator", trust_env=False).text
    assert "(212) 555-0123" in page
    assert "b@x.example" in page


@pytest.mark.parametrize(
    "arguments",
    [["--fault", "dorp=1"], ["--fault", "drop"], ["--fault", "drop=2"], ["--at", "noon"], ["--at", "2026-11-23"]],
)
def test_arguments_that_cannot_be_used_end_it_with_a_line_and_no_traceback(arguments: list[str]) -> None:
    command = [sys.executable, "-m", "channels.simulator", *arguments]
    ended = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=60)
    assert ended.returncode == 2
    assert "Traceback" not in ended.stderr
    assert arguments[0] in ended.stderr


def test_a_port_that_is_taken_ends_it_with_a_line_that_names_the_port() -> None:
    with simulator() as (_, addresses):
        port = addresses["url"].rpartition(":")[2]
        command = [sys.executable, "-m", "channels.simulator", "--port", port]
        ended = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=60)
    assert ended.returncode == 2
    assert f"127.0.0.1:{port} is taken" in ended.stderr
    assert "Traceback" not in ended.stderr
