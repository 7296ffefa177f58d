"""What the database itself refuses, whoever asks: a rewritten trail, a notice without its talk."""

from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

APPEND_ONLY = """
CREATE FUNCTION audit_is_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'the audit trail is append only' USING ERRCODE = 'insufficient_privilege';
END $$
"""

# The evidence a release needs; the same line as anbelo/notices/rules.py draws in Python.
RELEASE = """
CREATE FUNCTION notice_release_needs_evidence() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    proven boolean;
BEGIN
    IF NEW.state <> 'released' THEN
        IF TG_OP = 'UPDATE' AND OLD.state = 'released' THEN
            RAISE EXCEPTION 'a released notice is out of the house'
                USING ERRCODE = 'check_violation';
        END IF;
        RETURN NEW;
    END IF;
    IF TG_OP = 'UPDATE' AND OLD.state = 'released' THEN
        IF (NEW.released_at, NEW.release_reason) IS DISTINCT FROM (OLD.released_at, OLD.release_reason)
        THEN
            RAISE EXCEPTION 'the reason of a release stays' USING ERRCODE = 'check_violation';
        END IF;
        RETURN NEW;
    END IF;
    IF TG_OP = 'INSERT' OR OLD.state <> 'held' THEN
        RAISE EXCEPTION 'only a held notice can be released' USING ERRCODE = 'check_violation';
    END IF;
    proven := CASE NEW.release_reason
        WHEN 'spoken' THEN EXISTS (
            SELECT 1 FROM attempt a JOIN callback c ON c.id = a.callback_id
            WHERE c.notice_id = NEW.id
              AND a.outcome IN ('erreicht_geklaert', 'erreicht_nicht_einverstanden'))
        WHEN 'tried' THEN (
            SELECT count(*) >= 3 AND count(DISTINCT (a.at AT TIME ZONE 'Europe/Berlin')::date) >= 2
            FROM attempt a JOIN callback c ON c.id = a.callback_id
            WHERE c.notice_id = NEW.id AND a.outcome IN ('nicht_erreicht', 'mailbox_neutral'))
        WHEN 'no_call_wished' THEN EXISTS (
            SELECT 1 FROM attempt a JOIN callback c ON c.id = a.callback_id
            WHERE c.notice_id = NEW.id AND a.outcome = 'kein_gespraech_gewuenscht')
        WHEN 'no_number' THEN NEW.phone = '' OR EXISTS (
            SELECT 1 FROM attempt a JOIN callback c ON c.id = a.callback_id
            WHERE c.notice_id = NEW.id AND a.outcome = 'falsche_nummer')
        WHEN 'last_day' THEN
            (NEW.released_at AT TIME ZONE 'Europe/Berlin')::date >= NEW.send_no_later_than
        WHEN 'lead_reason' THEN
            length(btrim(NEW.release_note)) >= 10 AND EXISTS (
                SELECT 1 FROM staff s
                WHERE s.id = NEW.released_by AND 'team_lead' = ANY (s.roles))
        WHEN 'no_call_needed' THEN EXISTS (
            SELECT 1 FROM notice_kind k WHERE k.code = NEW.kind_code AND k.call_policy = 'C')
        ELSE false
    END;
    IF NEW.released_at IS NULL OR proven IS NOT TRUE THEN
        RAISE EXCEPTION 'a notice leaves only with a reason and its evidence'
            USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$
"""


def upgrade() -> None:
    op.execute(
        "INSERT INTO audit_head (id, seq, hash) VALUES (1, 0, decode(repeat('00', 32), 'hex'))"
    )
    op.execute(APPEND_ONLY)
    op.execute(
        "CREATE TRIGGER audit_entry_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON audit_entry "
        "FOR EACH STATEMENT EXECUTE FUNCTION audit_is_append_only()"
    )
    op.execute(RELEASE)
    op.execute(
        "CREATE TRIGGER notice_release BEFORE INSERT OR UPDATE ON notice "
        "FOR EACH ROW EXECUTE FUNCTION notice_release_needs_evidence()"
    )


def downgrade() -> None:
    op.execute("DROP TRIGGER notice_release ON notice")
    op.execute("DROP FUNCTION notice_release_needs_evidence()")
    op.execute("DROP TRIGGER audit_entry_append_only ON audit_entry")
    op.execute("DROP FUNCTION audit_is_append_only()")
    op.execute("DELETE FROM audit_head")
