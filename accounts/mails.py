"""Mails: every e-mail that came in, whole and sealed, with what was made of it; each is there once."""

from __future__ import annotations

import hashlib
import json
import zlib
from datetime import datetime
from typing import Any, Literal

import sqlalchemy as sa

from accounts import ledger
from accounts import tables as t
from accounts.contact import Message
from accounts.errors import NotFound
from accounts.reading import Reading
from accounts.record import Id, Instant, Record
from accounts.writing import Writing

Kind = Literal["words", "unsubscribe", "auto", "bounce", "complaint", "unread"]
"""What somebody wrote; a mail program's request to stop; what no person wrote; what a server says of a mail of ours;
a report of spam; what could not be read."""


class Mail(Record):
    """What was made of one mail."""

    id: Id
    at: Instant
    via: str
    """The door by which it came: imap, lmtp, sendgrid."""
    key: str
    """What makes a repetition the same, by whatever door it comes."""
    kind: Kind
    from_address: str
    to_address: str = ""
    consumer: Id | None = None
    attempt: Id | None = None
    """The attempt it belongs to."""
    inbound: Id | None = None
    """What somebody wrote, for the assistant and for people."""
    code: str = ""
    says: str = ""
    """Why it is what it was taken for, in one sentence."""
    attention: bool = False
    """Whether a person must look at it."""
    seen_by: str | None = None


def fingerprint(raw: bytes) -> str:
    """Return what makes a repetition of a mail the same that cannot be read."""
    return hashlib.sha256(raw).hexdigest()


def keep(unit: Writing, mail: Mail, raw: bytes | None) -> bool:
    """Keep a mail; False when it was kept before."""
    row = mail.model_dump() | {"consumer_id": mail.consumer, "attempt_id": mail.attempt, "inbound_id": mail.inbound}
    row = {name: value for name, value in row.items() if name in t.mails.c}
    row["raw_sealed"] = None if raw is None else unit.vault.seal_bytes(zlib.compress(raw), _place(mail.id))
    return unit.insert_new(t.mails, row)


def listed(reading: Reading, *, unseen: bool = False, before: Id | None = None, limit: int = 200) -> list[Mail]:
    """Return the mails that came, or those that still need a person, the newest first; of a page, those before one."""
    c = t.mails.c
    query = sa.select(*_columns()).order_by(c.at.desc(), c.id.desc()).limit(limit)
    if unseen:
        query = query.where(_waits())
    if before is not None:
        last = t.mails.alias().c
        place = sa.select(last.at, last.id).where(last.id == before).scalar_subquery()
        query = query.where(sa.tuple_(c.at, c.id) < place)
    return [_mail(row) for row in reading.connection.execute(query)]


def waiting(reading: Reading) -> int:
    """Return how many mails still need a person."""
    return reading.connection.scalar(sa.select(sa.func.count()).select_from(t.mails).where(_waits())) or 0


def found(reading: Reading, id: Id) -> tuple[Mail, bytes | None]:
    """Return one mail, by its own identifier or by that of the inbound made of it, and the whole of it as it came.

    Raises:
        NotFound: there is none.
    """
    c = t.mails.c
    query = sa.select(*_columns(), c.raw_sealed).where(sa.or_(c.id == id, c.inbound_id == id))
    row = reading.connection.execute(query).first()
    if row is None:
        raise NotFound(f"no mail has the id {id}")
    mail = _mail(row)
    return mail, None if row.raw_sealed is None else zlib.decompress(
        reading.vault.open_bytes(row.raw_sealed, _place(mail.id))
    )


def see(unit: Writing, mail: Mail, by: str, at: datetime) -> bool:
    """Put down that a person has dealt with a mail; False when somebody had, or it needed nobody."""
    wanting = t.mails.update().where(t.mails.c.id == mail.id, _waits())
    is_new = bool(unit.connection.execute(wanting.values(seen_by=by)).rowcount)
    if is_new:
        unit.note(ledger.entry("mail_seen", at, mail.consumer, mail=mail.id, by=by))
    return is_new


def sent(reading: Reading, consumer: Id, attempt: Id) -> Message | None:
    """Return the message that left by an attempt, from the ledger, which holds what was decided about it."""
    c = t.ledger.c
    query = sa.select(c.body).where(
        c.consumer_id == consumer, c.kind == "decision", c.body.startswith(f'{{"attempt":"{attempt}"', autoescape=True)
    )
    body = reading.connection.scalar(query.limit(1))
    return None if body is None else Message.model_validate(json.loads(body)["facts"]["message"])


def _waits() -> sa.ColumnElement[bool]:
    return sa.and_(t.mails.c.attention, t.mails.c.seen_by.is_(None))


def _columns() -> list[sa.ColumnElement[Any]]:
    c = t.mails.c
    ours = {"consumer": c.consumer_id, "attempt": c.attempt_id, "inbound": c.inbound_id}
    return [(ours[name] if name in ours else c[name]).label(name) for name in Mail.model_fields]


def _mail(row: Any) -> Mail:
    return Mail.model_validate({name: getattr(row, name) for name in Mail.model_fields})


def _place(id: Id) -> str:
    return f"mails.raw:{id}"
