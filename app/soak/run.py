"""The soak: the product, killed again and again, sends and answers through providers that do everything wrong."""

from __future__ import annotations

import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx2
import sqlalchemy as sa

from accounts import migrations
from accounts import tables as t
from accounts.contact import Medium
from accounts.errors import BadInput
from accounts.store import Store
from app import settings, wiring
from app.soak.judge import Arrived, judged, unended_calls
from app.soak.people import MEDIA, add
from app.soak.product import NOON
from app.soak.telephones import Telephones
from app.soak.visitors import Visitors
from bot.nlu.embedded import load_or_train

MIX = {
    "duplicate": 0.20, "reorder": 0.20, "drop": 0.05, "replay": 0.05, "forge": 0.02, "delay": 0.05, "delay_seconds": 1,
    "broken": 0.05, "lost": 0.05, "too_many": 0.02, "slow": 0.02, "slow_seconds": 1, "early": 0.10,
}  # fmt: skip
"""The worst mix: a fifth of webhooks doubled, as many out of order, a twentieth lost, a tenth of requests broken."""

OURS = "+18005550142"
SID, TOKEN = "AC" + "5" * 32, "a token of the soak"
ROOT = Path(__file__).parents[2]
LATER = 3600.0
"""Seconds by which the clock is put forward in the end: calls are asked for once they must be over."""
BATCH = 60
"""Consumers by each medium who are placed at once: the product must get somewhere between two kills."""

RANK = {"reserved": 0, "in_doubt": 1, "sent": 2, "released": 3, "failed": 3, "delivered": 3, "undelivered": 3}
WORDS = ("STOP", "hello", "who is this", "this isnt mine i already paid that", "can i talk to a person")


@dataclass
class Seen:
    """What was seen while it ran."""

    kills: int = 0
    placed: int = 0
    """Consumers by each medium."""
    silent: list[str] = field(default_factory=list)
    """Phones that have not written yet."""
    written: int = 0
    """Texts that phones wrote."""
    states: dict[str, str] = field(default_factory=dict)
    backwards: list[str] = field(default_factory=list)


class Soak:
    """One soak: a simulator that lives, a product that is killed, and who looks at both."""

    def __init__(self, folder: Path, messages: int, kill_every: float, speed: float, database: str | None) -> None:
        self.folder, self.kill_every, self.speed = folder, kill_every, speed
        self.people = messages // (len(MEDIA) + 3)
        """Consumers by each medium; those who are texted write once, and as many visitors of the chat twice."""
        self.port, self.began, self.seen = _free_port(), time.monotonic(), Seen()
        self.put_forward = 0.0
        self.simulator, addresses = self._simulate()
        self.api = f"{addresses['url']}/simulator/api"
        self.telephones = Telephones(self.api)
        given = {
            "DATABASE_URL": database or f"sqlite:///{folder / 'soak.db'}", "VAR": str(folder / "var"),
            "PORT": str(self.port), "COLLECTOR_ROLE": "first_party", "COLLECTOR_NAME": "Soak Street Credit",
            "COLLECTOR_ADDRESS": "100 Harbor Street, Albany, NY 12207", "COLLECTOR_PHONE": OURS,
            "BOUNCES_WATCHED": "true", "LETTERS": str(folder / "letters"), "SMTP_URL": addresses["smtp"],
            "SMTP_FROM": "Soak <soak@harborstreet.example>", "TWILIO_ACCOUNT_SID": SID, "TWILIO_AUTH_TOKEN": TOKEN,
            "TWILIO_FROM": OURS, "TWILIO_VOICE": OURS, "TWILIO_API_BASE_URL": addresses["carrier"],
            "VOICE_PERSON": "Sam Sample",
            "SECRET_KEY": "only for the soak, long enough", "DATA_KEY": settings.fresh_key(),
        }  # fmt: skip
        kept = {name: value for name, value in os.environ.items() if not name.startswith("DULY_")}
        self.environment = kept | {f"DULY_{name}": value for name, value in given.items()}
        names = {name.lower(): value for name, value in given.items()}
        self.store: Store = wiring.open_store(settings.load(**names))

    def run(self) -> dict[str, Any]:
        """Run it and return what was found."""
        migrations.upgrade(self.store.engine)
        product = self._start()
        visitors = Visitors(f"http://127.0.0.1:{self.port}", self.people)
        try:
            kill_at = time.monotonic() + self.kill_every
            while not (self._all_done() and visitors.done and not self.telephones.calls(live=True)):
                self._look()
                self._place()
                self._let_write()
                self.telephones.go_on()
                if time.monotonic() > kill_at:
                    product = self._killed(product)
                    kill_at = time.monotonic() + self.kill_every
                time.sleep(0.5)
            self.put_forward = LATER
            product = self._killed(product)  # whose successor asks the providers for all that is still open
            self._until(self._nothing_open, patience=240)
            return self._judged(visitors)
        finally:
            visitors.close()
            for process in (product, self.simulator):
                process.kill()
                process.communicate()
            self.store.close()

    # --- what happens -------------------------------------------------------------------------------------

    def _simulate(self) -> tuple[subprocess.Popen[str], dict[str, str]]:
        faults = self.folder / "faults.json"
        faults.write_text(json.dumps(MIX))
        command = [sys.executable, "-m", "channels.simulator", "--journal", str(self.folder / "journal.jsonl")]
        command += ["--webhook-base", f"http://127.0.0.1:{self.port}", "--account-sid", SID, "--auth-token", TOKEN]
        command += ["--number", OURS, "--faults", str(faults), "--at", NOON.isoformat(), "--speed", str(self.speed)]
        process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True)  # noqa: S603  # our own program
        assert process.stdout is not None
        return process, json.loads(process.stdout.readline())

    def _start(self) -> subprocess.Popen[bytes]:
        """Start the product and wait until it serves: it is killed at work, not at getting up."""
        command = [sys.executable, "-m", "app.soak.product", str(self.began), str(self.speed), str(self.put_forward)]
        relayed = {"DULY_VOICE_RELAY": str(self.seen.kills % 2 == 1)}
        product = subprocess.Popen(command, cwd=ROOT, env=self.environment | relayed)  # noqa: S603  # our own program
        self._until(lambda: self._is_up() or product.poll() is not None, patience=180)
        return product

    def _is_up(self) -> bool:
        try:
            return httpx2.get(f"http://127.0.0.1:{self.port}/health", trust_env=False, timeout=5).is_success
        except httpx2.HTTPError:
            return False

    def _place(self) -> None:
        """Place the next consumers once most of the others were reached, as a creditor would day by day."""
        if self.seen.placed == self.people or self._reached() < len(MEDIA) * (self.seen.placed - BATCH // 3):
            return
        more = range(self.seen.placed, min(self.seen.placed + BATCH, self.people))
        with self.store.transaction() as unit:
            added = [(medium, add(unit, number, medium)) for number in more for medium in MEDIA]
        self.seen.silent += [phone for medium, phone in added if medium is Medium.SMS]
        for phone in [phone for medium, phone in added if medium is Medium.CALL]:
            self.telephones.add(phone)
        self.seen.placed += len(more)

    def _killed(self, product: subprocess.Popen[bytes]) -> subprocess.Popen[bytes]:
        if product.poll() is not None:
            raise BadInput(f"the product of the soak ended by itself, with status {product.returncode}")
        product.send_signal(signal.SIGKILL)
        product.wait()
        self.seen.kills += 1
        return self._start()

    def _let_write(self) -> None:
        """Let phones that were texted write, each once."""
        texts = httpx2.get(f"{self.api}/texts", trust_env=False, timeout=30).json()["texts"]
        texted = {text["to"] for text in texts if text["direction"] == "out"}
        due = [phone for phone in self.seen.silent if phone in texted][:40]
        for phone in due:
            words = {"phone": phone, "body": WORDS[self.seen.written % len(WORDS)]}
            httpx2.post(f"{self.api}/texts", json=words, trust_env=False, timeout=30).raise_for_status()
            self.seen.written += 1
        self.seen.silent = [phone for phone in self.seen.silent if phone not in due]

    # --- what is seen -------------------------------------------------------------------------------------

    def _look(self) -> None:
        """Look at every attempt's state, and note each that has moved back."""
        c = t.attempts.c
        with self.store.reading() as reading:
            rows = reading.connection.execute(sa.select(c.id, c.state)).all()
        for row in rows:
            before = self.seen.states.get(row.id, "reserved")
            if RANK[row.state] < RANK[before] or (RANK[before] == 3 and row.state != before):
                self.seen.backwards.append(f"{row.id}: {before}, then {row.state}")
            self.seen.states[row.id] = row.state

    def _reached(self) -> int:
        """Return how many consumers were reached, or may have been."""
        c = t.attempts.c
        counting = sa.select(sa.func.count(sa.distinct(c.consumer_id))).where(c.state.not_in(["released", "failed"]))
        with self.store.reading() as reading:
            return int(reading.connection.scalar(counting) or 0)

    def _all_done(self) -> bool:
        """Whether everybody was reached, or may have been, and everybody who was texted has written."""
        with self.store.reading() as reading:
            doubtful = {row.body["to"] for row in reading.connection.execute(_doubts()) if row.medium == Medium.SMS}
        return self._everybody_reached() and set(self.seen.silent) <= doubtful

    def _everybody_reached(self) -> bool:
        return self.seen.placed == self.people and self._reached() == len(MEDIA) * self.people

    def _nothing_open(self) -> bool:
        """Whether nothing waits, and whatever the carrier has of what is in doubt was found there."""
        self._look()
        arrived = Arrived.read(self.folder)
        with self.store.reading() as reading:
            doubts = {row.id for row in reading.connection.execute(_doubts())}
            keys = set(reading.connection.scalars(sa.select(t.inbounds.c.key)))
            waiting = reading.waiting_inbounds()
            reserved = reading.connection.scalar(sa.select(sa.func.count()).where(t.attempts.c.state == "reserved"))
            unended = unended_calls(reading)
        lost = not arrived.came <= keys or doubts & arrived.texts.keys()
        return not (waiting or reserved or lost or unended) and self._everybody_reached()

    def _until(self, true: Callable[[], bool], patience: float) -> None:
        ends = time.monotonic() + patience
        while not true() and time.monotonic() < ends:
            time.sleep(1)

    def _judged(self, visitors: Visitors) -> dict[str, Any]:
        """Hold what arrived at the providers against the store."""
        seen, people = self.seen, len(MEDIA) * self.people
        found = {
            "messages": people + seen.written + 2 * self.people,
            "kills": seen.kills,
            "seconds": round(time.monotonic() - self.began),
            **judged(self.store, Arrived.read(self.folder), people, self.telephones.calls()),
        }
        found["wrong"] |= {what: n for what, n in visitors.wrong(self.store).items() if n}
        if seen.backwards:
            found["wrong"]["statuses that moved back"] = len(seen.backwards)
        return found


def soaked(database: str | None) -> dict[str, Any]:
    """Run the soak as it is measured: 5,000 messages, and the product killed each half minute.

    Raises:
        BadInput: something did not hold; it says what, and how often.
    """
    model = settings.load().var / "nlu"
    load_or_train(wiring.NLU_DATA, model)
    report = soak(5000, 30, model, database)
    if wrong := report.pop("wrong"):
        raise BadInput(f"the soak found: {', '.join(f'{what}: {n}' for what, n in wrong.items())}")
    return report


def soak(
    messages: int, kill_every: float, model: Path, database: str | None = None, speed: float = 1.0
) -> dict[str, Any]:
    """Run a soak in a folder of its own; `wrong` is empty where everything held.

    Args:
        messages: how many go out and come in, over all media.
        kill_every: seconds after which the product is killed.
        model: the folder of the assistant's trained engine; training takes longer than the product is let live.
        database: an empty one; None is a SQLite file.
        speed: how fast the world's clock goes; a doubt is looked up when a minute of it has passed.
    """
    with tempfile.TemporaryDirectory() as folder:
        shutil.copytree(model, Path(folder) / "var" / "nlu")
        return Soak(Path(folder), messages, kill_every, speed, database).run()


def _doubts() -> sa.Select[Any]:
    return sa.select(t.attempts).where(t.attempts.c.state == "in_doubt")


def _free_port() -> int:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return int(taken.getsockname()[1])
