"""Time and memory of cleaning files, each next to the naive way in the same run.

`value` and `floor` are seconds (MiB for the rows named "memory"); `ratio` is value / floor and must not pass
`limit`. The floor of a row is what a program would do that removes nothing: decode and encode a picture, open and
save a PDF, unpack, parse and pack an office file, copy and hash a film. Run as a script; `--json FILE` writes the
rows for `make bench`.
"""

from __future__ import annotations

import argparse
import functools
import hashlib
import io
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
import zipfile
from collections.abc import Callable
from pathlib import Path
from xml.parsers import expat

import pikepdf
from PIL import Image

from anonymizer import clean_file

sys.path.append(str(Path(__file__).resolve().parents[1] / "anonymizer" / "files"))
import file_samples as samples

MIB = 1024 * 1024
ROUNDS = 5
FILM_BYTES = 40 * MIB


@functools.cache
def photo(width: int = 4000, height: int = 3000) -> bytes:
    noise = Image.effect_noise((width // 8, height // 8), 60).resize((width, height)).convert("RGB")
    out = io.BytesIO()
    noise.save(out, "JPEG", quality=92, exif=samples.exif(1))
    return out.getvalue()


@functools.cache
def scans(pages: int = 40) -> bytes:
    """A PDF of scanned pages with some text operators on each."""
    made = pikepdf.new()
    page_photo = photo(1654, 2339)
    for number in range(pages):
        made.add_blank_page(page_size=(595, 842))
        picture = pikepdf.Stream(made, page_photo + b"%d" % number)
        picture.Type, picture.Subtype = pikepdf.Name.XObject, pikepdf.Name.Image
        picture.Width, picture.Height, picture.BitsPerComponent = 1654, 2339, 8
        picture.ColorSpace, picture.Filter = pikepdf.Name.DeviceRGB, pikepdf.Name.DCTDecode
        page = made.pages[number].obj
        page.Resources = pikepdf.Dictionary(XObject=pikepdf.Dictionary(Foto=made.make_indirect(picture)))
        words = b"".join(b"/Span <</MCID %d>> BDC 1 0 0 1 0 %d Tm EMC " % (at, at) for at in range(500))
        page.Contents = pikepdf.Stream(made, b"q 595 0 0 842 0 0 cm /Foto Do Q BT " + words + b"ET")
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


@functools.cache
def table(rows: int = 20_000) -> bytes:
    parts = samples.xlsx_parts()
    space = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    cells = "".join(
        f'<row r="{row}">'
        + "".join(f'<c r="{column}{row}"><v>{row}</v></c>' for column in "ABCDE")
        + "</row>"
        for row in range(1, rows + 1)
    )
    parts["xl/worksheets/sheet2.xml"] = (
        f'<worksheet xmlns="{space}"><sheetData>{cells}</sheetData></worksheet>'
    )
    return samples.packed(parts)


@functools.cache
def letter(paragraphs: int = 2_000) -> bytes:
    parts = samples.docx_parts()
    name = f"{samples.MARK}/document.xml"
    body = "".join(
        f'<w:p w:rsidR="00AB12CD"><w:r w:rsidRPr="00AB12CD"><w:t>Petugas meminta Rp {n}.000.</w:t></w:r></w:p>'
        for n in range(paragraphs)
    )
    parts[name] = str(parts[name]).replace("</w:body>", body + "</w:body>")
    return samples.packed(parts)


@functools.cache
def film() -> bytes:
    """A film of 40 MiB: one real film whose media bytes are followed by as many that no track plays."""
    short = samples.mp4()
    at = short.index(b"mdat") - 4
    size = int.from_bytes(short[at : at + 4], "big")
    wanted = size + FILM_BYTES
    return (
        short[:at]
        + wanted.to_bytes(4, "big")
        + short[at + 4 : at + size]
        + os.urandom(FILM_BYTES)
        + short[at + size :]
    )


@functools.cache
def voice() -> bytes:
    return samples.ffmpeg(
        "ogg", "-f", "lavfi", "-i", "sine=d=60", "-map", "2:a", "-c:a", "libopus", "-b:a", "24k"
    )


def bare_child() -> None:
    subprocess.run([sys.executable, "-I", "-B", "-c", "pass"], check=True)


def naive_picture() -> None:
    picture = Image.open(io.BytesIO(photo()))
    picture.save(io.BytesIO(), "JPEG", quality=90)


def naive_pdf() -> None:
    with pikepdf.open(io.BytesIO(scans())) as opened:
        opened.save(io.BytesIO(), recompress_flate=True)


def naive_office(content: bytes) -> None:
    with zipfile.ZipFile(io.BytesIO(content)) as source, zipfile.ZipFile(io.BytesIO(), "w", 8) as target:
        for name in source.namelist():
            part = source.read(name)
            if name.endswith((".xml", ".rels")) and part[:1] == b"<":
                parser = expat.ParserCreate()
                parser.StartElementHandler = lambda *_: None
                parser.EndElementHandler = lambda *_: None
                parser.CharacterDataHandler = lambda *_: None
                parser.Parse(part, True)
            target.writestr(name, part)


def naive_film(content: bytes) -> None:
    hashlib.sha256(bytes(bytearray(content))).digest()


Row = tuple[str, Callable[[], object], Callable[[], object], float]


def with_child(work: Callable[[], object]) -> Callable[[], object]:
    """The naive way in a process of its own: the start of a bare child comes on top."""

    def floor() -> None:
        bare_child()
        work()

    return floor


def rows() -> list[Row]:
    """Give (name, work, floor, most that the work may take compared with the floor)."""
    small = samples.text()
    decode = with_child(naive_picture)
    return [
        ("text, 100 B | start of a bare child", lambda: clean_file(small), bare_child, 5),
        ("JPEG 12 MP anew | decode + encode", lambda: clean_file(photo()), decode, 2.5),
        ("JPEG 12 MP lossless | decode + encode", lambda: clean_file(photo(), lossless=True), decode, 1),
        ("PDF of 40 scans | open + save", lambda: clean_file(scans()), with_child(naive_pdf), 12),
        (
            "DOCX of 2,000 paragraphs | unpack, parse, pack",
            lambda: clean_file(letter()),
            with_child(lambda: naive_office(letter())),
            8,
        ),
        (
            "XLSX of 100,000 cells | unpack, parse, pack",
            lambda: clean_file(table()),
            with_child(lambda: naive_office(table())),
            8,
        ),
        (
            "MP4 of 40 MiB | copy + SHA-256",
            lambda: clean_file(film()),
            with_child(lambda: naive_film(film())),
            5,
        ),
        ("Opus voice note of 60 s | start of a bare child", lambda: clean_file(voice()), bare_child, 6),
    ]


MEMORY: dict[str, tuple[Callable[[], bytes], float, float]] = {
    "memory: JPEG 12 MP | its pixels": (photo, 4000 * 3000 * 3 / MIB, 5),
    "memory: PDF of 40 scans | the file": (scans, 0, 4),
    "memory: XLSX of 100,000 cells | 64 MiB": (table, 64, 3),
    "memory: MP4 of 40 MiB | 64 MiB, whatever its size": (film, 64, 1),
}
"""Name -> (file, floor in MiB or 0 for the file's size, most peak of the child compared with the floor)."""


def seconds(work: Callable[[], object]) -> float:
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


def timed() -> list[dict[str, object]]:
    found = []
    for name, work, floor, limit in rows():
        work(), floor()
        pairs = [(seconds(work), seconds(floor)) for _ in range(ROUNDS)]
        value, bare = (min(column) for column in zip(*pairs, strict=True))
        found.append(_row(name, value, bare, limit))
    return found


def _row(name: str, value: float, floor: float, limit: float) -> dict[str, object]:
    ratio = value / floor
    return {
        "name": f"clean_file: {name}",
        "value": round(value, 4),
        "floor": round(floor, 4),
        "ratio": round(ratio, 2),
        "limit": limit,
        "ok": ratio <= limit,
    }


def peak(path: Path) -> float:
    """Clean a file once and give the peak resident memory of the child, in MiB."""
    with path.open("rb") as source, path.with_suffix(".clean").open("wb") as target:
        clean_file(source, target)
    return resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024


def measured_memory() -> list[dict[str, object]]:
    found = []
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "berkas"
        for name, (make, floor, limit) in MEMORY.items():
            path.write_bytes(make())
            done = subprocess.run(
                [sys.executable, __file__, "--peak", str(path)], capture_output=True, text=True, check=True
            )
            found.append(_row(name, float(done.stdout), floor or len(make()) / MIB, limit))
    return found


def main(arguments: list[str] | None = None) -> int:
    """Print the table; give 1 when a limit is passed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--json", type=Path)
    parser.add_argument("--peak", type=Path, help=argparse.SUPPRESS)
    wish = parser.parse_args(arguments)
    if wish.peak:
        print(peak(wish.peak))
        return 0
    found = timed() + measured_memory()
    for row in found:
        mark = "ok" if row["ok"] else "TOO MUCH"
        print(
            f"{row['name']:78} {row['value']:>9} {row['floor']:>9} {row['ratio']:>6} <= {row['limit']:<5} {mark}"
        )
    if wish.json:
        wish.json.write_text(json.dumps(found, indent=1))
    return 0 if all(row["ok"] for row in found) else 1


if __name__ == "__main__":
    raise SystemExit(main())
