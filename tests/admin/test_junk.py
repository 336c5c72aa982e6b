"""Whatever stands in an address or a form as an id: nothing is found, and nothing breaks, on both databases."""

from __future__ import annotations

import re

import pytest
from sqlalchemy import select

from casemgr.founding import Founding
from casemgr.store.models import Case, Staff
from casemgr.testing import PASSPHRASE
from tests.admin.conftest import House
from tests.admin.test_routes import ROUTES

JUNK = (
    "%00",
    "a%00b",
    "%EF%BF%BD",
    "%ED%A0%80",
    "%F0%9F%98%80",
    "%27%20OR%201%3D1",
    "x" * 2_000,
    "%25s",
    "-",
)
LISTS = {
    "melati": (
        "/queue/?unit={}",
        "/queue/?status={}",
        "/queue/?kind={}",
        "/queue/?category={}",
        "/queue/?assignee_id={}",
        "/queue/?saved={}",
        "/queue/?due={}",
        "/queue/?after={}",
        "/queue/?before={}",
        "/queue/?sort={}",
        "/queue/?done={}",
        "/queue/?left={}",
        "/dashboard/?unit_id={}",
        "/dashboard/?category={}",
        "/dashboard/?months={}",
        "/dashboard/counts.csv?unit_id={}",
        "/decisions/?done={}",
        "/structure/?unit={}",
        "/people/?done={}",
    ),
    "adi": ("/structure/propose/unit/new/?unit={}",),
}


@pytest.fixture(params=["sqlite", "postgres"])
def database_kind(request: pytest.FixtureRequest) -> str:
    """PostgreSQL refuses what SQLite keeps."""
    return str(request.param)


def test_no_address_breaks_and_what_is_no_id_is_not_found(house: House) -> None:
    reference = house.report()
    tried = 0
    for address in (path for path, _ in ROUTES.values()):
        parts = re.findall(r"[0-9a-f]{32}|AAA-AAAA", address)
        for junk in JUNK if parts else ():
            path = address
            for part in parts:
                path = path.replace(part, junk, 1)
            for username in ("melati", "jaga", "adi"):
                answer = house.person(username).get(path)
                tried += 1
                assert answer.status_code in (303, 403, 404, 405), f"{answer.status_code} for {path}"
    assert tried > 300
    assert house.person("melati").get(f"/cases/{reference}/").status_code == 200


def test_no_filter_breaks(house: House) -> None:
    for username, addresses in LISTS.items():
        person = house.person(username)
        for address in addresses:
            for junk in JUNK:
                answer = person.get(address.format(junk))
                assert answer.status_code in (200, 400, 404), f"{answer.status_code} for {address} {junk}"


@pytest.mark.parametrize("junk", ["\0", "a\0b", "\ufffd", "x" * 2_000, "-", "0" * 32])
def test_no_form_breaks(house: House, junk: str) -> None:
    reference = house.report()
    melati, adi = house.person("melati"), house.person("adi")
    forms = [
        (adi, "/people/propose-member/", {"staff_id": junk, "team_id": junk}),
        (
            adi,
            "/people/propose/",
            {"name": junk, "username": junk, "roles": junk, "unit_id": junk, "teams": junk},
        ),
        (adi, "/structure/propose/unit/new/", {"name": "Unit Contoh", "unit_id": junk}),
        (melati, "/queue/assign/", {"case_id": junk, "staff": junk, "step": "assign"}),
        (melati, "/queue/search/", {"q": junk}),
        (melati, f"/cases/{reference}/do/merge/", {"target": junk, "passphrase": PASSPHRASE, "version": "1"}),
        (melati, f"/cases/{reference}/do/acknowledge/", {"duplicates_searched": "yes", "version": junk}),
        (melati, f"/cases/{reference}/note/", {"text": junk}),
        (house.stranger(), "/sign-in/", {"username": junk, "passphrase": junk, "totp": junk}),
        (house.stranger(), "/sign-in/first/", {"username": junk, "ticket": junk, "passphrase": junk}),
        (
            house.stranger(),
            "/sign-in/first/keys/",
            {"username": junk, "ticket": junk, "passphrase": junk, "enrolment": junk, "totp": junk},
        ),
        (melati, "/second-factor/", {"passphrase": junk, "totp": junk}),
        (
            house.stranger(),
            "/second-factor/lost/",
            {"username": junk, "passphrase": junk, "printed_code": junk},
        ),
        (house.stranger(), "/second-factor/confirm/", {"enrolment": junk, "totp": junk}),
        (
            house.stranger(),
            "/passphrase/recover/",
            {"username": junk, "printed_code": junk, "totp": "123456", "passphrase": junk},
        ),
    ]
    for person, path, fields in forms:
        person.get(path)
        answer = person.post(path, **fields)
        assert answer.status_code < 500, f"{answer.status_code} for {path}"


def test_a_row_is_found_by_its_own_id_and_not_by_one_that_holds_more(founding: Founding) -> None:
    """The control: the same look-up, with and without a byte too many."""
    staff_id = founding.people[0].staff_id
    with founding.office.reading() as session:
        assert session.get(Staff, staff_id) is not None
        assert session.get(Staff, f"{staff_id}\0") is None
        assert session.scalar(select(Staff.id).where(Staff.username == "mel\0ati")) is None
        assert session.scalar(select(Case.id).where(Case.id.in_(["\0", "\ud800"]))) is None


def test_text_before_more_fields_than_are_read_comes_back(house: House) -> None:
    melati = house.person("melati")
    reference = house.report()
    melati.get(f"/cases/{reference}/")
    junk = "&".join(f"f{n}=x" for n in range(50_001))
    typed = "note=Catatan+yang+panjang+tentang+kunjungan."
    body = f"form_token={melati.token}&{typed}&{junk}"
    answer = melati.client.post(
        f"/cases/{reference}/note/", data=body, content_type="application/x-www-form-urlencoded"
    )
    assert answer.status_code == 413
    assert "Catatan yang panjang tentang kunjungan." in answer.get_data(as_text=True)
