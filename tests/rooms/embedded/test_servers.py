"""The embedded servers through a whole life: first start, second start, crash, and company."""

import os
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import psycopg
import pytest
import redis

from anbelo.embedded import EmbeddedUnavailable, Servers, servers, start_postgres, start_valkey
from anbelo.embedded import postgres as postgres_module
from anbelo.embedded.process import children, family

FAST = {"fsync": "off"}
# A program that owns both servers, says where they are, and lives until it is killed.
OWNER = """
import signal, sys
from pathlib import Path
from anbelo.embedded import start_postgres, start_valkey
data = Path(sys.argv[1])
postgres = start_postgres(data / "postgres")
valkey = start_valkey(data / "valkey")
print(postgres.pid, valkey.pid, postgres.url, valkey.url, flush=True)
signal.pause()
"""


def database(url: str) -> psycopg.Connection:
    return psycopg.connect(url.replace("+psycopg", ""), autocommit=True)


def start_by(way, folder):
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(postgres_module, "ways", lambda _folder: [way])
        return start_postgres(folder, settings=FAST)


def is_gone(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes() == b""
    except (FileNotFoundError, ProcessLookupError):
        return True


def wait_until_gone(*pids: int, seconds: float = 20) -> None:
    deadline = time.monotonic() + seconds
    while not all(is_gone(pid) for pid in pids):
        assert time.monotonic() < deadline, f"still running: {pids}"
        time.sleep(0.02)


@pytest.fixture(autouse=True)
def sockets_go_away(monkeypatch):
    """Sockets of killed servers stay until the next start; here nobody starts them again."""
    with tempfile.TemporaryDirectory() as folder:
        monkeypatch.setenv("TMPDIR", folder)
        monkeypatch.setattr("tempfile.tempdir", folder)
        Path(folder).chmod(0o711)
        yield


@pytest.fixture
def owner(tmp_path):
    """Start OWNER on a folder; whatever the test does to it, nothing stays behind."""
    with subprocess.Popen(
        [sys.executable, "-c", OWNER, str(tmp_path / "data")], stdout=subprocess.PIPE, text=True
    ) as process:
        postgres, valkey, database_url, redis_url = process.stdout.readline().split()
        process.servers = (int(postgres), int(valkey))
        process.addresses = Servers(database_url, redis_url)
        yield process
        process.kill()
    wait_until_gone(*process.servers)


def test_a_second_start_keeps_the_data(tmp_path):
    with servers(tmp_path, postgres_settings=FAST) as found:
        with database(found.database_url) as connection:
            connection.execute("CREATE TABLE kept AS SELECT 'Straße' AS word")
        with redis.Redis.from_url(found.redis_url) as queue:
            queue.set("kept", "yes")
    with servers(tmp_path, postgres_settings=FAST) as found:
        with database(found.database_url) as connection:
            assert connection.execute("SELECT upper(word) FROM kept").fetchone() == ("STRASSE",)
        with redis.Redis.from_url(found.redis_url) as queue:
            assert queue.get("kept") == b"yes"


def test_nothing_is_left_after_a_stop(tmp_path):
    before = set(children(os.getpid()))  # a browser that other tests share may run beside this one
    with servers(tmp_path, postgres_settings=FAST) as found:
        sockets = Path(found.redis_url.removeprefix("unix://")).parent
        with database(found.database_url) as connection:
            backend = connection.info.backend_pid
        started = set(children(os.getpid())) - before
    assert started
    wait_until_gone(backend)
    assert not sockets.exists()
    assert not set(children(os.getpid())) & started


def test_a_path_with_spaces_and_signs_is_no_obstacle(tmp_path, monkeypatch):
    crooked = tmp_path / "Jobcenter Köln's 100% data"
    crooked.mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(crooked))
    with servers(crooked / "a b", postgres_settings=FAST) as found:
        with database(found.database_url) as connection:
            assert connection.execute("SELECT 1").fetchone() == (1,)
        with redis.Redis.from_url(found.redis_url) as queue:
            assert queue.ping()


def test_sockets_stay_reachable_when_the_temporary_folder_has_a_long_name(tmp_path, monkeypatch):
    deep = tmp_path / ("d" * 120)
    deep.mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(deep))
    server = start_valkey(tmp_path / "valkey")
    with redis.Redis.from_url(server.url) as queue:
        assert queue.ping()
    server.stop()


def test_only_their_owner_may_reach_the_sockets(tmp_path):
    with servers(tmp_path, postgres_settings=FAST) as found:
        sockets = Path(found.redis_url.removeprefix("unix://")).parent
        assert sockets.stat().st_mode & 0o777 == 0o700
        assert (tmp_path / "postgres").stat().st_mode & 0o777 == 0o700
        with database(found.database_url) as connection:
            assert connection.execute("SHOW listen_addresses").fetchone() == ("",)


def test_no_folder_above_ours_changes_its_permissions(tmp_path):
    closed = tmp_path / "private"
    closed.mkdir(mode=0o700)
    before = [(path, path.stat().st_mode) for path in (closed, *closed.parents)]
    with servers(closed / "data", postgres_settings=FAST):
        pass
    assert [(path, path.stat().st_mode) for path in (closed, *closed.parents)] == before


def test_they_end_when_their_owner_is_killed(owner):
    owner.kill()
    wait_until_gone(*owner.servers)


def test_a_new_start_follows_at_once_when_the_owner_was_killed(owner, tmp_path):
    with database(owner.addresses.database_url) as connection:
        connection.execute("CREATE TABLE kept AS SELECT 7 AS number")
    owner.kill()
    owner.wait()
    with servers(tmp_path / "data") as found, database(found.database_url) as connection:
        assert connection.execute("SELECT number FROM kept").fetchone() == (7,)


def test_traces_of_a_crash_do_not_stop_a_new_start(owner, tmp_path):
    folder = tmp_path / "data" / "postgres"
    for pid in (*family(owner.servers[0]), *family(owner.servers[1]), owner.pid):
        os.kill(pid, signal.SIGKILL)
    owner.wait()
    assert (folder / "cluster" / "postmaster.pid").exists()
    assert (folder / "server.pid").exists()
    with servers(tmp_path / "data") as found, database(found.database_url) as connection:
        assert connection.execute("SELECT 1").fetchone() == (1,)


@pytest.mark.parametrize("command", [["sleep", "600"], ["true"]], ids=["stranger", "unburied"])
def test_an_old_process_number_in_other_hands_does_not_stop_a_new_start(tmp_path, command):
    start_postgres(tmp_path, settings=FAST).stop()
    stale = tmp_path / "cluster" / "postmaster.pid"
    with subprocess.Popen(command) as holder:
        os.waitid(os.P_PID, holder.pid, os.WEXITED | os.WNOWAIT | os.WNOHANG)
        lines = (str(holder.pid), str(tmp_path / "cluster"), "0", "5432", "", "", "", "")
        stale.write_text("\n".join(lines))
        start_postgres(tmp_path, settings=FAST).stop()
        holder.kill()


@pytest.mark.parametrize(
    ("room", "start"), [("postgres", start_postgres), ("valkey", start_valkey)]
)
def test_a_second_owner_is_told_who_the_first_one_is(owner, tmp_path, room, start):
    with pytest.raises(EmbeddedUnavailable, match=f"process {owner.pid}.*kill {owner.pid}"):
        start(tmp_path / "data" / room)
    with database(owner.addresses.database_url) as connection:
        assert connection.execute("SELECT 1").fetchone() == (1,)
    with redis.Redis.from_url(owner.addresses.redis_url) as queue:
        assert queue.ping()


def test_an_interrupted_first_start_leaves_nothing_that_counts(tmp_path):
    half = tmp_path / "cluster.new"
    half.mkdir()
    (half / "PG_VERSION").write_text("18\n")
    server = start_postgres(tmp_path, settings=FAST)
    with database(server.url) as connection:
        assert connection.execute("SELECT 1").fetchone() == (1,)
    server.stop()


def test_postgres_can_be_killed_and_restarted_at_the_same_address(tmp_path):
    server = start_postgres(tmp_path)
    url, first = server.url, server.pid
    with database(url) as connection:
        connection.execute("CREATE TABLE kept AS SELECT 7 AS number")
        server.kill()
        with pytest.raises(psycopg.OperationalError):
            connection.execute("SELECT 1")
    server.restart()
    assert server.pid != first
    with database(server.url) as connection:
        assert connection.execute("SELECT number FROM kept").fetchone() == (7,)
    server.stop()


def test_a_frozen_queue_hangs_and_goes_on_when_thawed(tmp_path):
    server = start_valkey(tmp_path)
    with redis.Redis.from_url(server.url, socket_timeout=0.3, retry=None) as queue:
        server.freeze()
        with pytest.raises(redis.exceptions.TimeoutError):
            queue.ping()
        server.thaw()
        assert queue.ping()
    server.freeze()
    server.stop()


def test_an_address_from_outside_replaces_a_server(tmp_path):
    with servers(tmp_path, database_url="postgresql:///x", redis_url="redis://y") as found:
        assert found == Servers("postgresql:///x", "redis://y")
    assert list(tmp_path.iterdir()) == []


def test_where_no_wheel_works_the_way_out_is_named(tmp_path, monkeypatch):
    monkeypatch.setattr("importlib.util.find_spec", lambda _name: None)
    monkeypatch.setattr("shutil.which", lambda _name: None)
    monkeypatch.setattr(postgres_module, "_binaries", lambda: iter(()))
    with pytest.raises(EmbeddedUnavailable, match="DATABASE_URL"):
        start_postgres(tmp_path / "postgres")
    with pytest.raises(EmbeddedUnavailable, match="REDIS_URL"):
        start_valkey(tmp_path / "valkey")


@pytest.mark.parametrize("start", [start_postgres, start_valkey])
def test_a_folder_of_another_user_is_refused_with_a_way_out(tmp_path, monkeypatch, start):
    monkeypatch.setattr("os.geteuid", lambda: tmp_path.stat().st_uid + 4321)
    with pytest.raises(EmbeddedUnavailable, match=r"belongs to another user.*chown"):
        start(tmp_path)


def test_a_server_that_cannot_start_says_why(tmp_path):
    with pytest.raises(EmbeddedUnavailable, match="shared_buffers"):
        start_postgres(tmp_path, settings={"shared_buffers": "nonsense"})


def test_what_people_wrote_stays_out_of_the_log(tmp_path):
    server = start_postgres(tmp_path, settings=FAST)
    with database(server.url) as connection:
        connection.execute("CREATE TABLE secret (word text NOT NULL, number int NOT NULL)")
        with pytest.raises(psycopg.errors.NotNullViolation):
            connection.execute("INSERT INTO secret VALUES ('Rumpelstilzchen', NULL)")
    server.stop()
    log = (tmp_path / "server.log").read_text()
    assert "violates not-null" in log
    assert "Rumpelstilzchen" not in log


def test_every_way_this_user_has_serves_the_same_data():
    # Not pytest's folder: as root, that one is closed to the user `nobody`.
    with tempfile.TemporaryDirectory() as public:
        Path(public).chmod(0o711)
        folder = Path(public, "postgres")
        folder.mkdir(mode=0o700)
        tried = []
        for way in list(postgres_module.ways(folder)):
            postgres_module.hand_over(folder, way.owner)
            if way.runs(postgres_module.wheel_binaries(), folder):
                tried.append(way)
        assert tried
        for number, way in enumerate(tried):
            server = start_by(way, folder)
            with database(server.url) as connection:
                connection.execute("CREATE TABLE IF NOT EXISTS kept (number int)")
                connection.execute("INSERT INTO kept VALUES (1)")
                assert connection.execute("SELECT count(*) FROM kept").fetchone() == (number + 1,)
            server.kill()
            server.restart()
            server.stop()
