"""Pictures stay what they show: upright, in their colours, all frames; and carry no invisible marks."""

from __future__ import annotations

import io
import random
import struct
import zlib

import pytest
from file_samples import (
    MARK,
    RAW,
    avif,
    gif,
    heic,
    heic_grid,
    holds_mark,
    jpeg,
    picture,
    png,
    profile,
    tiff,
    webp,
)
from PIL import Image, ImageChops, ImageStat

from anonymizer import clean_file
from anonymizer.files import Notice, Reason, Trait, UncleanableFileError


def opened(content: bytes) -> Image.Image:
    image = Image.open(io.BytesIO(content))
    image.load()
    return image


def saved(image: Image.Image, kind: str, **options: object) -> bytes:
    out = io.BytesIO()
    image.save(out, kind, **options)
    return out.getvalue()


def difference(one: Image.Image, other: Image.Image) -> float:
    """Mean difference of two pictures per channel, 0 to 255."""
    changed = ImageChops.difference(one.convert("RGB"), other.convert("RGB"))
    return max(ImageStat.Stat(changed).mean)


@pytest.mark.parametrize("make", [jpeg, png, webp], ids=["jpeg", "png", "webp"])
def test_orientation_is_applied(make: object) -> None:
    before = opened(make())  # type: ignore[operator]
    after = opened(clean_file(make()).content)  # type: ignore[operator]
    assert before.getexif()[0x0112] == 6
    assert after.size == (before.size[1], before.size[0])
    assert not after.getexif()
    red = after.convert("RGB").getpixel((after.size[0] - 5, 5))
    assert isinstance(red, tuple)
    assert red[0] > 150 > red[1], "orientation 6 turns the top left corner to the top right"


@pytest.mark.parametrize("make", [jpeg, png, webp, gif, tiff], ids=["jpeg", "png", "webp", "gif", "tiff"])
def test_lossless_keeps_every_pixel_and_which_way_is_up(make: object) -> None:
    before, after = opened(make()), opened(clean_file(make(), lossless=True).content)  # type: ignore[operator]
    if make is not tiff:  # readers turn TIFF files by themselves
        assert after.getexif().get(0x0112) == before.getexif().get(0x0112)
    assert after.convert("RGB").tobytes() == before.convert("RGB").tobytes()


@pytest.mark.parametrize("make", [avif, heic], ids=["avif", "heic"])
def test_item_pictures_keep_what_is_drawn(make: object) -> None:
    copy = clean_file(make())  # type: ignore[operator]
    assert Notice.SENSOR_MARKS_KEPT in copy.notices
    if make is avif:
        before, after = opened(avif()), opened(copy.content)
        assert (after.mode, after.size) == ("RGBA", before.size)
        assert after.tobytes() == before.tobytes()
    else:
        assert b"irot" in copy.content
        assert copy.removed_count(Trait.THUMBNAIL) == 1
        assert copy.removed_count(Trait.PLACE) == 1


def test_phone_picture_of_tiles_stays_whole() -> None:
    copy = clean_file(heic_grid())
    assert holds_mark(heic_grid())
    assert not holds_mark(copy.content)
    assert copy.content.count(b"infe") == 3
    assert b"dimg" in copy.content
    assert Notice.FIRST_PICTURE_ONLY not in copy.notices
    assert clean_file(copy.content).content == copy.content
    tile = heic_grid()[heic_grid().index(b"mdat") + 4 :][:2000]
    assert copy.content.count(tile[-500:]) == 2, "both tiles are there, bit for bit"


@pytest.mark.parametrize("block", [b"abcdefghijk", b"", b"II*\x00", b"MM\x00*\x00\x00\x00\x08\xff\xff" + RAW])
def test_broken_exif_does_not_cost_the_picture(block: bytes) -> None:
    plain = saved(picture(30, 20), "PNG")
    original = plain[:33] + chunk(b"eXIf", block) + plain[33:]
    for lossless in (False, True):
        copy = clean_file(original, lossless=lossless)
        assert b"eXIf" not in copy.content
        assert opened(copy.content).size == (30, 20)


def test_colour_information_that_is_not_understood_goes() -> None:
    original = avif().replace(b"colrprof", b"colrprob")
    assert original != avif()
    assert holds_mark(original)
    assert not holds_mark(clean_file(original).content)


def test_wide_colours_become_srgb() -> None:
    red = Image.new("RGB", (40, 40), (255, 0, 0))
    swapped = bytearray(profile())
    at = {name: swapped.index(name, 128) for name in (b"rXYZ", b"gXYZ")}
    places = {name: swapped[start + 4 : start + 12] for name, start in at.items()}
    swapped[at[b"rXYZ"] + 4 : at[b"rXYZ"] + 12] = places[b"gXYZ"]
    swapped[at[b"gXYZ"] + 4 : at[b"gXYZ"] + 12] = places[b"rXYZ"]
    told = opened(clean_file(saved(red, "PNG", icc_profile=bytes(swapped))).content).getpixel((5, 5))
    untold = opened(clean_file(saved(red, "PNG")).content).getpixel((5, 5))
    assert untold == (255, 0, 0)
    assert isinstance(told, tuple)
    assert told[1] > 200 > told[0], "a profile that swaps red and green is honoured, then gone"


def test_lowest_bits_carry_no_message() -> None:
    source = random.Random(7)
    cover = picture(64, 64)
    message = [source.getrandbits(1) for _ in range(64 * 64 * 3)]
    hidden = bytes((value & 0xFE) | bit for value, bit in zip(cover.tobytes(), message, strict=True))
    marked = Image.frombytes("RGB", (64, 64), hidden)

    def agreement(content: bytes) -> float:
        bits = [value & 1 for value in opened(content).convert("RGB").tobytes()]
        return sum(one == other for one, other in zip(bits, message, strict=True)) / len(bits)

    original = saved(marked, "PNG")
    copy = clean_file(original).content
    assert agreement(original) == 1.0
    assert 0.45 < agreement(copy) < 0.55
    assert difference(opened(original), opened(copy)) < 1.0


def test_colour_under_full_transparency_goes() -> None:
    image = Image.new("RGBA", (20, 20), (200, 30, 40, 0))
    original = saved(image, "PNG")
    assert opened(original).getpixel((3, 3)) == (200, 30, 40, 0)
    assert opened(clean_file(original).content).getpixel((3, 3)) == (0, 0, 0, 0)


@pytest.mark.parametrize(
    ("mode", "kind"),
    [
        ("1", "PNG"),
        ("L", "PNG"),
        ("LA", "PNG"),
        ("P", "PNG"),
        ("I;16", "PNG"),
        ("CMYK", "JPEG"),
        ("L", "JPEG"),
        ("RGBA", "WEBP"),
        ("CMYK", "TIFF"),
        ("1", "TIFF"),
        ("P", "GIF"),
    ],
)
def test_all_common_pixel_forms_stay_readable(mode: str, kind: str) -> None:
    drawn = picture(60, 40)
    if mode == "I;16":
        image = Image.frombytes(
            "I;16", (60, 40), b"".join(b"\x00" + bytes((v,)) for v in drawn.convert("L").tobytes())
        )
        expected = drawn.convert("L")
    else:
        image = drawn.convert(mode)
        expected = image
    if kind == "JPEG":
        expected = opened(saved(image, kind))
    after = opened(clean_file(saved(image, kind)).content)
    assert after.size == (60, 40)
    assert difference(after, expected) < 6


def test_animation_keeps_frames_and_timing() -> None:
    before, after = opened(gif()), opened(clean_file(gif()).content)
    assert (after.n_frames, after.info["loop"]) == (3, 0)  # type: ignore[attr-defined]
    for number, duration in enumerate((70, 80, 90)):
        before.seek(number)
        after.seek(number)
        assert after.info["duration"] == duration
        assert difference(before, after) < 3


def frame_times(content: bytes) -> list[int]:
    """Give the times of the frames of an animated WebP in milliseconds (RFC 9649, 2.7.1.1)."""
    times, at = [], 12
    while at + 8 <= len(content):
        kind, size = struct.unpack_from("<4sI", content, at)
        if kind == b"ANMF":
            times.append(int.from_bytes(content[at + 20 : at + 23], "little"))
        at += 8 + size + size % 2
    return times


def test_animated_webp_keeps_its_times() -> None:
    frames = [picture(60 + shade, 60) for shade in (0, 0, 0)]
    original = saved(
        frames[0], "WEBP", save_all=True, append_images=frames[1:], duration=[70, 80, 250], loop=2
    )
    copy = clean_file(original)
    assert frame_times(original) == [70, 80, 250]
    assert frame_times(copy.content) == [70, 80, 250]
    assert opened(copy.content).info["loop"] == 2


@pytest.mark.parametrize(
    ("lowest", "highest"), [(0.0, 1.0), (0.0, 4.0), (0.0, 255.0), (0.0, 5000.0), (-1.0, 1.0)], ids=str
)
def test_pictures_of_fractions_stay_visible(lowest: float, highest: float) -> None:
    ramp = (
        Image.linear_gradient("L")
        .convert("F")
        .point(lambda value: value * ((highest - lowest) / 255) + lowest)
    )
    copy = opened(clean_file(saved(ramp, "TIFF")).content)
    assert copy.getextrema() == (0, 255)
    assert difference(copy, Image.linear_gradient("L")) < 2


def with_tag(content: bytes, *entries: bytes) -> bytes:
    """Add entries of 12 bytes to the first directory of a little-endian TIFF, moved behind its end."""
    at = int.from_bytes(content[4:8], "little")
    count = int.from_bytes(content[at : at + 2], "little")
    held = [content[at + 2 + 12 * place : at + 14 + 12 * place] for place in range(count)]
    added = {entry[:2] for entry in entries}
    every = sorted(
        [entry for entry in held if entry[:2] not in added] + list(entries), key=lambda one: one[1::-1]
    )
    moved = len(content) + len(content) % 2
    table = struct.pack("<H", len(every)) + b"".join(every) + bytes(4)
    return (content[:4] + struct.pack("<I", moved) + content[8:]).ljust(moved, b"\x00") + table


RAW_MARKS = {
    "DNG": [struct.pack("<HHI4B", 50706, 1, 4, 1, 4, 0, 0)],
    "preview of a picture elsewhere": [
        struct.pack("<HHII", 254, 4, 1, 1), struct.pack("<HHII", 330, 4, 1, 8),
    ],
}  # fmt: skip


@pytest.mark.parametrize("lossless", [False, True])
@pytest.mark.parametrize("kind", RAW_MARKS)
def test_camera_raw_files_are_refused(kind: str, lossless: bool) -> None:
    plain = saved(picture(100, 80), "TIFF")
    assert clean_file(with_tag(plain), lossless=lossless).size > 0, "the same without the marks"
    with pytest.raises(UncleanableFileError) as caught:
        clean_file(with_tag(plain, *RAW_MARKS[kind]), lossless=lossless)
    assert caught.value.reason_code is Reason.UNSUPPORTED_FORMAT


def test_pages_of_a_tiff_stay() -> None:
    after = opened(clean_file(tiff()).content)
    assert after.n_frames == 2  # type: ignore[attr-defined]


def test_phone_picture_with_film_behind_it_keeps_the_picture_only() -> None:
    from file_samples import mp4

    original = jpeg() + mp4()
    copy = clean_file(original)
    assert b"ftyp" in original
    assert b"ftyp" not in copy.content
    assert copy.removed_count(Trait.TRAILING_DATA) == 1


def test_quantisation_tables_do_not_tell_the_camera() -> None:
    tables = {
        str(opened(clean_file(saved(picture(), "JPEG", quality=quality)).content).quantization)  # type: ignore[attr-defined]
        for quality in (60, 80, 97)
    }
    before = {str(opened(saved(picture(), "JPEG", quality=quality)).quantization) for quality in (60, 80, 97)}  # type: ignore[attr-defined]
    assert len(before) == 3
    assert len(tables) == 1


def test_pixels_packed_twice_do_not_hide_the_rest() -> None:
    """Bytes behind the end of the compressed pixels, and palettes nobody uses, go in lossless copies too."""
    plain = saved(picture(40, 30), "PNG")
    at = plain.index(b"IDAT") - 4
    size = int.from_bytes(plain[at : at + 4], "big")
    body = plain[at + 8 : at + 8 + size] + RAW
    palette = chunk(b"PLTE", RAW * 3)
    original = plain[:at] + palette + chunk(b"IDAT", body) + plain[at + 12 + size :]
    copy = clean_file(original, lossless=True)
    assert opened(original).tobytes() == opened(copy.content).tobytes()
    assert RAW in original
    assert RAW not in copy.content
    assert copy.removed_count(Trait.UNUSED_DATA) == 1


def chunk(kind: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))


def test_name_is_only_compared_with_content() -> None:
    assert Notice.NAME_AND_CONTENT_DIFFER in clean_file(png(), name=f"{MARK}.pdf").notices
    assert Notice.NAME_AND_CONTENT_DIFFER not in clean_file(png(), name="x.PNG").notices


def test_picture_without_end_is_an_error() -> None:
    with pytest.raises(UncleanableFileError):
        clean_file(jpeg()[:2000], lossless=True)
