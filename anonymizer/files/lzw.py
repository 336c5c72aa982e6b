"""How far the packed pixels of a GIF reach: what follows the last pixel is read by nobody.

Source: GIF89a, appendix F.
"""

from __future__ import annotations

from anonymizer.files.job import damaged

_MOST_CODES = 4096


def used_bytes(packed: bytes, first_bits: int, pixels: int) -> int:
    """Give how many bytes of `packed` are read for `pixels` pixels, with the end mark when it follows.

    Raises UncleanableFileError (damaged) for codes that cannot be.
    """
    if not 1 <= first_bits <= 11:
        raise damaged()
    clear, stop = 1 << first_bits, (1 << first_bits) + 1
    lengths = [1] * clear + [0, 0]
    bits, before, done, at = first_bits + 1, 0, 0, 0
    total = len(packed) * 8
    while at + bits <= total:
        code = _code(packed, at, bits)
        if code == stop:
            return (at + bits + 7) // 8
        if done >= pixels:
            return (at + 7) // 8
        at += bits
        if code == clear:
            lengths, bits, before = lengths[: stop + 1], first_bits + 1, 0
            continue
        if code > len(lengths) or (code == len(lengths) and not before):
            raise damaged()
        fresh = lengths[code] if code < len(lengths) else before + 1
        done += fresh
        if before and len(lengths) < _MOST_CODES:
            lengths.append(before + 1)
            if len(lengths) == 1 << bits and bits < 12:
                bits += 1
        before = fresh
    return len(packed)


def _code(packed: bytes, at: int, bits: int) -> int:
    start = at >> 3
    return int.from_bytes(packed[start : start + 3], "little") >> (at & 7) & ((1 << bits) - 1)
