"""Migrations are for real data: numbered, one after the other, up and down."""

from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import create_engine, inspect, pool, select

from anbelo.core.migrate import configuration, downgrade, upgrade
from anbelo.models import METADATA

SCRIPTS = ScriptDirectory.from_config(configuration("postgresql://nowhere"))
REVISIONS = list(reversed(list(SCRIPTS.walk_revisions())))
EMPTIED_BY_GUARDS = {"audit_head"}


def test_they_are_numbered_without_gap_and_named_like_it():
    numbers = [revision.revision for revision in REVISIONS]
    assert numbers == [f"{n:04d}" for n in range(1, len(numbers) + 1)]
    for revision in REVISIONS:
        assert Path(revision.path).name.startswith(f"{revision.revision}_")


def test_there_is_one_head():
    assert len(SCRIPTS.get_heads()) == 1


def test_the_head_equals_the_models(fresh_database_url):
    engine = create_engine(fresh_database_url, poolclass=pool.NullPool)
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, METADATA) == []


@pytest.mark.parametrize("revision", [r.revision for r in REVISIONS[1:]])
def test_one_step_down_and_up_again_keeps_what_people_stored(office_url, revision):
    """From the head to just before `revision` and back: nothing of the older columns is lost."""
    before = SCRIPTS.get_revision(revision).down_revision
    engine = create_engine(office_url, poolclass=pool.NullPool)
    stored = rows(engine)
    downgrade(office_url, str(before))
    older = inspect(engine)
    known = {name: {c["name"] for c in older.get_columns(name)} for name in older.get_table_names()}
    upgrade(office_url)
    again = rows(engine)
    for name in known.keys() & stored.keys():
        assert only(again[name], known[name]) == only(stored[name], known[name]), name
    assert sum(map(len, stored.values())) > len(METADATA.tables), "the office holds no data"


def rows(engine):
    """Everything stored, by table, each row by its columns."""
    with engine.connect() as connection:
        return {
            table.name: [dict(row) for row in connection.execute(select(table)).mappings()]
            for table in METADATA.sorted_tables
            if table.name not in EMPTIED_BY_GUARDS
        }


def only(found, columns):
    return sorted(repr({n: v for n, v in row.items() if n in columns}) for row in found)


def test_all_the_way_down_leaves_nothing_behind(office_url):
    downgrade(office_url, "base")
    engine = create_engine(office_url, poolclass=pool.NullPool)
    with engine.connect() as connection:
        left = connection.exec_driver_sql(
            "SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace "
            "AND relkind = 'r' AND relname <> 'alembic_version' "
            "UNION SELECT proname FROM pg_proc p WHERE pronamespace = 'public'::regnamespace "
            "AND NOT EXISTS (SELECT 1 FROM pg_depend d WHERE d.objid = p.oid AND d.deptype = 'e')"
        ).scalars()
        assert list(left) == []
    upgrade(office_url)
