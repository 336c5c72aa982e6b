"""Coming back with a code: read, and open one's own files. Nothing is recorded of a visit."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Sequence

from sqlalchemy import select

from casemgr import clocks
from casemgr.errors import AttachmentNotFoundError, KeyNotHeldError, ReceiptUnknownError, SealBrokenError
from casemgr.files import FileView, SealedReader, meta_place
from casemgr.intake.base import IntakeBase, open_attachment
from casemgr.intake.places import body_place, content_place, messages_of
from casemgr.intake.views import Derivation, DisclosureNotice, MessageView, ReporterView
from casemgr.rules.workflow import ENDED, OPEN, Status
from casemgr.store.models import Attachment, Case, Disclosure, History, Message, Report, Team
from casemgr.submissions import Content
from casemgr.vault.keyring import ReportBox, ReporterKeyring
from casemgr.vault.wraps import new_id


class Returning(IntakeBase):
    """What a reporter sees with their code."""

    def enter(self, code: str | Derivation) -> ReporterKeyring:
        """Open the keyring a receipt code stands for: one key derivation, no write, no record.

        Raises `ReceiptMistypedError` at once for a typing mistake, `ReceiptUnknownError` for a well-formed
        code that opens nothing (never issued and destroyed look the same), `KdfBusyError`.
        """
        halves = (code if isinstance(code, Derivation) else self.derive(code)).halves()
        with self._office.reading() as session:
            report_id = session.scalar(select(Report.id).where(Report.lookup == halves.lookup))
        try:
            return ReporterKeyring.from_receipt(self._office.vault, report_id or new_id(), halves.wrap)
        except KeyNotHeldError:
            raise ReceiptUnknownError from None

    def read(self, reporter: ReporterKeyring) -> ReporterView:
        """Return what the reporter's page shows. Raises `ReceiptUnknownError` when it was destroyed.

        A turn that was changed outside the system says so and hides no other; a file like that has no name.
        Neither is logged: that would record a visit.
        """
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
            files=tuple(_file_view(box, row) for row in self._files_of(report.id)),
            may_reply=case.status in OPEN | ENDED,
            may_withdraw=transition_open and report.withdrawn_on is None,
            may_add_identity=transition_open,
            disclosure=self._disclosure(report),
            withdrawn_on=report.withdrawn_on,
        )

    def content(self, reporter: ReporterKeyring) -> Content:
        """Return what the reporter sent, opened with their own key. Raises `SealBrokenError`."""
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
        teams = dict(self._session.execute(select(Team.id, Team.name)).all())
        files = _files_by_message(box, self._files_of(report.id))
        last_own = max((row.number for row in rows if row.sender == "reporter"), default=0)
        texts = {row.id: _text(box, report, row) for row in rows}
        return [
            MessageView(
                id=row.id,
                sender=row.sender,
                team=teams.get(row.team_id or ""),
                on=row.sent_on,
                text=texts[row.id] or "",
                code=row.code,
                values=json.loads(row.code_values or "{}"),
                is_new=row.sender == "staff" and row.number > last_own,
                files=files.get(row.id, ()),
                is_broken=texts[row.id] is None,
            )
            for row in rows
        ]

    def _journey(self, case: Case) -> tuple[tuple[dt.date, Status], ...]:
        rows = self._session.execute(
            select(History.happened_on, History.to_status)
            .where(History.case_id == case.id, History.from_status != History.to_status)
            .order_by(History.number)
        )
        return tuple((on, Status(status)) for on, status in rows.all())

    def _reply_by(self, case: Case) -> dt.date | None:
        if case.status not in (Status.AWAITING_REPORTER, Status.AWAITING_FEEDBACK):
            return None
        return clocks.reply_window_ends_on(self._session, self._office, case)

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


def _text(box: ReportBox, report: Report, row: Message) -> str | None:
    """Open a turn; empty for an automatic one, None for one whose seal is broken."""
    if row.body_sealed is None:
        return ""
    try:
        return box.read(row.body_sealed, body_place(report.id, row.id))
    except SealBrokenError:
        return None


def _file_view(box: ReportBox, row: Attachment) -> FileView:
    try:
        return FileView.of(row, box.read(row.meta_sealed, meta_place(row.owner_id, row.id)))
    except SealBrokenError:
        return FileView(row.id, "", 0, "application/octet-stream")


def _files_by_message(box: ReportBox, rows: Sequence[Attachment]) -> dict[str, tuple[FileView, ...]]:
    found: dict[str, tuple[FileView, ...]] = {}
    for row in rows:
        if row.message_id:
            found[row.message_id] = (*found.get(row.message_id, ()), _file_view(box, row))
    return found
