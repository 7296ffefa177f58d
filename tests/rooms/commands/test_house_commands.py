"""report, release, jobs, demo, migrate, doctor: answers and exit codes on a real database."""

import json
from datetime import timedelta

import click
import pytest
from sqlalchemy import select, text

from anbelo.callbacks.models import Callback
from anbelo.callbacks.rules import AttemptRecord, IdentityCheck, Outcome
from anbelo.callbacks.service import announce_notice, record_attempt
from anbelo.cases.rules import Channel, NewContact
from anbelo.cases.screening import Signs
from anbelo.cases.service import open_case
from anbelo.cli import main
from anbelo.core.calendar import local_day
from anbelo.core.clock import now
from anbelo.notices.service import NewNotice
from anbelo.outbox.models import OutboxMessage
from anbelo.outbox.rules import Topic

COMMANDS = main.list_commands(click.Context(main))


def hold(database, *, working_days=8, outcome=None):
    """A held notice; with an outcome its call was made, and whatever the rules say happened."""
    moment = now()
    new = NewNotice(
        external_ref="FV-1", kind="withdrawal_refund", team="LEISTUNG",
        person_name="Erika Beispiel", phone="+492214710001", printed_on=local_day(moment),
        send_no_later_than=local_day(moment) + timedelta(days=working_days),
        urgent_reason="Die Frist endet morgen.",
    )  # fmt: skip
    with database.unit_of_work() as session:
        announce_notice(session, new, actor="client:1", now=moment)
        if outcome:
            callback = session.scalars(select(Callback)).one()
            attempt = AttemptRecord(outcome=outcome, at=moment, identity=IdentityCheck.TWO_FACTS)
            record_attempt(session, None, callback, attempt, actor="client:1", now=moment)


def state(database):
    with database.reading() as session:
        return session.execute(text("SELECT state, release_reason FROM notice")).one()


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_explains_itself_with_an_example(anbelo, name):
    command = main.get_command(click.Context(main), name)
    answer = anbelo(name, "--help")
    assert answer.exit_code == 0
    inner = getattr(command, "commands", {})
    pages = [answer.output, *(anbelo(name, one, "--help").output for one in inner)]
    assert any("Example: " in page for page in pages)


@pytest.mark.parametrize("name", ["report", "jobs", "demo", "migrate", "release"])
def test_a_database_that_does_not_answer_is_trouble_with_the_environment(anbelo, name):
    words = (name, "FV-1") if name == "release" else (name,)
    answer = anbelo(*words, DATABASE_URL="postgresql://secret-user@127.0.0.1:1/none")
    assert answer.exit_code == 3
    assert "Check DATABASE_URL" in answer.output
    assert "Traceback" not in answer.output
    assert "secret-user" not in answer.output


def test_missing_settings_are_named_all_at_once(anbelo, tmp_path):
    answer = anbelo("report", "--data", str(tmp_path), DATABASE_URL="", REDIS_URL="")
    assert answer.exit_code == 3
    assert "DATABASE_URL is missing." in answer.output
    assert "REDIS_URL is missing." in answer.output


def test_a_database_of_another_shape_says_what_to_run(anbelo, office):
    with office.unit_of_work() as session:
        session.execute(text("ALTER TABLE outbox_message RENAME TO elsewhere"))
    answer = anbelo("jobs")
    assert answer.exit_code == 3
    assert "anbelo migrate" in answer.output


def test_wrong_usage_is_code_two(anbelo):
    assert anbelo("report", "--year", "next").exit_code == 2
    assert anbelo("dance").exit_code == 2


# --- report -------------------------------------------------------------------------------------


@pytest.fixture
def three_cases(office):
    with office.unit_of_work() as session:
        for number, words in enumerate(("Bescheid", "Miete", "Schild")):
            contact = NewContact(text=words, channel=Channel.PHONE, language="de", site_code="GL")
            case = open_case(session, contact, key=str(number), pepper=b"p" * 32, actor="staff:1",
                             now=now()).case  # fmt: skip
            case.concerns[0].category = ("BES-1", "KDU-1", "SON-1")[number]
    return office


@pytest.mark.usefixtures("three_cases")
def test_the_report_prints_the_line_of_the_year(anbelo):
    answer = anbelo("report", "--year", str(local_day(now()).year))
    assert answer.exit_code == 0
    assert answer.output.startswith("3 / 2\n")
    assert "hidden" in answer.output


@pytest.mark.usefixtures("three_cases")
def test_the_report_for_scripts_hides_small_groups_too(anbelo):
    answer = anbelo("report", "--json")
    found = json.loads(answer.output)
    assert (found["enquiries"], found["benefits"]) == (3, 2)
    assert found["sites"] == {"GL": None}


def test_an_empty_year_is_zero(anbelo):
    assert anbelo("report", "--year", "2018").output.startswith("0 / 0\n")


# --- release ------------------------------------------------------------------------------------


def test_early_release_is_refused_with_the_reason_and_the_last_day(anbelo, office):
    hold(office)
    answer = anbelo("release", "FV-1")
    assert answer.exit_code == 1
    assert "nobody has talked to this person yet" in answer.output
    assert (local_day(now()) + timedelta(days=8)).isoformat() in answer.output
    assert state(office) == ("held", None)


@pytest.mark.parametrize("flag", ["--force", "--yes", "--reason=weil"])
def test_no_flag_makes_it_early(anbelo, office, flag):
    hold(office)
    assert anbelo("release", "FV-1", flag).exit_code == 2
    assert state(office) == ("held", None)


def test_a_notice_at_its_last_day_is_released_with_the_reason(anbelo, office):
    hold(office, working_days=0)
    answer = anbelo("release", "FV-1")
    assert answer.exit_code == 0, answer.output
    assert "Reason: " in answer.output
    assert state(office) == ("released", "last_day")
    with office.reading() as session:
        actors = session.scalars(
            text("SELECT actor FROM audit_entry WHERE action = 'notice_released'")
        ).all()
    assert actors == ["command"]


def test_a_released_notice_and_an_unknown_one_are_refused(anbelo, office):
    hold(office, outcome=Outcome.CLEARED)
    assert state(office) == ("released", "spoken")
    assert "it is released" in anbelo("release", "FV-1").output
    unknown = anbelo("release", "FV-2")
    assert unknown.exit_code == 1
    assert "no notice with this reference" in unknown.output


# --- jobs ---------------------------------------------------------------------------------------


def promise(database, **more):
    moment = now()
    fields = {"topic": Topic.PLAN_CALLBACK, "subject_id": 1, "available_at": moment,
              "created_at": moment} | more  # fmt: skip
    with database.unit_of_work() as session:
        message = OutboxMessage(**fields)
        session.add(message)
        session.flush()
        return message.id


def test_jobs_are_counted_by_what_becomes_of_them(anbelo, office):
    moment = now()
    promise(office, available_at=moment - timedelta(minutes=2))
    promise(office, leased_until=moment + timedelta(minutes=1))
    promise(office, available_at=moment + timedelta(days=1))
    promise(office, done_at=moment)
    parked = promise(office, parked_at=moment, attempts=10, last_error="ValueError")
    answer = anbelo("jobs")
    assert answer.exit_code == 0
    assert "due 1 · being worked on 1 · for later 1 · parked 1" in answer.output
    assert "waits for 12" in answer.output
    assert "ValueError" in answer.output
    assert anbelo("jobs", "retry", str(parked)).exit_code == 0
    assert "parked 0" in anbelo("jobs").output


def test_only_a_parked_job_can_be_tried_again(anbelo, office):
    waiting = promise(office)
    answer = anbelo("jobs", "retry", str(waiting))
    assert answer.exit_code == 1
    assert f"no parked job {waiting}" in answer.output


# --- demo, migrate ------------------------------------------------------------------------------


def test_the_demo_stays_out_of_a_house_that_is_not_empty(anbelo, office):
    answer = anbelo("demo")
    assert answer.exit_code == 1
    assert "not empty" in answer.output
    with office.reading() as session:
        assert session.scalar(text('SELECT count(*) FROM "case"')) == 0


def test_cases_for_measuring_are_added_and_their_speed_is_told(anbelo, office):
    answer = anbelo("demo", "--cases", "300")
    assert answer.exit_code == 0, answer.output
    assert "300 cases" in answer.output
    assert "rows/s" in answer.output
    assert anbelo("audit", "verify").exit_code == 0
    with office.reading() as session:
        assert session.scalar(text('SELECT count(*) FROM "case"')) == 300


@pytest.mark.parametrize("number", ["0", "1000001"])
def test_the_number_of_cases_has_limits(anbelo, number):
    assert anbelo("demo", "--cases", number).exit_code == 2


def test_migrating_twice_changes_nothing(anbelo, office):
    with office.unit_of_work() as session:
        session.execute(text("DROP TABLE alembic_version"))
        session.execute(text("DROP SCHEMA public CASCADE"))
        session.execute(text("CREATE SCHEMA public"))
    assert anbelo("migrate").exit_code == 0
    assert anbelo("migrate").exit_code == 0
    assert anbelo("jobs").exit_code == 0


# --- doctor -------------------------------------------------------------------------------------


def doctor(anbelo, **more):
    answer = anbelo("doctor", COLUMNS="300", **more)
    return answer.exit_code, answer.output


def line(output, what):
    return next(row for row in output.splitlines() if f" {what} " in row)


def test_the_doctor_finds_a_house_in_order(anbelo, monkeypatch):
    monkeypatch.setattr("anbelo.commands.doctor.offered", list)
    code, output = doctor(anbelo)
    assert code == 0, output
    for what in ("python", "time zones", "database", "extensions", "migrations", "redis", "jobs"):
        assert " ok " in line(output, what)


def test_the_doctor_sees_jobs_nobody_does(anbelo, office):
    promise(office, available_at=now() - timedelta(hours=1))
    code, output = doctor(anbelo)
    assert code == 1
    assert " bad " in line(output, "jobs")
    assert "anbelo worker" in line(output, "jobs")


def test_the_doctor_asks_about_a_proxy_when_everybody_comes_from_one_private_address(
    anbelo, office
):
    came_from(office, "10.0.0.2/32", inside=True, many=4)
    assert " addresses " not in doctor(anbelo)[1]
    came_from(office, "10.0.0.2/32", inside=True, many=1)
    assert "ANBELO_PROXIES" in line(doctor(anbelo)[1], "addresses")
    assert " addresses " not in doctor(anbelo, ANBELO_PROXIES="1")[1]
    came_from(office, "203.0.113.7/32", inside=False, many=1)
    assert " addresses " not in doctor(anbelo)[1]


def came_from(office, network, *, inside, many):
    """That many contacts by the form from this network, just now."""
    signs = Signs(now(), network=network, inside=inside)
    with office.unit_of_work() as session:
        for number in range(many):
            contact = NewContact(text="Kurz", channel=Channel.FORM, language="de")
            open_case(session, contact, key=f"{network} {many} {number}", pepper=b"p" * 32,
                      actor="claimant", now=now(), signs=signs)  # fmt: skip


def test_the_doctor_sees_an_old_database_and_a_cut_trail(anbelo, office):
    with office.unit_of_work() as session:
        session.execute(text("UPDATE alembic_version SET version_num = '0001'"))
        session.execute(text("UPDATE audit_head SET seq = 5"))
    code, output = doctor(anbelo)
    assert code == 1
    assert "anbelo migrate" in line(output, "migrations")
    assert "anbelo audit verify" in line(output, "audit head")


def test_without_redis_the_house_is_slower_but_not_ill(anbelo, monkeypatch):
    monkeypatch.setattr("anbelo.commands.doctor.offered", list)
    code, output = doctor(anbelo, REDIS_URL="redis://127.0.0.1:1/0")
    assert code == 0, output
    assert " warn " in line(output, "redis")


def test_without_a_database_the_doctor_says_so(anbelo):
    code, output = doctor(anbelo, DATABASE_URL="postgresql://nobody@127.0.0.1:1/none")
    assert code == 1
    assert "DATABASE_URL" in output


def test_the_doctor_names_missing_settings(anbelo, tmp_path):
    code, output = doctor(anbelo, DATABASE_URL="", ANBELO_DATA=str(tmp_path))
    assert code == 1
    assert "DATABASE_URL is missing" in output
