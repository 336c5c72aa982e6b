"""Notice an archive that would swell beyond reason when somebody opens it. Nothing is ever kept unpacked.

A zip file (also DOCX, XLSX, ODT) ends with a list of what it holds and how large each part becomes (APPNOTE
6.3.10, 4.3.12 and 4.5.3). That list is read from the last bytes as they stream past; only what it declares
counts. A gzip file (RFC 1952) is inflated piece by piece while it arrives, and what comes out is counted and
dropped. Not looked at: bzip2, xz, 7z and rar, what a zip declares falsely, and archives stored inside others
without packing them again.
"""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Protocol

ZIP_HEAD = b"PK\x03\x04"
GZIP_HEAD = b"\x1f\x8b\x08"
TAIL_BYTES = 256 * 1024
"""Enough for the lists of some four thousand parts."""
SWOLLEN_BYTES = 64 * 1024**2
SWOLLEN_TIMES = 100
"""More than 64 MiB and a hundred times the file: deflate packs honest documents twenty times at most."""
LOOKED_AT_BYTES = 1024**3
"""What is inflated of one gzip file at most, some two seconds of work; beyond, its own last word counts."""
NESTED_BYTES = 64 * 1024
NESTED_TIMES = 4
"""What is packed already hardly shrinks again; archives that do, hold the same thing over and over."""
_ARCHIVES = (".zip", ".gz", ".tgz", ".bz2", ".xz", ".7z", ".rar", ".jar")
_INFLATED_PIECE = 1024**2
_ENTRY = struct.Struct("<4s16xIIHHH12x")
"""An entry of a zip's list up to its name: signature, sizes packed and unpacked, lengths of what follows."""
_ENTRY_HEAD = b"PK\x01\x02"
_IN_EXTRA = 0xFFFFFFFF
"""A size of this value stands in the entry's extra field 1, eight bytes, instead."""


class _Look(Protocol):
    """Looks at one kind of archive."""

    def feed(self, piece: bytes) -> None: ...

    def is_swollen(self, size: int) -> bool: ...


class SwellWatch:
    """Looks at a file that streams past; feed it every piece, then ask."""

    def __init__(self) -> None:
        self._size = 0
        self._head = b""
        self._look: _Look | None = None
        self._is_known = False

    def feed(self, piece: bytes) -> None:
        """See the next piece."""
        self._size += len(piece)
        if self._is_known:
            if self._look is not None:
                self._look.feed(piece)
            return
        self._head += piece
        if len(self._head) < max(len(ZIP_HEAD), len(GZIP_HEAD)):
            return
        self._is_known = True
        if self._head.startswith(ZIP_HEAD):
            self._look = _Zip()
        elif self._head.startswith(GZIP_HEAD):
            self._look = _Gzip()
        if self._look is not None:
            self._look.feed(self._head)
        self._head = b""

    def is_swollen(self) -> bool:
        """Say whether what passed becomes, or declares itself to become, enormous."""
        return self._look is not None and self._look.is_swollen(self._size)


class _Zip:
    """Keeps the end of a zip file, where its list is."""

    def __init__(self) -> None:
        self._tail = bytearray()

    def feed(self, piece: bytes) -> None:
        self._tail += piece[-TAIL_BYTES:]
        del self._tail[:-TAIL_BYTES]

    def is_swollen(self, size: int) -> bool:
        parts = list(_parts(bytes(self._tail)))
        nested = [part for part in parts if part.name.lower().endswith(_ARCHIVES)]
        inside = sum(part.unpacked for part in nested)
        return _is_beyond_reason(sum(part.unpacked for part in parts), size) or (
            inside > NESTED_BYTES and inside > NESTED_TIMES * sum(part.packed for part in nested)
        )


@dataclass(frozen=True, slots=True)
class _Part:
    name: str
    packed: int
    unpacked: int


def _parts(tail: bytes) -> Iterator[_Part]:
    at = tail.find(_ENTRY_HEAD)
    while at >= 0 and at + _ENTRY.size <= len(tail):
        _, packed, unpacked, name_bytes, extra_bytes, _ = _ENTRY.unpack_from(tail, at)
        begins = at + _ENTRY.size
        name = tail[begins : begins + name_bytes].decode("utf-8", "replace")
        if unpacked == _IN_EXTRA:
            begins += name_bytes
            unpacked = _size_in(tail[begins : begins + extra_bytes])
        yield _Part(name, packed, unpacked)
        at = tail.find(_ENTRY_HEAD, at + _ENTRY.size)


def _size_in(extra: bytes) -> int:
    """Return the unpacked size that an entry's extra fields hold, which is the first of field 1."""
    at = 0
    while at + 4 <= len(extra):
        kind, length = struct.unpack_from("<HH", extra, at)
        if kind == 1 and length >= 8 and at + 12 <= len(extra):
            return int(struct.unpack_from("<Q", extra, at + 4)[0])
        at += 4 + length
    return _IN_EXTRA


class _Gzip:
    """Inflates as the file arrives, up to a bound, and counts what comes out."""

    def __init__(self) -> None:
        self._inflater: zlib._Decompress | None = zlib.decompressobj(wbits=16 + zlib.MAX_WBITS)
        self._taken = 0
        self._inflated = 0
        self._is_swollen = False
        self._end = b""

    def feed(self, piece: bytes) -> None:
        self._end = (self._end + piece[-4:])[-4:]
        while piece and self._inflater is not None:
            piece = self._inflate(self._inflater, piece)

    def _inflate(self, inflater: zlib._Decompress, piece: bytes) -> bytes:
        """Take one bounded step; return what of the piece is left."""
        try:
            self._inflated += len(inflater.decompress(piece, _INFLATED_PIECE))
        except zlib.error:
            # No gzip from here on: whoever opens it comes no further either.
            self._inflater = None
            return b""
        rest = inflater.unused_data or inflater.unconsumed_tail
        self._taken += len(piece) - len(rest)
        if inflater.eof:
            # Another member follows, or something else that no reader unpacks.
            self._inflater = zlib.decompressobj(wbits=16 + zlib.MAX_WBITS)
        if _is_beyond_reason(self._inflated, self._taken):
            self._is_swollen = True
        if self._is_swollen or self._inflated > LOOKED_AT_BYTES:
            self._inflater = None
        return rest

    def is_swollen(self, size: int) -> bool:
        declared = int.from_bytes(self._end, "little") if self._inflated > LOOKED_AT_BYTES else 0
        return self._is_swollen or _is_beyond_reason(declared, size)


def _is_beyond_reason(unpacked: int, packed: int) -> bool:
    return unpacked > SWOLLEN_BYTES and unpacked > SWOLLEN_TIMES * packed
