"""A notice announced, changed and withdrawn by the people who call before it leaves."""

import io
from datetime import date

import pytest
from sqlalchemy import select

from anbelo.accounts.models import ApiClient
from anbelo.core.db import Database
from anbelo.notices.models import Notice
from anbelo.notices.rules import NoticeState

NEW = "/desk/notices/new"
FILE = "/desk/notices/import"
FACTS = {
    "external_ref": "BSC-2026-000123",
    "kind": "withdrawal_refund",
    "team": "LEISTUNG",
    "person_name": "Omar Exempel",
    "phone": "01515 550199",
    "language": "ar",
    "summary": "800 Euro zurück. Für Mai bis August. Wegen Lohn.",
    "printed_on": "2026-11-23",
}
HEAD = "reference;kind;team;name;language;printed_on;phone;summary;rulings\n"
LINE = "BSC-1;refusal;LEISTUNG;Omar Exempel;ar;2026-11-23;0170 5550123;Ein Satz.;\n"


@pytest.fixture
def clerk(signed_in):
    return signed_in("leistung")


@pytest.fixture
def notices(office: Database):
    def look() -> list[Notice]:
        with office.reading() as session:
            found = list(session.scalars(select(Notice).order_by(Notice.external_ref)))
            for notice in found:
                _ = notice.dispositions, notice.team
            return found

    return look


def announced(clerk, **more):
    clerk.visit(NEW)
    return clerk.send("external_ref", **(FACTS | more))


def test_an_announced_notice_waits_and_leads_to_its_call(clerk, notices):
    page = announced(clerk)
    assert clerk.status == 200
    assert "Der Bescheid wartet auf ein Gespräch" in page
    (found,) = notices()
    assert (found.external_ref, found.state) == ("BSC-2026-000123", NoticeState.HELD)
    assert (found.phone, found.language, found.team.code) == ("+491515550199", "ar", "LEISTUNG")
    assert found.announced_by is not None


def test_without_rulings_and_last_day_the_kind_decides(clerk, notices):
    page = clerk.visit(NEW)
    # Seven working days after Monday 23 November 2026.
    assert "Aufhebung und Erstattung (ohne Angabe spätestens Mi., 2. Dez. 2026)" in page
    announced(clerk)
    (found,) = notices()
    assert found.send_no_later_than == date(2026, 12, 2)
    assert [(d.kind, d.objection_suspends) for d in found.dispositions] == [
        ("withdrawal", False), ("refund", True),
    ]  # fmt: skip


def test_own_rulings_keep_amounts_and_the_law_fills_what_was_not_said(clerk, notices):
    announced(clerk, ruling_1="refund", amount_1="1.234,50", effect_1="")
    assert clerk.status == 422
    announced(clerk, ruling_1="refund", amount_1="1234,50", ruling_2="offset", effect_2="no")
    (found,) = notices()
    assert [(d.kind, str(d.amount), d.objection_suspends) for d in found.dispositions] == [
        ("refund", "1234.50", True), ("offset", "None", False),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("external_ref", ""),
        ("external_ref", "mit Leerzeichen"),
        ("external_ref", "../etc"),
        ("kind", ""),
        ("kind", "nichts"),
        ("person_name", ""),
        ("phone", "keine Nummer"),
        ("language", "xx"),
        ("summary", ""),
        ("printed_on", "31.02.2026"),
        ("send_no_later_than", "gestern"),
        ("send_no_later_than", "2020-01-01"),
        ("team", "KDU"),
        ("case_reference", "ZZZZZZZZ"),
        ("amount_1", "viel"),
        ("amount_lower", "vielleicht"),
    ],
)
def test_a_wrong_answer_keeps_everything_and_stores_nothing(clerk, stored, field, value):
    clerk.visit(NEW)
    before = stored()
    clerk.send("external_ref", **(FACTS | {field: value}))
    assert clerk.status == 422
    assert stored() == before
    form = clerk.form("external_ref").values
    assert form["summary" if field != "summary" else "person_name"]
    assert form.get(field, "") == value or field in {"kind", "language", "team", "amount_lower"}


def test_a_double_tap_makes_one_notice_and_a_second_number_is_refused(clerk, notices):
    clerk.visit(NEW)
    values = clerk.form("external_ref").values.to_dict() | FACTS
    for _ in range(2):
        assert clerk.client.post(NEW, data=values).status_code == 303
    assert len(notices()) == 1
    page = announced(clerk, person_name="Jemand Anders")
    assert clerk.status == 409
    assert "Ein Bescheid mit dieser Nummer ist schon angemeldet." in page
    assert len(notices()) == 1


def test_a_confidential_case_is_as_unknown_as_one_that_does_not_exist(clerk, make_case):
    made = make_case(confidential=True)
    secret = announced(clerk, case_reference=made.reference)
    clerk_page = announced(clerk, case_reference="ZZZZZZZZ")
    assert "Diesen Vorgang gibt es nicht." in secret
    assert "Diesen Vorgang gibt es nicht." in clerk_page
    assert clerk.status == 422


def test_too_late_for_a_talk_needs_a_reason(clerk, notices):
    announced(clerk, send_no_later_than="2026-11-23")
    assert clerk.status == 422
    assert notices() == []
    announced(clerk, send_no_later_than="2026-11-23",
              urgent_reason="Der Vermieter braucht die Antwort heute.")  # fmt: skip
    (found,) = notices()
    assert "Vermieter" in found.urgent_reason


def test_a_change_is_stored_and_somebody_elses_change_is_never_overwritten(clerk, notices):
    announced(clerk)
    path = "/desk/notices/BSC-2026-000123/change"
    clerk.visit(path)
    late = clerk.form("person_name").values
    clerk.visit(path)
    clerk.send("person_name", summary="Jetzt nur 400 Euro zurück.")
    assert clerk.status == 200
    assert "Jetzt nur 400 Euro zurück." in clerk.page
    late["summary"] = "Ein alter Stand."
    answer = clerk.client.post(path, data=late)
    assert answer.status_code == 409
    assert "Ein alter Stand." in answer.get_data(as_text=True)
    (found,) = notices()
    assert found.summary == "Jetzt nur 400 Euro zurück."


def test_the_last_day_never_becomes_later(clerk, notices):
    announced(clerk)
    clerk.visit("/desk/notices/BSC-2026-000123/change")
    clerk.send("person_name", send_no_later_than="2026-12-24")
    assert clerk.status in {409, 422}
    assert notices()[0].send_no_later_than == date(2026, 12, 2)


def test_withdrawing_needs_a_tick_and_ends_the_call(clerk, notices):
    announced(clerk)
    path = "/desk/notices/BSC-2026-000123"
    clerk.visit(f"{path}/change")
    clerk.send("sure")
    assert clerk.status == 422
    assert notices()[0].state is NoticeState.HELD
    clerk.visit(f"{path}/change")
    page = clerk.send("sure", sure="1")
    assert "Der Bescheid ist zurückgenommen." in page
    assert notices()[0].state is NoticeState.WITHDRAWN
    assert "/change" not in page


def test_a_notice_of_a_connected_system_is_changed_there(clerk, notices, office):
    announced(clerk)
    with office.unit_of_work() as session:
        found = session.scalars(select(Notice)).one()
        found.client_id = session.scalars(select(ApiClient.id)).first()
    page = clerk.visit("/desk/notices/BSC-2026-000123")
    assert "/change" not in page
    clerk.visit("/desk/notices/BSC-2026-000123/change")
    clerk.send("person_name", summary="Anders")
    assert clerk.status == 409
    assert notices()[0].summary == FACTS["summary"]


def test_another_team_changes_nothing(signed_in, clerk):
    announced(clerk)
    other = signed_in("vermittlung")
    assert other.client.get("/desk/notices/BSC-2026-000123/change").status_code == 404


def sent(clerk, text: str | bytes, name: str = "bescheide.csv"):
    clerk.visit(FILE)
    values = clerk.form("file").values.to_dict()
    content = text.encode() if isinstance(text, str) else text
    clerk.answer = clerk.client.post(
        FILE,
        data=values | {"file": (io.BytesIO(content), name)},
        content_type="multipart/form-data",
    )
    return clerk.page


def test_a_file_is_shown_before_anything_is_stored(clerk, notices):
    page = sent(clerk, HEAD + LINE + LINE.replace("BSC-1", "BSC-2"))
    assert clerk.status == 200
    assert "Noch ist nichts gespeichert." in page
    assert "2 neue Bescheide" in page
    assert "Omar Exempel" in page
    assert notices() == []
    page = clerk.send("content")
    assert "Die Datei ist übernommen." in page
    assert [found.external_ref for found in notices()] == ["BSC-1", "BSC-2"]


def test_the_same_file_again_changes_nothing_and_other_facts_are_a_change(clerk, notices):
    sent(clerk, HEAD + LINE)
    clerk.send("content")
    versions = [found.version for found in notices()]
    page = sent(clerk, HEAD + LINE)
    assert "1 ist schon da, ohne Änderung" in page
    clerk.send("content")
    assert [found.version for found in notices()] == versions
    page = sent(clerk, HEAD + LINE.replace("Ein Satz.", "Ein neuer Satz."))
    assert "1 geänderter Bescheid" in page
    clerk.send("content")
    assert notices()[0].summary == "Ein neuer Satz."


@pytest.mark.parametrize(
    ("line", "field", "says"),
    [
        (LINE.replace("refusal", "nichts"), "kind", "Das kennen wir nicht."),
        (LINE.replace("LEISTUNG", "KDU"), "team", "Möglich: LEISTUNG."),
        (LINE.replace("Omar Exempel", "=1+1"), "name", "Das könnte eine Formel sein."),
        (LINE.replace("2026-11-23", "morgen"), "printed_on", "Das ist kein Datum."),
        (LINE.replace("0170 5550123", "keine"), "phone", "Das ist keine Telefonnummer."),
        (LINE.replace(";\n", ";Geld weg!\n"), "rulings", "withdrawal | refund 800.00 stops"),
        (LINE.replace("BSC-1", ""), "reference", "Bitte füllen Sie dieses Feld aus."),
        (LINE + LINE, "reference", "Diese Nummer steht schon in Zeile 2."),
        (LINE.replace("\n", ";zu viel\n"), "line", "Diese Zeile können wir nicht lesen."),
    ],
)
def test_every_wrong_line_is_named_and_nothing_is_stored(clerk, notices, line, field, says):
    page = sent(clerk, HEAD + line)
    assert clerk.status == 422
    assert "Wir haben nichts gespeichert." in page
    assert f">{field}<" in page
    assert says in page
    assert notices() == []


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", "Bitte wählen Sie eine Datei aus."),
        (b"PK kaputt", "Diese Datei können wir nicht lesen."),
        (b"reference;kind\nBSC-1;refusal\n", "Diese Datei können wir nicht lesen."),
        (b"x" * 500_001, "Die Datei ist zu groß."),
        (HEAD.encode(), "In der Datei ist kein Bescheid."),
        (b"\xff\xfe\x00", "Diese Datei können wir nicht lesen."),
    ],
)
def test_a_file_that_is_none_is_told(clerk, content, says):
    page = sent(clerk, content)
    assert clerk.status == 422
    assert says in page or "Diese Zeile können wir nicht lesen." in page
