"""Tables and headers of a JPEG picture: keep what its scans use, cut what follows their declared content.

Source: ITU-T T.81 annex B.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from anonymizer.files.job import damaged

FRAMES = frozenset({*range(0xC0, 0xC4), *range(0xC5, 0xC8), *range(0xC9, 0xCC), *range(0xCD, 0xD0)})
_HUFFMAN, _QUANTISATION, _SCAN, _ARITHMETIC = 0xC4, 0xDB, 0xDA, 0xCC
_FIXED = {0xDD: 2, 0xDC: 2}


@dataclass(slots=True)
class Used:
    """Numbers of the tables that the picture refers to."""

    quantisation: set[int] = field(default_factory=set)
    huffman: set[int] = field(default_factory=set)


def used_tables(segments: list[tuple[int, bytes]]) -> Used:
    """Read from frame and scan headers, given as (marker, body), which tables they name."""
    used = Used()
    for marker, body in segments:
        if marker in FRAMES and len(body) >= 6:
            used.quantisation |= {body[at] for at in range(8, min(len(body), 6 + 3 * body[5]), 3)}
        elif marker == _SCAN and body:
            chosen = [body[at] for at in range(2, min(len(body), 1 + 2 * body[0]), 2)]
            used.huffman |= {one >> 4 for one in chosen} | {16 | (one & 15) for one in chosen}
    return used


def exact(marker: int, body: bytes, used: Used) -> bytes:
    """Give the body of a segment without what its declared content does not cover; empty when it goes."""
    if marker == _QUANTISATION:
        return _tables(
            body, lambda at: 1 + (128 if body[at] >> 4 else 64), lambda head: head & 15 in used.quantisation
        )
    if marker == _HUFFMAN:
        return _tables(body, lambda at: 17 + sum(body[at + 1 : at + 17]), lambda head: head in used.huffman)
    if marker in FRAMES and len(body) >= 6:
        size = 6 + 3 * body[5]
    elif marker == _SCAN and body:
        size = 4 + 2 * body[0]
    elif marker == _ARITHMETIC:
        size = len(body) & ~1
    else:
        size = _FIXED.get(marker, len(body))
    if size > len(body):
        raise damaged()
    return body[:size]


def _tables(body: bytes, size_at: Callable[[int], int], wanted: Callable[[int], bool]) -> bytes:
    parts, at = [], 0
    while at < len(body):
        end = at + size_at(at)
        if end > len(body):
            break
        if wanted(body[at]):
            parts.append(body[at:end])
        at = end
    return b"".join(parts)
