"""What somebody with SQL can move about: every swap of rows, columns, owners and versions stays shut."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from sqlalchemy import text

from casemgr.desk.broken import BROKEN_SEAL
from casemgr.errors import KeyNotHeldError, SealBrokenError
from casemgr.founding import Founding
from tests.casemgr.desk.lives import RECOMMENDATION, REVIEW_SHEET, Life

WITHIN_A_CASE = [
    ("casemgr_note", "body_sealed"),
    ("casemgr_message", "body_sealed"),
    ("casemgr_history", "note_sealed"),
    ("casemgr_recommendation", "text_sealed"),
    ("casemgr_follow_up", "text_sealed"),
    ("casemgr_subject", "person_sealed"),
    ("casemgr_allegation", "matter_sealed"),
    ("casemgr_assignment", "instruction_sealed"),
    ("casemgr_attachment", "meta_sealed"),
]
BETWEEN_CASES = [
    ("casemgr_case", "heading_sealed"),
    ("casemgr_case", "review_sealed"),
    ("casemgr_report", "content_sealed"),
]


@pytest.fixture
def life(founding: Founding) -> Life:
    return Life(founding)


def full(life: Life) -> None:
    """Make a case that has two of everything."""
    life.to_assigned()
    for number in ("satu", "dua"):
        life.do("wira", "note", {"text": f"Catatan {number}."})
        life.do("wira", "answer", {"text": f"Jawaban {number}.", "read_it": True})
        with life.desk("wira") as desk:
            case = desk.case(life.reference)
            desk.add_allegation(case, category="pungli", name=f"Orang {number}")
            paper = desk.receiver(case, name=f"{number}.txt", content_type="text/plain")
            paper.write(number.encode())
            desk.keep_file(case, paper.finish())
    life.do("wira", "assign", {"staff": life.staff("panji"), "instruction": "Klarifikasi satu."})
    life.do("wira", "assign", {"staff": life.staff("dewi"), "instruction": "Klarifikasi dua."})
    life.do("wira", "clarify", {"note": "Mulai."})
    life.do("panji", "write_up", {"record_number": "BA-1", "note": "Selesai."})
    for number in ("satu", "dua"):
        life.do("panji", "recommend", {**RECOMMENDATION, "text": f"Rekomendasi {number}."})
    life.do("wira", "conclude", life.proven(), when="proven")
    for one in life.seen_by("ratna").recommendations:
        life.do(
            "ratna",
            "follow_up",
            {"recommendation": one.id, "result": "sesuai", "text": f"Sudah {one.number}."},
        )


@contextmanager
def swapped(life: Life, table: str, column: str, other: str | None = None) -> Iterator[None]:
    """Exchange the sealed bytes of two rows by SQL, and put them back."""
    other = other or column
    engine = life.office.engine
    select = text(f"SELECT id, {column}, {other} FROM {table} WHERE {column} IS NOT NULL ORDER BY id")
    with engine.connect() as connection:
        first, second = connection.execute(select).all()[:2]
    blobs = {first[0]: second[2], second[0]: first[2]}
    back = {first[0]: first[1], second[0]: second[1]}
    assert first[1] != second[1]
    update = text(f"UPDATE {table} SET {column} = :blob WHERE id = :id")
    for values, wait in ((blobs, True), (back, False)):
        with engine.begin() as connection:
            for row_id, blob in values.items():
                connection.execute(update, {"id": row_id, "blob": blob})
        if wait:
            yield


def shows_broken(life: Life) -> bool:
    """Whether the case marks something whose seal is broken; what is marked stands in its place."""
    file = life.seen_by("ratna")
    texts = [
        file.title,
        file.core_issue,
        *(report.content.text for report in file.reports),
        *(one.name for report in file.reports for one in report.files),
        *(one.name for one in (*file.papers, *file.subjects)),
        *(one.finding for one in file.allegations),
        *(one.text for one in file.recommendations),
        *(note.text for note in file.notes),
        *(message.text for report in file.reports for message in report.messages),
        *(step.note for step in file.history),
        *(one.instruction for one in file.assignments),
        *(action.text for one in file.recommendations for action in one.follow_ups),
    ]
    assert file.broken == texts.count(BROKEN_SEAL)
    return BROKEN_SEAL in texts


def test_swapped_rows_of_one_case_do_not_open(life: Life) -> None:
    """Every one is shown as broken in its place, and the rest of the case opens."""
    full(life)
    for table, column in WITHIN_A_CASE:
        with swapped(life, table, column):
            assert shows_broken(life), f"{table}.{column} swapped"
        assert not shows_broken(life), f"{table}.{column} put back"


def test_swapped_rows_of_two_cases_do_not_open(life: Life) -> None:
    life.to_assigned()
    first = life.reference
    life.to_assigned()
    for table, column in BETWEEN_CASES:
        with swapped(life, table, column):
            for reference in (first, life.reference):
                life.reference = reference
                assert shows_broken(life), f"{table}.{column} swapped"
        assert not shows_broken(life), f"{table}.{column} put back"


def test_a_column_does_not_open_as_another(life: Life) -> None:
    """Heading and review sheet lie under one key, for one owner and one row."""
    life.to_assigned()
    with life.office.engine.begin() as connection:
        connection.execute(text("UPDATE casemgr_case SET review_sealed = heading_sealed"))
    assert life.seen_by("ratna").core_issue == BROKEN_SEAL


def test_an_older_version_does_not_open_in_the_place_of_the_newest(life: Life) -> None:
    life.to_review()
    life.do("ratna", "review", REVIEW_SHEET)
    old = life.row().review_sealed
    life.do("ratna", "review", {**REVIEW_SHEET, "core_issue": "Lain."})
    assert life.seen_by("ratna").core_issue == "Lain."
    with life.writing() as session:
        case = session.get_one(type(life.row()), life.row().id)
        case.review_sealed = old
    assert life.seen_by("ratna").core_issue == BROKEN_SEAL


def test_a_flipped_bit_anywhere_in_a_file_stops_the_reading(life: Life) -> None:
    life.to_verification()
    with life.desk("melati") as desk:
        case = desk.case(life.reference)
        paper = desk.receiver(case, name="besar.bin", content_type="application/octet-stream")
        paper.write(bytes(50_000))
        sealed = paper.finish()
        desk.keep_file(case, sealed)
    [path] = life.office.blobs.folder.glob("??/*")
    whole = path.read_bytes()
    for place in (0, 20, 1_000, 40_000, len(whole) - 1):
        path.write_bytes(whole[:place] + bytes([whole[place] ^ 1]) + whole[place + 1 :])
        with life.desk("melati") as desk, pytest.raises((SealBrokenError, KeyNotHeldError)):
            b"".join(desk.open_file(desk.case(life.reference), sealed.id))
    path.write_bytes(whole)
    with life.desk("melati") as desk:
        assert b"".join(desk.open_file(desk.case(life.reference), sealed.id)) == bytes(50_000)


def test_a_report_moved_to_another_case_by_sql_makes_nobody_its_reader(life: Life) -> None:
    life.file(excluded=(life.founding.team_ids["intake"],))
    secret = life.reference
    life.to_verification()
    mine = life.row()
    with life.office.engine.begin() as connection:
        connection.execute(
            text("UPDATE casemgr_report SET case_id = :case WHERE reference = :reference"),
            {"case": mine.id, "reference": secret},
        )
    with pytest.raises(KeyNotHeldError):
        life.seen_by("melati")
