"""the house."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    # Both are in contrib and trusted: the owner of the database may create them.
    op.execute("CREATE EXTENSION IF NOT EXISTS pg_trgm")
    op.execute("CREATE EXTENSION IF NOT EXISTS btree_gist")
    op.create_table(
        "api_client",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("key_hash", sa.LargeBinary(), nullable=False),
        sa.Column("scopes", postgresql.ARRAY(sa.String()), nullable=False),
        sa.Column("disabled_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_api_client")),
        sa.UniqueConstraint("key_hash", name=op.f("uq_api_client_key_hash")),
        sa.UniqueConstraint("name", name=op.f("uq_api_client_name")),
    )
    op.create_table(
        "audit_entry",
        sa.Column("seq", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("actor", sa.String(), nullable=False),
        sa.Column("action", sa.String(), nullable=False),
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("detail_hash", sa.LargeBinary(), nullable=False),
        sa.Column("prev_hash", sa.LargeBinary(), nullable=False),
        sa.Column("hash", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("seq", name=op.f("pk_audit_entry")),
        sa.UniqueConstraint("prev_hash", name=op.f("uq_audit_entry_prev_hash")),
    )
    op.create_index(op.f("ix_audit_entry_subject"), "audit_entry", ["subject"], unique=False)
    op.create_table(
        "audit_head",
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.Column("hash", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit_head")),
    )
    op.create_table(
        "failure_count",
        sa.Column("what_hash", sa.LargeBinary(), nullable=False),
        sa.Column("failures", sa.BigInteger(), nullable=False),
        sa.Column("last_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("what_hash", name=op.f("pk_failure_count")),
    )
    op.create_table(
        "idempotency_key",
        sa.Column("scope", sa.String(), nullable=False),
        sa.Column("key_hash", sa.LargeBinary(), nullable=False),
        sa.Column("body_hash", sa.LargeBinary(), nullable=False),
        sa.Column("answer", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("scope", "key_hash", name=op.f("pk_idempotency_key")),
    )
    op.create_table(
        "notice_kind",
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("label", sa.String(), nullable=False),
        sa.Column("burdensome", sa.Boolean(), nullable=False),
        sa.Column("hearing_needed", sa.Boolean(), nullable=False),
        sa.Column(
            "call_policy",
            sa.Enum("A", "B", "C", name="callpolicy", native_enum=False, length=40),
            nullable=False,
        ),
        sa.Column("what_the_call_clears", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_notice_kind")),
    )
    op.create_table(
        "outbox_message",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column(
            "topic",
            sa.Enum(
                "cases.harden_receipt",
                "callbacks.plan",
                "callbacks.settle_notice",
                name="topic",
                native_enum=False,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("subject_id", sa.BigInteger(), nullable=False),
        sa.Column("available_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("leased_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("attempts", sa.BigInteger(), nullable=False),
        sa.Column("done_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("parked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("last_error", sa.String(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outbox_message")),
    )
    op.create_index(
        "ix_outbox_message_parked",
        "outbox_message",
        ["id"],
        unique=False,
        postgresql_where=sa.text("parked_at IS NOT NULL"),
    )
    op.create_index(
        "ix_outbox_message_waiting",
        "outbox_message",
        ["available_at", "id"],
        unique=False,
        postgresql_where=sa.text("done_at IS NULL AND parked_at IS NULL"),
    )
    op.create_table(
        "site",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("address", sa.String(), nullable=False),
        sa.Column("phone", sa.String(), nullable=False),
        sa.Column(
            "land",
            sa.Enum(
                "BW",
                "BY",
                "BE",
                "BB",
                "HB",
                "HH",
                "HE",
                "MV",
                "NI",
                "NW",
                "RP",
                "SL",
                "SN",
                "ST",
                "SH",
                "TH",
                name="land",
                native_enum=False,
                length=40,
            ),
            nullable=False,
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_site")),
        sa.UniqueConstraint("code", name=op.f("uq_site_code")),
    )
    op.create_table(
        "staff",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("login", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("password_hash", sa.String(), nullable=False),
        sa.Column("roles", postgresql.ARRAY(sa.String()), nullable=False),
        sa.Column("languages", postgresql.ARRAY(sa.String()), nullable=False),
        sa.Column("ui_language", sa.String(), nullable=False),
        sa.Column("disabled_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_staff")),
        sa.UniqueConstraint("login", name=op.f("uq_staff_login")),
    )
    op.create_table(
        "absence",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("staff_id", sa.BigInteger(), nullable=False),
        sa.Column("first_day", sa.Date(), nullable=False),
        sa.Column("last_day", sa.Date(), nullable=False),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name=op.f("fk_absence_staff_id_staff")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_absence")),
    )
    op.create_index(op.f("ix_absence_staff_id"), "absence", ["staff_id"], unique=False)
    op.create_table(
        "audit_detail",
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.Column("salt", sa.LargeBinary(), nullable=False),
        sa.Column("detail", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.ForeignKeyConstraint(
            ["seq"], ["audit_entry.seq"], name=op.f("fk_audit_detail_seq_audit_entry")
        ),
        sa.PrimaryKeyConstraint("seq", name=op.f("pk_audit_detail")),
    )
    op.create_table(
        "case",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("reference", sa.String(), nullable=False),
        sa.Column("locator", sa.String(), nullable=False),
        sa.Column("verifier", sa.String(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column(
            "words",
            postgresql.TSVECTOR(),
            sa.Computed("to_tsvector('simple', text)", persisted=True),
            nullable=False,
        ),
        sa.Column(
            "kind",
            sa.Enum(
                "suggestion",
                "complaint",
                "praise",
                "question",
                name="kind",
                native_enum=False,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column(
            "channel",
            sa.Enum(
                "form",
                "counter",
                "phone",
                "letter",
                "email",
                "kiosk",
                "volunteer",
                "visit",
                "api",
                "import",
                name="channel",
                native_enum=False,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("language", sa.String(), nullable=False),
        sa.Column(
            "urgency",
            sa.Enum(
                "normal",
                "soon",
                "emergency",
                "self_harm",
                name="urgency",
                native_enum=False,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column(
            "legal_nature",
            sa.Enum(
                "none",
                "objection",
                "review_request",
                "hearing_statement",
                "data_request",
                "withdrawn_wish",
                name="legalnature",
                native_enum=False,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column(
            "status",
            sa.Enum(
                "new",
                "assigned",
                "closed",
                "withdrawn",
                name="status",
                native_enum=False,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column(
            "result",
            sa.Enum(
                "helped",
                "explained",
                "changed",
                "forwarded",
                "not_remedied",
                name="result",
                native_enum=False,
                length=40,
            ),
            nullable=True,
        ),
        sa.Column("confidential", sa.Boolean(), nullable=False),
        sa.Column("letter_date", sa.Date(), nullable=True),
        sa.Column("site_id", sa.BigInteger(), nullable=True),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("external_id", sa.String(), nullable=True),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["site_id"], ["site.id"], name=op.f("fk_case_site_id_site")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_case")),
        sa.UniqueConstraint("external_id", name=op.f("uq_case_external_id")),
        sa.UniqueConstraint("locator", name=op.f("uq_case_locator")),
        sa.UniqueConstraint("reference", name=op.f("uq_case_reference")),
    )
    op.create_index(
        "ix_case_confidential",
        "case",
        [sa.literal_column("received_at DESC"), sa.literal_column("reference DESC")],
        unique=False,
        postgresql_where=sa.text("confidential"),
    )
    op.create_index(
        "ix_case_received",
        "case",
        [sa.literal_column("received_at DESC"), sa.literal_column("reference DESC")],
        unique=False,
    )
    op.create_index(
        "ix_case_untriaged",
        "case",
        ["received_at", "reference"],
        unique=False,
        postgresql_where=sa.text("status = 'new'"),
    )
    op.create_index(
        "ix_case_untriaged_urgency",
        "case",
        ["urgency", "received_at", "reference"],
        unique=False,
        postgresql_where=sa.text("status = 'new'"),
    )
    op.create_index("ix_case_words", "case", ["words"], unique=False, postgresql_using="gin")
    op.create_table(
        "closing_day",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("site_id", sa.BigInteger(), nullable=True),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["site_id"], ["site.id"], name=op.f("fk_closing_day_site_id_site")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_closing_day")),
        sa.UniqueConstraint(
            "site_id",
            "day",
            name=op.f("uq_closing_day_site_id_day"),
            postgresql_nulls_not_distinct=True,
        ),
    )
    op.create_index(op.f("ix_closing_day_site_id"), "closing_day", ["site_id"], unique=False)
    op.create_table(
        "opening_hour",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("site_id", sa.BigInteger(), nullable=False),
        sa.Column("weekday", sa.BigInteger(), nullable=False),
        sa.Column("opens", sa.Time(), nullable=False),
        sa.Column("closes", sa.Time(), nullable=False),
        sa.ForeignKeyConstraint(
            ["site_id"], ["site.id"], name=op.f("fk_opening_hour_site_id_site")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_opening_hour")),
    )
    op.create_index(op.f("ix_opening_hour_site_id"), "opening_hour", ["site_id"], unique=False)
    op.create_table(
        "staff_session",
        sa.Column("token_hash", sa.LargeBinary(), nullable=False),
        sa.Column("staff_id", sa.BigInteger(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("last_seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["staff_id"], ["staff.id"], name=op.f("fk_staff_session_staff_id_staff")
        ),
        sa.PrimaryKeyConstraint("token_hash", name=op.f("pk_staff_session")),
    )
    op.create_index(
        "ix_staff_session_last_seen_at", "staff_session", ["last_seen_at"], unique=False
    )
    op.create_index(op.f("ix_staff_session_staff_id"), "staff_session", ["staff_id"], unique=False)
    op.create_table(
        "team",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("site_id", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(["site_id"], ["site.id"], name=op.f("fk_team_site_id_site")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_team")),
        sa.UniqueConstraint("code", name=op.f("uq_team_code")),
    )
    op.create_table(
        "working_time",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("staff_id", sa.BigInteger(), nullable=False),
        sa.Column("weekday", sa.BigInteger(), nullable=False),
        sa.Column("starts", sa.Time(), nullable=False),
        sa.Column("ends", sa.Time(), nullable=False),
        sa.ForeignKeyConstraint(
            ["staff_id"], ["staff.id"], name=op.f("fk_working_time_staff_id_staff")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_working_time")),
    )
    op.create_index(op.f("ix_working_time_staff_id"), "working_time", ["staff_id"], unique=False)
    op.create_table(
        "contact_person",
        sa.Column("case_id", sa.BigInteger(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("phone", sa.String(), nullable=False),
        sa.Column("email", sa.String(), nullable=False),
        sa.Column("address", sa.String(), nullable=False),
        sa.Column("may_call", sa.Boolean(), nullable=False),
        sa.Column("call_language", sa.String(), nullable=True),
        sa.Column("call_windows", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("others_may_answer", sa.Boolean(), nullable=False),
        sa.Column("safe_word", sa.String(), nullable=False),
        sa.Column("consented_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["case_id"], ["case.id"], name=op.f("fk_contact_person_case_id_case")
        ),
        sa.PrimaryKeyConstraint("case_id", name=op.f("pk_contact_person")),
    )
    op.create_index(
        "ix_contact_person_name",
        "contact_person",
        [sa.literal_column("lower(name)").label("lower_name")],
        unique=False,
        postgresql_using="gin",
        postgresql_ops={"lower_name": "gin_trgm_ops"},
    )
    op.create_index(op.f("ix_contact_person_phone"), "contact_person", ["phone"], unique=False)
    op.create_table(
        "history_entry",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("case_id", sa.BigInteger(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column(
            "act",
            sa.Enum(
                "opened",
                "decided",
                "undone",
                "made_confidential",
                "notice_held",
                "call_planned",
                "call_tried",
                "talked",
                "notice_released",
                "notice_stopped",
                "message_in",
                "message_out",
                "closed",
                "withdrawn",
                name="act",
                native_enum=False,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("staff_id", sa.BigInteger(), nullable=True),
        sa.Column("facts", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.ForeignKeyConstraint(
            ["case_id"], ["case.id"], name=op.f("fk_history_entry_case_id_case")
        ),
        sa.ForeignKeyConstraint(
            ["staff_id"], ["staff.id"], name=op.f("fk_history_entry_staff_id_staff")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_history_entry")),
    )
    op.create_index(op.f("ix_history_entry_case_id"), "history_entry", ["case_id"], unique=False)
    op.create_table(
        "message",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("case_id", sa.BigInteger(), nullable=False),
        sa.Column(
            "direction",
            sa.Enum("in", "out", name="direction", native_enum=False, length=40),
            nullable=False,
        ),
        sa.Column("language", sa.String(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("staff_id", sa.BigInteger(), nullable=True),
        sa.Column("read_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["case_id"], ["case.id"], name=op.f("fk_message_case_id_case")),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name=op.f("fk_message_staff_id_staff")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_message")),
    )
    op.create_index(op.f("ix_message_case_id"), "message", ["case_id"], unique=False)
    op.create_table(
        "notice",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("external_ref", sa.String(), nullable=False),
        sa.Column("kind_code", sa.String(), nullable=False),
        sa.Column("case_id", sa.BigInteger(), nullable=True),
        sa.Column("team_id", sa.BigInteger(), nullable=False),
        sa.Column("person_name", sa.String(), nullable=False),
        sa.Column("phone", sa.String(), nullable=False),
        sa.Column("language", sa.String(), nullable=False),
        sa.Column("summary", sa.String(), nullable=False),
        sa.Column("printed_on", sa.Date(), nullable=False),
        sa.Column("posted_on", sa.Date(), nullable=True),
        sa.Column("send_no_later_than", sa.Date(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "held",
                "released",
                "stopped",
                "withdrawn",
                name="noticestate",
                native_enum=False,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("announced_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("released_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column(
            "release_reason",
            sa.Enum(
                "spoken",
                "tried",
                "no_call_wished",
                "no_number",
                "last_day",
                "lead_reason",
                "no_call_needed",
                name="releasereason",
                native_enum=False,
                length=40,
            ),
            nullable=True,
        ),
        sa.Column("release_note", sa.String(), nullable=False),
        sa.Column("released_by", sa.BigInteger(), nullable=True),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["case.id"], name=op.f("fk_notice_case_id_case")),
        sa.ForeignKeyConstraint(
            ["kind_code"], ["notice_kind.code"], name=op.f("fk_notice_kind_code_notice_kind")
        ),
        sa.ForeignKeyConstraint(
            ["released_by"], ["staff.id"], name=op.f("fk_notice_released_by_staff")
        ),
        sa.ForeignKeyConstraint(["team_id"], ["team.id"], name=op.f("fk_notice_team_id_team")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notice")),
        sa.UniqueConstraint("external_ref", name=op.f("uq_notice_external_ref")),
    )
    op.create_index(op.f("ix_notice_case_id"), "notice", ["case_id"], unique=False)
    op.create_index(
        "ix_notice_held",
        "notice",
        ["team_id", "send_no_later_than", "id"],
        unique=False,
        postgresql_where=sa.text("state = 'held'"),
    )
    op.create_table(
        "routing_rule",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("position", sa.BigInteger(), nullable=False),
        sa.Column("category", sa.String(), nullable=True),
        sa.Column("kind", sa.String(), nullable=True),
        sa.Column("urgency", sa.String(), nullable=True),
        sa.Column("legal_nature", sa.String(), nullable=True),
        sa.Column("site_id", sa.BigInteger(), nullable=True),
        sa.Column("team_id", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["site_id"], ["site.id"], name=op.f("fk_routing_rule_site_id_site")
        ),
        sa.ForeignKeyConstraint(
            ["team_id"], ["team.id"], name=op.f("fk_routing_rule_team_id_team")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_routing_rule")),
        sa.UniqueConstraint("position", name=op.f("uq_routing_rule_position")),
    )
    op.create_table(
        "team_member",
        sa.Column("team_id", sa.BigInteger(), nullable=False),
        sa.Column("staff_id", sa.BigInteger(), nullable=False),
        sa.Column("backup", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["staff_id"], ["staff.id"], name=op.f("fk_team_member_staff_id_staff")
        ),
        sa.ForeignKeyConstraint(["team_id"], ["team.id"], name=op.f("fk_team_member_team_id_team")),
        sa.PrimaryKeyConstraint("team_id", "staff_id", name=op.f("pk_team_member")),
    )
    op.create_index(op.f("ix_team_member_staff_id"), "team_member", ["staff_id"], unique=False)
    op.create_table(
        "callback",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column(
            "purpose",
            sa.Enum("notice", "contact", name="purpose", native_enum=False, length=40),
            nullable=False,
        ),
        sa.Column("notice_id", sa.BigInteger(), nullable=True),
        sa.Column("case_id", sa.BigInteger(), nullable=True),
        sa.Column("team_id", sa.BigInteger(), nullable=True),
        sa.Column("confidential", sa.Boolean(), nullable=False),
        sa.Column("language", sa.String(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "owed",
                "planned",
                "settled",
                "cancelled",
                name="callstate",
                native_enum=False,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("owed_since", sa.DateTime(timezone=True), nullable=False),
        sa.Column("due_by", sa.DateTime(timezone=True), nullable=False),
        sa.Column("staff_id", sa.BigInteger(), nullable=True),
        sa.Column("starts_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("why", sa.String(), nullable=True),
        sa.Column("version", sa.BigInteger(), nullable=False),
        postgresql.ExcludeConstraint(
            (sa.literal_column("staff_id"), "="),
            (sa.text("tstzrange(starts_at, ends_at)"), "&&"),
            where=sa.text("state = 'planned'"),
            using="gist",
            name="ex_callback_one_call_at_a_time",
        ),
        sa.ForeignKeyConstraint(["case_id"], ["case.id"], name=op.f("fk_callback_case_id_case")),
        sa.ForeignKeyConstraint(
            ["notice_id"], ["notice.id"], name=op.f("fk_callback_notice_id_notice")
        ),
        sa.ForeignKeyConstraint(
            ["staff_id"], ["staff.id"], name=op.f("fk_callback_staff_id_staff")
        ),
        sa.ForeignKeyConstraint(["team_id"], ["team.id"], name=op.f("fk_callback_team_id_team")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_callback")),
        sa.UniqueConstraint("notice_id", name=op.f("uq_callback_notice_id")),
    )
    op.create_index(op.f("ix_callback_case_id"), "callback", ["case_id"], unique=False)
    op.create_index(
        "ix_callback_open",
        "callback",
        ["team_id", "starts_at", "id"],
        unique=False,
        postgresql_where=sa.text("state IN ('owed', 'planned')"),
    )
    op.create_table(
        "concern",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("case_id", sa.BigInteger(), nullable=False),
        sa.Column("position", sa.BigInteger(), nullable=False),
        sa.Column("proposed_category", sa.String(), nullable=True),
        sa.Column("proposal", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("proposed_team_id", sa.BigInteger(), nullable=True),
        sa.Column("routing_rule_id", sa.BigInteger(), nullable=True),
        sa.Column("category", sa.String(), nullable=True),
        sa.Column(
            "kind",
            sa.Enum(
                "suggestion",
                "complaint",
                "praise",
                "question",
                name="kind",
                native_enum=False,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column(
            "urgency",
            sa.Enum(
                "normal",
                "soon",
                "emergency",
                "self_harm",
                name="urgency",
                native_enum=False,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column(
            "legal_nature",
            sa.Enum(
                "none",
                "objection",
                "review_request",
                "hearing_statement",
                "data_request",
                "withdrawn_wish",
                name="legalnature",
                native_enum=False,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("team_id", sa.BigInteger(), nullable=True),
        sa.Column("decided_by", sa.BigInteger(), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["case_id"], ["case.id"], name=op.f("fk_concern_case_id_case")),
        sa.ForeignKeyConstraint(
            ["decided_by"], ["staff.id"], name=op.f("fk_concern_decided_by_staff")
        ),
        sa.ForeignKeyConstraint(
            ["proposed_team_id"], ["team.id"], name=op.f("fk_concern_proposed_team_id_team")
        ),
        sa.ForeignKeyConstraint(
            ["routing_rule_id"],
            ["routing_rule.id"],
            name=op.f("fk_concern_routing_rule_id_routing_rule"),
        ),
        sa.ForeignKeyConstraint(["team_id"], ["team.id"], name=op.f("fk_concern_team_id_team")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_concern")),
        sa.UniqueConstraint("case_id", "position", name=op.f("uq_concern_case_id_position")),
    )
    op.create_index(op.f("ix_concern_category"), "concern", ["category"], unique=False)
    op.create_index(op.f("ix_concern_team_id"), "concern", ["team_id"], unique=False)
    op.create_table(
        "disposition",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("notice_id", sa.BigInteger(), nullable=False),
        sa.Column("position", sa.BigInteger(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("amount", sa.Numeric(precision=10, scale=2), nullable=True),
        sa.Column("objection_suspends", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["notice_id"], ["notice.id"], name=op.f("fk_disposition_notice_id_notice")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_disposition")),
        sa.UniqueConstraint(
            "notice_id", "position", name=op.f("uq_disposition_notice_id_position")
        ),
    )
    op.create_table(
        "attempt",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("callback_id", sa.BigInteger(), nullable=False),
        sa.Column("number", sa.BigInteger(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("staff_id", sa.BigInteger(), nullable=True),
        sa.Column(
            "outcome",
            sa.Enum(
                "erreicht_geklaert",
                "erreicht_neue_tatsachen",
                "erreicht_nicht_einverstanden",
                "erreicht_wuenscht_termin",
                "kein_gespraech_gewuenscht",
                "falsche_nummer",
                "nicht_erreicht",
                "mailbox_neutral",
                "identitaet_nicht_bestaetigt",
                "sprache_fehlt",
                name="outcome",
                native_enum=False,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column(
            "identity",
            sa.Enum(
                "none",
                "two_facts",
                "call_code",
                "called_back",
                name="identitycheck",
                native_enum=False,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("interpreter", sa.Boolean(), nullable=False),
        sa.Column("rights_explained", sa.Boolean(), nullable=False),
        sa.Column(
            "understood",
            sa.Enum("yes", "no", "unclear", name="understood", native_enum=False, length=40),
            nullable=True,
        ),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("agreed_step", sa.String(), nullable=False),
        sa.Column("agreed_on", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(
            ["callback_id"], ["callback.id"], name=op.f("fk_attempt_callback_id_callback")
        ),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name=op.f("fk_attempt_staff_id_staff")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_attempt")),
        sa.UniqueConstraint("callback_id", "number", name=op.f("uq_attempt_callback_id_number")),
    )


def downgrade() -> None:
    op.drop_table("attempt")
    op.drop_table("disposition")
    op.drop_index(op.f("ix_concern_team_id"), table_name="concern")
    op.drop_index(op.f("ix_concern_category"), table_name="concern")
    op.drop_table("concern")
    op.drop_index(
        "ix_callback_open",
        table_name="callback",
        postgresql_where=sa.text("state IN ('owed', 'planned')"),
    )
    op.drop_index(op.f("ix_callback_case_id"), table_name="callback")
    op.drop_table("callback")
    op.drop_index(op.f("ix_team_member_staff_id"), table_name="team_member")
    op.drop_table("team_member")
    op.drop_table("routing_rule")
    op.drop_index("ix_notice_held", table_name="notice", postgresql_where=sa.text("state = 'held'"))
    op.drop_index(op.f("ix_notice_case_id"), table_name="notice")
    op.drop_table("notice")
    op.drop_index(op.f("ix_message_case_id"), table_name="message")
    op.drop_table("message")
    op.drop_index(op.f("ix_history_entry_case_id"), table_name="history_entry")
    op.drop_table("history_entry")
    op.drop_index(op.f("ix_contact_person_phone"), table_name="contact_person")
    op.drop_index("ix_contact_person_name", table_name="contact_person", postgresql_using="gin")
    op.drop_table("contact_person")
    op.drop_index(op.f("ix_working_time_staff_id"), table_name="working_time")
    op.drop_table("working_time")
    op.drop_table("team")
    op.drop_index(op.f("ix_staff_session_staff_id"), table_name="staff_session")
    op.drop_index("ix_staff_session_last_seen_at", table_name="staff_session")
    op.drop_table("staff_session")
    op.drop_index(op.f("ix_opening_hour_site_id"), table_name="opening_hour")
    op.drop_table("opening_hour")
    op.drop_index(op.f("ix_closing_day_site_id"), table_name="closing_day")
    op.drop_table("closing_day")
    op.drop_index("ix_case_words", table_name="case", postgresql_using="gin")
    op.drop_index(
        "ix_case_untriaged_urgency", table_name="case", postgresql_where=sa.text("status = 'new'")
    )
    op.drop_index(
        "ix_case_untriaged", table_name="case", postgresql_where=sa.text("status = 'new'")
    )
    op.drop_index("ix_case_received", table_name="case")
    op.drop_index(
        "ix_case_confidential", table_name="case", postgresql_where=sa.text("confidential")
    )
    op.drop_table("case")
    op.drop_table("audit_detail")
    op.drop_index(op.f("ix_absence_staff_id"), table_name="absence")
    op.drop_table("absence")
    op.drop_table("staff")
    op.drop_table("site")
    op.drop_index(
        "ix_outbox_message_waiting",
        table_name="outbox_message",
        postgresql_where=sa.text("done_at IS NULL AND parked_at IS NULL"),
    )
    op.drop_index(
        "ix_outbox_message_parked",
        table_name="outbox_message",
        postgresql_where=sa.text("parked_at IS NOT NULL"),
    )
    op.drop_table("outbox_message")
    op.drop_table("notice_kind")
    op.drop_table("idempotency_key")
    op.drop_table("failure_count")
    op.drop_table("audit_head")
    op.drop_index(op.f("ix_audit_entry_subject"), table_name="audit_entry")
    op.drop_table("audit_entry")
    op.drop_table("api_client")
