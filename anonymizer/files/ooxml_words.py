"""The rules of one office part: what its relations, fields, formulas and hidden pieces mean for what
stays."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Protocol

from anonymizer.files import ooxml_rules as table
from anonymizer.files.crops import Crop
from anonymizer.files.job import Ledger
from anonymizer.files.markup import DROP, UNWRAP, Attributes, Cursor, RuleBook, Verdict, is_wide, read_text
from anonymizer.files.ooxml_crops import Cut, find_cuts, vml_crop, without_vml_crop
from anonymizer.files.ooxml_fields import trait_of_binding, trait_of_code, trait_of_slide_field
from anonymizer.files.ooxml_names import KNOWN
from anonymizer.files.ooxml_values import Names, is_plain, plain_value
from anonymizer.files.results import Notice, Trait

_NEUTRAL_NAME = "-"
_OUTSIDE_FORMULA = re.compile(r"\[\d+\]|\.xl|://|\\|\|", re.IGNORECASE)
_SAFE_SHAPE_ID = re.compile(r"_x0000_[a-z]\d{1,6}\Z")
_KEPT_BOOKMARK = re.compile(r"(?!_)|_Toc|_Ref")
_CODE_WORD = re.compile(r'"[^"]*"|\S+')
_SWITCH = re.compile(r"\\[a-z*#@!]\Z", re.IGNORECASE)
_FIELD_ARGUMENT = re.compile(
    r'(?:"?\d{1,3}(?:-\d{1,3})?"?|"[-.,:;/ ]?"|MERGEFORMAT|CHARFORMAT|ARABIC|ROMAN|ALPHABETIC|ORDINAL)\Z',
    re.IGNORECASE,
)
_STYLE_REFERENCES = (
    "w:pStyle", "w:rStyle", "w:tblStyle", "w:basedOn", "w:next", "w:link", "w:numStyleLink", "w:styleLink",
)  # fmt: skip
_SHAPED_TEXTS = (
    "wp:posOffset", "wp:align", "wp14:pctWidth", "wp14:pctHeight", "wp14:pctPosHOffset", "wp14:pctPosVOffset",
    "xdr:col", "xdr:colOff", "xdr:row", "xdr:rowOff", "cdr:x", "cdr:y", "a:tableStyleId",
)  # fmt: skip
_ANIMATED = re.compile(r"[a-z]{1,10}(?:[._][a-zA-Z]{1,12}){0,3}\Z")
_SCRIPT_ACTION = re.compile(r"ppaction://(?:macro|program|ole)", re.IGNORECASE)
_NAMED = frozenset(
    {
        "wp:docPr",
        "pic:cNvPr",
        "wps:cNvPr",
        "wpg:cNvPr",
        "wpc:cNvPr",
        "xdr:cNvPr",
        "p:cNvPr",
        "a:cNvPr",
        "dsp:cNvPr",
    }
    | {"cdr:cNvPr"}
)
_MAY_BE_HIDDEN = frozenset({":sheet", ":row", ":col", "p:sld", "w:vanish"})
_THEME_NAMES = frozenset({"a:theme", "a:clrScheme", "a:fontScheme", "a:fmtScheme"})
_NAMELESS = frozenset({"p:cSld", "a:custClr", "p:snd", "a:snd", "a:wavAudioFile", "a:tblStyle", "p:custShow"})
"""Elements whose names no reader sees."""
_MUST_HAVE_NAME = frozenset({"a:tblStyle", "p:custShow"})
_HYPERLINK = frozenset({"r:id", "w:anchor", "w:history"})
_STYLE = frozenset({"w:type", "w:styleId", "w:default", "w:customStyle"})
_SHEET_STYLES = frozenset({"name", "defaultTableStyle", "defaultPivotStyle"})
_CELLS_ONLY = re.compile(
    r"(?:(?:'(?:[^']|'')*'|[\w.]{1,64})!)?\$?[A-Z]{0,3}\$?\d{0,7}(?::\$?[A-Z]{0,3}\$?\d{0,7})?\Z"
)
_WITH_LANGUAGE = ("w:lang", "w:themeFontLang", "a:rPr", "a:endParaRPr", "a:defRPr")
_LANGUAGES = frozenset({"w:val", "w:eastAsia", "w:bidi", "lang", "altLang"})
_LANGUAGE = re.compile(r"(?:[a-z]{2,3}|x)(?:-[A-Z][a-z]{3})?(?:-(?:[A-Z]{2}|\d{3}|none))?\Z")
_OLE_WRAPPERS = frozenset(
    {"graphicFrame", "graphic", "graphicData", "oleObj", "AlternateContent", "Fallback"}
)
_TRUE = frozenset({"1", "true", "on"})


_SPARKLINES = b"sparklineGroup"
_TELLING = (b"fld", b"trPr", b"oleObj", b"vanish", b"dataBinding")
_PATH_FORMULA = re.compile(r'\bCELL\(\s*"(?:filename|nama)|\bINFO\(', re.IGNORECASE)


class Survey:
    """What must be known about a part before its first byte is written, and what sheets tell the strings."""

    def __init__(self, ledger: Ledger) -> None:
        self.verdicts: dict[int, Verdict] = {}
        self.texts: dict[int, str] = {}
        self.cuts: dict[int, Cut] = {}
        self.names = Names()
        self.used_strings: set[int] = set()
        self._ledger = ledger

    def begin(self, content: bytes) -> None:
        """Read the part once when it may hold deleted rows, hidden runs, fields or embedded objects."""
        self.verdicts, self.texts, self.cuts = {}, {}, find_cuts(content)
        if _SPARKLINES in (content.replace(b"\x00", b"") if is_wide(content) else content):
            self._ledger.notice(Notice.PART_DROPPED)
        if is_wide(content) or any(word in content for word in _TELLING):
            scan = _Scan(self, self._ledger)
            read_text(content, scan.visit, scan.text, scan.cursor)


@dataclass(slots=True)
class _Field:
    """One open field of Word: the places of its marks, of its code, of its result, and the code."""

    places: list[int] = field(default_factory=list)
    instructions: list[int] = field(default_factory=list)
    code: list[str] = field(default_factory=list)
    results: list[int] = field(default_factory=list)
    in_result: bool = False


class _Scan:
    """Find table rows marked as deleted, hidden runs, fields whose code may not stay, and frames around
    embedded objects."""

    def __init__(self, survey: Survey, ledger: Ledger) -> None:
        self.cursor = Cursor()
        self._survey = survey
        self._verdicts = survey.verdicts
        self._ledger = ledger
        self._run = -1
        self._parents: list[str] = []
        self._rows: list[int] = []
        self._fields: list[_Field] = []
        self._containers: list[Trait | None] = []  # simple fields and content controls
        self._frame: list[tuple[int, Verdict]] | None = None
        self._frame_holds: set[str] = set()

    def visit(self, name: str, values: Attributes) -> None:
        if name.startswith("/"):
            self._parents.pop()
            self._leave(name)
            return
        self._enter(name, values)
        self._parents.append(name)

    def _enter(self, name: str, values: Attributes) -> None:
        parent = self._parents[-1] if self._parents else ""
        if name == "tr":
            self._rows.append(self.cursor.at)
        elif name == "del" and parent == "trPr" and self._rows:
            self._verdicts[self._rows[-1]] = DROP
        elif name == "r" and parent != "r":
            self._run = self.cursor.at
        elif name == "vanish" and values.get("val", "1") in _TRUE and self._parents[-2:] == ["r", "rPr"]:
            self._verdicts[self._run] = DROP
            self._ledger.remove(Trait.HIDDEN_CHARACTER)
        elif name == "instrText" and self._fields:
            self._fields[-1].instructions.append(self.cursor.at)
        elif name == "fldChar":
            self._field(values.get("fldCharType", ""))
        elif name == "t":
            self._result()
        elif name in ("fldSimple", "fld", "sdt"):
            kind = trait_of_slide_field(values.get("type", "")) if name == "fld" else None
            self._containers.append(trait_of_code(values["instr"]) if "instr" in values else kind)
        elif name == "dataBinding" and self._containers:
            self._containers[-1] = trait_of_binding(values.get("xpath", ""))
        elif name == "graphicFrame":
            self._frame, self._frame_holds = [], set()
        if self._frame is not None:
            self._frame_holds.add(name)
            if name in _OLE_WRAPPERS:
                self._frame.append((self.cursor.at, UNWRAP))
            elif name in ("Choice", "nvGraphicFramePr") or (name == "xfrm" and parent == "graphicFrame"):
                self._frame.append((self.cursor.at, DROP))

    def _leave(self, name: str) -> None:
        if name == "/tr" and self._rows:
            self._rows.pop()
        elif name in ("/fldSimple", "/fld", "/sdt") and self._containers:
            trait = self._containers.pop()
            self._told(trait)
        elif name == "/graphicFrame" and self._frame is not None:
            if "oleObj" in self._frame_holds:
                self._ledger.remove(Trait.EMBEDDED_FILE)
                drawn = "pic" in self._frame_holds
                self._verdicts.update(self._frame if drawn else [(self._frame[0][0], DROP)])
            self._frame = None

    def _result(self) -> None:
        """Empty text that shows a property of the file, or remember it until the field's code is known."""
        if any(self._containers):
            self._survey.texts[self.cursor.at] = ""
        for one in self._fields:
            if one.in_result:
                one.results.append(self.cursor.at)

    def _told(self, trait: Trait | None) -> None:
        if trait is not None:
            self._ledger.remove(trait)
            self._ledger.notice(Notice.FIELDS_EMPTIED)

    def _field(self, kind: str) -> None:
        if kind == "begin":
            self._fields.append(_Field())
        if self._fields:
            self._fields[-1].places.append(self.cursor.at)
            self._fields[-1].in_result |= kind == "separate"
        if kind == "end" and self._fields:
            done = self._fields.pop()
            trait = trait_of_code("".join(done.code))
            if trait is not None and done.results:
                self._survey.texts.update(dict.fromkeys(done.results, ""))
                self._told(trait)
            code = field_code("".join(done.code), self._survey.names)
            if code is None:
                self._ledger.remove(Trait.SCRIPT)
                self._verdicts.update(dict.fromkeys(done.places, DROP))
            elif done.instructions:
                self._survey.texts[done.instructions[0]] = code

    def text(self, text: str) -> None:
        if self._fields and self._parents and self._parents[-1] == "instrText":
            self._fields[-1].code.append(text)


def field_code(code: str, names: Names) -> str | None:
    """Give the code of a field with neutral names and known switches only; None when it may not stay."""
    words = _CODE_WORD.findall(code)
    if not words or words[0].upper() not in table.FIELD_WORDS:
        return None
    kind, kept = words[0].upper(), [words[0].upper()]
    before = ""
    for word in words[1:]:
        bare = word.strip('"')
        if _SWITCH.match(word) or _FIELD_ARGUMENT.match(word):
            kept.append(word)
        elif before == "\\t":
            kept.append(f'"{_toc_styles(bare, names)}"')
        elif before == "\\c" or (kind == "SEQ" and not before):
            kept.append(names.counter(bare))
        elif before == "\\b" or (kind in ("REF", "PAGEREF", "NOTEREF") and not before):
            kept.append(names.bookmark(bare))
        before = word.lower()
    return f" {' '.join(kept)} "


def _toc_styles(told: str, names: Names) -> str:
    """Give the list of styles (name, level, name, level) that make a table of contents."""
    mark = ";" if ";" in told else ","
    parts = [part.strip() for part in told.split(mark)]
    return mark.join(part if part.isdigit() else names.style_name(part) for part in parts)


class Links(Protocol):
    """What a part refers to."""

    def find(self, old: str, crop: Crop | None = None) -> str | None:
        """Give the new id of a relation; None when what it points to went."""

    def can_crop(self, old: str) -> bool:
        """Whether the picture a relation points to can be cut."""


def rule_book(links: Links, survey: Survey, ledger: Ledger, *, settings: bool) -> RuleBook:
    """Make the rules for one part, whose relations `links` knows."""
    rules = _PartRules(links, survey, ledger, settings=settings)
    formulas = (
        ":f",
        ":formula",
        ":formula1",
        ":formula2",
        ":calculatedColumnFormula",
        ":totalsRowFormula",
        "c:f",
    )
    return RuleBook(
        namespaces=table.NAMESPACES,
        known=KNOWN,
        dropped=table.DROPPED,
        unwrapped=table.UNWRAPPED,
        dropped_attributes=table.DROPPED_ATTRIBUTES,
        attribute_beginnings=table.ATTRIBUTE_BEGINNINGS,
        elements={
            "w:fldSimple": rules.simple_field,
            "w:bookmarkStart": rules.bookmark,
            "w:hyperlink": rules.anchor,
            "w:style": rules.style,
            "w:name": rules.style_name,
            **dict.fromkeys(_STYLE_REFERENCES, rules.style_reference),
            **dict.fromkeys(
                (":cellStyle", ":tableStyle", ":tableStyleInfo", ":tableStyles"), rules.sheet_style
            ),
            **dict.fromkeys(_WITH_LANGUAGE, rules.language),
            ":c": rules.cell,
            ":legacyDrawingHF": rules.pictures_of_headers,
            ":si": rules.shared_string,
            ":table": rules.table,
            ":hyperlink": rules.place,
            ":definedName": rules.defined_name,
        },
        leaves={
            ":t": rules.string_text,
            ":v": rules.cell_value,
            ":definedName": rules.named_formula,
            "w:instrText": lambda _, __: None,
            "p:attrName": lambda text, _: text if _ANIMATED.match(text) else None,
            **dict.fromkeys(_SHAPED_TEXTS, lambda text, _: text if is_plain(text.strip()) else None),
            **dict.fromkeys(formulas, rules.formula),
        },
        texts=survey.texts,
        value=plain_value,
        wildcard=rules.wildcard,
        at=survey.verdicts,
        ignorable=table.IGNORABLE,
        text_in=table.TEXT_IN,
        cursor=rules.cursor,
    )


class _PartRules:
    """The special rules of one part, with the little they must remember while it passes."""

    def __init__(self, links: Links, survey: Survey, ledger: Ledger, *, settings: bool) -> None:
        self.cursor = Cursor()
        self._links, self._survey, self._ledger, self._settings = links, survey, ledger, settings
        self._strings = -1
        self._string_cell = self._tells_path = False
        self._string_shown = True
        self._lost_formulas: set[str] = set()
        self._quiet: set[str] = set()
        self._names = survey.names
        self._in_style = False
        self._name_of_formula = ""

    def simple_field(self, attributes: Attributes) -> Verdict:
        code = field_code(attributes.get("w:instr", ""), self._names)
        return UNWRAP if code is None else {"w:instr": code}

    def bookmark(self, attributes: Attributes) -> Verdict:
        name = attributes.get("w:name", "")
        if not _KEPT_BOOKMARK.match(name):
            return DROP
        return attributes | {"w:name": self._names.bookmark(name)}

    def anchor(self, attributes: Attributes) -> Verdict:
        if "w:anchor" in attributes:
            attributes["w:anchor"] = self._names.bookmark(attributes["w:anchor"])
        return {key: value for key, value in attributes.items() if key in _HYPERLINK}

    def style(self, attributes: Attributes) -> Verdict:
        self._in_style = True
        if "w:styleId" in attributes:
            attributes["w:styleId"] = self._names.neutral("s", attributes["w:styleId"])
        return {key: value for key, value in attributes.items() if key in _STYLE}

    def style_reference(self, attributes: Attributes) -> Verdict:
        return {"w:val": self._names.neutral("s", attributes.get("w:val", ""))}

    def style_name(self, attributes: Attributes) -> Verdict:
        """Names of styles; lists have names, too, which nothing shows."""
        return {"w:val": self._names.style_name(attributes.get("w:val", ""))} if self._in_style else DROP

    def sheet_style(self, attributes: Attributes) -> Verdict:
        for key in _SHEET_STYLES & attributes.keys():
            told = attributes[key]
            cell = "builtinId" in attributes or "xfId" in attributes
            attributes[key] = self._names.cell_style(told) if cell else self._names.table_style(told)
        return attributes

    def table(self, attributes: Attributes) -> Verdict:
        for key in ("name", "displayName"):
            if key in attributes:
                attributes[key] = self._names.range_name(attributes[key])
        return attributes

    def place(self, attributes: Attributes) -> Verdict:
        """A link within the workbook."""
        place = self._names.place(attributes.pop("location", ""))
        return attributes | {"location": place} if place else attributes

    def language(self, attributes: Attributes) -> Verdict:
        """Languages are two or three letters with a script or a country."""
        return {
            key: value
            for key, value in attributes.items()
            if key not in _LANGUAGES or not value or _LANGUAGE.match(value)
        }

    def cell(self, attributes: Attributes) -> Verdict:
        self._tells_path = False
        self._string_cell = attributes.get("t") == "s"
        return attributes

    def cell_value(self, text: str, _: Attributes) -> str:
        if self._tells_path:
            self._ledger.remove(Trait.METADATA)
            self._ledger.notice(Notice.FIELDS_EMPTIED)
            return ""
        if self._string_cell and text.strip().isdigit():
            self._survey.used_strings.add(int(text))
        return text

    def pictures_of_headers(self, _: Attributes) -> Verdict:
        self._ledger.remove(Trait.SETTINGS)
        self._ledger.notice(Notice.PICTURE_DROPPED)
        return DROP

    def shared_string(self, attributes: Attributes) -> Verdict:
        """Keep the numbering of strings but not the words of those that no cell shows."""
        self._strings += 1
        self._string_shown = self._strings in self._survey.used_strings
        return attributes

    def string_text(self, text: str, _: Attributes) -> str:
        if self._string_shown:
            return text
        self._ledger.remove(Trait.UNUSED_DATA, int(bool(text)))
        return ""

    def defined_name(self, attributes: Attributes) -> Verdict:
        for name in ("comment", "description", "shortcutKey"):
            attributes.pop(name, None)
        hidden = attributes.get("hidden") in _TRUE or "vbProcedure" in attributes or "xlm" in attributes
        self._name_of_formula = attributes.get("name", "")
        fresh = self._names.range_name(self._name_of_formula)
        return (
            DROP
            if hidden
            else {
                key: fresh if key == "name" else value
                for key, value in attributes.items()
                if key in ("name", "localSheetId")
            }
        )

    def named_formula(self, text: str, attributes: Attributes) -> str | None:
        """Keep what a name stands for when a formula uses it or it is nothing but cells."""
        name = self._name_of_formula.lower()
        if name in self._names.used or name.startswith("_xl") or _CELLS_ONLY.match(text):
            return self.formula(text, attributes)
        self._ledger.remove(Trait.UNUSED_DATA)
        return None

    def formula(self, text: str, attributes: Attributes) -> str | None:
        """Drop formulas that reach outside the workbook; the last value stays in the cell."""
        group = attributes.get("si", "")
        self._tells_path = bool(_PATH_FORMULA.search(text))
        if _OUTSIDE_FORMULA.search(text):
            self._lost_formulas.add(group)
            self._ledger.remove(Trait.LINK)
            return None
        return None if group and not text and group in self._lost_formulas else self._names.formula(text)

    def wildcard(self, name: str, attributes: Attributes) -> Verdict:
        """Apply what holds for many elements; most names need nothing, and that is remembered."""
        if name not in self._quiet:
            if self._asks_nothing(name):
                self._quiet.add(name)
            elif (verdict := self._special(name, attributes)) is DROP:
                return verdict
        for key in attributes:
            if key.startswith("r:") or key == "o:relid":
                return self._relations(name, attributes)
        return attributes

    def _asks_nothing(self, name: str) -> bool:
        listed = name in _NAMED or name in _THEME_NAMES or name in _MAY_BE_HIDDEN or name in _NAMELESS
        return not (listed or self._settings or name.startswith(("v:", "a:hlink")))

    def _special(self, name: str, attributes: Attributes) -> Verdict:
        if self._settings and name not in table.SETTINGS_KEPT and name.startswith("w:"):
            self._ledger.remove(Trait.SETTINGS)
            return DROP
        if name in _NAMED:
            attributes["name"] = _NEUTRAL_NAME
            self._note(attributes.get("hidden") in _TRUE, Notice.HIDDEN_TEXT)
        elif name in _THEME_NAMES:
            attributes["name"] = "Office"
        elif name in _NAMELESS:
            self._rename(name, attributes)
        elif name.startswith("v:"):
            self._vml(attributes)
        elif name.startswith("a:hlink") and _SCRIPT_ACTION.match(attributes.get("action", "")):
            self._ledger.remove(Trait.SCRIPT)
            return DROP
        self._note_hidden(name, attributes)
        return attributes

    def _rename(self, name: str, attributes: Attributes) -> None:
        for key in {"name", "styleName"} & attributes.keys():
            told = attributes.pop(key)
            if name in _MUST_HAVE_NAME:
                attributes[key] = self._names.neutral("Nama ", told)

    def _vml(self, attributes: Attributes) -> None:
        if not _SAFE_SHAPE_ID.match(attributes.get("id", "")):
            attributes.pop("id", None)

    def _note_hidden(self, name: str, attributes: Attributes) -> None:
        self._note(name == ":sheet" and attributes.get("state", "visible") != "visible", Notice.HIDDEN_SHEETS)
        self._note(
            name in (":row", ":col") and attributes.get("hidden") in _TRUE, Notice.HIDDEN_ROWS_OR_COLUMNS
        )
        self._note(name == "p:sld" and attributes.get("show", "1") not in _TRUE, Notice.HIDDEN_SLIDES)
        self._note(name == "w:vanish" and attributes.get("w:val", "1") in _TRUE, Notice.HIDDEN_TEXT)

    def _note(self, met: object, notice: Notice) -> None:
        if met:
            self._ledger.notice(notice)

    def _relations(self, name: str, attributes: Attributes) -> Verdict:
        """Give relation attributes their new ids; drop elements that lost the part they stood for."""
        had = lost = 0
        crop, attributes = self._crop(name, attributes)
        for key in [key for key in attributes if key.startswith("r:") or key == "o:relid"]:
            old = attributes[key]
            had += bool(old)
            fresh = self._links.find(old, crop) if old else ""
            if fresh is None:
                lost += 1
                del attributes[key]
            else:
                attributes[key] = fresh
        if had and lost == had and name in table.NEEDS_RELATION:
            return DROP
        return attributes

    def _crop(self, name: str, attributes: Attributes) -> tuple[Crop | None, Attributes]:
        """Give what is to be cut from the picture an element shows, and its attributes once it is cut."""
        if name == "v:imagedata":
            cut = Cut(vml_crop(attributes))
        elif name == "a:blip" and self.cursor.at in self._survey.cuts:
            cut = self._survey.cuts[self.cursor.at]
        else:
            return None, attributes
        if cut.crop is not None and not cut.crop:
            return None, attributes
        shown = attributes.get("r:embed") or attributes.get("r:id") or attributes.get("o:relid", "")
        if cut.crop is None or not self._links.can_crop(shown):
            self._ledger.notice(Notice.CROPPED_PICTURES)
            return None, attributes
        self._survey.verdicts.update(cut.instead)
        return cut.crop, without_vml_crop(attributes)
