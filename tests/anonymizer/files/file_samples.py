"""Sample files made on the spot, with a marker in every place that can tell who, where, when or with what.

All persons, places and numbers are invented. `MARK` is looked for in cleaned files, also inside their packed parts.
"""

from __future__ import annotations

import contextlib
import functools
import io
import struct
import subprocess
import tempfile
import zipfile
import zlib
from pathlib import Path

import pikepdf
from pikepdf import Array, Dictionary, Name, Stream, String
from PIL import Image, ImageCms, ImageDraw, PngImagePlugin

from anonymizer.files import CleanCopy, clean_file

MARK = "TANDA-Suripto-Wuluhan-77"
RAW = MARK.encode()
assert len(RAW) == 24

QUIET = ("-x265-params", "log-level=none")
VISIBLE = "Petugas loket meminta uang"


def picture(width: int = 320, height: int = 240) -> Image.Image:
    """Draw a picture that is darker at the top left, so that its orientation can be seen."""
    drawn = Image.effect_noise((width, height), 20).convert("RGB")
    ImageDraw.Draw(drawn).rectangle((0, 0, width // 3, height // 3), fill=(200, 0, 0))
    return drawn


def exif(orientation: int = 6) -> Image.Exif:
    block = Image.Exif()
    for tag in (0x010E, 0x010F, 0x0110, 0x0131, 0x013B, 0x8298):
        block[tag] = MARK
    block[0x0132] = "2026:03:04 05:06:07"
    block[0x0112] = orientation
    details = block.get_ifd(0x8769)
    details[0x9003] = "2026:03:04 05:06:07"
    details[0xA431] = MARK
    details[0x9286] = b"ASCII\x00\x00\x00" + RAW
    details[0x927C] = RAW
    place = block.get_ifd(0x8825)
    place[1], place[2], place[3], place[4] = "S", (8.0, 20.0, 1.0), "E", (113.0, 30.0, 1.0)
    place[27] = RAW
    return block


def profile() -> bytes:
    """An sRGB profile whose description names a device."""
    raw = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    at = raw.index("sRGB".encode("utf-16-be")) if "sRGB".encode("utf-16-be") in raw else 0
    assert at
    patched = bytearray(raw)
    patched[48:56] = b"TANDAdev"
    patched[84:100] = RAW[:16]
    return bytes(patched)


XMP = (
    '<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">'
    '<rdf:Description xmlns:dc="http://purl.org/dc/elements/1.1/" rdf:about=""><dc:creator><rdf:Seq><rdf:li>'
    f"{MARK}</rdf:li></rdf:Seq></dc:creator></rdf:Description></rdf:RDF></x:xmpmeta>"
).encode()


@functools.cache
def jpeg(orientation: int = 6) -> bytes:
    out = io.BytesIO()
    picture().save(
        out, "JPEG", exif=exif(orientation), comment=RAW, xmp=XMP, icc_profile=profile(), quality=80
    )
    plain = out.getvalue()
    iptc = b"Photoshop 3.0\x008BIM\x04\x04\x00\x00\x00\x00\x00\x1d\x1c\x02\x50\x00\x18" + RAW
    thumbnail = b"JFXX\x00\x10" + RAW
    extra = b"".join(
        b"\xff" + bytes((marker,)) + struct.pack(">H", len(body) + 2) + body
        for marker, body in ((0xED, iptc), (0xE0, thumbnail), (0xE7, RAW), (0xEF, RAW))
    )
    return plain[:2] + extra + plain[2:] + RAW


@functools.cache
def png() -> bytes:
    notes = PngImagePlugin.PngInfo()
    for key in ("Author", "Software", "Comment", "Catatan"):
        notes.add_text(key, MARK)
    notes.add_text("Packed", MARK, zip=True)
    notes.add_itxt("XML:com.adobe.xmp", XMP.decode())
    out = io.BytesIO()
    picture().save(out, "PNG", exif=exif(), pnginfo=notes, icc_profile=profile())
    plain = out.getvalue()
    chunks = _png_chunk(b"tIME", b"\x07\xea\x03\x04\x05\x06\x07") + _png_chunk(b"prVt", RAW)
    return plain[:33] + chunks + plain[33:] + RAW


def _png_chunk(kind: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))


@functools.cache
def webp() -> bytes:
    out = io.BytesIO()
    picture().save(out, "WEBP", exif=exif(), xmp=XMP, icc_profile=profile())
    return out.getvalue() + RAW


@functools.cache
def gif(frames: int = 3) -> bytes:
    out = io.BytesIO()
    pictures = [picture(120, 90).convert("P") for _ in range(frames)]
    pictures[0].save(
        out, "GIF", save_all=True, append_images=pictures[1:], comment=RAW, duration=[70, 80, 90], loop=0
    )
    plain = out.getvalue()
    secret = b"!\xff\x0bXMP DataXMP" + bytes((len(RAW),)) + RAW + b"\x00"
    return plain[:-1] + secret + b";" + RAW


@functools.cache
def tiff() -> bytes:
    out = io.BytesIO()
    pages = [picture(100, 80), picture(60, 50)]
    pages[0].save(out, "TIFF", exif=exif(), save_all=True, append_images=pages[1:], icc_profile=profile())
    return out.getvalue() + RAW


@functools.cache
def avif() -> bytes:
    out = io.BytesIO()
    drawn = picture(128, 96).convert("RGBA")
    drawn.putalpha(Image.linear_gradient("L").resize(drawn.size))
    drawn.save(out, "AVIF", exif=exif(1), xmp=XMP, icc_profile=profile())
    return out.getvalue() + RAW


def box(kind: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body) + 8) + kind + body


@functools.cache
def heic() -> bytes:
    """A HEIC picture put together by hand around one H.265 frame, with EXIF, XMP and a thumbnail item."""
    movie = ffmpeg("mp4", "-frames:v", "1", "-c:v", "libx265", "-pix_fmt", "yuv420p", *QUIET, "-an")
    setup = movie[movie.index(b"hvcC") - 4 :]
    setup = setup[8 : int.from_bytes(setup[:4], "big")]
    media = movie[movie.index(b"mdat") - 4 :]
    frame = media[8 : int.from_bytes(media[:4], "big")]
    told = b"\x00\x00\x00\x06Exif\x00\x00" + exif(1).tobytes().removeprefix(b"Exif\x00\x00")
    items = [(b"hvc1", b"", frame), (b"Exif", b"", told), (b"mime", b"application/rdf+xml\x00", XMP)]
    items.append((b"hvc1", RAW, frame[: len(frame) // 2] + RAW))
    entries = b"".join(
        box(b"infe", struct.pack(">IHH", 2 << 24, number, 0) + kind + (name or b"") + b"\x00")
        if kind != b"mime"
        else box(b"infe", struct.pack(">IHH", 2 << 24, number, 0) + kind + b"\x00" + name)
        for number, (kind, name, _) in enumerate(items, start=1)
    )
    properties = box(b"hvcC", setup) + box(b"ispe", struct.pack(">III", 0, 320, 240))
    properties += box(b"irot", b"\x01") + box(b"udes", bytes(4) + RAW + b"\x00")
    links = (
        struct.pack(">II", 0, 2)
        + struct.pack(">HB4B", 1, 4, 0x81, 2, 3, 4)
        + struct.pack(">HB2B", 4, 2, 0x81, 2)
    )
    references = box(b"thmb", struct.pack(">HHH", 4, 1, 1)) + box(b"cdsc", struct.pack(">HHH", 2, 1, 1))
    parts = box(b"hdlr", bytes(8) + b"pict" + bytes(12) + RAW + b"\x00") + box(
        b"pitm", bytes(4) + b"\x00\x01"
    )
    parts += box(b"iinf", bytes(4) + struct.pack(">H", len(items)) + entries)
    parts += box(b"iref", bytes(4) + references)
    parts += box(b"iprp", box(b"ipco", properties) + box(b"ipma", links))
    front = box(b"ftyp", b"heic" + bytes(4) + b"mif1heic")
    at = len(front) + 12 + len(parts) + 16 + 14 * len(items) + 8
    places = b""
    for number, (_, _, body) in enumerate(items, start=1):
        places += struct.pack(">HHHII", number, 0, 1, at, len(body))
        at += len(body)
    parts += box(b"iloc", bytes(4) + b"\x44\x00" + struct.pack(">H", len(items)) + places)
    meta = box(b"meta", bytes(4) + parts)
    return front + meta + box(b"mdat", b"".join(body for _, _, body in items)) + RAW


@functools.cache
def emf() -> bytes:
    """An enhanced metafile with a description, a note, an EMF+ note, an escape and one rectangle."""
    told = RAW.decode().encode("utf-16-le") + bytes(4)
    note = struct.pack("<3I", 70, 12 + len(RAW), len(RAW)) + RAW
    plus = b"EMF+" + struct.pack("<HHII", 0x4003, 0, 12 + len(RAW), len(RAW)) + RAW
    plus += struct.pack("<HHII", 0x4002, 0, 12, 0)
    note += struct.pack("<3I", 70, 12 + len(plus), len(plus)) + plus
    note += struct.pack("<4I", 105, 16 + len(RAW), 1, len(RAW)) + RAW
    body = note + struct.pack("<2I4i", 43, 24, 5, 5, 95, 95) + struct.pack("<5I", 14, 20, 0, 16, 20)
    size = 108 + len(told)
    head = struct.pack("<2I8i", 1, size, 0, 0, 100, 100, 0, 0, 2000, 2000) + b" EMF"
    head += struct.pack("<3I2H3I", 0x10000, size + len(body), 6, 1, 0, len(told) // 2, 108, 0)
    head = head.ljust(72, b"\x00") + struct.pack("<4I", 1000, 1000, 300, 300)
    return head.ljust(108, b"\x00") + told + body + RAW


@functools.cache
def wmf() -> bytes:
    """A metafile with an escape and one rectangle."""
    escape = struct.pack("<IHHH", 5 + len(RAW) // 2, 0x0626, 15, len(RAW)) + RAW
    shape = struct.pack("<IH4h", 7, 0x041B, 95, 95, 5, 5)
    records = escape + shape + struct.pack("<IH", 3, 0)
    head = struct.pack("<HHHIHIH", 1, 9, 0x300, 9 + len(records) // 2, 0, 5 + len(RAW) // 2, 0)
    return head + records + RAW


@functools.cache
def heic_grid() -> bytes:
    """A HEIC picture as phones write it: a grid in `idat`, two tiles, EXIF; item properties are shared."""
    movie = ffmpeg("mp4", "-frames:v", "1", "-c:v", "libx265", "-pix_fmt", "yuv420p", *QUIET, "-an")
    setup = movie[movie.index(b"hvcC") - 4 :]
    setup = setup[8 : int.from_bytes(setup[:4], "big")]
    media = movie[movie.index(b"mdat") - 4 :]
    frame = media[8 : int.from_bytes(media[:4], "big")]
    told = b"\x00\x00\x00\x06Exif\x00\x00" + exif(1).tobytes().removeprefix(b"Exif\x00\x00")
    grid = bytes((0, 0, 0, 1)) + struct.pack(">HH", 640, 240)
    kinds = (b"grid", b"hvc1", b"hvc1", b"Exif")
    entries = b"".join(
        box(b"infe", struct.pack(">BBHHH", 2, 0, number in (2, 3), number, 0) + kind + b"\x00")
        for number, kind in enumerate(kinds, start=1)
    )
    shapes = box(b"ispe", struct.pack(">III", 0, 640, 240)) + box(b"ispe", struct.pack(">III", 0, 320, 240))
    shapes += box(b"hvcC", setup)
    links = struct.pack(">II", 0, 3) + struct.pack(">HBB", 1, 1, 1)
    links += struct.pack(">HBBB", 2, 2, 2, 0x83) + struct.pack(">HBBB", 3, 2, 2, 0x83)
    references = box(b"dimg", struct.pack(">4H", 1, 2, 2, 3)) + box(b"cdsc", struct.pack(">HHH", 4, 1, 1))
    parts = box(b"hdlr", bytes(8) + b"pict" + bytes(13)) + box(b"pitm", bytes(4) + b"\x00\x01")
    parts += box(b"iinf", bytes(4) + struct.pack(">H", len(kinds)) + entries)
    parts += box(b"iref", bytes(4) + references)
    parts += box(b"iprp", box(b"ipco", shapes) + box(b"ipma", links))
    parts += box(b"idat", grid)
    front = box(b"ftyp", b"heic" + bytes(4) + b"mif1heic")
    at = len(front) + 12 + len(parts) + 16 + 4 * 16 + 8
    places = struct.pack(">HHHHII", 1, 1, 0, 1, 0, len(grid))
    for number, body in ((2, frame), (3, frame), (4, told)):
        places += struct.pack(">HHHHII", number, 0, 0, 1, at, len(body))
        at += len(body)
    parts += box(b"iloc", b"\x01\x00\x00\x00\x44\x00" + struct.pack(">H", 4) + places)
    return front + box(b"meta", bytes(4) + parts) + box(b"mdat", frame + frame + told)


def ffmpeg(extension: str, *options: str, named: str | None = None) -> bytes:
    """Make two seconds of picture and tone with marks in the tags."""
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder) / (named or f"sampel.{extension}")
        tags = [f"{key}={MARK}" for key in ("title", "artist", "comment", "description", "encoder", "author")]
        tags += ["location=-8.2000+113.5000/", "creation_time=2026-03-04T05:06:07Z"]
        subprocess.run(
            [
                "ffmpeg", "-v", "error", "-y", "-f", "lavfi", "-i", "testsrc=d=2:s=320x240:r=10",
                "-f", "lavfi", "-i", "sine=d=2", *options,
                *(word for tag in tags for word in ("-metadata", tag)), str(out),
            ],
            check=True,
        )  # fmt: skip
        return out.read_bytes()


def remuxed(content: bytes, form: str, extension: str) -> bytes:
    """Put a raw stream of a form that ffmpeg knows into a file of another kind, coded as it is."""
    with tempfile.TemporaryDirectory() as folder:
        source, out = Path(folder) / "aliran", Path(folder) / f"sampel.{extension}"
        source.write_bytes(content)
        subprocess.run(
            ["ffmpeg", "-v", "error", "-y", "-f", form, "-i", str(source), "-c", "copy", str(out)],
            check=True,
            capture_output=True,
        )
        return out.read_bytes()


def decoded(content: bytes, extension: str) -> str:
    """Give the checksum of all decoded pictures and sounds of a recording."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"isi.{extension}"
        path.write_bytes(content)
        done = subprocess.run(
            ["ffmpeg", "-v", "error", "-i", str(path), "-map", "0:v?", "-map", "0:a?", "-f", "md5", "-"],
            check=True,
            capture_output=True,
            text=True,
        )
    assert not done.stderr, done.stderr
    return done.stdout


@functools.cache
def mp4() -> bytes:
    """H.264 and AAC with a `uuid` box, a mark in free space, unused media bytes and a trailer."""
    plain = ffmpeg("mp4", "-c:v", "libx264", "-c:a", "aac")
    at = plain.index(b"mdat") - 4
    size = int.from_bytes(plain[at : at + 4], "big")
    longer = struct.pack(">I", size + len(RAW)) + plain[at + 4 : at + size] + RAW
    return plain[:at] + longer + plain[at + size :] + box(b"uuid", bytes(16) + RAW) + box(b"skip", RAW) + RAW


@functools.cache
def mp4_fragments() -> bytes:
    moving = ("-movflags", "frag_keyframe+empty_moov+default_base_moof", "-g", "4")
    return ffmpeg("mp4", "-c:v", "libx264", "-c:a", "aac", *moving) + RAW


@functools.cache
def mov() -> bytes:
    silent = ("-x265-params", "log-level=none")
    return ffmpeg(
        "mov", "-c:v", "libx265", *silent, "-tag:v", "hvc1", "-c:a", "pcm_s16le", "-timecode", "01:02:03:04"
    )


@functools.cache
def m4a() -> bytes:
    return ffmpeg("m4a", "-map", "1:a", "-c:a", "aac")


@functools.cache
def ogg_opus() -> bytes:
    return ffmpeg("ogg", "-map", "1:a", "-c:a", "libopus", "-b:a", "24k") + RAW


@functools.cache
def ogg_vorbis() -> bytes:
    return ffmpeg("ogg", "-map", "1:a", "-c:a", "libvorbis") + RAW


@functools.cache
def mp3() -> bytes:
    ape = b"APETAGEX" + struct.pack("<4I", 2000, 32 + len(RAW), 0, 0) + bytes(8) + RAW
    return ffmpeg("mp3", "-map", "1:a", "-c:a", "libmp3lame", "-write_id3v1", "1") + ape


@functools.cache
def wav() -> bytes:
    plain = ffmpeg("wav", "-map", "1:a")
    extra = b"bext" + struct.pack("<I", 602) + RAW.ljust(602, b"\x00") + b"iXML" + struct.pack("<I", 24) + RAW
    whole = plain + extra
    return whole[:4] + struct.pack("<I", len(whole) - 8) + whole[8:] + RAW


@functools.cache
def pdf() -> bytes:
    """A PDF with marks in all dictionaries that take some, a form, notes, links, scripts, files, a picture."""
    made = pikepdf.new()
    font = made.make_indirect(
        Dictionary(Type=Name.Font, Subtype=Name.Type1, BaseFont=Name.Helvetica, Catatan=String(MARK))
    )
    colours = Stream(made, profile())
    colours.N = 3
    photo = Stream(made, jpeg())
    photo.Type, photo.Subtype, photo.Width, photo.Height = Name.XObject, Name.Image, 320, 240
    photo.ColorSpace = Array([Name.ICCBased, made.make_indirect(colours)])
    photo.BitsPerComponent, photo.Filter = 8, Name.DCTDecode
    photo.Metadata = made.make_indirect(Stream(made, XMP))
    form = Stream(made, b"% " + RAW + b"\n0 0 10 10 re f")
    form.Type, form.Subtype, form.BBox = Name.XObject, Name.Form, Array([0, 0, 20, 20])
    form.PieceInfo = Dictionary(Aplikasi=Dictionary(Private=String(MARK)))
    form.LastModified = String("D:20260304050607+07'00'")
    drawing = (
        b"% " + RAW + b"\n/Span << /ActualText (" + RAW + b") /MCID 0 >> BDC\n"
        b"q 300 0 0 200 100 100 cm /Foto Do Q EMC /Bentuk Do\nBT /F1 14 Tf 50 700 Td ("
        + VISIBLE.encode()
        + b") Tj ET"
    )
    page = made.make_indirect(
        Dictionary(
            Type=Name.Page,
            MediaBox=Array([0, 0, 595, 842]),
            Contents=made.make_indirect(Stream(made, drawing)),
            Resources=Dictionary(
                XObject=Dictionary(Foto=made.make_indirect(photo), Bentuk=made.make_indirect(form)),
                Font=Dictionary(F1=font),
                Properties=Dictionary(MC0=Dictionary(Catatan=String(MARK))),
            ),
            PieceInfo=Dictionary(Aplikasi=Dictionary(Private=String(MARK))),
            LastModified=String("D:20260304050607+07'00'"),
            AA=Dictionary(O=Dictionary(S=Name.JavaScript, JS=String(MARK))),
            Metadata=made.make_indirect(Stream(made, XMP)),
        )
    )
    made.pages.append(pikepdf.Page(page))
    _pdf_extras(made, made.pages[0].obj, font)
    out = io.BytesIO()
    made.save(out, compress_streams=False, object_stream_mode=pikepdf.ObjectStreamMode.disable)
    return out.getvalue() + b"\n" + RAW


def _pdf_extras(made: pikepdf.Pdf, page: Dictionary, font: Dictionary) -> None:
    field = made.make_indirect(
        Dictionary(
            Type=Name.Annot, Subtype=Name.Widget, FT=Name.Tx, T=String(MARK), V=String("ISIAN FORMULIR"),
            DA=String("/F1 12 Tf 0 g"), Rect=Array([50, 600, 300, 620]), F=4, P=page,
        )
    )  # fmt: skip
    made.Root.AcroForm = Dictionary(
        Fields=Array([field]), DR=Dictionary(Font=Dictionary(F1=font)), DA=String("/F1 12 Tf 0 g")
    )
    note = Dictionary(
        Type=Name.Annot, Subtype=Name.Text, Rect=Array([0, 0, 9, 9]), T=String(MARK), Contents=String(MARK),
        M=String("D:20260304"), NM=String(MARK),
    )  # fmt: skip
    good = Dictionary(S=Name.URI, URI=String("https://contoh.example/aturan"))
    bad = Dictionary(S=Name.URI, URI=String(f"file:///C:/Users/{MARK}/a.pdf"))
    links = [
        Dictionary(Type=Name.Annot, Subtype=Name.Link, Rect=Array([0, 0, 9, 9]), A=action, NM=String(MARK))
        for action in (good, bad)
    ]
    page.Annots = Array([field, *(made.make_indirect(one) for one in (note, *links))])
    made.Root.OpenAction = Dictionary(S=Name.JavaScript, JS=String(f"app.alert('{MARK}')"))
    made.Root.Lang = String(MARK)
    made.attachments["sisipan.txt"] = RAW
    for key in ("/Author", "/Title", "/Creator", "/Producer", "/Keywords", "/Perusahaan"):
        made.docinfo[key] = MARK
    made.docinfo["/CreationDate"] = "D:20260304050607+07'00'"
    with made.open_metadata() as told:
        told["dc:creator"] = [MARK]


def packed(parts: dict[str, bytes | str]) -> bytes:
    """Zip parts with a comment, a member comment and an extra field that hold the mark."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            member = zipfile.ZipInfo(name, (2026, 3, 4, 5, 6, 8))
            member.compress_type = zipfile.ZIP_STORED if name == "mimetype" else zipfile.ZIP_DEFLATED
            member.comment = RAW
            member.extra = struct.pack("<HH", 0x4444, len(RAW)) + RAW
            archive.writestr(member, content)
        archive.comment = RAW
    return out.getvalue()


_TYPES = "http://schemas.openxmlformats.org/package/2006/content-types"
_RELS = "http://schemas.openxmlformats.org/package/2006/relationships"
_OD = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships/metadata"
_W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_S = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_P = "http://schemas.openxmlformats.org/presentationml/2006/main"
_A = "http://schemas.openxmlformats.org/drawingml/2006/main"


def relations(*rows: tuple[str, str, str]) -> str:
    """Spell relationships from (id, type, target); a target with a scheme is external."""
    body = "".join(
        f'<Relationship Id="{number}" Type="{kind if "://" in kind else _OD + "/" + kind}" Target="{target}"'
        + (' TargetMode="External"/>' if ":" in target else "/>")
        for number, kind, target in rows
    )
    return f'<Relationships xmlns="{_RELS}">{body}</Relationships>'


def content_types(**overrides: str) -> str:
    rows = "".join(f'<Override PartName="{name}" ContentType="{kind}"/>' for name, kind in overrides.items())
    return (
        f'<?xml version="1.0"?><!-- {MARK} --><Types xmlns="{_TYPES}"><Default Extension="xml" '
        f'ContentType="application/xml"/><Default Extension="jpg" ContentType="image/jpeg"/>{rows}</Types>'
    )


def _root_relations(main: str) -> str:
    return relations(
        ("a", "officeDocument", main),
        ("b", f"{_PACKAGE}/core-properties", "docProps/core.xml"),
        ("c", "extended-properties", "docProps/app.xml"),
        ("d", "custom-properties", "docProps/custom.xml"),
        ("e", f"{_PACKAGE}/thumbnail", "docProps/thumbnail.jpg"),
    )


def _properties() -> dict[str, bytes | str]:
    return {
        "docProps/core.xml": f"<cp:coreProperties xmlns:cp='http://schemas.openxmlformats.org/package/2006/metadata/"
        f"core-properties' xmlns:dc='http://purl.org/dc/elements/1.1/'><dc:creator>{MARK}</dc:creator>"
        f"<cp:lastModifiedBy>{MARK}</cp:lastModifiedBy></cp:coreProperties>",
        "docProps/app.xml": f"<Properties xmlns='http://schemas.openxmlformats.org/officeDocument/2006/"
        f"extended-properties'><Company>{MARK}</Company><Manager>{MARK}</Manager></Properties>",
        "docProps/custom.xml": f"<Properties xmlns='urn:x'><p>{MARK}</p></Properties>",
        "docProps/thumbnail.jpg": jpeg(),
        "customXml/item1.xml": f"<data>{MARK}</data>",
    }


DOCX_BODY = f"""
<w:p w:rsidR="00AB12CD" w14:paraId="1234ABCD"><w:pPr><w:pStyle w:val="Judul"/><w:rPr><w:ins w:id="1" w:author="{MARK}"
 w:date="2026-03-04T05:06:07Z"/></w:rPr></w:pPr>{MARK}<w:r w:rsidRPr="00AB12CD"><w:t>{VISIBLE}</w:t></w:r></w:p>
<w:p><w:ins w:id="2" w:author="{MARK}" w:date="2026-03-04T05:06:07Z"><w:r><w:t>kalimat tambahan</w:t></w:r></w:ins>
<w:del w:id="3" w:author="{MARK}" w:date="2026-03-04T05:06:07Z"><w:r><w:delText>kalimat terhapus {MARK}</w:delText></w:r>
</w:del><w:commentRangeStart w:id="0"/><w:r><w:t>berkomentar</w:t></w:r><w:commentRangeEnd w:id="0"/>
<w:r><w:commentReference w:id="0"/></w:r></w:p>
<w:p><w:r><w:rPr><w:b/><w:rPrChange w:id="9" w:author="{MARK}"><w:rPr/></w:rPrChange></w:rPr><w:t>tebal</w:t></w:r>
<!-- {MARK} --><?rahasia {MARK}?><w:proofErr w:type="spellStart"/><vendor:x xmlns:vendor="urn:{MARK}" a="{MARK}">{MARK}</vendor:x></w:p>
<w:p><w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText> INCLUDEPICTURE "C:\\Users\\{MARK}</w:instrText></w:r>
<w:r><w:instrText>\\a.jpg" </w:instrText></w:r><w:r><w:fldChar w:fldCharType="separate"/></w:r><w:r><w:t>hasil isian</w:t></w:r>
<w:r><w:fldChar w:fldCharType="end"/></w:r><w:fldSimple w:instr=" AUTHOR {MARK} "><w:r><w:t>nama tampak</w:t></w:r></w:fldSimple>
<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText> PAGE </w:instrText></w:r>
<w:r><w:fldChar w:fldCharType="end"/></w:r></w:p>
<w:p><w:hyperlink r:id="tautan" w:tooltip="{MARK}"><w:r><w:t>aturan</w:t></w:r></w:hyperlink>
<w:hyperlink r:id="lokal"><w:r><w:t>berkas lokal</w:t></w:r></w:hyperlink><w:r><w:rPr><w:vanish/></w:rPr><w:t>tersembunyi</w:t></w:r></w:p>
<w:p><w:r><w:drawing><wp:inline><wp:extent cx="990000" cy="660000"/><wp:docPr id="1" name="{MARK}" descr="C:\\{MARK}"/>
<a:graphic><a:graphicData uri="http://schemas.openxmlformats.org/drawingml/2006/picture"><pic:pic><pic:nvPicPr>
<pic:cNvPr id="0" name="{MARK}.jpg"/><pic:cNvPicPr/></pic:nvPicPr><pic:blipFill><a:blip r:embed="foto"><a:extLst>
<a:ext uri="{MARK}"/></a:extLst></a:blip></pic:blipFill><pic:spPr/></pic:pic></a:graphicData></a:graphic></wp:inline></w:drawing></w:r></w:p>
<w:tbl><w:tr><w:tc><w:p><w:r><w:t>baris tetap</w:t></w:r></w:p></w:tc></w:tr><w:tr><w:trPr><w:del w:id="5" w:author="{MARK}"/></w:trPr>
<w:tc><w:p><w:r><w:t>baris terhapus</w:t></w:r></w:p></w:tc></w:tr></w:tbl>
<w:sdt><w:sdtPr><w:alias w:val="{MARK}"/><w:tag w:val="{MARK}"/><w:id w:val="99"/><w:dataBinding w:xpath="{MARK}"/></w:sdtPr>
<w:sdtContent><w:p><w:r><w:t>isi kotak</w:t></w:r></w:p></w:sdtContent></w:sdt>
<mc:AlternateContent><mc:Choice Requires="asing"><w:p><w:r><w:t>{MARK}</w:t></w:r></w:p></mc:Choice><mc:Fallback><w:p><w:r>
<w:t>pengganti</w:t></w:r></w:p></mc:Fallback></mc:AlternateContent>
<w:p><w:r><w:object><v:shape id="{MARK}" alt="{MARK}" style="width:10pt"><v:imagedata r:id="foto" o:title="{MARK}"/></v:shape>
<o:OLEObject Type="Embed" ProgID="{MARK}" r:id="ole"/></w:object></w:r></w:p>
<w:sectPr w:rsidR="00AB12CD"><w:headerReference w:type="default" r:id="kepala"/><w:pgSz w:w="11906" w:h="16838"/></w:sectPr>
"""
_WORD_SPACES = (
    f'xmlns:w="{_W}" xmlns:r="{_OD}" xmlns:a="{_A}" xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'
    ' xmlns:pic="http://schemas.openxmlformats.org/drawingml/2006/picture" xmlns:v="urn:schemas-microsoft-com:vml"'
    ' xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing"'
    ' xmlns:o="urn:schemas-microsoft-com:office:office" xmlns:asing="urn:asing"'
    ' xmlns:w14="http://schemas.microsoft.com/office/word/2010/wordml" mc:Ignorable="w14 asing"'
)


def docx_parts(*, macros: bool = False) -> dict[str, bytes | str]:
    main = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
    if macros:
        main = "application/vnd.ms-word.document.macroEnabled.main+xml"
    return {
        "[Content_Types].xml": content_types(**{f"/{MARK}/document.xml": main}),
        "_rels/.rels": _root_relations(f"{MARK}/document.xml"),
        f"{MARK}/document.xml": f"<w:document {_WORD_SPACES}><w:body>{DOCX_BODY}</w:body></w:document>",
        f"{MARK}/_rels/document.xml.rels": relations(
            (MARK, "styles", "styles.xml"),
            ("set", "settings", "settings.xml"),
            ("kepala", "header", "header1.xml"),
            ("foto", "image", f"media/{MARK}.jpg"),
            ("tautan", "hyperlink", "https://contoh.example/aturan"),
            ("lokal", "hyperlink", f"file:///C:/Users/{MARK}/x.docx"),
            ("komentar", "comments", "comments.xml"),
            ("orang", "http://schemas.microsoft.com/office/2011/relationships/people", "people.xml"),
            ("ole", "oleObject", "embeddings/oleObject1.bin"),
            ("cx", "customXml", "../customXml/item1.xml"),
            *(
                [
                    (
                        "vba",
                        "http://schemas.microsoft.com/office/2006/relationships/vbaProject",
                        "vbaProject.bin",
                    )
                ]
                * macros
            ),
        ),
        f"{MARK}/styles.xml": f'<w:styles {_WORD_SPACES}><w:style w:styleId="Judul" w:type="paragraph"><w:name w:val="Judul"/>'
        '<w:rsid w:val="00AB12CD"/></w:style></w:styles>',
        f"{MARK}/settings.xml": f'<w:settings {_WORD_SPACES}><w:attachedTemplate r:id="x"/><w:rsids><w:rsidRoot w:val="00AB12CD"/>'
        f'</w:rsids><w:docVars><w:docVar w:name="a" w:val="{MARK}"/></w:docVars><w:defaultTabStop w:val="720"/></w:settings>',
        f"{MARK}/header1.xml": f"<w:hdr {_WORD_SPACES}><w:p><w:r><w:t>kepala surat</w:t></w:r></w:p></w:hdr>",
        f"{MARK}/comments.xml": f'<w:comments {_WORD_SPACES}><w:comment w:id="0" w:author="{MARK}"><w:p><w:r><w:t>{MARK}</w:t></w:r></w:p>'
        "</w:comment></w:comments>",
        f"{MARK}/people.xml": f"<people>{MARK}</people>",
        f"{MARK}/media/{MARK}.jpg": jpeg(),
        f"{MARK}/embeddings/oleObject1.bin": RAW,
        f"{MARK}/vbaProject.bin": RAW,
        **_properties(),
    }


@functools.cache
def docx(*, macros: bool = False) -> bytes:
    return packed(docx_parts(macros=macros)) + RAW


def xlsx_parts() -> dict[str, bytes | str]:
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"
    return {
        "[Content_Types].xml": content_types(**{"/xl/workbook.xml": kind}),
        "_rels/.rels": _root_relations("xl/workbook.xml"),
        "xl/workbook.xml": f'<workbook xmlns="{_S}" xmlns:r="{_OD}" xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006">'
        f'<fileSharing userName="{MARK}"/><workbookPr codeName="{MARK}"/><mc:AlternateContent><mc:Choice Requires="x15">'
        f'<x15ac:absPath xmlns:x15ac="urn:x15ac" url="C:\\Users\\{MARK}"/></mc:Choice></mc:AlternateContent>'
        f'<sheets><sheet name="Laporan" sheetId="1" r:id="s1"/><sheet name="Gudang" sheetId="2" state="veryHidden" r:id="s2"/></sheets>'
        f'<externalReferences><externalReference r:id="luar"/></externalReferences><definedNames><definedName name="luar" comment="{MARK}">'
        f"'C:\\{MARK}\\[a.xlsx]X'!$A$1</definedName><definedName name=\"isi\">Laporan!$A$1</definedName></definedNames>"
        '<pivotCaches><pivotCache cacheId="1" r:id="pivot"/></pivotCaches></workbook>'.replace(
            'Requires="x15"', 'Requires="mc"'
        ),
        "xl/_rels/workbook.xml.rels": relations(
            ("s1", "worksheet", "worksheets/sheet1.xml"),
            ("str", "sharedStrings", "sharedStrings.xml"),
            ("s2", "worksheet", "worksheets/sheet2.xml"),
            ("luar", "externalLink", "externalLinks/externalLink1.xml"),
            ("pivot", "pivotCacheDefinition", "pivotCache/p.xml"),
            ("sandi", "connections", "connections.xml"),
        ),
        "xl/worksheets/sheet1.xml": f'<worksheet xmlns="{_S}" xmlns:r="{_OD}" xmlns:xr="http://schemas.microsoft.com/office/spreadsheetml/'
        f'2014/revision" xr:uid="{{{MARK}}}"><sheetPr codeName="{MARK}"/><cols><col min="5" max="5" hidden="1"/></cols><sheetData>'
        '<row r="1"><c r="A1" t="s"><v>0</v></c><c r="B1"><v>150000</v></c></row>'
        f'<row r="2"><c r="A2"><f>\'C:\\{MARK}\\[a.xlsx]X\'!$A$1</f><v>7</v></c><c r="B2"><f>SUM(B1:B1)</f><v>150000</v></c>'
        f'<c r="C2" t="inlineStr"><is><t>teks dalam sel</t></is></c></row></sheetData>'
        f'<protectedRanges><protectedRange name="{MARK}" sqref="A1"/></protectedRanges><hyperlinks><hyperlink ref="A1" r:id="web" tooltip="{MARK}"/>'
        '</hyperlinks><pageSetup r:id="cetak"/><legacyDrawing r:id="vml"/></worksheet>',
        "xl/worksheets/_rels/sheet1.xml.rels": relations(
            ("web", "hyperlink", "https://contoh.example/tarif"),
            ("cetak", "printerSettings", "../printerSettings/p.bin"),
            ("vml", "vmlDrawing", "../drawings/vml.vml"),
            ("kom", "comments", "../comments1.xml"),
            (
                "ut",
                "http://schemas.microsoft.com/office/2017/10/relationships/threadedComment",
                "../threaded.xml",
            ),
        ),
        "xl/worksheets/sheet2.xml": f'<worksheet xmlns="{_S}"><sheetData/></worksheet>',
        "xl/sharedStrings.xml": f'<sst xmlns="{_S}"><si><t>{VISIBLE}</t></si><si><t>{MARK} sisa sel terhapus</t></si></sst>',
        "xl/externalLinks/externalLink1.xml": MARK,
        "xl/pivotCache/p.xml": f'<x refreshedBy="{MARK}"/>',
        "xl/connections.xml": MARK,
        "xl/printerSettings/p.bin": MARK.encode("utf-16-le"),
        "xl/drawings/vml.vml": MARK,
        "xl/comments1.xml": MARK,
        "xl/threaded.xml": MARK,
        **_properties(),
    }


@functools.cache
def xlsx() -> bytes:
    return packed(xlsx_parts())


def pptx_parts() -> dict[str, bytes | str]:
    kind = "application/vnd.openxmlformats-officedocument.presentationml.presentation.main+xml"
    spaces = f'xmlns:p="{_P}" xmlns:a="{_A}" xmlns:r="{_OD}"'
    body = (
        f'<p:cSld><p:spTree><p:sp><p:nvSpPr><p:cNvPr id="2" name="{MARK}" descr="{MARK}"/><p:cNvSpPr/><p:nvPr/></p:nvSpPr><p:txBody>'
        f"<a:p><a:r><a:t>{VISIBLE}</a:t></a:r></a:p></p:txBody></p:sp><p:pic><p:nvPicPr><p:cNvPr id='3' name='x'>"
        f'<a:hlinkClick r:id="" action="ppaction://program?{MARK}"/></p:cNvPr><p:nvPr><a:videoFile r:link="film"/></p:nvPr></p:nvPicPr><p:blipFill><a:blip r:embed="foto"/></p:blipFill></p:pic>'
        f'<p:graphicFrame><p:nvGraphicFramePr/><p:xfrm/><a:graphic><a:graphicData uri="ole"><p:oleObj r:id="ole" progId="{MARK}"><p:embed/>'
        '<p:pic><p:blipFill><a:blip r:embed="foto"/></p:blipFill></p:pic></p:oleObj></a:graphicData></a:graphic></p:graphicFrame>'
        f'</p:spTree><p:custDataLst><p:tags r:id="tag"/></p:custDataLst><p:extLst><p:ext uri="{MARK}"/></p:extLst></p:cSld>'
    )
    return {
        "[Content_Types].xml": content_types(**{"/ppt/presentation.xml": kind}),
        "_rels/.rels": _root_relations("ppt/presentation.xml"),
        "ppt/presentation.xml": f'<p:presentation {spaces}><p:sldIdLst><p:sldId id="256" r:id="s1"/></p:sldIdLst><p:sldSz cx="9144000" cy="6858000"/>'
        f'<p:modifyVerifier hashData="{MARK}"/><p:extLst><p:ext uri="{MARK}"/></p:extLst></p:presentation>',
        "ppt/_rels/presentation.xml.rels": relations(
            ("s1", "slide", "slides/slide1.xml"),
            ("penulis", "commentAuthors", "commentAuthors.xml"),
            ("lihat", "viewProps", "viewProps.xml"),
        ),
        "ppt/slides/slide1.xml": f'<p:sld {spaces} show="0">{body}</p:sld>',
        "ppt/slides/_rels/slide1.xml.rels": relations(
            ("foto", "image", f"../media/{MARK}.jpg"),
            ("catatan", "notesSlide", "../notesSlides/n1.xml"),
            ("kom", "comments", "../comments/c1.xml"),
            ("tag", "tags", "../tags/t1.xml"),
            ("ole", "package", "../embeddings/e.xlsx"),
            ("film", "video", f"../media/{MARK}.mp4"),
        ),
        "ppt/notesSlides/n1.xml": f"<p:notes {spaces}><p:cSld><p:spTree/></p:cSld></p:notes>",
        "ppt/notesSlides/_rels/n1.xml.rels": relations(("balik", "slide", "../slides/slide1.xml")),
        "ppt/comments/c1.xml": MARK,
        "ppt/commentAuthors.xml": MARK,
        "ppt/viewProps.xml": MARK,
        "ppt/tags/t1.xml": MARK,
        "ppt/embeddings/e.xlsx": RAW,
        f"ppt/media/{MARK}.jpg": jpeg(),
        f"ppt/media/{MARK}.mp4": mp4(),
        **_properties(),
    }


@functools.cache
def pptx() -> bytes:
    return packed(pptx_parts())


_ODF = "urn:oasis:names:tc:opendocument:xmlns:"
_ODF_SPACES = " ".join(
    f'xmlns:{prefix}="{_ODF}{name}:1.0"'
    for prefix, name in (
        ("office", "office"), ("text", "text"), ("table", "table"), ("draw", "drawing"), ("style", "style"),
        ("script", "script"), ("meta", "meta"), ("form", "form"), ("svg", "svg-compatible"), ("manifest", "manifest"),
    )
) + (
    ' xmlns:xlink="http://www.w3.org/1999/xlink" xmlns:dc="http://purl.org/dc/elements/1.1/"'
    ' xmlns:officeooo="http://openoffice.org/2009/office"'
    ' xmlns:loext="urn:org:documentfoundation:names:experimental:office:xmlns:loext:1.0"'
)  # fmt: skip


def open_document_parts(kind: str = "text", *, locked: bool = False) -> dict[str, bytes | str]:
    body = {
        "text": f"""<office:text><text:tracked-changes><text:changed-region text:id="c1"><text:deletion><office:change-info>
<dc:creator>{MARK}</dc:creator><dc:date>2026-03-04</dc:date></office:change-info><text:p>kalimat terhapus {MARK}</text:p></text:deletion>
</text:changed-region></text:tracked-changes><text:p text:style-name="P1">{VISIBLE}<text:change text:change-id="c1"/>
<office:annotation><dc:creator>{MARK}</dc:creator><text:p>{MARK}</text:p></office:annotation>
<text:author-name>nama tampak</text:author-name><text:a xlink:href="https://contoh.example/a">aturan</text:a>
<text:a xlink:href="file:///home/{MARK}">lokal</text:a><loext:kotak>isi kotak</loext:kotak></text:p>
<text:p><draw:frame draw:name="{MARK}"><draw:image xlink:href="Pictures/{MARK}.jpg"/><svg:desc>{MARK}</svg:desc></draw:frame>
<draw:frame><draw:object xlink:href="./Object 7"/></draw:frame><draw:frame><draw:object-ole xlink:href="./Ole"/></draw:frame></text:p>
</office:text>""",
        "spreadsheet": f"""<office:spreadsheet><table:tracked-changes><x>{MARK}</x></table:tracked-changes><table:table table:name="Laporan">
<table:table-row table:visibility="collapse"><table:table-cell table:formula="of:='file:///C:/{MARK}'#$X.A1"><text:p>{VISIBLE}</text:p></table:table-cell>
</table:table-row></table:table></office:spreadsheet>""",
        "presentation": f"""<office:presentation><draw:page draw:name="{MARK}"><draw:frame><draw:text-box><text:p>{VISIBLE}</text:p>
</draw:text-box></draw:frame></draw:page></office:presentation>""",
    }[kind]
    style = f'<style:style style:name="P1"><style:text-properties officeooo:rsid="00{MARK}"/></style:style>'
    lock = "<manifest:encryption-data/>" if locked else ""
    return {
        "mimetype": f"application/vnd.oasis.opendocument.{kind}",
        "content.xml": f"<office:document-content {_ODF_SPACES}><office:scripts><script:x>{MARK}</script:x></office:scripts><office:automatic-styles>"
        f"{style}</office:automatic-styles><office:body>{body}</office:body></office:document-content>",
        "styles.xml": f"<office:document-styles {_ODF_SPACES}><office:styles/></office:document-styles>",
        "meta.xml": f"<office:document-meta {_ODF_SPACES}><meta:initial-creator>{MARK}</meta:initial-creator></office:document-meta>",
        "settings.xml": f"<office:document-settings {_ODF_SPACES}>{MARK}</office:document-settings>",
        f"Pictures/{MARK}.jpg": jpeg(),
        "Thumbnails/thumbnail.png": png(),
        "Basic/Standard/script-lb.xml": MARK,
        "Object 7/content.xml": f"<office:document-content {_ODF_SPACES}><office:body><office:text><text:p>objek<office:annotation>{MARK}"
        "</office:annotation></text:p></office:text></office:body></office:document-content>",
        "Ole": RAW,
        "META-INF/manifest.xml": f"<manifest:manifest {_ODF_SPACES}><manifest:file-entry manifest:full-path='/' manifest:media-type='{MARK}'>"
        f"{lock}</manifest:file-entry></manifest:manifest>",
    }


@functools.cache
def open_document(kind: str = "text") -> bytes:
    return packed(open_document_parts(kind))


@functools.cache
def text() -> bytes:
    return "\ufeffPetugas loket\u200b meminta\u00a0uang.  \r\n\u2063Terima kasih \U0001f64f\U0001f3fd\u200d\u2642\ufe0f\r\n".encode()


SAMPLES = {
    "jpeg": jpeg, "png": png, "webp": webp, "gif": gif, "tiff": tiff, "avif": avif, "heic": heic, "pdf": pdf,
    "docx": docx, "xlsx": xlsx, "pptx": pptx, "odt": open_document,
    "ods": functools.partial(open_document, "spreadsheet"), "odp": functools.partial(open_document, "presentation"),
    "mp4": mp4, "mp4-fragments": mp4_fragments, "mov": mov, "m4a": m4a, "ogg": ogg_opus, "ogg-vorbis": ogg_vorbis,
    "mp3": mp3, "wav": wav,
}  # fmt: skip


@functools.cache
def clean_copy(name: str) -> CleanCopy:
    """Clean a sample once for all tests that look at the same copy."""
    return clean_file(SAMPLES[name]())


def everything_in(content: bytes) -> bytes:
    """Give a file's bytes together with all that can be unpacked from it."""
    pieces = [content]
    if content[:2] == b"PK":
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            pieces += [name.encode() for name in archive.namelist()]
            pieces += [everything_in(archive.read(name)) for name in archive.namelist()]
    elif b"%PDF-" in content[:1024]:
        pieces += _in_pdf(content)
    elif content[:4] == b"\x89PNG":
        pieces += _in_png(content)
    return b"\n".join(pieces)


def _in_pdf(content: bytes) -> list[bytes]:
    found = []
    with pikepdf.open(io.BytesIO(content)) as opened:
        found.append(opened.trailer.unparse(resolved=True))
        for item in opened.objects:
            if not isinstance(item, Stream):
                found.append(item.unparse(resolved=True))
                continue
            keys = sorted(set(item.keys()))
            values = [item[key] for key in keys]
            found += [one.unparse(resolved=True) for one in values if isinstance(one, pikepdf.Object)]
            found.append("".join(keys).encode())
            found.append(item.read_raw_bytes())
            with contextlib.suppress(pikepdf.PdfError):  # picture formats cannot be undone here
                found.append(item.read_bytes())
    return found


def _in_png(content: bytes) -> list[bytes]:
    found, at = [], 8
    while at + 8 <= len(content):
        size, kind = struct.unpack_from(">I4s", content, at)
        body = content[at + 8 : at + 8 + size]
        if kind == b"zTXt" or kind == b"iCCP":
            found.append(zlib.decompress(body.partition(b"\x00")[2][1:]))
        at += size + 12
    return found


def holds_mark(content: bytes) -> bool:
    """Say whether the mark, its UTF-16 forms or half of it is anywhere in a file."""
    whole = everything_in(content)
    forms = [RAW[:12], RAW[12:], MARK[:12].encode("utf-16-le"), MARK[:12].encode("utf-16-be")]
    return any(form in whole for form in forms)
