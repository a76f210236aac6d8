"""SmtpChannel: e-mail over a few lasting connections to an SMTP server; it says what it knows and never tries again."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import datetime
from ipaddress import ip_address
from typing import Literal
from urllib.parse import parse_qs, unquote, urlsplit

from aiosmtplib import (
    SMTP,
    SMTPDataError,
    SMTPException,
    SMTPResponseException,
    SMTPServerDisconnected,
    SMTPStatus,
)

from accounts.contact import Medium, Message, Receipt
from accounts.errors import BadInput, BadSettings, NotHandedOver
from accounts.record import Id, Record
from channels.links import OptOutLinks
from channels.mime import MailForm
from compliance.approval import Approval

_LEAVING = 421  # "service not available, closing transmission channel" (RFC 5321, 3.8)
_STARTTLS: dict[str, bool | None] = {"auto": None, "required": True, "never": False}


class SmtpServer(Record):
    """Where mail is handed over, as one address says it."""

    host: str
    port: int | None = None
    username: str | None = None
    password: str | None = None
    tls: bool = False
    """TLS from the first byte (smtps)."""
    starttls: Literal["auto", "required", "never"] = "auto"

    @classmethod
    def at(cls, url: str) -> SmtpServer:
        """Read `smtp://user:password@host:port?starttls=auto|required|never` or `smtps://…`.

        With a password for a host other than this one, STARTTLS is required unless the address says
        otherwise, so that the password cannot go over the wire in the clear.

        Raises:
            BadSettings: what is wrong; it never repeats the password.
        """
        try:
            parts = urlsplit(url)
            port = parts.port
        except ValueError as wrong:
            raise BadSettings("the SMTP address is no address; write smtp://user:password@host:port") from wrong
        query = parse_qs(parts.query)
        starttls = query.pop("starttls", ["auto"])[-1]
        if parts.scheme not in ("smtp", "smtps") or not parts.hostname or parts.path not in ("", "/") or query:
            raise BadSettings("the SMTP address must look like smtp://user:password@host:port or smtps://…")
        if starttls not in _STARTTLS:
            raise BadSettings(f"starttls={starttls} is unknown; write one of {', '.join(_STARTTLS)}")
        tls = parts.scheme == "smtps"
        if tls and starttls == "required":
            raise BadSettings("smtps:// speaks TLS from the start; leave out starttls=required")
        if parts.password and not tls and "starttls=" not in parts.query and not _is_this_machine(parts.hostname):
            starttls = "required"
        return cls.model_validate(
            {
                "host": parts.hostname,
                "port": port,
                "username": unquote(parts.username) if parts.username else None,
                "password": unquote(parts.password) if parts.password else None,
                "tls": tls,
                "starttls": starttls,
            }
        )


class SmtpChannel:
    """Hand mail to one SMTP server.

    `failed` means that the server answered no, or that the words never left; `in_doubt`, that the
    connection was lost, or nothing was heard, after DATA was begun.
    """

    name = "smtp"
    medium = Medium.EMAIL

    def __init__(
        self,
        url: str,
        sender: str,
        links: OptOutLinks,
        clock: Callable[[], datetime],
        pool: int = 8,
        timeout: float = 60.0,
    ) -> None:
        """Take the server, the sender as shown, and how many connections may be open at once.

        Args:
            url: see `SmtpServer.at`.
            sender: `Name <address@domain>`; the address is the envelope's sender too.
            links: finds the opt-out address in a message's text.
            clock: the instant at which an approval is spent, and a mail's Date.
            pool: connections kept open, at most.
            timeout: seconds to wait for each answer of the server.
        """
        self._server = SmtpServer.at(url)
        self._form = MailForm(sender)
        self._links = links
        self._clock = clock
        self._timeout = timeout
        self._slots = asyncio.Semaphore(pool)
        self._kept: list[SMTP] = []

    async def deliver(self, approval: Approval) -> Receipt:
        """Spend the approval and hand its message over, once.

        The server is made ready first (connected, logged in, MAIL accepted: nothing of the message), so
        that the approval is judged at the last instant and a connection that died idle costs no message.
        """
        async with self._slots:
            try:
                server = await self._ready()
            except NotHandedOver as refused:
                approval.spend(self.medium, self._clock())
                return self._receipt(approval.attempt, "failed", refused.code, str(refused))
            try:
                message = approval.spend(self.medium, self._clock())
                receipt = await self._hand_over(server, message, approval.attempt)
            except BaseException:
                server.close()  # an envelope is open on it: the next message must not meet it
                raise
            if server.is_connected:
                self._kept.append(server)
            return receipt

    async def aclose(self) -> None:
        """Close its connections."""
        while self._kept:
            server = self._kept.pop()
            try:
                await server.quit(timeout=5)
            except (SMTPException, OSError):
                server.close()

    async def _ready(self) -> SMTP:
        """Return a connection on which the server has accepted MAIL."""
        while self._kept:
            server = self._kept.pop()
            try:
                await _say(server, b"MAIL", b"FROM", self._form.address)
            except SMTPServerDisconnected:
                continue  # it closed while idle
            except SMTPResponseException as no:
                if no.code == _LEAVING:
                    server.close()
                    continue  # so many messages a connection, and no more
                self._kept.append(server)
                raise NotHandedOver(_said(no), str(no.code)) from no
            except (SMTPException, OSError) as lost:
                server.close()
                raise NotHandedOver(_said(lost)) from lost
            return server
        server = SMTP(
            hostname=self._server.host,
            port=self._server.port,
            username=self._server.username,
            password=self._server.password,
            use_tls=self._server.tls,
            start_tls=False if self._server.tls else _STARTTLS[self._server.starttls],
            local_hostname=self._form.domain,
            timeout=self._timeout,
        )
        try:
            await server.connect()
            await server.mail(self._form.address)
        except SMTPResponseException as no:
            server.close()
            raise NotHandedOver(_said(no), str(no.code)) from no
        except (SMTPException, OSError) as lost:
            server.close()
            raise NotHandedOver(_said(lost)) from lost
        return server

    async def _hand_over(self, server: SMTP, message: Message, attempt: Id) -> Receipt:
        """Say to whom, and the words; `server` has an envelope open."""
        link = self._links.pattern.search(message.text)
        try:
            mail = self._form.render(message, attempt, self._clock(), link.group() if link else None)
            await _say(server, b"RCPT", b"TO", message.to or "")
        except BadInput as wrong:
            await self._clear(server)
            return self._receipt(attempt, "failed", None, str(wrong))
        except SMTPResponseException as no:
            await self._clear(server)
            return self._receipt(attempt, "failed", str(no.code), _said(no))
        except (SMTPException, OSError, ValueError) as lost:  # ValueError: an address that cannot be said
            server.close()
            return self._receipt(attempt, "failed", None, _said(lost))
        try:
            answer = await server.data(mail)
        except SMTPDataError as no:
            if 400 <= no.code <= 599:
                await self._clear(server)
                return self._receipt(attempt, "failed", str(no.code), _said(no))
            server.close()
            return self._receipt(attempt, "in_doubt", str(no.code), _said(no))
        except (SMTPException, OSError) as lost:
            server.close()
            return self._receipt(attempt, "in_doubt", None, _said(lost))
        return self._receipt(attempt, "sent", str(answer.code), answer.message)

    async def _clear(self, server: SMTP) -> None:
        """Forget the open envelope, or the connection where that fails."""
        try:
            await server.rset()
        except (SMTPException, OSError):
            server.close()

    def _receipt(
        self, attempt: Id, state: Literal["sent", "failed", "in_doubt"], code: str | None, says: str
    ) -> Receipt:
        return Receipt(
            attempt=attempt,
            state=state,
            at=self._clock(),
            channel=self.name,
            reference=self._form.message_id(attempt),
            code=code,
            says=says[:500],
        )


async def _say(server: SMTP, verb: bytes, whom: bytes, address: str) -> None:
    """Say one line of an envelope, with an address that `mime` found plain.

    aiosmtplib would take it apart and put it together again, which costs a tenth of what a mail does.
    """
    answer = await server.execute_command(verb, b"%b:<%b>" % (whom, address.encode("ascii")))
    if answer.code not in (SMTPStatus.completed, SMTPStatus.will_forward):
        raise SMTPResponseException(answer.code, answer.message)


def _said(error: Exception) -> str:
    if isinstance(error, SMTPResponseException):
        return error.message
    return str(error) or type(error).__name__


def _is_this_machine(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False
