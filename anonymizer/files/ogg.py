"""Ogg voice notes (Opus, Vorbis, Speex): empty comment headers, one neutral stream, no other streams.

Pages are written anew: serial number 1, running page numbers, fresh checksums; sound packets stay bit for
bit except that padding inside Opus packets is zeroed. Sources: RFC 3533, RFC 7845, RFC 6716 section 3.2,
Vorbis I section 5.
"""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterator
from dataclasses import dataclass

from anonymizer.files.errors import Reason, UncleanableFileError
from anonymizer.files.job import Job, damaged
from anonymizer.files.results import Kind, Notice, Trait

_HEAD = struct.Struct("<4sBBqIIIB")
_CONTINUED, _FIRST, _LAST = 1, 2, 4
_NO_PACKET_ENDS = -1
_MOST_PAGE_SEGMENTS = 255
_CHUNK_BYTES = 1024 * 1024
_MOST_HEADER_BYTES = 4 * 1024 * 1024
_REVERSED = bytes(int(f"{byte:08b}"[::-1], 2) for byte in range(256))
_OPUS_TAGS = b"OpusTags" + bytes(8)
_VORBIS_COMMENT = b"\x03vorbis" + bytes(8) + b"\x01"


@dataclass(frozen=True, slots=True)
class Page:
    """One page: flags, position, stream, lacing values and body."""

    flags: int
    position: int
    serial: int
    lacing: bytes
    body: bytes


@dataclass(slots=True)
class _Stream:
    """The stream that is kept while its headers are being read."""

    serial: int
    codec: str
    headers_wanted: int
    packets: list[bytes]
    unfinished: bytes = b""
    sounding: bool = False


def checksum(page: bytes) -> int:
    """Give the Ogg CRC (polynomial 0x04C11DB7, not reflected) by way of the reflected one in zlib."""
    reflected = zlib.crc32(page.translate(_REVERSED), 0xFFFFFFFF) ^ 0xFFFFFFFF
    return int(f"{reflected:032b}"[::-1], 2)


def clean(job: Job) -> Kind:
    """Write the clean recording; raises UncleanableFileError."""
    writer = _Writer(job)
    kept: _Stream | None = None
    for page in _pages(job):
        if page.flags & _FIRST:
            kept = _choose(kept, _open_stream(page), job)
        elif kept is not None and page.serial == kept.serial:
            _take(page, kept, writer)
            kept = None if page.flags & _LAST else kept
    if kept is not None:
        writer.finish(kept)
    if not writer.wrote_sound:
        raise damaged()
    job.ledger.notice(Notice.VOICE_AND_FACES)
    return Kind.OGG


def _choose(kept: _Stream | None, opened: _Stream | None, job: Job) -> _Stream | None:
    """Keep one sound stream at a time; a second one beside it cannot be told from a hidden one."""
    if opened is None:
        job.ledger.remove(Trait.HIDDEN_TRACK)
        return kept
    if kept is not None:
        raise UncleanableFileError(Reason.UNSUPPORTED_FORMAT)
    return opened


def _take(page: Page, kept: _Stream, writer: _Writer) -> None:
    if kept.sounding:
        writer.sound(page, kept)
    elif _read_headers(kept, page):
        kept.sounding = True
        writer.headers(kept)


def _pages(job: Job) -> Iterator[Page]:
    """Yield whole pages; bytes between them are passed over like players do, a page cut short ends all."""
    at = 0
    while at + _HEAD.size <= job.size:
        page, size = _page_at(job, at)
        if page is None and (at == 0 or size):
            raise damaged()
        if page is not None:
            yield page
            at += size
            continue
        found = _next_page(job, at)
        job.ledger.remove(Trait.TRAILING_DATA if found is None else Trait.UNUSED_DATA)
        if found is None:
            return
        at = found
    job.ledger.remove(Trait.TRAILING_DATA, int(at < job.size))


def _page_at(job: Job, at: int) -> tuple[Page | None, int]:
    """Read the page at an offset and its length; (None, 0) when there is none, or it is cut short.

    A page that is whole but whose checksum is wrong gives (None, its length).
    """
    job.source.seek(at)
    head = job.source.read(_HEAD.size)
    if len(head) < _HEAD.size:
        return None, 0
    magic, version, flags, position, serial, _, expected, count = _HEAD.unpack(head)
    if magic != b"OggS" or version != 0:
        return None, 0
    lacing = job.source.read(count)
    body = job.source.read(sum(lacing))
    if len(lacing) != count or len(body) != sum(lacing):
        return None, 0
    size = _HEAD.size + count + len(body)
    if checksum(head[:22] + bytes(4) + head[26:] + lacing + body) != expected:
        return None, size
    return Page(flags, position, serial, lacing, body), size


def _next_page(job: Job, at: int) -> int | None:
    """Find the next sound page behind bytes that are none."""
    at += 1
    while at < job.size:
        job.source.seek(at)
        chunk = job.source.read(_CHUNK_BYTES)
        place = chunk.find(b"OggS")
        while place >= 0:
            if _page_at(job, at + place)[0] is not None:
                return at + place
            place = chunk.find(b"OggS", place + 1)
        at += max(1, len(chunk) - 3)
    return None


def _open_stream(page: Page) -> _Stream | None:
    """Recognise a sound stream by its first packet; None for streams that are left out."""
    first = page.body
    if first.startswith(b"OpusHead") and len(first) >= 19:
        size = 19 if first[18] == 0 else 21 + first[9]
        return _Stream(page.serial, "opus", 2, [first[:size]])
    if first.startswith(b"\x01vorbis") and len(first) >= 30:
        return _Stream(page.serial, "vorbis", 3, [first[:30]])
    if first.startswith(b"Speex   ") and len(first) >= 80:
        extra = struct.unpack_from("<I", first, 68)[0]
        if extra:
            raise UncleanableFileError(Reason.UNSUPPORTED_FORMAT)
        # The 20-byte version string names the encoder.
        return _Stream(page.serial, "speex", 2, [first[:8] + bytes(20) + first[28:72] + bytes(8)])
    if first.startswith((b"\x80theora", b"BBCD", b"\x7fFLAC", b"OVP80")):
        raise UncleanableFileError(Reason.UNSUPPORTED_FORMAT)
    return None


def _read_headers(stream: _Stream, page: Page) -> bool:
    """Collect header packets; say whether all are there (sound then begins on the next page)."""
    at = 0
    for size in page.lacing:
        stream.unfinished += page.body[at : at + size]
        at += size
        if size < 255:
            stream.packets.append(stream.unfinished)
            stream.unfinished = b""
    if len(stream.unfinished) > _MOST_HEADER_BYTES or len(stream.packets) > stream.headers_wanted:
        raise damaged()
    done = len(stream.packets) == stream.headers_wanted
    if done and stream.unfinished:
        raise damaged()
    return done


class _Writer:
    """Writes pages of the one stream."""

    def __init__(self, job: Job) -> None:
        self._job = job
        self._number = 0
        self._serial = 0
        self._waiting: list[Page] = []
        self.wrote_sound = False

    def headers(self, stream: _Stream) -> None:
        comment = stream.packets[1]
        neutral = {"opus": _OPUS_TAGS, "vorbis": _VORBIS_COMMENT, "speex": bytes(8)}[stream.codec]
        if comment != neutral:
            self._note(comment)
        setup = [neutral, *stream.packets[2:]]
        if stream.codec == "vorbis" and not setup[1].startswith(b"\x05vorbis"):
            raise damaged()
        self._serial += 1
        self._number = 0
        self._page(_FIRST, 0, _lacing(stream.packets[0]), stream.packets[0])
        body = b"".join(setup)
        lacing = b"".join(_lacing(packet) for packet in setup)
        flags = 0
        while lacing:
            part, lacing = lacing[:_MOST_PAGE_SEGMENTS], lacing[_MOST_PAGE_SEGMENTS:]
            ends = any(size < 255 for size in part)
            self._page(flags, 0 if ends else _NO_PACKET_ENDS, part, body[: sum(part)])
            body = body[sum(part) :]
            flags = _CONTINUED if part[-1] == 255 else 0

    def _note(self, comment: bytes) -> None:
        upper = comment.upper()
        for words, trait in (
            ((b"ARTIST=", b"AUTHOR=", b"PERFORMER=", b"CONTACT="), Trait.AUTHOR),
            ((b"ENCODER=", b"VENDOR="), Trait.DEVICE),
            ((b"DATE=", b"TIME="), Trait.TIME),
            ((b"LOCATION=", b"GEO"), Trait.PLACE),
            ((b"TITLE=", b"DESCRIPTION="), Trait.DESCRIPTION),
            ((b"METADATA_BLOCK_PICTURE=",), Trait.THUMBNAIL),
        ):
            self._job.ledger.remove(trait, int(any(word in upper for word in words)))
        vendor = comment[8:12] if comment.startswith(b"OpusTags") else comment[7:11]
        self._job.ledger.remove(Trait.DEVICE, int(len(vendor) == 4 and any(vendor)))
        self._job.ledger.remove(Trait.METADATA)

    def sound(self, page: Page, stream: _Stream) -> None:
        """Hold pages back until the last packet in them is whole, then write them."""
        self._waiting.append(page)
        if page.lacing[-1:] != b"\xff" or page.flags & _LAST:
            self.finish(stream)
        elif sum(len(held.body) for held in self._waiting) > _MOST_HEADER_BYTES:
            raise damaged()

    def finish(self, stream: _Stream) -> None:
        """Write the pages that were held back."""
        body = b"".join(held.body for held in self._waiting)
        lacing = b"".join(held.lacing for held in self._waiting)
        if stream.codec != "speex":
            body = _without_marks(body, lacing, stream.codec, self._job)
        at = 0
        for held in self._waiting:
            part = body[at : at + len(held.body)]
            self._page(held.flags & (_CONTINUED | _LAST), held.position, held.lacing, part)
            at += len(part)
        self._waiting.clear()
        self.wrote_sound = self.wrote_sound or bool(body)

    def _page(self, flags: int, position: int, lacing: bytes, body: bytes) -> None:
        head = _HEAD.pack(b"OggS", 0, flags, position, self._serial, self._number, 0, len(lacing))
        self._number += 1
        check = checksum(head + lacing + body)
        self._job.target.write(head[:22] + struct.pack("<I", check) + head[26:] + lacing + body)


def _lacing(packet: bytes) -> bytes:
    return b"\xff" * (len(packet) // 255) + bytes((len(packet) % 255,))


def _without_marks(plain: bytes, lacing: bytes, codec: str, job: Job) -> bytes:
    """Zero the padding of Opus packets, and Vorbis packets that are no sound."""
    body = bytearray(plain)
    start = at = 0
    for size in lacing:
        at += size
        if size == 255:
            continue
        first = at - _padding_bytes(body[start:at]) if codec == "opus" else at
        if codec == "vorbis" and at > start and body[start] & 1:
            first = start + 1
        if any(body[first:at]):
            job.ledger.remove(Trait.HIDDEN_MARK)
            body[first:at] = bytes(at - first)
        start = at
    return bytes(body)


def _padding_bytes(packet: bytearray) -> int:
    """Give the length of the padding at the end of an Opus packet (RFC 6716, 3.2.5)."""
    if len(packet) < 3 or packet[0] & 3 != 3 or not packet[1] & 0x40:
        return 0
    total, at = 0, 2
    while at < len(packet):
        value, at = packet[at], at + 1
        total += 254 if value == 255 else value
        if value != 255:
            break
    return total if at + total <= len(packet) else 0
