"""Which part a person plays, from the words around."""

from __future__ import annotations

import pytest

from anonymizer.roles import Role, roles
from anonymizer.spans import Span, SpanType

# [P:...] marks a person, [N:...] a phone number, [R:...] an account; the expected roles follow in order.
CASES: list[tuple[str, list[Role]]] = [
    ("Nama saya [P:Siti Aminah], mau lapor", [Role.REPORTER]),
    ("Hormat saya,\n\n[P:Dewi Lestari]", [Role.REPORTER]),
    ("suami saya [P:Joko] dan anak saya [P:Rafli] ditolak", [Role.FAMILY, Role.FAMILY]),
    ("Saya menikah dengan istriku [P:Lastri]", [Role.FAMILY]),
    ("disaksikan oleh Bu [P:Rina] serta Pak [P:Oman]", [Role.WITNESS, Role.WITNESS]),
    ("teman saya [P:Ucok] juga melihat", [Role.WITNESS]),
    ("oknum pegawai bernama X minta, yaitu oknum [P:Bambang]", [Role.ACCUSED]),
    ("diminta uang Rp 500 ribu oleh Pak [P:Bambang Heru]", [Role.ACCUSED]),
    ("Bu [P:Tuti] minta uang 200 ribu tiap berkas", [Role.ACCUSED]),
    ("Bu [P:Tuti] minta identitasnya dirahasiakan", [Role.UNKNOWN]),
    ("Kepala KUA Drs. H. [P:Anwar Sadat], M.Ag menolak", [Role.OFFICIAL]),
    ("dosen pembimbing saya, Dr. [P:Mahmud]", [Role.OFFICIAL]),
    ("PEGAWAI KUA BERNAMA [P:RUSTAM EFENDI] MENAHAN BUKU NIKAH ANAK SAYA [P:NOVI]", [Role.ACCUSED, Role.FAMILY]),
    ("[P:Bagus] datang ke kantor", [Role.UNKNOWN]),
    ("IDENTITAS PELAPOR\nNama: [P:Dewi]\nHP: [N:081234567890]\n\nIDENTITAS TERLAPOR\nNama: [P:Rudi]", [Role.REPORTER, Role.REPORTER, Role.ACCUSED]),
    ("Hubungi saya di [N:081234567890]", [Role.REPORTER]),
    ("transfer ke rekening [R:1234567890] a.n. [P:Rudi]", [Role.ACCUSED, Role.ACCUSED]),
    ("Oknum [P:Rudi] (HP [N:081234567890]) mengancam", [Role.ACCUSED, Role.ACCUSED]),
    ("Oknum [P:Rudi] mengancam. Nomor ini aktif: [N:081234567890]", [Role.ACCUSED, Role.UNKNOWN]),
    ("no sy [N:081234567890] a/n [P:Yuliana]", [Role.REPORTER, Role.UNKNOWN]),
    ("09.12 - Mama [P:Chika]: Itu yg nagih di gerbang siapa", [Role.WITNESS]),
    ("disaksikan Ketua RW [P:Sukrisno]", [Role.WITNESS]),
    ("temenku [P:Faqih] sampai retak", [Role.WITNESS]),
    ("berkas dikembalikan terus oleh Sdr [P:Tarjono]", [Role.ACCUSED]),
    ("laporan ini dibuat oleh [P:Tohir]", [Role.REPORTER]),
    ("didampingi oleh Bu [P:Rahma]", [Role.WITNESS]),
    ("keluhan terhadap [P:Yasin], admin", [Role.ACCUSED]),
    ("kepala baru namanya [P:Kurniadi]", [Role.ACCUSED]),
    ("I am writing about Ustadz [P:Harith]", [Role.ACCUSED]),
    ("My name is [P:Clara Voss] and my husband [P:Tom] saw it", [Role.REPORTER, Role.FAMILY]),
    ("The treasurer, Mr. [P:Hardi], demanded Rp 2 million", [Role.ACCUSED]),
    ("Saya [P:Sulastri] melapor.", [Role.REPORTER]),
    ("Teman saya [P:Sulastri] melapor.", [Role.WITNESS]),
    ("My name is [P:Sulastri] and I teach here.", [Role.REPORTER]),
    ("Pelapornya [P:Sulastri]", [Role.REPORTER]),
    ("mertua sy hj. [P:rukmini] dimintai", [Role.FAMILY]),
    ("adik ipar sy ([P:sulaiman])", [Role.FAMILY]),
    ("our niece [P:Melati] was slapped", [Role.FAMILY]),
    ("I want to report [P:Darsono] for bribery", [Role.ACCUSED]),
    ("I reported to [P:Darsono]", [Role.UNKNOWN]),
    ("Tersangka bernama [P:Darsono]", [Role.ACCUSED]),
    ("Istri tersangka bernama [P:Darsini]", [Role.UNKNOWN]),
    ("Terlapor: [P:Darsono] (HP. [N:081234567890])", [Role.ACCUSED, Role.ACCUSED]),
    ("Terlapor [P:Darsono] memanggil [N:081234567890]", [Role.ACCUSED, Role.UNKNOWN]),
]  # fmt: skip
KINDS = {"P": SpanType.PERSON, "N": SpanType.PHONE, "R": SpanType.BANK_ACCOUNT}


def parsed(marked: str) -> tuple[str, list[Span]]:
    text, spans = "", []
    for index, part in enumerate(marked.replace("]", "[").split("[")):
        if index % 2:
            value = part[2:]
            spans.append(Span(len(text), len(text) + len(value), KINDS[part[0]], 1.0, "by hand"))
            part = value
        text += part
    return text, spans


@pytest.mark.parametrize(("marked", "expected"), CASES)
def test_the_words_around_tell_the_part(marked: str, expected: list[Role]) -> None:
    assert roles(*parsed(marked)) == expected
