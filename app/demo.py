"""The demo: a sample imported, one round through real wires to a built-in mailbox and carrier, and the web."""

from __future__ import annotations

import asyncio
import fcntl
import json
import secrets
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import datetime
from pathlib import Path

import uvicorn

from accounts import migrations
from accounts.errors import BadSettings
from accounts.placement import place
from app import demo_call, settings, wiring
from app.api import create
from app.commands import show_placed
from app.demo_clock import next_start, started_at
from app.demo_sample import written_before
from app.rounds import show
from app.serving import listening
from app.settings import Settings
from app.terminal import out, when
from app.wiring import Clock, House
from app.worker import Worker
from channels.letter import queued
from channels.simulator import pages
from channels.simulator.carrier import Carrier
from channels.simulator.mail_program import MailProgram
from channels.simulator.mailbox import Mailbox
from compliance import zones
from web.security import issue_link

SAMPLE = Path(__file__).parent.parent / "sample" / "placement.csv"
LICENCES = SAMPLE.with_name("licences.yaml")

OUR_NUMBER = "+18005550142"

COLLECTOR = {
    "collector_name": "Harbor Street Credit Example",
    # US carriers refuse third-party collection by text, so the demo's collector is a creditor that collects
    # its own debts and holds itself to Regulation F.
    "collector_role": "first_party",
    "collector_address": "100 Harbor Street, Suite 4, Albany, NY 12207",
    "collector_phone": OUR_NUMBER,
    "collector_hours": "Monday to Friday, 9 a.m. to 6 p.m. Eastern",
    "licences": str(LICENCES),
    "bounces_watched": "true",  # its mailbox is built in, and lies open
}


def run(*, once: bool, now: bool) -> None:
    """Run the demo; with `once` it ends after the round, otherwise when it is interrupted."""
    clock = wiring.system_clock if now else started_at(next_start(wiring.system_clock()))
    with suppress(KeyboardInterrupt), _alone(settings.load().var):
        asyncio.run(_demo(clock, once=once, now=now))


async def _demo(clock: Clock, *, once: bool, now: bool) -> None:
    var = settings.load().var
    listener = listening("127.0.0.1", 0 if once else settings.load().port)
    mailbox = Mailbox(clock)
    mailbox.open()
    public_url = f"http://127.0.0.1:{listener.getsockname()[1]}"
    kept = {
        "database_url": f"sqlite:///{var / 'demo.db'}",
        "public_url": public_url,
        "letters": str(var / "demo-letters"),
        **COLLECTOR,
    }
    sid, token = f"AC{secrets.token_hex(16)}", secrets.token_hex(16)
    read = settings.load(
        **kept,
        smtp_url=mailbox.url,
        smtp_from=f"{COLLECTOR['collector_name']} <accounts@harborstreet.example>",
        lmtp_listen="127.0.0.1:0",
        twilio_account_sid=sid,
        twilio_auth_token=token,
        twilio_from=OUR_NUMBER,
        twilio_voice=OUR_NUMBER,
        voice_person="Dana Reyes",
        twilio_api_base_url=f"{public_url}/simulator/carrier",
    )
    _fresh(read, var, kept)
    house = wiring.build(read, clock)
    carrier = Carrier(
        sid,
        token,
        [OUR_NUMBER],
        clock,
        sms_webhook=f"{public_url}/webhooks/twilio/sms",
        pace=0.05,
        voice_webhook=f"{public_url}/webhooks/twilio/voice/answer",
    )
    worker = Worker(house)
    program = MailProgram(lambda: (house.lmtp.host, house.lmtp.port) if house.lmtp else None, clock)
    app = create(house, worker, [pages.build(carrier, mailbox, program=program)])
    server = uvicorn.Server(uvicorn.Config(app, log_level="warning", access_log=False))
    serving = asyncio.create_task(server.serve(sockets=[listener]))
    try:
        await _round(house, worker, carrier, server, mailbox, now=now)
        if not once:
            _invite(house, carrier, public_url)
            await serving
    finally:
        server.should_exit = True
        await serving
        await carrier.aclose()
        mailbox.close()
        await house.aclose()


@contextmanager
def _alone(var: Path) -> Iterator[None]:
    """Lock the demo's store, so that a second demo does not begin it anew under this one."""
    with (var / "demo.lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as held:
            raise BadSettings(
                f"a demo is running on {var} already; end it, or set DULY_VAR to another folder"
            ) from held
        yield


def _fresh(read: Settings, var: Path, kept: dict[str, str]) -> None:
    """Begin with an empty store of the demo's own."""
    for name in ("demo.db", "demo.db-wal", "demo.db-shm"):
        (var / name).unlink(missing_ok=True)
    shutil.rmtree(kept["letters"], ignore_errors=True)
    store = wiring.open_store(read)
    migrations.upgrade(store.engine)
    store.close()
    settings.demo_file(var).write_text(json.dumps(kept))


async def _round(
    house: House, worker: Worker, carrier: Carrier, server: uvicorn.Server, mailbox: Mailbox, *, now: bool
) -> None:
    at = house.clock()
    zone = house.settings.collector_zone
    out.print(
        f"[bold]Duly[/bold], a demo. {house.settings.collector_name} collects its own debts. All names are invented."
    )
    out.print(f"Its clock {'is the real one' if now else 'starts'}: {_full(at, zone)}.\n")
    # A copy, for the rejected rows are written beside the file that was placed.
    sample = written_before(zones.local(at, zone).date(), SAMPLE, house.settings.var / SAMPLE.name)
    placed = await asyncio.to_thread(place, house.store, sample, at=at)
    show_placed(placed, sample, dry_run=False)
    while not server.started:  # noqa: ASYNC110  # uvicorn tells it by a flag only
        await asyncio.sleep(0.02)
    called = await demo_call.place(house)
    done = await worker.round()
    show(done, zone)
    await carrier.settle()
    await carrier.callers.settle()
    delivered = sum(text.status == "delivered" for text in carrier.texts.values())
    found = await asyncio.to_thread(house.store.verify_ledger)
    out.print(
        f"\nThe mailbox holds {len(mailbox.list())} mails; the carrier delivered {delivered} texts; "
        f"{_letters(house.settings)}; {demo_call.heard(carrier, called)}. "
        f"The ledger holds: {found.records} records."
    )


def _letters(read: Settings) -> str:
    letters, _ = queued(read.letters) if read.letters else ([], [])
    return f"{len(letters)} letters wait to be printed in {read.letters}"


def _full(at: datetime, zone: str) -> str:
    return when(at, zone)


def _invite(house: House, carrier: Carrier, public_url: str) -> None:
    """Say where to look, each on a line of its own."""
    link = issue_link(house.store, "you", house.clock)
    phones, calls = carrier.phones(), list(carrier.callers.calls.values())
    out.print("\n[bold]Look around[/bold] (end with Ctrl-C)")
    if phones:
        out.print(
            f"  a consumer's phone   {public_url}/simulator/phone/{phones[0].phone}\n"
            "                       text, for example: this isnt mine i already paid that"
        )
    if calls:
        out.print(
            f"  a telephone          {public_url}/simulator/caller/{calls[0].phone}\n"
            "                       hear its voicemail, and call us from it"
        )
    out.print(f"  all phones and mail  {public_url}/simulator   (a mail can be answered too)")
    out.print(f"  the agents' console  {public_url}/console/enter/{link}   (works once)", soft_wrap=True)
    out.print("  in another terminal  .venv/bin/duly round --dry-run, duly law list, duly ledger verify")
