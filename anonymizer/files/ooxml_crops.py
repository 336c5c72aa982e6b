"""Find what documents cut off their pictures: crops in DrawingML and in VML, fills larger than their shape.

Source: ECMA-376 part 1, 20.1.8.55 (srcRect), 20.1.8.30 (fillRect); part 4, 19.1.2.11 (imagedata).
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from anonymizer.files.crops import Crop
from anonymizer.files.markup import Attributes, Cursor, is_wide, read_text

_SIDES = ("l", "t", "r", "b")
_VML_SIDES = ("cropleft", "croptop", "cropright", "cropbottom")
_TELLING = re.compile(rb"srcRect|fillRect\s[^>]*-")
_FILMS = frozenset({"videoFile", "quickTimeFile", "audioFile", "wavAudioFile", "media"})
_NOTHING = 1e-9


@dataclass(slots=True)
class Cut:
    """What one use of a picture shows of it.

    `crop` is what can be cut from the pixels; None when that cannot be said. `instead` gives, by byte
    offset, the attributes that the elements of the old crop have once the pixels are cut.
    """

    crop: Crop | None
    instead: dict[int, Attributes] = field(default_factory=dict)


def find_cuts(content: bytes) -> dict[int, Cut]:
    """Give the crops of a part by the byte offsets of its `blip` elements."""
    if not is_wide(content) and not _TELLING.search(content):
        return {}
    search = _Search()
    read_text(content, search.visit, lambda _: None, search.cursor)
    return search.cuts


@dataclass(slots=True)
class _Fill:
    """One open picture fill."""

    blip: int = -1
    source: tuple[int, Attributes] | None = None
    stretch: tuple[int, Attributes] | None = None
    film: bool = False


class _Search:
    def __init__(self) -> None:
        self.cursor = Cursor()
        self.cuts: dict[int, Cut] = {}
        self._fills: list[_Fill] = []
        self._film = False

    def visit(self, name: str, values: Attributes) -> None:
        if name == "pic":
            self._film = False
        elif name in _FILMS:
            self._film = True
        elif name == "blipFill":
            self._fills.append(_Fill(film=self._film))
        elif self._fills:
            self._within(self._fills[-1], name, values)

    def _within(self, fill: _Fill, name: str, values: Attributes) -> None:
        if name == "blip":
            fill.blip = self.cursor.at
        elif name == "srcRect":
            fill.source = self.cursor.at, values
        elif name == "fillRect":
            fill.stretch = self.cursor.at, values
        elif name == "/blipFill":
            self._fills.pop()
            cut = _cut_of(fill)
            if cut is not None and fill.blip >= 0:
                self.cuts[fill.blip] = cut


def _cut_of(fill: _Fill) -> Cut | None:
    """Give what a fill cuts off; None when it shows the whole picture."""
    try:
        source = _shares(fill.source)
        stretch = _shares(fill.stretch)
    except ValueError:
        return Cut(None)
    if all(share <= 0 for share in source) and all(share >= 0 for share in stretch):
        return None
    across = _axis(source[0], source[2], stretch[0], stretch[2])
    down = _axis(source[1], source[3], stretch[1], stretch[3])
    if across is None or down is None or fill.film:
        return Cut(None)
    crop = Crop(across[0][0], down[0][0], across[0][1], down[0][1])
    instead = {}
    if fill.source is not None:
        instead[fill.source[0]] = _spell(across[1][0], down[1][0], across[1][1], down[1][1])
    if fill.stretch is not None:
        instead[fill.stretch[0]] = _spell(*(max(share, 0.0) for share in stretch))
    return Cut(crop, instead)


def _shares(found: tuple[int, Attributes] | None) -> list[float]:
    return [0.0] * 4 if found is None else [_share(found[1].get(side, "0")) for side in _SIDES]


def _share(told: str) -> float:
    value = float(told[:-1]) / 100 if told.endswith("%") else float(told) / 100_000
    if not -100 < value < 100:
        raise ValueError
    return value


def _axis(
    first: float, last: float, fill_first: float, fill_last: float
) -> tuple[tuple[float, float], tuple[float, float]] | None:
    """Give (shares to cut off, what the crop then still says: margins below 0) along one axis."""
    low, high, room = first, 1 - last, 1 - fill_first - fill_last
    span = high - low
    if span <= _NOTHING or room <= _NOTHING:
        return None
    if fill_first < 0:
        low += -fill_first / room * span
    if fill_last < 0:
        high -= -fill_last / room * span
    kept_low, kept_high = max(low, 0.0), min(high, 1.0)
    kept = kept_high - kept_low
    if kept <= _NOTHING:
        return None
    return (kept_low, 1 - kept_high), ((low - kept_low) / kept, (kept_high - high) / kept)


def _spell(left: float, top: float, right: float, bottom: float) -> Attributes:
    told = zip(_SIDES, (left, top, right, bottom), strict=True)
    return {side: str(round(share * 100_000)) for side, share in told if round(share * 100_000)}


def vml_crop(attributes: Attributes) -> Crop | None:
    """Give the crop of a VML picture; None when it cannot be said, a crop of nothing when there is none."""
    try:
        left, top, right, bottom = (_fraction(attributes.get(side, "0")) for side in _VML_SIDES)
    except ValueError:
        return None
    if min(left, top, right, bottom) < 0 or max(left + right, top + bottom) >= 1:
        return None if max(left, top, right, bottom) > 0 else Crop()
    return Crop(left, top, right, bottom)


def without_vml_crop(attributes: Attributes) -> Attributes:
    return {key: value for key, value in attributes.items() if key not in _VML_SIDES}


def _fraction(told: str) -> float:
    if told.endswith("f"):
        value = float(told[:-1]) / 65_536
    else:
        value = float(told[:-1]) / 100 if told.endswith("%") else float(told)
    if not -100 < value < 100:
        raise ValueError
    return value
