"""Values in the dictionaries of a PDF: known names, no loose strings, neutral names for what makers named.

A string stays in no dictionary but where it draws (palettes) or leads to (web links, written elsewhere).
Names that only link a page to its fonts and pictures are numbered anew. Character maps, calculator
functions and JBIG2 pictures are written anew from what readers use. Source: ISO 32000-2, ISO/IEC 14492.
"""

from __future__ import annotations

import re
import struct
from math import prod

from pikepdf import Array, Dictionary, Name, Object, Stream, String

from anonymizer.files.pdf_rules import PLAIN_KEY
from anonymizer.wordlists import words

_PLAIN_KEY = re.compile(rf"/{PLAIN_KEY}\Z")
_KNOWN = words(
    "Page Pages XObject Image Form Font Type0 Type1 Type1C CIDFontType0C CIDFontType0 CIDFontType2"
    " MMType1 TrueType Type3 OpenType FontDescriptor Encoding CMap Pattern ExtGState Mask Group"
    " Transparency Luminosity Alpha Identity DeviceGray DeviceRGB DeviceCMYK CalGray CalRGB Lab ICCBased"
    " Indexed Separation DeviceN NChannel FlateDecode LZWDecode DCTDecode JPXDecode CCITTFaxDecode"
    " JBIG2Decode RunLengthDecode ASCII85Decode ASCIIHexDecode Normal Compatible Multiply Screen Overlay"
    " Darken Lighten ColorDodge ColorBurn HardLight SoftLight Difference Exclusion Hue Saturation Color"
    " AbsoluteColorimetric RelativeColorimetric Perceptual StandardEncoding WinAnsiEncoding"
    " MacRomanEncoding MacExpertEncoding Identity-H Identity-V H V Default All None Cyan Magenta Yellow"
    " Black DefaultRGB DefaultGray DefaultCMYK G RGB CMYK I Fl DCT CCF LZW RL AHx A85 ON OFF"
)
_KNOWN_CHARACTER_MAP = re.compile(r"[A-Za-z0-9]{2,10}(?:-[A-Za-z0-9]{2,8}){1,3}-[HV]\Z")
_GLYPH = re.compile(r"/[A-Za-z0-9._]{1,31}\Z")
_FONT_ON_EVERY_MACHINE = re.compile(
    r"/(?:Arial|ArialNarrow|ArialMT|Helvetica|Times|TimesNewRoman|TimesNewRomanPS|TimesNewRomanPSMT|Courier"
    r"|CourierNew|CourierNewPSMT|Calibri|Cambria|Verdana|Georgia|Tahoma|TrebuchetMS|Symbol|SymbolMT|ZapfDingbats|Wingdings"
    r"|Wingdings-Regular|ComicSansMS|Garamond|BookmanOldStyle|CenturyGothic|LucidaConsole|Consolas|Candara|SegoeUI"
    r"|MS-Gothic|MS-Mincho|SimSun|SimHei)(?:PS)?(?:MT)?(?:[-,](?:Bold|Italic|Oblique|Roman|Regular|MT|Light){1,3})?\Z"
)
_FONT_NAMES = frozenset({"/BaseFont", "/FontName"})
_ORDERINGS = words("Identity UCS Japan1 GB1 CNS1 Korea1 KR")
_CALCULATOR_WORDS = words(
    "abs add and atan bitshift ceiling copy cos cvi cvr div dup eq exch exp false floor ge gt idiv if ifelse"
    " index le ln log lt mod mul ne neg not or pop roll round sin sqrt sub true truncate xor"
)
_CALCULATOR_TOKEN = re.compile(rb"%[^\r\n]*|[{}]|[-+.\d]+|[A-Za-z]+")
_NUMBER = re.compile(rb"[-+]?\d*\.?\d*\Z")
_MAP_SECTION = re.compile(
    rb"(\d{1,9})\s+begin(codespacerange|bfchar|bfrange|cidchar|cidrange|notdefchar|notdefrange)"
    rb"([<>0-9A-Fa-f\[\]\s]*)end\2"
)
_MOST_DEPTH = 12
_SPACE_PARTS = {"/ICCBased": 2, "/CalRGB": 2, "/CalGray": 2, "/Lab": 2, "/Pattern": 2}
_JBIG2_LEFT_OUT = frozenset({49, 51, 62})
"""End of page, end of file, extension (comments)."""


class Values:
    """Neutral values of one file; names are numbered in the order in which they are met."""

    def __init__(self) -> None:
        self._fresh: dict[str, str] = {}
        self._fonts: dict[str, str] = {}
        self._arrays: set[tuple[int, int]] = set()

    def key(self, old: str) -> str:
        """Give the neutral form of a name (with its slash) that links a page to a resource."""
        if _PLAIN_KEY.match(old) or old[1:] in _KNOWN:
            return old
        return self._fresh.setdefault(old, f"/Xn{len(self._fresh) + 1}")

    def rename_keys(self, group: Object) -> None:
        """Give the entries of a group of resources neutral names; what is no resource goes."""
        renamed: dict[str, Object] = {}
        for key in list(group.keys()):
            if not isinstance(group[key], Dictionary | Stream | Array | Name):
                del group[key]
                continue
            renamed[self.key(key)] = group[key]
            del group[key]
        for key, value in renamed.items():
            group[key] = value

    def neutral(self, node: Object, *, embedded: bool = False) -> int:
        """Make the values of a dictionary neutral; give how many went."""
        gone = 0
        for key in list(node.keys()):
            value = node[key]
            if key == "/Filter":
                continue  # what cannot be unpacked is dropped with its picture or refused
            if isinstance(value, String):
                fresh = _system_information(key, str(value))
            elif isinstance(value, Name):
                fresh = self._name(key, str(value), embedded=embedded)
            elif isinstance(value, Array):
                gone += self._array(value, key, 0)
                continue
            else:
                continue
            if fresh is None:
                del node[key]
                gone += 1
            elif fresh != value:
                node[key] = fresh
        return gone

    def _name(self, key: str, told: str, *, embedded: bool) -> Object | None:
        if key in _FONT_NAMES:
            return self.font(told, embedded=embedded)
        if told[1:] in _KNOWN or (key in ("/Encoding", "/UseCMap") and _KNOWN_CHARACTER_MAP.match(told[1:])):
            return Name(told)
        return Name.Custom if key == "/CMapName" else None

    def font(self, told: str, *, embedded: bool) -> Object:
        """Give the name of a font: of one within the file a number, of others one that machines have."""
        bare = told if told[7:8] != "+" else "/" + told[8:]
        if embedded:
            return Name(self._fonts.setdefault(told, f"/AAAAAA+F{len(self._fonts) + 1}"))
        return Name(bare) if _FONT_ON_EVERY_MACHINE.match(bare) else Name.Helvetica

    def _array(self, values: Array, key: str, depth: int) -> int:
        gone = 0
        if depth > _MOST_DEPTH or values.objgen in self._arrays:
            return 0
        if values.is_indirect:
            self._arrays.add(values.objgen)
        if key == "/ColorSpace" or (len(values) and values[0] in (Name.Separation, Name.DeviceN)):
            self.colours(values)
        for at, value in enumerate(values):
            if isinstance(value, Array):
                gone += self._array(value, key, depth + 1)
            elif isinstance(value, String):
                if at == 3 and values[0] == Name.Indexed:
                    continue
                values[at] = 0
                gone += 1
            elif isinstance(value, Name) and not self._may_stand_in(key, str(value)):
                values[at] = Name("/.notdef") if key == "/Differences" else Name.Normal
                gone += 1
        return gone

    def _may_stand_in(self, key: str, told: str) -> bool:
        if key == "/Differences":
            return bool(_GLYPH.match(told) or told in self._fresh.values())
        return told[1:] in _KNOWN or told in self._fresh.values() or bool(_PLAIN_KEY.match(told))

    def glyphs(self, font: Object) -> None:
        """Rename the drawn glyphs of a font whose glyphs are drawings."""
        self.rename_keys(font.CharProcs)
        encoding = font.get("/Encoding")
        listed = encoding.get("/Differences") if isinstance(encoding, Dictionary) else None
        if not isinstance(listed, Array):
            return
        for at, value in enumerate(listed):
            if isinstance(value, Name):
                listed[at] = Name(self.key(str(value)))

    def colours(self, space: Array) -> None:
        """Rename inks, leave out their description, and cut palettes to their length."""
        if not len(space):
            return
        kind = str(space[0])
        while len(space) > _SPACE_PARTS.get(kind, 4):
            del space[len(space) - 1]
        if kind == "/Separation" and len(space) >= 4 and isinstance(space[1], Name):
            space[1] = Name(self.key(str(space[1])))
        elif kind == "/DeviceN" and len(space) >= 4 and isinstance(space[1], Array):
            for at, ink in enumerate(space[1]):
                space[1][at] = Name(self.key(str(ink)))
        elif kind == "/Indexed" and len(space) >= 4:
            _cut_palette(space)


def _system_information(key: str, told: str) -> Object | None:
    if key == "/Registry":
        return String("Adobe")
    if key == "/Ordering":
        return String(told if told in _ORDERINGS else "Identity")
    return None


def _cut_palette(space: Array) -> None:
    """Cut what follows the last colour of a palette; more than four channels are left as they are."""
    channels = {"/DeviceGray": 1, "/CalGray": 1, "/DeviceRGB": 3, "/CalRGB": 3, "/Lab": 3, "/DeviceCMYK": 4}
    base = space[1]
    name = str(base[0]) if isinstance(base, Array) and len(base) else str(base)
    wide = channels.get(name, 1 if name == "/Separation" else 4)
    if name == "/ICCBased" and isinstance(base, Array) and isinstance(base[1], Stream):
        wide = int(base[1].get("/N", 4))
    most = (min(int(space[2]), 255) + 1) * wide
    palette = space[3]
    if isinstance(palette, Stream):
        held = palette.read_bytes()
        if len(held) > most:
            palette.write(held[:most])
    elif isinstance(palette, String):
        space[3] = String(bytes(palette)[:most])


def calculator(program: bytes) -> bytes:
    """Give a calculator function without comments and words that calculate nothing."""
    tokens = []
    for found in _CALCULATOR_TOKEN.finditer(program):
        token = found[0]
        if token in b"{}" or _NUMBER.match(token) or token.decode() in _CALCULATOR_WORDS:
            tokens.append(token)
    return b" ".join(tokens)


def sampled(node: Stream) -> None:
    """Cut what follows the last sample of a function."""
    ranges, sizes = node.get("/Range"), node.get("/Size")
    if not isinstance(ranges, Array) or not isinstance(sizes, Array):
        return
    outputs = len(ranges) // 2
    bits = prod(int(size) for size in sizes) * outputs * int(node.get("/BitsPerSample", 8))
    held = node.read_bytes()
    if len(held) > (bits + 7) // 8:
        node.write(held[: (bits + 7) // 8])


def character_map(plain: bytes) -> bytes:
    """Give a character map with its ranges only."""
    parts = [
        b"/CIDInit /ProcSet findresource begin\n12 dict begin\nbegincmap\n"
        b"/CMapName /Custom def\n/CMapType 2 def\n"
    ]
    writing = re.search(rb"/WMode\s+([01])\s+def", plain)
    base = re.search(rb"/([A-Za-z0-9-]{1,40})\s+usecmap", plain)
    if writing:
        parts.append(b"/WMode " + writing[1] + b" def\n")
    if base and (base[1].decode() in _KNOWN or _KNOWN_CHARACTER_MAP.match(base[1].decode())):
        parts.append(b"/" + base[1] + b" usecmap\n")
    for section in _MAP_SECTION.finditer(_without_comments(plain)):
        count, kind, rows = section.groups()
        parts.append(b"%s begin%s\n%s\nend%s\n" % (count, kind, b" ".join(rows.split()), kind))
    parts.append(b"endcmap\nCMapName currentdict /CMap defineresource pop\nend\nend\n")
    return b"".join(parts)


def _without_comments(plain: bytes) -> bytes:
    return re.sub(rb"(?m)%[^\r\n]*", b"", plain)


def jbig2(content: bytes) -> bytes:
    """Give the segments of a JBIG2 stream that draw; what cannot be read as a segment goes."""
    parts, at = [], 0
    while at + 11 <= len(content):
        start = at
        number, flags = struct.unpack_from(">IB", content, at)
        at += 5
        count = content[at] >> 5
        if count == 7:
            count = struct.unpack_from(">I", content, at)[0] & 0x1FFFFFFF
            at += 4 + (count + 8) // 8
        else:
            at += 1
        at += count * (1 if number <= 256 else 2 if number <= 65_536 else 4) + (4 if flags & 0x40 else 1)
        if at + 4 > len(content):
            break
        size = struct.unpack_from(">I", content, at)[0]
        at += 4
        if size == 0xFFFFFFFF:
            parts.append(content[start:])  # its end is known to decoders only
            break
        at += size
        if at > len(content):
            break
        if flags & 63 not in _JBIG2_LEFT_OUT:
            parts.append(content[start:at])
    return b"".join(parts)
