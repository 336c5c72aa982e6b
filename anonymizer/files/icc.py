"""Rebuild a colour profile from its curves and matrices only.

Monitor and camera profiles name the device, its serial number and the day of calibration. Kept are the tags
that change colours; names, times and maker's tags go. Source: ICC.1:2022 sections 7.2 and 9.
"""

from __future__ import annotations

import struct

_KEPT = frozenset(
    {
        b"rXYZ",
        b"gXYZ",
        b"bXYZ",
        b"wtpt",
        b"bkpt",
        b"rTRC",
        b"gTRC",
        b"bTRC",
        b"kTRC",
        b"chad",
        b"cicp",
        b"gamt",
    }
    | {b"A2B0", b"A2B1", b"A2B2", b"B2A0", b"B2A1", b"B2A2"}
)
_KNOWN_TYPES = frozenset({b"XYZ ", b"curv", b"para", b"sf32", b"mft1", b"mft2", b"mAB ", b"mBA ", b"cicp"})
_HEADER_BYTES = 128
_MOST_TAGS = 100


def neutral_profile(profile: bytes) -> bytes | None:
    """Give the profile without names, times and devices; None when it cannot be read (drop it then)."""
    if len(profile) < _HEADER_BYTES + 4 or profile[36:40] != b"acsp":
        return None
    count = struct.unpack_from(">I", profile, _HEADER_BYTES)[0]
    if count > _MOST_TAGS or _HEADER_BYTES + 4 + 12 * count > len(profile):
        return None
    tags: list[tuple[bytes, bytes]] = []
    for entry in range(_HEADER_BYTES + 4, _HEADER_BYTES + 4 + 12 * count, 12):
        name, at, size = struct.unpack_from(">4sII", profile, entry)
        content = profile[at : at + size]
        if name in _KEPT and content[:4] in _KNOWN_TYPES and len(content) == size:
            tags.append((name, _trimmed(content)))
    if not tags:
        return None
    tags += [(b"desc", _description(profile[8])), (b"cprt", _text(profile[8]))]
    return _assemble(_neutral_header(profile), tags)


def _trimmed(content: bytes) -> bytes:
    """Cut what follows the value of a simple tag."""
    if content[:4] == b"curv" and len(content) >= 12:
        return content[: 12 + 2 * struct.unpack_from(">I", content, 8)[0]]
    if content[:4] == b"para" and len(content) >= 12:
        return content[: 12 + 4 * {0: 1, 1: 3, 2: 4, 3: 5, 4: 7}.get(content[9], 0)]
    return {b"XYZ ": content[:20], b"sf32": content[:44], b"cicp": content[:12]}.get(content[:4], content)


def _neutral_header(profile: bytes) -> bytes:
    header = bytearray(_HEADER_BYTES)
    header[8:24] = profile[8:24]  # version, class, colour spaces
    header[24:36] = struct.pack(">6H", 2000, 1, 1, 0, 0, 0)
    header[36:40] = b"acsp"
    header[64:80] = profile[64:80]  # rendering intent, illuminant
    header[9:12] = bytes((profile[9], 0, 0))
    return bytes(header)


def _description(version: int) -> bytes:
    if version >= 4:
        return _text(version)
    return b"desc\x00\x00\x00\x00\x00\x00\x00\x02-\x00" + bytes(78)


def _text(version: int) -> bytes:
    if version >= 4:
        return b"mluc" + struct.pack(">5I", 0, 1, 12, 0x656E5553, 2) + struct.pack(">I", 28) + b"\x00-"
    return b"text\x00\x00\x00\x00-\x00"


def _assemble(header: bytes, tags: list[tuple[bytes, bytes]]) -> bytes:
    at = _HEADER_BYTES + 4 + 12 * len(tags)
    table, body = struct.pack(">I", len(tags)), b""
    for name, content in tags:
        table += struct.pack(">4sII", name, at + len(body), len(content))
        body += content + bytes(-len(content) % 4)
    whole = header + table + body
    return struct.pack(">I", len(whole)) + whole[4:]
