"""What staff do shows on the reporter's page in coarse words, with days and never with names or hours."""

from __future__ import annotations

import io
import re

import pytest
from flask.testing import FlaskClient
from werkzeug.datastructures import FileStorage

from casemgr.founding import Founding
from casemgr.testing import FrozenClock
from tests.casemgr.desk.lives import Life
from tests.casemgr.web.citizen import Citizen

QUESTION = "Apakah Anda diberi kuitansi?"


@pytest.fixture
def life(founding: Founding, clock: FrozenClock) -> Life:
    return Life(founding, clock)


@pytest.fixture
def asked(life: Life, citizen: Citizen) -> Citizen:
    """A reporter whose report was taken up and who was asked something."""
    life.file()
    life.do("melati", "acknowledge", {"duplicates_searched": True})
    life.clock.advance(days=1)
    life.do("melati", "ask", {"text": QUESTION, "read_it": True, "missing": ["who"], "can_go_on": True})
    citizen.open(life.code)
    return citizen


def test_a_question_stands_first_with_its_day_and_what_silence_means(asked: Citizen) -> None:
    page = asked.page
    assert page.heading == "Kami perlu keterangan tambahan"
    assert re.search(
        r'class="msg ask">.*?Tim Pengaduan</b> · 24 November 2026 · <b>baru</b>', page.html, re.DOTALL
    )
    assert page.html.index(QUESTION) < page.html.index('name="text"')
    assert re.search(r"Jawab paling lambat <b>\w+, \d+ \w+ 2026</b>", page.html)
    assert "Kami lanjutkan dengan yang ada, bila cukup." in page.html
    assert "3 hari kerja setelah Anda menjawab." in page.html
    assert "ada hasil" not in page.html


def test_neither_names_nor_hours_nor_forms_of_examination_are_shown(asked: Citizen) -> None:
    html = re.sub(r"tertutup sendiri pukul \d\d\.\d\d", "", asked.page.html)
    assert QUESTION in html
    assert "Melati" not in html
    assert not re.search(r"\b\d\d[.:]\d\d\b", html)


def test_an_answer_moves_the_question_to_the_past(asked: Citizen) -> None:
    asked.press("send", text="Tidak diberi.")
    page = asked.get("/buka")
    assert page.heading != "Kami perlu keterangan tambahan"
    assert 'class="msg ask"' not in page.html
    assert page.html.index("Tidak diberi.") < page.html.index(QUESTION)


def test_files_without_words_stay_the_reporters_own_turn(asked: Citizen) -> None:
    """The page of a turn without text once filled it with the status, as if the reporter had said it."""
    stage = asked.page.heading
    asked.press("send", text="", file=FileStorage(io.BytesIO(b"bukti"), "kuitansi.txt"))
    page = asked.get("/buka")
    assert page.heading != stage
    turns = re.findall(r'<article class="msg mine">(.*?)</article>', page.html, re.DOTALL)
    assert "kuitansi.txt" in turns[0]
    assert 'class="text"' not in turns[0]
    assert page.heading not in turns[0]
    assert 'class="text"' in turns[-1]


def test_a_held_report_promises_no_day_of_a_clock_that_stands_still(life: Life, citizen: Citizen) -> None:
    life.to_verification()
    citizen.open(life.code)
    assert "Kembali mulai" in citizen.page.html
    values = {"reason": "menunggu_instansi", "review_on": "2026-12-08"}
    life.do("laras", "hold", values)
    html = citizen.get("/buka").html
    assert "Kembali mulai" not in html
    assert "Mulai " not in html
    assert "ada hasil" not in html
    assert "Kami meninjaunya lagi paling lambat Selasa, 8 Desember 2026." in html
    assert "Belum ada kabar saat itu? Penundaan ini terlihat oleh atasan tim" in html
    life.clock.advance(days=20)
    citizen.open(life.code)
    assert "Seharusnya sudah ada kabar pada 8 Desember 2026." in citizen.page.html
    life.do("laras", "resume")
    html = citizen.get("/buka").html
    assert "ditunda: sekarang" not in html
    assert re.search(r"Kembali mulai|Seharusnya sudah ada kabar pada", html)


def test_the_journey_names_each_public_stage_once(asked: Citizen) -> None:
    found = re.search(r'<ol class="line">.*?</ol>', asked.page.html, re.DOTALL)
    assert found is not None
    stages = [re.sub(r"<[^>]+>", "", one) for one in re.findall(r"<li[^>]*>(.*?)<span", found[0], re.DOTALL)]
    assert stages == ["Laporan diterima", "Sedang diperiksa kelengkapannya", "Kami perlu keterangan tambahan"]


def test_a_request_for_the_name_is_told(asked: Citizen, life: Life) -> None:
    assert "meminta nama Anda dibuka" not in asked.page.html
    life.reply("Tidak diberi.")
    life.do("melati", "verify", {"content_sufficient": True})
    with life.custody("bima") as custody:
        case = custody.case(life.reference)
        custody.request(
            case, case.reports[0].id, ground="pemeriksaan_saksi", reason="Perlu didengar.", tell_reporter=True
        )
    page = asked.get("/buka")
    assert "ada hasil" not in page.html
    assert "Pada 24 November 2026 seorang petugas meminta nama Anda dibuka." in page.html
    assert re.search(r"oleh penjaga identitas\. Keputusan paling lambat \w+, \d+ November 2026\.", page.html)
    assert "Tidak ada yang perlu Anda lakukan" not in page.html
    assert "Perlu didengar" not in page.html


def test_the_same_page_speaks_english(asked: Citizen, client: FlaskClient) -> None:
    page = asked.get("/en/buka")
    assert page.heading == "We need more information"
    assert "Answer by" in page.html


def test_a_delay_is_admitted(life: Life, citizen: Citizen) -> None:
    life.file()
    assert "Mulai Kamis, 26 November 2026." in citizen.open(life.code).html
    life.clock.advance(days=20)
    page = citizen.open(life.code)
    assert "Seharusnya sudah ada kabar pada 26 November 2026." in page.html
    assert "Mulai Kamis" not in page.html


def test_being_satisfied_twice_is_being_satisfied(life: Life, citizen: Citizen) -> None:
    """The second press finds a closed report and says so; it does not ask for a text."""
    life.to_feedback()
    page = citizen.open(life.code)
    for _ in range(2):
        citizen.page = page
        done = citizen.submit("f", go="satisfied")
        assert (done.status, done.heading, done.problems) == (200, "Selesai", [])
    assert len(life.seen_by("wira").history) == len({one.number for one in life.seen_by("wira").history})
    assert [one.to_status for one in life.seen_by("wira").history].count("closed") == 1


def test_being_satisfied_with_a_report_that_waits_for_nothing_asks_for_words(asked: Citizen) -> None:
    page = asked.submit("f", go="satisfied")
    assert (page.status, page.problems) == (422, ["text"])
    assert "tulis jawaban atau pilih berkas" in page.html
    assert "terlalu panjang" not in page.html


def test_a_report_that_came_to_its_end_promises_nothing_more(life: Life, citizen: Citizen) -> None:
    life.to_follow_up()
    assert "Belum ada tanggal baru. Laporan tetap berjalan." in citizen.open(life.code).html
    life.to_feedback()
    page = citizen.open(life.code)
    assert "kami anggap selesai" in page.html
    citizen.submit("f", go="satisfied")
    assert citizen.page.heading == "Selesai"
    for html in (page.html, citizen.page.html):
        assert "Kembali lagi" not in html
        assert "tetap berjalan" not in html
        assert "Jawabannya nanti" not in html
