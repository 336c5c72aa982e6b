"""Names of schools, mosques, offices and firms stay readable, and people named beside them do not."""

from __future__ import annotations

import pytest

from anonymizer.finding import find
from tests.anonymizer.marked import unmarked, written

CASES = [
    ("SDN Karangwuni 02", "saya guru di SDN Karangwuni 02 sejak 2019"),
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


def test_the_name_right_behind_an_office_is_its_leader() -> None:
    text = "Kepala UPT Hendro Saputro mengatakan itu. Kepala KUA Kecamatan Margo Mulyo, Sutarmin, diam."

    assert [span.of(text) for span in find(text)] == ["Hendro Saputro", "Sutarmin"]


def test_a_numbered_school_keeps_the_name_of_its_place_in_capitals() -> None:
    text = "GURU MIN 4 SUMBERAGUNG LOR BERNAMA SUTRISMAN MEMINTA UANG"

    assert [span.of(text) for span in find(text)] == ["SUTRISMAN"]


def test_a_place_opens_a_dated_line_and_is_no_person() -> None:
    text = "Demikian laporan kami.\n\nSumberagung, 6 Maret 2026\nHormat kami,\nWartini"

    assert [span.of(text) for span in find(text)] == ["Wartini"]
