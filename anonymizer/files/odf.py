"""ODT, ODS, ODP: rebuild the package from content, styles, pictures and embedded charts.

Source: OASIS OpenDocument 1.3 parts 2 and 3. Tracked changes are accepted: the list of changes with the
deleted text goes, the marks in the text go. Fields keep their text. Scripts, forms, settings, thumbnails
and metadata stay behind; objects other than OpenDocument ones leave only their picture.
"""

from __future__ import annotations

import posixpath
import re
from dataclasses import dataclass
from urllib.parse import unquote

from anonymizer.files.archive import Archive, NeutralArchive
from anonymizer.files.crops import Crop, Grid
from anonymizer.files.errors import Reason, UncleanableFileError
from anonymizer.files.job import Job, damaged
from anonymizer.files.markup import (
    DROP,
    UNWRAP,
    Attributes,
    Cursor,
    ElementRule,
    RuleBook,
    Verdict,
    filter_xml,
    read_elements,
)
from anonymizer.files.nested import MEDIA_TYPES, blank_picture, can_crop, clean_nested, grid_of
from anonymizer.files.odf_crops import Clips, Pictures, plan_clips
from anonymizer.files.odf_names import KNOWN
from anonymizer.files.odf_values import TEXT_IN, OdfNames, formula_spaces, plain_value
from anonymizer.files.results import Kind, Notice, Trait

_BASE = "application/vnd.oasis.opendocument."
_KINDS = {
    _BASE + "text": Kind.ODT,
    _BASE + "text-template": Kind.ODT,
    _BASE + "spreadsheet": Kind.ODS,
    _BASE + "spreadsheet-template": Kind.ODS,
    _BASE + "presentation": Kind.ODP,
    _BASE + "presentation-template": Kind.ODP,
}
_OASIS = "urn:oasis:names:tc:opendocument:xmlns:"
NAMESPACES: dict[str, str] = {
    **{
        f"{_OASIS}{name}:1.0": prefix
        for name, prefix in (
            ("office", "office"), ("text", "text"), ("table", "table"), ("style", "style"), ("drawing",
            "draw"),
            ("presentation", "presentation"), ("chart", "chart"), ("datastyle", "number"), ("dr3d", "dr3d"),
            ("xsl-fo-compatible", "fo"), ("svg-compatible", "svg"), ("animation", "anim"),
            ("smil-compatible", "smil"),
        )
    },
    "http://www.w3.org/1999/xlink": "xlink",
    "http://www.w3.org/1998/Math/MathML": "math",
    "urn:org:documentfoundation:names:experimental:office:xmlns:loext:1.0": "loext",
}  # fmt: skip

_GROUPS: tuple[tuple[Trait | None, str], ...] = (
    (Trait.TRACKED_CHANGE, "text:tracked-changes text:change text:change-start text:change-end"),
    (Trait.TRACKED_CHANGE, "table:tracked-changes"),
    (Trait.COMMENT, "office:annotation office:annotation-end"),
    (Trait.SCRIPT, "office:scripts office:event-listeners presentation:event-listener text:script"),
    (Trait.FORM_FIELD, "office:forms"),
    (Trait.DESCRIPTION, "svg:title svg:desc text:meta-field"),
    (Trait.LINK, "table:cell-range-source table:table-source table:dde-links text:dde-connection-decls"),
    (
        Trait.LINK,
        "office:dde-source text:section-source table:database-source-sql table:database-source-table",
    ),
    (Trait.DESCRIPTION, "table:help-message table:error-message math:annotation math:annotation-xml"),
    (Trait.DESCRIPTION, "text:toc-mark text:toc-mark-start text:toc-mark-end text:user-index-mark"),
    (Trait.DESCRIPTION, "text:user-index-mark-start text:user-index-mark-end text:alphabetical-index-mark"),
    (Trait.DESCRIPTION, "text:alphabetical-index-mark-start text:alphabetical-index-mark-end"),
    (Trait.UNUSED_DATA, "table:filter table:sort table:subtotal-rules"),
    (Trait.UNUSED_DATA, "table:data-pilot-tables table:scenario table:consolidation table:label-ranges"),
    (Trait.EMBEDDED_FILE, "draw:plugin draw:applet draw:floating-frame office:binary-data draw:object-ole"),
    (Trait.SETTINGS, "office:settings text:user-field-decls text:variable-decls draw:glue-point office:meta"),
    (Trait.SETTINGS, "svg:font-face-src svg:definition-src text:alphabetical-index-auto-mark-file"),
)
_DROPPED = {name: trait for trait, names in _GROUPS for name in names.split()}
_FILE_FIELDS: tuple[tuple[Trait, str], ...] = (
    (Trait.AUTHOR, "author-name author-initials initial-creator creator printed-by sender-firstname"),
    (Trait.AUTHOR, "sender-lastname sender-initials sender-title sender-position sender-email sender-street"),
    (Trait.AUTHOR, "sender-phone-private sender-phone-work sender-fax sender-company sender-city"),
    (Trait.AUTHOR, "sender-postal-code sender-country sender-state-or-province"),
    (Trait.TIME, "print-date print-time creation-date creation-time modification-date modification-time"),
    (Trait.TIME, "editing-duration"),
    (Trait.REVISION_MARK, "editing-cycles"),
    (Trait.METADATA, "file-name template-name user-defined"),
    (Trait.DESCRIPTION, "keywords description"),
)
"""Fields whose text comes from the file's properties and tells who, when and under which name."""
_PATH_FORMULA = re.compile(r'\bCELL\(\s*"(?:filename|nama)|\bINFO\(', re.IGNORECASE)
_FIELDS = (
    "title subject date time user-field-get user-field-input database-display database-name"
    " database-next database-row-select execute-macro dde-connection text-input conditional-text"
    " hidden-text hidden-paragraph variable-get variable-set variable-input expression placeholder meta"
    " measure bibliography-mark"
)
_UNWRAPPED: dict[str, Trait | None] = {f"text:{name}": None for name in _FIELDS.split()}
_DROPPED_ATTRIBUTES: dict[str, Trait | None] = {
    "text:id": None,
    "text:change-id": Trait.TRACKED_CHANGE,
    "table:protection-key": Trait.SETTINGS, "text:protection-key": Trait.SETTINGS,
    "xlink:title": Trait.DESCRIPTION,
    "office:target-frame-name": None, "table:script": Trait.SCRIPT, "draw:notify-on-update-of-ranges": None,
    "office:string-value": None, "style:display-name": None, "text:string-value": None,
    "office:name": None, "draw:mime-type": None, "draw:filter-name": None,
    "table:database-name": None, "text:connection-name": None,
}  # fmt: skip
_SAFE_LINK = re.compile(r"(?:https?://|mailto:|tel:)[^\s\\]{1,2000}\Z", re.IGNORECASE)
_OUTSIDE_FORMULA = re.compile(r"'[a-z]{2,10}:|://|DDE\(|WEBSERVICE\(|\\", re.IGNORECASE)
_MANIFEST = "urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"
_STAYING = ("content.xml", "styles.xml")


@dataclass(frozen=True, slots=True)
class _Place:
    """Where a document of the package lay, where it lies now, and within how many others."""

    folder: str
    new_folder: str
    depth: int


def _path(folder: str, address: str) -> str:
    return posixpath.normpath(posixpath.join(folder, unquote(address)))


class _Rebuild:
    """The package being rebuilt: which old paths went where."""

    def __init__(self, archive: Archive, output: NeutralArchive, job: Job) -> None:
        self.archive, self.output, self.job = archive, output, job
        self.entries: list[tuple[str, str]] = []
        self._moved: dict[tuple[str, Crop | None], str | None] = {}
        self._names = OdfNames(sheets=True)

    def add_document(self, folder: str, new_folder: str, media_type: str, depth: int) -> None:
        """Clean content and styles of the document in `folder` ("" is the whole file)."""
        self.entries.append((new_folder or "/", media_type))
        if not folder:
            self._names = OdfNames(sheets="spreadsheet" in media_type)
        contents = {
            name: self.archive.read(folder + name) for name in _STAYING if folder + name in self.archive
        }
        plan = plan_clips(contents, self._pictures(folder))
        for name, content in contents.items():
            rules = self._rules(_Place(folder, new_folder, depth), plan[name])
            self.output.add(new_folder + name, filter_xml(content, rules, self.job.ledger))
            self.entries.append((new_folder + name, "text/xml"))

    def _pictures(self, folder: str) -> Pictures:
        """Answer what the plan of crops asks; each picture is opened once."""
        known: dict[str, tuple[bool, Grid | None]] = {}

        def look(address: str) -> tuple[bool, Grid | None]:
            path = _path(folder, address)
            if path not in known:
                content = self.archive.read(path) if path in self.archive else b""
                grid = grid_of(content) if self.job.pictures else None
                known[path] = can_crop(content, self.job), grid
            return known[path]

        return Pictures(
            lambda address: look(address)[0],
            lambda address: look(address)[1],
            lambda: self.job.ledger.notice(Notice.CROPPED_PICTURES),
        )

    def _rules(self, place: _Place, clips: Clips) -> RuleBook:
        cursor = Cursor()
        in_path_cell = False
        in_values: dict[str, str] = {}

        def wildcard(name: str, attributes: Attributes) -> Verdict:
            nonlocal in_path_cell
            if name.startswith("loext:"):
                return UNWRAP
            if name == "table:table-cell":
                in_path_cell = bool(_PATH_FORMULA.search(attributes.get("table:formula", "")))
            elif in_path_cell and name == "text:p":
                return self._empty_field(Trait.METADATA)
            _note_hidden(name, attributes, self.job)
            if attributes.pop("fo:clip", None) is not None and cursor.at in clips.kept:
                attributes["fo:clip"] = clips.kept[cursor.at]
            if _OUTSIDE_FORMULA.search(attributes.get("table:formula", "")):
                del attributes["table:formula"]
                self.job.ledger.remove(Trait.LINK)
            if self._names.rename(name, attributes) is DROP:
                return DROP
            in_values.update(formula_spaces(attributes))
            if "xlink:href" not in attributes:
                return attributes
            return self._link(name, attributes, place, clips.crops.get(cursor.at))

        return RuleBook(
            namespaces=NAMESPACES,
            known=KNOWN,
            dropped=_DROPPED,
            unwrapped=_UNWRAPPED,
            dropped_attributes=_DROPPED_ATTRIBUTES,
            elements=self._file_fields(),
            wildcard=wildcard,
            value=plain_value,
            text_in=TEXT_IN,
            cursor=cursor,
            in_values=in_values,
        )

    def _file_fields(self) -> dict[str, ElementRule]:
        def rule(trait: Trait) -> ElementRule:
            return lambda _: self._empty_field(trait)

        return {f"text:{name}": rule(trait) for trait, names in _FILE_FIELDS for name in names.split()}

    def _empty_field(self, trait: Trait) -> Verdict:
        self.job.ledger.remove(trait)
        self.job.ledger.notice(Notice.FIELDS_EMPTIED)
        return DROP

    def _link(self, name: str, attributes: Attributes, place: _Place, crop: Crop | None) -> Verdict:
        target = attributes["xlink:href"]
        if name == "text:a" or name == "draw:a":
            if target.startswith("#"):
                mark = self._names.local_link(target)
                return UNWRAP if mark is None else attributes | {"xlink:href": mark}
            if _SAFE_LINK.match(target):
                self.job.ledger.notice(Notice.LINKS_KEPT)
                return attributes
            self.job.ledger.remove(Trait.LINK)
            return UNWRAP
        if target == "" or target.startswith("#"):
            return attributes
        if name == "chart:chart":
            del attributes["xlink:href"]  # where the chart's numbers are: in the document around it
            return attributes | ({"xlink:href": ".."} if target == ".." else {})
        path = _path(place.folder, target)
        if self._shows_kept_object(path):
            self.job.ledger.remove(Trait.THUMBNAIL)
            return DROP
        fresh = self._move(path, crop, place.depth if name == "draw:object" else None)
        if fresh is None:
            return DROP
        attributes["xlink:href"] = posixpath.relpath(fresh, place.new_folder or ".")
        return attributes

    def _shows_kept_object(self, path: str) -> bool:
        """Whether this is the picture of an object that stays and is drawn anew from its content."""
        folder, name = posixpath.split(path)
        kept = self._moved.get((posixpath.join(posixpath.dirname(folder), name), None))
        return posixpath.basename(folder) == "ObjectReplacements" and kept is not None

    def _move(self, old: str, crop: Crop | None, depth: int | None) -> str | None:
        """Clean the object at `old` (or, without `depth`, the picture) once; None when it does not stay."""
        key = old, crop
        if key not in self._moved:
            self._moved[key] = None  # a document that holds itself ends here
            self._moved[key] = self._picture(old, crop) if depth is None else self._object(old, depth)
        return self._moved[key]

    def _object(self, old: str, depth: int) -> str | None:
        if old + "/content.xml" not in self.archive or depth > 3:
            self.job.ledger.remove(Trait.EMBEDDED_FILE)
            return None
        fresh = f"Object {len(self._moved)}"
        kind = _media_type_of(self.archive.read(old + "/content.xml"))
        self.add_document(old + "/", fresh + "/", kind, depth + 1)
        return fresh

    def _picture(self, old: str, crop: Crop | None) -> str | None:
        if old not in self.archive:
            self.job.ledger.remove(Trait.LINK)
            return None
        clean = clean_nested(self.archive.read(old), self.job, crop)
        if clean is None:
            self.job.ledger.notice(Notice.PICTURE_DROPPED)
            clean = blank_picture(), "png"
        content, extension = clean
        fresh = f"Pictures/{len(self._moved)}.{extension}"
        self.output.add(fresh, content)
        self.entries.append((fresh, MEDIA_TYPES[extension]))
        return fresh


def clean_open_document(archive: Archive, job: Job) -> Kind:
    """Write the clean package; raises UncleanableFileError."""
    media_type = archive.read("mimetype").decode("ascii", "replace").strip()
    kind = _KINDS.get(media_type)
    if kind is None:
        raise UncleanableFileError(Reason.UNSUPPORTED_FORMAT)
    _refuse_encrypted(archive)
    output = NeutralArchive(job)
    output.add("mimetype", media_type.encode(), stored=True)
    rebuild = _Rebuild(archive, output, job)
    rebuild.add_document("", "", media_type, 0)
    output.add("META-INF/manifest.xml", _spell_manifest(rebuild.entries))
    output.close()
    _count_left_out(archive, job)
    return kind


def _refuse_encrypted(archive: Archive) -> None:
    def visit(name: str, _: Attributes) -> None:
        if name == "encryption-data":
            raise UncleanableFileError(Reason.ENCRYPTED)

    if "META-INF/manifest.xml" not in archive:
        raise damaged()
    read_elements(archive.read("META-INF/manifest.xml"), visit)


def _count_left_out(archive: Archive, job: Job) -> None:
    for beginning, trait in (
        ("meta.xml", Trait.AUTHOR),
        ("Thumbnails/", Trait.THUMBNAIL),
        ("Basic/", Trait.MACRO),
        ("Scripts/", Trait.MACRO),
        ("Configurations2/", Trait.SETTINGS),
        ("settings.xml", Trait.SETTINGS),
        ("META-INF/documentsignatures.xml", Trait.IDENTIFIER),
    ):
        job.ledger.remove(trait, sum(name.startswith(beginning) for name in archive.names()))


def _note_hidden(name: str, attributes: Attributes, job: Job) -> None:
    if attributes.get("text:display") == "none":
        job.ledger.notice(Notice.HIDDEN_TEXT)
    if name == "style:table-properties" and attributes.get("table:display") == "false":
        job.ledger.notice(Notice.HIDDEN_SHEETS)
    if attributes.get("table:visibility") in ("collapse", "filter"):
        job.ledger.notice(Notice.HIDDEN_ROWS_OR_COLUMNS)
    if attributes.get("presentation:visibility") == "hidden":
        job.ledger.notice(Notice.HIDDEN_SLIDES)
    if name == "presentation:notes":
        job.ledger.notice(Notice.SPEAKER_NOTES)


def _media_type_of(content: bytes) -> str:
    """Tell what an embedded document is from the element within its body."""
    names: list[str] = []
    read_elements(content, lambda name, _: names.append(name) if len(names) < 200_000 else None)
    inner = names[names.index("body") + 1] if "body" in names[:-1] else "formula"
    known = {"chart", "text", "spreadsheet", "presentation", "drawing", "formula"}
    return _BASE + {"drawing": "graphics"}.get(inner, inner if inner in known else "formula")


def _spell_manifest(entries: list[tuple[str, str]]) -> bytes:
    rows = "".join(
        f'<manifest:file-entry manifest:full-path="{path}" manifest:media-type="{kind}"/>'
        for path, kind in entries
    )
    return (
        f'<?xml version="1.0" encoding="UTF-8"?>\n<manifest:manifest xmlns:manifest="{_MANIFEST}" '
        f'manifest:version="1.3">{rows}</manifest:manifest>'
    ).encode()
