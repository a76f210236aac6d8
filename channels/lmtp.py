"""Lmtp: takes mail from the operator's own mail server (RFC 2033), with an answer for each recipient."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import Any
from weakref import WeakSet

from aiosmtpd.lmtp import LMTP
from aiosmtpd.smtp import SMTP, Envelope, Session

from accounts.errors import BadSettings
from channels.mail_in import LARGEST
from channels.port import Came, Unstored

_LONGEST_LINE = 1024 * 1024
"""Bytes; what a server has accepted from somebody else we do not refuse for the length of a line."""


class _Talk(LMTP):
    """One connection."""

    line_length_limit = _LONGEST_LINE


class Lmtp:
    """Listens; a mail is accepted once it is stored, and until then the mail server keeps it and comes again."""

    def __init__(
        self,
        listen: str,
        take: Callable[[Came], object],
        expects: Callable[[str], bool],
        clock: Callable[[], datetime],
        offload: Callable[[Callable[[], Any]], Awaitable[Any]],
    ) -> None:
        """Take where to listen, who stores a mail, for which addresses mail is taken, and what time it is.

        Args:
            listen: host:port; port 0 is any free one.
            take: stores a mail, or raises Unstored.
            expects: whether mail to an address is for us.
            clock: the moment at which a mail came.
            offload: how what blocks is run beside the loop.
        """
        host, colon, port = listen.rpartition(":")
        if not colon or not host or not port.isdecimal() or int(port) > 65535:
            raise BadSettings(f"DULY_LMTP_LISTEN: {listen!r} is no host:port; one is 127.0.0.1:10024")
        self.host, self.port = host.strip("[]"), int(port)
        self._take = take
        self._expects = expects
        self._clock = clock
        self._offload = offload
        self._server: asyncio.Server | None = None
        self._talks: WeakSet[SMTP] = WeakSet()

    async def open(self) -> None:
        """Begin to listen.

        Raises:
            OSError: somebody else listens there.
        """
        loop = asyncio.get_running_loop()

        def talk() -> SMTP:
            made = _Talk(self, data_size_limit=LARGEST, enable_SMTPUTF8=True, hostname="duly", ident="Duly", loop=loop)
            self._talks.add(made)
            return made

        self._server = await loop.create_server(talk, self.host, self.port)
        self.port = self._server.sockets[0].getsockname()[1]

    async def close(self) -> None:
        """Stop to listen; a mail that is being stored is not accepted, and comes again."""
        if self._server is not None:
            self._server.close()
            for talk in self._talks:
                if talk.transport is not None:
                    talk.transport.close()
            await asyncio.sleep(0)  # lets the transports go before the loop does
            self._server = None

    async def handle_RCPT(  # noqa: N802  # aiosmtpd's name
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        """Accept a recipient whose mail is for us (aiosmtpd calls this)."""
        if not self._expects(address):
            return "550 5.1.1 no such mailbox here"
        envelope.rcpt_tos.append(address)
        return "250 2.1.5 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802  # aiosmtpd's
        """Store a mail and then accept it, for each recipient in a line of its own (aiosmtpd calls this)."""
        raw = envelope.original_content or b""
        came = Came(via="lmtp", at=self._clock(), raw=raw, to=tuple(envelope.rcpt_tos), sender=envelope.mail_from or "")
        try:
            await self._offload(lambda: self._take(came))
        except Unstored:
            answer = "451 4.3.0 it could not be stored; come again"
        else:
            answer = "250 2.0.0 stored"
        return "\r\n".join(answer for _ in envelope.rcpt_tos)
