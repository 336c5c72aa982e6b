"""Names that only their company gives away: lists, pairs, nicknames, forms, broken scans."""

from __future__ import annotations

import pytest

from anonymizer.finding import find
from anonymizer.spans import SpanType
from anonymizer.view import look
from tests.anonymizer.marked import unmarked

CASES = [
    "«Rini»/«Wati»/«Yuli» kelas 9B sudah bayar, tinggal si «doni»",
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
    "pungutan oleh petugas berinisial «T.W.», lalu ia pergi",
    "PANITIA INISIAL «B.S.» DAN «W» TIDAK MENGAKU",
    "uang diserahkan kepada «St. Rohana» di depan Bu «Sukarni»",
    "Hormat kami,\n«Mansur A. Wakano»",
    "petugas memanggil «Hery.K» dari loket",
    "kirim ke rekening a/n «Neng Maryati» paling lambat malam ini",
    "Mr. «Dwi» and «Tri» are two people, and «Tri» asked for money",
    "selamat siang pak, ini aku «Permata», yang kemarin menelepon Bu «Sukarni»",
    "«Mawar» bertanya, tetapi tidak ada yang menjawab",
    "«Setia» bukan orang jahat, hanya takut",
    "Katanya untuk «Keriting». «Keriting» itu orangnya loket tiga",
    "Wali kelas, «Ceria», menagih uang. Waktu ditanya, «Ceria» langsung marah",
    "saya mengantar Sdri. «WA ODE FITRI» ke kantor",
    "tidak mau sebut nama tp inisial «t.w.» di bagian legalisir",
    "eh ini si «Gendut» operator desa yang pegang uang",
    "bayar ke si «deni» di depan kos",
    "anak itu (nama panggilan «Aceng») ditolak, kata Bu «Sukarni»",
    "Bidannya «Kasih». Ia minta uang",
    "temenku «caca» sama «Nadhif» sudah bayar dua kali",
    "Kemarin «Ramah» membentak ibu saya",
    "«Tri» dan «Dwi» memotong honor kami",
    "«Harapan Lubis» mendaftarkan cucunya",
    "namanya saya singkat saja, Pak «S.H.T.»",
    "kula «sarijem» saking desa sebelah, pak «sukiran» nyuwun arta",
    "Adik saya, «Hujan», dipukul Pak «Sukiran»",
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
        "Anak-anak menyalin surat Luqman dan surat Yunus di kelas",
        "Murid berinisial K tidak masuk. Kesetiaan bukan orangnya.",
        "Mawar plastik di meja, melati di jendela",
        "Jangan sampai guru seperti Oemar Bakri. Om Swastyastu. Zaman Dipati Ukur sudah lewat",
    ],
)
def test_verses_months_makes_and_everyday_words_are_nobody(text: str) -> None:
    assert [span.of(text) for span in find(text)] == []
    assert find("Pak Sumartono minta uang")


@pytest.mark.parametrize(
    ("text", "people"),
    [
        ("Tiang Wayan Rempug saking Batukandik, Bu Sukarni nagih jinah.", ["Wayan Rempug", "Sukarni"]),
        ("Pak Teguh datang. Kami sudah teguh dan makin teguh. Teguh pulang.", ["Teguh", "Teguh"]),
        ("Kepada Yang Mulia Hakim, saya mengadukan Pak Mulia.", ["Mulia"]),
        ("Pada 2 Maret Anda menulis kepada Bu Sukarni.", ["Sukarni"]),
        ("Bu Sukarni minta uang #SekolahGratis #SekolahKita", ["Sukarni"]),
        ("adek gw dimarahi Bu Sukarni, sama gw juga", ["Sukarni"]),
        ("Bu Sukarni menjaga ZONA INTEGRITAS. AWAS MODUS baru", ["Sukarni"]),
        ("tents in Arafah, Bu Sukarni. Kami tiba di Kec. Oebobo, Kupang", ["Sukarni"]),
        ("Nikah sama WNA kata Bu Sukarni. Bulan Februari bayar", ["Sukarni"]),
        ("Tolong pang pak ai, Bu Sukarni minta duit", ["Sukarni"]),
        ("adikku teteh sulastri, anakku bunda panggil. Bu Sukarni tahu", ["sulastri", "Sukarni"]),
        ("Uang dan Sukarni tidak kelihatan. Pak R.M. Suryoto pergi.", ["Sukarni", "R.M. Suryoto"]),
        ("Semoga Bu Sukarni tahu, bukan karena hatinya.", ["Sukarni"]),
        ("Bu Sukarni lapor si penipu dan si kecil. Si pembeli diam.", ["Sukarni"]),
        ("Guru Agama dan petugas Haji diam. Bendahara Komite tahu, kata Bu Sukarni.", ["Sukarni"]),
        ("aku dan kamu dari desa, panggilan polisi untuk Bu Sukarni", ["Sukarni"]),
        ("Tempat/tgl lahir .....: Larantuka / 8 Agustus 1979\nBu Sukarni", ["Sukarni"]),
    ],
)
def test_what_is_part_of_the_sentence_is_nobody_beside_a_name(text: str, people: list[str]) -> None:
    assert [span.of(text) for span in find(text) if span.type is SpanType.PERSON] == people


def test_labels_that_a_scanner_or_a_hand_changed_are_nobody() -> None:
    text = (
        "SURAT PERNYATAAN\nNama : Marwiyah\nTgl Lah1r : l5 - O8 - 1959\nNo. Pors1 : l7OO 33S 8I9\n"
        "Uang vntuk Sdr. 5uryadi d1terima dvlu . Mal am Ka mis, 6 Ma rct 2O25"
    )

    assert [span.of(text) for span in find(text) if span.type is SpanType.PERSON] == ["Marwiyah", "5uryadi"]


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


@pytest.mark.parametrize(
    "marked",
    [
        "Korban bernama «Mawar Indah». Sejak itu «mawar» takut sekolah, hp «indah» disita guru.",
        "Korban bernama «Mawar Indah». Taman sekolah itu indah sekali dan penuh mawar.",
        "Nama anak saya «Bunga Melati». Setelah kejadian «bunga» menangis dan «melati» tidak mau makan.",
        "Korban: «Cahaya Dewi». Tas «cahaya» dirusak. Kata «cahaya», pelakunya guru. Lampu itu tanpa cahaya.",
        "Anak saya bernama «Bintang». «bintang» dipukul. Kami melihat bulan penuh bintang di langit.",
        "Korban bernama «Putri Ayu». HP «Putri» disita. Rumah «putri» jauh.",
        "Anak saya «Ramadhan» lahir bulan Ramadhan.",
        "Pak «Sabar» minta uang. Saya harus sabar. Tolong sabar dulu, nilai kami tetap.",
        "Korban: «Bunga». Pinjaman itu tanpa bunga, tapi bunga bank naik.",
        "Korban bernama «Berkah». kasihan «berkah», uangnya diambil. Harta itu tidak menjadi berkah.",
        "Korban: «Cahaya Dewi»\n«Cahaya» dan ibunya datang.",
    ],
)
def test_the_bearer_of_a_name_made_of_words_is_told_from_the_words(marked: str) -> None:
    text, names = unmarked(marked)

    assert [span.of(text) for span in find(text) if span.type is SpanType.PERSON] == names


@pytest.mark.parametrize(
    "marked",
    [
        "saya «tan kok liong»",
        "saya «ni made astini» dari tabanan mau lapor pungli",
        "saya «gusti putu rai»",
        "saya «la tahang» dari buton mau lapor",
        "nama saya «i base», wali murid",
        "pelapor: «wa sitti»",
        "pelapor: «melki nabut»",
        "saya «melki nabut», guru",
        "bapak «ujang karna»",
        "Dari: «aep»",
        "SAYA «YOSEF TAE» MELAPORKAN PUNGLI",
        "SAYA «CUT NYAK»",
        "NAMA SAYA «LIONG KIE»",
        "yang minta «susi», «mira», «tati», «ida»",
        "yaitu «Rini», «Rono».",
        "saya «i ketut mangku», wali murid",
        "gaji «wagiyem» belum dibayar",
        "istri saya «ngadimin» sakit",
        "istri saya «ong tek swan» sakit",
        "Ibu «kwee bian» dipotong gajinya",
        "anak saya «la patau» dipukul",
        "gaji «la patau» belum dibayar",
        "mohon ditindak, wassalam, «ujang rukmana»",
        "Uang itu diambil dari «Ngadimin».",
        "mohon ditindak, wassalam, «welmince rumaropen»",
        "uang «oei giok lan» diambil",
        "Kepala TU, «Fathul», minta uang",
        "«HartonoS».Pd minta uang kepada Pak «Darmin»",
    ],
)
def test_names_that_their_place_gives_away_are_found_to_their_end(marked: str) -> None:
    text, names = unmarked(marked)

    assert [span.of(text) for span in find(text) if span.type is SpanType.PERSON] == names


@pytest.mark.parametrize(
    "text",
    [
        "saya la mau lapor",
        "saya sakit hati",
        "I made a mistake",
        "pelapor: guru honorer",
        "dari: warga desa",
        "SAYA MAU LAPOR PUNGLI",
        "Kepala TU, guru, dan wali hadir",
        "bayar buku, tas, sepatu",
        "gaji guru belum dibayar",
        "nama gue rahasiain ya",
        "mohon ditindak, wassalam, mohon maaf",
    ],
)
def test_the_same_places_without_a_name_name_nobody(text: str) -> None:
    planted = f"{text}\nNama saya Wahyudin Karsono."

    assert [span.of(text) for span in find(text) if span.type is SpanType.PERSON] == []
    assert "Wahyudin Karsono" in [span.of(planted) for span in find(planted)]


@pytest.mark.parametrize(
    "marked",
    [
        "dipotong limaratus rb oleh «Hartono»",
        "Pak «Hartono» minta duaratus ribu",
        "«Hartono» (Terperiksa) diam",
        "«Hartono», Guru Madya, minta uang",
        "Kabag Ortala «Hartono» minta uang",
        "Resi pengiriman dipegang «Hartono»",
        "buku Yudhistira dan Erlangga dijual «Hartono»",
        "Uang diminta Pak «Erlangga» dan Bu «Pratama»",
        "Guru Muda, Pak «Darmin», minta uang. Pengawas Madya diam.",
        "Beta su lapor Pak «Darmin». Lalu Beta pulang.",
        "Beta su lapor Pak «Beta» di loket",
        "Resi: JP00123 «Hartono»",
        "No. WA Anda: 081234567890, kata Bu «Sukarni»",
    ],
)
def test_sums_grades_and_publishers_beside_a_name_are_nobody(marked: str) -> None:
    text, names = unmarked(marked)

    assert [span.of(text) for span in find(text) if span.type is SpanType.PERSON] == names
