"""Two connected systems: each knows the notices it announced itself, and no others exist for it."""

import pytest
from sqlalchemy import func, select, update

from anbelo.audit.models import AuditEntry
from anbelo.notices.models import Notice
from tests.doors.api.test_notices import NOTICE, PATH, outcome
from tests.scenes import notice as of_the_house

FACTS = {name: value for name, value in NOTICE.items() if name != "external_ref"}
ACTS = {
    "read": lambda system, path: system.get(path),
    "change": lambda system, path: system.put(path, FACTS),
    "change the kind": lambda system, path: system.put(path, {**FACTS, "kind": "grant"}),
    "change without number": lambda system, path: system.put(
        path, {name: value for name, value in FACTS.items() if name != "phone"}
    ),
    "change to an unknown team": lambda system, path: system.put(path, {**FACTS, "team": "X"}),
    "withdraw": lambda system, path: system.post(f"{path}/withdrawal"),
    "release": lambda system, path: system.post(f"{path}/release"),
    "report": lambda system, path: system.post(f"{path}/outcomes", outcome("nicht_erreicht")),
    "report too early": lambda system, path: system.post(
        f"{path}/outcomes", {**outcome("nicht_erreicht"), "at": "2001-01-01T10:00:00+01:00"}
    ),
}


def all_of(answer) -> tuple[int, bytes, list[tuple[str, str]]]:
    """Everything an answer tells; the policy for browsers holds a random number of its own."""
    headers = [found for found in answer.headers.items() if found[0] != "Content-Security-Policy"]
    return answer.status_code, answer.data, headers


@pytest.fixture(params=["another system", "the house", "a withdrawn one", "a released one"])
def strange(request, machine, other_machine, office):
    """A notice that is not the asking system's own, in every state it may have."""
    if request.param == "the house":
        with office.unit_of_work() as session:
            of_the_house(session, NOTICE["external_ref"])
        return other_machine
    kind = "grant" if request.param == "a released one" else NOTICE["kind"]
    assert machine.post("/notices", {**NOTICE, "kind": kind}).status_code == 201
    if request.param == "a withdrawn one":
        assert machine.post(f"{PATH}/withdrawal").json["state"] == "withdrawn"
    if request.param == "a released one":
        assert machine.post(f"{PATH}/release").json["state"] == "released"
    return other_machine


@pytest.mark.parametrize("act", ACTS)
def test_a_notice_of_somebody_else_does_not_exist(strange, office, act):
    def rows():
        with office.reading() as session:
            return (
                session.execute(select(Notice.__table__)).all(),
                session.scalar(select(func.count()).select_from(AuditEntry)),
            )

    before = rows()
    there = ACTS[act](strange, PATH)
    nowhere = ACTS[act](strange, "/notices/NOWHERE")
    assert (there.status_code, there.json["code"]) == (404, "no_such_notice")
    assert all_of(there) == all_of(nowhere)
    assert rows() == before


def test_a_reference_of_somebody_else_is_taken_and_tells_nothing_more(strange):
    own = {**NOTICE, "external_ref": "OWN"}
    assert strange.post("/notices", own).status_code == 201
    mine = strange.post("/notices", {**own, "summary": "Anders"})
    for body in (NOTICE, {**NOTICE, "summary": "Anders"}, {**NOTICE, "case_reference": "ZZZZZZZZ"}):
        theirs = strange.post("/notices", body)
        assert (theirs.status_code, theirs.json["code"]) == (409, "already_announced")
        assert all_of(theirs) == all_of(mine)


def test_the_key_of_one_system_brings_no_answer_to_another(machine, other_machine):
    machine.post("/notices", NOTICE, repeat="k-1")
    other = other_machine.post("/notices", NOTICE, repeat="k-1")
    assert (other.status_code, other.json["code"]) == (409, "already_announced")
    assert "Idempotent-Replay" not in other.headers


def test_each_system_sees_its_own(machine, other_machine):
    machine.post("/notices", NOTICE)
    other_machine.post("/notices", {**NOTICE, "external_ref": "OTHER"})
    assert machine.get(PATH).json["state"] == "held"
    assert other_machine.get("/notices/OTHER").json["external_ref"] == "OTHER"
    assert machine.get("/notices/OTHER").status_code == 404


def test_when_nobody_wrote_down_who_announced_it_no_system_has_it(machine, office):
    machine.post("/notices", NOTICE)
    with office.unit_of_work() as session:
        session.execute(update(Notice).values(client_id=None))
    assert machine.get(PATH).status_code == 404
