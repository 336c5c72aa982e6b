"""The child process: limit itself, recognise the file, load what its kind needs, close the doors, clean.

Started by `api` only. An uncaught error ends the process without a report, which the parent reads as
"damaged".
"""

from __future__ import annotations

import codecs
import errno
import importlib
import json
import os
from collections.abc import Callable
from typing import Any

from anonymizer.files.errors import Reason, UncleanableFileError
from anonymizer.files.job import Job
from anonymizer.files.lockdown import close_doors, limit_resources
from anonymizer.files.results import Kind, Limits
from anonymizer.files.sniff import HEAD_BYTES, ZIP, sniff

_CODECS = (
    "utf-8",
    "utf-8-sig",
    "utf-16",
    "utf-16-le",
    "utf-16-be",
    "latin-1",
    "cp1252",
    "cp437",
    "ascii",
    "unicode_escape",
)
_OLD_OFFICE_BYTES = 8 * 1024 * 1024
_MOVIES = frozenset({Kind.MP4, Kind.MOV})
_ITEM_PICTURES = frozenset({Kind.HEIC, Kind.AVIF})
_PICTURES = frozenset({Kind.JPEG, Kind.PNG, Kind.GIF, Kind.WEBP, Kind.TIFF})

Cleaner = Callable[[Job], Kind]


def main(order: str) -> None:
    """Carry out one order (JSON: descriptors, limits, lossless) and leave a report."""
    wish = json.loads(order)
    limits = Limits(**wish["limits"])
    limit_resources(
        memory_bytes=limits.memory_bytes, seconds=limits.seconds, output_bytes=limits.output_bytes
    )
    report: dict[str, Any]
    try:
        report = _clean(wish, limits)
    except UncleanableFileError as error:
        report = {"error": error.reason_code}
    except MemoryError:
        report = {"error": Reason.TOO_MUCH_MEMORY}
    except OSError as error:
        if error.errno != errno.EFBIG:
            raise
        report = {"error": Reason.UNPACKS_TOO_LARGE}
    os.write(wish["report"], json.dumps(report).encode())
    os._exit(0)


def _clean(wish: dict[str, Any], limits: Limits) -> dict[str, Any]:
    for codec in _CODECS:
        codecs.lookup(codec)
    source, target = os.fdopen(wish["source"], "rb"), os.fdopen(wish["target"], "r+b")
    job = Job(source, target, os.fstat(wish["source"]).st_size, limits, wish["lossless"], pictures=False)
    head = source.read(HEAD_BYTES)
    kind = sniff(head, source.read(_OLD_OFFICE_BYTES) if head[:2] == b"\xd0\xcf" else b"")
    cleaner = _load(kind, job)
    close_doors()
    source.seek(0)
    found = cleaner(job)
    target.flush()
    return {"kind": found, "removed": dict(job.ledger.removed), "notices": sorted(job.ledger.notices)}


def _load(kind: Kind | str, job: Job) -> Cleaner:
    """Import everything the kind needs; nothing can be imported once the doors are closed."""
    if kind == ZIP:
        job.pictures = _pictures_available()
        return _cleaner("office", "clean_office")
    assert isinstance(kind, Kind)
    if kind in _PICTURES:
        job.pictures = _pictures_available()
        return _for_kind("pictures", "clean_picture_file", kind)
    if kind in _MOVIES:
        return _for_kind("movies", "clean_movie", kind)
    if kind in _ITEM_PICTURES:
        return _for_kind("items", "clean_item_picture", kind)
    if kind is Kind.PDF:
        if not _available("pikepdf"):
            raise UncleanableFileError(Reason.LIBRARY_MISSING)
        importlib.import_module("anonymizer.files.pdf").open_random_device()
        return _cleaner("pdf", "clean_pdf")
    return _cleaner({Kind.OGG: "ogg", Kind.MP3: "mp3", Kind.WAV: "wav"}.get(kind, "plain"), "clean")


def _cleaner(module: str, function: str) -> Cleaner:
    cleaner: Cleaner = getattr(importlib.import_module(f"anonymizer.files.{module}"), function)
    return cleaner


def _for_kind(module: str, function: str, kind: Kind) -> Cleaner:
    clean = getattr(importlib.import_module(f"anonymizer.files.{module}"), function)

    def cleaner(job: Job) -> Kind:
        clean(job, kind)
        return kind

    return cleaner


def _available(library: str) -> bool:
    try:
        importlib.import_module(library)
    except ImportError:
        return False
    return True


def _pictures_available() -> bool:
    """Load the picture library with every reader it may need."""
    names = [f"{name}ImagePlugin" for name in ("Jpeg", "Png", "Gif", "WebP", "Tiff", "Bmp", "Mpo")]
    names += ["Image", "ImageOps", "ImageCms", "ImageSequence", "ImageFile", "ImagePalette", "ImageChops"]
    if not all(_available(f"PIL.{name}") for name in names):
        return False
    importlib.import_module("PIL.Image").preinit()
    return True
