"""Recordings sound and look exactly as before; everything that is not played goes."""

from __future__ import annotations

import struct
import subprocess
from collections.abc import Callable

import pytest
from file_samples import (
    MARK,
    RAW,
    box,
    clean_copy,
    decoded,
    ffmpeg,
    holds_mark,
    m4a,
    mov,
    mp3,
    mp4,
    mp4_fragments,
    ogg_opus,
    ogg_vorbis,
    wav,
)

from anonymizer import clean_file
from anonymizer.files import Notice, Reason, Trait, UncleanableFileError
from anonymizer.files.mp3 import frame_bytes
from anonymizer.files.ogg import checksum


@pytest.mark.parametrize(
    ("make", "extension"),
    [
        (mp4, "mp4"),
        (mp4_fragments, "mp4"),
        (mov, "mov"),
        (m4a, "m4a"),
        (ogg_opus, "ogg"),
        (ogg_vorbis, "ogg"),
        (mp3, "mp3"),
        (wav, "wav"),
    ],
    ids=lambda value: getattr(value, "__name__", value),
)
def test_pictures_and_sound_are_bit_for_bit_the_same(make: object, extension: str) -> None:
    original = make()  # type: ignore[operator]
    copy = clean_file(original)
    assert decoded(copy.content, extension) == decoded(original, extension)
    assert Notice.VOICE_AND_FACES in copy.notices


def test_movie_keeps_its_offsets() -> None:
    copy = clean_copy("mp4").content
    assert copy.index(b"mdat") == mp4().index(b"mdat")
    assert len(copy) == len(mp4()) - len(RAW), "only the trailer is cut"


def test_movie_says_what_it_lost() -> None:
    copy = clean_copy("mp4")
    for trait in (Trait.PLACE, Trait.TIME, Trait.AUTHOR, Trait.DEVICE, Trait.UNUSED_DATA, Trait.HIDDEN_MARK):
        assert copy.removed_count(trait) > 0
    assert copy.removed_count(Trait.TRAILING_DATA) == 1


def test_encoder_notes_inside_video_go() -> None:
    for make, word in ((mp4, b"x264"), (mov, b"x265")):
        assert word in make()
        assert word not in clean_file(make()).content


def test_tracks_that_are_neither_picture_nor_sound_go_with_their_data() -> None:
    copy = clean_copy("mov")
    assert b"tmcd" in mov()
    assert b"tmcd" not in copy.content
    assert copy.removed_count(Trait.HIDDEN_TRACK) == 1
    assert copy.removed_count(Trait.UNUSED_DATA) >= 1


def test_trimmed_footage_is_flagged() -> None:
    def with_first_edit(media_time: int) -> bytes:
        content = bytearray(mp4())
        at = content.index(b"elst")
        struct.pack_into(">i", content, at + 16, media_time)
        return bytes(content)

    assert Notice.TRIMMED_FOOTAGE not in clean_copy("mp4").notices
    assert Notice.TRIMMED_FOOTAGE in clean_file(with_first_edit(15_360)).notices


def test_locked_and_outside_media_are_refused() -> None:
    locked = mp4().replace(b"avc1\x00\x00\x00\x00\x00\x00\x00\x01", b"encv\x00\x00\x00\x00\x00\x00\x00\x01")
    outside = bytearray(mp4())
    at = outside.index(b"url \x00\x00\x00\x01")
    outside[at + 7] = 0
    for content, reason in ((locked, Reason.ENCRYPTED), (bytes(outside), Reason.EXTERNAL_CONTENT)):
        assert content != mp4()
        with pytest.raises(UncleanableFileError) as caught:
            clean_file(content)
        assert caught.value.reason_code is reason


def test_sample_tables_that_point_outside_the_media_are_refused() -> None:
    content = bytearray(mp4())
    at = content.index(b"stco")
    struct.pack_into(">I", content, at + 12, 4)
    with pytest.raises(UncleanableFileError):
        clean_file(bytes(content))


def test_large_boxes_are_understood() -> None:
    content = mp4()
    at = content.index(b"mdat") - 4
    free = content.rindex(b"free", 0, at) - 4
    size = int.from_bytes(content[at : at + 4], "big")
    assert at - free == 8, "the free box in front has room for the long form"
    long = struct.pack(">I4sQ", 1, b"mdat", size + 8)
    wide = content[:free] + long + content[at + 8 :]
    copy = clean_file(wide)
    assert not holds_mark(copy.content)
    assert decoded(copy.content, "mp4") == decoded(mp4(), "mp4")


def test_voice_note_pages_are_well_formed() -> None:
    copy = clean_file(ogg_opus()).content
    at, number = 0, 0
    while at < len(copy):
        count = copy[at + 26]
        end = at + 27 + count + sum(copy[at + 27 : at + 27 + count])
        serial, told, expected = struct.unpack_from("<III", copy, at + 14)
        assert (copy[at : at + 4], serial, told) == (b"OggS", 1, number)
        assert checksum(copy[at : at + 22] + bytes(4) + copy[at + 26 : end]) == expected
        at, number = end, number + 1
    assert number > 2


def test_opus_padding_is_blanked() -> None:
    packet = bytes((0x0B, 0x41, len(RAW))) + b"\xf8\xff\xfe" + RAW
    original = ogg_opus().removesuffix(RAW)
    head = struct.pack("<4sBBqIIIB", b"OggS", 0, 4, 1_000_000, _serial(original), 99, 0, 1)
    page = head + bytes((len(packet),)) + packet
    page = page[:22] + struct.pack("<I", checksum(page)) + page[26:]
    marked = original[: _last_page(original)] + page
    copy = clean_file(marked)
    assert RAW in marked
    assert RAW not in copy.content
    assert copy.removed_count(Trait.HIDDEN_MARK) == 1


def _serial(content: bytes) -> int:
    return int(struct.unpack_from("<I", content, 14)[0])


def _last_page(content: bytes) -> int:
    return content.rindex(b"OggS")


def test_music_frames_stay_and_everything_between_goes() -> None:
    whole = mp3()
    start = next(
        at
        for at in range(len(whole))
        if frame_bytes(whole, at) and frame_bytes(whole, at + frame_bytes(whole, at))
    )
    second = start + frame_bytes(whole, start)
    third = second + frame_bytes(whole, second)
    broken = whole[:third] + b"sampah" + RAW + whole[third:]
    copy = clean_file(broken).content
    assert RAW in broken
    assert RAW not in copy
    assert decoded(copy, "mp3") == decoded(clean_file(whole).content, "mp3")


def test_sensor_tracks_are_removed() -> None:
    """A text track stands for the position tracks of action cameras: same tables, other content."""
    import tempfile
    from pathlib import Path

    with tempfile.TemporaryDirectory() as folder:
        words = Path(folder) / "a.srt"
        words.write_text(f"1\n00:00:00,000 --> 00:00:02,000\n{MARK}\n")
        original = ffmpeg(
            "mp4", "-i", str(words), "-map", "0:v", "-map", "2:s", "-c:v", "libx264", "-c:s", "mov_text"
        )
    copy = clean_file(original)
    assert holds_mark(original)
    assert not holds_mark(copy.content)
    assert Notice.PART_DROPPED in copy.notices
    assert copy.removed_count(Trait.HIDDEN_TRACK) == 1


def test_unknown_boxes_inside_known_ones_go() -> None:
    content = mp4()
    at = content.index(b"moov") - 4
    size = int.from_bytes(content[at : at + 4], "big")
    secret = box(b"gps0", RAW)
    longer = content[:at] + struct.pack(">I", size + len(secret)) + content[at + 4 : at + size] + secret
    copy = clean_file(longer + content[at + size :])
    assert b"gps0" not in copy.content
    assert not holds_mark(copy.content)


@pytest.mark.parametrize("cut", [10, 60, 400])
def test_wave_without_true_length_is_still_read(cut: int) -> None:
    plain = ffmpeg("wav", "-map", "1:a", "-map_metadata", "-1", "-fflags", "+bitexact")
    assert clean_file(plain[:-cut]).size > 100_000


@pytest.mark.parametrize("make", [ogg_opus, ogg_vorbis])
@pytest.mark.parametrize("between", [RAW, b"OggS" + RAW, bytes(3000)])
def test_bytes_between_pages_do_not_cut_off_the_rest(make: Callable[[], bytes], between: bytes) -> None:
    plain = make().removesuffix(RAW)
    at = plain.index(b"OggS", len(plain) // 2)
    copy = clean_file(plain[:at] + between + plain[at:])
    assert not holds_mark(copy.content)
    assert copy.content == clean_file(plain).content
    assert copy.removed_count(Trait.UNUSED_DATA) == 1


@pytest.mark.parametrize("make", [ogg_opus, ogg_vorbis])
def test_voice_note_that_was_cut_short_keeps_its_whole_pages(make: Callable[[], bytes]) -> None:
    plain = make().removesuffix(RAW)
    last = _last_page(plain)
    assert plain.count(b"OggS") > 3
    copy = clean_file(plain[: last + 60])
    assert copy.content == clean_file(plain[:last]).content
    assert copy.removed_count(Trait.TRAILING_DATA) == 1


def test_page_with_a_wrong_checksum_is_an_error() -> None:
    whole = bytearray(ogg_opus())
    whole[whole.index(b"OggS", len(whole) // 2) + 60] ^= 1
    with pytest.raises(UncleanableFileError) as caught:
        clean_file(bytes(whole))
    assert caught.value.reason_code is Reason.DAMAGED


@pytest.mark.parametrize("kind", [b"free", b"skip", b"uuid"])
def test_large_boxes_beside_the_media_are_blanked(kind: bytes) -> None:
    plain = m4a()
    large = box(kind, bytes(16) + RAW + bytes(65 * 1024 * 1024))
    copy = clean_file(plain + large)
    assert len(copy.content) == len(plain) + len(large)
    assert RAW in large
    assert RAW not in copy.content
    assert copy.content[: len(plain)] == clean_file(plain).content
    assert copy.content[len(plain) + 4 :][:4] == b"free"


@pytest.mark.parametrize("share", [0.5, 0.67, 0.95])
def test_film_that_was_cut_short_plays_as_far_as_it_goes(share: float) -> None:
    plain = ffmpeg("mp4", "-c:v", "libx264", "-c:a", "aac", "-movflags", "+faststart", "-bf", "0")
    media = plain.index(b"mdat")
    assert plain.index(b"moov") < media
    cut = plain[: media + int((len(plain) - media) * share)]
    copy = clean_file(cut)
    assert len(copy.content) == len(cut)
    assert holds_mark(cut)
    assert not holds_mark(copy.content)
    assert frames_of(copy.content) == frames_of(cut) > 3
    assert clean_file(copy.content).content == copy.content


def frames_of(content: bytes) -> int:
    """Count the pictures that a player decodes, whatever it complains about."""
    told = subprocess.run(
        ["ffmpeg", "-v", "quiet", "-i", "pipe:0", "-map", "0:v", "-f", "framemd5", "-"],
        input=content, capture_output=True, check=False,
    )  # fmt: skip
    return sum(not line.startswith(b"#") for line in told.stdout.splitlines())


@pytest.mark.parametrize("extension", ["mp4", "mov"])
def test_encoder_names_inside_mp3_sound_of_a_film_go(extension: str) -> None:
    film = ffmpeg(extension, "-map", "1:a", "-c:a", "libmp3lame", "-b:a", "128k")
    copy = clean_file(film)
    assert b"LAME3." in film, "the positive control"
    assert b"LAME3." not in copy.content
    assert decoded(copy.content, extension) == decoded(film, extension)
