"""DOCX, XLSX, PPTX (and their macro and template forms): rebuild the package from the parts that show
content.

Starting at the main part, only relations of known types are followed; every part that stays gets a neutral
name and its XML goes through `ooxml_rules`; pictures and recordings are cleaned as files of their own; all
else stays behind. Macros are taken out and the result is a plain DOCX, XLSX or PPTX; binary workbooks
(xlsb) are refused.
"""

from __future__ import annotations

import posixpath
import re
from dataclasses import dataclass, field
from urllib.parse import unquote

from anonymizer.files import ooxml_rules as table
from anonymizer.files.archive import Archive, NeutralArchive
from anonymizer.files.crops import Crop
from anonymizer.files.errors import Reason, UncleanableFileError
from anonymizer.files.job import Job, damaged
from anonymizer.files.markup import Attributes, filter_xml, read_elements
from anonymizer.files.nested import MEDIA_TYPES, blank_picture, can_crop, clean_nested
from anonymizer.files.ooxml_words import Survey, rule_book
from anonymizer.files.results import Kind, Notice, Trait

_MOST_NESTING = 40
_SAFE_LINK = re.compile(r"(?:https?://|mailto:|tel:)[^\s\\]{1,2000}\Z", re.IGNORECASE)
_OBJECT_TYPE = re.compile(rb"""ObjectType\s*=\s*["'](\w+)["']""")
_MAIN = {"wordprocessingml": "document", "spreadsheetml": "workbook", "presentationml": "presentation"}
_MACRO_MAIN = {"word": "document", "excel": "workbook", "powerpoint": "presentation"}
_FOLDERS = {"document": table.WORD, "workbook": table.SHEET, "presentation": table.SLIDE}
_KINDS = {"document": Kind.DOCX, "workbook": Kind.XLSX, "presentation": Kind.PPTX}
_RELATIONSHIPS = "http://schemas.openxmlformats.org/package/2006/relationships"
_TRANSITIONAL = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/"
_STRICT = "http://purl.oclc.org/ooxml/officeDocument/relationships/"
_DEFAULT_TYPES = {"rels": "application/vnd.openxmlformats-package.relationships+xml", **MEDIA_TYPES}


@dataclass(frozen=True, slots=True)
class Relation:
    """One row of a relationship part."""

    id: str
    kind: str
    target: str
    external: bool
    strict: bool


@dataclass(slots=True)
class _Package:
    """The package being rebuilt."""

    archive: Archive
    output: NeutralArchive
    job: Job
    main: str
    survey: Survey
    names: dict[str, str | None] = field(default_factory=dict)
    media: dict[tuple[str, Crop | None], str | None] = field(default_factory=dict)
    croppable: dict[str, bool] = field(default_factory=dict)
    counts: dict[str, int] = field(default_factory=dict)
    types: dict[str, str] = field(default_factory=dict)
    extensions: set[str] = field(default_factory=lambda: {"rels"})


def clean_open_xml(archive: Archive, job: Job) -> Kind:
    """Write the clean package; raises UncleanableFileError."""
    main_part = _main_part(archive, job)
    main = _main_kind(archive, main_part.target.lstrip("/"), job)
    output = NeutralArchive(job)
    package = _Package(archive, output, job, main, Survey(job.ledger))
    name = f"{_FOLDERS[main]}/{main}.xml"
    base = _STRICT if main_part.strict else _TRANSITIONAL
    output.add("_rels/.rels", _spell_relations([("rId1", base + "officeDocument", name, False)]))
    _keep_xml(package, main_part.target.lstrip("/"), name, table.CONTENT_TYPES[main], 0)
    output.add("[Content_Types].xml", _content_types(package))
    output.close()
    return _KINDS[main]


def _main_part(archive: Archive, job: Job) -> Relation:
    found = None
    for relation in _relations(archive, ""):
        if relation.kind == "officeDocument" and found is None:
            found = relation
        else:
            job.ledger.remove(table.REMOVED_RELATIONS.get(relation.kind, Trait.METADATA))
    if found is None or found.external:
        raise damaged()
    return found


def _main_kind(archive: Archive, part: str, job: Job) -> str:
    """Tell document, workbook and presentation apart by the declared content type."""
    declared: dict[str, str] = {}

    def visit(_: str, values: Attributes) -> None:
        if "PartName" in values:
            declared[values["PartName"].lstrip("/").lower()] = values.get("ContentType", "")
        elif "Extension" in values:
            declared.setdefault("*." + values["Extension"].lower(), values.get("ContentType", ""))

    read_elements(archive.read("[Content_Types].xml"), visit)
    kind = declared.get(part.lower()) or declared.get("*." + part.rpartition(".")[2].lower(), "")
    if "macroEnabled" in kind:
        job.ledger.remove(Trait.MACRO)
    if not kind.endswith("main+xml"):
        raise UncleanableFileError(Reason.UNSUPPORTED_FORMAT)
    for word, main in _MAIN.items():
        if f"openxmlformats-officedocument.{word}." in kind:
            return main
    for word, main in _MACRO_MAIN.items():
        if f"vnd.ms-{word}." in kind:
            return main
    raise UncleanableFileError(Reason.UNSUPPORTED_FORMAT)


def _relations(archive: Archive, part: str) -> list[Relation]:
    folder, name = posixpath.split(part)
    rels = posixpath.join(folder, "_rels", name + ".rels")
    found: list[Relation] = []
    if rels not in archive:
        return found

    def visit(element: str, values: Attributes) -> None:
        if element != "Relationship":
            return
        kind, target = values.get("Type", ""), values.get("Target", "")
        external = values.get("TargetMode", "").lower() == "external"
        if not external:
            target = posixpath.normpath(posixpath.join("/" + folder, unquote(target.partition("#")[0])))[1:]
        found.append(
            Relation(
                values.get("Id", ""), kind.rpartition("/")[2], target, external, kind.startswith(_STRICT)
            )
        )

    read_elements(archive.read(rels), visit)
    if len({relation.id for relation in found}) != len(found):
        raise damaged()
    return found


def _keep_xml(package: _Package, part: str, name: str, content_type: str, depth: int) -> None:
    """Clean one XML part and everything it refers to, and write it under `name`."""
    if depth > _MOST_NESTING:
        raise damaged()
    package.names[part.lower()] = name
    package.types[name] = content_type
    links = _Links(package)
    for relation in _in_order(_relations(package.archive, part)):
        links.add(relation, depth)
    content = package.archive.read(part)
    survey = package.survey
    survey.begin(content)
    rules = rule_book(links, survey, package.job.ledger, settings=content_type.endswith("settings+xml"))
    package.output.add(name, filter_xml(content, rules, package.job.ledger))
    links.count_unused()
    if links.rows:
        folder, last = posixpath.split(name)
        package.output.add(f"{folder}/_rels/{last}.rels", _spell_relations(links.rows))


class _Links:
    """The relations of one part.

    Pictures and recordings follow only once an element shows them, each use with its crop.
    """

    def __init__(self, package: _Package) -> None:
        self.rows: list[tuple[str, str, str, bool]] = []
        self._package = package
        self._ids: dict[tuple[str, Crop | None], str | None] = {}
        self._media: dict[str, Relation] = {}

    def add(self, relation: Relation, depth: int) -> None:
        if relation.kind in table.PICTURE_RELATIONS | table.MEDIA_RELATIONS and not relation.external:
            self._media[relation.id] = relation
        else:
            self._ids[relation.id, None] = self._row(relation, _follow(self._package, relation, depth))

    def find(self, old: str, crop: Crop | None = None) -> str | None:
        """Give the new id of a relation; None when what it points to does not stay."""
        if (old, crop) not in self._ids:
            relation = self._media.get(old)
            fresh = None
            if relation is not None:
                fresh = self._row(relation, _media_target(self._package, relation, crop))
            self._ids[old, crop] = fresh
        return self._ids[old, crop]

    def can_crop(self, old: str) -> bool:
        """Whether a picture's hidden part can be cut off."""
        relation = self._media.get(old)
        return relation is not None and _croppable(self._package, relation)

    def count_unused(self) -> None:
        used = {old for old, _ in self._ids}
        self._package.job.ledger.remove(Trait.UNUSED_DATA, len(self._media.keys() - used))

    def _row(self, relation: Relation, target: str | None) -> str | None:
        if target is None:
            return None
        base = _STRICT if relation.strict else _TRANSITIONAL
        if relation.kind == "media":
            base = "http://schemas.microsoft.com/office/2007/relationships/"
        self.rows.append((f"rId{len(self.rows) + 1}", base + relation.kind, target, relation.external))
        return f"rId{len(self.rows)}"


def _in_order(relations: list[Relation]) -> list[Relation]:
    """Put shared strings last: which of them are used is known once the sheets have been read."""
    return sorted(relations, key=lambda relation: relation.kind == "sharedStrings")


def _follow(package: _Package, relation: Relation, depth: int) -> str | None:
    """Give the new target of a relation, or None when it does not stay."""
    kind, ledger = relation.kind, package.job.ledger
    if relation.external:
        if kind in table.LINK_RELATIONS and _SAFE_LINK.match(relation.target):
            ledger.notice(Notice.LINKS_KEPT)
            return relation.target
        ledger.remove(Trait.LINK)
        return None
    known = relation.target.lower()
    if known in package.names:
        name = package.names[known]
        return None if name is None else "/" + name
    if kind in table.PARTS:
        path, content_type = table.PARTS[kind]
        name = _new_name(package, path) + ".xml"
        folder = _FOLDERS[package.main]
        content_type = table.STYLE_TYPES.get(folder, "") if kind == "styles" else content_type
        if kind == "notesSlide":
            ledger.notice(Notice.SPEAKER_NOTES)
        _keep_xml(package, relation.target, name, content_type, depth + 1)
        return "/" + name
    package.names[known] = None
    ledger.remove(table.REMOVED_RELATIONS.get(kind, Trait.METADATA))
    if kind in table.LOSES_CONTENT or (kind == "vmlDrawing" and _draws_controls(package, relation.target)):
        ledger.notice(Notice.PART_DROPPED)
    if kind in table.LOSES_PICTURES:
        ledger.notice(Notice.PICTURE_DROPPED)
    return None


def _draws_controls(package: _Package, target: str) -> bool:
    """Whether an old drawing of a sheet holds more than the frames of comments: buttons, boxes, lists."""
    if target not in package.archive:
        return False
    kinds = _OBJECT_TYPE.findall(package.archive.read(target).replace(b"\x00", b""))
    return any(kind != b"Note" for kind in kinds)


def _new_name(package: _Package, path: str) -> str:
    number = package.counts[path] = package.counts.get(path, 0) + 1
    if "{n}" not in path and number > 1:
        path += "{n}"
    return f"{_FOLDERS[package.main]}/{path.format(n=number)}"


def _media_target(package: _Package, relation: Relation, crop: Crop | None) -> str | None:
    key = relation.target.lower(), crop
    if key not in package.media:
        package.media[key] = _keep_media(package, relation, crop)
    name = package.media[key]
    return None if name is None else "/" + name


def _keep_media(package: _Package, relation: Relation, crop: Crop | None) -> str | None:
    clean = clean_nested(package.archive.read(relation.target), package.job, crop)
    if clean is None:
        package.job.ledger.notice(Notice.PICTURE_DROPPED)
        if relation.kind not in table.PICTURE_RELATIONS:
            return None
        clean = blank_picture(), "png"
    content, extension = clean
    package.extensions.add(extension)
    name = f"{_new_name(package, 'media/media{n}')}.{extension}"
    package.output.add(name, content)
    return name


def _croppable(package: _Package, relation: Relation) -> bool:
    known = relation.target.lower()
    if known not in package.croppable:
        package.croppable[known] = can_crop(package.archive.read(relation.target), package.job)
    return package.croppable[known]


def _spell_relations(rows: list[tuple[str, str, str, bool]]) -> bytes:
    lines = [
        f'<Relationship Id="{number}" Type="{kind}" Target="{_escape(target)}"'
        + (' TargetMode="External"/>' if external else "/>")
        for number, kind, target, external in rows
    ]
    return (
        f'<?xml version="1.0" encoding="UTF-8"?>\n<Relationships xmlns="{_RELATIONSHIPS}">'
        + "".join(lines)
        + "</Relationships>"
    ).encode()


def _escape(value: str) -> str:
    return value.replace("&", "&amp;").replace("<", "&lt;").replace('"', "&quot;")


def _content_types(package: _Package) -> bytes:
    defaults = [
        f'<Default Extension="{extension}" ContentType="{_DEFAULT_TYPES[extension]}"/>'
        for extension in sorted(package.extensions)
    ]
    overrides = [
        f'<Override PartName="/{name}" ContentType="{kind}"/>' for name, kind in package.types.items()
    ]
    space = "http://schemas.openxmlformats.org/package/2006/content-types"
    body = "".join(defaults + overrides)
    return f'<?xml version="1.0" encoding="UTF-8"?>\n<Types xmlns="{space}">{body}</Types>'.encode()
