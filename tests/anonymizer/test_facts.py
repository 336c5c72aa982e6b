"""Dates, amounts, villages, units and references in ordinary spellings: taken whole and read right."""

from __future__ import annotations

from time import perf_counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from anonymizer.facts import FactKind, amount_band, coarser_year, find_facts
from anonymizer.finding import find
from anonymizer.masking import mask, unmask

KEY = b"k" * 32

DATES = [
    ("tanggal dua belas Maret 2024", "2024-03-12"), ("tgl 12 bln 3 thn 2024", "2024-03-12"),
    ("2024/03/12", "2024-03-12"), ("12 - 03 - 2024", "2024-03-12"), ("12mar24", "2024-03-12"),
    ("12-13 Maret 2024", "2024-03-12+13"), ("12, 13 dan 14 Maret", "--03-12+13+14"), ("12 Agst 2024", "2024-08-12"),
    ("Maret tgl 12", "--03-12"), ("Selasa 12-3", "--03-12"), ("12th of March", "--03-12"),
    ("March the 12th", "--03-12"), ("1 Muharram 1446 H", "h1446-01-01"), ("tanggal 12/3", "--03-12"),
    ("12-III-2024", "2024-03-12"), ("dua belas maret dua ribu dua puluh empat", "2024-03-12"),
    ("l2 Mei 2O26", "2026-05-12"), ("Selasa, 12 Maret 2024", "2024-03-12"), ("12 s/d 14 Maret 2024", "2024-03-12+14"),
    ("tanggal 5", "---05"), ("20240312", "2024-03-12"), ("2/9", "--09-02"), ("03/15/2024", "2024-03-15"), ("twelfth of March 2024", "2024-03-12"),
    ("tanggal satu bulan dua tahun 2024", "2024-02-01"), ("tiga puluh satu Desember", "--12-31"),
]  # fmt: skip


@pytest.mark.parametrize(("written", "canonical"), DATES)
def test_a_date_is_taken_whole_whatever_its_form(written: str, canonical: str) -> None:
    text = f"kejadian {written}; lalu"
    [fact] = find_facts(text, list(FactKind))
    assert (text[fact.start : fact.end], fact.kind, fact.canonical) == (written, FactKind.DATE, canonical)


@pytest.mark.parametrize(("written", "canonical"), DATES)
@pytest.mark.parametrize("policy", ["publik", "statistik"])
def test_the_day_does_not_stay(written: str, canonical: str, policy: str) -> None:
    masked = mask(f"kejadian {written}; lalu", policy=policy, key=KEY).text
    assert written not in masked
    outside = "".join(part.split("⟧")[-1] for part in masked.split("⟦"))
    assert not any(character.isdigit() for character in outside)
    assert written in mask(f"kejadian {written}; lalu", policy="pelapor", key=KEY, spans=[]).text


def test_a_run_of_digits_behind_a_date_hides_neither() -> None:
    masked = mask("rapat 12 Maret 2024 (20240312) selesai", policy="publik", key=KEY).text
    assert "12" not in masked
    assert "Maret" in masked


@pytest.mark.parametrize(
    "text",
    [
        "Maret 2024",
        "tahun 2024",
        "2 bulan 3 hari",
        "kelas 3/4",
        "pukul 12.30",
        "may 20 people come",
        "12 orang",
    ],
)
def test_what_is_no_day_is_left_alone(text: str) -> None:
    assert find_facts(f"kata {text} kata", [FactKind.DATE]) == []


AMOUNTS = [
    ("dua setengah juta", 2_500_000), ("setengah juta", 500_000), ("2 jutaan", 2_000_000), ("tiga ratus rb", 300_000),
    ("2juta500", 2_500_000), ("five million rupiah", 5_000_000), ("250k", 250_000), ("seratus ribuan", 100_000),
    ("goceng", 5_000), ("ceban", 10_000), ("gocap", 50_000), ("seceng", 1_000), ("noban", 20_000), ("Rp2.5jt", 2_500_000),
    ("Rp 1 triliun", 10**12), ("Rp 5 M", 5 * 10**9), ("2 juta 500 ribu", 2_500_000), ("dua juta lima ratus", 2_500_000),
    ("sejuta setengah", 1_500_000), ("tiga perempat juta", 750_000), ("duajuta", 2_000_000), ("1,2 jt-an", 1_200_000),
    ("dua koma lima juta", 2_500_000), ("one and a half million", 1_500_000), ("half a million", 500_000),
    ("1/2 juta", 500_000), ("2 1/2 juta", 2_500_000), ("limaratus ribu", 500_000), ("Rp 1 500 000", 1_500_000),
    ("Rp l.5OO.OOO", 1_500_000), ("sewu", 1_000), ("5 ratus ribu", 500_000), ("2 juta rupiah", 2_000_000),
    ("sebelas juta dua ratus lima puluh ribu", 11_250_000), ("IDR 1,500,000.00", 1_500_000), ("400000", 400_000), ("3 (tiga) juta", 3_000_000), ("se juta", 1_000_000), ("se ratus ribu", 100_000),
]  # fmt: skip
UNCOUNTED = [
    "$200", "US$ 200", "USD 1,500", "SAR 200", "200 riyal", "IDR 5m", "cepek", "gopek", "ratusan juta", "beberapa juta", "1.250 juta",
    "5-10 juta", "Rp 500.000 s.d. Rp 1.000.000", "uang 350", "minta tiga ratus",
]  # fmt: skip


@pytest.mark.parametrize(("written", "rupiah"), AMOUNTS)
def test_an_amount_is_taken_whole_and_counted(written: str, rupiah: int) -> None:
    text = f"dipungut {written}; lalu"
    [fact] = find_facts(text, list(FactKind))
    assert (text[fact.start : fact.end], fact.canonical, fact.coarse) == (
        written,
        str(rupiah),
        amount_band(rupiah),
    )


@pytest.mark.parametrize("written", UNCOUNTED)
def test_what_cannot_be_counted_is_masked_whole(written: str) -> None:
    text = f"dipungut {written}; lalu"
    [fact] = find_facts(text, list(FactKind))
    assert (text[fact.start : fact.end], fact.coarse) == (
        written.removeprefix("uang ").removeprefix("minta "),
        "",
    )


def test_a_range_within_one_band_keeps_the_band() -> None:
    [fact] = find_facts("sekitar 2-3 juta per orang", [FactKind.AMOUNT])
    assert fact.coarse == amount_band(2_000_000)


@pytest.mark.parametrize(
    "text",
    [
        "2 ribu orang",
        "dua ribu siswa",
        "dua ribu dua puluh empat",
        "5 m",
        "412345",
        "dua orang",
        "tiga ratus",
        "350",
    ],
)
def test_a_number_that_is_no_money_is_none(text: str) -> None:
    assert find_facts(f"ada {text} di sana", [FactKind.AMOUNT]) == []


_UNITS = ("satu", "dua", "tiga", "empat", "lima", "enam", "tujuh", "delapan", "sembilan")
THOUSAND, MILLION, BILLION = ("ribu", "rb", "rebu"), ("juta", "jt"), ("miliar", "milyar")


def in_words(number: int) -> str:
    """Return a number below 1,000 in Indonesian words."""
    if number < 12:
        return (*_UNITS, "sepuluh", "sebelas")[number - 1]
    if number < 20:
        return _UNITS[number - 11] + " belas"
    if number < 100:
        return (_UNITS[number // 10 - 1] + " puluh " + (in_words(number % 10) if number % 10 else "")).strip()
    head = "seratus" if number < 200 else _UNITS[number // 100 - 1] + " ratus"
    return f"{head} {in_words(number % 100)}" if number % 100 else head


@st.composite
def spelled(draw: st.DrawFn) -> tuple[str, int]:
    """An amount in one of its spellings, and its value in rupiah."""
    number = draw(st.integers(1, 999))
    factor, scales = draw(st.sampled_from([(10**3, THOUSAND), (10**6, MILLION), (10**9, BILLION)]))
    scale, space = draw(st.sampled_from(scales)), draw(st.sampled_from(["", " "]))
    form = draw(st.integers(0, 7))
    value = number * factor
    if form == 0:
        return f"{number}{space}{scale}", value
    if form == 1:
        return f"{in_words(number)} {scale}", value
    if form == 2:
        mark = draw(st.sampled_from([".", ","]))
        prefix = draw(st.sampled_from(["Rp", "Rp ", "Rp. ", "IDR "]))
        return prefix + f"{value:,}".replace(",", mark) + draw(st.sampled_from(["", ",-"])), value
    if form == 3:
        tenth = draw(st.integers(1, 9))
        mark = draw(st.sampled_from([".", ","]))
        return f"{number}{mark}{tenth}{space}{scale}", value + tenth * factor // 10
    if form == 4:
        return f"{in_words(number)} setengah {scale}", value + factor // 2
    if form == 5:
        rest = draw(st.integers(1, 999))
        return f"{number} juta {rest}{space}ribu", number * 10**6 + rest * 1000
    if form == 6:
        rest = draw(st.integers(1, 999))
        return f"{in_words(number)} juta {in_words(rest)} ribu", number * 10**6 + rest * 1000
    return f"Rp{space}{number}{space}{scale}", value


@given(spelled())
def test_every_spelling_is_one_amount_with_its_value(amount: tuple[str, int]) -> None:
    written, rupiah = amount
    text = f"dipungut {written} tunai"
    [fact] = find_facts(text, list(FactKind))
    assert (text[fact.start : fact.end], fact.canonical) == (written, str(rupiah))
    assert fact.coarse == amount_band(rupiah)


PLACES = [
    ("Kelurahan panjer", FactKind.VILLAGE, ""), ("kua gombong", FactKind.UNIT, "KUA"),
    ("pondok pesantren al-ihya", FactKind.UNIT, "pesantren"), ("smp n 1 karanganyar", FactKind.UNIT, "sekolah menengah negeri"),
    ("KBIHU An-Nur", FactKind.UNIT, "KBIHU"), ("Madrasah Tsanawiyah Negeri 3 Kebumen", FactKind.UNIT, "madrasah tsanawiyah negeri"),
    ("MTs Negeri 3 Kebumen", FactKind.UNIT, "madrasah tsanawiyah negeri"), ("min 2 kebumen", FactKind.UNIT, "madrasah ibtidaiyah negeri"),
    ("12/Pid.Sus/2023/PN Kbm", FactKind.REFERENCE, ""), ("LP/B/123/III/2024/SPKT", FactKind.REFERENCE, ""),
    ("KP.01.2/1234/2023", FactKind.REFERENCE, ""), ("DM-0417/2026", FactKind.REFERENCE, ""), ("8124490", FactKind.REFERENCE, ""), ("B-12/Kk.1.2/3/PP.00/1/2026", FactKind.REFERENCE, ""),
]  # fmt: skip


@pytest.mark.parametrize(("written", "kind", "coarse"), PLACES)
def test_a_place_unit_or_reference_is_taken_whole(written: str, kind: FactKind, coarse: str) -> None:
    text = f"SK Nomor: {written} menolak"
    [fact] = find_facts(text, list(FactKind))
    assert (text[fact.start : fact.end], fact.kind, fact.coarse) == (written, kind, coarse)


def test_spellings_of_one_school_are_one() -> None:
    text = "MTsN 3 Kebumen, MTs Negeri 3 Kebumen, Madrasah Tsanawiyah Negeri 3 Kebumen, lalu MTsN 4 Kebumen"
    found = [fact.canonical for fact in find_facts(text, [FactKind.UNIT])]
    assert len(found) == 4
    assert found[0] == found[1] == found[2] != found[3]


@pytest.mark.parametrize("first", ["desa Karanganyar", "Desa Karanganyar, Kec. Mekar", "desa karanganyar"])
def test_the_second_mention_of_a_village_goes_too(first: str) -> None:
    masked = mask(f"Saya dari {first}. Warga Karanganyar tahu.", policy="publik", key=KEY).text
    assert "karanganyar" not in masked.lower()
    assert "Warga" in masked


def test_everyday_words_are_no_places() -> None:
    assert (
        find_facts("dari desa saya, kampung itu, ma saya, min tolong, kua sudah tutup", list(FactKind)) == []
    )


@pytest.mark.parametrize(
    "pattern", ["12 ", "satu ", "Rp ", "dua juta ", "12-", "12/", "tanggal ", "desa A", "MI A ", "1.", "$", "setengah ", "A/", "rp1", "LP/", "12, ", "opat ratus ", "xx ribu ", "masjid A ", "PT A ", "Kemenag Kab. ", "A Islamic ", "akhir bulan ", "surat nomor "]
)  # fmt: skip
def test_hostile_texts_are_read_in_linear_time(pattern: str) -> None:
    find_facts("12 Maret 2024 di MI Al-Hikmah, desa Mekar, Rp 5 juta", list(FactKind))
    began = perf_counter()
    find_facts(pattern * (65_536 // len(pattern)), list(FactKind))
    assert perf_counter() - began < 8.0


TWO_IN_A_ROW = [
    ("dua tiga juta", "Rp1-5 juta"),
    ("lima enam juta", "Rp5-10 juta"),
    ("dua tiga puluh juta", "Rp10-100 juta"),
    ("dua puluh tiga puluh juta", "Rp10-100 juta"),
    ("sepuluh dua belas juta", "Rp10-100 juta"),
    ("dua tiga ratus ribu", "Rp100-500 ribu"),
    ("seratus dua ratus ribu", "Rp100-500 ribu"),
    ("tujuh delapan ratus ribu", "Rp500 ribu-1 juta"),
    ("satu juta dua juta", "Rp1-5 juta"),
    ("2 3 juta", "Rp1-5 juta"),
    ("rong telung yuta", "Rp1-5 juta"),
    ("two three million", "Rp1-5 juta"),
    ("empat lima juta", ""),
    ("sembilan sepuluh juta", ""),
    ("satu dua tiga juta", ""),
]


@pytest.mark.parametrize(("written", "band"), TWO_IN_A_ROW)
def test_two_numbers_in_a_row_are_the_ends_of_a_range(written: str, band: str) -> None:
    text = f"dia minta {written} waktu itu"
    [fact] = find_facts(text, [FactKind.AMOUNT])
    assert (text[fact.start : fact.end], fact.coarse) == (written, band)


@pytest.mark.parametrize(
    ("written", "rupiah"),
    [
        ("dua puluh tiga juta", 23_000_000),
        ("dua belas juta", 12_000_000),
        ("seratus dua puluh tiga juta", 123_000_000),
        ("seratus sepuluh juta", 110_000_000),
        ("dua ratus lima puluh ribu", 250_000),
        ("seratus lima puluh dua ribu lima ratus rupiah", 152_500),
        ("one hundred twenty three million", 123_000_000),
        ("dua juta lima ratus", 2_500_000),
    ],
)
def test_the_parts_of_one_number_are_no_range(written: str, rupiah: int) -> None:
    [fact] = find_facts(f"dia minta {written} waktu itu", [FactKind.AMOUNT])
    assert (fact.canonical, fact.coarse) == (str(rupiah), amount_band(rupiah))


@pytest.mark.parametrize(
    "saying",
    [
        "Nyuwun sewu pak",
        "kulo nuwun sewu",
        "sejuta harapan",
        "seribu satu alasan",
        "Lawang Sewu",
        "Kepulauan Seribu",
    ],
)
def test_numbers_in_sayings_and_names_of_places_are_no_money(saying: str) -> None:
    assert find_facts(saying, [FactKind.AMOUNT]) == []


@pytest.mark.parametrize(
    "text", ["bayar sewu rupiah", "minta seribu saja", "bayar dua juta alasan ini itu", "sejuta lunas"]
)
def test_the_same_words_are_money_elsewhere(text: str) -> None:
    assert len(find_facts(text, [FactKind.AMOUNT])) == 1


ENDS = [
    ("Selasa (4/11/2025).", "Selasa (4/11/2025)"),
    ("pada 1 Juli. Saya", "1 Juli"),
    ("pada 1 Jul. Saya", "1 Jul"),
    ("pada 1 Jul. 2025, saya", "1 Jul. 2025"),
    ("tanggal 5. Lalu", "tanggal 5"),
    ("(12 Maret 2026)", "12 Maret 2026"),
    ("hari Jumat Kliwon 15 Agustus 2025 lalu", "Jumat Kliwon 15 Agustus 2025"),
    ("Jumat-Kliwon tgl 15/8/2025", "Jumat-Kliwon tgl 15/8/2025"),
    ("Kliwon, 15 Agustus 2025", "Kliwon, 15 Agustus 2025"),
    ("15 Agustus 2025 (Jumat Kliwon) di sana", "15 Agustus 2025 (Jumat Kliwon)"),
    ("15 Agustus 2025, Jumat Kliwon", "15 Agustus 2025, Jumat Kliwon"),
    ("15 Agustus 2025 (Jumat).", "15 Agustus 2025 (Jumat)"),
    ("tanggal 15-08-2025, hari Jumat.", "tanggal 15-08-2025, hari Jumat"),
    ("12 Maret 2026, Senin depannya", "12 Maret 2026"),
    ("3 Mei minggu lalu", "3 Mei"),
]


@pytest.mark.parametrize(("text", "written"), ENDS)
def test_a_date_takes_its_weekday_and_bracket_and_leaves_the_stop(text: str, written: str) -> None:
    [fact] = find_facts(text, [FactKind.DATE])
    assert text[fact.start : fact.end] == written
    assert bool(fact.coarse) is (written != "tanggal 5")


def test_a_market_day_alone_is_a_date_and_a_weekday_alone_is_none() -> None:
    text = "malam Jumat Kliwon itu, bulan Agustus 2025"
    [fact] = find_facts(text, [FactKind.DATE])
    assert (text[fact.start : fact.end], fact.coarse, coarser_year(fact)) == ("malam Jumat Kliwon", "", "")
    assert find_facts("malam Jumat itu, gula legi dua kilo, the minimum wage", [FactKind.DATE]) == []


CODES = [
    ("kode tiket 8F3K-22QX", "8F3K-22QX"),
    ("kode tiketnya: 8f3k-22qx ya", "8f3k-22qx"),
    ("Kode laporan saya K7Q2-M9XA-33PD-ZZ81-QW4E", "K7Q2-M9XA-33PD-ZZ81-QW4E"),
    ("simpan K7Q2-M9XA-33PD-ZZ81-QW4E ini", "K7Q2-M9XA-33PD-ZZ81-QW4E"),
    ("tiket K7Q2M9XA", "K7Q2M9XA"),
    ("resi JP1234567890", "JP1234567890"),
    ("ticket number is 77AB-12", "77AB-12"),
]


@pytest.mark.parametrize(("text", "code"), CODES)
def test_codes_of_reports_are_references(text: str, code: str) -> None:
    [fact] = find_facts(text, [FactKind.REFERENCE])
    assert text[fact.start : fact.end] == code
    assert code not in mask(text, policy="publik", key=KEY).text
    assert code not in mask(text, policy="statistik", key=KEY).text


@pytest.mark.parametrize(
    "text",
    [
        "kode etik pasal 4",
        "tiket pesawat 2 orang",
        "COVID-19",
        "kode ABCD-EFGH",
        "kode barang 3a",
        "tahun 2019-2022-2023",
        "kode etik pegawai 2019",
    ],
)
def test_what_only_resembles_a_code_is_no_reference(text: str) -> None:
    assert find_facts(text, [FactKind.REFERENCE]) == []


PAGES = [
    "https://www.lapor.go.id/laporan/detil/7761234",
    "lapor.go.id/laporan/detil/7761234",
    "https://dumas.contoh.go.id/status?kode=ABXD",
    "https://kua-cibatu.contoh.go.id/profil",
    "https://mtsn3.contoh.go.id",
    "https://contoh.go.id/pegawai/wagiminah",
]


@pytest.mark.parametrize("link", PAGES)
def test_pages_of_offices_that_point_at_one_case_are_masked_for_the_public(link: str) -> None:
    text = f"Lihat ({link}), lalu ya."
    assert find(text) == []
    for policy in ("publik", "statistik"):
        masked = mask(text, policy=policy, key=KEY)
        assert masked.text == "Lihat (⟦LAMAN-1⟧), lalu ya."
        assert unmask(masked.text, masked.mapping) == text
    for policy in ("pemeriksa", "pelapor"):
        assert mask(text, policy=policy, key=KEY).text == text


@pytest.mark.parametrize(
    "link",
    [
        "https://lapor.go.id",
        "https://contoh.go.id/berita/penerimaan",
        "itjen.contoh.go.id/pengaduan",
        "https://mandiri.go.id/",
    ],
)
def test_pages_of_everyday_words_stay(link: str) -> None:
    text = f"Lihat {link} ya."
    assert mask(text, policy="publik", key=KEY).text == text


REGIONAL = [
    ("setunggal yuta", 1_000_000), ("kalih atus ewu", 200_000), ("kalih dasa gangsal ewu", 25_000), ("sekawan yuta", 4_000_000),
    ("rolas yuta", 12_000_000), ("selikur yuta", 21_000_000), ("telung yuta setengah", 3_500_000), ("tilu juta satengah", 3_500_000),
    ("opat juta", 4_000_000), ("sapuluh rebu", 10_000), ("limo puluah ribu", 50_000), ("ciek juta", 1_000_000), ("sada juta hepeng", 1_000_000),
    ("onom ratus ribu", 600_000), ("limong ratoh ribee", 500_000), ("sireutoh ribee", 100_000), ("dua ploh limong ribee", 25_000),
    ("tallu juta", 3_000_000), ("duappulo juta", 20_000_000), ("limampulu sabbu", 50_000), ("dua ratu sebbu", 200_000),
    ("eppa' pulo juta", 40_000_000), ("duratos ebu", 200_000), ("tello polo ebu", 30_000), ("petang atus siu", 400_000),
    ("satak ewu", 200_000), ("sejute", 1_000_000), ("due atus ribu", 200_000), ("dua pulo ribu", 20_000),
]  # fmt: skip
REGIONAL_UNCOUNTED = [
    "ruwa ratus saebu",
    "saketi",
    "satungkebelasan juta",
    "duwwa juta",
    "xxx puluh lima juta",
    "duang atus tali",
]


@pytest.mark.parametrize(("written", "rupiah"), REGIONAL)
def test_numbers_of_regional_languages_are_counted_before_what_makes_them_money(
    written: str, rupiah: int
) -> None:
    text = f"dimintai {written} wingi"
    [fact] = find_facts(text, list(FactKind))
    assert (text[fact.start : fact.end], fact.canonical) == (written, str(rupiah))
    assert fact.coarse == amount_band(rupiah)


@pytest.mark.parametrize("written", REGIONAL_UNCOUNTED)
def test_a_number_that_is_half_understood_is_taken_whole_without_a_band(written: str) -> None:
    text = f"dimintai {written} wingi"
    [fact] = find_facts(text, list(FactKind))
    assert (text[fact.start : fact.end], fact.coarse) == (written, "")


@pytest.mark.parametrize(
    "text",
    [
        "kula kalih ibu mriki",
        "kawan dua orang",
        "sia sia saja",
        "rong ewu wong",
        "dasa wisma satu",
        "Bulan Sada dua",
        "ibu juta",
        "sekian juta",
        "hepeng saya habis",
    ],
)
def test_regional_numbers_that_are_other_words_count_nothing(text: str) -> None:
    assert find_facts(text, [FactKind.AMOUNT]) == []


def test_a_friend_is_no_four() -> None:
    [fact] = find_facts("pinjam kawan dua juta", [FactKind.AMOUNT])
    assert fact.canonical == "2000000"


NEARLY = [
    ("Senin kemarin", "", ""), ("Jumat malam lalu", "", ""), ("Kamis minggu lalu", "", ""), ("lebaran kemarin", "", ""),
    ("Idul Fitri 2025", "2025", "2025"), ("H-3 lebaran", "", ""), ("malam takbiran", "", ""), ("natal tahun lalu", "", ""),
    ("minggu kedua Maret 2025", "Maret 2025", "2025"), ("minggu ke-2 bulan Maret", "Maret", ""), ("akhir Maret 2025", "Maret 2025", "2025"),
    ("akhir bulan Ramadhan 1446 H", "Ramadan 1446", ""), ("malam ke-27 Ramadan 1446 H", "Ramadan 1446", ""),
    ("pertengahan bulan puasa", "Ramadan", ""), ("12 bulan tiga", "Maret", ""), ("12 bln tiga 2024", "Maret 2024", "2024"),
    ("3l Desernber 2O24", "Desember 2024", "2024"),
]  # fmt: skip


@pytest.mark.parametrize(("written", "coarse", "year"), NEARLY)
def test_what_says_little_less_than_a_day_is_a_date(written: str, coarse: str, year: str) -> None:
    text = f"kejadian {written} di sana"
    [fact] = find_facts(text, [FactKind.DATE])
    assert (text[fact.start : fact.end], fact.coarse, coarser_year(fact)) == (written, coarse, year)


@pytest.mark.parametrize(
    "text",
    [
        "3 bulan tiga hari",
        "2 bulan dua kali",
        "minggu lalu",
        "menjelang lebaran",
        "sembako lebaran",
        "min kemarin saya",
        "akhir tahun 2024",
        "akhir bulan",
        "early may come",
        "Kota Natal lalu",
        "malam Jumat itu",
    ],
)
def test_what_says_less_is_none(text: str) -> None:
    assert find_facts(text, [FactKind.DATE]) == []


def test_an_evening_with_its_day_is_a_day() -> None:
    [fact] = find_facts("Sabtu malam 12 September 2025", [FactKind.DATE])
    assert (fact.canonical, fact.coarse) == ("2025-09-12", "September 2025")
