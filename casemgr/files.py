"""Files on their way in and out: sealed while they stream, opened while they are read.

No clear byte of a file is ever written anywhere; a receiver holds one piece at a time.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from unicodedata import category

from casemgr.errors import SealingFailedError, SubmissionInvalidError, UploadTooLargeError
from casemgr.store.blobs import BlobFolder
from casemgr.store.models import Attachment
from casemgr.submissions import clean_text
from casemgr.vault.formats import Context, StreamOpener, StreamSealer
from casemgr.vault.sealing import place
from casemgr.vault.wraps import new_id

FILE_LIMIT_BYTES = 200 * 1024 * 1024
NAME_CHARACTERS = 200
AT_ONCE_BYTES = 1024 * 1024
"""A file up to here is sealed in the thread that receives it: a second one would cost more than it saves."""
_TABLE = "casemgr_attachment"


def blob_place(owner_id: str, file_id: str) -> Context:
    """Return the context of a file's sealed bytes."""
    return place(_TABLE, "blob", owner=owner_id, row=file_id)


def meta_place(owner_id: str, file_id: str) -> Context:
    """Return the context of a file's sealed name, type and size."""
    return place(_TABLE, "meta_sealed", owner=owner_id, row=file_id)


@dataclass(frozen=True, slots=True)
class SealedFile:
    """A file that is sealed and durable, but not yet in any table."""

    id: str
    owner_id: str
    blob: str
    padded_size: int
    blob_sha256: bytes
    meta_sealed: bytes = field(repr=False)
    size: int

    def row(self, number: int, on: dt.date, *, state: str, expires_on: dt.date | None = None) -> Attachment:
        """Return the row that makes it findable."""
        return Attachment(
            id=self.id,
            owner_id=self.owner_id,
            number=number,
            state=state,
            expires_on=expires_on,
            received_on=on,
            blob=self.blob,
            padded_size=self.padded_size,
            blob_sha256=self.blob_sha256,
            meta_sealed=self.meta_sealed,
        )


@dataclass(frozen=True, slots=True)
class FileView:
    """A file as its readers see it. `cleaned`: True clean copy, False cannot be cleaned, None not tried."""

    id: str
    name: str
    size: int
    content_type: str
    cleaned: bool | None = None

    def __repr__(self) -> str:
        return f"<FileView {self.id}>"

    @classmethod
    def of(cls, row: Attachment, meta: str) -> FileView:
        """Join a row with its opened name, type and size."""
        values = json.loads(meta)
        return cls(row.id, values["name"], values["size"], values["type"])


class FileReceiver:
    """Takes a file in pieces. `write` seals and stores, `finish` makes it durable, `abort` forgets it."""

    def __init__(
        self,
        blobs: BlobFolder,
        owner_id: str,
        name: str,
        content_type: str,
        *,
        sealer: Callable[[Context], StreamSealer],
        seal_text: Callable[[str, Context], bytes],
        limit_bytes: int = FILE_LIMIT_BYTES,
    ) -> None:
        self._id = new_id()
        self._owner_id = owner_id
        self._name = clean_name(name)
        self._type = clean_text(content_type)[:100]
        self._limit = limit_bytes
        self._seal_text = seal_text
        self._sealer = sealer(blob_place(owner_id, self._id))
        self._writer = blobs.new()
        self._size = 0
        self._behind = _Behind(self._seal_and_store)

    def __repr__(self) -> str:
        return "<FileReceiver>"

    def write(self, piece: bytes | bytearray | memoryview) -> None:
        """Seal and store a piece of any size; a large file is sealed while its next piece arrives.

        Raises `UploadTooLargeError` and `SealingFailedError`, at the latest from `finish`; the file is gone
        then.
        """
        self._size += memoryview(piece).nbytes
        if self._size > self._limit:
            self.abort()
            raise UploadTooLargeError(self._limit)
        with self._gone_if_it_fails():
            if self._size <= AT_ONCE_BYTES:
                self._seal_and_store(piece)
            else:
                self._behind.put(bytes(piece))

    def _seal_and_store(self, piece: bytes | bytearray | memoryview) -> None:
        self._writer.write(self._sealer.update(piece))

    def finish(self) -> SealedFile:
        """Pad, seal and sync; the file is durable when this returns.

        Raises `SubmissionInvalidError({"file": "empty"})` for a file of no bytes, `SealingFailedError`.
        """
        if self._size == 0:
            self.abort()
            raise SubmissionInvalidError({"file": "empty"})
        meta = json.dumps({"name": self._name, "type": self._type, "size": self._size})
        with self._gone_if_it_fails():
            self._behind.finish()
            for piece in self._sealer.finishing():
                self._writer.write(piece)
            self._writer.finish()
            meta_sealed = self._seal_text(meta, meta_place(self._owner_id, self._id))
        return SealedFile(
            self._id,
            self._owner_id,
            self._writer.name,
            self._sealer.size,
            self._sealer.sha256,
            meta_sealed,
            self._size,
        )

    @contextmanager
    def _gone_if_it_fails(self) -> Iterator[None]:
        """Leave nothing behind when a piece cannot be sealed or the disk cannot take it."""
        try:
            yield
        except SealingFailedError:
            self.abort()
            raise
        except OSError as problem:
            self.abort()
            raise SealingFailedError from problem

    def abort(self) -> None:
        """Throw away what came so far."""
        self._behind.stop()
        self._writer.abort()


class _Behind:
    """Does the work on each piece in a thread of its own while the caller fetches the next one.

    One piece is in work and none waits, so memory stays bounded. What the work raises is raised by the next
    call. The thread begins with the first piece.
    """

    def __init__(self, work: Callable[[bytes], None]) -> None:
        self._work = work
        self._thread: ThreadPoolExecutor | None = None
        self._piece: Future[None] | None = None

    def put(self, piece: bytes) -> None:
        """Wait for the piece before, then begin with this one."""
        if self._thread is None:
            self._thread = ThreadPoolExecutor(1, thread_name_prefix="casemgr-sealing")
        if self._piece is not None:
            self._piece.result()
        self._piece = self._thread.submit(self._work, piece)

    def finish(self) -> None:
        """Wait for the last piece and end the thread."""
        try:
            if self._piece is not None:
                self._piece.result()
        finally:
            self.stop()

    def stop(self) -> None:
        """Let the piece in work end, whatever becomes of it, and end the thread."""
        if self._thread is not None:
            self._thread.shutdown()
            self._thread = None


class SealedReader:
    """An opened file: iterate it for its content, piece by piece."""

    def __init__(self, view: FileView, opener: StreamOpener, close: Callable[[], None]) -> None:
        self.name = view.name
        self.size = view.size
        self.content_type = view.content_type
        self._opener = opener
        self._close = close

    def __repr__(self) -> str:
        return "<SealedReader>"

    def __iter__(self) -> Iterator[bytes]:
        try:
            yield from self._opener.pieces()
        finally:
            self._close()


def clean_name(name: str) -> str:
    """Keep the last part of a path, at most 200 characters.

    Control characters go, and marks that nobody sees: one that turns the direction of writing would show
    another ending than the name has.
    """
    last = clean_text(name.replace("\\", "/").rsplit("/", 1)[-1]).replace("\n", " ")
    seen = "".join(one for one in last if category(one) != "Cf").strip(". ")
    return seen[:NAME_CHARACTERS] or "berkas"
