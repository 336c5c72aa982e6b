"""Cases that join and part again, cases that move to another team, and decisions that wait meanwhile."""

import pytest
from sqlalchemy import func, select

from casemgr.desk import Desk
from casemgr.errors import (
    AttachmentNotFoundError,
    CaseNotFoundError,
    DecisionClosedError,
    DecisionNotFoundError,
    DecisionPendingError,
    GuardFailedError,
    KeyNotHeldError,
    NotFoundError,
    SubmissionInvalidError,
    VerbNotAllowedError,
)
from casemgr.founding import Founding
from casemgr.rules.workflow import Status, Verb
from casemgr.store.models import (
    Allegation,
    Attachment,
    Base,
    Case,
    Decision,
    Exclusion,
    Message,
    Note,
    Report,
)
from casemgr.vault import server_keys
from casemgr.vault.sealing import place
from casemgr.vault.wraps import Purpose
from tests.casemgr.desk.lives import RECOMMENDATION, REVIEW_SHEET, Life


@pytest.fixture
def life(founding: Founding) -> Life:
    return Life(founding)


def two(life: Life, **changes: object) -> tuple[str, str, str]:
    """File and acknowledge two cases with a note each; return both references and the second one's code."""
    life.to_verification(text="Laporan pertama.")
    first = life.reference
    life.do("melati", "note", {"text": "Catatan pertama."})
    life.to_verification(text="Laporan kedua.", **changes)
    life.do("melati", "note", {"text": "Catatan kedua."})
    return first, life.reference, life.code


def merge(life: Life, source: str, target: str, user: str = "melati") -> None:
    life.do(user, "merge", {"target": target, "note": "Sama."}, reference=source)


def texts(life: Life, user: str = "bima") -> set[str]:
    file = life.seen_by(user)
    return {report.content.text for report in file.reports} | {note.text for note in file.notes}


def test_a_merged_report_is_read_under_the_other_case_and_answers_reach_both(life: Life) -> None:
    first, second, code = two(life)
    merge(life, second, first)
    life.work()
    life.reference = first
    assert texts(life) == {"Laporan pertama.", "Laporan kedua.", "Catatan pertama.", "Catatan kedua."}
    life.do("bima", "answer", {"text": "Kepada keduanya.", "read_it": True})
    life.code = code
    view = life.view()
    assert (view.reference, view.messages[-1].text) == (second, "Kepada keduanya.")
    life.reply("Terima kasih.")
    assert life.row(first).has_news


def test_a_merged_case_is_sealed_to_nobody_but_the_other_case_and_recovery(life: Life) -> None:
    first, second, _ = two(life)
    source = life.row(second).id
    merge(life, second, first)
    life.work()
    purposes = {wrap.purpose for wrap in life.office.vault.of([source], list(Purpose))}
    assert purposes == {Purpose.CASE_RECOVERY, Purpose.CASE_LINK}
    bima = life.keyring("bima")
    with pytest.raises(KeyNotHeldError):
        bima.case(source)
    assert bima.case(source, via=life.row(first).id)


def test_unmerging_gives_a_case_its_own_key_back(life: Life) -> None:
    first, second, _ = two(life)
    source, target = life.row(second).id, life.row(first).id
    merge(life, second, first)
    life.work()
    with life.office.reading() as session:
        report = session.scalars(select(Report.id).where(Report.reference == second)).one()
    life.do("bima", "unmerge", {"report": report, "note": "Ternyata lain."}, reference=first)
    life.work()
    assert life.row(second).id == source
    life.reference = second
    assert texts(life) == {"Laporan kedua.", "Catatan kedua."}
    life.reference = first
    assert texts(life) == {"Laporan pertama.", "Catatan pertama."}
    assert life.office.vault.of([source], [Purpose.CASE_LINK]) == []
    assert life.keyring("bima").case(source)
    key_of_target = life.keyring("bima").case(target)
    left = life.office.vault.of([report], [Purpose.REPORT_CASE])
    assert not any(key_of_target.holds(wrap.recipient) for wrap in left)


def test_a_chain_of_merges_stays_readable_and_comes_apart(life: Life) -> None:
    first, second, _ = two(life)
    life.to_verification(text="Laporan ketiga.")
    third = life.reference
    merge(life, first, second)
    merge(life, second, third)
    life.work()
    everything = {
        "Laporan pertama.", "Laporan kedua.", "Laporan ketiga.", "Catatan pertama.", "Catatan kedua.",
    }  # fmt: skip
    assert texts(life) == everything
    with life.office.reading() as session:
        report = session.scalars(select(Report.id).where(Report.reference == first)).one()
    life.do("bima", "unmerge", {"report": report, "note": "Lain."}, reference=third)
    life.work()
    assert texts(life) == everything - {"Laporan pertama.", "Catatan pertama."}
    life.reference = first
    assert texts(life) == {"Laporan pertama.", "Catatan pertama."}


def test_a_case_joins_neither_itself_nor_a_hidden_one_nor_one_that_ended(life: Life) -> None:
    first, second, _ = two(life)
    with pytest.raises(GuardFailedError):
        merge(life, second, second)
    life.file(excluded=(life.founding.team_ids["intake"],))
    for target in (life.reference, "ABC-DEFG", "", "x"):
        with pytest.raises((CaseNotFoundError, SubmissionInvalidError)):
            merge(life, second, target)
    life.reference = first
    life.do("melati", "decline", {"reason": "tidak_logis", "note": "x", "decider": life.staff("laras")})
    life.decide("laras")
    with pytest.raises(VerbNotAllowedError):
        merge(life, second, first)
    assert life.row(second).merged_into_id is None


def test_who_must_not_see_a_report_does_not_see_it_after_a_merge(life: Life) -> None:
    """The section is excluded from one report and handles the other case: they do not come together."""
    life.to_verification(excluded=(life.founding.team_ids["section"],), text="Tentang seksi.")
    secret = life.reference
    life.to_verification(text="Umum.")
    other = life.reference
    life.do("ratna", "hand_over", {"team": life.founding.team_ids["section"], "note": "Tugas seksi."})
    life.work()
    with life.writing() as session:
        session.get_one(Case, life.row(other).id).status = Status.VERIFICATION
    with pytest.raises(CaseNotFoundError):
        merge(life, secret, other)
    life.to_verification(text="Umum lagi.")
    merge(life, secret, life.reference)
    with life.office.reading() as session:
        tokens = set(session.scalars(select(Exclusion.token).where(Exclusion.case_id == life.row().id)))
    assert life.office.staff_token(life.staff("tirta")) in tokens
    with life.desk("melati") as desk:
        form = desk.form(Verb.HAND_OVER, desk.case(life.reference))
    teams = {code for one in form.fields if one.name == "team" for code, _ in one.options}
    assert teams == {life.founding.team_ids["examiners"], life.founding.team_ids["above"]}


def test_a_reader_of_the_other_case_whom_a_report_keeps_out_prevents_the_merge(life: Life) -> None:
    life.to_assigned()
    target = life.reference
    life.do("wira", "assign", {"staff": life.staff("dewi")})
    life.to_verification(text="Tentang Dewi.")
    source = life.reference
    with life.writing() as session:
        session.add(Exclusion(case_id=life.row().id, token=life.office.staff_token(life.staff("dewi"))))
    with pytest.raises(GuardFailedError, match="handler_without_conflict"):
        merge(life, source, target)
    assert life.row(source).merged_into_id is None
    life.to_verification(text="Tentang orang lain.")
    merge(life, life.reference, target)


def test_merging_ends_what_was_assigned_and_asked_on_the_joining_case(life: Life) -> None:
    first, second, _ = two(life)
    life.do("melati", "decline", {"reason": "tidak_logis", "note": "x", "decider": life.staff("laras")})
    merge(life, second, first)
    with life.desk("laras") as desk:
        assert desk.decisions() == ()
    with life.office.reading() as session:
        assert session.scalars(select(Decision.state)).all() == ["moot"]


# Moving.


def test_handing_over_takes_the_keys_along(life: Life) -> None:
    life.to_assigned()
    life.do("ratna", "hand_over", {"team": life.founding.team_ids["examiners"], "note": "Periksa."})
    life.work()
    case_id = life.row().id
    for former in ("melati", "bima", "ratna"):
        assert not life.keyring(former).holds_case(case_id)
    for member in ("panji", "dewi", "wira"):
        assert life.keyring(member).holds_case(case_id)
    assert life.seen_by("panji").holders == ("Tim Pemeriksa (3)",)
    assert life.seen_by("panji").reports[0].content.text


def test_a_crash_while_handing_over_leaves_the_old_team_with_the_case(life: Life) -> None:
    life.to_verification()
    with life.dying() as session:
        desk = Desk(session, life.office, life.keyring("melati"), clock=life.clock)
        values = {"team": life.founding.team_ids["above"], "note": "x"}
        desk.perform(Verb.HAND_OVER, desk.case(life.reference), values)
    life.work()
    assert life.seen_by("melati").title
    life.do("melati", "hand_over", values)
    life.work()
    assert not life.keyring("bima").holds_case(life.row().id)
    assert life.seen_by("wira").title


# Decisions.


def test_the_same_is_asked_once_and_ends_when_the_case_moves_on(life: Life) -> None:
    life.to_verification()
    values = {"reason": "tidak_logis", "note": "x", "decider": life.staff("laras")}
    asked = life.do("melati", "decline", values)
    with pytest.raises(DecisionPendingError) as caught:
        life.do("melati", "decline", values)
    assert caught.value.decision_id == asked.decision_id
    life.do("melati", "verify", {"content_sufficient": True})
    assert asked.decision_id is not None
    with life.desk("laras") as desk, pytest.raises(DecisionClosedError):
        desk.decide(asked.decision_id, agree=True, reason="x")
    assert life.status is Status.REVIEW


def test_nobody_but_the_one_who_was_asked_decides(life: Life) -> None:
    life.to_verification()
    asked = life.do(
        "melati", "decline", {"reason": "tidak_logis", "note": "x", "decider": life.staff("laras")}
    ).decision_id
    assert asked is not None
    for other in ("melati", "bima", "ratna", "wira", "jaga"):
        with life.desk(other) as desk, pytest.raises(DecisionNotFoundError):
            desk.decide(asked, agree=True, reason="x")
    with life.desk("laras") as desk:
        [view] = desk.decisions()
        assert (view.is_mine_to_decide, view.asked_by, view.values["note"]) == (True, "Melati C.", "x")
        with pytest.raises(SubmissionInvalidError):
            desk.decide(asked, agree=True, reason="\x00")
    with life.desk("melati") as desk:
        [view] = desk.asked()
        assert not view.is_mine_to_decide
    life.decide("laras")
    with life.desk("laras") as desk, pytest.raises(DecisionClosedError):
        desk.decide(asked, agree=False, reason="x")


@pytest.mark.parametrize("decider", ["melati", "bima", "wira", "jaga", "0" * 32])
def test_only_another_person_with_the_role_is_asked(life: Life, decider: str) -> None:
    life.to_verification()
    staff_id = decider if len(decider) == 32 else life.staff(decider)
    with pytest.raises(SubmissionInvalidError) as caught:
        life.do("melati", "decline", {"reason": "tidak_logis", "note": "x", "decider": staff_id})
    assert set(caught.value.fields) == {"decider"}


def test_a_decision_whose_case_its_reporter_ended_can_be_refused_and_not_agreed_to(life: Life) -> None:
    life.to_feedback()
    referral = {
        "reason": "bukan_kewenangan", "target": "ombudsman", "letter_number": "S-1", "sent": "x",
        "no_identity": True, "decider": life.staff("laras"),
    }  # fmt: skip
    asked = life.do("ratna", "refer", referral).decision_id
    assert asked is not None
    life.reply("", satisfied=True)
    with life.desk("laras") as desk, pytest.raises(DecisionClosedError):
        desk.decide(asked, agree=True, reason="x")
    assert life.status is Status.CLOSED
    with life.desk("laras") as desk:
        assert desk.decide(asked, agree=False, reason="Sudah selesai.").status is Status.CLOSED
        assert desk.decisions() == ()


def test_a_decision_copied_by_sql_to_another_case_does_not_open(life: Life) -> None:
    life.to_verification()
    first = life.row().id
    life.do("melati", "decline", {"reason": "tidak_logis", "note": "x", "decider": life.staff("laras")})
    life.to_verification()
    with life.writing() as session:
        session.scalars(select(Decision)).one().case_id = life.row().id
    with life.desk("laras") as desk:
        [view] = desk.decisions()
        assert view.values == {}
        with pytest.raises(KeyNotHeldError):
            desk.decide(view.id, agree=True, reason="x")
    with life.writing() as session:
        session.scalars(select(Decision)).one().case_id = first
    life.decide("laras")


# Destruction.


def test_destruction_leaves_nothing_that_opens_and_nothing_to_open(life: Life) -> None:
    """Also of a case that joined, of its papers and of a half released and never used."""
    first, second, _ = two(life)
    merge(life, second, first)
    life.reference = first
    life.do("melati", "verify", {"content_sufficient": True})
    with life.custody("ratna") as custody:
        case = custody.case(first)
        asked = custody.request(case, case.reports[0].id, ground="perlindungan", reason="x")
    with life.custody("jaga") as custody:
        custody.approve(asked, "x")
    with life.desk("ratna") as desk:
        case = desk.case(first)
        desk.add_allegation(case, category="pungli", name="Orang Rekaan")
        paper = desk.receiver(case, name="berita.txt", content_type="text/plain")
        paper.write(b"isi")
        desk.keep_file(case, paper.finish())
    life.do("ratna", "review", {**REVIEW_SHEET, "degree": "tidak_berkadar"})
    life.do("ratna", "answer", {"text": "Sudah.", "read_it": True})
    life.do("ratna", "close", {"outcome": "dijawab"})
    life.clock.advance(days=900)
    life.work()
    owners = [life.row(first).id, asked]
    with life.office.reading() as session:
        owners += [*session.scalars(select(Report.id)), *session.scalars(select(Case.id))]
    assert life.office.vault.of(owners, list(Purpose)), "the positive control: they were there"
    life.do("arsip", "destroy", {"minutes": "BA pemusnahan 7", "decider": life.staff("arum")})
    life.decide("arum")
    life.work()
    assert life.office.vault.of(owners, list(Purpose)) == []
    assert list(life.office.blobs.folder.glob("??/*")) == []
    with life.office.reading() as session:
        for table in (Report, Message, Note, Attachment, Allegation, Exclusion):
            assert session.scalar(select(func.count()).select_from(table)) == 0, table
        minutes = session.scalars(select(Decision)).one()
        assert _sealed_left(life) == {("casemgr_decision", "values_sealed")}
        context = place("casemgr_decision", "values_sealed", owner=minutes.case_id, row=minutes.id)
        opened = server_keys.t1_decrypt(life.office.console_keys.t1, minutes.values_sealed, context)
        assert b"BA pemusnahan 7" in opened


def _sealed_left(life: Life) -> set[tuple[str, str]]:
    """Return the sealed columns about cases that still hold something."""
    staff = {"casemgr_staff", "casemgr_staff_session"}
    found = set()
    with life.office.reading() as session:
        for table in Base.metadata.sorted_tables:
            for column in table.columns:
                sealed = (column.comment or "").startswith("sealed") and table.name not in staff
                if sealed and any(session.scalars(select(column))):
                    found.add((table.name, column.name))
    return found


# Papers and allegations.


def test_papers_and_allegations_belong_to_their_case(life: Life) -> None:
    life.to_assigned()
    first = life.reference
    with life.desk("wira") as desk:
        case = desk.case(first)
        allegation = desk.add_allegation(case, category="pungli", name="Orang Rekaan", position="staf")
        paper = desk.receiver(case, name="surat.txt", content_type="text/plain")
        paper.write(b"isi surat")
        sealed = paper.finish()
    life.to_assigned()
    with life.desk("wira") as desk:
        other = desk.case(life.reference)
        with pytest.raises(AttachmentNotFoundError):
            desk.keep_file(other, sealed)
        for unknown in (allegation, "0" * 32):
            with pytest.raises(NotFoundError):
                desk.find_allegation(other, unknown, finding="x", outcome="terbukti")
        desk.keep_file(desk.case(first), sealed)
        with pytest.raises(AttachmentNotFoundError):
            desk.open_file(other, sealed.id)
        assert b"".join(desk.open_file(desk.case(first), sealed.id)) == b"isi surat"
        for outcome, sanction in (("x", None), ("terbukti", "x")):
            with pytest.raises(SubmissionInvalidError):
                desk.find_allegation(
                    desk.case(first), allegation, finding="x", outcome=outcome, sanction=sanction
                )
        desk.find_allegation(desk.case(first), allegation, finding="Ada.", outcome="terbukti", sanction="R1")
        for values in ({"category": "x", "name": "y"}, {"category": "pungli", "name": " "}):
            with pytest.raises(SubmissionInvalidError):
                desk.add_allegation(other, **values)
    life.reference = first
    [found] = life.seen_by("wira").allegations
    assert (found.subject.name, found.finding, found.outcome) == ("Orang Rekaan", "Ada.", "terbukti")
    [paper_view] = life.seen_by("wira").papers
    assert (paper_view.name, paper_view.size) == ("surat.txt", 9)


def test_evidence_and_recommendations_are_those_of_the_case(life: Life) -> None:
    life.to_follow_up()
    other = life.seen_by("ratna").recommendations[0].id
    life.to_follow_up()
    mine = life.seen_by("ratna").recommendations[0]
    assert (mine.number, mine.text, mine.state) == (1, RECOMMENDATION["text"], "open")
    with pytest.raises(SubmissionInvalidError):
        life.do("ratna", "follow_up", {"recommendation": other, "result": "sesuai", "text": "x"})
    life.do("ratna", "follow_up", {"recommendation": mine.id, "result": "belum_sesuai", "text": "Sebagian."})
    [again] = life.seen_by("ratna").recommendations
    assert (again.state, again.follow_ups[0].text) == ("open", "Sebagian.")


def test_a_batch_says_what_was_done_and_why_not(life: Life) -> None:
    life.file()
    first = life.row().id
    life.to_verification()
    with life.desk("melati") as desk:
        result = desk.bulk(Verb.ACKNOWLEDGE, [first, life.row().id, "0" * 32], {"duplicates_searched": True})
    assert result.done == (first,)
    assert dict(result.refused) == {
        life.row().id: "VerbNotAllowedError",
        "0" * 32: "CaseNotFoundError",
    }
