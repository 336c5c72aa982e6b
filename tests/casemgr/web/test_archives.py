"""Archives that would swell beyond reason are noticed while they arrive; honest ones are welcome."""

from __future__ import annotations

import gzip
import io
import os
import zipfile

import pytest
from werkzeug.datastructures import FileStorage

from casemgr.web import archives
from casemgr.web.archives import SwellWatch
from tests.casemgr.web.citizen import Citizen

ZEROS = bytes(16 * 1024**2)
NOISE = os.urandom(200_000)


def zipped(*parts: tuple[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", method) as archive:
        for name, content in parts:
            archive.writestr(name, content)
    return made.getvalue()


def zip64() -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        with archive.open("nol.bin", "w", force_zip64=True) as part:
            for _ in range(6):
                part.write(ZEROS)
    return made.getvalue()


def squeezed(times: int, *, members: int = 1) -> bytes:
    made = io.BytesIO()
    for _ in range(members):
        with gzip.open(made, "wb") as archive:
            for _ in range(times):
                archive.write(ZEROS)
    return made.getvalue()


BOMB = zipped(*[(f"{n}.bin", ZEROS) for n in range(6)])
SWOLLEN = {
    "zip": BOMB,
    "zip of zips": zipped(("satu.zip", BOMB), ("dua.ZIP", BOMB)),
    "zip64": zip64(),
    "gzip": squeezed(6),
    "gzip in members": squeezed(1, members=6),
    "gzip with noise behind": squeezed(6) + gzip.compress(NOISE),
}
HONEST = {
    "nothing": b"",
    "a letter": b"P",
    "text": b"PK\x01\x02 bukan arsip" * 9,
    "small zip of zeros": zipped(("nol.bin", ZEROS)),
    "office document": zipped(
        ("[Content_Types].xml", b"<Types/>"), ("word/document.xml", b"<w:p/>" * 90_000)
    ),
    "photos in zips": zipped(*[(f"foto{n}.zip", zipped((f"{n}.jpg", NOISE))) for n in range(12)]),
    "large stored": zipped(*[(f"{n}.bin", ZEROS) for n in range(5)], method=zipfile.ZIP_STORED),
    "gzip": gzip.compress(NOISE * 20),
    "small gzip of zeros": squeezed(3),
    "broken gzip": b"\x1f\x8b\x08 ini bukan gzip" * 9,
}


def is_swollen(content: bytes, step: int) -> bool:
    watch = SwellWatch()
    for at in range(0, len(content), step):
        watch.feed(content[at : at + step])
    return watch.is_swollen()


@pytest.mark.parametrize("step", [997, 524_288])
@pytest.mark.parametrize("kind", SWOLLEN)
def test_what_swells_beyond_reason_is_noticed(kind: str, step: int) -> None:
    assert is_swollen(SWOLLEN[kind], step)


@pytest.mark.parametrize("kind", HONEST)
def test_honest_files_are_welcome(kind: str) -> None:
    assert not is_swollen(HONEST[kind], 4_096)
    assert not is_swollen(HONEST[kind], 3) or len(HONEST[kind]) > 100_000


def test_a_gzip_file_is_inflated_up_to_a_bound(monkeypatch: pytest.MonkeyPatch) -> None:
    """What lies behind the bound is not inflated; its own last word counts."""
    monkeypatch.setattr(archives, "LOOKED_AT_BYTES", 4 * 1024**2)
    assert is_swollen(squeezed(6), 524_288)
    assert not is_swollen(squeezed(3), 524_288)


@pytest.mark.parametrize("kind", ["zip", "zip of zips", "gzip"])
def test_a_swelling_file_is_refused_by_name_and_the_text_stays(citizen: Citizen, kind: str) -> None:
    citizen.write_up_to("files")
    page = citizen.press("upload", file=FileStorage(io.BytesIO(SWOLLEN[kind]), "bukti.bin"))
    assert (page.status, page.problems) == (422, ["file"])
    assert "“bukti.bin” mengembang sangat besar" in page.html
    page = citizen.press("upload", file=FileStorage(io.BytesIO(HONEST["office document"]), "surat.docx"))
    assert (page.status, "surat.docx" in page.html, "bukti.bin" in page.html) == (200, True, False)
