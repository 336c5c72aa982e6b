"""What was changed outside the system stands in its place; only the act that needs it is refused, in words."""

from __future__ import annotations

import re

import pytest
from sqlalchemy import select

from casemgr.desk.broken import BROKEN_SEAL
from casemgr.rules.workflow import Status, Verb
from casemgr.store.models import Allegation, Attachment, Base, Decision, DisclosureAnswer
from casemgr.testing import PASSPHRASE
from casemgr.vault.wraps import Purpose, wrap_table
from tests.admin.conftest import House
from tests.admin.test_cases import reviewed, text_of, version_of
from tests.admin.test_clean_copies import link, opened, report_with
from tests.admin.test_identity import REASON, examined, requested

__all__ = ["examined", "reviewed"]


def damage(house: House, of: type[Base], column: str, *, place: int = -1) -> None:
    """Flip a bit of one sealed column of the only row."""
    with house.founding.office.session() as session, session.begin():
        row = session.scalars(select(of)).one()
        blob = bytearray(getattr(row, column))
        blob[place] ^= 1
        setattr(row, column, bytes(blob))


@pytest.mark.parametrize("place", [-1, 12])
def test_a_broken_allegation_is_marked_and_only_its_finding_refused(
    house: House, reviewed: str, place: int
) -> None:
    ratna = house.person("ratna")
    ratna.get(f"/cases/{reviewed}/")
    ratna.post(f"/cases/{reviewed}/allegations/", category="pungli", position="Petugas loket")
    page = ratna.get(f"/cases/{reviewed}/").get_data(as_text=True)
    path = re.search(rf'href="(/cases/{reviewed}/allegations/[0-9a-f]{{32}}/)"', page)
    assert path is not None
    assert BROKEN_SEAL not in page
    assert ratna.get(path[1]).status_code == 200
    damage(house, Allegation, "matter_sealed", place=place)
    page = ratna.get(f"/cases/{reviewed}/").get_data(as_text=True)
    assert f"<td>{BROKEN_SEAL}</td><td>Petugas loket</td><td>Tidak bisa diisi." in page
    assert path[1] not in page
    asked = ratna.get(path[1])
    assert asked.status_code == 409
    assert "Dugaan ini rusak: isinya berubah di luar sistem" in asked.get_data(as_text=True)
    assert 'class="go"' not in asked.get_data(as_text=True)
    tried = ratna.post(path[1], finding="Uang diminta dua kali.", outcome="terbukti")
    assert tried.status_code == 409
    assert "Uang diminta dua kali." in tried.get_data(as_text=True)
    ratna.post(f"/cases/{reviewed}/allegations/", category="pungli", position="Petugas loket")
    again = ratna.get(f"/cases/{reviewed}/").get_data(as_text=True)
    fresh = re.search(rf'href="(/cases/{reviewed}/allegations/[0-9a-f]{{32}}/)"', again)
    assert fresh is not None
    ratna.get(fresh[1])
    assert ratna.post(fresh[1], finding="Diminta dua kali.", outcome="terbukti").status_code == 303


@pytest.mark.parametrize("place", [-1, 12])
def test_a_broken_file_is_named_in_its_place_and_only_its_download_refused(house: House, place: int) -> None:
    reference = report_with(house, "kuitansi rekaan.txt", b"isi kuitansi")
    melati = house.person("melati")
    path = link(melati, reference)
    assert melati.get(path).status_code == 200
    damage(house, Attachment, "meta_sealed", place=place)
    page = melati.get(f"/cases/{reference}/").get_data(as_text=True)
    assert f"<li><span>{BROKEN_SEAL}</span>" in page
    assert "Minta pelapor mengirimnya lagi." in page
    assert path not in page
    for answer in (melati.get(path), melati.post(path + "/original/")):
        assert answer.status_code == 409
        assert "Berkas ini rusak" in answer.get_data(as_text=True)
        assert "Minta pelapor mengirimnya lagi lewat dialog" in answer.get_data(as_text=True)
    assert opened(house) == []


def test_a_step_that_needs_a_broken_key_is_refused_and_the_text_kept(house: House, reviewed: str) -> None:
    ratna = house.person("ratna")
    path = f"/cases/{reviewed}/do/answer/"
    version = version_of(ratna, reviewed)
    with house.founding.office.vault.engine.begin() as connection:
        of_reports = wrap_table.c.purpose == Purpose.REPORT_CASE.value
        blob = bytearray(connection.execute(select(wrap_table.c.blob).where(of_reports)).scalar_one())
        blob[-1] ^= 1
        connection.execute(wrap_table.update().where(of_reports).values(blob=bytes(blob)))
    answer = ratna.post(path, version=version, text="Terima kasih atas laporannya.", read_it="yes")
    assert answer.status_code == 409
    page = answer.get_data(as_text=True)
    assert "harus membuka bagian yang segelnya rusak" in page
    assert "Terima kasih atas laporannya." in page
    noted = ratna.post(f"/cases/{reviewed}/note/", note="Segel laporan rusak, administrator sudah tahu.")
    assert noted.status_code == 303
    assert "Segel laporan rusak, administrator sudah tahu." in text_of(ratna, f"/cases/{reviewed}/")


def test_a_broken_two_person_request_can_only_be_refused(house: House, reviewed: str) -> None:
    laras = next(one.staff_id for one in house.founding.people if one.username == "laras")
    reasons = house.founding.office.pack.reasons.values()
    reason = next(one.code for one in reasons if Verb.DECLINE.value in one.verbs)
    asked = {"reason": reason, "note": "Tidak cukup alasan.", "decider": laras}
    house.do("ratna", reviewed, Verb.DECLINE, **asked)
    decider = house.person("laras")
    found = re.search(r'href="(/decisions/[0-9a-f]{32}/)"', decider.get("/decisions/").get_data(as_text=True))
    assert found is not None
    assert 'value="agree"' in decider.get(found[1]).get_data(as_text=True)
    damage(house, Decision, "values_sealed")
    page = decider.get(found[1]).get_data(as_text=True)
    assert "Permintaan ini rusak" in page
    assert 'value="agree"' not in page
    agreed = decider.post(found[1], answer="agree", reason="Setuju.", passphrase=PASSPHRASE)
    assert agreed.status_code == 422
    assert "Permintaan ini rusak" in agreed.get_data(as_text=True)
    refused = decider.post(found[1], answer="refuse", reason="Ajukan lagi.", passphrase=PASSPHRASE)
    assert refused.status_code == 303
    with house.founding.office.reading() as session:
        assert house.desk(session, "laras").case(reviewed).status is Status.REVIEW


@pytest.mark.parametrize("place", [-1, 12])
def test_a_broken_reason_hides_no_request_from_custodians(house: House, examined: str, place: int) -> None:
    """The bar counts what waits on every page: one changed row must not close the console to a team."""
    path = requested(house, examined)
    jaga = house.person("jaga")
    assert REASON in jaga.get(path).get_data(as_text=True)
    damage(house, DisclosureAnswer, "reason_sealed", place=place)
    assert jaga.get("/me/").status_code == 200
    shown = jaga.get(path)
    assert (shown.status_code, BROKEN_SEAL in shown.get_data(as_text=True)) == (200, True)
    agreed = jaga.post(path, answer="approve", reason="Perlu.", passphrase=PASSPHRASE)
    assert agreed.status_code == 422
    assert "Permintaan ini rusak" in agreed.get_data(as_text=True)
    assert jaga.post(path, answer="refuse", reason="Ajukan lagi.", passphrase=PASSPHRASE).status_code == 303
