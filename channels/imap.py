"""Imap: reads the mail of one folder; what was stored is marked so, and never before it was."""

from __future__ import annotations

import re
import ssl
from collections.abc import Callable
from datetime import datetime
from imaplib import IMAP4
from typing import Literal
from urllib.parse import parse_qs, unquote, urlsplit

from imap_tools import BaseMailBox, ImapToolsError, MailBox, MailBoxStartTls, MailBoxUnencrypted

from accounts.errors import BadSettings, ChannelFailed
from accounts.record import Record
from channels.mail_in import LARGEST
from channels.port import Came, Unstored
from channels.this_machine import is_this_machine

READ = "$DulyRead"
"""The keyword of a mail that is stored; that somebody has opened a mail (\\Seen) says nothing of that."""

ASIDE = "Duly"
"""The folder to which stored mail goes where a server keeps no keywords."""

_MOST = 200
"""Mails of one look; the rest are there at the next."""

_BEGINNING = 64 * 1024
_SIZE = re.compile(rb"RFC822\.SIZE (\d+)")


class ImapServer(Record):
    """Where mail is read, as one address says it."""

    host: str
    port: int
    username: str
    password: str
    folder: str
    security: Literal["tls", "starttls", "none"]

    @classmethod
    def at(cls, url: str) -> ImapServer:
        """Read `imaps://user:password@host:port/folder` or `imap://…?starttls=required|never`.

        Without a folder it is INBOX. To another machine the password goes in the clear only with `starttls=never`.

        Raises:
            BadSettings: what is wrong; it never repeats the password.
        """
        try:
            parts = urlsplit(url)
            port = parts.port
        except ValueError as wrong:
            raise BadSettings("DULY_IMAP_URL is no address; write imaps://user:password@host/INBOX") from wrong
        query = parse_qs(parts.query)
        starttls = query.pop("starttls", [""])[-1]
        if parts.scheme not in ("imap", "imaps") or not parts.hostname or query or starttls not in _SECURITY:
            raise BadSettings(
                "DULY_IMAP_URL must look like imaps://user:password@host/INBOX or imap://…?starttls=never"
            )
        if not parts.username or not parts.password:
            raise BadSettings("DULY_IMAP_URL names no user, or no password: imaps://user:password@host/INBOX")
        security = "tls" if parts.scheme == "imaps" else _SECURITY[starttls]
        if security is None:
            security = "none" if is_this_machine(parts.hostname) else "starttls"
        return cls.model_validate(
            {
                "host": parts.hostname,
                "port": port or (993 if security == "tls" else 143),
                "username": unquote(parts.username),
                "password": unquote(parts.password),
                "folder": unquote(parts.path.lstrip("/")) or "INBOX",
                "security": security,
            }
        )


_SECURITY = {"": None, "required": "starttls", "never": "none"}


class Imap:
    """Reads one folder, over one connection that is opened again when it was lost. It blocks: run it in a thread."""

    def __init__(
        self, url: str, take: Callable[[Came], object], clock: Callable[[], datetime], timeout: float = 30.0
    ) -> None:
        """Take where to read, who stores a mail, what time it is, and how many seconds to wait for an answer."""
        self._server = ImapServer.at(url)
        self._take = take
        self._clock = clock
        self._timeout = timeout
        self._box: BaseMailBox | None = None

    def poll(self) -> int:
        """Store what is new, and mark it; returns how many mails were looked at.

        A mail that could not be stored stays unmarked and comes again. One that was stored and not marked, because we
        died in between, comes again too, and is known.

        Raises:
            ChannelFailed: the server cannot be reached, or refuses.
        """
        return self._talk(self._read)

    def check(self) -> int:
        """Return how many mails wait, to see whether the folder can be read.

        Raises:
            ChannelFailed: it cannot.
        """
        return self._talk(lambda box: len(self._new(box)))

    def close(self) -> None:
        """Sign out."""
        box, self._box = self._box, None
        if box is not None:
            try:
                box.logout()
            except (ImapToolsError, IMAP4.error, OSError):
                box.client.shutdown()

    def _talk(self, do: Callable[[BaseMailBox], int]) -> int:
        where = f"the mail of {self._server.username} at {self._server.host}:{self._server.port}"
        try:
            if self._box is None:
                self._box = self._signed_in()
            return do(self._box)
        except (ImapToolsError, IMAP4.error, OSError) as error:
            self.close()
            raise ChannelFailed(f"{where} cannot be read: {str(error) or type(error).__name__}") from error

    def _signed_in(self) -> BaseMailBox:
        server, context = self._server, ssl.create_default_context()
        box: BaseMailBox
        if server.security == "tls":
            box = MailBox(server.host, server.port, timeout=self._timeout, ssl_context=context)
        elif server.security == "starttls":
            box = MailBoxStartTls(server.host, server.port, timeout=self._timeout, ssl_context=context)
        else:
            box = MailBoxUnencrypted(server.host, server.port, timeout=self._timeout)
        try:
            return box.login(server.username, server.password, initial_folder=None)
        except BaseException:
            box.client.shutdown()
            raise

    def _new(self, box: BaseMailBox) -> list[str]:
        box.folder.set(self._server.folder)  # each time anew: the server tells what came since
        return box.uids(f"UNKEYWORD {READ} UNDELETED")

    def _read(self, box: BaseMailBox) -> int:
        waiting = self._new(box)[:_MOST]
        for uid in waiting:
            came = self._fetched(box, uid)
            try:
                if came is not None:
                    self._take(came)
            except Unstored:
                continue
            self._mark(box, uid)
        return len(waiting)

    def _fetched(self, box: BaseMailBox, uid: str) -> Came | None:
        """Return a mail, unopened; of one that is too big the beginning; None where somebody took it away."""
        told = b" ".join(_bytes(box.client.uid("fetch", uid, "(RFC822.SIZE)")))
        size = _SIZE.search(told)
        if size is None:
            return None
        is_big = int(size[1]) > LARGEST
        part = f"BODY.PEEK[]<0.{_BEGINNING}>" if is_big else "BODY.PEEK[]"
        raw = max(_bytes(box.client.uid("fetch", uid, f"({part})")), key=len, default=b"")
        return Came(via="imap", at=self._clock(), raw=raw, size=int(size[1]) if is_big else None)

    def _mark(self, box: BaseMailBox, uid: str) -> None:
        if b"\\*" in b" ".join(_bytes(box.client.response("PERMANENTFLAGS"))):
            box.flag(uid, READ, True)
            return
        if not box.folder.exists(ASIDE):
            box.folder.create(ASIDE)
        box.move(uid, ASIDE)


def _bytes(answer: object) -> list[bytes]:
    """Return every piece of bytes in an answer of the library, which has it in tuples and lists of both."""
    if isinstance(answer, bytes):
        return [answer]
    if isinstance(answer, list | tuple):
        return [piece for one in answer for piece in _bytes(one)]
    return []
