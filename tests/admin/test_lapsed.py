"""What a case overtakes is told beforehand and stays on its page."""

from __future__ import annotations

import re

import pytest

from casemgr.rules.workflow import Verb
from tests.admin.conftest import House
from tests.casemgr.desk.lives import Life

WHY = "Laporan ini kurang jelas."


@pytest.fixture
def asked(house: House) -> str:
    """A case in verification, a decline of which waits for a second person."""
    life = Life(house.founding, house.clock)
    life.to_verification()
    values = {"reason": "tidak_logis", "note": WHY, "decider": life.staff("laras")}
    life.do("melati", Verb.DECLINE, values)
    return life.reference


def section(page: str, name: str) -> str:
    found = re.search(rf'<section[^>]*id="{name}".*?</section>', page, re.DOTALL)
    assert found is not None, name
    return " ".join(re.sub(r"<[^>]+>", " ", found[0]).split())


def test_the_step_says_beforehand_that_a_request_lapses(house: House, asked: str) -> None:
    melati = house.person("melati")
    moving = melati.get(f"/cases/{asked}/do/verify/").get_data(as_text=True)
    assert "Ada permintaan yang masih menunggu" in moving
    assert "Permintaan Melati C. kepada Laras P. gugur: " in moving
    staying = melati.get(f"/cases/{asked}/do/reclassify/").get_data(as_text=True)
    assert "Yang akan terjadi" in staying
    assert "gugur" not in staying


def test_a_lapsed_request_stays_on_the_page_with_its_words(house: House, asked: str) -> None:
    house.clock.advance(minutes=5)
    house.do("melati", asked, Verb.VERIFY, content_sufficient=True)
    page = house.person("melati").get(f"/cases/{asked}/").get_data(as_text=True)
    requests = section(page, "requests")
    assert "Gugur" in requests
    assert WHY in requests
    assert "Laras P." in requests
    history = section(page, "history")
    lapsed, asks = history.index("menggugurkan permintaan"), history.index("meminta persetujuan Laras P.")
    assert lapsed < history.index("menjadi ") < asks


def test_a_refused_request_stays_with_its_reason(house: House, asked: str) -> None:
    Life(house.founding, house.clock).decide("laras", agree=False, reason="Cukup jelas.")
    page = house.person("melati").get(f"/cases/{asked}/").get_data(as_text=True)
    assert "Cukup jelas." in section(page, "requests")
    assert "menolak permintaan" in section(page, "history")


def test_the_queue_of_decisions_says_when_the_case_is_due(house: House, asked: str) -> None:
    laras = house.person("laras")
    page = laras.get("/decisions/").get_data(as_text=True)
    assert asked in page
    assert ">Tenggat<" in page
    assert re.search(r"Sisa \d HK", page)


def test_an_empty_decline_names_each_field_once(house: House) -> None:
    life = Life(house.founding, house.clock)
    life.to_verification()
    melati, path = house.person("melati"), f"/cases/{life.reference}/do/decline/"
    melati.get(path)
    page = melati.post(path).get_data(as_text=True)
    found = re.search(r'<section class="errors".*?</section>', page, re.DOTALL)
    assert found is not None
    labels = [line.split(":")[0] for line in re.findall(r"<a [^>]*>(.*?)</a>", found[0], re.DOTALL)]
    assert "Alasan" in labels
    assert "Penjelasan" in labels
    assert len(labels) == len(set(labels))


def test_marks_stay_until_the_text_is_ticked_as_read(house: House, asked: str) -> None:
    melati, path = house.person("melati"), f"/cases/{asked}/answer/"
    melati.get(f"/cases/{asked}/")
    text = "Hubungi kami lewat 0812-3456-7890."
    first = melati.post(path, text=text, read_it="yes").get_data(as_text=True)
    seen = re.search(r'name="seen" value="(\w+)"', first)
    assert seen is not None
    again = melati.post(path, text=text, seen=seen[1])
    page = again.get_data(as_text=True)
    assert again.status_code == 422
    assert "<mark>0812-3456-7890</mark>" in page
    assert f'name="seen" value="{seen[1]}"' in page
    version = re.search(r'name="version" value="(\d+)"', page)
    assert version is not None
    sent = melati.post(path, text=text, seen=seen[1], read_it="yes", version=version[1])
    assert sent.status_code == 303
