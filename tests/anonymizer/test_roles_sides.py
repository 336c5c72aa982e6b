"""Whoever is on the reporter's side is masked for examiners, whatever office is named beside the name."""

from __future__ import annotations

import pytest

from anonymizer.masking import mask
from anonymizer.spans import Span, SpanType

KEY = b"k" * 32
KINDS = {"P": SpanType.PERSON, "N": SpanType.PHONE, "R": SpanType.BANK_ACCOUNT, "I": SpanType.NIP}

# {P:...} is a person, {N:...} a phone number, {R:...} an account, {I:...} a NIP. Small letter first: on the
# reporter's side, to be masked; a capital first: the accused's, to be kept; ? for whom the text leaves open.
REPORTER = r"""
Saya selaku Kepala Madrasah, Drs. {p:Ahmad Fauzi}, melaporkan bendahara.
Saya yang bernama {p:Sulastri} adalah kepala tata usaha.
Dari {p:Wagiman} (kepala MI Al-Hikmah) untuk Inspektorat
Kepala KUA {p:Wagiman} (saya sendiri) difitnah oleh warga.
Saya, bendahara {p:Sulastri}, menolak tanda tangan.
Perkenalkan, {p:Wagiman}, ketua komite, mau mengadu.
Dengan hormat, kami ketua yayasan {p:Wagiman} menyampaikan laporan.
sy {p:sulastri} bendahara bos mau lapor pk
Sebagai penghulu, saya {p:Wagiman} keberatan.
Yang bertanda tangan di bawah ini, Kepala Tata Usaha {p:Sulastri}, menerangkan hal berikut.
Yang mengadukan: {p:Wagiman}, S.Th., kepala kantor
Pelapor: Kepala MI {p:Wagiman}
Pengadu adalah sekretaris {p:Sulastri}.
Laporan ini dibuat oleh operator {p:Sulastri}.
kulo {p:Wagiman}, modin deso, badhe lapor
Abdi {p:Sulastri}, bendahara komite, hoyong ngadu.
I, headmaster {p:Wagiman}, am reporting this.
As treasurer I, {p:Sulastri}, refused to sign.
My name is {p:Sulastri} and I am the head of administration.
This is {p:Wagiman}, principal of the school, writing to you.
Nama saya Ketua RT {p:Wagiman}.
Kami, panitia {p:Wagiman}, dirugikan.
aku {p:Sulastri} waka kurikulum pgn ngadu soal potongan
Ketua komite, {p:Wagiman}, melaporkan pungutan ini.
Bendahara {p:Sulastri} mengadukan pemotongan oleh atasan.
Hormat kami, Ketua Komite {p:Wagiman}
Hormat saya\n\nKepala TU\n{p:Sulastri}
Wassalam\n{p:Wagiman}, penghulu
Wassalamualaikum wr wb.\nBendahara {p:Sulastri}
Demikian laporan ini.\n\nKetua,\n{p:Wagiman}
Terima kasih. Ketua, {p:Wagiman}
Mohon ditindaklanjuti.\n\n{p:Wagiman}\nKepala MI Al-Hikmah
Regards,\n{p:Wagiman}\nHeadmaster
ttd,\nSekretaris {p:Sulastri}
Klien kami, {p:Wagiman}, menjabat bendahara.
Mewakili guru, wakil kepala {p:Sulastri} memohon perlindungan.
Nomor saya, {p:Sulastri} bendahara, {n:081298765432}
""".strip().splitlines()

FAMILY_AND_WITNESS = r"""
Saksi: Sekretaris {p:Sulastri}; terlapor: {P:Darsono}
Saksi 1: Bendahara {p:Sulastri}\nSaksi 2: Kepala TU {p:Wagiman}
Saksi-saksi: Ketua RT {p:Wagiman}, Bendahara {p:Sulastri}
Korban: bendahara {p:Sulastri}
Disaksikan oleh kepala dusun {p:Wagiman} dan sekretaris {p:Sulastri}.
Turut hadir sebagai saksi Kepala TU {p:Sulastri}.
Kepala TU {p:Sulastri} yang menyaksikan {P:Darsono} menerima amplop.
Bendahara {p:Sulastri} melihat sendiri {?:Darsono} mengambil amplop itu.
Ketua RT {p:Wagiman} mendengar ancaman itu.
Yang melihat: penghulu {p:Wagiman}
Menurut bendahara {p:Sulastri}, uang itu tidak pernah disetor.
Kata operator {p:Sulastri}, datanya diubah.
Informasi ini saya dapat dari bendahara {p:Sulastri}.
Bendahara {p:Sulastri} cerita ke saya sambil menangis.
Sekretaris {p:Sulastri} memberi tahu saya soal kuitansi itu.
Ketua RT {p:Wagiman} bersedia menjadi saksi.
Ketua RW {p:Wagiman} mendampingi saya ke kantor.
Kepala dusun {p:Wagiman} ikut menandatangani sebagai saksi.
Suami saya, Kepala Desa {p:Wagiman}, juga dimintai uang.
Istri saya bendahara {p:Sulastri} takut melapor.
Ayah saya Ketua RT {p:Wagiman} sakit sejak itu.
Kakak saya, kepala MI {p:Wagiman}, dipersulit.
Kepala TU {p:Sulastri} (istri saya) dipindah.
Anak saya {p:Melati Kusuma} ketua kelas 9.
bapakku pak lurah {p:Wagiman} diancem wong iku
My husband, headmaster {p:Wagiman}, was threatened.
The treasurer, Mrs {p:Sulastri}, witnessed the payment.
According to treasurer {p:Sulastri}, the money was never deposited.
Witness: Secretary {p:Sulastri}
The head of administration, {p:Sulastri}, told me quietly about it.
murid bernama {p:Melati Kusuma} ditampar
Oknum guru {P:Darsono} memukul murid bernama {p:Melati Kusuma}.
Seorang santri bernama {p:Melati Kusuma} dilecehkan.
Wali murid bernama {p:Wagiman} ikut membayar.
""".strip().splitlines()

VICTIM_AND_PAYER = r"""
Ketua RT {p:Wagiman} diminta {?:Darsono} membayar Rp 500.000
Bendahara {p:Sulastri} menolak perintah {?:Darsono} lalu melapor ke saya.
guru bernama {p:Wagiman} dipukul oleh {P:Darsono}
Kepala MI {p:Wagiman} dipaksa menyetor oleh {P:Darsono}.
Bendahara {p:Sulastri} disuruh tanda tangan kuitansi kosong.
Operator {p:Sulastri} diancam akan dipindah oleh {P:Darsono}.
Pegawai bernama {p:Sulastri} dipotong gajinya oleh {P:Darsono}.
Penghulu {p:Wagiman} dimutasi karena menolak setor.
Sekretaris {p:Sulastri} dilecehkan atasannya.
Ketua panitia {p:Wagiman} difitnah {?:Darsono}.
Kepala sekolah {p:Wagiman} membayar Rp 5 juta kepada {P:Darsono}.
Bendahara {p:Sulastri} mentransfer uang ke {P:Darsono}.
Bendahara {p:Sulastri} terpaksa menyerahkan uang kepada {P:Darsono}.
Kepala MI {p:Wagiman} dimintai Rp 2 juta oleh {P:Darsono}.
bendahara {p:sulastri} dipalak {?:darsono} 500rb
pak lurah {p:Wagiman} diplokoto {?:Darsono}
Petugas bernama {p:Wagiman} menjadi korban pemukulan.
{P:Darsono} memaksa bendahara {p:Sulastri} mengubah laporan.
{P:Darsono} mengancam Kepala TU {p:Sulastri} dengan mutasi.
{P:Darsono} meminta uang Rp 2 juta dari bendahara {p:Sulastri}.
{P:Darsono} menyuruh operator {p:Sulastri} menghapus data.
Headmaster {p:Wagiman} was forced by {P:Darsono} to pay.
Treasurer {p:Sulastri} refused to sign and complained to me.
Uang ditransfer ke rekening saya a.n. {p:Wagiman}
Uang saya dikirim dari rekening BRI {r:1234567890} a.n. {p:Wagiman}
Sudah saya transfer dari BCA {r:1234567890} atas nama {p:Wagiman}.
Pengirim: {p:Wagiman}, bendahara; penerima uang: {P:Darsono}
Uang Rp 5 juta diterima {P:Darsono} dari bendahara {p:Sulastri}.
""".strip().splitlines()

NUMBERS = r"""
Terlapor {P:Darsono}, ditransfer ke BCA {r:1234567890} a.n. {p:Sulastri} (istri saya)
Terlapor {P:Darsono} sering menelpon {n:081298765432} (nomor anak saya)
Terlapor {P:Darsono} mengirim gambar ke {n:081298765432}, nomor istri saya.
Pelaku {P:Darsono} menghubungi {n:081298765432} berkali-kali.
Terlapor {P:Darsono} meneror saya ke nomor {n:081298765432}
Oknum {P:Darsono} tahu rekening {r:1234567890} milik anak saya.
Terlapor: {P:Darsono}. Hubungi saya {n:081298765432}
Dipotong oleh bendahara {P:Darsono}. Sejak Maret.\nPetugas: Nomor yang bisa dihubungi?\nPenelepon: {n:081339402817}
Pelaku {P:Darsono} minta uang, hub bendahara {p:Sulastri} {n:081298765432}
""".strip().splitlines()

ACCUSED = r"""
Terlapor: Drs. H. {P:Bambang Suryono}, M.Pd. NIP {I:197003121995031002}
Pak {P:Darsono} (HP {N:081234567890}) meminta uang
Terlapor {P:Darsono} meneror lewat WA {N:081234567890}
{P:Darsono} meneror lewat WA {N:081234567890}
Oknum guru {P:Darsono} meminta uang.
Transfer ke rekening BRI {R:1234567890} a.n. {P:Darsono}
Kepala KUA {P:Darsono} meminta Rp 500.000 kepada kami.
Bendahara {P:Darsono} memotong honor kami.
Uang diserahkan kepada kepala sekolah {P:Darsono}.
Penghulu {P:Darsono} menolak menikahkan kami.
Ketua panitia, Bapak {P:Darsono}, menyatakan uang belum cair.
Pelaku {P:Darsono} menelepon dari nomor {N:081234567890}
Treasurer {P:Darsono} demanded Rp 2 million.
NAMA TERLAPOR : {P:Darsono}\nJABATAN : KEPALA\nNIP : {I:197003121995031002}
yg motong bendahara {P:Darsono}
""".strip().splitlines()

# An office holder who does what witnesses, victims and helpers do.
HELPERS = r"""
Notulen rapat\nNotulis: {p:Sulastri}\nHadir: 1. Kepala TU {p:Sulastri Handayani} 2. Bendahara {p:Wagiman}
Daftar korban pungli:\n1. Bendahara {p:Sulastri}\n2. Operator {p:Wagiman}\n3. {p:Melati Kusuma}
Yang membayar: Kepala MI {p:Wagiman} Rp 2 juta, bendahara {p:Sulastri} Rp 1 juta
Saya bersama Kepala TU {p:Sulastri} menghadap {?:Darsono}.
Sekretaris desa {p:Sulastri} ikut mengantar saya ke polsek.
Bu {p:Sulastri} selaku bendahara keberatan atas perintah Kepala KUA {P:Darsono}.
Kepala TU {p:Sulastri} mengetahui kejadian itu dan siap bersaksi.
Bendahara {p:Sulastri} mengaku diancam oleh {P:Darsono}.
Ketua komite {p:Wagiman} merasa dirugikan.
Kepala MI {p:Wagiman} mengirim uang Rp 2 juta ke {P:Darsono}
Kepsek {p:Wagiman} setor 2 juta tiap bulan ke {?:Darsono}
As the head, {p:Sulastri} had to pay 2 million to {?:Darsono}.
Kepala RA {p:Sulastri} menceritakan bahwa {P:Darsono} minta uang
Kepala RA {p:Sulastri} memohon agar namanya dirahasiakan.
Penghulu {p:Wagiman} menyampaikan keluhan ini kepada saya.
Kepala Madrasah {p:Wagiman} menolong saya.
Bendahara {p:Sulastri} menunjukkan bukti transfer kepada saya.
Operator {p:Sulastri} meminta perlindungan.
Kepala MI {p:Wagiman} meminta identitasnya dirahasiakan.
Bendahara {p:Sulastri} menerima ancaman dari {?:Darsono}.
Bendahara {p:Sulastri} memberi saya kuitansi itu sebagai bukti.
Saya cerita ke bendahara {p:Sulastri} dan Ketua RT {p:Wagiman}.
Kepala TU {p:Sulastri} menolak, lalu dipecat {?:Darsono}.
Bendahara {p:Sulastri} menolak setoran dan melapor ke saya.
Wakil kepala {p:Sulastri} dan saya menolak.
Kepala KUA {P:Darsono} memotong honor kami tanpa alasan.
Saya dibantu kepala TU {p:Sulastri} mengumpulkan bukti.
Kepala KUA {P:Darsono} meminta uang. {P:Darsono} memotong. Bu {p:Sulastri} melihat {P:Darsono}.
""".strip().splitlines()

# One person's cue counts for all mentions.
ANYWHERE = r"""
Kepala TU {p:Sulastri} meminta data itu. Saya, {p:Sulastri}, melapor.
Nama Jemaah : {p:Sulaiman Daeng Tutu}\nKeluhan : kursi roda disewakan SAR 200 oleh petugas {P:Anwar}.
Bendahara {p:Sulastri Handayani} menyerahkan uang. Bu {p:Sulastri} menyaksikan semuanya. Kepala TU {p:Sulastri Handayani} memotong apa pun? Tidak.
Kepala KUA {p:Wagiman} meminta bukti. Hormat saya, {p:Wagiman Hadi}
""".strip().splitlines()
# Money asked of somebody, and money that goes to somebody.
ASKED_AND_PAID = r"""
Oknum meminta uang kepada {p:Agus Salman}, HP {n:081234567890}, rekening BRI {r:012301012345504} a.n. {p:Agus Salman}
Kepala KUA {P:Darsono} meminta uang kepada {p:Endang Wahyuni}.
Pak {P:Darsono} minta uang ke {p:Endang Wahyuni}
Terlapor meminta uang kepada {p:Endang Wahyuni}.
Petugas meminta biaya nikah kepada Ibu {p:Endang Wahyuni}, HP {n:081234567890}.
Bendahara minta jatah dari {p:Suparman} tiap bulan
Oknum penyuluh memungut Rp 300 ribu dari {p:Endang Wahyuni}
Kepala KUA menagih setoran ke {p:Suparman}
Panitia menarik uang sama Bu {p:Endang Wahyuni}
Kasi meminta Rp 5 juta pada guru {p:Endang Wahyuni}
The officer demanded money from {p:Endang Wahyuni}.
Uang Rp 2 juta diserahkan kepada {P:Darsono}.
Saya transfer uang ke {P:Darsono}.
Saya membayar Rp 500.000 kepada {P:Darsono}.
Saya setor uang ke Pak {P:Darsono}
Saya diminta menyerahkan Rp 5 juta kepada {P:Darsono}
Petugas minta uang ditransfer ke {P:Darsono}
Uang itu dikembalikan kepada {p:Suparman}.
Uang beasiswa seharusnya diberikan kepada {p:Suparman}.
Uang sisa diserahkan kembali ke {p:Suparman}
Laporan ini saya serahkan kepada {p:Suparman}
Bukti transfer diserahkan kepada {p:Suparman}
""".strip().splitlines()

# "oleh" names the accused behind a wrong only.
DONE_BY = r"""
Uang itu dibayar oleh {p:Suparman}.
Uang itu dibayarkan oleh bendahara {p:Suparman}.
Uang 2 juta disetor oleh {p:Suparman}.
Uang diserahkan oleh {p:Suparman} kepada {P:Darsono}.
Pungutan itu dibongkar oleh {p:Suparman}.
Pungutan yang diminta itu diungkap oleh kepala TU {p:Suparman}.
Kejadian itu difoto oleh {p:Suparman}.
Kejadian itu direkam oleh {p:Suparman}.
Hal ini dilaporkan oleh {p:Suparman}.
Kejadian itu diambil rekamannya oleh {p:Suparman}.
Diambil videonya oleh {p:Suparman}.
The scandal was exposed by {p:Suparman}.
Uang 2 juta diambil oleh {P:Darsono}.
Saya dimarahi oleh {P:Darsono}.
Saya dimintai uang oleh Pak {P:Darsono}.
Honor kami dipotong oleh {P:Darsono}.
Berkas saya ditahan oleh penghulu {P:Darsono}.
Berkas kami dipersulit di loket dua oleh {P:Darsono}.
""".strip().splitlines()

# Verbs of the accused that are done to, refused or filmed by somebody else; sources named a sentence later.
NOT_ACCUSED = r"""
{p:Suparman} menerima intimidasi.
{p:Suparman} mendapat ancaman dari kepala KUA
{p:Suparman} menolak menerima uang.
Bendahara {p:Suparman} menolak menerima amplop itu.
Kepala MTsN menyuruh {p:Suparman} meminta uang kepada wali murid.
Kepsek memerintahkan {p:Suparman} memungut uang dari siswa
{p:Suparman} memotong video itu dan mengirimkannya ke saya.
oknum itu tetangga {p:Suparman}
Oknum itu adalah atasan {p:Suparman}
Bendahara {p:Suparman} menolak mencairkan. Dialah yang memberi tahu saya.
Kepala TU {p:Suparman} memotong honor kami. Beliau narasumber laporan ini.
Penghulu {p:Suparman} memotong honor. Dia saksi utama kami.
Pelaku adalah Pak {p:Suparman}, suami saya sendiri
Terlapor: {p:Yanto Subekti}. {p:Yanto} adalah paman saya.
Terlapor adalah {p:Suparman}, kakak ipar saya.
Terlapor: {P:Darsono}, suami saya {p:Suparman} dipukul.
Saksi mata: {p:Suparman}, sudah pensiun
{P:Darsono} memotong honor kami dan mengirimkan sisanya terlambat.
{P:Darsono} intimidasi saya
Terlapor: {P:Darsono}. Dia sering marah.
""".strip().splitlines()

CLEARLY_ACCUSED = r"""
Yang meminta uang adalah {P:Darsono}
Yang memungut uang itu bernama {P:Darsono}
Saya diperas {P:Darsono}
Kami dipalak {P:Darsono}
Saya dimintai uang {P:Darsono}
penghulu H. {P:Darsono} yang meminta amplop
Mr {P:Darsono}, head of KUA, demanded a bribe
Mrs {P:Darsono}, treasurer of the school, asked for money
Accused: {P:Darsono}
The accused is {P:Darsono}
Pelakunya bernama {P:Darsono}.
Kepala KUA {P:Darsono} memaksa saya membayar.
""".strip().splitlines()
EVERY = [*REPORTER, *FAMILY_AND_WITNESS, *VICTIM_AND_PAYER, *HELPERS, *NUMBERS, *ACCUSED, *ANYWHERE]
EVERY += [*ASKED_AND_PAID, *DONE_BY, *NOT_ACCUSED, *CLEARLY_ACCUSED]


def parsed(marked: str) -> tuple[str, list[Span], list[str], list[str]]:
    """Return the text, its spans, what must be masked and what must be kept."""
    text, spans, hidden, shown = "", list[Span](), list[str](), list[str]()
    for index, part in enumerate(marked.replace("\\n", "\n").replace("}", "{").split("{")):
        if index % 2:
            code, value = part.split(":", 1)
            kind = KINDS.get(code.upper(), SpanType.PERSON)
            spans.append(Span(len(text), len(text) + len(value), kind, 1.0, "by hand"))
            hidden += [value] if code.islower() else []
            shown += [value] if code.isupper() else []
            part = value
        text += part
    return text, spans, hidden, shown


@pytest.mark.parametrize("marked", EVERY)
def test_the_reporters_side_is_masked_and_the_accused_stays(marked: str) -> None:
    text, spans, hidden, shown = parsed(marked)
    masked = mask(text, policy="pemeriksa", key=KEY, spans=spans).text
    assert [value for value in hidden if value in masked] == []
    assert [value for value in shown if value not in masked] == []


@pytest.mark.parametrize(
    "office", ["kepala", "bendahara", "Ketua RT", "penghulu", "sekretaris", "Kepala KUA"]
)
@pytest.mark.parametrize(
    "frame",
    ["saya {} {{p:Wagiman}}", "{} {{p:Wagiman}} diancam", "Saksi: {} {{p:Wagiman}}", "{} {{p:Wagiman}}"],
)
def test_an_office_alone_keeps_nobody(office: str, frame: str) -> None:
    text, spans, hidden, _ = parsed(frame.format(office))
    assert hidden[0] not in mask(text, policy="pemeriksa", key=KEY, spans=spans).text
    acting, spans, _, shown = parsed(f"{office} {{P:Wagiman}} meminta uang")
    assert shown[0] in mask(acting, policy="pemeriksa", key=KEY, spans=spans).text
