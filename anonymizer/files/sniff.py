"""Decide what a file is from its first bytes, and say why a known kind is refused.

Zip containers are only recognised as such here; `office` looks inside. Nothing is parsed.
"""

from __future__ import annotations

from anonymizer.files.containers import is_container
from anonymizer.files.errors import Reason, UncleanableFileError
from anonymizer.files.results import Kind

HEAD_BYTES = 16_384
"""How much of the beginning is needed."""

ZIP = "zip"
"""The answer for a zip container; it may be a DOCX, XLSX, PPTX, ODT, ODS or ODP."""

_MAGIC: tuple[tuple[bytes, Kind], ...] = (
    (b"\xff\xd8\xff", Kind.JPEG),
    (b"\x89PNG\r\n\x1a\n", Kind.PNG),
    (b"GIF87a", Kind.GIF),
    (b"GIF89a", Kind.GIF),
    (b"II*\x00", Kind.TIFF),
    (b"MM\x00*", Kind.TIFF),
    (b"II+\x00", Kind.TIFF),
    (b"MM\x00+", Kind.TIFF),
    (b"OggS", Kind.OGG),
    (b"ID3", Kind.MP3),
    (b"%PDF-", Kind.PDF),
)

_HEIC_BRANDS = frozenset({b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1"})
_AVIF_BRANDS = frozenset({b"avif", b"avis"})
_FIRST_MOVIE_BOXES = frozenset({b"moov", b"mdat", b"wide", b"free", b"skip", b"pnot"})

_KNOWN_BUT_REFUSED: tuple[bytes, ...] = (
    b"BM", b"fLaC", b"FORM", b"\x1aE\xdf\xa3", b"FLV", b"0&\xb2u", b"\x1f\x8b", b"BZh", b"\xfd7zXZ",
    b"7z\xbc\xaf",
    b"Rar!", b"\x7fELF", b"MZ", b"%!PS", b"{\\rtf", b"\x00\x00\x00\x0cjP  ", b"8BPS", b"#!AMR",
    b"\x28\xb5\x2f\xfd", b"RF64", b"BW64", b"RIFX", b"ADIF", b"caff", b"wvpk", b"MThd",
)  # fmt: skip
_CFB = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED_PACKAGE = "EncryptedPackage".encode("utf-16-le")


def sniff(head: bytes, whole: bytes = b"") -> Kind | str:
    """Name the kind of a file from its first `HEAD_BYTES` bytes; `ZIP` stands for any zip container.

    `whole` may be more of the file, used only to tell a locked Office file from an old one.
    Raises UncleanableFileError (empty, unknown_format, unsupported_format, legacy_office, encrypted).
    """
    if not head:
        raise UncleanableFileError(Reason.EMPTY)
    for magic, kind in _MAGIC:
        if head.startswith(magic):
            return kind
    if head.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return ZIP
    if head.startswith(_CFB):
        locked = _ENCRYPTED_PACKAGE in (whole or head)
        raise UncleanableFileError(Reason.ENCRYPTED if locked else Reason.LEGACY_OFFICE)
    return _by_structure(head)


def _by_structure(head: bytes) -> Kind:
    if head[:4] == b"RIFF":
        return _riff(head)
    if head[4:8] == b"ftyp":
        return _brand(head)
    if head[4:8] in _FIRST_MOVIE_BOXES:
        return Kind.MOV
    if head.startswith(_KNOWN_BUT_REFUSED):
        raise UncleanableFileError(Reason.UNSUPPORTED_FORMAT)
    if len(head) > 6 and head[0] == 0xFF and head[1] & 0xF6 == 0xF0:
        raise UncleanableFileError(Reason.UNSUPPORTED_FORMAT)  # frames of AAC
    if len(head) > 2 and head[0] == 0xFF and head[1] & 0xE0 == 0xE0 and head[1] & 0x06:
        return _mpeg_audio_or_utf16(head)
    if b"%PDF-" in head[:1024]:
        return Kind.PDF
    return _text(head)


def _riff(head: bytes) -> Kind:
    form = head[8:12]
    if form == b"WEBP":
        return Kind.WEBP
    if form == b"WAVE":
        return Kind.WAV
    raise UncleanableFileError(Reason.UNSUPPORTED_FORMAT)


def _brand(head: bytes) -> Kind:
    size = min(int.from_bytes(head[:4], "big"), len(head))
    brands = [head[8:12], *(head[at : at + 4] for at in range(16, size - 3, 4))]
    if brands[0] in _AVIF_BRANDS:
        return Kind.AVIF
    if brands[0] in _HEIC_BRANDS:
        return Kind.AVIF if _AVIF_BRANDS & set(brands) else Kind.HEIC
    return Kind.MOV if brands[0] == b"qt  " else Kind.MP4


def _mpeg_audio_or_utf16(head: bytes) -> Kind:
    if head.startswith(b"\xff\xfe"):
        return _text(head)
    layer_three = head[1] & 0x06 == 0x02
    if layer_three and head[2] & 0xF0 not in (0x00, 0xF0) and head[2] & 0x0C != 0x0C:
        return Kind.MP3
    raise UncleanableFileError(Reason.UNSUPPORTED_FORMAT)


def _text(head: bytes) -> Kind:
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        return Kind.TEXT
    if is_container(head.removeprefix(b"\xef\xbb\xbf").decode("latin-1")):
        raise UncleanableFileError(Reason.UNSUPPORTED_FORMAT)
    if b"\x00" in head:
        raise UncleanableFileError(Reason.UNKNOWN_FORMAT)
    return Kind.TEXT
