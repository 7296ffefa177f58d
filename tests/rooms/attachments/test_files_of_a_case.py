"""Files of drafts and cases, from the upload to the copy somebody reads."""

import secrets
import socket
import socketserver
import struct
import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from sqlalchemy import func, inspect, select

from anbelo.attachments.jobs import clean_attachment
from anbelo.attachments.models import Attachment, AttachmentContent
from anbelo.attachments.rules import Scan
from anbelo.attachments.service import add, hand_over, of_case, of_draft, remove, viewing_copy
from anbelo.audit.models import AuditDetail, AuditEntry
from anbelo.core.clock import now
from anbelo.core.errors import Invalid, Missing, Refused
from anbelo.core.scanner import Scanner, ScannerSilent
from anbelo.drafts.models import Draft
from anbelo.drafts.service import sweep
from anbelo.outbox.models import OutboxMessage
from anbelo.outbox.rules import Topic
from tests.scenes import contact


@pytest.fixture
def house(office):
    with office.unit_of_work() as session:
        yield session
        session.rollback()


def draft(session):
    row = Draft(key=secrets.token_hex(8), token_hash=secrets.token_bytes(8), answers={},
                code_hash=secrets.token_bytes(8), started_at=now(), touched_at=now())  # fmt: skip
    session.add(row)
    session.flush()
    return row.id


def text(session, number=0, **owner):
    content = f"Kontoauszug {number}".encode()
    return add(session, name=f"auszug{number}.txt", content=content, now=now(), **owner)


def promised(session):
    topic = OutboxMessage.topic == Topic.CLEAN_ATTACHMENT
    return session.scalars(select(OutboxMessage.subject_id).where(topic)).all()


def read(session, case_id, token):
    return viewing_copy(session, case_id, token, actor="staff:1", now=now())


def test_a_draft_takes_five_files_and_the_same_one_only_once(house):
    mine = draft(house)
    files = [text(house, n, draft_id=mine) for n in range(5)]
    assert text(house, 0, draft_id=mine) is files[0]
    with pytest.raises(Invalid, match="too_many_files"):
        text(house, 6, draft_id=mine)
    assert list(of_draft(house, mine)) == files
    assert not promised(house)


def test_only_the_draft_itself_can_remove_its_file(house):
    mine, other = draft(house), draft(house)
    file = text(house, draft_id=mine)
    remove(house, other, file.token)
    assert of_draft(house, mine)
    remove(house, mine, file.token)
    assert not of_draft(house, mine)
    assert house.scalar(select(func.count()).select_from(AttachmentContent)) == 0


def test_parallel_uploads_do_not_exceed_the_limit(office):
    with office.unit_of_work() as session:
        mine = draft(session)

    def upload(number):
        try:
            with office.unit_of_work() as session:
                text(session, number, draft_id=mine)
        except Invalid as refused:
            return refused.code
        return "kept"

    with ThreadPoolExecutor(8) as many:
        answers = sorted(many.map(upload, range(8)))
    assert answers == ["kept"] * 5 + ["too_many_files"] * 3


def test_sending_hands_the_files_over_and_the_old_draft_takes_none_with_it(office):
    with office.unit_of_work() as session:
        mine, kept = draft(session), draft(session)
        case_id = contact(session).case.id
        file = text(session, draft_id=mine)
        text(session, draft_id=kept)
        assert hand_over(session, mine, case_id, now=now()) == 1
        assert hand_over(session, mine, case_id, now=now()) == 0
        assert promised(session) == [file.id]
    with office.unit_of_work() as session:
        sweep(session, now=now() + timedelta(days=2))
    with office.reading() as session:
        assert [a.token for a in of_case(session, case_id)] == [file.token]
        for table in (Attachment, AttachmentContent):
            assert session.scalar(select(func.count()).select_from(table)) == 1


def test_lists_read_no_bytes(house):
    case_id = contact(house).case.id
    text(house, case_id=case_id)
    house.expire_all()
    row = house.scalars(select(AttachmentContent)).one()
    assert {"original", "copy"} <= inspect(row).unloaded


def test_a_file_can_be_read_once_its_copy_is_made_and_the_trail_tells_no_name(office):
    with office.unit_of_work() as session:
        case_id, other = contact(session).case.id, contact(session).case.id
        file = text(session, case_id=case_id)
        assert promised(session) == [file.id]
        with pytest.raises(Refused, match="file_not_ready"):
            read(session, case_id, file.token)
        clean_attachment(session, file.id, now=now())
        assert file.scan is Scan.NOT_SCANNED
        assert read(session, case_id, file.token)[0] == "auszug0.txt"
        assert read(session, case_id, file.token)[2] == b"Kontoauszug 0"
        for foreign in ((other, file.token), (case_id, "x")):
            with pytest.raises(Missing, match="no_such_file"):
                read(session, *foreign)
    with office.reading() as session:
        actions = session.scalars(select(AuditEntry.action)).all()
        assert actions.count("file_added") == 1
        assert actions.count("file_read") == 2
        assert "auszug" not in str(session.scalars(select(AuditDetail.detail)).all())


def test_a_broken_file_is_told_to_the_reader_and_the_job_ends_well(house):
    case_id = contact(house).case.id
    file = add(house, name="a.pdf", content=b"%PDF-rubbish", now=now(), case_id=case_id)
    clean_attachment(house, file.id, now=now())
    with pytest.raises(Refused, match="file_broken"):
        read(house, case_id, file.token)


def test_a_file_that_is_gone_is_no_trouble_for_the_job(house):
    clean_attachment(house, 999_999, now=now())


class Clamd(socketserver.StreamRequestHandler):
    """Speaks the daemon's side of INSTREAM; says what the server was told to say."""

    def handle(self):
        assert self.rfile.read(10) == b"zINSTREAM\0"
        got = b""
        while size := struct.unpack("!I", self.rfile.read(4))[0]:
            got += self.rfile.read(size)
        self.server.got = got
        self.wfile.write(self.server.answer)


@pytest.fixture
def clamd(tmp_path, monkeypatch):
    path = str(tmp_path / "clamd")
    with socketserver.UnixStreamServer(path, Clamd) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        monkeypatch.setenv("ANBELO_CLAMAV", f"unix:{path}")
        yield server
        server.shutdown()
        thread.join()


def test_a_clean_file_is_scanned_whole(house, clamd):
    clamd.answer = b"stream: OK\0"
    case_id = contact(house).case.id
    content = b"word " * 50_000
    file = add(house, name="a.txt", content=content, now=now(), case_id=case_id)
    clean_attachment(house, file.id, now=now())
    assert file.scan is Scan.CLEAN
    assert clamd.got == content


def test_an_infected_file_is_never_handed_out(house, clamd):
    clamd.answer = b"stream: Eicar-Test-Signature FOUND\0"
    case_id = contact(house).case.id
    file = text(house, case_id=case_id)
    clean_attachment(house, file.id, now=now())
    clamd.answer = b"stream: OK\0"
    clean_attachment(house, file.id, now=now())
    with pytest.raises(Refused, match="file_infected"):
        read(house, case_id, file.token)
    assert house.scalars(select(AttachmentContent.copy)).one() is None


@pytest.mark.parametrize(
    "answer", [b"", b"INSTREAM size limit exceeded. ERROR\0", b"stream: OK FOUN\0"]
)
def test_without_a_clear_answer_the_job_fails_and_no_copy_is_made(house, clamd, answer):
    clamd.answer = answer
    case_id = contact(house).case.id
    file = text(house, case_id=case_id)
    with pytest.raises(ScannerSilent):
        clean_attachment(house, file.id, now=now())
    assert file.copied_at is None


def test_an_unreachable_scanner_is_told_apart_from_none(tmp_path):
    assert Scanner.from_env({}) is None
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    for address in (f"unix:{tmp_path}/none", f"127.0.0.1:{port}"):
        with pytest.raises(ScannerSilent):
            Scanner.from_env({"ANBELO_CLAMAV": address}).is_infected(b"x")


@pytest.mark.parametrize("address", ["clamd", "unix:relative", "host:", ":3310", "unix:3310"])
def test_a_scanner_address_nobody_can_read_is_told_at_the_start(address):
    with pytest.raises(ValueError, match="ANBELO_CLAMAV must be"):
        Scanner.from_env({"ANBELO_CLAMAV": address})
