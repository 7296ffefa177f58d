"""What looks like spam waits apart; who sent from where is known as a keyed hash for a day."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

# The inbox reads its groups from these: what waits apart must not lie in their way.
UNTRIAGED = (
    ("ix_case_untriaged", ["received_at", "reference"]),
    ("ix_case_untriaged_urgency", ["urgency", "received_at", "reference"]),
)


def upgrade() -> None:
    op.add_column(
        "case", sa.Column("suspected", sa.Boolean(), nullable=False, server_default="false")
    )
    op.add_column(
        "case", sa.Column("suspicions", postgresql.JSONB(), nullable=False, server_default="[]")
    )
    op.add_column("case", sa.Column("same_as", sa.BigInteger(), nullable=True))
    op.create_foreign_key(
        op.f("fk_case_same_as_case"), "case", "case", ["same_as"], ["id"], ondelete="SET NULL"
    )
    op.create_index(
        "ix_case_suspected",
        "case",
        [sa.text("received_at DESC"), sa.text("reference DESC")],
        postgresql_where=sa.text("suspected"),
    )
    _index_untriaged("status = 'new' AND suspected IS false")
    op.create_table(
        "recent_contact",
        sa.Column("case_id", sa.BigInteger(), nullable=False),
        sa.Column("network_hash", sa.LargeBinary(), nullable=False),
        sa.Column("inside", sa.Boolean(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["case_id"],
            ["case.id"],
            name=op.f("fk_recent_contact_case_id_case"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("case_id", name=op.f("pk_recent_contact")),
    )
    op.create_index("ix_recent_contact_network", "recent_contact", ["network_hash", "at"])


def _index_untriaged(where: str) -> None:
    for name, columns in UNTRIAGED:
        op.drop_index(name, "case")
        op.create_index(name, "case", columns, postgresql_where=sa.text(where))


def downgrade() -> None:
    op.drop_table("recent_contact")
    _index_untriaged("status = 'new'")
    op.drop_index("ix_case_suspected", "case")
    op.drop_constraint(op.f("fk_case_same_as_case"), "case", type_="foreignkey")
    for column in ("same_as", "suspicions", "suspected"):
        op.drop_column("case", column)
