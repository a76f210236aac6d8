"""An account at an independent Twilio, behind a proxy that holds both sides to Twilio's own description of its API."""

from __future__ import annotations

import json
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import httpx2

INSTALLED = Path(__file__).parents[2] / "var" / "peers" / "node_modules"
SPEC = INSTALLED / "@twilio" / "cli-core" / "src" / "services" / "twilio-api" / "twilio_api_v2010.json"
PATIENCE = 60.0


def free_port() -> int:
    """Return a port of this machine that nobody listens on."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return int(taken.getsockname()[1])


@dataclass(frozen=True)
class Account:
    """One account there; its addresses are known before anything listens at them."""

    sid: str = "AC" + "a" * 32
    token: str = "tok_local_0123456789"
    number: str = "+14155552345"
    ports: tuple[int, int] = field(default_factory=lambda: (free_port(), free_port()))

    @property
    def twilio(self) -> str:
        """Where Twilio itself is."""
        return f"http://127.0.0.1:{self.ports[0]}"

    @property
    def proxy(self) -> str:
        """Where the proxy in front of it is: the SDK's base address."""
        return f"http://127.0.0.1:{self.ports[1]}"

    def simulate(self, what: str, **form: str) -> None:
        """Let something happen there: `inbound-message`, `message-status` …"""
        url = f"{self.twilio}/_twilio/simulate/{what}"
        httpx2.post(url, data=form, auth=(self.sid, self.token), trust_env=False, timeout=15).raise_for_status()

    def texts(self) -> list[dict[str, str]]:
        """Return what it has accepted, as its API lists it."""
        url = f"{self.twilio}/2010-04-01/Accounts/{self.sid}/Messages.json"
        listed = httpx2.get(url, auth=(self.sid, self.token), trust_env=False, timeout=15).json()["messages"]
        return [text for text in listed if text["direction"].startswith("outbound")]


@contextmanager
def at_work(account: Account, spec: Path, folder: Path, ours: str) -> Iterator[None]:
    """Run both for as long as the block lasts; its webhooks go to `ours`, our address."""
    hooks = {"sms_url": f"{ours}/webhooks/twilio/sms", "voice_url": f"{ours}/webhooks/twilio/voice/answer"}
    seed = {
        "account": {"sid": account.sid, "auth_token": account.token},
        "phone_numbers": [{"phone_number": account.number, **hooks}],
    }
    file = folder / "seed.yaml"
    file.write_text(json.dumps({"twilio": seed}), "utf-8")  # JSON is YAML
    twilio, proxy = (str(port) for port in account.ports)
    commands: list[list[str | Path]] = [
        [INSTALLED / ".bin" / "emulate", "start", "-s", "twilio", "-p", twilio, "--seed", file],
        [INSTALLED / ".bin" / "prism", "proxy", "-h", "127.0.0.1", "-p", proxy, "--errors", spec, account.twilio],
    ]
    running = []
    try:
        for number, command in enumerate(commands):
            with (folder / f"peer{number}.log").open("wb") as log:
                running.append(subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=log, stderr=log, cwd=folder))
        for port in account.ports:
            _await(port)
        yield
    finally:
        for process in running:
            process.terminate()
        for process in running:
            process.wait(10)


def _await(port: int) -> None:
    patience = time.monotonic() + PATIENCE
    while time.monotonic() < patience:
        with socket.socket() as probe:
            probe.settimeout(1)
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.1)
    raise AssertionError(f"nobody listens on port {port} after {PATIENCE:.0f} s")
