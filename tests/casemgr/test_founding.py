"""An office is founded once, on either database, and what its people take home opens it again."""

from functools import partial
from pathlib import Path

import pytest
from sqlalchemy.orm import Session

from casemgr.errors import OfficeExistsError
from casemgr.founding import Founding, create
from casemgr.intake import Intake
from casemgr.office import Office
from casemgr.store.engines import make_engine
from casemgr.testing import CHEAP, MONDAY, PASSPHRASE, FrozenClock, a_submitted_report, small_plan
from casemgr.vault import totp
from tests.support.offices import Database


def test_a_founded_office_takes_a_report_and_its_code_opens_it(founding: Founding) -> None:
    """A reporter comes back with the code alone."""
    receipt = a_submitted_report(founding)
    with founding.office.reading() as session:
        intake = Intake(session, founding.office, clock=FrozenClock())
        view = intake.read(intake.enter(receipt.code))
    assert view.reference == receipt.reference


def test_founders_sign_in_with_passphrase_and_second_factor(founding: Founding, office: Office) -> None:
    """What the ceremony printed is enough to sign in."""
    person = founding.people[0]
    with Session(office.engine) as session, session.begin():
        code = totp.code_at(person.totp_secret, MONDAY)
        signed_in = office.sign_in(session, person.username, PASSPHRASE, code, now=MONDAY)
    assert signed_in.keyring.staff_id == person.staff_id


def test_an_office_is_founded_only_once(database: Database, tmp_path: Path) -> None:
    """A second ceremony over the same databases is refused."""
    engines = make_engine(database.main_url), make_engine(database.vault_url)
    for folder in (tmp_path / "first", tmp_path / "second"):
        ceremony = partial(
            create,
            engines[0],
            vault=engines[1],
            keys=folder / "keys",
            blobs=folder / "blobs",
            plan=small_plan(),
            now=MONDAY,
            profiles=CHEAP,
        )
        if folder.name == "first":
            ceremony()
        else:
            with pytest.raises(OfficeExistsError):
                ceremony()
    for engine in engines:
        engine.dispose()
