"""Pictures of a PDF: how they are packed, what may stay, and what stands where one cannot be cleaned.

Source: ISO 32000-2, clauses 7.4 and 8.9.
"""

from __future__ import annotations

import base64
import zlib
from collections.abc import Callable

import pikepdf
from pikepdf import Array, Dictionary, Name, Object, Stream

from anonymizer.files.errors import Reason, UncleanableFileError
from anonymizer.files.job import Ledger
from anonymizer.files.pdf_rules import CHANNELS, INLINE_KEYS, LONG_NAMES, SPARE_BYTES

_SPACES = {
    "/G": Name.DeviceGray, "/DeviceGray": Name.DeviceGray, "/RGB": Name.DeviceRGB,
    "/DeviceRGB": Name.DeviceRGB, "/CMYK": Name.DeviceCMYK, "/DeviceCMYK": Name.DeviceCMYK,
}  # fmt: skip


def may_stay_inline(picture: pikepdf.PdfInlineImage) -> bool:
    """Whether a picture within a page's content has known keys, plain packing and nothing but pixels."""
    filters = _long_names(picture)
    if set(filters) & {"/DCTDecode", "/JPXDecode"} or set(picture.obj.keys()) - INLINE_KEYS:
        return False
    if "/CCITTFaxDecode" in filters:
        return True
    channels = {"/DeviceRGB": 3, "/RGB": 3, "/DeviceCMYK": 4, "/CMYK": 4}.get(str(picture.colorspace), 1)
    bits = 1 if picture.image_mask else picture.bits_per_component
    wanted = picture.height * ((picture.width * channels * bits + 7) // 8)
    packed = picture.read_raw_bytes()
    try:
        if filters == ["/FlateDecode"]:
            return holds_only(packed, wanted)
        pixels = packed if not filters else picture.read_bytes()
    except (ValueError, zlib.error):
        return False
    return len(pixels) <= wanted + SPARE_BYTES


def object_of(pdf: pikepdf.Pdf, picture: pikepdf.PdfInlineImage, resources: Object | None) -> Stream | None:
    """Make an object of an inline JPEG picture; None for other pictures and unknown colours."""
    filters = _long_names(picture)
    if filters[-1:] != ["/DCTDecode"] or set(picture.obj.keys()) - INLINE_KEYS:
        return None
    space: Object | None = _SPACES.get(str(picture.obj.get("/ColorSpace", picture.obj.get("/CS", ""))))
    if space is None:
        spaces = resources.get("/ColorSpace") if isinstance(resources, Dictionary) else None
        named = str(picture.obj.get("/CS", picture.obj.get("/ColorSpace", "")))
        space = spaces.get(named) if isinstance(spaces, Dictionary) and named.startswith("/") else None
    if space is None:
        return None
    try:
        raw = undo(picture.read_raw_bytes(), filters[:-1])
    except UncleanableFileError:
        return None
    stream = pdf.make_stream(raw)
    stream.Type, stream.Subtype = Name.XObject, Name.Image
    stream.Width, stream.Height, stream.BitsPerComponent = picture.width, picture.height, 8
    stream.ColorSpace = space
    stream.Filter = Name.DCTDecode
    turned = picture.obj.get("/D", picture.obj.get("/Decode"))
    if isinstance(turned, Array):
        stream.Decode = turned
    return stream


def _long_names(picture: pikepdf.PdfInlineImage) -> list[str]:
    return [LONG_NAMES.get(name.lstrip("/"), name) for name in map(str, picture.filters)]


def holds_only(packed: bytes, wanted: int) -> bool:
    """Whether compressed pixels hold no more than they should, and nothing follows them."""
    inflater = zlib.decompressobj()
    pixels = inflater.decompress(packed, wanted + SPARE_BYTES + 1)
    return len(pixels) <= wanted + SPARE_BYTES and len(inflater.unused_data) <= SPARE_BYTES


def channels_of(node: Stream) -> int:
    """Give the numbers per pixel of an image; 0 when its colour space does not say."""
    if node.get("/ImageMask", False):
        return 1
    space = node.get("/ColorSpace")
    name = str(space[0]) if isinstance(space, Array) and len(space) else str(space)
    if name == "/ICCBased" and isinstance(space, Array) and len(space) > 1 and isinstance(space[1], Stream):
        return int(space[1].get("/N", 0))
    if name == "/DeviceN" and isinstance(space, Array) and len(space) > 1:
        names = space[1]
        return len(names) if isinstance(names, Array) else 0
    return CHANNELS.get(name, 0)


def filters_of(node: Stream) -> list[str]:
    found = node.get("/Filter")
    if isinstance(found, Array):
        return [str(name) for name in found]
    return [] if found is None else [str(found)]


def undo(raw: bytes, filters: list[str]) -> bytes:
    """Undo simple filters in front of a picture's own compression."""
    for name in filters:
        try:
            if name == "/FlateDecode":
                raw = zlib.decompressobj().decompress(raw, 256 * 1024 * 1024)
            elif name == "/ASCII85Decode":
                raw = base64.a85decode(raw.strip().removeprefix(b"<~").removesuffix(b"~>"))
            elif name == "/ASCIIHexDecode":
                raw = bytes.fromhex(raw.strip().removesuffix(b">").decode("ascii"))
            else:
                raise UncleanableFileError(Reason.UNSUPPORTED_FORMAT)
        except (zlib.error, ValueError):
            raise UncleanableFileError(Reason.DAMAGED) from None
    return raw


def patiently(strip: Callable[[bytes, Ledger], bytes], raw: bytes, ledger: Ledger) -> bytes:
    """Strip a picture; one without its end mark gets it."""
    try:
        return strip(raw, ledger)
    except UncleanableFileError:
        return strip(raw + b"\xff\xd9", ledger)


def blank_image(node: Stream) -> None:
    for key in ("/SMask", "/Mask", "/Decode", "/DecodeParms", "/SMaskInData"):
        if key in node:
            del node[key]
    node.Width, node.Height, node.BitsPerComponent, node.ColorSpace = 1, 1, 8, Name.DeviceGray
    node.write(b"\xff")
