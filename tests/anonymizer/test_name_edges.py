"""Where names begin and end: nothing of a name stays outside, nothing else comes in."""

from __future__ import annotations

import pytest

from anonymizer.finding import find
from anonymizer.spans import SpanType
from tests.anonymizer.marked import unmarked

MARKED = [
    "Bendahara sekolah a.n. «Wahyudin Karsono» memotong uang Rp 250.000 sejak Maret 2026.",
    "diserahkan kepada Sdr. «Tigor Panjaitan», S.H., M.H. pada hari Rabu.",
    "Kepala MTsN 4 Sukamaju, Drs. H. «Sutarman Widodo», M.Pd.I, marah.",
    "Hormat saya, «Kusmiyati A».",
    "NAMA: «ROHANI LUBIS». NIP: 198503152010012005.",
    "Saya «Bonita». «B-O-N-I-T-A».",
    "Siswi: «Raisa Maulida Hakim», kelas XI, NISN 0091284470",
    "DIPOTONG BENDAHARA YAYASAN. SAYA «KASDI», KTP 3604102203680002",
    "Dari: «Desi Natalia Br. Karo» (desinatalia@posku.id)",
    "bernama: ---- «KAMALUDIN TAUFIQ» ALS. «OPIK» ---- lahir di Subang, 21 Nopember 1987",
    "lima ratus ribu ku Pa «Uus». Norekna BJB 0110-7735-42908.",
    "Disposisi: Sdr. «Ikhlas», pelajari dan laporkan.",
    "uangnya dipegang pak «tarno», kata bu «sumi»",
    "Sdr. «Mansur A. Wakano» menolak. Ia pergi.",
    "oknum berinisial «K.R.» mengaku. Ia pergi bersama Bu «Sumiyati».",
    "daftar:\n1. «Neng Maryati»\n2. «Nurdin»",
    "saya «Nurhadi». WA saya 081234567890",
]
TEXT_WITH_OFFICES = [
    "Kami melapor ke KUA Kecamatan Sukamaju. Nama saya Wahyudin Karsono.",
    "Masjid Nurul Huda dan Yayasan Miftahul Ulum. Nama saya Wahyudin Karsono.",
    "Pondok Pesantren Darul Falah dan MTs Negeri 9 Karangrejo. Nama saya Wahyudin Karsono.",
    "Tempat, tanggal lahir: Balige, 14-08-1979. Nama saya Wahyudin Karsono.",
    "Putusan Nomor 114/Pdt.G/2024/PN Klt dan B-215/Kw.18.1/4/KP.07.6/07/2026. Nama saya Wahyudin Karsono.",
]


@pytest.mark.parametrize("marked", MARKED)
def test_names_are_found_from_edge_to_edge(marked: str) -> None:
    text, expected = unmarked(marked)

    assert [span.of(text) for span in find(text) if span.type is SpanType.PERSON] == expected


@pytest.mark.parametrize("text", TEXT_WITH_OFFICES)
def test_a_known_person_does_not_make_persons_of_offices(text: str) -> None:
    assert [span.of(text) for span in find(text) if span.type is SpanType.PERSON] == ["Wahyudin Karsono"]


@pytest.mark.parametrize("label", ["Pekerjaan", "Status", "Agama"])
def test_what_another_field_holds_is_no_name(label: str) -> None:
    form = f"Nama : Baiq Sahnim\n{label} : Tani\nHP : 0812-3344-5566"

    assert [span.of(form) for span in find(form) if span.type is SpanType.PERSON] == ["Baiq Sahnim"]


def test_a_name_goes_on_behind_the_hyphen_at_the_end_of_a_line() -> None:
    text = "Uang diterima oleh Sdr. Wilhel-\nmus di kantor, kata Bu Sukarni."

    found = [span.of(text) for span in find(text)]

    assert found == ["Wilhel-\nmus", "Sukarni"]


@pytest.mark.parametrize(
    "marked",
    [
        "Form diisi pelapor (huruf cetak)\nN A M A : «T U R S I N A H»\nBulan : M A R E T",
        "Perkenankan saya, Ny. «Elisabeth Soumokil-Kniphorst», janda di sini",
        "ia melihat Terdakwa «Soleman Bessie» als. «Leman» memukul Sdr. «Yairus»",
    ],
)
def test_spaced_letters_double_names_and_aliases_are_found(marked: str) -> None:
    text, expected = unmarked(marked)

    assert [span.of(text) for span in find(text) if span.type is SpanType.PERSON] == expected
