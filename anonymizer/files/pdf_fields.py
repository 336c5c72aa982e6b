"""Form fields of a PDF: what a field says, whether its own look shows that, and a look for one that has none.

Programs that fill in forms often leave the drawing to the reader, or draw a long text as one line that
leaves its box. What a field says must stay readable, so such a look is drawn anew. Source: ISO 32000-2,
clause 12.7.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

import pikepdf
from pikepdf import Array, Dictionary, Name, Object, Stream, String

from anonymizer.files.pdf_letters import width_of
from anonymizer.files.pdf_shapes import (
    Look,
    Rectangle,
    Setting,
    colour_of,
    ellipse,
    lay_out,
    line_width,
    make_form,
    numbers_of,
    rectangle_of,
    setting_of,
)

_MOST_DEPTH = 50
_MULTILINE, _PASSWORD, _RADIO, _PUSH, _COMB = 1 << 12, 1 << 13, 1 << 15, 1 << 16, 1 << 24
_PLAIN = re.compile(r"[^A-Za-z0-9]+")
_OVER = 1.1
"""A line may be so much wider than its box before it counts as cut off: fonts differ."""


@dataclass(slots=True)
class _Shown:
    """The text that a look shows, and whether all of it lies within the look's box."""

    text: str = ""
    within: bool = True
    readable: bool = True


def inherited(widget: Object, key: str) -> Object | None:
    """Give a value of a field, which may stand in a field above it."""
    node: Object | None = widget
    for _ in range(_MOST_DEPTH):
        if not isinstance(node, Dictionary):
            return None
        if key in node:
            return node[key]
        node = node.get("/Parent")
    return None


def text_of(widget: Dictionary) -> str:
    """Give what a text or choice field says; empty for other fields."""
    kind = inherited(widget, "/FT")
    if kind not in (Name.Tx, Name.Ch):
        return ""
    value = inherited(widget, "/V")
    chosen = list(value) if isinstance(value, Array) else [value]
    told = [_plain(part) for part in chosen if isinstance(part, String | Stream)]
    if kind == Name.Ch:
        named = _options(inherited(widget, "/Opt"))
        told = [named.get(part, part) for part in told]
    if _flags(widget) & _PASSWORD and kind == Name.Tx:
        told = ["*" * len(part) for part in told]
    return "\n".join(told)


def _plain(value: Object) -> str:
    plain = str(String(value.read_bytes())) if isinstance(value, Stream) else str(value)
    return plain.replace("\r\n", "\n").replace("\r", "\n")


def _options(listed: Object | None) -> dict[str, str]:
    """Give what is shown for each value of a list that tells both."""
    pairs = [entry for entry in listed if isinstance(entry, Array)] if isinstance(listed, Array) else []
    return {str(pair[0]): str(pair[1]) for pair in pairs if len(pair) >= 2}


def _flags(widget: Dictionary) -> int:
    told = numbers_of(Array([inherited(widget, "/Ff") or 0]))
    return int(told[0]) if told else 0


def is_ticked(widget: Dictionary) -> bool:
    """Say whether a box or a round mark is switched on."""
    state = widget.get("/AS", inherited(widget, "/V"))
    if inherited(widget, "/FT") != Name.Btn or _flags(widget) & _PUSH:
        return False
    return isinstance(state, Name) and state != Name.Off


def own_look(annotation: Dictionary) -> Stream | None:
    """Give the look an annotation brings along for the state it is in."""
    looks = annotation.get("/AP")
    normal = looks.get("/N") if isinstance(looks, Dictionary) else None
    if isinstance(normal, Stream):
        return normal
    if not isinstance(normal, Dictionary):
        return None
    state = annotation.get("/AS", inherited(annotation, "/V"))
    chosen = normal.get(str(state)) if isinstance(state, Name) else None
    return chosen if isinstance(chosen, Stream) else None


def shows(look: Stream, text: str, *, stale: bool) -> bool:
    """Say whether a look shows a text in full; `stale` when the file says that looks may be out of date."""
    if not text.strip():
        return True
    shown = _Shown()
    _Reader(look, shown).read()
    if not shown.readable:
        return True
    wanted, found = _PLAIN.sub("", text), _PLAIN.sub("", shown.text)
    if not shown.text.strip() or (stale and wanted not in found):
        return False
    return shown.within


class _Reader:
    """Follows where a look sets its text; scaled or turned text counts as within."""

    def __init__(self, look: Stream, shown: _Shown) -> None:
        self._look, self._shown = look, shown
        self._size = self._leading = self._x = self._y = 0.0
        self._box = rectangle_of(look.get("/BBox")) or (0.0, 0.0, 1e6, 1e6)
        self._exact = True

    def read(self) -> None:
        resources = self._look.get("/Resources")
        fonts = resources.get("/Font") if isinstance(resources, Dictionary) else None
        kinds = (
            {font.get("/Subtype") for _, font in fonts.items()} if isinstance(fonts, Dictionary) else set()
        )
        self._shown.readable = Name.Type0 not in kinds
        for instruction in pikepdf.parse_content_stream(self._look):
            word = str(instruction.operator)
            if word in ("Do", "INLINE IMAGE"):
                self._shown.readable = False
                return
            self._take(word, list(instruction.operands))

    def _take(self, word: str, told: list[Object]) -> None:
        values = numbers_of(Array([part for part in told if not isinstance(part, Name | String | Array)]))
        if word == "BT":
            self._x = self._y = 0.0
        elif word == "Tf" and values:
            self._size = values[0]
        elif word == "TL" and values:
            self._leading = values[0]
        elif word in ("Td", "TD") and len(values) == 2:
            self._x, self._y = self._x + values[0], self._y + values[1]
            self._leading = -values[1] if word == "TD" else self._leading
        elif word == "Tm" and len(values) == 6:
            self._exact = values[:4] == [1, 0, 0, 1]
            self._x, self._y = values[4:]
        elif word == "cm":
            self._exact = self._exact and values[:4] == [1, 0, 0, 1] and values[4:] == [0, 0]
        elif word in ("T*", "'", '"'):
            self._y -= self._leading
        if word in ("Tj", "TJ", "'", '"') and told:
            self._show(told[-1])

    def _show(self, value: Object) -> None:
        parts = [value] if isinstance(value, String) else list(value) if isinstance(value, Array) else []
        line = b"".join(bytes(part) for part in parts if isinstance(part, String)).decode("cp1252", "replace")
        self._shown.text += line
        left, bottom, right, _ = self._box
        if not self._exact or not line.strip():
            return
        end = self._x + width_of(line.strip()) * self._size / 1000
        over = end - left > (right - left) * _OVER or self._y + 0.3 * self._size < bottom
        self._shown.within = self._shown.within and not over


def look_of_field(pdf: pikepdf.Pdf, widget: Dictionary, form: Object | None) -> Look | None:
    """Draw a field: its text, or a tick in its box; None when it has no place on the page."""
    place = rectangle_of(widget.get("/Rect"))
    if place is None:
        return None
    turn, upright = _upright(widget, place)
    if inherited(widget, "/FT") == Name.Btn:
        look = _tick(pdf, widget, upright)
    else:
        look = _text(pdf, widget, form, upright)
    if not turn:
        return look
    wide, high = upright[2] - upright[0], upright[3] - upright[1]
    look.form.Matrix = Array(
        {90: [0, 1, -1, 0, high, 0], 180: [-1, 0, 0, -1, wide, high], 270: [0, -1, 1, 0, 0, wide]}[turn]
    )
    return replace(look, place=place)


def _upright(widget: Dictionary, place: Rectangle) -> tuple[int, Rectangle]:
    """Give by how many degrees a field is turned, and its rectangle as the text sees it."""
    style = widget.get("/MK")
    told = numbers_of(Array([style.get("/R", 0)])) if isinstance(style, Dictionary) else []
    turn = int(told[0]) % 360 if told else 0
    if turn not in (90, 180, 270):
        return 0, place
    wide, high = place[2] - place[0], place[3] - place[1]
    return turn, (0.0, 0.0, wide, high) if turn == 180 else (0.0, 0.0, high, wide)


def _text(pdf: pikepdf.Pdf, widget: Dictionary, form: Object | None, place: Rectangle) -> Look:
    appearance = inherited(widget, "/DA")
    if appearance is None and isinstance(form, Dictionary):
        appearance = form.get("/DA")
    align = numbers_of(Array([inherited(widget, "/Q") or 0]))
    setting = setting_of(str(appearance or ""), int(align[0]) if align else 0)
    flags, text = _flags(widget), text_of(widget)
    chosen = inherited(widget, "/FT") == Name.Ch
    most = numbers_of(Array([inherited(widget, "/MaxLen") or 0]))
    cells = int(most[0]) if most and flags & _COMB and not chosen else 0
    lines = "\n" in text.strip() or (bool(flags & _MULTILINE) and not chosen)
    return lay_out(
        pdf, text.rstrip("\n"), place, setting, lines=lines and not cells,
        before=_frame(widget, place), cells=cells if len(text) <= cells else 0,
    )  # fmt: skip


def _frame(widget: Dictionary, place: Rectangle) -> str:
    """Draw background and border of a field."""
    style = widget.get("/MK")
    if not isinstance(style, Dictionary):
        return ""
    back = colour_of(style.get("/BG"), stroke=False)
    edge = colour_of(style.get("/BC"), stroke=True)
    wide, high, thick = place[2] - place[0], place[3] - place[1], line_width(widget)
    parts = [f"{back} 0 0 {wide:.4f} {high:.4f} re f"] if back else []
    if edge and thick:
        box = f"{thick / 2:.4f} {thick / 2:.4f} {wide - thick:.4f} {high - thick:.4f}"
        parts.append(f"{edge} {thick:.4f} w {box} re S")
    return " ".join(parts)


def _tick(pdf: pikepdf.Pdf, widget: Dictionary, place: Rectangle) -> Look:
    wide, high = place[2] - place[0], place[3] - place[1]
    setting: Setting = setting_of(str(inherited(widget, "/DA") or ""), 0)
    if _flags(widget) & _RADIO:
        mark = f"{setting.colour} {ellipse((0, 0, wide, high), min(wide, high) / 4)} f"
    else:
        points = (0.2, 0.5, 0.42, 0.22, 0.82, 0.8)
        x = [wide * part for part in points[::2]]
        y = [high * part for part in points[1::2]]
        line = [f"{across:.4f} {up:.4f}" for across, up in zip(x, y, strict=True)]
        mark = f"{min(wide, high) / 8:.4f} w {line[0]} m {line[1]} l {line[2]} l S"
    frame = _frame(widget, place)
    return Look(make_form(pdf, (0, 0, wide, high), f"q {frame} Q {mark}", Dictionary()), place)
