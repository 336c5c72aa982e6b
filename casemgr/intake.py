"""Door 1: everything a reporter can do. It can seal; it opens only with a receipt.

Key derivation, seals and the vault's commit come before the first statement on the host's session, so that
the write lock is held for the row inserts only. Nothing here records that a reporter came, read, or from
where.
"""

from __future__ import annotations

import base64
import datetime as dt
import hmac
import json
import os
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import delete, func, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from casemgr import clocks, moves
from casemgr.errors import (
    AlreadyReceivedError,
    AttachmentNotFoundError,
    DraftNotFoundError,
    KeyNotHeldError,
    ReceiptNotIssuedError,
    ReceiptUnknownError,
    SubmissionInvalidError,
    VerbNotAllowedError,
)
from casemgr.files import FileReceiver, FileView, SealedFile, SealedReader, blob_place, meta_place
from casemgr.moves import Mover
from casemgr.office import Office, utc_now
from casemgr.rules import receipts
from casemgr.rules.deadlines import State
from casemgr.rules.workflow import ENDED, OPEN, Status, Transition, Verb, find_transition
from casemgr.store import trail
from casemgr.store.engines import require_prepared, require_writable
from casemgr.store.models import (
    Attachment,
    Case,
    Disclosure,
    Draft,
    History,
    Message,
    Removal,
    Report,
    Team,
)
from casemgr.submissions import (
    Content,
    Demand,
    Identity,
    Submission,
    clean_text,
    cleaned,
    title_of,
)
from casemgr.vault import keys, server_keys
from casemgr.vault.formats import SymmetricKey
from casemgr.vault.keyring import ReportBox, ReporterKeyring
from casemgr.vault.sealing import new_case, new_report, place
from casemgr.vault.wraps import Purpose, new_id

__all__ = [
    "Demand",
    "DraftKey",
    "FileReceiver",
    "FileView",
    "Identity",
    "Intake",
    "IssuedCode",
    "MessageView",
    "Receipt",
    "ReporterView",
    "SealedFile",
    "SealedReader",
    "Submission",
]

DRAFT_DAYS = 1
"""A draft lives until the end of the next day, so that nobody loses a day's writing at midnight."""
REFERENCE_TRIES = 5
MESSAGE_CHARACTERS = 50_000


@dataclass(frozen=True, slots=True)
class Receipt:
    """What the reporter takes home: a public reference and the secret code, shown once, stored nowhere."""

    reference: str
    code: str = field(repr=False)
    received_on: dt.date
    deadlines: tuple[tuple[str, dt.date], ...] = ()


@dataclass(frozen=True, slots=True)
class IssuedCode:
    """A code shown before sending, with the proof that this office issued it; `issued_at` in seconds."""

    code: str = field(repr=False)
    issued_at: int
    mac: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class DraftKey:
    """What opens a draft; it travels in the form's body and nowhere else."""

    report_id: str
    secret: bytes = field(repr=False)

    @property
    def token(self) -> str:
        """The form field's value."""
        return base64.urlsafe_b64encode(bytes.fromhex(self.report_id) + self.secret).decode()

    @classmethod
    def parse(cls, token: str) -> DraftKey:
        """Read a form field's value. Raises `DraftNotFoundError` for anything else."""
        try:
            raw = base64.b64decode(token.encode(), altchars=b"-_", validate=True)
        except ValueError:
            raise DraftNotFoundError from None
        if len(raw) != 48:
            raise DraftNotFoundError
        return cls(raw[:16].hex(), raw[16:])

    @property
    def box(self) -> ReportBox:
        """The report key the draft is sealed under."""
        return ReportBox(self.report_id, SymmetricKey.of(self.secret))


@dataclass(frozen=True, slots=True)
class MessageView:
    """One turn of the dialog. An automatic one carries `code` and no text."""

    id: str
    sender: str
    team: str | None
    on: dt.date
    text: str
    code: str | None = None
    values: Mapping[str, str] = field(default_factory=dict)
    is_new: bool = False
    files: tuple[FileView, ...] = ()
    at: dt.datetime | None = None
    author: str | None = None

    def __repr__(self) -> str:
        return f"<MessageView {self.id}>"


@dataclass(frozen=True, slots=True)
class DisclosureNotice:
    """What a reporter is told of an identity request."""

    asked_on: dt.date
    ground: str
    state: str


@dataclass(frozen=True, slots=True)
class ReporterView:
    """Everything the reporter's page shows. Statuses are codes; the pack has their coarse public labels."""

    reference: str
    status: Status
    received_on: dt.date
    deadlines: tuple[tuple[str, dt.date], ...]
    come_back_on: dt.date | None
    reply_by: dt.date | None
    question: MessageView | None
    messages: tuple[MessageView, ...]
    journey: tuple[tuple[dt.date, Status], ...]
    files: tuple[FileView, ...]
    may_reply: bool
    may_withdraw: bool
    may_add_identity: bool
    disclosure: DisclosureNotice | None
    withdrawn_on: dt.date | None

    def __repr__(self) -> str:
        return f"<ReporterView {self.reference}>"


class Intake:
    """The reporter's door on one session. Nothing is committed here; the host does that."""

    def __init__(
        self, session: Session, office: Office, *, clock: Callable[[], dt.datetime] = utc_now
    ) -> None:
        require_prepared(session)
        self._session = session
        self._office = office
        self._clock = clock

    # Codes.

    def issue_code(self) -> IssuedCode:
        """Make a code to be shown before sending."""
        code = receipts.new_code()
        now = self._clock().replace(microsecond=0)
        mac = server_keys.issue_code_mac(self._office.public_keys.form_key, code, now)
        return IssuedCode(code, int(now.timestamp()), mac.hex())

    def check_code(self, code: str, issued_at: int, mac: str) -> str:
        """Return the bare code if this office issued it within 24 hours.

        Raises `ReceiptNotIssuedError`, `ReceiptMistypedError`.
        """
        bare = receipts.normalise_code(code)
        try:
            moment = dt.datetime.fromtimestamp(issued_at, dt.UTC)
            proof = bytes.fromhex(mac)
        except (ValueError, OverflowError, OSError):
            raise ReceiptNotIssuedError from None
        server_keys.check_code_mac(self._office.public_keys.form_key, bare, moment, proof, self._clock())
        return bare

    # Drafts.

    def begin_draft(self) -> DraftKey:
        """Make the key of a new draft; nothing is stored before `save_draft`."""
        return DraftKey(new_id(), os.urandom(32))

    def save_draft(self, key: DraftKey, content: Mapping[str, Any]) -> None:
        """Seal and store what was typed so far, for a day."""
        require_writable(self._session)
        sealed_content = json.dumps(content, ensure_ascii=False)
        row = self._session.get(Draft, key.report_id)
        version = row.content_version + 1 if row is not None else 1
        sealed = key.box.seal(sealed_content, _draft_place(key.report_id, version))
        if row is None:
            row = Draft(id=key.report_id, expires_on=self._expiry())
            self._session.add(row)
        row.content_sealed = sealed
        row.content_version = version
        self._session.flush()

    def load_draft(self, key: DraftKey) -> dict[str, Any]:
        """Return what was saved. Raises `DraftNotFoundError` when it was sent, destroyed or never saved."""
        row = self._session.get(Draft, key.report_id)
        if row is None or row.expires_on < self._today():
            raise DraftNotFoundError
        text = key.box.read(row.content_sealed, _draft_place(row.id, row.content_version))
        found: dict[str, Any] = json.loads(text)
        return found

    def _expiry(self) -> dt.date:
        return self._today() + dt.timedelta(days=DRAFT_DAYS)

    def _today(self) -> dt.date:
        return self._office.today(self._clock())

    # Files.

    def receiver(self, key: DraftKey | ReporterKeyring, *, name: str, content_type: str) -> FileReceiver:
        """Open the sealing end for one file of a draft or of a report."""
        box = key.box if isinstance(key, DraftKey) else key.report()
        return FileReceiver(
            self._office.blobs,
            key.report_id,
            name,
            content_type,
            sealer=box.stream_sealer,
            seal_text=box.seal,
        )

    def keep_draft_file(self, key: DraftKey, file: SealedFile) -> None:
        """Add a sealed file to a draft."""
        require_writable(self._session)
        number = self._next_file_number(key.report_id)
        self._session.add(file.row(number, self._today(), state="draft", expires_on=self._expiry()))
        self._session.flush()

    def _next_file_number(self, owner_id: str) -> int:
        highest = self._session.scalar(
            select(func.max(Attachment.number)).where(Attachment.owner_id == owner_id)
        )
        return (highest or 0) + 1

    def draft_files(self, key: DraftKey) -> list[FileView]:
        """Return the files of a draft, in the order they came."""
        return _file_views(key.box, self._files_of(key.report_id))

    def drop_draft_file(self, key: DraftKey, file_id: str) -> None:
        """Take a file out of a draft again. Raises `AttachmentNotFoundError`."""
        require_writable(self._session)
        for row in self._files_of(key.report_id):
            if row.id == file_id and row.state == "draft":
                self._session.add(Removal(id=new_id(), kind="blob", target=row.blob))
                self._session.delete(row)
                self._session.flush()
                return
        raise AttachmentNotFoundError(file_id)

    def _files_of(self, report_id: str) -> list[Attachment]:
        statement = select(Attachment).where(Attachment.owner_id == report_id).order_by(Attachment.number)
        return list(self._session.scalars(statement))

    # Submitting.

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

    # Returning with a code.

    def enter(self, code: str) -> ReporterKeyring:
        """Open the keyring a receipt code stands for: one key derivation, no write, no record.

        Raises `ReceiptMistypedError` at once for a typing mistake, `ReceiptUnknownError` for a well-formed
        code that opens nothing (never issued and destroyed look the same), `KdfBusyError`.
        """
        bare = receipts.normalise_code(code)
        pepper = self._office.public_keys.receipt_pepper
        halves = keys.receipt_halves(bare, pepper, self._office.profiles.receipt)
        with self._office.reading() as session:
            report_id = session.scalar(select(Report.id).where(Report.lookup == halves.lookup))
        try:
            return ReporterKeyring.from_receipt(self._office.vault, report_id or new_id(), halves.wrap)
        except KeyNotHeldError:
            raise ReceiptUnknownError from None

    def read(self, reporter: ReporterKeyring) -> ReporterView:
        """Return what the reporter's page shows. Raises `ReceiptUnknownError` when it was destroyed."""
        report, case, box = self._mine(reporter)
        messages = self._messages(report, box)
        transition_open = case.status in OPEN
        question = messages[-1] if messages and messages[-1].sender == "staff" else None
        deadlines = self._due_dates(self._session, case)
        return ReporterView(
            reference=report.reference,
            status=case.status,
            received_on=report.received_on,
            deadlines=deadlines,
            come_back_on=min((on for _, on in deadlines), default=None),
            reply_by=self._reply_by(case),
            question=question,
            messages=tuple(messages),
            journey=self._journey(case),
            files=tuple(_file_views(box, self._files_of(report.id))),
            may_reply=case.status in OPEN | ENDED,
            may_withdraw=transition_open and report.withdrawn_on is None,
            may_add_identity=transition_open,
            disclosure=self._disclosure(report),
            withdrawn_on=report.withdrawn_on,
        )

    def content(self, reporter: ReporterKeyring) -> Content:
        """Return what the reporter sent, opened with their own key."""
        report, _, box = self._mine(reporter)
        return Content.decode(box.read(report.content_sealed, content_place(report.id)))

    def _mine(self, reporter: ReporterKeyring) -> tuple[Report, Case, ReportBox]:
        report = self._session.get(Report, reporter.report_id)
        try:
            box = reporter.report()
        except KeyNotHeldError:
            raise ReceiptUnknownError from None
        if report is None or report.case.status is Status.DESTROYED:
            raise ReceiptUnknownError
        return report, report.case, box

    def _messages(self, report: Report, box: ReportBox) -> list[MessageView]:
        rows = messages_of(self._session, report.id)
        teams = dict(self._session.execute(select(Team.id, Team.name)).tuples().all())
        files = _files_by_message(box, self._files_of(report.id))
        last_own = max((row.number for row in rows if row.sender == "reporter"), default=0)
        return [
            MessageView(
                id=row.id,
                sender=row.sender,
                team=teams.get(row.team_id or ""),
                on=row.sent_on,
                text=box.read(row.body_sealed, body_place(report.id, row.id)) if row.body_sealed else "",
                code=row.code,
                values=json.loads(row.code_values or "{}"),
                is_new=row.sender == "staff" and row.number > last_own,
                files=files.get(row.id, ()),
            )
            for row in rows
        ]

    def _journey(self, case: Case) -> tuple[tuple[dt.date, Status], ...]:
        rows = self._session.execute(
            select(History.happened_on, History.to_status)
            .where(History.case_id == case.id, History.from_status != History.to_status)
            .order_by(History.number)
        )
        return tuple((on, Status(status)) for on, status in rows.tuples().all())

    def _due_dates(self, session: Session, case: Case) -> tuple[tuple[str, dt.date], ...]:
        views = clocks.views(session, self._office, [case], self._today())[case.id]
        return tuple(
            (view.clock.code, view.deadline.due_on)
            for view in views
            if view.deadline.due_on is not None and view.deadline.state is not State.DONE
        )

    def _reply_by(self, case: Case) -> dt.date | None:
        if case.status not in (Status.AWAITING_REPORTER, Status.AWAITING_FEEDBACK):
            return None
        since = self._session.scalar(
            select(func.max(History.happened_on)).where(
                History.case_id == case.id, History.to_status == case.status.value
            )
        )
        calendar = clocks.calendar_of(self._session, self._office, case)
        days = self._office.pack.reply_window_days
        return calendar.add_working_days(since or self._today(), days)

    def _disclosure(self, report: Report) -> DisclosureNotice | None:
        row = self._session.scalar(
            select(Disclosure)
            .where(Disclosure.report_id == report.id, Disclosure.tells_reporter.is_(True))
            .order_by(Disclosure.asked_at.desc())
            .limit(1)
        )
        if row is None:
            return None
        return DisclosureNotice(self._office.today(row.asked_at), row.ground, row.state)

    def open_file(self, reporter: ReporterKeyring, file_id: str) -> SealedReader:
        """Open one of the reporter's own files. Raises `AttachmentNotFoundError`, `BlobMissingError`."""
        _, _, box = self._mine(reporter)
        row = self._session.get(Attachment, file_id)
        if row is None or row.owner_id != reporter.report_id or row.state != "kept":
            raise AttachmentNotFoundError(file_id)
        return open_attachment(self._office, box, row)

    # Acting with a code.

    def reply(
        self,
        reporter: ReporterKeyring,
        text: str,
        files: Sequence[SealedFile] = (),
        *,
        satisfied: bool = False,
    ) -> None:
        """Answer, with files or without. An answer to a question ends the pause.

        In the reply window, `satisfied` closes the case and a text with new facts reopens the examination
        once. Raises `SubmissionInvalidError`, `VerbNotAllowedError` when the case is archived.
        """
        require_writable(self._session)
        words = clean_text(text)
        if len(words) > MESSAGE_CHARACTERS:
            raise SubmissionInvalidError({"text": "long"})
        if not words and not files and not satisfied:
            raise SubmissionInvalidError({"text": "empty"})
        report, case, box = self._mine(reporter)
        when = self._reply_condition(case, satisfied=satisfied)
        transition = find_transition(Verb.REPLY, case.status, when=when)
        message = self._write(report, box, words) if words or files else None
        self._keep_files(report, files, message)
        self._act(case, transition, [message.body_sealed or b""] if message else [])

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
        """Add files without a message. Raises `VerbNotAllowedError` when the case is archived."""
        require_writable(self._session)
        report, case, _ = self._mine(reporter)
        transition = find_transition(Verb.ATTACH, case.status)
        self._keep_files(report, files, None)
        self._act(case, transition, [file.meta_sealed for file in files])

    def withdraw(self, reporter: ReporterKeyring, reason: str = "") -> None:
        """Record that the reporter withdraws; whether the case goes on is the supervisor's decision."""
        require_writable(self._session)
        report, case, box = self._mine(reporter)
        transition = find_transition(Verb.WITHDRAW, case.status)
        if report.withdrawn_on is not None:
            raise VerbNotAllowedError(Verb.WITHDRAW, case.status)
        words = clean_text(reason)
        message = self._write(report, box, words) if words else None
        report.withdrawn_on = self._today()
        self._act(case, transition, [message.body_sealed or b""] if message else [])

    def add_identity(self, reporter: ReporterKeyring, identity: Identity) -> None:
        """Seal a name later on, or replace it; the seal keeps its size, so that nobody sees the change."""
        require_writable(self._session)
        clean = cleaned(Submission("-", identity=identity)).identity
        assert clean is not None
        report, _, box = self._mine(reporter)
        version = report.identity_version + 1
        blob, wraps = box.new_identity(
            self._office.directory(), clean.encode(), self._today(), version=version
        )
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
        number = self._next_file_number(report.id)
        for offset, file in enumerate(files):
            row = file.row(number + offset, self._today(), state="kept")
            row.message_id = message.id if message else None
            self._session.add(row)

    def _act(self, case: Case, transition: Transition, sealed: Sequence[bytes]) -> None:
        """Move the case as its reporter, and mark it as having news for the desk."""
        case.has_news = True
        mover = Mover(trail.REPORTER, self._office.public_keys.leaf_key)
        moves.move(self._session, self._office, case, transition, mover, self._clock(), sealed=sealed)


_IDENTITY_WRAPS = (Purpose.IDENTITY_REPORT, Purpose.IDENTITY_CUSTODIAN, Purpose.IDENTITY_RECOVERY)


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

    def make(self) -> list[Any]:
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
        self._heading_sealed = seal_under_case(case.key, heading, heading_place(self._case_id, 1))
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


def seal_under_case(key: SymmetricKey, text: str, context: Any) -> bytes:
    """Seal text under a case key that was made a moment ago."""
    from casemgr.vault.formats import encrypt_text

    return encrypt_text(key, text, context)


def content_place(report_id: str) -> Any:
    """Return the context of a report's content."""
    return place("casemgr_report", "content_sealed", owner=report_id, row=report_id)


def heading_place(case_id: str, version: int) -> Any:
    """Return the context of a case's title and reported unit."""
    return place("casemgr_case", "heading_sealed", owner=case_id, row=case_id, version=version)


def body_place(report_id: str, message_id: str) -> Any:
    """Return the context of a message's body."""
    return place("casemgr_message", "body_sealed", owner=report_id, row=message_id)


def _draft_place(report_id: str, version: int) -> Any:
    return place("casemgr_draft", "content_sealed", owner=report_id, row=report_id, version=version)


def messages_of(session: Session, report_id: str) -> list[Message]:
    """Return the thread of a report, oldest first."""
    return list(
        session.scalars(select(Message).where(Message.report_id == report_id).order_by(Message.number))
    )


def next_message_number(session: Session, report_id: str) -> int:
    """Return the number of the next turn in a thread."""
    return (session.scalar(select(func.max(Message.number)).where(Message.report_id == report_id)) or 0) + 1


def _file_views(box: ReportBox, rows: Sequence[Attachment]) -> list[FileView]:
    return [FileView.of(row, box.read(row.meta_sealed, meta_place(row.owner_id, row.id))) for row in rows]


def _files_by_message(box: ReportBox, rows: Sequence[Attachment]) -> dict[str, tuple[FileView, ...]]:
    found: dict[str, tuple[FileView, ...]] = {}
    for row in rows:
        if row.message_id:
            view = FileView.of(row, box.read(row.meta_sealed, meta_place(row.owner_id, row.id)))
            found[row.message_id] = (*found.get(row.message_id, ()), view)
    return found


def open_attachment(office: Office, box: Any, row: Attachment) -> SealedReader:
    """Open a sealed file with the key of its owner, a report or a case. Raises `SealBrokenError`."""
    view = FileView.of(row, box.read(row.meta_sealed, meta_place(row.owner_id, row.id)))
    source = office.blobs.open(row.blob)
    opener = box.stream_opener(source, blob_place(row.owner_id, row.id))
    return SealedReader(view, opener, source.close)
