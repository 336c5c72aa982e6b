"""Names of persons: the bare name, whatever surrounds it, and nothing that only looks like one."""

from __future__ import annotations

import pytest

from anonymizer.finding import find
from anonymizer.spans import SpanType
from tests.anonymizer.marked import unmarked

MARKED = [
    "nama saya «Wahyudin Karsono», wali murid",
    "anak saya bernama «Keisha Maulida» kelas 8B",
    "min, pak «budi» yg di loket minta uang ke «tini»",
    "bu «sulastri» bendahara bos, saksinya «joko» sama «rina»",
    "Terlapor: Drs. H. «Parlaungan Hasibuan», M.Pd.I selaku kepala madrasah",
    "Uang diterima oleh «Ni Luh Sukreni» dan «I Made Wirawan».",
    "KEPALA MADRASAH BERNAMA «SUTARMAN WIDODO» MEMINTA UANG",
    "My name is «Yohana Lengkong» and Mr «Rondonuwu» took the money.",
    "rekening a.n. «Desmawati Chaniago» di Bank Mandiri",
    "Hormat saya,\n\n\n«Tumirah Handayani»",
    "Yang bertanda tangan di bawah ini:\nNama : «Lalu Zohri Saparudin»\nPekerjaan : petani",
    "1. «Asep Sutisna», S.Pd.I\n2. «Euis Komalasari», S.Ag",
    "Ustadz «Zainuddin» memukul santri bernama «Fikri»",
    "Kulo wali murid, anak kulo jenenge «Danang» dikon mbayar karo Bu «Tumini»",
    "suami saya «Poltak Sihombing» sudah membayar",
    "Pak «Bagus» dan Bu «Indah» tahu semuanya",
    "Daeng «Sikki» yang terima uangnya",
]
NOT_PERSONS = [
    "KUA Kecamatan Sukarame belum menanggapi surat kami",
    "Masjid Nurul Huda di Jalan Jenderal Sudirman",
    "Pondok Pesantren Darul Falah menaikkan iuran",
    "Undang-Undang Nomor 20 Tahun 2001 tentang Pemberantasan Tindak Pidana Korupsi",
    "QS. Al-Baqarah ayat 188 dan kisah Nabi Yusuf",
    "bagaimana cara mengurus buku nikah yang hilang",
    "biaya nikah di kua kok mahal ya min",
    "Yth. Bapak Kepala Kantor Kementerian Agama",
    "pak kepala minta uang, bu guru diam saja",
    "Rapat komite hari Kamis bulan Maret membahas iuran",
    "The school asked for money again in March",
    "nama saya tolong dirahasiakan",
    "guru mengaji itu keberatan namanya dicatut",
    "pelayanannya bagus sekali, pemandangannya indah",
]


@pytest.mark.parametrize("marked", MARKED)
def test_name_is_found_bare(marked: str) -> None:
    text, expected = unmarked(marked)

    names = [span.of(text) for span in find(text) if span.type is SpanType.PERSON]

    assert names == expected


@pytest.mark.parametrize("text", NOT_PERSONS)
def test_no_person_is_seen(text: str) -> None:
    planted = f"{text}. Nama saya Wahyudin Karsono."

    assert [span.of(text) for span in find(text) if span.type is SpanType.PERSON] == []
    assert "Wahyudin Karsono" in [span.of(planted) for span in find(planted)]


def test_repeats_of_a_name_are_found_without_any_cue() -> None:
    text = "Saya melaporkan Sdr. Tigor Panjaitan. Besoknya panjaitan datang lagi, lalu tigor marah."

    found = [span.of(text) for span in find(text)]

    assert found == ["Tigor Panjaitan", "panjaitan", "tigor"]


def test_heading_over_a_column_announces_names() -> None:
    text = "No;Nama;Jumlah\n1;Bunga;50.000\n2;Slamet;75.000"

    assert [span.of(text) for span in find(text)] == ["Bunga", "Slamet"]


DOUBTFUL_ALONE = [
    "gw dapet TKP 166, TIU 80, TWK 65 padahal udah belajar",
    "Jadwal piket:\nRabu - kelas 8A\nKamis - kelas 8B",
    "Pungutan pasar desa: (1) Kios permanen enam puluh ribu. (2) Los terbuka dua ribu.",
    "JADWAL IMUNISASI\nDPT-HB-HIB : RABU PEKAN KEDUA",
    "Pementasan wayang lakon Arjuna Wiwaha ditunda.",
    "Novel Siti Nurbaya hilang dari perpustakaan.",
]


@pytest.mark.parametrize("text", DOUBTFUL_ALONE)
def test_a_doubtful_word_is_no_name_where_nobody_else_is_named(text: str) -> None:
    assert find(text) == []
    assert "Wahyudin Karsono" in [
        span.of(text + " a.n. Wahyudin Karsono") for span in find(text + " a.n. Wahyudin Karsono")
    ]


def test_the_word_that_a_name_is_stays_a_word_where_it_means_one() -> None:
    text = "Surat saya dititipkan ke Mas Fajar sebelum fajar tadi. Fajar bilang hilang."

    assert [(span.start, span.of(text)) for span in find(text)] == [
        (text.index("Fajar"), "Fajar"),
        (text.rindex("Fajar"), "Fajar"),
    ]


@pytest.mark.parametrize(
    "marked",
    [
        "Halo Admin, saya warga sini. Nama: «Sejahtera». Ibu kos «Zulaeha» jadi saksi waktu diminta uang.",
        "kak sy «Dea» yg kemarin lapor, rekening a.n. «Yuniarsih»",
        "Kemarin «Fitri Handayani» dipanggil. Sejak itu «Fitri» tidak mau sekolah.",
        "oknum bernama «Tagor» meminta uang di loket tanpa kuitansi sejak minggu lalu. Salam, «Swie Lan»",
        "saya «la ode mbolu» dari desa seberang, uang diminta pak «jumadi»",
    ],
)
def test_names_that_are_spelt_like_other_words_are_found(marked: str) -> None:
    text, expected = unmarked(marked)

    assert [span.of(text) for span in find(text) if span.type is SpanType.PERSON] == expected


@pytest.mark.parametrize(
    "marked",
    [
        "KUlTANSl\nSudah terirna dari : «Sut risno Hadipra noto»\nN I K : 33O4 12l7 O577 OOO3",
        "Telah diperiksa seorang bernama «S i m s 0 n  M a n 0 b i», peker jaan PNS, tgl O9-l1-2O22",
    ],
)
def test_names_in_pieces_are_found_to_the_last_piece(marked: str) -> None:
    text, expected = unmarked(marked)

    assert [span.of(text) for span in find(text) if span.type is SpanType.PERSON] == expected
