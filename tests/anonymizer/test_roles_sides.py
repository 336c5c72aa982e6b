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
EVERY = [*REPORTER, *FAMILY_AND_WITNESS, *VICTIM_AND_PAYER, *HELPERS, *NUMBERS, *ACCUSED, *ANYWHERE]


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
