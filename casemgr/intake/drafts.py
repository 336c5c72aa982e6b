"""Writing a report: the draft, its files, and the code shown before sending."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Mapping
from typing import Any

from sqlalchemy import bindparam, select

from casemgr.errors import (
    AttachmentNotFoundError,
    DraftNotFoundError,
    ReceiptNotIssuedError,
    TooManyFilesError,
)
from casemgr.files import FileReceiver, FileView, SealedFile
from casemgr.intake.base import IntakeBase, check_owner, file_views
from casemgr.intake.places import messages_of
from casemgr.intake.repeats import WatchingReceiver, of_name
from casemgr.intake.views import DraftKey, IssuedCode
from casemgr.rules import receipts
from casemgr.store.engines import require_writable
from casemgr.store.models import Attachment, Draft, Removal, Report
from casemgr.vault import server_keys
from casemgr.vault.direct import DirectStatement
from casemgr.vault.keyring import ReporterKeyring
from casemgr.vault.wraps import new_id

DRAFT_DAYS = 1
"""A draft lives until the end of the next day, so that nobody loses a day's writing at midnight."""

_KEPT = DirectStatement(
    select(Draft.content_sealed, Draft.content_version).where(
        Draft.id == bindparam("draft_id"), Draft.expires_on >= bindparam("today")
    )
)


class Drafts(IntakeBase):
    """What a reporter does before sending. Only the key in the form opens a draft, also after sending."""

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

    def begin_draft(self) -> DraftKey:
        """Make the key of a new draft; nothing is stored before `save_draft`."""
        return DraftKey.new()

    def save_draft(self, key: DraftKey, content: Mapping[str, Any]) -> None:
        """Seal and store what was typed so far, for a day. Raises `DraftNotFoundError` when it was sent."""
        self._check_unsent(key)
        sealed_content = json.dumps(content, ensure_ascii=False)
        row = self._session.get(Draft, key.report_id)
        version = row.content_version + 1 if row is not None else 1
        sealed = key.seal(sealed_content, version)
        if row is None:
            row = Draft(id=key.report_id, expires_on=self._expiry())
            self._session.add(row)
        row.content_sealed = sealed
        row.content_version = version
        self._session.flush()

    def load_draft(self, key: DraftKey) -> dict[str, Any]:
        """Return what was saved. Raises `DraftNotFoundError` when it was sent, destroyed or never saved."""
        self._session.flush()
        wanted = {"draft_id": key.report_id, "today": self._today()}
        rows = _KEPT.found_within(self._session.connection(), wanted)
        if not rows:
            raise DraftNotFoundError
        sealed, version = rows[0]
        found: dict[str, Any] = json.loads(key.read(bytes(sealed), version))
        return found

    def _check_unsent(self, key: DraftKey) -> None:
        require_writable(self._session)
        if self._session.get(Report, key.report_id) is not None:
            raise DraftNotFoundError

    def _expiry(self) -> dt.date:
        return self._today() + dt.timedelta(days=DRAFT_DAYS)

    def receiver(
        self, key: DraftKey | ReporterKeyring, *, name: str, content_type: str, beside: int = 0
    ) -> FileReceiver:
        """Open the sealing end for one file of a draft or of a report; it knows a file that came before.

        `beside` counts files of the same request that are sealed and not kept yet. Raises
        `TooManyFilesError`.
        """
        if isinstance(key, DraftKey):
            box, rows = key.box, self._files_of(key.report_id, "draft")
            count = len(rows)
        else:
            box, rows = key.report(), self._files_of_last_turn(key.report_id)
            count = len(self._files_of(key.report_id))
        limit = self._office.pack.settings.files_per_report
        if count + beside >= limit:
            raise TooManyFilesError(limit)
        receiver = WatchingReceiver(
            self._office.blobs,
            key.report_id,
            name,
            content_type,
            sealer=box.stream_sealer,
            seal_text=box.seal,
        )
        return receiver.beside(of_name(self._office, box, rows, name))

    def _files_of_last_turn(self, report_id: str) -> list[Attachment]:
        """Return the files that a reply sent twice would repeat: those of the last turn, when it is the
        reporter's, and those without a turn. One sent before a question may be its answer once more."""
        last = next(iter(messages_of(self._session, report_id)[-1:]), None)
        turns = {None, last.id} if last is not None and last.sender == "reporter" else {None}
        return [row for row in self._files_of(report_id) if row.message_id in turns]

    def keep_draft_file(self, key: DraftKey, file: SealedFile) -> None:
        """Add a sealed file to a draft, but none twice.

        Raises `DraftNotFoundError` when the report was sent meanwhile.
        """
        self._check_unsent(key)
        check_owner(file, key.report_id)
        if self._is_known(file):
            return
        number = self._next_file_number(key.report_id)
        self._session.add(file.row(number, self._today(), state="draft", expires_on=self._expiry()))
        self._session.flush()

    def draft_files(self, key: DraftKey) -> list[FileView]:
        """Return the files of a draft, in the order they came."""
        return file_views(key.box, self._files_of(key.report_id, "draft"))

    def drop_draft_file(self, key: DraftKey, file_id: str) -> None:
        """Take a file out of a draft again. Raises `AttachmentNotFoundError`."""
        require_writable(self._session)
        for row in self._files_of(key.report_id, "draft"):
            if row.id == file_id:
                self._session.add(Removal(id=new_id(), kind="blob", target=row.blob))
                self._session.delete(row)
                self._session.flush()
                return
        raise AttachmentNotFoundError(file_id)
