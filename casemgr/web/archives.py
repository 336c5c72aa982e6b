"""Notice an archive that would swell beyond reason when somebody opens it. Nothing is ever unpacked here.

A zip file (also DOCX, XLSX, ODT) ends with a list of what it holds and how large each part becomes (APPNOTE
6.3.10, 4.3.12). That list is read from the last bytes as they stream past; only what it declares counts.
"""

from __future__ import annotations

import struct

ZIP_HEAD = b"PK\x03\x04"
TAIL_BYTES = 256 * 1024
"""Enough for the lists of some four thousand parts."""
SWOLLEN_BYTES = 1024**3
SWOLLEN_TIMES = 100
"""More than a gigabyte and a hundred times the file: deflate packs honest documents twenty times at most."""
_ENTRY_HEAD = b"PK\x01\x02"
_SIZE_AT = 24
"""Where an entry holds the size its part will have, four bytes, little end first."""
_ENTRY_BYTES = 46


class SwellWatch:
    """Looks at a file that streams past; feed it every piece, then ask."""

    def __init__(self) -> None:
        self._size = 0
        self._head = b""
        self._tail = bytearray()

    def feed(self, piece: bytes) -> None:
        """See the next piece."""
        if len(self._head) < len(ZIP_HEAD):
            self._head += piece[: len(ZIP_HEAD) - len(self._head)]
        self._size += len(piece)
        if ZIP_HEAD.startswith(self._head):
            self._tail += piece
            del self._tail[:-TAIL_BYTES]

    def is_swollen(self) -> bool:
        """Say whether what passed declares itself to become enormous."""
        if self._head != ZIP_HEAD:
            return False
        total = sum(_declared_sizes(bytes(self._tail)))
        return total > SWOLLEN_BYTES and total > SWOLLEN_TIMES * self._size


def _declared_sizes(tail: bytes) -> list[int]:
    sizes = []
    at = tail.find(_ENTRY_HEAD)
    while at >= 0 and at + _ENTRY_BYTES <= len(tail):
        sizes.append(struct.unpack_from("<I", tail, at + _SIZE_AT)[0])
        at = tail.find(_ENTRY_HEAD, at + _ENTRY_BYTES)
    return sizes
