"""Following up on the console: the pack's words, and no form that nobody could send."""

from __future__ import annotations

import re

import pytest

from casemgr.rules.workflow import Verb
from tests.admin.conftest import House
from tests.casemgr.desk.lives import Life


def words(page: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", page).split())


@pytest.mark.parametrize(
    ("lang", "label", "other"),
    [("id", "Belum sesuai", "Not yet as recommended"), ("en", "Not yet as recommended", "Belum sesuai")],
)
def test_an_assessment_is_written_in_the_persons_language(
    house: House, lang: str, label: str, other: str
) -> None:
    life = Life(house.founding, house.clock)
    life.to_follow_up()
    number = life.seen_by("ratna").recommendations[0].id
    values = {"recommendation": number, "result": "belum_sesuai", "text": "Sebagian dikembalikan."}
    life.do("ratna", Verb.FOLLOW_UP, values)
    ratna = house.person("ratna")
    ratna.post("/language/", language=lang)
    page = words(ratna.get(f"/cases/{life.reference}/").get_data(as_text=True))
    assert f"{label} · Sebagian dikembalikan." in page
    assert other not in page


def test_a_settled_recommendation_is_offered_as_such(house: House) -> None:
    life = Life(house.founding, house.clock)
    life.to_follow_up()
    number = life.seen_by("ratna").recommendations[0].id
    ratna, path = house.person("ratna"), f"/cases/{life.reference}/do/follow_up/"
    before = words(ratna.get(path).get_data(as_text=True))
    assert "Rekomendasi 1. Kembalikan uang." in before
    assert "Kembalikan uang. · selesai" not in before
    life.do("ratna", Verb.FOLLOW_UP, {"recommendation": number, "result": "sesuai", "text": "Kembali."})
    page = ratna.get(path).get_data(as_text=True)
    assert "Rekomendasi 1. Kembalikan uang. · selesai" in words(page)
    assert 'class="go"' in page


def test_a_form_that_offers_nothing_says_so(house: House) -> None:
    reference = house.report()
    melati = house.person("melati")
    page = melati.get(f"/cases/{reference}/do/unmerge/").get_data(as_text=True)
    assert "Untuk langkah ini belum ada yang bisa dipilih." in words(page)
    assert "<fieldset" not in page
    assert 'class="go"' not in page
    other = melati.get(f"/cases/{reference}/do/acknowledge/").get_data(as_text=True)
    assert 'class="go"' in other
