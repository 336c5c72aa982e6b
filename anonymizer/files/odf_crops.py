"""Find what OpenDocument files cut off their pictures.

Styles tell it (`fo:clip`) as lengths of the picture in its own size.
Source: OASIS OpenDocument 1.3 part 3, 20.197.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from anonymizer.files.crops import Crop, Grid
from anonymizer.files.markup import Attributes, Cursor, is_wide, read_text

_CLIP = re.compile(r"rect\(\s*([^,\s]+)[,\s]\s*([^,\s]+)[,\s]\s*([^,\s]+)[,\s]\s*([^,\s)]+)\s*\)\Z")
_LENGTH = re.compile(r"([-+]?\d{0,6}(?:\.\d{1,9})?)(cm|mm|in|pt|pc|px)\Z")
_CENTIMETRES = {"cm": 1.0, "mm": 0.1, "in": 2.54, "pt": 2.54 / 72, "pc": 2.54 / 6, "px": 2.54 / 96}
_DOTS_WITHOUT_TOLD = 96.0
_MOST_PARENTS = 10
_SMALLEST = 0.002
"""Centimetres; smaller crops are what rounding leaves of none."""

Lengths = tuple[float, float, float, float]
"""Top, right, bottom, left in centimetres."""


@dataclass(slots=True)
class Clips:
    """The crops of one XML file by byte offsets: of pictures, and what styles still say of it."""

    crops: dict[int, Crop] = field(default_factory=dict)
    kept: dict[int, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Pictures:
    """What is asked about the picture at an address: can it be cut, what are its pixels (None: unknown)."""

    can_crop: Callable[[str], bool]
    grid: Callable[[str], Grid | None]
    stays_whole: Callable[[], None]


@dataclass(slots=True)
class _Style:
    """A style with what it cuts off, where it says so, and the pictures (file, offset, address) it is for."""

    parent: str = ""
    clip: Lengths | None = None
    place: tuple[str, int] = ("", -1)
    pictures: list[tuple[str, int, str]] = field(default_factory=list)


def plan_clips(contents: Mapping[str, bytes], pictures: Pictures) -> dict[str, Clips]:
    """Say for each XML file of a document which pictures are cut how, and which styles keep their crop."""
    plan = {name: Clips() for name in contents}
    if any(b"clip" in content or is_wide(content) for content in contents.values()):
        search = _Search()
        for name in sorted(contents, reverse=True):  # styles.xml first: its styles hold in both files
            search.read(name, contents[name])
        for style in search.styles():
            _plan_style(style, plan, pictures)
    return plan


def _plan_style(style: _Style, plan: dict[str, Clips], pictures: Pictures) -> None:
    assert style.clip is not None
    grids = [pictures.grid(address) for _, _, address in style.pictures]
    hides = max(style.clip) > _SMALLEST
    crops = [_crop_of(style.clip, grid) for grid in grids]
    if hides and all(crops) and all(pictures.can_crop(address) for _, _, address in style.pictures):
        for (name, at, _), crop in zip(style.pictures, crops, strict=True):
            assert crop is not None
            plan[name].crops[at] = crop
    elif style.pictures and (hides or min(style.clip) < -_SMALLEST):
        if hides:
            pictures.stays_whole()
        name, at = style.place
        plan[name].kept[at] = _spell(style.clip, grids[0])


def _crop_of(clip: Lengths, grid: Grid | None) -> Crop | None:
    """Give the shares a crop cuts off; None when they cannot be said or there are margins, too."""
    if grid is None or min(clip) < -_SMALLEST:
        return None
    top, right, bottom, left = (max(length, 0.0) / 2.54 for length in clip)
    width, height = grid.width / grid.across, grid.height / grid.down
    if left + right >= width or top + bottom >= height:
        return None
    return Crop(left / width, top / height, right / width, bottom / height)


def _spell(clip: Lengths, grid: Grid | None) -> str:
    """Spell the crop for the clean picture, which tells no resolution any more."""
    across = 1.0 if grid is None else grid.across / _DOTS_WITHOUT_TOLD
    down = 1.0 if grid is None else grid.down / _DOTS_WITHOUT_TOLD
    top, right, bottom, left = clip
    scaled = (top * down, right * across, bottom * down, left * across)
    return f"rect({', '.join(f'{length:.3f}cm' for length in scaled)})"


def _lengths(told: str) -> Lengths | None:
    found = _CLIP.match(told.strip())
    if found is None:
        return None
    top, right, bottom, left = (_length(one) for one in found.groups())
    return top, right, bottom, left


def _length(told: str) -> float:
    found = _LENGTH.match(told)
    if found is None or not found[1].strip("+-"):
        return 0.0
    return float(found[1]) * _CENTIMETRES[found[2]]


class _Search:
    """Read the files of one document for styles with crops and the pictures they are for."""

    def __init__(self) -> None:
        self._cursor = Cursor()
        self._file = ""
        self._shared: dict[str, _Style] = {}
        self._own: dict[str, _Style] = {}
        self._all: list[_Style] = []
        self._section: dict[str, _Style] = self._own
        self._style: _Style | None = None
        self._frames: list[str] = []

    def read(self, name: str, content: bytes) -> None:
        self._file, self._own, self._frames = name, {}, []
        read_text(content, self._visit, lambda _: None, self._cursor)

    def styles(self) -> list[_Style]:
        return [style for style in self._all if style.clip is not None]

    def _visit(self, name: str, values: Attributes) -> None:
        if name in ("styles", "automatic-styles"):
            self._section = self._shared if name == "styles" else self._own
        elif name == "style" and values.get("family", "graphic") in ("graphic", "presentation"):
            self._style = self._section[values.get("name", "")] = _Style(values.get("parent-style-name", ""))
            self._all.append(self._style)
        elif name == "/style":
            self._style = None
        elif name == "graphic-properties" and self._style is not None:
            self._style.clip = _lengths(values.get("clip", ""))
            self._style.place = self._file, self._cursor.at
        elif name == "frame":
            self._frames.append(values.get("style-name", ""))
        elif name == "/frame" and self._frames:
            self._frames.pop()
        elif name == "image" and self._frames:
            self._picture(self._frames[-1], values.get("href", ""))

    def _picture(self, style_name: str, address: str) -> None:
        style = self._own.get(style_name) or self._shared.get(style_name)
        for _ in range(_MOST_PARENTS):
            if style is None or style.clip is not None:
                break
            style = self._shared.get(style.parent)
        if style is not None and style.clip is not None:
            style.pictures.append((self._file, self._cursor.at, address))
