"""SmtpChannel: e-mail over a few lasting connections to an SMTP server; it says what it knows and never tries again."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import datetime
from typing import Literal
from urllib.parse import parse_qs, unquote, urlsplit

from aiosmtplib import SMTP, SMTPException, SMTPHeloError, SMTPResponseException

from accounts.contact import Medium, Message, Receipt
from accounts.errors import BadInput, BadSettings, NotHandedOver
from accounts.record import Id, Record
from channels.links import OptOutLinks
from channels.mail_codes import CODE, rebuff
from channels.mime import MailForm
from channels.return_paths import ReturnPaths
from channels.signing import Signer
from channels.smtp_line import Answer, Line
from channels.this_machine import is_this_machine
from compliance.approval import Approval

_DONE, _GO_ON = 250, 354  # RFC 5321, 4.2.3
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
        if parts.password and not tls and "starttls=" not in parts.query and not is_this_machine(parts.hostname):
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
    connection was lost, or nothing was heard, after the first of them.
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
        paths: ReturnPaths | None = None,
        signer: Signer | None = None,
    ) -> None:
        """Take the server, the sender as shown, and how many connections may be open at once.

        Args:
            url: see `SmtpServer.at`.
            sender: `Name <address@domain>`.
            links: finds the opt-out address in a message's text.
            clock: the instant at which an approval is spent, and a mail's Date.
            pool: connections kept open, at most.
            timeout: seconds to wait for each answer of the server.
            paths: under which addresses what comes back finds its attempt; None where no mail comes in.
            signer: signs each mail; None leaves it to the server.
        """
        self._server = SmtpServer.at(url)
        self._form = MailForm(sender, paths)
        self._signer = signer
        self._links = links
        self._clock = clock
        self._timeout = timeout
        self._slots = asyncio.Semaphore(pool)
        self._kept: list[Line] = []

    async def deliver(self, approval: Approval) -> Receipt:
        """Spend the approval and hand its message over, once.

        The server is first brought to where it waits for the words: connected, logged in, the envelope accepted.
        So the approval is judged at the last instant, and a connection that died idle costs no message.
        """
        message = approval.message
        async with self._slots:
            try:
                mail = await self._rendered(message, approval.attempt)
                line = await self._waiting(self._form.return_path(approval.attempt), message.to or "")
            except (BadInput, NotHandedOver) as refused:
                approval.spend(self.medium, self._clock())
                code = refused.code if isinstance(refused, NotHandedOver) else None
                return self._receipt(approval.attempt, "failed", code, str(refused))
            try:
                approval.spend(self.medium, self._clock())
                receipt = await self._hand_over(line, mail, approval.attempt)
            except BaseException:
                line.close()  # it waits for words: the next message must not meet it
                raise
            self._keep(line)
            return receipt

    async def aclose(self) -> None:
        """Close its connections."""
        while self._kept:
            line = self._kept.pop()
            await line.say(b"QUIT")
            line.close()

    async def _rendered(self, message: Message, attempt: Id) -> bytes:
        """Return the mail as it goes over the wire: its lines are whole, those that begin with a dot have another."""
        link = self._links.pattern.search(message.text)
        mail = self._form.render(message, attempt, self._clock(), link.group() if link else None)
        if self._signer is not None:
            mail = await asyncio.to_thread(self._signer.signed, mail)  # some milliseconds of arithmetic
        return mail.replace(b"\r\n.", b"\r\n..") + b".\r\n"

    async def _waiting(self, sender: str, to: str) -> Line:
        """Return a connection on which the server waits for the words of a mail between those addresses.

        Raises:
            NotHandedOver: it did not accept the envelope, or could not be reached.
        """
        envelope = (b"MAIL FROM:<%b>" % sender.encode(), b"RCPT TO:<%b>" % to.encode(), b"DATA")
        while True:
            kept = bool(self._kept)
            line = self._kept.pop() if kept else await self._connected()
            heard = await line.say(*envelope)
            if len(heard) == len(envelope) and heard[0].agrees and heard[1].agrees and heard[2].code == _GO_ON:
                return line
            if kept and (not heard or heard[0].code == _LEAVING):
                line.close()  # it died idle; or so many messages a connection, and no more
                continue
            refusal = next((answer for answer in heard if not answer.agrees), None)
            await self._clear(line, heard)
            if refusal is None:
                raise NotHandedOver(line.lost)
            raise NotHandedOver(refusal.says, str(refusal.code))

    async def _clear(self, line: Line, heard: list[Answer]) -> None:
        """Forget the open envelope, or the connection where that fails or the server waits for words."""
        if any(answer.code == _GO_ON for answer in heard) or not line.is_open:
            return line.close()
        cleared = await line.say(b"RSET")
        if cleared and cleared[0].agrees:
            return self._keep(line)
        return line.close()

    def _keep(self, line: Line) -> None:
        if line.is_open:
            self._kept.append(line)

    async def _connected(self) -> Line:
        """Return a new connection, secured and logged in as the address says."""
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
            if server.is_ehlo_or_helo_needed:
                await _greet(server)
        except SMTPResponseException as no:
            server.close()
            raise NotHandedOver(no.message, str(no.code)) from no
        except (SMTPException, OSError) as lost:
            server.close()
            raise NotHandedOver(str(lost) or type(lost).__name__) from lost
        assert isinstance(server.transport, asyncio.Transport)
        return Line(server.transport, self._timeout, together=server.supports_extension("pipelining"))

    async def _hand_over(self, line: Line, mail: bytes, attempt: Id) -> Receipt:
        """Say the words; the server waits for them."""
        if not line.is_open:
            return self._receipt(attempt, "failed", None, line.lost)
        heard = await line.write(mail)
        if not heard:
            return self._receipt(attempt, "in_doubt", None, line.lost)
        code, says = heard[0]
        if code == _DONE:
            return self._receipt(attempt, "sent", str(code), says)
        if 400 <= code <= 599:
            return self._receipt(attempt, "failed", str(code), says)
        line.close()
        return self._receipt(attempt, "in_doubt", str(code), says)

    def _receipt(
        self, attempt: Id, state: Literal["sent", "failed", "in_doubt"], code: str | None, says: str
    ) -> Receipt:
        status = CODE.search(says) if state == "failed" else None
        return Receipt(
            attempt=attempt,
            rebuff=rebuff(status[0]) if status else None,
            state=state,
            at=self._clock(),
            channel=self.name,
            reference=self._form.message_id(attempt),
            code=code,
            says=says[:500],
        )


async def _greet(server: SMTP) -> None:
    """Say hello, the old way to a server that knows no other; it may take several commands at once only if it knows."""
    try:
        await server.ehlo()
    except SMTPHeloError:
        await server.helo()
