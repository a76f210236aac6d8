"""Web chat: sessions of visitors, and their lines, numbered without a gap in the order in which they were committed."""

from __future__ import annotations

from datetime import datetime
from typing import Literal

import sqlalchemy as sa

from accounts import chat_tables as t
from accounts.adding import Adding
from accounts.contact import Inbound, Session
from accounts.errors import NotFound
from accounts.ledger import entry
from accounts.reading import Reading
from accounts.record import Id, Instant, Record, new_id
from accounts.tables import debts, inbounds

Who = Literal["visitor", "bot", "agent", "page"]
"""Who said a line; `page` is what the page itself says to somebody unknown."""

_S, _L, _F = t.chat_sessions.c, t.chat_lines.c, t.chat_failures.c


class ChatSession(Record):
    """A visitor of our page, for as long as their browser keeps the cookie."""

    id: Id
    opened_at: Instant
    language: Literal["en", "es"]
    consumer: Id | None = None
    """Whom they have proven to be."""
    last: int = 0
    """The number of its last line."""


class ChatLine(Record):
    """One line of a chat. Numbers are 1, 2, 3 … in each session, in the order in which they were committed."""

    number: int
    at: Instant
    who: Who
    text: str
    key: str
    """The identifier the browser gave its own line; of ours, the attempt's."""


def session_of(reading: Reading, digest: str) -> ChatSession | None:
    """Return the session whose cookie has that digest."""
    return _session(reading, _S.digest == digest)


def session(reading: Reading, id: Id) -> ChatSession | None:
    """Return the session of that id."""
    return _session(reading, _S.id == id)


def opened(unit: Adding, digest: str, language: Literal["en", "es"], at: datetime) -> ChatSession:
    """Return the session whose cookie has that digest, a new one where there is none yet."""
    known = session_of(unit, digest)
    if known is not None:
        return known
    new = ChatSession(id=new_id(), opened_at=at, language=language)
    row = {"id": new.id, "digest": digest, "opened_at": at, "language": language, "consumer_id": None, "last": 0}
    unit.connection.execute(t.chat_sessions.insert().values(row))
    return new


def append(unit: Adding, id: Id, who: Who, text: str, at: datetime, key: str) -> int | None:
    """Add a line and return its number; None where one with that key is there already.

    The session's row is locked until the commit: so numbers become visible in their order, and whoever has read up to
    one of them has missed nothing.

    Raises:
        NotFound: there is no such session.
    """
    numbered = t.chat_sessions.update().where(_S.id == id).values(last=_S.last + 1).returning(_S.last)
    number: int | None = unit.connection.scalar(numbered)
    if number is None:
        raise NotFound(f"there is no chat session {id}")
    twice = sa.select(_L.number).where(_L.session_id == id, _L.key == key)
    if unit.connection.scalar(twice) is not None:
        unit.connection.execute(t.chat_sessions.update().where(_S.id == id).values(last=_S.last - 1))
        return None
    row = {"session_id": id, "number": number, "at": at, "who": who, "text": text, "key": key}
    unit.connection.execute(t.chat_lines.insert().values(row))
    return number


def said_since(reading: Reading, id: Id, since: datetime) -> int:
    """Return how many lines a visitor has said since."""
    which = (_L.session_id == id, _L.who == "visitor", _L.at >= since)
    return reading.connection.scalar(sa.select(sa.func.count()).where(*which)) or 0


def lines(reading: Reading, id: Id, after: int = 0, limit: int = 500) -> list[ChatLine]:
    """Return the lines of a session after a number, in order."""
    query = sa.select(t.chat_lines).where(_L.session_id == id, _L.number > after).order_by(_L.number).limit(limit)
    return [ChatLine.model_validate(row, from_attributes=True) for row in reading.connection.execute(query)]


def rewrite(unit: Adding, kept: Inbound) -> None:
    """Keep the line that something received is as that is kept: a proof of identity without its figures."""
    said = unit.connection.scalar(sa.select(inbounds.c.key).where(inbounds.c.id == kept.id))
    which = (_L.session_id == kept.from_address, _L.key == (said or "").rpartition(":")[2], _L.who == "visitor")
    unit.connection.execute(t.chat_lines.update().where(*which, _L.text != kept.text).values(text=kept.text))


def bind(unit: Adding, id: Id, consumer: Id, at: datetime, inbound: Id) -> None:
    """Put down who a visitor has proven to be; from then on they are on our site as comment 6(b)(1)-2.iii has it.

    Args:
        unit: the transaction.
        id: the session.
        consumer: who the visitor is.
        at: when that was proven.
        inbound: what proved it; it is theirs.
    """
    unit.connection.execute(t.chat_sessions.update().where(_S.id == id).values(consumer_id=consumer))
    unit.connection.execute(inbounds.update().where(inbounds.c.id == inbound).values(consumer_id=consumer))
    unit.add_fact(consumer, Session(id=id, at=at), by="bot")
    unit.note(entry("chat_bound", at, consumer, session=id))


def numbered(reading: Reading, account: str) -> list[Id]:
    """Return the consumers of whom a debt has that account number at its creditor."""
    query = sa.select(debts.c.consumer_id).where(debts.c.account_number == account).distinct()
    return list(reading.connection.scalars(query))


def failures(reading: Reading, claimed: str, since: datetime) -> int:
    """Return how many wrong proofs were given since for whoever has that address or account, there be one or not."""
    index = reading.vault.index("chat", claimed)
    count = sa.select(sa.func.count()).where(_F.claimed == index, _F.at >= since)
    return reading.connection.scalar(count) or 0


def note_failure(unit: Adding, claimed: str, at: datetime) -> None:
    """Count a wrong proof."""
    row = {"id": new_id(), "claimed": unit.vault.index("chat", claimed), "at": at}
    unit.connection.execute(t.chat_failures.insert().values(row))


def _session(reading: Reading, which: sa.ColumnElement[bool]) -> ChatSession | None:
    row = reading.connection.execute(sa.select(t.chat_sessions).where(which)).one_or_none()
    if row is None:
        return None
    return ChatSession(
        id=row.id, opened_at=row.opened_at, language=row.language, consumer=row.consumer_id, last=row.last
    )
