"""Work on a case through its pages: steps, answers, notes, files, and what stands in the way of each."""

from __future__ import annotations

import re
from datetime import date, timedelta
from io import BytesIO
from urllib.parse import urlencode

import pytest
from casemgr.admin.questions import has_label
from sqlalchemy import Connection, event, select, update

from casemgr.desk import forms
from casemgr.desk.broken import BROKEN_SEAL
from casemgr.desk.renewals import UNSCREENED
from casemgr.rules.workflow import Status, Verb
from casemgr.store.engines import READ_OPTION
from casemgr.store.models import Assignment, Case, Recommendation, Report
from casemgr.submissions import Demand
from casemgr.testing import PASSPHRASE
from tests.admin.conftest import House, Person

REVIEW_SHEET = {
    "degree": "berkadar",
    "category": "pungli",
    "severity": "tinggi",
    "core_issue": "Apakah petugas loket meminta uang di luar tarif.",
    "rule_reference": "Pasal 5 huruf g PP 94/2021",
}


def text_of(person: Person, path: str) -> str:
    """Open a page and give its text without tags, one space between words."""
    page = person.get(path).get_data(as_text=True)
    return " ".join(re.sub(r"<[^>]+>", " ", page).split())


def version_of(person: Person, reference: str) -> str:
    """Give the version the case page carries in its forms."""
    found = re.search(
        r'name="version" value="(\d+)"', person.get(f"/cases/{reference}/").get_data(as_text=True)
    )
    assert found is not None
    return found[1]


@pytest.fixture
def reviewed(house: House) -> str:
    """A case that waits for its review."""
    reference = house.report()
    house.do("melati", reference, Verb.ACKNOWLEDGE, duplicates_searched=True)
    house.do("melati", reference, Verb.VERIFY, content_sufficient=True, severity="sedang")
    return reference


def followed_up(house: House, reference: str) -> None:
    """Examine a reviewed case up to two recommendations that wait to be followed up."""
    ids = {one.username: one.staff_id for one in house.founding.people}
    rights = house.founding.office.pack.rows("rights_checklist")
    due_on = house.founding.office.today(house.clock.now) + timedelta(days=14)
    house.do("ratna", reference, Verb.REVIEW, **REVIEW_SHEET)
    house.do("ratna", reference, Verb.ASSIGN, staff=ids["wira"], due_on=due_on, instruction="Periksa.")
    house.do("wira", reference, Verb.FIND_FACTS)
    house.do("wira", reference, Verb.ASSIGN, staff=ids["panji"], due_on=due_on, instruction="Periksa.")
    house.do("panji", reference, Verb.WRITE_UP, grounds="sufficient")
    for text in ("Kembalikan uang.", "Pasang tarif di loket."):
        house.do("panji", reference, Verb.RECOMMEND, text=text, addressee="Kepala kantor", due_on=due_on)
    house.do("wira", reference, Verb.CONCLUDE, "proven", outcome="terbukti", rights=tuple(rights))


def test_every_field_of_every_verb_is_asked_in_words() -> None:
    asked = {
        (verb.value, one.name)
        for table in (
            {(verb, None): rows for verb, rows in forms._BY_VERB.items()},
            forms._BY_CONDITION,
            forms._BY_SOURCE,
        )
        for (verb, _), rows in table.items()
        for one in rows
    }
    assert len(asked) > 40
    assert [pair for pair in sorted(asked) if not has_label(*pair)] == []


def test_a_step_with_a_form_shows_what_will_happen_first(house: House) -> None:
    reference = house.report()
    text = text_of(house.person("melati"), f"/cases/{reference}/do/acknowledge/").split("Yang akan terjadi")[
        1
    ]
    order = ["Status", "Tenggat", "Siapa diberi tahu", "Kunci", "Bisa dibatalkan?"]
    assert [text.index(part) for part in order] == sorted(text.index(part) for part in order)
    assert "Diterima → Verifikasi" in text


def test_a_step_moves_the_case_and_says_so(house: House) -> None:
    reference = house.report()
    melati = house.person("melati")
    version = version_of(melati, reference)
    path = f"/cases/{reference}/do/acknowledge/"
    melati.get(path)
    answer = melati.post(path, version=version, duplicates_searched="yes")
    assert answer.status_code == 303
    text = text_of(melati, answer.headers["Location"])
    assert "Tersimpan:" in text
    assert "Langkah berikutnya: nyatakan lengkap" in text


def test_a_missing_tick_gives_the_form_back_with_what_was_typed(house: House, reviewed: str) -> None:
    ratna = house.person("ratna")
    path = f"/cases/{reviewed}/do/review/"
    ratna.get(path)
    answer = ratna.post(path, version=version_of(ratna, reviewed), core_issue="Pokok masalah yang panjang.")
    page = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert "Pokok masalah yang panjang." in page
    assert 'href="#degree"' in page
    assert 'aria-invalid="true"' in page
    assert "bagian yang perlu diperbaiki" in page


def test_somebody_elses_step_meanwhile_is_shown_and_the_text_kept(house: House, reviewed: str) -> None:
    ratna = house.person("ratna")
    seen = version_of(ratna, reviewed)
    house.do("bima", reviewed, Verb.RECLASSIFY, severity="rendah", note="Salah tingkat.")
    path = f"/cases/{reviewed}/do/review/"
    ratna.get(path)
    answer = ratna.post(path, version=seen, **REVIEW_SHEET)
    page = answer.get_data(as_text=True)
    assert answer.status_code == 409
    assert "Perkara ini berubah sejak Anda membukanya" in page
    assert "Bima S." in page
    assert REVIEW_SHEET["core_issue"] in page
    again = re.search(r'name="version" value="(\d+)"', page)
    assert again is not None
    assert ratna.post(path, version=again[1], **REVIEW_SHEET).status_code == 303


def test_a_person_sees_only_steps_of_their_own(house: House, reviewed: str) -> None:
    ratna = text_of(house.person("ratna"), f"/cases/{reviewed}/")
    melati = text_of(house.person("melati"), f"/cases/{reviewed}/")
    assert "Telaah…" in ratna
    assert "Telaah…" not in melati
    assert "Penelaah" in melati


def test_a_step_that_another_person_must_take_is_refused(house: House, reviewed: str) -> None:
    melati = house.person("melati")
    path = f"/cases/{reviewed}/do/review/"
    assert melati.get(path).status_code == 403
    assert melati.post(path, version="3", **REVIEW_SHEET).status_code == 403
    assert house.person("ratna").get(path).status_code == 200


def test_an_unmet_condition_is_said_in_words(house: House, reviewed: str) -> None:
    ratna = house.person("ratna")
    path = f"/cases/{reviewed}/do/assign/"
    page = ratna.get(path).get_data(as_text=True)
    staff = re.search(r'name="staff" value="([0-9a-f]{32})"', page)
    assert staff is not None
    answer = ratna.post(path, version=version_of(ratna, reviewed), staff=staff[1])
    assert answer.status_code == 409
    assert "Isi dulu lembar telaah" in answer.get_data(as_text=True)


def test_an_answer_needs_the_tick_and_keeps_the_text(house: House, reviewed: str) -> None:
    melati = house.person("melati")
    version = version_of(melati, reviewed)
    text = "Kami sedang memeriksa laporan Anda."
    refused = melati.post(f"/cases/{reviewed}/answer/", version=version, text=text)
    assert refused.status_code == 422
    assert text in refused.get_data(as_text=True)
    sent = melati.post(f"/cases/{reviewed}/answer/", version=version, text=text, read_it="yes")
    assert sent.status_code == 303
    assert text in text_of(melati, f"/cases/{reviewed}/")


def test_what_points_to_a_person_is_marked_before_it_goes(house: House, reviewed: str) -> None:
    melati = house.person("melati")
    version = version_of(melati, reviewed)
    text = "Terima kasih. Kami akan menelepon Anda di 0812-3456-7890 besok."
    shown = melati.post(f"/cases/{reviewed}/answer/", version=version, text=text, read_it="yes")
    page = shown.get_data(as_text=True)
    assert shown.status_code == 422
    assert "<mark>0812-3456-7890</mark>" in page
    assert "checked>" not in page.split("read_it")[-1][:80]
    seen = re.search(r'name="seen" value="([0-9a-f]{32})"', page)
    assert seen is not None
    changed = melati.post(
        f"/cases/{reviewed}/answer/",
        version=version,
        text=text + " Nomor lain 0813-1111-2222.",
        read_it="yes",
        seen=seen[1],
    )
    assert changed.status_code == 422
    sent = melati.post(f"/cases/{reviewed}/answer/", version=version, text=text, read_it="yes", seen=seen[1])
    assert sent.status_code == 303


def test_a_text_beyond_all_length_is_refused_and_given_back(house: House, reviewed: str) -> None:
    melati = house.person("melati")
    version = version_of(melati, reviewed)
    text = "Panjang sekali. " * 4000
    answer = melati.post(f"/cases/{reviewed}/answer/", version=version, text=text, read_it="yes")
    page = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert "Terlalu panjang" in page
    assert page.count("Panjang sekali.") == 4000


def test_an_english_reader_finds_labels_in_english(house: House, reviewed: str) -> None:
    melati = house.person("melati")
    melati.post("/language/", language="en", next=f"/cases/{reviewed}/")
    page = melati.get(f"/cases/{reviewed}/").get_data(as_text=True)
    assert 'lang="en"' in page
    assert "Sign out" in page
    assert "Keluar" not in page


def test_a_paper_is_sealed_and_comes_back_as_a_download(house: House, reviewed: str) -> None:
    melati = house.person("melati")
    melati.get(f"/cases/{reviewed}/")
    content = b"%PDF-1.7 isi surat tugas" * 5000
    answer = melati.post(f"/cases/{reviewed}/files/", paper=(BytesIO(content), "surat <tugas>.pdf"))
    assert answer.status_code == 303
    page = melati.get(f"/cases/{reviewed}/").get_data(as_text=True)
    path = re.search(rf'href="(/cases/{reviewed}/files/[0-9a-f]{{32}})"', page)
    assert path is not None
    assert "surat &lt;tugas&gt;.pdf" in page
    download = melati.get(path[1])
    assert download.get_data() == content
    assert download.headers["Content-Disposition"].startswith("attachment;")
    assert download.headers["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in download.headers["Content-Security-Policy"]
    assert download.mimetype == "application/octet-stream"
    assert house.person("tirta").get(path[1]).status_code == 404


@pytest.mark.parametrize(
    ("name", "content", "told"),
    [
        ("kosong.txt", b"", "“kosong.txt” kosong"),
        ("../../etc/passwd", b"x", "Nama “passwd” memuat garis miring"),
        ("a\x01b.txt", b"x", "Nama “ab.txt” memuat garis miring atau tanda tersembunyi"),
    ],
)
def test_an_unfit_file_is_said_and_not_kept(
    house: House, reviewed: str, name: str, content: bytes, told: str
) -> None:
    melati = house.person("melati")
    melati.get(f"/cases/{reviewed}/")
    answer = melati.post(f"/cases/{reviewed}/files/", paper=(BytesIO(content), name))
    assert (answer.status_code, told in answer.get_data(as_text=True)) == (422, True)
    assert "Belum ada berkas" in text_of(melati, f"/cases/{reviewed}/")


def test_a_file_with_a_wrong_token_is_not_sealed_at_all(
    house: House, reviewed: str, founding_blobs: int
) -> None:
    melati = house.person("melati")
    answer = melati.client.post(
        f"/cases/{reviewed}/files/", data={"form_token": "0" * 64, "paper": (BytesIO(b"isi"), "a.txt")}
    )
    assert answer.status_code == 400
    assert blobs(house) == founding_blobs
    melati.get(f"/cases/{reviewed}/")
    melati.post(f"/cases/{reviewed}/files/", paper=(BytesIO(b"isi"), "a.txt"))
    assert blobs(house) == founding_blobs + 1


def blobs(house: House) -> int:
    """Count sealed files on disk."""
    folder = house.founding.office.blobs.folder
    return sum(1 for one in folder.rglob("*") if one.is_file())


@pytest.fixture
def founding_blobs(house: House) -> int:
    """The sealed files before the test did anything."""
    return blobs(house)


def test_an_allegation_is_added(house: House, reviewed: str) -> None:
    ratna = house.person("ratna")
    ratna.get(f"/cases/{reviewed}/")
    missing = ratna.post(f"/cases/{reviewed}/allegations/", category="pungli")
    assert missing.status_code == 422
    added = ratna.post(
        f"/cases/{reviewed}/allegations/",
        category="pungli",
        position="Petugas loket",
        unit="Madrasah Contoh 1",
    )
    assert added.status_code == 303
    assert "Petugas loket · Madrasah Contoh 1" in text_of(ratna, f"/cases/{reviewed}/")


def test_a_finding_of_an_allegation_is_kept(house: House, reviewed: str) -> None:
    ratna = house.person("ratna")
    ratna.get(f"/cases/{reviewed}/")
    ratna.post(f"/cases/{reviewed}/allegations/", category="pungli", position="Petugas loket")
    page = ratna.get(f"/cases/{reviewed}/").get_data(as_text=True)
    path = re.search(rf'href="(/cases/{reviewed}/allegations/[0-9a-f]{{32}}/)"', page)
    assert path is not None
    ratna.get(path[1])
    refused = ratna.post(path[1], finding="Uang diminta dua kali.", outcome="")
    assert refused.status_code == 422
    assert "Uang diminta dua kali." in refused.get_data(as_text=True)
    kept = ratna.post(path[1], finding="Uang diminta dua kali.", outcome="terbukti")
    assert kept.status_code == 303
    assert "Petugas loket Terbukti" in text_of(ratna, f"/cases/{reviewed}/")
    assert "Uang diminta dua kali." in ratna.get(path[1]).get_data(as_text=True)


@pytest.mark.parametrize(
    ("choice", "lines"),
    [
        (
            "id",
            (
                "Diminta Rp300.000 (tarif resmi Rp0)",
                "Uang diminta pada 12 November 2026",
                "Cara Transfer bank",
            ),
        ),
        ("en", ("Asked Rp300.000 (official fee Rp0)", "Demanded on 12 November 2026", "How Bank transfer")),
    ],
)
def test_a_demand_is_written_out_in_the_readers_language(
    house: House, choice: str, lines: tuple[str, ...]
) -> None:
    demand = Demand(service="legalisir", asked=300_000, tariff=0, when="12 November 2026", how="transfer")
    reference = house.report(demand=demand)
    melati = house.person("melati")
    melati.post("/language/", language=choice, next="/me/")
    page = text_of(melati, f"/cases/{reference}/")
    assert [line for line in lines if line not in page] == []


def test_a_records_officer_archives_without_reading(house: House) -> None:
    reference = house.report(choice="information", demand=None, text="Isi yang hanya milik tim.")
    house.do("melati", reference, Verb.ACKNOWLEDGE, duplicates_searched=True)
    house.do("melati", reference, Verb.VERIFY, content_sufficient=True)
    house.do("ratna", reference, Verb.ANSWER, text="Ini jawabannya.", read_it=True)
    house.do("ratna", reference, Verb.CLOSE, outcome="dijawab")
    house.clock.advance(days=40)
    arsip = house.sign_in("arsip")
    page = arsip.get(f"/cases/{reference}/").get_data(as_text=True)
    assert "Anda tidak memegang kunci perkara ini" in page
    assert "Isi yang hanya" not in page
    landing = arsip.get("/queue/")
    assert landing.headers["Location"] == "/queue/?saved=ended"
    assert reference in arsip.get("/queue/?saved=ended").get_data(as_text=True)
    assert house.sign_in("melati").get("/queue/").status_code == 200
    assert "Isi yang hanya" in house.sign_in("melati").get(f"/cases/{reference}/").get_data(as_text=True)
    version = re.search(r'name="version" value="(\d+)"', page)
    assert version is not None
    assert arsip.post(f"/cases/{reference}/do/archive/", version=version[1]).status_code == 303
    with house.founding.office.reading() as session:
        assert house.desk(session, "arsip").case(reference).status is Status.ARCHIVED


def test_who_hands_a_case_over_lands_on_the_queue(house: House, reviewed: str) -> None:
    melati, path = house.person("melati"), f"/cases/{reviewed}/do/hand_over/"
    page = melati.get(path).get_data(as_text=True)
    assert "Serahkan kepada tim lain" in page
    teams = house.founding.team_ids
    assert set(re.findall(r'value="(\w{32})"', page)) & set(teams.values())
    typed = {"team": teams["section"], "note": "Bukan wilayah kami.", "passphrase": PASSPHRASE}
    answer = melati.post(path, version=version_of(melati, reviewed), **typed)
    assert answer.status_code == 303
    assert answer.headers["Location"].startswith("/queue/")
    text = text_of(melati, answer.headers["Location"])
    assert "Tersimpan: Serahkan kepada tim lain. Perkara itu tidak tampil lagi untuk Anda." in text
    assert melati.get(f"/cases/{reviewed}/").status_code == 404


def test_who_declares_a_conflict_never_sees_the_case_again(house: House, reviewed: str) -> None:
    bima = house.person("bima")
    path = f"/cases/{reviewed}/conflict/"
    bima.get(path)
    assert bima.post(path, reason="").status_code == 422
    assert bima.post(path, reason="Terlapor adalah kerabat saya.").status_code == 303
    assert bima.get(f"/cases/{reviewed}/").status_code == 404
    assert reviewed not in bima.get("/queue/").get_data(as_text=True)


def test_a_two_person_step_is_asked_by_one_and_decided_by_another(house: House, reviewed: str) -> None:
    ratna, laras = house.person("ratna"), house.person("laras")
    path = f"/cases/{reviewed}/do/decline/"
    page = ratna.get(path).get_data(as_text=True)
    decider = next(one.staff_id for one in house.founding.people if one.username == "laras")
    assert decider in page
    reason = re.search(r'name="reason" value="([a-z_]+)"', page)
    assert reason is not None
    asked = {"reason": reason[1], "note": "Tidak cukup alasan.", "decider": decider}
    version = version_of(ratna, reviewed)
    wrong = ratna.post(path, version=version, passphrase="bukan frasa sandi saya", **asked)
    assert wrong.status_code == 422
    assert "Tidak cukup alasan." in wrong.get_data(as_text=True)
    assert ratna.post(path, version=version, passphrase=PASSPHRASE, **asked).status_code == 303
    assert "menunggu keputusan Laras P." in text_of(ratna, f"/cases/{reviewed}/")
    queue = laras.get("/decisions/").get_data(as_text=True)
    assert "Keputusan (1)" in queue
    decision = re.search(r'href="(/decisions/[0-9a-f]{32}/)"', queue)
    assert decision is not None
    assert ratna.get(decision[1]).status_code == 404
    shown = text_of(laras, decision[1])
    assert "Tidak cukup alasan." in shown
    assert "Tenggat" in text_of(laras, "/decisions/")
    assert laras.get(decision[1]).get_data(as_text=True).count("<dt>Alasan</dt>") == 1
    nothing = laras.post(decision[1], answer="agree", reason="", passphrase="").get_data(as_text=True)
    assert "Alasan keputusan Anda: Bagian ini belum diisi." in nothing
    assert "Tulis frasa sandi Anda." in nothing
    unsaid = laras.post(decision[1], answer="agree", reason="", passphrase=PASSPHRASE)
    assert unsaid.status_code == 422
    unproven = laras.post(decision[1], answer="agree", reason="Setuju.", passphrase="bukan frasa sandi saya")
    assert unproven.status_code == 422
    done = laras.post(decision[1], answer="agree", reason="Setuju.", passphrase=PASSPHRASE)
    assert done.status_code == 303
    with house.founding.office.reading() as session:
        assert house.desk(session, "laras").case(reviewed).status is Status.DECLINED


def test_many_cases_are_assigned_after_a_page_that_says_which_not(house: House) -> None:
    references = [house.report() for _ in range(3)]
    for reference in references[:2]:
        house.do("melati", reference, Verb.ACKNOWLEDGE, duplicates_searched=True)
        house.do("melati", reference, Verb.VERIFY, content_sufficient=True)
        house.do("ratna", reference, Verb.REVIEW, **REVIEW_SHEET)
    ratna = house.person("ratna")
    ids = re.findall(r'name="case_id" value="([0-9a-f]{32})"', ratna.get("/queue/").get_data(as_text=True))
    assert len(ids) == 3
    asked = ratna.post("/queue/assign/", case_id=ids)
    page = asked.get_data(as_text=True)
    assert "Disposisikan 2 perkara?" in page
    assert "belum sampai telaah" in page
    staff = re.search(r'name="staff" value="([0-9a-f]{32})"', page)
    assert staff is not None
    assert ratna.post("/queue/assign/", case_id=ids, confirmed="yes").status_code == 422
    done = ratna.post(
        "/queue/assign/", case_id=ids, confirmed="yes", staff=staff[1], instruction="Periksa daftar tarif."
    )
    assert done.status_code == 303
    assert "2 perkara didisposisikan." in text_of(ratna, done.headers["Location"])


def test_a_search_sends_no_word_in_an_address(house: House) -> None:
    reference = house.report(text="Kejadian di loket biru yang jarang disebut.")
    house.do("melati", reference, Verb.ACKNOWLEDGE, duplicates_searched=True)
    melati = house.person("melati")
    melati.get("/queue/")
    found = melati.post("/queue/search/", text="loket biru")
    assert found.status_code == 200
    assert reference in found.get_data(as_text=True)
    nothing = melati.post("/queue/search/", text="zzz tidak ada")
    assert reference not in nothing.get_data(as_text=True)
    filtered = melati.post("/queue/search/", text="", status="verification")
    assert filtered.headers["Location"] == "/queue/?status=verification"


def test_the_queue_is_narrowed_to_the_unit_complained_about(house: House) -> None:
    """The section's list holds what is about the school below it; the school's not what is about the section."""
    units = house.founding.unit_ids
    about = {name: house.report(unit_id=units.get(name)) for name in ("school", "education", "nothing")}
    for reference in about.values():
        house.do("melati", reference, Verb.ACKNOWLEDGE, duplicates_searched=True)
    melati = house.person("melati")

    def listed(address: str) -> set[str]:
        page = melati.get(address).get_data(as_text=True)
        return {name for name, reference in about.items() if reference in page}

    assert listed(f"/queue/?unit={units['school']}") == {"school"}
    assert listed(f"/queue/?unit={units['education']}") == {"school", "education"}
    assert listed(f"/queue/?unit={units['inspectorate']}") == set()
    assert listed("/queue/") == set(about)


def test_from_a_case_one_step_leads_to_the_next_of_the_same_queue(house: House) -> None:
    references = [house.report() for _ in range(3)]
    house.do("melati", references[0], Verb.ACKNOWLEDGE, duplicates_searched=True)
    melati = house.person("melati")
    page = melati.get("/queue/?saved=new").get_data(as_text=True)
    first, last = re.findall(r'href="(/cases/[^"]+)"(?: data-row)?><b>', page)
    shown = melati.get(first.replace("&amp;", "&")).get_data(as_text=True)
    assert f'href="{last}">perkara berikutnya' in shown
    assert "perkara sebelumnya" not in shown
    assert '<a href="/queue/?saved=new">Baru masuk</a>' in shown
    assert f'href="{first}">perkara sebelumnya' in melati.get(last.replace("&amp;", "&")).get_data(
        as_text=True
    )


def test_the_queue_sorts_and_pages_by_key(house: House) -> None:
    for _ in range(3):
        house.report()
    melati = house.person("melati")
    page = melati.get("/queue/?sort=received").get_data(as_text=True)
    assert page.count("aria-sort") == 1
    assert 'aria-sort="descending"' in page
    assert 'aria-sort="ascending"' in melati.get("/queue/").get_data(as_text=True)


def test_a_paper_sent_twice_is_kept_once(house: House, reviewed: str) -> None:
    """A second press on the button adds nothing; another file of that name does."""
    ratna = house.person("ratna")
    path = f"/cases/{reviewed}/files/"
    for content, kept in ((b"isi surat", 1), (b"isi surat", 1), (b"isi lain", 2)):
        ratna.get(f"/cases/{reviewed}/")
        data = {"form_token": ratna.token, "paper": (BytesIO(content), "surat.txt")}
        assert ratna.client.post(path, data=data).status_code == 303
        assert ratna.get(f"/cases/{reviewed}/").get_data(as_text=True).count(">surat.txt</a>") == kept


@pytest.mark.parametrize(
    ("choice", "said"), [("id", "1 bagian tidak bisa dibuka"), ("en", "1 part cannot be opened")]
)
def test_a_broken_report_is_shown_in_its_place_on_a_page_that_opens(
    house: House, choice: str, said: str
) -> None:
    reference = house.report()
    melati = house.person("melati")
    melati.get("/me/")
    melati.post("/language/", language=choice, next="/me/")
    assert said not in melati.get(f"/cases/{reference}/").get_data(as_text=True)
    with house.founding.office.session() as session, session.begin():
        row = session.scalars(select(Report)).one()
        session.execute(update(Report).values(content_sealed=row.content_sealed[:-1] + b"?"))
    answer = melati.get(f"/cases/{reference}/")
    page = answer.get_data(as_text=True)
    assert answer.status_code == 200
    assert said in page
    assert BROKEN_SEAL in page


def test_asking_again_shows_the_request_that_waits_and_keeps_what_was_typed(
    house: House, reviewed: str
) -> None:
    ratna = house.person("ratna")
    path = f"/cases/{reviewed}/do/decline/"
    page = ratna.get(path).get_data(as_text=True)
    assert "sudah menunggu" not in page
    reason = re.search(r'name="reason" value="([a-z_]+)"', page)
    assert reason is not None
    decider = next(one.staff_id for one in house.founding.people if one.username == "laras")
    asked = {
        "reason": reason[1],
        "note": "Bukan wewenang kita.",
        "decider": decider,
        "passphrase": PASSPHRASE,
    }
    assert ratna.post(path, version=version_of(ratna, reviewed), **asked).status_code == 303
    for person in (ratna, house.person("bima")):
        shown = person.get(path)
        text = shown.get_data(as_text=True)
        assert (shown.status_code, "sudah menunggu" in text) == (200, True)
        assert "Ratna W. memintanya" in text
        assert "Yang memutuskan: Laras P." in text
    again = ratna.post(
        path, version=version_of(ratna, reviewed), **asked | {"note": "Catatan kedua yang panjang."}
    )
    page = again.get_data(as_text=True)
    assert again.status_code == 409
    assert "Ratna W. memintanya" in page
    assert "Catatan kedua yang panjang." in page
    assert "Tulisan Anda tidak hilang" in page


def test_a_passphrase_given_again_is_derived_before_anything_is_written(house: House, reviewed: str) -> None:
    """Nobody waits behind a derivation: the write begins after the wrap was fetched and tried."""
    office, ratna = house.founding.office, house.person("ratna")
    path = f"/cases/{reviewed}/do/decline/"
    version = version_of(ratna, reviewed)
    ratna.get(path)
    order: list[str] = []

    def fetched(*asked: object) -> None:
        if "staff.passphrase" in str(asked[3]):
            order.append("derive")

    def begun(connection: Connection) -> None:
        if not connection.get_execution_options().get(READ_OPTION):
            order.append("write")

    event.listen(office.vault.engine, "before_cursor_execute", fetched)
    event.listen(office.engine, "begin", begun)
    try:
        answer = ratna.post(path, version=version, passphrase="bukan frasa sandi saya", note="Tidak cukup.")
    finally:
        event.remove(office.vault.engine, "before_cursor_execute", fetched)
        event.remove(office.engine, "begin", begun)
    assert answer.status_code == 422
    assert order[0] == "derive"
    assert "write" in order


def test_a_passphrase_that_was_not_typed_is_asked_for_and_never_counted(house: House, reviewed: str) -> None:
    """Everything empty is said at once; a blank answer is no wrong passphrase, however often it is sent."""
    ratna = house.person("ratna")
    path = f"/cases/{reviewed}/do/merge/"
    for _time in range(12):
        version = version_of(ratna, reviewed)
        blank = ratna.post(path, version=version, target="", note="Sama.", passphrase="")
        page = blank.get_data(as_text=True)
        assert blank.status_code == 422
        assert "Tulis frasa sandi Anda." in page
        assert "Digabung ke perkara: Bagian ini belum diisi." in page
        assert "Alasan: Bagian ini" not in page
    other = house.report(text="Laporan kedua tentang hal yang sama.")
    asked = {"target": other, "note": "Sama."}
    wrong = ratna.post(path, version=version, passphrase="bukan frasa sandi saya", **asked)
    assert "Tidak cocok. Coba lagi." in wrong.get_data(as_text=True)
    assert ratna.post(path, version=version, passphrase=PASSPHRASE, **asked).status_code == 303


@pytest.mark.parametrize("passphrase", ["", "bukan frasa sandi saya", PASSPHRASE])
def test_everything_to_correct_is_said_at_once(house: House, reviewed: str, passphrase: str) -> None:
    """Neither a wrong passphrase nor an empty field hides a choice that is none or a text beyond all length."""
    ratna = house.person("ratna")
    path = f"/cases/{reviewed}/do/decline/"
    version = version_of(ratna, reviewed)
    typed = {"version": version, "reason": "tidak_ada", "note": "a" * 50_001, "passphrase": passphrase}
    answer = ratna.post(path, **typed)
    page = answer.get_data(as_text=True)
    assert answer.status_code == 422
    said = dict(re.findall(r'<a href="#(\w+)">[^<:]*: ([^<]+)</a>', page))
    expected = {
        "reason": "Pilih salah satu yang tersedia.",
        "note": "Terlalu panjang: paling banyak 50.000 huruf. Ringkas dulu.",
        "decider": "Pilih siapa yang memutuskan.",
    }
    told = {"": "Tulis frasa sandi Anda.", PASSPHRASE: ""}.get(passphrase, "Tidak cocok. Coba lagi.")
    assert said == ({**expected, "passphrase": told} if told else expected)


def test_the_form_of_merging_says_what_becomes_of_the_case(house: House, reviewed: str) -> None:
    page = text_of(house.person("ratna"), f"/cases/{reviewed}/do/merge/")
    assert "Menjadi bagian perkara tujuan." in page
    assert "Tetap Penelaahan" not in page


def test_the_history_writes_out_what_the_desk_noted_as_codes(house: House, reviewed: str) -> None:
    followed_up(house, reviewed)
    page = house.person("ratna").get(f"/cases/{reviewed}/").get_data(as_text=True)
    assert "“Cukup alasan”" in page
    assert "sufficient" not in page


def test_an_open_recommendation_has_a_clock_of_its_own(house: House, reviewed: str) -> None:
    """After the last clock of the pack, the days of the recommendations are what can be late."""
    followed_up(house, reviewed)
    assert '<span class="badge ">Sisa 10 HK</span>' in house.person("ratna").get("/queue/").get_data(
        as_text=True
    )
    soon = house.person("ratna").get(f"/cases/{reviewed}/").get_data(as_text=True)
    assert soon.count('<span class="badge late">') == 0
    house.clock.advance(days=30)
    late = house.sign_in("ratna").get(f"/cases/{reviewed}/").get_data(as_text=True)
    # Two recommendations, and the heading with the nearest of them.
    assert late.count('<span class="badge late">') == 3


@pytest.mark.parametrize(
    ("verb", "name", "typed", "told"),
    [
        ("recommend", "due_on", "31/12/9999", "sepuluh tahun dari sekarang"),
        ("recommend", "due_on", "9 Desember 1999", "Tulis tanggal dari tahun 2000"),
        ("recommend", "due_on", "9 Desember 2025", "Tanggal ini sudah lewat"),
        ("assign", "due_on", "2126-12-09", "sepuluh tahun dari sekarang"),
        ("audit", "letter_from_on", "9/12/1999", "Tulis tanggal dari tahun 2000"),
        ("audit", "letter_to_on", "1/12/2026", "mendahului tanggal mulainya"),
    ],
)
def test_a_day_out_of_reason_is_refused_and_kept(
    house: House, reviewed: str, verb: str, name: str, typed: str, told: str
) -> None:
    office = house.founding.office
    ids = {one.username: one.staff_id for one in house.founding.people}
    due_on = office.today(house.clock.now) + timedelta(days=14)
    house.do("ratna", reviewed, Verb.REVIEW, **REVIEW_SHEET)
    house.do("ratna", reviewed, Verb.ASSIGN, staff=ids["wira"], due_on=due_on)
    house.do("wira", reviewed, Verb.FIND_FACTS)
    house.do("wira", reviewed, Verb.ASSIGN, staff=ids["panji"], due_on=due_on)
    if verb == "recommend":
        house.do("panji", reviewed, Verb.WRITE_UP, grounds="sufficient")
    username = {"recommend": "panji", "assign": "wira", "audit": "panji"}[verb]
    values = {"text": "Kembalikan uang.", "addressee": "Kepala kantor", "letter_number": "ST-1"}
    values |= {"letter_from_on": "9/12/2026", "letter_to_on": "23/12/2026", "staff": ids["panji"]}
    values |= {
        "grounds": "sufficient",
        "audit_kind": next(iter(office.pack.rows("audit_kinds"))),
        name: typed,
    }
    person, version = house.person(username), version_of(house.person(username), reviewed)
    answer = person.post(f"/cases/{reviewed}/do/{verb}/", version=version, **values)
    page = answer.get_data(as_text=True)
    assert (answer.status_code, told in page, f'value="{typed}"' in page) == (422, True, True)
    assert page.count('class="error"') == 1, "only this day is wrong"


def test_a_due_date_of_long_after_opens_all_the_same(house: House, reviewed: str) -> None:
    """Rows from before days were bounded."""
    followed_up(house, reviewed)
    with house.founding.office.session() as session, session.begin():
        session.execute(update(Recommendation).values(due_on=date.max))
        session.execute(update(Assignment).values(due_on=date.max))
        session.execute(update(Case).values(next_due_on=date(9999, 12, 30)))
    ratna = house.person("ratna")
    assert "31 Des 9999" in ratna.get(f"/cases/{reviewed}/").get_data(as_text=True)
    for path in ("/queue/", "/dashboard/"):
        assert ratna.get(path).status_code == 200


@pytest.mark.parametrize("way", ["list", "search", "address"])
def test_a_new_report_about_ones_own_unit_shows_no_line_to_whoever_is_signed_in(
    house: House, way: str
) -> None:
    """It is screened by the first request of its team, also by that of the very person it keeps out."""
    office = house.founding.office
    school = house.founding.unit_ids["school"]
    melati_id = next(one.staff_id for one in house.founding.people if one.username == "melati")
    office.publish(office.directory().with_staff_unit(melati_id, school))
    melati, bima = house.person("melati"), house.person("bima")
    melati.get("/queue/")
    other, about = house.report(), house.report(unit_id=school)

    def page(person: Person) -> str:
        if way == "address":
            return person.get(f"/cases/{about}/").get_data(as_text=True)
        if way == "search":
            return person.post("/queue/search/", text=about).get_data(as_text=True)
        return person.get("/queue/").get_data(as_text=True)

    shown = page(melati)
    assert f">{about} ·" not in shown
    assert about in page(bima)
    queue = melati.get("/queue/").get_data(as_text=True)
    assert other in queue
    assert about not in queue
    assert "<span>Baru masuk</span> <span>1</span>" in queue
    written: list[str] = []
    event.listen(office.engine, "before_cursor_execute", lambda *told: written.append(told[2]))
    melati.get("/queue/")
    assert not [one for one in written if one.startswith(("INSERT", "UPDATE"))]
    house.report(unit_id=school)
    melati.get("/queue/")
    assert [one for one in written if one.startswith(("INSERT", "UPDATE"))], "the positive control: a new one"


def test_looking_for_new_reports_reads_an_index_of_those_alone(house: House) -> None:
    office = house.founding.office
    bound = UNSCREENED.params(team_ids=["team"])
    statement = str(bound.compile(office.engine, compile_kwargs={"literal_binds": True}))
    with office.engine.connect() as connection:
        plan = [row[3] for row in connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}")]
    assert plan[0] == "SEARCH casemgr_case USING INDEX ix_casemgr_case_unscreened (team_id=?)"


JUNK = {f"f{n}": "x" for n in range(500)}


@pytest.mark.parametrize("form", ["note", "reclassify", "bulk", "structure"])
@pytest.mark.parametrize("unfit", ["over-full", "damaged"])
def test_an_unfit_form_changes_nothing_and_is_told_as_such(
    house: House, reviewed: str, form: str, unfit: str
) -> None:
    username, path, name = {
        "note": ("melati", f"/cases/{reviewed}/note/", "note"),
        "reclassify": ("ratna", f"/cases/{reviewed}/do/reclassify/", "note"),
        "bulk": ("ratna", "/queue/assign/", "instruction"),
        "structure": ("adi", "/structure/propose/unit/new/", "name"),
    }[form]
    person = house.person(username)
    person.get("/me/")
    typed = b"Sudah diperiksa \xff kemarin." if unfit == "damaged" else b"Sudah diperiksa kemarin."
    data = urlencode({"form_token": person.token, **(JUNK if unfit == "over-full" else {}), name: typed})
    answer = person.client.post(path, data=data, content_type="application/x-www-form-urlencoded")
    page = answer.get_data(as_text=True)
    told = "isian asing" if unfit == "over-full" else "tidak terbaca"
    assert (answer.status_code, told in page, "Sudah diperiksa" in page) == (400, True, True)
    assert "Sudah diperiksa" not in person.get(f"/cases/{reviewed}/").get_data(as_text=True)


def test_two_hundred_cases_are_no_foreign_fields(house: House) -> None:
    ratna = house.person("ratna")
    answer = ratna.post("/queue/assign/", case_id=[f"{n:032x}" for n in range(200)])
    assert answer.status_code == 200


@pytest.mark.parametrize(
    ("typed", "told"),
    [("x" * 60_000, "paling banyak 50.000 huruf"), ("  ", "Bagian ini belum diisi")],
)
def test_a_refused_note_says_why_and_comes_back(house: House, reviewed: str, typed: str, told: str) -> None:
    melati = house.person("melati")
    melati.get(f"/cases/{reviewed}/")
    answer = melati.post(f"/cases/{reviewed}/note/", note=typed)
    page = answer.get_data(as_text=True)
    assert (answer.status_code, told in page, typed in page) == (422, True, True)
    assert '<a href="#note">' in page


def test_files_that_are_not_kept_are_named_with_the_reason(house: House, reviewed: str) -> None:
    melati = house.person("melati")
    melati.get(f"/cases/{reviewed}/")
    path = f"/cases/{reviewed}/files/"
    none = melati.post(path, paper=(BytesIO(b""), ""))
    assert (none.status_code, "Pilih berkas dulu" in none.get_data(as_text=True)) == (422, True)
    mixed = melati.post(path, paper=[(BytesIO(b""), "kosong.txt"), (BytesIO(b"isi"), "surat.txt")])
    page = mixed.get_data(as_text=True)
    assert (mixed.status_code, "“kosong.txt” kosong" in page) == (422, True)
    assert "surat.txt" in page, "the other one is kept"
