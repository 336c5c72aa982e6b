"""Every page is quiet, closed to scripts, readable without colour, and there in two languages."""

from __future__ import annotations

import logging
import re
from collections.abc import Mapping
from dataclasses import replace
from html.parser import HTMLParser
from importlib import resources

import pytest
from babel.messages.pofile import read_po
from flask import Flask
from flask.testing import FlaskClient

from casemgr.office import Office
from casemgr.rules.pack_rows import ContactWay
from casemgr.web import init_app, public
from casemgr.web.site import Site
from tests.casemgr.web.citizen import Citizen

PLAIN = [
    path for path, _, _, methods in public.ROUTES if methods == ("GET",) and not path.startswith("/buka")
]
PAGES = [path for path in PLAIN if "." not in path]
STYLE_BYTES = 12 * 1024


def test_the_routes_are_the_declared_ones(app: Flask) -> None:
    declared = {
        (prefix + path, method)
        for prefix in ("", "/en")
        for path, _, _, methods in public.ROUTES
        for method in methods
    }
    known = {
        (rule.rule, method)
        for rule in app.url_map.iter_rules()
        for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}
    }
    assert known == declared


@pytest.mark.parametrize("path", [*PAGES, "/tidak-ada", "/buka", "/buka/nama", "/keluar"])
def test_every_answer_is_closed_and_unstored(client: FlaskClient, path: str) -> None:
    for prefix in ("", "/en"):
        headers = client.get(prefix + path).headers
        assert headers["Cache-Control"] == "no-store"
        assert headers["Referrer-Policy"] == "no-referrer"
        policy = headers["Content-Security-Policy"]
        assert "default-src 'none'" in policy
        assert "script-src" not in policy
        assert "unsafe" not in policy
        assert "Set-Cookie" not in headers


class _Outline(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.attributes: list[tuple[str, str, str]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes += [(tag, name, value or "") for name, value in attrs]


@pytest.mark.parametrize("path", PAGES)
@pytest.mark.parametrize("prefix", ["", "/en"])
def test_pages_have_one_heading_landmarks_and_nothing_inline(
    client: FlaskClient, site: Site, prefix: str, path: str
) -> None:
    html = client.get(prefix + path).get_data(as_text=True)
    outline = _Outline()
    outline.feed(html)
    assert outline.tags.count("h1") == 1
    assert {"header", "main", "footer"} <= set(outline.tags)
    assert not {"script", "style", "img", "iframe"} & set(outline.tags)
    names = {name for _, name, _ in outline.attributes}
    assert "style" not in names
    assert not [name for name in names if name.startswith("on")]
    assert not [v for _, name, v in outline.attributes if name in ("href", "src", "action") and "//" in v]
    assert f"<title>{site.office.name}</title>" in html
    assert f'<html lang="{"en" if prefix else "id"}">' in html
    ids = [value for _, name, value in outline.attributes if name == "id"]
    assert len(ids) == len(set(ids))
    labelled = {value for tag, name, value in outline.attributes if tag == "label" and name == "for"}
    assert labelled <= set(ids)


def test_english_pages_are_english(client: FlaskClient) -> None:
    assert "Report extortion or a service problem" in client.get("/en/").get_data(as_text=True)
    assert "Laporkan pungli" not in client.get("/en/").get_data(as_text=True)
    assert "Laporkan pungli" in client.get("/").get_data(as_text=True)


def test_every_sentence_has_an_english_one_with_the_same_blanks() -> None:
    folder = resources.files("casemgr.web") / "translations" / "en" / "LC_MESSAGES"
    with (folder / "casemgr.po").open("rb") as source:
        catalogue = read_po(source)
    sentences = {str(message.id): str(message.string) for message in catalogue if message.id}
    assert len(sentences) > 300
    blanks = re.compile(r"%\(\w+\)s")
    for indonesian, english in sentences.items():
        assert english, indonesian
        assert sorted(blanks.findall(indonesian)) == sorted(blanks.findall(english)), indonesian


def test_sentences_in_templates_and_code_are_in_the_catalogue() -> None:
    root = resources.files("casemgr.web")
    with (root / "translations" / "en" / "LC_MESSAGES" / "casemgr.po").open("rb") as source:
        known = {str(message.id) for message in read_po(source)}
    marked = re.compile(r"""(?:\b_|N_)\(\s*(?:"((?:[^"\\]|\\.)*)"|'((?:[^'\\]|\\.)*)')""")
    found = set()
    for folder, ending in ((root / "templates" / "public", ".html"), (root, ".py")):
        for file in folder.iterdir():
            if file.name.endswith(ending):
                found |= {a or b for a, b in marked.findall(file.read_text(encoding="utf-8"))}
    found = {text.replace("\\ufffd", "\ufffd").replace("\\uFFFD", "\ufffd") for text in found}
    assert len(found) > 300
    assert found - known == set()


def test_the_stylesheet_is_small_and_asks_for_nothing(client: FlaskClient) -> None:
    link = re.search(r'href="([^"]+\.css\?v=\w+)"', client.get("/").get_data(as_text=True))
    assert link is not None
    answer = client.get(link[1])
    text = answer.get_data(as_text=True)
    assert answer.mimetype == "text/css"
    assert len(answer.data) <= STYLE_BYTES
    assert "@font-face" not in text
    assert "@import" not in text
    assert re.findall(r"url\((?!#)", text) == []


def test_errors_are_ours_and_in_the_language_of_the_address(client: FlaskClient) -> None:
    assert "Halaman ini tidak ada" in client.get("/tidak-ada").get_data(as_text=True)
    assert "There is no such page" in client.get("/en/nothing").get_data(as_text=True)
    wrong = client.get("/keluar")
    assert wrong.status_code == 405
    assert wrong.headers["Allow"]


def test_an_unexpected_error_shows_a_neutral_page_and_logs_no_content(
    app: Flask, client: FlaskClient, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def fail(*_: object, **__: object) -> None:
        raise RuntimeError("PENANDA-RAHASIA")

    monkeypatch.setattr("casemgr.web.drafts.take", fail)
    with caplog.at_level(logging.DEBUG):
        answer = client.post("/isi", data={"story": "PENANDA-CERITA", "go": "next"})
    assert answer.status_code == 500
    assert "Ada yang salah di pihak kami" in answer.get_data(as_text=True)
    assert "PENANDA-CERITA" in answer.get_data(as_text=True)
    assert "RuntimeError" in caplog.text
    assert "PENANDA" not in caplog.text


def test_a_host_application_can_carry_the_pages(office: Office) -> None:
    host = Flask("host")
    host.add_url_rule("/", "own", lambda: "milik tuan rumah")
    init_app(host, office, prefix="/lapor")
    citizen = Citizen(host.test_client(), "/lapor")
    assert citizen.get("/").heading == "Laporkan pungli atau masalah layanan"
    assert citizen.get("/en/").heading == "Report extortion or a service problem"
    assert host.test_client().get("/").get_data(as_text=True) == "milik tuan rumah"
    assert citizen.get("/isi").form.action == "/lapor/isi"


def test_who_reads_names_one_receiver_and_who_steps_in(client: FlaskClient) -> None:
    text = client.get("/siapa").get_data(as_text=True)
    assert "Satu tim penerima: Tim Pengaduan." in text
    assert "satu tim lain: Penerima Seksi Pendidikan atau Tim Pimpinan." in text


@pytest.mark.parametrize(
    ("path", "label", "text", "elsewhere"),
    [
        ("/alamat", "Jam layanan", "Belum diisi: hari, jam buka, dan jam istirahat", "papan layanan"),
        (
            "/en/alamat",
            "Opening hours",
            "To be filled in: days, hours and the midday break",
            "the service board",
        ),
    ],
)
def test_the_page_of_addresses_shows_the_rows_of_the_pack(
    client: FlaskClient, office: Office, path: str, label: str, text: str, elsewhere: str
) -> None:
    """What an office has filled in stands there plainly, and a pack without rows says where to look."""
    held, plain = f'<dt>{label}</dt><dd class="soft">{text}</dd>', f"<dt>{label}</dt><dd>{text}</dd>"
    row = replace(office.pack.contact_ways["hours"], to_fill_in=False)

    def shown(ways: Mapping[str, ContactWay]) -> tuple[bool, bool, bool]:
        office.pack = replace(office.pack, contact_ways=ways)
        page = client.get(path).text
        return held in page, plain in page, elsewhere in page

    assert shown(office.pack.contact_ways) == (True, False, False)
    assert shown({"hours": row}) == (False, True, False)
    assert shown({}) == (False, False, True)
