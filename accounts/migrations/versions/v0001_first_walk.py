"""The tables of the first walk, and the triggers that keep the ledger append-only."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

_SQLITE = """
CREATE TRIGGER ledger_no_{verb} BEFORE {VERB} ON ledger BEGIN SELECT RAISE(ABORT, 'the ledger is append-only'); END
"""

# REPLACE deletes without asking the trigger above, unless a connection has recursive triggers on.
_SQLITE_REPLACE = """
CREATE TRIGGER ledger_no_replace BEFORE INSERT ON ledger WHEN EXISTS
(SELECT 1 FROM ledger WHERE seq = NEW.seq OR id = NEW.id) BEGIN SELECT RAISE(ABORT, 'the ledger is append-only'); END
"""

_POSTGRESQL = """
CREATE FUNCTION ledger_refuses() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN RAISE EXCEPTION 'the ledger is append-only'; END $$
"""


def upgrade() -> None:
    """Make the tables and the triggers."""
    op.create_table(
        "callbacks",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("provider", sa.String(length=20), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("reference", sa.Text(), nullable=True),
        sa.Column("attempt_id", sa.String(length=36), nullable=True),
        sa.Column("status", sa.String(length=30), nullable=False),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("code", sa.String(length=20), nullable=True),
        sa.Column("raw", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_callbacks")),
        sa.UniqueConstraint("provider", "key", name=op.f("uq_callbacks_provider_key")),
    )
    op.create_index(op.f("ix_callbacks_reference"), "callbacks", ["reference"], unique=False)
    op.create_table(
        "consumers",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("language", sa.String(length=2), nullable=False),
        sa.Column("deceased", sa.Boolean(), nullable=False),
        sa.Column("minor", sa.Boolean(), nullable=False),
        sa.Column("born_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("ssn4_sealed", sa.LargeBinary(), nullable=True),
        sa.Column(
            "identity",
            sa.LargeBinary(),
            nullable=True,
            comment="blind index of name, birth and last four: one consumer is one row",
        ),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_consumers")),
    )
    op.create_index(op.f("ix_consumers_identity"), "consumers", ["identity"], unique=False)
    op.create_table(
        "ledger",
        sa.Column("seq", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("at", sa.String(length=32), nullable=False, comment="ISO text: the very characters that were hashed"),
        sa.Column("consumer_id", sa.String(length=36), nullable=True),
        sa.Column("kind", sa.String(length=30), nullable=False),
        sa.Column("body", sa.Text(), nullable=False, comment="JSON text: the very characters that were hashed"),
        sa.Column("previous", sa.String(length=64), nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("seq", name=op.f("pk_ledger")),
        sa.UniqueConstraint("id", name=op.f("uq_ledger_id")),
    )
    op.create_index(op.f("ix_ledger_consumer_id_seq"), "ledger", ["consumer_id", "seq"], unique=False)
    op.create_table(
        "ledger_head",
        sa.Column("one", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.Column("mac", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("one", name=op.f("pk_ledger_head")),
    )
    op.create_table(
        "passes",
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False, comment="link (one use) or session"),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("hash", name=op.f("pk_passes")),
    )
    op.create_table(
        "attempts",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("consumer_id", sa.String(length=36), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("medium", sa.String(length=8), nullable=False),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("template", sa.Text(), nullable=False),
        sa.Column("epoch", sa.String(length=36), nullable=False, comment="the worker that reserved it"),
        sa.Column("channel", sa.String(length=20), nullable=True),
        sa.Column("reference", sa.Text(), nullable=True, comment="the provider's identifier"),
        sa.Column("code", sa.String(length=20), nullable=True),
        sa.Column("body", sa.JSON(), nullable=False, comment="accounts.contact.Attempt without its state"),
        sa.ForeignKeyConstraint(["consumer_id"], ["consumers.id"], name=op.f("fk_attempts_consumer_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_attempts")),
    )
    op.create_index(op.f("ix_attempts_consumer_id_at"), "attempts", ["consumer_id", "at"], unique=False)
    op.create_index(
        "ix_attempts_open",
        "attempts",
        ["state", "epoch"],
        unique=False,
        sqlite_where=sa.text("state in ('reserved','in_doubt')"),
        postgresql_where=sa.text("state in ('reserved','in_doubt')"),
    )
    op.create_index(op.f("ix_attempts_reference"), "attempts", ["reference"], unique=False)
    op.create_table(
        "conversations",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("consumer_id", sa.String(length=36), nullable=True),
        sa.Column("medium", sa.String(length=8), nullable=False),
        sa.Column("address", sa.Text(), nullable=False),
        sa.Column("status", sa.String(length=10), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("body", sa.JSON(), nullable=False, comment="accounts.conversation.Conversation"),
        sa.ForeignKeyConstraint(["consumer_id"], ["consumers.id"], name=op.f("fk_conversations_consumer_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_conversations")),
        sa.UniqueConstraint("medium", "address", name=op.f("uq_conversations_medium_address")),
    )
    op.create_index(op.f("ix_conversations_consumer_id"), "conversations", ["consumer_id"], unique=False)
    op.create_index(op.f("ix_conversations_status_updated_at"), "conversations", ["status", "updated_at"], unique=False)
    op.create_table(
        "debts",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("consumer_id", sa.String(length=36), nullable=False),
        sa.Column("creditor", sa.Text(), nullable=False),
        sa.Column("account_number", sa.Text(), nullable=False),
        sa.Column("balance", sa.BigInteger(), nullable=False, comment="cents"),
        sa.Column("status", sa.String(length=12), nullable=False),
        sa.Column("body", sa.JSON(), nullable=False, comment="accounts.debt.Debt, whole"),
        sa.ForeignKeyConstraint(["consumer_id"], ["consumers.id"], name=op.f("fk_debts_consumer_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_debts")),
        sa.UniqueConstraint("creditor", "account_number", name=op.f("uq_debts_creditor_account_number")),
    )
    op.create_index(op.f("ix_debts_consumer_id"), "debts", ["consumer_id"], unique=False)
    op.create_table(
        "facts",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("consumer_id", sa.String(length=36), nullable=False),
        sa.Column("kind", sa.String(length=30), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("body", sa.JSON(), nullable=False, comment="one of accounts.dossier.Fact"),
        sa.ForeignKeyConstraint(["consumer_id"], ["consumers.id"], name=op.f("fk_facts_consumer_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_facts")),
    )
    op.create_index(op.f("ix_facts_consumer_id_at"), "facts", ["consumer_id", "at"], unique=False)
    op.create_table(
        "inbounds",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("consumer_id", sa.String(length=36), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("medium", sa.String(length=8), nullable=False),
        sa.Column("provider", sa.String(length=20), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("from_address", sa.Text(), nullable=False),
        sa.Column("to_address", sa.Text(), nullable=False),
        sa.Column("body", sa.JSON(), nullable=False, comment="accounts.contact.Inbound"),
        sa.Column("raw", sa.JSON(), nullable=False),
        sa.Column(
            "handled_at",
            sa.DateTime(timezone=True),
            nullable=True,
            comment="when the assistant was done with it; null is work to do",
        ),
        sa.Column("tries", sa.Integer(), server_default="0", nullable=False),
        sa.ForeignKeyConstraint(["consumer_id"], ["consumers.id"], name=op.f("fk_inbounds_consumer_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_inbounds")),
        sa.UniqueConstraint("provider", "key", name=op.f("uq_inbounds_provider_key")),
    )
    op.create_index(op.f("ix_inbounds_consumer_id_at"), "inbounds", ["consumer_id", "at"], unique=False)
    op.create_index(
        "ix_inbounds_waiting",
        "inbounds",
        ["at"],
        unique=False,
        sqlite_where=sa.text("handled_at is null"),
        postgresql_where=sa.text("handled_at is null"),
    )
    op.create_table(
        "people",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("consumer_id", sa.String(length=36), nullable=False),
        sa.Column("role", sa.String(length=30), nullable=False),
        sa.Column("name", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["consumer_id"], ["consumers.id"], name=op.f("fk_people_consumer_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_people")),
    )
    op.create_index(op.f("ix_people_consumer_id"), "people", ["consumer_id"], unique=False)
    op.create_table(
        "points",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("consumer_id", sa.String(length=36), nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("address", sa.Text(), nullable=False),
        sa.Column("person", sa.String(length=36), nullable=True),
        sa.Column("zones", sa.JSON(), nullable=False),
        sa.Column("place", sa.String(length=10), nullable=True),
        sa.Column("line", sa.String(length=10), nullable=False),
        sa.Column("state", sa.String(length=2), nullable=True),
        sa.Column("zip", sa.String(length=10), nullable=True),
        sa.Column("postal", sa.JSON(), nullable=False),
        sa.Column("domain", sa.String(length=10), nullable=False),
        sa.Column("source", sa.String(length=12), nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["consumer_id"], ["consumers.id"], name=op.f("fk_points_consumer_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_points")),
        sa.UniqueConstraint("consumer_id", "kind", "address", name=op.f("uq_points_consumer_id_kind_address")),
    )
    op.create_index(op.f("ix_points_address"), "points", ["address"], unique=False)
    op.create_table(
        "first_communications",
        sa.Column("debt_id", sa.String(length=36), nullable=False),
        sa.Column("consumer_id", sa.String(length=36), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["consumer_id"], ["consumers.id"], name=op.f("fk_first_communications_consumer_id")),
        sa.ForeignKeyConstraint(["debt_id"], ["debts.id"], name=op.f("fk_first_communications_debt_id")),
        sa.PrimaryKeyConstraint("debt_id", name=op.f("pk_first_communications")),
    )
    op.create_index(op.f("ix_first_communications_consumer_id"), "first_communications", ["consumer_id"], unique=False)
    op.create_table(
        "turns",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("conversation_id", sa.String(length=36), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("body", sa.JSON(), nullable=False, comment="accounts.conversation.Turn"),
        sa.ForeignKeyConstraint(["conversation_id"], ["conversations.id"], name=op.f("fk_turns_conversation_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_turns")),
    )
    op.create_index(op.f("ix_turns_conversation_id_at"), "turns", ["conversation_id", "at"], unique=False)
    if op.get_bind().dialect.name == "postgresql":
        op.execute(_POSTGRESQL)
        op.execute(
            "CREATE TRIGGER ledger_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON ledger "
            "FOR EACH STATEMENT EXECUTE FUNCTION ledger_refuses()"
        )
    else:
        for verb in ("update", "delete"):
            op.execute(_SQLITE.format(verb=verb, VERB=verb.upper()))
        op.execute(_SQLITE_REPLACE)


def downgrade() -> None:
    """Drop everything, the ledger with it."""
    op.drop_index(op.f("ix_turns_conversation_id_at"), table_name="turns")
    op.drop_table("turns")
    op.drop_index(op.f("ix_first_communications_consumer_id"), table_name="first_communications")
    op.drop_table("first_communications")
    op.drop_index(op.f("ix_points_address"), table_name="points")
    op.drop_table("points")
    op.drop_index(op.f("ix_people_consumer_id"), table_name="people")
    op.drop_table("people")
    op.drop_index(
        "ix_inbounds_waiting",
        table_name="inbounds",
        sqlite_where=sa.text("handled_at is null"),
        postgresql_where=sa.text("handled_at is null"),
    )
    op.drop_index(op.f("ix_inbounds_consumer_id_at"), table_name="inbounds")
    op.drop_table("inbounds")
    op.drop_index(op.f("ix_facts_consumer_id_at"), table_name="facts")
    op.drop_table("facts")
    op.drop_index(op.f("ix_debts_consumer_id"), table_name="debts")
    op.drop_table("debts")
    op.drop_index(op.f("ix_conversations_status_updated_at"), table_name="conversations")
    op.drop_index(op.f("ix_conversations_consumer_id"), table_name="conversations")
    op.drop_table("conversations")
    op.drop_index(op.f("ix_attempts_reference"), table_name="attempts")
    op.drop_index(
        "ix_attempts_open",
        table_name="attempts",
        sqlite_where=sa.text("state in ('reserved','in_doubt')"),
        postgresql_where=sa.text("state in ('reserved','in_doubt')"),
    )
    op.drop_index(op.f("ix_attempts_consumer_id_at"), table_name="attempts")
    op.drop_table("attempts")
    op.drop_table("passes")
    op.drop_table("ledger_head")
    op.drop_index(op.f("ix_ledger_consumer_id_seq"), table_name="ledger")
    op.drop_table("ledger")
    op.drop_index(op.f("ix_consumers_identity"), table_name="consumers")
    op.drop_table("consumers")
    op.drop_index(op.f("ix_callbacks_reference"), table_name="callbacks")
    op.drop_table("callbacks")
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP FUNCTION ledger_refuses()")
