"""`anbelo import contacts`: all or nothing, every fault named, repeatable without doubles."""

import json

import pytest
from sqlalchemy import text

from anbelo.demo.texts import samples

ALL_LANGUAGES = 13


@pytest.fixture
def rows():
    """Two lines in each language, with labels of another vocabulary beside them."""
    found, by_language = [], {}
    for sample in samples():
        if by_language.setdefault(sample.language, 0) < 2:
            by_language[sample.language] += 1
            words = sample.pattern.format(amount=84, weeks=6, rent=412, site="Overath")
            found.append(
                {"id": f"X-{len(found)}", "text": words, "lang": sample.language,
                 "kind": sample.kind.value, "category": "wait_time", "secondary": [],
                 "urgent": None, "traits": ["typos"]}
            )  # fmt: skip
    assert len(by_language) == ALL_LANGUAGES
    return found


def save(folder, rows, name="contacts.jsonl"):
    path = folder / name
    lines = [row if isinstance(row, str) else json.dumps(row) for row in rows]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return str(path)


def count(database, question):
    with database.reading() as session:
        return session.scalar(text(question))


def cases(database):
    return count(database, 'SELECT count(*) FROM "case"')


def test_every_line_becomes_a_case_with_proposal_and_route(anbelo, office, tmp_path, rows):
    answer = anbelo("import", "contacts", save(tmp_path, rows), "--site", "GL")
    assert answer.exit_code == 0, answer.output
    assert f"{len(rows)} cases stored, 0 were here already" in answer.output
    assert "left out: secondary, traits, urgent." in answer.output
    assert f"{len(rows)} labels of category are not our codes" in answer.output
    assert cases(office) == len(rows)
    whole = "proposed_team_id IS NOT NULL AND routing_rule_id IS NOT NULL AND proposal <> '{}'"
    assert count(office, f"SELECT count(DISTINCT case_id) FROM concern WHERE {whole}") == len(rows)
    assert count(office, "SELECT count(*) FROM audit_entry WHERE action = 'case_opened' "
                         "AND actor = 'command'") == len(rows)  # fmt: skip


def test_the_same_file_again_adds_nothing(anbelo, office, tmp_path, rows):
    path = save(tmp_path, rows)
    anbelo("import", "contacts", path)
    again = anbelo("import", "contacts", path)
    assert again.exit_code == 0
    assert f"0 cases stored, {len(rows)} were here already" in again.output
    assert cases(office) == len(rows)


def test_the_same_file_adds_nothing_even_when_the_keys_were_cleared_away(
    anbelo, office, tmp_path, rows
):
    path = save(tmp_path, rows)
    anbelo("import", "contacts", path)
    with office.unit_of_work() as session:
        session.execute(text("DELETE FROM idempotency_key"))
    again = anbelo("import", "contacts", path)
    assert f"0 cases stored, {len(rows)} were here already" in again.output
    assert cases(office) == len(rows)


def test_new_lines_are_added_to_old_ones(anbelo, office, tmp_path, rows):
    anbelo("import", "contacts", save(tmp_path, rows[:10]))
    answer = anbelo("import", "contacts", save(tmp_path, rows))
    assert f"{len(rows) - 10} cases stored, 10 were here already" in answer.output
    assert cases(office) == len(rows)


@pytest.mark.parametrize("change", [{"text": "Ganz anders."}, {"kind": "suggestion"}])
def test_a_known_id_with_other_content_stops_everything(anbelo, office, tmp_path, rows, change):
    rows[3]["kind"] = "complaint"
    anbelo("import", "contacts", save(tmp_path, rows[:10]))
    changed = [*rows[:3], rows[3] | change, *rows[4:]]
    answer = anbelo("import", "contacts", save(tmp_path, changed))
    assert answer.exit_code == 1
    assert "Line 4, id: is here already, but with other content." in answer.output
    assert cases(office) == 10


def test_a_damaged_copy_stores_nothing_and_names_each_fault(anbelo, office, tmp_path, rows):
    damaged = [
        *rows[:5],
        '{"id": "B-1", "text": ',
        {"id": "B-2", "text": "Hallo", "lang": "klingon"},
        {"id": "B-3", "text": "x" * 2_000_000, "lang": "de"},
        {"id": "B-4", "text": "a\0b", "lang": "de"},
        {"id": "B-5", "text": "=cmd|' /C calc'!A0", "lang": "de"},
        rows[0],
    ]
    answer = anbelo("import", "contacts", save(tmp_path, damaged))
    assert answer.exit_code == 1
    assert cases(office) == 0
    assert count(office, "SELECT count(*) FROM idempotency_key") == 0
    for words in (
        "Line 6, line: is not JSON",
        "Line 7, lang: is a language we do not know",
        "Line 8, text: has 2,000,000 characters; 20,000 are possible.",
        "Line 9, text: holds the control character NUL at character 2.",
        "Line 10, text: could be a formula.",
        "Line 11, id: is the same as in line 1.",
    ):
        assert words in answer.output
    assert "calc" not in answer.output


def test_many_faults_end_with_how_many_more(anbelo, tmp_path):
    answer = anbelo("import", "contacts", save(tmp_path, ["no"] * 230))
    assert answer.output.count("is not JSON") == 200
    assert "... and 30 more." in answer.output


def test_a_dry_run_tells_everything_and_stores_nothing(anbelo, office, tmp_path, rows):
    answer = anbelo("import", "contacts", save(tmp_path, rows), "--dry-run")
    assert answer.exit_code == 0
    assert f"{len(rows)} cases would be stored" in answer.output
    assert cases(office) == 0
    assert count(office, "SELECT count(*) FROM audit_entry") == 0


def test_csv_with_a_wished_call_owes_it(anbelo, office, tmp_path):
    path = tmp_path / "calls.csv"
    path.write_text(
        "id;text;lang;site;phone;received_at\n"
        "1;Bitte rufen Sie mich an.;de;BUR;+49 221 4710123;2018-03-05T09:30\n",
        encoding="utf-8",
    )
    assert anbelo("import", "contacts", str(path)).exit_code == 0
    assert count(office, "SELECT count(*) FROM callback WHERE state = 'owed'") == 1
    assert count(office, 'SELECT received_at FROM "case"').year == 2018


def test_a_formula_in_a_csv_cell_stores_nothing(anbelo, office, tmp_path):
    path = tmp_path / "formula.csv"
    path.write_text("id,text,lang\n1,Hallo,de\n2,-10 Euro,de\n", encoding="utf-8")
    answer = anbelo("import", "contacts", str(path))
    assert answer.exit_code == 1
    assert "Line 3, text: could be a formula." in answer.output
    assert cases(office) == 0


def test_a_confidential_line_goes_to_nobodys_team(anbelo, office, tmp_path, rows):
    rows[0]["confidential"] = True
    answer = anbelo("import", "contacts", save(tmp_path, rows[:1]))
    assert answer.exit_code == 0, answer.output
    assert count(office, "SELECT count(*) FROM concern WHERE proposed_team_id IS NULL") > 0


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (("--site", "XX"), 1),
        (("--colour", "red"), 2),
    ],
)
def test_wrong_options_have_their_exit_code(anbelo, tmp_path, rows, words, code):
    assert anbelo("import", "contacts", save(tmp_path, rows), *words).exit_code == code


def test_a_file_that_is_not_there_is_wrong_usage(anbelo, tmp_path):
    assert anbelo("import", "contacts", str(tmp_path / "none.csv")).exit_code == 2
