"""Where the name of a unit or a village ends: before what somebody there does."""

from __future__ import annotations

import pytest

from anonymizer import mask
from anonymizer.places import find_units, find_villages

UNITS = {
    "Guru MAN membantah menerima uang.": None,
    "Kepala KUA menolak menandatangani.": None,
    "Mantri KUA sing jenenge ora ngerti": None,
    "MTs marah karena ditegur": None,
    "KUA cibatu tutup": "KUA cibatu",
    "guru MTs Nurul Huda menolak": "MTs Nurul Huda",
    "di mts negri 2 sleman dipungut": "mts negri 2 sleman",
    "guru mtsn1 bantul diam": "mtsn1 bantul",
    "anak saya di ma al hikmah": "ma al hikmah",
    "sma neg. 2 sleman": "sma neg. 2 sleman",
    "santri pondok al hikmah diam": "pondok al hikmah",
    "pondok bambu di tepi sawah": None,
    "kata ma saya": None,
    "masuk man insan cendekia tahun lalu": "man insan cendekia",
    "smp muhammadiyah 4 cikupa": "smp muhammadiyah 4 cikupa",
    "SMP Muhammadiyah 4 Cikupa menolak": "SMP Muhammadiyah 4 Cikupa",
    "MTs Nurul Huda 3 Maret 2025": "MTs Nurul Huda",
    "dosen Universitas Islam Negeri Sunan Pandanwangi": "Universitas Islam Negeri Sunan Pandanwangi",
    "universitas itu menolak": None,
}
VILLAGES = {
    "WARGA DESA SUKAMAJU MENOLAK PUNGUTAN": "DESA SUKAMAJU",
    "Desa Mekar Sari menolak": "Desa Mekar Sari",
    "DESA TERANG JAYA": "DESA TERANG JAYA",
}


@pytest.mark.parametrize(("text", "unit"), UNITS.items())
def test_a_unit_has_its_whole_name_and_no_word_of_the_sentence(text: str, unit: str | None) -> None:
    found = max((text[start:end] for start, end, _, _ in find_units(text)), key=len, default=None)
    assert found == unit


@pytest.mark.parametrize(("text", "village"), VILLAGES.items())
def test_a_village_ends_before_what_its_people_do(text: str, village: str) -> None:
    assert max((text[start:end] for start, end, _, _ in find_villages(text)), key=len) == village


def test_a_number_glued_to_a_school_is_no_misread_letter() -> None:
    assert mask("guru mtsn1 bantul diam", policy="publik", key=b"k" * 32).text.startswith("guru ⟦SATKER-1")
