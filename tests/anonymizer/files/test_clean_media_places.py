"""Marks in recordings where players do not look: each is planted, found in the original and gone."""

from __future__ import annotations

import io
import itertools
import struct
from collections.abc import Callable

import pytest
from file_samples import (
    RAW,
    box,
    decoded,
    ffmpeg,
    heic,
    holds_mark,
    mov,
    mp3,
    mp4,
    mp4_fragments,
    ogg_opus,
    ogg_vorbis,
    remuxed,
)
from test_clean_recordings import _last_page, _serial

from anonymizer import clean_file
from anonymizer.files import Reason, Trait, UncleanableFileError
from anonymizer.files.codec_setup import scrub_av1
from anonymizer.files.mp3 import blank_spare_bits, frame_bytes
from anonymizer.files.ogg import checksum
from anonymizer.files.samples import scrub_samples, scrub_unit


def longer(content: bytes, path: bytes, more: bytes = RAW) -> bytes:
    """Lengthen the box at a path like `moov/trak/mdia/mdhd` at its end; the movie header must lie last."""
    whole = bytearray(content)
    starts, at, end = [], 0, len(whole)
    for name in path.split(b"/"):
        while whole[at + 4 : at + 8] != name:
            at += struct.unpack_from(">I", whole, at)[0]
            assert at < end
        starts.append(at)
        end = at + struct.unpack_from(">I", whole, at)[0]
        at += {b"stsd": 16, b"avc1": 86, b"mp4a": 36, b"hvc1": 86}.get(name, 8)
    for start in starts:
        struct.pack_into(">I", whole, start, struct.unpack_from(">I", whole, start)[0] + len(more))
    return bytes(whole[:end]) + more + bytes(whole[end:])


def _movie() -> bytes:
    """A movie whose header lies behind the media, so that it can grow."""
    plain = mp4()
    return plain[: plain.index(b"moov") - 4 + struct.unpack_from(">I", plain, plain.index(b"moov") - 4)[0]]


def _track(content: bytes, path: str) -> bytes:
    return longer(content, b"moov/trak/" + path.encode())


IN_MOVIES = {
    "behind the header's fields": lambda: longer(_movie(), b"moov/mvhd"),
    "behind a track's fields": lambda: _track(_movie(), "tkhd"),
    "behind the language": lambda: _track(_movie(), "mdia/mdhd"),
    "behind the edits": lambda: _track(_movie(), "edts/elst"),
    "behind the sizes": lambda: _track(_movie(), "mdia/minf/stbl/stsz"),
    "behind the times": lambda: _track(_movie(), "mdia/minf/stbl/stts"),
    "in sample groups": lambda: longer(
        _movie(), b"moov/trak/mdia/minf/stbl", box(b"sgpd", bytes(4) + b"kode" + RAW)
    ),
    "in sample flags": lambda: longer(_movie(), b"moov/trak/mdia/minf/stbl", box(b"sdtp", bytes(4) + RAW)),
    "behind the decoder's sets": lambda: _track(_movie(), "mdia/minf/stbl/stsd/avc1/avcC"),
    "behind the shape of pixels": lambda: _track(_movie(), "mdia/minf/stbl/stsd/avc1/pasp"),
    "behind the picture's header": lambda: _track(_movie(), "mdia/minf/vmhd"),
    "handler": lambda: _track(_movie(), "mdia/hdlr"),
    "XMP box": lambda: _movie() + box(b"XMP_", RAW),
    "free box": lambda: _movie() + box(b"free", RAW),
    "data of tags": lambda: longer(
        _movie(), b"moov", box(b"udta", box(b"meta", bytes(4) + box(b"ilst", box(b"\xa9xyz", RAW))))
    ),
    "chapters": lambda: longer(_movie(), b"moov/trak", box(b"tref", box(b"chap", RAW))),
    "time of the producer": lambda: _movie() + box(b"prft", bytes(4) + RAW),
    "event": lambda: _movie() + box(b"emsg", bytes(4) + RAW),
}


@pytest.mark.parametrize("place", IN_MOVIES)
def test_unplayed_places_of_movies_are_emptied(place: str) -> None:
    original = IN_MOVIES[place]()
    copy = clean_file(original)
    assert holds_mark(original), "the positive control"
    assert not holds_mark(copy.content)
    assert len(copy.content) == len(original), "nothing moves"
    assert decoded(copy.content, "mp4") == decoded(_movie(), "mp4")


def test_what_follows_an_index_goes() -> None:
    index = bytes(4) + struct.pack(">4I2H", 1, 1000, 0, 0, 0, 0)
    copy = clean_file(_movie() + box(b"sidx", index + RAW))
    assert box(b"sidx", index + bytes(len(RAW))) in copy.content


def test_fragments_lose_what_no_player_reads() -> None:
    plain = mp4_fragments().removesuffix(RAW)
    marked = plain + box(b"mfra", box(b"tfra", RAW)) + box(b"uuid", bytes(16) + RAW)
    copy = clean_file(marked)
    assert holds_mark(marked)
    assert not holds_mark(copy.content)
    assert decoded(copy.content, "mp4") == decoded(plain, "mp4")


@pytest.mark.parametrize(
    ("codec", "unit"),
    [
        ("avc", b"\x18" + RAW + b"\x80"),  # 24: free for anyone
        ("avc", b"\x06\xc8\x18" + RAW + b"\x80"),  # a message of type 200
        ("avc", b"\x09\xf0" + RAW),  # a delimiter that is too long
        ("avc", b"\x0c" + RAW + b"\x80"),  # filler
        *(("avc", bytes((0x60 | kind,)) + RAW + b"\x80") for kind in (13, 14, 15, 19, 20, 21)),  # layers
        ("hevc", b"\x60\x01" + RAW + b"\x80"),  # 48: free for anyone
        ("hevc", b"\x4c\x01" + RAW + b"\x80"),  # filler
        ("hevc", b"\x4e\x01\xc8\x18" + RAW + b"\x80"),
    ],
)
def test_units_decoders_skip_are_overwritten(codec: str, unit: bytes) -> None:
    content = bytearray(b"\x00\x00\x00\x01" + unit)
    assert RAW in content
    assert scrub_unit(content, 4, len(content), codec) == 1
    assert RAW[:12] not in content
    assert len(content) == 4 + len(unit)
    assert scrub_unit(content, 4, len(content), codec) == 0, "a second time there is nothing left"


def test_units_decoders_read_stay() -> None:
    for codec, unit in (("avc", b"\x65"), ("avc", b"\x67"), ("hevc", b"\x26\x01"), ("hevc", b"\x42\x01")):
        content = bytearray(unit + RAW)
        assert scrub_unit(content, 0, len(content), codec) == 0
        assert RAW in content


def test_pictures_in_parts_are_refused() -> None:
    for kind in (2, 3, 4):
        with pytest.raises(UncleanableFileError) as caught:
            scrub_unit(bytearray(bytes((kind,)) + RAW), 0, 1 + len(RAW), "avc")
        assert caught.value.reason_code is Reason.UNSUPPORTED_FORMAT


@pytest.mark.parametrize(
    ("codec", "unit"),
    [
        ("avc", struct.pack(">I", 2 + len(RAW)) + b"\x0c" + RAW + b"\x80"),
        ("hevc", struct.pack(">I", 3 + len(RAW)) + b"\x4c\x01" + RAW + b"\x80"),
        ("av1", b"\x12\x00" + bytes((15 << 3 | 2, len(RAW))) + RAW),
    ],
)
def test_filler_is_overwritten_in_the_file(codec: str, unit: bytes) -> None:
    stream = io.BytesIO(b"lain" + unit)
    assert scrub_samples(stream, iter([(4, len(unit))]), codec, 4) == 1
    assert RAW in unit
    assert RAW[:12] not in stream.getvalue()
    assert stream.getvalue().startswith(b"lain")
    assert scrub_samples(stream, iter([(4, len(unit))]), codec, 4) == 0


def test_words_in_the_filler_of_a_film_go() -> None:
    film = ffmpeg("h264", "-map", "0:v", "-c:v", "libx264")
    units = film.split(b"\x00\x00\x00\x01")
    units.insert(len(units) // 2, b"\x0c" + RAW + b"\x80")
    marked = remuxed(b"\x00\x00\x00\x01".join(units), "h264", "mp4")
    plain = remuxed(film, "h264", "mp4")
    copy = clean_file(marked)
    assert RAW in marked, "the positive control"
    assert not holds_mark(copy.content)
    assert copy.removed_count(Trait.HIDDEN_MARK) > 0
    assert decoded(copy.content, "mp4") == decoded(plain, "mp4")


@pytest.mark.parametrize("kind", [5, 15], ids=["metadata", "padding"])
def test_metadata_units_of_av1_become_padding(kind: int) -> None:
    unit = bytes((kind << 3 | 2, 1 + len(RAW), 4)) + RAW
    content = bytearray(b"\x12\x00" + unit)
    assert scrub_av1(content, 0, len(content)) == 1
    assert RAW[:12] not in content
    assert len(content) == 2 + len(unit)


def test_free_units_in_a_heic_picture_are_overwritten() -> None:
    plain = heic().removesuffix(RAW)
    at = plain.index(b"mdat") + 4
    unit = plain[at : at + 4 + int.from_bytes(plain[at : at + 4], "big")]
    size = len(unit) - 4
    marked = b"\x60\x01" + RAW.ljust(size - 2, b"\x01")
    changed = plain[: at + 4] + marked + plain[at + 4 + size :]
    copy = clean_file(changed)
    assert RAW in changed[at:]
    assert not holds_mark(copy.content)


def test_flac_comments_inside_a_movie_go() -> None:
    sound = ffmpeg("mp4", "-map", "1:a", "-c:a", "flac", "-strict", "-2")
    at = sound.index(b"dfLa") + 4 + 4
    assert sound[at] & 0x80, "only the description of the stream"
    tagged = bytearray(sound)
    tagged[at] = 0
    size = 4 + len(RAW)
    head = sound.index(b"dfLa") - 4
    end = head + int.from_bytes(sound[head : head + 4], "big")
    comment = b"\x84" + (size - 4).to_bytes(3, "big") + RAW
    grown = bytes(tagged[:end]) + comment + bytes(tagged[end:])
    for name in (b"moov", b"trak", b"mdia", b"minf", b"stbl", b"stsd", b"fLaC", b"dfLa"):
        place = grown.index(name) - 4
        grown = (
            grown[:place]
            + struct.pack(">I", int.from_bytes(grown[place : place + 4], "big") + size)
            + grown[place + 4 :]
        )
    copy = clean_file(grown)
    assert RAW in grown[end:]
    assert not holds_mark(copy.content)
    assert decoded(copy.content, "mp4") == decoded(sound, "mp4")


def _frames(content: bytes) -> list[tuple[int, int]]:
    at = next(
        at
        for at in range(len(content))
        if frame_bytes(content, at) and frame_bytes(content, at + frame_bytes(content, at))
    )
    found = []
    while size := frame_bytes(content, at):
        found.append((at, size))
        at += size
    return found


def test_names_of_encoders_between_the_sound_of_mp3_frames_go() -> None:
    original = ffmpeg("mp3", "-map", "1:a", "-c:a", "libmp3lame", "-b:a", "128k", "-map_metadata", "-1")
    frames = _frames(original)
    spare = bytearray(original)
    assert blank_spare_bits(spare, frames[1:]), "the positive control: the encoder left something"
    assert b"LAME3" in original[frames[1][0] :]
    copy = clean_file(original)
    assert b"LAME3" not in copy.content
    assert copy.removed_count(Trait.HIDDEN_MARK) == 1
    assert decoded(copy.content, "mp3") == decoded(original, "mp3")


@pytest.mark.parametrize(
    ("rate", "channels"), list(itertools.product(("44100", "22050", "11025"), ("1", "2")))
)
def test_sound_of_mp3_stays_for_every_kind_of_frame(rate: str, channels: str) -> None:
    original = ffmpeg("mp3", "-map", "1:a", "-c:a", "libmp3lame", "-q:a", "4", "-ar", rate, "-ac", channels)
    assert decoded(clean_file(original).content, "mp3") == decoded(original, "mp3")


def test_trailers_of_mp3_say_whose_they_are() -> None:
    lyrics = b"LYRICSBEGIN" + RAW + b"000035LYRICS200"
    old = (
        b"TAG"
        + RAW.ljust(30, b"\x00")
        + RAW.ljust(30, b"\x00")
        + bytes(34)
        + RAW.ljust(30, b"\x00")
        + b"\xff"
    )
    ape = b"APETAGEX" + struct.pack("<4I", 2000, 32 + len(RAW), 0, 0) + bytes(8) + RAW
    plain = clean_file(mp3()).content
    for trailer in (ape + lyrics + old, lyrics + old, old, ape):
        copy = clean_file(plain + trailer)
        assert holds_mark(plain + trailer)
        assert copy.content == plain
        assert copy.removed
    said = clean_file(plain + old)
    assert said.removed_count(Trait.AUTHOR) == said.removed_count(Trait.COMMENT) == 1


def _page(original: bytes, number: int, flags: int, lacing: bytes, body: bytes) -> bytes:
    head = struct.pack("<4sBBqIIIB", b"OggS", 0, flags, 1_000_000, _serial(original), number, 0, len(lacing))
    page = head + lacing + body
    return page[:22] + struct.pack("<I", checksum(page)) + page[26:]


def test_padding_of_a_packet_over_two_pages_is_blanked() -> None:
    original = ogg_opus().removesuffix(RAW)
    padding = 253 + 254
    packet = bytes((0x0B, 0x41, 255, 253)) + b"\xf8\xff\xfe" + RAW.ljust(padding, b"\x07")
    first, rest = packet[:255], packet[255:]
    pages = _page(original, 98, 0, b"\xff", first) + _page(
        original, 99, 5, b"\xff" + bytes((len(rest) - 255,)), rest
    )
    marked = original[: _last_page(original)] + pages
    copy = clean_file(marked)
    assert RAW in marked
    assert RAW not in copy.content
    assert copy.removed_count(Trait.HIDDEN_MARK) == 1


def test_vorbis_packets_that_are_no_sound_are_blanked() -> None:
    original = ogg_vorbis().removesuffix(RAW)
    packet = b"\x03vorbis" + RAW
    marked = original[: _last_page(original)] + _page(original, 99, 4, bytes((len(packet),)), packet)
    copy = clean_file(marked)
    assert RAW in marked
    assert RAW not in copy.content


def test_the_name_of_a_voice_notes_encoder_is_said() -> None:
    assert b"Lavf" in ogg_opus()
    copy = clean_file(ogg_opus())
    assert b"Lavf" not in copy.content
    assert copy.removed_count(Trait.DEVICE) > 0


def _riff(*chunks: tuple[bytes, bytes]) -> bytes:
    body = b"".join(
        kind + struct.pack("<I", len(part)) + part + bytes(len(part) % 2) for kind, part in chunks
    )
    return b"RIFF" + struct.pack("<I", 4 + len(body)) + b"WAVE" + body


def _info(*rows: tuple[bytes, bytes]) -> bytes:
    return b"INFO" + b"".join(name + struct.pack("<I", len(text)) + text for name, text in rows)


IN_WAVE: dict[str, tuple[tuple[bytes, bytes], Trait]] = {
    "artist": ((b"LIST", _info((b"IART", RAW))), Trait.AUTHOR),
    "day": ((b"LIST", _info((b"INAM", RAW), (b"ICRD", RAW))), Trait.TIME),
    "program": ((b"LIST", _info((b"ISFT", RAW))), Trait.DEVICE),
    "comment": ((b"LIST", _info((b"ICMT", RAW))), Trait.COMMENT),
    "originator": ((b"bext", bytes(256) + RAW.ljust(346, b"\x00")), Trait.AUTHOR),
    "label of a place": (
        (b"LIST", b"adtl" + b"labl" + struct.pack("<I", 28) + bytes(4) + RAW),
        Trait.COMMENT,
    ),
    "tag": ((b"id3 ", b"ID3\x04" + bytes(6) + b"TPE1" + RAW), Trait.AUTHOR),
    "filler": ((b"JUNK", RAW), Trait.UNUSED_DATA),
}


@pytest.mark.parametrize("place", IN_WAVE)
def test_chunks_of_wave_are_said_by_what_they_tell(place: str) -> None:
    chunk, trait = IN_WAVE[place]
    form = (b"fmt ", struct.pack("<2H2I2H", 1, 1, 8000, 16_000, 2, 16))
    original = _riff(form, chunk, (b"data", bytes(range(200))))
    copy = clean_file(original)
    assert holds_mark(original)
    assert not holds_mark(copy.content)
    assert copy.removed_count(trait) == 1
    assert copy.content.endswith(bytes(range(200)))


@pytest.mark.parametrize("make", [mp4, mov, mp3, ogg_opus])
def test_time_and_language_of_tracks_say_nothing(make: Callable[[], bytes]) -> None:
    plain = make().replace(b"\x55\xc4", struct.pack(">H", 0x2A0E), 2)
    again = clean_file(clean_file(plain).content)
    assert again.content == clean_file(plain).content
