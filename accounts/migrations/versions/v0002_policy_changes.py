"""Changes of house policy, each with the two persons it needs."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the table."""
    op.create_table(
        "policy_changes",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("provision", sa.String(length=60), nullable=False),
        sa.Column("since", sa.Date(), nullable=False),
        sa.Column("values", sa.JSON(), nullable=False),
        sa.Column("because", sa.Text(), nullable=False),
        sa.Column("proposed_by", sa.Text(), nullable=False),
        sa.Column("proposed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("decided_by", sa.Text(), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("approved", sa.Boolean(), nullable=True, comment="null: nobody has decided yet"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_policy_changes")),
    )


def downgrade() -> None:
    """Drop it."""
    op.drop_table("policy_changes")
