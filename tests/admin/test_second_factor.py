"""A new authenticator through the pages: two proofs of three, one code before it counts, and seen by others."""

from __future__ import annotations

import re

import pyotp
import pytest
from werkzeug.test import TestResponse

from casemgr.testing import PASSPHRASE
from tests.admin.conftest import House, Person, one_time_code

FAILURE = "Tidak cocok. Coba lagi."
OWN, LOST, CONFIRM = "/second-factor/", "/second-factor/lost/", "/second-factor/confirm/"
SECRET = re.compile(r'class="mono">([A-Z2-7]{32})<')
SEALED = re.compile(r'name="enrolment" value="([^"]+)"')


def printed_code(house: House, username: str = "melati") -> str:
    return next(one.printed_code for one in house.founding.people if one.username == username)


def ask_lost(house: House, person: Person, **changes: str) -> TestResponse:
    person.get(LOST)
    given = {"username": "melati", "passphrase": PASSPHRASE, "printed_code": printed_code(house), **changes}
    return person.post(LOST, **given)


def ask_own(house: House, person: Person, **changes: str) -> TestResponse:
    person.get(OWN)
    code = one_time_code(house.founding, "melati", house.clock)
    return person.post(OWN, **{"passphrase": PASSPHRASE, "totp": code, **changes})


def shown(page: TestResponse) -> tuple[str, str]:
    """Give the secret and what the form carries of it."""
    text = page.get_data(as_text=True)
    secret, sealed = SECRET.search(text), SEALED.search(text)
    assert page.status_code in (200, 422)
    assert secret is not None
    assert sealed is not None
    return secret[1], sealed[1]


def confirm(house: House, person: Person, secret: str, sealed: str, code: str = "") -> TestResponse:
    digits = code or pyotp.TOTP(secret).at(house.clock.now)
    return person.post(CONFIRM, enrolment=sealed, totp=digits)


def sign_in(house: House, code: str) -> int:
    stranger = house.stranger()
    stranger.get("/sign-in/")
    return stranger.post("/sign-in/", username="melati", passphrase=PASSPHRASE, totp=code).status_code


def test_pages_lead_to_both_ways(house: House) -> None:
    assert f'href="{LOST}"' in house.stranger().get("/sign-in/").get_data(as_text=True)
    assert f'href="{OWN}"' in house.person("melati").get("/me/").get_data(as_text=True)


def test_a_new_phone_takes_the_place_of_the_old_one(house: House) -> None:
    melati, elsewhere = house.sign_in("melati"), house.sign_in("melati")
    house.clock.advance(minutes=1)
    page = ask_own(house, melati)
    assert "<svg" in page.get_data(as_text=True)
    secret, sealed = shown(page)
    done = confirm(house, melati, secret, sealed)
    assert done.status_code == 303
    assert "console=;" in str(done.headers.getlist("Set-Cookie"))
    assert "Autentikator baru berlaku" in melati.get(done.headers["Location"]).get_data(as_text=True)
    assert elsewhere.get("/me/").status_code == 303
    house.clock.advance(minutes=1)
    assert sign_in(house, one_time_code(house.founding, "melati", house.clock)) == 422
    assert sign_in(house, pyotp.TOTP(secret).at(house.clock.now)) == 303


def test_a_mistyped_code_shows_the_same_secret_and_changes_nothing(house: House) -> None:
    melati = house.sign_in("melati")
    house.clock.advance(minutes=1)
    secret, sealed = shown(ask_own(house, melati))
    again = confirm(house, melati, secret, sealed, "000000")
    assert again.status_code == 422
    assert "bukan dari rahasia di halaman ini" in again.get_data(as_text=True)
    assert shown(again) == (secret, sealed)
    assert melati.get("/me/").status_code == 200
    house.clock.advance(minutes=1)
    assert sign_in(house, one_time_code(house.founding, "melati", house.clock)) == 303


@pytest.mark.parametrize("changes", [{"passphrase": "bukan frasa saya"}, {"totp": "000000"}, {"totp": ""}])
def test_asking_with_one_of_the_two_shows_no_secret(house: House, changes: dict[str, str]) -> None:
    melati = house.sign_in("melati")
    house.clock.advance(minutes=1)
    answer = ask_own(house, melati, **changes)
    text = answer.get_data(as_text=True)
    assert (answer.status_code, text.count(FAILURE), SECRET.search(text)) == (422, 1, None)
    assert shown(ask_own(house, melati))


def test_a_lost_phone_is_replaced_and_the_keys_stay(house: House) -> None:
    reference = house.report()
    before, stranger = house.sign_in("melati"), house.stranger()
    secret, sealed = shown(ask_lost(house, stranger))
    assert confirm(house, stranger, secret, sealed).status_code == 303
    assert before.get("/me/").status_code == 303
    house.clock.advance(minutes=1)
    stranger.get("/sign-in/")
    code = pyotp.TOTP(secret).at(house.clock.now)
    assert stranger.post("/sign-in/", username="melati", passphrase=PASSPHRASE, totp=code).status_code == 303
    assert "legalisir ijazah" in stranger.get(f"/cases/{reference}/").get_data(as_text=True)


@pytest.mark.parametrize(
    "changes",
    [
        {"username": "nobody"},
        {"passphrase": "bukan frasa sandi saya"},
        {"printed_code": ""},
        {"printed_code": "0123-4567-89AB-CDEF-GHJK-MNPQ-RSTR"},
    ],
)
def test_everything_that_does_not_fit_reads_the_same(house: House, changes: dict[str, str]) -> None:
    answer = ask_lost(house, house.stranger(), **changes)
    text = answer.get_data(as_text=True)
    assert (answer.status_code, text.count(FAILURE), SECRET.search(text)) == (422, 1, None)
    for secret in (PASSPHRASE, printed_code(house), *changes.values()):
        assert secret in ("", "nobody") or secret not in text
    assert shown(ask_lost(house, house.stranger()))


def test_guessing_locks_the_name_as_at_sign_in(house: House) -> None:
    for _ in range(5):
        ask_lost(house, house.stranger(), passphrase="bukan frasa sandi saya")
    assert FAILURE in ask_lost(house, house.stranger()).get_data(as_text=True)
    assert sign_in(house, one_time_code(house.founding, "melati", house.clock)) == 422
    house.clock.advance(hours=2)
    assert shown(ask_lost(house, house.stranger()))


def test_a_page_that_is_too_old_replaces_nothing_and_says_so(house: House) -> None:
    stranger = house.stranger()
    secret, sealed = shown(ask_lost(house, stranger))
    house.clock.advance(hours=1)
    late = confirm(house, stranger, secret, sealed)
    assert late.status_code == 303
    assert "autentikator tidak diganti" in stranger.get(late.headers["Location"]).get_data(as_text=True)
    assert sign_in(house, one_time_code(house.founding, "melati", house.clock)) == 303


def test_the_person_and_an_administrator_see_that_it_happened(house: House) -> None:
    said = "Autentikator diganti dengan kode pemulihan"
    adi, bima = house.person("adi"), house.person("bima")
    assert said not in adi.get("/people/").get_data(as_text=True)
    stranger = house.stranger()
    secret, sealed = shown(ask_lost(house, stranger))
    confirm(house, stranger, secret, sealed)
    assert adi.get("/people/").get_data(as_text=True).count(said) == 1
    assert said not in bima.get("/people/").get_data(as_text=True)
    assert said not in bima.get("/me/").get_data(as_text=True)
    house.clock.advance(minutes=1)
    stranger.get("/sign-in/")
    code = pyotp.TOTP(secret).at(house.clock.now)
    stranger.post("/sign-in/", username="melati", passphrase=PASSPHRASE, totp=code)
    own = stranger.get("/me/").get_data(as_text=True)
    assert own.count(said) == 1
    assert "Beri tahu administrator" in own


def test_a_switch_of_language_after_a_wrong_code_leads_to_a_page(house: House) -> None:
    """The secret on the page is gone then, and nothing was replaced."""
    stranger = house.stranger()
    secret, sealed = shown(ask_lost(house, stranger))
    wrong = confirm(house, stranger, secret, sealed, "000000")
    assert f'name="next" value="{CONFIRM}"' in wrong.get_data(as_text=True)
    for path in (CONFIRM, "/sign-in/first/keys/"):
        back = stranger.post("/language/", language="en", next=path)
        led = stranger.get(stranger.get(back.headers["Location"]).headers["Location"])
        assert led.status_code == 200
        assert "Sign in" in led.get_data(as_text=True) or "First sign-in" in led.get_data(as_text=True)


def test_the_pages_speak_english(house: House) -> None:
    stranger = house.stranger()
    stranger.get(LOST)
    stranger.post("/language/", language="en", next=LOST)
    assert "Lost authenticator" in stranger.get(LOST).get_data(as_text=True)
    page = ask_lost(house, stranger).get_data(as_text=True)
    assert "Set up the new authenticator" in page
    assert "Kode" not in page
