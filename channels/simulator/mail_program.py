"""MailProgram: sends what a consumer answers to a mail, quoted and in its thread, to where the collector takes mail."""

from __future__ import annotations

import smtplib
from collections.abc import Callable
from datetime import datetime
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, parseaddr
from uuid import uuid4

from accounts.errors import BadInput
from channels.simulator.mailbox import Mail

LONGEST = 20_000
"""Letters of an answer."""

Takes = Callable[[], tuple[str, int] | None]
"""Returns host and port where the collector's mail is taken by LMTP; None where it is not."""


class MailProgram:
    """Answers mails of the mailbox, and keeps what was answered."""

    def __init__(self, takes: Takes, clock: Callable[[], datetime]) -> None:
        """Take where answers go, and what time it is."""
        self._takes = takes
        self._clock = clock
        self._answers: dict[int, list[tuple[str, EmailMessage]]] = {}

    @property
    def works(self) -> bool:
        """Whether anybody takes answers."""
        return self._takes() is not None

    def answers(self, mail: Mail) -> list[tuple[str, EmailMessage]]:
        """Return what was answered to a mail, the oldest first: the words alone, and the whole."""
        return list(self._answers.get(mail.number, ()))

    def answer(self, mail: Mail, words: str) -> EmailMessage:
        """Send an answer from the address that got the mail, and return it once it was taken.

        Raises:
            BadInput: there are no words, or too many; or nobody takes the answer, with the reason.
        """
        if not words.strip() or len(words) > LONGEST:
            raise BadInput(f"an answer has 1 to {LONGEST:,} letters; this has {len(words.strip()):,}")
        made = self._written(mail, words)
        there = self._takes()
        if there is None:
            raise BadInput("nobody takes the collector's mail: set DULY_LMTP_LISTEN")
        sender, to = mail.recipients[0], str(made["To"])
        try:
            with smtplib.LMTP(*there) as server:
                server.sendmail(sender, [to], made.as_bytes(policy=SMTP))
        except (smtplib.SMTPException, OSError) as no:
            raise BadInput(f"the answer to {to} was not taken: {no}") from no
        self._answers.setdefault(mail.number, []).append((words, made))
        return made

    def _written(self, mail: Mail, words: str) -> EmailMessage:
        parsed, subject = mail.parsed, mail.subject.strip()
        if not mail.recipients:
            raise BadInput("this mail came for nobody: nobody can answer it")
        quoted = "\n".join(f"> {line}".rstrip() for line in mail.text.rstrip().split("\n"))
        made = EmailMessage(policy=SMTP)
        made["From"] = mail.recipients[0]
        made["To"] = parseaddr(str(parsed["Reply-To"] or parsed["From"] or mail.sender))[1]
        made["Subject"] = subject if subject.lower().startswith("re:") else f"Re: {subject}"
        made["Date"] = format_datetime(self._clock())
        made["Message-ID"] = f"<{uuid4()}@{mail.recipients[0].rpartition('@')[2]}>"
        if mail.message_id:
            made["In-Reply-To"] = mail.message_id
            made["References"] = f"{parsed['References'] or ''} {mail.message_id}".strip()
        made.set_content(f"{words.strip()}\n\nOn {parsed['Date']}, {parsed['From']} wrote:\n{quoted}\n")
        return made
