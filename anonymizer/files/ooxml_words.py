"""The rules of one office part: what its relations, fields, formulas and hidden pieces mean for what
stays."""

from __future__ import annotations

import re
from dataclasses import dataclass

from anonymizer.files import ooxml_rules as table
from anonymizer.files.job import Ledger
from anonymizer.files.markup import DROP, UNWRAP, Attributes, Cursor, RuleBook, Verdict, read_text
from anonymizer.files.results import Notice, Trait

_NEUTRAL_NAME = "-"
_OUTSIDE_FORMULA = re.compile(r"\[\d+\]|\.xl|://|\\|\|", re.IGNORECASE)
_SAFE_SHAPE_ID = re.compile(r"_x0000_[a-z]\d{1,6}\Z")
_KEPT_BOOKMARK = re.compile(r"(?!_)|_Toc|_Ref")
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
_OLE_WRAPPERS = frozenset(
    {"graphicFrame", "graphic", "graphicData", "oleObj", "AlternateContent", "Fallback"}
)
_TRUE = frozenset({"1", "true", "on"})


class Survey:
    """What must be known about a part before its first byte is written, and what sheets tell the strings."""

    def __init__(self, ledger: Ledger) -> None:
        self.verdicts: dict[int, Verdict] = {}
        self.used_strings: set[int] = set()
        self._ledger = ledger

    def begin(self, content: bytes) -> None:
        """Read the part once when it may hold deleted table rows, fields or embedded objects."""
        self.verdicts = {}
        wide = content[:2] in (b"\xff\xfe", b"\xfe\xff")
        if wide or any(word in content for word in (b"fldChar", b"trPr", b"oleObj")):
            scan = _Scan(self.verdicts, self._ledger)
            read_text(content, scan.visit, scan.text, scan.cursor)


@dataclass(slots=True)
class _Field:
    """One open field of Word: the places of its marks and its code."""

    places: list[int]
    code: list[str]


class _Scan:
    """Find table rows marked as deleted, fields whose code may not stay, and frames around embedded
    objects."""

    def __init__(self, verdicts: dict[int, Verdict], ledger: Ledger) -> None:
        self.cursor = Cursor()
        self._verdicts = verdicts
        self._ledger = ledger
        self._parents: list[str] = []
        self._rows: list[int] = []
        self._fields: list[_Field] = []
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
        elif name == "instrText" and self._fields:
            self._fields[-1].places.append(self.cursor.at)
        elif name == "fldChar":
            self._field(values.get("fldCharType", ""))
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
        elif name == "/graphicFrame" and self._frame is not None:
            if "oleObj" in self._frame_holds:
                self._ledger.remove(Trait.EMBEDDED_FILE)
                drawn = "pic" in self._frame_holds
                self._verdicts.update(self._frame if drawn else [(self._frame[0][0], DROP)])
            self._frame = None

    def _field(self, kind: str) -> None:
        if kind == "begin":
            self._fields.append(_Field([], []))
        if self._fields:
            self._fields[-1].places.append(self.cursor.at)
        if kind == "end" and self._fields:
            done = self._fields.pop()
            if not _stays_a_field("".join(done.code)):
                self._ledger.remove(Trait.SCRIPT)
                self._verdicts.update(dict.fromkeys(done.places, DROP))

    def text(self, text: str) -> None:
        if self._fields and self._parents and self._parents[-1] == "instrText":
            self._fields[-1].code.append(text)


def _stays_a_field(code: str) -> bool:
    """Allow a field by its first word, and nothing in it that could name a file or a place."""
    words = code.split()
    return (
        bool(words) and words[0].upper() in table.FIELD_WORDS and not re.search(r'"[^"]*[/\\:][^"]*"', code)
    )


def rule_book(mapping: dict[str, str | None], survey: Survey, ledger: Ledger, *, settings: bool) -> RuleBook:
    """Make the rules for one part; `mapping` gives the new id of each relation, None when it went."""
    rules = _PartRules(mapping, survey, ledger, settings=settings)
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
        dropped=table.DROPPED,
        unwrapped=table.UNWRAPPED,
        dropped_attributes=table.DROPPED_ATTRIBUTES,
        attribute_beginnings=table.ATTRIBUTE_BEGINNINGS,
        elements={
            "w:fldSimple": _simple_field,
            "w:bookmarkStart": _bookmark,
            ":c": rules.cell,
            ":si": rules.shared_string,
            ":definedName": rules.defined_name,
        },
        leaves={
            ":t": rules.string_text,
            ":v": rules.cell_value,
            ":definedName": rules.formula,
            **dict.fromkeys(formulas, rules.formula),
        },
        wildcard=rules.wildcard,
        at=survey.verdicts,
        ignorable=table.IGNORABLE,
        text_in=table.TEXT_IN,
    )


def _simple_field(attributes: Attributes) -> Verdict:
    return attributes if _stays_a_field(attributes.get("w:instr", "")) else UNWRAP


def _bookmark(attributes: Attributes) -> Verdict:
    return attributes if _KEPT_BOOKMARK.match(attributes.get("w:name", "")) else DROP


class _PartRules:
    """The special rules of one part, with the little they must remember while it passes."""

    def __init__(
        self, mapping: dict[str, str | None], survey: Survey, ledger: Ledger, *, settings: bool
    ) -> None:
        self._mapping, self._survey, self._ledger, self._settings = mapping, survey, ledger, settings
        self._strings = -1
        self._string_cell = False
        self._string_shown = True
        self._lost_formulas: set[str] = set()
        self._quiet: set[str] = set()

    def cell(self, attributes: Attributes) -> Verdict:
        self._string_cell = attributes.get("t") == "s"
        return attributes

    def cell_value(self, text: str, _: Attributes) -> str:
        if self._string_cell and text.strip().isdigit():
            self._survey.used_strings.add(int(text))
        return text

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
        return DROP if hidden else attributes

    def formula(self, text: str, attributes: Attributes) -> str | None:
        """Drop formulas that reach outside the workbook; the last value stays in the cell."""
        group = attributes.get("si", "")
        if _OUTSIDE_FORMULA.search(text):
            self._lost_formulas.add(group)
            self._ledger.remove(Trait.LINK)
            return None
        return None if group and not text and group in self._lost_formulas else text

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
        listed = name in _NAMED or name in _THEME_NAMES or name in _MAY_BE_HIDDEN
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
        elif name.startswith("v:"):
            self._vml(attributes)
        elif name.startswith("a:hlink") and _SCRIPT_ACTION.match(attributes.get("action", "")):
            self._ledger.remove(Trait.SCRIPT)
            return DROP
        self._note_hidden(name, attributes)
        return attributes

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
        for key in [key for key in attributes if key.startswith("r:") or key == "o:relid"]:
            old = attributes[key]
            had += bool(old)
            fresh = self._mapping.get(old) if old else ""
            if fresh is None:
                lost += 1
                del attributes[key]
            else:
                attributes[key] = fresh
        if had and lost == had and name in table.NEEDS_RELATION:
            return DROP
        return attributes
