"""The receipt's QR: every module as the library draws it, from strokes as from bits."""

import re

import segno
from hypothesis import given
from hypothesis import strategies as st

from casemgr.rules import receipts
from casemgr.web import qr

CODES = st.text(receipts.ALPHABET, min_size=receipts.CODE_LENGTH, max_size=receipts.CODE_LENGTH).map(
    receipts.format_code
)
STROKE = re.compile(r"M(?P<x>\d+) (?P<y>\d+)\.5|h(?P<dark>\d)|m(?P<light>\d) 0")


def as_drawn_by_the_library(code: str) -> list[list[int]]:
    drawn = segno.make_qr(code, version=2, error="q", mode="alphanumeric", mask=0, boost_error=False)
    return [[module & 1 for module in row] for row in drawn.matrix]


def from_strokes(svg: str) -> list[list[int]]:
    """Put the strokes of a picture on a grid, without the white around."""
    grid = [[0] * qr.SIDE for _ in range(qr.SIDE)]
    path = svg.rpartition(' d="')[2].partition('"')[0]
    x = y = 0
    assert "".join(one.group() for one in STROKE.finditer(path)) == path
    for one in STROKE.finditer(path):
        if one["x"]:
            x, y = int(one["x"]) - qr.QUIET, int(one["y"]) - qr.QUIET
        length = int(one["dark"] or one["light"] or 0)
        if one["dark"]:
            grid[y][x : x + length] = [1] * length
        x += length
    return grid


@given(CODES)
def test_every_module_is_as_the_library_draws_it(code: str) -> None:
    assert from_strokes(qr.picture(code, "QR")) == as_drawn_by_the_library(code)


@given(CODES, CODES)
def test_two_codes_have_two_pictures(one: str, other: str) -> None:
    assert (qr.modules(one) == qr.modules(other)) == (one == other)


def test_the_title_is_text() -> None:
    assert "<title>a &lt;b&gt;</title>" in qr.picture("-".join(["0000"] * 5), "a <b>")
