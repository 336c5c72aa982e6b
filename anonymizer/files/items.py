"""HEIC and AVIF: rebuild the file around the main picture and what it is made of; pixels are not touched.

Kept are the primary item, its tiles and its transparency, with the properties that draw them (turning and
mirroring included). EXIF, XMP, thumbnails, depth and gain maps, bursts and descriptions stay behind.
Source: ISO/IEC 23008-12, ISO/IEC 14496-12 clause 8.11, AV1 bitstream section 5.3.
"""

from __future__ import annotations

import struct
from dataclasses import dataclass, field

from anonymizer.files.boxes import Box, boxes
from anonymizer.files.errors import Reason, UncleanableFileError
from anonymizer.files.exif import traits_of_xmp
from anonymizer.files.icc import neutral_profile
from anonymizer.files.job import Job, damaged
from anonymizer.files.results import Kind, Notice, Trait
from anonymizer.files.samples import scrub_unit
from anonymizer.files.segments import note_exif

_PICTURE_ITEMS = frozenset({b"hvc1", b"av01", b"grid", b"iden", b"iovl"})
_PROPERTIES = frozenset(
    {
        b"hvcC",
        b"av1C",
        b"ispe",
        b"pixi",
        b"colr",
        b"irot",
        b"imir",
        b"clap",
        b"pasp",
        b"auxC",
        b"clli",
        b"mdcv",
    }
    | {b"a1lx", b"a1op", b"lsel"}
)
_PROPERTY_BYTES = {b"ispe": 12, b"irot": 1, b"imir": 1, b"clap": 32, b"pasp": 8, b"clli": 4, b"mdcv": 24}
_MOST_PROPERTY_BYTES = 16
_ALPHA = (b"urn:mpeg:hevc:2015:auxid:1\x00", b"urn:mpeg:mpegB:cicp:systems:auxiliary:alpha\x00")
_MOST_ITEMS = 4_096
_OBU_METADATA, _OBU_PADDING, _OBU_TILE_LIST = 5, 15, 8


@dataclass(slots=True)
class _Item:
    """One item of the file; `extents` are (offset, length) in the file or, when `in_idat`, in `idat`."""

    number: int
    kind: bytes
    hidden: bool
    mime: bytes = b""
    in_idat: bool = False
    extents: list[tuple[int, int]] = field(default_factory=list)
    properties: list[tuple[bool, int]] = field(default_factory=list)


class _Reader:
    """Big-endian numbers, one after another."""

    def __init__(self, content: bytes, at: int, end: int) -> None:
        self._content, self.at, self._end = content, at, end

    def take(self, size: int) -> bytes:
        if self.at + size > self._end:
            raise damaged()
        self.at += size
        return self._content[self.at - size : self.at]

    def number(self, size: int) -> int:
        return int.from_bytes(self.take(size), "big")

    def rest(self) -> bytes:
        return self.take(self._end - self.at)


class _Picture:
    """The parts of a HEIF file as read."""

    def __init__(self, content: bytes, job: Job) -> None:
        self.content, self.job = content, job
        self.items: dict[int, _Item] = {}
        self.references: list[tuple[bytes, int, list[int]]] = []
        self.properties: list[tuple[bytes, bytes]] = []
        self.primary = 0
        self.idat = b""
        meta = next((box for box in boxes(content, 0, len(content)) if box.kind == b"meta"), None)
        if meta is None:
            raise UncleanableFileError(Reason.UNSUPPORTED_FORMAT)
        inner = {box.kind: box for box in boxes(content, meta.body + 4, meta.end)}
        if not {b"pitm", b"iinf", b"iloc", b"iprp"} <= inner.keys():
            raise damaged()
        self._read_items(inner[b"iinf"])
        self._read_places(inner[b"iloc"])
        pitm = self._full(inner[b"pitm"])
        self.primary = pitm[1].number(4 if pitm[0] else 2)
        if b"idat" in inner:
            self.idat = content[inner[b"idat"].body : inner[b"idat"].end]
        if b"iref" in inner:
            self._read_references(inner[b"iref"])
        self._read_properties(inner[b"iprp"])

    def _full(self, box: Box) -> tuple[int, _Reader]:
        """Give (version, reader) of a box that begins with version and flags."""
        reader = _Reader(self.content, box.body, box.end)
        return reader.number(4) >> 24, reader

    def _read_items(self, box: Box) -> None:
        version, reader = self._full(box)
        count = reader.number(4 if version else 2)
        if count > _MOST_ITEMS:
            raise UncleanableFileError(Reason.UNPACKS_TOO_LARGE)
        for entry in boxes(self.content, reader.at, box.end):
            form = _Reader(self.content, entry.body, entry.end)
            head = form.number(4)
            if entry.kind != b"infe" or head >> 24 not in (2, 3):
                raise UncleanableFileError(Reason.UNSUPPORTED_FORMAT)
            number = form.number(2 if head >> 24 == 2 else 4)
            if form.number(2):
                raise UncleanableFileError(Reason.ENCRYPTED)
            item = _Item(number, form.take(4), bool(head & 1))
            item.mime = form.rest().partition(b"\x00")[2]
            self.items[number] = item

    def _read_places(self, box: Box) -> None:
        version, reader = self._full(box)
        sizes = reader.number(2)
        offset, length, base, index = (sizes >> shift & 15 for shift in (12, 8, 4, 0))
        index = index if version else 0
        for _ in range(reader.number(4 if version == 2 else 2)):
            item = self.items.get(reader.number(4 if version == 2 else 2))
            method = reader.number(2) & 15 if version else 0
            reader.number(2)
            start = reader.number(base)
            for _ in range(reader.number(2)):
                reader.number(index)
                extent = (start + reader.number(offset), reader.number(length))
                if item is not None:
                    item.extents.append(extent)
            if item is not None:
                if method > 1:
                    raise UncleanableFileError(Reason.UNSUPPORTED_FORMAT)
                item.in_idat = method == 1

    def _read_references(self, box: Box) -> None:
        version, reader = self._full(box)
        width = 4 if version else 2
        for entry in boxes(self.content, reader.at, box.end):
            form = _Reader(self.content, entry.body, entry.end)
            source = form.number(width)
            self.references.append((entry.kind, source, [form.number(width) for _ in range(form.number(2))]))

    def _read_properties(self, box: Box) -> None:
        for part in boxes(self.content, box.body, box.end):
            if part.kind == b"ipco":
                for entry in boxes(self.content, part.body, part.end):
                    self.properties.append((entry.kind, self.content[entry.body : entry.end]))
            elif part.kind == b"ipma":
                self._read_associations(part)

    def _read_associations(self, box: Box) -> None:
        reader = _Reader(self.content, box.body, box.end)
        head = reader.number(4)
        wide = bool(head & 1)
        for _ in range(reader.number(4)):
            item = self.items.get(reader.number(2 if head >> 24 < 1 else 4))
            for _ in range(reader.number(1)):
                value = reader.number(2 if wide else 1)
                essential, index = value >> (15 if wide else 7), value & (0x7FFF if wide else 0x7F)
                if item is not None and 0 < index <= len(self.properties):
                    item.properties.append((bool(essential), index - 1))

    def data(self, item: _Item) -> bytes:
        source = self.idat if item.in_idat else self.content
        parts = []
        for at, length in item.extents:
            part = source[at : at + length] if length else source[at:]
            if len(part) < length:
                raise damaged()
            parts.append(part)
        return b"".join(parts)


def clean_item_picture(job: Job, kind: Kind) -> None:
    """Write the clean HEIC or AVIF; raises UncleanableFileError."""
    content = job.read_all()
    picture = _Picture(_up_to_last_box(content, job), job)
    kept = _kept_items(picture)
    _refuse_overlap(picture, kept)
    for item in picture.items.values():
        if item.number not in kept:
            _note(item, picture)
    job.target.write(_assemble(picture, kept, kind))
    job.ledger.notice(Notice.SENSOR_MARKS_KEPT)
    job.ledger.notice(Notice.VOICE_AND_FACES)


def _refuse_overlap(picture: _Picture, kept: list[int]) -> None:
    """Refuse a file whose picture shares bytes with what is left out, or lies outside the media data."""
    content = picture.content
    media = [(box.body, box.end) for box in boxes(content, 0, len(content)) if box.kind == b"mdat"]
    left_out = [
        (at, at + length)
        for item in picture.items.values()
        if item.number not in kept and not item.in_idat
        for at, length in item.extents
    ]
    for number in kept:
        item = picture.items[number]
        for at, length in [] if item.in_idat else item.extents:
            inside = any(start <= at and at + length <= end for start, end in media)
            shared = any(at < end and start < at + length for start, end in left_out)
            if not inside or shared:
                raise damaged()


def _up_to_last_box(content: bytes, job: Job) -> bytes:
    """Cut what follows the boxes; boxes other than `ftyp`, `meta` and `mdat` are counted, as they stay
    behind."""
    at, seen = 0, set()
    while at + 8 <= len(content):
        size, kind = struct.unpack_from(">I4s", content, at)
        if size == 1 and at + 16 <= len(content):
            size = struct.unpack_from(">Q", content, at + 8)[0]
        size = size or len(content) - at
        if size < 8 or at + size > len(content):
            break
        seen.add(kind)
        at += size
    job.ledger.remove(Trait.TRAILING_DATA, int(at < len(content)))
    job.ledger.remove(Trait.METADATA, len(seen - {b"ftyp", b"meta", b"mdat", b"free"}))
    if b"meta" not in seen:
        raise damaged()
    return content[:at]


def _kept_items(picture: _Picture) -> list[int]:
    """Give the primary item, the tiles it is made of and their transparency, primary first."""
    kept = [picture.primary]
    for number in kept:
        for kind, source, targets in picture.references:
            more: list[int] = []
            if kind == b"dimg" and source == number:
                more = targets
            elif kind == b"auxl" and number in targets and _is_alpha(picture, source):
                more = [source]
            kept.extend(target for target in more if target not in kept)
        if len(kept) > _MOST_ITEMS:
            raise damaged()
    for number in kept:
        if number not in picture.items or picture.items[number].kind not in _PICTURE_ITEMS:
            raise UncleanableFileError(Reason.UNSUPPORTED_FORMAT)
    return kept


def _is_alpha(picture: _Picture, number: int) -> bool:
    item = picture.items.get(number)
    if item is None:
        return False
    found = (picture.properties[index] for _, index in item.properties)
    return any(kind == b"auxC" and body[4:].startswith(_ALPHA) for kind, body in found)


def _note(item: _Item, picture: _Picture) -> None:
    ledger = picture.job.ledger
    if item.kind == b"Exif":
        note_exif(picture.data(item)[4:].removeprefix(b"Exif\x00\x00"), ledger)
    elif item.kind == b"mime":
        ledger.removed.update(traits_of_xmp(picture.data(item)))
    elif any(kind == b"thmb" and source == item.number for kind, source, _ in picture.references):
        ledger.remove(Trait.THUMBNAIL)
    else:
        ledger.remove(Trait.METADATA)
        if item.kind in _PICTURE_ITEMS and not item.hidden:
            ledger.notice(Notice.FIRST_PICTURE_ONLY)


def _assemble(picture: _Picture, kept: list[int], kind: Kind) -> bytes:
    fresh = {old: number for number, old in enumerate(kept, start=1)}
    bodies = [_item_data(picture, picture.items[old]) for old in kept]
    brand, more = (b"avif", b"avifmif1miaf") if kind is Kind.AVIF else (b"heic", b"mif1heic")
    front = _box(b"ftyp", brand + bytes(4) + more)
    parts = [
        _box(b"hdlr", bytes(8) + b"pict" + bytes(13)),
        _box(b"pitm", bytes(4) + struct.pack(">H", 1)),
        _box(b"iinf", bytes(4) + struct.pack(">H", len(kept)) + b"".join(_entries(picture, kept))),
        *_references(picture, fresh),
        _properties(picture, kept),
    ]
    places_size = 12 + 8 + 14 * len(kept)
    meta_size = 12 + sum(map(len, parts)) + places_size - 4
    at = len(front) + meta_size + 8
    places = b""
    for number, body in enumerate(bodies, start=1):
        places += struct.pack(">HHHII", number, 0, 1, at, len(body))
        at += len(body)
    location = _box(b"iloc", bytes(4) + b"\x44\x00" + struct.pack(">H", len(kept)) + places)
    meta = _box(b"meta", bytes(4) + b"".join(parts) + location)
    if len(meta) != meta_size:
        raise UncleanableFileError(Reason.NOT_PROVEN)
    return front + meta + _box(b"mdat", b"".join(bodies))


def _entries(picture: _Picture, kept: list[int]) -> list[bytes]:
    return [
        _box(
            b"infe",
            struct.pack(">BBHHH", 2, 0, int(picture.items[old].hidden), number, 0)
            + picture.items[old].kind
            + b"\x00",
        )
        for number, old in enumerate(kept, start=1)
    ]


def _references(picture: _Picture, fresh: dict[int, int]) -> list[bytes]:
    rows = b""
    for kind, source, targets in picture.references:
        if kind not in (b"dimg", b"auxl", b"prem") or source not in fresh:
            continue
        known = [fresh[target] for target in targets if target in fresh]
        if known:
            rows += _box(kind, struct.pack(f">HH{len(known)}H", fresh[source], len(known), *known))
    return [_box(b"iref", bytes(4) + rows)] if rows else []


def _properties(picture: _Picture, kept: list[int]) -> bytes:
    """Keep the drawing properties of the kept items; the numbering is made anew."""
    order: dict[int, int] = {}
    written, rows = b"", b""
    used = dict.fromkeys(index for old in kept for _, index in picture.items[old].properties)
    for index in used:
        body = _property(picture, index)
        if body is not None:
            order[index] = len(order) + 1
            written += _box(picture.properties[index][0], body)
    for number, old in enumerate(kept, start=1):
        named = [(essential, index) for essential, index in picture.items[old].properties if index in order]
        marks = [order[index] | (0x8000 if essential else 0) for essential, index in named]
        rows += struct.pack(f">HB{len(marks)}H", number, len(marks), *marks)
    head = struct.pack(">II", 1, len(kept))  # flag 1: two-byte property numbers
    return _box(b"iprp", _box(b"ipco", written) + _box(b"ipma", head + rows))


def _property(picture: _Picture, index: int) -> bytes | None:
    kind, body = picture.properties[index]
    if kind not in _PROPERTIES:
        picture.job.ledger.remove(Trait.METADATA)
        return None
    if kind == b"colr" and body[:4] == b"nclx":
        return body[:11]
    if kind == b"colr":
        neutral = neutral_profile(body[4:])
        picture.job.ledger.remove(Trait.COLOUR_PROFILE, int(neutral != body[4:]))
        return b"prof" + neutral if neutral else None
    if kind == b"auxC":
        return body[:4] + next(alpha for alpha in _ALPHA if body[4:].startswith(alpha))
    if kind == b"hvcC":
        return _hevc_setup(body, picture)
    if kind == b"av1C":
        return body[:4] + _without_side_data(body[4:], picture)
    return body[: _PROPERTY_BYTES.get(kind, _MOST_PROPERTY_BYTES)]


def _hevc_setup(body: bytes, picture: _Picture) -> bytes:
    """Keep only parameter sets (video, sequence, picture) of a decoder configuration."""
    reader = _Reader(body, 22, len(body))
    arrays: list[bytes] = []
    for _ in range(reader.number(1)):
        kind, count = reader.number(1), reader.number(2)
        sets = [reader.take(reader.number(2)) for _ in range(count)]
        if kind & 0x3F in (32, 33, 34):
            packed = b"".join(struct.pack(">H", len(one)) + one for one in sets)
            arrays.append(struct.pack(">BH", kind, count) + packed)
        else:
            picture.job.ledger.remove(Trait.HIDDEN_MARK)
    return body[:22] + bytes((len(arrays),)) + b"".join(arrays)


def _item_data(picture: _Picture, item: _Item) -> bytes:
    data = picture.data(item)
    if item.kind == b"hvc1":
        return _without_marks(data, item, picture)
    return _without_side_data(data, picture) if item.kind == b"av01" else data


def _without_marks(data: bytes, item: _Item, picture: _Picture) -> bytes:
    setup = next(
        (
            picture.properties[index][1]
            for _, index in item.properties
            if picture.properties[index][0] == b"hvcC"
        ),
        b"",
    )
    if len(setup) < 23:
        raise damaged()
    width = (setup[21] & 3) + 1
    sample, at = bytearray(data), 0
    while at + width < len(sample):
        end = at + width + int.from_bytes(sample[at : at + width], "big")
        if end > len(sample):
            raise damaged()
        picture.job.ledger.remove(Trait.HIDDEN_MARK, scrub_unit(sample, at + width, end, "hevc"))
        at = end
    return bytes(sample)


def _without_side_data(data: bytes, picture: _Picture) -> bytes:
    """Leave metadata, padding and tile list units out of an AV1 picture."""
    parts, at = [], 0
    while at < len(data):
        start, head = at, data[at]
        at += 2 if head & 4 else 1
        if not head & 2:
            parts.append(data[start:])  # the last unit may come without a length
            break
        size = shift = 0
        while True:
            if at >= len(data) or shift > 49:
                raise damaged()
            size |= (data[at] & 0x7F) << shift
            at, shift = at + 1, shift + 7
            if not data[at - 1] & 0x80:
                break
        at += size
        if at > len(data):
            raise damaged()
        if head >> 3 & 15 in (_OBU_METADATA, _OBU_PADDING, _OBU_TILE_LIST):
            picture.job.ledger.remove(Trait.HIDDEN_MARK)
        else:
            parts.append(data[start:at])
    return b"".join(parts)


def _box(kind: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body) + 8) + kind + body
