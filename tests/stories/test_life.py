"""Whole lives of a case, from filing to each of its ends, through the doors, on both databases."""

import datetime as dt
from itertools import pairwise

import pytest

from casemgr.errors import CaseNotFoundError, ReceiptUnknownError, VerbNotAllowedError
from casemgr.founding import Founding
from casemgr.rules.workflow import Status
from tests.casemgr.desk.lives import RECOMMENDATION, Life

ANSWER = {"text": "Layanan sudah diperbaiki.", "read_it": True}


@pytest.fixture
def life(founding: Founding) -> Life:
    return Life(founding)


def journey(life: Life) -> list[str]:
    """Return the statuses a reporter saw, in order."""
    return [status.value for _, status in life.view().journey]


def test_a_proven_case_is_followed_up_answered_and_closed(life: Life) -> None:
    life.to_follow_up()
    one = life.seen_by("ratna").recommendations[0].id
    life.do("ratna", "follow_up", {"recommendation": one, "result": "sesuai", "text": "Uang kembali."})
    life.do("ratna", "give_feedback", ANSWER)
    assert life.view().messages[-1].text == ANSWER["text"]
    life.reply("Terima kasih.", satisfied=True)
    row = life.row()
    assert (row.status, row.outcome, row.amount_band) == (Status.CLOSED, "terbukti", "100rb_1jt")
    assert row.was_on_time is True
    assert journey(life) == [
        "received", "verification", "review", "assigned", "clarification", "writing_up", "follow_up",
        "awaiting_feedback", "closed",
    ]  # fmt: skip


def test_an_unproven_case_closes_by_itself_when_the_reporter_is_silent(life: Life) -> None:
    life.to_feedback()
    window_ends_on = life.view().reply_by
    assert window_ends_on == dt.date(2026, 12, 7)
    life.clock.advance(days=14)
    assert (life.work().lapsed, life.status) == (0, Status.AWAITING_FEEDBACK)
    life.clock.advance(days=1)
    assert (life.work().lapsed, life.status) == (1, Status.CLOSED)
    assert life.row().outcome == "tidak_terbukti"


def test_new_facts_return_a_case_to_examination_once(life: Life) -> None:
    life.to_feedback()
    life.reply("Ada dua saksi lain.")
    assert life.view().status is Status.CLARIFICATION
    life.do("panji", "write_up", {"record_number": "BA-8"})
    again = {"outcome": "tidak_terbukti", "text": "Tetap tidak terbukti.", "read_it": True}
    life.do("wira", "conclude", again, when="not_proven")
    life.reply("Saya tetap tidak puas.")
    assert life.status is Status.AWAITING_FEEDBACK


def test_a_service_matter_is_answered_at_review(life: Life) -> None:
    life.to_review()
    life.do("ratna", "review", {**_sheet(), "degree": "tidak_berkadar"})
    life.do("ratna", "give_feedback", {"outcome": "dijawab", **ANSWER})
    assert life.status is Status.AWAITING_FEEDBACK
    life.reply("", satisfied=True)
    assert (life.status, life.row().outcome) == (Status.CLOSED, "dijawab")


def test_a_service_matter_closes_after_an_answer(life: Life) -> None:
    life.to_review()
    life.do("ratna", "review", {**_sheet(), "degree": "tidak_berkadar"})
    life.do("ratna", "answer", ANSWER)
    life.do("ratna", "close", {"outcome": "dijawab"})
    assert life.status is Status.CLOSED
    assert life.view().messages[-1].code == "closed"


def test_two_people_decline(life: Life) -> None:
    life.to_verification()
    asked = life.do(
        "melati",
        "decline",
        {"reason": "tidak_logis", "note": "Tidak masuk akal.", "decider": life.staff("laras")},
    )
    assert (asked.status, life.status) == (Status.VERIFICATION, Status.VERIFICATION)
    assert life.decide("laras").status is Status.DECLINED
    assert life.row().outcome == "tidak_logis"


def test_a_refused_decision_moves_nothing(life: Life) -> None:
    life.to_verification()
    values = {"reason": "tidak_logis", "note": "Tidak masuk akal.", "decider": life.staff("laras")}
    life.do("melati", "decline", values)
    assert life.decide("laras", agree=False, reason="Masuk akal.").status is Status.VERIFICATION
    life.do("melati", "verify", {"content_sufficient": True})
    assert life.status is Status.REVIEW


def test_two_people_refer(life: Life) -> None:
    life.to_review()
    life.do("ratna", "refer", {**_referral(), "decider": life.staff("laras")})
    assert life.decide("laras").status is Status.REFERRED
    assert life.row().outcome == "bukan_kewenangan"


def test_a_withdrawn_report_is_closed_by_the_supervisor_alone(life: Life) -> None:
    life.to_verification()
    with pytest.raises(Exception, match="withdrawal_recorded"):
        life.do("laras", "close", {"pressure_checked": True, "note": "Dicabut."}, when="withdrawn")
    with life.intake() as intake:
        intake.withdraw(intake.enter(life.code), "Sudah selesai.")
    assert life.status is Status.VERIFICATION
    assert not life.view().may_withdraw
    life.do("laras", "close", {"pressure_checked": True, "note": "Dicabut."}, when="withdrawn")
    assert (life.status, life.row().outcome) == (Status.CLOSED, "dicabut")


def test_a_held_case_resumes_where_it_was(life: Life) -> None:
    life.to_assigned()
    due_on = life.row().next_due_on
    values = {"reason": "menunggu_instansi", "review_on": "2026-12-15", "note": ""}
    life.do("laras", "hold", values)
    assert (life.status, life.row().held_from) == (Status.ON_HOLD, "assigned")
    life.clock.advance(days=7)
    life.do("laras", "resume")
    assert (life.status, life.row().held_from) == (Status.ASSIGNED, None)
    assert life.row().next_due_on > due_on


def test_a_reopened_case_begins_anew_and_keeps_its_history(life: Life) -> None:
    life.to_closed()
    life.clock.advance(days=10)
    life.do("laras", "reopen", {"note": "Bukti baru."})
    assert (life.status, life.row().closed_on, life.row().outcome) == (Status.REOPENED, None, None)
    life.do("laras", "review", {"note": ""})
    assert life.status is Status.REVIEW
    steps = life.seen_by("laras").history
    assert [step.verb for step in steps][:2] == ["review", "reopen"]
    assert [step.number for step in steps] == list(range(len(steps), 0, -1))


@pytest.mark.parametrize(("can_go_on", "ends"), [(True, Status.VERIFICATION), (False, Status.DECLINED)])
def test_an_unanswered_question_lapses(life: Life, *, can_go_on: bool, ends: Status) -> None:
    life.to_verification()
    element = next(iter(life.office.pack.elements))
    question = {"text": "Kapan?", "read_it": True, "missing": [element], "can_go_on": can_go_on}
    life.do("melati", "ask", question)
    assert life.view().reply_by == dt.date(2026, 12, 7)
    life.clock.advance(days=14)
    assert life.work().lapsed == 0
    life.clock.advance(days=1)
    assert (life.work().lapsed, life.status) == (1, ends)
    if ends is Status.DECLINED:
        assert life.row().outcome == "lewat_waktu_pelapor"


def test_an_answered_question_goes_on(life: Life) -> None:
    life.to_verification()
    question = {"text": "Kapan?", "read_it": True, "missing": ["when"]}
    life.do("melati", "ask", question)
    assert life.view().question is not None
    life.reply("Hari Senin.")
    assert (life.status, life.row().has_news) == (Status.VERIFICATION, True)
    life.do("melati", "verify", {"content_sufficient": True})
    assert not life.row().has_news


def test_an_audit_ends_in_a_report_of_examination(life: Life) -> None:
    life.to_assigned()
    letter = {"audit_kind": next(iter(life.office.pack.rows("audit_kinds"))), "letter_number": "ST-1"}
    letter |= {"letter_from_on": "2026-11-24", "letter_to_on": "2026-12-04"}
    life.do("wira", "assign", {"staff": life.staff("panji")})
    life.do("wira", "find_facts")
    life.do("panji", "audit", {"grounds": "sufficient", **letter})
    life.do("panji", "write_up", {"audit_note": "answered"})
    life.do("panji", "recommend", RECOMMENDATION)
    life.do("wira", "conclude", life.proven(), when="proven")
    assert life.status is Status.FOLLOW_UP


def test_an_old_case_is_archived_by_a_records_officer(life: Life) -> None:
    life.to_closed()
    life.clock.advance(days=29)
    with pytest.raises(Exception, match="archive_due"):
        life.do("arsip", "archive")
    life.clock.advance(days=1)
    life.do("arsip", "archive")
    assert life.status is Status.ARCHIVED


def test_an_old_case_is_archived_by_the_worker_and_counted_once(life: Life) -> None:
    life.to_closed()
    life.clock.advance(days=30)
    assert (life.work().archived, life.work().archived) == (1, 0)
    assert life.status is Status.ARCHIVED
    with pytest.raises(VerbNotAllowedError):
        life.reply("Masih ada.")


def test_two_records_officers_destroy_a_case_for_good(life: Life) -> None:
    life.to_closed()
    life.clock.advance(days=30)
    life.work()
    case_id = life.row().id
    values = {"minutes": "BA pemusnahan 1", "decider": life.staff("arum")}
    with pytest.raises(Exception, match="retention_over"):
        life.do("arsip", "destroy", values)
    life.clock.advance(days=731)
    life.do("arsip", "destroy", values)
    life.decide("arum")
    life.work()
    with pytest.raises(ReceiptUnknownError):
        life.view()
    with pytest.raises(CaseNotFoundError):
        life.do("arsip", "note", {"text": "x"}, reference=case_id)


def test_history_tells_days_for_reporters_and_instants_for_staff(life: Life) -> None:
    life.to_closed()
    steps = life.seen_by("ratna").history
    assert {step.at is None for step in steps if step.actor_kind == "reporter"} == {True}
    assert {step.at is None for step in steps if step.actor_kind == "staff"} == {False}
    assert all(later.number == earlier.number + 1 for later, earlier in pairwise(steps))


def _sheet() -> dict[str, str]:
    from tests.casemgr.desk.lives import REVIEW_SHEET

    return dict(REVIEW_SHEET)


def _referral() -> dict[str, object]:
    return {
        "reason": "bukan_kewenangan",
        "target": "ombudsman",
        "letter_number": "S-12",
        "sent": "Laporan tanpa identitas.",
        "no_identity": True,
    }
