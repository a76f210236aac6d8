"""`duly serve --simulator`: the product with providers of our own behind every wire, as integrators' tests meet it."""

from __future__ import annotations

import json
import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import httpx2
import pytest

ROOT = Path(__file__).parents[2]


def _duly(folder: Path, *args: str, **settings: str) -> dict[str, Any]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("DULY_")}
    given = {"DULY_VAR": str(folder / "var"), "PYTHONPATH": str(ROOT), **settings}
    return {"args": [sys.executable, "-m", "app.cli", *args], "env": kept | given, "cwd": folder}


@pytest.fixture
def served(tmp_path: Path, trained: Path) -> Iterator[tuple[str, list[str]]]:
    """Yield the address of a served product whose providers post everything twice, and what it said."""
    shutil.copytree(trained, tmp_path / "var" / "nlu")
    (tmp_path / "faults.yaml").write_text("duplicate: 1\n")
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        port = str(taken.getsockname()[1])
    settings = {"DULY_PORT": port, "DULY_COLLECTOR_ROLE": "first_party"}
    subprocess.run(**_duly(tmp_path, "db", "upgrade", **settings), check=True, stdout=subprocess.DEVNULL)
    log = tmp_path / "said.txt"
    with log.open("w") as out:
        asked = _duly(tmp_path, "serve", "--simulator", "--faults", "faults.yaml", **settings)
        process = subprocess.Popen(**asked, stdout=out, stderr=subprocess.STDOUT)
    try:
        url = f"http://127.0.0.1:{port}"
        _until(lambda: _alive(url) or process.poll() is not None)
        assert process.poll() is None, log.read_text()
        yield url, log.read_text().splitlines()
    finally:
        process.terminate()
        process.wait(20)


def _alive(url: str) -> bool:
    try:
        return httpx2.get(f"{url}/ready", trust_env=False).status_code == 200
    except httpx2.HTTPError:
        return False


def _until(true: Callable[[], Any], patience: float = 90) -> None:
    ends = time.monotonic() + patience
    while not true():
        assert time.monotonic() < ends, "it did not come to that"
        time.sleep(0.1)


def test_a_phone_writes_twice_over_and_is_heard_once(served: tuple[str, list[str]]) -> None:
    url, said = served
    api = f"{url}/simulator/api"
    assert httpx2.get(f"{api}/faults", trust_env=False).json()["duplicate"] == 1
    httpx2.post(f"{api}/texts", json={"phone": "+12165550101", "body": "STOP"}, trust_env=False).raise_for_status()
    _until(lambda: len(httpx2.get(f"{api}/webhooks", trust_env=False).json()) == 2)
    answers = [one["answer"] for one in httpx2.get(f"{api}/webhooks", trust_env=False).json()]
    assert answers == ["HTTP 200", "HTTP 200"], "both are believed, and the second changes nothing"
    assert httpx2.get(f"{url}/simulator/faults", trust_env=False).status_code == 200
    assert any(line.startswith(f"Simulator: {url}/simulator") for line in said)
    assert any("DULY_TWILIO_API_BASE_URL" in line for line in said)


@pytest.mark.parametrize(
    ("args", "settings", "says"),
    [
        (["--faults", "faults.yaml"], {}, "--simulator"),
        (["--simulator", "--faults", "nowhere.yaml"], {}, "nowhere.yaml"),
        (["--simulator", "--faults", "faults.yaml"], {}, "dorp"),
        (["--simulator"], {"DULY_HOST": "0.0.0.0"}, "DULY_HOST"),
    ],
)
def test_what_cannot_be_served_is_said_in_one_line(
    tmp_path: Path, args: list[str], settings: dict[str, str], says: str
) -> None:
    (tmp_path / "faults.yaml").write_text(json.dumps({"dorp": 1}))
    asked = _duly(tmp_path, "serve", *args, DULY_PORT="0", **settings)
    ended = subprocess.run(**asked, capture_output=True, text=True, timeout=60)
    assert ended.returncode == 2, ended.stderr
    assert says in ended.stderr
    assert len(ended.stderr.strip().splitlines()) == 1
