"""Names that a text announces: labels, introductions, columns, signatures; nothing else need be in the text."""

from __future__ import annotations

import pytest

from anonymizer.finding import find
from anonymizer.spans import SpanType
from tests.anonymizer.marked import unmarked, written

BODY = "Kepala madrasah memotong uang transport guru sejak semester lalu. Mohon ditindaklanjuti."
ANNOUNCED = [
    f"{BODY}\n\nHormat saya,\n\n«Bambang Wijaya»",
    f"{BODY}\nHormat kami,\n«Bagus Rahayu»",
    f"{BODY} Terima kasih. «Ratna Kurniawan»",
    f"{BODY}\nWassalam,\n«Wahyu»",
    f"{BODY}\n- «Endang Setiawan»",
    "The clerk asked for more than the fee. Please help.\n\nBest regards,\n«Dewi Permata»",
    "Pelapor: «Intan»",
    "Nama lengkap : «Fitri Handayani»\nPekerjaan: guru",
    "nama saya «Intan», wali murid",
    "anak saya «Wahyu» dipukul gurunya",
    "Saya «Bambang» melaporkan kepala madrasah.",
    "Nama petugasnya «Wahyu», di loket dua.",
    "Nama,Setoran\n«Fitri»,50rb\n«Intan»,20rb",
    "No;Nama;Keterangan\n1;«Karsiman»;lunas\n2;«Partini»;belum",
    "«Dewi Wijaya»",
    "dimintai lima puluh ribu di loket. gw «wahyu»",
    "tolong jangan sebut lengkap, panggil saja «Intan»",
    "loketnya tutup terus min. pelapor «ratna»",
    "hi my name is «cahaya» im 17 and nobody listens",
    "petugasnya nama y «dewi», orangnya pendek",
    "assalamualaikum min sy «ucok» dr seberang",
    "Saya «Sarmi», janda dua anak",
    "SURAT PERNYATAAN SAYA «SARMI BINTI KASAN»",
    "nama saya «bunga»",
    "Saksi: «Ngatini»",
]
NOBODY = [
    f"{BODY}\n\nHormat saya,\n\nWali murid",
    f"{BODY}\nTerima kasih. Mohon bantuannya",
    "Petugas: Selamat pagi, ada yang bisa dibantu?",
    "Nama madrasah: MI Al-Ikhlas\nAlamat: lihat kop surat",
    "Saya Mohon petunjuk soal biaya legalisir.",
    "Saksi: Dia datang sesudah magrib.",
    "Nama Barang,Jumlah\nKertas,3\nTinta,2",
    "Hari ini loket tutup.\nSalam",
    "loketnya tutup terus min. pelapor",
    "kata nama e.",
    "the name is wrong on the form",
    "Wahyu pertama turun di Gua Hira, begitu kata guru",
    "Saksi: tidak bersedia disebut",
]


@pytest.mark.parametrize("marked", ANNOUNCED)
def test_an_announced_name_is_found_though_the_text_has_no_other_personal_datum(marked: str) -> None:
    text, wanted = unmarked(marked)
    assert written(text, [span for span in find(text) if span.type is SpanType.PERSON]) == wanted


@pytest.mark.parametrize("text", NOBODY)
def test_labels_and_closings_without_a_name_announce_nobody(text: str) -> None:
    assert find(text) == []


BEHIND_POSTS = [
    "Guru MAN «Dewi Rahayu» dipukul kepala sekolah.",
    "Siswi MTs «Zahra Maulida» hamil.",
    "Wali murid MI «Suparman» protes.",
    "Pegawai Kankemenag «Ratna Wijaya» melapor.",
    "istri ketua yayasan «Zainudin» ikut menagih.",
    "Santri Ponpes Al-Hikmah «Sulastri» kabur dari asrama.",
    "Pengurus Masjid Al-Ikhlas «Slamet Riyadi» melapor.",
    "Korban, santri Ponpes Darul Ulum «Nurlaila», trauma",
    "Kasi Pendis Kemenag Demak «Hartono» menolak berkas",
    "Guru MTsN 4 «Dewi Rahayu» marah.",
    "Kepala KUA «Bambang Irawan», HP «081234567890»",
]
SCHOOLS = [
    "Guru MTs Nurul Huda memungut uang.",
    "Kepala KUA Sukamaju menolak.",
    "Guru MAN Insan Cendekia memungut uang.",
    "Siswa SMP Dewi Sartika dipungut biaya.",
    "Guru MA Sultan Agung mengajar sampai sore.",
    "Guru MTs Lestari memungut uang.",
    "Kepala MTsN 4 Palembang menolak.",
    "MAN Dewi Rahayu",
    "Kami pengurus Yayasan Umar bin Khattab memungut infak.",
    "Kepala Madrasah MTs Nurul Huda memungut infak.",
    "Wali murid MAN Unggulan Lembah Arjuna memohon perhatian.",
    "Guru BK di SMA Cut Rahmania, lantai dua",
]


@pytest.mark.parametrize("marked", BEHIND_POSTS)
def test_given_names_behind_a_post_and_an_office_are_somebodys(marked: str) -> None:
    text, wanted = unmarked(marked)
    assert written(text, find(text)) == wanted


@pytest.mark.parametrize("text", SCHOOLS)
def test_names_of_schools_and_districts_behind_a_post_are_nobodys(text: str) -> None:
    assert find(text) == []


EVERYDAY_NAMES = ("Hendra", "Sulastri", "Zulkifli", "Nurhayati", "Yohanes", "Agus", "Ratna", "Slamet")
LONE_SENTENCES = (
    "Uang itu diterima oleh {} di ruang TU.",
    "Saya membayar kepada {}.",
    "Menurut {}, uangnya untuk kepala kantor.",
    "{} meminta uang lima puluh ribu.",
    "Saya dipukul {}.",
    "{} asked me for money.",
    "I paid {} in cash.",
    "Terlapor adalah {}.",
)


@pytest.mark.parametrize("name", EVERYDAY_NAMES)
@pytest.mark.parametrize("sentence", LONE_SENTENCES)
def test_an_everyday_name_is_found_though_it_is_all_that_a_sentence_says(sentence: str, name: str) -> None:
    text = sentence.format(name)
    assert written(text, find(text)) == [name]
