"""The courses cases take in the demo, one short function each; `COURSES` names them for the samples."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from sqlalchemy.orm import Session

from casemgr.custody import Custody
from casemgr.demo.life import Life
from casemgr.desk import Desk
from casemgr.rules.workflow import Verb
from casemgr.store.models import Case

Course = Callable[[Life], None]

RIGHTS = ("hadirkan_saksi", "baca_bap", "praduga", "tanggapi_notisi")
LETTER = {"audit_kind": "adtt", "letter_number": "ST-17/CONTOH/2026"}


POINTS = {"centre": ("melati", "bima"), "tirta": ("tirta", "sekar")}
"""Who takes up and who reviews, by the receiving team a sample names."""


def _taker(life: Life) -> str:
    return POINTS[life.sample.get("point", "centre")][0]


def _reviewer(life: Life) -> str:
    return POINTS[life.sample.get("point", "centre")][1]


def new(life: Life) -> None:
    """Filed, and nobody has looked yet."""


def acknowledged(life: Life) -> None:
    """Taken up by the receiving team."""
    life.wait(1, minutes=40)
    life.does(_taker(life), Verb.ACKNOWLEDGE, duplicates_searched=True)


def asked(life: Life) -> None:
    """A question waits for the reporter."""
    acknowledged(life)
    life.wait(0, minutes=35)
    life.does(
        _taker(life),
        Verb.ASK,
        text="Terima kasih. Kira-kira tanggal berapa hal ini terjadi, dan di ruangan mana?",
        read_it=True,
        missing=("when", "where"),
    )


def answered(life: Life) -> None:
    """The reporter has answered; the receiving team has news."""
    asked(life)
    life.wait(2)
    life.reply("Kejadiannya hari Selasa pagi, di ruang pelayanan lantai satu. Saya masih ingat mejanya.")


def verified(life: Life) -> None:
    """The file is complete and waits for review."""
    acknowledged(life)
    life.wait(1, minutes=20)
    life.does(_taker(life), Verb.VERIFY, title=life.sample.get("title", ""), content_sufficient=True)


def _sheet(life: Life, degree: str) -> None:
    life.wait(1, minutes=15)
    life.does(
        _reviewer(life),
        Verb.REVIEW,
        degree=degree,
        category=life.sample.get("category", "pelayanan"),
        severity=life.sample.get("severity", "sedang"),
        core_issue=life.sample.get("core_issue", "Pelayanan di luar ketentuan resmi."),
        rule_reference="Standar pelayanan contoh nomor 4",
    )


def reviewed(life: Life) -> None:
    """The review sheet is filled; nobody is assigned yet."""
    verified(life)
    _sheet(life, "berkadar")


def _inspector(life: Life) -> tuple[str, str]:
    """Name the inspector and the team leader of the sample's region."""
    return ("surya", "nala") if life.sample.get("region") == "east" else ("wira", "panji")


def assigned(life: Life) -> None:
    """An inspector has to act."""
    reviewed(life)
    inspector, _ = _inspector(life)
    life.wait(0, minutes=25)
    life.does(
        _reviewer(life),
        Verb.ASSIGN,
        staff=life.staff_id(inspector),
        due_on=life.date(10),
        instruction="Mohon diperiksa; jaga agar terlapor belum tahu.",
    )


def _begin(life: Life, verb: Verb, **values: Any) -> str:
    """Let the inspector begin an examination and put the team leader on it; return the leader."""
    assigned(life)
    inspector, leader = _inspector(life)
    life.wait(1, minutes=10)
    life.does(inspector, verb, **values)
    life.does(inspector, Verb.ASSIGN, staff=life.staff_id(leader), due_on=life.date(15), instruction="")
    return leader


def clarification(life: Life) -> None:
    """The examiners ask for explanations."""
    leader = _begin(life, Verb.CLARIFY, note="Undangan klarifikasi disiapkan.")
    life.wait(2)
    life.does(leader, Verb.NOTE, text="Pemohon lain di hari yang sama perlu ditanya, tanpa menyebut laporan.")


def fact_finding(life: Life) -> None:
    """The examiners gather facts quietly."""
    leader = _begin(life, Verb.FIND_FACTS, note="Pengumpulan bahan tanpa pemberitahuan.")
    life.wait(3)
    life.does(leader, Verb.NOTE, text="Daftar antrean dan kuitansi bulan lalu sudah diminta.")


def audit(life: Life) -> None:
    """An audit team is at work under a letter of assignment."""
    assigned(life)
    inspector, leader = _inspector(life)
    life.wait(1)
    letter: dict[str, Any] = {**LETTER, "letter_from_on": life.date(1), "letter_to_on": life.date(12)}
    life.does(inspector, Verb.AUDIT, **letter)
    life.does(inspector, Verb.ASSIGN, staff=life.staff_id(leader), due_on=life.date(12), instruction="")


def writing_up(life: Life) -> None:
    """The report of the examination is being written, with recommendations."""
    leader = _begin(life, Verb.FIND_FACTS)
    life.wait(4)
    life.does(leader, Verb.WRITE_UP, grounds="sufficient")
    life.by(
        leader,
        lambda desk, case: desk.add_allegation(
            case,
            category=life.sample.get("category", "pungli"),
            name="",
            position="petugas loket",
            unit="loket depan",
        ),
    )
    for text in ("Mengembalikan uang kepada pemohon.", "Memasang tarif resmi di semua loket."):
        life.does(leader, Verb.RECOMMEND, text=text, addressee="Kepala kantor", due_on=life.date(20))


def concluded(life: Life) -> None:
    """Proven; recommendations are to be followed up."""
    writing_up(life)
    inspector, _ = _inspector(life)
    life.wait(2)
    life.does(inspector, Verb.CONCLUDE, when="proven", outcome="terbukti", sanction="R2", rights=RIGHTS)


def _settle(life: Life, number: int, result: str, text: str) -> None:
    inspector, _ = _inspector(life)

    def settle(desk: Desk, case: Case) -> None:
        row = desk.file(case).recommendations[number]
        desk.perform(Verb.FOLLOW_UP, case, {"recommendation": row.id, "result": result, "text": text})

    life.by(inspector, settle)


def followed_up(life: Life) -> None:
    """One recommendation is done, the other in part."""
    concluded(life)
    life.wait(3)
    _settle(life, 0, "sesuai", "Uang dikembalikan kepada semua pemohon yang tercatat; kuitansi terlampir.")
    life.wait(1)
    _settle(life, 1, "belum_sesuai", "Tarif dipasang di dua dari tiga loket.")


def told(life: Life) -> None:
    """The reporter knows the result and may still object."""
    concluded(life)
    life.wait(2)
    _settle(life, 0, "sesuai", "Uang dikembalikan.")
    _settle(life, 1, "sesuai", "Tarif dipasang di semua loket.")
    life.wait(1)
    life.does(
        "ratna",
        Verb.GIVE_FEEDBACK,
        text="Laporan Anda terbukti. Uang dikembalikan, tarif resmi dipasang, petugas dikenai sanksi.",
        read_it=True,
    )


def closed(life: Life) -> None:
    """The reporter said that it is enough."""
    told(life)
    life.wait(2)
    life.reply("Terima kasih, uang sudah saya terima kembali.", satisfied=True)


def not_proven(life: Life) -> None:
    """Examined, not proven, told."""
    leader = _begin(life, Verb.CLARIFY)
    inspector, _ = _inspector(life)
    life.wait(3)
    life.does(leader, Verb.WRITE_UP, record_number="BA-09/CONTOH")
    life.wait(1)
    life.does(
        inspector,
        Verb.CONCLUDE,
        when="not_proven",
        outcome="tidak_terbukti",
        text="Kami sudah memeriksa daftar dan bertanya kepada beberapa orang. Hal itu tidak terbukti.",
        read_it=True,
    )


def served(life: Life) -> None:
    """No oversight matter: answered, and the reporter was content."""
    verified(life)
    _sheet(life, "tidak_berkadar")
    life.wait(1)
    life.does(
        "bima",
        Verb.GIVE_FEEDBACK,
        outcome="dijawab",
        text="Antrean sekarang dipanggil menurut nomor, dan papan petunjuk sudah diperbaiki.",
        read_it=True,
    )
    life.wait(1)
    life.reply("Sudah lebih baik, terima kasih.", satisfied=True)


def _ask_to_decline(life: Life) -> str:
    acknowledged(life)
    life.wait(1)
    decision_id = life.does(
        "melati",
        Verb.DECLINE,
        reason="terlalu_umum",
        note="Tidak ada tempat, waktu, atau perbuatan yang dapat diperiksa.",
        decider=life.staff_id("laras"),
    )
    assert decision_id is not None
    return decision_id


def decline_asked(life: Life) -> None:
    """Somebody asked to decline; the supervisor has not decided."""
    _ask_to_decline(life)


def declined(life: Life) -> None:
    """Declined by two persons."""
    decision_id = _ask_to_decline(life)
    life.wait(1)
    life.decides("laras", decision_id, agree=True, reason="Setuju, tidak ada yang dapat diperiksa.")


def _ask_to_refer(life: Life) -> str:
    verified(life)
    life.wait(1)
    decision_id = life.does(
        "bima",
        Verb.REFER,
        reason="bukan_kewenangan",
        target="sp4n",
        letter_number="S-21/CONTOH/2026",
        sent="Uraian tanpa nama pelapor.",
        no_identity=True,
        decider=life.staff_id("laras"),
    )
    assert decision_id is not None
    return decision_id


def refer_asked(life: Life) -> None:
    """Somebody asked to refer the matter to another body."""
    _ask_to_refer(life)


def referred(life: Life) -> None:
    """Referred by two persons."""
    decision_id = _ask_to_refer(life)
    life.wait(1)
    life.decides("laras", decision_id, agree=True, reason="Kewenangan instansi lain.")


def held(life: Life) -> None:
    """On hold until another body has answered."""
    reviewed(life)
    life.wait(1)
    life.does(
        "laras",
        Verb.HOLD,
        reason="menunggu_instansi",
        review_on=life.date(15),
        note="Menunggu keterangan kantor pertanahan.",
    )


def withdrawn(life: Life) -> None:
    """The reporter withdraws; the supervisor closes after asking about pressure."""
    verified(life)
    life.wait(1)
    life.by_reporter(
        lambda intake, reporter: intake.withdraw(reporter, "Sudah diselesaikan baik-baik, saya cabut.")
    )
    life.wait(1)
    life.does(
        "laras",
        Verb.CLOSE,
        when="withdrawn",
        pressure_checked=True,
        note="Ditanyakan lewat dialog: tidak ada tekanan.",
    )


def reopened(life: Life) -> None:
    """Closed once, and begun again on new evidence."""
    served(life)
    life.wait(3)
    life.reply("Maaf, hari ini terjadi lagi: loket tutup sebelum waktunya.")
    life.wait(1)
    life.does("laras", Verb.REOPEN, note="Kejadian yang sama berulang menurut pelapor.")


GROUND = "pemeriksaan_saksi"


def identity_asked(life: Life) -> str:
    """An officer asked for the name; the custodian has not decided."""
    leader = _begin(life, Verb.CLARIFY)
    life.wait(1)

    def ask(door: Custody, session: Session) -> str:
        case = door.case(life.reference)
        return door.request(
            case,
            case.reports[0].id,
            ground=GROUND,
            reason="Pelapor satu-satunya saksi; keterangannya perlu diambil dengan pendampingan.",
        )

    found: str = life.custody(leader, ask)
    return found


def identity_waits(life: Life) -> None:
    """An officer asked for the name; the custodian has not decided."""
    identity_asked(life)


def identity_approved(life: Life) -> None:
    """A custodian agreed; the officer has not opened the name yet."""
    disclosure_id = identity_asked(life)
    life.wait(0, minutes=90)
    life.custody("jaga", lambda door, session: door.approve(disclosure_id, "Perlu untuk berita acara."))


def identity_opened(life: Life) -> None:
    """The officer saw the name once."""
    identity_approved(life)
    life.wait(0, minutes=30)
    _, leader = _inspector(life)
    reserved = life.custody(
        leader, lambda door, session: door.reserve(door.requests_of(door.case(life.reference))[0].id)
    )
    life.custody(leader, lambda door, session: door.disclose(reserved))


def identity_refused(life: Life) -> None:
    """A custodian refused."""
    disclosure_id = identity_asked(life)
    life.wait(0, minutes=90)
    life.custody(
        "suci", lambda door, session: door.refuse(disclosure_id, "Bahan lain belum dicoba lebih dahulu.")
    )


COURSES: dict[str, Course] = {
    course.__name__: course
    for course in (
        new,
        acknowledged,
        asked,
        answered,
        verified,
        reviewed,
        assigned,
        clarification,
        fact_finding,
        audit,
        writing_up,
        concluded,
        followed_up,
        told,
        closed,
        not_proven,
        served,
        decline_asked,
        declined,
        refer_asked,
        referred,
        held,
        withdrawn,
        reopened,
        identity_waits,
        identity_approved,
        identity_opened,
        identity_refused,
    )
}
