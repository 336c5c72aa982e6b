"""WAV: keep format, sound and sample count; every other chunk (names, places, tool marks) goes.

Source: Multimedia Programming Interface and Data Specifications 1.0; EBU Tech 3285 for the broadcast chunk.
"""

from __future__ import annotations

import struct

from anonymizer.files.errors import Reason, UncleanableFileError
from anonymizer.files.exif import traits_of_xmp
from anonymizer.files.job import Job, damaged
from anonymizer.files.mp3 import TAG_MARKS
from anonymizer.files.results import Kind, Notice, Trait

_FORMAT_BYTES = {1: 16, 3: 18, 6: 18, 7: 18, 0xFFFE: 40}
_MICROSOFT_ADPCM, _IMA_ADPCM, _GSM = 2, 0x11, 0x31
_COPY_BYTES = 1024 * 1024


def clean(job: Job) -> Kind:
    """Write the clean recording; raises UncleanableFileError."""
    job.source.seek(0)
    head = job.source.read(12)
    if len(head) < 12:
        raise damaged()
    end = 8 + struct.unpack_from("<I", head, 4)[0]
    end = end if end <= job.size else job.size
    at, form, sound = 12, b"", (0, 0)
    while at + 8 <= end:
        job.source.seek(at)
        kind, size = struct.unpack("<4sI", job.source.read(8))
        if kind == b"data" and at + 8 + size > job.size:
            size = job.size - at - 8  # recorders that were cut off leave the length unset
        if at + 8 + size > job.size:
            raise damaged()
        if kind == b"fmt " and not form:
            form = _format(job.source.read(min(size, 64)))
        elif kind == b"data" and sound == (0, 0):
            sound = (at + 8, size)
        elif kind != b"fact":
            _note(kind, job.source.read(min(size, _MOST_TOLD_BYTES)), job)
        at += 8 + size + size % 2
    if not form or not sound[1]:
        raise damaged()
    job.ledger.remove(Trait.TRAILING_DATA, int(at < job.size))
    _write(job, form, *sound)
    job.ledger.notice(Notice.VOICE_AND_FACES)
    return Kind.WAV


def _format(body: bytes) -> bytes:
    if len(body) < 16:
        raise damaged()
    code = struct.unpack_from("<H", body)[0]
    if code in (_MICROSOFT_ADPCM, _IMA_ADPCM, _GSM) and len(body) >= 18:
        size = 18 + struct.unpack_from("<H", body, 16)[0]
        if size > 50:
            raise UncleanableFileError(Reason.UNSUPPORTED_FORMAT)
    elif code in _FORMAT_BYTES:
        size = _FORMAT_BYTES[code]
    else:
        raise UncleanableFileError(Reason.UNSUPPORTED_FORMAT)
    body = body[:size]
    if len(body) == 18 and code in _FORMAT_BYTES:
        body = body[:16] + bytes(2)
    return body


_LISTED = {
    b"IART": Trait.AUTHOR, b"IENG": Trait.AUTHOR, b"ITCH": Trait.AUTHOR, b"ICMS": Trait.AUTHOR,
    b"ICOP": Trait.AUTHOR, b"ICRD": Trait.TIME, b"IDIT": Trait.TIME, b"ISFT": Trait.DEVICE,
    b"ISRC": Trait.DEVICE, b"ICMT": Trait.COMMENT, b"INAM": Trait.DESCRIPTION, b"ISBJ": Trait.DESCRIPTION,
    b"IKEY": Trait.DESCRIPTION, b"IARL": Trait.PLACE, b"labl": Trait.COMMENT, b"note": Trait.COMMENT,
    b"ltxt": Trait.COMMENT,
}  # fmt: skip
_BROADCAST: tuple[tuple[int, int | None, Trait], ...] = (
    (0, 256, Trait.DESCRIPTION),
    (256, 288, Trait.AUTHOR),
    (288, 320, Trait.IDENTIFIER),
    (320, 338, Trait.TIME),
    (602, None, Trait.DEVICE),
)
_TOLD = {
    b"iXML": Trait.DEVICE,
    b"JUNK": Trait.UNUSED_DATA,
    b"PAD ": Trait.UNUSED_DATA,
    b"FLLR": Trait.UNUSED_DATA,
    b"cue ": Trait.COMMENT,
    b"cart": Trait.DESCRIPTION,
}
_MOST_TOLD_BYTES = 65_536


def _note(kind: bytes, body: bytes, job: Job) -> None:
    """Say what a chunk that stays behind told."""
    found: set[Trait] = set()
    if kind == b"LIST":
        at = 4
        while at + 8 <= len(body):
            name, size = struct.unpack_from("<4sI", body, at)
            found.add(_LISTED.get(name, Trait.METADATA))
            at += 8 + size + size % 2
    elif kind == b"bext":
        found = {trait for start, end, trait in _BROADCAST if any(body[start:end])}
    elif kind in (b"id3 ", b"ID3 "):
        found = {trait for trait, marks in TAG_MARKS if any(mark in body for mark in marks)}
    elif kind in (b"_PMX", b"XMP "):
        found = set(traits_of_xmp(body))
    for trait in found or {_TOLD.get(kind, Trait.METADATA)}:
        job.ledger.remove(trait)


def _write(job: Job, form: bytes, at: int, size: int) -> None:
    total = 4 + 8 + len(form) + 8 + size + size % 2
    job.target.write(b"RIFF" + struct.pack("<I", total) + b"WAVE")
    job.target.write(b"fmt " + struct.pack("<I", len(form)) + form + b"data" + struct.pack("<I", size))
    job.source.seek(at)
    left = size
    while left:
        chunk = job.source.read(min(left, _COPY_BYTES))
        if not chunk:
            raise damaged()
        left -= len(chunk)
        job.target.write(chunk)
    job.target.write(bytes(size % 2))
