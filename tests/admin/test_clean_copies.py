"""What officers download: clean copies of reporters' files, papers as they are, originals only on record."""

from __future__ import annotations

import io
import json
import re
import sys

import pytest
from casemgr.admin import clean_copies
from PIL import Image
from sqlalchemy import select
from sqlalchemy.orm import Session

from casemgr.intake import Intake
from casemgr.store.models import Leaf
from casemgr.testing import a_submission
from tests.admin.conftest import House, Person

PLACE = b"Ponsel Rekaan di Kampung Contoh"


def photo() -> bytes:
    """A picture that says where it was taken."""
    exif = Image.Exif()
    exif[0x010E] = PLACE.decode()
    out = io.BytesIO()
    Image.new("RGB", (64, 48), (90, 120, 60)).save(out, "JPEG", exif=exif)
    return out.getvalue()


def report_with(house: House, name: str, content: bytes) -> str:
    """Submit a report that brings one file; give its reference."""
    office = house.founding.office
    with Session(office.engine) as session, session.begin():
        intake = Intake(session, office, clock=house.clock)
        draft = intake.begin_draft()
        receiver = intake.receiver(draft, name=name, content_type="application/octet-stream")
        receiver.write(content)
        intake.keep_draft_file(draft, receiver.finish())
        return intake.submit(a_submission(), draft=draft).reference


def link(person: Person, reference: str) -> str:
    """Give the address of the first file on the case page."""
    page = person.get(f"/cases/{reference}/").get_data(as_text=True)
    found = re.search(rf'href="(/cases/{reference}/files/[0-9a-f]{{32}})"', page)
    assert found is not None
    return found[1]


def opened(house: House) -> list[dict[str, str]]:
    """Give the leaves about opened originals."""
    with house.founding.office.reading() as session:
        bodies = [json.loads(body) for body in session.scalars(select(Leaf.body))]
    return [body for body in bodies if body["verb"] == "open_original"]


def test_a_reporters_file_downloads_as_a_clean_copy(house: House) -> None:
    content = photo()
    reference = report_with(house, "IMG-20261121-WA0003.jpg", content)
    melati = house.person("melati")
    page = melati.get(f"/cases/{reference}/").get_data(as_text=True)
    assert "IMG-20261121-WA0003.jpg" in page
    assert "salinan bersih dibuat saat diunduh" in page
    download = melati.get(link(melati, reference))
    assert PLACE in content
    assert download.status_code == 200
    assert PLACE not in download.data
    assert Image.open(io.BytesIO(download.data)).size == (64, 48)
    assert download.headers["Content-Length"] == str(len(download.data))
    named = download.headers["Content-Disposition"]
    assert re.match(r'attachment; filename="berkas-[0-9a-f]{8}\.jpg"', named)
    assert "sandbox" in download.headers["Content-Security-Policy"]
    assert download.mimetype == "application/octet-stream"
    assert opened(house) == []


def test_the_original_is_a_post_that_leaves_a_leaf(house: House) -> None:
    content = photo()
    reference = report_with(house, "foto <loket>.jpg", content)
    melati = house.person("melati")
    path = link(melati, reference) + "/original/"
    assert f'action="{path}"' in melati.get(f"/cases/{reference}/").get_data(as_text=True)
    assert melati.get(path).status_code == 405
    assert melati.client.post(path, data={"form_token": "0" * 64}).status_code == 400
    assert opened(house) == []
    melati.get(f"/cases/{reference}/")
    original = melati.post(path)
    assert original.data == content
    assert "foto%20%3Cloket%3E.jpg" in original.headers["Content-Disposition"]
    (leaf,) = opened(house)
    assert leaf["object"] == f"casemgr_attachment:{path.split('/')[4]}"
    tirta = house.person("tirta")
    assert tirta.get(path.removesuffix("original/").rstrip("/")).status_code == 404
    assert tirta.post(path).status_code == 404
    assert len(opened(house)) == 1


@pytest.mark.parametrize(
    ("language", "said", "button"),
    [
        ("id", "Jenis berkas tidak dikenali, jadi tidak dapat dibersihkan.", "Unduh yang asli"),
        ("en", "The kind of file is not recognised, so it cannot be cleaned.", "Download the original"),
    ],
)
def test_what_cannot_be_cleaned_says_why_and_offers_the_original(
    house: House, language: str, said: str, button: str
) -> None:
    content = b"\x00\x01bukan jenis berkas apa pun\xff" * 20
    reference = report_with(house, "rekaman.xyz", content)
    melati = house.person("melati")
    melati.get(f"/cases/{reference}/")
    melati.post("/language/", language=language, next="/")
    path = link(melati, reference)
    refusal = melati.get(path)
    page = refusal.get_data(as_text=True)
    main = page[page.index("<main") : page.index("</main>")]
    assert refusal.status_code == 422
    assert said in main
    assert button in main
    assert re.findall(r'action="([^"]+)"', main) == [f"{path}/original/"]
    assert "bukan jenis" not in page
    assert melati.post(f"{path}/original/").data == content


def test_without_the_extra_libraries_the_page_says_so(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    """The bare interpreter below the test's environment has no library for pictures."""
    reference = report_with(house, "foto.jpg", photo())
    melati = house.person("melati")
    path = link(melati, reference)
    assert melati.get(path).status_code == 200
    monkeypatch.setattr(sys, "executable", sys._base_executable)  # type: ignore[attr-defined]  # set by every CPython
    refusal = melati.get(path)
    assert refusal.status_code == 422
    page = refusal.get_data(as_text=True)
    assert "Pustaka untuk jenis berkas ini tidak terpasang di peladen." in page
    assert "Beri tahu administrator" in page


def test_a_full_house_answers_503(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    reference = report_with(house, "foto.jpg", photo())
    melati = house.person("melati")
    path = link(melati, reference)
    monkeypatch.setattr(clean_copies, "WAIT_SECONDS", 0.01)
    for _ in range(clean_copies.AT_A_TIME):
        assert clean_copies._places.acquire(blocking=False)
    try:
        busy = melati.get(path)
    finally:
        for _ in range(clean_copies.AT_A_TIME):
            clean_copies._places.release()
    assert busy.status_code == 503
    assert busy.headers["Retry-After"]
    assert melati.get(path).status_code == 200


def test_a_large_text_streams_through_whole(house: House) -> None:
    """Pieces of any size arrive in order, and the last one too."""
    content = b"".join(b"baris %07d\n" % number for number in range(60_000))
    reference = report_with(house, "catatan.txt", content)
    melati = house.person("melati")
    assert melati.get(link(melati, reference)).data == content
