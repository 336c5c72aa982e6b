"""Sending a report: derive, seal, commit to the vault, and only then touch the host's session."""

from __future__ import annotations

import hmac
from contextlib import ExitStack

from sqlalchemy import bindparam, delete, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from casemgr.errors import AlreadyReceivedError
from casemgr.intake.base import IntakeBase
from casemgr.intake.sending import Sending
from casemgr.intake.views import Derivation, DraftKey, Receipt
from casemgr.rules import receipts
from casemgr.store.engines import require_writable
from casemgr.store.models import Attachment, Case, Draft, Removal, Report
from casemgr.store.rows import insert_new
from casemgr.submissions import Submission, cleaned
from casemgr.vault.direct import DirectStatement, savepoint
from casemgr.vault.wraps import Purpose, new_id

REFERENCE_TRIES = 5
_OURS = (
    Purpose.REPORT_CASE,
    Purpose.REPORT_REPORTER,
    Purpose.REPORTER_SEED,
    Purpose.IDENTITY_REPORT,
    Purpose.IDENTITY_CUSTODIAN,
    Purpose.IDENTITY_RECOVERY,
)
"""What a report owns in the vault."""
_BY_LOOKUP = select(Report).where(Report.lookup == bindparam("lookup"))
_SENT = DirectStatement(select(Report.id).where(Report.id == bindparam("report_id")))
_KEEP_FILES = DirectStatement(
    update(Attachment)
    .where(Attachment.owner_id == bindparam("draft_id"), Attachment.state == "draft")
    .values(state="kept", expires_on=None)
)
_DROP_DRAFT = DirectStatement(delete(Draft).where(Draft.id == bindparam("draft_id")))


class Submitting(IntakeBase):
    """What a reporter does once: send, or send again after a broken connection."""

    def submit(
        self,
        submission: Submission,
        *,
        receipt: str | Derivation | None = None,
        draft: DraftKey | None = None,
    ) -> Receipt:
        """Seal a report, store it, and return its receipt.

        `receipt` is a code issued before; without it one is made. The same code with the same content
        returns the same receipt again. Raises `SubmissionInvalidError`, `AlreadyReceivedError` (same code,
        other content: nothing was added), `ReceiptMistypedError`, `KdfBusyError`, `NoReceivingTeamError`,
        `SealingFailedError`.
        """
        return self.store(self.prepare(submission, receipt=receipt, draft=draft))

    def prepare(
        self,
        submission: Submission,
        *,
        receipt: str | Derivation | None = None,
        draft: DraftKey | None = None,
    ) -> Sending:
        """Do what `submit` can do before the code is derived; `store` does the rest. Raises like `submit`."""
        require_writable(self._session)
        clean = cleaned(submission)
        if not isinstance(receipt, Derivation):
            receipt = self.derive(receipt or receipts.new_code())
        sending = Sending(self._office, clean, receipt, draft, self._clock())
        sending.prepare()
        if draft is not None:
            sending.may_repeat = bool(_SENT.found(self._office.engine, {"report_id": draft.report_id}))
            # Earlier tries to send this draft may have died and left wraps that are sealed to a receiving
            # point which the reporter excludes by now.
            sending.left_behind = self._office.vault.ids_of(draft.report_id, _OURS)
            if not sending.may_repeat:
                self._store_wraps(sending)
        return sending

    def store(self, sending: Sending) -> Receipt:
        """Store what `prepare` made; return its receipt, or that of the report its code sent before."""
        with ExitStack() as undo:
            if sending.wraps_stored:
                undo.callback(self._office.vault.remove, [wrap.id for wrap in sending.wraps])
            sending.finish()
            undo.pop_all()
        if sending.may_repeat:
            with self._office.reading() as reading:
                earlier = self._earlier(sending, reading)
                if earlier is not None:
                    return earlier
                self._check_draft(sending, reading)
        self._store_wraps(sending)
        stored, is_ours = self._store_once(sending)
        if is_ours and sending.left_behind:
            self._session.add_all(
                Removal(id=new_id(), kind="wrap", target=one) for one in sending.left_behind
            )
        return stored

    def _store_wraps(self, sending: Sending) -> None:
        """Commit to the vault what it does not have yet."""
        self._office.vault.add(sending.wraps[sending.wraps_stored :])
        sending.wraps_stored = len(sending.wraps)

    def _check_draft(self, sending: Sending, session: Session) -> None:
        """Keep whoever learns a report's id from adding keys to it."""
        if sending.draft is not None and session.get(Report, sending.report_id) is not None:
            raise AlreadyReceivedError(sending.report_id)

    def _store_once(self, sending: Sending) -> tuple[Receipt, bool]:
        """Store in a savepoint: a lost race gives the winner's receipt, a taken reference another try.

        Says whether the stored report is the one sealed here; if not, its wraps are gone again.
        """
        for tries_left in reversed(range(REFERENCE_TRIES)):
            try:
                with savepoint(self._session.connection()):
                    self._insert(sending)
                return sending.receipt, True
            except IntegrityError:
                if self._is_stored(sending) or not tries_left:
                    self._office.vault.remove([wrap.id for wrap in sending.wraps])
                again = self._earlier(sending, self._session)
                if again is not None:
                    return again, False
                self._check_draft(sending, self._session)
                if not tries_left:
                    raise
                sending.draw_reference()
        raise AssertionError("the last try returns or raises")

    def _insert(self, sending: Sending) -> None:
        insert_new(self._session, sending.rows)
        if sending.draft is not None:
            connection, values = self._session.connection(), [{"draft_id": sending.draft.report_id}]
            _KEEP_FILES.run(connection, values)
            _DROP_DRAFT.run(connection, values)

    def _is_stored(self, sending: Sending) -> bool:
        same = (Report.lookup == sending.lookup) | (Report.id == sending.report_id)
        return self._session.scalar(select(Report.id).where(same)) is not None

    def _earlier(self, sending: Sending, session: Session) -> Receipt | None:
        """Find a report that this code already sent. Raises `AlreadyReceivedError` for other content."""
        row = session.scalar(_BY_LOOKUP, {"lookup": sending.lookup})
        if row is None:
            return None
        if not hmac.compare_digest(row.content_mac, sending.content_mac):
            raise AlreadyReceivedError(row.id)
        case = session.get_one(Case, row.case_id)
        return Receipt(row.reference, sending.code, row.received_on, self._due_dates(session, case))
