"""Files that arrive a second time: a page that is loaded again sends its whole form anew.

A draft's key travels in the form, so its pages cannot answer with a redirect. What arrives is therefore
compared, while it arrives, with what lies there under the same name; what is the same to the last byte adds
nothing. Nothing is stored for that: no mark in a table, no hash of a content.
"""

from __future__ import annotations

from collections.abc import Generator, Sequence
from functools import partial
from typing import Self

from casemgr.errors import BlobMissingError, VaultError
from casemgr.files import FileReceiver, FileView, SealedFile, SealedReader, clean_name, meta_place
from casemgr.intake.base import open_attachment
from casemgr.office import Office
from casemgr.store.models import Attachment
from casemgr.vault.keyring import CaseBox, ReportBox

MOST_COMPARED = 50
"""Files of one name that are looked at, the newest first: no form of a person sends more."""


class WatchingReceiver(FileReceiver):
    """A receiver that knows what lies there already. Of a repeat, `finish` returns the file that was kept
    first, and the bytes that came now are gone."""

    _kept: Sequence[Kept] = ()

    def beside(self, kept: Sequence[Kept]) -> Self:
        """Compare what arrives with these; call it before the first piece."""
        self._kept = kept
        return self

    def write(self, piece: bytes | bytearray | memoryview) -> None:
        """Seal and store a piece. Raises what `FileReceiver.write` raises."""
        super().write(piece)
        self._keep([one for one in self._kept if one.goes_on_with(piece)])

    def finish(self) -> SealedFile:
        """Make the file durable, or return the one it repeats. Raises what `FileReceiver.finish` raises."""
        same = next((one for one in self._kept if one.ends_here()), None)
        if same is None:
            self._keep(())
            return super().finish()
        self.abort()
        return same.file

    def abort(self) -> None:
        """Throw away what came so far."""
        self._keep(())
        super().abort()

    def _keep(self, still: Sequence[Kept]) -> None:
        for one in self._kept:
            if one not in still:
                one.close()
        self._kept = still


class Kept:
    """A kept file that is read along with one that arrives."""

    def __init__(self, office: Office, box: ReportBox | CaseBox, row: Attachment, size: int) -> None:
        self.file = SealedFile(
            row.id, row.owner_id, row.blob, row.padded_size, row.blob_sha256, row.meta_sealed, size
        )
        self._open = partial(open_attachment, office, box, row)
        self._pieces: Generator[bytes, None, None] | None = None
        self._rest = memoryview(b"")

    def goes_on_with(self, piece: bytes | bytearray | memoryview) -> bool:
        """Say whether the kept file goes on with these bytes; one that does not open goes on with none."""
        wanted = memoryview(piece).cast("B")
        while wanted:
            if not self._rest and not self._read():
                return False
            length = min(len(self._rest), len(wanted))
            if self._rest[:length] != wanted[:length]:
                return False
            self._rest, wanted = self._rest[length:], wanted[length:]
        return True

    def ends_here(self) -> bool:
        """Say whether nothing of the kept file is left."""
        return self._pieces is not None and not self._rest and not self._read()

    def close(self) -> None:
        """Let go of the kept file."""
        if self._pieces is not None:
            self._pieces.close()

    def _read(self) -> bool:
        try:
            if self._pieces is None:
                self._pieces = _pieces_of(self._open())
            self._rest = memoryview(next(self._pieces, b""))
        except (VaultError, BlobMissingError):
            return False
        return bool(self._rest)


def _pieces_of(reader: SealedReader) -> Generator[bytes, None, None]:
    yield from reader


def of_name(office: Office, box: ReportBox | CaseBox, rows: Sequence[Attachment], name: str) -> list[Kept]:
    """Return the newest files of this name among `rows`, which are in the order they came."""
    wanted = clean_name(name)
    found = []
    for row in reversed(rows):
        try:
            view = FileView.of(row, box.read(row.meta_sealed, meta_place(row.owner_id, row.id)))
        except VaultError:
            continue
        if view.name == wanted:
            found.append(Kept(office, box, row, view.size))
    return found[:MOST_COMPARED]
