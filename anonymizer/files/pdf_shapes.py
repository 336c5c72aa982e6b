"""Looks of notes on a page that only say what they are: lines, boxes, marks over text, text beside it.

Readers draw such notes themselves. A look is a form in the coordinates of the page. Source: ISO 32000-2,
clause 12.5.6.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

import pikepdf
from pikepdf import Array, Dictionary, Name, Object, Stream, String

from anonymizer.files.pdf_letters import LEADING, Letters, width_of, wrapped

Rectangle = tuple[float, float, float, float]

_SIZE = re.compile(r"([\d.]{1,9})\s+Tf\b")
_COLOUR = re.compile(r"((?:[\d.]{1,9}\s+){1,4})(g|rg|k)\b")
_ROUND = 0.5523
"""How far the handles of a quarter circle lie from its ends, in radii."""
_USUAL_SIZE, _SMALL, _LEAST_SIZE = 12.0, 4.0, 1.0
_OPERATORS = {1: ("g", "G"), 3: ("rg", "RG"), 4: ("k", "K")}


@dataclass(frozen=True, slots=True)
class Look:
    """A form and the rectangle of the page it fills.

    `sure` when readers surely have every letter, `cramped` when the letters are very small.
    """

    form: Stream
    place: Rectangle
    sure: bool = True
    cramped: bool = False


@dataclass(slots=True)
class Setting:
    """How a text is set: the size of its letters (0: as fits), the colour operator, left, middle or right."""

    size: float
    colour: str
    align: int = 0


def numbers_of(value: Object | None) -> list[float]:
    """Give the numbers of an array; none when it is no array of numbers."""
    if not isinstance(value, Array):
        return []
    try:
        return [float(part) for part in value]
    except (TypeError, ValueError):
        return []


def rectangle_of(value: Object | None) -> Rectangle | None:
    """Give a rectangle as left, bottom, right, top; None for what is none or has no area."""
    corners = numbers_of(value)
    if len(corners) < 4:
        return None
    left, right = sorted((corners[0], corners[2]))
    bottom, top = sorted((corners[1], corners[3]))
    return (left, bottom, right, top) if right > left and top > bottom else None


def make_form(pdf: pikepdf.Pdf, box: Rectangle, content: str | bytes, resources: Dictionary) -> Stream:
    """Make a form that draws `content` within `box`."""
    form = pdf.make_stream(content.encode("ascii") if isinstance(content, str) else content)
    form.Type, form.Subtype = Name.XObject, Name.Form
    form.BBox, form.Resources = Array(list(box)), resources
    return form


def setting_of(appearance: str, align: int) -> Setting:
    """Read size and colour from a default appearance such as `/Helv 12 Tf 0 g`."""
    size, colour = _SIZE.search(appearance), _COLOUR.search(appearance)
    told = float(size[1]) if size and size[1].count(".") < 2 and size[1] != "." else 0.0
    return Setting(told, f"{' '.join(colour[1].split())} {colour[2]}" if colour else "0 g", align)


def colour_of(value: Object | None, *, stroke: bool) -> str:
    """Give the operator for an array of 1, 3 or 4 colour values; empty for none."""
    parts = numbers_of(value)
    if len(parts) not in _OPERATORS:
        return ""
    return " ".join(f"{part:.4f}" for part in parts) + f" {_OPERATORS[len(parts)][stroke]}"


def line_width(annotation: Object) -> float:
    """Give the width of the border of an annotation in points."""
    style = annotation.get("/BS")
    told = numbers_of(Array([style.W])) if isinstance(style, Dictionary) and "/W" in style else []
    border = numbers_of(annotation.get("/Border"))
    return told[0] if told else border[2] if len(border) >= 3 else 1.0


def look_of_note(pdf: pikepdf.Pdf, annotation: Dictionary, kind: str) -> Look | None:
    """Draw a note of a known kind; None when it does not say enough."""
    place = rectangle_of(annotation.get("/Rect"))
    if place is None:
        return None
    if kind == "/FreeText":
        return _free_text(pdf, annotation, place)
    content = _SHAPES[kind](annotation, place) if kind in _SHAPES else ""
    if not content:
        return None
    seen = numbers_of(Array([annotation.get("/CA", 1)])) or [1.0]
    state = Dictionary(Type=Name.ExtGState, CA=seen[0], ca=seen[0])
    if kind == "/Highlight":
        state.BM = Name.Multiply
    stroke = colour_of(annotation.get("/C"), stroke=True) or "0 G"
    drawing = f"/G1 gs {stroke} {line_width(annotation):.4f} w {content}"
    form = make_form(pdf, _around(annotation, place), drawing, Dictionary(ExtGState=Dictionary(G1=state)))
    return Look(form, _around(annotation, place))


def _around(annotation: Dictionary, place: Rectangle) -> Rectangle:
    """Give a box around all points of a note, which may leave its rectangle."""
    points = [*numbers_of(annotation.get("/QuadPoints")), *numbers_of(annotation.get("/L"))]
    points += numbers_of(annotation.get("/Vertices"))
    for stroke in annotation.get("/InkList", Array()):
        points += numbers_of(stroke)
    across, up = [*points[::2], place[0], place[2]], [*points[1::2], place[1], place[3]]
    more = line_width(annotation)
    return (min(across) - more, min(up) - more, max(across) + more, max(up) + more)


def _square(annotation: Dictionary, place: Rectangle) -> str:
    inset = line_width(annotation) / 2
    left, bottom, right, top = place
    wide, high = right - left - 2 * inset, top - bottom - 2 * inset
    return _filled(annotation, f"{left + inset:.4f} {bottom + inset:.4f} {wide:.4f} {high:.4f} re")


def _circle(annotation: Dictionary, place: Rectangle) -> str:
    return _filled(annotation, ellipse(place, line_width(annotation) / 2))


def ellipse(place: Rectangle, inset: float) -> str:
    """Give the path of an ellipse within a rectangle."""
    left, bottom, right, top = place[0] + inset, place[1] + inset, place[2] - inset, place[3] - inset
    x, y, wide, high = (left + right) / 2, (bottom + top) / 2, (right - left) / 2, (top - bottom) / 2
    a, b = wide * _ROUND, high * _ROUND
    return (
        f"{right:.4f} {y:.4f} m {right:.4f} {y + b:.4f} {x + a:.4f} {top:.4f} {x:.4f} {top:.4f} c "
        f"{x - a:.4f} {top:.4f} {left:.4f} {y + b:.4f} {left:.4f} {y:.4f} c "
        f"{left:.4f} {y - b:.4f} {x - a:.4f} {bottom:.4f} {x:.4f} {bottom:.4f} c "
        f"{x + a:.4f} {bottom:.4f} {right:.4f} {y - b:.4f} {right:.4f} {y:.4f} c h"
    )


def _filled(annotation: Dictionary, path: str) -> str:
    inside = colour_of(annotation.get("/IC"), stroke=False)
    return f"{inside} {path} B" if inside else f"{path} S"


def _line(annotation: Dictionary, place: Rectangle) -> str:
    return _path(numbers_of(annotation.get("/L"))[:4])


def _polyline(annotation: Dictionary, place: Rectangle) -> str:
    return _path(numbers_of(annotation.get("/Vertices")))


def _polygon(annotation: Dictionary, place: Rectangle) -> str:
    path = _path(numbers_of(annotation.get("/Vertices"))).removesuffix(" S")
    return _filled(annotation, f"{path} h") if path else ""


def _ink(annotation: Dictionary, place: Rectangle) -> str:
    strokes = annotation.get("/InkList")
    return " ".join(_path(numbers_of(stroke)) for stroke in strokes) if isinstance(strokes, Array) else ""


def _path(points: list[float]) -> str:
    if len(points) < 4:
        return ""
    pairs = [f"{x:.4f} {y:.4f}" for x, y in zip(points[::2], points[1::2], strict=False)]
    return f"{pairs[0]} m " + " ".join(f"{pair} l" for pair in pairs[1:]) + " S"


def _quads(annotation: Dictionary) -> list[list[float]]:
    """Give the marked stretches of text: upper left, upper right, lower left, lower right."""
    points = numbers_of(annotation.get("/QuadPoints"))
    return [points[at : at + 8] for at in range(0, len(points) - 7, 8)]


def _highlight(annotation: Dictionary, place: Rectangle) -> str:
    colour = colour_of(annotation.get("/C"), stroke=False) or "1 1 0 rg"
    shapes = [
        f"{q[0]:.4f} {q[1]:.4f} m {q[2]:.4f} {q[3]:.4f} l {q[6]:.4f} {q[7]:.4f} l {q[4]:.4f} {q[5]:.4f} l h f"
        for q in _quads(annotation)
    ]
    return f"{colour} {' '.join(shapes)}" if shapes else ""


def _underline(annotation: Dictionary, place: Rectangle) -> str:
    return " ".join(_path(quad[4:8]) for quad in _quads(annotation))


def _strike(annotation: Dictionary, place: Rectangle) -> str:
    middles = [[(quad[at] + quad[at + 4]) / 2 for at in range(4)] for quad in _quads(annotation)]
    return " ".join(map(_path, middles))


_SHAPES = {
    "/Square": _square,
    "/Circle": _circle,
    "/Line": _line,
    "/PolyLine": _polyline,
    "/Polygon": _polygon,
    "/Ink": _ink,
    "/Highlight": _highlight,
    "/Underline": _underline,
    "/Squiggly": _underline,
    "/StrikeOut": _strike,
}


def _free_text(pdf: pikepdf.Pdf, annotation: Dictionary, place: Rectangle) -> Look:
    told = annotation.get("/Contents")
    text = str(told) if isinstance(told, String) else ""
    setting = setting_of(str(annotation.get("/DA", "")), int(annotation.get("/Q", 0)))
    back = colour_of(annotation.get("/C"), stroke=False)
    width, height = place[2] - place[0], place[3] - place[1]
    before = f"{back} 0 0 {width:.4f} {height:.4f} re f " if back else ""
    edge = line_width(annotation)
    if edge:
        before += f"{edge:.4f} w {edge / 2:.4f} {edge / 2:.4f} {width - edge:.4f} {height - edge:.4f} re S"
    return lay_out(pdf, text, place, setting, lines=True, before=before)


def lay_out(
    pdf: pikepdf.Pdf, text: str, place: Rectangle, setting: Setting, *, lines: bool, before: str = "",
    cells: int = 0,
) -> Look:  # fmt: skip
    """Set a text into a rectangle, in smaller letters when it does not fit, below it when nothing else helps.

    `lines` allows several lines; `cells` sets one letter in each of so many cells.
    """
    width, height = place[2] - place[0], place[3] - place[1]
    letters = Letters(text)
    size, set_lines = _fitting(text, width - 4, height - 4, setting.size, lines=lines)
    low = min(0.0, height - 4 - len(set_lines) * size * LEADING)
    first = height - 2 - 0.93 * size if len(set_lines) > 1 or lines else height / 2 - 0.35 * size
    parts = [f"q {before} Q BT /F1 {size:.4f} Tf {setting.colour}".encode()]
    for number, line in enumerate(set_lines):
        up = first - number * size * LEADING
        for across, piece in _pieces(line, width, size, setting.align, cells):
            parts.append(f"1 0 0 1 {across:.4f} {up:.4f} Tm ".encode() + letters.shown(piece) + b" Tj")
    content = b"\n".join([*parts, b"ET"])
    resources = Dictionary(Font=Dictionary(F1=letters.font(pdf)))
    form = make_form(pdf, (0.0, low, width, height), content, resources)
    return Look(form, (place[0], place[1] + low, place[2], place[3]), letters.sure, size < _SMALL)


def _fitting(text: str, width: float, height: float, size: float, *, lines: bool) -> tuple[float, list[str]]:
    """Give the largest size up to the wanted one at which a text fits, and its lines."""
    size = size or min(_USUAL_SIZE, max(_SMALL, height if not lines else _USUAL_SIZE))
    width = max(width, 1.0)
    while True:
        room = width * 1000 / size
        found = wrapped(text, room) if lines else [" ".join(text.split())]
        if not lines and width_of(found[0]) <= room:
            return size, found
        if lines and len(found) * size * LEADING <= max(height, size * LEADING):
            return size, found
        if size <= _LEAST_SIZE:
            return size, wrapped(text, room)
        size = max(_LEAST_SIZE, size - 0.25)


def _pieces(line: str, width: float, size: float, align: int, cells: int) -> list[tuple[float, str]]:
    if cells:
        cell = width / cells
        return [
            (place * cell + (cell - width_of(letter) * size / 1000) / 2, letter)
            for place, letter in enumerate(line)
        ]
    free = width - 4 - width_of(line) * size / 1000
    return [(2 + (free / 2 if align == 1 else free if align == 2 else 0), line)] if line else []
