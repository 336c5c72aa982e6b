"""Showing what is broken in its place: one changed row must not hide the rest of a case from its officers."""

from __future__ import annotations

import logging
from typing import Any

from casemgr.desk.base import DeskBase
from casemgr.errors import KeyNotHeldError, SealBrokenError
from casemgr.files import FileView, meta_place
from casemgr.store.models import Attachment
from casemgr.vault.keyring import CaseBox, ReportBox

BROKEN_SEAL = "⟦segel rusak · broken seal⟧"
"""What stands in the place of a text whose sealed bytes were changed outside the system."""
META = ("casemgr_attachment", "meta_sealed")
_LOG = logging.getLogger("casemgr.desk")


class Opener:
    """Opens the sealed columns of one case for showing, and counts what is broken.

    Each broken column is one line in the log, with the names of table and column and the row's id.
    """

    def __init__(self, desk: DeskBase) -> None:
        self.desk = desk
        self.count = 0

    def mark(self, column: tuple[str, str], row_id: str) -> str:
        """Note that a column of a row is broken; return what stands in its place."""
        self.count += 1
        _LOG.error("broken seal: %s.%s of row %s", *column, row_id)
        return BROKEN_SEAL

    def value(
        self, case_id: str, blob: bytes | None, column: tuple[str, str], row_id: str, version: int = 1
    ) -> Any:
        """Open a value of a case; `BROKEN_SEAL` for one that is broken, None where nothing is sealed.

        One that lies under another key than the case's is broken, too. Raises `KeyNotHeldError` when the case
        itself does not open.
        """
        self.desk.reading_box(case_id)
        try:
            return self.desk.open(case_id, blob, column, row_id, version)
        except (SealBrokenError, KeyNotHeldError):
            return self.mark(column, row_id)

    def file(self, box: ReportBox | CaseBox | None, row: Attachment) -> FileView:
        """Show a file by name, type and size; a broken one by the mark, so that the others stay in reach."""
        try:
            if box is not None:
                return FileView.of(row, box.read(row.meta_sealed, meta_place(row.owner_id, row.id)))
        except (SealBrokenError, KeyNotHeldError):
            pass
        return FileView(row.id, self.mark(META, row.id), 0, "application/octet-stream", False)

    def text(self, case_id: str, blob: bytes | None, column: tuple[str, str], row_id: str) -> str:
        """Open a text of a case; empty where nothing is sealed."""
        return str(self.value(case_id, blob, column, row_id) or "")

    def fields(
        self,
        case_id: str,
        blob: bytes | None,
        column: tuple[str, str],
        row_id: str,
        version: int = 1,
        *,
        blank: dict[str, Any],
    ) -> dict[str, Any]:
        """Open named values of a case; `blank` where nothing is sealed.

        A broken one gives `blank` with `BROKEN_SEAL` under its first name.
        """
        found = self.value(case_id, blob, column, row_id, version)
        if found == BROKEN_SEAL:
            return blank | {next(iter(blank)): BROKEN_SEAL}
        return {**blank, **(found or {})}
