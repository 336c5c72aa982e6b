"""Acting with a code: answer, add files, withdraw, give a name later."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import func, select

from casemgr import moves
from casemgr.errors import SealBrokenError, SubmissionInvalidError, VerbNotAllowedError
from casemgr.files import SealedFile
from casemgr.intake.base import check_owner
from casemgr.intake.places import body_place, messages_of, next_message_number
from casemgr.intake.returning import Returning
from casemgr.moves import Mover
from casemgr.rules.workflow import OPEN, Status, Transition, Verb, find_transition
from casemgr.store import trail
from casemgr.store.engines import require_writable
from casemgr.store.models import Attachment, Case, History, Message, Removal, Report
from casemgr.submissions import Identity, Submission, clean_text, cleaned
from casemgr.vault.keyring import ReportBox, ReporterKeyring
from casemgr.vault.wraps import Purpose, new_id

MESSAGE_CHARACTERS = 50_000
_IDENTITY_WRAPS = (Purpose.IDENTITY_REPORT, Purpose.IDENTITY_CUSTODIAN, Purpose.IDENTITY_RECOVERY)


class Replying(Returning):
    """What a reporter does with their code. Every act keeps a day and no time."""

    def reply(
        self,
        reporter: ReporterKeyring,
        text: str,
        files: Sequence[SealedFile] = (),
        *,
        satisfied: bool = False,
    ) -> None:
        """Answer, with files or without. An answer to a question ends the pause.

        The same words or files sent again at once are taken as the same turn. In the reply window,
        `satisfied` closes the case and a text with new facts reopens the examination once; to be satisfied
        with a closed case changes nothing. Raises
        `SubmissionInvalidError`, `VerbNotAllowedError` when the case is archived.
        """
        require_writable(self._session)
        words = clean_text(text)
        if len(words) > MESSAGE_CHARACTERS:
            raise SubmissionInvalidError({"text": "long"})
        report, case, box = self._mine_to_change(reporter)
        ends = satisfied and case.status is Status.AWAITING_FEEDBACK
        is_repeat = all(self._is_known(file) for file in files) and self._said_already(report, box, words)
        is_over = satisfied and not words and not files and case.status is Status.CLOSED
        if is_over or (is_repeat and (words or files) and not ends):
            return
        if not words and not files and not ends:
            raise SubmissionInvalidError({"text": "empty"})
        when = self._reply_condition(case, satisfied=satisfied)
        transition = find_transition(Verb.REPLY, case.status, when=when)
        message = self._write(report, box, words) if words or files else None
        self._keep_files(report, files, message)
        self._act(case, transition, [message.body_sealed or b""] if message else [])

    def _said_already(self, report: Report, box: ReportBox, words: str) -> bool:
        """Whether these words are the thread's last turn, today: a form that was sent twice.

        A last turn that was changed outside the system says nothing any more, so it is not these words.
        """
        last = next(iter(messages_of(self._session, report.id)[-1:]), None)
        if last is None or last.sender != "reporter" or last.sent_on != self._today():
            return False
        try:
            return box.read(last.body_sealed or b"", body_place(report.id, last.id)) == words
        except SealBrokenError:
            return False

    def _reply_condition(self, case: Case, *, satisfied: bool) -> str | None:
        if case.status is not Status.AWAITING_FEEDBACK:
            return None
        if satisfied:
            return "satisfied"
        returned = self._session.scalar(
            select(func.count())
            .select_from(History)
            .where(
                History.case_id == case.id,
                History.verb == Verb.REPLY.value,
                History.from_status == Status.AWAITING_FEEDBACK.value,
                History.to_status == Status.CLARIFICATION.value,
            )
        )
        return None if returned else "new_facts"

    def attach(self, reporter: ReporterKeyring, files: Sequence[SealedFile]) -> None:
        """Add files without a message, but none twice.

        Raises `VerbNotAllowedError` when the case is archived.
        """
        require_writable(self._session)
        report, case, _ = self._mine_to_change(reporter)
        transition = find_transition(Verb.ATTACH, case.status)
        if files and all(self._is_known(file) for file in files):
            return
        self._keep_files(report, files, None)
        self._act(case, transition, [file.meta_sealed for file in files])

    def withdraw(self, reporter: ReporterKeyring, reason: str = "") -> None:
        """Record that the reporter withdraws; whether the case goes on is the supervisor's decision.

        The same again changes nothing. Raises `VerbNotAllowedError` for another reason after the first, and
        once the case has ended.
        """
        require_writable(self._session)
        report, case, box = self._mine_to_change(reporter)
        words = clean_text(reason)
        if report.withdrawn_on is not None:
            if not words or self._said_already(report, box, words):
                return
            raise VerbNotAllowedError(Verb.WITHDRAW, case.status)
        transition = find_transition(Verb.WITHDRAW, case.status)
        message = self._write(report, box, words) if words else None
        report.withdrawn_on = self._today()
        self._act(case, transition, [message.body_sealed or b""] if message else [])

    def add_identity(self, reporter: ReporterKeyring, identity: Identity) -> None:
        """Seal a name later on, or replace it; the seal keeps its size, so that nobody sees the change.

        Raises `SubmissionInvalidError`, `VerbNotAllowedError` once the case has ended.
        """
        require_writable(self._session)
        clean = cleaned(Submission("-", identity=identity)).identity
        assert clean is not None
        report, case, box = self._mine_to_change(reporter)
        if case.status not in OPEN:
            raise VerbNotAllowedError(Verb.ATTACH, case.status)
        version, blob, wraps = box.new_identity(self._office.directory(), clean.encode(), self._today())
        old = self._office.vault.of([report.id], _IDENTITY_WRAPS)
        self._office.vault.add(wraps)
        self._session.add_all(Removal(id=new_id(), kind="wrap", target=wrap.id) for wrap in old)
        report.identity_sealed = blob
        report.identity_version = version
        trail.append(
            self._session,
            self._office.public_keys.leaf_key,
            actor=trail.REPORTER,
            verb=Verb.ATTACH,
            subject=report.case,
            at=self._today(),
            sealed=[blob],
        )

    def _mine_to_change(self, reporter: ReporterKeyring) -> tuple[Report, Case, ReportBox]:
        """Open the report and keep others from changing its case until the host commits."""
        report, case, box = self._mine(reporter)
        self._session.refresh(case, with_for_update=True)
        self._session.refresh(report)
        return report, report.case, box

    def _write(self, report: Report, box: ReportBox, text: str) -> Message:
        number = next_message_number(self._session, report.id)
        message_id = new_id()
        message = Message(
            id=message_id,
            report_id=report.id,
            number=number,
            sender="reporter",
            sent_on=self._today(),
            body_sealed=box.seal(text, body_place(report.id, message_id)),
        )
        self._session.add(message)
        return message

    def _keep_files(self, report: Report, files: Sequence[SealedFile], message: Message | None) -> None:
        """Add files to the report, but none twice; one that came without a turn belongs to the next."""
        for file in files:
            check_owner(file, report.id)
            row = self._session.get(Attachment, file.id)
            if row is None:
                row = file.row(self._next_file_number(report.id), self._today(), state="kept")
                self._session.add(row)
            row.message_id = row.message_id or (message.id if message else None)
            self._session.flush()

    def _act(self, case: Case, transition: Transition, sealed: Sequence[bytes]) -> None:
        """Move the case as its reporter, and mark it as having news for the desk."""
        case.has_news = True
        mover = Mover(trail.REPORTER, self._office.public_keys.leaf_key)
        moves.move(self._session, self._office, case, transition, mover, self._clock(), sealed=sealed)
