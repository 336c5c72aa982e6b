"""Pictures and recordings that lie inside an office file."""

from __future__ import annotations

import io
import struct
import zlib
from dataclasses import replace
from typing import TYPE_CHECKING

from anonymizer.files.crops import Crop, Grid
from anonymizer.files.errors import Reason, UncleanableFileError
from anonymizer.files.job import Job
from anonymizer.files.metafiles import is_emf, is_wmf, strip_emf, strip_wmf
from anonymizer.files.movies import clean_movie
from anonymizer.files.mp3 import clean as clean_mp3
from anonymizer.files.ogg import clean as clean_ogg
from anonymizer.files.pictures import bitmap_to_png, clean_picture
from anonymizer.files.results import Kind, Notice, Trait
from anonymizer.files.segments import strip_gif, strip_jpeg, strip_png, strip_webp
from anonymizer.files.sniff import HEAD_BYTES, sniff
from anonymizer.files.wav import clean as clean_wav

if TYPE_CHECKING:
    from PIL import Image

_DOTS_PER_INCH = 96.0
_PICTURES = frozenset({Kind.JPEG, Kind.PNG, Kind.GIF, Kind.WEBP, Kind.TIFF})
_WITHOUT_LIBRARY = {
    Kind.JPEG: strip_jpeg,
    Kind.PNG: strip_png,
    Kind.GIF: strip_gif,
    Kind.WEBP: strip_webp,
}


MEDIA_TYPES = {
    "png": "image/png", "jpg": "image/jpeg", "gif": "image/gif", "tiff": "image/tiff", "webp": "image/webp",
    "emf": "image/x-emf", "wmf": "image/x-wmf", "mp4": "video/mp4", "mov": "video/quicktime",
    "mp3": "audio/mpeg", "wav": "audio/x-wav", "ogg": "audio/ogg",
}  # fmt: skip
"""File name extension -> media type of everything that can lie inside an office file."""

_DECODER_ERRORS = (
    OSError,
    ValueError,
    SyntaxError,
    LookupError,
    EOFError,
    TypeError,
    struct.error,
    zlib.error,
)


def can_crop(content: bytes, job: Job) -> bool:
    """Whether a part of this picture can be cut off: pixels of one frame, and not in lossless copies."""
    if job.lossless or not job.pictures:
        return False
    picture = _opened(content)
    if picture is None:
        return False
    try:
        return picture.format in ("JPEG", "MPO") or int(getattr(picture, "n_frames", 1)) == 1
    except _DECODER_ERRORS:
        return False


def grid_of(content: bytes) -> Grid | None:
    """Give the pixels of a picture; None for what has none. Where no resolution is told, 96 are an inch."""
    picture = _opened(content)
    if picture is None:
        return None
    try:
        return Grid(*picture.size, *_dots_per_inch(picture))
    except _DECODER_ERRORS:
        return None


def _opened(content: bytes) -> Image.Image | None:
    """Open a picture without decoding it; None for what is none, or a broken one."""
    from PIL import Image

    Image.MAX_IMAGE_PIXELS = None  # our own limit is checked before any pixel is decoded
    try:
        kind = None if content[:2] == b"BM" else sniff(content[:HEAD_BYTES])
        if kind is not None and kind not in _PICTURES:
            return None
        return Image.open(io.BytesIO(content), formats=("BMP" if kind is None else kind.upper(),))
    except UncleanableFileError:
        return None
    except _DECODER_ERRORS:
        return None


def _dots_per_inch(picture: Image.Image) -> tuple[float, float]:
    told = picture.info.get("dpi")
    if picture.format in ("JPEG", "MPO"):
        unit = picture.info.get("jfif_unit", 0)
        told = picture.info.get("jfif_density") if unit in (1, 2) else None
        told = told and [dots * (2.54 if unit == 2 else 1.0) for dots in told]
    across, down = (float(dots) for dots in told) if told else (0.0, 0.0)
    return (across, down) if across > 1 and down > 1 else (_DOTS_PER_INCH, _DOTS_PER_INCH)


def clean_nested(content: bytes, job: Job, crop: Crop | None = None) -> tuple[bytes, str] | None:
    """Give the clean picture or recording and its extension; None when it must be left out.

    `crop` is for pictures that `can_crop`.
    """
    try:
        if crop is not None:
            job = replace(job, crop=crop)
            job.ledger.remove(Trait.UNUSED_DATA)
        if is_emf(content):
            return strip_emf(content, job.ledger), "emf"
        if is_wmf(content):
            return strip_wmf(content, job.ledger), "wmf"
        if content[:2] == b"BM" and job.pictures:
            return bitmap_to_png(content, job), "png"
        kind = sniff(content[:HEAD_BYTES])
        if not isinstance(kind, Kind):
            raise UncleanableFileError(Reason.UNSUPPORTED_FORMAT)
        return _clean(content, kind, job), kind.extension
    except UncleanableFileError as error:
        if error.reason_code in (Reason.UNPACKS_TOO_LARGE, Reason.NOT_PROVEN):
            raise
        return None
    except _DECODER_ERRORS:
        # One broken picture does not make the whole document unreadable.
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
        job.ledger.begin_picture(job.limits)
        job.ledger.thorough = True
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
