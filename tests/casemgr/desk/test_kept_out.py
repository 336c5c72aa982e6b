"""Whoever a new report keeps out can do nothing with it before a colleague takes it up."""

from collections.abc import Callable

import pytest
from sqlalchemy import select, update

from casemgr.desk import Desk
from casemgr.desk.people import People
from casemgr.errors import AttachmentNotFoundError, CaseNotFoundError, GuardFailedError
from casemgr.founding import Founding
from casemgr.rules.workflow import Verb
from casemgr.store.models import Case, Exclusion
from casemgr.vault.keyring import Keyring
from tests.casemgr.desk.lives import Life
from tests.support.newcomers import sign_in_first

PASSPHRASE = "tujuh ekor badak tidur siang nyenyak"


@pytest.fixture
def life(founding: Founding) -> Life:
    return Life(founding)


def colleague(life: Life) -> Keyring:
    """Take somebody of the school into the team that receives reports about it; return their keyring."""
    with life.people("adi") as people:
        ticket = people.propose_staff(
            username="rekan",
            name="Rekan X.",
            roles=["intake"],
            unit_id=life.founding.unit_ids["school"],
            team_ids=[life.founding.team_ids["intake"]],
        )
    with life.writing() as session:
        begun = sign_in_first(session, life.office, "rekan", ticket.code, PASSPHRASE, life.clock.now)
    with life.people("melati") as people:
        [proposal] = people.proposals()
        people.confirm(proposal.id, begun.fingerprint)
    return life.office.unlock("rekan", PASSPHRASE)


def paper(desk: Desk, case: Case) -> str:
    """Add a paper to a case; return its id."""
    receiver = desk.receiver(case, name="surat.txt", content_type="text/plain")
    receiver.write(b"Isi surat")
    sealed = receiver.finish()
    desk.keep_file(case, sealed)
    return sealed.id


def hand_over(life: Life) -> Callable[[Desk, Case], object]:
    values = {"team": life.founding.team_ids["section"], "note": "Pindah."}
    return lambda desk, case: desk.perform(Verb.HAND_OVER, case, values)


def test_a_new_report_about_ones_own_unit_cannot_be_touched(life: Life) -> None:
    keyring = colleague(life)
    life.file(unit_id=life.founding.unit_ids["school"])
    with life.desk("melati") as desk:
        file_id = paper(desk, desk.case(life.reference))
    steps: list[Callable[[Desk, Case], object]] = [
        hand_over(life),
        lambda desk, case: desk.answer(case, "Siapa Anda?", read_it=True),
        lambda desk, case: desk.add_note(case, "Catatan."),
        lambda desk, case: desk.add_allegation(case, category="pungli", name="Orang lain"),
        lambda desk, case: desk.declare_conflict(case, "Rekan saya."),
    ]
    for step in steps:
        with life.writing() as session:
            desk = Desk(session, life.office, keyring, clock=life.clock)
            with pytest.raises(GuardFailedError, match="handler_without_conflict"):
                step(desk, desk.case(life.reference))
    with life.writing() as session:
        desk = Desk(session, life.office, keyring, clock=life.clock)
        case = desk.case(life.reference)
        with pytest.raises(CaseNotFoundError):
            desk.receiver(case, name="surat.pdf", content_type="application/pdf")
        with pytest.raises(AttachmentNotFoundError):
            desk.open_file(case, file_id)
    with life.desk("melati") as desk:
        assert b"".join(desk.open_file(desk.case(life.reference), file_id)) == b"Isi surat"


def test_a_colleague_of_another_unit_may_hand_the_same_report_over(life: Life) -> None:
    colleague(life)
    life.file(unit_id=life.founding.unit_ids["school"])
    with life.desk("melati") as desk:
        hand_over(life)(desk, desk.case(life.reference))
    assert life.row().team_id == life.founding.team_ids["section"]


def test_a_new_report_about_another_unit_may_be_handed_over_by_the_same_person(life: Life) -> None:
    keyring = colleague(life)
    life.file()
    with life.writing() as session:
        desk = Desk(session, life.office, keyring, clock=life.clock)
        hand_over(life)(desk, desk.case(life.reference))
    assert life.row().team_id == life.founding.team_ids["section"]


def listed(life: Life, keyring: Keyring) -> set[str]:
    with life.office.reading() as session:
        desk = Desk(session, life.office, keyring, clock=life.clock)
        return {row.reference for row in desk.queue().rows}


@pytest.mark.parametrize("who", ["colleague", "melati"])
def test_whoever_signs_in_next_has_new_reports_screened(life: Life, who: str) -> None:
    """A colleague of the unit complained about sees one more line until then, and none from then on."""
    keyring = colleague(life)
    about = life.file(unit_id=life.founding.unit_ids["school"]).reference
    other = life.file(text="Laporan tentang loket lain.").reference
    assert listed(life, keyring) == {about, other}
    version = life.row(about).version
    with life.writing() as session:
        own = keyring if who == "colleague" else life.keyring(who)
        People(session, life.office, own, clock=life.clock).catch_up()
    assert listed(life, keyring) == {other}
    assert listed(life, life.keyring("melati")) == {about, other}
    assert life.row(about).version == version
    with life.office.reading() as session:
        tokens = session.scalars(select(Exclusion.token)).all()
    with life.people("bima") as people:
        people.catch_up()
    with life.office.reading() as session:
        assert sorted(session.scalars(select(Exclusion.token))) == sorted(tokens)
    life.do("melati", "acknowledge", {"duplicates_searched": True}, reference=about)
    assert listed(life, keyring) == {other}


def test_a_report_that_does_not_open_is_screened_by_nobody_and_stops_nobody(life: Life) -> None:
    """Its row names a team that holds no key of it."""
    keyring = colleague(life)
    about = life.file(unit_id=life.founding.unit_ids["school"]).reference
    elsewhere = life.file(excluded=(life.founding.team_ids["intake"],), text="Laporan lain.").reference
    with life.writing() as session:
        case_id = life.row(elsewhere).id
        session.execute(
            update(Case).where(Case.id == case_id).values(team_id=life.founding.team_ids["intake"])
        )
    with life.people("melati") as people:
        people.catch_up()
    assert about not in listed(life, keyring)
    assert (life.row(about).is_screened, life.row(elsewhere).is_screened) == (True, False)
