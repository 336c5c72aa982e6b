"""Sending a report: derive, seal, commit to the vault, and only then touch the host's session."""

from __future__ import annotations

import datetime as dt
import hmac
import json

from sqlalchemy import delete, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from casemgr import clocks
from casemgr.errors import AlreadyReceivedError, SubmissionInvalidError
from casemgr.intake.base import IntakeBase
from casemgr.intake.places import content_place, heading_place
from casemgr.intake.views import DraftKey, Receipt
from casemgr.office import Office
from casemgr.routing import POINT
from casemgr.rules import receipts
from casemgr.rules.workflow import Status, Verb
from casemgr.store import trail
from casemgr.store.engines import require_writable
from casemgr.store.models import Case, Draft, History, Message, Removal, Report
from casemgr.submissions import Submission, cleaned, title_of
from casemgr.vault import keys
from casemgr.vault.formats import SymmetricKey, encrypt_text
from casemgr.vault.keyring import ReportBox
from casemgr.vault.sealing import new_case, new_report
from casemgr.vault.wraps import Purpose, Wrap, new_id

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
        with self._office.reading() as reading:
            earlier = self._earlier(sealed, code, reading)
            if earlier is not None:
                return earlier
            self._check_draft(draft, reading)
        sealed.route()
        left_behind = self._left_behind(draft)
        self._office.vault.add(sealed.make())
        stored, is_ours = self._store_once(sealed, code, draft)
        if is_ours:
            self._session.add_all(Removal(id=new_id(), kind="wrap", target=one) for one in left_behind)
        return stored

    def _check_draft(self, draft: DraftKey | None, session: Session) -> None:
        """Keep whoever learns a report's id from adding keys to it."""
        if draft is not None and session.get(Report, draft.report_id) is not None:
            raise AlreadyReceivedError(draft.report_id)

    def _left_behind(self, draft: DraftKey | None) -> list[str]:
        """Return the wraps that earlier tries to send this draft left in the vault when they died.

        They may be sealed to a receiving point that the reporter excludes by now.
        """
        return [] if draft is None else [one.id for one in self._office.vault.of([draft.report_id], _OURS)]

    def _store_once(self, sealed: _Sealing, code: str, draft: DraftKey | None) -> tuple[Receipt, bool]:
        """Store in a savepoint: a lost race gives the winner's receipt, a taken reference another try.

        Says whether the stored report is the one sealed here; if not, its wraps are gone again.
        """
        for tries_left in reversed(range(REFERENCE_TRIES)):
            try:
                with self._session.begin_nested():
                    return self._store(sealed, code, draft), True
            except IntegrityError:
                if self._is_stored(sealed) or not tries_left:
                    self._office.vault.remove(sealed.wrap_ids)
                again = self._earlier(sealed, code, self._session)
                if again is not None:
                    return again, False
                self._check_draft(draft, self._session)
                if not tries_left:
                    raise
        raise AssertionError("the last try returns or raises")

    def _is_stored(self, sealed: _Sealing) -> bool:
        same = (Report.lookup == sealed.halves.lookup) | (Report.id == sealed.report_id)
        return self._session.scalar(select(Report.id).where(same)) is not None

    def _earlier(self, sealed: _Sealing, code: str, session: Session) -> Receipt | None:
        """Find a report that this code already sent. Raises `AlreadyReceivedError` for other content."""
        row = session.scalar(select(Report).where(Report.lookup == sealed.halves.lookup))
        if row is None:
            return None
        if not hmac.compare_digest(row.content_mac, sealed.content_mac):
            raise AlreadyReceivedError(row.id)
        case = session.get_one(Case, row.case_id)
        return Receipt(row.reference, code, row.received_on, self._due_dates(session, case))

    def _store(self, sealed: _Sealing, code: str, draft: DraftKey | None) -> Receipt:
        """Insert the rows of a new case: everything about it is known, so nothing is read back."""
        session, office = self._session, self._office
        case, report = sealed.rows()
        runs, deadlines = clocks.begin(office, case)
        session.add_all([case, report])
        session.flush()
        session.add_all([*runs, _filed(case), _acknowledgement(report, case.next_due_on)])
        self._adopt_files(report, draft)
        trail.append(
            session,
            office.public_keys.leaf_key,
            actor=trail.REPORTER,
            verb=Verb.SUBMIT,
            subject=case,
            at=report.received_on,
            sealed=[report.content_sealed, report.identity_sealed],
        )
        session.flush()
        due = tuple((one.code, one.due_on) for one in deadlines if one.due_on is not None)
        return Receipt(report.reference, code, report.received_on, due)

    def _adopt_files(self, report: Report, draft: DraftKey | None) -> None:
        if draft is None:
            return
        for row in self._files_of(report.id, "draft"):
            row.state = "kept"
            row.expires_on = None
        self._session.execute(delete(Draft).where(Draft.id == draft.report_id))


def _filed(case: Case) -> History:
    """Return the first entry of a case's history."""
    return History(
        id=new_id(),
        case_id=case.id,
        number=1,
        verb=Verb.SUBMIT.value,
        from_status=Status.DRAFT.value,
        to_status=case.status.value,
        actor_kind=trail.REPORTER,
        happened_on=case.received_on,
    )


def _acknowledgement(report: Report, due_on: dt.date) -> Message:
    """Return the first, automatic message of a thread."""
    return Message(
        id=new_id(),
        report_id=report.id,
        number=1,
        sender="system",
        sent_on=report.received_on,
        code="acknowledgement",
        code_values=json.dumps({"due_on": due_on.isoformat()}),
    )


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
        self.report_id = draft.report_id if draft else new_id()
        self._report_key = SymmetricKey.of(draft.secret) if draft else SymmetricKey.generate()
        self._case_id = new_id()

    def route(self) -> None:
        """Choose the receiving team by the signed directory, before anything is sealed.

        Raises `NoReceivingTeamError`, and `SubmissionInvalidError` for a unit the directory does not have.
        """
        submission, self._directory = self._submission, self._office.directory()
        organisation = self._office.organisation(self._directory)
        self._unit_name = submission.unit_text
        if submission.unit_id:
            name = organisation.unit_name(submission.unit_id)
            if name is None:
                raise SubmissionInvalidError({"unit_id": "choice"})
            self._unit_name = name
        points = {team.id for team in organisation.teams(POINT)}
        self._team = organisation.receiving_team(submission.unit_id, points & set(submission.excluded))

    def make(self) -> list[Wrap]:
        """Make the keys and seals of a routed submission, and return the wraps to be stored."""
        office = self._office
        self._calendar = office.calendar()
        self._received_on = self._calendar.received_on(self._now)
        directory = self._directory
        case, case_wraps = new_case(directory, self._case_id, self._team.id, self._received_on)
        sealed = new_report(
            directory,
            self.report_id,
            self._report_key,
            case,
            self.halves.wrap,
            self._identity,
            self._received_on,
        )
        box = ReportBox(self.report_id, self._report_key)
        self._content_sealed = box.seal(self._encoded, content_place(self.report_id))
        self._identity_sealed = sealed.identity_sealed
        self._identity_version = sealed.identity_version
        heading = json.dumps({"title": self._title(), "unit": self._unit_name}, ensure_ascii=False)
        self._heading_sealed = encrypt_text(case.key, heading, heading_place(self._case_id, 1))
        wraps = [*case_wraps, *sealed.wraps]
        self.wrap_ids = [wrap.id for wrap in wraps]
        return wraps

    def _title(self) -> str:
        kind, _ = self._classes()
        return title_of(self._submission, self._office.pack.label("kinds", kind))

    def _classes(self) -> tuple[str, str | None]:
        choice = self._office.pack.public_choices.get(self._submission.choice or "")
        return (choice.kind, choice.category or None) if choice else ("pengaduan", None)

    def rows(self) -> tuple[Case, Report]:
        """Return fresh rows; a new reference is drawn on every call."""
        kind, category = self._classes()
        case = Case(
            id=self._case_id,
            status=Status.RECEIVED,
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
            id=self.report_id,
            case_id=self._case_id,
            origin_case_id=self._case_id,
            reference=receipts.new_reference(),
            lookup=self.halves.lookup,
            channel=self._submission.channel,
            received_on=self._received_on,
            content_sealed=self._content_sealed,
            content_mac=self.content_mac,
            identity_sealed=self._identity_sealed,
            identity_version=self._identity_version,
        )
        return case, report
