"""MP4 and MOV (also M4A and 3GP): blank what tells about people, in place, and keep picture and sound bit
for bit.

Boxes that are not needed to play become free space of zeros, so no offset in the file changes. Times become
zero. Tracks that are neither picture nor sound (positions, sensors, chapters, captions) go with their data;
bytes of the media area that no track plays are zeroed. Sources: ISO/IEC 14496-12 and -14, QuickTime File
Format.
"""

from __future__ import annotations

import shutil
import struct
from dataclasses import dataclass, field
from fractions import Fraction

from anonymizer.files.boxes import Box, blank, boxes, top_boxes, wipe, zero
from anonymizer.files.codec_setup import avc_sets, object_type, trim_setup
from anonymizer.files.errors import Reason, UncleanableFileError
from anonymizer.files.job import Job, Ledger, damaged
from anonymizer.files.movie_rules import (
    AUDIO,
    BRANDS,
    ENTRY_KEPT,
    FORM_BYTES,
    FREE,
    KEPT,
    LOCKED,
    MARKS,
    MP3_ENTRIES,
    MP3_TYPES,
    NO_LANGUAGE,
    TABLE_ROWS,
    TOP_KEPT,
    VIDEO,
)
from anonymizer.files.mp3 import blank_frames
from anonymizer.files.results import Kind, Notice, Trait
from anonymizer.files.samples import (
    SampleTable,
    Stretch,
    merge,
    numbers,
    scrub_mpeg4,
    scrub_samples,
    scrub_unit,
)

_MOST_HEADER_BYTES = 64 * 1024 * 1024
_MOST_RUN_SAMPLES = 1_000_000


@dataclass(slots=True)
class _Track:
    """One track while it is read."""

    box: Box
    id: int = 0
    enabled: bool = True
    handler: bytes = b""
    codec: str = ""
    is_mp3: bool = False
    prefix_bytes: int = 4
    default_size: int = 0
    packet: Fraction = Fraction(1)
    table: dict[bytes, Box] = field(default_factory=dict)
    stretches: list[Stretch] = field(default_factory=list)
    samples: list[Stretch] = field(default_factory=list)


def clean_movie(job: Job, _: Kind) -> None:
    """Write the clean movie; raises UncleanableFileError (damaged, encrypted, external_content, ...)."""
    job.source.seek(0)
    shutil.copyfileobj(job.source, job.target, 1024 * 1024)
    top, end = top_boxes(job.source, job.size)
    kinds = [box.kind for box in top]
    if b"moov" not in kinds or not {b"mdat", b"moof"} & set(kinds) or kinds.count(b"moov") != 1:
        raise damaged()
    if end < job.size:
        job.ledger.remove(Trait.TRAILING_DATA)
        job.target.truncate(end)
    movie = _Movie(job)
    movie.clean_header(next(box for box in top if box.kind == b"moov"))
    for box in top:
        movie.clean_top(box)
    movie.clean_media([box for box in top if box.kind == b"mdat"])
    job.ledger.notice(Notice.VOICE_AND_FACES)


class _Movie:
    def __init__(self, job: Job) -> None:
        self._job = job
        self._ledger: Ledger = job.ledger
        self._content = bytearray()
        self._all_tracks: list[_Track] = []
        self._tracks: dict[int, _Track] = {}
        self._timescale = 0
        self._cut_at: int | None = None

    def _load(self, box: Box) -> Box:
        """Read a header box into memory; give it with offsets into `_content`."""
        if box.end - box.start > _MOST_HEADER_BYTES:
            raise UncleanableFileError(Reason.UNPACKS_TOO_LARGE)
        self._job.source.seek(box.start)
        self._content = bytearray(self._job.source.read(box.end - box.start))
        return Box(box.kind, 0, box.body - box.start, box.end - box.start)

    def _store(self, box: Box) -> None:
        self._job.target.seek(box.start)
        self._job.target.write(self._content)

    def clean_header(self, box: Box) -> None:
        """Clean `moov` and learn the tracks that stay."""
        inside = self._load(box)
        self._walk(inside, None)
        tracks = [track for track in self._all_tracks if track.handler in (b"vide", b"soun")]
        shown = [track for track in tracks if track.enabled] or tracks
        for track in self._all_tracks:
            if track in shown:
                self._tracks[track.id] = track
                self._clean_track(track)
            else:
                self._ledger.remove(Trait.HIDDEN_TRACK)
                if track.handler in (b"sbtl", b"subt", b"text", b"clcp"):
                    self._ledger.notice(Notice.PART_DROPPED)
                blank(self._content, track.box)
        if not self._tracks:
            raise damaged()
        self._store(box)

    def _walk(self, parent: Box, track: _Track | None) -> None:
        for box in boxes(self._content, parent.body, parent.end):
            if box.kind in LOCKED:
                raise UncleanableFileError(Reason.ENCRYPTED)
            if box.kind not in KEPT[parent.kind]:
                self._remove(box)
                continue
            inner = track
            if box.kind == b"trak":
                inner = _Track(box)
                self._all_tracks.append(inner)
            if box.kind in KEPT:
                self._walk(box, inner)
            else:
                self._clean_box(box, inner)

    def _remove(self, box: Box) -> None:
        body = bytes(self._content[box.body : box.end])
        if not blank(self._content, box):
            return
        if box.kind in FREE:
            self._ledger.remove(Trait.UNUSED_DATA)
            return
        found = [trait for trait, marks in MARKS if any(mark in body for mark in marks)]
        for trait in found if box.kind in (b"udta", b"meta", b"uuid") else []:
            self._ledger.remove(trait)
        self._ledger.remove(Trait.METADATA)

    def _clean_box(self, box: Box, track: _Track | None) -> None:
        content = self._content
        if box.end - box.body < 4:
            raise damaged()
        self._trim_form(box)
        if box.kind in (b"mvhd", b"tkhd", b"mdhd"):
            self._clean_times(box, track)
        elif box.kind == b"trex" and box.end - box.body >= 24:
            number, _, _, size = struct.unpack_from(">4I", content, box.body + 4)
            for known in self._all_tracks:
                known.default_size = size if known.id == number else known.default_size
        elif track is not None and box.kind == b"hdlr":
            self._clean_handler(box, track)
        elif track is not None:
            track.table[box.kind] = box

    def _trim_form(self, box: Box) -> None:
        """Zero what follows the last field of a box of a fixed form."""
        form = FORM_BYTES.get(box.kind)
        if form is None:
            return
        end = box.body + form[self._content[box.body] == 1]
        if end < box.end and wipe(self._content, end, box.end, box.end):
            self._ledger.remove(Trait.UNUSED_DATA)

    def _clean_times(self, box: Box, track: _Track | None) -> None:
        content, wide = self._content, self._content[box.body] == 1
        after = box.body + (20 if wide else 12)
        if wipe(content, box.body + 4, after, box.end):
            self._ledger.remove(Trait.TIME)
        if box.kind == b"tkhd" and track is not None:
            track.enabled = bool(content[box.body + 3] & 1)
            track.id = struct.unpack_from(">I", content, after)[0]
        elif box.kind == b"mvhd":
            self._timescale = struct.unpack_from(">I", content, after)[0]
            rest = after + (12 if wide else 8)
            wipe(content, rest + 6, rest + 16, box.end)
            wipe(content, rest + 52, rest + 76, box.end)
        elif track is not None:
            track.table[b"mdhd"] = box
            language = after + (12 if wide else 8)
            content[language : language + 2] = NO_LANGUAGE
            wipe(content, language + 2, language + 4, box.end)

    def _clean_handler(self, box: Box, track: _Track) -> None:
        content = self._content
        if content[box.body + 4 : box.body + 8] != b"dhlr":
            track.handler = bytes(content[box.body + 8 : box.body + 12])
        if wipe(content, box.body + 12, max(box.body + 12, box.end), box.end):
            self._ledger.remove(Trait.DEVICE)

    def _clean_track(self, track: _Track) -> None:
        """Clean what tells how a track that stays is stored, and learn where its samples lie."""
        if b"stsd" not in track.table or b"dref" not in track.table:
            raise damaged()
        self._clean_references(track.table[b"dref"], track)
        self._clean_entries(track.table[b"stsd"], track)
        self._note_trimming(track)
        self._clean_tables(track)
        samples = self._sample_table(track)
        for start, end in samples.stretches():
            if track.stretches and track.stretches[-1][1] == start:
                track.stretches[-1] = (track.stretches[-1][0], end)
            else:
                track.stretches.append((start, end))
        if track.codec:
            track.samples.extend(samples.samples())

    def _clean_tables(self, track: _Track) -> None:
        """Zero what follows the declared rows of the sample tables."""
        for kind, row_bytes in TABLE_ROWS.items():
            box = track.table.get(kind)
            if box is None or box.end - box.body < 8:
                continue
            rows = struct.unpack_from(">I", self._content, box.body + 4)[0]
            wide = kind == b"elst" and self._content[box.body] == 1
            end = box.body + 8 + rows * (20 if wide else row_bytes)
            if end < box.end and wipe(self._content, end, box.end, box.end):
                self._ledger.remove(Trait.UNUSED_DATA)

        sizes = track.table.get(b"stsz")
        if sizes is not None and sizes.end - sizes.body >= 12:
            fixed, count = struct.unpack_from(">II", self._content, sizes.body + 4)
            end = sizes.body + 12 + (0 if fixed else 4 * count)
            if end < sizes.end and wipe(self._content, end, sizes.end, sizes.end):
                self._ledger.remove(Trait.UNUSED_DATA)

    def _clean_references(self, box: Box, track: _Track) -> None:
        """Blank where the media is said to lie; media outside this file cannot be cleaned."""
        for entry in boxes(self._content, box.body + 8, box.end):
            inside = entry.end - entry.body >= 4 and self._content[entry.body + 3] & 1
            if not inside:
                raise UncleanableFileError(Reason.EXTERNAL_CONTENT)
            wipe(self._content, entry.body + 4, entry.end, entry.end)

    def _clean_entries(self, box: Box, track: _Track) -> None:
        for entry in boxes(self._content, box.body + 8, box.end):
            if entry.kind in LOCKED:
                raise UncleanableFileError(Reason.ENCRYPTED)
            known = VIDEO if track.handler == b"vide" else AUDIO
            if entry.kind not in known:
                raise UncleanableFileError(Reason.UNSUPPORTED_FORMAT)
            track.codec = VIDEO.get(entry.kind, "")
            track.is_mp3 = entry.kind in MP3_ENTRIES
            head = self._entry_head(entry, track)
            for inner in boxes(self._content, head, entry.end):
                self._clean_configuration(inner, track)

    def _entry_head(self, entry: Box, track: _Track) -> int:
        """Blank the maker's fields of a sample entry; give where its boxes begin."""
        content = self._content
        wipe(content, entry.body, entry.body + 6, entry.end)
        wipe(content, entry.body + 12, entry.body + 16, entry.end)
        if track.handler == b"vide":
            wipe(content, entry.body + 8, entry.body + 24, entry.end)
            if wipe(content, entry.body + 42, entry.body + 74, entry.end):
                self._ledger.remove(Trait.DEVICE)
            head = entry.body + 78
        else:
            version = int.from_bytes(content[entry.body + 8 : entry.body + 10], "big")
            head = entry.body + 28 + {1: 16, 2: 36}.get(version, 0)
            track.packet = _packed_sound(content, entry, version)
        if head > entry.end:
            raise damaged()
        return head

    def _clean_configuration(self, box: Box, track: _Track) -> None:
        content = self._content
        if box.kind in LOCKED:
            raise UncleanableFileError(Reason.ENCRYPTED)
        if box.kind not in ENTRY_KEPT:
            self._remove(box)
        elif box.kind == b"colr" and bytes(content[box.body : box.body + 4]) not in (b"nclx", b"nclc"):
            self._ledger.remove(Trait.COLOUR_PROFILE)
            blank(content, box)
        elif box.kind == b"damr":
            wipe(content, box.body, box.body + 4, box.end)
        elif box.kind == b"wave":
            self._walk_wave(box, track)
        elif box.kind == b"avcC" and box.end - box.body >= 7:
            track.prefix_bytes = (content[box.body + 4] & 3) + 1
            self._clean_avc_sets(box)
        elif box.kind == b"hvcC" and box.end - box.body >= 23:
            track.prefix_bytes = (content[box.body + 21] & 3) + 1
            self._clean_hevc_sets(box)
        elif box.kind == b"esds" and track.handler == b"soun":
            track.is_mp3 = track.is_mp3 or object_type(content, box) in MP3_TYPES
        elif box.kind == b"esds" and track.codec == "mpeg4":
            setup = content[box.body : box.end]
            self._ledger.remove(Trait.HIDDEN_MARK, scrub_mpeg4(setup))
            content[box.body : box.end] = setup
        if box.kind in ENTRY_KEPT and trim_setup(content, box):
            self._ledger.remove(Trait.UNUSED_DATA)

    def _walk_wave(self, parent: Box, track: _Track) -> None:
        for box in boxes(self._content, parent.body, parent.end):
            if box.kind == b"esds":
                track.is_mp3 = track.is_mp3 or object_type(self._content, box) in MP3_TYPES
            trim_setup(self._content, box)
            if box.kind not in KEPT[b"wave"] and box.kind != b"\x00\x00\x00\x00":
                self._remove(box)

    def _clean_avc_sets(self, box: Box) -> None:
        for start, end in avc_sets(self._content, box)[0]:
            self._ledger.remove(Trait.HIDDEN_MARK, scrub_unit(self._content, start, end, "avc"))

    def _clean_hevc_sets(self, box: Box) -> None:
        at = box.body + 23
        for _ in range(self._content[box.body + 22]):
            count = int.from_bytes(self._content[at + 1 : at + 3], "big")
            at += 3
            for _ in range(count):
                start = at + 2
                at = start + int.from_bytes(self._content[at:start], "big")
                if at > box.end:
                    raise damaged()
                self._ledger.remove(Trait.HIDDEN_MARK, scrub_unit(self._content, start, at, "hevc"))
        wipe(self._content, at, max(at, box.end), box.end)

    def _sample_table(self, track: _Track) -> SampleTable:
        """Read where the samples of a track lie."""
        content, table = self._content, track.table
        sizes_box = table.get(b"stsz")
        chunks_box = table.get(b"stco") or table.get(b"co64")
        if b"stz2" in table:
            raise UncleanableFileError(Reason.UNSUPPORTED_FORMAT)
        if sizes_box is None or chunks_box is None or b"stsc" not in table:
            raise damaged()
        runs_box = table[b"stsc"]
        fixed, count = struct.unpack_from(">II", content, sizes_box.body + 4)
        sizes = numbers(content, sizes_box.body + 12, 0 if fixed else count, "I", sizes_box.end)
        number = struct.unpack_from(">I", content, chunks_box.body + 4)[0]
        code = "I" if chunks_box.kind == b"stco" else "Q"
        chunks = numbers(content, chunks_box.body + 8, number, code, chunks_box.end)
        rows = struct.unpack_from(">I", content, runs_box.body + 4)[0]
        runs = numbers(content, runs_box.body + 8, rows * 3, "I", runs_box.end)
        packed = fixed == 1 and track.handler == b"soun"
        return SampleTable(chunks, runs, sizes, track.packet if packed else Fraction(fixed), count)

    def _note_trimming(self, track: _Track) -> None:
        """Tell the reader when the movie skips more than a second of what it holds."""
        listed, media = track.table.get(b"elst"), track.table.get(b"mdhd")
        if listed is None or media is None or listed.end - listed.body < 20 or self._content[listed.body]:
            return
        wide = self._content[media.body] == 1
        scale = struct.unpack_from(">I", self._content, media.body + (20 if wide else 12))[0]
        length = struct.unpack_from(">Q" if wide else ">I", self._content, media.body + (24 if wide else 16))[
            0
        ]
        shown, skipped = 0, 0
        count = struct.unpack_from(">I", self._content, listed.body + 4)[0]
        for at in range(listed.body + 8, min(listed.body + 8 + 12 * count, listed.end - 11), 12):
            duration, begin = struct.unpack_from(">Ii", self._content, at)
            shown += duration if begin >= 0 else 0
            skipped = max(skipped, begin)
        if not scale or not self._timescale or not shown:
            return
        if skipped > scale or length / scale - shown / self._timescale > 1:
            self._ledger.notice(Notice.TRIMMED_FOOTAGE)

    def clean_top(self, box: Box) -> None:
        """Clean one box at the top of the file (`moov` has been done, `mdat` follows)."""
        if box.kind in (b"ftyp", b"styp"):
            self._clean_brands(box)
        elif box.kind == b"moof":
            inside = self._load(box)
            self._clean_fragment(inside, box.start)
            self._store(box)
        elif box.kind == b"sidx":
            inside = self._load(box)
            self._clean_index(inside)
            self._store(box)
        elif box.kind in LOCKED:
            raise UncleanableFileError(Reason.ENCRYPTED)
        elif box.kind != b"moov" and box.kind not in TOP_KEPT:
            self._remove_top(box)

    def _remove_top(self, box: Box) -> None:
        """Blank a box at the top of the file; one that is very large is not looked into."""
        if box.end - box.start <= _MOST_HEADER_BYTES:
            inside = self._load(box)
            self._remove(inside)
            self._store(box)
            return
        self._ledger.remove(Trait.UNUSED_DATA if box.kind in FREE else Trait.METADATA)
        self._job.target.seek(box.start + 4)
        self._job.target.write(b"free")
        zero(self._job.target, box.body, box.end)

    def _clean_index(self, box: Box) -> None:
        """Zero what follows the declared rows of a segment index."""
        count = box.body + (26 if self._content[box.body] == 0 else 34) - 4
        if count + 2 > box.end:
            raise damaged()
        rows = int.from_bytes(self._content[count : count + 2], "big")
        end = count + 2 + 12 * rows
        if end < box.end and wipe(self._content, end, box.end, box.end):
            self._ledger.remove(Trait.UNUSED_DATA)

    def _clean_brands(self, box: Box) -> None:
        inside = self._load(box)
        if len(self._content) < 16:
            raise damaged()
        self._content[inside.body + 4 : inside.body + 8] = bytes(4)
        for at in (inside.body, *range(inside.body + 8, inside.end, 4)):
            if bytes(self._content[at : at + 4]) not in BRANDS:
                self._content[at : at + 4] = b"isom"[: inside.end - at]
        self._store(box)

    def _clean_fragment(self, moof: Box, moof_at: int) -> None:
        follow = moof_at
        for traf in boxes(self._content, moof.body, moof.end):
            if traf.kind != b"traf":
                if traf.kind in KEPT[b"moof"]:
                    self._trim_form(traf)
                else:
                    self._remove(traf)
                continue
            inner = list(boxes(self._content, traf.body, traf.end))
            if any(box.kind in LOCKED for box in inner):
                raise UncleanableFileError(Reason.ENCRYPTED)
            head = next((box for box in inner if box.kind == b"tfhd"), None)
            if head is None or head.end - head.body < 8:
                raise damaged()
            follow = self._clean_track_fragment(traf, inner, head, moof_at, follow)

    def _clean_track_fragment(self, traf: Box, inner: list[Box], head: Box, moof_at: int, follow: int) -> int:
        flags, number = struct.unpack_from(">II", self._content, head.body)
        at, base = head.body + 8, follow
        if flags & 0x1:
            base, at = struct.unpack_from(">Q", self._content, at)[0], at + 8
        elif flags & 0x020000:
            base = moof_at
        at += 4 * bool(flags & 0x2) + 4 * bool(flags & 0x8)
        track = self._tracks.get(number)
        default = (
            struct.unpack_from(">I", self._content, at)[0]
            if flags & 0x10
            else getattr(track, "default_size", 0)
        )
        end = base
        for box in inner:
            if box.kind == b"trun":
                start, end = self._run(box, base, end, default)
                self._note_run(box, (start, end), default, track)
            elif box.kind not in KEPT[b"traf"]:
                self._remove(box)
            else:
                self._trim_form(box)
        wipe(self._content, at + 4 * bool(flags & 0x10) + 4 * bool(flags & 0x20), head.end, head.end)
        if track is None:
            blank(self._content, traf)
        return end

    def _run(self, box: Box, base: int, follow: int, default: int) -> Stretch:
        """Give (start, end) of the data of one run of samples."""
        flags = struct.unpack_from(">I", self._content, box.body)[0]
        start = follow
        if flags & 0x1:
            start = base + struct.unpack_from(">i", self._content, box.body + 8)[0]
        return start, start + sum(self._run_sizes(box, default))

    def _run_sizes(self, box: Box, default: int) -> list[int]:
        flags, count = struct.unpack_from(">II", self._content, box.body)
        at = box.body + 8 + 4 * bool(flags & 0x1) + 4 * bool(flags & 0x4)
        width = sum(bool(flags & bit) for bit in (0x100, 0x200, 0x400, 0x800))
        values = numbers(self._content, at, count * width, "I", box.end)
        wipe(self._content, at + 4 * count * width, box.end, box.end)
        if not flags & 0x200:
            return [default] * min(count, _MOST_RUN_SAMPLES)
        return list(values[bool(flags & 0x100) :: width])

    def _note_run(self, box: Box, stretch: Stretch, default: int, track: _Track | None) -> None:
        if track is None:
            return
        track.stretches.append(stretch)
        start = stretch[0]
        for size in self._run_sizes(box, default) if track.codec else []:
            track.samples.append((start, size))
            start += size

    def clean_media(self, media: list[Box]) -> None:
        """Zero what no track plays; overwrite marks inside video samples."""
        kept = merge([stretch for track in self._tracks.values() for stretch in track.stretches])
        kept = [(start, end) for start, end in kept if end > start]
        self._cut_at = self._job.size if self._is_cut(media) else None
        if self._cut_at is not None:
            kept = [(start, min(end, self._cut_at)) for start, end in kept if start < self._cut_at]
        for start, end in kept:
            if not any(box.body <= start and end <= box.end for box in media):
                raise damaged()
        for box in media:
            at = box.body
            for start, end in kept:
                if box.body <= start < box.end:
                    self._zero_unused(at, start)
                    at = end
            self._zero_unused(at, box.end)
        self._scrub_video()
        for track in self._tracks.values():
            if track.is_mp3:
                self._scrub_mp3(track)

    def _scrub_mp3(self, track: _Track) -> None:
        """Blank what the frames of MP3 sound hold besides sound."""
        end = self._cut_at or self._job.size
        places = [(start, min(stop, end)) for start, stop in track.stretches if start < end]
        sound = bytearray()
        for start, stop in places:
            self._job.target.seek(start)
            sound += self._job.target.read(stop - start)
        if not blank_frames(sound, self._job):
            return
        at = 0
        for start, stop in places:
            self._job.target.seek(start)
            self._job.target.write(sound[at : at + stop - start])
            at += stop - start

    def _is_cut(self, media: list[Box]) -> bool:
        """Whether the last media box says that it is longer than the file."""
        last = media[-1] if media else None
        if last is None or last.end != self._job.size:
            return False
        self._job.source.seek(last.start)
        told, _, long = struct.unpack(">I4sQ", self._job.source.read(16).ljust(16, b"\x00"))
        return bool((long if told == 1 else told or 0) > last.end - last.start)

    def _whole_samples(self, track: _Track) -> list[Stretch]:
        """Give the samples that lie in the file; one cut short is zeroed, as no decoder can show it."""
        if self._cut_at is None:
            return track.samples
        for start, size in track.samples:
            if start < self._cut_at < start + size:
                zero(self._job.target, start, self._cut_at)
        return [(start, size) for start, size in track.samples if start + size <= self._cut_at]

    def _zero_unused(self, start: int, end: int) -> None:
        if start >= end:
            return
        self._job.source.seek(start)
        left, used = end - start, False
        while left and not used:
            chunk = self._job.source.read(min(left, 1024 * 1024))
            left -= len(chunk)
            used = any(chunk)
        if used:
            self._ledger.remove(Trait.UNUSED_DATA)
            zero(self._job.target, start, end)

    def _scrub_video(self) -> None:
        for track in self._tracks.values():
            if not track.codec:
                continue
            samples = iter(self._whole_samples(track))
            marks = scrub_samples(self._job.target, samples, track.codec, track.prefix_bytes)
            self._ledger.remove(Trait.HIDDEN_MARK, marks)


def _packed_sound(content: bytearray, entry: Box, version: int) -> Fraction:
    """Give the bytes per sample of QuickTime sound whose sample table counts single samples."""
    channels, bits = struct.unpack_from(">HH", content, entry.body + 16)
    if version == 1:
        per_packet, _, frame_bytes = struct.unpack_from(">3I", content, entry.body + 28)
        return Fraction(frame_bytes, per_packet) if per_packet else Fraction(1)
    return Fraction(channels * bits, 8) or Fraction(1)
