"""What every part of the reporter's door shares: session, office, clock, and the rows of one report."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from typing import Literal

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from casemgr import clocks
from casemgr.errors import AttachmentNotFoundError, VaultError
from casemgr.files import FileView, SealedFile, SealedReader, blob_place, meta_place
from casemgr.intake.views import Derivation
from casemgr.office import Office, utc_now
from casemgr.rules import receipts
from casemgr.rules.deadlines import State
from casemgr.store.engines import require_prepared
from casemgr.store.models import Attachment, Case
from casemgr.vault import keys
from casemgr.vault.keyring import CaseBox, ReportBox

_RUNS = frozenset({State.RUNNING, State.DUE_SOON, State.OVERDUE})


class IntakeBase:
    """Session, office and clock of a reporter's door."""

    def __init__(
        self, session: Session, office: Office, *, clock: Callable[[], dt.datetime] = utc_now
    ) -> None:
        require_prepared(session)
        self._session = session
        self._office = office
        self._clock = clock

    def derive(self, code: str) -> Derivation:
        """Begin deriving the keys of a code, the one slow step, while the caller does other work.

        Raises `ReceiptMistypedError`, also for no code at all, and `KdfBusyError`.
        """
        bare, office = receipts.normalise_code(code or ""), self._office
        begun = keys.receipt_halves_begun(bare, office.public_keys.receipt_pepper, office.profiles.receipt)
        return Derivation(bare, begun)

    def _today(self) -> dt.date:
        return self._office.today(self._clock())

    def _files_of(self, report_id: str, state: Literal["draft", "kept"] = "kept") -> list[Attachment]:
        """Return the files of a report, or of the draft it still is; never one state for the other."""
        statement = (
            select(Attachment)
            .where(Attachment.owner_id == report_id, Attachment.state == state)
            .order_by(Attachment.number)
        )
        return list(self._session.scalars(statement))

    def _is_known(self, file: SealedFile) -> bool:
        """Say whether a file has its row already: the same one came again."""
        return self._session.get(Attachment, file.id) is not None

    def _next_file_number(self, owner_id: str) -> int:
        highest = self._session.scalar(
            select(func.max(Attachment.number)).where(Attachment.owner_id == owner_id)
        )
        return (highest or 0) + 1

    def _due_dates(self, session: Session, case: Case) -> tuple[tuple[str, dt.date], ...]:
        """Return the days of the clocks that run; one that stands still promises nothing."""
        views = clocks.views(session, self._office, [case], self._today())[case.id]
        return tuple(
            (view.clock.code, view.deadline.due_on)
            for view in views
            if view.deadline.due_on is not None and view.deadline.state in _RUNS
        )


def check_owner(file: SealedFile, owner_id: str) -> None:
    """Raise `AttachmentNotFoundError` for a file that was sealed for another report or case."""
    if file.owner_id != owner_id:
        raise AttachmentNotFoundError(file.id)


def file_views(box: ReportBox, rows: Sequence[Attachment]) -> list[FileView]:
    """Open the names, types and sizes of files with their report's key."""
    return [FileView.of(row, box.read(row.meta_sealed, meta_place(row.owner_id, row.id))) for row in rows]


def open_attachment(office: Office, box: ReportBox | CaseBox, row: Attachment) -> SealedReader:
    """Open a sealed file with the key of its owner, a report or a case. Raises `SealBrokenError`."""
    view = FileView.of(row, box.read(row.meta_sealed, meta_place(row.owner_id, row.id)))
    source = office.blobs.open(row.blob)
    try:
        opener = box.stream_opener(source, blob_place(row.owner_id, row.id))
    except VaultError:
        source.close()
        raise
    return SealedReader(view, opener, source.close)
