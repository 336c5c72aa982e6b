"""Make form fields and visible notes of a PDF part of the page.

A look that an annotation brings along stands where the annotation stood; fonts it only finds in the form are
given to it. Where there is none, or it hides what a field says, one is drawn. Source: ISO 32000-2, clause
12.5.5.
"""

from __future__ import annotations

import re

import pikepdf
from pikepdf import Dictionary, Name, Object, Stream

from anonymizer.files.job import Ledger
from anonymizer.files.pdf_fields import is_ticked, look_of_field, own_look, shows, text_of
from anonymizer.files.pdf_letters import dingbats
from anonymizer.files.pdf_shapes import Look, Rectangle, look_of_note, numbers_of, rectangle_of
from anonymizer.files.results import Notice

_FONTS_USED = re.compile(rb"/([^\s/<>\[\](){}%]{1,127})\s+[-+.\d]{1,20}\s+Tf\b")
_TICKS = frozenset({"/ZaDb", "/ZapfDingbats", "/ZaDi"})
_STILL = (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)


class Flattener:
    """Draws the annotations of all pages of one file."""

    def __init__(self, pdf: pikepdf.Pdf, ledger: Ledger) -> None:
        self._pdf, self._ledger = pdf, ledger
        form = pdf.Root.get("/AcroForm")
        self._form = form if isinstance(form, Dictionary) else None
        self._stale = self._form is not None and bool(self._form.get("/NeedAppearances", False))
        self._number = 0

    def draw(self, page: pikepdf.Page, annotations: list[Dictionary]) -> None:
        """Put what the annotations show behind the content of their page."""
        commands = [self._command(page, annotation) for annotation in annotations]
        drawn = b"\n".join(command for command in commands if command)
        if drawn:
            page.contents_add(b"q", prepend=True)
            page.contents_add(b"Q\n" + drawn)

    def _command(self, page: pikepdf.Page, annotation: Dictionary) -> bytes:
        look = self._look(annotation)
        if look is None:
            return b""
        matrix = _placing(look)
        if matrix is None:
            self._ledger.notice(Notice.FIELD_DROPPED)
            return b""
        self._number += 1
        name = f"/An{self._number}"
        _give(page, name, self._pdf.make_indirect(look.form))
        told = " ".join(f"{part:.6f}" for part in matrix)
        return f"q {told} cm {name} Do Q".encode()

    def _look(self, annotation: Dictionary) -> Look | None:
        """Give what an annotation shows; one that should show something and cannot is said."""
        place = rectangle_of(annotation.get("/Rect"))
        own = own_look(annotation)
        if annotation.get("/Subtype") == Name.Widget:
            return self._field_look(annotation, own, place)
        if own is not None and place is not None:
            return Look(self._with_fonts(own), place)
        made = look_of_note(self._pdf, annotation, str(annotation.get("/Subtype")))
        if made is None or not made.sure or made.cramped:
            self._ledger.notice(Notice.FIELD_DROPPED)
        return made

    def _field_look(self, widget: Dictionary, own: Stream | None, place: Rectangle | None) -> Look | None:
        text = text_of(widget)
        told = bool(text.strip()) or is_ticked(widget)
        if own is not None and place is not None and shows(own, text, stale=self._stale):
            return Look(self._with_fonts(own), place)
        made = look_of_field(self._pdf, widget, self._form) if told else None
        if made is not None and not made.sure and own is not None and place is not None:
            # Its own look has the letters, even when it cuts the text.
            made = Look(self._with_fonts(own), place, sure=False)
        if told and (made is None or not made.sure or made.cramped):
            self._ledger.notice(Notice.FIELD_DROPPED)
        return made

    def _with_fonts(self, look: Stream) -> Stream:
        """Give a look the fonts that it names and only the form has."""
        used = {f"/{name.decode('latin-1')}" for name in _FONTS_USED.findall(look.read_bytes())}
        if not used:
            return look
        resources = look.get("/Resources")
        if not isinstance(resources, Dictionary):
            look.Resources = resources = Dictionary()
        fonts = resources.get("/Font")
        missing = used - set(fonts.keys()) if isinstance(fonts, Dictionary) else used
        if missing:
            known = dict(fonts.items()) if isinstance(fonts, Dictionary) else {}
            look.Resources.Font = Dictionary(known | {name: self._font(name) for name in sorted(missing)})
        return look

    def _font(self, name: str) -> Object:
        shared = self._form.get("/DR") if self._form is not None else None
        fonts = shared.get("/Font") if isinstance(shared, Dictionary) else None
        found = fonts.get(name) if isinstance(fonts, Dictionary) else None
        if isinstance(found, Dictionary):
            return found
        if name in _TICKS:
            return dingbats()
        return Dictionary(
            Type=Name.Font, Subtype=Name.Type1, BaseFont=Name.Helvetica, Encoding=Name.WinAnsiEncoding
        )


def _placing(look: Look) -> tuple[float, ...] | None:
    """Give the matrix that moves a look's box, after its own matrix, onto its rectangle; None for no box."""
    box = rectangle_of(look.form.get("/BBox"))
    own = tuple(numbers_of(look.form.get("/Matrix"))) or _STILL
    if box is None or len(own) != 6:
        return None
    a, b, c, d, e, f = own
    corners = [(a * x + c * y + e, b * x + d * y + f) for x in box[::2] for y in box[1::2]]
    left, bottom = min(x for x, _ in corners), min(y for _, y in corners)
    wide, high = max(x for x, _ in corners) - left, max(y for _, y in corners) - bottom
    if not wide or not high:
        return None
    across, up = (look.place[2] - look.place[0]) / wide, (look.place[3] - look.place[1]) / high
    return across, 0.0, 0.0, up, look.place[0] - left * across, look.place[1] - bottom * up


def _give(page: pikepdf.Page, name: str, form: Object) -> None:
    """Name a form in resources that only this page has."""
    resources = page.resources
    drawings = resources.get("/XObject")
    held = dict(drawings.items()) if isinstance(drawings, Dictionary) else {}
    own = Dictionary(dict(resources.items()))
    own.XObject = Dictionary(held | {name: form})
    page.obj.Resources = own
