"""Mail reports: what servers say became of a mail (RFC 3464), and that somebody called it spam (RFC 5965)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from email.message import Message as Part
from typing import Literal

from channels.mail_codes import CODE
from channels.mail_read import Read, header
from channels.mime import MESSAGE_ID

Action = Literal["failed", "delayed", "delivered", "relayed", "expanded"]
_ACTIONS: tuple[Action, ...] = ("failed", "delayed", "delivered", "relayed", "expanded")

_DAEMONS = ("mailer-daemon", "postmaster", "mdaemon", "maildaemon")
_LOOKED_AT = 8192
"""Letters of a report in prose in which a status is looked for."""


@dataclass(frozen=True)
class Report:
    """What a server says of one mail of ours."""

    action: Action | Literal["complaint"]
    code: str = ""
    """As 5.1.1."""
    says: str = ""


def report(mail: Read, *, at_return_path: bool) -> Report | None:
    """Return what a mail reports of one of ours; None where it is no report.

    Args:
        mail: the mail.
        at_return_path: whether it came to a return path of ours, to which only servers write.
    """
    inside = mail.parsed.get_payload()
    if mail.parsed.get_content_type() != "multipart/report" and not at_return_path:
        return None  # somebody who forwards a report to us reports nothing
    parts = [one for one in inside if isinstance(one, Part)] if isinstance(inside, list) else []
    feedback = next((part for part in parts if part.get_content_type() == "message/feedback-report"), None)
    if feedback is not None:
        return _feedback(feedback)
    status = next((part for part in parts if part.get_content_type() == "message/delivery-status"), None)
    if status is not None:
        return _delivery(status)
    if at_return_path and mail.sender.partition("@")[0] in _DAEMONS:
        return _prose(mail)
    return None


def returned(parsed: Part) -> Iterator[str]:
    """Yield the Message-IDs of the mails that came back inside another, whole or their headers alone."""
    for part in parsed.walk():
        if part is parsed:
            continue
        if part.get_content_type() in ("text/rfc822-headers", "message/rfc822-headers"):
            payload = part.get_payload(decode=True)
            words = payload.decode("utf-8", "replace") if isinstance(payload, bytes) else ""
            named = [line for line in words.splitlines() if line.lower().startswith("message-id:")]
            yield from (id for line in named for id in MESSAGE_ID.findall(line))
        else:
            yield from MESSAGE_ID.findall(header(part, "Message-ID"))


def _feedback(part: Part) -> Report | None:
    """Return a complaint; of the other kinds of feedback (RFC 5965, 7.3) none is a wish of the reader's."""
    fields = next(_blocks(part), part)
    kind = header(fields, "Feedback-Type").lower()
    if kind in ("not-spam", "dkim", "auth-failure", "virus"):
        return None
    return Report("complaint", says=f"reported as {kind or 'spam'} by {header(fields, 'User-Agent') or 'a provider'}")


def _delivery(part: Part) -> Report | None:
    """Return the gravest that a report says of the recipients of one mail; ours have one."""
    found = [report for block in _blocks(part) if (report := _of_recipient(block)) is not None]
    return min(
        found, key=lambda report: _ACTIONS.index(report.action) if report.action in _ACTIONS else 9, default=None
    )


def _of_recipient(block: Part) -> Report | None:
    word = header(block, "Action").partition(" ")[0].lower()
    action = next((known for known in _ACTIONS if known == word), None)
    if action is None:
        return None
    diagnostic = header(block, "Diagnostic-Code")
    code = CODE.search(header(block, "Status")) or CODE.search(diagnostic)
    return Report(action, code[0] if code else "", diagnostic[:300])


def _blocks(part: Part) -> Iterator[Part]:
    """Yield the groups of fields; the standard library reads them as mails without words."""
    inside = part.get_payload()
    if isinstance(inside, list):
        yield from (one for one in inside if isinstance(one, Part))


def _prose(mail: Read) -> Report:
    """Return what a server says that knows no reports: it did not deliver, and perhaps a status stands in it."""
    code = next((c for c in CODE.finditer(mail.text[:_LOOKED_AT]) if c[1] in "45"), None)
    line = next((one for one in mail.text.split("\n") if code and code[0] in one), "")
    return Report("failed", code[0] if code else "", line.strip()[:300])
