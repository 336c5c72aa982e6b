"""What values may look like in OpenDocument files, and neutral names for styles, marks and ranges.

Source: OASIS OpenDocument 1.3 part 3, chapters 18 and 19.
"""

from __future__ import annotations

import re

from anonymizer.files.markup import DROP, Attributes, Verdict
from anonymizer.files.ooxml_values import Names, is_plain
from anonymizer.wordlists import words

_PIECE = r"(?:[-+]?[\d.]{1,20}+[a-z%]{0,4}|#[0-9a-fA-F]{6}|[a-z]{1,24}(?:-[a-z0-9]{1,16}){0,5}+)"
_SHAPE = re.compile(rf"{_PIECE}(?:[ ,;]{{1,2}}{_PIECE}){{0,64}}+\Z")
_DAY = re.compile(r"-?\d{4}-\d\d-\d\d(?:T[\d:.]{5,18}Z?)?\Z|P(?:\d{1,6}[DYM])?(?:T[\d.HMS]{1,24})?\Z")
_PATH = re.compile(r"(?:[-+.,;:%$?@*/()\s\d]|[A-Za-z]{1,7}+(?![A-Za-z-])){0,20000}+\Z")
_LAYER = re.compile(r"(?:layout|background|backgroundobjects|controls|measurelines)\Z")
_FREE = words(
    "xlink:href table:formula table:condition style:condition style:num-prefix style:num-suffix table:name"
    " fo:font-family svg:font-family style:font-family-asian style:font-family-complex style:font-style-name"
    " number:currency-symbol style:name style:display-name text:name text:ref-name table:expression"
    " table:content-validation-name draw:name svg:viewBox xml:id draw:id text:continue-list"
    " smil:targetElement draw:start-shape draw:end-shape loext:label-string"
    " draw:fill-gradient-name draw:fill-hatch-name"
    " draw:fill-image-name draw:opacity-name draw:marker-start draw:marker-end draw:stroke-dash"
    " draw:stroke-dash-names"
)
_PLACE = r"(?:\$?(?:'[^']{1,64}'|\w{1,64}|local-table))?\.\$?[A-Z]{1,3}\$?\d{1,7}"
_FORMS = {
    "fo:clip": re.compile(r"rect\(.{0,80}\)\Z"),
    "office:currency": re.compile(r"[A-Z]{3}\Z"),
    "chart:class": re.compile(r"chart:[a-z-]{1,20}\Z"),
    "text:bullet-char": re.compile(r".{1,3}\Z", re.DOTALL),
    "style:char": re.compile(r".\Z", re.DOTALL),
    "table:print-ranges": re.compile(rf"{_PLACE}(?::{_PLACE})?(?: {_PLACE}(?::{_PLACE})?){{0,50}}\Z"),
}
_ADDRESS = _FORMS["table:print-ranges"]
_PATHS = words("svg:d draw:enhanced-path draw:points draw:formula draw:modifiers svg:path draw:glue-points")
_PATHS_LIKE = words("draw:transform svg:transform draw:text-areas draw:extrusion-viewpoint draw:type")
_AUTOMATIC = re.compile(r"[A-Za-z]{1,4}\d{1,5}\Z")
_BUILT_IN = re.compile(
    r"(?:Standard|Default|Heading|Text_20_body|List|Caption|Index|Header|Footer|Title|Subtitle|Footnote|Endnote"
    r"|Internet_20_link|Table_20_Contents|Table_20_Heading|Graphics|Frame|Numbering_20_Symbols|Bullet_20_Symbols"
    r"|Heading_20_\d{1,2}|Contents_20_\d{1,2}|Contents_20_Heading|Result2?|Heading1|Default_20_Paragraph_20_Style"
    r"|standard|default|objectwithoutfill|title|subtitle|notes|outline\d|text)\Z"
)
_MARKS = re.compile(r"text:(?:bookmark|reference-mark)(?:-start|-end|-ref)?\Z|text:reference-ref\Z")
_RANGES = words("table:content-validation table:named-range table:named-expression table:database-range")
_LOCAL_LINK = re.compile(r"#[^|#!]{1,200}\Z")
TEXT_IN = words(
    "text:p text:h text:span text:a text:ruby-base text:ruby-text text:note-citation text:page-number"
    " text:page-count text:sequence text:sequence-ref text:bookmark-ref text:reference-ref text:note-ref"
    " text:chapter text:sheet-name text:page-continuation text:number text:index-entry-span"
    " text:linenumbering-separator text:paragraph-count text:word-count text:character-count"
    " text:table-count text:image-count text:object-count number:text number:embedded-text"
    " presentation:header-decl presentation:footer-decl presentation:date-time-decl math:mi math:mn math:mo"
    " math:mtext math:ms text:bibliography-mark text:page-variable-get text:meta text:notes-configuration"
)
"""Elements that show the characters directly within them."""


def plain_value(element: str, attribute: str, value: str) -> str | None:
    """Give the value when the attribute may have one of its shape; None when the attribute goes."""
    if ":" not in attribute:
        return value if element.startswith("math:") and (is_plain(value) or _SHAPE.match(value)) else None
    if element == "draw:equation" and attribute == "draw:formula":
        return value if _EQUATION.match(value) else None
    if attribute in _FREE or attribute.endswith(("style-name", "font-name", "page-name", "layout-name")):
        return value
    if "font-name" in attribute:
        return value if len(value) <= 200 else None
    if attribute in _PATHS or attribute in _PATHS_LIKE:
        return value if _PATH.match(value) or _SHAPE.match(value) else None
    if attribute in _FORMS:
        return value if _FORMS[attribute].match(value) else None
    if attribute == "draw:layer":
        return value if _LAYER.match(value) else "layout"
    if is_plain(value) or _SHAPE.match(value) or _DAY.match(value):
        return value
    return value if attribute.endswith("-address") and _ADDRESS.match(value) else None


_CHART_TABLE = "local-table"
"""The name every chart gives the table of its numbers, and refers to it by."""
_IDS = words("xml:id draw:id")
_REFERENCES = words("text:continue-list smil:targetElement draw:start-shape draw:end-shape")
_PAINTS = words(
    "draw:gradient draw:hatch draw:fill-image draw:marker draw:opacity draw:stroke-dash"
    " svg:linearGradient svg:radialGradient"
)
_PAINT_REFERENCES = words(
    "draw:fill-gradient-name draw:fill-hatch-name draw:fill-image-name draw:opacity-name draw:marker-start"
    " draw:marker-end draw:stroke-dash draw:stroke-dash-names"
)
_EQUATION_NAME = re.compile(r"[a-z]{1,2}\d{1,4}\Z")
_EQUATION = re.compile(
    r"(?:[-+*/(),.\s\d]|\?[a-z]{1,2}\d{1,4}|\$\d{1,3}|(?:logwidth|logheight|left|top|right|bottom|width|height"
    r"|xstretch|ystretch|hasstroke|hasfill|pi|abs|sqrt|sin|cos|tan|atan2?|min|max|if)(?![a-z])){1,400}+\Z"
)
_FORMULA_HEAD = re.compile(r"([A-Za-z_][\w.-]*):(=?)")
_FORMULA_SPACES = {
    "of": "urn:oasis:names:tc:opendocument:xmlns:of:1.2",
    "oooc": "http://openoffice.org/2004/calc",
    "ooow": "http://openoffice.org/2004/writer",
    "msoxl": "http://schemas.microsoft.com/office/excel/formula",
}
_WITH_FORMULA = words(
    "table:formula table:expression table:condition style:condition text:formula draw:formula"
)


def formula_spaces(attributes: Attributes) -> dict[str, str]:
    """Give the namespaces of the formula languages that values name by a prefix."""
    found = {}
    for key in _WITH_FORMULA & attributes.keys():
        head = attributes[key].partition(":")[0]
        if head in _FORMULA_SPACES:
            found[head] = _FORMULA_SPACES[head]
    return found


class OdfNames:
    """Neutral names for one file; `sheets` says that names of tables are seen by readers."""

    def __init__(self, *, sheets: bool) -> None:
        self._names = Names()
        self._sheets = sheets

    def style(self, old: str) -> str:
        if _AUTOMATIC.match(old) or _BUILT_IN.match(old) or not old:
            return old
        return self._names.neutral("gaya", old)

    def rename(self, element: str, attributes: Attributes) -> Verdict:
        """Give the attributes of an element neutral names."""
        for key, value in attributes.items():
            if _names_style(element, key):
                attributes[key] = self.style(value)
            elif key in ("text:name", "text:ref-name"):
                attributes[key] = self._mark(element, value)
            elif (
                key == "table:name" and value != _CHART_TABLE and (element in _RANGES or not self._sheets)
            ) or key == "table:content-validation-name":
                attributes[key] = self._names.range_name(value)
            elif key in ("table:formula", "table:expression"):
                attributes[key] = self._formula(value)
        self._identify(element, attributes)
        if attributes.get("text:name") == "" and _MARKS.match(element):
            return DROP
        return attributes

    def _identify(self, element: str, attributes: Attributes) -> None:
        """Number what is referred to by an id: lists that go on, shapes that move. Other ids go."""
        for key in _IDS & attributes.keys():
            told = attributes.pop(key)
            if element == "text:list" or element.startswith(("draw:", "presentation:")):
                attributes[key] = self._names.neutral("nomor", told)
        for key in _REFERENCES & attributes.keys():
            attributes[key] = self._names.neutral("nomor", attributes[key])
        for key in _PAINT_REFERENCES & attributes.keys():
            attributes[key] = " ".join(self._names.neutral("cat", one) for one in attributes[key].split())
        if "draw:name" in attributes:
            told = attributes.pop("draw:name")
            if element in _PAINTS:
                attributes["draw:name"] = self._names.neutral("cat", told)
            elif element == "draw:equation" and _EQUATION_NAME.match(told):
                attributes["draw:name"] = told

    def _mark(self, element: str, told: str) -> str:
        if element.startswith("text:sequence"):
            return self._names.counter(told)
        return self._names.neutral("tanda", told) if told else ""

    def _formula(self, told: str) -> str:
        found = _FORMULA_HEAD.match(told)
        if found is None:
            return self._names.formula(told)
        head = found[1] if found[1] in _FORMULA_SPACES else "of"
        return f"{head}:{found[2]}{self._names.formula(told[found.end() :])}"

    def local_link(self, target: str) -> str | None:
        """Give a link to a place in the same file; None when it names a heading or a table by its words."""
        return "#" + self._names.neutral("tanda", target[1:]) if _LOCAL_LINK.match(target) else None


def _names_style(element: str, attribute: str) -> bool:
    if attribute.endswith(("style-name", "page-name", "layout-name", "font-name")):
        return attribute != "style:font-style-name"
    return attribute == "style:name" or "font-name-" in attribute
