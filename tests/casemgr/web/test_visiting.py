"""With the code, and only with it, somebody reads, answers, adds and leaves; nothing is kept of the visit."""

from __future__ import annotations

import io
import re
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select
from werkzeug.datastructures import FileStorage

from casemgr.errors import KdfBusyError, SealingFailedError
from casemgr.intake import Intake
from casemgr.office import Office
from casemgr.rules import receipts
from casemgr.rules.workflow import Status
from casemgr.store.models import Attachment, Case, Message, Report
from casemgr.testing import FrozenClock
from casemgr.web.site import Site
from tests.casemgr.web.citizen import STORY, Citizen


@pytest.fixture
def code(citizen: Citizen) -> str:
    """The code of a report that was sent a moment ago."""
    return str(citizen.send().forms["/kode"].values["code"])


def test_the_code_opens_the_report_however_it_is_written(citizen: Citizen, code: str) -> None:
    for typed in (code, receipts.format_code(code), code.lower(), f" {code[:7]} {code[7:]} "):
        assert citizen.open(typed).heading == "Laporan diterima"
    assert STORY in citizen.page.html


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ("", "Ketik kodenya dulu"),
        ("7KQ2 M9XD 4TRA 08HV PE3", "Baru 19 tanda, seharusnya 20."),
        ("7KQ2 M9XD 4TRA 08HV PE3NN", "Ada 21 tanda, seharusnya 20."),
        ("7KQ2 M9XD 4TRA 08HV PE3!", "Baru 19 tanda"),
        ("x" * 5000, "Ada"),
    ],
)
def test_a_mistyped_code_is_told_at_once(citizen: Citizen, typed: str, told: str) -> None:
    page = citizen.open(typed)
    assert page.status == 422
    assert f"Perbaiki: {told}" in page.html
    assert not citizen.client._cookies


def test_a_wrong_symbol_is_told(citizen: Citizen, code: str) -> None:
    wrong = ("0" if code[3] != "0" else "1").join((code[:3], code[4:]))
    assert "Ada tanda yang keliru" in citizen.open(wrong).html


def _mark_destroyed(case: Case) -> None:
    case.status, case.is_open = Status.DESTROYED, False


def test_an_unknown_and_a_destroyed_code_get_the_same_answer(
    citizen: Citizen, office: Office, code: str
) -> None:
    unknown = citizen.open(receipts.new_code())
    assert citizen.open(code).status == 200
    citizen.client.delete_cookie("kunjungan")
    with office.session() as session, session.begin():
        _mark_destroyed(session.scalars(select(Case)).one())
        session.scalars(select(Report)).one().lookup = b"\0" * 32
    destroyed = citizen.open(code)
    typed = re.compile(r'value="[0-9A-Z]{20}"')
    assert typed.sub("", unknown.html) == typed.sub("", destroyed.html)
    assert (unknown.status, dict(unknown.response.headers)) == (
        destroyed.status,
        dict(destroyed.response.headers),
    )
    assert "Kode ini tidak membuka laporan. Periksa catatan Anda." in destroyed.html


def test_the_cookie_is_strict_and_ends_after_half_an_hour(
    citizen: Citizen, code: str, clock: FrozenClock
) -> None:
    answer = citizen.client.post("/kode", data={"code": code})
    cookie = answer.headers["Set-Cookie"]
    assert answer.status_code == 303
    assert all(word in cookie for word in ("HttpOnly", "SameSite=Strict", "Path=/"))
    assert not any(word in cookie for word in ("Expires", "Max-Age", "Domain"))
    secure = citizen.client.post("/kode", data={"code": code}, base_url="https://localhost").headers[
        "Set-Cookie"
    ]
    assert secure.startswith("__Host-")
    assert "Secure" in secure
    clock.advance(minutes=29)
    assert citizen.get("/buka").heading == "Laporan diterima"
    clock.advance(minutes=29)
    assert citizen.get("/buka").heading == "Laporan diterima"
    clock.advance(minutes=31)
    page = citizen.get("/buka")
    assert (page.status, page.heading) == (403, "Buka dengan kode")
    assert "sudah tertutup: Anda keluar, atau 30 menit tanpa kegiatan" in page.html


def test_an_answer_typed_too_late_waits_behind_the_code(
    citizen: Citizen, code: str, clock: FrozenClock
) -> None:
    citizen.open(code)
    clock.advance(minutes=31)
    page = citizen.press("send", text="Jawaban panjang saya.")
    assert (page.status, page.form.values["kept"]) == (403, "Jawaban panjang saya.")
    dialog = citizen.submit("f", code=code)
    assert dialog.form.values["text"] == "Jawaban panjang saya."


@pytest.mark.parametrize("way", ["ended", "stale"])
def test_a_name_typed_too_late_waits_behind_the_code(
    citizen: Citizen, code: str, clock: FrozenClock, way: str
) -> None:
    typed = {"name": "Nama Rekaan", "contact": "surel rekaan", "relation": "tetangga"}
    citizen.open(code)
    citizen.get("/buka/nama")
    if way == "ended":
        clock.advance(minutes=31)
    page = citizen.press("", **typed, **({"form_key": "0" * 32} if way == "stale" else {}))
    assert (page.status, page.heading) == (403 if way == "ended" else 400, "Buka dengan kode")
    assert typed.items() <= page.form.values.items()
    assert typed.items() <= citizen.submit("f", code=code[:-1]).form.values.items(), (
        "a mistyped code keeps it"
    )
    form = citizen.submit("f", code=code)
    assert form.heading == "Tambahkan nama saya"
    assert typed.items() <= form.form.values.items()
    assert "sudah dikunci terpisah" in citizen.submit("f").html


@pytest.mark.parametrize(("path", "field"), [("/buka/tarik", "reason"), ("/buka/nama", "name")])
def test_an_over_full_form_changes_nothing(citizen: Citizen, code: str, path: str, field: str) -> None:
    citizen.open(code)
    form = citizen.get(path).form
    junk = {f"f{n}": "x" for n in range(500)}
    page = citizen.post(path, {**junk, **form.values, field: "Saya ditekan."})
    assert (page.status, page.form.values[field], page.problems) == (400, "Saya ditekan.", ["f"])
    assert "Laporan Anda tarik pada" not in citizen.get("/buka").html
    citizen.get(path)
    assert citizen.submit("f", **{field: "Saya ditekan."}).status == 200


def test_an_over_full_answer_is_not_sent(citizen: Citizen, code: str) -> None:
    citizen.open(code)
    junk = {f"f{n}": "x" for n in range(500)}
    page = citizen.post("/buka", {**junk, **citizen.page.form.values, "text": "Jawaban saya.", "go": "send"})
    assert (page.status, page.form.values["text"]) == (422, "Jawaban saya.")
    assert "Jawaban saya." not in citizen.get("/buka").html


def test_an_answer_with_a_file_arrives_and_can_be_read_back(citizen: Citizen, code: str) -> None:
    citizen.open(code)
    content = b"bukti " * 100_000
    page = citizen.press(
        "send", text="Ini kuitansinya.", file=FileStorage(io.BytesIO(content), "kuitansi.pdf")
    )
    assert page.status == 303
    page = citizen.get("/buka")
    assert "Ini kuitansinya." in page.html
    link = re.search(r"/buka/berkas/[0-9a-f]{32}", page.html)
    assert link is not None
    answer = citizen.client.get(link[0])
    assert answer.data == content
    assert answer.headers["Content-Disposition"].startswith("attachment;")
    assert answer.headers["Cache-Control"] == "no-store"


def test_a_report_holds_so_many_files_and_no_words_are_lost(citizen: Citizen, code: str) -> None:
    most = 50
    citizen.open(code)
    data = {**citizen.page.form.values, "text": "Ini semua buktinya.", "go": "send"}
    files = [FileStorage(io.BytesIO(f"bukti {n}".encode()), f"foto{n}.txt") for n in range(most + 3)]
    page = citizen.post("/buka", {**data, "file": files})
    assert (page.status, page.problems) == (422, ["file"])
    assert f"paling banyak {most} berkas" in page.html
    assert page.form.values["text"] == "Ini semua buktinya."
    assert len(set(re.findall(r"/buka/berkas/[0-9a-f]{32}", page.html))) == most
    citizen.page = page
    again = citizen.press("send", text="Satu lagi.", file=FileStorage(io.BytesIO(b"lagi"), "lagi.txt"))
    assert again.status == 422
    assert "lagi.txt" not in citizen.get("/buka").html
    citizen.open(code)
    assert citizen.press("send", text="Ini semua buktinya.").status == 303


def test_nobody_else_can_read_the_file(citizen: Citizen, code: str, app: Flask) -> None:
    citizen.open(code)
    citizen.press("send", text="x", file=FileStorage(io.BytesIO(b"bukti"), "a.txt"))
    link = re.search(r"/buka/berkas/[0-9a-f]{32}", citizen.get("/buka").html)
    assert link is not None
    assert citizen.client.get(link[0]).status_code == 200
    stranger = Citizen(app.test_client())
    assert stranger.get(link[0]).status == 403
    stranger.send()
    stranger.open(stranger.page.forms["/kode"].values["code"])
    assert stranger.get("/buka").status == 200
    assert stranger.get(link[0]).status == 404


def test_an_empty_answer_is_told_and_a_refused_file_keeps_the_text(citizen: Citizen, code: str) -> None:
    citizen.open(code)
    assert citizen.press("send", text=" ").problems == ["text"]
    page = citizen.press("send", text="Jawaban", file=FileStorage(io.BytesIO(b""), "kosong.txt"))
    assert page.problems == ["file"]
    assert page.form.values["text"] == "Jawaban"
    assert "Tulis jawaban" not in page.html


@pytest.mark.parametrize("failure", [SealingFailedError(), KdfBusyError(3)])
def test_an_answer_survives_a_seal_that_fails(
    citizen: Citizen, code: str, monkeypatch: pytest.MonkeyPatch, failure: Exception
) -> None:
    citizen.open(code)

    def fail(*_: Any, **__: Any) -> None:
        raise failure

    with monkeypatch.context() as patched:
        patched.setattr(Intake, "reply", fail)
        page = citizen.press("send", text="Jawaban saya.")
    assert (page.status, page.form.values["text"]) == (503, "Jawaban saya.")
    assert page.response.headers["Retry-After"]


def test_a_form_without_its_key_changes_nothing_and_gives_the_text_back(citizen: Citizen, code: str) -> None:
    citizen.open(code)
    page = citizen.post("/buka", {"text": "Palsu", "go": "send", "form_key": "0" * 32})
    assert page.status == 400
    assert "Palsu" in page.html
    assert "Palsu" not in citizen.get("/buka").html
    assert citizen.press("send", text="Sungguh").status == 303
    assert "Sungguh" in citizen.get("/buka").html


def test_the_language_can_change_in_the_middle_of_an_answer(citizen: Citizen, code: str) -> None:
    citizen.open(code)
    page = citizen.press("language", to="/en/buka", text="Belum selesai")
    assert page.heading == "Report received"
    assert page.form.values["text"] == "Belum selesai"


def test_a_report_can_be_withdrawn_once_with_a_reason(citizen: Citizen, code: str) -> None:
    citizen.open(code)
    citizen.get("/buka/tarik")
    page = citizen.submit("f", reason="Saya ditekan.")
    assert "Laporan Anda tarik pada" in page.html
    assert "Saya ditekan." in page.html
    assert "/buka/tarik" not in page.html


def test_a_withdrawal_that_is_sent_twice_ends_on_the_report(citizen: Citizen, code: str) -> None:
    """The second press is no mistake of the reporter's; another reason, from another tab, is told and kept."""
    citizen.open(code)
    asked = citizen.get("/buka/tarik")
    for _ in range(2):
        citizen.page = asked
        page = citizen.submit("f", reason="Saya ditekan.")
        assert page.status == 200
        assert "Laporan Anda tarik pada" in page.html
        assert page.html.count("Saya ditekan.") == 1
    citizen.page = asked
    other = citizen.submit("f", reason="Sudah selesai dengan baik.")
    assert other.status == 409
    assert "Sudah selesai dengan baik." in other.html


def test_a_name_can_be_added_later_and_is_shown_nowhere(citizen: Citizen, code: str, office: Office) -> None:
    citizen.open(code)
    citizen.get("/buka/nama")
    assert citizen.submit("f", name="").problems == ["name"]
    page = citizen.submit("f", name="Nama Rekaan", contact="surel")
    assert page.heading == "Laporan diterima"
    assert "Rekaan" not in page.html


def test_retaliation_becomes_a_report_of_its_own(citizen: Citizen, code: str) -> None:
    citizen.open(code)
    page = citizen.get("/buka/balasan")
    assert page.heading == "Saya dibalas karena melapor"
    citizen.page = citizen.post("/isi", {**page.forms["/isi"].values, "go": "open"})
    assert citizen.page.status == 200
    assert citizen.page.form.values["choice"] == "retaliation"
    assert citizen.page.form.values["story"].startswith("Lanjutan dari laporan nomor ")


def test_leaving_forgets_and_shows_an_innocent_page(citizen: Citizen, code: str) -> None:
    citizen.open(code)
    answer = citizen.client.post("/keluar")
    assert answer.headers["Location"].endswith("/alamat")
    assert answer.headers["Clear-Site-Data"] == '"cache", "cookies", "storage"'
    assert not citizen.client._cookies
    assert citizen.get("/buka").heading == "Buka dengan kode"


def test_a_full_house_is_told_with_a_time_to_come_back(
    citizen: Citizen, code: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: Any, **__: Any) -> None:
        raise KdfBusyError(4)

    monkeypatch.setattr("casemgr.vault.keys.receipt_halves_begun", fail)
    page = citizen.open(code)
    assert (page.status, page.response.headers["Retry-After"]) == (503, "4")
    assert page.form.values["code"] == code


def test_another_process_does_not_know_the_cookie(citizen: Citizen, code: str, office: Office) -> None:
    first = Site(office).sessions
    second = Site(office).sessions
    assert repr(first) == "<ReporterSessions>"
    assert first._form_key != second._form_key
    citizen.open(code)
    assert citizen.get("/buka").status == 200


def test_a_destroyed_report_ends_the_visit(citizen: Citizen, code: str, office: Office) -> None:
    citizen.open(code)
    with office.session() as session, session.begin():
        _mark_destroyed(session.scalars(select(Case)).one())
    page = citizen.get("/buka")
    assert (page.status, page.heading) == (422, "Buka dengan kode")
    assert not citizen.client._cookies


def test_what_arrived_is_said_after_it_arrived(citizen: Citizen, code: str) -> None:
    citizen.open(code)
    assert "sudah kami terima. Jawabannya" not in citizen.page.html
    citizen.submit("f", text="Kuitansinya saya simpan.", go="send")
    assert "Pesan Anda sudah kami terima. Jawabannya nanti ada di halaman ini." in citizen.page.html
    assert "dikunci terpisah dari laporan" not in citizen.page.html
    citizen.get("/buka/nama")
    citizen.submit("f", name="Nama Rekaan")
    assert "Nama Anda sudah dikunci terpisah dari laporan." in citizen.page.html
    assert "sudah" not in citizen.get("/buka?done=sesuatu").html.partition("<form id")[0]


def test_the_head_of_the_page_says_when_to_come_back(citizen: Citizen, code: str) -> None:
    citizen.open(code)
    assert "Tidak ada yang perlu Anda lakukan sekarang. Kembali mulai" in citizen.page.html
    assert "Kembali lagi" in citizen.page.html
    citizen.get("/buka/tarik")
    citizen.submit("f", reason="")
    assert "Laporan Anda tarik pada" in citizen.page.html
    assert "Kembali mulai" not in citizen.page.html
    assert "Kembali lagi" not in citizen.page.html


@pytest.mark.parametrize(("path", "field"), [("/buka/nama", "contact"), ("/buka/tarik", "reason")])
def test_small_forms_change_language_and_keep_what_was_typed(
    citizen: Citizen, code: str, path: str, field: str
) -> None:
    citizen.open(code)
    citizen.get(path)
    page = citizen.press("language", to=f"/en{path}", **{field: "lewat kakak saya"})
    assert page.status == 200
    assert page.form.values[field] == "lewat kakak saya"
    assert '<html lang="en">' in page.html


def test_a_code_that_lacks_one_symbol_is_told_in_which_group(citizen: Citizen, code: str) -> None:
    groups = [code[start : start + 4] for start in range(0, 20, 4)]
    page = citizen.open(" ".join([*groups[:2], groups[2][:3], *groups[3:]]))
    assert "Baru 19 tanda, seharusnya 20. Kelompok ke-3 kurang satu tanda." in page.html
    assert "Kelompok ke-" not in citizen.open(code[:19]).html


def test_what_was_damaged_is_said_in_its_place_and_an_answer_still_arrives(
    citizen: Citizen, code: str, office: Office
) -> None:
    citizen.open(code)
    citizen.press("send", text="Kuitansi pertama.", file=FileStorage(io.BytesIO(b"bukti"), "satu.txt"))
    page = citizen.get("/buka")
    assert all(told in page.html for told in (STORY, "Kuitansi pertama.", "satu.txt", "/buka/berkas/"))
    with office.session() as session, session.begin():
        session.scalars(select(Report)).one().content_sealed = b"\0" * 300
        session.scalars(select(Message).where(Message.sender == "reporter")).one().body_sealed = b"\0" * 300
        session.scalars(select(Attachment)).one().meta_sealed = b"\0" * 300
    page = citizen.get("/buka")
    assert page.html.count("Bagian ini rusak di server kami") == 2
    assert "Berkas rusak di server kami." in page.html
    assert not any(gone in page.html for gone in (STORY, "Kuitansi pertama.", "satu.txt", "/buka/berkas/"))
    assert citizen.press("send", text="Kuitansi pertama.").status == 303
    assert "Kuitansi pertama." in citizen.get("/buka").html
