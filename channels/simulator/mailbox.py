"""Mailbox: an SMTP server on this machine that accepts every mail and keeps it."""

from __future__ import annotations

import asyncio
import threading
from base64 import b64decode, b64encode
from collections.abc import Callable
from concurrent.futures import Future
from datetime import datetime
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import SMTP as MAIL_POLICY
from functools import cached_property
from pathlib import Path
from weakref import WeakSet

from aiosmtpd.smtp import SMTP, Envelope, Session

from accounts.errors import BadSettings
from channels.simulator.faults import Dice, Faults
from channels.simulator.journal import Journal, read


class Mail:
    """One mail as it arrived."""

    def __init__(self, number: int, at: str, sender: str, recipients: tuple[str, ...], raw: bytes) -> None:
        self.number = number
        """1 for the first."""
        self.at = at
        """When it was accepted, ISO 8601."""
        self.sender = sender
        """The envelope's sender."""
        self.recipients = recipients
        """To whom, by the envelope."""
        self.raw = raw

    @cached_property
    def parsed(self) -> EmailMessage:
        """The mail as the standard library reads it."""
        parsed = message_from_bytes(self.raw, policy=MAIL_POLICY)
        assert isinstance(parsed, EmailMessage)
        return parsed

    @property
    def message_id(self) -> str:
        """Its Message-ID, angle brackets included; empty where it has none."""
        return str(self.parsed["Message-ID"] or "").strip()

    @property
    def subject(self) -> str:
        """Its subject."""
        return str(self.parsed["Subject"] or "")

    @property
    def headers(self) -> list[tuple[str, str]]:
        """Its headers, decoded, in order."""
        return [(name, " ".join(str(value).split())) for name, value in self.parsed.items()]

    @property
    def text(self) -> str:
        """Its plain text part."""
        return self._body("plain")

    @property
    def html(self) -> str:
        """Its HTML part; empty where it has none."""
        return self._body("html")

    def _body(self, kind: str) -> str:
        part = self.parsed.get_body(preferencelist=(kind,))
        return "\n".join(str(part.get_content()).split("\r\n")) if part is not None else ""


class Mailbox:
    """Accept mail on a loopback port, in a thread and loop of its own, and keep it in the order it came."""

    def __init__(
        self,
        clock: Callable[[], datetime],
        host: str = "127.0.0.1",
        port: int = 0,
        journal: Path | None = None,
        dice: Dice | None = None,
    ) -> None:
        """Take where to listen; port 0 takes a free one. A journal that is there already is read back."""
        self._dice = dice or Dice(Faults())
        self._clock = clock
        self.host = host
        self.port = port
        """The port; known once it is open where 0 was asked for."""
        self._lock = threading.Lock()
        self._mails: list[Mail] = []
        for line in read(journal, "mail"):
            self._keep(line["at"], line["from"], tuple(line["to"]), b64decode(line["raw"]))
        self._journal = Journal(journal)
        self._loop: asyncio.AbstractEventLoop | None = None
        self._stop: asyncio.Event | None = None
        self._thread: threading.Thread | None = None

    @property
    def url(self) -> str:
        """Its address for a mail client's settings."""
        return f"smtp://{self.host}:{self.port}?starttls=never"

    def open(self) -> Mailbox:
        """Begin to listen; return itself.

        Raises:
            BadSettings: the port is taken.
        """
        listening: Future[int] = Future()
        self._thread = threading.Thread(target=lambda: asyncio.run(self._serve(listening)), name="mailbox", daemon=True)
        self._thread.start()
        try:
            self.port = listening.result(10)
        except OSError as no:
            self._thread.join()
            raise BadSettings(f"the mailbox cannot listen on {self.host}:{self.port}: {no.strerror}") from no
        return self

    def close(self) -> None:
        """Stop to listen; what arrived stays."""
        if self._loop is not None and self._stop is not None and self._thread is not None:
            self._loop.call_soon_threadsafe(self._stop.set)
            self._thread.join(10)
            self._loop = self._stop = self._thread = None
        self._journal.close()

    def __enter__(self) -> Mailbox:
        return self.open()

    def __exit__(self, *_: object) -> None:
        self.close()

    def list(self) -> tuple[Mail, ...]:
        """Return every mail, the oldest first."""
        with self._lock:
            return tuple(self._mails)

    def get(self, number: int) -> Mail | None:
        """Return the mail of this number."""
        with self._lock:
            return self._mails[number - 1] if 0 < number <= len(self._mails) else None

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802  # aiosmtpd's
        """Keep a mail and then accept it (aiosmtpd calls this)."""
        if self._dice.rolls(self._dice.faults.broken):
            return "451 4.3.0 Out of order, as it was asked to be"
        raw = envelope.content if isinstance(envelope.content, bytes) else b""
        at = self._clock().isoformat()
        sender, recipients = envelope.mail_from or "", tuple(envelope.rcpt_tos)
        self._journal.add("mail", {"at": at, "from": sender, "to": recipients, "raw": b64encode(raw).decode()})
        mail = self._keep(at, sender, recipients, raw)
        if self._dice.rolls(self._dice.faults.lost) and server.transport is not None:
            server.transport.close()
        return f"250 OK, kept as {mail.number}"

    def _keep(self, at: str, sender: str, recipients: tuple[str, ...], raw: bytes) -> Mail:
        with self._lock:
            mail = Mail(len(self._mails) + 1, at, sender, recipients, raw)
            self._mails.append(mail)
            return mail

    async def _serve(self, listening: Future[int]) -> None:
        loop = self._loop = asyncio.get_running_loop()
        self._stop = asyncio.Event()
        talks: WeakSet[SMTP] = WeakSet()

        def conversation() -> SMTP:
            talk = SMTP(self, hostname="mailbox.simulator", ident="Duly simulator", loop=loop)
            talks.add(talk)
            return talk

        try:
            server = await loop.create_server(conversation, self.host, self.port)
        except OSError as no:
            listening.set_exception(no)
            return
        listening.set_result(server.sockets[0].getsockname()[1])
        await self._stop.wait()
        server.close()
        for talk in talks:
            if talk.transport is not None:
                talk.transport.close()
        await asyncio.sleep(0)  # lets the transports go before the loop does
