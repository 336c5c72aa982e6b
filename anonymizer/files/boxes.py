"""Boxes of ISO base media files (ISO/IEC 14496-12, QuickTime): where they lie and how to blank one in
place."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO

from anonymizer.files.job import damaged

_MOST_BOXES = 200_000
_ZEROS = bytes(1024 * 1024)


@dataclass(frozen=True, slots=True)
class Box:
    """One box: `start` and `end` of the whole, `body` where its content begins; byte offsets."""

    kind: bytes
    start: int
    body: int
    end: int


def boxes(content: bytes | bytearray, start: int, end: int) -> Iterator[Box]:
    """Yield the boxes between two offsets; raises UncleanableFileError (damaged) when one does not fit."""
    at = start
    while at + 8 <= end:
        size, kind = struct.unpack_from(">I4s", content, at)
        body = at + 8
        if size == 1 and at + 16 <= end:
            size, body = struct.unpack_from(">Q", content, at + 8)[0], at + 16
        elif size == 0:
            if not kind.strip(b"\x00"):
                return  # QuickTime ends some lists with a zero word
            size = end - at
        if size < body - at or at + size > end:
            raise damaged()
        yield Box(kind, at, body, at + size)
        at += size


def blank(content: bytearray, box: Box) -> bool:
    """Turn a box into free space of zeros; say whether it held anything."""
    held = any(content[box.body : box.end])
    content[box.start + 4 : box.start + 8] = b"free"
    content[box.body : box.end] = bytes(box.end - box.body)
    return held


def wipe(content: bytearray, start: int, end: int, limit: int) -> bool:
    """Overwrite a stretch with zeros; say whether it held anything. Raises UncleanableFileError (damaged)."""
    if end > limit or limit > len(content):
        raise damaged()
    held = any(content[start:end])
    content[start:end] = bytes(max(0, end - start))
    return held


def top_boxes(stream: BinaryIO, size: int) -> tuple[list[Box], int]:
    """Give the boxes of a file and the offset where they end; what follows is no box.

    Media that is cut short at the end of the file, behind its header, ends there.
    """
    found: list[Box] = []
    at = 0
    while at + 8 <= size:
        stream.seek(at)
        head = stream.read(16)
        length, kind = struct.unpack_from(">I4s", head)
        body = at + 8
        if length == 1 and len(head) == 16:
            length, body = struct.unpack_from(">Q", head, 8)[0], at + 16
        elif length == 0:
            length = size - at
        if kind == b"mdat" and at + length > size and any(box.kind == b"moov" for box in found):
            length = size - at
        if length < body - at or at + length > size or len(found) > _MOST_BOXES:
            break
        found.append(Box(kind, at, body, at + length))
        at += length
    return found, at


def zero(stream: BinaryIO, start: int, end: int) -> None:
    """Overwrite a stretch of a file with zeros."""
    stream.seek(start)
    while start < end:
        start += stream.write(_ZEROS[: end - start])
