"""The tables of the store, in SQLAlchemy; the migrations make them, a test compares the two."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Dialect
from sqlalchemy.types import TypeDecorator


class Utc(TypeDecorator[datetime]):
    """An aware instant: timestamptz on PostgreSQL, ISO text in UTC on SQLite, which has no zones."""

    impl = sa.DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Refuse a naive instant; store UTC."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"a naive instant cannot be stored: {value}")
        value = value.astimezone(UTC)
        return value.replace(tzinfo=None) if dialect.name == "sqlite" else value

    def process_result_value(self, value: Any, dialect: Dialect) -> datetime | None:
        """Give the zone back that SQLite dropped."""
        if not isinstance(value, datetime):
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


metadata = sa.MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)


def _id(name: str = "id") -> sa.Column[str]:
    return sa.Column(name, sa.String(36), primary_key=True)


def _consumer(nullable: bool = False) -> sa.Column[str]:
    return sa.Column("consumer_id", sa.String(36), sa.ForeignKey("consumers.id"), nullable=nullable)


consumers = sa.Table(
    "consumers",
    metadata,
    _id(),
    sa.Column("name", sa.Text, nullable=False),
    sa.Column("language", sa.String(2), nullable=False),
    sa.Column("deceased", sa.Boolean, nullable=False),
    sa.Column("minor", sa.Boolean, nullable=False),
    sa.Column("born_sealed", sa.LargeBinary),
    sa.Column("ssn4_sealed", sa.LargeBinary),
    sa.Column("identity", sa.LargeBinary, comment="blind index of name, birth and last four: one consumer is one row"),
    sa.Column("created_at", Utc, nullable=False),
    sa.Index(None, "identity"),
)

people = sa.Table(
    "people",
    metadata,
    _id(),
    _consumer(),
    sa.Column("role", sa.String(30), nullable=False),
    sa.Column("name", sa.Text),
    sa.Index(None, "consumer_id"),
)

points = sa.Table(
    "points",
    metadata,
    _id(),
    _consumer(),
    sa.Column("kind", sa.String(10), nullable=False),
    sa.Column("address", sa.Text, nullable=False),
    sa.Column("person", sa.String(36)),
    sa.Column("zones", sa.JSON, nullable=False),
    sa.Column("place", sa.String(10)),
    sa.Column("line", sa.String(10), nullable=False),
    sa.Column("state", sa.String(2)),
    sa.Column("zip", sa.String(10)),
    sa.Column("postal", sa.JSON, nullable=False),
    sa.Column("domain", sa.String(10), nullable=False),
    sa.Column("source", sa.String(12), nullable=False),
    sa.Column("since", Utc),
    sa.UniqueConstraint("consumer_id", "kind", "address"),
    sa.Index(None, "address"),
)

debts = sa.Table(
    "debts",
    metadata,
    _id(),
    _consumer(),
    sa.Column("creditor", sa.Text, nullable=False),
    sa.Column("account_number", sa.Text, nullable=False),
    sa.Column("balance", sa.BigInteger, nullable=False, comment="cents"),
    sa.Column("status", sa.String(12), nullable=False),
    sa.Column("body", sa.JSON, nullable=False, comment="accounts.debt.Debt, whole"),
    sa.UniqueConstraint("creditor", "account_number"),
    sa.Index(None, "consumer_id"),
)

facts = sa.Table(
    "facts",
    metadata,
    _id(),
    _consumer(),
    sa.Column("kind", sa.String(30), nullable=False),
    sa.Column("at", Utc, nullable=False),
    sa.Column("body", sa.JSON, nullable=False, comment="one of accounts.dossier.Fact"),
    sa.Index(None, "consumer_id", "at"),
)

attempts = sa.Table(
    "attempts",
    metadata,
    _id(),
    _consumer(),
    sa.Column("at", Utc, nullable=False),
    sa.Column("medium", sa.String(8), nullable=False),
    sa.Column("state", sa.String(12), nullable=False),
    sa.Column("template", sa.Text, nullable=False),
    sa.Column("epoch", sa.String(36), nullable=False, comment="the worker that reserved it"),
    sa.Column("channel", sa.String(20)),
    sa.Column("reference", sa.Text, comment="the provider's identifier"),
    sa.Column("code", sa.String(20)),
    sa.Column("body", sa.JSON, nullable=False, comment="accounts.contact.Attempt without its state"),
    sa.Index(None, "consumer_id", "at"),
    sa.Index(None, "reference"),
    sa.Index(
        "ix_attempts_open",
        "state",
        "epoch",
        sqlite_where=sa.text("state in ('reserved','in_doubt')"),
        postgresql_where=sa.text("state in ('reserved','in_doubt')"),
    ),
)

first_communications = sa.Table(
    "first_communications",
    metadata,
    sa.Column("debt_id", sa.String(36), sa.ForeignKey("debts.id"), primary_key=True),
    _consumer(),
    sa.Column("at", Utc, nullable=False),
    sa.Index(None, "consumer_id"),
)

inbounds = sa.Table(
    "inbounds",
    metadata,
    _id(),
    _consumer(nullable=True),
    sa.Column("at", Utc, nullable=False),
    sa.Column("medium", sa.String(8), nullable=False),
    sa.Column("provider", sa.String(20), nullable=False),
    sa.Column("key", sa.Text, nullable=False),
    sa.Column("from_address", sa.Text, nullable=False),
    sa.Column("to_address", sa.Text, nullable=False),
    sa.Column("body", sa.JSON, nullable=False, comment="accounts.contact.Inbound"),
    sa.Column("raw", sa.JSON, nullable=False),
    sa.Column("handled_at", Utc, comment="when the assistant was done with it; null is work to do"),
    sa.Column("tries", sa.Integer, nullable=False, server_default="0"),
    sa.UniqueConstraint("provider", "key"),
    sa.Index(None, "consumer_id", "at"),
    sa.Index(
        "ix_inbounds_waiting",
        "at",
        sqlite_where=sa.text("handled_at is null"),
        postgresql_where=sa.text("handled_at is null"),
    ),
)

callbacks = sa.Table(
    "callbacks",
    metadata,
    _id(),
    sa.Column("provider", sa.String(20), nullable=False),
    sa.Column("key", sa.Text, nullable=False),
    sa.Column("at", Utc, nullable=False),
    sa.Column("reference", sa.Text),
    sa.Column("attempt_id", sa.String(36)),
    sa.Column("status", sa.String(30), nullable=False),
    sa.Column("state", sa.String(12), nullable=False),
    sa.Column("code", sa.String(20)),
    sa.Column("raw", sa.JSON, nullable=False),
    sa.UniqueConstraint("provider", "key"),
    sa.Index(None, "reference"),
)

mails = sa.Table(
    "mails",
    metadata,
    _id(),
    _consumer(nullable=True),
    sa.Column("at", Utc, nullable=False),
    sa.Column("via", sa.String(20), nullable=False, comment="the door: imap, lmtp, sendgrid"),
    sa.Column("key", sa.Text, nullable=False, unique=True, comment="what makes a repetition the same"),
    sa.Column("kind", sa.String(12), nullable=False),
    sa.Column("from_address", sa.Text, nullable=False),
    sa.Column("to_address", sa.Text, nullable=False),
    sa.Column("attempt_id", sa.String(36)),
    sa.Column("inbound_id", sa.String(36)),
    sa.Column("code", sa.String(20), nullable=False),
    sa.Column("says", sa.Text, nullable=False),
    sa.Column("attention", sa.Boolean, nullable=False, comment="a person must look at it"),
    sa.Column("seen_by", sa.Text, comment="who has"),
    sa.Column("raw_sealed", sa.LargeBinary, comment="the whole mail, deflated and sealed"),
    sa.Index(None, "inbound_id"),
    sa.Index(None, "consumer_id"),
    sa.Index(
        "ix_mails_attention",
        "at",
        sqlite_where=sa.text("attention and seen_by is null"),
        postgresql_where=sa.text("attention and seen_by is null"),
    ),
)

conversations = sa.Table(
    "conversations",
    metadata,
    _id(),
    _consumer(nullable=True),
    sa.Column("medium", sa.String(8), nullable=False),
    sa.Column("address", sa.Text, nullable=False),
    sa.Column("status", sa.String(10), nullable=False),
    sa.Column("version", sa.Integer, nullable=False),
    sa.Column("updated_at", Utc, nullable=False),
    sa.Column("body", sa.JSON, nullable=False, comment="accounts.conversation.Conversation"),
    sa.UniqueConstraint("medium", "address"),
    sa.Index(None, "consumer_id"),
    sa.Index(None, "status", "updated_at"),
)

turns = sa.Table(
    "turns",
    metadata,
    _id(),
    sa.Column("conversation_id", sa.String(36), sa.ForeignKey("conversations.id"), nullable=False),
    sa.Column("at", Utc, nullable=False),
    sa.Column("body", sa.JSON, nullable=False, comment="accounts.conversation.Turn"),
    sa.Index(None, "conversation_id", "at"),
)

ledger = sa.Table(
    "ledger",
    metadata,
    sa.Column("seq", sa.BigInteger, primary_key=True, autoincrement=False),
    sa.Column("id", sa.String(36), nullable=False, unique=True),
    sa.Column("at", sa.String(32), nullable=False, comment="ISO text: the very characters that were hashed"),
    sa.Column("consumer_id", sa.String(36)),
    sa.Column("kind", sa.String(30), nullable=False),
    sa.Column("body", sa.Text, nullable=False, comment="JSON text: the very characters that were hashed"),
    sa.Column("previous", sa.String(64), nullable=False),
    sa.Column("hash", sa.String(64), nullable=False),
    sa.Index(None, "consumer_id", "seq"),
)

ledger_head = sa.Table(
    "ledger_head",
    metadata,
    sa.Column("one", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("seq", sa.BigInteger, nullable=False),
    sa.Column("hash", sa.String(64), nullable=False),
    sa.Column("mac", sa.String(64), nullable=False),
)

passes = sa.Table(
    "passes",
    metadata,
    sa.Column("hash", sa.String(64), primary_key=True),
    sa.Column("kind", sa.String(10), nullable=False, comment="link (one use) or session"),
    sa.Column("name", sa.Text, nullable=False),
    sa.Column("ends_at", Utc, nullable=False),
    sa.Column("used_at", Utc),
)

policy_changes = sa.Table(
    "policy_changes",
    metadata,
    _id(),
    sa.Column("provision", sa.String(60), nullable=False),
    sa.Column("since", sa.Date, nullable=False),
    sa.Column("values", sa.JSON, nullable=False),
    sa.Column("because", sa.Text, nullable=False),
    sa.Column("proposed_by", sa.Text, nullable=False),
    sa.Column("proposed_at", Utc, nullable=False),
    sa.Column("decided_by", sa.Text),
    sa.Column("decided_at", Utc),
    sa.Column("approved", sa.Boolean, comment="null: nobody has decided yet"),
)
