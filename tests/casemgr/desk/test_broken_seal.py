"""One changed byte in one row must not hide a case from its officers."""

from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from casemgr.desk import Desk
from casemgr.desk.reading import BROKEN_SEAL
from casemgr.store.models import Message, Note
from casemgr.testing import PASSPHRASE, FrozenClock, a_submitted_report, cheap_office


def test_a_broken_seal_is_shown_in_its_place_and_the_rest_of_the_case_opens(tmp_path: Path) -> None:
    """Given two notes and an answer, when one note and the answer are changed by a byte, the other note is read."""
    founding = cheap_office(tmp_path)
    office, clock = founding.office, FrozenClock()
    receipt = a_submitted_report(founding, clock=clock)
    keyring = office.unlock("melati", PASSPHRASE)
    with Session(office.engine) as session, session.begin():
        desk = Desk(session, office, keyring, clock=clock)
        case = desk.case(receipt.reference)
        desk.acknowledge(case)
        desk.add_note(case, "yang tetap")
        desk.add_note(case, "yang diubah")
        desk.answer(case, "Terima kasih.", read_it=True)
    with Session(office.engine) as session, session.begin():
        notes = list(session.scalars(select(Note).order_by(Note.written_at)))
        desk = Desk(session, office, keyring, clock=clock)
        texts = {note.text for note in desk.file(desk.case(receipt.reference)).notes}
        assert texts == {"yang tetap", "yang diubah"}
        for row in (notes[0], session.scalars(select(Message).where(Message.sender == "staff")).one()):
            column = "body_sealed"
            blob = bytearray(getattr(row, column))
            blob[-1] ^= 1
            setattr(row, column, bytes(blob))
    with office.reading() as session:
        desk = Desk(session, office, keyring, clock=clock)
        file = desk.file(desk.case(receipt.reference))
    assert BROKEN_SEAL in {note.text for note in file.notes}
    assert len({note.text for note in file.notes} & {"yang tetap", "yang diubah"}) == 1
    assert [message.text for message in file.reports[0].messages if message.sender == "staff"] == [
        BROKEN_SEAL
    ]
