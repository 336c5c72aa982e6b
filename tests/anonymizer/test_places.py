"""Where the name of a unit or a village ends: before what somebody there does."""

from __future__ import annotations

import pytest

from anonymizer import mask
from anonymizer.facts import FactKind, find_facts
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


KINDS = {
    "SDK Ruteng II": "sekolah dasar",
    "SMTK Waituba": "sekolah menengah",
    "SMAK Seminari Kumbang": "sekolah menengah",
    "STAKat Negeri Lembahsari": "perguruan tinggi agama",
    "MDTA Nurul Falah": "madrasah diniyah",
    "Dayah Ulee Bayu": "pesantren",
    "dayah ulee bayu": "pesantren",
    "ma'had al fachriyah": "pesantren",
    "PP Al-Munawwir": "pesantren",
    "PP Riyadlul Huda": "pesantren",
    "Darunnaim Islamic Boarding School": "pesantren",
    "Pasraman Dharma Sastra": "sekolah Hindu",
    "M1N 2 Ciamis": "madrasah ibtidaiyah negeri",
    "GKI Pengadilan": "gereja",
    "Gereja Santo Yosef": "gereja",
    "SMPK Sta. Theresia": "sekolah menengah",
    "vihara dharma bhakti": "vihara",
    "Pura Dalem Padang": "pura",
    "MASJID BAITURRAHMAN": "masjid",
    "masjid al hidayah": "masjid",
    "Masjid Jenderal Sudirman": "masjid",
    "Kankemenag Kab. Sampang": "Kankemenag",
    "Kantor Kementerian Agama Kabupaten Lembah Sari": "Kankemenag",
    "kemenag sampang": "Kankemenag",
    "Kanwil Kemenag DIY": "Kanwil Kemenag",
    "PA Sampang": "Pengadilan Agama",
    "Asrama Haji Sukolilo": "asrama haji",
    "BAZNAS Kudus": "BAZNAS",
    "PT. Maju Makmur": "perusahaan",
    "CV BAROKAH ABADI": "perusahaan",
}
NO_UNITS = [
    "masjid itu ramai",
    "masjid dekat rumah",
    "di masjid. Saya pulang",
    "PURA-PURA LUPA",
    "Pura-pura Tidak tahu",
    "pt saya bangkrut",
    "CV Saya lampirkan",
    "Gereja Katolik di sana",
    "PP Nomor 94 Tahun 2021",
    "PP Muhammadiyah",
    "Kemenag RI",
    "Kementerian Agama Republik Indonesia",
    "kemenag pusat",
    "Kemenag sudah tahu",
    "Pengadilan Agama menolak",
    "PA itu",
    "MASJID DIBANGUN TAHUN LALU",
    "LANGGAR ATURAN",
    "Langgar Hukum",
    "PT Bank Syariah",
    "Every Church",
    "Diniyah sore",
    "beasiswa widyalaya krana",
]


@pytest.mark.parametrize(("unit", "kind"), KINDS.items())
@pytest.mark.parametrize(
    "frame", ["Pungli di {} sudah lama.", "saya guru di {} sejak lama", "ANAK DI {} KELAS DUA"]
)
def test_units_of_every_religion_become_their_type(unit: str, kind: str, frame: str) -> None:
    text = frame.format(unit)
    [fact] = find_facts(text, list(FactKind))
    assert (text[fact.start : fact.end], fact.kind, fact.coarse) == (unit, FactKind.UNIT, kind)


@pytest.mark.parametrize("text", NO_UNITS)
def test_class_words_without_a_name_are_no_units(text: str) -> None:
    assert find_facts(text, [FactKind.UNIT]) == []


def test_a_word_of_a_churchs_name_is_not_taken_elsewhere() -> None:
    text = "GKI Pengadilan rusak; Pengadilan sudah tahu"
    [fact] = find_facts(text, [FactKind.UNIT])
    assert text[fact.start : fact.end] == "GKI Pengadilan"


@pytest.mark.parametrize(
    ("text", "village"),
    [
        ("di Dasan Tereng.", "Dasan Tereng"),
        ("warga dasan tereng tahu", "dasan tereng"),
        ("di Lembang Buntu.", "Lembang Buntu"),
        ("KUA Lembang Bandung", None),
        ("Kecamatan Lembang Kabupaten Bandung", None),
    ],
)
def test_villages_of_lombok_and_toraja(text: str, village: str | None) -> None:
    found = {text[start:end] for start, end, _, _ in find_villages(text)}
    assert (village in found) if village else not found


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("surat ABC-7731-XK", "ABC-7731-XK"),
        ("laporan abc-7731-xk", "abc-7731-xk"),
        ("Lihat surat Nomor 45 Tahun 2024", "45 Tahun 2024"),
        ("SK Kepala Madrasah Nomor 45 Tahun 2024", "45 Tahun 2024"),
        ("Keputusan Menteri Agama Nomor 45 Tahun 2024", None),
        ("surat edaran Menteri Agama No. 5 Tahun 2022", None),
        ("sesuai Nomor 45 Tahun 2024", None),
        ("covid-19-an", None),
    ],
)
def test_numbers_of_letters_and_no_numbers_of_laws(text: str, number: str | None) -> None:
    found = [text[fact.start : fact.end] for fact in find_facts(text, [FactKind.REFERENCE])]
    assert found == ([number] if number else [])
