"""Counts on the dashboard: of visible cases only, with small numbers hidden, on the page and in the file."""

from __future__ import annotations

import csv
from dataclasses import replace
from datetime import date
from io import StringIO

import pytest
from casemgr.admin.chart import draw

from casemgr.rules.workflow import Verb
from casemgr.statistics import Cell, Month
from tests.admin.conftest import House
from tests.admin.test_cases import text_of


def test_small_numbers_are_hidden_on_the_page_and_in_the_file(house: House) -> None:
    for _ in range(3):
        house.report()
    melati = house.person("melati")
    assert "Terbuka < 5" in text_of(melati, "/dashboard/").replace("&lt;", "<")
    for _ in range(3):
        house.report()
    assert "Terbuka 6" in text_of(melati, "/dashboard/")
    answer = melati.get("/dashboard/counts.csv")
    rows = list(csv.reader(StringIO(answer.get_data(as_text=True).lstrip("\ufeff"))))
    assert answer.headers["Content-Disposition"].startswith("attachment;")
    assert ["Inspektorat Contoh", "6", "6", "0", "–", "0"] in rows


def test_the_pack_says_what_is_small(house: House) -> None:
    office = house.founding.office
    office.pack = replace(office.pack, settings=replace(office.pack.settings, small_cell=3))
    melati = house.person("melati")
    for shown in ("Terbuka < 3", "Terbuka < 3", "Terbuka 3"):
        house.report()
        text = text_of(melati, "/dashboard/").replace("&lt;", "<")
        assert shown in text
        assert "“< 3” berarti angka kecil selain nol" in text
    assert "< 5" not in text
    office.pack = replace(office.pack, settings=replace(office.pack.settings, small_cell=1))
    assert "berarti angka kecil" not in text_of(melati, "/dashboard/")


def test_a_case_somebody_may_not_see_is_not_counted(house: House) -> None:
    for _ in range(6):
        house.report()
    assert "Terbuka 6" in text_of(house.person("melati"), "/dashboard/")
    assert "Terbuka 0" in text_of(house.person("tirta"), "/dashboard/")


def test_finished_cases_stand_in_their_month(house: House) -> None:
    for _ in range(5):
        reference = house.report(choice="information", demand=None)
        house.do("melati", reference, Verb.ACKNOWLEDGE, duplicates_searched=True)
        house.do("melati", reference, Verb.VERIFY, content_sufficient=True)
        house.do("ratna", reference, Verb.ANSWER, text="Ini jawabannya.", read_it=True)
        house.do("ratna", reference, Verb.CLOSE, outcome="dijawab")
    text = text_of(house.person("melati"), "/dashboard/")
    assert "Selesai tepat waktu 100 % 5 dari 5" in text


def test_bars_stand_on_zero_and_a_hidden_month_is_one_plain_bar() -> None:
    months = [
        Month(date(2026, 10, 1), Cell(60), Cell(20), Cell(80)),
        Month(date(2026, 11, 1), Cell(None, "complement"), Cell(None, "small"), Cell(40)),
    ]
    chart = draw(months, lambda total: str(total.value))
    first, second = chart.bars
    base = chart.lines[0][0]
    assert [part.look for part in first.parts] == ["good", "bad"]
    assert first.parts[0].y + first.parts[0].height == base
    assert first.parts[1].y + first.parts[1].height == first.parts[0].y
    assert first.parts[0].height == 3 * first.parts[1].height
    assert [part.look for part in second.parts] == ["plain"]
    assert second.parts[0].height * 2 == sum(part.height for part in first.parts)
    assert second.total == "40"


@pytest.mark.parametrize(
    ("largest", "axis"),
    [(0, [0, 1, 2, 3, 4]), (3, [0, 1, 2, 3]), (98, [0, 25, 50, 75, 100]), (1204, [0, 500, 1000, 1500])],
)
def test_the_axis_ends_at_a_round_number_above_the_highest_bar(largest: int, axis: list[int]) -> None:
    month = Month(date(2026, 11, 1), Cell(largest), Cell(0), Cell(largest))
    chart = draw([month], lambda total: str(total.value))
    assert [int(text.replace(".", "").replace(",", "")) for _, text in chart.lines] == axis
