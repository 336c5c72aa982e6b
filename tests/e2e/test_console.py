"""A case from its arrival to its closure in the console, in a real browser without JavaScript, narrow and wide.

Each person has a browser of their own. Every page is also looked at for what the browser complains about (the
content policy), for addresses outside, and for anything that would scroll sideways.
"""

from __future__ import annotations

import base64
import logging
import re
import threading
from collections.abc import Iterator

import pyotp
import pytest
from casemgr.admin import create_console_app
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright
from werkzeug.serving import make_server

from casemgr.founding import Founding
from casemgr.intake import Intake
from casemgr.submissions import Identity
from casemgr.testing import PASSPHRASE, FrozenClock, a_submitted_report

pytestmark = pytest.mark.browser

FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
WIDTHS = (360, 1440)
NAME = "Nama Rekaan Penanda"


@pytest.fixture
def database_kind() -> str:
    return "sqlite"


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=list(FLAGS))
        yield running
        running.close()


class Visitor:
    """One person's browser, signed in."""

    def __init__(self, context: BrowserContext, complaints: list[str]) -> None:
        self.page: Page = context.new_page()
        self.page.set_default_timeout(8000)
        self.page.on("console", lambda message: self._hear(message.text, complaints))
        self.page.on("request", lambda request: self._note(request.url, complaints))
        self._home = ""

    def _hear(self, text: str, complaints: list[str]) -> None:
        """Note what the browser complains about, except that a form came back with its mistakes (422)."""
        if "status of 422" not in text:
            complaints.append(text)

    def _note(self, url: str, complaints: list[str]) -> None:
        if not url.startswith("http://127.0.0.1:"):
            complaints.append(url)

    def sign_in(self, address: str, username: str, secret: bytes, clock: FrozenClock) -> None:
        clock.advance(minutes=1)
        self._home = address
        self.page.goto(f"{address}/")
        self.page.get_by_label("Nama pengguna").fill(username)
        self.page.get_by_label("Frasa sandi").fill(PASSPHRASE)
        self.page.get_by_label("Kode dari aplikasi autentikator").fill(
            pyotp.TOTP(base64.b32encode(secret).decode()).at(clock.now)
        )
        self.page.get_by_role("button", name="Masuk").click()
        expect(self.page.get_by_role("button", name="Keluar")).to_be_visible()

    def open_case(self, reference: str) -> None:
        self.page.goto(f"{self._home}/cases/{reference}/")
        self.fits()

    def step(self, reference: str, name: str) -> None:
        """Open a case and the form of one step."""
        self.open_case(reference)
        self.page.locator("#next").get_by_role("link", name=name).click()
        expect(self.page.get_by_role("heading", name="Yang akan terjadi")).to_be_visible()
        self.fits()

    def send(self) -> None:
        """Press the one primary button of the page."""
        self.page.locator("main .go").click()

    def queue_fits_between(self) -> None:
        """The queue's table does not push the page wider on tablets and small laptops either."""
        before = self.page.viewport_size
        self.page.goto(f"{self._home}/queue/")
        for width in (768, 1024, 1200):
            self.page.set_viewport_size({"width": width, "height": 800})
            self.fits()
        assert before is not None
        self.page.set_viewport_size(before)

    def fits(self) -> None:
        """Nothing but charts and wide tables of numbers scrolls sideways."""
        wide = self.page.locator("body").evaluate(
            "() => document.documentElement.scrollWidth - window.innerWidth"
        )
        assert wide <= 0, (self.page.url, wide)


class Office:
    """The console under test, its clock, and one browser for each person who is asked for."""

    def __init__(
        self, founding: Founding, browser: Browser, width: int, address: str, clock: FrozenClock
    ) -> None:
        self.founding = founding
        self.clock = clock
        self.complaints: list[str] = []
        self._browser = browser
        self._width = width
        self._address = address
        self.people: dict[str, Visitor] = {}
        self.contexts: list[BrowserContext] = []

    def person(self, username: str, *, scripts: bool = False) -> Visitor:
        if username not in self.people:
            context = self._browser.new_context(
                viewport={"width": self._width, "height": 800}, java_script_enabled=scripts
            )
            self.contexts.append(context)
            visitor = Visitor(context, self.complaints)
            secret = next(one.totp_secret for one in self.founding.people if one.username == username)
            visitor.sign_in(self._address, username, secret, self.clock)
            self.people[username] = visitor
        return self.people[username]


@pytest.fixture(params=WIDTHS)
def office(request: pytest.FixtureRequest, founding: Founding, browser: Browser) -> Iterator[Office]:
    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    clock = FrozenClock()
    server = make_server("127.0.0.1", 0, create_console_app(founding.office, clock=clock), threaded=True)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    opened = Office(founding, browser, request.param, f"http://127.0.0.1:{server.port}", clock)
    yield opened
    for context in opened.contexts:
        context.close()
    server.shutdown()
    thread.join()
    server.server_close()


def triage(office: Office, reference: str) -> None:
    """Acknowledge, ask the reporter nothing, verify, review, assign."""
    melati = office.person("melati")
    melati.page.get_by_role("link", name=re.compile("legalisir ijazah")).first.click()
    expect(melati.page.get_by_role("heading", level=1)).to_contain_text("legalisir ijazah")
    expect(melati.page.locator("#report")).to_contain_text("Rp300.000")
    melati.step(reference, "Terima")
    melati.page.get_by_label("Saya sudah mencari laporan tentang hal yang sama").check()
    melati.send()
    melati.step(reference, "Nyatakan lengkap")
    melati.page.get_by_label("Isi laporan cukup").check()
    melati.page.get_by_label("Tingkat").select_option(label="Sedang")
    melati.send()
    ratna = office.person("ratna")
    ratna.step(reference, "Telaah")
    ratna.page.get_by_label("Berkadar pengawasan", exact=True).check()
    ratna.page.get_by_label("Tinggi", exact=True).check()
    ratna.page.get_by_label("Pokok masalah").fill("Apakah petugas loket meminta uang di luar tarif.")
    ratna.send()
    expect(ratna.page.get_by_role("alert")).to_contain_text("Tulisan Anda tidak hilang")
    expect(ratna.page.get_by_label("Pokok masalah")).to_have_value(
        "Apakah petugas loket meminta uang di luar tarif."
    )
    ratna.page.get_by_label("Aturan yang diduga dilanggar").fill("Pasal 5 huruf g PP 94/2021")
    ratna.send()
    assign(ratna, reference, "Wira H.")


def assign(person: Visitor, reference: str, to: str) -> None:
    """Say who acts and until when."""
    person.step(reference, "Disposisikan")
    expect(person.page.locator("main")).to_contain_text(
        "Orang yang berbenturan kepentingan tidak ditampilkan."
    )
    person.page.get_by_label(to).check()
    person.page.get_by_label("Selesai paling lambat").fill("9 Desember 2026")
    person.page.get_by_label("Instruksi").fill("Periksa daftar tarif di loket.")
    person.send()
    expect(person.page.get_by_role("status")).to_contain_text("Tersimpan")


def examine(office: Office, reference: str) -> None:
    """Clarify, add the record, write up, recommend, conclude as proven."""
    wira, panji = office.person("wira"), office.person("panji")
    assign(wira, reference, "Panji R.")
    wira.step(reference, "Mulai klarifikasi")
    wira.send()
    wira.queue_fits_between()
    panji.open_case(reference)
    panji.page.locator("#files summary").click()
    panji.page.get_by_label("Berkas dari komputer Anda").set_input_files(
        {"name": "berita-acara.txt", "mimeType": "text/plain", "buffer": b"isi berita acara rekaan"}
    )
    panji.page.get_by_role("button", name="Unggah berkas").click()
    expect(panji.page.locator("#files")).to_contain_text("berita-acara.txt")
    panji.step(reference, "Susun")
    panji.page.get_by_label("Nomor berita acara klarifikasi").fill("BAK-12/2026")
    panji.send()
    panji.step(reference, "Tambah rekomendasi")
    panji.page.get_by_label("Rekomendasi", exact=True).fill("Pasang daftar tarif di loket.")
    panji.page.get_by_label("Ditujukan kepada").fill("Kepala Madrasah Contoh 1")
    panji.page.get_by_label("Selesai paling lambat").fill("21/12/2026")
    panji.send()
    wira.step(reference, "Tetapkan hasil: terbukti")
    wira.page.get_by_label("Terbukti", exact=True).check()
    for tick in wira.page.locator('input[name="rights"]').all():
        tick.check()
    wira.send()
    expect(wira.page.get_by_role("status")).to_contain_text("Tersimpan")


def follow_up(office: Office, reference: str) -> None:
    """Record what was done, tell the reporter the result."""
    ratna = office.person("ratna")
    ratna.step(reference, "Catat tindak lanjut")
    ratna.page.get_by_label("Rekomendasi 1").check()
    ratna.page.get_by_label("Sesuai rekomendasi", exact=True).check()
    ratna.page.get_by_label("Apa yang sudah dilakukan").fill("Daftar tarif sudah dipasang.")
    ratna.page.get_by_label("Bukti").select_option(label="berita-acara.txt")
    ratna.send()
    expect(ratna.page.locator("#recommendations")).to_contain_text("Daftar tarif sudah dipasang.")
    ratna.step(reference, "Sampaikan hasil kepada pelapor")
    ratna.page.get_by_label("Tulisan untuk pelapor").fill("Laporan Anda terbukti. Tarif sudah dipasang.")
    ratna.page.get_by_label("Saya sudah membacanya").check()
    ratna.send()
    expect(ratna.page.locator("#dialog")).to_contain_text("Laporan Anda terbukti.")


def test_a_case_goes_from_its_arrival_to_its_closure(office: Office) -> None:
    """The reporter's last word comes through their own door; everything else is done with the console's buttons."""
    receipt = a_submitted_report(office.founding, clock=office.clock, identity=Identity(NAME))
    reference = receipt.reference
    triage(office, reference)
    examine(office, reference)
    follow_up(office, reference)
    with office.founding.office.session() as session, session.begin():
        intake = Intake(session, office.founding.office, clock=office.clock)
        intake.reply(intake.enter(receipt.code), "Terima kasih.", satisfied=True)
    melati = office.person("melati")
    melati.open_case(reference)
    expect(melati.page.locator("h1 + p")).to_contain_text("Selesai")
    expect(melati.page.locator("#history li")).to_have_count(13)
    for visitor in office.people.values():
        visitor.open_case(reference)
        assert NAME not in visitor.page.content()
    assert office.complaints == []


def test_a_custodian_decides_and_the_identity_is_seen_once(office: Office) -> None:
    receipt = a_submitted_report(office.founding, clock=office.clock, identity=Identity(NAME))
    reference = receipt.reference
    triage(office, reference)
    wira, jaga = office.person("wira"), office.person("jaga")
    wira.open_case(reference)
    wira.page.get_by_role("link", name="Minta pembukaan identitas").click()
    wira.fits()
    expect(wira.page.locator("input[name=ground]:checked")).to_have_count(0)
    expect(wira.page.get_by_label("Beri tahu sebelum dibuka")).to_be_checked()
    wira.page.locator("input[name=ground]").first.check()
    wira.page.get_by_label("Alasan", exact=True).fill("Keterangan pelapor diperlukan untuk berita acara.")
    wira.page.get_by_role("button", name="Ajukan permintaan").click()
    jaga.page.get_by_role("link", name=re.compile("Keputusan")).click()
    jaga.page.get_by_role("link", name="Permintaan pembukaan identitas").click()
    jaga.fits()
    agree, refuse = (jaga.page.get_by_role("button", name=name) for name in ("Setujui pembukaan", "Tolak"))
    looks = [
        one.evaluate("e => getComputedStyle(e).backgroundColor + getComputedStyle(e).border")
        for one in (agree, refuse)
    ]
    assert looks[0] == looks[1]
    jaga.page.get_by_label("Alasan keputusan Anda").fill("Beralasan.")
    jaga.page.get_by_label("Frasa sandi Anda").fill(PASSPHRASE)
    agree.click()
    expect(jaga.page.get_by_role("status")).to_contain_text("Disetujui")
    wira.open_case(reference)
    wira.page.get_by_role("link", name="Buka satu kali").click()
    wira.page.get_by_label("Frasa sandi Anda").fill(PASSPHRASE)
    wira.page.get_by_role("button", name="Buka satu kali").click()
    expect(wira.page.locator("main")).to_contain_text(NAME)
    expect(wira.page.locator("main")).to_contain_text("Terbuka sampai")
    wira.page.get_by_role("button", name="Tutup sekarang").click()
    expect(wira.page.get_by_role("status")).to_contain_text("disegel lagi")
    assert NAME not in wira.page.content()
    assert office.complaints == []


def test_a_unit_is_proposed_by_one_and_accepted_by_another(office: Office) -> None:
    adi, wira = office.person("adi"), office.person("wira")
    adi.page.get_by_role("link", name="Susunan unit dan tim").click()
    adi.fits()
    adi.page.get_by_role("link", name="Usulkan unit baru…").click()
    expect(adi.page.get_by_role("heading", level=1)).to_have_text("Unit baru")
    adi.send()
    expect(adi.page.get_by_role("alert")).to_contain_text("Nama: Bagian ini belum diisi.")
    adi.fits()
    adi.page.get_by_label("Nama", exact=True).fill("Kantin Contoh Rekaan")
    adi.send()
    expect(adi.page.get_by_role("status")).to_contain_text("Belum ada yang berubah")
    expect(adi.page.get_by_role("link", name=re.compile("Lihat"))).to_be_visible()
    wira.page.get_by_role("link", name="Tim", exact=True).click()
    wira.page.get_by_role("link", name="Susunan unit dan tim").click()
    wira.fits()
    wira.page.get_by_role("link", name=re.compile("Putuskan")).click()
    expect(wira.page.locator("main")).to_contain_text("unit baru: Kantin Contoh Rekaan")
    wira.fits()
    wira.page.get_by_role("button", name="Terima perubahan").click()
    expect(wira.page.get_by_role("alert")).to_contain_text("Tulis frasa sandi Anda.")
    wira.page.get_by_label("Frasa sandi Anda").fill(PASSPHRASE)
    wira.page.get_by_role("button", name="Terima perubahan").click()
    expect(wira.page.get_by_role("status")).to_contain_text("Laporan berikutnya mengikuti susunan ini")
    expect(wira.page.locator("main")).to_contain_text("Kantin Contoh Rekaan")
    expect(wira.page.locator("main")).not_to_contain_text("Menunggu penerimaan")
    assert office.complaints == []


def test_every_flow_works_with_the_keyboard(office: Office) -> None:
    """The skip link comes first, the focus is always visible, and a step is taken with Tab, Space and Enter."""
    reference = a_submitted_report(office.founding, clock=office.clock).reference
    melati = office.person("melati")
    page = melati.page
    melati.open_case(reference)
    page.keyboard.press("Tab")
    expect(page.locator(":focus")).to_have_text("Langsung ke isi")
    outline = page.locator(":focus").evaluate("e => getComputedStyle(e).outlineStyle")
    assert outline == "solid"
    page.goto(page.url + "do/acknowledge/")
    page.locator("#duplicates_searched").focus()
    page.keyboard.press("Space")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.get_by_role("status")).to_contain_text("Tersimpan")
    assert office.complaints == []


def press(page: Page, key: str) -> None:
    """Press a key once the page's script listens: an address and its words are there earlier than deferred scripts."""
    page.wait_for_load_state("load")
    page.keyboard.press(key)


def test_shortcuts_lead_where_the_list_says_and_keep_out_of_fields(office: Office) -> None:
    """The one enhancement with a script: off until switched on, silent while somebody types, off again."""
    for _ in range(2):
        a_submitted_report(office.founding, clock=office.clock)
    page = office.person("melati", scripts=True).page
    press(page, "k")
    expect(page).to_have_url(re.compile(r"/queue/$"))
    page.goto(page.url.replace("/queue/", "/me/"))
    page.get_by_role("button", name="Nyalakan pintasan").click()
    expect(page.locator("#keys")).to_contain_text("Menyala di peramban ini")
    for key, address in (("k", "/decisions/"), ("d", "/dashboard/"), ("t", "/people/"), ("a", "/queue/")):
        press(page, key)
        expect(page).to_have_url(re.compile(rf"{address}$"))
    press(page, "n")
    press(page, "n")
    press(page, "p")
    expect(page.locator("[data-row]").first).to_be_focused()
    press(page, "/")
    page.keyboard.type("kap")
    expect(page.get_by_label("Cari teks")).to_have_value("kap")
    page.goto(page.url + "?saved=open")
    press(page, "n")
    press(page, "Enter")
    expect(page).to_have_url(re.compile(r"/cases/[0-9A-Z-]+/\?saved=open"))
    shown = page.url
    press(page, "s")
    expect(page.locator("#next .go")).to_be_focused()
    press(page, "n")
    page.wait_for_url(lambda url: url != shown and "/cases/" in url)
    press(page, "c")
    page.keyboard.type("catatan dasar")
    expect(page.locator("#note")).to_have_value("catatan dasar")
    page.locator("h1").click()
    press(page, "Control+d")
    press(page, "?")
    expect(page).to_have_url(re.compile(r"/me/#keys$"))
    page.get_by_role("button", name="Matikan pintasan").click()
    press(page, "a")
    expect(page.locator("#keys")).to_contain_text("Mati di peramban ini")
    assert office.complaints == []
