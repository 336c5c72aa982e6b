"""The receipt code as a QR picture, added up from the pictures of its bits.

Codes are all of one shape, and everything a QR code does to a message of one shape is addition over GF(2):
its bits, their Reed-Solomon codewords, the mask (ISO/IEC 18004, sections 7.4 to 7.8). So segno draws each
single bit once, and a picture is the sum of a few of those; drawing each code anew costs ten times as much.
"""

from __future__ import annotations

from functools import cache
from itertools import groupby

import segno
from markupsafe import Markup

CHARACTERS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:"
"""Of the alphanumeric mode, two of them to eleven bits (ISO/IEC 18004, table 5)."""
PAIRS = 12
"""Twenty symbols and four dashes."""
PAIR_BITS = 11
SIDE = 25
"""Modules of version 2, which holds 29 characters at level Q."""
QUIET = 4
"""White modules around."""
PIXELS = 4
"""A module's side on the page."""
_PIECE = 5
"""Modules drawn in one go."""


def picture(code: str, title: str) -> Markup:
    """Return the SVG of a written receipt code for a page; it holds the bare text, no address."""
    whole = SIDE + 2 * QUIET
    return Markup(
        '<svg width="{size}" height="{size}"><title>{title}</title><g transform="scale({pixels})">'
        '<path fill="#fff" d="M0 0h{whole}v{whole}h-{whole}z"/><path stroke="#000" d="{path}"/></g></svg>'
    ).format(size=whole * PIXELS, title=title, pixels=PIXELS, whole=whole, path=_path(modules(code)))


def modules(code: str) -> int:
    """Return the modules of a written receipt code as one number of 625 bits, row by row from the highest."""
    sum_of_bits, bits = _bits()
    values = [CHARACTERS.index(one) for one in code]
    for pictures, first, second in zip(bits, values[::2], values[1::2], strict=True):
        pair = first * len(CHARACTERS) + second
        for place, of_bit in enumerate(pictures):
            if pair >> place & 1:
                sum_of_bits ^= of_bit
    return sum_of_bits


@cache
def _bits() -> tuple[int, tuple[tuple[int, ...], ...]]:
    """Return the modules of 24 zeros, and what each bit of each pair, lowest first, changes in them."""
    zeros = ["00"] * PAIRS
    blank = _drawn("".join(zeros))
    changes = []
    for pair in range(PAIRS):
        of_pair = []
        for place in range(PAIR_BITS):
            first, second = divmod(1 << place, len(CHARACTERS))
            alone = [*zeros[:pair], CHARACTERS[first] + CHARACTERS[second], *zeros[pair + 1 :]]
            of_pair.append(blank ^ _drawn("".join(alone)))
        changes.append(tuple(of_pair))
    return blank, tuple(changes)


def _drawn(text: str) -> int:
    # Any of the eight masks can be read; one for all keeps pictures of one shape.
    drawn = segno.make_qr(text, version=2, error="q", mode="alphanumeric", mask=0, boost_error=False)
    return int("".join(str(module & 1) for row in drawn.matrix for module in row), 2)


def _path(all_modules: int) -> str:
    """Return dark modules as strokes, one row after the other."""
    digits, pieces = f"{all_modules:0{SIDE * SIDE}b}", _pieces()
    return "".join(
        f"M{QUIET} {QUIET + row}.5"
        + "".join([pieces[digits[at : at + _PIECE]] for at in range(row * SIDE, (row + 1) * SIDE, _PIECE)])
        for row in range(SIDE)
    )


@cache
def _pieces() -> dict[str, str]:
    """Return the strokes of every pattern of five modules; each ends where the next pattern begins."""
    patterns = [f"{number:0{_PIECE}b}" for number in range(1 << _PIECE)]
    return {
        pattern: "".join(
            f"h{len(list(run))}" if module == "1" else f"m{len(list(run))} 0"
            for module, run in groupby(pattern)
        )
        for pattern in patterns
    }
