"""A Message as the bytes of a mail: prepared once a sender, filled in a message, equal in meaning to the stdlib's."""

from __future__ import annotations

import re
from binascii import b2a_qp
from datetime import UTC, datetime
from email.headerregistry import HeaderRegistry
from email.policy import SMTP
from email.utils import format_datetime, parseaddr
from functools import lru_cache

from accounts.contact import Message
from accounts.errors import BadInput, BadSettings
from accounts.record import Id
from channels.return_paths import ReturnPaths

_PLAIN_ADDRESS = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@[A-Za-z0-9.-]{1,255}")
_PLAIN_SUBJECT = re.compile(r"[!-~](?:[ -~]{0,66}[!-~])?")
_PLAIN = bytes(range(32, 127)) + b"\t\r\n"
_LONGEST_LINE = 998  # RFC 5322, 2.1.1
MESSAGE_ID = re.compile(r"<[!-;=?-~]{1,250}>")
"""A Message-ID that may be written into a header: others choose what they write into theirs."""
_header = HeaderRegistry()


class MailForm:
    """The part of every mail that does not change, and how to fill in the rest.

    Building and flattening an `EmailMessage` costs three to four times what sending it costs; here only
    headers that need care (non-ASCII, long) go through the stdlib, and a subject is folded once.
    """

    def __init__(self, sender: str, paths: ReturnPaths | None = None) -> None:
        """Take a sender as it is shown, `Name <address@domain>` or a bare address.

        Args:
            sender: the address is the envelope's sender too where there are no return paths.
            paths: under which addresses what comes back finds its attempt; None where no mail comes in.
        """
        self.address = parseaddr(sender)[1]
        if not _PLAIN_ADDRESS.fullmatch(self.address):
            raise BadSettings(f"the sender {sender!r} of e-mail is no address; write 'Name <address@domain>'")
        self.domain = self.address.rpartition("@")[2]
        self._from = fold("From", sender)
        self._paths = paths

    def message_id(self, attempt: Id) -> str:
        """Return the Message-ID of an attempt; the same attempt always has the same one."""
        return f"<{attempt}@{self.domain}>"

    def return_path(self, attempt: Id) -> str:
        """Return the envelope's sender, to which servers say what became of the mail."""
        return self._paths.address("bounce", attempt) if self._paths else self.address

    def render(self, message: Message, attempt: Id, at: datetime, link: str | None = None) -> bytes:
        """Return the mail: headers, a text part and, where the message has one, an HTML alternative.

        Args:
            message: an e-mail with `to`, `subject`, `text` and perhaps `html`.
            attempt: makes the Message-ID.
            at: the Date.
            link: the opt-out address offered to mail programs (RFC 8058), where the message has one.

        Raises:
            BadInput: it has no usable address, or a line break in its subject.
        """
        head = b"".join(
            (
                self._from,
                _to(message.to),
                _subject(message.subject),
                f"Date: {_date(at.replace(microsecond=0))}\r\n"
                f"Message-ID: {self.message_id(attempt)}\r\n"
                f"{self._thread(message, attempt)}"
                "Auto-Submitted: auto-generated\r\n"
                f"Content-Language: {message.language}\r\n"
                f"{self._unsubscribe(link, attempt)}"
                "MIME-Version: 1.0\r\n".encode("ascii"),
            )
        )
        text = _part("plain", message.text)
        if not message.html:
            return head + text
        html = _part("html", message.html)
        mark = b"=_" + attempt.encode("ascii")
        while mark in text or mark in html:
            mark += b"_"
        return b"".join(
            (
                head,
                b'Content-Type: multipart/alternative; boundary="' + mark + b'"\r\n\r\n',
                b"--" + mark + b"\r\n" + text,
                b"\r\n--" + mark + b"\r\n" + html,
                b"\r\n--" + mark + b"--\r\n",
            )
        )

    def _thread(self, message: Message, attempt: Id) -> str:
        """Return where an answer goes, and in which thread this one stands."""
        reply_to = f"Reply-To: <{self._paths.address('reply', attempt)}>\r\n" if self._paths else ""
        known = [id for id in message.references if MESSAGE_ID.fullmatch(id)]
        if not known:
            return reply_to
        return f"{reply_to}In-Reply-To: {known[-1]}\r\nReferences: {(chr(13) + chr(10) + ' ').join(known)}\r\n"

    def _unsubscribe(self, link: str | None, attempt: Id) -> str:
        address = self._paths.address("reply", attempt) if self._paths else self.address
        # Written out, because the stdlib turns a word longer than a line into an encoded word, which
        # mail programs do not read as an address.
        if link is None:
            return f"List-Unsubscribe: <mailto:{address}?subject=unsubscribe>\r\n"
        token = link.rpartition("/")[2]
        return (
            f"List-Unsubscribe: <{link}>,\r\n"
            f" <mailto:{address}?subject=unsubscribe%20{token}>\r\n"
            "List-Unsubscribe-Post: List-Unsubscribe=One-Click\r\n"
        )


def fold(name: str, value: str) -> bytes:
    """Return one header, encoded and folded as the stdlib does it, with its line end."""
    try:
        return _header(name, value).fold(policy=SMTP).encode("ascii")
    except (ValueError, IndexError) as wrong:  # IndexError: how the stdlib's parser fails on some addresses
        raise BadInput(f"the {name} of a mail cannot be written: {wrong}") from wrong


def _to(address: str | None) -> bytes:
    if not address:
        raise BadInput("a mail needs an address to go to")
    if not _PLAIN_ADDRESS.fullmatch(address):
        raise BadInput(f"{address!r} is not an e-mail address that we can write to")
    if len(address) > 70:
        return fold("To", address)
    return f"To: {address}\r\n".encode("ascii")


@lru_cache(maxsize=64)
def _date(at: datetime) -> str:
    return format_datetime(at.astimezone(UTC))


@lru_cache(maxsize=4096)
def _subject(subject: str) -> bytes:
    if _PLAIN_SUBJECT.fullmatch(subject):
        return f"Subject: {subject}\r\n".encode("ascii")
    if len(subject.splitlines()) > 1 or subject.endswith(("\r", "\n")):
        raise BadInput("the subject of a mail holds a line break; write it in one line")
    return fold("Subject", subject)


def _part(kind: str, words: str) -> bytes:
    """Return the headers and the body of one text part; always 7-bit, so any server takes it."""
    try:
        body = words.encode("utf-8").replace(b"\r\n", b"\n").replace(b"\r", b"\n").replace(b"\n", b"\r\n")
    except UnicodeEncodeError as wrong:
        raise BadInput(f"the {kind} text of a mail holds half a character at place {wrong.start}") from wrong
    if not body.endswith(b"\r\n"):
        body += b"\r\n"
    encoding = "7bit"
    if body.translate(None, _PLAIN) or len(max(body.split(b"\r\n"), key=len)) > _LONGEST_LINE:
        encoding = "quoted-printable"
        body = b2a_qp(body, istext=True)
    head = f'Content-Type: text/{kind}; charset="utf-8"\r\nContent-Transfer-Encoding: {encoding}\r\n\r\n'
    return head.encode("ascii") + body
