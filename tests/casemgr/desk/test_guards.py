"""Every guard of the table has somebody who answers it, and unmet ones stop a verb without changing anything."""

import threading
from collections.abc import Callable

import pytest
from sqlalchemy import update

from casemgr.custody import Custody
from casemgr.desk import Desk, forms
from casemgr.desk.guards import ANSWERED_BY_FORM, CHECKS
from casemgr.desk.offers import ELSEWHERE
from casemgr.errors import (
    DutyConflictError,
    GuardFailedError,
    LegalHoldError,
    NotPermittedError,
    ReadOnlySessionError,
    StaleVersionError,
    SubmissionInvalidError,
    VerbNotAllowedError,
)
from casemgr.founding import Founding
from casemgr.rules.workflow import TABLE, Guard, Role, Status, Verb
from casemgr.store.models import Case, Staff
from tests.casemgr.desk.lives import RECOMMENDATION, REVIEW_SHEET, Life

ANSWERED_ELSEWHERE = {
    Guard.RECEIPT_ISSUED: "the public site checks the code's mark before it submits",
    Guard.FLAGS_FIXED: "a report's flags are sealed with it",
    Guard.FIRST_RETURN: "the reporter's door counts earlier returns",
    Guard.WINDOW_OVER: "the worker compares the window with today",
    Guard.APPROVALS_COMPLETE: "the door of identities",
    Guard.DISCLOSURE_OPEN: "the door of identities",
}
FIELDS = {
    Guard.DUPLICATES_SEARCHED: {"duplicates_searched"},
    Guard.MISSING_ELEMENTS_LISTED: {"missing"},
    Guard.CONTENT_SUFFICIENT: {"content_sufficient"},
    Guard.REASON_GIVEN: {"reason", "note"},
    Guard.ANSWER_REDACTED: {"read_it"},
    Guard.ASSIGNMENT_LETTER: {"letter_number"},
    Guard.CLARIFICATION_RECORD: {"record_number"},
    Guard.GROUNDS_CONCLUDED: {"grounds"},
    Guard.AUDIT_NOTE_ANSWERED: {"audit_note"},
    Guard.OUTCOME_SET: {"outcome"},
    Guard.RIGHTS_CHECKED: {"rights"},
    Guard.NEW_FACTS: {"note"},
    Guard.REVIEW_DATE_SET: {"review_on"},
    Guard.REFERRAL_TARGET: {"target"},
    Guard.LETTER_NUMBER: {"letter_number"},
    Guard.SENT_LISTED: {"sent"},
    Guard.IDENTITY_CONSENT: {"no_identity"},
    Guard.PRESSURE_CHECKED: {"pressure_checked"},
    Guard.REOPENING_GROUND: {"note"},
    Guard.DESTRUCTION_MINUTES: {"minutes"},
    Guard.NEW_INFORMATION: {"note"},
}
"""Which required fields answer which guard, typed by hand."""


@pytest.fixture
def life(founding: Founding) -> Life:
    return Life(founding)


def test_every_guard_of_the_table_is_answered_somewhere() -> None:
    used = {guard for row in TABLE for guard in row.guards}
    assert used <= ANSWERED_BY_FORM | set(CHECKS) | set(ANSWERED_ELSEWHERE)
    assert not ANSWERED_BY_FORM & set(CHECKS)
    assert Guard.APPROVALS_COMPLETE in used, "the positive control: the table does name such guards"


@pytest.mark.parametrize("guard", sorted(FIELDS))
def test_every_form_guard_is_a_required_field_of_every_row_that_has_it(guard: Guard) -> None:
    staff_roles = set(Role) - {Role.REPORTER, Role.SYSTEM}
    rows = [
        (row, status)
        for row in TABLE
        for status in row.sources
        if guard in row.guards and row.verb not in ELSEWHERE and row.roles & staff_roles
    ]
    assert rows
    for row, status in rows:
        required = {ask.name for ask in forms.asks(row, status) if ask.required}
        assert required & FIELDS[guard], (row.verb, status)


def test_a_missing_field_is_named_and_nothing_is_written(life: Life) -> None:
    life.to_review()
    version = life.row().version
    for field in REVIEW_SHEET:
        with pytest.raises(SubmissionInvalidError) as caught:
            life.do("ratna", "review", {**REVIEW_SHEET, field: ""})
        assert set(caught.value.fields) == {field}
    with pytest.raises(SubmissionInvalidError) as caught:
        life.do("ratna", "review", {**REVIEW_SHEET, "degree": "x", "core_issue": "x" * 50_001})
    assert dict(caught.value.fields) == {"degree": "choice", "core_issue": "long_text"}
    assert life.row().version == version


def test_the_review_sheet_comes_before_the_assignment(life: Life) -> None:
    life.to_review()
    with pytest.raises(GuardFailedError) as caught:
        life.do("ratna", "assign", {"staff": life.staff("wira")})
    assert caught.value.guard == Guard.DEGREE_SET
    life.do("ratna", "review", REVIEW_SHEET)
    life.do("ratna", "assign", {"staff": life.staff("wira")})
    assert life.status is Status.ASSIGNED


def test_oversight_is_not_answered_as_a_service(life: Life) -> None:
    life.to_review()
    life.do("ratna", "review", REVIEW_SHEET)
    with pytest.raises(GuardFailedError, match="not_oversight"):
        life.do("ratna", "give_feedback", {"outcome": "dijawab", "text": "x", "read_it": True})


def test_a_service_matter_is_not_closed_before_an_answer(life: Life) -> None:
    life.to_review()
    life.do("ratna", "review", {**REVIEW_SHEET, "degree": "tidak_berkadar"})
    with pytest.raises(GuardFailedError, match="answer_sent"):
        life.do("ratna", "close", {"outcome": "dijawab"})


def test_proof_needs_a_recommendation_and_every_right(life: Life) -> None:
    life.to_writing_up()
    with pytest.raises(GuardFailedError, match="recommendations_numbered"):
        life.do("wira", "conclude", life.proven(), when="proven")
    life.do("panji", "recommend", RECOMMENDATION)
    some = life.proven()["rights"][:-1]
    with pytest.raises(GuardFailedError, match="rights_checked"):
        life.do("wira", "conclude", {**life.proven(), "rights": some}, when="proven")
    assert (life.row().outcome, life.row().amount_band) == (None, None), "nothing counts before conclusion"
    life.do("wira", "conclude", life.proven(), when="proven")
    with pytest.raises(GuardFailedError, match="recommendations_settled"):
        life.do("ratna", "give_feedback", {"text": "x", "read_it": True})


def test_an_answer_needs_the_officers_word(life: Life) -> None:
    life.to_verification()
    for read_it in (False, None, "", "off", "0"):
        with pytest.raises(SubmissionInvalidError):
            life.do("melati", "answer", {"text": "Halo.", "read_it": read_it})
    assert [one.sender for one in life.view().messages] == ["system"]
    life.do("melati", "answer", {"text": "Halo.", "read_it": "on"})
    assert life.view().messages[-1].text == "Halo."


def test_a_hold_ends_on_a_day_within_the_limit(life: Life) -> None:
    life.to_verification()
    for day in ("2026-11-23", "2026-11-01", "2027-12-01"):
        with pytest.raises(GuardFailedError, match="review_date_set"):
            life.do("laras", "hold", {"reason": "menunggu_instansi", "review_on": day})
    life.do("laras", "hold", {"reason": "menunggu_instansi", "review_on": "2026-11-24"})
    with pytest.raises(VerbNotAllowedError):
        life.do("laras", "hold", {"reason": "menunggu_instansi", "review_on": "2026-11-24"})


def test_a_legal_hold_keeps_a_case_from_destruction(life: Life) -> None:
    life.to_closed()
    life.clock.advance(days=800)
    life.work()
    with life.writing() as session:
        session.get_one(Case, life.row().id).legal_hold = True
    with pytest.raises((GuardFailedError, LegalHoldError)):
        life.do("arsip", "destroy", {"minutes": "BA", "decider": life.staff("arum")})


# Roles and duties through the door.


@pytest.mark.parametrize(
    ("user", "verb"),
    [
        ("ratna", "acknowledge"),
        ("laras", "acknowledge"),
        ("melati", "hold"),
        ("melati", "close"),
        ("bima", "hand_over_by_nobody"),
    ],
)
def test_another_role_does_not_say_a_verb(life: Life, user: str, verb: str) -> None:
    life.file()
    if verb == "hand_over_by_nobody":
        with pytest.raises(VerbNotAllowedError):
            life.do(user, "archive")
        return
    with pytest.raises((NotPermittedError, VerbNotAllowedError)):
        life.do(user, verb, {"duplicates_searched": True})
    life.do("melati", "acknowledge", {"duplicates_searched": True})


def test_who_verified_does_not_review(life: Life) -> None:
    life.file()
    life.do("bima", "acknowledge", {"duplicates_searched": True})
    life.do("bima", "verify", {"content_sufficient": True})
    with pytest.raises(DutyConflictError):
        life.do("bima", "review", REVIEW_SHEET)
    life.do("ratna", "review", REVIEW_SHEET)


def test_who_wrote_up_does_not_conclude(life: Life) -> None:
    """Panji leads and examines; as an inspector he might conclude somebody else's record, not his own."""
    life.to_writing_up()
    with life.writing() as session:
        session.execute(update(Staff).where(Staff.username == "panji").values(roles="examiner inspector"))
    values = {"outcome": "tidak_terbukti", "text": "x", "read_it": True}
    with pytest.raises(DutyConflictError):
        life.do("panji", "conclude", values, when="not_proven")
    life.do("wira", "conclude", values, when="not_proven")


# Versions and sessions.


def test_an_old_page_changes_nothing(life: Life) -> None:
    life.to_verification()
    version = life.row().version
    with life.desk("melati") as desk:
        desk.perform(Verb.NOTE, desk.case(life.reference), {"text": "Satu."}, version=version)
    life.reply("Ada kabar.")
    with life.desk("melati") as desk, pytest.raises(StaleVersionError) as caught:
        desk.perform(Verb.NOTE, desk.case(life.reference), {"text": "Dua."}, version=version)
    assert caught.value.seen == version
    assert [note.text for note in life.seen_by("melati").notes] == ["Satu."]


def test_two_officers_at_once_are_one_after_the_other(life: Life) -> None:
    """One wins; the other is told that the page is old, by name, on either database."""
    life.file()
    version = life.row().version
    gate = threading.Barrier(2)
    results: list[str] = []

    def act(user: str) -> None:
        gate.wait()
        try:
            with life.desk(user) as desk:
                case = desk.case(life.reference)
                desk.perform(Verb.ACKNOWLEDGE, case, {"duplicates_searched": True}, version=version)
            results.append("done")
        except (StaleVersionError, VerbNotAllowedError) as problem:
            results.append(type(problem).__name__)

    threads = [threading.Thread(target=act, args=(user,)) for user in ("melati", "bima")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(results) == ["StaleVersionError", "done"]


def test_notes_of_two_officers_at_once_are_both_kept(life: Life) -> None:
    life.to_verification()
    threads = [
        threading.Thread(target=life.do, args=(user, "note", {"text": f"Dari {user}."}))
        for user in ("melati", "bima", "ratna", "laras")
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(life.seen_by("melati").notes) == 4


def test_a_session_for_reading_changes_no_case(life: Life) -> None:
    life.to_review()
    with life.office.reading() as session:
        desk = Desk(session, life.office, life.keyring("ratna"), clock=life.clock)
        case = desk.case(life.reference)
        acts: list[Callable[[], object]] = [
            lambda: desk.perform(Verb.REVIEW, case, REVIEW_SHEET),
            lambda: desk.add_note(case, "x"),
            lambda: desk.declare_conflict(case, "x"),
            lambda: desk.add_allegation(case, category="pungli", name="x"),
            lambda: Custody(session, life.office, life.keyring("ratna"), clock=life.clock).request(
                case, case.reports[0].id, ground="perlindungan", reason="x"
            ),
        ]
        for act in acts:
            with pytest.raises(ReadOnlySessionError):
                act()


@pytest.mark.parametrize(
    ("user", "verb"),
    [
        ("ratna", "request"),
        ("ratna", "disclose"),
        ("ratna", "attach"),
        ("melati", "submit"),
        ("ratna", "lapse"),
    ],
)
def test_verbs_of_other_doors_are_not_said_here(life: Life, user: str, verb: str) -> None:
    life.to_review()
    before = life.row().version
    with pytest.raises(VerbNotAllowedError):
        life.do(user, verb)
    assert life.row().version == before


# Offers.


def test_what_is_offered_can_be_done_and_what_is_not_cannot(life: Life) -> None:
    """Along a life, for everybody: each offered verb has a form; each other verb raises by name."""
    stages = [
        lambda: life.file(),
        lambda: life.do("melati", "acknowledge", {"duplicates_searched": True}),
        lambda: life.do("melati", "verify", {"content_sufficient": True}),
        lambda: life.do("ratna", "review", REVIEW_SHEET),
        lambda: life.do("ratna", "assign", {"staff": life.staff("wira")}),
    ]
    seen: set[Verb] = set()
    for stage in stages:
        stage()
        for user in ("melati", "bima", "ratna", "laras"):
            file = life.seen_by(user)
            offered = {one.verb for one in file.verbs}
            seen |= offered
            assert file.next_verb is None or file.next_verb in offered
            with life.desk(user) as desk:
                case = desk.case(life.reference)
                for verb in Verb:
                    if verb in offered:
                        assert desk.form(verb, case).verb is verb
                    else:
                        with pytest.raises(
                            (
                                NotPermittedError,
                                VerbNotAllowedError,
                                GuardFailedError,
                                DutyConflictError,
                                SubmissionInvalidError,
                            )
                        ):
                            desk.perform(verb, case, {})
    assert seen >= {Verb.ACKNOWLEDGE, Verb.ASK, Verb.VERIFY, Verb.REVIEW, Verb.ASSIGN, Verb.REFER, Verb.HOLD}
