"""A button pressed twice: the second answer is the first again, and nothing is added."""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import urlsplit

import pytest
from sqlalchemy import func, select
from werkzeug.test import TestResponse

from casemgr.desk.newcomers import offer_second_factor
from casemgr.errors import TicketUnknownError
from casemgr.rules.workflow import Verb
from casemgr.store.models import (
    Allegation,
    Assignment,
    Case,
    Decision,
    FollowUp,
    History,
    Membership,
    Message,
    Note,
    Recommendation,
)
from casemgr.testing import PASSPHRASE
from tests.admin.conftest import House, Person
from tests.casemgr.desk.lives import RECOMMENDATION, REVIEW_SHEET

HIDDEN = re.compile(r'<input type="hidden" name="(\w+)" value="([^"]*)">')


@pytest.fixture
def examined(house: House) -> str:
    """A case whose examination is being written up, with one recommendation."""
    reference = house.report()
    house.do("melati", reference, Verb.ACKNOWLEDGE, duplicates_searched=True)
    house.do("melati", reference, Verb.VERIFY, content_sufficient=True)
    house.do("ratna", reference, Verb.REVIEW, **REVIEW_SHEET)
    house.do("ratna", reference, Verb.ASSIGN, staff=staff(house, "wira"))
    house.do("wira", reference, Verb.ASSIGN, staff=staff(house, "panji"))
    house.do("wira", reference, Verb.CLARIFY)
    house.do("panji", reference, Verb.WRITE_UP, record_number="BA-7")
    house.do("panji", reference, Verb.RECOMMEND, **RECOMMENDATION)
    return reference


def staff(house: House, username: str) -> str:
    return next(one.staff_id for one in house.founding.people if one.username == username)


def hidden(person: Person, page: str, action: str) -> dict[str, str]:
    """Open a page and take the hidden fields of one of its forms, as a browser would send them."""
    html = person.get(page).get_data(as_text=True)
    form = re.search(rf'<form[^>]*action="{re.escape(action)}".*?</form>', html, re.DOTALL)
    assert form is not None, (page, action)
    return dict(HIDDEN.findall(form[0]))


def count(house: House, table: type) -> int:
    with house.founding.office.reading() as session:
        return session.scalar(select(func.count()).select_from(table)) or 0


def forms(house: House, case: str) -> dict[str, tuple[str, str, str, type, dict[str, Any]]]:
    """Return who sends what from which page, and the table that gains a row."""
    page = f"/cases/{case}/"
    with house.founding.office.reading() as session:
        number = session.scalars(select(Recommendation.id)).first()
    done = {"recommendation": number, "result": "belum_sesuai", "text": "Sebagian sudah dikembalikan."}
    answer = {"text": "Laporan sedang diperiksa.", "read_it": "yes"}
    decline = {
        "reason": "tidak_logis",
        "note": "Kurang jelas.",
        "decider": staff(house, "laras"),
        "passphrase": PASSPHRASE,
    }
    return {
        "note": ("panji", page, f"{page}note/", Note, {"note": "Ditelepon."}),
        "answer": ("panji", page, f"{page}answer/", Message, answer),
        "allegation": ("panji", page, f"{page}allegations/", Allegation, {"category": "pungli", "name": "Orang"}),
        "recommend": ("panji", f"{page}do/recommend/", f"{page}do/recommend/", Recommendation, dict(RECOMMENDATION)),
        "assign": ("wira", f"{page}do/assign/", f"{page}do/assign/", Assignment, {"staff": staff(house, "dewi")}),
        "follow_up": ("ratna", f"{page}do/follow_up/", f"{page}do/follow_up/", FollowUp, done),
        "decline": ("melati", f"{page}do/decline/", f"{page}do/decline/", Decision, decline),
    }  # fmt: skip


@pytest.mark.parametrize("name", ["note", "answer", "allegation", "recommend", "assign"])
def test_the_same_form_adds_one_row(house: House, examined: str, name: str) -> None:
    _press_twice(house, *forms(house, examined)[name])


def test_the_same_follow_up_is_added_once(house: House, examined: str) -> None:
    rights = tuple(house.founding.office.pack.rights_checklist)
    house.do("wira", examined, Verb.CONCLUDE, "proven", outcome="terbukti", sanction="R1", rights=rights)
    _press_twice(house, *forms(house, examined)["follow_up"])


def test_the_same_request_is_made_once(house: House) -> None:
    reference = house.report()
    house.do("melati", reference, Verb.ACKNOWLEDGE, duplicates_searched=True)
    _press_twice(house, *forms(house, reference)["decline"], again=False)


def _press_twice(
    house: House,
    username: str,
    page: str,
    action: str,
    table: type,
    typed: dict[str, Any],
    *,
    again: bool = True,
) -> None:
    """Send a form twice, then the same words from a page opened afresh."""
    person = house.person(username)
    before = count(house, table)
    sent = {**hidden(person, page, action), **typed}
    answers = [person.client.post(action, data=sent) for _ in range(2)]
    assert [one.status_code for one in answers] == [303, 303], answers[-1].get_data(as_text=True)[:2000]
    assert answers[0].headers["Location"] == answers[1].headers["Location"]
    assert count(house, table) == before + 1
    if again:
        fresh = {**hidden(person, page, action), **typed}
        assert fresh["once"] != sent["once"]
        assert person.client.post(action, data=fresh).status_code == 303
        assert count(house, table) == before + 2


def test_a_form_that_was_kept_and_filled_in_anew_counts_again(house: House, examined: str) -> None:
    """A browser's back button shows the page with its old hidden fields; other words are another act."""
    person = house.person("panji")
    page = f"/cases/{examined}/"
    sent = hidden(person, page, f"{page}note/")
    before = count(house, Note)
    for words in ("Ditelepon.", "Ditelepon lagi.", "Ditelepon.", "Ditelepon lagi."):
        assert person.client.post(f"{page}note/", data={**sent, "note": words}).status_code == 303
    assert count(house, Note) == before + 2


def test_a_step_taken_by_one_button_is_taken_once(house: House, examined: str) -> None:
    """The second press lands where the first did, instead of on a page about a case that has changed."""
    reference = house.report()
    house.do("melati", reference, Verb.ACKNOWLEDGE, duplicates_searched=True)
    melati, action = house.person("melati"), f"/cases/{reference}/do/verify/"
    sent = {**hidden(melati, action, action), "content_sufficient": "yes"}
    steps = count(house, History)
    answers = [melati.client.post(action, data=sent) for _ in range(2)]
    assert [one.status_code for one in answers] == [303, 303]
    assert count(house, History) == steps + 1
    stale = melati.client.post(action, data={**sent, "once": "lain"})
    assert stale.status_code == 409
    landing = melati.get(urlsplit(answers[1].headers["Location"]).path)
    assert landing.status_code == 200


def test_many_cases_are_assigned_once(house: House) -> None:
    references = [house.report(text=f"Laporan {number}.") for number in range(2)]
    for reference in references:
        house.do("melati", reference, Verb.ACKNOWLEDGE, duplicates_searched=True)
        house.do("melati", reference, Verb.VERIFY, content_sufficient=True)
        house.do("ratna", reference, Verb.REVIEW, **REVIEW_SHEET)
    ratna = house.person("ratna")
    with house.founding.office.reading() as session:
        chosen = list(session.scalars(select(Case.id)))
    page = ratna.get("/queue/").get_data(as_text=True)
    token = dict(HIDDEN.findall(page))["form_token"]
    asked = ratna.client.post("/queue/assign/", data={"form_token": token, "case_id": chosen})
    sent = dict(HIDDEN.findall(asked.get_data(as_text=True)))
    typed = {**sent, "case_id": chosen, "staff": staff(house, "wira")}
    answers = [ratna.client.post("/queue/assign/", data=typed) for _ in range(2)]
    assert [one.status_code for one in answers] == [303, 303]
    assert count(house, Assignment) == 2


def test_a_decision_taken_twice_is_taken_once(house: House) -> None:
    """The second press lands where the first did; the other answer comes too late and is told so."""
    reference = house.report()
    house.do("melati", reference, Verb.ACKNOWLEDGE, duplicates_searched=True)
    _, _, _, _, values = forms(house, reference)["decline"]
    house.do("melati", reference, Verb.DECLINE, **values)
    with house.founding.office.reading() as session:
        path = f"/decisions/{session.scalars(select(Decision.id)).one()}/"
    laras = house.person("laras")
    laras.get(path)
    typed = {"reason": "Alasannya cukup.", "passphrase": PASSPHRASE}
    answers = [laras.post(path, answer="agree", **typed) for _ in range(2)]
    assert [one.status_code for one in answers] == [303, 303]
    assert answers[0].headers["Location"] == answers[1].headers["Location"]
    late = laras.post(path, answer="refuse", **typed)
    assert (late.status_code, "Alasannya cukup." in late.get_data(as_text=True)) == (409, False)
    with house.founding.office.reading() as session:
        verbs = list(session.scalars(select(History.verb)))
    assert verbs.count("decline") == 1


def test_a_person_proposed_twice_has_a_ticket_that_works(house: House) -> None:
    """The first answer, with its ticket, is one that a browser never shows."""
    adi, path = house.person("adi"), "/people/propose/"
    sent = {**hidden(adi, path, path), "name": "Nila Contoh", "username": "nila", "roles": "intake"}
    sent["teams"] = house.founding.team_ids["intake"]
    tickets = [ticket_in(adi.client.post(path, data=sent)) for _ in range(2)]
    assert tickets[0] != tickets[1]
    office, at = house.founding.office, house.clock.now
    with pytest.raises(TicketUnknownError):
        offer_second_factor(office, "nila", tickets[0], now=at)
    assert offer_second_factor(office, "nila", tickets[1], now=at)


def test_a_new_beginning_asked_for_twice_keeps_the_teams(house: House) -> None:
    adi = house.person("adi")
    path = f"/people/{staff(house, 'bima')}/reset/"
    adi.get(path)
    for _ in range(2):
        assert ticket_in(adi.post(path, passphrase=PASSPHRASE))
    with house.founding.office.reading() as session:
        states = select(Membership.state).where(Membership.staff_id == staff(house, "bima"))
        assert list(session.scalars(states)) == ["proposed"]


def ticket_in(answer: TestResponse) -> str:
    """Read the ticket that a page shows."""
    found = re.search(r"<b>([0-9A-Z-]{10,})</b>", answer.get_data(as_text=True))
    assert found is not None, answer.status_code
    return found[1]
