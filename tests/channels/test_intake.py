"""The intake: what is acknowledged is kept, whatever becomes of the database or the process; and each thing once."""

from __future__ import annotations

import asyncio
import os
import resource
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
import sqlalchemy as sa

from accounts import tables
from accounts.contact import Medium
from accounts.mails import found, listed
from accounts.store import Store
from channels import intake
from channels.inbox import Inbox
from channels.intake import Intake
from channels.mail_in import MailIn
from channels.port import Came, MailUpdate, Received, StatusUpdate
from channels.spool import Posted, Spool
from tests.channels.post_office import PATHS
from tests.walks.world import NOON


def text(number: int, words: str = "hi") -> Received:
    return Received(
        provider="twilio",
        key=f"SM{number:032x}",
        medium=Medium.SMS,
        at=NOON,
        from_address="+16145550101",
        to_address="+18005550142",
        text=words,
    )


def status(number: int) -> StatusUpdate:
    return StatusUpdate(
        provider="twilio", key=f"SM{number}:delivered", at=NOON, reference="SM1", state="delivered", status="delivered"
    )


def mail(number: int, size: int = 10) -> Came:
    """A mail in a charset that is none of JSON's."""
    head = f"Message-ID: <{number}@post.example>\r\nFrom: ana@post.example\r\nSubject: question {number}\r\n\r\n"
    return Came(via="sendgrid", at=NOON, raw=head.encode() + b"\xf1\x00\xff" * size, to=("collector@agency.example",))


def event(number: int, *, complaint: bool = False) -> MailUpdate:
    return MailUpdate(
        provider="sendgrid", key=f"event{number}", at=NOON, reference="<1@x>", state="sent", status="spamreport",
        complaint=complaint,
    )  # fmt: skip


def mail_in(store: Store) -> MailIn:
    return MailIn(store, PATHS, "Collector <collector@agency.example>")


def mails_kept(store: Store) -> list[tuple[str, bytes | None]]:
    """Return what is kept of mails: which kind, and the whole of it; nothing of what came without a mail."""
    with store.reading() as reading:
        return sorted((mail.kind, found(reading, mail.id)[1] or b"") for mail in listed(reading))


@pytest.fixture
def spool(tmp_path: Path) -> Path:
    return tmp_path / "spool"


def made(store: Store, spool: Path, patience: float = 60) -> Intake:
    return Intake(Inbox(store, lambda: NOON), mail_in(store), spool, patience)


def kept(store: Store) -> list[str]:
    with store.reading() as reading:
        texts = reading.connection.scalars(sa.select(tables.inbounds.c.key))
        return sorted([*texts, *reading.connection.scalars(sa.select(tables.callbacks.c.key))])


def on_disk(spool: Path) -> list[int]:
    return [path.stat().st_size for path in spool.glob("*.spool")]


@contextmanager
def shut(store: Store) -> Iterator[None]:
    """Hold what every writer needs, as a long transaction of somebody else does."""
    with store.engine.connect() as connection:
        if connection.dialect.name == "sqlite":
            connection.execution_options(duly_write=True)
        with connection.begin():
            if _shares(store):
                connection.execute(sa.text("lock table ledger_head, inbounds in exclusive mode"))
            yield


def _shares(store: Store) -> bool:
    return store.engine.dialect.name == "postgresql"


async def test_what_was_taken_is_in_the_database_and_nothing_is_on_disk(store: Store, spool: Path) -> None:
    taking = made(store, spool)
    await asyncio.gather(*(taking.take(one) for n in range(40) for one in (text(n), status(n), text(n))))
    assert len(kept(store)) == 80
    assert on_disk(spool) == [0]
    await taking.aclose()
    assert on_disk(spool) == []
    store.verify_ledger()


async def test_while_the_database_is_shut_it_is_answered_within_a_second_and_written_down_later(
    store: Store, spool: Path
) -> None:
    taking = made(store, spool, intake.PATIENCE)
    with shut(store):
        began = time.monotonic()
        await asyncio.gather(*(taking.take(text(n)) for n in range(30)))
        assert time.monotonic() - began < 1
        assert kept(store) == []
        assert on_disk(spool)[0] > 0
    await taking.aclose()
    assert kept(store) == [text(n).key for n in range(30)]
    assert on_disk(spool) == []
    store.verify_ledger()


async def test_what_a_killed_process_had_acknowledged_is_written_down_at_the_next_start_and_once(
    store: Store, spool: Path
) -> None:
    if _shares(store):
        pytest.skip("the process that is killed opens the file of SQLite")
    await made(store, spool).take(text(0))
    with shut(store):
        killed = _killed_after_taking(store, spool)
    assert killed == -signal.SIGKILL
    assert kept(store) == [text(0).key]
    taking = made(store, spool)
    assert taking.recover() == 3
    assert kept(store) == [text(n).key for n in range(3)]
    assert taking.recover() == 0
    await taking.aclose()


async def test_a_mail_and_what_a_provider_says_of_one_wait_for_the_database_no_longer_than_a_text(
    store: Store, spool: Path
) -> None:
    taking = made(store, spool, intake.PATIENCE)
    spam = event(1, complaint=True)
    came: list[Posted] = [mail(0), mail(1, 1_000_000), event(0), spam, mail(0), spam]
    with shut(store):
        began = time.monotonic()
        await asyncio.gather(*(taking.take(one) for one in came))
        assert time.monotonic() - began < 2  # three megabytes among them
        assert mails_kept(store) == []
    await taking.aclose()
    assert mails_kept(store) == sorted(
        [("words", mail(0).raw), ("words", mail(1, 1_000_000).raw), ("bounce", b""), ("complaint", b"")]
    )
    assert on_disk(spool) == []
    store.verify_ledger()


async def test_a_mail_that_a_killed_process_had_acknowledged_takes_effect_at_the_next_start_and_once(
    store: Store, spool: Path
) -> None:
    dead = Spool(spool)
    dead.keep([mail(0), text(0), event(0, complaint=True), mail(0)])
    dead.close(keep=True)
    taking = made(store, spool)
    assert taking.recover() == 4
    await taking.take(mail(0))
    await taking.take(event(0, complaint=True))
    assert mails_kept(store) == [("complaint", b""), ("words", mail(0).raw)]
    assert len(kept(store)) == 3  # the text, the mail's words, the event
    await taking.aclose()


def test_what_does_not_fit_on_the_disk_is_not_acknowledged(spool: Path) -> None:
    one = Spool(spool)
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    before = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (1000, limits[1]))
    try:
        with pytest.raises(OSError, match="too large"):
            one.keep([mail(0, 10_000)])
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)
        signal.signal(signal.SIGXFSZ, before)


def _killed_after_taking(store: Store, spool: Path) -> int:
    words = f"from tests.channels.test_intake import die; die({str(store.engine.url)!r}, {str(spool)!r})"
    return subprocess.run([sys.executable, "-c", words], check=False, timeout=60).returncode


def die(database: str, spool: str) -> None:
    """Take three texts, one of them known already, and die as the power goes."""
    from accounts.dossier import Collector
    from accounts.vault import Vault

    taking = made(Store.open(database, Vault({1: bytes(32)}), Collector()), Path(spool), 0.1)

    async def take() -> None:
        await asyncio.gather(*(taking.take(text(n)) for n in range(3)))
        os.kill(os.getpid(), signal.SIGKILL)

    asyncio.run(take())


async def test_one_that_cannot_be_written_down_keeps_no_other_from_it_and_is_not_acknowledged(
    store: Store, spool: Path
) -> None:
    taking = made(store, spool)
    spoilt = text(1).model_copy(update={"raw": {"half a character": "\ud800"}, "text": "\ud800"})
    answers = await asyncio.gather(*(taking.take(one) for one in (text(0), spoilt, text(2))), return_exceptions=True)
    assert [answer is None for answer in answers] == [True, False, True]
    assert kept(store) == [text(0).key, text(2).key]
    await taking.aclose()


async def test_what_was_acknowledged_and_cannot_be_written_down_stays_on_the_disk(store: Store, spool: Path) -> None:
    dead = Spool(spool)
    dead.keep([text(0), text(1), text(2)])
    dead.close(keep=True)
    inbox = Inbox(store, lambda: NOON)
    really = inbox.take

    def refuses_one(came: list[Received]) -> None:
        if text(1) in came:
            raise ValueError("not this one")
        really(came)

    inbox.take = refuses_one  # type: ignore[method-assign,assignment]  # a database that refuses one row and no other
    taking = Intake(inbox, mail_in(store), spool)
    assert taking.recover() == 3
    assert kept(store) == [text(0).key, text(2).key]
    await taking.aclose()
    (left,) = Spool(spool).left_behind()
    assert left == [text(1)]


def test_a_last_line_that_was_cut_off_was_never_acknowledged(spool: Path) -> None:
    dead = Spool(spool)
    dead.keep([text(0), text(1)])
    dead.close(keep=True)
    (path,) = spool.glob("*.spool")
    path.write_bytes(path.read_bytes()[:-9])
    (left,) = Spool(spool).left_behind()
    assert left == [text(0)]


def test_a_spool_is_for_nobody_else_to_read(spool: Path) -> None:
    Spool(spool)
    assert [path.stat().st_mode & 0o777 for path in spool.glob("*.spool")] == [0o600]


async def test_it_ends_when_what_it_took_is_written_down(store: Store, spool: Path) -> None:
    taking = made(store, spool, 0.05)
    with shut(store):
        await taking.take(text(0))
        ending = asyncio.create_task(taking.aclose())
        await asyncio.sleep(0.1)
    await ending
    assert kept(store) == [text(0).key]
    assert on_disk(spool) == []
