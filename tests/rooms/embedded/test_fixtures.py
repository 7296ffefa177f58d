"""What the shared fixtures promise to every other test."""

import socket

import pytest
import redis
from sqlalchemy import create_engine, inspect, text
from sqlalchemy.orm import Session


def test_what_a_test_commits_stays_inside_its_test(session, engine):
    session.execute(text("CREATE TABLE only_here AS SELECT 1 AS number"))
    session.commit()
    session.rollback()
    assert session.execute(text("SELECT number FROM only_here")).scalar_one() == 1
    with Session(engine) as somebody_else:
        found = somebody_else.execute(text("SELECT to_regclass('only_here')")).scalar_one()
    assert found is None


def test_every_database_is_migrated(engine, fresh_database_url):
    fresh = create_engine(fresh_database_url)
    tables = set(inspect(fresh).get_table_names())
    fresh.dispose()
    assert "alembic_version" in tables
    assert tables == set(inspect(engine).get_table_names())


@pytest.mark.parametrize("turn", [1, 2])
def test_a_queue_is_empty_at_the_start_of_each_test(redis_url, turn):
    with redis.Redis.from_url(redis_url) as queue:
        assert queue.dbsize() == 0
        queue.set("left over from turn", turn)


@pytest.mark.parametrize("host", ["example.org", "192.0.2.1", "2001:db8::1"])
def test_no_test_can_reach_the_internet(host):
    with pytest.raises(RuntimeError, match="A test tried to"):
        socket.create_connection((host, 80), timeout=1)
