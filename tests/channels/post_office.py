"""A post office for tests: a collector that sends real mail and takes mail in, beside a consumer with a mailbox."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime
from email.message import EmailMessage
from email.policy import SMTP
from pathlib import Path
from typing import Any

from accounts import mails
from accounts.contact import Medium, Message, Purpose
from accounts.dossier import Dossier
from accounts.mails import Mail
from accounts.record import Id, new_id
from accounts.store import Store
from channels.compose import Composer
from channels.gateway import Gateway, Sent, in_place
from channels.journal import Journal
from channels.links import OptOutLinks
from channels.mail_in import MailIn
from channels.port import Came
from channels.return_paths import ReturnPaths
from channels.smtp import SmtpChannel
from compliance.book import whole
from compliance.guard import Guard
from tests.walks.world import NOON, add_consumer, mailbox

SENDER = "Harbor Street Credit <accounts@collector.test>"
SECRET = b"only for tests, long enough"
LINKS = OptOutLinks("https://collector.test", SECRET)
PATHS = ReturnPaths("collector.test", SECRET)


@dataclass
class PostOffice:
    """Everything between the collector's words and the store, and back."""

    store: Store
    gateway: Gateway
    composer: Composer
    mail_in: MailIn
    consumer: Id
    debt: Id
    now: datetime = NOON

    @property
    def address(self) -> str:
        """The consumer's."""
        return mailbox(self.consumer)

    @property
    def dossier(self) -> Dossier:
        """What is known of the consumer."""
        return self.store.dossier(self.consumer, self.now)

    def message(self, **changes: Any) -> Message:
        """Return a mail about the debt."""
        made = self.composer.compose(
            "reminder", self.dossier, medium=Medium.EMAIL, to=self.address, debts=(self.debt,), purpose=Purpose.COLLECT
        )
        return made.model_copy(update=changes)

    async def send(self, **changes: Any) -> Sent:
        """Let a mail about the debt leave."""
        return (await self.gateway.send([self.message(**changes)]))[0]

    def take(self, mail: EmailMessage | bytes, to: tuple[str, ...] = (), sender: str | None = None) -> Mail | None:
        """Bring a mail in."""
        raw = mail if isinstance(mail, bytes) else mail.as_bytes(policy=SMTP)
        return self.mail_in.take(Came(via="test", at=self.now, raw=raw, to=to, sender=sender))

    def kept(self) -> list[Mail]:
        """Return every mail that came, the newest first."""
        with self.store.reading() as reading:
            return mails.listed(reading)

    def reply(self, attempt: Id, words: str, **headers: str) -> EmailMessage:
        """Return what the consumer's mail program makes of a reply."""
        return written(
            words,
            From=self.address,
            To=PATHS.address("reply", attempt),
            **{"Subject": "Re: About your account", **headers},
        )


def written(words: str, **headers: str) -> EmailMessage:
    """Return a mail; `In_Reply_To` is the header In-Reply-To."""
    made = EmailMessage(policy=SMTP)
    given = {"Message-ID": f"<{new_id()}@mail.example>", "Date": "Mon, 23 Nov 2026 18:05:00 +0000"}
    for name, value in (given | {name.replace("_", "-"): value for name, value in headers.items()}).items():
        made[name] = value
    made.set_content(words)
    return made


def delivery_report(attempt: Id, *, status: str = "5.1.1", action: str = "failed", to: str | None = None) -> bytes:
    """Return a report as RFC 3464 has it, by default to the attempt's own return path."""
    return (
        "From: Mail Delivery System <MAILER-DAEMON@mx.mail.example>\r\n"
        f"To: {to or PATHS.address('bounce', attempt)}\r\n"
        f"Subject: Undelivered Mail Returned to Sender\r\nMessage-ID: <{new_id()}@mx.mail.example>\r\n"
        "Auto-Submitted: auto-replied\r\nMIME-Version: 1.0\r\n"
        'Content-Type: multipart/report; report-type=delivery-status; boundary="b"\r\n\r\n'
        "--b\r\nContent-Type: text/plain\r\n\r\nIt could not be delivered.\r\n"
        "--b\r\nContent-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; mx.mail.example\r\n\r\n"
        f"Final-Recipient: rfc822; somebody@mail.example\r\nAction: {action}\r\nStatus: {status}\r\n"
        f"Diagnostic-Code: smtp; 550 {status} as the server says it\r\n\r\n--b--\r\n"
    ).encode()


def complaint(original: str, kind: str = "abuse") -> bytes:
    """Return a report of spam as RFC 5965 has it, with the headers of what was reported."""
    return (
        "From: feedback@provider.example\r\nTo: accounts@collector.test\r\nSubject: complaint\r\n"
        f"Message-ID: <{new_id()}@provider.example>\r\nMIME-Version: 1.0\r\n"
        'Content-Type: multipart/report; report-type=feedback-report; boundary="b"\r\n\r\n'
        "--b\r\nContent-Type: text/plain\r\n\r\nThis is an abuse report.\r\n"
        f"--b\r\nContent-Type: message/feedback-report\r\n\r\nFeedback-Type: {kind}\r\nUser-Agent: Provider/1.0\r\n"
        "Version: 1\r\n\r\n"
        f"--b\r\nContent-Type: message/rfc822\r\n\r\n{original}\r\n--b--\r\n"
    ).encode()


@asynccontextmanager
async def opened(store: Store, folder: Path, smtp: str, **options: Any) -> AsyncIterator[PostOffice]:
    """Open a post office over a store that sends by that server, with one consumer."""
    consumer, debt = add_consumer(store)
    office: PostOffice
    wire = SmtpChannel(smtp, SENDER, LINKS, lambda: office.now, paths=PATHS, **options)
    gateway = Gateway(store, Guard(whole()), [wire], lambda: office.now, Journal(folder / "journal"), in_place)
    office = PostOffice(store, gateway, Composer(LINKS.url), MailIn(store, PATHS, SENDER), consumer, debt)
    try:
        yield office
    finally:
        await wire.aclose()
        gateway.close()
