"""Door 2: everything staff can do, as a named actor, always checked and traced.

`Desk.perform` is the one way a case changes: check, move, trace, do. What a verb asks for is in `forms`,
what it does besides moving the case in `triage`, `examination` and `closing`, split by phase of work.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from sqlalchemy import func, select

from casemgr.desk import (
    closing,
    decisions,
    examination,
    forms,
    guards,
    kept_out,
    offers,
    queues,
    reading,
    triage,
)
from casemgr.desk.base import DeskBase, Step
from casemgr.desk.contents import readable
from casemgr.desk.views import (
    BulkResult,
    CaseFile,
    DecisionView,
    Done,
    QueuePage,
    SavedQueue,
    SearchPage,
    VerbForm,
)
from casemgr.errors import (
    AttachmentNotFoundError,
    CasemgrError,
    CaseNotFoundError,
    DecisionClosedError,
    DecisionNotFoundError,
    GuardFailedError,
    KeyNotHeldError,
    NotFoundError,
    ReportNotFoundError,
    SealBrokenError,
    SubmissionInvalidError,
    VerbNotAllowedError,
)
from casemgr.files import FileReceiver, SealedFile, SealedReader
from casemgr.intake.base import check_owner, open_attachment
from casemgr.intake.repeats import WatchingReceiver, of_name
from casemgr.rules.workflow import (
    Guard,
    Status,
    Transition,
    Verb,
    check_decider,
    find_transition,
    permitted_transition,
)
from casemgr.store.models import Allegation, Attachment, Case, Decision, Report, Subject
from casemgr.store.queries import QueueFilters, Sort
from casemgr.submissions import clean_text
from casemgr.vault.wraps import new_id

__all__ = ["Desk", "QueueFilters"]

Effect = Callable[[DeskBase, Step], None]

EFFECTS: dict[Verb, Effect] = {
    Verb.ACKNOWLEDGE: triage.acknowledge,
    Verb.ASK: triage.ask,
    Verb.ANSWER: triage.answer,
    Verb.NOTE: triage.note,
    Verb.VERIFY: triage.verify,
    Verb.RECLASSIFY: triage.reclassify,
    Verb.REVIEW: triage.review,
    Verb.RESUME: triage.with_note,
    Verb.MERGE: triage.merge,
    Verb.UNMERGE: triage.unmerge,
    Verb.ASSIGN: examination.assign,
    Verb.CLARIFY: examination.begin,
    Verb.FIND_FACTS: examination.begin,
    Verb.AUDIT: examination.begin,
    Verb.WRITE_UP: examination.begin,
    Verb.RECOMMEND: examination.recommend,
    Verb.CONCLUDE: examination.conclude,
    Verb.FOLLOW_UP: examination.follow_up,
    Verb.GIVE_FEEDBACK: closing.give_feedback,
    Verb.CLOSE: closing.close,
    Verb.REFER: closing.refer,
    Verb.DECLINE: closing.decline,
    Verb.HOLD: closing.hold,
    Verb.REOPEN: closing.reopen,
    Verb.HAND_OVER: closing.hand_over,
    Verb.ARCHIVE: closing.archive,
    Verb.DESTROY: closing.destroy,
}


class Desk(DeskBase):
    """The door of one signed-in member of staff on one session. Nothing is committed here; the host does
    that."""

    # Reading.

    def queue(
        self,
        filters: QueueFilters | None = None,
        *,
        sort: Sort = "due",
        after: tuple[str, str] | None = None,
        before: tuple[str, str] | None = None,
        size: int = queues.DEFAULT_PAGE,
    ) -> QueuePage:
        """Return one page of visible cases. `after` and `before` are keys of an earlier page."""
        return queues.queue(self, filters or QueueFilters(), sort=sort, after=after, before=before, size=size)

    def saved_queues(self) -> tuple[SavedQueue, ...]:
        """Return the saved queues with their capped counts."""
        return queues.saved_queues(self)

    def search(self, text: str, filters: QueueFilters | None = None) -> SearchPage:
        """Find words in what this actor can open, among the newest cases."""
        return queues.search(self, text, filters or QueueFilters(saved="all"))

    def file(self, case: Case) -> CaseFile:
        """Open everything about one case. Raises `KeyNotHeldError`."""
        return reading.case_file(self, case)

    def form(self, verb: Verb, case: Case, *, when: str | None = None) -> VerbForm:
        """Return what a verb asks for and what it will do."""
        return offers.form(self, case, verb, when)

    # The one way to change a case.

    def perform(
        self,
        verb: Verb,
        case: Case,
        values: Mapping[str, Any] | None = None,
        *,
        version: int | None = None,
        when: str | None = None,
    ) -> Done:
        """Do one verb, or ask for it when it needs two persons.

        `values` are the fields of `form(verb, case)`, as text or typed; `version` is that of the file the
        actor looked at; `when` chooses among rows with the same verb (see `docs/reference/workflow.md`).
        A verb that was done or asked for with the same `once` is not done again, whatever `version` says.
        Raises `VerbNotAllowedError`, `NotPermittedError`, `DutyConflictError`, `GuardFailedError`,
        `SubmissionInvalidError`, `StaleVersionError`, `KeyNotHeldError`, `SealingFailedError`.
        """
        self.check_writable(case)
        if (done := self.was_done(verb, case)) is not None:
            return done
        self._check(case, version)
        if verb not in EFFECTS:
            raise VerbNotAllowedError(verb, case.status)
        row = offers.choose(self, case, verb, when)
        self.check_duties(case, row)
        guards.check(self, case, row)
        form = forms.fields(row, case.status, lambda source: offers.options(self, case, row, source), {})
        checked = forms.checked(form, values or {}, self.today)
        if row.persons > 1:
            decision = decisions.ask(self, case, verb, {**checked, "when": row.when})
            return Done(case.id, case.status, decision.id)
        return self._take(Step(case, row, checked))

    def _check(self, case: Case, version: int | None = None) -> None:
        """Keep others from changing the case, and see that this actor still may see it.

        Raises `ReadOnlySessionError`, `StaleVersionError`, `CaseNotFoundError`, and `GuardFailedError` for
        whoever the reports of a new case keep out: no token tells of them before a colleague takes it up.
        """
        self.check_writable(case, version)
        self.case(case.id)
        if self._is_kept_out(case):
            raise GuardFailedError(Guard.HANDLER_WITHOUT_CONFLICT)

    def _is_kept_out(self, case: Case) -> bool:
        """Ask the reports of a new case; whoever holds no key opens and moves nothing there anyway."""
        if case.status is not Status.RECEIVED:
            return False
        try:
            contents = readable(self, case)
        except KeyNotHeldError:
            return False
        return kept_out.is_kept_out(self, case, contents)

    def _take(self, step: Step) -> Done:
        before = step.case.status
        EFFECTS[step.verb](self, step)
        self.move(step)
        if step.case.status is not before and step.verb is not Verb.DESTROY:
            decisions.end(self, step.case, step.verb.value)
        self.session.flush()
        return Done(step.case.id, step.case.status)

    def decide(self, decision_id: str, *, agree: bool, reason: str) -> Done:
        """Agree to or refuse a verb somebody else asked for; only agreeing moves the case.

        What this person decided in the same way before is not decided again.
        Raises `DecisionNotFoundError`, `DecisionClosedError` (also for agreeing to what the case, moved on
        by its reporter, no longer allows), `DutyConflictError`, `NotPermittedError`,
        `SubmissionInvalidError` without a reason, and `SealBrokenError` for agreeing to what cannot be read.
        """
        try:
            return self._decide(decision_id, agree=agree, reason=reason)
        except DecisionClosedError:
            row = self.session.get(Decision, decision_id)
            said = "agreed" if agree else "refused"
            if row is None or (row.state, row.decided_by) != (said, self.actor.id):
                raise
            return Done(row.case_id, self.session.get_one(Case, row.case_id).status)

    def _decide(self, decision_id: str, *, agree: bool, reason: str) -> Done:
        row = decisions.waiting(self, decision_id)
        try:
            case = self.case(row.case_id)
        except CaseNotFoundError:
            raise DecisionNotFoundError(decision_id) from None
        self._check(case)
        self.session.refresh(row)
        row = decisions.waiting(self, decision_id)
        words = clean_text(reason)
        if not words:
            raise SubmissionInvalidError({"reason": "empty"})
        values = decisions.values_of(self, row) if agree else {}
        transition = self._decidable(row, case, values) if agree else None
        row.state = "agreed" if agree else "refused"
        row.decided_by = self.actor.id
        row.decided_at = self.now
        is_destruction = row.verb == Verb.DESTROY.value
        if not is_destruction:
            row.reason_sealed = self.seal(case, words, decisions.REASON, row.id)
        self.trace(row, f"{row.state}:{row.verb}", row.reason_sealed or b"")
        done = Done(case.id, case.status)
        if transition is not None:
            done = self._decided(case, transition, values, row.asked_by)
        if not is_destruction:
            examination.take_key(self, case, self.actor.id)
        return done

    def _decidable(self, row: Decision, case: Case, values: Mapping[str, Any]) -> Transition:
        try:
            transition = find_transition(Verb(row.verb), case.status, when=values.get("when"))
        except VerbNotAllowedError:
            raise DecisionClosedError(row.id) from None
        check_decider(self.actor, transition)
        self.check_duties(case, transition, asked_by=row.asked_by)
        return transition

    def _decided(self, case: Case, row: Transition, values: Mapping[str, Any], asked_by: str) -> Done:
        guards.check(self, case, row)
        step = Step(case, row, values, asked_by=asked_by)
        return self._take(step)

    def decisions(self) -> tuple[DecisionView, ...]:
        """Return the decisions that wait for this actor."""
        return decisions.mine(self)

    def asked(self) -> tuple[DecisionView, ...]:
        """Return the decisions this actor waits for."""
        return decisions.asked_by_me(self)

    def bulk(self, verb: Verb, case_ids: Iterable[str], values: Mapping[str, Any]) -> BulkResult:
        """Do one verb on many cases, each in a savepoint of its own."""
        done, refused = [], {}
        for case_id in case_ids:
            try:
                with self.session.begin_nested():
                    self.perform(verb, self.case(case_id), values)
                done.append(case_id)
            except CasemgrError as problem:
                refused[case_id] = type(problem).__name__
        return BulkResult(tuple(done), refused)

    # Verbs by name, for hosts that prefer them to `perform`.

    def acknowledge(self, case: Case, *, version: int | None = None) -> Done:
        """Take a new case up, after looking for duplicates."""
        return self.perform(Verb.ACKNOWLEDGE, case, {"duplicates_searched": True}, version=version)

    def ask(self, case: Case, text: str, *, read_it: bool, missing: Iterable[str] = ()) -> Done:
        """Ask the reporter; during verification the clocks pause until the answer."""
        values = {"text": text, "read_it": read_it, "missing": tuple(missing)}
        return self.perform(Verb.ASK, case, values)

    def answer(self, case: Case, text: str, *, read_it: bool) -> Done:
        """Write to the reporter without moving the case."""
        return self.perform(Verb.ANSWER, case, {"text": text, "read_it": read_it})

    def verify(self, case: Case, *, title: str = "", severity: str = "") -> Done:
        """Take the file as complete."""
        values = {"title": title, "severity": severity, "content_sufficient": True}
        return self.perform(Verb.VERIFY, case, values)

    def add_note(self, case: Case, text: str) -> Done:
        """Keep an internal remark."""
        return self.perform(Verb.NOTE, case, {"text": text})

    # Subjects and allegations.

    def add_allegation(
        self, case: Case, *, category: str, name: str, position: str = "", unit: str = ""
    ) -> str:
        """Name a subject and what is alleged; return the allegation's id, with the same `once` the same."""
        self._check(case)
        allegation_id = self.row_id("allege", case.id)
        if self.session.get(Allegation, allegation_id) is not None:
            return allegation_id
        permitted_transition(self.actor, Verb.NOTE, case.status)
        if category not in self.office.pack.categories:
            raise SubmissionInvalidError({"category": "choice"})
        person = {"name": clean_text(name), "position": clean_text(position), "unit": clean_text(unit)}
        if not any(person.values()):
            raise SubmissionInvalidError({"name": "empty"})
        subject_id = new_id()
        subject = self.seal(case, person, reading.SUBJECT, subject_id)
        matter = {"category": category, "finding": "", "outcome": None, "sanction": None}
        sealed = self.seal(case, matter, reading.ALLEGATION, allegation_id)
        self.session.add(Subject(id=subject_id, case_id=case.id, person_sealed=subject))
        self.session.flush()
        highest = self.session.scalar(
            select(func.max(Allegation.number)).where(Allegation.case_id == case.id)
        )
        row = Allegation(
            id=allegation_id,
            case_id=case.id,
            number=(highest or 0) + 1,
            subject_id=subject_id,
            row_version=1,
            matter_sealed=sealed,
        )
        self.session.add(row)
        self.trace(row, "allege", subject, sealed)
        return allegation_id

    def find_allegation(
        self, case: Case, allegation_id: str, *, finding: str, outcome: str, sanction: str | None = None
    ) -> None:
        """Record what the examination found of one allegation.

        Raises `NotFoundError` for an allegation of another case, `SubmissionInvalidError` for unknown codes.
        """
        self._check(case)
        permitted_transition(self.actor, Verb.NOTE, case.status)
        row = self.session.get(Allegation, allegation_id)
        if row is None or row.case_id != case.id:
            raise NotFoundError(allegation_id)
        pack = self.office.pack
        if outcome not in pack.outcomes or sanction not in (None, *pack.sanctions):
            raise SubmissionInvalidError(
                {"outcome" if outcome not in pack.outcomes else "sanction": "choice"}
            )
        before = self.open(case.id, row.matter_sealed, reading.ALLEGATION, row.id, row.row_version)
        matter = {**before, "finding": clean_text(finding), "outcome": outcome, "sanction": sanction}
        if matter == before:
            return
        row.row_version += 1
        row.matter_sealed = self.seal(case, matter, reading.ALLEGATION, row.id, row.row_version)
        self.trace(row, "find", row.matter_sealed)

    # Files.

    def receiver(self, case: Case, *, name: str, content_type: str) -> FileReceiver:
        """Open the sealing end for a paper of the case. Raises `CaseNotFoundError`, as its page does."""
        if self._is_kept_out(case):
            raise CaseNotFoundError(case.id)
        box = self.box(case)
        rows = self.session.scalars(
            select(Attachment).where(Attachment.owner_id == case.id).order_by(Attachment.number)
        )
        receiver = WatchingReceiver(
            self.office.blobs, case.id, name, content_type, sealer=box.stream_sealer, seal_text=box.seal
        )
        return receiver.beside(of_name(self.office, box, rows.all(), name))

    def keep_file(self, case: Case, file: SealedFile) -> None:
        """Add a sealed paper to the case, but none twice.

        Raises `AttachmentNotFoundError` for a file sealed for another case.
        """
        self._check(case)
        permitted_transition(self.actor, Verb.ATTACH, case.status)
        check_owner(file, case.id)
        if self.session.get(Attachment, file.id) is not None:
            return
        highest = self.session.scalar(
            select(func.max(Attachment.number)).where(Attachment.owner_id == case.id)
        )
        row = file.row((highest or 0) + 1, self.today, state="kept")
        self.session.add(row)
        self.trace(row, Verb.ATTACH, file.meta_sealed)

    def open_file(self, case: Case, file_id: str) -> SealedReader:
        """Open a paper of the case or a file of one of its reports.

        Raises `AttachmentNotFoundError`, `KeyNotHeldError`, and `SealBrokenError` for one that was changed.
        """
        row, report = self._file(case, file_id)
        box = self.reading_box(row.owner_id) if report is None else self.report_box(report)
        try:
            return open_attachment(self.office, box, row)
        except KeyNotHeldError:
            # The owner's keys are open; what names another one was changed.
            raise SealBrokenError from None

    def open_original(self, case: Case, file_id: str) -> SealedReader:
        """Open a file as it was received, and leave a leaf in the trail that says so.

        Raises `ReadOnlySessionError`, `CaseNotFoundError`, `AttachmentNotFoundError`.
        """
        self._check(case)
        row, _ = self._file(case, file_id)
        reader = self.open_file(case, file_id)
        self.trace(row, "open_original")
        return reader

    def is_paper(self, case: Case, file_id: str) -> bool:
        """Say whether staff added a file, not a reporter. Raises `AttachmentNotFoundError`."""
        return self._file(case, file_id)[1] is None

    def _file(self, case: Case, file_id: str) -> tuple[Attachment, Report | None]:
        """Find a kept file of the case, with the report it came with unless it is a paper."""
        row = self.session.get(Attachment, file_id)
        if row is None or row.state != "kept" or self._is_kept_out(case):
            raise AttachmentNotFoundError(file_id)
        owner = self.session.get(Case, row.owner_id)
        if owner is not None and case.id in (owner.id, owner.merged_into_id):
            return row, None
        for report in case.reports:
            if report.id == row.owner_id:
                return row, report
        raise AttachmentNotFoundError(file_id)

    def report(self, case: Case, report_id: str) -> Report:
        """Return one report of a case. Raises `ReportNotFoundError`."""
        for report in case.reports:
            if report.id == report_id:
                return report
        raise ReportNotFoundError(report_id)

    # Conflicts of interest.

    def declare_conflict(self, case: Case, reason: str) -> None:
        """Step back: the case goes to another team, the old seals go, and it is never shown here again.

        Raises `NoReceivingTeamError` when nobody is left who may take it.
        """
        self._check(case)
        words = clean_text(reason)
        if not words:
            raise SubmissionInvalidError({"reason": "empty"})
        note = self.write_note(case, words)
        if case.team_id in self.viewer.team_ids:
            out = kept_out.of_case(self, case).team_ids | self.viewer.team_ids
            team = self.office.organisation().receiving_team(None, out)
            closing.move_to_team(self, case, team.id, "declare_conflict")
        decisions.end(self, case, "declare_conflict", of=self.actor.id)
        for assignment in self.open_assignments(case):
            if assignment.staff_id == self.actor.id:
                assignment.ended_at = self.now
        self.session.flush()
        examination.take_key(self, case, self.actor.id)
        kept_out.keep_person_out(self, case, self.actor.id)
        self.trace(case, "declare_conflict", note)
