"""Web chat: sessions, lines and failures."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the tables, and an index by which an account number finds its debt."""
    op.create_table(
        "chat_sessions",
        sa.Column("id", sa.String(length=36), nullable=False, comment="the address of its thread"),
        sa.Column("digest", sa.String(length=64), nullable=False, comment="SHA-256 of the cookie, which nobody keeps"),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("language", sa.String(length=2), nullable=False),
        sa.Column("consumer_id", sa.String(length=36), nullable=True, comment="null: nobody knows who it is"),
        sa.Column("last", sa.Integer(), nullable=False, comment="the number of its last line"),
        sa.ForeignKeyConstraint(["consumer_id"], ["consumers.id"], name=op.f("fk_chat_sessions_consumer_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_chat_sessions")),
        sa.UniqueConstraint("digest", name=op.f("uq_chat_sessions_digest")),
    )
    op.create_index(op.f("ix_chat_sessions_consumer_id"), "chat_sessions", ["consumer_id"], unique=False)
    op.create_table(
        "chat_lines",
        sa.Column("session_id", sa.String(length=36), nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("who", sa.String(length=8), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("key", sa.String(length=64), nullable=False, comment="what makes a repetition the same"),
        sa.ForeignKeyConstraint(["session_id"], ["chat_sessions.id"], name=op.f("fk_chat_lines_session_id")),
        sa.PrimaryKeyConstraint("session_id", "number", name=op.f("pk_chat_lines")),
        sa.UniqueConstraint("session_id", "key", name=op.f("uq_chat_lines_session_id_key")),
    )
    op.create_table(
        "chat_failures",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column(
            "claimed", sa.LargeBinary(), nullable=False, comment="blind index of the address or account they named"
        ),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_chat_failures")),
    )
    op.create_index(op.f("ix_chat_failures_claimed_at"), "chat_failures", ["claimed", "at"], unique=False)
    op.create_index(op.f("ix_debts_account_number"), "debts", ["account_number"], unique=False)


def downgrade() -> None:
    """Drop them."""
    op.drop_index(op.f("ix_debts_account_number"), "debts")
    for table in ("chat_failures", "chat_lines", "chat_sessions"):
        op.drop_table(table)
