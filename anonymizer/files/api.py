"""`clean_file`: hand a file to a limited child process and take back a clean copy.

The file and its copy lie in memory-backed files (`memfd`), never under a path. The child (`worker`) has
bounded memory, time and output, and can open nothing; what it reports is checked against closed lists
before it is believed, and nothing reaches `target` unless the whole cleaning succeeded.
"""

from __future__ import annotations

import hashlib
import io
import json
import os
import select
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, BinaryIO, overload

from anonymizer.errors import WrongArgumentError
from anonymizer.files.errors import Reason, UncleanableFileError
from anonymizer.files.results import DEFAULT_LIMITS, CleanCopy, Cleaned, Kind, Limits, Notice, Removal, Trait
from anonymizer.files.sniff import HEAD_BYTES, ZIP, sniff

_BYTES = (bytes, bytearray, memoryview)
_CHUNK_BYTES = 1024 * 1024
_REPORT_BYTES = 65_536
_PACKAGE_ROOT = str(Path(__file__).resolve().parents[2])
_BOOT = (
    "import sys; sys.path.append(sys.argv[1]); from anonymizer.files.worker import main; main(sys.argv[2])"
)
_ZIP_KINDS = frozenset({Kind.DOCX, Kind.XLSX, Kind.PPTX, Kind.ODT, Kind.ODS, Kind.ODP})
_EXTENSIONS = {
    Kind.JPEG: {"jpg", "jpeg", "jpe", "jfif", "mpo"},
    Kind.TIFF: {"tif", "tiff"},
    Kind.HEIC: {"heic", "heif", "hif"},
    Kind.MP4: {"mp4", "m4a", "m4v", "3gp", "3gpp", "3g2"},
    Kind.MOV: {"mov", "qt"},
    Kind.OGG: {"ogg", "oga", "opus", "spx"},
    Kind.TEXT: {"txt", "csv", "md", "log", "json", "tsv", "text"},
}


@overload
def clean_file(
    source: BinaryIO | bytes,
    target: None = None,
    *,
    name: str | None = None,
    limits: Limits = DEFAULT_LIMITS,
    lossless: bool = False,
) -> CleanCopy: ...
@overload
def clean_file(
    source: BinaryIO | bytes,
    target: BinaryIO,
    *,
    name: str | None = None,
    limits: Limits = DEFAULT_LIMITS,
    lossless: bool = False,
) -> Cleaned: ...
def clean_file(
    source: BinaryIO | bytes,
    target: BinaryIO | None = None,
    *,
    name: str | None = None,
    limits: Limits = DEFAULT_LIMITS,
    lossless: bool = False,
) -> Cleaned:
    """Make a copy of a file without what identifies people, places, devices and times in its metadata.

    `source` is bytes, or a binary file read from where it stands to its end. With `target` the copy is
    written there after the cleaning has succeeded, and a `Cleaned` comes back; without, a `CleanCopy` that
    holds the bytes. `name`, the name the sender gave, is only compared with the content; it is neither kept
    nor returned. Pictures are decoded and encoded again unless `lossless`, which keeps pixels as they are.

    Raises UncleanableFileError with a reason, and WrongArgumentError for a path or text in place of bytes;
    never returns a file that was not cleaned in full.
    """
    if not isinstance(source, _BYTES) and not _is_binary(source, "read"):
        raise WrongArgumentError("source", "bytes or a binary file open for reading", source)
    if target is not None and not _is_binary(target, "write"):
        raise WrongArgumentError("target", "a binary file open for writing", target)
    with _memory_file() as original, _memory_file() as copy, _memory_file() as report:
        _fill(original, source, limits.input_bytes)
        _run(original, copy, report, limits, lossless)
        cleaned = _accept(copy, report, name)
        if target is not None:
            for chunk in _chunks(copy):
                target.write(chunk)
            return cleaned
        content = b"".join(_chunks(copy))
    return CleanCopy(
        cleaned.kind, cleaned.removed, cleaned.size, cleaned.neutral_name, cleaned.notices, content
    )


def _is_binary(stream: object, method: str) -> bool:
    return hasattr(stream, method) and not isinstance(stream, io.TextIOBase)


@contextmanager
def _memory_file() -> Iterator[int]:
    if not hasattr(os, "memfd_create"):
        raise UncleanableFileError(Reason.SANDBOX_MISSING)
    try:
        descriptor = os.memfd_create("", os.MFD_CLOEXEC)
    except OSError:
        raise UncleanableFileError(Reason.SANDBOX_MISSING) from None
    try:
        yield descriptor
    finally:
        os.close(descriptor)


def _fill(descriptor: int, source: BinaryIO | bytes, most: int) -> None:
    total = 0
    for chunk in _source_chunks(source):
        total += len(chunk)
        if total > most:
            raise UncleanableFileError(Reason.TOO_LARGE)
        view = memoryview(chunk)
        while view:
            view = view[os.write(descriptor, view) :]
    if total == 0:
        raise UncleanableFileError(Reason.EMPTY)
    os.lseek(descriptor, 0, os.SEEK_SET)


def _source_chunks(source: BinaryIO | bytes) -> Iterator[bytes]:
    if isinstance(source, _BYTES):
        yield bytes(source)
        return
    while (chunk := source.read(_CHUNK_BYTES)) != b"":
        if not isinstance(chunk, _BYTES):  # text, or a stream that does not wait for its data
            raise WrongArgumentError("source", "bytes or a binary file open for reading", source)
        yield chunk


def _chunks(descriptor: int) -> Iterator[bytes]:
    at = 0
    while chunk := os.pread(descriptor, _CHUNK_BYTES, at):
        at += len(chunk)
        yield chunk


def _run(original: int, copy: int, report: int, limits: Limits, lossless: bool) -> None:
    if not sys.executable:
        raise UncleanableFileError(Reason.SANDBOX_MISSING)
    numbers = {field: getattr(limits, field) for field in Limits.__slots__}
    order = json.dumps(
        {"source": original, "target": copy, "report": report, "lossless": lossless, "limits": numbers}
    )
    try:
        child = subprocess.Popen(
            [sys.executable, "-I", "-B", "-c", _BOOT, _PACKAGE_ROOT, order],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            cwd="/",
            env={"LC_ALL": "C.UTF-8", "MALLOC_ARENA_MAX": "1"},
            pass_fds=(original, copy, report),
        )
    except OSError:
        raise UncleanableFileError(Reason.SANDBOX_MISSING) from None
    with child:
        try:
            finished = _wait(child, limits.seconds)
        finally:
            child.kill()
    if not finished or child.returncode == -signal.SIGXCPU:
        raise UncleanableFileError(Reason.TOO_SLOW)
    if child.returncode == -signal.SIGKILL:
        # Nobody else kills it so but a machine that is out of memory.
        raise UncleanableFileError(Reason.TOO_MUCH_MEMORY)


def _wait(child: subprocess.Popen[bytes], seconds: float) -> bool:
    """Wait without polling; say whether the child ended in time."""
    try:
        descriptor = os.pidfd_open(child.pid)
    except OSError:
        return _wait_by_polling(child, seconds)  # kernels before 5.3, some containers
    try:
        poller = select.poll()
        poller.register(descriptor, select.POLLIN)
        if not poller.poll(seconds * 1000):
            return False
    finally:
        os.close(descriptor)
    child.wait()
    return True


def _wait_by_polling(child: subprocess.Popen[bytes], seconds: float) -> bool:
    try:
        child.wait(seconds)
    except subprocess.TimeoutExpired:
        return False
    return True


def _accept(copy: int, report: int, name: str | None) -> Cleaned:
    """Believe the child's report only where it fits the closed lists and the copy itself."""
    kind, removed, notices = _read_report(os.pread(report, _REPORT_BYTES, 0))
    head = os.pread(copy, HEAD_BYTES, 0)
    expected: Kind | str = ZIP if kind in _ZIP_KINDS else kind
    if not head or (kind is not Kind.TEXT and _family(sniff(head)) != _family(expected)):
        raise UncleanableFileError(Reason.NOT_PROVEN)
    digest = hashlib.sha256()
    for chunk in _chunks(copy):
        digest.update(chunk)
    if name is not None and not _fits(name, kind):
        notices.add(Notice.NAME_AND_CONTENT_DIFFER)
    return Cleaned(
        kind=kind,
        removed=removed,
        size=os.fstat(copy).st_size,
        neutral_name=f"berkas-{digest.hexdigest()[:8]}.{kind.extension}",
        notices=tuple(sorted(notices)),
    )


def _family(kind: Kind | str) -> str:
    return "movie" if kind in (Kind.MP4, Kind.MOV) else str(kind)


def _read_report(raw: bytes) -> tuple[Kind, tuple[Removal, ...], set[Notice]]:
    try:
        report: dict[str, Any] = json.loads(raw)
        if "error" in report:
            raise UncleanableFileError(Reason(report["error"]))
        kind = Kind(report["kind"])
        counts = sorted((Trait(what), int(count)) for what, count in report["removed"].items())
        notices = {Notice(notice) for notice in report["notices"]}
    except (ValueError, KeyError, TypeError, AttributeError):
        # No report, or not one of ours: the parser died on the file.
        raise UncleanableFileError(Reason.DAMAGED) from None
    return kind, tuple(Removal(what, count) for what, count in counts), notices


def _fits(name: str, kind: Kind) -> bool:
    extension = name.rpartition(".")[2].lower()
    return extension in _EXTENSIONS.get(kind, {kind.extension})
