"""Letters for what a PDF only tells in words: lines that fit a box, in a font every reader has.

Helvetica and Zapf Dingbats come with each reader and are not put into the file. Letters outside Windows-1252
get a place in the font by name, and a map for those who copy the text. Sources: ISO 32000-2 clause 9.6,
annex D; Adobe Glyph List; the widths of Adobe's Core 14 metrics.
"""

from __future__ import annotations

import unicodedata

import pikepdf
from pikepdf import Array, Dictionary, Name, Object

_PRINTABLE = (
    "278 278 355 556 556 889 667 191 333 333 389 584 278 333 278 278 556 556 556 556 556 556 556 556 556 556"
    " 278 278 584 584 584 556 1015 667 667 722 722 667 611 778 722 278 500 667 556 833 722 778 667 778 722"
    " 667 611 722 667 944 667 667 611 278 278 278 469 556 333 556 556 500 556 556 278 556 556 222 222 500"
    " 222 833 556 556 556 556 333 500 278 556 500 722 500 500 500 334 260 334 584"
)
_WIDTHS = {chr(32 + place): int(width) for place, width in enumerate(_PRINTABLE.split())} | {
    "\u2014": 1000, "\u2026": 1000, "\u2018": 222, "\u2019": 222, "\u201c": 333, "\u201d": 333, "\u2022": 350,
    "\u0131": 278, "\u00e6": 889, "\u00c6": 1000, "\u0152": 1000, "\u0153": 944, "\u00b7": 278, "\xa0": 278,
}  # fmt: skip
_USUAL_WIDTH, _WIDE_WIDTH = 556, 1000
_ACCENTS = {
    "\u0300": "grave", "\u0301": "acute", "\u0302": "circumflex", "\u0303": "tilde", "\u0304": "macron",
    "\u0306": "breve", "\u0307": "dotaccent", "\u0308": "dieresis", "\u030a": "ring",
    "\u030b": "hungarumlaut", "\u030c": "caron", "\u0327": "cedilla", "\u0328": "ogonek",
}  # fmt: skip
_NAMED = {"\u0131": "dotlessi", "\u0141": "Lslash", "\u0142": "lslash", "\u2212": "minus"}
_OTHER_CODES = (*range(1, 9), *range(11, 13), *range(14, 32), 127, 129, 141, 143, 144, 157)
_SURE = frozenset({"LATIN", "DIGIT"})
LEADING = 1.15
"""Distance of lines in sizes of the font; Helvetica reaches from 0.22 below to 0.93 above the line."""


def width_of(text: str) -> int:
    """Give the width of a line of Helvetica in thousandths of its size."""
    return sum(map(_letter_width, text))


def _letter_width(letter: str) -> int:
    if letter in _WIDTHS:
        return _WIDTHS[letter]
    base = unicodedata.normalize("NFD", letter)[0]
    if base in _WIDTHS:
        return _WIDTHS[base]
    if unicodedata.combining(letter):
        return 0
    return _WIDE_WIDTH if unicodedata.east_asian_width(letter) in "WF" else _USUAL_WIDTH


def wrapped(text: str, width: float) -> list[str]:
    """Break a text into lines of at most `width` thousandths of the font's size; long words are broken."""
    lines: list[str] = []
    for paragraph in text.splitlines() or [""]:
        line = ""
        for word in paragraph.split(" "):
            longer = f"{line} {word}" if line else word
            if width_of(longer) <= width:
                line = longer
                continue
            if line:
                lines.append(line)
            *full, line = _broken(word, width)
            lines.extend(full)
        lines.append(line)
    return lines


def _broken(word: str, width: float) -> list[str]:
    parts, part, used = [], "", 0
    for letter in word:
        size = _letter_width(letter)
        if part and used + size > width:
            parts.append(part)
            part, used = "", 0
        part, used = part + letter, used + size
    return [*parts, part]


class Letters:
    """Codes of the letters of one text, and the font in which readers find them."""

    def __init__(self, text: str) -> None:
        self._codes: dict[str, int] = {}
        self.sure = True
        free = iter(_OTHER_CODES)
        for letter in dict.fromkeys(unicodedata.normalize("NFC", text)):
            code = _windows_code(letter)
            if code is None and letter.isprintable():
                code = next(free, None)
                self.sure = self.sure and code is not None and _is_latin(letter)
            if code is not None:
                self._codes[letter] = code

    def shown(self, text: str) -> bytes:
        """Give a text as the operand of an operator that shows it."""
        plain = unicodedata.normalize("NFC", text)
        return b"<" + bytes(self._codes.get(letter, 63) for letter in plain).hex().encode() + b">"

    def font(self, pdf: pikepdf.Pdf) -> Object:
        """Make the font: Helvetica, with the letters that the usual code does not have."""
        letters = sorted(self._codes.items(), key=lambda pair: pair[1])
        others = [(letter, code) for letter, code in letters if _windows_code(letter) is None]
        font = Dictionary(Type=Name.Font, Subtype=Name.Type1, BaseFont=Name.Helvetica)
        font.Encoding = Name.WinAnsiEncoding
        if others:
            listed: list[object] = []
            for letter, code in others:
                listed += [code, Name(f"/{_glyph_name(letter)}")]
            font.Encoding = Dictionary(
                Type=Name.Encoding, BaseEncoding=Name.WinAnsiEncoding, Differences=Array(listed)
            )
            rows = b"\n".join(
                b"<%02x> <%s>" % (code, letter.encode("utf-16-be").hex().encode()) for letter, code in others
            )
            font.ToUnicode = pdf.make_stream(
                b"1 begincodespacerange\n<00> <ff>\nendcodespacerange\n%d beginbfchar\n%s\nendbfchar\n"
                % (len(others), rows)
            )
        widths = {code: _letter_width(letter) for letter, code in letters}
        font.FirstChar, font.LastChar = 0, 255
        font.Widths = Array([widths.get(code, 0) for code in range(256)])
        return pdf.make_indirect(font)


def _windows_code(letter: str) -> int | None:
    if letter < " " or "\x7f" <= letter < "\xa0":
        return None
    try:
        return letter.encode("cp1252")[0]
    except UnicodeEncodeError:
        return None


def _is_latin(letter: str) -> bool:
    return unicodedata.name(letter, "").partition(" ")[0] in _SURE


def _glyph_name(letter: str) -> str:
    """Give the name by which fonts know a letter."""
    parts = unicodedata.normalize("NFD", letter)
    if letter in _NAMED:
        return _NAMED[letter]
    if len(parts) == 2 and parts[0].isascii() and parts[1] in _ACCENTS:
        return parts[0] + _ACCENTS[parts[1]]
    return f"uni{ord(letter):04X}" if ord(letter) < 0x10000 else f"u{ord(letter):X}"


def dingbats() -> Object:
    """Give the font of the marks in boxes that are ticked."""
    return Dictionary(Type=Name.Font, Subtype=Name.Type1, BaseFont=Name.ZapfDingbats)
