"""PDF: rebuild the file from pages and what draws them.

The catalogue keeps only the page tree; pages, resources, fonts and pictures keep only known keys. Form
fields and visible annotations become part of the page, notes and attachments go, links to web addresses are
written anew. Content streams lose comments and marked content (alternate texts, property lists). JPEG and
JPEG 2000 pictures are stripped, colour profiles made neutral. Source: ISO 32000-2.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from functools import partial
from typing import TYPE_CHECKING, BinaryIO, cast

import pikepdf
from pikepdf import Array, Dictionary, Name, Object, Stream

from anonymizer.files.errors import Reason, UncleanableFileError
from anonymizer.files.fonts import TYPE1_END, neutral_font
from anonymizer.files.icc import neutral_profile
from anonymizer.files.job import Job, Ledger
from anonymizer.files.pdf_flatten import Flattener
from anonymizer.files.pdf_images import (
    blank_image,
    channels_of,
    filters_of,
    may_stay_inline,
    object_of,
    patiently,
    undo,
)
from anonymizer.files.pdf_layers import Layers
from anonymizer.files.pdf_rules import (
    DESCRIPTOR,
    DRAWN,
    FLATTENED,
    FONT,
    FORBIDDEN,
    FORM,
    HIDDEN_OR_NO_VIEW,
    IMAGE,
    INFO_TRAITS,
    MARKED_CONTENT,
    NAME_IN_CONTENT,
    NAMED,
    NUMBERS_ONLY,
    OTHER,
    PACKED_PIXELS,
    PAGE,
    PAGE_TREE,
    PIXEL_FILTERS,
    RESOURCES,
    SAFE_LINK,
    SHOWN,
    SPARE_BYTES,
    TAIL_BYTES,
    UNHEARD,
    WORTH_PARSING,
    key_names,
)
from anonymizer.files.pdf_values import Values, calculator, character_map, jbig2, sampled
from anonymizer.files.results import Kind, Notice, Trait
from anonymizer.files.segments import strip_jpeg, strip_jpeg2000

if TYPE_CHECKING:
    from _typeshed import ReadableBuffer


def open_random_device() -> None:
    """Let the library open its source of randomness, which it wants for locked files, while it may."""
    with pikepdf.new() as blank:
        blank.save(io.BytesIO(), encryption=pikepdf.Encryption(owner="-", user="-"))


def clean_pdf(job: Job) -> Kind:
    """Write the clean PDF; raises UncleanableFileError."""
    try:
        _clean(job)
    except (pikepdf.PdfError, pikepdf.DataDecodingError) as error:
        if "bad_alloc" in str(error):
            raise UncleanableFileError(Reason.UNPACKS_TOO_LARGE) from None
        raise
    return Kind.PDF


def _clean(job: Job) -> None:
    _note_ends(job)
    job.source.seek(0)
    try:
        pdf = pikepdf.open(job.source)
    except pikepdf.PasswordError:
        raise UncleanableFileError(Reason.ENCRYPTED) from None
    with pdf:
        if pdf.is_encrypted:
            raise UncleanableFileError(Reason.ENCRYPTED)
        if len(pdf.pages) > job.limits.pages:
            raise UncleanableFileError(Reason.UNPACKS_TOO_LARGE)
        if not len(pdf.pages):
            raise UncleanableFileError(Reason.EMPTY)
        _Rebuild(pdf, job).run()
        bounded = _Bounded(job.target, job.limits.output_bytes)
        pdf.save(
            cast(BinaryIO, bounded),
            deterministic_id=True,
            object_stream_mode=pikepdf.ObjectStreamMode.generate,
            recompress_flate=True,
            fix_metadata_version=False,
            linearize=False,
        )
    if bounded.full:
        raise UncleanableFileError(Reason.UNPACKS_TOO_LARGE)
    _prove(job)


class _Bounded(io.RawIOBase):
    """The target of the copy; what is beyond its limit is not written, as the library dies of errors."""

    def __init__(self, target: BinaryIO, most: int) -> None:
        super().__init__()
        self._target, self._most = target, most
        self.full = False

    def writable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def write(self, chunk: ReadableBuffer, /) -> int:
        size = memoryview(chunk).nbytes
        self.full = self.full or self._target.tell() + size > self._most
        if not self.full:
            self._target.write(chunk)
        return size

    def seek(self, offset: int, whence: int = io.SEEK_SET, /) -> int:
        return self._target.seek(offset, whence)

    def tell(self) -> int:
        return self._target.tell()


def _note_ends(job: Job) -> None:
    """Count what lies before the header, behind the last end mark, and older versions in between."""
    content = job.read_all()
    ends = content.count(b"%%EOF")
    linearized = b"/Linearized" in content[:TAIL_BYTES]
    job.ledger.remove(Trait.OLD_REVISION, max(0, ends - 1 - linearized))
    behind = content[content.rfind(b"%%EOF") + 5 :].strip() if ends else b""
    job.ledger.remove(Trait.TRAILING_DATA, bool(behind) + (not content.startswith(b"%PDF-")))


def _prove(job: Job) -> None:
    """Read the copy again: no key that could carry metadata may be left in any object."""
    job.target.seek(0)
    with pikepdf.open(job.target) as pdf:
        if set(pdf.trailer.keys()) & {"/Info"} or set(pdf.Root.keys()) - {"/Type", "/Pages"}:
            raise UncleanableFileError(Reason.NOT_PROVEN)
        for found in pdf.objects:
            if isinstance(found, Dictionary | Stream) and FORBIDDEN & set(found.keys()):
                raise UncleanableFileError(Reason.NOT_PROVEN)


def _is_drawn(instruction: pikepdf.ContentStreamInstruction) -> bool:
    """Whether a reader would draw this: an operator it knows, with text only where text is shown."""
    operator = str(instruction.operator)
    text = any(isinstance(operand, pikepdf.String) for operand in instruction.operands)
    named = any(isinstance(operand, Name) for operand in instruction.operands)
    return operator in DRAWN and (not text or operator in SHOWN) and (not named or operator in NAMED)


class _Rebuild:
    def __init__(self, pdf: pikepdf.Pdf, job: Job) -> None:
        self._pdf, self._job = pdf, job
        self._ledger: Ledger = job.ledger
        self._seen: set[tuple[int, int]] = set()
        self._pending: list[Callable[[], None]] = []
        self._values = Values()
        self._moved = 0

    def run(self) -> None:
        self._note_catalogue()
        layers = Layers(self._pdf.Root)
        flattener = Flattener(self._pdf, self._ledger)
        links = []
        for page in self._pdf.pages:
            shown, found = self._sort_annotations(page, layers)
            flattener.draw(page, shown)
            links.append(found)
        if layers.drop(self._pdf):
            self._ledger.notice(Notice.LAYERS_DROPPED)
        if layers.any_on:
            self._ledger.notice(Notice.LAYERS_SHOWN)
        for key in sorted(set(self._pdf.Root.keys()) - {"/Type", "/Pages"}):
            del self._pdf.Root[key]
        for key in sorted(set(self._pdf.trailer.keys()) - {"/Root", "/Size", "/ID"}):
            del self._pdf.trailer[key]
        self._pdf.remove_unreferenced_resources()
        self._page_tree(self._pdf.Root.Pages, 0)
        for page, found in zip(self._pdf.pages, links, strict=True):
            self._page(page, found)
        while self._pending:
            self._pending.pop()()

    def _note_catalogue(self) -> None:
        root, ledger = self._pdf.Root, self._ledger
        info = self._pdf.trailer.get("/Info")
        if isinstance(info, Dictionary):
            for key in sorted(set(info.keys())):
                ledger.remove(INFO_TRAITS.get(key, Trait.METADATA))
        for key, trait in (
            ("/Metadata", Trait.METADATA), ("/OpenAction", Trait.SCRIPT), ("/AA", Trait.SCRIPT),
            ("/PieceInfo", Trait.METADATA), ("/AF", Trait.EMBEDDED_FILE),
            ("/Collection", Trait.EMBEDDED_FILE), ("/OutputIntents", Trait.COLOUR_PROFILE),
            ("/Outlines", Trait.DESCRIPTION), ("/Perms", Trait.IDENTIFIER),
            ("/StructTreeRoot", Trait.METADATA), ("/PageLabels", Trait.SETTINGS),
            ("/Threads", Trait.METADATA),
        ):  # fmt: skip
            ledger.remove(trait, int(key in root))
        names = root.get("/Names")
        if isinstance(names, Dictionary):
            ledger.remove(Trait.SCRIPT, int("/JavaScript" in names))
            ledger.remove(Trait.EMBEDDED_FILE, int("/EmbeddedFiles" in names))
        form = root.get("/AcroForm")
        if isinstance(form, Dictionary) and "/XFA" in form:
            ledger.remove(Trait.SCRIPT)
            if not len(form.get("/Fields", Array())):
                raise UncleanableFileError(Reason.UNSUPPORTED_FORMAT)
        ledger.remove(Trait.IDENTIFIER, int("/ID" in self._pdf.trailer))

    def _sort_annotations(
        self, page: pikepdf.Page, layers: Layers
    ) -> tuple[list[Dictionary], list[Dictionary]]:
        """Give the annotations that become part of the page, and the web links, written anew."""
        annotations = page.obj.get("/Annots")
        shown: list[Dictionary] = []
        links: list[Dictionary] = []
        for annotation in annotations if isinstance(annotations, Array) else []:
            if not isinstance(annotation, Dictionary):
                continue
            kind = str(annotation.get("/Subtype", ""))
            self._note_annotation(annotation, kind)
            if int(annotation.get("/F", 0)) & HIDDEN_OR_NO_VIEW and kind != "/Link":
                continue
            if layers.hides(annotation):
                self._ledger.notice(Notice.LAYERS_DROPPED)
            elif kind == "/Link":
                links.extend(self._link(annotation))
            elif kind in FLATTENED:
                shown.append(annotation)
        if annotations is not None:
            del page.obj["/Annots"]
        return shown, links

    def _note_annotation(self, annotation: Dictionary, kind: str) -> None:
        ledger = self._ledger
        if kind == "/Link":
            return
        widget = kind == "/Widget"
        ledger.remove(Trait.FORM_FIELD if widget else Trait.ANNOTATION, int(kind != "/Popup"))
        ledger.remove(Trait.AUTHOR, int("/T" in annotation and not widget))
        ledger.remove(Trait.COMMENT, int("/Contents" in annotation and not widget))
        ledger.remove(Trait.TIME, int("/M" in annotation or "/CreationDate" in annotation))
        ledger.remove(Trait.EMBEDDED_FILE, int(kind in ("/FileAttachment", "/Sound", "/Movie", "/RichMedia")))
        ledger.remove(Trait.SCRIPT, int("/AA" in annotation or "/A" in annotation))

    def _link(self, annotation: Dictionary) -> Iterator[Dictionary]:
        action = annotation.get("/A")
        target = action.get("/URI") if isinstance(action, Dictionary) else None
        corners = annotation.get("/Rect")
        if (
            target is None
            or not isinstance(corners, Array)
            or len(corners) < 4
            or not SAFE_LINK.match(str(target))
        ):
            self._ledger.remove(Trait.LINK)
            return
        self._ledger.notice(Notice.LINKS_KEPT)
        rectangle = Array([float(corners[at]) for at in range(4)])
        yield Dictionary(
            Type=Name.Annot,
            Subtype=Name.Link,
            Rect=rectangle,
            Border=Array([0, 0, 0]),
            A=Dictionary(S=Name.URI, URI=pikepdf.String(str(target))),
        )

    def _page_tree(self, node: Object, depth: int) -> None:
        if depth > 50 or not self._first_visit(node):
            return
        if "/Kids" not in node:
            return
        self._keep(node, PAGE_TREE)
        self._resources(node.get("/Resources"))
        for kid in node.Kids:
            if "/Kids" in kid:
                self._page_tree(kid, depth + 1)

    def _page(self, page: pikepdf.Page, links: list[Dictionary]) -> None:
        node = page.obj
        self._ledger.remove(Trait.THUMBNAIL, int("/Thumb" in node))
        self._ledger.remove(Trait.SCRIPT, int("/AA" in node))
        self._keep(node, PAGE)
        if "/Contents" in node:
            node.Contents = self._pdf.make_stream(self._neutral_content(page))
        if "/Annots" in node:
            del node["/Annots"]
        if links:
            node.Annots = Array(links)
        self._resources(node.get("/Resources"))
        self._other(node.get("/Group"))

    def _neutral_content(self, target: pikepdf.Page | Stream) -> bytes:
        """Take comments and marked content out of a content stream; most scans have neither."""
        plain = target.read_bytes() if isinstance(target, Stream) else _joined(target.obj.Contents)
        worth = (WORTH_PARSING, UNHEARD, NAME_IN_CONTENT)
        if not any(pattern.search(plain) for pattern in worth):
            return plain
        kept: list[pikepdf.ContentStreamInstruction | pikepdf.ContentStreamInlineImage] = []
        for instruction in pikepdf.parse_content_stream(target):
            if str(instruction.operator) in MARKED_CONTENT:
                continue
            if isinstance(instruction, pikepdf.ContentStreamInlineImage):
                if not may_stay_inline(instruction.iimage):
                    kept.extend(self._moved_out(instruction.iimage, target))
                    continue
            elif not _is_drawn(instruction):
                self._ledger.remove(Trait.METADATA)
                continue
            else:
                instruction = self._with_neutral_names(instruction)
            kept.append(instruction)
        return pikepdf.unparse_content_stream(kept)

    def _moved_out(
        self, picture: pikepdf.PdfInlineImage, target: pikepdf.Page | Stream
    ) -> list[pikepdf.ContentStreamInstruction]:
        """Make an own object of a JPEG picture that stands within a page's content; others are dropped."""
        resources = target.resources if isinstance(target, pikepdf.Page) else target.get("/Resources")
        stream = object_of(self._pdf, picture, resources)
        if stream is None or not isinstance(resources, Dictionary):
            self._ledger.notice(Notice.PICTURE_DROPPED)
            return []
        if "/XObject" not in resources:
            resources.XObject = Dictionary()
        self._moved += 1
        while (name := f"/J{self._moved}") in resources.XObject:
            self._moved += 1
        self._drawing(stream)
        resources.XObject[name] = stream
        return [pikepdf.ContentStreamInstruction([Name(name)], pikepdf.Operator("Do"))]

    def _with_neutral_names(
        self, instruction: pikepdf.ContentStreamInstruction
    ) -> pikepdf.ContentStreamInstruction:
        told = instruction.operands
        if not any(isinstance(operand, Name) for operand in told):
            return instruction
        fresh = [
            Name(self._values.key(str(operand))) if isinstance(operand, Name) else operand for operand in told
        ]
        return pikepdf.ContentStreamInstruction(fresh, instruction.operator)

    def _first_visit(self, node: Object) -> bool:
        number = node.objgen
        if number == (0, 0):
            return True
        if number in self._seen:
            return False
        self._seen.add(number)
        return True

    def _keep(self, node: Object, allowed: frozenset[str], *, embedded: bool = False) -> None:
        for key in sorted(set(node.keys()) - allowed):
            if key not in ("/StructParents", "/StructParent", "/Tabs", "/OC", "/Properties", "/Name"):
                self._ledger.remove(Trait.METADATA)
            del node[key]
        self._ledger.remove(Trait.METADATA, self._values.neutral(node, embedded=embedded))

    def _resources(self, resources: Object | None) -> None:
        if not isinstance(resources, Dictionary) or not self._first_visit(resources):
            return
        self._keep(resources, RESOURCES)
        for group, visit in (("/XObject", self._drawing), ("/Font", self._font)):
            self._each(resources.get(group), visit)
        for group in ("/ExtGState", "/ColorSpace", "/Shading"):
            self._each(resources.get(group), self._other)
        self._each(resources.get("/Pattern"), self._pattern)

    def _each(self, group: Object | None, visit: Callable[[Object], None]) -> None:
        if not isinstance(group, Dictionary):
            return
        if self._first_visit(group):
            self._values.rename_keys(group)
        for key in list(group.keys()):
            self._pending.append(partial(visit, group[key]))

    def _drawing(self, node: Object) -> None:
        if not isinstance(node, Stream) or not self._first_visit(node):
            return
        if node.get("/Subtype") == Name.Form:
            self._keep(node, FORM)
            self._rewrite(node)
            self._resources(node.get("/Resources"))
            self._other(node.get("/Group"))
        elif node.get("/Subtype") == Name.Image:
            self._image(node)
        else:
            # PostScript drawings are programs; nothing shows them any more.
            self._keep(node, frozenset({"/Length"}))
            node.write(b"")
            self._ledger.remove(Trait.SCRIPT)

    def _rewrite(self, node: Stream) -> None:
        node.write(self._neutral_content(node))

    def _image(self, node: Stream) -> None:
        self._keep(node, IMAGE)
        filters = filters_of(node)
        if filters[-1:] == ["/DCTDecode"]:
            self._jpeg(node, filters, strip_jpeg)
        elif filters[-1:] == ["/JPXDecode"]:
            self._jpeg(node, filters, strip_jpeg2000)
        elif not set(filters) <= PIXEL_FILTERS:
            self._ledger.notice(Notice.PICTURE_DROPPED)
            blank_image(node)
        elif filters == ["/JBIG2Decode"]:
            self._jbig2(node)
        elif not set(filters) & PACKED_PIXELS:
            self._cut_behind_pixels(node)
        for key in ("/SMask", "/Mask"):
            mask = node.get(key)
            if isinstance(mask, Stream) and self._first_visit(mask):
                self._image(mask)
        self._other(node.get("/ColorSpace"))
        self._other(node.get("/DecodeParms"))

    def _jbig2(self, node: Stream) -> None:
        """Leave comments out of a JBIG2 picture and of the symbols it shares with others."""
        parameters = node.get("/DecodeParms")
        if isinstance(parameters, Array):
            parameters = parameters[0] if len(parameters) else None
        shared = parameters.get("/JBIG2Globals") if isinstance(parameters, Dictionary) else None
        if isinstance(shared, Stream):
            shared.write(jbig2(shared.read_bytes()))
        node.write(
            jbig2(node.read_raw_bytes()),
            filter=Name.JBIG2Decode,
            decode_parms=parameters if isinstance(parameters, Dictionary) else None,
        )

    def _cut_behind_pixels(self, node: Stream) -> None:
        """Cut what follows the last row of plain pixels."""
        channels = channels_of(node)
        if channels == 0:
            return
        bits = 1 if node.get("/ImageMask", False) else int(node.get("/BitsPerComponent", 8))
        wanted = int(node.Height) * ((int(node.Width) * channels * bits + 7) // 8)
        pixels = node.read_bytes()
        if len(pixels) > wanted + SPARE_BYTES:
            self._ledger.remove(Trait.UNUSED_DATA)
            node.write(pixels[:wanted])

    def _jpeg(self, node: Stream, filters: list[str], strip: Callable[[bytes, Ledger], bytes]) -> None:
        self._ledger.begin_picture(self._job.limits)
        try:
            raw = undo(node.read_raw_bytes(), filters[:-1])
            fresh = patiently(strip, raw, self._ledger)
        except UncleanableFileError:
            self._ledger.notice(Notice.PICTURE_DROPPED)
            blank_image(node)
            return
        parameters = node.get("/DecodeParms")
        if isinstance(parameters, Array):
            parameters = parameters[len(parameters) - 1] if len(parameters) else None
        if not isinstance(parameters, Dictionary):
            parameters = None
        node.write(fresh, filter=Name(filters[-1]), decode_parms=parameters)

    def _font(self, node: Object) -> None:
        if not isinstance(node, Dictionary) or not self._first_visit(node):
            return
        if isinstance(node.get("/CharProcs"), Dictionary):
            self._values.glyphs(node)
        embedded = _is_embedded(node)
        self._keep(node, FONT, embedded=embedded)
        descriptor = node.get("/FontDescriptor")
        if isinstance(descriptor, Dictionary) and self._first_visit(descriptor):
            self._keep(descriptor, DESCRIPTOR, embedded=embedded)
            for key in ("/FontFile", "/FontFile2", "/FontFile3"):
                self._font_file(descriptor.get(key))
        for kid in node.get("/DescendantFonts", Array()):
            self._font(kid)
        self._each(node.get("/CharProcs"), self._glyph)
        self._resources(node.get("/Resources"))
        self._character_map(node.get("/ToUnicode"))
        encoding = node.get("/Encoding")
        if isinstance(encoding, Stream):
            self._character_map(encoding)
        else:
            self._other(encoding)
        self._other(node.get("/CIDSystemInfo"))

    def _glyph(self, node: Object) -> None:
        if isinstance(node, Stream) and self._first_visit(node):
            self._keep(node, FORM)
            self._rewrite(node)

    def _character_map(self, node: Object | None) -> None:
        """Write a character map anew."""
        if isinstance(node, Stream) and self._first_visit(node):
            self._keep(node, OTHER)
            node.write(character_map(node.read_bytes()))

    def _font_file(self, node: Object | None) -> None:
        if isinstance(node, Stream) and self._first_visit(node):
            self._keep(node, OTHER)
            program = node.read_bytes()
            fresh = neutral_font(program)
            if fresh != program:
                self._ledger.remove(Trait.METADATA)
                plain = int(node.get("/Length1", 0))
                if "/Length2" in node:
                    node.Length3 = len(TYPE1_END) if fresh.endswith(TYPE1_END) else 0
                    node.Length2 = max(0, len(fresh) - plain - int(node.Length3))
                elif plain:
                    node.Length1 = len(fresh)
                node.write(fresh)

    def _pattern(self, node: Object) -> None:
        if isinstance(node, Stream) and self._first_visit(node):
            self._keep(node, OTHER)
            self._rewrite(node)
            self._resources(node.get("/Resources"))
        else:
            self._other(node)

    def _other(self, node: Object | None) -> None:
        """Walk colour spaces, functions, graphics states and their like."""
        if isinstance(node, Array):
            if self._first_visit(node):
                self._colour_space(node)
            return
        if not isinstance(node, Dictionary | Stream) or not self._first_visit(node):
            return
        if node.get("/Subtype") in (Name.Form, Name.Image) and isinstance(node, Stream):
            self._seen.discard(node.objgen)
            self._drawing(node)
            return
        self._keep(node, OTHER | (FONT if node.get("/Type") == Name.Font else frozenset()))
        if isinstance(node, Stream):
            self._plain_stream(node)
        for key in list(node.keys()):
            if key == "/Resources":
                self._resources(node[key])
            elif key not in NUMBERS_ONLY:
                self._other(node[key])

    def _plain_stream(self, node: Stream) -> None:
        """Functions lose what calculates nothing; data in an unknown packing goes."""
        kind = node.get("/FunctionType")
        if set(filters_of(node)) - (PIXEL_FILTERS - PACKED_PIXELS):
            self._ledger.remove(Trait.UNUSED_DATA)
            node.write(b"")
        elif kind == 4:
            node.write(calculator(node.read_bytes()))
        elif kind == 0:
            sampled(node)

    def _colour_space(self, node: Array) -> None:
        self._values.colours(node)
        if len(node) >= 2 and node[0] == Name.ICCBased and isinstance(node[1], Stream):
            self._profile(node[1])
            return
        for part in node:
            if isinstance(part, Array | Dictionary | Stream):
                self._other(part)

    def _profile(self, node: Stream) -> None:
        if not self._first_visit(node):
            return
        self._keep(node, key_names("N Alternate Range Filter DecodeParms Length"))
        content = node.read_bytes()
        neutral = neutral_profile(content)
        if neutral == content:
            return
        self._ledger.remove(Trait.COLOUR_PROFILE)
        # Viewers take the alternate space, or the device space of N colours, when a profile is empty.
        node.write(neutral or b"")


def _is_embedded(font: Dictionary) -> bool:
    """Whether the letters of a font lie in the file."""
    kids = font.get("/DescendantFonts")
    holders = [font, *(kids if isinstance(kids, Array) else [])]
    for holder in holders:
        told = holder.get("/FontDescriptor") if isinstance(holder, Dictionary) else None
        if isinstance(told, Dictionary) and {"/FontFile", "/FontFile2", "/FontFile3"} & set(told.keys()):
            return True
    return False


def _joined(contents: Object) -> bytes:
    """Give the content of a page, which may lie in several streams."""
    if isinstance(contents, Array):
        return b"\n".join(part.read_bytes() for part in contents if isinstance(part, Stream))
    return contents.read_bytes() if isinstance(contents, Stream) else b""
