"""The tables of integrators: their keys, their requests, their endpoints, and what was delivered to them."""

from __future__ import annotations

import sqlalchemy as sa

from accounts.tables import Utc, metadata

api_keys = sa.Table(
    "api_keys",
    metadata,
    sa.Column("id", sa.String(36), primary_key=True),
    sa.Column("name", sa.String(40), nullable=False, unique=True),
    sa.Column("digest", sa.String(64), nullable=False, unique=True, comment="SHA-256 of the key, which nobody keeps"),
    sa.Column("scopes", sa.JSON, nullable=False),
    sa.Column("made_at", Utc, nullable=False),
    sa.Column("last_used_at", Utc),
    sa.Column("revoked_at", Utc),
)

api_requests = sa.Table(
    "api_requests",
    metadata,
    sa.Column("api_key_id", sa.String(36), sa.ForeignKey("api_keys.id"), primary_key=True),
    sa.Column("key", sa.String(255), primary_key=True, comment="the integrator's Idempotency-Key"),
    sa.Column("fingerprint", sa.String(64), nullable=False, comment="SHA-256 of what was asked"),
    sa.Column("at", Utc, nullable=False),
    sa.Column("message_id", sa.String(36), comment="the Message it is to send"),
    sa.Column("answer", sa.JSON, comment="null: nobody has finished it yet"),
    sa.Index(None, "at"),
)

endpoints = sa.Table(
    "endpoints",
    metadata,
    sa.Column("id", sa.String(36), primary_key=True),
    sa.Column("url", sa.Text, nullable=False),
    sa.Column("events", sa.JSON, nullable=False),
    sa.Column("words", sa.Boolean, nullable=False, comment="whether it is told what people wrote"),
    sa.Column("made_at", Utc, nullable=False),
    sa.Column("secret", sa.LargeBinary, nullable=False, comment="sealed"),
    sa.Column("old_secret", sa.LargeBinary, comment="sealed; still signs beside the other"),
    sa.Column("old_secret_until", Utc),
    sa.Column("cursor", sa.BigInteger, nullable=False, comment="the last record of the ledger that was looked at"),
    sa.Column("failing_since", Utc),
    sa.Column("disabled_at", Utc),
    sa.Column("disabled_because", sa.Text, nullable=False, server_default=""),
)

deliveries = sa.Table(
    "deliveries",
    metadata,
    sa.Column("endpoint_id", sa.String(36), sa.ForeignKey("endpoints.id"), primary_key=True),
    sa.Column("sequence", sa.BigInteger, primary_key=True, comment="the record of the ledger that it tells of"),
    sa.Column("event_id", sa.String(36), nullable=False),
    sa.Column("kind", sa.String(30), nullable=False),
    sa.Column("consumer_id", sa.String(36), sa.ForeignKey("consumers.id")),
    sa.Column("state", sa.String(10), nullable=False),
    sa.Column("tries", sa.Integer, nullable=False),
    sa.Column("next_at", Utc, nullable=False),
    sa.Column("first_at", Utc),
    sa.Column("last_at", Utc),
    sa.Column("status", sa.Integer),
    sa.Column("says", sa.Text, nullable=False),
    sa.Index(None, "endpoint_id", "state", "next_at"),
    sa.Index(None, "endpoint_id", "consumer_id", "sequence"),
)
