"""The demo's page for the anonymizer: marked in words, masked for a reader, bounded, and gone with the answer."""

from __future__ import annotations

import logging
import re
import time
from html import unescape
from pathlib import Path

import pytest
from babel.messages.pofile import read_po
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from anonymizer import finding
from casemgr.demo import anonymizer_page
from casemgr.demo.anonymizer_page import MOST_BYTES, MOST_LINES, PATHS
from casemgr.office import Office
from casemgr.testing import FrozenClock
from casemgr.web import create_public_app
from casemgr.web.site import Site

TEXT = (
    "Nama saya Nurhayati Siregar, HP 0812-3456-7890. Pada 12 Maret 2026 saya diminta Rp300.000. "
    "Hanya saya dan bendahara yang tahu."
)


@pytest.fixture
def database_kind() -> str:
    """The page asks no database."""
    return "sqlite"


@pytest.fixture
def app(office: Office) -> Flask:
    made = create_public_app(office, site=Site(office, clock=FrozenClock()))
    anonymizer_page.install(made)
    return made


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    return app.test_client()


def send(client: FlaskClient, text: str, audience: str = "publik", lang: str = "id") -> TestResponse:
    return client.post(PATHS[lang], data={"text": text, "audience": audience})


def sheets(answer: TestResponse) -> list[str]:
    """Give the boxes of the page as text: what is marked, and what is masked."""
    page = answer.get_data(as_text=True)
    return [
        unescape(re.sub(r"<[^>]+>", "", box))
        for box in re.findall(r'<div class="sheet">(.*?)</div>', page, re.S)
    ]


def test_only_a_demo_has_the_page(office: Office, client: FlaskClient) -> None:
    plain = create_public_app(office, site=Site(office, clock=FrozenClock())).test_client()
    for lang, path in PATHS.items():
        home = "/" if lang == "id" else "/en/"
        assert plain.get(path).status_code == 404
        assert path not in plain.get(home).get_data(as_text=True)
        assert client.get(path).status_code == 200
        assert f'href="{path}"' in client.get(home).get_data(as_text=True)


def test_a_text_is_marked_in_words_masked_flagged_and_explained(client: FlaskClient) -> None:
    answer = send(client, TEXT)
    page = answer.get_data(as_text=True)
    assert answer.status_code == 200
    assert '<mark>Nurhayati Siregar</mark> <span class="tag">nama orang</span>' in page
    assert '<mark>0812-3456-7890</mark> <span class="tag">nomor telepon</span>' in page
    _, masked = sheets(answer)
    assert "⟦ORANG-1⟧" in masked
    assert "Nurhayati" not in masked
    assert "0812" not in masked
    assert "<b>“Hanya saya dan bendahara yang tahu”</b> Hanya sedikit orang yang tahu" in page
    assert "awalan nomor seluler Indonesia" in page
    assert TEXT in unescape(page)


def test_the_reader_decides_what_is_masked(client: FlaskClient) -> None:
    assert "Rp300.000" in sheets(send(client, TEXT, "pemeriksa"))[1]
    assert "Rp300.000" not in sheets(send(client, TEXT, "publik"))[1]
    assert "2026" in sheets(send(client, TEXT, "statistik"))[1]
    page = send(client, TEXT, "pelapor").get_data(as_text=True)
    assert re.search(r'value="pelapor"[^>]* checked', page)
    assert send(client, TEXT, "../../etc").status_code == 200


def test_the_page_speaks_english(client: FlaskClient) -> None:
    page = send(client, TEXT, lang="en").get_data(as_text=True)
    assert '<html lang="en">' in page
    assert '<span class="tag">phone number</span>' in page
    assert "digits with the prefix of an Indonesian mobile" in page
    assert "Yang ditandai" not in page
    assert 'formaction="/anonymizer"' in page


def test_every_sentence_of_the_page_is_in_the_catalogue() -> None:
    with Path("casemgr/web/translations/en/LC_MESSAGES/casemgr.po").open("rb") as source:
        known = {str(message.id): message.string for message in read_po(source)}
    code = Path("casemgr/demo/anonymizer_page.py").read_text(encoding="utf-8")
    marked = re.findall(r"""N_\(["']([^"']+)["']\)""", code)
    assert len(marked) > 25
    assert [sentence for sentence in marked if not known.get(sentence)] == []


@pytest.mark.parametrize(
    ("text", "status", "said"),
    [
        ("", 422, "Tempel atau tulis sebuah teks dulu."),
        (" \n\t", 422, "Tempel atau tulis sebuah teks dulu."),
        ("\u200b\u200b", 422, "Tempel atau tulis sebuah teks dulu."),
        ("\ufeff", 422, "Tempel atau tulis sebuah teks dulu."),
        (" \u00ad\u2060\u200d\ufe0f\u3164 ", 422, "Tempel atau tulis sebuah teks dulu."),
        ("é" * (MOST_BYTES // 2 + 1), 413, "lebih dari 64 kB"),
    ],
)
def test_what_is_refused_says_why_and_stays_in_the_field(
    client: FlaskClient, text: str, status: int, said: str
) -> None:
    answer = send(client, text)
    page = answer.get_data(as_text=True)
    assert answer.status_code == status
    assert said in page
    assert 'href="#text"' in page
    assert text.strip() in page
    assert "<mark>" not in page


@pytest.mark.parametrize("text", ["\u200b5\u200b", "\ufeffPak Budi", "?", "👩‍👧"])
def test_a_text_with_one_sign_to_read_is_read(client: FlaskClient, text: str) -> None:
    assert send(client, text).status_code == 200


@pytest.mark.parametrize("lang", list(PATHS))
def test_head_is_answered_like_get_without_the_page(client: FlaskClient, lang: str) -> None:
    head, get = client.head(PATHS[lang]), client.get(PATHS[lang])
    assert head.status_code == get.status_code == 200
    assert head.data == b""
    assert head.headers["Content-Type"] == get.headers["Content-Type"]
    assert get.data
    assert client.options(PATHS[lang]).status_code == 200


def test_the_limit_itself_is_read(client: FlaskClient) -> None:
    assert send(client, "kata " * (MOST_BYTES // 5)).status_code == 200


def test_a_scan_that_cannot_finish_shows_no_result(
    client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(finding, "MAX_CHARACTERS", 20)
    answer = send(client, TEXT)
    page = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert "tidak bisa dibaca sampai selesai" in page
    assert TEXT in page
    assert sheets(answer) == []
    assert sheets(send(client, "Pak Budi minta uang."))


@pytest.mark.parametrize(
    "unit", ["(", "a@", "Jl. ", "3201011203900001 ", "Pak Budi Rp1 ", "⟦ORANG-1⟧", "a\u200d"]
)
def test_hostile_texts_stay_bounded(client: FlaskClient, unit: str) -> None:
    """Sixty-four kilobytes of one pattern take seconds at most, on a slow machine, too."""
    text = unit * (MOST_BYTES // len(unit.encode()))
    began = time.perf_counter()
    assert send(client, text).status_code == 200
    assert time.perf_counter() - began < 20


def test_long_lists_are_cut_and_say_so(client: FlaskClient) -> None:
    page = send(client, "Telepon 0812-3456-7890.\n" * (MOST_LINES + 7)).get_data(as_text=True)
    assert page.count("<mark>") == MOST_LINES + 7
    assert "7 baris lain tidak ditampilkan." in page


def test_markup_in_a_text_is_only_text(client: FlaskClient) -> None:
    page = send(client, "<script>alert(1)</script> Pak Budi & <b>Bu Sari</b>").get_data(as_text=True)
    assert "<script" not in page
    assert "&lt;script&gt;" in page


def test_nothing_is_stored_sent_on_or_logged(
    client: FlaskClient, office_folder: Path, caplog: pytest.LogCaptureFixture
) -> None:
    marker = "Kalimantoro Wicaksanajaya"
    with caplog.at_level(logging.DEBUG):
        answer = send(client, f"Nama saya {marker}.")
        send(client, f"{marker} " * 5000)
    assert marker in answer.get_data(as_text=True)
    assert answer.headers["Cache-Control"] == "no-store"
    assert "script-src" not in answer.headers["Content-Security-Policy"]
    assert "Set-Cookie" not in answer.headers
    assert marker not in caplog.text
    files = [one for one in office_folder.rglob("*") if one.is_file()]
    assert len(files) > 5
    assert [one for one in files if marker.encode() in one.read_bytes()] == []


@pytest.mark.parametrize(
    ("headers", "data", "status"),
    [
        ({"Content-Type": "application/json"}, b"{}", 415),
        ({"Content-Type": "application/x-www-form-urlencoded"}, b"text=%ff%fe", 200),
        ({"Content-Type": "application/x-www-form-urlencoded"}, b"text=" + b"a" * 17_000_000, 413),
    ],
)
def test_odd_requests_are_answered_on_purpose(
    client: FlaskClient, headers: dict[str, str], data: bytes, status: int
) -> None:
    answer = client.post(PATHS["id"], data=data, headers=headers)
    assert answer.status_code == status
    assert "<h1>" in answer.get_data(as_text=True)
