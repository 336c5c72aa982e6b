"""Pictures and recordings that lie inside an office file."""

from __future__ import annotations

import io
import struct
import zlib

from anonymizer.files.errors import Reason, UncleanableFileError
from anonymizer.files.job import Job
from anonymizer.files.movies import clean_movie
from anonymizer.files.mp3 import clean as clean_mp3
from anonymizer.files.ogg import clean as clean_ogg
from anonymizer.files.pictures import clean_picture
from anonymizer.files.results import Kind, Notice
from anonymizer.files.segments import strip_gif, strip_jpeg, strip_png, strip_webp
from anonymizer.files.sniff import HEAD_BYTES, sniff
from anonymizer.files.wav import clean as clean_wav

_PICTURES = frozenset({Kind.JPEG, Kind.PNG, Kind.GIF, Kind.WEBP, Kind.TIFF})
_WITHOUT_LIBRARY = {
    Kind.JPEG: strip_jpeg,
    Kind.PNG: strip_png,
    Kind.GIF: strip_gif,
    Kind.WEBP: strip_webp,
}


def clean_nested(content: bytes, job: Job) -> tuple[bytes, Kind] | None:
    """Give the clean picture or recording and its kind; None (with a notice) when it must be left out."""
    try:
        kind = sniff(content[:HEAD_BYTES])
        if not isinstance(kind, Kind):
            raise UncleanableFileError(Reason.UNSUPPORTED_FORMAT)
        return _clean(content, kind, job), kind
    except UncleanableFileError as error:
        if error.reason_code in (Reason.UNPACKS_TOO_LARGE, Reason.NOT_PROVEN):
            raise
        return None


def blank_picture() -> bytes:
    """Make the PNG of one transparent pixel that stands where a picture could not be cleaned."""

    def chunk(kind: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))

    header = chunk(b"IHDR", struct.pack(">IIBBBBB", 1, 1, 8, 4, 0, 0, 0))
    return (
        b"\x89PNG\r\n\x1a\n" + header + chunk(b"IDAT", zlib.compress(b"\x00\x00\x00")) + chunk(b"IEND", b"")
    )


def _clean(content: bytes, kind: Kind, job: Job) -> bytes:
    if kind in _PICTURES:
        if job.pictures or kind not in _WITHOUT_LIBRARY:
            return clean_picture(content, kind, job)
        job.ledger.notice(Notice.SENSOR_MARKS_KEPT)
        return _WITHOUT_LIBRARY[kind](content, job.ledger)
    inner = Job(io.BytesIO(content), io.BytesIO(), len(content), job.limits, job.lossless, False, job.ledger)
    if kind in (Kind.MP4, Kind.MOV):
        clean_movie(inner, kind)
    elif kind is Kind.MP3:
        clean_mp3(inner)
    elif kind is Kind.OGG:
        clean_ogg(inner)
    elif kind is Kind.WAV:
        clean_wav(inner)
    else:
        raise UncleanableFileError(Reason.UNSUPPORTED_FORMAT)
    inner.target.seek(0)
    return inner.target.read()
