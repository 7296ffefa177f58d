"""The gate in the database: its own clock, frozen facts, evidence that cannot be taken away."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

CLOCK = """
CREATE FUNCTION house_now() RETURNS timestamptz LANGUAGE sql STABLE AS
$$ SELECT clock_timestamp() $$
"""

# The same line as anbelo/notices/rules.py and callbacks/gate.py draw in Python; looser only where a
# rule needs more than a look at the rows (five working days, holidays).
EVIDENCE = """
CREATE FUNCTION notice_evidence(n notice) RETURNS boolean LANGUAGE sql STABLE AS $$
    WITH tries AS (
        SELECT a.at, a.outcome, a.identity, a.at AT TIME ZONE 'Europe/Berlin' AS here
        FROM attempt a JOIN callback c ON c.id = a.callback_id
        WHERE c.notice_id = n.id AND a.at >= date_trunc('minute', n.held_since)
    ), fair AS (
        SELECT here FROM tries
        WHERE outcome IN ('nicht_erreicht', 'mailbox_neutral')
          AND extract(isodow FROM here) < 6 AND here::time >= '08:00' AND here::time < '18:00'
    )
    SELECT CASE n.release_reason
        WHEN 'spoken' THEN EXISTS (
            SELECT 1 FROM tries WHERE identity <> 'none'
              AND outcome IN ('erreicht_geklaert', 'erreicht_nicht_einverstanden'))
        WHEN 'tried' THEN (
            SELECT count(*) >= 3 AND count(DISTINCT here::date) >= 2
               AND count(DISTINCT width_bucket(extract(hour FROM here), ARRAY[12, 16])) >= 2
               AND max(here) - min(here) >= interval '6 hours'
            FROM fair)
        WHEN 'no_call_wished' THEN EXISTS (
            SELECT 1 FROM tries WHERE outcome = 'kein_gespraech_gewuenscht')
        WHEN 'no_number' THEN n.phone = '' OR EXISTS (
            SELECT 1 FROM tries WHERE outcome = 'falsche_nummer')
        WHEN 'last_day' THEN
            (n.released_at AT TIME ZONE 'Europe/Berlin')::date >= n.send_no_later_than
            AND (house_now() AT TIME ZONE 'Europe/Berlin')::date >= n.send_no_later_than
        WHEN 'lead_reason' THEN
            length(btrim(n.release_note)) >= 10 AND EXISTS (
                SELECT 1 FROM staff s
                WHERE s.id = n.released_by AND 'team_lead' = ANY (s.roles))
        WHEN 'no_call_needed' THEN NOT n.call_wanted
        ELSE false
    END
$$
"""

NOTICE = """
CREATE FUNCTION notice_is_guarded() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    today date := (house_now() AT TIME ZONE 'Europe/Berlin')::date;
BEGIN
    IF TG_OP = 'DELETE' THEN
        IF OLD.state IN ('held', 'released') THEN
            RAISE EXCEPTION 'a notice and its reason cannot vanish'
                USING ERRCODE = 'check_violation';
        END IF;
        RETURN OLD;
    END IF;
    IF TG_OP = 'INSERT' THEN
        IF NEW.state <> 'held' THEN
            RAISE EXCEPTION 'every notice is held first' USING ERRCODE = 'check_violation';
        END IF;
        IF NOT NEW.call_wanted AND EXISTS (
            SELECT 1 FROM notice_kind k WHERE k.code = NEW.kind_code AND k.call_policy = 'A') THEN
            RAISE EXCEPTION 'this kind always wants a talk' USING ERRCODE = 'check_violation';
        END IF;
        RETURN NEW;
    END IF;
    IF OLD.state IN ('released', 'withdrawn') THEN
        IF (NEW.state, NEW.released_at, NEW.release_reason, NEW.release_note, NEW.released_by,
            NEW.kind_code, NEW.holdout, NEW.announced_at, NEW.held_since, NEW.call_wanted,
            NEW.send_no_later_than)
            IS DISTINCT FROM
           (OLD.state, OLD.released_at, OLD.release_reason, OLD.release_note, OLD.released_by,
            OLD.kind_code, OLD.holdout, OLD.announced_at, OLD.held_since, OLD.call_wanted,
            OLD.send_no_later_than)
           OR (OLD.phone = '' AND NEW.phone <> '') THEN
            RAISE EXCEPTION 'what became of a notice stays' USING ERRCODE = 'check_violation';
        END IF;
        RETURN NEW;
    END IF;
    IF (NEW.kind_code, NEW.holdout, NEW.announced_at)
        IS DISTINCT FROM (OLD.kind_code, OLD.holdout, OLD.announced_at)
       OR (OLD.call_wanted AND NOT NEW.call_wanted) OR (OLD.phone <> '' AND NEW.phone = '') THEN
        RAISE EXCEPTION 'what a release rests on stays' USING ERRCODE = 'check_violation';
    END IF;
    IF NEW.state = 'held' AND OLD.state = 'stopped' THEN
        IF NEW.held_since <= OLD.held_since THEN
            RAISE EXCEPTION 'what was decided anew is held anew' USING ERRCODE = 'check_violation';
        END IF;
        RETURN NEW;
    END IF;
    IF NEW.held_since IS DISTINCT FROM OLD.held_since
       OR NEW.send_no_later_than > OLD.send_no_later_than
       OR (NEW.send_no_later_than < OLD.send_no_later_than
           AND isfinite(house_now()) AND NEW.send_no_later_than <= today) THEN
        RAISE EXCEPTION 'the last sending day comes neither later nor at once'
            USING ERRCODE = 'check_violation';
    END IF;
    IF NEW.state = 'released' THEN
        IF OLD.state <> 'held' THEN
            RAISE EXCEPTION 'only a held notice can be released' USING ERRCODE = 'check_violation';
        END IF;
        IF (NEW.phone, NEW.call_wanted, NEW.send_no_later_than)
            IS DISTINCT FROM (OLD.phone, OLD.call_wanted, OLD.send_no_later_than)
           OR NEW.released_at IS NULL OR NEW.released_at > house_now() + interval '5 minutes'
           OR NEW.released_at < OLD.announced_at OR notice_evidence(NEW) IS NOT TRUE THEN
            RAISE EXCEPTION 'a notice leaves only with a reason and its evidence'
                USING ERRCODE = 'check_violation';
        END IF;
    END IF;
    RETURN NEW;
END $$
"""

ATTEMPT = """
CREATE FUNCTION attempt_is_evidence() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'INSERT' THEN
        IF NEW.at > house_now() + interval '10 minutes' THEN
            RAISE EXCEPTION 'nobody has called in the future' USING ERRCODE = 'check_violation';
        END IF;
        RETURN NEW;
    END IF;
    IF TG_OP = 'UPDATE' AND (NEW.callback_id, NEW.at, NEW.outcome, NEW.identity)
        IS NOT DISTINCT FROM (OLD.callback_id, OLD.at, OLD.outcome, OLD.identity) THEN
        RETURN NEW;
    END IF;
    IF EXISTS (SELECT 1 FROM callback c JOIN notice n ON n.id = c.notice_id
               WHERE c.id = OLD.callback_id AND n.state IN ('held', 'released')) THEN
        RAISE EXCEPTION 'an attempt is evidence for what becomes of its notice'
            USING ERRCODE = 'check_violation';
    END IF;
    RETURN CASE TG_OP WHEN 'DELETE' THEN OLD ELSE NEW END;
END $$
"""

CALLBACK = """
CREATE FUNCTION callback_stays_with_its_notice() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE' AND NEW.notice_id IS NOT DISTINCT FROM OLD.notice_id THEN
        RETURN NEW;
    END IF;
    IF EXISTS (SELECT 1 FROM notice n WHERE n.state IN ('held', 'released')
               AND n.id IN (OLD.notice_id, CASE TG_OP WHEN 'UPDATE' THEN NEW.notice_id END)) THEN
        RAISE EXCEPTION 'the call owed stays with its notice' USING ERRCODE = 'check_violation';
    END IF;
    RETURN CASE TG_OP WHEN 'DELETE' THEN OLD ELSE NEW END;
END $$
"""

TRIGGERS = (
    ("notice_guard", "notice", "INSERT OR UPDATE OR DELETE", "notice_is_guarded"),
    ("attempt_guard", "attempt", "INSERT OR UPDATE OR DELETE", "attempt_is_evidence"),
    ("callback_guard", "callback", "UPDATE OR DELETE", "callback_stays_with_its_notice"),
)


def upgrade() -> None:
    op.add_column("notice", sa.Column("held_since", sa.DateTime(timezone=True), nullable=True))
    op.execute("ALTER TABLE notice DISABLE TRIGGER notice_release")
    op.execute("UPDATE notice SET held_since = announced_at")
    op.alter_column("notice", "held_since", nullable=False)
    op.execute("DROP TRIGGER notice_release ON notice")
    for function in (CLOCK, EVIDENCE, NOTICE, ATTEMPT, CALLBACK):
        op.execute(function)
    for name, table, when, function in TRIGGERS:
        op.execute(
            f"CREATE TRIGGER {name} BEFORE {when} ON {table} "
            f"FOR EACH ROW EXECUTE FUNCTION {function}()"
        )


def downgrade() -> None:
    for name, table, _, _ in TRIGGERS:
        op.execute(f"DROP TRIGGER {name} ON {table}")
    for function in ("callback_stays_with_its_notice", "attempt_is_evidence", "notice_is_guarded"):
        op.execute(f"DROP FUNCTION {function}()")
    op.execute("DROP FUNCTION notice_evidence(notice)")
    op.execute("DROP FUNCTION house_now()")
    op.drop_column("notice", "held_since")
    op.execute(
        "CREATE TRIGGER notice_release BEFORE INSERT OR UPDATE ON notice "
        "FOR EACH ROW EXECUTE FUNCTION notice_release_needs_evidence()"
    )
