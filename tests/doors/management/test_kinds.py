"""Kinds of notices: administrators change them, nobody silently undoes another's change."""

import pytest
from sqlalchemy import select, text

from anbelo.audit.models import AuditDetail, AuditEntry
from anbelo.notices.models import NoticeKind
from anbelo.notices.rules import CallPolicy
from tests import scenes

PATH = "/management/house/kinds/withdrawal_refund"
NEW = {
    "code": "heating_refund",
    "label": "Erstattung der Heizkosten",
    "what_the_call_clears": "Zahlen und Raten",
    "talk_guide": "Nennen Sie die Zahl.\nFragen Sie: 30 % zu viel?",
    "hold_working_days": "9",
    "ruling-refund": "yes",
}


@pytest.fixture
def admin(signed_in):
    return signed_in("admin")


@pytest.fixture
def kind(office):
    def look(code: str = "withdrawal_refund") -> NoticeKind | None:
        with office.reading() as session:
            return session.get(NoticeKind, code)

    return look


@pytest.fixture
def trail(office):
    def look(action: str) -> list[tuple[str, str, dict]]:
        with office.reading() as session:
            found = session.execute(
                select(AuditEntry.actor, AuditEntry.subject, AuditDetail.detail)
                .join(AuditDetail, AuditDetail.seq == AuditEntry.seq)
                .where(AuditEntry.action == action)
            )
            return [tuple(row) for row in found]

    return look


def test_all_kinds_are_listed_and_lead_to_their_page(admin):
    page = admin.visit("/management/house/kinds")
    assert page.count("/management/house/kinds/") == 24
    assert PATH in page
    assert "Anruf: immer" in page
    assert "wartet höchstens 7 Arbeitstage" in page


def test_a_change_is_stored_and_the_trail_tells_codes_and_no_words(admin, kind, trail):
    admin.visit(PATH)
    admin.send("label", label="Geld zurück", hold_working_days="12", talk_guide="Nur eine Zeile.",
               **{"ruling-refund": "no", "ruling-withdrawal": ""})  # fmt: skip
    assert admin.status == 200
    found = kind()
    assert (found.label, found.hold_working_days, found.talk_guide) == (
        "Geld zurück", 12, "Nur eine Zeile.",
    )  # fmt: skip
    assert found.rulings == [{"kind": "refund", "objection_suspends": False}]
    ((actor, subject, detail),) = trail("kind_changed")
    assert actor.startswith("staff:")
    assert subject == "notice_kind:withdrawal_refund"
    assert detail["changed"] == ["hold_working_days", "label", "rulings", "talk_guide"]
    assert (detail["old"]["hold_working_days"], detail["new"]["hold_working_days"]) == (7, 12)
    assert "Geld" not in str(detail)
    assert "Zeile" not in str(detail)


def test_nothing_changed_is_no_event(admin, kind, trail):
    admin.visit(PATH)
    admin.send("label")
    assert admin.status == 200
    assert trail("kind_changed") == []
    assert kind().version == 1


def test_a_switched_off_kind_says_so(admin, kind):
    admin.visit(PATH)
    form = admin.form("label")
    form.values.pop("active")
    admin.client.post(PATH, data=form.values)
    assert kind().active is False
    assert "abgeschaltet" in admin.visit("/management/house/kinds")


def test_two_administrators_never_overwrite_each_other(admin, kind):
    admin.visit(PATH)
    late = admin.form("label").values
    admin.visit(PATH)
    admin.send("label", hold_working_days="20")
    late["hold_working_days"] = "3"
    answer = admin.client.post(PATH, data=late)
    assert answer.status_code == 409
    page = answer.get_data(as_text=True)
    assert "Jemand anders hat diese Art gerade geändert." in page
    assert 'value="3"' in page
    assert kind().hold_working_days == 20


def test_a_new_kind_is_there_once(admin, kind, trail):
    admin.visit("/management/house/kinds/new")
    values = admin.form("code").values.to_dict() | NEW
    for _ in range(2):
        assert admin.client.post("/management/house/kinds/new", data=values).status_code == 303
    found = kind("heating_refund")
    assert found.burdensome
    assert found.active
    assert found.call_policy is CallPolicy.ALWAYS
    assert found.rulings == [{"kind": "refund", "objection_suspends": True}]
    assert len(trail("kind_added")) == 1


@pytest.mark.parametrize(
    ("field", "value", "sentence"),
    [
        ("code", "grant", "Eine Art mit diesem Kürzel gibt es schon."),
        ("code", "new", "Das Kürzel hat 2 bis 40 Zeichen"),
        ("code", "Groß!", "Das Kürzel hat 2 bis 40 Zeichen"),
        ("label", "", "Bitte füllen Sie dieses Feld aus."),
        ("label", "30 % weniger", "Bitte schreiben Sie „Prozent“ statt des Zeichens."),
        ("hold_working_days", "0", "Möglich sind 1 bis 60 Arbeitstage."),
        ("hold_working_days", "61", "Möglich sind 1 bis 60 Arbeitstage."),
        ("hold_working_days", "viele", "Bitte schreiben Sie hier eine Zahl."),
        ("hold_working_days", "-1", "Bitte schreiben Sie hier eine Zahl."),
        ("call_policy", "Z", "Bitte wählen Sie eine der Antworten aus."),
        ("call_policy", "C", "Ein belastender Bescheid geht nie ganz ohne Versuch hinaus."),
    ],
)
def test_a_wrong_answer_is_named_and_everything_typed_stays(admin, kind, field, value, sentence):
    admin.visit("/management/house/kinds/new")
    page = admin.send("code", **(NEW | {field: value}))
    assert admin.status in {409, 422}
    assert sentence in page
    kept = admin.form("code").values
    assert kept["talk_guide"] == NEW["talk_guide"]
    assert kept["ruling-refund"] == "yes"
    assert kind("heating_refund") is None


def test_our_standard_can_be_taken_over_and_is_not_stored_before(admin, kind, office):
    with office.unit_of_work() as session:
        session.execute(text("UPDATE notice_kind SET talk_guide = '', rulings = '[]'"))
    admin.visit(f"{PATH}?standard=1")
    assert "Raten sind möglich" in admin.form("label").values["talk_guide"]
    assert kind().talk_guide == ""
    admin.send("label")
    assert "Raten sind möglich" in kind().talk_guide
    assert [found["kind"] for found in kind().rulings] == ["withdrawal", "refund"]


def test_a_kind_that_does_not_exist_is_not_found(admin):
    admin.visit("/management/house/kinds/nichts")
    assert admin.status == 404


def test_management_sets_the_lot_and_reads_what_it_means(signed_in, kind, trail):
    leitung = signed_in("leitung")
    page = leitung.visit("/management/lottery")
    assert "den rufen wir vor diesem Bescheid nicht an" in page
    assert "Aufhebung und Erstattung" not in page
    leitung.send("percent", kind="loan", percent="10")
    assert leitung.status == 200
    assert kind("loan").holdout_percent == 10
    ((_actor, subject, detail),) = trail("holdout_set")
    assert (subject, detail) == ("notice_kind:loan", {"old": 0, "new": 10})


@pytest.mark.parametrize(
    ("kind_code", "percent", "status"),
    [("loan", "51", 422), ("loan", "", 422), ("refusal", "10", 422), ("", "10", 422)],
)
def test_the_lot_has_limits(signed_in, kind, kind_code, percent, status):
    leitung = signed_in("leitung")
    leitung.visit("/management/lottery")
    leitung.send("percent", kind=kind_code, percent=percent)
    assert leitung.status == status
    assert kind("loan").holdout_percent == kind("refusal").holdout_percent == 0


def test_always_calling_ends_the_lot(signed_in, admin, kind):
    leitung = signed_in("leitung")
    leitung.visit("/management/lottery")
    leitung.send("percent", kind="loan", percent="10")
    admin.visit("/management/house/kinds/loan")
    admin.send("label", call_policy="A")
    assert kind("loan").holdout_percent == 0


def test_a_lot_seen_before_a_change_is_refused(signed_in, admin, kind):
    leitung = signed_in("leitung")
    leitung.visit("/management/lottery")
    admin.visit("/management/house/kinds/loan")
    admin.send("label", hold_working_days="20")
    leitung.send("percent", kind="loan", percent="10")
    assert leitung.status == 409
    assert kind("loan").holdout_percent == 0


def test_the_call_shows_the_guide_of_its_kind(signed_in, office):
    with office.unit_of_work() as session:
        found = scenes.notice(session, "N-9")
        call = scenes.callback_of(session, found).id
    page = signed_in("leistung").visit(f"/desk/calls/{call}")
    assert "Das gehört in dieses Gespräch" in page
    assert "Raten sind möglich." in page
