"""A short session for the claimant whose receipt code was checked."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "claimant_session",
        sa.Column("token_hash", sa.LargeBinary(), nullable=False),
        sa.Column("case_id", sa.BigInteger(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("last_seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["case_id"], ["case.id"], name=op.f("fk_claimant_session_case_id_case")
        ),
        sa.PrimaryKeyConstraint("token_hash", name=op.f("pk_claimant_session")),
    )
    op.create_index(op.f("ix_claimant_session_case_id"), "claimant_session", ["case_id"])
    op.create_index(op.f("ix_claimant_session_last_seen_at"), "claimant_session", ["last_seen_at"])


def downgrade() -> None:
    op.drop_table("claimant_session")
