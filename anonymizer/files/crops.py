"""Which part of a picture a document shows."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Crop:
    """The shares of a picture's width and height (0 to 1) that are cut off at its four sides."""

    left: float = 0.0
    top: float = 0.0
    right: float = 0.0
    bottom: float = 0.0

    def __bool__(self) -> bool:
        return any((self.left, self.top, self.right, self.bottom))

    def box(self, width: int, height: int) -> tuple[int, int, int, int]:
        """Give (left, top, right, bottom) of what stays of so many pixels; at least one pixel stays."""
        left, right = _kept(self.left, self.right, width)
        top, bottom = _kept(self.top, self.bottom, height)
        return left, top, right, bottom


def _kept(first: float, last: float, size: int) -> tuple[int, int]:
    start = min(max(round(first * size), 0), size - 1)
    return start, max(min(round((1 - last) * size), size), start + 1)


@dataclass(frozen=True, slots=True)
class Grid:
    """The pixels of a picture, and how many of them its file counts to the inch."""

    width: int
    height: int
    across: float
    down: float
