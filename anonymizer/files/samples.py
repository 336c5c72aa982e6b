"""Where the pictures and sounds of a movie lie, and the marks that encoders leave inside video samples.

Sources: ISO/IEC 14496-12 clauses 8.6-8.8 (sample tables, fragments); ITU-T H.264 annex D and H.265 annex D
(supplemental enhancement information); ISO/IEC 14496-2 clause 6.2.2 (user data).
"""

from __future__ import annotations

import sys
from array import array
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise
from typing import BinaryIO

from anonymizer.files.codec_setup import scrub_av1
from anonymizer.files.errors import Reason, UncleanableFileError
from anonymizer.files.job import damaged

_MOST_SAMPLES = 5_000_000
_MOST_SAMPLE_BYTES = 32 * 1024 * 1024
_SEI_TYPES = {"avc": frozenset({6}), "hevc": frozenset({39, 40})}
_FILLER_TYPES = {"avc": 12, "hevc": 38}
_KEPT_TYPES = {
    "avc": frozenset({1, 5, 7, 8, 9, 10, 11}),
    "hevc": frozenset({*range(10), *range(16, 22), *range(32, 38)}),
}
"""Units that every decoder reads; others are reserved, free for anyone, or add second views and layers."""
_SPLIT_PICTURES = frozenset({2, 3, 4})
"""Pictures of H.264 in parts, of a profile that no camera writes; they can neither be shown nor left out."""
_MARKERS = {"avc": frozenset({9, 10, 11}), "hevc": frozenset({35, 36, 37})}
_MOST_MARKER_BYTES = 3
_REGISTERED = 4
_MESSAGES = frozenset({0, 1, 6, 45, 47, 129, 130, 132, 137, 144, 147})
"""Messages about timing, recovery, turning and brightness."""
_CONTENT_PROVIDERS = (b"\xb5\x00\x31", b"\xb5\x00\x3c")  # captions (ATSC A/53), dynamic range (HDR10+)

Stretch = tuple[int, int]


def numbers(content: bytes | bytearray, at: int, count: int, code: str, end: int) -> array[int]:
    """Read `count` big-endian numbers of 4 ("I") or 8 ("Q") bytes."""
    width = 4 if code == "I" else 8
    if count > _MOST_SAMPLES:
        raise UncleanableFileError(Reason.UNPACKS_TOO_LARGE)
    if at + count * width > end:
        raise damaged()
    values = array(code)
    values.frombytes(bytes(content[at : at + count * width]))
    if sys.byteorder == "little":
        values.byteswap()
    return values


@dataclass(slots=True)
class SampleTable:
    """The sample table of one track.

    `runs` holds triples (first chunk, samples per chunk, description); `sizes` is empty when every sample has
    `fixed` bytes; `fixed` may be a fraction for packed sound.
    """

    chunks: array[int]
    runs: array[int]
    sizes: array[int]
    fixed: Fraction
    count: int

    def chunk_stretches(self) -> Iterator[tuple[int, int, int]]:
        """Yield (offset, first sample, samples) of every chunk."""
        sample = run = 0
        for number, offset in enumerate(self.chunks, start=1):
            while run + 3 < len(self.runs) and self.runs[run + 3] <= number:
                run += 3
            if run + 1 >= len(self.runs):
                raise damaged()
            samples = min(self.runs[run + 1], self.count - sample)
            yield offset, sample, samples
            sample += samples

    def stretches(self) -> Iterator[Stretch]:
        """Yield (start, end) of every chunk."""
        for offset, first, samples in self.chunk_stretches():
            length = int(self.fixed * samples) if self.fixed else sum(self.sizes[first : first + samples])
            yield offset, offset + length

    def samples(self) -> Iterator[Stretch]:
        """Yield (offset, length) of every sample."""
        for offset, first, samples in self.chunk_stretches():
            for sample in range(first, first + samples):
                length = int(self.fixed) if self.fixed else self.sizes[sample]
                yield offset, length
                offset += length


def merge(stretches: list[Stretch]) -> list[Stretch]:
    """Join (start, end) stretches that touch or overlap, in order."""
    merged: list[Stretch] = []
    for start, end in sorted(stretches):
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return merged


def scrub_samples(stream: BinaryIO, samples: Iterator[Stretch], codec: str, prefix_bytes: int) -> int:
    """Overwrite encoder and user marks in samples of "avc", "hevc", "av1" or "mpeg4"; give how many."""
    marks = 0
    for offset, length in samples:
        if length > _MOST_SAMPLE_BYTES:
            raise damaged()
        stream.seek(offset)
        sample = bytearray(stream.read(length))
        if len(sample) != length:
            raise damaged()
        if codec == "mpeg4":
            found = scrub_mpeg4(sample)
        elif codec == "av1":
            found = scrub_av1(sample, 0, length)
        else:
            found = _scrub_units(sample, codec, prefix_bytes)
        if found:
            stream.seek(offset)
            stream.write(sample)
            marks += found
    return marks


def _scrub_units(sample: bytearray, codec: str, prefix_bytes: int) -> int:
    marks = at = 0
    while at + prefix_bytes < len(sample):
        length = int.from_bytes(sample[at : at + prefix_bytes], "big")
        start = at + prefix_bytes
        if start + length > len(sample):
            raise damaged()
        marks += scrub_unit(sample, start, start + length, codec)
        at = start + length
    return marks


def scrub_unit(content: bytearray, start: int, end: int, codec: str) -> int:
    """Overwrite user data in one NAL unit when it is of a kind that carries some; say whether it held any.

    Raises UncleanableFileError (unsupported_format) for pictures in parts.
    """
    if start >= end:
        return 0
    kind = content[start] & 0x1F if codec == "avc" else content[start] >> 1 & 0x3F
    head = 1 if codec == "avc" else 2
    if codec == "avc" and kind in _SPLIT_PICTURES:
        raise UncleanableFileError(Reason.UNSUPPORTED_FORMAT)
    too_long = kind in _MARKERS[codec] and end - start > _MOST_MARKER_BYTES
    if kind not in _KEPT_TYPES[codec] | _SEI_TYPES[codec] or too_long:
        return _to_filler(content, start, end, codec)
    return _scrub_messages(content, start + head, end) if kind in _SEI_TYPES[codec] else 0


def _to_filler(content: bytearray, start: int, end: int, codec: str) -> int:
    """Make filler of a unit: a head, bytes of ones, a stop bit."""
    filler = _FILLER_TYPES[codec]
    head = bytes((filler,)) if codec == "avc" else bytes((filler << 1, 1))
    fresh = (head[: end - start] + b"\xff" * max(0, end - start - len(head) - 1) + b"\x80")[: end - start]
    changed = content[start:end] != fresh
    content[start:end] = fresh
    return int(changed)


def _scrub_messages(content: bytearray, start: int, end: int) -> int:
    places = _payload_places(content, start, end)
    marks = at = 0
    while at + 2 <= len(places):
        values = []
        for _ in range(2):
            value = 0
            while at < len(places) and content[places[at]] == 0xFF:
                value, at = value + 255, at + 1
            if at >= len(places):
                return marks
            values.append(value + content[places[at]])
            at += 1
        kind, length = values
        payload = places[at : at + length]
        head = bytes(content[place] for place in payload[:3])
        kept = head in _CONTENT_PROVIDERS if kind == _REGISTERED else kind in _MESSAGES
        if not kept:
            marks += _overwrite(content, payload)
        at += length
    return marks


def _payload_places(content: bytearray, start: int, end: int) -> list[int]:
    """Give the offsets of payload bytes, without the bytes that only prevent start codes."""
    places, zeros = [], 0
    for at in range(start, end):
        if zeros >= 2 and content[at] == 3:
            zeros = 0
            continue
        places.append(at)
        zeros = zeros + 1 if content[at] == 0 else 0
    return places


def _overwrite(content: bytearray, places: list[int]) -> int:
    """Fill with 0xFF, but keep the zero pairs before prevention bytes so that lengths stay true."""
    if not places:
        return 0
    wanted = set(places)
    guarded = set()
    for left, right in pairwise(places):
        if right - left == 2:
            guarded |= {left, left - 1}
    last = places[-1]
    if content[last + 1 : last + 2] == b"\x03" and content[last - 1 : last + 1] == b"\x00\x00":
        guarded |= {last, last - 1}
    changed = 0
    for place in wanted - guarded:
        changed |= content[place] != 0xFF
        content[place] = 0xFF
    return int(changed)


def scrub_mpeg4(sample: bytearray) -> int:
    """Overwrite user data sections of MPEG-4 part 2 video."""
    marks = at = 0
    while (at := sample.find(b"\x00\x00\x01\xb2", at)) >= 0:
        end = sample.find(b"\x00\x00\x01", at + 4)
        end = len(sample) if end < 0 else end
        marks += int(any(byte != 0x20 for byte in sample[at + 4 : end]))
        sample[at + 4 : end] = b"\x20" * (end - at - 4)
        at = end
    return marks
