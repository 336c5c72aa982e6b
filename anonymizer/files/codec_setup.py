"""Decoder settings inside sample entries of movies: zero what follows their declared content.

Sources: ISO/IEC 14496-1 clause 7.2 (esds), 14496-15 (avcC), the bindings of FLAC and AV1 to ISO media files.
"""

from __future__ import annotations

from anonymizer.files.boxes import Box, wipe
from anonymizer.files.job import damaged

_FIXED = {
    b"btrt": 12, b"pasp": 8, b"clap": 32, b"fiel": 2, b"gama": 4, b"mdcv": 24, b"clli": 4, b"dac3": 3,
    b"damr": 9, b"d263": 7, b"vpcC": 12, b"colr": 11,
}  # fmt: skip
_LONG_PROFILES = frozenset({100, 110, 122, 144, 244, 44, 83, 86, 118, 128})
_ES, _DECODER, _SETUP, _SYNC = 3, 4, 5, 6
_OBU_METADATA, _OBU_PADDING = 5, 15
_HDR = frozenset({1, 2})


def trim_setup(content: bytearray, box: Box) -> bool:
    """Zero what a box of decoder settings holds beyond its form; say whether there was anything."""
    if box.kind in _FIXED:
        return wipe(content, min(box.body + _FIXED[box.kind], box.end), box.end, box.end)
    if box.kind == b"avcC":
        return wipe(content, avc_sets(content, box)[1], box.end, box.end)
    if box.kind == b"esds":
        return _descriptors(content, box.body + 4, box.end)
    if box.kind == b"dOps" and box.end - box.body >= 11:
        more = 2 + content[box.body + 1] if content[box.body + 10] else 0
        return wipe(content, min(box.body + 11 + more, box.end), box.end, box.end)
    if box.kind == b"dfLa":
        return _flac_blocks(content, box)
    if box.kind == b"av1C":
        return bool(scrub_av1(content, box.body + 4, box.end))
    return False


def avc_sets(content: bytearray, box: Box) -> tuple[list[tuple[int, int]], int]:
    """Give (start, end) of the parameter sets of H.264 in an `avcC` box, and where they end."""
    sets: list[tuple[int, int]] = []
    at = _read_sets(content, box.body + 6, content[box.body + 5] & 31, box.end, sets)
    if at >= box.end:
        return sets, box.end
    at = _read_sets(content, at + 1, content[at], box.end, sets)
    if content[box.body + 1] in _LONG_PROFILES and at + 4 <= box.end:
        at = _read_sets(content, at + 4, content[at + 3], box.end, sets)
    return sets, at


def _read_sets(content: bytearray, at: int, count: int, end: int, sets: list[tuple[int, int]]) -> int:
    for _ in range(count):
        start = at + 2
        at = start + int.from_bytes(content[at:start], "big")
        if at > end:
            raise damaged()
        sets.append((start, at))
    return at


def object_type(content: bytearray, box: Box) -> int:
    """Give the kind of coding that an `esds` box names; 0 when it names none."""
    at = box.body + 4
    for wanted in (_ES, _DECODER):
        if at + 2 > box.end or content[at] != wanted:
            return 0
        at += 1
        while at < box.end and content[at] & 0x80:
            at += 1
        at += 1
        if wanted == _ES and at + 3 <= box.end:
            flags = content[at + 2]
            at += 3 + 2 * bool(flags & 0x80)
            at += 1 + content[at] if flags & 0x40 and at < box.end else 0
            at += 2 * bool(flags & 0x20)
    return content[at] if at < box.end else 0


def _descriptors(content: bytearray, at: int, end: int) -> bool:
    """Keep the descriptors that say how to decode; zero addresses, others and what follows."""
    held = False
    while at + 2 <= end:
        kind, at = content[at], at + 1
        size = 0
        for _ in range(4):
            byte, at = content[at], at + 1
            size = size << 7 | byte & 0x7F
            if not byte & 0x80:
                break
        stop = min(at + size, end)
        if kind == _ES:
            flags = content[at + 2] if at + 3 <= end else 0
            at += 3 + 2 * bool(flags & 0x80)
            if flags & 0x40 and at < end:
                address = at + 1 + content[at]
                held |= wipe(content, at + 1, min(address, end), end)
                at = address
            at += 2 * bool(flags & 0x20)
        elif kind == _DECODER:
            at += 13
        elif kind == _SETUP or (kind == _SYNC and size == 1):
            at = stop
        else:
            held |= wipe(content, at, stop, end)
            at = stop
    return held


def _flac_blocks(content: bytearray, box: Box) -> bool:
    """Turn all blocks but the first, which describes the stream, into padding."""
    at, held = box.body + 4, False
    while at + 4 <= box.end:
        kind = content[at]
        stop = at + 4 + int.from_bytes(content[at + 1 : at + 4], "big")
        if stop > box.end:
            raise damaged()
        if kind & 0x7F:
            content[at] = kind & 0x80 | 1
            held |= wipe(content, at + 4, stop, box.end)
        at = stop
    return wipe(content, at, max(at, box.end), box.end) or held


def scrub_av1(content: bytearray, start: int, end: int) -> int:
    """Make padding of zeros of AV1 units of metadata (but brightness) and padding; give how many changed."""
    marks, at = 0, start
    while at < end:
        head, first = content[at], at
        at += 2 if head & 4 else 1
        size = end - at
        if head & 2:
            size = shift = 0
            while True:
                if at >= end or shift > 49:
                    raise damaged()
                size |= (content[at] & 0x7F) << shift
                at, shift = at + 1, shift + 7
                if not content[at - 1] & 0x80:
                    break
        if at + size > end:
            raise damaged()
        kind = head >> 3 & 15
        bright = kind == _OBU_METADATA and size and content[at] in _HDR
        if kind in (_OBU_METADATA, _OBU_PADDING, 0, *range(9, 15)) and not bright:
            marks += int(any(content[at : at + size]) or kind != _OBU_PADDING)
            content[first] = head & 0x87 | _OBU_PADDING << 3
            content[at : at + size] = bytes(size)
        at += size
    return marks
