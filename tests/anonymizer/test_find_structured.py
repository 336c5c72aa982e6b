"""Numbers, contacts, plates, addresses and births: found whole, with the right type, in the ways people write them."""

from __future__ import annotations

import pytest

from anonymizer.finding import find_structured
from tests.anonymizer.marked import unmarked, written

CASES = [
    ("PLATE", "mobilnya «b 1234 xyz» warna hitam"),
    ("PLATE", "plat «b1234xyz» parkir di kantor"),
    ("PLATE", "AVANZA PUTIH «B 2231 MA» SERING PARKIR"),
    ("PLATE", "nopol «AD-5512-MA»"),
    ("PLATE", "motor beat «l 4521 qa»"),
    ("PLATE", "mobil plat merah «DD 12 AB»"),
    ("PLATE", "motornya «dk satu dua tiga empat ab»"),
    ("PLATE", "kendaraan «BK l234 XY»"),
    ("PLATE", "pakai mobil dinas «B 1 SH»? bukan, plat nomor «H 9123 ZK»"),
    ("PLATE", "truk «AG 8812 U»"),
    ("PLATE", "sepeda motor «F.2345.KL»"),
    ("PLATE", "«N 1234 AB» ITU MOBILNYA KEPALA"),
    ("ADDRESS", "rumah sy di «kampung baru rt 2»"),
    ("ADDRESS", "tinggal di «perumahan griya asri blok c 12»"),
    ("ADDRESS", "«jl mawar no 5 gang 3 kel sukamaju»"),
    ("ADDRESS", "saya kos di «jl anggrek 12»"),
    ("ADDRESS", "I live at «Jalan Kenanga 12, Kelurahan Sukasari»"),
    ("ADDRESS", "my house is at «Jl. Pahlawan Gang Buntu 7»"),
    ("ADDRESS", "alamat saya «jalan melati nomor dua belas rt tiga rw lima»"),
    ("ADDRESS", "«Komp. Perum Asabri B3/12»"),
    ("ADDRESS", "alamat rumah: «Komplek Asabri Blok B3 No. 12, RT.004/RW.011»"),
    ("ADDRESS", "saya orang «Jorong Koto Baru, Nagari Sungai Batang»"),
    ("ADDRESS", "warga «gampong lam teungoh kecamatan peukan bada»"),
    ("ADDRESS", "«Banjar Tegal, Desa Sukawana»"),
    ("ADDRESS", "dari «Dusun III Desa Sei Rampah Kec. Tanjung Beringin»"),
    ("ADDRESS", "omahku «dukuh krajan rt 01 rw 02 desa wonosari»"),
    ("ADDRESS", "ALAMAT «JL. VETERAN NO 45 RT 3 RW 4 KEL. KEBON JERUK KEC. SUKUN MALANG»"),
    ("ADDRESS", "tinggal di «lr. sejahtera no 12» plaju"),
    ("ADDRESS", "«Jl. Raya Km 5 No. 20»"),
    ("ADDRESS", "rumahnya di belakang masjid, «gg. mushola no 8a»"),
    ("ADDRESS", "«Jln Pattimura Lrg 3 No 17B»"),
    ("ADDRESS", "di «perum puri indah blok f no 9»"),
    ("ADDRESS", "bertempat tinggal di «Lingkungan II Kelurahan Tikala»"),
    ("ADDRESS", "«Kp. Cibeureum RT 02/03 Ds. Sukasirna Kec. Jonggol»"),
    ("ADDRESS", "«kampung cikole rt02 rw04»"),
    ("ADDRESS", "«rt 5 rw 2 desa karanganyar»"),
    ("ADDRESS", "Alamat : «Desa Mekarjaya, Kec. Cibiru»"),
    ("ADDRESS", "domisili «kel. maccini sombala kec. tamalate»"),
    ("ADDRESS", "«Jl Sunan Giri 2 No 10 RT 1 RW 5»"),
    ("ADDRESS", "«Perumnas Way Halim Jl. Rajawali 3 No. 12»"),
    ("ADDRESS", "«asrama polisi blok d nomor 4»"),
    ("DOB", "lahir «12 mei 1990» di garut"),
    ("DOB", "kelahiran «1985»"),
    ("DOB", "tgl lhr «12/3/90»"),
    ("DOB", "lahir «tanggal dua belas maret seribu sembilan ratus sembilan puluh»"),
    ("DOB", "anak saya lahir «3 Februari 2012»"),
    ("DOB", "born on «March 5, 1988»"),
    ("DOB", "date of birth: «05/03/1988»"),
    ("DOB", "TTL Semarang / «5 Juni 1977»"),
    ("DOB", "T.T.L : Medan, «09 - 08 - 1979»"),
    ("PHONE", "hp «0812 3456 789»"),
    ("PHONE", "wa: «62 812 3456 7890»"),
    ("PHONE", "telp «0274-512345»"),
    ("PHONE", "«nol delapan satu dua ee tiga empat lima eh enam tujuh delapan»"),
    ("PHONE", "nomornya «nol delapan lima dua, tiga empat strip lima enam tujuh delapan»"),
    ("PHONE", "«0812.345.67890»"),
    ("PHONE", "«0812 - 3456 - 7890»"),
    ("PHONE", "«(0812) 34567890»"),
    ("PHONE", "«+62-812-3456-7890»"),
    ("PHONE", "hub «81234567890»"),
    ("PHONE", "«O8I2 3456 789O»"),
    ("PHONE", "«o8 12 34 56 78 90»"),
    ("PHONE", "call me on «+60 12-345 6789»"),
    ("PHONE", "«08 1 2 3 4 5 6 7 8 9»"),
    ("PHONE", "no wa sy «nol delapan satu dua 34567890»"),
    ("PHONE", "nomor saya «0812tiga456tujuh890»"),
    ("BANK_ACCOUNT", "rek mandiri «137 00 1234567 8»"),
    ("BANK_ACCOUNT", "BRI «3412-01-023456-53-7» an Siti"),
    ("BANK_ACCOUNT", "nomor rekening: «7123456789» (BSI)"),
    ("BANK_ACCOUNT", "tf ke bca «5470 123 456»"),
    ("BANK_ACCOUNT", "«1234567890» bank BNI"),
    (
        "BANK_ACCOUNT",
        "rekening kepala sekolah atas nama Siti Aminah binti Ahmad di Bank Jatim dengan nomor «0012345678»",
    ),
    ("BANK_ACCOUNT", "rekening «satu dua tiga empat lima enam tujuh delapan sembilan nol»"),
    ("BANK_ACCOUNT", "biaya ditransfer ke «1234567890123»"),
    ("BANK_ACCOUNT", "virtual account «8808081234567890»"),
    ("BANK_ACCOUNT", "BRIVA «7777081234567890»"),
    ("BANK_ACCOUNT", "norek: «l234-O1-OO5678-5O-3»"),
    ("NPWP", "npwp «12 345 678 9 012 345»"),
    ("NPWP", "NPWP: «123456789012345»"),
    ("NPWP", "npwp «0123456789012345»"),
    ("NIK", "NIK «3578 0112 0588 0003»"),
    ("NIK", "nik: «35780 11205 88000 3»"),
    ("NIK", "KTP «3578011205880003»"),
    ("NIK", "no ktp «tiga lima tujuh delapan nol satu satu dua nol lima delapan delapan nol nol nol tiga»"),
    ("KK", "nomor kk «3578011205150003»"),
    ("KK", "Kartu Keluarga No. «3578011205150003»"),
    ("NIP", "NIP. «19780415 200501 1 003»"),
    ("NIP", "nip pppk «19900315 202321 1 004»"),
    ("NIP", "NIP lama «150234567»"),
    ("BPJS", "BPJS Kesehatan «0002345678901»"),
    ("BPJS", "no. KPJ «12345678901»"),
    ("BPJS", "kartu bpjs «000 1234 567 890»"),
    ("PORSI", "nomor porsi haji «1300-456-789»"),
    ("PORSI", "porsi haji saya «35 0012 3456»"),
    ("PORSI", "No. porsi: «3200123456»"),
    ("PASSPORT", "paspor «B 1234567»"),
    ("PASSPORT", "passport no. «X1234567»"),
    ("PASSPORT", "nomor paspor «c 7654321»"),
    ("EMAIL", "email: «budi_88 @ gmail . com»"),
    ("EMAIL", "emailku «siti.aminah (at) yahoo (dot) co (dot) id»"),
    ("EMAIL", "«budi underscore santoso at gmail dot com»"),
    ("EMAIL", "kirim ke «sitiaminah99@gmailcom»"),
    ("EMAIL", "hubungi «ahmad.fauzi@madrasah.sch.id»"),
    ("HANDLE", "ig nya «budi_santoso99»"),
    ("HANDLE", "instagram: «@siti.aminah»"),
    ("HANDLE", "akun fb nya «budi.santoso.12»"),
    ("HANDLE", "tiktok «@budi99»"),
    ("URL", "telegram «t.me/budisan»"),
    ("HANDLE", "tele «@budisan_88»"),
    ("HANDLE", "twitter/x: «budi_s»"),
    ("URL", "«https://bit.ly/3abcDEF»"),
    ("URL", "cek di «drive.google.com/file/d/1AbC»"),
    ("URL", "«www.facebook.com/budi.santoso»"),
    ("ID", "NISN anak saya «0123456789»"),
    ("ID", "nuptk «1234 5678 9012 3456»"),
    ("ID", "SIM C «1234-5678-901234»"),
    ("ID", "nomor kartu «4123 4567 8901 2345»"),
    ("ID", "NIS «12345»"),
    ("ID", "IMEI «356789012345678»"),
    ("ID", "spph «230012345»"),
    ("ID", "EFIN «1234567890»"),
]

OBFUSCATED_PHONES = [
    "«O812-3456-7890»",
    "«o8l2 3456 7890»",
    "«0812-xxxx-7890»",
    "«0812****7890»",
    "«0 8 1 2 3 4 5 6 7 8 9 0»",
    "«08-12-34-56-78-90»",
    "«0️⃣8️⃣1️⃣2️⃣3️⃣4️⃣5️⃣6️⃣7️⃣8️⃣9️⃣0️⃣»",
    "«０８１２３４５６７８９０»",
    "«٠٨١٢٣٤٥٦٧٨٩٠»",
    "«nol delapan satu dua tiga empat lima enam tujuh delapan»",
    "«kosong lapan satu dua 3456 7890»",
    "«plus enam dua delapan satu dua tiga empat lima enam tujuh delapan»",
    "«08\u200b12\u200d345\u00ad67890»",
    "«nol wolu siji loro telu papat limo nem pitu wolu»",
    "«zero eight one two three four five six seven eight»",
    "«0812/3456/7890»",
]

HARMLESS = [
    "biaya Rp 1.250.000.000 untuk 250 siswa",
    "sebesar Rp150000000 dan 25 juta",
    "total 1.250.000.000 rupiah",
    "tanggal 12-03-2026 pukul 08.00 - 12.00",
    "masuk 14-09-2026 19.22 WIB",
    "surat nomor B-1234/Kk.10.01/1/KP.01/11/2026",
    "tiket LPR-2026-000123",
    "Pasal 12 huruf e UU Nomor 20 Tahun 2001",
    "QS. Al-Baqarah: 188 dan 2:255",
    "tahun 2019 2020 2021 2022 2023",
    "lulusan S 1 PAI, D 3 AK dan H 7 PM",
    "NPSN 20512345 kelas 9B",
    "skor 7-3, 11-8, 21-18",
    "hotline 1500 420 dan 1708",
    "jalan kaki ke kantor, jalan keluar, jalan terus",
    "KUA Kecamatan Sukarame di Jl. Merdeka No. 5",
    "Alamat kantor: Jl. Pemuda No. 12",
    "https://kemenag.go.id/berita/penerimaan",
    "IP 192.168.10.12 di ruang TU",
    "DIPA-025.04.2.426123/2026",
    "sertifikasi halal nomor ID33110012345670826 atas produk",
    "it happened at Tanjung Puri health post on 2 April 2026",
    "mobil D dua ribu lima ratus ke sekolah",
    "beli 5pcs@10rb di nasi@warung",
    "dipungut seratus lima puluh ribu dari tiga ratus dua puluh siswa, satu dua tiga kali",
    "kami hitung tujuh, delapan, sembilan, sepuluh, sebelas, dua belas orang",
    "hari ulang tahun madrasah tanggal 12 Mei 2026 kami dipungut",
    "akta kelahiran diminta sebelum 5 Juni 2026",
    "Hari lahir Pancasila 1 Juni 2026 ada upacara",
    "umur 41 tahun, kejadian tanggal 3 Mei 2026",
    "Kantor Kemenag Kab. Blora, Jalan Ahmad Yani No. 45, lantai 2",
    "kecelakaan di jalan raya Km 23 menuju bandara",
    "sekolah kami beralamat di Jl. Pendidikan No. 1, Desa Suka Maju",
    "TPQ Al-Amin di Gang Melati No. 7 kekurangan guru",
    "Alamat travel: Ruko Mega Blok A/5",
    "Rumah Sakit Islam, Jl. A. Yani No. 30",
    "SMPN 2, Jl. Pemuda 12, Kec. Kota",
    "uang dibayarkan di Jl. Pemuda No. 10, kantor travel umrah",
    "penghulu minta uang bensin karena jalan jauh",
    "warga RT 03 protes",
    "Warga Desa Lembah Sari mendatangi kantor",
    "Nama Lembaga : TPQ Baitul Hikmah\nAlamat : Jl. Masjid No. 3, Desa Sidomukti\nketua ada",
    "SAYA UMRAH PADA 10-22 MEI 2026 BUKAN PASPOR LAIN",
    "QR produk BPOM MD 867012345678",
    "Posyandu Desa Wonokerto RT 03 dipakai untuk kampanye",
    "lahir batin saya mohon maaf tanggal 10 April 2026",
    "tulis ke layanan@ptsp-kalimundu.go.id atau keberangkatan@terminal-kalimundu.go.id",
    "Nilai pungutan @Rp15.000 x 212 siswa, nasi @10rb",
    "komplen, resinya JX0192837465 hilang",
    "NIB 1203000471182 dan kode bayar MPN 820250419338127",
    "ID ajuan SH2023-1-558120 masih draf",
    "Nomor sambungan musala kami 03-11-00482",
    "Koordinat   : -5.147665, 119.432732",
    "printer SN 2208-114-77",
    "Sen RT 01 | Sel RT 02 | Rab RT 03",
    "warga di tiga kelurahan terdampak mengungsi",
    "dari kampuang. Anak ambo sakik",
    "daftar ulang tahun ini satu juta dua ratus lima puluh ribu",
    "di Dinas P3A Kota Kalimundu dan Dinas P2KB Kalimundu",
    "anak itu lahir prematur, tetapi kami hanya minta surat tgl 3 Mei 2026",
]


@pytest.mark.parametrize(("type_", "marked"), CASES)
def test_identifier_is_found_whole(type_: str, marked: str) -> None:
    text, expected = unmarked(marked)

    spans = find_structured(text)

    assert written(text, spans) == expected
    assert {span.type for span in spans} == {type_}


@pytest.mark.parametrize("marked", OBFUSCATED_PHONES)
@pytest.mark.parametrize("frame", ["hp saya {} ya", "{}", "hubungi {}, terima kasih"])
def test_disguised_phone_is_found_whole(marked: str, frame: str) -> None:
    text, expected = unmarked(frame.format(marked))

    spans = find_structured(text)

    assert written(text, spans) == expected
    assert [span.type for span in spans] == ["PHONE"]


@pytest.mark.parametrize("text", HARMLESS)
def test_harmless_number_is_left_alone(text: str) -> None:
    planted = text + "; hp 081234567890"

    assert find_structured(text) == []
    assert written(planted, find_structured(planted)) == ["081234567890"]


@pytest.mark.parametrize("digits", ["123456789", "1234567890123", "987654321098765432"])
def test_nine_digits_without_an_explanation_are_masked(digits: str) -> None:
    text = f"kodenya begini {digits} begitu"

    assert written(text, find_structured(text)) == [digits]
    assert find_structured("kodenya begini 12345678 begitu") == []


def test_a_failed_structure_never_vetoes_a_labelled_number() -> None:
    """99 is no province and 77 no day, yet somebody calls it a NIK."""
    text = "NIK saya 9901017713900001"

    assert [(span.type, span.of(text)) for span in find_structured(text)] == [("NIK", "9901017713900001")]


def test_two_numbers_in_one_run_are_two_findings() -> None:
    text = "KK dan HP: 3578011205150003 081234567890"

    assert written(text, find_structured(text)) == ["3578011205150003", "081234567890"]


def test_heading_of_a_column_names_its_numbers() -> None:
    text = "Nama | Tgl Lahir | No Porsi\nAminah | 11-12-1960 | 1300894417\nToyyib | 01-07-1955 | 1300894418"

    found = [(span.type, span.of(text)) for span in find_structured(text)]

    assert found == [
        ("DOB", "11-12-1960"),
        ("PORSI", "1300894417"),
        ("DOB", "01-07-1955"),
        ("PORSI", "1300894418"),
    ]


def test_date_of_an_event_is_not_a_birth() -> None:
    text = "Menikah tanggal 12-03-1990, lahir 5 Juni 1965, kejadian 7 Mei 2026"

    assert written(text, find_structured(text)) == ["5 Juni 1965"]


def test_same_places_with_and_without_re2() -> None:
    texts = [unmarked(marked)[0] for _, marked in CASES] + HARMLESS

    assert [find_structured(text, engine="re2") for text in texts] == [
        find_structured(text) for text in texts
    ]
