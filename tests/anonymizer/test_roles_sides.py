"""Whoever is on the reporter's side is masked for examiners, whatever office is named beside the name."""

from __future__ import annotations

import pytest

from anonymizer.masking import mask
from anonymizer.policies import Policy
from anonymizer.spans import Span, SpanType

KEY = b"k" * 32
KINDS = {"P": SpanType.PERSON, "N": SpanType.PHONE, "R": SpanType.BANK_ACCOUNT, "I": SpanType.NIP}
KINDS |= {"A": SpanType.ADDRESS, "K": SpanType.NIK}

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
# Whose name stands behind a verb and "bernama" is its object; "yang" makes the name a doer's again.
OBJECTS = r"""
Kepala madrasah menampar guru bernama {p:Suparman}.
Kepala KUA memecat penghulu bernama {p:Suparman}.
Kamad nampar guru honorer namanya {p:Suparman}
Ketua yayasan mengusir operator yang bernama {p:Suparman}.
Oknum itu mengancam pegawai kantor bernama {p:Suparman}.
Dia memotong gaji guru bernama {p:Suparman}.
Uang itu milik guru bernama {p:Suparman}.
Kepala KUA memutasi pegawai a.n. {p:Suparman} karena bertanya.
Guru yang ditampar kepala madrasah bernama {p:Suparman}.
Ada guru bernama {p:Suparman}. Dia dipecat karena bertanya.
Pemukulan terhadap guru bernama {p:Suparman} terjadi di kantor.
Kekerasan terhadap penghulu {p:Suparman} dibiarkan.
Pemecatan terhadap bendahara {p:Suparman} tidak sah.
Kepala KUA melaporkan penghulu {p:Suparman} ke polisi supaya diam.
The principal slapped a teacher named {p:Suparman}.
The headmaster fired the treasurer, {p:Suparman}.
Guru bernama {P:Darsono} menampar anak saya.
Saya dimintai uang oleh pegawai KUA bernama {P:Darsono}.
Ada petugas loket namanya {P:Darsono}, minta uang 50 ribu.
Kepala KUA memarahi guru bernama {P:Darsono} yang memotong honor kami.
Saya mau lapor guru honorer namanya {P:Darsono}
Pengaduan terhadap penghulu {P:Darsono}.
""".strip().splitlines()

# Who refuses to take part, uncovers it, asks for what is owed, hits back or gets too little is no wrongdoer.
WHISTLEBLOWERS = r"""
Bu {p:Sulastri} menolak memalsukan SPJ sehingga dipecat.
Bendahara {p:Sulastri} menolak ikut memungut uang.
Bu {p:Sulastri} tidak mau memotong honor guru.
bu {p:sulastri} gak mau mungut uang dr wali murid
Pak {p:Suparman} enggan memalsukan kuitansi, akibatnya dimutasi.
Mrs. {p:Sulastri} refused to forge the receipts.
Mr. {p:Suparman} never asked for money.
Operator {p:Sulastri} membongkar korupsi itu.
Bu {p:Sulastri} mempertanyakan pungli di rapat.
Guru {p:Sulastri} memprotes potongan itu lalu dipindah.
Mrs. {p:Sulastri} exposed the pungli at the meeting.
Pak {p:Suparman} disuruh kepala memungut uang.
Bu {p:Sulastri} diduga dipukul atasannya.
Bu {p:Sulastri} dilaporkan balik ke polisi.
Bu {p:Sulastri} meminta bukti transfer.
Bu {p:Sulastri} minta rincian biaya wisuda
Pak {p:Suparman} meminta uangnya dikembalikan.
pak {p:suparman} minta duitnya balik
Ketua kelas {p:Melati Kusuma} meminta uang dikembalikan.
Ketua kelas {p:Melati Kusuma} menarik uang kas atas perintah wali kelas.
Bu {p:Sulastri} minta pungutan itu dihentikan, uang tetap ditarik.
Mrs. {p:Sulastri} asked for her money back.
Mrs. {p:Sulastri} asked for the receipts and the money.
Mr. {p:Suparman} took my side and asked for the receipts.
Mr. {p:Suparman} kept my secret.
{p:Suparman} memukul balik setelah dipukul.
{p:Suparman} membentak karena dihina.
{p:Suparman} hit back after he was beaten.
Pak {p:Suparman} menjual sapinya untuk membayar pungutan.
Pak {p:Suparman} terpaksa menjual motor demi biaya haji.
Bu {p:Sulastri} mengambil uang tabungannya sendiri.
Bu {p:Sulastri} menahan tangis.
Pak {p:Suparman} menahan pelaku sampai polisi datang.
Bu {p:Sulastri} hanya menerima uang 50 ribu dari haknya.
Mbah {p:Sarinem} menerima Rp 20.000, padahal haknya Rp 200.000.
Mbah {p:Sarinem} received only Rp 20,000.
Honor diterima Bu {p:Sulastri} hanya separuh karena dipotong.
Zakat diterima Mbah {p:Sarinem} cuma 20 ribu.
Bantuan yang diterima oleh {p:Suparman} tidak utuh.
Uang yang diterima Bu {p:Sulastri} cuma separuh.
Buku nikah yang diminta Bu {p:Sulastri} tidak diberikan.
Pembayaran dilakukan {p:Suparman} di loket.
Bukti disimpan oleh {p:Suparman}.
Rp 3 juta diserahkan kepada {p:Suparman} sebagai ganti rugi atas pemukulan anaknya.
Uang diberikan kepada Bu {p:Sulastri} untuk biaya berobat.
Uang tutup mulut diserahkan kepada {p:Suparman}.
Terlapor memberikan uang kepada Bu {p:Sulastri} agar diam.
The money was paid to {p:Suparman} as compensation.
Bu {P:Darsono} menolak melayani lalu minta uang 200 ribu.
Pak {P:Darsono} tidak hanya meminta uang, dia juga mengancam.
Pak {P:Darsono} meminta uang Rp 2 juta dan tidak mau mengembalikan.
Pak {P:Darsono} memukul anak saya setelah salat.
Mr. {P:Darsono} took my salary and kept my certificate.
Mr. {P:Darsono} asked for money.
Pak {P:Darsono} menjual kursi bantuan.
Pak {P:Darsono} menahan ijazah anak saya.
Pak {P:Darsono} menerima uang Rp 5 juta dari kami.
Uang suap diterima Pak {P:Darsono} di kantor.
Uang Rp 3 juta diserahkan kepada {P:Darsono} sebagai uang pelicin.
Uang diberikan kepada {P:Darsono} untuk biaya pengurusan.
""".strip().splitlines()

# A source is named by a word in front or behind, with the place between; telling is no act of an office.
SOURCES = r"""
Sumber kami di kantor, Pak Kasi {p:Suparman}, mengatakan uang itu dibagi.
Informan saya di bagian keuangan, bendahara {p:Sulastri}, bilang kalau uang itu dibagi.
Teman saya di kantor itu, Kasi {p:Suparman}, bilang harus bayar.
Kasi {p:Suparman}, sumber kami di kantor, mengatakan uang itu dibagi.
Bendahara {p:Sulastri} mengatakan uang itu dibagi.
Our source in the office, treasurer {p:Sulastri}, said the money was shared.
Mertua saya yang tinggal di desa itu, Pak Kades {p:Suparman}, menolak.
Istri terlapor, {p:Sulastri}, tidak tahu apa-apa.
Korban pelaku bernama {p:Sulastri}.
Pelakunya bukan {p:Suparman}.
Atasan kami di kantor, Kasi {P:Darsono}, memotong honor.
Ketua panitia, Bapak {P:Darsono}, membantah.
""".strip().splitlines()

# Nothing but a label stands between an accused and a number that is kept.
LABELS = r"""
Terlapor: {P:Darsono} (NIP. {I:198209172009121003}).
Terlapor: {P:Darsono}, NIP. {I:198209172009121003}
Terlapor: {P:Darsono}, S.Ag., Kepala Seksi, NIP. {I:198209172009121003}
Terlapor: {P:Darsono}, No. HP. {N:081234567890}
Terlapor {P:Darsono} dengan NIP : {I:198209172009121003} meminta uang.
Terlapor: {P:Darsono} (NIP {I:198209172009121003}, HP {N:081234567890})
Terlapor {P:Darsono} memotong gaji NIP {i:198209172009121003}
Terlapor {P:Darsono} memalsukan tanda tangan guru NIP {i:198209172009121003}
Terlapor {P:Darsono} memecat bawahan, NIP. {i:198209172009121003}
Terlapor {P:Darsono}, atasan pegawai NIP {i:198209172009121003}
Terlapor {P:Darsono} mentransfer uang tutup mulut ke BRI {r:009301027781506}
Pak {P:Darsono} meminta uang. Terlapor transfer ke rekening {r:009301027781506}
Terlapor {P:Darsono} transfer ke rekening {r:009301027781506} uang suap itu
Terlapor {P:Darsono} DM {n:081298765432}
Terlapor {P:Darsono} mengejar motor {n:081298765432}
Terlapor: {P:Darsono}\nHP yang bisa dihubungi: {n:081298765432}
Terlapor: {P:Darsono}\nKontak: {n:081298765432}
Nama pelapor: {p:Suparman}\nNama terlapor: {P:Darsono}\nHP: {n:081298765432}
Terlapor: {P:Darsono}\nNIP. : {I:198209172009121003}
Terlapor: {P:Darsono}\nNo. HP: {N:081234567890}
HP {n:081298765432} Pak {P:Darsono} meminta uang
Nomor {N:081234567890} milik terlapor {P:Darsono}
Terlapor {P:Darsono} minta uang ditransfer ke BRI {R:009301027781506}
Pak {P:Darsono} meminta uang. Saya disuruh transfer ke rekening {?:009301027781506}
Pak {P:Darsono} meminta uang. Gaji kami dibayar ke rekening {r:009301027781506}
Nomor terlapor {N:081234567890}
Terlapor menyebarkan nomor guru {n:081298765432}
The accused {P:Darsono}, phone number {N:081234567890}
The accused {P:Darsono} harassed the teacher at {n:081298765432}
""".strip().splitlines()

REPORTED = r"""
I want to report {P:Darsono} for bribery.
I would like to report Mr. {P:Darsono}, the treasurer.
I accuse {P:Darsono} of bribery.
Tersangka bernama {P:Darsono}
Terlapor yang bernama {P:Darsono}
Pelaku ialah {P:Darsono}
Terduga pelaku: {P:Darsono}
The suspect is called {P:Darsono}.
The suspect named {P:Darsono}
I went to report to {p:Suparman}.
Tersangka memukul {p:Suparman}
""".strip().splitlines()

# Further words and orders, in chat spelling and English, of the same families.
FAMILIES = r"""
Bendahara memukul pegawai honorer bernama {p:Suparman} di kantor.
Kamad mukulin guru baru yg namanya {p:Suparman}
Pak kepala bentak2 staf TU namanya {p:Suparman}
Guru bernama {p:Suparman} dipecat kepala madrasah.
Seorang pegawai bernama {p:Suparman} diancam atasannya.
Pegawai bernama {p:Suparman} melapor ke saya.
Petugas loket bernama {p:Suparman} menolong saya.
Guru bernama {p:Suparman} menangis di ruang guru.
Guru yang bernama {p:Suparman} jadi korban.
Kepala KUA menyuruh stafnya yang bernama {p:Suparman} memungut uang.
Kepala KUA memaksa bendaharanya, {p:Suparman}, memotong honor.
Oknum kasi menyalahkan operator bernama {p:Suparman}.
Kepala sekolah mengeluarkan guru bernama {p:Suparman} dari grup.
Kepala madrasah menunda gaji guru bernama {p:Suparman}.
honor guru bernama {p:Suparman} dipotong
Kepala menghapus nama guru {p:Suparman} dari daftar.
Nama guru {p:Suparman} dicoret dari daftar.
Data pegawai bernama {p:Suparman} dipalsukan.
Tanda tangan bendahara {p:Suparman} dipalsukan.
The head of the KUA fired a clerk named {p:Suparman}.
The headmaster slapped Mr. {p:Suparman}.
A teacher called {p:Suparman} was beaten by the headmaster.
They dismissed the treasurer, {p:Suparman}, because he asked for receipts.
Bu {p:Sulastri} ga mau ikut2an korupsi makanya dimutasi
bu {p:sulastri} nolak tanda tangan spj fiktif trus dipindah
Bu {p:Sulastri} menolak keras memotong dana BOS.
Pak {p:Suparman} tidak bersedia memalsukan tanda tangan.
Pak {p:Suparman} tidak pernah meminta uang.
Pak {p:Suparman} bukan yang meminta uang.
Pak {p:Suparman} melarang pungutan dan memarahi yang memungut uang.
Pak {p:Suparman} menghentikan pungli itu.
Pak {p:Suparman} mengembalikan uang kami.
Pak {p:Suparman} menegur kepala yang memungut uang.
Pak {p:Suparman} menemukan pungli di kantornya.
Pak {p:Suparman} memergoki kepala menerima uang.
Pak {p:Suparman} mencatat semua pungli.
Pak {p:Suparman} difitnah korupsi.
Pak {p:Suparman} dituduh korupsi oleh kepala.
Pak {p:Suparman} dituduh menerima uang.
Pak {p:Suparman} dikambinghitamkan kasus korupsi
Pak {p:Suparman} membela murid yang dimintai uang.
Mr. {p:Suparman} was falsely accused of corruption.
Mr. {p:Suparman} reported that the head asked for money.
Mr. {p:Suparman} stopped the headmaster who demanded money.
Mrs. {p:Sulastri} spoke up about the pungli.
Mrs. {p:Sulastri} was threatened and then forced to sign.
Mrs. {p:Sulastri} did not take the money.
Bu {p:Sulastri} menagih haknya.
Bu {p:Sulastri} menagih honor yang belum dibayar.
Bu {p:Sulastri} menagih janji kepala.
Bu {p:Sulastri} meminta penjelasan soal uang komite.
Bu {p:Sulastri} meminta kuitansi pembayaran.
Bu {p:Sulastri} minta tolong agar uangnya balik.
bu {p:sulastri} nanyain uang komite
Wali murid {p:Sulastri} minta uang wisuda dikembaliin.
{p:Sulastri} menuntut uangnya kembali
{p:Sulastri} asked us for help.
{p:Sulastri} asked for her salary.
{p:Sulastri} asked for a refund of Rp 2 million.
{p:Sulastri} demanded her money back.
{p:Sulastri} demanded an explanation.
{p:Suparman} menampar balik pelaku karena membela diri
{p:Suparman} membalas memukul setelah ditendang duluan
{p:Suparman} terpaksa memukul karena dikeroyok
{p:Melati Kusuma} mendorong dan memukul pelaku untuk melepaskan diri.
Dana PIP diterima {p:Melati Kusuma} hanya 200 ribu.
Beasiswa diterima oleh {p:Melati Kusuma} tidak utuh.
gaji yg diterima bu {p:sulastri} cm separo
Uang santunan diserahkan kepada ahli waris, {p:Sulastri}.
Uang itu diberikan kepada {p:Sulastri} sebagai upah.
Honor diberikan ke Bu {p:Sulastri} kurang dari seharusnya.
Bantuan 500 ribu dibayarkan kepada {p:Sulastri} cuma separuh.
Kepala KUA memberi uang kepada {p:Sulastri} supaya tutup mulut.
Rp 2 juta ditransfer ke {p:Sulastri} sebagai pengembalian.
Uang damai diberikan kepada korban {p:Sulastri}.
Kepala mencoba menyuap Bu {p:Sulastri} dengan uang 5 juta.
Mereka menyuap saksi {p:Sulastri}.
The headmaster paid {p:Sulastri} to stay quiet.
Zakat fitrah dibagikan kepada {p:Sarinem} hanya separuh.
Menurut sumber di kantor itu, Bendahara {p:Sulastri}, uangnya dibagi.
Salah satu staf, {p:Sulastri}, membocorkan uang itu dibagi.
Kasi {p:Suparman} yang memberi tahu saya mengatakan uang itu dibagi.
Kasi {p:Suparman} diam-diam memberi tahu kami bahwa kepala memungut uang.
Kasi {p:Suparman} membenarkan bahwa uang itu dibagi.
Kata bendahara, Bu {p:Sulastri}, uang itu dibagi.
Bendahara {p:Sulastri} mengaku disuruh memotong honor.
Bendahara {p:Sulastri} bilang ke saya kalau disuruh kepala memotong honor.
bendahara {p:sulastri} cerita klo kepala minta uang
Our informant, the treasurer {p:Sulastri}, told us the money was shared.
Treasurer {p:Sulastri}, who told me, said the head took the money.
A source in the office, Mr. {p:Suparman}, says the head demanded money.
Guru senior, Bu {p:Sulastri}, menasihati kepala agar tidak memungut uang.
Ketua murid {p:Melati Kusuma} menagih uang kas.
Wali murid {p:Sulastri} menolak bayar.
Pacar terlapor, {p:Sulastri}, ikut menikmati uang.
Sopir terlapor bernama {p:Suparman}.
Sekretaris {p:Sulastri} dipaksa terlapor membuat kuitansi fiktif.
Terlapor memarahi {p:Sulastri} karena tidak memungut uang.
Terlapor menyerahkan amplop kepada {p:Sulastri}.
Uang dipotong dari gaji {p:Sulastri}.
Uang diambil dari {p:Sulastri}.
Uang itu dipinjam dari Bu {p:Sulastri}.
Bu {p:Sulastri} dipinjami uang kepala.
Guru {p:Sulastri} diberi uang oleh kepala supaya diam.
Guru {p:Sulastri} menerima surat pemecatan.
Guru {p:Sulastri} menerima uang dari saya untuk berobat.
Bu {p:Sulastri} menerima uang pengganti.
Bu {p:Sulastri} menerima uang saku yang dipotong.
Operator {p:Sulastri} menahan sakit.
Satpam {p:Suparman} menahan pencuri itu.
Petani {p:Suparman} menjual sawah buat bayar kuliah anaknya.
Bu {p:Sulastri} menjual gorengan di kantin.
Bu {p:Sulastri} jualan nasi, dimintai uang lapak.
Tolong laporkan pegawai bernama {P:Darsono}, dia minta uang.
Guru bernama {P:Darsono} sering memukul siswa.
penghulu namanya {P:Darsono} minta amplop 300rb
Pegawai KUA yang bernama {P:Darsono} mempersulit kami.
Kepala KUA bernama {P:Darsono} memungut Rp 500.000.
Saya dipalak oknum polisi pamong bernama {P:Darsono}.
oknum TU namanya {P:Darsono} narik uang seragam
Yang memukul anak saya guru bernama {P:Darsono}.
Pak {P:Darsono} mulai memungut uang sejak Maret.
Pak {P:Darsono} terang-terangan meminta uang.
Pak {P:Darsono} tidak malu meminta uang.
Pak {P:Darsono} kembali meminta uang 2 juta.
Pak {P:Darsono} menampar anak saya karena tidak bayar.
Pak {P:Darsono} menerima uang dari saya Rp 2 juta untuk mempercepat.
Pak {P:Darsono} minta uang untuk kepala.
Pak {P:Darsono} menahan ijazah karena belum bayar.
Pak {P:Darsono} menjual LKS kepada siswa.
Pak {P:Darsono} mengambil uang tabungan siswa.
Uang PIP dipotong oleh {P:Darsono}.
Honor kami diambil oleh bendahara {P:Darsono}.
Dana bantuan diselewengkan oleh {P:Darsono}.
Saya menyerahkan uang Rp 2 juta kepada Pak {P:Darsono} agar cepat.
Sudah bayar 500rb ke pak {P:Darsono}
Saya diminta transfer ke {P:Darsono} Rp 3 juta.
Saya melaporkan Kepala KUA {P:Darsono} ke Itjen.
Kami melaporkan {P:Darsono} atas dugaan pungli.
Mr. {P:Darsono} asked us for money before signing.
Mr. {P:Darsono} demanded Rp 2 million from every parent.
The principal, Mr. {P:Darsono}, kept the students' certificates.
Mr. {P:Darsono} hit my son.
I am reporting the head of KUA, {P:Darsono}.
We report Mr. {P:Darsono}, the treasurer, for extortion.
{P:Darsono}, bendahara sekolah, memotong honor kami.
Terlapornya adalah {P:Darsono}.
Tersangka utama: {P:Darsono}
Pihak terlapor yaitu Bapak {P:Darsono}
Terlapor I: {P:Darsono}; Terlapor II: {P:Wahyono}
Terlapor (nama: {P:Darsono})
Yang saya laporkan bernama {P:Darsono}
Pelaku pungli itu adalah {P:Darsono}.
Saya korban. Pelakunya {P:Darsono}.
Saya melihat Pak {P:Darsono} menerima amplop.
teman saya melihat {P:Darsono} memukul murid
Kepala KUA, Bapak {P:Darsono}, M.Ag., menolak mengeluarkan surat kecuali dibayar.
Kepala madrasah {P:Darsono} tidak pernah masuk kantor.
Kasi {P:Darsono} memarahi dan mengancam kami.
Atasan saya {P:Darsono} memaksa saya tanda tangan.
Suami saya dipukul Pak {P:Darsono}
mertua saya diminta 2 juta oleh {P:Darsono}
Anak saya ditampar oleh guru {P:Darsono} sampai pingsan.
gurunya {P:Darsono} nampar anak saya
ipar saya {p:Sulastri} dimintai uang oleh {P:Darsono}
sepupuku {p:Sulastri} kena palak {?:Darsono}
my brother-in-law {p:Suparman} was forced to pay
our daughter {p:Melati} was slapped by Mr. {?:Darsono}
Saya {p:Sulastri} dan teman saya {p:Wagiman} melihat {?:Darsono}.
Saya, {p:Sulastri}, melihat sendiri.
I am {p:Sulastri} and I saw it.
My name is {p:Sulastri}, I teach English.
Yang lapor {p:Sulastri}
Pelapornya adalah {p:Sulastri}
Pelapornya: {p:Sulastri}, HP {n:081298765432}
nama sy {p:sulastri} mau lapor pak {P:darsono} minta uang
Terlapor {P:Darsono} memeras pemilik HP {n:081298765432}
Terlapor {P:Darsono} menghubungi {n:081298765432}
Terlapor {P:Darsono} chat ke {n:081298765432}
Pelaku {P:Darsono} spam @{n:081298765432}
Terlapor {P:Darsono} tf uang tutup mulut ke rek BRI {r:009301027781506}
Terlapor {P:Darsono} membayar ke rekening {r:009301027781506}
Terlapor {P:Darsono} menyetor ke BRI {r:009301027781506} milik guru
Terlapor {P:Darsono} mencairkan dana rekening {r:009301027781506}
Terlapor {P:Darsono} menguasai ATM rekening {r:009301027781506}
Terlapor {P:Darsono} memakai NIP {?:198209172009121003}
Terlapor {P:Darsono} mencatut NIP {i:198209172009121003}
Terlapor {P:Darsono} mencoret guru NIP {i:198209172009121003}
Terlapor {P:Darsono} mengusir pegawai NIP. {i:198209172009121003}
Terlapor {P:Darsono} merampas HP {n:081298765432}
Terlapor {P:Darsono} (korbannya HP {n:081298765432})
Terlapor {P:Darsono}. HP {n:081298765432}
Terlapor {P:Darsono}. Mohon hubungi {n:081298765432}
Terlapor: {P:Darsono}. Kontak {n:081298765432}
Terlapor: {P:Darsono}\nNo HP aktif: {n:081298765432}
Terlapor: {P:Darsono}\nHP yg dapat dihubungi: {n:081298765432}
Terlapor: {P:Darsono}\nHP korban: {n:081298765432}
Terlapor: {P:Darsono}\nHP saya: {n:081298765432}
Terlapor: {P:Darsono}\nWA yang bisa dihubungi : {n:081298765432}
Terlapor: {P:Darsono}\nKronologi: uang dikirim guru\nHP: {?:081298765432}
Terlapor: {P:Darsono}\nBukti: ada\nHP: {?:081298765432}
Terlapor\nNama: {P:Darsono}\nHP: {N:081234567890}
Terlapor\nNama: {P:Darsono}\nSaksi: ada\nHP: {n:081298765432}
Data terlapor\nNama : {P:Darsono}\nNIP  : {I:198209172009121003}\nHP   : {N:081234567890}\n\nData pelapor\nNama : {p:Sulastri}\nHP   : {n:081298765432}
Data pelapor\nNama : {p:Sulastri}\nHP   : {n:081298765432}\n\nData terlapor\nNama : {P:Darsono}\nNIP. : {I:198209172009121003}
Pelapor: {p:Sulastri}\nTerlapor: {P:Darsono}\nRekening: {r:009301027781506}
Pak {P:Darsono} ({N:081234567890}) minta uang
Pak {P:Darsono} {N:081234567890} minta uang
Pak {P:Darsono}, wa {N:081234567890}, minta uang
pak {P:darsono} no wa nya {N:081234567890} minta uang
pak {P:darsono} nelpon pake {N:081234567890} minta uang
Terlapor: {P:Darsono} / NIP. {I:198209172009121003} / HP {N:081234567890}
{P:Darsono} NIP.{I:198209172009121003} memotong honor
Terlapor {P:Darsono}, S.Pd., M.M., NIP. {I:198209172009121003},
Terlapor {P:Darsono} (Kepala MI Al-Hikmah, NIP. {I:198209172009121003})
Terlapor, {P:Darsono}, Nip.{I:198209172009121003}
NIP. {I:198209172009121003} a.n. terlapor {P:Darsono}
Pegawai NIP. {i:198209172009121003} dipukul terlapor {P:Darsono}
Guru NIP {i:198209172009121003}, dimutasi oleh {P:Darsono}
HP: {n:081298765432}\nTerlapor: {P:Darsono}
HP {n:081298765432}. Terlapor {P:Darsono}
Saya {p:Sulastri} HP {n:081298765432} melaporkan {P:Darsono} NIP. {I:198209172009121003}
Wa pelaku {N:081234567890}
HP istri terlapor {n:081298765432}
Nomor korban terlapor {n:081298765432}
Rekening terlapor: BRI {R:009301027781506}
Terlapor menyuruh transfer ke BRI {R:009301027781506}
Terlapor sudah transfer ke BRI {r:009301027781506}
Terlapor transfer gaji guru ke BRI {r:009301027781506}
The accused, {P:Darsono}, paid hush money to BRI {r:009301027781506}
The accused, {P:Darsono} (phone {N:081234567890}), asked for money.
The accused {P:Darsono} called {n:081298765432}.
The accused {P:Darsono} texted the student at {n:081298765432}.
Oknum kasi nonjok guru bernama {p:Suparman} kemarin.
Oknum kasi nampar Pak {p:Suparman} kemarin.
kepsek ngeluarin staf TU namanya {p:Suparman}
Bu {p:Sulastri} menolak disuruh memotong honor.
Bendahara {p:Sulastri} menolak mark up anggaran.
Wali murid {p:Sulastri} minta duit agar dikembalikan.
Rp 3 juta diserahkan kepada {p:Sulastri} karena anaknya dipukul.
500rb dikasih ke {p:Sulastri} biar gak lapor
Oknum kasi {P:Darsono} nampar murid kemarin.
Bendahara {P:Darsono} mark up anggaran.
Pak {P:Darsono} minta duit agar berkas diproses.
Rp 3 juta diserahkan kepada {P:Darsono} agar lulus.
min kmrn pak {P:Darsono} minta 200rb, pas sy minta kuitansi dia marah
kak aku mau lapor bu {P:Darsini} wali kelas, dia narik uang kas ga jelas
Lapor pak, bendahara {P:Darsono} potong honor kami 15 persen.
si {P:Darsono} nilep uang kas
bu {p:sulastri} yg ngasih tau sy klo kepsek nilep uang
yg ngasih info bu {p:sulastri} bendahara
infonya dari bendahara {p:sulastri}
tau dari pak {p:suparman} penjaga sekolah klo kamad minta uang
bu {p:sulastri} jg kena palak pak {?:darsono}
bu {p:sulastri} ikut kena potong
Pak {p:Suparman} selaku wali murid keberatan dan meminta uang kembali.
Pak {p:Suparman} memberikan uang Rp 2 juta kepada {P:Darsono}.
The clerk {p:Suparman} quietly told me the head takes a cut.
Mr. {p:Suparman} was punished because he refused to collect the money.
Mrs. {p:Sulastri} lost her job after she asked about the money.
My neighbour, Mrs. {p:Sulastri}, paid Rp 2 million to Mr. {P:Darsono}.
Headmaster {P:Darsono} fired a teacher named {p:Suparman} who asked for receipts.
Headmaster {P:Darsono} forced {p:Suparman} to collect money from parents.
They say {p:Suparman} took the blame for it.
{p:Suparman} took photos of the envelope as proof.
{p:Suparman} took me to the hospital.
{p:Suparman} received threats after asking for the money back.
{p:Suparman} received a warning letter.
Mr. {P:Darsono} received Rp 5 million from my father.
Mr. {P:Darsono} took Rp 2 million from us.
Mr. {P:Darsono} takes money from every parent.
Almarhum {p:Suparman} dulu juga dimintai uang.
Nenek {p:Sarinem} cuma dapat 50 ribu dari bantuan 300 ribu.
Mbah {p:Sarinem} dijanjikan bantuan tapi uangnya diambil {?:Darsono}.
Ahli waris {p:Suparman} tidak menerima santunan.
Jamaah {p:Suparman} membayar lunas tapi tidak berangkat.
Santri {p:Melati} dihukum karena memukul balik.
Siswa {p:Melati} mengambil uang yang jatuh.
Anak {p:Melati} dituduh mengambil uang kas.
Murid {p:Melati} disuruh menarik uang dari teman-temannya.
Ketua OSIS {p:Melati} memungut iuran karena disuruh guru.
Guru piket {p:Suparman} melerai saat {P:Darsono} memukul murid.
Pak {p:Suparman} yang melerai malah dipukul.
Pengacara kami, {p:Suparman}, meminta uang itu dikembalikan.
Kuasa hukum terlapor, {p:Suparman}, meminta laporan dicabut.
Wartawan {p:Suparman} menanyakan pungutan uang itu.
Penerima zakat {p:Sarinem} hanya menerima 20 ribu.
Atas nama keluarga, {p:Suparman} menuntut keadilan.
Penjual {p:Suparman} menjual bakso di depan sekolah.
Kurir {p:Suparman} disuruh mengambil uang oleh {P:Darsono}.
Sopir {p:Suparman} hanya mengantar amplop.
""".strip().splitlines()
# Verbs without a prefix, of chats and regions, and the same people as doers.
BARE_VERBS = r"""
Oknum guru cabuli {p:Melati} di asrama.
oknum ustadz lecehkan bu {p:sulastri}
Oknum pegawai pungli {p:Sarinem} 1 juta
oknum kepala KUA suruh {p:Suparman} tanda tangan
oknum guru da pukul {p:Melati}
oknum guru na pukul {p:melati} di kelas
oknum ustadz {p:lecehkan melati}
OKNUM GURU {p:MEMUKUL MELATI} SAMPAI PINGSAN
terlapor ngapusi {p:Sarinem} 3 juta
oknum guru neunggeul {p:Melati}
oknum kapalo manampar {p:Melati}
oknum panitia tega tipu mbah {p:Sarinem} 20 juta
oknum guru sering cabuli murid bernama {p:Melati}
oknum guru yg suruh {p:Suparman} minta uang
Oknum penyuluh {P:Darsono} tipu mak {p:Sarinem} 3 juta
Oknum guru MTsN 4 Sukamaju {P:Darsono} cabuli santri
Oknum pegawai bagian pendidikan {P:Darsono} minta uang
bu {P:Desak Made Suryani} nagih 300rb
gw kena tipu calo paspor, namanya {P:Darsono}
{P:Darsono} tipu jamaah 20 juta
ustadz {P:Darsono} pukul santri pake rotan
"""
EXPOSERS = r"""
{p:Melati} bongkar korupsi kepsek
{p:Melati} rekam pungli di kantor kami
guru {p:Melati} ungkap korupsi kepsek
{p:Melati}, operator, menolak mark up BOS
{p:Suparman} kena pungli oknum KUA
{p:Suparman} nglaporke pungli kepala
{p:Suparman} ngabongkar korupsi kepsek
pelapor oknum kepala adalah {p:Melati}
yang melaporkan oknum kepala: {p:Melati}
pengganti oknum kepala: {p:Suparman}
terlapor balik melaporkan {p:Melati}
kepala mengancam akan melaporkan {p:Melati}, padahal ia menerima uang
{p:Melati} ngancam lapor ke itjen
{p:Melati} mengancam lapor polisi kalau uang tidak kembali
{P:Darsono} korupsi dana bantuan
{P:Darsono} mengancam guru akan dipecat
yang saya laporkan oknum kepala {P:Darsono}
"""
DENIED = r"""
Kepala menuduh {p:Melati} korupsi
Kepala menyebut {p:Melati} menggelapkan dana
bukan {p:Melati} yang meminta uang
tidak benar {p:Melati} memotong gaji
katanya {p:Melati} minta uang padahal tidak
dibilang {p:Melati} korupsi, fitnah itu
seolah-olah {p:Melati} korupsi
mana mungkin {p:Melati} minta uang
kalau {p:Melati} korupsi pasti saya tahu
{p:Melati} istri kepala yang memotong gaji
anak buah {p:Suparman} minta uang
{p:Suparman} emoh nilep uang
{p:Suparman} ora tau njaluk, indak pernah minta uang
Kepala meminta {p:Melati} meminta uang ke jamaah
{p:Melati} hendak mengambil uang PIP anaknya
{p:Melati} mengambil uang di ATM untuk membayar oknum
{p:Melati} meminta uang damai yang dijanjikan pelaku
memberi kuasa kpd {p:Suparman} utk mengambil uang
Saya mengaku, {p:Suparman}, menerima amplop 500 ribu.
Saya menuduh {P:Darsono} korupsi
Mereka menuding imam dusun, {P:Darsono}, memungut uang
katanya {P:Darsono} minta uang
"""
FORMS = r"""
Nama Terlapor: {P:Darsono}\nJabatan: Kepala KUA\nUraian Kejadian: meminta uang 500 ribu\nNo. HP: {n:081298765432}
Terlapor: {P:Darsono}\nIsi laporan: minta uang\nWA: {n:081298765432}
Terlapor: {P:Darsono}\nTanggal kejadian: 3 Mei\nNomor HP: {n:081298765432}
Terlapor: {P:Darsono}\nKerugian: 500 ribu\nNo Rekening: {r:009301027781506}
Terlapor: {P:Darsono}\nAlamat email: ada\nHP: {n:081298765432}
Yang dilaporkan: {P:Darsono}\nKronologi: gaji dipotong\nNIP: {i:198209172009121003}
Data terlapor\nNama: {P:Darsono}\nUraian: minta uang\nHP: {n:081298765432}
Terlapor: {P:Darsono}\nJabatan: Kepala KUA\nUnit kerja: KUA Sukamaju\nHP: {N:081234567890}
Data terlapor\nNama: {P:Darsono}\nPangkat: III/c\nNIP: {I:198209172009121003}
"""
PLEAS = r"""
tolong periksa {P:Darsono}
Mohon {P:Darsono} dicopot
kata kepala, mohon {p:Suparman} dicopot
kepala bilang tolong periksa {p:Suparman}
anak saya dipukul {P:Darsono}
yang dipukul {p:Suparman}
2. {P:Darsono} (Terperiksa)
HP {P:Darsono} (terlapor) {N:081234567890}
saya diminta transfer ke rekening BRI {R:009301027781506} a.n. {P:Darsono}
saya transfer dari rekening BRI {r:009301027781506} a.n. {p:Suparman}
penipu ini pakai {N:081234567890}
korban penipu ini pakai {n:081298765432}
Atas perbuatan {P:Darsono} kami rugi
"""
NEW = [line for block in (BARE_VERBS, EXPOSERS, DENIED, FORMS, PLEAS) for line in block.strip().splitlines()]
EVERY = [*REPORTER, *FAMILY_AND_WITNESS, *VICTIM_AND_PAYER, *HELPERS, *NUMBERS, *ACCUSED, *ANYWHERE]
EVERY += [*ASKED_AND_PAID, *DONE_BY, *NOT_ACCUSED, *CLEARLY_ACCUSED]
EVERY += [*NEW, *OBJECTS, *WHISTLEBLOWERS, *SOURCES, *LABELS, *REPORTED, *FAMILIES]


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


# Small letters are the reporter's side's or nobody's; a capital is the accused's, which an own table may keep.
OWN_TABLE = r"""
Pelapor\nNama: {p:Sulastri}\nHP: {n:081298765432}\nAlamat: {a:Jl. Melati 5}\nNIK: {k:3404021705790002}\n\nTerlapor\nNama: {P:Darsono}
Pelapor: {p:Sulastri}\nHP: {n:081298765432}\nNIK: {k:3404021705790002}\nTerlapor: {P:Darsono}\nNIP: {I:198209172009121003}
Alamat mertua: {a:Jl. Melati 5}
nomor bu guru yang melapor {n:081298765432}
Alamat: {a:Jl. Melati 5}. Mohon dirahasiakan, HP {n:081298765432}.
Terlapor: {P:Darsono}\nAlamat: {A:Jl. Melati 5}
""".strip().splitlines()


@pytest.mark.parametrize("marked", OWN_TABLE)
def test_an_own_table_that_keeps_everything_keeps_nothing_of_the_reporter(marked: str) -> None:
    text, spans, hidden, shown = parsed(marked)
    generous = Policy.from_table("own", {"default": "keep", "kinds": {"ADDRESS": "keep"}})
    masked = mask(text, policy=generous, key=KEY, spans=spans).text
    assert [value for value in hidden if value in masked] == []
    assert [value for value in shown if value not in masked] == []


def test_only_a_line_for_the_unknown_keeps_them() -> None:
    text, spans, hidden, _ = parsed("HP {n:081298765432}")
    named = Policy.from_table("own", {"roles": {"unknown": {"PHONE": "keep"}}})
    assert hidden[0] in mask(text, policy=named, key=KEY, spans=spans).text
    wide = Policy.from_table("own", {"kinds": {"PHONE": "keep"}})
    assert hidden[0] not in mask(text, policy=wide, key=KEY, spans=spans).text


@pytest.mark.parametrize(
    "verb", ["menampar", "memecat", "memutasi", "menyalahkan", "nampar", "ngusir", "nonjok"]
)
@pytest.mark.parametrize(
    "object_",
    ["guru bernama {}", "pegawai KUA yang bernama {}", "staf TU a.n. {}", "penghulu namanya {}", "Pak {}"],
)
@pytest.mark.parametrize("doer", ["Kepala", "Oknum kasi", "Ketua yayasan"])
def test_whom_somebody_hits_or_dismisses_is_masked(verb: str, object_: str, doer: str) -> None:
    text, spans, hidden, _ = parsed(f"{doer} {verb} {object_.format('{p:Suparman}')} kemarin.")
    assert hidden[0] not in mask(text, policy="pemeriksa", key=KEY, spans=spans).text
    text, spans, _, shown = parsed(f"{doer} {{P:Darsono}} memukul saya dan {verb} guru kemarin.")
    assert shown[0] in mask(text, policy="pemeriksa", key=KEY, spans=spans).text


@pytest.mark.parametrize(
    "verb",
    ["cabuli", "raba", "tipu", "palak", "pecat", "tuduh", "usir", "da pukul", "nyiksa", "kibulin", "cubit"],
)
@pytest.mark.parametrize(
    "doer", ["oknum", "oknum guru", "Oknum kepala KUA", "terlapor", "oknum ustadz", "kepala"]
)
def test_verbs_without_a_prefix_have_objects_too(verb: str, doer: str) -> None:
    text, spans, hidden, _ = parsed(f"{doer} {verb} {{p:Suparman}} di kantor")
    assert hidden[0] not in mask(text, policy="pemeriksa", key=KEY, spans=spans).text
    text, spans, _, shown = parsed(f"oknum guru {{P:Darsono}} {verb} murid")
    assert shown[0] in mask(text, policy="pemeriksa", key=KEY, spans=spans).text


@pytest.mark.parametrize(
    "verb",
    ["bongkar", "ungkap", "viralkan", "catat", "usut", "periksa", "lawan", "cegah", "tanya soal", "mbongkar"],
)
@pytest.mark.parametrize("frame", ["{} {} korupsi kepsek", "{} yang {} pungli", "guru {} {} korupsi"])
def test_who_brings_a_wrong_to_light_is_masked(verb: str, frame: str) -> None:
    text, spans, hidden, _ = parsed(frame.format("{p:Suparman}", verb))
    assert hidden[0] not in mask(text, policy="pemeriksa", key=KEY, spans=spans).text
    text, spans, _, shown = parsed(frame.format("{P:Darsono}", "terus-menerus"))
    assert shown[0] in mask(text, policy="pemeriksa", key=KEY, spans=spans).text
