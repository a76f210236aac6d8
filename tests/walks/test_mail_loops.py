"""The worker's ways to mail: a server that is away is waited for, and a worker takes the place of one that goes."""

from __future__ import annotations

import asyncio
import smtplib
import socket
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from pydantic import SecretStr

from accounts import mails
from accounts.store import Store
from app import worker
from bot.nlu.embedded import Embedded
from tests.mail_servers import lacking, mail_servers
from tests.walks.town import Town, visit

OURS = "accounts@collector.test"
MAIL = f"From: nobody@post.example\r\nTo: {OURS}\r\nMessage-ID: <1@post.example>\r\nSubject: hello\r\n\r\nhello\r\n"


@pytest.fixture(autouse=True)
def looks_often(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(worker, "LOOK", 0.05)


def a_free_port() -> int:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return int(taken.getsockname()[1])


@asynccontextmanager
async def forwarded(port: int, to: int) -> AsyncIterator[None]:
    """Let what listens on one port be had on another."""

    opened: list[asyncio.StreamWriter] = []

    async def pour(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while got := await reader.read(65536):
            writer.write(got)

    async def joined(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        there, back = await asyncio.open_connection("127.0.0.1", to)
        opened.extend((writer, back))
        await asyncio.gather(pour(reader, back), pour(there, writer), return_exceptions=True)

    async with await asyncio.start_server(joined, "127.0.0.1", port):
        yield
        for writer in opened:
            writer.close()
        await asyncio.gather(*(writer.wait_closed() for writer in opened), return_exceptions=True)


async def until(true: Callable[[], object]) -> None:
    for _ in range(600):
        if await asyncio.to_thread(true):
            return
        await asyncio.sleep(0.02)
    raise AssertionError("it did not come to that")


def kinds(town: Town) -> list[tuple[str, str]]:
    with town.house.store.reading() as reading:
        return [(mail.via, mail.kind) for mail in mails.listed(reading)]


def warned(caplog: pytest.LogCaptureFixture) -> list[str]:
    return [line.getMessage() for line in caplog.records if line.name == "duly.worker"]


@pytest.mark.slow
@pytest.mark.skipif(bool(lacking()), reason=lacking() or "they are here")
def test_a_mail_server_that_is_away_is_said_to_be_so_once_and_read_when_it_is_back(
    sqlite_store: Store, tmp_path: Path, engine: Embedded, caplog: pytest.LogCaptureFixture
) -> None:
    port, inbox = a_free_port(), "waiting@collector.test"
    with mail_servers() as servers:
        address = servers.imap_url(inbox).replace(f":{servers.imap}/", f":{port}/") + "?starttls=never"

        async def stay(town: Town) -> None:
            await until(lambda: warned(caplog))
            await asyncio.sleep(0.5)  # ten more looks
            assert len(warned(caplog)) == 1, warned(caplog)
            with smtplib.SMTP("127.0.0.1", servers.smtp) as there:
                there.sendmail("nobody@post.example", [inbox], MAIL)
            async with forwarded(port, servers.imap):
                await until(lambda: kinds(town))
                assert kinds(town) == [("imap", "words")]
                await town.quiet()

        visit(sqlite_store, tmp_path, engine, stay, imap_url=SecretStr(address))


def test_where_another_worker_takes_mail_this_one_waits_and_takes_its_place(
    sqlite_store: Store, tmp_path: Path, engine: Embedded, caplog: pytest.LogCaptureFixture
) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]

        async def stay(town: Town) -> None:
            await until(lambda: warned(caplog))
            await asyncio.sleep(0.5)
            assert len(warned(caplog)) == 1, warned(caplog)
            other.close()

            def bring() -> bool:
                try:
                    with smtplib.LMTP("127.0.0.1", port, timeout=2) as there:
                        there.sendmail("nobody@post.example", [OURS], MAIL)
                except (OSError, smtplib.SMTPException):
                    return False
                return True

            await until(bring)
            assert kinds(town) == [("lmtp", "words")]
            await town.quiet()

        visit(sqlite_store, tmp_path, engine, stay, lmtp_listen=f"127.0.0.1:{port}", smtp_from=f"Us <{OURS}>")
