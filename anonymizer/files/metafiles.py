"""Windows metafiles (EMF, WMF) inside office files: keep the records that draw, drop notes and escapes.

Source: [MS-EMF] section 2.3, [MS-EMFPLUS] section 2.3, [MS-WMF] section 2.3. A metafile that holds a packed
picture of another format is refused, as that picture could carry metadata of its own.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator

from anonymizer.files.errors import Reason, UncleanableFileError
from anonymizer.files.job import Ledger, damaged
from anonymizer.files.results import Trait

_EMF_HEADER, _EMF_END, _EMF_COMMENT, _EMF_LAST = 1, 14, 70, 122
_EMF_HEADER_SIZES = (108, 100, 88)
_EMF_DROPPED = frozenset({105, 106, 110, 98, 99, 100, 101, 111, 112, 113, 121, 122})
_EMF_BITMAPS = {76: 84, 77: 100, 78: 108, 79: 132, 80: 48, 81: 48}
"""Records with a bitmap: offset of the field that says where its header lies."""
_PACKED_BITMAP_KINDS = frozenset({4, 5})  # JPEG and PNG in a device-independent bitmap
_PLUS_COMMENT, _PLUS_OBJECT, _PLUS_IMAGE, _PLUS_PACKED = 0x4003, 0x4008, 5, 1

_WMF_PLACEABLE = b"\xd7\xcd\xc6\x9a"
_WMF_HEADS = (b"\x01\x00\x09\x00", b"\x02\x00\x09\x00")
_WMF_ESCAPE = 0x0626


def is_emf(content: bytes) -> bool:
    """Say whether the bytes begin like an enhanced metafile."""
    return content[:4] == b"\x01\x00\x00\x00" and content[40:44] == b" EMF"


def is_wmf(content: bytes) -> bool:
    """Say whether the bytes begin like an old metafile, with or without the placeable header."""
    return content.startswith(_WMF_PLACEABLE) or content.startswith(_WMF_HEADS)


def strip_emf(content: bytes, ledger: Ledger) -> bytes:
    """Give the metafile without description, comments and escapes; raises UncleanableFileError."""
    records: list[bytes] = []
    end = 0
    for kind, record, after in _emf_records(content):
        end = after
        if kind == _EMF_HEADER:
            records.append(_emf_header(record, ledger))
        elif kind == _EMF_COMMENT:
            records.extend(_emf_plus(record, ledger))
        elif kind > _EMF_LAST or kind in _EMF_DROPPED:
            ledger.remove(Trait.METADATA)
        else:
            _refuse_packed_bitmap(kind, record)
            records.append(record if kind != _EMF_END else struct.pack("<5I", 14, 20, 0, 16, 20))
    ledger.remove(Trait.TRAILING_DATA, int(end < len(content)))
    header = bytearray(records[0])
    struct.pack_into("<II", header, 48, sum(map(len, records)), len(records))
    return bytes(header) + b"".join(records[1:])


def _emf_records(content: bytes) -> Iterator[tuple[int, bytes, int]]:
    at = 0
    while at + 8 <= len(content):
        kind, size = struct.unpack_from("<II", content, at)
        if size < 8 or size % 4 or at + size > len(content) or (kind == _EMF_HEADER) != (at == 0):
            raise damaged()
        yield kind, content[at : at + size], at + size
        at += size
        if kind == _EMF_END:
            return
    raise damaged()


def _emf_header(record: bytes, ledger: Ledger) -> bytes:
    if len(record) < 88:
        raise damaged()
    count, at = struct.unpack_from("<II", record, 60)
    ledger.remove(Trait.DEVICE, int(bool(count)))
    first = min(at or len(record), len(record))
    size = next((size for size in _EMF_HEADER_SIZES if size <= first), 88)
    header = bytearray(record[:size])
    struct.pack_into("<I", header, 4, size)
    struct.pack_into("<II", header, 60, 0, 0)
    if size >= 100:
        struct.pack_into("<II", header, 88, 0, 0)
    return bytes(header)


def _emf_plus(record: bytes, ledger: Ledger) -> list[bytes]:
    """Keep a comment only when it holds drawing records of EMF+, and of these only such as draw."""
    length = struct.unpack_from("<I", record, 8)[0] if len(record) >= 16 else 0
    if record[12:16] != b"EMF+" or 12 + length > len(record):
        ledger.remove(Trait.COMMENT)
        return []
    parts, at = [], 16
    while at + 12 <= 12 + length:
        kind, flags, size, _ = struct.unpack_from("<HHII", record, at)
        if size < 12 or at + size > 12 + length:
            raise damaged()
        if kind == _PLUS_COMMENT:
            ledger.remove(Trait.COMMENT)
        else:
            if kind == _PLUS_OBJECT and flags >> 8 & 0x7F == _PLUS_IMAGE:
                _refuse_packed_image(record, at)
            parts.append(record[at : at + size])
        at += size
    body = b"EMF+" + b"".join(parts)
    return [struct.pack("<3I", 70, 12 + len(body) + -len(body) % 4, len(body)) + body + bytes(-len(body) % 4)]


def _refuse_packed_image(record: bytes, at: int) -> None:
    # Version, image type (1 bitmap, 2 metafile), width, height, stride, pixel format, bitmap type.
    words = struct.unpack_from("<7I", record, at + 12) if at + 40 <= len(record) else (0, 2, 0, 0, 0, 0, 0)
    if words[1] != 1 or words[6] == _PLUS_PACKED:
        raise UncleanableFileError(Reason.UNSUPPORTED_FORMAT)


def _refuse_packed_bitmap(kind: int, record: bytes) -> None:
    field = _EMF_BITMAPS.get(kind)
    if field is None or field + 4 > len(record):
        return
    at = struct.unpack_from("<I", record, field)[0]
    if at + 20 <= len(record) and struct.unpack_from("<I", record, at + 16)[0] in _PACKED_BITMAP_KINDS:
        raise UncleanableFileError(Reason.UNSUPPORTED_FORMAT)


def strip_wmf(content: bytes, ledger: Ledger) -> bytes:
    """Give the metafile without escapes; raises UncleanableFileError."""
    front = content[:22] if content.startswith(_WMF_PLACEABLE) else b""
    header = bytearray(content[len(front) : len(front) + 18])
    if len(header) < 18 or not bytes(header).startswith(_WMF_HEADS):
        raise damaged()
    records, at = [], len(front) + 18
    while True:
        if at + 6 > len(content):
            raise damaged()
        words, kind = struct.unpack_from("<IH", content, at)
        if words < 3 or at + 2 * words > len(content):
            raise damaged()
        if kind == _WMF_ESCAPE:
            ledger.remove(Trait.METADATA)
        else:
            records.append(content[at : at + 2 * words])
        at += 2 * words
        if kind == 0:
            break
    ledger.remove(Trait.TRAILING_DATA, int(at < len(content)))
    struct.pack_into("<I", header, 6, 9 + sum(map(len, records)) // 2)
    struct.pack_into("<I", header, 12, max(map(len, records)) // 2)
    return front + bytes(header) + b"".join(records)
