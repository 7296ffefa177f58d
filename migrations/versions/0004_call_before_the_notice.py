"""What the call before the notice needs: promises, reasons, messages, re-planning, objections."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

NEW_COLUMNS = (
    ("staff", sa.Column("calendar_hash", sa.LargeBinary(), nullable=True)),
    ("notice_kind", sa.Column("talk_guide", sa.String(), nullable=False, server_default="")),
    ("notice_kind", sa.Column("hold_working_days", sa.BigInteger(), nullable=False,
                              server_default="7")),
    ("notice_kind", sa.Column("holdout_percent", sa.BigInteger(), nullable=False,
                              server_default="0")),
    ("notice_kind", sa.Column("rulings", postgresql.JSONB(), nullable=False, server_default="[]")),
    ("notice_kind", sa.Column("active", sa.Boolean(), nullable=False, server_default="true")),
    ("notice_kind", sa.Column("version", sa.BigInteger(), nullable=False, server_default="1")),
    ("notice", sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True)),
    ("notice", sa.Column("client_id", sa.BigInteger(), nullable=True)),
    ("notice", sa.Column("announced_by", sa.BigInteger(), nullable=True)),
    ("notice", sa.Column("amount_lower", sa.Boolean(), nullable=True)),
    ("notice", sa.Column("facts_unclear", sa.Boolean(), nullable=True)),
    ("notice", sa.Column("call_wanted", sa.Boolean(), nullable=False, server_default="true")),
    ("notice", sa.Column("holdout", sa.Boolean(), nullable=False, server_default="false")),
    ("notice", sa.Column("urgent_reason", sa.String(), nullable=False, server_default="")),
    ("callback", sa.Column("why_facts", postgresql.JSONB(), nullable=False, server_default="{}")),
    ("callback", sa.Column("priority", sa.BigInteger(), nullable=False, server_default="2")),
    ("callback", sa.Column("minutes", sa.BigInteger(), nullable=False, server_default="20")),
    ("callback", sa.Column("not_before", sa.DateTime(timezone=True), nullable=True)),
    ("callback", sa.Column("promised_at", sa.DateTime(timezone=True), nullable=True)),
    ("callback", sa.Column("fixed", sa.Boolean(), nullable=False, server_default="false")),
)  # fmt: skip

NEW_TIES = (
    ("notice", "client_id", "api_client"),
    ("notice", "announced_by", "staff"),
)


def upgrade() -> None:
    for table, column in NEW_COLUMNS:
        op.add_column(table, column)
        if column.server_default is not None:  # the rows of today have it; new ones bring their own
            op.alter_column(table, column.name, server_default=None)
    for table, column, target in NEW_TIES:
        op.create_foreign_key(
            op.f(f"fk_{table}_{column}_{target}"), table, target, [column], ["id"]
        )
    op.create_unique_constraint(op.f("uq_staff_calendar_hash"), "staff", ["calendar_hash"])
    # A kind that needs no talk never did: what was announced before keeps that.
    op.execute(
        "UPDATE notice SET call_wanted = false FROM notice_kind k "
        "WHERE k.code = notice.kind_code AND k.call_policy = 'C'"
    )
    op.create_table(
        "objection",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("notice_id", sa.BigInteger(), nullable=False),
        sa.Column("received_on", sa.Date(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recorded_by", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(
            ["notice_id"], ["notice.id"], name=op.f("fk_objection_notice_id_notice")
        ),
        sa.ForeignKeyConstraint(
            ["recorded_by"], ["staff.id"], name=op.f("fk_objection_recorded_by_staff")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_objection")),
        sa.UniqueConstraint("notice_id", name=op.f("uq_objection_notice_id")),
    )
    op.create_table(
        "telling",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("callback_id", sa.BigInteger(), nullable=False),
        sa.Column("news", _codes("news", "planned", "moved", "cancelled"), nullable=False),
        sa.Column("way", _codes("way", "email", "sms"), nullable=False),
        sa.Column("starts_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("failed", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(
            ["callback_id"], ["callback.id"], name=op.f("fk_telling_callback_id_callback")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_telling")),
        sa.UniqueConstraint("callback_id", "news", "way", "starts_at",
                            name=op.f("uq_telling_callback_id_news_way_starts_at"),
                            postgresql_nulls_not_distinct=True),
    )  # fmt: skip
    op.create_table(
        "replanning",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("staff_id", sa.BigInteger(), nullable=True),
        sa.Column("first_day", sa.Date(), nullable=True),
        sa.Column("last_day", sa.Date(), nullable=True),
        sa.Column("asked_by", sa.BigInteger(), nullable=True),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ready_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("applied", sa.Boolean(), nullable=False),
        sa.Column("result", postgresql.JSONB(), nullable=False),
        sa.ForeignKeyConstraint(
            ["asked_by"], ["staff.id"], name=op.f("fk_replanning_asked_by_staff")
        ),
        sa.ForeignKeyConstraint(
            ["staff_id"], ["staff.id"], name=op.f("fk_replanning_staff_id_staff")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_replanning")),
    )
    op.create_index("ix_replanning_open", "replanning", ["id"],
                    postgresql_where=sa.text("ended_at IS NULL"))  # fmt: skip


def _codes(name: str, *codes: str) -> sa.Enum:
    return sa.Enum(*codes, name=name, native_enum=False, length=40)


def downgrade() -> None:
    for table in ("replanning", "telling", "objection"):
        op.drop_table(table)
    for table, column in reversed(NEW_COLUMNS):
        op.drop_column(table, column.name)
