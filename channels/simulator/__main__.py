"""The simulator as a process of its own, `python -m channels.simulator`; it says its addresses in a line of JSON."""

from __future__ import annotations

import argparse
import asyncio
import json
import socket
import sys
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import datetime, timedelta
from pathlib import Path
from time import monotonic

import uvicorn
from fastapi import FastAPI

from accounts.errors import BadInput, BadSettings, DulyError
from channels.simulator.carrier import Carrier
from channels.simulator.faults import Faults
from channels.simulator.faults import read as faults_in
from channels.simulator.mail_program import MailProgram
from channels.simulator.mailbox import Mailbox
from channels.simulator.pages import build


def application(carrier: Carrier, mailbox: Mailbox, program: MailProgram | None = None) -> FastAPI:
    """Return the simulator as an application of its own."""

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        yield
        await carrier.aclose()

    app = FastAPI(title="Simulator", docs_url=None, redoc_url=None, openapi_url=None, lifespan=lifespan)
    app.include_router(build(carrier, mailbox, program=program))
    return app


def main(arguments: list[str]) -> int:
    """Serve until interrupted; return the exit status."""
    asked = _arguments(arguments)
    try:
        faults = faults_in(asked.faults) if asked.faults else Faults()
        faults = faults.changed(dict(pair.split("=", 1) for pair in asked.fault))
    except (ValueError, BadInput) as wrong:
        says = wrong if isinstance(wrong, BadInput) else "write NAME=PROBABILITY"
        sys.stderr.write(f"--fault: {says}\n")
        return 2
    clock = _clock(asked.at, asked.speed)
    base = asked.webhook_base.rstrip("/") if asked.webhook_base else None
    try:
        carrier = Carrier(
            asked.account_sid,
            asked.auth_token,
            asked.number,
            clock,
            sms_webhook=f"{base}/webhooks/twilio/sms" if base else None,
            voice_webhook=f"{base}/webhooks/twilio/voice/answer" if base else None,
            journal=asked.journal,
            faults=faults,
            pace=asked.pace,
        )
        with Mailbox(clock, asked.host, asked.smtp_port, asked.journal, carrier.dice) as mailbox:
            program = MailProgram(lambda: asked.lmtp, clock)
            asyncio.run(_serve(application(carrier, mailbox, program), asked.host, asked.port, mailbox.url))
    except DulyError as wrong:
        sys.stderr.write(f"{wrong}\n")
        return 2
    except KeyboardInterrupt:
        return 0
    return 0


def _clock(begins: datetime, speed: float) -> Callable[[], datetime]:
    """Return the clock of the simulated world, which begins when the process does and goes on from there."""
    started = monotonic()
    return lambda: begins + timedelta(seconds=(monotonic() - started) * speed)


async def _serve(app: FastAPI, host: str, port: int, smtp: str) -> None:
    config = uvicorn.Config(app, host=host, port=port, log_level="warning", access_log=False)
    try:
        listener = config.bind_socket()
    except SystemExit as taken:  # how uvicorn says that it cannot bind
        raise BadSettings(f"{host}:{port} is taken; choose another --port") from taken
    listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    listener.listen(128)
    url = f"http://{host}:{listener.getsockname()[1]}"
    sys.stdout.write(json.dumps({"url": url, "carrier": f"{url}/simulator/carrier", "smtp": smtp}) + "\n")
    sys.stdout.flush()
    await uvicorn.Server(config).serve([listener])


def _place(given: str) -> tuple[str, int]:
    host, _, port = given.rpartition(":")
    return host, int(port)


def _instant(given: str) -> datetime:
    at = datetime.fromisoformat(given)
    if at.tzinfo is None:
        raise ValueError("no zone")
    return at


def _arguments(arguments: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m channels.simulator", description=__doc__)
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=0, help="of the pages and the carrier; 0 takes a free one")
    parser.add_argument("--smtp-port", type=int, default=0, help="of the mailbox; 0 takes a free one")
    parser.add_argument("--journal", type=Path, help="gets a line of JSON for all that is accepted; is read back")
    parser.add_argument("--webhook-base", help="our public address; texts are posted to {it}/webhooks/twilio/sms")
    parser.add_argument("--lmtp", type=_place, help="host:port where the collector takes mail; answers go there")
    parser.add_argument("--account-sid", default="AC" + "0" * 32)
    parser.add_argument("--auth-token", default="simulator")
    parser.add_argument("--number", action="append", default=[], help="a number of the collector's, E.164")
    parser.add_argument("--pace", type=float, default=0.2, help="seconds between the statuses of a text")
    parser.add_argument("--fault", action="append", default=[], metavar="NAME=PROBABILITY")
    parser.add_argument("--faults", type=Path, help="a YAML or JSON file of names and probabilities")
    monday = "2026-11-23T18:00:00+00:00"
    parser.add_argument("--at", default=monday, type=_instant, help="when its world begins, ISO 8601 with a zone")
    parser.add_argument("--speed", type=float, default=1.0, help="how fast its clock goes")
    asked = parser.parse_args(arguments)
    asked.number = asked.number or ["+18005550100"]
    return asked


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
