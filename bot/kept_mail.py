"""Kept mail: what a person is shown of a mail that came, without the numbers of cards; a program runs nothing of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from accounts import mails
from accounts.errors import NotFound
from accounts.mails import Mail
from accounts.reading import Reading
from accounts.record import Id
from bot import cards
from channels import mail_read
from channels.mail_read import Read

_HEADERS = ("From", "To", "Date", "Subject")


@dataclass(frozen=True)
class Shown:
    """One mail, as it is shown."""

    mail: Mail
    has_come: bool
    """Whether there is a mail, and not only what a provider said of one of ours."""
    headers: Mapping[str, str] = field(default_factory=dict)
    text: str | None = None
    """Its words; None where they cannot be read."""
    attachments: tuple[str, ...] = ()


def listed(reading: Reading, *, unseen: bool, before: Id | None, limit: int) -> list[tuple[Mail, str]]:
    """Return the mails that came, or those that need a person, the newest first, each with its subject."""
    found = mails.listed(reading, unseen=unseen, before=before, limit=limit)
    return [(mail, _subject(mails.found(reading, mail.id)[1])) for mail in found]


def shown(reading: Reading, id: Id) -> Shown:
    """Return what is shown of one mail.

    Raises:
        NotFound: there is none of that id.
    """
    mail, raw = mails.found(reading, id)
    parsed = _read(raw)
    if parsed is None:
        return Shown(mail, raw is not None)
    headers = {name: cards.without(mail_read.header(parsed.parsed, name)) for name in _HEADERS}
    attachments = tuple(cards.without(name) for name in parsed.attachments)
    return Shown(mail, True, headers, cards.without(parsed.text), attachments)


def whole(reading: Reading, id: Id) -> bytes:
    """Return a mail as it came, byte for byte.

    Raises:
        NotFound: there is none of that id, or nothing came but what is listed.
    """
    mail, raw = mails.found(reading, id)
    if raw is None:
        raise NotFound(f"of {id} nothing came but what is listed: {mail.says or mail.kind}")
    return raw


def attached(reading: Reading, id: Id, number: int) -> tuple[str, bytes]:
    """Return the name and the bytes of an attachment, counted from 0 as `shown` names them.

    Raises:
        NotFound: there is none of that id, or it has no such attachment.
    """
    parsed = _read(whole(reading, id))
    if parsed is None or not 0 <= number < len(parsed.attached):
        raise NotFound("this mail has no such attachment")
    part = parsed.attached[number]
    return cards.without(mail_read.filename(part)), mail_read.content(part)


def _read(raw: bytes | None) -> Read | None:
    """Read a mail; None where there is none, or it cannot be read: the ways in which it cannot, nobody lists."""
    try:
        return None if raw is None else mail_read.read(raw)
    except Exception:  # noqa: BLE001  # as it was when it came: then it is kept, and a person looks at the bytes
        return None


def _subject(raw: bytes | None) -> str:
    try:
        return "" if raw is None else cards.without(mail_read.subject(raw))
    except Exception:  # noqa: BLE001  # as above
        return ""
