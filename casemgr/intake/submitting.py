"""Sending a report: derive, seal, commit to the vault, and only then touch the host's session."""

from __future__ import annotations

import datetime as dt
import hmac
import json

from sqlalchemy import delete, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from casemgr import clocks, moves
from casemgr.errors import AlreadyReceivedError
from casemgr.intake.base import IntakeBase
from casemgr.intake.places import content_place, heading_place, next_message_number
from casemgr.intake.views import DraftKey, Receipt
from casemgr.moves import Mover
from casemgr.office import Office
from casemgr.rules import receipts
from casemgr.rules.workflow import Status, Verb, find_transition
from casemgr.store import trail
from casemgr.store.engines import require_writable
from casemgr.store.models import Case, Draft, Message, Report
from casemgr.submissions import Submission, cleaned, title_of
from casemgr.vault import keys
from casemgr.vault.formats import SymmetricKey, encrypt_text
from casemgr.vault.keyring import ReportBox
from casemgr.vault.sealing import new_case, new_report
from casemgr.vault.wraps import Wrap, new_id

REFERENCE_TRIES = 5


class Submitting(IntakeBase):
    """What a reporter does once: send, or send again after a broken connection."""

    def submit(
        self, submission: Submission, *, receipt: str | None = None, draft: DraftKey | None = None
    ) -> Receipt:
        """Seal a report, store it, and return its receipt.

        `receipt` is a code issued before; without it one is made. The same code with the same content
        returns the same receipt again. Raises `SubmissionInvalidError`, `AlreadyReceivedError` (same code,
        other content: nothing was added), `ReceiptMistypedError`, `KdfBusyError`, `SealingFailedError`.
        """
        require_writable(self._session)
        clean = cleaned(submission)
        code = receipts.normalise_code(receipt) if receipt else receipts.new_code()
        profile = self._office.profiles.receipt
        halves = keys.receipt_halves(code, self._office.public_keys.receipt_pepper, profile)
        sealed = _Sealing(self._office, clean, halves, draft, self._clock())
        earlier = self._earlier(sealed, code)
        if earlier is not None:
            return earlier
        self._office.vault.add(sealed.make())
        for _ in range(REFERENCE_TRIES):
            try:
                with self._session.begin_nested():
                    return self._store(sealed, code, draft)
            except IntegrityError:
                again = self._earlier(sealed, code, self._session)
                if again is not None:
                    return again
        raise AlreadyReceivedError

    def _earlier(self, sealed: _Sealing, code: str, session: Session | None = None) -> Receipt | None:
        """Find a report that this code already sent, without touching the host's session before it must."""
        if session is None:
            with self._office.reading() as reading:
                return self._earlier(sealed, code, reading)
        row = session.scalar(select(Report).where(Report.lookup == sealed.halves.lookup))
        if row is None:
            return None
        if not hmac.compare_digest(row.content_mac, sealed.content_mac):
            raise AlreadyReceivedError(row.id)
        return self._receipt(session, row, code)

    def _store(self, sealed: _Sealing, code: str, draft: DraftKey | None) -> Receipt:
        session = self._session
        case, report = sealed.rows()
        session.add_all([case, report])
        session.flush()
        self._adopt_files(report, draft)
        mover = Mover(trail.REPORTER, self._office.public_keys.leaf_key)
        moves.move(
            session,
            self._office,
            case,
            find_transition(Verb.SUBMIT, Status.DRAFT),
            mover,
            self._clock(),
            sealed=[report.content_sealed, report.identity_sealed],
        )
        session.add(self._automatic(report, "acknowledgement", due_on=case.next_due_on))
        session.flush()
        return self._receipt(session, report, code)

    def _adopt_files(self, report: Report, draft: DraftKey | None) -> None:
        if draft is None:
            return
        for row in self._files_of(report.id):
            row.state = "kept"
            row.expires_on = None
        self._session.execute(delete(Draft).where(Draft.id == draft.report_id))

    def _automatic(self, report: Report, code: str, *, due_on: dt.date) -> Message:
        return Message(
            id=new_id(),
            report_id=report.id,
            number=next_message_number(self._session, report.id),
            sender="system",
            sent_on=report.received_on,
            code=code,
            code_values=json.dumps({"due_on": due_on.isoformat()}),
        )

    def _receipt(self, session: Session, report: Report, code: str) -> Receipt:
        case = session.get_one(Case, report.case_id)
        return Receipt(report.reference, code, report.received_on, self._due_dates(session, case))


class _Sealing:
    """Everything `submit` prepares before its first SQL: ids, route, keys, seals, wraps."""

    def __init__(
        self,
        office: Office,
        submission: Submission,
        halves: keys.ReceiptHalves,
        draft: DraftKey | None,
        now: dt.datetime,
    ) -> None:
        self._office = office
        self._submission = submission
        self._now = now
        self.halves = halves
        self._encoded = submission.encode()
        identity = submission.identity.encode() if submission.identity else b""
        self._identity = identity
        mac_input = self._encoded.encode() + b"\0" + identity
        self.content_mac = hmac.digest(halves.wrap.secret, b"casemgr repeat v1" + mac_input, "sha256")
        self._report_id = draft.report_id if draft else new_id()
        self._report_key = SymmetricKey.of(draft.secret) if draft else SymmetricKey.generate()
        self._case_id = new_id()

    def make(self) -> list[Wrap]:
        """Choose the receiving team, make the keys and seals, and return the wraps to be stored."""
        office, submission = self._office, self._submission
        self._team = office.receiving_team(submission.unit_id, frozenset(submission.excluded))
        self._calendar = office.calendar()
        self._received_on = self._calendar.received_on(self._now)
        directory = office.directory()
        case, case_wraps = new_case(directory, self._case_id, self._team.id, self._received_on)
        sealed = new_report(
            directory,
            self._report_id,
            self._report_key,
            case,
            self.halves.wrap,
            self._identity,
            self._received_on,
        )
        box = ReportBox(self._report_id, self._report_key)
        self._content_sealed = box.seal(self._encoded, content_place(self._report_id))
        self._identity_sealed = sealed.identity_sealed
        heading = json.dumps({"title": self._title(), "unit": self._unit_name()}, ensure_ascii=False)
        self._heading_sealed = encrypt_text(case.key, heading, heading_place(self._case_id, 1))
        return [*case_wraps, *sealed.wraps]

    def _title(self) -> str:
        kind, _ = self._classes()
        return title_of(self._submission, self._office.pack.label("kinds", kind))

    def _unit_name(self) -> str:
        if self._submission.unit_id:
            for unit in self._office.units(self._received_on):
                if unit.id == self._submission.unit_id:
                    return unit.name
        return self._submission.unit_text

    def _classes(self) -> tuple[str, str | None]:
        choice = self._office.pack.public_choices.get(self._submission.choice or "")
        return (choice.kind, choice.category or None) if choice else ("pengaduan", None)

    def rows(self) -> tuple[Case, Report]:
        """Return fresh rows; a new reference is drawn on every call."""
        kind, category = self._classes()
        case = Case(
            id=self._case_id,
            status=Status.DRAFT,
            kind=kind,
            category=category,
            channel=self._submission.channel,
            team_id=self._team.id,
            unit_id=self._team.unit_id,
            received_on=self._received_on,
            clock_start_on=self._calendar.clock_start_on(self._now),
            next_due_on=clocks.NEVER,
            heading_sealed=self._heading_sealed,
        )
        report = Report(
            id=self._report_id,
            case_id=self._case_id,
            origin_case_id=self._case_id,
            reference=receipts.new_reference(),
            lookup=self.halves.lookup,
            channel=self._submission.channel,
            received_on=self._received_on,
            content_sealed=self._content_sealed,
            content_mac=self.content_mac,
            identity_sealed=self._identity_sealed,
        )
        return case, report
