"""Fonts inside PDF files: blank names, notices, numbers and times; the letters stay as they are.

TrueType and OpenType fonts keep the tables readers of PDF use; their times become zero. In Type 1 and CFF
fonts the strings that only name the font are overwritten in place. Source: OpenType 1.9, Adobe Technical
Notes 5176 (CFF) and the Type 1 font format.
"""

from __future__ import annotations

import re
import struct
from itertools import pairwise

_TABLES = frozenset(b"cmap head hhea hmtx maxp post loca glyf prep fpgm vhea vmtx VORG OS/2 gasp".split()) | {
    b"CFF ",
    b"cvt ",
}
_NAMES_OF_TYPE1 = re.compile(
    rb"/(?:version|Notice|Copyright|FullName|FamilyName|Weight|FontName|BaseFontName)\s*(\((?:[^()\\]|\\.){0,8000}\)|/[^\s/]{1,200})"
)
_UNIQUE_ID = re.compile(rb"/(?:UniqueID|XUID)\s*(\d{1,12}|\[[\d\s]{1,200}\])")
_COMMENT = re.compile(rb"(?m)^%(?!!)[^\r\n]*")
_TEXT_OPERATORS = frozenset({0, 1, 2, 3, 4, (12, 0), (12, 21), (12, 22)})
_STANDARD_STRINGS = 391
_MOST_TABLES = 64
_LAST_WORD = b"cleartomark"
_CLOSING = b"closefile"
_EEXEC_KEY = 55_665
TYPE1_END = b"\n" + (b"0" * 64 + b"\n") * 8 + _LAST_WORD
"""What follows the encrypted part of a Type 1 font."""


def neutral_font(program: bytes) -> bytes:
    """Give the font without what names it; one that cannot be read is given back as it is."""
    try:
        if program[:4] in (b"\x00\x01\x00\x00", b"true", b"OTTO"):
            return _sfnt(program)
        if program[:2] == b"%!":
            return _type1(program)
        if program[:1] == b"\x01" and len(program) > 4:
            return _cff(program)
    except (struct.error, IndexError):
        pass
    return program


def _sfnt(program: bytes) -> bytes:
    count = struct.unpack_from(">H", program, 4)[0]
    kept: list[tuple[bytes, bytes]] = []
    for at in range(12, 12 + 16 * min(count, _MOST_TABLES), 16):
        name, _, start, size = struct.unpack_from(">4s3I", program, at)
        if name not in _TABLES:
            continue
        body = program[start : start + size]
        if name == b"head" and len(body) >= 54:
            body = body[:4] + bytes(4) + body[8:20] + bytes(16) + body[36:54]
        elif name == b"OS/2" and len(body) >= 62:
            body = body[:58] + b"    " + body[62:]
        elif name == b"CFF ":
            body = _cff(body)
        kept.append((name, body))
    power = 1 << (len(kept).bit_length() - 1) if kept else 1
    head = program[:4] + struct.pack(
        ">4H", len(kept), power * 16, power.bit_length() - 1, (len(kept) - power) * 16
    )
    at = 12 + 16 * len(kept)
    rows, bodies = b"", b""
    for name, body in sorted(kept):
        padded = body + bytes(-len(body) % 4)
        check = sum(struct.unpack(f">{len(padded) // 4}I", padded)) & 0xFFFFFFFF
        rows += struct.pack(">4s3I", name, check, at + len(bodies), len(body))
        bodies += padded
    return head + rows + bodies


def _type1(program: bytes) -> bytes:
    """Blank names in the part of a Type 1 font that is not encrypted; cut what follows its last word."""
    program = _whole_type1(program)
    end = program.find(b"eexec")
    end = len(program) if end < 0 else end
    plain = bytearray(program[:end])
    for found in _NAMES_OF_TYPE1.finditer(program[:end]):
        start, stop = found.span(1)
        plain[start + 1 : stop - 1 if plain[start] == 0x28 else stop] = b"F" * (
            stop - start - (2 if plain[start] == 0x28 else 1)
        )
    for found in _UNIQUE_ID.finditer(program[:end]):
        start, stop = found.span(1)
        plain[start:stop] = re.sub(rb"\d", b"0", bytes(plain[start:stop]))
    for found in _COMMENT.finditer(program[:end]):
        start, stop = found.span()
        plain[start + 1 : stop] = b" " * (stop - start - 1)
    head = plain.find(b"\n") if plain.startswith(b"%!") else -1
    if 0 < head <= 200:
        told = b"%!PS-AdobeFont-1.0"
        plain[:head] = told[:head].ljust(head)
    return bytes(plain) + program[end:]


def _whole_type1(program: bytes) -> bytes:
    """Give the font up to the word that closes its encrypted part, with a fixed end when it had one."""
    last = program.rfind(_LAST_WORD)
    start = program.find(b"eexec")
    if start < 0:
        return program
    start += len(b"eexec") + 1
    coded = program[start:]
    plain, key = bytearray(len(coded)), _EEXEC_KEY
    for at, byte in enumerate(coded):
        plain[at] = byte ^ key >> 8
        key = (byte + key) * 52_845 + 22_719 & 0xFFFF
    closed = plain.find(_CLOSING)
    if closed < 0:
        return program[: last + len(_LAST_WORD)] if last >= 0 else program
    return program[: start + closed + len(_CLOSING) + 1] + (TYPE1_END if last >= 0 else b"")


def _cff(program: bytes) -> bytes:
    """Overwrite the font's name and the strings only its name and notices use."""
    font = bytearray(program)
    names, at = _index(program, program[2])
    for start, stop in names:
        font[start:stop] = b"F" * (stop - start)
    tops, at = _index(program, at)
    strings, _ = _index(program, at)
    for start, stop in tops:
        for number in _named_strings(program[start:stop]):
            place = number - _STANDARD_STRINGS
            if 0 <= place < len(strings):
                first, last = strings[place]
                font[first:last] = b"F" * (last - first)
    return bytes(font)


def _index(program: bytes, at: int) -> tuple[list[tuple[int, int]], int]:
    """Give (start, end) of the entries of an INDEX, and where it ends."""
    count = struct.unpack_from(">H", program, at)[0]
    if count == 0:
        return [], at + 2
    width = program[at + 2]
    first = at + 3
    offsets = [
        int.from_bytes(program[first + width * entry : first + width * (entry + 1)], "big")
        for entry in range(count + 1)
    ]
    base = first + width * (count + 1) - 1
    if offsets != sorted(offsets) or base + offsets[-1] > len(program) or not 1 <= width <= 4:
        raise IndexError
    places = [(base + start, base + stop) for start, stop in pairwise(offsets)]
    return places, base + offsets[-1]


def _named_strings(top: bytes) -> list[int]:
    """Give the numbers of the strings that name the font in its top dictionary."""
    found: list[int] = []
    operands: list[int] = []
    at = 0
    while at < len(top):
        byte = top[at]
        if byte <= 21:
            operator: int | tuple[int, int] = byte if byte != 12 else (12, top[at + 1])
            at += 1 + (byte == 12)
            if operator in _TEXT_OPERATORS and operands:
                found.append(operands[-1])
            operands = []
        elif byte == 30:
            at += 1
            while top[at] & 0x0F != 0x0F and top[at] >> 4 != 0x0F:
                at += 1
            at += 1
        else:
            value, size = _operand(top, at)
            operands.append(value)
            at += size
    return found


def _operand(top: bytes, at: int) -> tuple[int, int]:
    byte = top[at]
    if byte == 28:
        return struct.unpack_from(">h", top, at + 1)[0], 3
    if byte == 29:
        return struct.unpack_from(">i", top, at + 1)[0], 5
    if byte <= 246:
        return byte - 139, 1
    if byte <= 250:
        return (byte - 247) * 256 + top[at + 1] + 108, 2
    return -(byte - 251) * 256 - top[at + 1] - 108, 2
