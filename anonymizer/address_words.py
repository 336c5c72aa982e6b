"""The words addresses are made of, and those that end them (identifier formats, section 12.4)."""

from __future__ import annotations

from anonymizer.wordlists import words

STREET = words("jl jln jalan jlan jlm gg gang lr lrg lrng lorong lorog street")
ESTATE = words(
    "apartment apartement kompl mess perum perumahan komplek kompleks komp kav kavling griya blok blk "
    "apartemen apt rusun rusunawa villa perumnas asrama "
    "puri cluster btn rusunami kondominium"
)
HAMLET = words(
    "lk lingk lembur huta dhusun mukim lingk lembang dasan gubuk gubug handil tiyuh umbul parit "
    "kampuang kamp "
    "dusn dusun dsn dukuh dkh kampung kp kmp jorong gampong banjar lingkungan link pekon padukuhan "
    "pedukuhan dk kampong br pemangku kemukiman ohoi banua wanua kpg kampoeng"
)
VILLAGE = words("desa ds disah kelurahan kel kei nagari nagori kalurahan kelurhan")
DISTRICT = words("kecamatan kecarnatan kec distrik kapanewon kemantren kecmatan")
BLOCK = words("rt rw rk nw")
NUMBER = words("no nomor nomer nmr km krn number lantai lt kamar unit")
WINGS = words("tower menara gedung")
OF_A_BLOCK = words("ketua pak bu bapak ibu pk bpk sekretaris pengurus bendahara grup wakil mantan para")
# What is announced by "No." instead of a house.
NUMBERED_OTHERWISE = words("hp wa kk ktp nik tlp rek np")
SCANNED = {
    "ji": "jl",
    "j1": "jl",
    "jin": "jln",
    "j1n": "jln",
    "ke1": "kel",
    "kei": "kel",
    "k3c": "kec",
    "d5": "ds",
}
# Keywords that are also the first word of names: "Desa Kampung Baru", "Jorong Kampuang Dalam".
NAMING_KEYWORDS = words("kampung kampuang kampong banjar griya puri villa dusun huta lumban parit")
# Keywords of few regions that are also words inside the names of streets elsewhere.
INNER_KEYWORDS = words("lembang parit lumban handil huta umbul banjar kampung")
# "er te tiga garis miring er we lima".
SAID_IN_BLOCK = words("er te we garis miring garing slash strip per")
DIRECTIONS = words(
    "laut daya tenggara kidul lor wetan kulon timur barat utara selatan tengah dalam baru lama girang "
    "hilir atas bawah seberang hulu ulu"
)
# Parts that say little by themselves and usually follow the name of a place.
NAMELESS = BLOCK | {"gg", "gang", "lr", "lrg", "lorong", "lingk", "lingkungan", "lk", "blok", "blk"}
# Words between a word for living and the place: "tinggal di", "alamat saya:", "kos d".
LEADING = words(
    "di d ti ring nang ing e in at dari ka ri saya sy kami nami ulun ambo abdi kulo is teng neng nek "
    "bapak ibu orang tiang kaula "
)
CALLED_VILLAGE = words("village subdistrict hamlet")
# Ends a message, names no place.
POLITE = words(
    "terima makasih terimakasih trims trimakasih thanks tolong mohon wassalam salam suwun nuhun hormat "
    "sekian demikian min admin please"
)
REGENCY = words("kab kabupaten kota kotamadya prov provinsi propinsi kodepos indonesia")
ADDRESS_WORDS = (
    STREET
    | ESTATE
    | HAMLET
    | VILLAGE
    | DISTRICT
    | BLOCK
    | {"alamat", "alamatnya", "beralamat", "ji", "j", "alarnat", "road", "lane", "avenue", "alley"}
) - {
    "link",
    "br",
}
KEYWORDS = STREET | ESTATE | HAMLET | VILLAGE | DISTRICT | BLOCK
KIND = {
    word: kind
    for kind, listed in (
        ("district", DISTRICT),
        ("village", VILLAGE),
        ("hamlet", HAMLET),
        ("block", BLOCK),
        ("estate", ESTATE),
        ("street", STREET),
    )
    for word in listed
}
# Keywords as a scanner writes them, and themselves: "perurn", "karnpung", "ke1urahan".
KIND_BY_SHAPE = {
    shape: word
    for word in KIND
    for shape in (word.replace("m", "rn"), word.replace("l", "1"), word.replace("l", "i"), word)
    if shape == word or len(word) > 3
}
# Words that can begin an address.
# "Jaga IV" is a hamlet, "jaga loket" is none.
NUMBERED_HAMLET = "jaga"
FIRST = frozenset([*KIND_BY_SHAPE, *SCANNED, "er", "tower", NUMBERED_HAMLET])
STOP = words(
    "terdampak seberang lainnya tersebut setempat sekitar jauh tahap terdekat terpencil yang yg di dan "
    "pada sudah sdh saya dia rumah dekat depan samping belakang sebelah tapi karena krn untuk utk "
    "dengan dgn dari ke itu ini adalah telah akan ingin minta mohon tolong melaporkan melapor bernama "
    "nama telp hp wa nomor no nik ktp kk email tidak tdk gak ga tak juga lagi sekarang skrg kemarin "
    "waktu saat oleh agar bahwa jika kalau kalo serta atau pukul jam tanggal tgl hari bulan tahun mau "
    "bisa harus masih belum kami kita mereka beliau atas sebagai seorang datang pergi lewat terus ada "
    "punya milik semua dalam luar antara hingga sampai menuju the and is in at of my pekerjaan agama "
    "status telepon ttl lahir umur usia kode pos ya nya sih dong loh lho kok deh situ sana sini "
    "menyatakan pak bu bapak ibu sdr kawin islam laki perempuan since tetangga warga penduduk adik "
    "kakak anak istri suami bin binti kula kulo wonten teng abdi aing ambo ulun januari februari maret "
    "april juni juli agustus september oktober november desember rp man mtsn mts smp sma smk jumat "
    "senin selasa rabu kamis sabtu minggu rusak banjir macet but where who her his with for has to i"
)
NOT_A_STREET = words(
    "kaki keluar terus terbaik lain tol pintas nya menuju hidup tengahnya pikiran pulang sendiri rusak "
    "damai depan yang di ke jauh sempit kecil besar becek gelap utama setapak protokol umum berlubang "
    "macet dekat sebelah belakang samping senggol kelinci berita darat pintu kampungku itu ini dan kok "
    "aja saja lancar baik buntu satu cerita hukum tikus masuk sama bareng ditempat tempat"
)
NUMBER_WORDS = words(
    "nol satu dua tiga empat lima enam tujuh delapan sembilan sepuluh sebelas belas puluh lapan kosong "
    "setunggal kalih tigo sekawan gangsal enem pitu wolu sanga siji loro telu papat hiji tilu opat genep "
    "dalapan salapan ciek duo ampek limo anam salapan"
)
# Not abbreviations: a full stop after them ends the sentence.
WHOLE_WORDS = words(
    "kampuang kampong jorong dukuh jalan gang lorong desa dusun kampung kelurahan kecamatan perumahan "
    "komplek kompleks asrama nagari"
)
# Shortened words inside names of streets and hamlets, whose full stop ends nothing.
SHORTENED = words(
    "tgk tgku syekh syech moh muh moch abd drs prof letjen mayjen brigjen jend kapt ust hos stn bgd"
)
NOT_GIVEN = words("tidak dirahasiakan sda idem terlampir ada sesuai sama rahasia anonim belum kosong kantor")
