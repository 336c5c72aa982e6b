"""A report is written in four steps; whatever happens, nothing typed is lost and nothing counts twice."""

from __future__ import annotations

import io
import re
import zipfile
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select
from werkzeug.datastructures import FileStorage

from casemgr.errors import KdfBusyError, SealingFailedError
from casemgr.founding import OfficePlan
from casemgr.intake import Intake
from casemgr.office import Office
from casemgr.rules import receipts
from casemgr.store.models import Report
from casemgr.submissions import Content
from casemgr.testing import FrozenClock, cheap_office, small_plan
from casemgr.web import create_public_app
from casemgr.web.site import Site
from tests.casemgr.web.citizen import STORY, Citizen, Page
from tests.support.offices import close


def reports(office: Office) -> int:
    with office.reading() as session:
        return session.scalar(select(func.count()).select_from(Report)) or 0


def sent(office: Office, code: str) -> Content:
    with office.reading() as session:
        intake = Intake(session, office)
        return intake.content(intake.enter(code))


def upload(name: str, content: bytes = b"isi berkas") -> FileStorage:
    return FileStorage(io.BytesIO(content), filename=name)


def test_a_report_arrives_with_everything_that_was_typed(citizen: Citizen, office: Office) -> None:
    citizen.get("/isi")
    citizen.press(
        "next", choice="money", story=STORY, place="Loket depan", when="minggu lalu", service="legalisir",
        asked="Rp300.000", paid="0", tariff="", asked_when="12 November 2026, lewat WhatsApp", how="tunai",
        who="petugas", withheld="unknown",
    )  # fmt: skip
    assert citizen.page.heading.startswith("Punya bukti?")
    citizen.press("upload", file=upload("kuitansi.pdf"))
    assert "kuitansi.pdf" in citizen.page.html
    citizen.press("next")
    point = office.receiving_points()[1]
    citizen.press("next", excluded=[point.id], others="Kepala seksi", insider="no", child="yes", named="no")
    assert "<dt>Uang diminta pada</dt>" in citizen.page.html
    code = citizen.code()
    receipt = citizen.press("send", noted="yes")
    assert (receipt.status, receipt.heading) == (200, "Laporan Anda sudah kami terima")
    found = sent(office, code)
    assert found.text == STORY
    assert found.when == "minggu lalu"
    assert found.demand is not None
    assert (found.demand.asked, found.demand.paid, found.demand.tariff) == (300_000, 0, None)
    assert found.demand.when == "12 November 2026, lewat WhatsApp"
    assert (found.choice, found.excluded, found.insider, found.sensitive) == (
        "money",
        (point.id,),
        False,
        True,
    )
    assert citizen.open(code).heading == "Laporan diterima"
    assert "kuitansi.pdf" in citizen.page.html


def test_no_cookie_is_set_before_a_code_is_entered(citizen: Citizen) -> None:
    citizen.send()
    assert citizen.page.heading == "Laporan Anda sudah kami terima"
    assert not citizen.client._cookies
    citizen.open(citizen.page.forms["/kode"].values["code"])
    assert citizen.client._cookies


def test_an_empty_form_is_told_kindly(citizen: Citizen) -> None:
    citizen.get("/isi")
    page = citizen.press("next")
    assert (page.status, page.problems) == (422, ["story"])
    assert "<title>Perbaiki: " in page.html
    assert "Perbaiki: Tulis ceritanya dulu. Satu kalimat sudah cukup." in page.html


@pytest.mark.parametrize(
    ("typed", "problem"),
    [
        ({"choice": "money", "asked": "tiga ratusan"}, "asked"),
        ({"when": "31 Februari 2026"}, "when"),
        ({"when": "12 Desember 2030"}, "when"),
        ({"unit_id": "0" * 32}, "unit_id"),
        ({"choice": "bukan pilihan"}, "choice"),
        ({"place": "x" * 600}, "place"),
        ({"story": "x" * 200_001}, "story"),
        ({"choice": "money", "how": "bukan cara"}, "how"),
        ({"choice": "money", "asked_when": "31/02/2026"}, "asked_when"),
        ({"choice": "money", "asked_when": "besok, 12 Desember 2030"}, "asked_when"),
        ({"choice": "money", "asked_when": "x" * 600}, "asked_when"),
    ],
)
def test_a_mistake_is_named_and_everything_typed_comes_back(
    citizen: Citizen, typed: dict[str, str], problem: str
) -> None:
    citizen.get("/isi")
    values = {"story": STORY, "place": "Loket depan", **typed}
    page = citizen.press("next", **values)
    assert (page.status, page.problems) == (422, [problem])
    chosen = {name: value for name, value in values.items() if name not in ("unit_id", "how")}
    shown = {name: page.form.values.get(name) for name in chosen if problem != "choice" or name != "choice"}
    assert shown == {name: chosen[name] for name in shown}


def test_money_that_was_not_asked_for_is_no_mistake(citizen: Citizen) -> None:
    citizen.get("/isi")
    citizen.press("next", story=STORY, choice="service", asked="tiga ratusan")
    assert citizen.page.heading.startswith("Punya bukti?")
    citizen.press("next")
    citizen.press("next")
    assert "Bagian tentang uang tidak ikut dikirim" in citizen.page.html


def test_ten_megabytes_of_story_come_back_with_a_message(citizen: Citizen) -> None:
    citizen.get("/isi")
    story = "panjang sekali " * 700_000
    page = citizen.press("next", story=story)
    assert (page.status, page.problems) == (422, ["story"])
    assert page.html.count("panjang sekali ") == 700_000


def test_more_text_than_fits_is_refused_and_given_back(citizen: Citizen) -> None:
    page = citizen.post("/isi", {"story": STORY, "place": "x" * (17 * 1024 * 1024), "go": "next"})
    assert page.status == 413
    assert STORY in page.html


def test_five_hundred_fields_are_refused_and_the_story_stays(citizen: Citizen) -> None:
    citizen.get("/isi")
    page = citizen.press("next", story=STORY, **{f"lain{n}": "x" for n in range(500)})
    assert page.status == 400
    assert page.form.values["story"] == STORY


def test_broken_bytes_are_refused_and_the_rest_stays(citizen: Citizen) -> None:
    body = b"step=story&go=next&place=Loket&story=Uang+%FF%FE+diminta"
    answer = citizen.client.post("/isi", data=body, content_type="application/x-www-form-urlencoded")
    page = Page(answer)
    assert page.status == 400
    assert page.form.values["place"] == "Loket"
    assert "Uang" in page.form.values["story"]


def test_no_address_of_the_site_answers_nonsense_with_500(citizen: Citizen, app: Flask) -> None:
    bodies: list[dict[str, Any]] = [
        {"data": b"\xff" * 1000, "content_type": "multipart/form-data; boundary=x"},
        {"data": b"--x\r\n\r\n\r\n--x--", "content_type": "multipart/form-data; boundary=x"},
        {"data": b"", "content_type": "multipart/form-data"},
        {"data": b"{}", "content_type": "application/json"},
        {"data": b"draft=zz&step=check&go=send&code=%00&code_at=9999999999999&code_mac=xx"},
        {"data": b"draft=" + b"A" * 64 + b"&step=nowhere&go=drop:../../x"},
        {"data": b"step=files&go=mask:zzz&code=AAAA&code_at=12&code_mac=00"},
    ]
    for rule in app.url_map.iter_rules():
        if "POST" not in (rule.methods or ()):
            continue
        for body in bodies:
            body.setdefault("content_type", "application/x-www-form-urlencoded")
            answer = citizen.client.post(rule.rule, **body)
            assert answer.status_code < 500, (rule.rule, body)
            assert answer.status_code >= 300 or b"<h1>" in answer.data


@pytest.mark.parametrize(
    ("name", "content"),
    [("kosong.pdf", b""), ("../../etc/passwd", b"x"), ("a\tb.jpg", b"x"), ("bom.zip", b"")],
)
def test_a_file_that_cannot_be_kept_is_named_and_the_rest_stays(
    citizen: Citizen, name: str, content: bytes
) -> None:
    if name == "bom.zip":
        packed = io.BytesIO()
        with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
            for number in range(40):
                archive.writestr(f"{number}.bin", b"\0" * (30 * 1024 * 1024))
        content = packed.getvalue()
    citizen.write_up_to("files")
    citizen.press("upload", file=upload("pertama.txt"))
    page = citizen.press("upload", file=upload(name, content))
    assert (page.status, page.problems) == (422, ["file"])
    assert "pertama.txt" in page.html
    citizen.press("story")
    assert citizen.page.form.values["story"] == STORY


def test_files_can_be_taken_out_again(citizen: Citizen) -> None:
    citizen.write_up_to("files")
    citizen.press("upload", file=upload("foto.jpg"))
    drop = re.search(r'value="(drop:[0-9a-f]{32})"', citizen.page.html)
    assert drop is not None
    citizen.press(drop[1])
    assert "foto.jpg" not in citizen.page.html
    assert citizen.press(drop[1]).status == 200


def test_the_other_language_keeps_what_was_typed(citizen: Citizen) -> None:
    citizen.get("/isi")
    page = citizen.press("language", to="/en/isi", story=STORY, choice="money", asked="belum dibaca")
    assert page.heading == "Tell us what happened"
    assert page.problems == []
    assert (page.form.values["story"], page.form.values["asked"]) == (STORY, "belum dibaca")
    assert page.form.action == "/en/isi"


def test_steps_can_be_changed_from_the_check_page_and_the_code_stays(citizen: Citizen) -> None:
    citizen.write_up_to("check")
    code = citizen.code()
    citizen.press("story")
    assert citizen.page.form.values["story"] == STORY
    citizen.press("next", place="Loket belakang")
    citizen.press("next")
    citizen.press("next")
    assert citizen.code() == code
    assert "Loket belakang" in citizen.page.html


def test_nothing_is_sent_before_the_code_is_noted(citizen: Citizen, office: Office) -> None:
    citizen.write_up_to("check")
    page = citizen.press("send")
    assert (page.status, page.problems) == (422, ["noted"])
    assert reports(office) == 0
    citizen.press("send", noted="yes")
    assert reports(office) == 1


def test_sending_again_shows_the_same_receipt_and_counts_once(citizen: Citizen, office: Office) -> None:
    check = citizen.write_up_to("check")
    first = citizen.press("send", noted="yes")
    citizen.page = check
    again = citizen.press("send", noted="yes")
    assert first.html == again.html
    assert again.status == 200
    assert reports(office) == 1


def test_going_back_and_changing_a_sent_report_adds_nothing_and_offers_a_reply(
    citizen: Citizen, office: Office
) -> None:
    check = citizen.write_up_to("check")
    citizen.press("send", noted="yes")
    citizen.page = check
    citizen.page.form.values["step"] = "story"
    form = check.form.values | {"step": "story", "go": "next", "story": "Cerita yang lain."}
    page = citizen.post("/isi", form)
    assert (page.status, page.heading) == (409, "Laporan ini sudah kami terima")
    assert page.form.values["kept"] == "Cerita yang lain."
    assert reports(office) == 1
    citizen.page = page
    dialog = citizen.submit("f")
    assert dialog.heading == "Laporan diterima"
    assert dialog.form.values["text"] == "Cerita yang lain."


def test_an_old_code_is_replaced_with_an_explanation(citizen: Citizen, clock: FrozenClock) -> None:
    citizen.write_up_to("check")
    code = citizen.code()
    clock.advance(hours=24, minutes=1)
    page = citizen.press("send", noted="yes")
    assert page.status == 422
    assert "lebih dari 24 jam" in page.html
    assert citizen.code() != code
    assert citizen.press("send", noted="yes").heading == "Laporan Anda sudah kami terima"


def test_a_code_that_was_not_issued_here_is_replaced(citizen: Citizen, office: Office) -> None:
    citizen.write_up_to("check")
    page = citizen.press("send", noted="yes", code="0" * 20)
    assert page.status == 422
    assert reports(office) == 0


def test_our_fields_are_read_behind_any_junk(citizen: Citizen) -> None:
    page = citizen.get("/isi")
    junk = {f"f{n}": "x" for n in range(500)}
    answer = citizen.post("/isi", {**junk, **page.form.values, "story": STORY, "go": "next"})
    assert (answer.status, answer.form.values["story"]) == (400, STORY)
    assert (answer.form.values["step"], answer.problems) == ("story", ["f"])


@pytest.mark.parametrize("multipart", [True, False])
def test_what_came_before_far_too_many_fields_comes_back(citizen: Citizen, *, multipart: bool) -> None:
    values = {"step": "story", "story": STORY, "name": "Nama Rekaan", **{f"f{n}": "x" for n in range(50_500)}}
    page = citizen.post("/isi", values) if multipart else Page(citizen.client.post("/isi", data=values))
    assert (page.status, STORY in page.html, "Nama Rekaan" in page.html) == (413, True, True)


@pytest.mark.parametrize("step", ["story", "protect"])
def test_an_expired_draft_keeps_what_was_just_typed(citizen: Citizen, clock: FrozenClock, step: str) -> None:
    citizen.write_up_to("protect")
    citizen.press("protect" if step == "protect" else "story")
    clock.advance(days=3)
    typed = {"others": "Kepala seksi"} if step == "protect" else {"story": "Cerita baru"}
    page = citizen.press("next", **typed)
    assert page.status == 422
    assert "dihapus karena lewat waktunya" in page.html
    assert page.form.values | typed == page.form.values


def test_a_draft_lives_as_long_as_the_pages_promise(citizen: Citizen, clock: FrozenClock) -> None:
    assert "sampai besok malam" in citizen.get("/perlindungan").html
    assert "sampai besok malam" in citizen.get("/isi").html
    citizen.write_up_to("protect")
    clock.advance(days=1)
    assert citizen.press("next").status == 200
    clock.advance(days=1)
    assert citizen.press("back").status == 422


def test_a_draft_token_of_one_secret_is_over(citizen: Citizen) -> None:
    citizen.write_up_to("files")
    citizen.press("back")
    page = citizen.press("next", draft=str(citizen.page.form.values["draft"])[:64], story="Cerita baru")
    assert page.status == 422
    assert "lewat waktunya" in page.html
    assert page.form.values["story"] == "Cerita baru"


@pytest.mark.parametrize(
    ("step", "failure"),
    [
        ("casemgr.intake.sending.new_report", SealingFailedError()),
        ("casemgr.vault.keys.receipt_halves_begun", KdfBusyError(7)),
    ],
)
def test_a_full_house_answers_503_with_the_text_and_the_code(
    citizen: Citizen, office: Office, monkeypatch: pytest.MonkeyPatch, step: str, failure: Exception
) -> None:
    citizen.write_up_to("check")
    code = citizen.code()

    def fail(*_: Any, **__: Any) -> None:
        raise failure

    with monkeypatch.context() as patched:
        patched.setattr(step, fail)
        page = citizen.press("send", noted="yes")
        assert page.status == 503
        assert int(page.response.headers["Retry-After"]) > 0
        assert STORY in page.html
        assert citizen.code() == code
    assert reports(office) == 0
    assert citizen.press("send", noted="yes").status == 200


def test_a_database_that_stays_locked_answers_503_with_the_text(
    citizen: Citizen, office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    citizen.get("/isi")
    monkeypatch.setattr("casemgr.store.engines.BUSY_TIMEOUT_MS", 50)
    with office.engine.begin():
        page = citizen.press("next", story=STORY)
    assert (page.status, page.form.values["story"]) == (503, STORY)
    assert page.response.headers["Retry-After"]
    assert citizen.press("next").status == 200


def test_words_that_point_to_the_writer_are_shown_and_masked(citizen: Citizen, office: Office) -> None:
    told = f"{STORY} Hubungi saya di 0812-3456-7890."
    citizen.write_up_to("check", story=told)
    assert "Ini bisa menunjuk kepada Anda" in citizen.page.html
    button = re.search(r'value="(mask:[0-9a-f]+)"', citizen.page.html)
    assert button is not None
    citizen.press(button[1])
    assert "0812" not in citizen.page.html
    assert "[nomor telepon]" in citizen.page.html
    assert "Ini bisa menunjuk kepada Anda" not in citizen.page.html
    code = citizen.code()
    citizen.press("send", noted="yes")
    assert sent(office, code).text == f"{STORY} Hubungi saya di [nomor telepon]."


def test_words_may_stay_as_they_are(citizen: Citizen, office: Office) -> None:
    told = f"{STORY} Hubungi saya di 0812-3456-7890."
    citizen.write_up_to("check", story=told)
    button = re.search(r'value="(keep:[0-9a-f]+)"', citizen.page.html)
    assert button is not None
    citizen.press(button[1])
    assert "Ini bisa menunjuk kepada Anda" not in citizen.page.html
    code = citizen.code()
    citizen.press("send", noted="yes")
    assert sent(office, code).text == told


def test_a_name_is_sealed_apart(citizen: Citizen, office: Office) -> None:
    citizen.write_up_to("protect")
    page = citizen.press("next", named="yes", name=" ")
    assert page.problems == ["name"]
    citizen.press("next", named="yes", name="Nama Rekaan", contact="surel")
    assert "Disimpan terpisah: Nama Rekaan" in citizen.page.html
    code = citizen.code()
    citizen.press("send", noted="yes")
    assert "Rekaan" not in repr(vars_of(sent(office, code)))


def vars_of(content: Content) -> dict[str, Any]:
    return {name: getattr(content, name) for name in Content.__dataclass_fields__}


def test_a_name_not_chosen_is_not_sent_and_said(citizen: Citizen) -> None:
    citizen.write_up_to("protect")
    citizen.press("next", named="no", name="Nama Rekaan")
    assert "Nama tidak ikut dikirim" in citizen.page.html


def test_the_receipt_holds_code_number_and_days_but_no_office(citizen: Citizen, site: Site) -> None:
    page = citizen.send()
    slip = re.search(r'<section class="sheet slip".*?</section>', page.html, re.DOTALL)
    assert slip is not None
    assert "Kembali mulai" in slip[0]
    assert "<svg" in slip[0]
    for word in (site.office.name, "laporan", "http"):
        assert word not in slip[0].replace("http://www.w3.org/2000/svg", "")


def test_the_unit_complained_about_is_named_as_excluded(citizen: Citizen, office: Office, site: Site) -> None:
    unit = office.units()[0]
    citizen.write_up_to("protect", unit_id=unit.id)
    assert f"{unit.name} tidak pernah menerima laporan ini." in citizen.page.html


def test_the_team_that_was_excluded_is_named_nowhere_as_reading(citizen: Citizen, office: Office) -> None:
    first, second = office.receiving_points()[:2]
    citizen.write_up_to("protect")
    assert f"laporan ke {second.name}" in citizen.page.html
    check = citizen.press("next", excluded=first.id)
    assert re.search(rf"<dt>Penerima</dt><dd class=\"text\">{second.name}</dd>", check.html)
    receipt = citizen.press("send", noted="yes", excluded=None)
    assert f"{second.name} memeriksa kelengkapan laporan." in receipt.html
    assert first.name not in receipt.html
    again = citizen.post("/isi", {**check.form.values, "go": "send", "noted": "yes"})
    assert f"{second.name} memeriksa kelengkapan laporan." in again.html


def test_an_office_that_only_its_own_people_could_receive_is_told_before_sending(tmp_path: Path) -> None:
    plan = small_plan()
    kept = tuple(team for team in plan.teams if team.kind != "break_glass" and team.key != "section")
    names = {team.key for team in kept}
    founders = [replace(one, teams=tuple(key for key in one.teams if key in names)) for one in plan.founders]
    office = cheap_office(tmp_path / "one", plan=OfficePlan(plan.name, kept, founders, plan.units)).office
    try:
        citizen = Citizen(create_public_app(office, site=Site(office, clock=FrozenClock())).test_client())
        inspectorate = next(unit for unit in office.units() if unit.name == "Inspektorat Contoh")
        citizen.write_up_to("protect", unit_id=inspectorate.id)
        page = citizen.press("next")
        assert (page.status, page.problems) == (422, ["excluded"])
        assert "Anda bisa mengadu ke Ombudsman." in page.html
        citizen.write_up_to("protect")
        page = citizen.press("next", excluded=office.receiving_points()[0].id)
        assert "Sisakan satu penerima." in page.html
        assert citizen.press("next", excluded=None).heading == "Catat kode ini sebelum mengirim"
    finally:
        close(office)


def test_a_closer_choice_counts_only_where_it_was_asked(citizen: Citizen) -> None:
    citizen.write_up_to("check", choice="other", further="gratification")
    assert "Saya menerima pemberian" in citizen.page.html
    citizen.write_up_to("check", choice="money", further="gratification")
    assert "Saya menerima pemberian" not in citizen.page.html
    assert "Diminta uang atau barang" in citizen.page.html
    assert "tidak ikut dikirim" in citizen.page.html


def test_a_file_chosen_at_the_last_moment_is_shown_before_going_on(citizen: Citizen) -> None:
    citizen.write_up_to("files")
    page = citizen.press("next", file=upload("terlambat.jpg"))
    assert page.heading == "Punya bukti? Boleh dilewati."
    assert "terlambat.jpg" in page.html
    assert "ikut terunggah" in page.html
    assert citizen.press("next").heading == "Lindungi diri Anda"


def test_every_file_that_was_not_kept_is_named(citizen: Citizen) -> None:
    citizen.write_up_to("files")
    fields = citizen.page.form.values
    body = {**fields, "go": "upload", "file": [upload("satu.pdf", b""), upload("dua.pdf", b"")]}
    page = citizen.post("/isi", body)
    assert page.status == 422
    assert page.html.count("satu.pdf") == page.html.count("dua.pdf") == 1


def test_the_summary_takes_the_focus_and_names_itself(citizen: Citizen) -> None:
    citizen.get("/isi")
    page = citizen.press("next")
    assert re.search(
        r'id="ringkasan" role="group" aria-labelledby="ringkasan-judul" tabindex="-1" autofocus', page.html
    )
    assert "autofocus" not in citizen.get("/isi").html


def test_a_corrected_step_leads_straight_back_to_the_code(citizen: Citizen) -> None:
    assert 'value="check"' not in citizen.get("/isi").html.partition("<form id")[2]
    citizen.write_up_to("check", choice="money")
    code = citizen.code()
    citizen.press("story")
    page = citizen.press("check", asked="tiga ratus")
    assert (page.status, page.problems) == (422, ["asked"])
    page = citizen.press("check", asked="300.000")
    assert page.heading == "Catat kode ini sebelum mengirim"
    assert "Rp300.000" in page.html
    assert citizen.code() == code


def test_a_long_story_is_cut_with_a_word_that_the_rest_goes_too(citizen: Citizen) -> None:
    assert "lanjutannya ikut terkirim" not in citizen.write_up_to("check").html
    assert "lanjutannya ikut terkirim" in citizen.write_up_to("check", story="kata " * 200).html


def test_loading_the_page_again_after_an_upload_adds_nothing(citizen: Citizen) -> None:
    """The page's address holds no key, so a browser sends the whole body once more."""
    citizen.write_up_to("files")
    again = dict(citizen.page.form.values)
    for _ in range(3):
        body = {**again, "go": "upload", "file": [upload("kuitansi.pdf"), upload("foto.jpg", b"isi foto")]}
        page = citizen.post("/isi", body)
        assert page.status == 200
        assert page.html.count('value="drop:') == 2
    page = citizen.post("/isi", {**again, "go": "upload", "file": upload("foto.jpg", b"foto lain")})
    assert page.html.count('value="drop:') == 3


def test_the_receipt_changes_language_and_stays(citizen: Citizen, office: Office, clock: FrozenClock) -> None:
    """Also when the page was left open for longer than a code may be used for sending."""
    receipt = citizen.send()
    code, number = (
        receipt.forms["/kode"].values["code"],
        re.search(r"<dd>([0-9A-Z]{3}-[0-9A-Z]{4})</dd>", receipt.html),
    )
    assert number is not None
    for hours, to, heading in ((0, "/en/isi", "We have received your report"), (25, "/isi", receipt.heading)):
        clock.advance(hours=hours)
        switch = citizen.page.forms[to].values
        assert not {name for name in switch if name not in ("step", "draft", "code", "code_at", "code_mac")}
        citizen.page = citizen.post(to, {**switch, "go": "language"})
        assert (citizen.page.status, citizen.page.heading) == (200, heading)
        assert citizen.page.forms["/kode" if to == "/isi" else "/en/kode"].values["code"] == code
        assert number[0] in citizen.page.html
        assert "<svg" in citizen.page.html
    with office.reading() as session:
        assert session.scalar(select(func.count()).select_from(Report)) == 1


def test_the_switch_of_a_receipt_shows_nothing_for_another_code(citizen: Citizen) -> None:
    citizen.send()
    switch = citizen.page.forms["/en/isi"].values
    page = citizen.post("/en/isi", {**switch, "code": receipts.new_code(), "go": "language"})
    assert page.status == 422
    assert "<svg" not in page.html


def test_a_draft_holds_so_many_files_and_keeps_those_within(citizen: Citizen) -> None:
    most = 50
    citizen.write_up_to("files")
    values = {**citizen.page.form.values, "go": "upload"}
    action = citizen.page.form.action
    citizen.page = citizen.post(
        action, {**values, "file": [upload(f"foto{n}.txt", f"{n}".encode()) for n in range(most + 2)]}
    )
    assert (citizen.page.status, citizen.page.problems) == (422, ["file"])
    assert f"paling banyak {most} berkas" in citizen.page.html
    assert "foto49.txt" in citizen.page.html
    assert "foto50.txt" not in citizen.page.html
    dropped = re.search(r'value="(drop:[0-9a-f]{32})"', citizen.page.html)
    assert dropped is not None
    citizen.press(dropped[1])
    assert "foto0.txt" not in citizen.page.html
    citizen.press("upload", file=upload("akhir.txt"))
    assert citizen.page.status == 200
    assert "akhir.txt" in citizen.page.html
