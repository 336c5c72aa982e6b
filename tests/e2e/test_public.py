"""A citizen's whole way through the public site in a real browser, without JavaScript, narrow and wide."""

from __future__ import annotations

import io
import logging
import re
import threading
from collections.abc import Iterator

import pikepdf
import pytest
from playwright.sync_api import Browser, Page, PdfMargins, Route, expect, sync_playwright
from playwright.sync_api import Error as BrowserError
from werkzeug.serving import make_server

from casemgr.office import Office
from casemgr.testing import FrozenClock
from casemgr.web import create_public_app
from casemgr.web.site import Site

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
STORY = "Saya mengurus legalisir ijazah. Di loket saya diminta membayar supaya cepat selesai."


@pytest.fixture
def database_kind() -> str:
    return "sqlite"


@pytest.fixture
def address(office: Office) -> Iterator[str]:
    """Where the public site answers."""
    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    app = create_public_app(office, site=Site(office, clock=FrozenClock()))
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.port}"
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=list(FLAGS))
        yield running
        running.close()


@pytest.fixture(params=WIDTHS)
def page(request: pytest.FixtureRequest, browser: Browser, address: str) -> Iterator[Page]:
    """A page that notes whatever the browser complains about and every address it asks for."""
    context = browser.new_context(
        viewport={"width": request.param, "height": 800}, java_script_enabled=False, base_url=address
    )
    opened = context.new_page()
    yield opened
    context.close()


def complaints(page: Page) -> list[str]:
    """Collect what the browser reports from now on, except statuses and what leaving clears."""
    found: list[str] = []

    def note(text: str) -> None:
        if "status of" not in text and "Clear-Site-Data" not in text:
            found.append(text)

    page.on("console", lambda message: note(message.text))
    return found


def fits(page: Page) -> None:
    """Check that nothing scrolls sideways."""
    width = page.viewport_size["width"] if page.viewport_size else 0
    assert page.locator("body").evaluate("() => document.documentElement.scrollWidth") <= width


def press(page: Page, name: str) -> None:
    with page.expect_navigation():
        page.get_by_role("button", name=name, exact=True).last.click()
    fits(page)


def write(page: Page) -> None:
    """Go from the first page to the check page."""
    page.goto("/")
    fits(page)
    page.get_by_role("link", name="Mulai laporan").click()
    press(page, "Lanjut ke berkas")
    expect(page.locator("#story-error")).to_contain_text("Satu kalimat sudah cukup")
    expect(page.locator("#asked")).to_be_hidden()
    page.get_by_label("Diminta uang atau barang").check()
    expect(page.locator("#asked")).to_be_visible()
    page.get_by_label("Cerita").fill(STORY)
    page.get_by_label("Berapa yang diminta?").fill("Rp300.000")
    press(page, "Lanjut ke berkas")
    page.get_by_label("Tambah berkas").set_input_files(
        [{"name": "kuitansi.jpg", "mimeType": "image/jpeg", "buffer": b"bukti" * 200_000}]
    )
    press(page, "Unggah")
    expect(page.locator(".files")).to_contain_text("kuitansi.jpg")
    press(page, "Lanjut ke perlindungan")
    page.get_by_label("Penerima Seksi Pendidikan", exact=True).check()
    press(page, "Lanjut ke kode")


def code_of(page: Page) -> str:
    groups = page.locator(".code li").all_inner_texts()
    return "".join(group.split("\n")[-1] for group in groups)


def test_a_report_is_written_sent_and_answered_without_script(page: Page) -> None:
    found = complaints(page)
    write(page)
    code = code_of(page)
    assert len(code) == 20
    page.get_by_label("Saya sudah mencatat kode ini").check()
    press(page, "Kirim laporan")
    expect(page.get_by_role("heading", level=1)).to_have_text("Laporan Anda sudah kami terima")
    assert code_of(page) == code
    assert page.context.cookies() == []
    press(page, "Selesai dan keluar")
    expect(page.get_by_role("heading", level=1)).to_have_text("Alamat dan jam layanan")
    page.goto("/kode")
    page.get_by_label("Kode Anda").fill(code.lower())
    page.get_by_label("Kode Anda").press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Laporan diterima")
    fits(page)
    page.get_by_label("Tulis pesan").fill("Kuitansinya saya simpan.")
    press(page, "Kirim pesan")
    expect(page.locator(".msg.mine").first).to_contain_text("Kuitansinya saya simpan.")
    page.get_by_role("link", name="Tarik laporan").click()
    press(page, "Tarik laporan")
    expect(page.locator(".notice")).to_contain_text("Laporan Anda tarik pada")
    press(page, "Keluar cepat")
    assert page.context.cookies() == []
    assert found == []


def test_the_language_can_change_in_the_middle(page: Page) -> None:
    page.goto("/isi")
    page.get_by_label("Cerita").fill(STORY)
    page.get_by_label("Pelayanan buruk").check()
    press(page, "English")
    expect(page.get_by_label("Story")).to_have_value(STORY)
    expect(page.get_by_role("heading", level=1)).to_have_text("Tell us what happened")
    press(page, "Continue to files")
    press(page, "Continue without files")
    press(page, "Continue to the code")
    press(page, "Change About")
    expect(page.get_by_label("Story")).to_have_value(STORY)
    press(page, "Bahasa Indonesia")
    expect(page.get_by_label("Cerita")).to_have_value(STORY)


def test_the_whole_way_works_without_any_style(page: Page) -> None:
    def refuse(route: Route) -> None:
        route.abort()

    page.route("**/*.css*", refuse)
    page.goto("/isi")
    page.get_by_label("Cerita").fill(STORY)
    page.get_by_role("button", name="Lanjut ke berkas").click()
    page.get_by_role("button", name="Lanjut tanpa berkas").click()
    page.get_by_role("button", name="Lanjut ke kode").click()
    page.get_by_label("Saya sudah mencatat kode ini").check()
    page.get_by_role("button", name="Kirim laporan").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Laporan Anda sudah kami terima")


def test_a_page_costs_two_requests(page: Page) -> None:
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto("/")
    assert [url.partition("?")[0].rsplit("/", 1)[-1] for url in asked] == ["", "gaya.css"]


def test_keyboard_alone_reaches_the_story_in_reading_order(page: Page) -> None:
    page.goto("/isi")
    reached = []
    for _ in range(12):
        page.keyboard.press("Tab")
        reached.append(page.evaluate("document.activeElement.name || document.activeElement.innerText"))
    assert reached[0] == "Langsung ke isi"
    assert (
        reached.index("Keluar cepat")
        < reached.index("choice")
        < reached.index("story")
        < reached.index("place")
    )


def test_a_page_may_be_twice_as_large_on_the_smallest_screen(browser: Browser, address: str) -> None:
    context = browser.new_context(viewport={"width": 320, "height": 640}, java_script_enabled=False)
    page = context.new_page()
    for path in ("/", "/isi", "/kode", "/siapa", "/perlindungan", "/tor", "/alamat", "/en/isi"):
        page.goto(address + path)
        fits(page)
        page.evaluate("document.documentElement.style.fontSize = '200%'")
        fits(page)
    context.close()


def shown_texts(page: Page, *, with_header: bool) -> int:
    """Count what the printed page writes, with or without the browser's own head and foot."""
    edges: PdfMargins = {"top": "1cm", "bottom": "1cm", "left": "1cm", "right": "1cm"}
    printed = page.pdf(display_header_footer=with_header, margin=edges)
    with pikepdf.open(io.BytesIO(printed)) as paper:
        assert len(paper.pages) == 1
        # The head and foot are drawn as forms of their own or in the page: count in all streams.
        streams = [one.read_bytes() for one in paper.objects if isinstance(one, pikepdf.Stream)]
    return sum(len(re.findall(rb"\bT[jJ]\b", stream)) for stream in streams)


def test_the_slip_leaves_no_room_for_the_address_and_the_office(page: Page) -> None:
    page.goto("/kode")
    assert shown_texts(page, with_header=True) > shown_texts(page, with_header=False)
    write(page)
    page.get_by_label("Saya sudah mencatat kode ini").check()
    press(page, "Kirim laporan")
    assert shown_texts(page, with_header=True) == shown_texts(page, with_header=False)


def test_masking_returns_to_the_place_where_it_was_pressed(page: Page) -> None:
    page.goto("/isi")
    page.get_by_label("Cerita").fill("Diminta uang di loket. Nomor saya 0812-0000-0000. " + STORY)
    for name in ("Lanjut ke berkas", "Lanjut tanpa berkas", "Lanjut ke kode"):
        press(page, name)
    assert page.evaluate("scrollY") == 0
    page.get_by_role("button", name="Samarkan").click()
    expect(page.locator("dl.check")).to_contain_text("[nomor telepon]")
    assert page.evaluate("scrollY") > 0


def test_a_mistake_takes_the_focus_to_the_summary(page: Page) -> None:
    page.goto("/isi")
    press(page, "Lanjut ke berkas")
    expect(page.locator("#ringkasan")).to_be_focused()
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    assert page.evaluate("location.hash") == "#story"


def test_a_finger_finds_every_control(page: Page) -> None:
    """At least 44 pixels high, but for links within sentences and the rows of a choice (36)."""
    small = """least => [...document.querySelectorAll('a, button, input:not([type=hidden]), select, textarea')]
        .filter(one => !one.closest('p, main li, .hide, .skip') || one.closest('.sheet p'))
        .map(one => [one, (one.closest('.pick') || one).getBoundingClientRect().height])
        .filter(([one, height]) => height > 1 && height < (one.closest('.pick') ? 36 : least))
        .map(([one, height]) => `${one.innerText || one.name}: ${height}`)"""
    for path in ("/", "/isi", "/kode", "/kode-hilang", "/alamat", "/en/isi"):
        page.goto(path)
        assert page.evaluate(small, 44) == [], path
        assert page.evaluate(small, 60) != [], path


def test_a_form_emptied_by_the_back_button_comes_back_as_the_page_says(page: Page) -> None:
    page.goto("/isi")
    page.get_by_label("Cerita").fill(STORY)
    press(page, "Lanjut ke berkas")
    expect(page.locator("form#f > .hint").last).to_contain_text("Tombol kembali di ponsel")
    page.go_back()
    expect(page.get_by_label("Cerita")).to_have_value("")
    expect(page.locator("aside")).to_contain_text("Tekan tombol maju di peramban, lalu muat ulang halaman.")
    with pytest.raises(BrowserError, match="ERR_CACHE_MISS"):
        page.go_forward()
    page.wait_for_url("chrome-error://**")
    page.reload()
    press(page, "Kembali")
    expect(page.get_by_label("Cerita")).to_have_value(STORY)
