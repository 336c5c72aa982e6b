"""Details that point at one person without a name are flagged with the reason; ordinary texts are not."""

from __future__ import annotations

from time import perf_counter

import pytest

from anonymizer.masking import mask
from anonymizer.quasi import find_flags
from anonymizer.spans import Span, SpanType

FLAGGED = [
    ("Saya satu-satunya guru perempuan di sana", "only_one"),
    ("I am the only female teacher here", "only_one"),
    ("hanya saya dan bendahara yang tahu soal ini", "only_we_know"),
    ("tidak ada yang tahu selain saya dan Pak Kepala", "only_we_know"),
    ("only I and the treasurer know about it", "only_we_know"),
    ("Di kantor kami hanya ada satu bendahara", "only_one"),
    ("saya pegawai termuda di kantor", "only_one"),
    ("cuma sy sama pak bendahara yg tau soal kuitansi itu", "only_we_know"),
    ("yang tahu sandinya cuma saya dan operator", "only_we_know"),
    ("Nobody but me and the deputy saw the receipt", "only_we_know"),
    ("Kepala Seksi Pendidikan Madrasah Kankemenag Kab. Contohan", "title_and_unit"),
    ("saya yang memegang kunci brankas", "duty"),
    ("saya sudah melapor ke kepala bulan lalu", "spoke_before"),
    ("pegawai kami cuma 5 orang", "small_unit"),
    ("there are only four of us", "small_unit"),
    ("Kepala MTsN 2 Contohan", "title_and_unit"),
    ("the head of the Contohan Madrasah office", "title_and_unit"),
    ("istri saya guru di MIN 1", "relation"),
    ("anak saya kelas 9B", "class"),
    ("oknum berinisial AY", "initials"),
    ("sudah mengajar 17 tahun", "tenure"),
    ("saya pernah menegur beliau", "spoke_before"),
    ("waktu saya piket malam", "duty"),
    ("istri saya sedang hamil", "sensitive"),
    ("diminta Rp 1.237.500 tunai", "exact_amount"),
    ("saya operator emis di MI Al-Hikmah", "title_and_unit"),
    ("saya penjaga KUA Gombong", "title_and_unit"),
    ("satpam MAN 1", "title_and_unit"),
    ("pustakawan di MTs Negeri 3 Contohan", "title_and_unit"),
    ("sy oprator emis di mi al-hikmah", "title_and_unit"),
    ("the librarian at the Contohan school", "title_and_unit"),
    ("staf KUA kami hanya tiga orang", "small_unit"),
    ("staf kami cm 3 org", "small_unit"),
    ("tdk ada org lain yg tau selain sy & kepsek", "only_we_know"),
    ("gk ada yg tau kecuali sy", "only_we_know"),
    ("ga ada org lain yg tau slain sy", "only_we_know"),
    ("hny sy sm bendahara yg tau", "only_we_know"),
    ("Nobody else but the treasurer and me knows", "only_we_know"),
    ("only the treasurer and I knew", "only_we_know"),
    ("guru perempuan di madrasah ini ya cuma saya", "only_one"),
    ("gru cewek d sini cm sy", "only_one"),
    ("the school's sole counsellor", "only_one"),
    ("sy udh ngajar 17 thn", "tenure"),
    ("sy prnh negur beliau", "spoke_before"),
    ("anak sy kls 9b", "class"),
    ("Nama : X\nJabatan : Pengelola BMN\nUnit kerja : MAN 4 Contohan", "title_and_unit"),
    ("Instansi: KUA Contoh Wetan\nNo. HP: -\nJabatan: staf", "title_and_unit"),
    ("saya wakil kepala urusan sarana di MTsN 6 Contohan", "title_and_unit"),
    ("sy waka bidang humas MTs Nurul Contoh", "title_and_unit"),
    ("guru kelas 2 di MIN 7 Contohan", "title_and_unit"),
    ("Saya bendahara BOS di madrasah", "own_office"),
    ("sy ini oprator simpatika sekolah", "own_office"),
    ("saya pustakawan di kantor itu", "own_office"),
    ("saya PPPK 2022 di KUA Contoh", "tenure"),
    ("saya diangkat tahun 2011", "tenure"),
    ("TMT 01-03-2014", "tenure"),
    ("Umurnya lima puluh dua tahun", "tenure"),
    ("saya berusia dua puluh tujuh", "tenure"),
    ("Pelapor (41 thn) datang", "tenure"),
    ("Usia : 29", "tenure"),
    ("saya menantu dari ketua yayasan", "relation"),
    ("keponakan bendahara madrasah", "relation"),
    ("kakak ipar penghulu KUA", "relation"),
    ("adik saya bidan di Puskesmas Contoh", "relation"),
    ("istriku anggota TNI di Kodim", "relation"),
    ("Kami paham Anda adalah staf keuangan di MTsN 5 Contohan", "told_back"),
    ("Saudara selaku wali kelas 6 di MIN 3", "told_back"),
    ("We know that you teach maths in Contohan", "told_back"),
    ("yg liat cuma saya sama satpam", "only_we_know"),
    ("Kunci brankas hanya saya yang pegang.", "only_we_know"),
    ("yang mendengar hanya saya dan istri", "only_we_know"),
    ("Selain saya, tidak ada yang memegang kunci brankas.", "only_we_know"),
    ("Slain sy dan bendahara gk ada org lain yg lihat", "only_we_know"),
    ("tidak ada yang melihat selain saya", "only_we_know"),
    ("Sing ngerti mung aku karo Lik Paijo.", "only_we_know"),
    ("namung kula kaliyan Pak Carik ingkang ngertos", "only_we_know"),
    ("nu terang ngan abdi sareng bendahara", "only_we_know"),
    ("Saya pedagang kantin di MAN 3 Contohan.", "title_and_unit"),
    ("ibu kantin MTsN 2 Contohan", "title_and_unit"),
    ("Saya sopir Kepala Kantor Kemenag Kab. Contohan.", "title_and_unit"),
    ("ajudan pak rektor waktu itu", "title_and_unit"),
    ("I teach English at MAN 2 Kota Contohan.", "title_and_unit"),
    ("I work as a cleaner at KUA Contohan", "title_and_unit"),
    ("I am the school nurse at MAN 2.", "title_and_unit"),
    ("Saya ketua OSIS MAN 1.", "title_and_unit"),
    ("Sebagai mantan bendahara saya paham", "own_office"),
    ("as a former treasurer I saw it", "own_office"),
    ("bendahara 2019-2022", "term"),
    ("ketua komite periode 2020 s.d. 2023", "term"),
    ("Saya, R, guru di MI.", "initials"),
    ("aku (AR) tinggal di sana", "initials"),
    ("I, R, a teacher", "initials"),
    ("Suwarno (54) datang", "age"),
    ("bersama Nabila (14)", "age"),
    ("dia anak satu-satunya", "only_one"),
    ("satu-satunya madrasah negeri di pulau itu", "only_one"),
]


@pytest.mark.parametrize(("text", "rule"), FLAGGED)
def test_a_telling_detail_is_flagged_with_its_reason(text: str, rule: str) -> None:
    flags = {flag.rule: flag for flag in find_flags(text)}
    assert rule in flags
    flag = flags[rule]
    assert 0 <= flag.start < flag.end <= len(text)
    assert flag.reason_id
    assert flag.reason_en
    assert flag.reason_id != flag.reason_en


@pytest.mark.parametrize(
    "text",
    [
        "Pelayanan baik, buku nikah jadi dalam dua hari.",
        "Mohon penjelasan syarat legalisir ijazah.",
        "Biaya resmi Rp 600.000 sesuai PP 59 Tahun 2018.",
        "Petugas meminta uang tambahan saat mengurus akta.",
        "Saya mau lapor, mohon salinan laporan saya.",
        "Harga fotokopi Rp 1.250 per lembar, total Rp 250.000 atau Rp 1.480.000.",
        "Anak kelas delapan masuk pagi.",
        "Thank you for the quick service yesterday.",
        "Petugas KUA yang ramah, penjaga kantor juga.",
        "Operator sekolah minta data siswa lagi.",
        "The only problem is the long queue.",
        "Staf KUA kami ramah.",
        "Kepala madrasah dan bendahara dilaporkan warga.",
        "Pengumuman seleksi CPNS 2024 belum keluar.",
        "Saya ikut tes PPPK 2024.",
        "Terima kasih, laporan Anda kami terima.",
        "Mohon Anda datang ke kantor.",
        "Jabatan dan unit kerja mohon diisi.",
        "Saudara dapat bertanya kepada guru.",
        "Saya minta operator sekolah memperbaiki data.",
        "Satu-satunya jalan adalah melapor ke Itjen.",
        "Itu jalan satu-satunya, satu-satunya cara.",
        "Peserta yang hadir hanya panitia dan wali murid.",
        "Siapa yang lihat? Tidak ada yang tahu jadwalnya.",
        "Selain itu, tidak ada yang melihat pengumuman.",
        "Mantan kepala madrasah diperiksa.",
        "Pasal (12), Lampiran (10), dan Tabel (14).",
        "Anggaran tahun 2019-2022 belum diperiksa.",
        "Pedagang kantin menaikkan harga.",
        "Saya, yang bertanda tangan di bawah ini,",
        "They teach English at a good school.",
        "Ibu Kepala Madrasah menjawab surat kami.",
        "",
    ],
)
def test_an_ordinary_text_has_no_flag(text: str) -> None:
    assert find_flags(text) == []


def test_what_is_masked_anyway_is_not_flagged() -> None:
    text = "oknum berinisial AY minta uang"
    start = text.index("berinisial")
    assert [f.rule for f in find_flags(text)] == ["initials"]
    assert find_flags(text, [Span(start, start + 13, SpanType.PERSON, 1.0, "x")]) == []


def test_an_age_behind_a_found_name_is_flagged_in_any_capitals() -> None:
    text = "kata suwarno (54) dan pasal (54)"
    found = [Span(5, 12, SpanType.PERSON, 1.0, "x")]
    assert find_flags(text) == []
    assert [(flag.start, flag.end, flag.rule) for flag in find_flags(text, found)] == [(13, 17, "age")]
    named = "kata Suwarno (54)"
    assert [flag.rule for flag in find_flags(named, found)] == ["age"]


def test_masking_reports_the_flags_at_places_of_the_text_as_given() -> None:
    text = "Budi Hartono tahu, hanya saya dan bendahara yang tahu"
    masked = mask(text, policy="publik", key=bytes(32), spans=[Span(0, 12, SpanType.PERSON, 1.0, "x")])
    [flag] = masked.report.flags
    assert text[flag.start : flag.end] == "hanya saya dan bendahara yang tahu"


def test_hostile_texts_are_read_in_linear_time() -> None:
    triggers = (
        " tahu tegur tahun sejak piket hamil kepala guru satu-satunya orang istri know the only kelas rp anda"
    )
    find_flags(triggers)
    for pattern in (
        "hanya saya ",
        "satu-satunya ",
        "kepala di ",
        "saya ",
        "tidak ada yang tahu ",
        "the only ",
        "(",
        "a",
        "2 orang ",
        "jabatan : x\n",
        "unit kerja : abc\n",
        "anda adalah guru a ",
        "adik ipar dari ",
        "umur dua puluh ",
        "saya masuk ",
    ):
        text = pattern * (65_536 // len(pattern)) + triggers
        began = perf_counter()
        find_flags(text)
        assert perf_counter() - began < 2.0, pattern
