"""Loss-free copies: every pixel stays, and bytes that draw none go."""

from __future__ import annotations

import io
import itertools
import struct
import subprocess
import sys
import textwrap
import zlib
from pathlib import Path

import pytest
from file_samples import RAW, holds_mark, jpeg, picture
from PIL import Image, TiffImagePlugin
from test_clean_limits import bomb_pdf, chunk, huge_png
from test_clean_pictures import opened, saved

from anonymizer import clean_file
from anonymizer.files import Limits, Notice, Reason, Trait, UncleanableFileError

ROOT = str(Path(__file__).resolve().parents[3])


def png_chunks(content: bytes) -> list[tuple[bytes, bytes]]:
    found, at = [], 8
    while at < len(content):
        size, kind = struct.unpack_from(">I4s", content, at)
        found.append((kind, content[at + 8 : at + 8 + size]))
        at += 12 + size
    return found


def png_of(chunks: list[tuple[bytes, bytes]]) -> bytes:
    return b"\x89PNG\r\n\x1a\n" + b"".join(chunk(kind, body) for kind, body in chunks)


def longer_rows(*, interlaced: bool = False) -> bytes:
    """A PNG whose packed rows go on behind the last one."""
    rows = b"".join(b"\x00" + bytes(range(line, line + 30)) for line in range(9))
    if interlaced:
        rows = bytes(1 + 6) + bytes(1 + 3) + bytes(3 + 1 + 3) + bytes(9) * 4
    head = struct.pack(">IIBBBBB", 10, 9, 8, 2, 0, 0, int(interlaced))
    return png_of([(b"IHDR", head), (b"IDAT", zlib.compress(rows + bytes(999) + RAW, 0)), (b"IEND", b"")])


def odd_chunks() -> bytes:
    chunks = png_chunks(saved(picture(40, 30), "PNG"))
    more = [(b"sBIT", b"\x08\x08\x08" + RAW), (b"gAMA", b"\x00\x01\x86\xa0" + RAW), (b"sRGB", b"\x00" + RAW)]
    return png_of([chunks[0], *more, *chunks[1:]])


def animated(kind: str) -> bytes:
    frames = [picture(50, 40) for _ in range(3)]
    return saved(frames[0], kind, save_all=True, append_images=frames[1:], duration=70)


def apng_behind_pixels() -> bytes:
    """Marks behind the pixels of a frame that is not the first."""
    chunks = [(kind, body + RAW if kind == b"fdAT" else body) for kind, body in png_chunks(animated("PNG"))]
    return png_of(chunks)


def gif_behind_pixels() -> bytes:
    """Blocks behind the end mark of the first frame."""
    plain = animated("GIF")
    at = plain.index(b",")
    at += 11 + (3 << (plain[at + 9] & 7) + 1 if plain[at + 9] & 0x80 else 0)
    while plain[at]:
        at += 1 + plain[at]
    return plain[:at] + bytes((len(RAW),)) + RAW + plain[at:]


def webp_behind_pixels(*, lossless: bool) -> bytes:
    plain = saved(picture(60, 50), "WEBP", lossless=lossless)
    size = struct.unpack_from("<I", plain, 16)[0]
    body = plain[20 : 20 + size] + RAW
    whole = b"WEBP" + plain[12:16] + struct.pack("<I", len(body)) + body + bytes(len(body) % 2)
    return b"RIFF" + struct.pack("<I", len(whole)) + whole


def jpeg_tables() -> bytes:
    """Tables no scan uses."""
    plain = saved(picture(64, 48), "JPEG")
    unused = b"\xff\xdb" + struct.pack(">H", 67) + b"\x03" + RAW.ljust(64, b"\x01")
    codes = (
        b"\xff\xc4"
        + struct.pack(">H", 19 + 24)
        + b"\x03"
        + bytes((0, 0, 0, 0, 0, 0, 0, 24)).ljust(16, b"\x00")
        + RAW
    )
    return plain[:2] + unused + codes + plain[2:]


BEHIND_PIXELS = {
    "rows of a PNG": longer_rows,
    "rows of an interlaced PNG": lambda: longer_rows(interlaced=True),
    "small chunks of a PNG": odd_chunks,
    "frames of a PNG": apng_behind_pixels,
    "frame of a GIF": gif_behind_pixels,
    "WebP": lambda: webp_behind_pixels(lossless=False),
    "loss-free WebP": lambda: webp_behind_pixels(lossless=True),
    "tables of a JPEG": jpeg_tables,
}


def holds(content: bytes) -> bool:
    """Say whether the mark is in a file or in the packed rows of a PNG."""
    rows = b""
    if content[:4] == b"\x89PNG":
        rows = zlib.decompressobj().decompress(
            b"".join(body for kind, body in png_chunks(content) if kind == b"IDAT")
        )
    return holds_mark(content) or RAW in rows


@pytest.mark.parametrize("place", BEHIND_PIXELS)
def test_bytes_that_draw_nothing_go_and_every_pixel_stays(place: str) -> None:
    original = BEHIND_PIXELS[place]()
    copy = clean_file(original, lossless=True)
    assert holds(original), "the positive control"
    assert not holds(copy.content)
    assert copy.removed_count(Trait.UNUSED_DATA) > 0
    before, after = opened(original), opened(copy.content)
    for number in range(getattr(before, "n_frames", 1)):
        before.seek(number)
        after.seek(number)
        assert before.convert("RGBA").tobytes() == after.convert("RGBA").tobytes()
    assert clean_file(copy.content, lossless=True).content == copy.content


@pytest.mark.parametrize(("kind", "size"), list(itertools.product(("GIF", "WEBP", "PNG"), (1, 7, 300))))
def test_ordinary_pictures_come_through_untouched(kind: str, size: int) -> None:
    plain = saved(picture(size, size), kind)
    copy = clean_file(plain, lossless=True)
    assert copy.removed_count(Trait.UNUSED_DATA) == 0
    assert opened(plain).tobytes() == opened(copy.content).tobytes()


def test_a_second_picture_in_a_jpeg_is_said() -> None:
    both = saved(picture(64, 48), "MPO", save_all=True, append_images=[picture(64, 48)])
    assert opened(both).n_frames == 2  # type: ignore[attr-defined]
    for lossless in (False, True):
        assert Notice.FIRST_PICTURE_ONLY in clean_file(both, lossless=lossless).notices
    assert Notice.FIRST_PICTURE_ONLY not in clean_file(jpeg(), lossless=True).notices


def private_tiff() -> bytes:
    tags = TiffImagePlugin.ImageFileDirectory_v2()
    tags[42112] = RAW.decode()  # what map tools keep
    tags[65000] = RAW.decode()
    tags[34377] = RAW  # resources of a picture editor
    tags.tagtype[34377] = 7
    return saved(picture(40, 30), "TIFF", tiffinfo=tags, compression="raw")


@pytest.mark.parametrize("lossless", [False, True])
def test_private_tags_of_tiff_go(lossless: bool) -> None:
    original = private_tiff()
    copy = clean_file(original, lossless=lossless)
    assert original.count(RAW) == 3
    assert not holds_mark(copy.content)
    if lossless:
        assert opened(original).tobytes() == opened(copy.content).tobytes()


def huge_gif() -> bytes:
    """A GIF that says 60,000 by 60,000 and holds one byte of pixels."""
    small = saved(Image.new("P", (1, 1)), "GIF")
    at = small.index(b",")
    return small[:at] + b"," + struct.pack("<4H", 0, 0, 60_000, 60_000) + small[at + 9 :]


def huge_webp() -> bytes:
    small = saved(Image.new("RGB", (16, 16)), "WEBP", lossless=True)
    bits = int.from_bytes(small[21:25], "little") & ~0xFFFFFFF | 16_383 | 16_383 << 14
    return small[:21] + bits.to_bytes(4, "little") + small[25:]


def huge_jpeg() -> bytes:
    small = saved(picture(16, 16), "JPEG")
    at = small.index(b"\xff\xc0")
    return small[: at + 5] + struct.pack(">HH", 65_000, 65_000) + small[at + 9 :]


BOMBS = {"png": lambda: huge_png(20_000), "gif": huge_gif, "webp": huge_webp, "jpeg": huge_jpeg}


@pytest.mark.parametrize(("name", "lossless"), list(itertools.product(BOMBS, (False, True))))
def test_pictures_of_too_many_pixels_are_refused_in_every_mode(name: str, lossless: bool) -> None:
    with pytest.raises(UncleanableFileError) as caught:
        clean_file(BOMBS[name](), lossless=lossless)
    assert caught.value.reason_code is Reason.UNPACKS_TOO_LARGE


def test_too_many_frames_are_refused_in_every_mode() -> None:
    many = animated("GIF")
    for lossless in (False, True):
        assert clean_file(many, lossless=lossless, limits=Limits(frames=3)).size > 0
        with pytest.raises(UncleanableFileError) as caught:
            clean_file(many, lossless=lossless, limits=Limits(frames=2))
        assert caught.value.reason_code is Reason.UNPACKS_TOO_LARGE


def test_the_child_stays_within_its_memory(tmp_path: Path) -> None:
    """The largest child of a fresh process that cleaned bombs in both modes never grew beyond the limit."""
    script = textwrap.dedent(
        f"""
        import pathlib, resource, sys
        sys.path.append({ROOT!r})
        from anonymizer.files import Limits, UncleanableFileError, clean_file
        from anonymizer.files.results import MIB
        for path in sorted(pathlib.Path(sys.argv[1]).iterdir()):
            content = path.read_bytes()
            for lossless in (False, True):
                try:
                    clean_file(content, lossless=lossless, limits=Limits(memory_bytes=200 * MIB, seconds=6))
                except UncleanableFileError as error:
                    print(error.reason_code)
        print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss // 1024)
        """
    )
    for name, content in (("a", huge_png(10_000)), ("b", huge_png(20_000)), ("c", bomb_pdf())):
        (tmp_path / name).write_bytes(content)
    command = [sys.executable, "-c", script, str(tmp_path)]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    *reasons, peak = done.stdout.split()
    assert Reason.UNPACKS_TOO_LARGE in reasons
    assert 20 < int(peak) < 220, "MiB; the file itself comes on top"


def test_metadata_in_a_damaged_picture_does_not_pass() -> None:
    cut = saved(picture(64, 48), "PNG") + RAW
    assert RAW in cut
    assert not holds_mark(clean_file(cut, lossless=True).content)
    with pytest.raises(UncleanableFileError):
        clean_file(cut[:-40], lossless=True)
    assert io.BytesIO(cut).read(4) == b"\x89PNG"
