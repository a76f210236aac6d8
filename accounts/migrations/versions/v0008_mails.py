"""The mails that came in, each whole and sealed, with what was made of it."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the table."""
    op.create_table(
        "mails",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("consumer_id", sa.String(length=36), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("via", sa.String(length=20), nullable=False, comment="the door: imap, lmtp, sendgrid"),
        sa.Column("key", sa.Text(), nullable=False, comment="what makes a repetition the same"),
        sa.Column("kind", sa.String(length=12), nullable=False),
        sa.Column("from_address", sa.Text(), nullable=False),
        sa.Column("to_address", sa.Text(), nullable=False),
        sa.Column("attempt_id", sa.String(length=36), nullable=True),
        sa.Column("inbound_id", sa.String(length=36), nullable=True),
        sa.Column("code", sa.String(length=20), nullable=False),
        sa.Column("says", sa.Text(), nullable=False),
        sa.Column("attention", sa.Boolean(), nullable=False, comment="a person must look at it"),
        sa.Column("seen_by", sa.Text(), nullable=True, comment="who has"),
        sa.Column("raw_sealed", sa.LargeBinary(), nullable=True, comment="the whole mail, deflated and sealed"),
        sa.ForeignKeyConstraint(["consumer_id"], ["consumers.id"], name=op.f("fk_mails_consumer_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mails")),
        sa.UniqueConstraint("key", name=op.f("uq_mails_key")),
    )
    op.create_index(op.f("ix_mails_inbound_id"), "mails", ["inbound_id"])
    op.create_index(op.f("ix_mails_consumer_id"), "mails", ["consumer_id"])
    unseen = sa.text("attention and seen_by is null")
    op.create_index("ix_mails_attention", "mails", ["at"], sqlite_where=unseen, postgresql_where=unseen)


def downgrade() -> None:
    """Drop it."""
    op.drop_table("mails")
