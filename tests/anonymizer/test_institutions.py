"""Names of schools, mosques, offices and firms stay readable, and people named beside them do not."""

from __future__ import annotations

import pytest

from anonymizer.finding import find
from anonymizer.spans import SpanType
from tests.anonymizer.marked import unmarked, written

CASES = [
    ("SDN Karangwuni 02", "saya guru di SDN Karangwuni 02 sejak 2019"),
    ("MIN 2 Garut", "Pelapor guru MIN 2 Garut «Deden Saepudin», hp «081299887711»"),
    ("MTsN 2 Sleman", "Saya guru MTsN 2 Sleman «Ratna Wijayanti» melapor soal ini."),
    (
        "SD Muhammadiyah Sumber Rejo",
        "anak saya sekolah di SD Muhammadiyah Sumber Rejo, gurunya «Wartono» galak",
    ),
    ("SMPK Santa Ursula Waru", "kepala SMPK Santa Ursula Waru Bapak «Yosef Leba» menolak"),
    ("MTsS Darul Makmur Tanjung Harapan", "MTsS Darul Makmur Tanjung Harapan minta uang"),
    ("MA Nurul Yaqin Batu Ampar", "MA Nurul Yaqin Batu Ampar menahan ijazah, kata «Kirana»"),
    ("MI Miftahul Khoir Sukaraja", "guru MI Miftahul Khoir Sukaraja bernama «Jumadi»"),
    ("Aula K.H. Wahid Hasyim", "rapat di Aula K.H. Wahid Hasyim batal kata «Karsono»"),
    ("Yayasan Pendidikan Nyai Ageng Serang", "Yayasan Pendidikan Nyai Ageng Serang milik «Karsono»"),
    ("asrama putri Khadijah", "listrik padam di asrama putri Khadijah sejak Senin"),
    ("Beasiswa Sultan Hamid", "dibuka Beasiswa Sultan Hamid bagi mahasiswa"),
    ("MIN 4 KARANG JATI", "MASUK MIN 4 KARANG JATI. KATA «KARSONO» BAYAR"),
    ("man 4 woha", "anak saya di man 4 woha dimintai uang"),
    ("darul istiqamah bukit baros", "santri di ponpes darul istiqamah bukit baros kami"),
    ("kabupaten pegunungan wamarek", "di kemenag kabupaten pegunungan wamarek belum ada"),
    ("MI CIHARASHAS 2", "BUAT «ASEP KOMARUDIN», OPERATOR MI CIHARASHAS 2. SK LAMA"),
    ("RA Bunda Khadijah", "wali murid RA Bunda Khadijah"),
    ("TK Pertiwi Kencana", "TK Pertiwi Kencana di Sleman"),
    ("KUA Kec. Margo Mulyo", "KUA Kec. Margo Mulyo; calon suami saya «Rizqi» dimintai uang"),
    ("KUA Batang Serai", "pegawai di KUA Batang Serai atas nama «Mulkan»"),
    ("Kantor Kemenag Kab. Tirta Kencana", "Kantor Kemenag Kab. Tirta Kencana belum menjawab"),
    ("Kankemenag Kota Mutiara Timur", "Kankemenag Kota Mutiara Timur"),
    ("Kanwil Kemenag Sulawesi Barat", "Kanwil Kemenag Sulawesi Barat sudah tahu"),
    ("UPT Asrama Haji Bukit Permai", "UPT Asrama Haji Bukit Permai menagih"),
    ("Pondok Pesantren Salafiyah Nurul Anwar", "Pondok Pesantren Salafiyah Nurul Anwar"),
    ("pondok tahfidz umar bin khattab", "pondok tahfidz umar bin khattab minta iuran"),
    ("Yayasan Bina Umat Sejahtera", "Yayasan Bina Umat Sejahtera menggelapkan dana"),
    ("Panti Asuhan Kasih Bunda", "Panti Asuhan Kasih Bunda di Malang"),
    ("Masjid Jami Baiturrahim", "Masjid Jami Baiturrahim dekat rumah"),
    ("Masjid Raya Al Muttaqin", "takmir Masjid Raya Al Muttaqin bernama «Sunaryo»"),
    ("Mushola Nurul Falah", "Mushola Nurul Falah dibangun"),
    ("Gereja Santo Yosef", "Gereja Santo Yosef Bandung"),
    ("GKI Imanuel Kupang", "GKI Imanuel Kupang"),
    ("Vihara Dharma Bakti", "Vihara Dharma Bakti ramai"),
    ("Pura Dalem Segara", "Pura Dalem Segara"),
    ("PT Anugerah Karya Nusantara", "PT Anugerah Karya Nusantara pemenang tender"),
    ("CV. Putra Mandiri", "CV. Putra Mandiri milik «Darto»"),
    ("CV Sumber Rejeki Abadi", "CV Sumber Rejeki Abadi tidak mengirim"),
    ("UD Sinar Mulya", "UD Sinar Mulya toko bahan"),
    ("Toko Buku Cahaya Ilmu", "Toko Buku Cahaya Ilmu"),
    ("Koperasi Sejahtera Bersama", "Koperasi Sejahtera Bersama guru"),
    ("Bank Syariah Indonesia", "Bank Syariah Indonesia cabang Solo"),
    ("RS Kasih Ibu", "RS Kasih Ibu Surakarta"),
    ("Puskesmas Sumber Waras", "Puskesmas Sumber Waras memberi visum"),
    ("Klinik Sehat Sentosa", "Klinik Sehat Sentosa"),
    ("Universitas Darul Ulum", "Universitas Darul Ulum dosen «Syahril»"),
    ("STAI Miftahul Huda", "STAI Miftahul Huda kampus"),
    ("IAIN Palangka Jaya", "IAIN Palangka Jaya"),
    ("UIN Sunan Bonang", "UIN Sunan Bonang fakultas tarbiyah"),
    ("Institut Agama Islam Nurul Jadid", "Institut Agama Islam Nurul Jadid"),
    ("SMA Negeri 3 Rawa Indah", "SMA Negeri 3 Rawa Indah"),
    ("SMK Bhakti Nusa Bangsa", "SMK Bhakti Nusa Bangsa"),
    ("SMAK Frateran Maria", "SMAK Frateran Maria"),
    ("SDIT Insan Cendekia", "SDIT Insan Cendekia gurunya ustadzah «Hilmi»"),
    ("SMPIT Ibnu Sina", "SMPIT Ibnu Sina bayar"),
    ("MDTA Nurul Hikmah", "MDTA Nurul Hikmah"),
    ("TPQ Al Barokah", "TPQ Al Barokah pengajarnya «Sriyati»"),
    ("LSM Pemuda Peduli", "LSM Pemuda Peduli melapor"),
    ("Polsek Tanah Abang", "Polsek Tanah Abang menerima laporan"),
    ("Kejari Sumber Jaya", "Kejari Sumber Jaya"),
    ("Pengadilan Agama Karang Mulya", "Pengadilan Agama Karang Mulya"),
    ("Dinas Pendidikan Kabupaten Lima Puluh", "Dinas Pendidikan Kabupaten Lima Puluh"),
    ("Balai Desa Suka Makmur", "Balai Desa Suka Makmur"),
    ("Kelurahan Sri Menanti", "Kelurahan Sri Menanti"),
    ("Desa Wono Asri", "Desa Wono Asri membangun"),
    ("Kecamatan Lubuk Pinang", "Kecamatan Lubuk Pinang"),
    ("SD INPRES Bonto Lempangan", "SD INPRES Bonto Lempangan"),
    ("SD lnpres Weain Raya", "SD lnpres Weain Raya di pulau"),
    ("SLB Bina Asih", "SLB Bina Asih"),
    ("PAUD Tunas Bangsa Mandiri", "PAUD Tunas Bangsa Mandiri"),
    ("KB Melati Ceria", "KB Melati Ceria"),
    ("PKBM Harapan Jaya", "PKBM Harapan Jaya"),
    ("mts al ikhlas sumber sari", "mts al ikhlas sumber sari gurunya «nasrul» suka telat"),
    ("sdn sukamaju dua", "di sdn sukamaju dua gurunya cuma tiga"),
    ("man 2 bukit barisan", "man 2 bukit barisan minta uang"),
    ("KUA CIKARANG GIRANG", "KUA CIKARANG GIRANG MINTA UANG"),
    ("MTSN 4 RAWA PANJANG", "KEPALA MTSN 4 RAWA PANJANG BERNAMA «SUPRIYADI»"),
    ("MI AL FALAH SUKA DAMAI", "GURU MI AL FALAH SUKA DAMAI MEMUKUL ANAK SAYA «FAREL»"),
    ("Hotel Grand Mulia", "Hotel Grand Mulia tempat rapat"),
    ("Travel Barokah Mulia", "Travel Barokah Mulia menipu"),
    ("KBIHU Multazam Utama", "KBIHU Multazam Utama"),
    ("Rumah Makan Padang Sederhana", "Rumah Makan Padang Sederhana"),
    ("Stasiun Poncol", "Stasiun Poncol"),
    ("Bandara Halim Perdana Kusuma", "Bandara Halim Perdana Kusuma"),
    ("Samsat Kalimundu", "petugas Samsat Kalimundu minta tambahan, katanya «Sudrajad» yang suruh"),
    ("Lapas Kelas IIB Sumbermukti", "kepala Lapas Kelas IIB Sumbermukti diam, hp 081234567890"),
    ("BUMDes Karya Bersama", "bendahara BUMDes Karya Bersama bernama «Wagimin» menggelapkan dana"),
    ("Gapoktan Tani Subur Makmur", "ketua Gapoktan Tani Subur Makmur yaitu «Darsono» minta setoran"),
    ("RSUD dr. Harjowinoto", "kata «Karsono» obat di RSUD dr. Harjowinoto habis terus"),
    ("Dewan Pengawas RSUD dr. Harjowinoto", "surat Dewan Pengawas RSUD dr. Harjowinoto, kata «Karsono»"),
    ("BRI Unit Kalimundu", "«Karsono» bilang BRI Unit Kalimundu menahan kartunya"),
    ("PA Lembah Kenari", "panitera PA Lembah Kenari bernama «Mulkan» minta uang"),
    ("LP2X Cahaya Umat", "pendamping dari LP2X Cahaya Umat bernama «Sudrajad» minta uang"),
    ("Karang Taruna Bina Muda", "iuran Karang Taruna Bina Muda dipegang «Sudrajad»"),
    ("Camat Batang Kenari", "Camat Batang Kenari sudah tahu, kata «Karsono»"),
    ("kantor camat Harian Lembur", "kantor camat Harian Lembur minta uang, kata «Karsono»"),
    ("Gunung Kenari", "di kaki Gunung Kenari, kata «Karsono», uang diserahkan"),
    ("SMAK Sta. Veronika Kalimundu", "wali murid SMAK Sta. Veronika Kalimundu bernama «Yosef Leba»"),
    (
        "Kalimundu Immigration Office",
        "I went to the Kalimundu Immigration Office, where Mr. «Karsono» asked for money",
    ),
    (
        "immigration counter at Kalimundu",
        "I came to the immigration counter at Kalimundu, where Mr. «Karsono» asked for money",
    ),
    ("Sungai Kenari village office", "the Sungai Kenari village office is led by Mr. «Karsono»"),
    ("dinas sosial kalimundu", "petugas dinas sosial kalimundu bernama «karsono» minta uang"),
    ("rs bintang timur makmur", "kata pak «karsono» di rs bintang timur makmur harus bayar"),
    ("gedung h. wahid sanusi", "rapat di gedung h. wahid sanusi batal kata pak «karsono»"),
    ("sd katolik santa veronika", "guru sd katolik santa veronika bu «kartini» memukul anak"),
    ("DINSOS TIMOR SELARU", "KAMI SUDAH KE DINSOS TIMOR SELARU KATA PAK «KARSONO»"),
    ("Itjen Wilayah II Kalimundu", "Itjen Wilayah II Kalimundu belum menjawab, kata «Karsono»"),
    ("GP Ansor Kalimundu", "pengurus GP Ansor Kalimundu bernama «Sudrajad» minta uang"),
    ("119-WGR-07", "nomor aduan kami 119-WGR-07 atas nama «Karsono»"),
    ("RM 600", "I paid RM 600 to Mr. «Karsono» at the gate"),
    (
        "Civil Registry Office of Banyu Lestari",
        "at the Civil Registry Office of Banyu Lestari a clerk called «Karsono» asked for money",
    ),
    ("Boarding School Kalimundu", "I teach at Nurul Bahri Boarding School Kalimundu, says Mr. «Karsono»"),
    ("Rumah Sakit Kasih Bunda", "kata Pak «Karsono» di Rumah Sakit Kasih Bunda harus bayar"),
    ("rumah sakit kasih bunda", "kata pak «karsono» di rumah sakit kasih bunda harus bayar"),
    ("PT NUR BAHARI TRANS WISATA", "KAMI DITIPU PT NUR BAHARI TRANS WISATA. PEMILIKNYA «KARSONO» KABUR"),
    ("capil sungai kenari", "petugas capil sungai kenari bernama «karsono» minta uang"),
    ("sdit cendekia madani", "guru sdit cendekia madani bu «kartini» memukul anak"),
    ("Kemenag Tulang Bawang Hilir", "di Kemenag Tulang Bawang Hilir Pak «Karsono» minta uang"),
    ("MAN RAJA ALI HAJI KALIMUNDU", "PEGAWAI MAN RAJA ALI HAJI KALIMUNDU BERNAMA «KARSONO» MINTA UANG"),
    ("RUMAH SAKIT UMUM DAERAH KALIMUNDU", "RUMAH SAKIT UMUM DAERAH KALIMUNDU MENOLAK IBU «SUKARNI»"),
    ("SMK BINA TEKNOLOGI NUSANTARA", "SMK BINA TEKNOLOGI NUSANTARA GURUNYA PAK «KARSONO»"),
    ("Daker Makkah Sektor Tiga", "petugas Daker Makkah Sektor Tiga bernama «Karsono» minta uang"),
]


@pytest.mark.parametrize(("office", "marked"), CASES)
def test_an_institution_stays_readable_and_its_people_do_not(office: str, marked: str) -> None:
    text, people = unmarked(marked)
    spans = find(text)
    start = text.index(office)

    assert not any(span.start < start + len(office) and start < span.end for span in spans), written(
        text, spans
    )
    for name in people:
        place = text.index(name)
        assert any(span.start <= place and place + len(name) <= span.end for span in spans), name


def test_what_stands_behind_an_office_word_in_english_or_capitals_may_be_a_person() -> None:
    text = "The office of Budi Karsono is closed. Pak Wirasto ada di rumah, sakit. Sukarni menunggu."

    assert [span.of(text) for span in find(text)] == ["Budi Karsono", "Wirasto", "Sukarni"]


def test_behind_who_leads_a_school_stands_a_name_in_capitals() -> None:
    text = "RP 200 RIBU DIMINTA KEPALA SEKOLAH MARIANA TLONBESI DAN GURU KELAS"

    assert [span.of(text) for span in find(text) if span.type is SpanType.PERSON] == ["MARIANA TLONBESI"]


def test_pieces_of_an_office_in_a_broken_scan_belong_to_it() -> None:
    text = (
        "Sa ya me lapor kan pega wai Kem en ag Kab . Si dorukun dan Kan tor Desa Sei Am kenari Hi1ir\n"
        "NlK 32Ol O145 O688 OOO2 Sdr. Suryadi ti dak set uju dan ke1uar"
    )

    assert [span.of(text) for span in find(text) if span.type is SpanType.PERSON] == ["Suryadi"]


def test_the_name_right_behind_an_office_is_its_leader() -> None:
    text = "Kepala UPT Hendro Saputro mengatakan itu. Kepala KUA Kecamatan Margo Mulyo, Sutarmin, diam."

    assert [span.of(text) for span in find(text)] == ["Hendro Saputro", "Sutarmin"]


def test_a_numbered_school_keeps_the_name_of_its_place_in_capitals() -> None:
    text = "GURU MIN 4 SUMBERAGUNG LOR BERNAMA SUTRISMAN MEMINTA UANG"

    assert [span.of(text) for span in find(text)] == ["SUTRISMAN"]


def test_a_place_opens_a_dated_line_and_is_no_person() -> None:
    text = "Demikian laporan kami.\n\nSumberagung, 6 Maret 2026\nHormat kami,\nWartini"

    assert [span.of(text) for span in find(text)] == ["Wartini"]


@pytest.mark.parametrize(
    ("text", "people"),
    [
        ("Kepala KUA Kalimundu minta setoran kepada Pak Karsono.", ["Karsono"]),
        ("Kepala KUA Tanjung Kenari Ahmad Fauzan minta setoran.", ["Ahmad Fauzan"]),
        ("operator MTs Nurul Falah Kalimundu Asep Komarudin minta setoran.", ["Asep Komarudin"]),
        ("Kepala UPT Nirwana Hsb. mengatakan akan memeriksa.", ["Nirwana Hsb"]),
        ("Kepala KUA Marthen Wanggerai minta setoran.", ["Marthen Wanggerai"]),
    ],
)
def test_what_is_spelt_like_a_name_behind_an_office_is_its_leader(text: str, people: list[str]) -> None:
    assert [span.of(text) for span in find(text)] == people


def test_a_place_of_one_office_is_known_again_alone() -> None:
    text = "KUA Kalimundu minta uang. Kata Pak Karsono seluruh Kalimundu tahu. Kalimundu kecil."

    assert [span.of(text) for span in find(text)] == ["Karsono"]


def test_a_compound_for_a_place_is_no_person_and_its_bearer_is() -> None:
    text = "Pak Karsono berasal dari Sukarejo dan Kedungwaringin. Namanya Rohima Tanjungasri."

    assert [span.of(text) for span in find(text)] == ["Karsono", "Rohima Tanjungasri"]


def test_a_clan_called_like_a_cape_is_no_cape() -> None:
    text = "Saksinya Rosmaini Tanjung Minarni, kata Pak Karsono, di Teluk Kenari."

    assert [span.of(text) for span in find(text)][-1] == "Karsono"
    assert "Tanjung" in find(text)[0].of(text)
