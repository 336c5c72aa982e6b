"""Files on their way to officers: clean copies of what reporters sent, papers of staff as they are.

A copy is made when it is asked for, in memory, and kept nowhere. The original is a second choice that leaves
a leaf in the trail. Nothing is ever shown inside the console.
"""

import io
import os
from collections.abc import Iterable, Iterator
from contextlib import ExitStack
from threading import BoundedSemaphore
from typing import BinaryIO
from urllib.parse import quote

from flask import Response, make_response, url_for
from flask.typing import ResponseReturnValue

from anonymizer import clean_file
from anonymizer.files import Reason, UncleanableFileError
from casemgr.errors import SealBrokenError
from casemgr.files import SealedReader

from .case_page import back_to_case
from .failures import BUSY, show
from .language import _, language
from .pages import render
from .security import DOWNLOAD_POLICY
from .visit import desk, leave_reading, reading, writing

AT_A_TIME = 2
"""Cleanings of one process at once: each holds a file up to three times in memory, 200 MB at most."""
WAIT_SECONDS = 20.0
PIECE_BYTES = 256 * 1024
_NOT_INSTALLED = frozenset({Reason.LIBRARY_MISSING, Reason.SANDBOX_MISSING})

_places = BoundedSemaphore(AT_A_TIME)


def send(reference: str, file_id: str) -> ResponseReturnValue:
    """Send a paper as it is, or a clean copy of a reporter's file; say why when there can be none."""
    with reading() as session:
        door = desk(session)
        case = door.case(reference)
        try:
            if door.is_paper(case, file_id):
                file = door.open_file(case, file_id)
                return _download(file, file.name, file.size)
        except SealBrokenError:
            return _broken(reference)
    leave_reading()  # a file may wait for a minute, and be cleaned for another
    if not _places.acquire(timeout=WAIT_SECONDS):
        return show(BUSY)
    try:
        return _clean_copy(reference, file_id)
    except SealBrokenError:
        return _broken(reference)
    except UncleanableFileError as error:
        return _refusal(reference, file_id, error)
    finally:
        _places.release()


def send_original(reference: str, file_id: str) -> ResponseReturnValue:
    """Send a file as it was received, once the leaf that says so is committed."""
    try:
        with writing() as session:
            door = desk(session)
            file = door.open_original(door.case(reference), file_id)
    except SealBrokenError:
        return _broken(reference)
    return _download(file, file.name, file.size)


def _clean_copy(reference: str, file_id: str) -> Response:
    with reading() as session:
        door = desk(session)
        file = door.open_file(door.case(reference), file_id)
    leave_reading()
    with ExitStack() as stack:
        copy = stack.enter_context(_memory_file())
        source = stack.enter_context(io.BufferedReader(_Pieces(file), PIECE_BYTES))
        told = clean_file(source, copy)
        source.close()
        stack.pop_all()  # the copy stays open until it is sent
    copy.seek(0)
    response = _download(_to_its_end(copy), told.neutral_name, told.size)
    response.call_on_close(copy.close)
    return response


def _to_its_end(copy: BinaryIO) -> Iterator[bytes]:
    """Yield a copy piece by piece and let go of it after the last one."""
    with copy:
        while piece := copy.read(PIECE_BYTES):
            yield piece


def _memory_file() -> BinaryIO:
    """Make a file without a path. Raises UncleanableFileError where there is no such thing."""
    try:
        return os.fdopen(os.memfd_create("", os.MFD_CLOEXEC), "w+b")
    except (AttributeError, OSError):
        raise UncleanableFileError(Reason.SANDBOX_MISSING) from None


class _Pieces(io.RawIOBase):
    """An opened file as something to read from; `clean_file` knows no iterators."""

    def __init__(self, file: SealedReader) -> None:
        self._pieces: Iterator[bytes] = iter(file)
        self._rest = memoryview(b"")

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]  # always called by BufferedReader
        while not self._rest:
            piece = next(self._pieces, None)
            if piece is None:
                return 0
            self._rest = memoryview(piece)
        size = min(len(buffer), len(self._rest))
        buffer[:size], self._rest = self._rest[:size], self._rest[size:]
        return size


def _broken(reference: str) -> Response:
    """Say that this file was changed outside the system; nothing else of the case is in its way."""
    body = render(
        "console/uncleanable.html",
        back_url=back_to_case(reference, "files"),
        reference=reference,
        heading=_("Berkas ini rusak"),
        reason=_("Isi, nama, atau segelnya berubah di luar sistem, jadi berkas ini tidak bisa dibuka lagi."),
        advice=_(
            "Minta pelapor mengirimnya lagi lewat dialog; surat petugas cukup diunggah lagi. Beri tahu "
            "administrator nomor perkara dan jam Anda melihat ini."
        ),
        action="",
    )
    return make_response(body, 409)


def _refusal(reference: str, file_id: str, error: UncleanableFileError) -> Response:
    """Say why there is no clean copy, and offer the original."""
    body = render(
        "console/uncleanable.html",
        back_url=back_to_case(reference, "files"),
        reference=reference,
        heading=_("Berkas ini tidak bisa dibersihkan"),
        reason=error.indonesian if language() == "id" else error.english,
        advice=_("Beri tahu administrator: pembersih berkas belum lengkap di server ini.")
        if error.reason_code in _NOT_INSTALLED
        else "",
        action=url_for("cases.original", reference=reference, file_id=file_id),
    )
    return make_response(body, 422)


def _download(pieces: Iterable[bytes], name: str, size: int) -> Response:
    """Stream a download that no browser shows inline or lets run anything."""
    response = Response(iter(pieces), mimetype="application/octet-stream")
    response.headers["Content-Length"] = str(size)
    response.headers["Content-Disposition"] = disposition(name)
    response.headers["Content-Security-Policy"] = DOWNLOAD_POLICY
    return response


def disposition(name: str) -> str:
    """Name a download for old and new browsers (RFC 6266, RFC 8187)."""
    plain = "".join(char if char.isascii() and (char.isalnum() or char in "._-") else "_" for char in name)
    return f"attachment; filename=\"{plain or 'berkas'}\"; filename*=UTF-8''{quote(name, safe='')}"
