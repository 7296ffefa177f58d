"""What came within a day is found without reading all files of all years."""

from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index(
        "ix_attachment_created", "attachment", ["created_at"], postgresql_include=["size"]
    )


def downgrade() -> None:
    op.drop_index("ix_attachment_created", "attachment")
