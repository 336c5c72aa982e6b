"""A new passphrase through the pages: one sentence for every failure, no secret shown again, all sessions end."""

from __future__ import annotations

import pytest
from werkzeug.test import TestResponse

from casemgr.founding import FoundedPerson
from casemgr.testing import PASSPHRASE
from tests.admin.conftest import House, Person, one_time_code

FAILURE = "Tidak cocok. Coba lagi."
NEW = "sembilan ikan melompat di sungai jernih"
CHANGE, RECOVER = "/passphrase/", "/passphrase/recover/"


def founder(house: House, username: str = "melati") -> FoundedPerson:
    return next(one for one in house.founding.people if one.username == username)


def change(person: Person, **changes: str) -> TestResponse:
    person.get(CHANGE)
    return person.post(CHANGE, **{"old": PASSPHRASE, "passphrase": NEW, "passphrase_again": NEW, **changes})


def recover(house: House, **changes: str) -> TestResponse:
    """Fill the recovery form in as a stranger, rightly but for `changes`."""
    stranger = house.stranger()
    stranger.get(RECOVER)
    given = {
        "username": "melati",
        "printed_code": founder(house).printed_code,
        "totp": one_time_code(house.founding, "melati", house.clock),
        "passphrase": NEW,
        "passphrase_again": NEW,
        **changes,
    }
    return stranger.post(RECOVER, **given)


def sign_in(house: House, passphrase: str) -> int:
    house.clock.advance(minutes=1)
    stranger = house.stranger()
    stranger.get("/sign-in/")
    code = one_time_code(house.founding, "melati", house.clock)
    return stranger.post("/sign-in/", username="melati", passphrase=passphrase, totp=code).status_code


def test_pages_lead_to_both_ways(house: House) -> None:
    assert f'href="{RECOVER}"' in house.stranger().get("/sign-in/").get_data(as_text=True)
    assert f'href="{CHANGE}"' in house.person("jaga").get("/me/").get_data(as_text=True)


def test_a_change_ends_every_session_and_the_old_passphrase(house: House) -> None:
    melati, elsewhere = house.person("melati"), house.sign_in("melati")
    assert elsewhere.get("/me/").status_code == 200
    done = change(melati)
    assert done.status_code == 303
    assert "console=;" in str(done.headers.getlist("Set-Cookie"))
    assert "Masuk dengan frasa itu" in melati.get(done.headers["Location"]).get_data(as_text=True)
    assert melati.get("/me/").status_code == elsewhere.get("/me/").status_code == 303
    assert sign_in(house, PASSPHRASE) == 422
    assert sign_in(house, NEW) == 303


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"old": "bukan frasa sandi saya"}, FAILURE),
        ({"old": ""}, "Tulis frasa sandi Anda."),
        ({"passphrase": "pendek", "passphrase_again": "pendek"}, "terlalu pendek"),
        ({"passphrase": "", "passphrase_again": ""}, "terlalu pendek"),
        (
            {"passphrase": "passwordpassword", "passphrase_again": "passwordpassword"},
            "mengulang hal yang sama",
        ),
        ({"passphrase": "rahasia qwerty 123", "passphrase_again": "rahasia qwerty 123"}, "terlalu umum"),
        ({"passphrase_again": "sembilan ikan yang lain"}, "tidak sama"),
    ],
)
def test_a_refused_change_says_why_and_shows_no_secret(
    house: House, changes: dict[str, str], said: str
) -> None:
    melati = house.person("melati")
    answer = change(melati, **changes)
    page = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert said in page
    assert not [
        secret for secret in (PASSPHRASE, NEW, *changes.values()) if len(secret) > 8 and secret in page
    ]
    assert melati.get("/me/").status_code == 200


def test_everything_to_correct_is_said_at_once(house: House) -> None:
    """A wrong present passphrase hides neither a weak new one nor that the two differ."""
    page = change(
        house.person("melati"), old="bukan frasa sandi saya", passphrase="pendek", passphrase_again="lain"
    ).get_data(as_text=True)
    assert all(said in page for said in (FAILURE, "terlalu pendek", "tidak sama"))


def test_guessing_the_present_passphrase_locks_the_name(house: House) -> None:
    melati = house.person("melati")
    for _ in range(5):
        change(melati, old="bukan frasa sandi saya")
    assert FAILURE in change(melati).get_data(as_text=True)
    house.clock.advance(hours=2)
    assert change(melati).status_code == 303


def test_the_printed_code_sets_a_new_passphrase_and_opens_the_same_cases(house: House) -> None:
    reference = house.report()
    before = house.person("melati")
    house.clock.advance(minutes=1)
    done = recover(house)
    assert done.status_code == 303
    assert before.get("/me/").status_code == 303
    house.clock.advance(minutes=1)
    melati = house.stranger()
    melati.get("/sign-in/")
    code = one_time_code(house.founding, "melati", house.clock)
    melati.post("/sign-in/", username="melati", passphrase=NEW, totp=code)
    assert "legalisir ijazah" in melati.get(f"/cases/{reference}/").get_data(as_text=True)


@pytest.mark.parametrize(
    "changes",
    [
        {"username": "nobody"},
        {"username": ""},
        {"printed_code": ""},
        {"printed_code": "AAAAA-BBBBB-CCCCC DDDDD EEEEE-F"},
        {"totp": "000000"},
        {"totp": ""},
    ],
)
def test_everything_that_does_not_fit_reads_the_same(house: House, changes: dict[str, str]) -> None:
    answer = recover(house, **changes)
    page = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert page.count(FAILURE) == 1
    assert "Perbaiki:" not in page
    assert NEW not in page
    assert founder(house).printed_code not in page
    assert not changes.get("printed_code") or changes["printed_code"] not in page
    assert sign_in(house, PASSPHRASE) == 303


def test_a_code_of_another_person_does_not_fit(house: House) -> None:
    assert FAILURE in recover(house, printed_code=founder(house, "bima").printed_code).get_data(as_text=True)
    assert recover(house).status_code == 303


def test_a_weak_passphrase_is_refused_and_the_code_still_works(house: House) -> None:
    weak = recover(house, passphrase="melati", passphrase_again="melati")
    assert weak.status_code == 422
    assert "terlalu pendek" in weak.get_data(as_text=True)
    assert 'value="melati"' in weak.get_data(as_text=True)
    assert recover(house).status_code == 303


def test_a_one_time_code_is_used_once_across_both_forms(house: House) -> None:
    house.person("melati")
    assert FAILURE in recover(house).get_data(as_text=True)
    house.clock.advance(minutes=1)
    assert recover(house).status_code == 303
    assert FAILURE in recover(house).get_data(as_text=True)


def test_guessing_six_digits_with_a_found_code_locks_the_name(house: House) -> None:
    for _ in range(5):
        recover(house, totp="000000")
    assert FAILURE in recover(house).get_data(as_text=True)
    house.clock.advance(hours=2)
    assert recover(house).status_code == 303


def test_secrets_do_not_come_back_when_the_session_has_ended(house: House) -> None:
    melati = house.person("melati")
    melati.get(CHANGE)
    house.clock.advance(days=3)
    late = melati.post(CHANGE, old=PASSPHRASE, passphrase=NEW, passphrase_again=NEW, other="Catatan panjang.")
    page = late.get_data(as_text=True)
    assert late.status_code == 401
    assert "Catatan panjang." in page
    assert PASSPHRASE not in page
    assert NEW not in page


def test_both_pages_speak_english(house: House) -> None:
    stranger = house.stranger()
    stranger.get(RECOVER)
    stranger.post("/language/", language="en", next=RECOVER)
    page = stranger.get(RECOVER).get_data(as_text=True)
    assert "Use the recovery code" in page
    assert "Kode" not in page
