"""Signing in: all three at once, one sentence for every failure, and nothing typed is lost when a session ends."""

from __future__ import annotations

import datetime as dt
import re
from urllib.parse import urlencode

import pyotp
import pytest

from casemgr.founding import Founding
from casemgr.testing import PASSPHRASE, FrozenClock
from tests.admin.conftest import TOKEN, House, Person, one_time_code

FAILURE = "Tidak cocok. Coba lagi."
NILAS = "delapan angsa berenang di danau biru"


@pytest.mark.parametrize("wrong", ["username", "passphrase", "totp"])
def test_every_way_to_fail_reads_the_same(house: House, wrong: str) -> None:
    stranger = house.stranger()
    stranger.get("/sign-in/")
    given = {
        "username": "melati",
        "passphrase": PASSPHRASE,
        "totp": one_time_code(house.founding, "melati", house.clock),
        wrong: {"username": "nobody", "passphrase": "salah sama sekali ini", "totp": "000000"}[wrong],
    }
    answer = stranger.post("/sign-in/", **given)
    page = re.sub(r'value="[^"]*"', "", answer.get_data(as_text=True))
    assert answer.status_code == 422
    assert FAILURE in page
    assert "console=" not in str(answer.headers.getlist("Set-Cookie"))
    assert PASSPHRASE not in answer.get_data(as_text=True)


def test_the_cookie_holds_a_random_key_and_nothing_else(house: House) -> None:
    melati = house.person("melati")
    cookie = melati.client.get_cookie("console")
    assert cookie is not None
    assert re.fullmatch(r"[A-Za-z0-9_-]{43}=", cookie.value)
    assert cookie.http_only
    assert cookie.same_site == "Strict"
    again = house.sign_in("melati").client.get_cookie("console")
    assert again is not None
    assert again.value != cookie.value


def test_the_cookie_is_secure_off_loopback(house: House) -> None:
    kept = house.stranger().client.get("/sign-in/", base_url="http://konsol.example")
    local = house.stranger().client.get("/sign-in/", base_url="http://127.0.0.1:8001")
    assert "; Secure" in kept.headers["Set-Cookie"]
    assert "; Secure" not in local.headers["Set-Cookie"]


def test_five_failures_lock_a_name_for_a_while(house: House) -> None:
    stranger = house.stranger()
    stranger.get("/sign-in/")
    for _ in range(6):
        stranger.post("/sign-in/", username="melati", passphrase="salah sama sekali ini", totp="000000")
    right = {"username": "melati", "passphrase": PASSPHRASE}
    code = one_time_code(house.founding, "melati", house.clock)
    assert stranger.post("/sign-in/", **right, totp=code).status_code == 422
    house.clock.advance(hours=2)
    code = one_time_code(house.founding, "melati", house.clock)
    assert stranger.post("/sign-in/", **right, totp=code).status_code == 303


def test_sign_in_leads_back_to_the_page_that_was_wanted(house: House) -> None:
    stranger = house.stranger()
    wanted = stranger.get("/queue/?saved=new").headers["Location"]
    assert "saved%3Dnew" in wanted or "saved=new" in wanted
    stranger.get(wanted)
    code = one_time_code(house.founding, "melati", house.clock)
    answer = stranger.post(
        "/sign-in/", username="melati", passphrase=PASSPHRASE, totp=code, next="/queue/?saved=new"
    )
    assert answer.headers["Location"] == "/queue/?saved=new"


def test_a_note_typed_while_the_session_ended_is_offered_again(house: House) -> None:
    reference = house.report()
    melati = house.person("melati")
    melati.get(f"/cases/{reference}/")
    house.clock.advance(days=3)
    typed = "Baris pertama <b>tebal</b>.\nBaris kedua."
    answer = melati.post(f"/cases/{reference}/note/", note=typed)
    assert answer.status_code == 401
    page = answer.get_data(as_text=True)
    assert "Tulisan Anda tidak hilang" in page
    assert "Baris pertama &lt;b&gt;tebal&lt;/b&gt;." in page
    found = TOKEN.search(page)
    assert found is not None
    melati.token = found[1]
    code = one_time_code(house.founding, "melati", house.clock)
    kept = melati.post(
        "/sign-in/",
        username="melati",
        passphrase=PASSPHRASE,
        totp=code,
        kept_path=f"/cases/{reference}/note/",
        **{"kept.note": typed, "kept.passphrase": "rahasia"},
    )
    page = kept.get_data(as_text=True)
    assert "Tulisan Anda masih ada" in page
    assert "rahasia" not in page
    found = TOKEN.search(page)
    assert found is not None
    melati.token = found[1]
    assert melati.post(f"/cases/{reference}/note/", note=typed).status_code == 303
    assert "Baris kedua." in melati.get(f"/cases/{reference}/").get_data(as_text=True)


def test_kept_text_is_never_sent_to_another_site(house: House) -> None:
    stranger = house.stranger()
    stranger.get("/sign-in/")
    code = one_time_code(house.founding, "melati", house.clock)
    answer = stranger.post(
        "/sign-in/",
        username="melati",
        passphrase=PASSPHRASE,
        totp=code,
        kept_path="//evil.example/",
        next="//evil.example/",
    )
    assert answer.status_code == 303
    assert answer.headers["Location"] == "/"


def test_signing_out_ends_the_session_everywhere(house: House) -> None:
    melati = house.sign_in("melati")
    cookie = melati.client.get_cookie("console")
    assert cookie is not None
    answer = melati.post("/leave/")
    assert "cookies" in answer.headers["Clear-Site-Data"]
    thief = house.stranger()
    thief.client.set_cookie("console", cookie.value)
    assert thief.get("/me/").status_code == 303
    other = house.sign_in("melati").client.get_cookie("console")
    assert other is not None
    thief.client.set_cookie("console", other.value)
    assert thief.get("/me/").status_code == 200


def test_a_newcomer_makes_keys_with_a_ticket(founding: Founding) -> None:
    house = House(founding)
    adi = house.person("adi")
    adi.get("/people/propose/")
    teams = {team.name: team.id for team in founding.office.teams()}
    shown = adi.post(
        "/people/propose/",
        name="Nila Contoh",
        username="nila",
        roles="intake",
        teams=teams["Tim Pengaduan"],
    ).get_data(as_text=True)
    ticket = re.search(r"<b>([0-9A-Z-]{20,})</b>", shown)
    assert ticket is not None
    nila = house.stranger()
    nila.get("/sign-in/first/")
    who = {"username": "nila", "ticket": ticket[1]}
    wrong = nila.post("/sign-in/first/", **{**who, "ticket": "0000-0000"})
    assert (wrong.status_code, "<svg" in wrong.get_data(as_text=True)) == (422, False)
    page = nila.post("/sign-in/first/", **who).get_data(as_text=True)
    assert "<svg" in page
    assert "style=" not in page
    secret = re.search(r'class="mono">([A-Z2-7]{26,})<', page)
    assert secret is not None
    made = make_keys(house, nila, page, who, secret[1])
    for once in (shown, made):
        # Shown once: one way on, and nothing that invites away before the page was copied.
        assert (once.count("<a "), once.count("<form"), once.count("<button")) == (2, 0, 0)
    assert secret[1] not in made
    fingerprint = re.search(r'<p class="mono">([^<]+)</p>', made)
    assert fingerprint is not None
    used = nila.post("/sign-in/first/", **who)
    assert used.status_code == 422
    confirm_and_sign_in(house, fingerprint[1], NILAS, secret[1])


def make_keys(house: House, nila: Person, page: str, who: dict[str, str], secret: str) -> str:
    """Mistype everything once: nothing is made, the same secret comes back; then make the keys."""
    sealed = re.search(r'name="enrolment" value="([^"]+)"', page)
    assert sealed is not None
    right = {
        **who,
        "enrolment": sealed[1],
        "totp": pyotp.TOTP(secret).at(house.clock.now),
        "passphrase": NILAS,
        "passphrase_again": NILAS,
    }
    for changes, said in (
        ({"passphrase": "pendek", "passphrase_again": "pendek"}, "terlalu pendek"),
        ({"passphrase_again": "lain"}, "tidak sama"),
        ({"totp": "000000"}, "bukan dari rahasia di halaman ini"),
        ({"totp": ""}, "bukan dari rahasia di halaman ini"),
    ):
        refused = nila.post("/sign-in/first/keys/", **{**right, **changes})
        page = refused.get_data(as_text=True)
        assert (refused.status_code, said in page, secret in page, NILAS in page) == (422, True, True, False)
    stale = nila.post("/sign-in/first/keys/", **{**right, "enrolment": "lain"})
    assert (stale.status_code, "sudah tidak berlaku" in stale.get_data(as_text=True)) == (422, True)
    made = nila.post("/sign-in/first/keys/", **right).get_data(as_text=True)
    assert NILAS not in made
    return made


def confirm_and_sign_in(house: House, fingerprint: str, phrase: str, secret: str) -> None:
    """A member types what the newcomer reads out; only then does the newcomer open the team's cases."""
    reference = house.report()
    melati = house.person("melati")
    page = melati.get("/people/").get_data(as_text=True)
    assert fingerprint not in page
    path = re.search(r'href="(/people/proposals/[0-9a-f]{32}/)"', page)
    assert path is not None
    form = melati.get(path[1]).get_data(as_text=True)
    assert fingerprint not in form
    wrong = melati.post(path[1], fingerprint="ABCD EFGH", passphrase=PASSPHRASE)
    assert wrong.status_code == 422
    assert "tidak sama" in wrong.get_data(as_text=True)
    assert melati.post(path[1], fingerprint=fingerprint, passphrase=PASSPHRASE).status_code == 303
    house.clock.advance(minutes=1)
    nila = house.stranger()
    nila.get("/sign-in/")
    code = pyotp.TOTP(secret).at(house.clock.now)
    assert nila.post("/sign-in/", username="nila", passphrase=phrase, totp=code).status_code == 303
    assert "legalisir ijazah" in nila.get(f"/cases/{reference}/").get_data(as_text=True)


def test_sessions_end_by_themselves(house: House) -> None:
    melati = house.person("melati")
    assert melati.get("/me/").status_code == 200
    house.clock.advance(hours=24)
    assert melati.get("/me/").status_code == 303
    assert isinstance(house.clock, FrozenClock)
    assert house.clock.now.tzinfo is dt.UTC


@pytest.mark.parametrize(
    ("headers", "travels"),
    [
        ({"Origin": "https://evil.example"}, False),
        ({"Sec-Fetch-Site": "cross-site"}, False),
        ({"Origin": "http://localhost", "Sec-Fetch-Site": "same-origin"}, True),
        ({}, True),
    ],
)
def test_a_form_another_site_sent_is_not_carried_through_sign_in(
    house: House, headers: dict[str, str], *, travels: bool
) -> None:
    """Nobody here typed it: whoever signs in next must not be offered it as their own words."""
    reference, planted = house.report(), "Catatan yang ditanam situs lain."
    path = f"/cases/{reference}/note/"
    answer = house.stranger().client.post(path, data={"note": planted}, headers=headers)
    page = answer.get_data(as_text=True)
    assert answer.status_code == 401
    assert (planted in page) == travels
    assert (f'name="kept_path" value="{path}"' in page) == travels
    assert f'value="{path}"' in page or not travels


@pytest.mark.parametrize("unfit", ["over-full", "damaged"])
def test_an_unfit_form_signs_nobody_in_and_repeats_no_secret(house: House, unfit: str) -> None:
    stranger = house.stranger()
    stranger.get("/sign-in/")
    junk = {f"f{n}": "x" for n in range(500)} if unfit == "over-full" else {"other": b"\xff rusak"}
    secret = "satu dua tiga empat lima enam tujuh"
    data = urlencode({"form_token": stranger.token, "username": "melati", "passphrase": secret, **junk})
    answer = stranger.client.post("/sign-in/", data=data, content_type="application/x-www-form-urlencoded")
    page = answer.get_data(as_text=True)
    assert (answer.status_code, secret in page) == (400, False)
    assert ("isian asing" if unfit == "over-full" else "tidak terbaca") in page
