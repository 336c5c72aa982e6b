"""Walk JPEG, PNG, WebP, GIF and JPEG 2000 piece by piece and keep only what draws the picture.

Pixels stay as they are, bit for bit. Each function gives the clean bytes and counts what it left out in the
ledger; a file that ends early or breaks its format is an error. Sources: ITU-T T.81 annex B, PNG third
edition, RFC 9649 (WebP), GIF89a, ITU-T T.800 annexes A and I.
"""

from __future__ import annotations

import re
import struct
import zlib
from collections.abc import Iterator

from anonymizer.files import jpeg_tables, lzw
from anonymizer.files.exif import orientation_block, read_exif, traits_of_xmp
from anonymizer.files.icc import neutral_profile
from anonymizer.files.job import Ledger, damaged
from anonymizer.files.results import Notice, Trait

_SCAN_END = re.compile(rb"\xff[^\x00\xd0-\xd7\xff]")
_XMP_HEADS = (b"http://ns.adobe.com/xap/1.0/\x00", b"http://ns.adobe.com/xmp/extension/\x00")
_ICC_HEAD = b"ICC_PROFILE\x00"
_JPEG_KEPT = frozenset({0xC4, 0xDB, 0xDD, 0xDC, *range(0xC0, 0xC4), 0xC5, 0xC6, 0xC7, *range(0xC9, 0xD0)}) - {
    0xC8
}
_MOST_PROFILE_BYTES = 4_000_000
_CHUNK_BYTES = 1024 * 1024
_PNG_INDEXED = 3
_PNG_SIGNATURE = b"\x89PNG\r\n\x1a\n"
_PNG_KEPT = frozenset(
    {b"IHDR", b"PLTE", b"IDAT", b"IEND", b"tRNS", b"gAMA", b"cHRM", b"sRGB", b"cICP", b"sBIT", b"bKGD"}
    | {b"acTL", b"fcTL", b"fdAT"}
)

_PNG_SIZES = {
    b"IHDR": (13, 13), b"PLTE": (3, 768), b"tRNS": (1, 256), b"gAMA": (4, 4), b"cHRM": (32, 32),
    b"sRGB": (1, 1),
    b"cICP": (4, 4), b"sBIT": (1, 4), b"bKGD": (1, 6), b"acTL": (8, 8), b"fcTL": (26, 26),
}  # fmt: skip
"""Least and most bytes of chunks of a fixed form."""


def note_exif(block: bytes, ledger: Ledger) -> int:
    """Count what an EXIF block tells; give its orientation."""
    orientation, traits = read_exif(block)
    ledger.removed.update(traits)
    return orientation


def strip_jpeg(content: bytes, ledger: Ledger, *, keep_profile: bool = True) -> bytes:
    """Keep frame, tables and scans; the orientation survives as a block of its own when it is not 1."""
    kept, orientation, profile, end = [], 1, [], len(content)
    adobe = b""
    segments = list(_jpeg_segments(content))
    tables = jpeg_tables.used_tables([(marker, body) for marker, body, _, _ in segments])
    for marker, body, start, stop in segments:
        if marker in jpeg_tables.FRAMES and len(body) >= 5:
            ledger.meet_frame(*struct.unpack_from(">HH", body, 1))
        if marker == 0xD9:
            end = stop
        elif marker in _JPEG_KEPT or marker == 0xDA:
            exact = jpeg_tables.exact(marker, body, tables)
            ledger.remove(Trait.UNUSED_DATA, int(exact != body))
            entropy = start + 4 + len(body)
            if exact:
                head = b"\xff" + bytes((marker,)) + struct.pack(">H", len(exact) + 2)
                kept.append(head + exact + content[entropy:stop])
        elif marker == 0xE1 and body.startswith(b"Exif\x00"):
            found = note_exif(body, ledger)
            orientation = found if orientation == 1 else orientation
        elif marker == 0xE2 and body.startswith(_ICC_HEAD):
            profile.append(body[14:])
        elif marker == 0xEE and body.startswith(b"Adobe") and len(body) >= 12:
            adobe = b"\xff\xee\x00\x0eAdobe\x00\x64\x00\x00\x00\x00" + body[11:12]
        elif marker != 0xE0 or not body.startswith(b"JFIF\x00"):
            _note_jpeg_segment(marker, body, ledger)
    ledger.remove(Trait.TRAILING_DATA, int(end < len(content)))
    head = b"\xff\xd8" + adobe
    if orientation != 1:
        block = b"Exif\x00\x00" + orientation_block(orientation)
        head += b"\xff\xe1" + struct.pack(">H", len(block) + 2) + block
    head += _jpeg_profile(b"".join(profile), ledger, keep_profile=keep_profile)
    return head + b"".join(kept) + b"\xff\xd9"


def _jpeg_profile(profile: bytes, ledger: Ledger, *, keep_profile: bool) -> bytes:
    if not profile:
        return b""
    neutral = neutral_profile(profile) if keep_profile else None
    ledger.remove(Trait.COLOUR_PROFILE, int(neutral != profile))
    if neutral is None or len(neutral) > 65_000:
        return b""
    body = _ICC_HEAD + b"\x01\x01" + neutral
    return b"\xff\xe2" + struct.pack(">H", len(body) + 2) + body


def _note_jpeg_segment(marker: int, body: bytes, ledger: Ledger) -> None:
    if marker == 0xFE:
        ledger.remove(Trait.COMMENT)
    elif marker == 0xE1 and body.startswith(_XMP_HEADS):
        ledger.removed.update(traits_of_xmp(body))
    elif marker == 0xE0 and body.startswith(b"JFXX"):
        ledger.remove(Trait.THUMBNAIL)
    elif marker == 0xE2 and body.startswith(b"MPF\x00"):
        ledger.remove(Trait.UNUSED_DATA)
        ledger.notice(Notice.FIRST_PICTURE_ONLY)
    else:
        ledger.remove(Trait.METADATA)


def _jpeg_segments(content: bytes) -> Iterator[tuple[int, bytes, int, int]]:
    """Yield (marker, body, start, stop); a scan is yielded with its entropy-coded data, up to EOI."""
    if content[:2] != b"\xff\xd8":
        raise damaged()
    at, scans = 2, 0
    while True:
        start = at
        if content[at : at + 1] != b"\xff":
            raise damaged()
        while content[at : at + 1] == b"\xff":
            start, at = at, at + 1
        if at >= len(content):
            raise damaged()
        marker, at = content[at], at + 1
        if marker == 0xD9:
            if not scans:
                raise damaged()
            yield marker, b"", start, at
            return
        if marker == 0x01 or 0xD0 <= marker <= 0xD7:
            continue
        size = int.from_bytes(content[at : at + 2], "big")
        if size < 2 or at + size > len(content):
            raise damaged()
        body, at = content[at + 2 : at + size], at + size
        if marker == 0xDA:
            scans += 1
            at = _scan_end(content, at)
        yield marker, body, start, at


def _scan_end(content: bytes, at: int) -> int:
    """Find the marker that ends a scan: 0xFF not followed by 0x00, a restart or a fill byte."""
    found = _SCAN_END.search(content, at)
    if found is None:
        raise damaged()
    return found.start()


def strip_png(content: bytes, ledger: Ledger) -> bytes:
    """Keep the chunks that draw; the colour profile is made neutral, the orientation kept."""
    chunks, end = _png_chunks(content)
    ledger.remove(Trait.TRAILING_DATA, int(end < len(content)))
    header = chunks[0][1]
    if chunks[0][0] != b"IHDR" or len(header) != 13:
        raise damaged()
    writer = _PngWriter(header, ledger)
    for kind, body in chunks:
        writer.take(kind, body)
    return b"".join(writer.parts)


class _PngWriter:
    """Writes the chunks that stay; pixels of one picture or frame go into one chunk, cut behind the last."""

    def __init__(self, header: bytes, ledger: Ledger) -> None:
        self.parts = [_PNG_SIGNATURE]
        self._ledger = ledger
        self._header = header
        self._size = header[:8]
        self._pixels: list[bytes] = []
        self._kind = b""
        self._number = 0
        self._animated = False
        ledger.meet_frame(*struct.unpack(">II", self._size))

    def take(self, kind: bytes, body: bytes) -> None:
        if kind != self._kind:
            self._flush()
        if kind == b"IDAT" or (kind == b"fdAT" and self._animated):
            self._kind = kind
            self._pixels.append(body if kind == b"IDAT" else body[4:])
        elif kind == b"IEND":
            self.parts.append(_png_chunk(kind, b""))
        elif kind in _PNG_KEPT and kind != b"fdAT" and (kind != b"PLTE" or self._header[9] == _PNG_INDEXED):
            self._keep(kind, body)
        else:
            self.parts.append(_png_replacement(kind, body, self._ledger))

    def _keep(self, kind: bytes, body: bytes) -> None:
        least, most = _PNG_SIZES.get(kind, (0, len(body)))
        if len(body) < least:
            raise damaged()
        self._ledger.remove(Trait.UNUSED_DATA, int(len(body) > most))
        body = body[:most]
        self._animated = self._animated or kind == b"acTL"
        if kind == b"fcTL":
            body = struct.pack(">I", self._number) + body[4:]
            self._size = body[4:12]
            if self._number:
                self._ledger.meet_frame(*struct.unpack(">II", self._size))
            self._number += 1
        self.parts.append(_png_chunk(kind, body))

    def _flush(self) -> None:
        if not self._pixels:
            return
        packed = b"".join(self._pixels)
        exact = _exact_pixels(packed, _png_bytes(self._size, self._header))
        self._ledger.remove(Trait.UNUSED_DATA, int(exact != packed))
        if self._kind == b"fdAT":
            exact = struct.pack(">I", self._number) + exact
            self._number += 1
        self.parts.append(_png_chunk(self._kind, exact))
        self._pixels, self._kind = [], b""


def _png_chunks(content: bytes) -> tuple[list[tuple[bytes, bytes]], int]:
    """Give (kind, body) of every chunk up to IEND, and where that ends."""
    if not content.startswith(_PNG_SIGNATURE):
        raise damaged()
    chunks: list[tuple[bytes, bytes]] = []
    at = len(_PNG_SIGNATURE)
    while not chunks or chunks[-1][0] != b"IEND":
        if at + 12 > len(content):
            raise damaged()
        size, kind = struct.unpack_from(">I4s", content, at)
        body, check = content[at + 8 : at + 8 + size], content[at + 8 + size : at + 12 + size]
        if len(check) != 4 or int.from_bytes(check, "big") != zlib.crc32(kind + body):
            raise damaged()
        chunks.append((kind, body))
        at += 12 + size
    return chunks, at


def _png_bytes(size: bytes, header: bytes) -> int:
    """Give how many bytes the rows of a picture have before packing."""
    width, height = struct.unpack(">II", size)
    bits = header[8] * {0: 1, 2: 3, 3: 1, 4: 2, 6: 4}.get(header[9], 4)
    passes = [(width, height)]
    if header[12]:
        steps = (
            (0, 0, 8, 8),
            (4, 0, 8, 8),
            (0, 4, 4, 8),
            (2, 0, 4, 4),
            (0, 2, 2, 4),
            (1, 0, 2, 2),
            (0, 1, 1, 2),
        )
        passes = [(-(-(width - x) // wide), -(-(height - y) // high)) for x, y, wide, high in steps]
    return sum(high * (1 + (wide * bits + 7) // 8) for wide, high in passes if wide > 0 and high > 0)


def _exact_pixels(packed: bytes, wanted: int) -> bytes:
    """Give compressed pixels without what follows their last row or their end mark."""
    inflater = zlib.decompressobj()
    rest, held = packed, 0
    try:
        while not inflater.eof and held <= wanted:
            piece = inflater.decompress(rest, _CHUNK_BYTES)
            if not piece and not inflater.eof and not inflater.unconsumed_tail:
                raise damaged()
            held += len(piece)
            rest = inflater.unconsumed_tail
        if held > wanted:
            return _packed_again(packed, wanted)
    except zlib.error:
        raise damaged() from None
    return packed[: len(packed) - len(inflater.unused_data)]


def _packed_again(packed: bytes, wanted: int) -> bytes:
    inflater, packer = zlib.decompressobj(), zlib.compressobj(6)
    parts, rest = [], packed
    while wanted:
        piece = inflater.decompress(rest, min(_CHUNK_BYTES, wanted))
        wanted -= len(piece)
        rest = inflater.unconsumed_tail
        parts.append(packer.compress(piece))
    return b"".join(parts) + packer.flush()


def _png_chunk(kind: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))


def _png_replacement(kind: bytes, body: bytes, ledger: Ledger) -> bytes:
    if kind == b"eXIf":
        orientation = note_exif(body, ledger)
        return _png_chunk(kind, orientation_block(orientation)) if orientation != 1 else b""
    if kind == b"iCCP":
        told = _inflated(body.partition(b"\x00")[2][1:])
        profile = neutral_profile(told)
        ledger.remove(Trait.COLOUR_PROFILE, int(profile != told))
        return _png_chunk(kind, b"-\x00\x00" + zlib.compress(profile, 9)) if profile else b""
    if kind == b"tIME":
        ledger.remove(Trait.TIME)
    elif kind in (b"tEXt", b"zTXt", b"iTXt"):
        known = {b"Author": Trait.AUTHOR, b"Comment": Trait.COMMENT, b"Software": Trait.DEVICE}
        ledger.remove(known.get(body.partition(b"\x00")[0], Trait.METADATA))
    elif kind not in (b"pHYs", b"hIST"):
        ledger.remove(Trait.METADATA)
    return b""


def _inflated(packed: bytes) -> bytes:
    try:
        return zlib.decompressobj().decompress(packed, _MOST_PROFILE_BYTES)
    except zlib.error:
        return b""


_WEBP_KEPT = frozenset({b"VP8 ", b"VP8L", b"ALPH", b"ANIM", b"ANMF"})
_WEBP_ICC, _WEBP_EXIF, _WEBP_XMP = 0x20, 0x08, 0x04


def strip_webp(content: bytes, ledger: Ledger) -> bytes:
    """Keep image chunks; write the extended header anew so that it names no metadata."""
    chunks, end = riff_chunks(content, b"WEBP")
    ledger.remove(Trait.TRAILING_DATA, int(end < len(content)))
    header, images, tail, profile = b"", [], b"", b""
    for kind, body in chunks:
        _meet_webp_frame(kind, body, ledger)
        if kind == b"VP8X":
            header = body[:10]
        elif kind == b"ICCP":
            profile = neutral_profile(body) or b""
            ledger.remove(Trait.COLOUR_PROFILE, int(profile != body))
        elif kind == b"EXIF":
            orientation = note_exif(body, ledger)
            tail = riff_chunk(kind, orientation_block(orientation)) if orientation != 1 else b""
        elif kind in _WEBP_KEPT:
            images.append(riff_chunk(kind, _animation_frame(body, ledger) if kind == b"ANMF" else body))
        else:
            ledger.removed.update(traits_of_xmp(body) if kind == b"XMP " else {Trait.METADATA: 1})
    if not images or (header and len(header) < 10):
        raise damaged()
    if header:
        flags = header[0] & ~(_WEBP_ICC | _WEBP_EXIF | _WEBP_XMP) & 0x3E
        flags |= (_WEBP_ICC if profile else 0) | (_WEBP_EXIF if tail else 0)
        first = riff_chunk(b"VP8X", bytes((flags, 0, 0, 0)) + header[4:])
        images.insert(0, first + (riff_chunk(b"ICCP", profile) if profile else b""))
    body = b"WEBP" + b"".join(images) + (tail if header else b"")
    return b"RIFF" + struct.pack("<I", len(body)) + body


def _meet_webp_frame(kind: bytes, body: bytes, ledger: Ledger) -> None:
    if kind == b"VP8 " and len(body) >= 10:
        wide, high = struct.unpack_from("<HH", body, 6)
        ledger.meet_frame(wide & 0x3FFF, high & 0x3FFF)
    elif kind == b"VP8L" and len(body) >= 5:
        size = int.from_bytes(body[1:5], "little")
        ledger.meet_frame((size & 0x3FFF) + 1, (size >> 14 & 0x3FFF) + 1)
    elif kind == b"ANMF" and len(body) >= 12:
        width, height = (int.from_bytes(body[at : at + 3], "little") + 1 for at in (6, 9))
        ledger.meet_frame(width, height)


def _animation_frame(body: bytes, ledger: Ledger) -> bytes:
    if len(body) < 16:
        raise damaged()
    parts, at = [body[:16]], 16
    while at + 8 <= len(body):
        kind, size = struct.unpack_from("<4sI", body, at)
        if at + 8 + size > len(body):
            raise damaged()
        if kind in (b"VP8 ", b"VP8L", b"ALPH"):
            parts.append(riff_chunk(kind, body[at + 8 : at + 8 + size]))
        else:
            ledger.remove(Trait.METADATA)
        at += 8 + size + size % 2
    return b"".join(parts)


def riff_chunk(kind: bytes, body: bytes) -> bytes:
    return kind + struct.pack("<I", len(body)) + body + bytes(len(body) % 2)


def riff_chunks(content: bytes, form: bytes) -> tuple[list[tuple[bytes, bytes]], int]:
    if content[:4] != b"RIFF" or content[8:12] != form:
        raise damaged()
    end = 8 + struct.unpack_from("<I", content, 4)[0]
    if end > len(content):
        raise damaged()
    chunks, at = [], 12
    while at + 8 <= end:
        kind, size = struct.unpack_from("<4sI", content, at)
        if at + 8 + size > end:
            raise damaged()
        chunks.append((kind, content[at + 8 : at + 8 + size]))
        at += 8 + size + size % 2
    return chunks, end


def strip_gif(content: bytes, ledger: Ledger) -> bytes:
    """Keep frames, timing and the loop count; drop comments, captions and application blocks."""
    if content[:6] not in (b"GIF87a", b"GIF89a") or len(content) < 13:
        raise damaged()
    at = 13 + _colour_table_bytes(content[10])
    parts = [b"GIF89a", content[6:at]]
    while True:
        mark = content[at : at + 1]
        if mark == b";":
            break
        start = at
        if mark == b",":
            if at + 10 > len(content):
                raise damaged()
            coded = at + 11 + _colour_table_bytes(content[at + 9])
            at = _sub_blocks_end(content, coded)
            ledger.meet_frame(*struct.unpack_from("<HH", content, start + 5))
            exact = _exact_frame(content, start, coded, at) if ledger.thorough else content[coded:at]
            ledger.remove(Trait.UNUSED_DATA, int(exact != content[coded:at]))
            parts.append(content[start:coded] + exact)
        elif mark == b"!":
            at = _sub_blocks_end(content, at + 2)
            parts.append(_gif_extension(content[start:at], ledger))
        else:
            raise damaged()
    ledger.remove(Trait.TRAILING_DATA, int(at + 1 < len(content)))
    return b"".join(parts) + b";"


def _colour_table_bytes(flags: int) -> int:
    return 3 << ((flags & 7) + 1) if flags & 0x80 else 0


def _sub_blocks_end(content: bytes, at: int) -> int:
    while at < len(content):
        size = content[at]
        at += 1 + size
        if size == 0:
            return at
    raise damaged()


def _exact_frame(content: bytes, start: int, coded: int, end: int) -> bytes:
    """Give the blocks of a frame's packed pixels, cut behind the last pixel."""
    width, height = struct.unpack_from("<HH", content, start + 5)
    pieces, at = [], coded
    while content[at]:
        pieces.append(content[at + 1 : at + 1 + content[at]])
        at += 1 + content[at]
    packed = b"".join(pieces)
    used = lzw.used_bytes(packed, content[coded - 1], width * height)
    if used == len(packed):
        return content[coded:end]
    blocks = [packed[place : place + 255][: used - place] for place in range(0, used, 255)]
    return b"".join(bytes((len(block),)) + block for block in blocks) + b"\x00"


def _gif_extension(block: bytes, ledger: Ledger) -> bytes:
    if block[1] == 0xF9 and block[2] == 4 and len(block) == 8:
        return block
    if (
        block[1] == 0xFF
        and block[3:14] == b"NETSCAPE2.0"
        and block[14:16] == b"\x03\x01"
        and len(block) == 19
    ):
        return block
    ledger.remove(Trait.COMMENT if block[1] == 0xFE else Trait.METADATA)
    return b""


_JP2_KEPT = frozenset({b"jP  ", b"ftyp", b"jp2h", b"jp2c"})
_TILE_PART = b"\xff\x90"
_J2K_COMMENT = 0xFF64
_J2K_KEPT = frozenset(range(0xFF50, 0xFF64))
"""Segments that tell how a JPEG 2000 picture is coded."""
_JP2_HEADER_KEPT = frozenset({b"ihdr", b"bpcc", b"colr", b"pclr", b"cmap", b"cdef"})


def strip_jpeg2000(content: bytes, ledger: Ledger) -> bytes:
    """Keep the image header and codestream of a JPEG 2000 picture; comment segments are blanked."""
    if content[:4] == b"\xff\x4f\xff\x51":
        return _strip_codestream(content, ledger)
    parts = []
    for kind, body in _boxes(content):
        if kind not in _JP2_KEPT:
            ledger.remove(Trait.METADATA)
            continue
        if kind == b"jp2h":
            kept = [(name, inner) for name, inner in _boxes(body) if name in _JP2_HEADER_KEPT]
            body = b"".join(_box(name, inner) for name, inner in kept if not _is_profile(name, inner))
        elif kind == b"jp2c":
            body = _strip_codestream(body, ledger)
        parts.append(_box(kind, body))
    return b"".join(parts)


def _is_profile(name: bytes, body: bytes) -> bool:
    return name == b"colr" and body[:1] not in (b"\x01", b"")


def _box(kind: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body) + 8) + kind + body


def _boxes(content: bytes) -> Iterator[tuple[bytes, bytes]]:
    at = 0
    while at + 8 <= len(content):
        size, kind = struct.unpack_from(">I4s", content, at)
        if size == 0:
            size = len(content) - at
        if size < 8 or at + size > len(content):
            raise damaged()
        yield kind, content[at + 8 : at + size]
        at += size


def _strip_codestream(content: bytes, ledger: Ledger) -> bytes:
    """Drop comments and unknown segments of the main header, blank those between the parts of the picture."""
    parts, at = [content[:2]], 2
    while at + 4 <= len(content) and content[at : at + 2] != _TILE_PART:
        marker, size = struct.unpack_from(">HH", content, at)
        if marker < 0xFF30 or size < 2:
            raise damaged()
        if marker in _J2K_KEPT:
            parts.append(content[at : at + 2 + size])
        else:
            ledger.remove(Trait.COMMENT if marker == _J2K_COMMENT else Trait.METADATA)
        at += 2 + size
    end = content.rfind(b"\xff\xd9")
    if end < at:
        raise damaged()
    tiles = bytearray(content[at:end])
    used = _blank_tile_headers(tiles, ledger)
    ledger.remove(Trait.TRAILING_DATA, int(end + 2 < len(content) or used < len(tiles)))
    return b"".join(parts) + bytes(tiles[:used]) + b"\xff\xd9"


def _blank_tile_headers(tiles: bytearray, ledger: Ledger) -> int:
    """Zero the comments in front of each part of the picture; give where the last part ends."""
    at = 0
    while tiles[at : at + 2] == _TILE_PART and at + 12 <= len(tiles):
        length = struct.unpack_from(">I", tiles, at + 6)[0] or len(tiles) - at
        stop, place = at + length, at + 12
        if length < 14 or stop > len(tiles):
            raise damaged()
        while tiles[place : place + 2] != b"\xff\x93":
            if place + 4 > stop:
                raise damaged()
            marker, size = struct.unpack_from(">HH", tiles, place)
            if marker < 0xFF30 or size < 2 or place + 2 + size > stop:
                raise damaged()
            if marker not in _J2K_KEPT:
                body = slice(place + 4, place + 2 + size)
                ledger.remove(Trait.COMMENT, int(any(tiles[body])))
                struct.pack_into(">H", tiles, place, _J2K_COMMENT)
                tiles[body] = bytes(size - 2)
            place += 2 + size
        at = stop
    return at
