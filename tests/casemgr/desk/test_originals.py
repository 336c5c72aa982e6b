"""A file as it was received: who opens it leaves a leaf in the trail; reading alone leaves none."""

from __future__ import annotations

import json

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from casemgr.desk import Desk
from casemgr.errors import AttachmentNotFoundError, CaseNotFoundError, ReadOnlySessionError
from casemgr.founding import Founding
from casemgr.intake import Intake
from casemgr.store.models import Leaf
from casemgr.testing import PASSPHRASE, FrozenClock, a_submission

CONTENT = b"isi foto seperti saat diterima"
PAPER = b"isi surat tugas"


class Office:
    """An office with one report that brought a file, and a paper that staff added to its case."""

    def __init__(self, founding: Founding) -> None:
        self.office = founding.office
        self.clock = FrozenClock()
        with Session(self.office.engine) as session, session.begin():
            intake = Intake(session, self.office, clock=self.clock)
            draft = intake.begin_draft()
            receiver = intake.receiver(draft, name="foto.jpg", content_type="image/jpeg")
            receiver.write(CONTENT)
            file = receiver.finish()
            intake.keep_draft_file(draft, file)
            self.reference = intake.submit(a_submission(), draft=draft).reference
        self.file_id = file.id
        with Session(self.office.engine) as session, session.begin():
            desk = self.desk(session)
            case = desk.case(self.reference)
            paper = desk.receiver(case, name="surat.txt", content_type="text/plain")
            paper.write(PAPER)
            kept = paper.finish()
            desk.keep_file(case, kept)
        self.paper_id = kept.id

    def desk(self, session: Session, username: str = "melati") -> Desk:
        return Desk(session, self.office, self.office.unlock(username, PASSPHRASE), clock=self.clock)

    def leaves(self) -> list[dict[str, str]]:
        """Read the leaves about opened originals."""
        with self.office.reading() as session:
            bodies = [json.loads(body) for body in session.scalars(select(Leaf.body))]
        return [body for body in bodies if body["verb"] == "open_original"]


@pytest.fixture
def house(founding: Founding) -> Office:
    return Office(founding)


def test_opening_the_original_leaves_a_leaf(house: Office) -> None:
    with Session(house.office.engine) as session, session.begin():
        desk = house.desk(session)
        reader = desk.open_original(desk.case(house.reference), house.file_id)
        staff_id = desk.actor.id
    assert b"".join(reader) == CONTENT
    (leaf,) = house.leaves()
    assert leaf["actor"] == staff_id
    assert leaf["object"] == f"casemgr_attachment:{house.file_id}"
    assert "foto.jpg" not in json.dumps(leaf)


def test_reading_a_file_leaves_none(house: Office) -> None:
    with house.office.reading() as session:
        desk = house.desk(session)
        assert b"".join(desk.open_file(desk.case(house.reference), house.file_id)) == CONTENT
        with pytest.raises(ReadOnlySessionError):
            desk.open_original(desk.case(house.reference), house.file_id)
    assert house.leaves() == []


def test_the_desk_tells_papers_from_what_reporters_sent(house: Office) -> None:
    with house.office.reading() as session:
        desk = house.desk(session)
        case = desk.case(house.reference)
        assert desk.is_paper(case, house.paper_id)
        assert not desk.is_paper(case, house.file_id)
        assert b"".join(desk.open_file(case, house.paper_id)) == PAPER
        with pytest.raises(AttachmentNotFoundError):
            desk.is_paper(case, "0" * 32)


def test_nobody_opens_the_original_of_a_case_they_may_not_see(house: Office) -> None:
    with Session(house.office.engine) as session, session.begin():
        case = house.desk(session).case(house.reference)
        with pytest.raises(CaseNotFoundError):
            house.desk(session, "tirta").open_original(case, house.file_id)
    assert house.leaves() == []
