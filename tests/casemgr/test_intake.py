"""The reporter's door: one code and one report, whatever dies, races or lies in between."""

import json
import threading
from collections.abc import Callable

import pytest
from sqlalchemy import ColumnElement, func, select, update
from sqlalchemy.orm import Session

from casemgr.errors import (
    AlreadyReceivedError,
    AttachmentNotFoundError,
    DraftNotFoundError,
    KdfBusyError,
    ReadOnlySessionError,
    ReceiptMistypedError,
    ReceiptNotIssuedError,
    ReceiptUnknownError,
    SealBrokenError,
    SealingFailedError,
    SubmissionInvalidError,
    VerbNotAllowedError,
)
from casemgr.founding import Founding
from casemgr.intake import Derivation, Identity, Intake, Receipt, SealedFile, Submission
from casemgr.intake.places import content_place, draft_place
from casemgr.intake.views import DraftKey
from casemgr.rules import receipts
from casemgr.store import trail
from casemgr.store.models import Attachment, Case, Draft, History, Leaf, Message, Removal, Report
from casemgr.testing import a_submission
from casemgr.vault import keys
from casemgr.vault.keys import ReceiptHalves
from casemgr.vault.wraps import Purpose, wrap_table
from tests.casemgr.desk.lives import Life
from tests.casemgr.faults import counted, on_derivation

IDENTITY = Identity("Nama Rekaan")


@pytest.fixture
def life(founding: Founding) -> Life:
    return Life(founding)


def door(life: Life, session: Session) -> Intake:
    return Intake(session, life.office, clock=life.clock)


def submit(life: Life, submission: Submission | None = None, **kwargs: object) -> Receipt:
    with life.intake() as intake:
        return intake.submit(submission or a_submission(), **kwargs)  # type: ignore[arg-type]  # its keywords


def count(life: Life, table: type) -> int:
    with life.office.reading() as session:
        return session.scalar(select(func.count()).select_from(table)) or 0


def wraps(life: Life) -> int:
    with life.office.vault.engine.connect() as connection:
        return connection.scalar(select(func.count()).select_from(wrap_table)) or 0


def a_file(life: Life, key: object, content: bytes = b"isi berkas", name: str = "bukti.txt") -> SealedFile:
    with life.office.reading() as session:
        receiver = door(life, session).receiver(key, name=name, content_type="text/plain")  # type: ignore[arg-type]  # a draft's or a reporter's key
    receiver.write(content)
    return receiver.finish()


def read_file(life: Life, code: str, file_id: str) -> bytes:
    with life.office.reading() as session:
        intake = door(life, session)
        return b"".join(bytes(piece) for piece in intake.open_file(intake.enter(code), file_id))


# Codes.


def test_a_code_shown_in_a_form_is_good_for_a_day_and_only_here(life: Life) -> None:
    with life.intake() as intake:
        issued = intake.issue_code()
        shown = "-".join(issued.code[start : start + 4] for start in range(0, 20, 4)).lower()
        assert intake.check_code(shown, issued.issued_at, issued.mac) == issued.code
        other = receipts.new_code()
        for code, at, mac in (
            (other, issued.issued_at, issued.mac),
            (issued.code, issued.issued_at + 1, issued.mac),
            (issued.code, 10**30, issued.mac),
            (issued.code, issued.issued_at, "xyz"),
            (issued.code, issued.issued_at, ""),
        ):
            with pytest.raises(ReceiptNotIssuedError):
                intake.check_code(code, at, mac)
        with pytest.raises(ReceiptMistypedError):
            intake.check_code(issued.code[:-1], issued.issued_at, issued.mac)
        life.clock.advance(hours=24, seconds=1)
        with pytest.raises(ReceiptNotIssuedError):
            intake.check_code(issued.code, issued.issued_at, issued.mac)


def test_a_mistyped_code_is_told_and_an_unknown_one_costs_the_same_as_a_known_one(
    life: Life, monkeypatch: pytest.MonkeyPatch
) -> None:
    receipt = submit(life)
    runs: list[int] = []
    on_derivation(monkeypatch, lambda: runs.append(1))
    with life.office.reading() as session:
        intake = door(life, session)
        with pytest.raises(ReceiptMistypedError):
            intake.enter(receipt.code[:-1] + ("0" if receipt.code[-1] != "0" else "1"))
        assert len(runs) == 0
        with pytest.raises(ReceiptUnknownError) as unknown:
            intake.enter(receipts.new_code())
        assert len(runs) == 1
        assert intake.enter(receipt.code.lower())
        assert len(runs) == 2
    with life.writing() as session:
        session.delete(session.scalars(select(Report)).one())
    with life.office.reading() as session, pytest.raises(ReceiptUnknownError) as destroyed:
        door(life, session).enter(receipt.code)
    assert str(unknown.value) == str(destroyed.value)


def test_coming_back_leaves_no_trace(life: Life) -> None:
    receipt = submit(life)
    before = _everything(life)
    with life.office.reading() as session:
        intake = door(life, session)
        reporter = intake.enter(receipt.code)
        assert intake.read(reporter).reference == receipt.reference
        assert intake.content(reporter).text
    assert _everything(life) == before
    with life.intake() as intake:
        intake.reply(intake.enter(receipt.code), "Tambahan.")
    assert _everything(life) != before


def _everything(life: Life) -> list[object]:
    from casemgr.store.models import Base

    with life.office.reading() as session:
        return [session.execute(select(table)).all() for table in Base.metadata.sorted_tables]


# One code, one report.


def test_the_same_code_and_content_give_the_same_receipt(life: Life) -> None:
    code = receipts.new_code()
    first, again = submit(life, receipt=code), submit(life, receipt=code.lower())
    assert again == first
    assert (count(life, Report), count(life, Case)) == (1, 1)


@pytest.mark.parametrize("changes", [{"text": "Lain."}, {"identity": IDENTITY}, {"place": "belakang"}])
def test_the_same_code_with_other_content_adds_nothing(life: Life, changes: dict[str, object]) -> None:
    code = receipts.new_code()
    submit(life, receipt=code)
    before = (count(life, Report), wraps(life))
    with pytest.raises(AlreadyReceivedError):
        submit(life, a_submission(**changes), receipt=code)
    assert (count(life, Report), wraps(life)) == before


@pytest.mark.parametrize("with_draft", [False, True])
def test_a_report_that_died_between_the_commits_is_sent_again(life: Life, *, with_draft: bool) -> None:
    """The vault has the keys, the host has nothing: the same code works, everything opens, orphans go."""
    code = receipts.new_code()
    with life.intake() as intake:
        draft = intake.begin_draft() if with_draft else None
        if draft:
            intake.save_draft(draft, {"text": "x"})
            intake.keep_draft_file(draft, a_file(life, draft))
    with life.dying() as session:
        door(life, session).submit(a_submission(identity=IDENTITY), receipt=code, draft=draft)
    assert (count(life, Report), count(life, Case)) == (0, 0)
    orphans = wraps(life)
    receipt = submit(life, a_submission(identity=IDENTITY), receipt=code, draft=draft)
    life.reference, life.code = receipt.reference, receipt.code
    assert wraps(life) > orphans
    life.clock.advance(days=3)
    done = life.work()
    assert done.orphans + done.removed > 0
    view = life.view()
    assert len(view.files) == int(with_draft)
    if view.files:
        assert read_file(life, code, view.files[0].id) == b"isi berkas"
    life.do("melati", "acknowledge", {"duplicates_searched": True})
    life.do("melati", "verify", {"content_sufficient": True})
    with life.custody("ratna") as custody:
        case = custody.case(life.reference)
        asked = custody.request(case, case.reports[0].id, ground="perlindungan", reason="x")
    with life.custody("jaga") as custody:
        custody.approve(asked, "x")
    with life.custody("ratna") as custody:
        reserved = custody.reserve(asked)
    with life.custody("ratna") as custody:
        assert custody.disclose(reserved).identity == IDENTITY


def test_a_point_excluded_after_a_dead_try_holds_nothing_any_more(life: Life) -> None:
    """The first try was sealed to the intake team; the reporter then excludes it and sends again."""
    with life.intake() as intake:
        draft = intake.begin_draft()
        intake.save_draft(draft, {})
    with life.dying() as session:
        door(life, session).submit(a_submission(), draft=draft)
    melati = life.keyring("melati")
    [dead] = life.office.vault.of([draft.report_id], [Purpose.REPORT_CASE])
    receipt = submit(life, a_submission(excluded=(life.founding.team_ids["intake"],)), draft=draft)
    life.reference = receipt.reference
    life.work()
    left = {wrap.id for wrap in life.office.vault.of([draft.report_id], list(Purpose))}
    assert dead.id not in left
    assert len(left) == 6
    assert not melati.holds_case(life.row().id)
    assert life.keyring("tirta").holds_case(life.row().id)


def test_keys_of_dead_tries_are_reaped_after_a_day_and_no_others(life: Life) -> None:
    submit(life)
    kept = wraps(life)
    with life.dying() as session:
        door(life, session).submit(a_submission(text="Mati."))
    assert wraps(life) > kept
    assert life.work().orphans == 0
    life.clock.advance(days=2)
    assert life.work().orphans == 2
    assert wraps(life) == kept


def race(life: Life, acts: list[Callable[[], object]]) -> list[object]:
    """Run all at once and return what each gave or raised."""
    gate = threading.Barrier(len(acts))
    results: list[object] = [None] * len(acts)

    def run(number: int, act: Callable[[], object]) -> None:
        gate.wait()
        try:
            results[number] = act()
        except (AlreadyReceivedError, KdfBusyError) as problem:
            results[number] = type(problem)

    threads = [threading.Thread(target=run, args=(number, act)) for number, act in enumerate(acts)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return results


@pytest.mark.parametrize("with_draft", [False, True])
def test_parallel_duplicates_are_one_report_with_one_reference(life: Life, *, with_draft: bool) -> None:
    code = receipts.new_code()
    draft = DraftKey("ab" * 16, bytes(32), bytes(32)) if with_draft else None
    submission = a_submission(identity=IDENTITY)
    results = race(life, [lambda: submit(life, submission, receipt=code, draft=draft)] * 6)
    assert len(set(results)) == 1
    assert isinstance(results[0], Receipt)
    assert (count(life, Report), count(life, Case), count(life, Message)) == (1, 1, 1)
    life.reference, life.code = results[0].reference, code
    assert life.view().reference == results[0].reference
    life.clock.advance(days=3)
    life.work()
    report_id = "ab" * 16 if with_draft else _only_report(life)
    assert len(life.office.vault.of([report_id], list(Purpose))) == 6


def _only_report(life: Life) -> str:
    with life.office.reading() as session:
        return session.scalars(select(Report.id)).one()


def test_parallel_reports_with_one_code_and_different_content_store_one(life: Life) -> None:
    code = receipts.new_code()
    results = race(
        life,
        [
            lambda number=number: submit(life, a_submission(text=f"Laporan {number}."), receipt=code)  # type: ignore[misc]  # bound early
            for number in range(4)
        ],
    )
    assert sorted(isinstance(one, Receipt) for one in results) == [False, False, False, True]
    assert results.count(AlreadyReceivedError) == 3
    assert count(life, Report) == 1


def test_parallel_replies_all_arrive(life: Life) -> None:
    life.file()
    race(
        life,
        [lambda number=number: life.reply(f"Balasan {number}.") for number in range(5)],  # type: ignore[misc]  # bound early
    )
    texts = {message.text for message in life.view().messages if message.sender == "reporter"}
    assert texts == {f"Balasan {number}." for number in range(5)}


def test_parallel_strangers_get_a_report_each(life: Life) -> None:
    results = race(life, [lambda: submit(life)] * 8)
    assert len({one.reference for one in results if isinstance(one, Receipt)}) == 8
    assert count(life, Report) == 8


def test_a_taken_reference_is_drawn_again(life: Life, monkeypatch: pytest.MonkeyPatch) -> None:
    first = submit(life)
    drawn = iter([first.reference, first.reference, receipts.new_reference()])
    monkeypatch.setattr(receipts, "new_reference", lambda: next(drawn))
    second = submit(life)
    assert second.reference != first.reference
    assert count(life, Report) == 2


# Sealing that fails.


@pytest.mark.parametrize("database_kind", ["sqlite"], indirect=True)
@pytest.mark.parametrize("with_draft", [False, True])
def test_sealing_that_fails_at_any_call_stores_nothing(
    life: Life, monkeypatch: pytest.MonkeyPatch, *, with_draft: bool
) -> None:
    draft = None
    if with_draft:
        with life.intake() as intake:
            draft = intake.begin_draft()
            intake.save_draft(draft, {"text": "x"})
    sealing = counted(monkeypatch)
    before = (wraps(life), _everything(life))
    calls = 0
    while True:
        calls += 1
        sealing.reset(fails_at=calls)
        try:
            submit(life, a_submission(identity=IDENTITY), draft=draft)
        except SealingFailedError:
            assert (wraps(life), _everything(life)) == before, f"call {calls}"
        else:
            break
    assert calls == sealing.calls + 1
    assert calls > 8, "as many seals as a report has, and one"
    assert count(life, Report) == 1


def test_a_derivation_that_fails_leaves_no_key_of_a_draft(life: Life) -> None:
    """The vault has all but the reporter's wrap by then; a try that ends there takes them back."""
    with life.intake() as intake:
        draft = intake.begin_draft()
        intake.save_draft(draft, {"text": "x"})
    before = wraps(life)

    def broken() -> ReceiptHalves:
        raise MemoryError

    with life.intake() as intake:
        sending = intake.prepare(a_submission(), receipt=Derivation("", broken), draft=draft)
        assert wraps(life) > before
        with pytest.raises(MemoryError):
            intake.store(sending)
    assert wraps(life) == before
    assert submit(life, draft=draft)


@pytest.mark.parametrize("database_kind", ["sqlite"], indirect=True)
def test_no_randomness_is_a_named_failure(life: Life, monkeypatch: pytest.MonkeyPatch) -> None:
    import os

    code = receipts.new_code()
    before = (wraps(life), _everything(life))
    real = os.urandom

    def broken(count: int) -> bytes:
        if count == 32:
            raise OSError
        return real(count)

    monkeypatch.setattr(os, "urandom", broken)
    with pytest.raises(SealingFailedError):
        submit(life, receipt=code)
    monkeypatch.setattr(os, "urandom", real)
    assert (wraps(life), _everything(life)) == before
    assert submit(life, receipt=code)


@pytest.mark.parametrize("database_kind", ["sqlite"], indirect=True)
def test_a_file_that_cannot_be_sealed_leaves_nothing(life: Life, monkeypatch: pytest.MonkeyPatch) -> None:
    sealing = counted(monkeypatch)
    with life.intake() as intake:
        draft = intake.begin_draft()
    sealing.reset(fails_at=2)
    with pytest.raises(SealingFailedError):
        a_file(life, draft)
    sealing.reset()
    assert a_file(life, draft)
    blobs = list(life.office.blobs.folder.glob("??/*"))
    assert len(blobs) == 1


@pytest.mark.parametrize("database_kind", ["sqlite"], indirect=True)
def test_a_full_disk_is_a_named_failure_and_leaves_nothing(
    life: Life, monkeypatch: pytest.MonkeyPatch
) -> None:
    from casemgr.store.blobs import BlobWriter

    def full(writer: BlobWriter, sealed: object) -> None:
        raise OSError(28, "No space left on device")

    with life.intake() as intake:
        draft = intake.begin_draft()
    with monkeypatch.context() as patch:
        patch.setattr(BlobWriter, "write", full)
        with pytest.raises(SealingFailedError):
            a_file(life, draft)
    assert list(life.office.blobs.folder.glob("??/*")) == []
    assert a_file(life, draft)


# Drafts.


def test_a_draft_comes_back_for_its_key_alone_and_for_a_day(life: Life) -> None:
    content = {"text": "Belum selesai …", "step": 3, "ticks": ["a"], "money": None}
    with life.intake() as intake:
        key = intake.begin_draft()
        with pytest.raises(DraftNotFoundError):
            intake.load_draft(key)
        intake.save_draft(key, {"text": "lama"})
        intake.save_draft(key, content)
    again = DraftKey.parse(key.token)
    with life.intake() as intake:
        assert intake.load_draft(again) == content
        with pytest.raises(SealBrokenError):
            intake.load_draft(DraftKey(key.report_id, key.secret, bytes(32)))
        with pytest.raises(DraftNotFoundError):
            intake.load_draft(DraftKey("ab" * 16, key.secret, key.own_secret))
    life.clock.advance(days=1)
    with life.intake() as intake:
        assert intake.load_draft(again) == content
    life.clock.advance(days=1)
    with life.intake() as intake, pytest.raises(DraftNotFoundError):
        intake.load_draft(again)
    assert life.work().drafts == 1
    assert count(life, Draft) == 0


@pytest.mark.parametrize("token", ["", "x", "é", "AAAA", "A" * 64, "A" * 107, "A" * 112, "A" * 104 + "=" * 4])
def test_other_tokens_are_no_drafts(token: str) -> None:
    with pytest.raises(DraftNotFoundError):
        DraftKey.parse(token)


def test_an_old_draft_put_back_by_sql_does_not_open(life: Life) -> None:
    with life.intake() as intake:
        key = intake.begin_draft()
        intake.save_draft(key, {"text": "pertama"})
    with life.office.reading() as session:
        old = session.scalars(select(Draft.content_sealed)).one()
    with life.intake() as intake:
        intake.save_draft(key, {"text": "kedua"})
    with life.writing() as session:
        session.execute(update(Draft).values(content_sealed=old))
    with life.intake() as intake, pytest.raises(SealBrokenError):
        intake.load_draft(key)


@pytest.mark.parametrize("is_named", [True, False])
def test_an_old_copy_of_a_sent_draft_opens_for_nobody_of_the_team(life: Life, *, is_named: bool) -> None:
    """A backup, a freed page, the write-ahead log: a name typed before sending, also one taken back."""
    typed = {"named": "yes" if is_named else "no", "name": IDENTITY.name, "contact": "surel rekaan"}
    with life.intake() as intake:
        key = intake.begin_draft()
        intake.save_draft(key, typed)
    with life.office.reading() as session:
        copy = session.scalars(select(Draft.content_sealed)).one()
    life.reference = submit(life, a_submission(identity=IDENTITY if is_named else None), draft=key).reference
    assert count(life, Draft) == 0
    with life.desk("melati") as desk:
        [report] = desk.case(life.reference).reports
        box = desk.report_box(report)
        assert box.read(report.content_sealed, content_place(report.id)), "the team opens the report itself"
        with pytest.raises(SealBrokenError):
            box.read(copy, draft_place(report.id, 1))
    with pytest.raises(SealBrokenError):
        key.box.read(copy, draft_place(key.report_id, 1))
    assert json.loads(DraftKey.parse(key.token).read(copy, 1)) == typed, "the form that wrote it does"


def test_files_of_a_draft_become_the_reports_files(life: Life) -> None:
    with life.intake() as intake:
        key = intake.begin_draft()
        intake.save_draft(key, {})
    first, second = a_file(life, key, b"satu", "satu.txt"), a_file(life, key, b"dua", "../dua\x00.txt")
    with life.intake() as intake:
        intake.keep_draft_file(key, first)
        intake.keep_draft_file(key, second)
        assert [one.name for one in intake.draft_files(key)] == ["satu.txt", "dua.txt"]
        intake.drop_draft_file(key, first.id)
        with pytest.raises(AttachmentNotFoundError):
            intake.drop_draft_file(key, first.id)
    receipt = submit(life, draft=key)
    life.reference, life.code = receipt.reference, receipt.code
    [file] = life.view().files
    assert (file.name, file.size, file.content_type) == ("dua.txt", 3, "text/plain")
    assert read_file(life, receipt.code, file.id) == b"dua"
    assert count(life, Draft) == 0
    life.work()
    assert len(list(life.office.blobs.folder.glob("??/*"))) == 1


def test_abandoned_files_are_destroyed_with_their_draft(life: Life) -> None:
    with life.intake() as intake:
        key = intake.begin_draft()
        intake.save_draft(key, {})
        intake.keep_draft_file(key, a_file(life, key))
    life.clock.advance(days=1)
    life.work()
    assert count(life, Attachment) == 1
    life.clock.advance(days=1)
    life.work()
    life.work()
    assert (count(life, Attachment), count(life, Removal)) == (0, 0)
    assert list(life.office.blobs.folder.glob("??/*")) == []


def test_whoever_learns_a_reports_id_can_add_nothing_to_it(life: Life) -> None:
    """An officer knows the id; a draft key made from it must not spoil the report's files, keys or name."""
    receipt = submit(life, a_submission(identity=IDENTITY))
    life.reference, life.code = receipt.reference, receipt.code
    forged = DraftKey(_only_report(life), bytes(32), bytes(32))
    before = wraps(life)
    with life.intake() as intake:
        with pytest.raises(DraftNotFoundError):
            intake.save_draft(forged, {})
        with pytest.raises(DraftNotFoundError):
            intake.keep_draft_file(forged, a_file(life, forged))
        with pytest.raises(AlreadyReceivedError):
            intake.submit(a_submission(text="Lain."), draft=forged)
    assert wraps(life) == before
    assert life.view().files == ()
    life.do("melati", "acknowledge", {"duplicates_searched": True})
    assert life.seen_by("melati").reports[0].files == ()


def test_a_late_file_of_a_sent_draft_is_refused_with_a_name(life: Life) -> None:
    """Kept quietly, it would be destroyed after a day; the reporter is told instead."""
    with life.intake() as intake:
        key = intake.begin_draft()
    late = a_file(life, key)
    submit(life, draft=key)
    with life.intake() as intake, pytest.raises(DraftNotFoundError):
        intake.keep_draft_file(key, late)


def test_a_file_sealed_for_another_report_is_not_taken(life: Life) -> None:
    first, second = life.file(), life.file()
    with life.office.reading() as session:
        intake = door(life, session)
        mine, other = intake.enter(first.code), intake.enter(second.code)
    file = a_file(life, other)
    with life.intake() as intake:
        with pytest.raises(AttachmentNotFoundError):
            intake.reply(mine, "Ini.", [file])
        intake.reply(other, "Ini.", [file])
        with pytest.raises(AttachmentNotFoundError):
            intake.open_file(mine, file.id)


# What cannot be taken.


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"text": ""}, "text"),
        ({"text": " \x00 "}, "text"),
        ({"text": "x" * 200_001}, "text"),
        ({"place": "x" * 2_001}, "place"),
        ({"identity": Identity(" ")}, "name"),
        ({"identity": Identity("\U0001f600" * 1_000, "\U0001f600" * 1_000)}, "name"),
        ({"channel": "x" * 41}, "channel"),
        ({"channel": ""}, "channel"),
    ],
)
def test_what_cannot_be_taken_is_named(life: Life, changes: dict[str, object], field: str) -> None:
    with pytest.raises(SubmissionInvalidError) as caught:
        submit(life, a_submission(**changes))
    assert set(caught.value.fields) == {field}
    assert count(life, Report) == 0


def test_codes_that_no_list_has_are_named_at_the_door(life: Life) -> None:
    for channel, choice, wrong in (
        ("nope", None, {"channel"}),
        ("web", "nope", {"choice"}),
        ("nope", "nope", {"channel", "choice"}),
    ):
        with pytest.raises(SubmissionInvalidError) as caught:
            submit(life, a_submission(channel=channel, choice=choice))
        assert dict(caught.value.fields) == dict.fromkeys(wrong, "choice")
    assert count(life, Report) == 0
    for channel in ("onion", "surat"):
        assert submit(life, a_submission(channel=channel)).reference


@pytest.mark.parametrize("code", [None, ""])
def test_no_code_at_all_is_a_mistyped_one(life: Life, code: str) -> None:
    with life.intake() as intake, pytest.raises(ReceiptMistypedError) as caught:
        intake.enter(code)
    assert (caught.value.reason, caught.value.count) == ("short", 0)


def test_half_characters_and_controls_are_dropped(life: Life) -> None:
    receipt = submit(life, a_submission(text="a\ud800b\x00c\r\nd", place="\u0007sini"))
    with life.office.reading() as session:
        intake = door(life, session)
        content = intake.content(intake.enter(receipt.code))
    assert (content.text, content.place) == ("abc\nd", "sini")


def test_a_session_for_reading_takes_no_report(life: Life) -> None:
    receipt = life.file()
    with life.office.reading() as session:
        intake = door(life, session)
        reporter = intake.enter(receipt.code)
        acts: list[Callable[[], object]] = [
            lambda: intake.submit(a_submission()),
            lambda: intake.save_draft(intake.begin_draft(), {}),
            lambda: intake.reply(reporter, "x"),
            lambda: intake.attach(reporter, []),
            lambda: intake.withdraw(reporter),
            lambda: intake.add_identity(reporter, IDENTITY),
        ]
        for act in acts:
            with pytest.raises(ReadOnlySessionError):
                act()


# Acting with a code.


def test_an_empty_answer_is_none_and_satisfied_counts_in_the_window_only(life: Life) -> None:
    life.to_verification()
    life.do("melati", "ask", {"text": "Kapan?", "read_it": True, "missing": ["when"]})
    for text, satisfied in (("", False), (" \x00 ", False), ("", True)):
        with pytest.raises(SubmissionInvalidError):
            life.reply(text, satisfied=satisfied)
    assert life.status == "awaiting_reporter"
    with pytest.raises(SubmissionInvalidError):
        life.reply("x" * 50_001)
    life.reply("Senin.")
    assert life.status == "verification"


def test_a_file_alone_is_an_answer(life: Life) -> None:
    life.to_verification()
    life.do("melati", "ask", {"text": "Ada kuitansi?", "read_it": True, "missing": ["what"]})
    with life.office.reading() as session:
        reporter = door(life, session).enter(life.code)
    file = a_file(life, reporter)
    with life.intake() as intake:
        intake.reply(reporter, "", [file])
    assert life.status == "verification"
    assert [one.id for one in life.view().messages[-1].files] == [file.id]
    [seen] = life.seen_by("melati").reports[0].files
    with life.desk("melati") as desk:
        assert b"".join(desk.open_file(desk.case(life.reference), seen.id)) == b"isi berkas"


def test_withdrawing_is_done_once(life: Life) -> None:
    life.file()
    for reason in ("Sudah selesai.", "Sudah selesai.", ""):
        with life.intake() as intake:
            intake.withdraw(intake.enter(life.code), reason)
    with life.intake() as intake, pytest.raises(VerbNotAllowedError):
        intake.withdraw(intake.enter(life.code), "Alasan lain.")
    steps = [one.verb for one in life.seen_by("melati").history]
    assert steps.count("withdraw") == 1
    assert [one.sender for one in life.view().messages].count("reporter") == 1


def test_a_name_is_added_while_the_case_is_open_and_not_later(life: Life) -> None:
    life.to_closed()
    assert not life.view().may_add_identity
    with life.intake() as intake, pytest.raises(VerbNotAllowedError):
        intake.add_identity(intake.enter(life.code), IDENTITY)


def test_reporters_leave_days_and_no_times(life: Life) -> None:
    life.file()
    life.reply("Satu.")
    with life.office.reading() as session:
        for row in session.scalars(select(History).where(History.actor_kind == "reporter")):
            assert row.happened_at is None
        for message in session.scalars(select(Message).where(Message.sender == "reporter")):
            assert message.sent_at is None
        bodies = [
            json.loads(leaf.body) for leaf in session.scalars(select(Leaf).where(Leaf.maker == "reporter"))
        ]
    assert {len(body["at"]) for body in bodies} == {10}
    assert {body["actor"] for body in bodies} == {"reporter"}
    life.do("melati", "acknowledge", {"duplicates_searched": True})
    with life.office.reading() as session:
        staff = session.scalars(select(Leaf).where(Leaf.maker == "staff").order_by(Leaf.body.desc())).all()
    assert {len(json.loads(leaf.body)["at"]) for leaf in staff} == {20}


def test_a_report_can_be_prepared_while_its_code_is_derived(life: Life) -> None:
    """Until it is stored there is nothing of it; what its reporter is shown meanwhile turns out true."""
    with life.intake() as intake:
        derivation, wraps_before = intake.derive(receipts.new_code()), wraps(life)
        sending = intake.prepare(a_submission(), receipt=derivation)
        assert (count(life, Report), wraps(life)) == (0, wraps_before)
        receipt = intake.store(sending)
    assert receipt == sending.receipt
    assert wraps(life) > wraps_before
    with life.intake() as intake:
        assert intake.read(intake.enter(derivation)).reference == receipt.reference
        assert intake.submit(a_submission(), receipt=receipt.code) == receipt
    assert repr(derivation).count(receipt.code) == 0


def test_the_leaf_of_a_report_speaks_of_the_row_as_it_is_stored(life: Life) -> None:
    """The rows are inserted without a flush: every default is there all the same."""
    submit(life)
    with life.office.reading() as session:
        case = session.scalars(select(Case)).one()
        [leaf] = session.scalars(select(Leaf).where(Leaf.maker == "reporter"))
        assert json.loads(leaf.body)["row_sha256"] == trail.row_sha256(case).hex()
        assert (case.is_open, case.has_news, case.version, case.key_version) == (True, True, 1, 1)


def test_full_pools_say_when_to_come_back(life: Life, monkeypatch: pytest.MonkeyPatch) -> None:
    def busy(*_args: object) -> bytes:
        raise KdfBusyError

    monkeypatch.setattr(keys, "receipt_halves_begun", busy)
    with pytest.raises(KdfBusyError):
        submit(life)
    assert count(life, Report) == 0


def test_a_reply_that_was_sent_twice_is_one_turn(life: Life) -> None:
    """The same words at once are a form sent twice; other words, another day, or a question in between are not."""
    life.to_verification()

    def turns() -> list[str]:
        return [message.text for message in life.view().messages if message.sender == "reporter"]

    life.reply("Di loket tiga.")
    version = life.row().version
    life.reply("Di loket tiga.")
    assert turns() == ["Di loket tiga."]
    assert life.row().version == version
    life.reply("Di loket tiga, hari Senin.")
    life.reply("Di loket tiga.")
    assert turns() == ["Di loket tiga.", "Di loket tiga, hari Senin.", "Di loket tiga."]
    life.do("melati", "answer", {"text": "Loket mana?", "read_it": True})
    life.reply("Di loket tiga.")
    assert len(turns()) == 4
    life.clock.advance(days=1)
    life.reply("Di loket tiga.")
    assert len(turns()) == 5


def _damage(
    life: Life, column: str, of: type[Message] | type[Attachment], *where: ColumnElement[bool]
) -> None:
    """Flip the last bit of one sealed column of one row, as whoever has SQL could."""
    with Session(life.office.engine) as session, session.begin():
        row = session.scalars(select(of).where(*where)).one()
        blob = bytearray(getattr(row, column))
        blob[-1] ^= 1
        setattr(row, column, bytes(blob))


def test_a_damaged_last_turn_stops_no_answer(life: Life) -> None:
    """Nobody can say that a damaged turn held these words, so they are kept; an intact one still tells."""
    life.to_verification()
    life.reply("Di loket tiga.")
    life.reply("Di loket tiga.")
    assert count(life, Message) == 2, "the acknowledgement and one turn: the second was taken as the first"
    _damage(life, "body_sealed", Message, Message.sender == "reporter")
    life.reply("Di loket tiga.")
    turns = [one for one in life.view().messages if one.sender == "reporter"]
    assert [(one.text, one.is_broken) for one in turns] == [("", True), ("Di loket tiga.", False)]


def test_a_damaged_file_name_hides_no_other(life: Life) -> None:
    life.to_verification()
    with life.intake() as intake:
        reporter = intake.enter(life.code)
        files = [a_file(life, reporter, name=name) for name in ("satu.txt", "dua.txt")]
        intake.attach(reporter, files)
    assert [file.name for file in life.view().files] == ["satu.txt", "dua.txt"]
    _damage(life, "meta_sealed", Attachment, Attachment.id == files[0].id)
    assert [file.name for file in life.view().files] == ["", "dua.txt"]


# Files that come a second time, as when a page is loaded again.


def a_draft(life: Life) -> DraftKey:
    with life.intake() as intake:
        key = intake.begin_draft()
        intake.save_draft(key, {})
    return key


def blobs(life: Life) -> int:
    return len(list(life.office.blobs.folder.glob("??/*")))


LONG = bytes(range(256)) * 5_000


@pytest.mark.parametrize("content", [b"isi berkas", LONG, b""])
@pytest.mark.parametrize("change", ["", "longer", "shorter", "other", "renamed"])
def test_the_same_file_of_a_draft_is_kept_once_and_another_always(
    life: Life, content: bytes, change: str
) -> None:
    content = content or LONG[: 16 * 1024]
    changed = {"longer": content + b"x", "shorter": content[:-1], "other": b"?" + content[1:]}.get(change)
    key = a_draft(life)
    for name, sent in (("image.jpg", content), ("renamed" if change == "renamed" else "image.jpg", changed)):
        file = a_file(life, key, content if sent is None else sent, name)
        with life.intake() as intake:
            intake.keep_draft_file(key, file)
    kept = 2 if change else 1
    with life.intake() as intake:
        assert len(intake.draft_files(key)) == kept
    assert blobs(life) == kept, "what came again is gone from the folder, too"


def test_two_equal_files_of_one_form_come_again_as_they_were(life: Life) -> None:
    key = a_draft(life)
    for _ in range(2):
        files = [a_file(life, key, content) for content in (b"satu", b"dua")]
        with life.intake() as intake:
            for file in files:
                intake.keep_draft_file(key, file)
    with life.intake() as intake:
        assert len(intake.draft_files(key)) == 2
    assert blobs(life) == 2


def test_a_file_whose_kept_copy_is_damaged_or_gone_is_kept_anew(life: Life) -> None:
    key = a_draft(life)
    for damage in (b"rusak", None):
        with life.intake() as intake:
            intake.keep_draft_file(key, a_file(life, key, LONG))
        for path in life.office.blobs.folder.glob("??/*"):
            path.chmod(0o600)
            path.write_bytes(damage) if damage else path.unlink()
    with life.intake() as intake:
        intake.keep_draft_file(key, a_file(life, key, LONG))
        assert len(intake.draft_files(key)) == 3


def answer_with_a_file(life: Life, words: str) -> None:
    with life.office.reading() as session:
        reporter = door(life, session).enter(life.code)
    file = a_file(life, reporter)
    with life.intake() as intake:
        intake.reply(reporter, words, [file])


@pytest.mark.parametrize("words", ["Ini kuitansinya.", ""])
def test_an_answer_with_a_file_that_comes_twice_is_one_turn(life: Life, words: str) -> None:
    """A question in between makes the same file an answer again; other words are a turn of their own."""
    life.to_verification()

    def turns() -> list[tuple[str, int]]:
        mine = [one for one in life.view().messages if one.sender == "reporter"]
        return [(one.text, len(one.files)) for one in mine]

    answer_with_a_file(life, words)
    answer_with_a_file(life, words)
    assert (turns(), blobs(life)) == ([(words, 1)], 1)
    answer_with_a_file(life, "Satu hal lagi.")
    assert (turns(), blobs(life)) == ([(words, 1), ("Satu hal lagi.", 0)], 1)
    life.do("melati", "ask", {"text": "Ada kuitansi?", "read_it": True, "missing": ["what"]})
    answer_with_a_file(life, words)
    assert life.status == "verification"
    assert (turns()[-1], blobs(life)) == ((words, 1), 2)


def test_files_kept_beside_a_form_to_be_corrected_belong_to_the_answer_that_follows(life: Life) -> None:
    life.to_verification()
    with life.office.reading() as session:
        reporter = door(life, session).enter(life.code)
    for _ in range(2):
        file = a_file(life, reporter)
        with life.intake() as intake:
            intake.attach(reporter, [file])
    answer_with_a_file(life, "Ini kuitansinya.")
    assert len(life.view().files) == 1
    assert [len(one.files) for one in life.view().messages if one.sender == "reporter"] == [1]
