"""The day a letter came, as the claimant told it."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("case", sa.Column("letter_came", sa.Date(), nullable=True))


def downgrade() -> None:
    op.drop_column("case", "letter_came")
