"""An identity stays shut until a custodian and an officer have both acted, and is seen once."""

from __future__ import annotations

import re

import pytest

from casemgr.rules.workflow import Verb
from casemgr.submissions import Identity
from casemgr.testing import PASSPHRASE
from tests.admin.conftest import House
from tests.admin.test_cases import REVIEW_SHEET, text_of

NAME = "Ratnasari Penanda Kalimantan"
REASON = "Keterangan pelapor diperlukan untuk berita acara."


@pytest.fixture
def examined(house: House) -> str:
    """A case under examination by Panji, whose reporter gave a name."""
    reference = house.report(identity=Identity(NAME, "0812-9999-0000", "wali murid"))
    people = {one.username: one.staff_id for one in house.founding.people}
    house.do("melati", reference, Verb.ACKNOWLEDGE, duplicates_searched=True)
    house.do("melati", reference, Verb.VERIFY, content_sufficient=True)
    house.do("ratna", reference, Verb.REVIEW, **REVIEW_SHEET)
    house.do("ratna", reference, Verb.ASSIGN, staff=people["wira"])
    house.do("wira", reference, Verb.ASSIGN, staff=people["panji"])
    return reference


def ground_of(page: str) -> str:
    """Give the first ground a form offers."""
    found = re.search(r'name="ground" value="([a-z_]+)"', page)
    assert found is not None
    return found[1]


def requested(house: House, reference: str) -> str:
    """Let Panji ask; give the address of the custodian's decision."""
    panji = house.person("panji")
    page = panji.get(f"/identity/of/{reference}/").get_data(as_text=True)
    assert "checked" not in page.split('name="ground"')[1].split('name="notice"')[0]
    answer = panji.post(f"/identity/of/{reference}/", ground=ground_of(page), reason=REASON, notice="tell")
    assert answer.status_code == 303
    queue = house.person("jaga").get("/decisions/").get_data(as_text=True)
    found = re.search(r'href="(/identity/[0-9a-f]{32}/decision/)"', queue)
    assert found is not None
    return found[1]


def test_nobody_sees_a_name_before_it_is_opened(house: House, examined: str) -> None:
    for username in ("melati", "ratna", "wira", "panji", "laras"):
        page = house.person(username).get(f"/cases/{examined}/").get_data(as_text=True)
        assert NAME not in page
    assert "Tersegel" in text_of(house.person("panji"), f"/cases/{examined}/")


def test_a_request_needs_ground_and_reason_and_keeps_the_text(house: House, examined: str) -> None:
    panji = house.person("panji")
    panji.get(f"/identity/of/{examined}/")
    answer = panji.post(f"/identity/of/{examined}/", reason="Alasan yang sudah ditulis.", notice="tell")
    assert answer.status_code == 422
    assert "Alasan yang sudah ditulis." in answer.get_data(as_text=True)
    long = panji.post(f"/identity/of/{examined}/", reason="a" * 301, notice="tell", ground="witness")
    assert long.status_code == 422
    untold = panji.post(f"/identity/of/{examined}/", reason="Alasan.", notice="untold", ground="witness")
    assert untold.status_code == 422


def test_the_custodian_reads_the_reason_and_no_case(house: House, examined: str) -> None:
    path = requested(house, examined)
    jaga = house.person("jaga")
    text = text_of(jaga, path)
    assert REASON in text
    assert "Panji R." in text
    assert "legalisir" not in text
    assert jaga.get(f"/cases/{examined}/").status_code == 403
    page = jaga.get(path).get_data(as_text=True)
    assert page.count('class="alt" name="answer"') == 2


def test_a_refusal_ends_the_request(house: House, examined: str) -> None:
    path = requested(house, examined)
    jaga = house.person("jaga")
    jaga.get(path)
    nothing = jaga.post(path, answer="refuse", reason="", passphrase="").get_data(as_text=True)
    assert "Alasan keputusan Anda: Bagian ini belum diisi." in nothing
    assert "Tulis frasa sandi Anda." in nothing
    both = jaga.post(path, answer="refuse", reason="a" * 301, passphrase="bukan frasa sandi saya")
    assert all(said in both.get_data(as_text=True) for said in ("Terlalu panjang.", "Tidak cocok."))
    unproven = jaga.post(path, answer="refuse", reason="Belum perlu.", passphrase="bukan frasa sandi saya")
    assert unproven.status_code == 422
    assert "Belum perlu." in unproven.get_data(as_text=True)
    assert jaga.post(path, answer="refuse", reason="Belum perlu.", passphrase=PASSPHRASE).status_code == 303
    text = text_of(house.person("panji"), f"/cases/{examined}/")
    assert "ditolak" in text
    assert "Belum perlu." not in text
    opening = path.replace("decision", "open")
    assert house.person("panji").get(opening).status_code == 409


def test_an_approved_identity_is_seen_once_by_the_one_who_asked(house: House, examined: str) -> None:
    path = requested(house, examined)
    jaga, panji, wira = house.person("jaga"), house.person("panji"), house.person("wira")
    opening = path.replace("decision", "open")
    assert panji.get(opening).status_code == 409
    jaga.get(path)
    assert jaga.post(path, answer="approve", reason="Beralasan.", passphrase=PASSPHRASE).status_code == 303
    assert wira.get(opening).status_code in (404, 409)
    assert NAME not in panji.get(opening).get_data(as_text=True)
    unproven = panji.post(opening, passphrase="bukan frasa sandi saya")
    assert unproven.status_code == 422
    assert NAME not in unproven.get_data(as_text=True)
    seen = panji.post(opening, passphrase=PASSPHRASE)
    page = seen.get_data(as_text=True)
    assert seen.status_code == 200
    assert NAME in page
    assert "Terbuka sampai" in page
    assert re.findall(r"<(?:a|button)\b[^>]*>(?:<b>)?([^<]*)", page) == ["Langsung ke isi", "Tutup sekarang"]
    assert page.count("<form") == 1
    assert seen.headers["Cache-Control"] == "no-store"
    again = panji.post(opening, passphrase=PASSPHRASE)
    assert again.status_code == 409
    assert NAME not in again.get_data(as_text=True)
    closed = panji.post(path.replace("decision", "close"), reference=examined)
    assert closed.status_code == 303
    assert NAME not in panji.get(closed.headers["Location"]).get_data(as_text=True)


def test_an_empty_seal_says_so_only_when_opened(house: House) -> None:
    reference = house.report(identity=None)
    people = {one.username: one.staff_id for one in house.founding.people}
    house.do("melati", reference, Verb.ACKNOWLEDGE, duplicates_searched=True)
    house.do("melati", reference, Verb.VERIFY, content_sufficient=True)
    house.do("ratna", reference, Verb.REVIEW, **REVIEW_SHEET)
    house.do("ratna", reference, Verb.ASSIGN, staff=people["wira"])
    house.do("wira", reference, Verb.ASSIGN, staff=people["panji"])
    path = requested(house, reference)
    jaga, panji = house.person("jaga"), house.person("panji")
    jaga.get(path)
    jaga.post(path, answer="approve", reason="Beralasan.", passphrase=PASSPHRASE)
    opening = path.replace("decision", "open")
    panji.get(opening)
    assert "Segel ini kosong" in panji.post(opening, passphrase=PASSPHRASE).get_data(as_text=True)


def test_asking_again_shows_the_request_that_waits_and_keeps_the_reason(house: House, examined: str) -> None:
    panji, path = house.person("panji"), f"/identity/of/{examined}/"
    page = panji.get(path).get_data(as_text=True)
    assert "sudah menunggu" not in page
    decision = requested(house, examined)
    assert "Yang memutuskan: Penjaga Identitas." in text_of(panji, path)
    fields = {"ground": ground_of(page), "reason": "Alasan yang kedua kalinya.", "notice": "tell"}
    again = panji.post(path, **fields)
    assert again.status_code == 409
    shown = again.get_data(as_text=True)
    assert "Alasan yang kedua kalinya." in shown
    assert "Yang memutuskan: Penjaga Identitas." in shown
    jaga = house.person("jaga")
    jaga.get(decision)
    agreed = jaga.post(decision, answer="approve", reason="Perlu.", passphrase=PASSPHRASE)
    assert agreed.status_code == 303
    panji.get(path)
    approved = panji.post(path, **fields)
    assert approved.status_code == 409
    assert re.search(r'href="/identity/[0-9a-f]{32}/open/"', approved.get_data(as_text=True))
