"""Form tokens, headers, redirects, escaping: what every page owes the people who use it."""

from __future__ import annotations

import re

import pytest
from casemgr.admin.exports import harmless
from casemgr.admin.security import safe_path
from casemgr.admin.shortcuts import KEYS

from casemgr.rules.workflow import Verb
from tests.admin.conftest import House


def case_with_work(house: House) -> str:
    """Give a case with something on every part of its page."""
    reference = house.report(text="Cerita <script>alert(1)</script> & 'kutip' \"ganda\"")
    house.do("melati", reference, Verb.ACKNOWLEDGE, duplicates_searched=True)
    house.do("melati", reference, Verb.NOTE, text="Catatan <i>miring</i>")
    return reference


@pytest.mark.parametrize("token", ["", "0" * 64, "other"])
def test_a_form_without_its_token_changes_nothing(house: House, token: str) -> None:
    reference = case_with_work(house)
    melati = house.person("melati")
    if token == "other":
        token = house.person("ratna").token
    answer = melati.client.post(f"/cases/{reference}/note/", data={"form_token": token, "note": "Palsu"})
    assert answer.status_code == 400
    assert "Palsu" not in melati.get(f"/cases/{reference}/").get_data(as_text=True)
    assert melati.post(f"/cases/{reference}/note/", note="Sungguhan").status_code == 303
    assert "Sungguhan" in melati.get(f"/cases/{reference}/").get_data(as_text=True)


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"Origin": "https://evil.example"}, 400),
        ({"Origin": "null"}, 400),
        ({"Sec-Fetch-Site": "cross-site"}, 400),
        ({"Sec-Fetch-Site": "same-site"}, 400),
        ({"Origin": "http://localhost", "Sec-Fetch-Site": "same-origin"}, 303),
    ],
)
def test_a_form_from_another_site_is_refused_even_with_the_token(
    house: House, headers: dict[str, str], status: int
) -> None:
    reference = case_with_work(house)
    melati = house.person("melati")
    data = {"form_token": melati.token, "note": "Dari mana?"}
    assert melati.client.post(f"/cases/{reference}/note/", data=data, headers=headers).status_code == status


def test_pages_hold_no_script_no_style_and_nothing_from_elsewhere(house: House) -> None:
    reference = case_with_work(house)
    pages = {
        "melati": [
            "/queue/",
            f"/cases/{reference}/",
            f"/cases/{reference}/do/verify/",
            "/dashboard/",
            "/me/",
        ],
        "jaga": ["/decisions/"],
        "adi": ["/people/", "/people/propose/"],
    }
    for username, paths in pages.items():
        for path in paths:
            answer = house.person(username).get(path)
            page = answer.get_data(as_text=True)
            assert answer.status_code == 200, path
            assert not re.search(r"<script|<style|\sstyle=|\son[a-z]+=|javascript:", page), path
            assert re.findall(r'<link[^>]+href="([^"]+)"', page)[0].startswith("/casemgr.")
            assert not re.search(r'(?:src|href|action)="(?:https?:)?//', page), path
            policy = answer.headers["Content-Security-Policy"]
            assert "default-src 'none'" in policy
            assert "unsafe" not in policy
            assert answer.headers["Cache-Control"] == "no-store"
            assert answer.headers["Referrer-Policy"] == "same-origin"
            assert answer.headers["X-Content-Type-Options"] == "nosniff"


def test_what_people_wrote_is_text_and_not_markup(house: House) -> None:
    reference = case_with_work(house)
    page = house.person("melati").get(f"/cases/{reference}/").get_data(as_text=True)
    assert "Cerita &lt;script&gt;alert(1)&lt;/script&gt;" in page
    assert "<i>miring</i>" not in page


def test_the_browser_history_learns_no_title(house: House) -> None:
    """A case's title is sealed content; the window title, which browsers keep, holds the reference only."""
    reference = case_with_work(house)
    page = house.person("melati").get(f"/cases/{reference}/").get_data(as_text=True)
    title = re.search(r"<title>([^<]*)</title>", page)
    assert title is not None
    assert reference in title[1]
    heading = re.search(r"<h1>([^<]*)</h1>", page)
    assert heading is not None
    assert heading[1] not in title[1]


@pytest.mark.parametrize(
    ("target", "kept"),
    [
        ("/queue/", True),
        ("/queue/?saved=new&sort=due", True),
        ("", False),
        ("queue", False),
        ("//evil.example/", False),
        ("/\\evil.example", False),
        ("/\t/evil.example", False),
        ("https://evil.example/", False),
        ("javascript:alert(1)", False),
        ("/queue/\r\nSet-Cookie: a=b", False),
    ],
)
def test_redirects_stay_on_this_site(target: str, kept: bool) -> None:
    assert safe_path(target, "/home") == (target if kept else "/home")


@pytest.mark.parametrize(
    ("cell", "written"),
    [
        ("=SUM(A1)", "'=SUM(A1)"),
        ("+62 812", "'+62 812"),
        ("-1", "-1"),
        ("-1+cmd", "'-1+cmd"),
        ("@risk", "'@risk"),
        ("\t=1", "'\t=1"),
        (" =1", "' =1"),
        ("Unit Contoh", "Unit Contoh"),
        (None, ""),
        (12, "12"),
    ],
)
def test_no_cell_of_an_export_is_a_formula(cell: object, written: str) -> None:
    assert harmless(cell) == written


def test_a_hidden_case_and_a_missing_one_are_the_same_page(house: House) -> None:
    reference = case_with_work(house)
    tirta = house.person("tirta")
    hidden, missing = tirta.get(f"/cases/{reference}/"), tirta.get("/cases/AAA-AAAA/")
    assert house.person("melati").get(f"/cases/{reference}/").status_code == 200
    assert hidden.status_code == missing.status_code == 404
    assert hidden.get_data().replace(reference.encode(), b"AAA-AAAA") == missing.get_data()


@pytest.mark.parametrize("body", [b"\xff\xfe\x00note=\x80", b"a=1&" * 600, b"note=" + b"x" * 10_000_000])
def test_bad_forms_are_answered_with_a_page_and_never_a_500(house: House, body: bytes) -> None:
    reference = case_with_work(house)
    melati = house.person("melati")
    answer = melati.client.post(
        f"/cases/{reference}/note/", data=body, content_type="application/x-www-form-urlencoded"
    )
    assert 400 <= answer.status_code < 500
    assert "<h1>" in answer.get_data(as_text=True)


@pytest.mark.parametrize(
    "path",
    [
        "/queue/?after=x",
        "/queue/?status=nothing",
        "/queue/?sort=;drop",
        "/queue/?unit=%00",
        "/dashboard/?months=9999",
        "/queue/?after=2026-99-99_" + "0" * 32,
    ],
)
def test_odd_addresses_are_answered(house: House, path: str) -> None:
    assert house.person("melati").get(path).status_code in (200, 400, 404)


def test_the_only_script_is_our_own_for_whoever_switched_shortcuts_on(house: House) -> None:
    """Off by default and off again: no script, and none allowed. Pages shown before sign-in never have one."""
    melati = house.sign_in("melati")
    assert "Nyalakan pintasan" in melati.get("/me/").get_data(as_text=True)

    def scripts(path: str = "/queue/") -> tuple[list[str], bool]:
        answer = melati.get(path)
        allowed = "script-src 'self'" in answer.headers["Content-Security-Policy"]
        assert "unsafe" not in answer.headers["Content-Security-Policy"]
        return re.findall(r"<script[^>]*>", answer.get_data(as_text=True)), allowed

    assert scripts() == ([], False)
    assert melati.client.post("/keys/", data={"form_token": "0" * 64, "keys": "on"}).status_code == 400
    assert scripts() == ([], False)
    assert melati.post("/keys/", keys="on").headers["Location"] == "/me/#keys"
    found, allowed = scripts()
    assert allowed
    address = re.fullmatch(r'<script src="(/keys\.[0-9a-f]{16}\.js)" defer>', found[0])
    assert address is not None
    assert len(found) == 1
    sent = melati.client.get(address[1])
    assert (sent.status_code, sent.mimetype) == (200, "text/javascript")
    assert sent.data.startswith(b"// Keyboard shortcuts")
    queue = melati.get("/queue/").get_data(as_text=True)
    assert queue.count("aria-keyshortcuts=") == 6
    assert "script-src" not in melati.get("/sign-in/").headers["Content-Security-Policy"]
    melati.get("/me/")
    melati.post("/keys/", keys="off")
    assert scripts() == ([], False)
    assert "aria-keyshortcuts" not in melati.get("/queue/").get_data(as_text=True)


def test_every_listed_shortcut_stands_on_a_page(house: House) -> None:
    first, second = (house.report() for _ in range(2))
    melati = house.sign_in("melati")
    melati.get("/me/")
    melati.post("/keys/", keys="on")
    house.do("melati", first, Verb.ACKNOWLEDGE, duplicates_searched=True)
    pages = [
        melati.get(path).get_data(as_text=True)
        for path in ("/queue/", f"/cases/{first}/?saved=open", f"/cases/{second}/?saved=open")
    ]
    marked = {key for page in pages for key in re.findall(r'aria-keyshortcuts="(.)"', page)}
    assert marked == {key for key, _ in KEYS}
    assert pages[0].count("data-row") == 2
