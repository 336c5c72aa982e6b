"""Administrators propose and never read; members confirm; who leaves is gone at once."""

from __future__ import annotations

import re

from casemgr.testing import PASSPHRASE
from tests.admin.conftest import House


def staff_id(house: House, username: str) -> str:
    """Give the id of a founder."""
    return next(one.staff_id for one in house.founding.people if one.username == username)


def test_an_administrator_cannot_open_a_case(house: House) -> None:
    reference = house.report()
    adi = house.person("adi")
    assert adi.get(f"/cases/{reference}/").status_code == 403
    assert adi.get("/queue/").status_code == 403
    bar = adi.get("/people/").get_data(as_text=True)
    assert "Antrean" not in bar
    assert "Antrean" in house.person("melati").get("/people/").get_data(as_text=True)


def test_only_administrators_are_offered_proposals(house: House) -> None:
    assert "/people/propose/" in house.person("adi").get("/people/").get_data(as_text=True)
    assert "/people/propose/" not in house.person("melati").get("/people/").get_data(as_text=True)


def test_a_proposal_with_mistakes_keeps_what_was_typed(house: House) -> None:
    adi = house.person("adi")
    adi.get("/people/propose/")
    answer = adi.post("/people/propose/", name="Nila Contoh", username="melati", roles="intake")
    page = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert "sudah dipakai" in page
    assert 'value="Nila Contoh"' in page


def test_one_person_is_not_proposed_for_both_sides(house: House) -> None:
    teams = {team.name: team.id for team in house.founding.office.teams()}
    adi = house.person("adi")
    adi.get("/people/propose/")
    both = [teams["Tim Pengaduan"], teams["Penjaga Identitas"]]
    answer = adi.post("/people/propose/", name="Nila Contoh", username="nila", roles="intake", teams=both)
    assert answer.status_code == 422
    assert "tidak boleh memegang kunci" in answer.get_data(as_text=True)


def test_a_member_of_a_case_team_is_not_proposed_for_the_custodians(house: House) -> None:
    """The page comes back with the sentence; nothing waits for the custodians."""
    adi = house.person("adi")
    adi.get("/people/propose-member/")
    staff = {one.username: one.staff_id for one in house.founding.people}
    team = house.founding.team_ids["custodians"]
    refused = adi.post("/people/propose-member/", staff_id=staff["melati"], team_id=team)
    assert refused.status_code == 422
    assert "tim perkara dan tim penjaga identitas" in refused.get_data(as_text=True)
    assert "Menunggu penerimaan" not in adi.get("/people/").get_data(as_text=True)


def test_a_team_is_not_left_with_one_member(house: House) -> None:
    adi = house.person("adi")
    path = f"/people/{staff_id(house, 'jaga')}/leave/"
    adi.get(path)
    answer = adi.post(path, passphrase=PASSPHRASE)
    assert answer.status_code == 422
    assert "Terima anggota baru dulu" in answer.get_data(as_text=True)


def test_a_leaver_is_signed_out_and_sees_nothing(house: House) -> None:
    reference = house.report()
    bima, adi = house.person("bima"), house.person("adi")
    assert bima.get(f"/cases/{reference}/").status_code == 200
    path = f"/people/{staff_id(house, 'bima')}/leave/"
    adi.get(path)
    assert adi.post(path, passphrase="bukan frasa sandi saya").status_code == 422
    assert adi.post(path, passphrase=PASSPHRASE).status_code == 303
    assert bima.get(f"/cases/{reference}/").status_code == 303
    assert house.sign_in("melati").get(f"/cases/{reference}/").status_code == 200


def test_a_reset_gives_a_ticket_and_retires_the_old_key(house: House) -> None:
    adi, bima = house.person("adi"), house.person("bima")
    path = f"/people/{staff_id(house, 'bima')}/reset/"
    adi.get(path)
    page = adi.post(path, passphrase=PASSPHRASE).get_data(as_text=True)
    assert re.search(r"<b>[0-9A-Z-]{20,}</b>", page)
    assert bima.get("/queue/").status_code == 303


def test_a_member_is_proposed_for_one_more_team(house: House) -> None:
    adi, panji = house.person("adi"), house.person("panji")
    teams = {team.name: team.id for team in house.founding.office.teams()}
    adi.get("/people/propose-member/")
    wrong = adi.post("/people/propose-member/", staff_id=staff_id(house, "melati"), team_id="0" * 32)
    assert wrong.status_code == 422
    right = adi.post(
        "/people/propose-member/", staff_id=staff_id(house, "melati"), team_id=teams["Tim Pemeriksa"]
    )
    assert right.status_code == 303
    assert "Cocokkan sidik kunci" in panji.get("/people/").get_data(as_text=True)
    assert "Cocokkan sidik kunci" not in house.person("tirta").get("/people/").get_data(as_text=True)
