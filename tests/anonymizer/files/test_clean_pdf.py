"""PDF: pages, form values and visible notes stay readable; everything beside the pages goes."""

from __future__ import annotations

import io
import struct
import subprocess

import pikepdf
import pytest
from file_samples import RAW, VISIBLE, clean_copy, holds_mark, jpeg
from pikepdf import Array, Dictionary, Name, Object, Stream, String

from anonymizer import clean_file
from anonymizer.files import Limits, Notice, Reason, Trait, UncleanableFileError
from anonymizer.files.fonts import neutral_font
from anonymizer.files.pdf_values import jbig2


def pages_text(content: bytes) -> str:
    done = subprocess.run(["pdftotext", "-", "-"], input=content, capture_output=True, check=True)
    return done.stdout.decode()


def saved(made: pikepdf.Pdf, **options: object) -> bytes:
    out = io.BytesIO()
    made.save(out, **options)  # type: ignore[arg-type]
    return out.getvalue()


def one_page(drawing: bytes = b"", **resources: Dictionary) -> pikepdf.Pdf:
    made = pikepdf.new()
    made.add_blank_page(page_size=(300, 300))
    page = made.pages[0].obj
    page.Contents = Stream(made, drawing)
    page.Resources = Dictionary(**resources)
    return made


def test_text_and_form_values_stay_on_the_page() -> None:
    text = pages_text(clean_copy("pdf").content)
    assert VISIBLE in text
    assert "ISIAN FORMULIR" in text, "the value of a field becomes part of the page"


def test_what_was_removed_is_said() -> None:
    copy = clean_copy("pdf")
    for trait in (
        Trait.AUTHOR,
        Trait.TIME,
        Trait.SCRIPT,
        Trait.EMBEDDED_FILE,
        Trait.ANNOTATION,
        Trait.FORM_FIELD,
    ):
        assert copy.removed_count(trait) > 0
    assert Notice.LINKS_KEPT in copy.notices


def test_picture_stays_and_only_web_links_are_kept() -> None:
    with pikepdf.open(io.BytesIO(clean_copy("pdf").content)) as after:
        page = after.pages[0]
        assert len(page.get_images()) == 1
        assert [str(link.A.URI) for link in page.obj.Annots] == ["https://contoh.example/aturan"]
        assert set(after.Root.keys()) == {"/Type", "/Pages"}
        assert "/Info" not in after.trailer


def test_older_versions_of_the_file_go() -> None:
    first = saved(one_page(b"BT (" + RAW + b") Tj ET"))
    at = first.rindex(b"startxref")
    place = int(first[at + 9 :].split()[0])
    with pikepdf.open(io.BytesIO(first)) as read:
        number, contents = read.pages[0].obj.Contents.objgen[0], b"q Q"
        size = int(read.trailer.Size)
        root = read.Root.objgen[0]
    body = b"%d 0 obj\n<< /Length %d >>\nstream\n%s\nendstream\nendobj\n" % (number, len(contents), contents)
    start = len(first)
    table = b"xref\n%d 1\n%010d 00000 n \n" % (number, start)
    tail = b"trailer\n<< /Size %d /Root %d 0 R /Prev %d >>\nstartxref\n%d\n%%%%EOF\n" % (
        size,
        root,
        place,
        start + len(body),
    )
    original = first + body + table + tail
    copy = clean_file(original)
    assert holds_mark(first)
    assert not holds_mark(copy.content)
    assert copy.removed_count(Trait.OLD_REVISION) == 1


@pytest.mark.parametrize("password", ["", "sandi"], ids=["owner-only", "user"])
def test_locked_files_are_refused(password: str) -> None:
    locked = saved(one_page(), encryption=pikepdf.Encryption(owner="pemilik", user=password))
    with pytest.raises(UncleanableFileError) as caught:
        clean_file(locked)
    assert caught.value.reason_code is Reason.ENCRYPTED


def test_unused_pictures_do_not_stay() -> None:
    made = one_page(b"q Q")
    hidden = Stream(made, RAW)
    hidden.Type, hidden.Subtype, hidden.BBox = Name.XObject, Name.Form, Array([0, 0, 1, 1])
    made.pages[0].obj.Resources = Dictionary(XObject=Dictionary(Lain=made.make_indirect(hidden)))
    original = saved(made)
    assert holds_mark(original)
    assert not holds_mark(clean_file(original).content)


@pytest.mark.parametrize("kind", ["/FreeText", "/Stamp", "/Highlight"])
def test_visible_notes_become_part_of_the_page(kind: str) -> None:
    made = one_page(b"q Q")
    font = Dictionary(Type=Name.Font, Subtype=Name.Type1, BaseFont=Name.Helvetica)
    looks = Stream(made, b"BT /F1 12 Tf 5 5 Td (TULISAN TAMPAK) Tj ET")
    looks.Type, looks.Subtype, looks.BBox = Name.XObject, Name.Form, Array([0, 0, 200, 30])
    looks.Resources = Dictionary(Font=Dictionary(F1=font))
    note = Dictionary(
        Type=Name.Annot, Subtype=Name(kind), Rect=Array([10, 10, 210, 40]), T=String(RAW.decode()), F=4,
        AP=Dictionary(N=made.make_indirect(looks)),
    )  # fmt: skip
    made.pages[0].obj.Annots = Array([made.make_indirect(note)])
    original = saved(made)
    copy = clean_file(original)
    assert holds_mark(original)
    assert not holds_mark(copy.content)
    assert "TULISAN TAMPAK" in pages_text(copy.content)


def test_picture_inside_a_picture_mask_and_pattern_is_cleaned() -> None:
    made = one_page(b"/Pattern cs /P1 scn 0 0 100 100 re f")
    inner = Stream(made, jpeg())
    inner.Type, inner.Subtype, inner.Width, inner.Height = Name.XObject, Name.Image, 320, 240
    inner.ColorSpace, inner.BitsPerComponent, inner.Filter = Name.DeviceRGB, 8, Name.DCTDecode
    pattern = Stream(made, b"q 100 0 0 100 0 0 cm /Foto Do Q")
    pattern.Type, pattern.PatternType, pattern.PaintType, pattern.TilingType = Name.Pattern, 1, 1, 1
    pattern.BBox, pattern.XStep, pattern.YStep = Array([0, 0, 100, 100]), 100, 100
    pattern.Resources = Dictionary(XObject=Dictionary(Foto=made.make_indirect(inner)))
    made.pages[0].obj.Resources = Dictionary(Pattern=Dictionary(P1=made.make_indirect(pattern)))
    original = saved(made)
    assert holds_mark(original)
    assert not holds_mark(clean_file(original).content)


@pytest.mark.parametrize("filters", ["/DCTDecod", ["/DCTDecode", "/FlateDecode"]], ids=str)
def test_pictures_in_unknown_wrapping_are_dropped_and_said(filters: str | list[str]) -> None:
    made = one_page(b"q 100 0 0 100 0 0 cm /Foto Do Q")
    photo = Stream(made, jpeg())
    photo.Type, photo.Subtype, photo.Width, photo.Height = Name.XObject, Name.Image, 320, 240
    photo.ColorSpace, photo.BitsPerComponent = Name.DeviceRGB, 8
    photo.Filter = Name(filters) if isinstance(filters, str) else Array([Name(one) for one in filters])
    made.pages[0].obj.Resources = Dictionary(XObject=Dictionary(Foto=made.make_indirect(photo)))
    out = io.BytesIO()
    made.save(out, compress_streams=False, stream_decode_level=pikepdf.StreamDecodeLevel.none)
    copy = clean_file(out.getvalue())
    assert RAW in out.getvalue()
    assert not holds_mark(copy.content)
    assert Notice.PICTURE_DROPPED in copy.notices


@pytest.mark.parametrize("packed", [False, True])
def test_bytes_behind_plain_pixels_go(packed: bool) -> None:
    made = one_page(b"q 100 0 0 100 0 0 cm /Foto Do Q")
    photo = Stream(made, bytes(range(192)) + b"\n\n\n" + RAW)
    photo.Type, photo.Subtype, photo.Width, photo.Height = Name.XObject, Name.Image, 8, 8
    photo.ColorSpace, photo.BitsPerComponent = Name.DeviceRGB, 8
    made.pages[0].obj.Resources = Dictionary(XObject=Dictionary(Foto=made.make_indirect(photo)))
    original = saved(made, compress_streams=packed)
    copy = clean_file(original)
    assert holds_mark(original)
    assert not holds_mark(copy.content)
    assert copy.removed_count(Trait.UNUSED_DATA) == 1
    with pikepdf.open(io.BytesIO(copy.content)) as after:
        (shown,) = [value for _, value in after.pages[0].Resources.XObject.items()]
        assert shown.read_bytes() == bytes(range(192))


def test_too_many_pages_are_refused() -> None:
    made = pikepdf.new()
    for _ in range(6):
        made.add_blank_page()
    with pytest.raises(UncleanableFileError) as caught:
        clean_file(saved(made), limits=Limits(pages=5))
    assert caught.value.reason_code is Reason.UNPACKS_TOO_LARGE
    assert clean_file(saved(made), limits=Limits(pages=6)).size > 0


@pytest.mark.parametrize(
    "hidden",
    [
        b"<x:xmpmeta><dc:creator>%s</dc:creator></x:xmpmeta>",
        b"(%s) zz",
        b"(%s) w",
        b"%s",
    ],
)
def test_what_no_reader_draws_goes_from_the_page(hidden: bytes) -> None:
    """An operator nobody knows, or a text given to one that takes none, shows nothing and may hold anything."""
    font = Dictionary(F1=Dictionary(Type=Name.Font, Subtype=Name.Type1, BaseFont=Name.Helvetica))
    drawn = b"BT /F1 12 Tf 20 200 Td (Biaya nikah) Tj ET 0 0 10 10 re f\n"
    source = saved(
        one_page(drawn + hidden.replace(b"%s", RAW) + b"\n" + drawn.replace(b"200", b"100"), Font=font)
    )
    copy = clean_file(source)
    assert holds_mark(source)
    assert not holds_mark(copy.content)
    assert pages_text(copy.content).count("Biaya nikah") == 2
    assert copy.removed_count(Trait.METADATA) > 0


TEXT = b"BT /F1 12 Tf 20 200 Td (Biaya nikah) Tj ET\n"
HELVETICA = Dictionary(Type=Name.Font, Subtype=Name.Type1, BaseFont=Name.Helvetica)
SPOT = "/TANDA-Suripto-Wuluhan-77"


def small_font() -> bytes:
    """A TrueType font of no letters whose name table and header tell who made it and when."""
    head = bytes(20) + struct.pack(">QQ", 0x53757269, 0x5375726970746F) + bytes(18)
    tables = {
        b"head": head,
        b"name": b"\x00\x00\x00\x01\x00\x12" + bytes(12) + RAW,
        b"FFTM": RAW,
        b"glyf": b"bentuk",
    }
    at, rows, bodies = 12 + 16 * len(tables), b"", b""
    for name, body in sorted(tables.items()):
        rows += struct.pack(">4s3I", name, 0, at + len(bodies), len(body))
        bodies += body + bytes(-len(body) % 4)
    return struct.pack(">I4H", 0x10000, len(tables), 64, 2, 0) + rows + bodies


def small_cff() -> bytes:
    """A CFF font whose name, notice and family name tell who made it; one string is a letter's name."""

    def index(*entries: bytes) -> bytes:
        offsets = [1]
        for entry in entries:
            offsets.append(offsets[-1] + len(entry))
        return struct.pack(">HB", len(entries), 1) + bytes(offsets) + b"".join(entries)

    top = bytes((248, 27, 1, 248, 28, 3))  # strings 391 (notice) and 392 (family name)
    return b"\x01\x00\x04\x01" + index(RAW) + index(top) + index(RAW, RAW, b"hurufku") + index()


def type1() -> bytes:
    return (
        b"%!PS-AdobeFont-1.0: "
        + RAW
        + b"\n% "
        + RAW
        + b"\n/FontInfo << /Notice ("
        + RAW
        + b") >>\n/FontName /"
        + RAW
        + b" def\neexec"
    )


def _with_font(program: bytes, key: str) -> pikepdf.Pdf:
    made = one_page(TEXT)
    told = Dictionary(
        Type=Name.FontDescriptor, FontName=Name(SPOT), Flags=32, FontFamily=String(RAW), CharSet=String(RAW)
    )
    told[key] = made.make_indirect(Stream(made, program))
    font = Dictionary(
        Type=Name.Font, Subtype=Name.TrueType, BaseFont=Name(SPOT), Name=Name(SPOT),
        FontDescriptor=made.make_indirect(told),
    )  # fmt: skip
    made.pages[0].obj.Resources = Dictionary(Font=Dictionary(F1=made.make_indirect(font)))
    return made


def _with_function(kind: int, program: bytes) -> pikepdf.Pdf:
    made = one_page(TEXT + SPOT.encode() + b" cs 1 scn 0 0 9 9 re f\n", Font=Dictionary(F1=HELVETICA))
    function = Stream(made, program)
    function.FunctionType, function.Domain, function.Range = kind, Array([0, 1]), Array([0, 1, 0, 1, 0, 1])
    function.Size, function.BitsPerSample = Array([2]), 8
    space = Array([Name.Separation, Name(SPOT), Name.DeviceRGB, made.make_indirect(function)])
    made.pages[0].obj.Resources.ColorSpace = Dictionary()
    made.pages[0].obj.Resources.ColorSpace[SPOT] = space
    return made


def _with_map(text: bytes) -> pikepdf.Pdf:
    made = one_page(TEXT)
    font = Dictionary(Type=Name.Font, Subtype=Name.Type1, BaseFont=Name(SPOT))
    font.ToUnicode = made.make_indirect(Stream(made, text))
    made.pages[0].obj.Resources = Dictionary(Font=Dictionary(F1=font))
    return made


def _with_palette() -> pikepdf.Pdf:
    made = one_page(TEXT + b"q 9 0 0 9 0 0 cm /Foto Do Q", Font=Dictionary(F1=HELVETICA))
    photo = Stream(made, bytes(8))
    photo.Type, photo.Subtype, photo.Width, photo.Height = Name.XObject, Name.Image, 8, 1
    photo.BitsPerComponent = 8
    palette = made.make_indirect(Stream(made, b"\x00\x00\x00\xff\xff\xff" + RAW))
    photo.ColorSpace = Array([Name.Indexed, Name.DeviceRGB, 1, palette])
    made.pages[0].obj.Resources.XObject = Dictionary(Foto=made.make_indirect(photo))
    return made


def _with_values(**values: Object) -> pikepdf.Pdf:
    made = one_page(
        TEXT + b"/G1 gs", Font=Dictionary(F1=HELVETICA), ExtGState=Dictionary(G1=Dictionary(**values))
    )
    made.pages[0].obj.MediaBox = Array([0, 0, 300, 300, String(RAW)])
    return made


def _named_picture() -> pikepdf.Pdf:
    made = one_page(TEXT + b"q " + SPOT.encode() + b" Do Q", Font=Dictionary(F1=HELVETICA))
    form = Stream(made, b"0 0 9 9 re f")
    form.Type, form.Subtype, form.BBox = Name.XObject, Name.Form, Array([0, 0, 9, 9])
    made.pages[0].obj.Resources.XObject = Dictionary()
    made.pages[0].obj.Resources.XObject[SPOT] = made.make_indirect(form)
    return made


def _inline(more: bytes, data: bytes) -> pikepdf.Pdf:
    picture = b"BI /W 2 /H 2 /BPC 8 /CS /G " + more + b" ID " + data + b"\nEI\n"
    return one_page(TEXT + picture, Font=Dictionary(F1=HELVETICA))


_MAP = (
    b"/CIDInit /ProcSet findresource begin begincmap /CIDSystemInfo << /Registry (" + RAW + b") >> def\n"
    b"/CMapName /" + RAW + b" def 1 begincodespacerange <00> <FF> endcodespacerange\n"
    b"1 beginbfrange <00> <FF> <0000> endbfrange endcmap"
)

MAKERS_NAMES = {
    "name of a picture": _named_picture,
    "TrueType": lambda: _with_font(small_font(), "/FontFile2"),
    "CFF": lambda: _with_font(small_cff(), "/FontFile3"),
    "Type 1": lambda: _with_font(type1(), "/FontFile"),
    "ink and calculator": lambda: _with_function(4, b"{ % " + RAW + b"\n dup dup }"),
    "samples": lambda: _with_function(0, bytes(6) + RAW),
    "character map": lambda: _with_map(_MAP),
    "palette": _with_palette,
    "strings and names of a state": lambda: _with_values(
        BM=Name(SPOT), RI=String(RAW), Font=Array([Name(SPOT), 1])
    ),
    "keys of an inline picture": lambda: _inline(b"/Tanda (" + RAW + b")", bytes(4)),
    "behind an inline picture": lambda: _inline(b"", bytes(4) + RAW),
    "name in front of an operator": lambda: one_page(
        TEXT + SPOT.encode() + b" 1 w\n", Font=Dictionary(F1=HELVETICA)
    ),
}


@pytest.mark.parametrize("place", MAKERS_NAMES)
def test_names_that_makers_chose_go_and_the_page_stays(place: str) -> None:
    original = saved(MAKERS_NAMES[place]())
    clean = clean_file(original).content
    assert holds_mark(original), "the positive control"
    assert not holds_mark(clean)
    assert "Biaya nikah" in pages_text(clean)


def test_a_renamed_picture_is_still_drawn() -> None:
    with pikepdf.open(io.BytesIO(clean_file(saved(_named_picture())).content)) as after:
        page = after.pages[0]
        (name,) = page.obj.Resources.XObject.keys()
        assert name.encode() + b" Do" in page.obj.Contents.read_bytes()


def test_letters_of_a_font_stay_as_they_are() -> None:
    with pikepdf.open(io.BytesIO(clean_file(saved(_with_font(small_font(), "/FontFile2"))).content)) as after:
        font = after.pages[0].obj.Resources.Font.F1
        program = font.FontDescriptor.FontFile2.read_bytes()
        assert str(font.BaseFont) == str(font.FontDescriptor.FontName) == "/AAAAAA+F1"
    assert b"bentuk" in program
    assert b"name" not in program
    assert b"Suripto" not in program
    cff = neutral_font(small_cff())
    assert len(cff) == len(small_cff())
    assert b"hurufku" in cff, "names of letters stay"


def _encrypted(plain: bytes) -> bytes:
    key, coded = 55_665, bytearray()
    for byte in plain:
        coded.append(byte ^ key >> 8)
        key = (coded[-1] + key) * 52_845 + 22_719 & 0xFFFF
    return bytes(coded)


@pytest.mark.parametrize("tail", [b"", b"000" + RAW + b"\ncleartomark" + RAW])
def test_what_follows_the_letters_of_a_type1_font_goes(tail: bytes) -> None:
    letters = _encrypted(b"abcd/Private /CharStrings huruf mark currentfile closefile\n")
    program = b"%!PS-AdobeFont-1.0: x\ncurrentfile eexec\n" + letters
    clean = neutral_font(program + tail + RAW)
    assert RAW not in clean
    assert clean.startswith(b"%!PS-AdobeFont-1.0")
    assert letters in clean
    assert neutral_font(clean) == clean


def test_comments_inside_scans_go() -> None:
    def segment(kind: int, body: bytes) -> bytes:
        return struct.pack(">IBBBI", 0, kind, 0, 1, len(body)) + body

    assert jbig2(segment(48, b"halaman") + segment(62, RAW) + RAW) == segment(48, b"halaman")


def everywhere(kind: str) -> bytes:
    """Plant the mark in every array, dictionary or stream that the pages of a file lead to."""
    made = _with_font(type1() + b" 0000 cleartomark", "/FontFile")
    resources = made.pages[0].obj.Resources
    resources.ColorSpace = Dictionary(Cs1=Array([Name.CalRGB, Dictionary(WhitePoint=Array([1, 1, 1]))]))
    resources.ExtGState = Dictionary(G1=made.make_indirect(Dictionary(D=Array([Array([3]), 0]), CA=1)))
    seen: set[tuple[int, int]] = set()

    def plant(node: Object) -> None:
        if node.is_indirect and node.objgen in seen:
            return
        seen.add(node.objgen)
        for part in (
            list(node)
            if isinstance(node, Array)
            else [node[key] for key in sorted(node.keys() - {"/Parent"})]
        ):
            if isinstance(part, Array | Dictionary | Stream):
                plant(part)
        if isinstance(node, Array) and kind in ("texts", "names"):
            node.append(String(RAW) if kind == "texts" else Name(SPOT))
        elif not isinstance(node, Array) and kind == "keys":
            node["/Tanda"], node[SPOT] = String(RAW), 1
        elif isinstance(node, Stream) and kind == "bytes":
            node.write(node.read_bytes() + b"\n%" + RAW + b"\n")

    plant(made.pages[0].obj)
    return saved(made)


@pytest.mark.parametrize("kind", ["texts", "names", "keys", "bytes"])
def test_marks_in_every_object_of_a_page_go(kind: str) -> None:
    original = everywhere(kind)
    clean = clean_file(original).content
    assert holds_mark(original), "the positive control"
    assert not holds_mark(clean)
    assert "Biaya nikah" in pages_text(clean)
