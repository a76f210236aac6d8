"""The tables of web chat: visitors' sessions, their numbered lines, and wrong proofs by whom somebody claimed to be."""

from __future__ import annotations

import sqlalchemy as sa

from accounts.tables import Utc, debts, metadata

chat_sessions = sa.Table(
    "chat_sessions",
    metadata,
    sa.Column("id", sa.String(36), primary_key=True, comment="the address of its thread"),
    sa.Column(
        "digest", sa.String(64), nullable=False, unique=True, comment="SHA-256 of the cookie, which nobody keeps"
    ),
    sa.Column("opened_at", Utc, nullable=False),
    sa.Column("language", sa.String(2), nullable=False),
    sa.Column("consumer_id", sa.String(36), sa.ForeignKey("consumers.id"), comment="null: nobody knows who it is"),
    sa.Column("last", sa.Integer, nullable=False, comment="the number of its last line"),
    sa.Index(None, "consumer_id"),
)

chat_lines = sa.Table(
    "chat_lines",
    metadata,
    sa.Column("session_id", sa.String(36), sa.ForeignKey("chat_sessions.id"), primary_key=True),
    sa.Column("number", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("at", Utc, nullable=False),
    sa.Column("who", sa.String(8), nullable=False),
    sa.Column("text", sa.Text, nullable=False),
    sa.Column("key", sa.String(64), nullable=False, comment="what makes a repetition the same"),
    sa.UniqueConstraint("session_id", "key"),
)

sa.Index("ix_debts_account_number", debts.c.account_number)  # a visitor knows it, and seldom the creditor's right name

chat_failures = sa.Table(
    "chat_failures",
    metadata,
    sa.Column("id", sa.String(36), primary_key=True),
    sa.Column("claimed", sa.LargeBinary, nullable=False, comment="blind index of the address or account they named"),
    sa.Column("at", Utc, nullable=False),
    sa.Index(None, "claimed", "at"),
)
