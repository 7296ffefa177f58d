"""Photos and files: taken with the text or a message, refused with a way forward, never inline."""

import io

import pytest
from PIL import Image
from sqlalchemy import select
from werkzeug.datastructures import FileStorage
from werkzeug.test import encode_multipart

from anbelo.attachments.jobs import clean_attachment
from anbelo.attachments.models import Attachment
from anbelo.attachments.rules import DAY_MOST, DAY_SOFT, FileKind
from anbelo.cases.models import Case
from anbelo.core.clock import now
from anbelo.core.throttle import count
from anbelo.drafts.models import Draft

TEXT = "Ich verstehe den Brief nicht."


def photo(colour: str = "red") -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (40, 30), colour).save(out, "JPEG")
    return out.getvalue()


def upload(anybody, *files: tuple[bytes, str], text: str = TEXT, **more):
    chosen = [FileStorage(io.BytesIO(content), name, "files") for content, name in files]
    data = {"text": text, "files": chosen, **more}
    boundary, body = encode_multipart(data)
    kind = f"multipart/form-data; boundary={boundary}"
    return anybody.client.post("/de/tell/text", data=body, content_type=kind, follow_redirects=True)


def stored(office) -> list[Attachment]:
    with office.reading() as session:
        return list(session.scalars(select(Attachment).order_by(Attachment.id)))


def test_a_photo_goes_along_with_the_text_to_the_case(anybody, office):
    upload(anybody, (photo(), "brief.jpg"))
    assert "brief.jpg" in anybody.visit("/de/tell/text")
    anybody.visit("/de/tell/call")
    anybody.send("phone", call="no")
    assert "brief.jpg" in anybody.page
    anybody.send("/de/tell/send")
    (file,) = stored(office)
    with office.reading() as session:
        case = session.scalars(select(Case).where(Case.text == TEXT)).one()
    assert (file.case_id, file.draft_id) == (case.id, None)


def test_a_file_can_be_taken_out_again(anybody, office):
    upload(anybody, (photo(), "brief.jpg"))
    anybody.visit("/de/tell/text")
    anybody.send("text", remove=stored(office)[0].token)
    assert stored(office) == []
    assert TEXT in anybody.page


@pytest.mark.parametrize(
    ("content", "name", "words"),
    [
        (b"", "leer.pdf", "ist leer"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "bild.svg", "können wir nicht annehmen"),
        (b"PK\x03\x04" + b"x" * 40, "alles.zip", "können wir nicht annehmen"),
        (photo(), "bild.png", "passen nicht zusammen"),
        (b"%PDF-1.7" + b"x" * (10 * 1024 * 1024 + 1), "gross.pdf", "zu groß"),
    ],
)
def test_what_we_cannot_take_is_told_and_the_text_stays(anybody, office, content, name, words):
    answer = upload(anybody, (content, name), (photo(), "gut.jpg"))
    assert answer.status_code == 422
    assert words in answer.text
    assert 'href="#f-files"' in answer.text
    assert TEXT in answer.text
    assert [file.name for file in stored(office)] == ["gut.jpg"], "the good one is kept"


def test_a_sixth_file_is_one_too_many(anybody, office):
    colours = ("red", "green", "blue", "black", "white", "grey")
    answer = upload(anybody, *((photo(c), f"{c}.jpg") for c in colours))
    assert answer.status_code == 422
    assert "zu viele Dateien" in answer.text
    assert len(stored(office)) == 5


def test_hostile_names_are_shown_harmless(anybody):
    upload(anybody, (photo(), "../../etc/\u202egpj.<b>exe.jpg"))
    page = anybody.visit("/de/tell/text")
    assert "\u202e" not in page
    assert "<b>exe" not in page
    assert "etc/" not in page


def test_too_much_at_once_is_an_answer_not_a_crash(anybody):
    answer = upload(anybody, (b"x" * (65 * 1024 * 1024), "riesig.pdf"))
    assert answer.status_code == 413
    assert "Die Dateien sind zusammen zu groß. Möglich sind 25 Megabyte." in answer.text
    assert anybody.client.post("/de/contact", data={"text": "x" * 2_000_000}).status_code == 413


def test_a_message_brings_its_file(anybody, inside, office):
    inside()
    form = anybody.form("text").values.to_dict()
    form |= {"text": "Hier ist das Foto.", "files": (io.BytesIO(photo()), "foto.jpg")}
    page = anybody.client.post("/de/status/message", data=form, follow_redirects=True).text
    assert "Hier ist das Foto." in page
    assert "foto.jpg" in page
    (file,) = stored(office)
    assert file.message_id is not None


def test_a_wrong_file_keeps_the_message_in_its_box(anybody, inside, office):
    inside()
    form = anybody.form("text").values.to_dict()
    form |= {"text": "Hier ist das Foto.", "files": (io.BytesIO(b"MZ"), "foto.exe")}
    answer = anybody.client.post("/de/status/message", data=form)
    assert answer.status_code == 422
    assert "Hier ist das Foto." in answer.text
    assert "können wir nicht annehmen" in answer.text
    assert stored(office) == []


NEIGHBOUR, FLOOD = "203.0.113.7", "198.51.100.9"


def full_day(office, settings, *, size: int = DAY_SOFT) -> None:
    """Others sent so much within a day, 25 MiB of it from one network within the hour."""
    with office.unit_of_work() as session:
        row = Draft(key="k" * 16, token_hash=b"t" * 8, answers={}, code_hash=b"c" * 8,
                    started_at=now(), touched_at=now())  # fmt: skip
        session.add(row)
        session.flush()
        session.add(
            Attachment(draft_id=row.id, token="others", name="a.pdf", kind=FileKind.PDF, size=size,
                       sha256=b"s" * 32, created_at=now())
        )  # fmt: skip
        count(session, f"files-from:{FLOOD}/32", pepper=settings.pepper, now=now(),
              amount=25 * 1024)  # fmt: skip


def test_on_a_day_full_of_files_a_network_that_sent_little_may_still_send_some(
    anybody, office, settings
):
    full_day(office, settings)
    anybody.client.environ_base["REMOTE_ADDR"] = NEIGHBOUR
    assert upload(anybody, (photo(), "brief.jpg")).status_code == 200
    assert [file.name for file in stored(office)] == ["a.pdf", "brief.jpg"]


@pytest.mark.parametrize(("network", "size"), [(FLOOD, DAY_SOFT), (NEIGHBOUR, DAY_MOST)])
def test_on_a_day_too_full_the_text_is_taken_and_the_file_is_told(
    anybody, office, settings, network, size
):
    full_day(office, settings, size=size)
    anybody.client.environ_base["REMOTE_ADDR"] = network
    answer = upload(anybody, (photo(), "brief.jpg"))
    assert answer.status_code == 422
    assert "Heute sind sehr viele Dateien gekommen. Die Datei „brief.jpg“" in answer.text
    assert TEXT in answer.text
    assert [file.name for file in stored(office)] == ["a.pdf"]
    anybody.visit("/de/tell/call")
    anybody.send("phone", call="no")
    anybody.send("/de/tell/send")
    with office.reading() as session:
        assert session.scalars(select(Case).where(Case.text == TEXT)).one()


def test_a_case_takes_no_files_without_end(anybody, inside, office):
    inside()
    with office.unit_of_work() as session:
        case = session.scalars(select(Case)).one()
        session.add_all(
            Attachment(case_id=case.id, token=f"t{n}", name="a.pdf", kind=FileKind.PDF, size=1,
                       sha256=bytes([n]) * 32, created_at=now())
            for n in range(50)
        )  # fmt: skip
    form = anybody.form("text").values.to_dict()
    form |= {"text": "Hier ist das Foto.", "files": (io.BytesIO(photo()), "foto.jpg")}
    answer = anybody.client.post("/de/status/message", data=form)
    assert answer.status_code == 422
    assert "Sie haben uns schon sehr viele Dateien gesendet." in answer.text
    assert "Hier ist das Foto." in answer.text
    assert len(stored(office)) == 50


@pytest.fixture
def sent(anybody, office):
    upload(anybody, (photo(), "brief.jpg"))
    anybody.visit("/de/tell/call")
    anybody.send("phone", call="no")
    anybody.send("/de/tell/send")
    with office.unit_of_work() as session:
        file = session.scalars(select(Attachment)).one()
        case = session.get(Case, file.case_id)
        return case.reference, file.id, file.token


def test_staff_get_the_copy_as_a_download_once_it_is_made(signed_in, office, sent):
    reference, number, token = sent
    clerk = signed_in("schalter")
    assert "wird geprüft" in clerk.visit(f"/desk/cases/{reference}")
    assert token not in clerk.page
    clerk.visit(f"/desk/cases/{reference}/files/{token}")
    assert clerk.status == 409
    with office.unit_of_work() as session:
        clean_attachment(session, number, now=now())
    assert token in clerk.visit(f"/desk/cases/{reference}")
    assert "nicht auf Viren geprüft" in clerk.page
    answer = clerk.client.get(f"/desk/cases/{reference}/files/{token}")
    assert answer.mimetype == "image/jpeg"
    assert answer.headers["Content-Disposition"] == "attachment; filename=brief.jpg"
    assert answer.headers["Content-Security-Policy"].startswith("sandbox")
    assert answer.headers["X-Content-Type-Options"] == "nosniff"


def test_a_file_of_a_confidential_case_is_none_for_others(signed_in, office, sent):
    reference, number, token = sent
    with office.unit_of_work() as session:
        clean_attachment(session, number, now=now())
        session.scalars(select(Case).filter_by(reference=reference)).one().confidential = True
    for login, status in (("schalter", 404), ("leistung", 404), ("ombuds", 200)):
        answer = signed_in(login).client.get(f"/desk/cases/{reference}/files/{token}")
        assert answer.status_code == status


def test_a_token_opens_only_the_file_of_its_own_case(signed_in, office, sent, inside):
    _reference, number, token = sent
    inside()
    with office.unit_of_work() as session:
        clean_attachment(session, number, now=now())
        other = session.scalars(select(Case.reference).order_by(Case.id.desc())).first()
    clerk = signed_in("ombuds")
    clerk.visit(f"/desk/cases/{other}/files/{token}")
    assert clerk.status == 404
