"""Hostile files cost no more than allowed, and the child that reads them can do nothing else."""

from __future__ import annotations

import io
import os
import struct
import subprocess
import sys
import textwrap
import time
import zlib
from pathlib import Path

import pikepdf
import pytest
from file_samples import docx, docx_parts, everything_in, jpeg, mp4, packed, pdf, png
from PIL import Image

from anonymizer import clean_file
from anonymizer.errors import AnonymizerError
from anonymizer.files import Limits, Reason, UncleanableFileError
from anonymizer.files.errors import Reason as Every

ROOT = str(Path(__file__).resolve().parents[3])


def reason(content: bytes, **limits: int) -> Reason:
    with pytest.raises(UncleanableFileError) as caught:
        clean_file(content, limits=Limits(**limits))
    return caught.value.reason_code


def chunk(kind: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))


def huge_png(side: int) -> bytes:
    head = struct.pack(">IIBBBBB", side, side, 1, 0, 0, 0, 0)
    packer = zlib.compressobj(9)
    rows = b"".join(packer.compress(bytes(side // 8 + 1)) for _ in range(side)) + packer.flush()
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


def bomb_pdf() -> bytes:
    made = pikepdf.new()
    made.add_blank_page()
    made.pages[0].obj.Contents = pikepdf.Stream(made, b"0 0 m " * 12_000_000)
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


def test_pixel_bomb_is_stopped() -> None:
    assert reason(huge_png(20_000)) is Reason.UNPACKS_TOO_LARGE


def test_memory_is_bounded() -> None:
    assert reason(huge_png(10_000), memory_bytes=120 * 1024 * 1024) is Reason.TOO_MUCH_MEMORY
    assert clean_file(huge_png(1_000)).size > 0


def packed_pdf(picture: bool) -> bytes:
    """A PDF with a page, or a picture on it, of 600 MB of zeros in 600 kB."""
    packer = zlib.compressobj(9)
    zeros = b"".join(packer.compress(bytes(1 << 20)) for _ in range(600)) + packer.flush()
    made = pikepdf.new()
    made.add_blank_page()
    held = made.make_stream(b"")
    held.write(zeros, filter=pikepdf.Name.FlateDecode)
    page = made.pages[0].obj
    page.Contents = held
    if picture:
        held.Type, held.Subtype, held.Width, held.Height = pikepdf.Name.XObject, pikepdf.Name.Image, 9, 9
        held.ColorSpace, held.BitsPerComponent = pikepdf.Name.DeviceGray, 8
        page.Resources = pikepdf.Dictionary(XObject=pikepdf.Dictionary(I=held))
        page.Contents = made.make_stream(b"/I Do")
    out = io.BytesIO()
    made.save(out, recompress_flate=False)
    return out.getvalue()


@pytest.mark.parametrize("picture", [True, False])
def test_pdf_that_unpacks_beyond_memory_is_not_called_damaged(picture: bool) -> None:
    bomb = packed_pdf(picture)
    assert len(bomb) < 1_000_000
    assert reason(bomb, memory_bytes=256 * 1024 * 1024) is Reason.UNPACKS_TOO_LARGE


def test_copy_of_a_pdf_beyond_its_limit_is_not_called_damaged() -> None:
    assert reason(pdf(), output_bytes=2000) is Reason.UNPACKS_TOO_LARGE
    assert clean_file(pdf(), limits=Limits(output_bytes=1 << 20)).size > 2000


@pytest.mark.parametrize("megabytes", [120, 150, 200, 300])
def test_valid_webp_without_memory_is_not_called_damaged(megabytes: int) -> None:
    out = io.BytesIO()
    Image.new("RGB", (8000, 5000), (10, 120, 30)).save(out, "WEBP", quality=10)
    assert reason(out.getvalue(), memory_bytes=megabytes * 1024 * 1024) is Reason.TOO_MUCH_MEMORY
    broken = bytearray(out.getvalue())
    broken[20:23] = b"\xff\xff\xff"
    assert reason(bytes(broken)) is Reason.DAMAGED, "with memory enough"
    assert reason(out.getvalue()[:-40], memory_bytes=megabytes * 1024 * 1024) is Reason.DAMAGED


def test_time_is_bounded() -> None:
    bomb = bomb_pdf()
    assert len(bomb) < 1_000_000
    started = time.monotonic()
    assert reason(bomb, seconds=1) in (Reason.TOO_SLOW, Reason.TOO_MUCH_MEMORY)
    assert time.monotonic() - started < 10


def test_sizes_are_bounded() -> None:
    assert reason(png(), input_bytes=1_000) is Reason.TOO_LARGE
    assert reason(png(), output_bytes=1_000) is Reason.UNPACKS_TOO_LARGE
    assert reason(mp4(), output_bytes=10_000) is Reason.UNPACKS_TOO_LARGE
    assert reason(docx(), output_bytes=10_000) is Reason.UNPACKS_TOO_LARGE


def test_an_array_that_holds_itself_costs_nothing() -> None:
    made = pikepdf.new()
    made.add_blank_page()
    loop = made.make_indirect(pikepdf.Array([pikepdf.String("Suripto")]))
    for _ in range(30):
        loop.append(loop)
    state = pikepdf.Dictionary(D=loop)
    made.pages[0].obj.Resources = pikepdf.Dictionary(ExtGState=pikepdf.Dictionary(G1=state))
    out = io.BytesIO()
    made.save(out)
    copy = clean_file(out.getvalue(), limits=Limits(seconds=15))
    assert b"Suripto" in everything_in(out.getvalue())
    assert b"Suripto" not in everything_in(copy.content)


def shape_files() -> list[bytes]:
    """Word files whose values are long runs of what the patterns for values look for."""
    runs = ("A1 ", "1:", "$", "{", "aA", "-", "#", "a:b;", "m 1 ", "urn:microsoft.com/office/officeart/")
    elements = ("w:x", "v:shape", "v:f", "a:gd", "p:anim", "w:fldSimple")
    found = []
    for element in elements:
        attribute = {"v:shape": "style", "w:fldSimple": "w:instr"}.get(element, "w:val")
        spaces = 'xmlns:p="http://schemas.openxmlformats.org/presentationml/2006/main"'
        rows = "".join(f'<{element} {spaces} {attribute}="{run * 20_000}"/>' for run in runs)
        parts = docx_parts()
        parts = {name: part for name, part in parts.items() if "docProps" not in name}
        name = next(name for name in parts if name.endswith("document.xml"))
        parts[name] = str(parts[name]).replace("<w:body>", f"<w:body>{rows}", 1)
        found.append(packed(parts))
    return found


def test_patterns_for_values_are_linear() -> None:
    for content in shape_files():
        assert clean_file(content, limits=Limits(seconds=15)).size > 0


def test_nothing_is_written_to_the_target_on_failure() -> None:
    target = io.BytesIO()
    with pytest.raises(UncleanableFileError):
        clean_file(jpeg()[:700], target)
    assert target.getvalue() == b""
    clean_file(jpeg(), target)
    assert target.getvalue() != b""


DOORS = {
    "write a file": "open(sys.argv[1], 'wb').write(b'x')",
    "read a file": "open('/etc/hostname').read()",
    "make a socket": "socket.socket()",
    "start a program": "os.execv('/bin/true', ['true'])",
    "fork": "os.fork()",
    "make a memory file": "os.memfd_create('x')",
    "raise its limits": "resource.setrlimit(resource.RLIMIT_AS, (-1, -1))",
}


@pytest.mark.parametrize("deed", DOORS)
def test_closed_doors(deed: str, tmp_path: Path) -> None:
    """Each deed works before the doors are closed and fails with EPERM after."""
    script = textwrap.dedent(
        f"""
        import os, resource, socket, sys
        sys.path.append({ROOT!r})
        from anonymizer.files.lockdown import close_doors, limit_resources
        if sys.argv[2] == "closed":
            assert close_doors()
        try:
            {DOORS[deed]}
        except (PermissionError, ValueError):
            os._exit(77)
        os._exit(0)
        """
    )
    spot = tmp_path / "berkas"
    for state, expected in (("open", 0), ("closed", 77)):
        done = subprocess.run([sys.executable, "-c", script, str(spot), state], check=False)
        assert done.returncode == expected
    assert spot.exists() == (deed == "write a file")
    if spot.exists():
        assert spot.read_bytes() == b"x", "only the open process wrote"


def test_no_descriptor_is_left_open() -> None:
    def opened() -> int:
        return len(os.listdir("/proc/self/fd"))

    clean_file(png())
    before = opened()
    for content in (png(), pdf(), jpeg()[:900]):
        try:
            clean_file(content)
        except UncleanableFileError:
            continue
    assert opened() == before


def test_missing_library_is_a_named_reason(tmp_path: Path) -> None:
    """With the optional libraries hidden, pictures and PDF are refused and all else is cleaned."""
    script = textwrap.dedent(
        f"""
        import sys
        sys.path.append({ROOT!r})
        sys.path.append({str(Path(__file__).parent)!r})
        import file_samples as samples
        from anonymizer.files import api, clean_file, UncleanableFileError
        hide = "sys.modules['PIL'] = None; sys.modules['pikepdf'] = None; "
        api._BOOT = api._BOOT.replace("import sys; ", "import sys; " + hide)
        for name in ("jpeg", "pdf", "docx", "odt", "xlsx", "mp4", "ogg", "mp3", "wav", "heic"):
            try:
                copy = clean_file(samples.SAMPLES[name]())
                assert not samples.holds_mark(copy.content)
                print(name, "clean")
            except UncleanableFileError as error:
                print(name, error.reason_code)
        print("lossless", clean_file(samples.jpeg(), lossless=True).kind)
        """
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    told = dict(line.split() for line in done.stdout.splitlines())
    assert told.pop("jpeg") == told.pop("pdf") == Reason.LIBRARY_MISSING
    assert told.pop("lossless") == "jpeg"
    assert set(told.values()) == {"clean"}


def test_every_reason_is_said_in_both_languages() -> None:
    for one in Every:
        error = UncleanableFileError(one)
        assert isinstance(error, AnonymizerError)
        assert error.english.endswith(".")
        assert error.indonesian.endswith(".")
        assert str(error) == error.english
