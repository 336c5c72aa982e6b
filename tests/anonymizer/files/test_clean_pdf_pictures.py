"""Pictures and names inside PDF pages: shown as before, without what tells who made them."""

from __future__ import annotations

import base64
import functools
import io
import struct

import pikepdf
import pytest
from file_samples import RAW, holds_mark, jpeg, picture
from pikepdf import Array, Dictionary, Name, Stream
from PIL import Image, ImageChops
from test_clean_pdf import HELVETICA, TEXT, one_page, pages_text, saved
from test_clean_pdf_forms import picture_of

from anonymizer import clean_file
from anonymizer.files import Notice
from anonymizer.files.errors import UncleanableFileError
from anonymizer.files.job import Ledger
from anonymizer.files.segments import strip_jpeg2000


def inline(filters: str, data: bytes, space: str = "/RGB") -> bytes:
    drawing = f"q 200 0 0 150 20 20 cm BI /W 320 /H 240 /BPC 8 /CS {space} /F {filters} ID ".encode()
    return drawing + data + b"\nEI Q\n"


@pytest.mark.parametrize("filters", ["/DCT", "[/A85 /DCT]", "[/AHx /DCT]"])
def test_inline_jpeg_pictures_stay_without_their_metadata(filters: str) -> None:
    packed = jpeg().removesuffix(RAW)
    if "A85" in filters:
        packed = base64.a85encode(packed) + b"~>"
    elif "AHx" in filters:
        packed = packed.hex().encode() + b">"
    made = one_page(inline(filters, packed) + TEXT, Font=Dictionary(F1=HELVETICA))
    original = saved(made)
    copy = clean_file(original)
    with pikepdf.open(io.BytesIO(original)) as before:
        told = [found for found in pikepdf.parse_content_stream(before.pages[0]) if hasattr(found, "iimage")]
        assert told, "the positive control: a picture within the content"
    assert not holds_mark(copy.content)
    assert Notice.PICTURE_DROPPED not in copy.notices
    drawn = ImageChops.difference(picture_of(original), picture_of(copy.content))
    assert drawn.point([0] * 8 + [255] * 248).getbbox() is None
    assert pages_text(copy.content).strip() == "Biaya nikah"


def test_inline_jpeg_pictures_of_unknown_colours_are_dropped_and_said() -> None:
    made = one_page(inline("/DCT", jpeg().removesuffix(RAW), "/Tak") + TEXT, Font=Dictionary(F1=HELVETICA))
    copy = clean_file(saved(made))
    assert Notice.PICTURE_DROPPED in copy.notices
    assert pages_text(copy.content).strip() == "Biaya nikah"


@pytest.mark.parametrize("name", ["/Rina08123", "/Rina", "/Danu7", "/Im08123"])
def test_names_of_resources_that_tell_something_are_numbered(name: str) -> None:
    made = one_page(TEXT + f"q {name} Do /Xn1 Do {name} gs Q".encode(), Font=Dictionary(F1=HELVETICA))
    resources = made.pages[0].obj.Resources
    resources.XObject, resources.ExtGState = Dictionary(), Dictionary()
    for key, drawing in ((name, b"0 0 9 9 re f"), ("/Xn1", b"50 50 7 7 re f")):
        form = Stream(made, drawing)
        form.Type, form.Subtype, form.BBox = Name.XObject, Name.Form, Array([0, 0, 99, 99])
        resources.XObject[key] = made.make_indirect(form)
    resources.ExtGState[name] = Dictionary(CA=1)
    original = saved(made)
    copy = clean_file(original)
    assert name[1:].encode() in original
    with pikepdf.open(io.BytesIO(copy.content)) as after:
        page = after.pages[0].obj
        assert name.encode() not in page.Contents.read_bytes()
        assert name not in [*page.Resources.XObject.keys(), *page.Resources.ExtGState.keys()]
        assert len(page.Resources.XObject) == 2
    assert ImageChops.difference(picture_of(original), picture_of(copy.content)).getbbox() is None


@functools.cache
def jpeg2000() -> bytes:
    out = io.BytesIO()
    picture().save(out, "JPEG2000")
    return out.getvalue()


def with_comment(plain: bytes, marker: int = 0xFF64) -> bytes:
    """Put a comment between the head of the first part of a picture and its data."""
    note = struct.pack(">HHH", marker, 4 + len(RAW), 1) + RAW
    part, data = plain.index(b"\xff\x90"), plain.index(b"\xff\x93")
    length = struct.unpack_from(">I", plain, part + 6)[0] + len(note)
    fresh = plain[: part + 6] + struct.pack(">I", length) + plain[part + 10 : data] + note + plain[data:]
    box = fresh.index(b"jp2c") - 4
    size = struct.unpack_from(">I", fresh, box)[0]
    return fresh[:box] + struct.pack(">I", size + len(note) if size else 0) + fresh[box + 4 :]


@pytest.mark.parametrize("marker", [0xFF64, 0xFF7E], ids=["comment", "unknown"])
def test_comments_between_parts_of_jpeg2000_pictures_go(marker: int) -> None:
    marked = with_comment(jpeg2000(), marker)
    ledger = Ledger()
    clean = strip_jpeg2000(marked, ledger)
    assert RAW in marked
    assert RAW not in clean
    assert +ledger.removed
    shown = [Image.open(io.BytesIO(content)).convert("RGB") for content in (jpeg2000(), clean)]
    assert ImageChops.difference(*shown).getbbox() is None
    again = Ledger()
    assert strip_jpeg2000(clean, again) == clean
    assert not +again.removed


def test_bytes_behind_the_last_part_of_a_jpeg2000_picture_go() -> None:
    plain = jpeg2000()
    codes = plain[plain.index(b"jp2c") + 4 :]
    marked = codes[:-2] + RAW + codes[-2:]
    part = marked.index(b"\xff\x90")
    length = len(codes) - 2 - part
    marked = marked[: part + 6] + struct.pack(">I", length) + marked[part + 10 :]
    assert RAW in marked
    assert RAW not in strip_jpeg2000(marked, Ledger())
    with pytest.raises(UncleanableFileError):
        strip_jpeg2000(codes[: part + 20] + codes[-2:], Ledger())
