"""Read an EXIF block just far enough to say what it told about people, and which way is up.

Source: Exif 2.32 (CIPA DC-008). Every offset is checked; a broken block reads as "metadata" without
orientation.
"""

from __future__ import annotations

import struct
from collections import Counter

from anonymizer.files.results import Trait

_ORIENTATION = 0x0112
_EXIF_POINTER, _GPS_POINTER, _INTEROPERABILITY = 0x8769, 0x8825, 0xA005
_MOST_ENTRIES = 1000
_TRAIT_OF_TAG = {
    0x010E: Trait.DESCRIPTION, 0x010F: Trait.DEVICE, 0x0110: Trait.DEVICE, 0x0131: Trait.DEVICE,
    0x0132: Trait.TIME, 0x013B: Trait.AUTHOR, 0x013C: Trait.DEVICE, 0x8298: Trait.AUTHOR,
    0x9003: Trait.TIME, 0x9004: Trait.TIME, 0x9010: Trait.TIME, 0x9011: Trait.TIME, 0x9012: Trait.TIME,
    0x9286: Trait.COMMENT, 0x927C: Trait.DEVICE, 0x9C9B: Trait.DESCRIPTION, 0x9C9C: Trait.COMMENT,
    0x9C9D: Trait.AUTHOR, 0xA420: Trait.IDENTIFIER, 0xA430: Trait.AUTHOR, 0xA431: Trait.DEVICE,
    0xA433: Trait.DEVICE, 0xA434: Trait.DEVICE, 0xA435: Trait.DEVICE, 0x0201: Trait.THUMBNAIL,
}  # fmt: skip
_DRAWING_TAGS = frozenset(
    {
        254,
        255,
        256,
        257,
        258,
        259,
        262,
        266,
        273,
        274,
        277,
        278,
        279,
        282,
        283,
        284,
        292,
        293,
        296,
        301,
        317,
        318,
    }
    | {319, 320, 322, 323, 324, 325, 338, 339, 347, 529, 530, 531, 532, _EXIF_POINTER, _GPS_POINTER}
)
"""Tags that say how to draw (sizes, strips, orientation) and are not counted."""


def read_exif(block: bytes) -> tuple[int, Counter[Trait]]:
    """Give (orientation 1-8, traits met) of a TIFF-structured block; `Exif\\0\\0` in front is allowed."""
    block = block.removeprefix(b"Exif\x00\x00")
    traits: Counter[Trait] = Counter()
    order = {b"II": "<", b"MM": ">"}.get(block[:2])
    if order is None or len(block) < 8:
        return 1, Counter({Trait.METADATA: 1})
    orientation = 1
    pending: list[int] = [struct.unpack_from(order + "I", block, 4)[0]]
    seen: set[int] = set()
    while pending and len(seen) < 16:
        at = pending.pop()
        if at in seen or at == 0:
            continue
        seen.add(at)
        entries, following = _directory(block, at, order)
        pending.extend(following)
        for tag, value in entries:
            if tag == _ORIENTATION and len(seen) == 1 and 1 <= value <= 8:
                orientation = value
            if tag in (_EXIF_POINTER, _GPS_POINTER, _INTEROPERABILITY):
                pending.append(value)
            if tag == _GPS_POINTER:
                traits[Trait.PLACE] += 1
            elif tag not in _DRAWING_TAGS:
                traits[_TRAIT_OF_TAG.get(tag, Trait.METADATA)] += 1
    return orientation, traits


def _directory(block: bytes, at: int, order: str) -> tuple[list[tuple[int, int]], list[int]]:
    """Give the (tag, first value or offset) pairs of one directory, and the offset of the next."""
    if at + 2 > len(block):
        return [], []
    count = min(struct.unpack_from(order + "H", block, at)[0], _MOST_ENTRIES)
    end = at + 2 + 12 * count
    if end > len(block):
        return [], []
    entries = []
    for entry in range(at + 2, end, 12):
        tag, form = struct.unpack_from(order + "HH", block, entry)
        value = struct.unpack_from(order + ("H" if form == 3 else "I"), block, entry + 8)[0]
        entries.append((tag, value))
    following = [struct.unpack_from(order + "I", block, end)[0]] if end + 4 <= len(block) else []
    return entries, following


def traits_of_xmp(packet: bytes) -> Counter[Trait]:
    """Say what an XMP packet seems to tell, by the names of its properties."""
    traits: Counter[Trait] = Counter({Trait.METADATA: 1})
    for words, trait in (
        ((b"GPS", b"Location", b":City"), Trait.PLACE),
        ((b"creator", b"Author", b"Artist", b"owner"), Trait.AUTHOR),
        ((b"CreatorTool", b"tiff:Model", b"SerialNumber"), Trait.DEVICE),
        ((b"Date",), Trait.TIME),
        ((b"DocumentID", b"InstanceID"), Trait.IDENTIFIER),
    ):
        traits[trait] += any(word in packet for word in words)
    return +traits


def orientation_block(orientation: int) -> bytes:
    """Make an EXIF block that says nothing but which way is up."""
    return (
        b"MM\x00*\x00\x00\x00\x08\x00\x01\x01\x12\x00\x03\x00\x00\x00\x01"
        + bytes((0, orientation))
        + bytes(6)
    )
