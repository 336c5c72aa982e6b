"""Names and facts in other shapes: glued to words, under digits and other scripts, in digits only."""

from __future__ import annotations

import pytest

from anonymizer import Span, SpanType, mask, unmask
from anonymizer.disguises import shape
from anonymizer.forms import digits_of, fold

KEY = bytes(range(32))


def spans_of(text: str, *marked: tuple[str, str]) -> list[Span]:
    """Spans at the first place of each marked stretch."""
    found = []
    for value, kind in marked:
        start = text.index(value)
        found.append(Span(start, start + len(value), SpanType(kind), 1.0, "by hand"))
    return sorted(found)


GLUED = [
    "sulastrinya", "sulastripun", "sulastrikah", "SULASTRIku", "sulastrimu", "sulastrilah", "sulastrine",
    "sulastriku", "sulastrinyalah", "sulastriii", "Sulastri's", "sisulastri", "BuSulastri", "busulastrinya",
    "pakwagiman", "PakWagiman", "wagimannya", "wagimane", "siwagiman", "wagiman123", "08wagiman", "Wagimans",
    "Wag1man", "W4giman", "w@giman", "Sulastr1", "5ulastri", "Su1astri", "Su!astri", "sul4strinya", "BuW4giman",
    "W\u0430giman", "\uff37\uff41\uff47\uff49\uff4d\uff41\uff4e", "Wágimàn", "\u03a9agiman", "Wag\u0131man",
    "W\u0430g1man", "\u1d21\u1d00\u0262\u026a\u1d0d\u1d00\u0274", "wagi\u00adman", "W a g i m a n",
]  # fmt: skip
NAMED = "Nama saya Sulastri, suami saya Wagiman. "


@pytest.mark.parametrize("written", GLUED)
def test_a_name_in_another_shape_or_glued_to_a_word_is_masked(written: str) -> None:
    text = f"{NAMED}Kasihan {written} dipecat"
    spans = spans_of(text, ("Sulastri", "PERSON"), ("Wagiman", "PERSON"))
    masked = mask(text, policy="publik", key=KEY, spans=spans)
    label = "ORANG-2" if "giman" in shape(fold(written)) else "ORANG-1"
    assert f"⟦{label}" in masked.text.split(". ", 1)[1]
    assert unmask(masked.text, masked.mapping) == text
    assert shape("sulastri") not in shape(fold(masked.text))
    assert shape("wagiman") not in shape(fold(masked.text))


def test_the_ending_stays_outside_the_label() -> None:
    text = "Nama saya Sulastri. Kasihan sulastrinya dipecat, PakWagiman123 tahu"
    spans = spans_of(text, ("Sulastri", "PERSON"))
    masked = mask(text, policy="publik", key=KEY, spans=spans)
    assert masked.text == "Nama saya ⟦ORANG-1⟧. Kasihan ⟦ORANG-1b⟧nya dipecat, PakWagiman123 tahu"


@pytest.mark.parametrize(
    ("name", "other"),
    [
        ("Wati", "Rahmawati"), ("Darso", "Darsono"), ("Rini", "Rinitis"), ("Gani", "9 ani"), ("Tata", "7474"),
        ("Lina", "disiplinanya"), ("Mina", "minanya"), ("Toto", "70 70"), ("Rosa", "prosa"), ("Asan", "Hasan"),
    ],
)  # fmt: skip
def test_another_word_that_only_holds_a_name_stays(name: str, other: str) -> None:
    text = f"Nama saya {name}. Ada {other} di situ"
    masked = mask(text, policy="publik", key=KEY, spans=spans_of(text, (name, "PERSON")))
    assert masked.text == f"Nama saya ⟦ORANG-1⟧. Ada {other} di situ"


@pytest.mark.parametrize(
    "written", ["sulastrinya", "Wag1man", "siwagiman", "PakWagiman", "IstriWagimanDatang", "W\u0430giman12"]
)
def test_later_texts_of_a_case_see_a_name_in_another_shape(written: str) -> None:
    first = mask(
        NAMED, policy="publik", key=KEY, spans=spans_of(NAMED, ("Sulastri", "PERSON"), ("Wagiman", "PERSON"))
    )
    text = f"kemarin {written} datang"
    second = mask(text, policy="publik", key=KEY, mapping=first.mapping, spans=[])
    assert "⟦ORANG-" in second.text
    assert unmask(second.text, second.mapping) == text
    plain = mask("kemarin banyak orang datang", policy="publik", key=KEY, mapping=first.mapping, spans=[])
    assert plain.text == "kemarin banyak orang datang"


@pytest.mark.parametrize("written", ["Wag1man", "W\u0430giman", "Wagimannya", "WÁGIMAN", "PakWagiman"])
def test_a_name_in_another_shape_is_the_same_person(written: str) -> None:
    text = f"Nama saya Wagiman. Betul, saya {written}"
    spans = spans_of(text, ("Wagiman", "PERSON"), (written, "PERSON"))
    masked = mask(text, policy="publik", key=KEY, spans=spans)
    assert masked.text == "Nama saya ⟦ORANG-1⟧. Betul, saya ⟦ORANG-1b⟧"


@pytest.mark.parametrize(
    "written", ["SitiRahmawati", "sitirahmawatinya", "siti_rahmawati", "ibusitirahmawati"]
)
def test_a_name_written_in_one_word_is_the_same_person(written: str) -> None:
    text = f"Nama saya Siti Rahmawati. Betul, saya {written}"
    spans = spans_of(text, ("Siti Rahmawati", "PERSON"), (written, "PERSON"))
    masked = mask(text, policy="publik", key=KEY, spans=spans)
    assert masked.text == "Nama saya ⟦ORANG-1⟧. Betul, saya ⟦ORANG-1b⟧"


def test_a_name_found_in_another_shape_hides_the_plain_one() -> None:
    for found, plain in (("W4g1man", "Wagiman"), ("Sulastrinya", "Sulastri"), ("W\u0430giman", "wagiman")):
        text = f"Nama saya {found}. Kata {plain} begitu"
        masked = mask(text, policy="publik", key=KEY, spans=spans_of(text, (found, "PERSON")))
        assert masked.text == "Nama saya ⟦ORANG-1⟧. Kata ⟦ORANG-1b⟧ begitu"


@pytest.mark.parametrize(
    ("fact", "again"),
    [
        ("Rp 2.500.000", "2500000"), ("2,5 juta", "2500000"), ("Rp 25.000", "25 000"), ("Rp2.500.000", "2500000,00"),
        ("12 Maret 2026", "12032026"), ("12/3/2026", "20260312"), ("2026-03-12", "120326"), ("12 Maret 2026", "12 03 2026"),
    ],
)  # fmt: skip
def test_facts_that_are_masked_are_not_left_in_digits(fact: str, again: str) -> None:
    text = f"Diminta {fact} atau {again} katanya, 7310 orang"
    masked = mask(text, policy="publik", key=KEY, spans=[])
    assert digits_of(again)[:6] not in digits_of(masked.text)
    assert "7310 orang" in masked.text
    assert unmask(masked.text, masked.mapping) == text
    kept = mask(text, policy="pemeriksa", key=KEY, spans=[])
    assert kept.text == text


def test_an_amount_in_digits_gets_its_band_too() -> None:
    masked = mask("Diminta Rp 2.500.000. Ditulis 2500000 di situ", policy="publik", key=KEY, spans=[])
    assert masked.text == "Diminta ⟦JUMLAH-1: Rp1-5 juta⟧. Ditulis ⟦JUMLAH-1b: Rp1-5 juta⟧ di situ"


@pytest.mark.parametrize("again", ["2500000", "3000000"])
def test_both_ends_of_a_range_are_not_left_in_digits(again: str) -> None:
    text = f"Diminta Rp 2.500.000 sampai 3.000.000. Ditulis {again} di situ"
    masked = mask(text, policy="publik", key=KEY, spans=[])
    assert again not in digits_of(masked.text)
    assert "Ditulis ⟦JUMLAH" in masked.text


def test_a_date_of_birth_in_digits_is_masked() -> None:
    text = "lahir 01-05-1980, sandinya 01051980"
    masked = mask(text, policy="pemeriksa", key=KEY, spans=spans_of(text, ("01-05-1980", "DOB")))
    assert masked.text == "lahir ⟦LAHIR-1⟧, sandinya ⟦LAHIR-1b⟧"


@pytest.mark.parametrize("pattern", ["PakWagiman", "wagimannya ", "Wag1man ", "w@", "siwagiman123", "1a"])
def test_glued_and_disguised_names_take_linear_time(pattern: str) -> None:
    from time import process_time

    known = mask(NAMED, policy="publik", key=KEY, spans=spans_of(NAMED, ("Sulastri", "PERSON"))).mapping

    def seconds(size: int) -> float:
        text = "Wagiman lalu " + (pattern * (size // len(pattern) + 1))[:size]
        span = Span(0, 7, SpanType.PERSON, 1.0, "x")
        began = process_time()
        mask(text, policy="publik", key=KEY, mapping=known, spans=[span])
        return process_time() - began

    seconds(400)
    small = min(seconds(4_000) for _ in range(2))
    assert min(seconds(16_000) for _ in range(2)) < 12 * small + 0.05


RANGES = [
    ("diminta pada 7-11 Februari 2024 di situ", "Februari 2024"), ("diminta hari 2/10 Juni", "Juni"),
    ("diminta sejak 4\u201312 Oktober 2023", "Oktober 2023"), ("diminta pada 6-9 bulan Mei 2024", "Mei 2024"),
    ("diminta pada 6-9 bulan 2 2024", "Februari 2024"), ("diminta pada 2-4 dan 9 Juli 2024", "Juli 2024"), ("diminta 8~9 Juni", "Juni"), ("diminta pada 1-3 Ramadan", "Ramadan"),
    ("diminta pada 7-11 di situ", "November"), ("diminta hari 2/10", "Oktober"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "month"), RANGES)
def test_a_range_of_days_belongs_to_the_month_behind_it(text: str, month: str) -> None:
    masked = mask(text, policy="publik", key=KEY, spans=[]).text
    assert f"⟦TANGGAL-1: {month}⟧" in masked
    assert masked.count("⟦") == 1
    assert not any(character.isdigit() for character in masked.partition("⟦")[0] + masked.partition("⟧")[2])


VILLAGES = [
    ("pungli di ds karangjati kec cibatu begitu", "karangjati"), ("pungli di ds. cilembu begitu", "cilembu"),
    ("Desa : Padasari", "Padasari"), ("Desa/Kelurahan : Padasari", "Padasari"), ("Kelurahan/Desa: padasari", "padasari"),
    ("kades mekarjaya minta uang", "mekarjaya"), ("Lurah Sumber Wangi minta uang", "Sumber Wangi"),
    ("warga desa cilembu mengeluh", "cilembu"), ("it was in Padasari village, Cibatu district", "Padasari"),
    ("it was in padasari village", "padasari"), ("di kel mekarjaya, kec. cibatu ada", "mekarjaya"),
    ("di desa Mekarjaya. Soal mekarjayanya begitu", "mekarjaya"), ("di desa Mekarjaya. Di mekarjaya-lah itu", "mekarjaya"),
]  # fmt: skip


@pytest.mark.parametrize("policy", ["publik", "statistik"])
@pytest.mark.parametrize(("text", "village"), VILLAGES)
def test_a_village_is_masked_however_it_is_named(text: str, village: str, policy: str) -> None:
    masked = mask(text, policy=policy, key=KEY, spans=[])
    assert village.lower() not in masked.text.lower()
    assert "⟦DESA-1" in masked.text
    assert unmask(masked.text, masked.mapping) == text
    assert village in mask(text, policy="pemeriksa", key=KEY, spans=[]).text


def test_an_english_district_is_what_a_village_becomes() -> None:
    masked = mask("in Padasari village, Cibatu district", policy="publik", key=KEY, spans=[])
    assert masked.text == "in ⟦DESA-1⟧ village, Cibatu district"


@pytest.mark.parametrize(
    "text",
    [
        "kades minta uang", "lurah bilang begitu", "kades marah-marah", "LURAH MEMINTA UANG KEPADA WARGA",
        "ds ini", "in every village, the village, our village", "Lurah setempat tahu",
    ],
)  # fmt: skip
def test_what_stands_beside_a_head_of_a_village_need_not_be_its_name(text: str) -> None:
    assert mask(text, policy="publik", key=KEY, spans=[]).text == text


DAYS = [
    ("pada 07 11 2024 begitu", "November 2024"), ("tgl 7 2 2024 begitu", "Februari 2024"), ("pada 9 mart 2024", "Maret 2024"),
    ("pada 8 sasi Juni 2024", "Juni 2024"), ("pada 9 wulan April", "April"), ("pada 2024-02-08T21:45:10Z", "Februari 2024"),
    ("pada 2024-02-08T21:45+07:00", "Februari 2024"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "month"), DAYS)
def test_no_day_or_time_is_left_beside_its_month(text: str, month: str) -> None:
    masked = mask(text, policy="publik", key=KEY, spans=[]).text
    assert f"⟦TANGGAL-1: {month}⟧" in masked
    assert not any(character.isdigit() for character in masked.partition("⟦")[0] + masked.partition("⟧")[2])
    assert mask(text, policy="pemeriksa", key=KEY, spans=[]).text == text


def test_a_day_in_words_is_masked_without_its_month() -> None:
    masked = mask("datang tgl dua puluh empat, dua puluh empat orang", policy="publik", key=KEY, spans=[])
    assert masked.text == "datang ⟦TANGGAL-1⟧, dua puluh empat orang"


SUMS = [
    ("diminta sayuto rong atus ewu", "Rp1-5 juta"), ("bayar Rp1juta", "Rp1-5 juta"), ("bayar Rp5ribu", "kurang dari Rp100 ribu"), ("bayar Rp8jt", "Rp5-10 juta"), ("bayar Rp10juta", "Rp10-100 juta"), ("diminta sajuta lima ratus", "Rp1-5 juta"), ("bayar sabelas yuta", "Rp10-100 juta"),
    ("bayar sa juta", "Rp1-5 juta"), ("bayar sak yuto", "Rp1-5 juta"), ("minta dua puluh lembar seratus ribuan", "Rp1-5 juta"),
    ("minta 3 lembar Rp 50.000", "Rp100-500 ribu"), ("diminta dua M", "lebih dari Rp1 miliar"), ("uang 2,5 M", "lebih dari Rp1 miliar"),
    ("bayar Rp 35 .000 .000", "Rp10-100 juta"), ("bayar Rp 35.000 .000", "Rp10-100 juta"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "band"), SUMS)
def test_a_sum_is_taken_whole_and_into_its_band(text: str, band: str) -> None:
    masked = mask(text, policy="publik", key=KEY, spans=[]).text
    assert masked == f"{text.split()[0]} ⟦JUMLAH-1: {band}⟧"
    assert mask(text, policy="pemeriksa", key=KEY, spans=[]).text == text


@pytest.mark.parametrize(
    "text",
    ["sa minta maaf", "tiga lembar surat", "sepuluh lembar kertas", "kain 5 M itu", "dua orang sa kenal"],
)
def test_what_only_begins_like_a_sum_is_left_alone(text: str) -> None:
    assert mask(text, policy="publik", key=KEY, spans=[]).text == text
