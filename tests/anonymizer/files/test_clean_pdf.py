"""PDF: pages, form values and visible notes stay readable; everything beside the pages goes."""

from __future__ import annotations

import io
import subprocess

import pikepdf
import pytest
from file_samples import RAW, VISIBLE, clean_copy, holds_mark, jpeg
from pikepdf import Array, Dictionary, Name, Stream, String

from anonymizer import clean_file
from anonymizer.files import Limits, Notice, Reason, Trait, UncleanableFileError


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


def test_layers_are_shown_and_flagged() -> None:
    made = one_page(b"/OC /L1 BDC q Q EMC")
    layer = made.make_indirect(Dictionary(Type=Name.OCG, Name=String(RAW.decode())))
    made.Root.OCProperties = Dictionary(OCGs=Array([layer]), D=Dictionary(OFF=Array([layer])))
    copy = clean_file(saved(made))
    assert Notice.LAYERS_SHOWN in copy.notices
    assert not holds_mark(copy.content)


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
        assert after.pages[0].Resources.XObject.Foto.read_bytes() == bytes(range(192))


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
