"""What values may look like in the XML of office files, and neutral names in place of those people choose.

Most attributes of Office Open XML hold numbers, colours, measures or words of closed lists. A value of
another shape stays only where readers see it or where it means something (formulas, fonts); names that are
only there to be referred to (styles, bookmarks, ranges) are numbered anew, the same in all parts.
Source: ECMA-376 part 1.
"""

from __future__ import annotations

import re

from anonymizer.wordlists import words

_SHAPES = re.compile(
    r"-|[-+]?[\d.,]+(?:%|[a-z]{2})?"  # our own empty name; numbers, measures
    r"|[0-9A-Fa-f]{1,8}|[0-9A-F]{20}|#[0-9A-Fa-f]{3,8}(?: \[\d{1,6}\])?"  # colours, flags, font classes
    r"|[A-Za-z]{1,40}+(?:\d{1,2}[A-Za-z]{0,16}\d?)?"  # words of closed lists
    r"|[a-z]{2,3}(?:-[A-Z][a-z]{3})?(?:-[A-Z]{2}|-\d{3})?"  # languages
    r"|\{[0-9A-Fa-f]{8}(?:-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}\}"
    r"|(?:(?:\$?[A-Z]{1,3}\$?\d{1,7}|\$?[A-Z]{1,3}|\$?\d{1,7})(?:[: ]|\Z)){1,2000}+"  # cells
    r"|\d{1,5}(?:[: ,;x]\d{1,9}){0,200}+"
    r"|(?:https?://(?:schemas\.openxmlformats\.org|schemas\.microsoft\.com|purl\.oclc\.org)/[\w/.]{1,80})"
    r"|urn:microsoft\.com/office/officeart/\d{4}/\d{1,2}/[a-z]{1,16}/[A-Za-z]{1,40}\d{0,2}(?:_\d)?"
    r"|urn:microsoft\.com/office/officeart/\d{4}/[a-z]{1,16}/[A-Za-z]{1,40}\d{0,2}"
    r"|ppaction://(?:media|noaction|hlinksldjump|hlinkpres|hlinkshowjump\?jump=[a-z]{4,16})"
)
_LONGEST_WORD = 40
_DRAWING = re.compile(r"(?:[-+.,;:%@#()\s\d]|[A-Za-z]{1,4}+(?![A-Za-z])){0,20000}+\Z")
_FORMULA_WORDS = re.compile(
    r"(?:prod|sqrt|ellipse|cosatan2|sinatan2|sumangle|width|height|xcenter|ycenter|pinMid|[a-z]{2,3})?"
    r"[-+*/?@#\s\d.a-zA-Z]{0,80}\Z"
)
_MOTION = re.compile(r"(?:[-+.,:;*/()\s\d#$]|ppt_[a-z]{1,2}|[A-Za-z]{1,8}+(?!-)){0,4000}+\Z")
_COMPATIBILITY = re.compile(r"[a-z][A-Za-z]{1,40}\d{0,4}[A-Za-z]{0,40}\Z")
_STYLE_PART = re.compile(
    r"\s*(?:position|margin|margin-(?:left|top|right|bottom)|left|top|width|height|z-index|visibility|rotation|flip"
    r"|mso-(?:position-(?:horizontal|vertical)(?:-relative)?|wrap-(?:style|distance-(?:left|top|right|bottom)|mode|edited)"
    r"|width-(?:percent|relative)|height-(?:percent|relative)|left-percent|top-percent|fit-shape-to-text"
    r"|direction-alt|rotate|layout-flow-alt|next-textbox|rotation-angle)|layout-flow|v-text-anchor|font-size"
    r"|font-weight|font-style|text-align|direction|v-text-(?:align|kern|spacing|rotate-letters|reverse))"
    r"\s*:\s*(?:[-+]?[\d.]{1,12}(?:[a-z]{2}|f|%)?|[a-z]{1,12}(?:-[a-z]{1,12}){0,3})\s*\Z"
)
_FREE_ELEMENTS = words(
    "w:rFonts w:sym w:lvlText w:font a:latin a:ea a:cs a:sym a:buFont a:font a:buChar :name :rFont :sheet"
    " :definedName :table :tableColumn :numFmt c:numFmt v:textpath w:fldSimple w:hyperlink w:bookmarkStart"
    " w:style w:pStyle w:rStyle w:tblStyle w:basedOn w:next w:link w:numStyleLink w:styleLink w:name"
    " :cellStyle :tableStyle :tableStyleInfo :tableStyles :hyperlink :cfRule w:listSeparator w:decimalSymbol"
    " m:chr m:begChr m:endChr m:sepChr m:mathFont m:brkBinSub w:noLineBreaksAfter w:noLineBreaksBefore"
    " a:tblStyle p:custShow"
)
_FREE_ATTRIBUTES = words(
    "name val typeface char displayName totalsRowLabel formatCode string location text styleName script"
    " defaultTableStyle defaultPivotStyle w:val w:name w:styleId w:anchor w:instr w:ascii w:hAnsi w:eastAsia"
    " w:cs w:font w:format m:val"
)
"""Both together may hold other text; where no reader sees it, a rule of its own makes it neutral."""
_GUIDED = words("a:gd a:pt a:rect a:cxn a:pos a:ahXY a:ahPolar")
_GUIDE = re.compile(r"(?:(?:\w{1,20}+|[-+*/?:]{1,2}|-?\d{1,12}+)(?: +|\Z)){0,40}\Z")
_MOST_FREE = 8_192
_SIGNS = words(
    "a:buChar w:listSeparator w:decimalSymbol m:chr m:begChr m:endChr m:sepChr m:brkBinSub w:lvlText a:font"
)
_MOST_SIGNS = 48
"""Bullets and separators are one sign; numbers of lists show nine levels with what stands between."""
_IN_DRAWINGS = frozenset({"v:shape", "v:shapetype", "v:group", "v:rect", "v:line", "v:polyline", "v:textbox"})
_IN_MOTION = frozenset({"p:animMotion", "p:anim", "p:strVal", "p:cmd", "p:animEffect", "p:tav"})

_BUILT_IN_STYLE = re.compile(
    r"(?:normal|normal \(web\)|title|subtitle|header|footer|strong|emphasis|quote|intense quote|no spacing"
    r"|list paragraph|caption|hyperlink|followedhyperlink|page number|line number|default paragraph font"
    r"|normal table|table normal|no list|table grid|plain text|block text|signature|date|closing|salutation"
    r"|footnote text|footnote reference|endnote text|endnote reference|balloon text|toc heading|bibliography"
    r"|(?:heading|toc|index) [1-9]|table of figures|table of authorities"
    r"|(?:list|list bullet|list number|list continue|body text|body text indent)(?: [2-5])?"
    r"|body text first indent(?: 2)?|normal indent|intense emphasis|subtle emphasis|subtle reference"
    r"|intense reference|book title|placeholder text)\Z",
    re.IGNORECASE,
)
_BUILT_IN_CELL_STYLE = re.compile(
    r"(?:Normal|(?:Comma|Currency)(?: \[0\])?|Percent|(?:Followed )?Hyperlink|Note"
    r"|(?:Warning|Explanatory) Text"
    r"|Title|Heading [1-4]|Input|Output|Calculation|(?:Check|Linked) Cell|Total|Good|Bad|Neutral"
    r"|(?:[246]0% - )?Accent[1-6])\Z"
)
_BUILT_IN_TABLE_STYLE = re.compile(r"(?:Table|Pivot)Style(?:Light|Medium|Dark)\d{1,2}\Z")
_COUNTED = words("figure table equation gambar tabel rumus lampiran grafik bagan foto")
_FORMULA_TOKEN = re.compile(
    r'"(?:[^"]|"")*"|\'(?:[^\']|\'\')*\'!?|#[A-Z/0]+[!?]?|\d[\w.]*'
    r"|\$?[A-Za-z]{1,3}\$?\d{1,7}(?![\w.(])|\$?[A-Za-z]{1,3}:\$?[A-Za-z]{1,3}(?![\w.(])"
    r"|\[(?:[^\[\]]|\[[^\[\]]*\])*\]|(?P<name>[^\W\d][\w.\\?]*)(?P<after>\s*\(|!)?"
)
_WORDS_OF_FORMULAS = frozenset({"TRUE", "FALSE"})
_PLACE = re.compile(
    r"(?:(?:'[^']{1,64}'|[\w.]{1,64})!)?\$?[A-Z]{1,3}\$?\d{1,7}(?::\$?[A-Z]{1,3}\$?\d{1,7})?\Z"
)


class Names:
    """Neutral names for what people named, one numbering for the whole package."""

    def __init__(self) -> None:
        self._fresh: dict[tuple[str, str], str] = {}
        self._counts: dict[str, int] = {}
        self.used: set[str] = set()

    def neutral(self, kind: str, old: str) -> str:
        """Give the neutral name for `old`; the same every time."""
        key = (kind, old.lower())
        if key not in self._fresh:
            self._counts[kind] = self._counts.get(kind, 0) + 1
            self._fresh[key] = f"{kind}{self._counts[kind]}"
        return self._fresh[key]

    def style_name(self, old: str) -> str:
        """Give the name of a Word style: built-in names stay, as they make headings and lists."""
        return old if _BUILT_IN_STYLE.match(old) else self.neutral("Style ", old)

    def cell_style(self, old: str) -> str:
        return old if _BUILT_IN_CELL_STYLE.match(old) else self.neutral("Style ", old)

    def table_style(self, old: str) -> str:
        return old if _BUILT_IN_TABLE_STYLE.match(old) else self.neutral("TableStyle", old)

    def bookmark(self, old: str) -> str:
        return self.neutral("_Toc" if old.startswith("_Toc") else "_Ref", old)

    def counter(self, old: str) -> str:
        """Give the label of a numbering of figures or tables."""
        return old if old.lower() in _COUNTED else self.neutral("Nomor", old)

    def range_name(self, old: str) -> str:
        return old if old.startswith("_xl") else self.neutral("Nama_", old)

    def formula(self, text: str) -> str:
        """Give the formula with neutral names of ranges and tables; functions, cells and texts stay."""
        return _FORMULA_TOKEN.sub(self._formula_token, text)

    def _formula_token(self, found: re.Match[str]) -> str:
        name, after = found["name"], found["after"]
        if name is None or after or name.upper() in _WORDS_OF_FORMULAS:
            return found[0]
        self.used.add(name.lower())
        return self.range_name(name)

    def place(self, old: str) -> str | None:
        """Give a place within the workbook: a cell, or a named range; None for anything else."""
        if _PLACE.match(old):
            return old
        return self.range_name(old) if old.isidentifier() else None


def plain_value(element: str, attribute: str, value: str) -> str | None:
    """Give the value when its shape is one the attribute may have; None when the attribute goes."""
    if element in _FREE_ELEMENTS and attribute in _FREE_ATTRIBUTES:
        return value if len(value) <= (_MOST_SIGNS if element in _SIGNS else _MOST_FREE) else None
    if element in _GUIDED and _GUIDE.match(value):
        return value
    if attribute == "style" and element.startswith("v:"):
        return ";".join(part for part in value.split(";") if _STYLE_PART.match(part))
    if element == "w:compatSetting" and _COMPATIBILITY.match(value):
        return value
    if element == "v:f":
        return value if _FORMULA_WORDS.match(value) else None
    if element in _IN_DRAWINGS or element.startswith(("v:", "o:", "w10:")):
        return value if _DRAWING.match(value) or is_plain(value) or value.startswith("#_x0000_t") else None
    if element in _IN_MOTION and _MOTION.match(value):
        return value
    return value if is_plain(value) else None


def is_plain(value: str) -> bool:
    """Whether a value is a number, a colour, a measure, a cell or a word as closed lists have them."""
    return (len(value) <= _LONGEST_WORD or not value.isalnum()) and bool(_SHAPES.fullmatch(value))
