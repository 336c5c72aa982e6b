"""One changed byte in one row must not hide a case from its officers, nor stop the work on it."""

from __future__ import annotations

import logging

import pytest
from sqlalchemy import LargeBinary, column, select, table, update
from sqlalchemy.orm import Session

from casemgr.desk.broken import BROKEN_SEAL
from casemgr.desk.views import CaseFile
from casemgr.errors import KeyNotHeldError, SealBrokenError
from casemgr.founding import Founding
from casemgr.rules.workflow import Status, Verb
from casemgr.store.models import Attachment, Case, Message, Note, Report
from casemgr.vault.wraps import Purpose, wrap_table
from tests.casemgr.desk.lives import REVIEW_SHEET, Life


@pytest.fixture
def life(founding: Founding) -> Life:
    """An office and everybody in it."""
    return Life(founding)


def change(life: Life, name: str, sealed: str, *, place: int = -1, row: str | None = None) -> str:
    """Flip a bit of one sealed column of one row by SQL; return the row's id."""
    rows = table(name, column("id"), column(sealed, LargeBinary))
    with life.office.engine.begin() as connection:
        found = connection.execute(
            select(rows).where(rows.c[sealed].is_not(None), rows.c.id == row if row else True)
        ).first()
        assert found is not None
        blob = bytearray(found[1])
        blob[place] ^= 1
        connection.execute(update(rows).where(rows.c.id == found[0]).values({sealed: bytes(blob)}))
    return str(found[0])


def with_a_paper(life: Life) -> None:
    with life.desk("melati") as desk:
        case = desk.case(life.reference)
        for name in ("surat satu.txt", "surat dua.txt"):
            paper = desk.receiver(case, name=name, content_type="text/plain")
            paper.write(name.encode())
            desk.keep_file(case, paper.finish())


def test_a_broken_text_is_shown_in_its_place_and_the_rest_of_the_case_opens(life: Life) -> None:
    """Given two notes and an answer, when one note and the answer are changed by a byte, the other is read."""
    life.to_verification()
    life.do("melati", "note", {"text": "yang tetap"})
    life.do("melati", "note", {"text": "yang diubah"})
    life.do("melati", "answer", {"text": "Terima kasih.", "read_it": True})
    assert {note.text for note in life.seen_by("melati").notes} == {"yang tetap", "yang diubah"}
    with Session(life.office.engine) as session:
        note_id = session.scalars(select(Note.id)).first()
        message_id = session.scalars(select(Message.id).where(Message.sender == "staff")).one()
    change(life, "casemgr_note", "body_sealed", row=note_id)
    change(life, "casemgr_message", "body_sealed", row=message_id)
    file = life.seen_by("melati")
    assert file.broken == 2
    assert BROKEN_SEAL in {note.text for note in file.notes}
    assert len({note.text for note in file.notes} & {"yang tetap", "yang diubah"}) == 1
    assert [message.text for message in file.reports[0].messages if message.sender == "staff"] == [
        BROKEN_SEAL
    ]


BROKEN = [
    ("casemgr_case", "heading_sealed", -1),
    ("casemgr_case", "heading_sealed", 0),
    ("casemgr_case", "heading_sealed", 12),
    ("casemgr_case", "review_sealed", -1),
    ("casemgr_report", "content_sealed", -1),
    ("casemgr_report", "content_sealed", 0),
    ("casemgr_attachment", "meta_sealed", -1),
]


def marked(file: CaseFile) -> list[str]:
    """Return which parts of a case show the mark."""
    parts = {
        "title": [file.title],
        "core_issue": [file.core_issue],
        "content": [report.content.text for report in file.reports],
        "paper": [paper.name for paper in file.papers],
    }
    return [name for name, texts in parts.items() if BROKEN_SEAL in texts]


@pytest.mark.parametrize(("name", "sealed", "place"), BROKEN)
def test_heading_report_sheet_and_paper_are_marked_and_logged_by_id(
    life: Life, name: str, sealed: str, place: int, caplog: pytest.LogCaptureFixture
) -> None:
    life.to_review()
    with_a_paper(life)
    life.do("ratna", "review", REVIEW_SHEET)
    life.do("ratna", "note", {"text": "yang tetap"})
    assert (life.seen_by("ratna").broken, marked(life.seen_by("ratna"))) == (0, [])
    row_id = change(life, name, sealed, place=place)
    with caplog.at_level(logging.INFO, logger="casemgr"):
        file = life.seen_by("ratna")
    part = {"heading_sealed": "title", "review_sealed": "core_issue", "content_sealed": "content"}
    assert marked(file) == [part.get(sealed, "paper")]
    assert file.broken == 1
    assert [note.text for note in file.notes] == ["yang tetap"]
    [line] = [record.getMessage() for record in caplog.records]
    assert line == f"broken seal: {name}.{sealed} of row {row_id}"


def test_a_broken_report_key_marks_everything_under_it_and_nothing_else(life: Life) -> None:
    life.to_verification()
    life.reply("Saya tambahkan.")
    life.do("melati", "note", {"text": "yang tetap"})
    with life.office.vault.engine.begin() as connection:
        of_reports = wrap_table.c.purpose == Purpose.REPORT_CASE.value
        blob = bytearray(connection.execute(select(wrap_table.c.blob).where(of_reports)).scalar_one())
        blob[-1] ^= 1
        connection.execute(update(wrap_table).where(of_reports).values(blob=bytes(blob)))
    file = life.seen_by("melati")
    texts = [message.text for message in file.reports[0].messages if message.sender == "reporter"]
    assert (file.reports[0].content.text, texts) == (BROKEN_SEAL, [BROKEN_SEAL])
    assert [note.text for note in file.notes] == ["yang tetap"]


def test_lists_and_search_pass_by_what_is_broken(life: Life) -> None:
    life.to_verification(text="Laporan pertama tentang kapur tulis.")
    first = life.row().id
    life.to_verification(text="Laporan kedua tentang kapur tulis.")
    change(life, "casemgr_report", "content_sealed", row=_report_of(life, first))
    with life.desk("melati") as desk:
        assert len(desk.queue().rows) == 2
        found = desk.search("kedua kapur")
        assert [row.reference for row in found.rows] == [life.reference]


def _report_of(life: Life, case_id: str) -> str:
    with life.office.reading() as session:
        return session.scalars(select(Report.id).where(Report.case_id == case_id)).one()


def test_work_goes_on_with_a_broken_report(life: Life) -> None:
    """The reporter can be asked to send it again; whoever cannot read it still has to take it up first."""
    life.file(unit_id=life.founding.unit_ids["school"])
    change(life, "casemgr_report", "content_sealed")
    life.do("melati", "acknowledge", {"duplicates_searched": True})
    life.do("melati", "answer", {"text": "Mohon kirim lagi ceritanya.", "read_it": True})
    life.reply("Ini ceritanya lagi.")
    assert life.status is Status.VERIFICATION
    assert "Ini ceritanya lagi." in {turn.text for turn in life.seen_by("melati").reports[0].messages}


def test_a_broken_title_is_mended_with_a_fresh_one(life: Life) -> None:
    life.to_verification()
    change(life, "casemgr_case", "heading_sealed")
    assert life.seen_by("melati").title == BROKEN_SEAL
    life.do("melati", "verify", {"content_sufficient": True, "severity": "tinggi", "title": "Pungutan loket"})
    assert (life.seen_by("melati").title, life.seen_by("melati").broken) == ("Pungutan loket", 0)


@pytest.mark.parametrize("place", [0, 12])
def test_nothing_is_sealed_under_keys_that_are_not_those_of_the_heading(life: Life, place: int) -> None:
    """Somebody may have put keys of their own in the place of the case's: it is read, and not written on."""
    life.to_verification()
    life.do("melati", "note", {"text": "sebelum"})
    change(life, "casemgr_case", "heading_sealed", place=place)
    assert [note.text for note in life.seen_by("melati").notes] == ["sebelum"]
    with pytest.raises(KeyNotHeldError):
        life.do("melati", "note", {"text": "sesudah"})
    with life.office.reading() as session:
        assert session.get_one(Case, life.row().id).status is Status.VERIFICATION


def test_forms_offer_what_is_broken_by_its_mark(life: Life) -> None:
    """A follow-up chooses among recommendations and papers; one broken row must not close the form."""
    life.to_follow_up()
    with_a_paper(life)
    change(life, "casemgr_recommendation", "text_sealed")
    change(life, "casemgr_attachment", "meta_sealed")
    with life.desk("ratna") as desk:
        form = desk.form(Verb.FOLLOW_UP, desk.case(life.reference))
    names = {one.name: [text for _, text in one.options] for one in form.fields}
    assert names["recommendation"] == [f"1. {BROKEN_SEAL}"]
    assert sorted(names["evidence"])[-1] == BROKEN_SEAL
    assert len(names["evidence"]) == 2


@pytest.mark.parametrize("place", [-1, 12])
def test_a_broken_paper_refuses_its_own_download_and_no_other(life: Life, place: int) -> None:
    life.to_verification()
    with_a_paper(life)
    with life.office.reading() as session:
        broken, whole = session.scalars(select(Attachment.id).order_by(Attachment.number)).all()
    change(life, "casemgr_attachment", "meta_sealed", place=place, row=broken)
    with life.desk("melati") as desk:
        case = desk.case(life.reference)
        with pytest.raises(SealBrokenError):
            desk.open_file(case, broken)
        assert b"".join(bytes(piece) for piece in desk.open_file(case, whole)) == b"surat dua.txt"


@pytest.mark.parametrize("agree", [False, True])
def test_a_broken_request_can_be_refused_and_not_agreed_to(life: Life, *, agree: bool) -> None:
    """Nobody agrees to what cannot be read; refusing needs nothing of it and clears the way."""
    life.to_review()
    reason = next(one.code for one in life.office.pack.reasons.values() if "decline" in one.verbs)
    values = {"reason": reason, "note": "Kurang.", "decider": life.staff("laras")}
    life.do("ratna", "decline", values)
    with life.desk("laras") as desk:
        assert [(one.is_broken, one.values["note"]) for one in desk.decisions()] == [(False, "Kurang.")]
    change(life, "casemgr_decision", "values_sealed")
    with life.desk("laras") as desk:
        assert [(one.is_broken, dict(one.values)) for one in desk.decisions()] == [(True, {})]
    if agree:
        with pytest.raises(SealBrokenError):
            life.decide("laras")
        return
    life.decide("laras", agree=False, reason="Ajukan lagi.")
    assert life.status is Status.REVIEW
    life.do("ratna", "decline", values)
    life.decide("laras")
    assert life.status is Status.DECLINED
