"""Names that only their company gives away: lists, pairs, nicknames, forms, broken scans."""

from __future__ import annotations

import pytest

from anonymizer.finding import find
from anonymizer.spans import SpanType
from anonymizer.view import look
from tests.anonymizer.marked import unmarked

CASES = [
    "saksi nikah Pak «Mugiyanto» dan «Rebo»",
    "Hadir: «Sulastri», «Jambul» & «Nurdin»",
    "1. «Darsono», petani\n2. «Wage», petani\n3. «Mulyati», pedagang",
    "yang melapor «Samsuri» («Gepeng») dari desa",
    '"«Ndari», kamu diam saja" kata Pak «Darmin»',
    "Sore itu «Fitri» (8) pulang menangis",
    "petugas bernama «A. R. Suryoto» menolak",
    "penjaga loket namanya «kliwon» kerja malam",
    "uang itu disimpan istrinya, «Imah». Saya takut",
    "saya menikah dengan «Abdul Muin bin Rahmat» tahun lalu",
    "lapor bu «Wartini» dipalak, kalo «mawar» bilang itu biasa",
    "anak saya «i komang darma wijaya» kelas 5",
    "menurut bu guru «endang» tidak ada kuitansi",
    "cuma centang dua doang. aku «dina» rumah kedung",
    "adik saya «gilang» siswa kelas 11 tidak boleh ujian",
]
SCANS = [
    "Te1ah di terirna dari Sdr. «Ha ryanto» uang se besar Rp 5OO.OOO pada tg1 l2 Mei 2O26",
    "Pe|apor : «Su1astri»\nTer|apor : «Bam bang Sut risno»\nHP : «O8l2 3344 5566»",
    "NlK «32Ol O145 O688 OOO2» a1amat «Dk. Jetis Rt O3/O2 Ds. Gernblegan» tg1 2O Mei 2O26",
    "No. Por si : «l7OO 33S 8I9» Tgl. La hir : «2S-IO-l95l» tg1 2O Juni 2O26",
]


def in_sight(text: str) -> str:
    hidden = {place for span in find(text) for place in range(span.start, span.end)}
    return "".join(" " if place in hidden else character for place, character in enumerate(text))


@pytest.mark.parametrize("marked", CASES)
def test_no_letter_of_the_name_stays_in_sight(marked: str) -> None:
    text, names = unmarked(marked)
    seen = in_sight(text)

    assert names
    for name in names:
        place = text.index(name)
        assert not any(map(str.isalpha, seen[place : place + len(name)])), seen


@pytest.mark.parametrize("marked", SCANS)
def test_nothing_of_it_stays_in_sight_in_a_damaged_scan(marked: str) -> None:
    text, values = unmarked(marked)
    seen = in_sight(text)

    assert look(text).damaged
    assert values
    for value in values:
        place = text.index(value)
        assert not any(map(str.isalnum, seen[place : place + len(value)])), seen


def test_a_clean_text_is_not_read_as_a_damaged_scan() -> None:
    assert not look("nama|kelas|wali\nsiti|empat|sri\nbudi|lima|tuti").damaged
    assert not look("Dia pernah bernama lain, warna bajunya beragam, karna itu berniat pergi.").damaged
    assert not look("Pada 12 Mei 2026 pukul 10.15 saya membayar Rp 500.000 di loket 2 lantai 1.").damaged


@pytest.mark.parametrize(
    "text",
    [
        "dalam QS. Ali Imran: 159 dan surah Yusuf ayat 5",
        "kisah Nabi Musa dan Firaun, hadis riwayat Abu Hurairah",
        "janji cair pada Rabiul Awal atau Zulhijah",
        "kursi merek Jati Lestari, printer L3210",
        "Berkas sudah lengkap. Tabel terlampir. Rujukan ke puskesmas ada.",
        "TOLONG DITINDAK. YANG DIADUKAN ADALAH PELAYANANNYA.",
    ],
)
def test_verses_months_makes_and_everyday_words_are_nobody(text: str) -> None:
    assert [span.of(text) for span in find(text)] == []
    assert find("Pak Sumartono minta uang")


def test_who_speaks_again_and_again_in_a_chat_is_named() -> None:
    chat = "Dulka: wes lapor ta?\nSueb: uwes, wingi\nDulka: terus piye\nSueb: embuh, uang masuk rek 0812-3344-5566"

    assert [span.of(chat) for span in find(chat) if span.type is SpanType.PERSON] == ["Dulka", "Sueb"] * 2


def test_parts_played_in_court_are_no_names() -> None:
    text = "Terdakwa I Obaja Tafonao dan Terdakwa II hadir. Sefnat Wadu (Saksi) tidak."

    found = [span.of(text) for span in find(text)]

    assert found == ["Obaja Tafonao", "Sefnat Wadu"]


def test_one_word_behind_a_dash_signs_a_text_and_a_place_in_capitals_opens_it() -> None:
    text = "TANJUNG SELAWAI - Uang kami ditahan Bu Sukarni di loket. Mohon ditindak. - Teguh"

    assert [span.of(text) for span in find(text)] == ["Sukarni", "Teguh"]
