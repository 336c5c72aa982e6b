"""The organisation on pages: an administrator proposes, a member of the leaders' team confirms what they saw."""

from __future__ import annotations

import re

import pytest

from casemgr.testing import PASSPHRASE
from tests.admin.conftest import House, Person
from tests.admin.test_people import staff_id


def path_of(house: House, kind: str, target: str) -> str:
    """Give the address of a form, for a key of the plan."""
    ids = {**house.founding.unit_ids, **house.founding.team_ids}
    return f"/structure/propose/{kind}/{ids.get(target, target)}/"


def propose(house: House, kind: str, target: str, **values: object) -> int:
    adi = house.person("adi")
    path = path_of(house, kind, target)
    assert adi.get(path).status_code == 200
    return adi.post(path, **values).status_code


def proposal(person: Person) -> str:
    found = re.search(
        r'href="(/structure/proposals/[0-9a-f]{32}/)"', person.get("/structure/").get_data(True)
    )
    assert found is not None
    return found[1]


def decide(person: Person, path: str, word: str = "confirm", passphrase: str = PASSPHRASE) -> int:
    page = person.get(path).get_data(as_text=True)
    seen = re.search(r'name="seen" value="([0-9a-f]{32})"', page)
    assert seen is not None
    return person.post(path, seen=seen[1], word=word, passphrase=passphrase).status_code


def test_a_rank_is_proposed_and_confirmed(house: House) -> None:
    office, section = house.founding.office, house.founding.team_ids["section"]
    unit = house.founding.unit_ids["education"]
    assert propose(house, "team", "section", name="Penerima Seksi", unit_id=unit, rank="0") == 303
    assert office.directory().team(section).rank == 2
    wira = house.person("wira")
    path = proposal(wira)
    page = wira.get(path).get_data(as_text=True)
    assert "Penerima Seksi, urutan 0, Seksi Pendidikan Contoh" in page
    assert "Penerima Seksi Pendidikan, urutan 2" in page
    assert "Adi G." in page
    assert decide(wira, path, passphrase="bukan frasa sandi saya") == 422
    assert decide(wira, path) == 303
    assert (office.directory().team(section).rank, office.directory().team(section).name) == (
        0,
        "Penerima Seksi",
    )
    assert wira.get(path).status_code == 404


@pytest.mark.parametrize("username", ["melati", "tirta", "adi", "jaga"])
def test_who_may_not_decide_is_shown_the_change_without_a_button(house: House, username: str) -> None:
    assert propose(house, "team", "section", name="Penerima Seksi", unit_id="", rank="0") == 303
    person = house.person(username)
    path = proposal(person)
    page = person.get(path).get_data(as_text=True)
    assert "Terima perubahan" not in page
    assert ("Tolak" in page) == (username == "adi")
    assert decide(person, path) == 403
    assert "Terima perubahan" in house.person("wira").get(path).get_data(as_text=True)


def test_a_unit_is_moved_added_and_ended(house: House) -> None:
    office, ids = house.founding.office, house.founding.unit_ids
    wira = house.person("wira")
    assert propose(house, "unit", "school", name="Madrasah Satu", unit_id=ids["inspectorate"]) == 303
    assert decide(wira, proposal(wira)) == 303
    assert office.directory().unit(ids["school"]).parent_id == ids["inspectorate"]
    assert "<h1>Unit baru</h1>" in house.person("adi").get("/structure/propose/unit/new/").get_data(True)
    assert propose(house, "unit", "new", name="Kantin Contoh", unit_id=ids["school"]) == 303
    assert "<h1>Unit baru</h1>" in wira.get(proposal(wira)).get_data(as_text=True)
    assert "unit baru: Kantin Contoh, di bawah Madrasah Satu" in wira.get("/structure/").get_data(
        as_text=True
    )
    assert decide(wira, proposal(wira)) == 303
    canteen = next(unit.id for unit in office.units() if unit.name == "Kantin Contoh")
    below = wira.get(f"/structure/?unit={ids['school']}").get_data(as_text=True)
    assert "Kantin Contoh" in below
    assert propose(house, "unit_end", canteen) == 303
    assert decide(wira, proposal(wira)) == 303
    assert "Kantin Contoh" not in wira.get(f"/structure/?unit={ids['school']}").get_data(as_text=True)


def test_a_new_team_and_another_unit_of_a_person(house: House) -> None:
    office, wira = house.founding.office, house.person("wira")
    people = [staff_id(house, "melati"), staff_id(house, "bima")]
    values: dict[str, object] = {"name": "Tim Depan", "code": "intake", "rank": "0", "unit_id": ""}
    assert propose(house, "new_team", "new", **values, staff_ids=people[:1]) == 422
    assert propose(house, "new_team", "new", **values, staff_ids=people) == 303
    page = wira.get(proposal(wira)).get_data(as_text=True)
    assert "Bima S., Melati C." in page or "Melati C., Bima S." in page
    assert decide(wira, proposal(wira)) == 303
    assert "Tim Depan" in [team.name for team in office.receiving_points()]
    school = house.founding.unit_ids["school"]
    assert propose(house, "staff", staff_id(house, "dewi"), unit_id=school) == 303
    assert "Dewi K., unit Madrasah Contoh 1" in wira.get("/structure/").get_data(as_text=True)
    assert decide(wira, proposal(wira), "refuse") == 303
    assert office.directory().staff_key(staff_id(house, "dewi")).unit_id != school
    assert "Dewi K., unit" not in wira.get("/structure/").get_data(as_text=True)


@pytest.mark.parametrize(
    ("kind", "target", "values", "said"),
    [
        ("unit", "school", {"name": "", "unit_id": ""}, "belum diisi"),
        ("unit", "school", {"name": "Inspektorat Contoh", "unit_id": ""}, "sudah dipakai"),
        ("team", "section", {"name": "Penerima", "unit_id": "", "rank": "satu"}, "angka bulat"),
        ("team", "section", {"name": "Penerima", "unit_id": "", "rank": "1000"}, "0 sampai 999"),
        ("unit_end", "education", {}, "tidak mungkin"),
    ],
)
def test_a_mistake_is_named_and_what_was_typed_is_kept(
    house: House, kind: str, target: str, values: dict[str, object], said: str
) -> None:
    adi = house.person("adi")
    path = path_of(house, kind, target)
    adi.get(path)
    answer = adi.post(path, **values)
    page = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert said in page
    assert f'value="{values.get("name", "")}"' in page or not values
    assert "/structure/proposals/" not in adi.get("/structure/").get_data(as_text=True)


@pytest.mark.parametrize(
    "path",
    [
        "propose/unit/nowhere/",
        "propose/unit_end/nowhere/",
        "propose/team/nowhere/",
        "propose/staff/nowhere/",
        "propose/new_team/nowhere/",
        "propose/office/new/",
        "proposals/nowhere/",
        "?unit=nowhere",
    ],
)
def test_what_does_not_exist_is_no_page(house: House, path: str) -> None:
    assert house.person("adi").get(f"/structure/{path}").status_code == 404
    assert house.person("adi").get("/structure/").status_code == 200
