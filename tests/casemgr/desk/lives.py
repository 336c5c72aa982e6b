"""One case and everybody around it: who does what, through the doors, each in a transaction of its own."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Connection
from sqlalchemy.orm import Session

from casemgr.custody import Custody
from casemgr.desk import Desk
from casemgr.desk.people import People
from casemgr.desk.views import CaseFile, Done
from casemgr.founding import Founding
from casemgr.intake import Intake, Receipt, ReporterView
from casemgr.rules.workflow import Status, Verb
from casemgr.store.models import Case
from casemgr.testing import PASSPHRASE, FrozenClock, a_submission
from casemgr.vault.keyring import Keyring
from casemgr.worker import WorkDone, run_once


class Life:
    """An office with a clock; `reference` and `code` are those of the report filed last."""

    def __init__(self, founding: Founding, clock: FrozenClock | None = None) -> None:
        self.founding = founding
        self.office = founding.office
        self.clock = clock or FrozenClock()
        self.reference = ""
        self.code = ""
        self.keyrings: dict[str, Keyring] = {}

    def staff(self, username: str) -> str:
        """Return a founder's id."""
        return next(one.staff_id for one in self.founding.people if one.username == username)

    def keyring(self, username: str, passphrase: str = PASSPHRASE) -> Keyring:
        """Sign somebody in afresh, so that nothing opened earlier helps."""
        return self.office.unlock(username, passphrase)

    @contextmanager
    def writing(self) -> Iterator[Session]:
        """Give the host's transaction."""
        with Session(self.office.engine) as session, session.begin():
            yield session

    @contextmanager
    def dying(self) -> Iterator[Session]:
        """Give a transaction whose process dies before the host's commit: the vault keeps what it was given."""
        with Session(self.office.engine) as session:
            yield session
            session.rollback()

    @contextmanager
    def desk(self, username: str) -> Iterator[Desk]:
        """Give somebody's desk in a transaction that is committed at the end."""
        with self.writing() as session:
            yield Desk(session, self.office, self.keyring(username), clock=self.clock)

    @contextmanager
    def custody(self, username: str) -> Iterator[Custody]:
        """Give somebody's door to identities in a transaction that is committed at the end."""
        with self.writing() as session:
            yield Custody(session, self.office, self.keyring(username), clock=self.clock)

    @contextmanager
    def people(self, username: str, passphrase: str = PASSPHRASE) -> Iterator[People]:
        """Give somebody's door to staff and teams in a transaction that is committed at the end."""
        with self.writing() as session:
            yield People(session, self.office, self.keyring(username, passphrase), clock=self.clock)

    @contextmanager
    def intake(self) -> Iterator[Intake]:
        """Give the reporter's door in a transaction that is committed at the end."""
        with self.writing() as session:
            yield Intake(session, self.office, clock=self.clock)

    # What people do.

    def file(self, **changes: Any) -> Receipt:
        """File a report; it is the one the rest of the life is about."""
        with self.intake() as intake:
            receipt = intake.submit(a_submission(**changes))
        self.reference, self.code = receipt.reference, receipt.code
        return receipt

    def do(
        self,
        username: str,
        verb: str,
        values: Mapping[str, Any] | None = None,
        *,
        when: str | None = None,
        reference: str = "",
    ) -> Done:
        """Let somebody do one verb on the case."""
        with self.desk(username) as desk:
            case = desk.case(reference or self.reference)
            return desk.perform(Verb(verb), case, values, when=when)

    def decide(self, username: str, *, agree: bool = True, reason: str = "Setuju.") -> Done:
        """Let somebody take the first decision that waits for them."""
        with self.desk(username) as desk:
            return desk.decide(desk.decisions()[0].id, agree=agree, reason=reason)

    def reply(self, text: str, *, satisfied: bool = False) -> None:
        """Let the reporter answer."""
        with self.intake() as intake:
            intake.reply(intake.enter(self.code), text, satisfied=satisfied)

    def work(self) -> WorkDone:
        """Run the worker once."""
        return run_once(self.office, self.clock.now)

    # What can be seen.

    def view(self) -> ReporterView:
        """Return what the reporter sees."""
        with self.office.reading() as session:
            intake = Intake(session, self.office, clock=self.clock)
            return intake.read(intake.enter(self.code))

    def seen_by(self, username: str) -> CaseFile:
        """Return what somebody at the desk sees."""
        with self.office.reading() as session:
            desk = Desk(session, self.office, self.keyring(username), clock=self.clock)
            return desk.file(desk.case(self.reference))

    def row(self, reference: str = "") -> Case:
        """Return the case's row as it stands in the database."""
        with self.office.reading() as session:
            return _case(session, reference or self.reference)

    @property
    def status(self) -> Status:
        """Where the case stands."""
        return self.row().status

    # Short ways to a state.

    def to_verification(self, **changes: Any) -> None:
        """File and acknowledge."""
        self.file(**changes)
        self.do("melati", "acknowledge", {"duplicates_searched": True})

    def to_review(self, **changes: Any) -> None:
        """File, acknowledge and verify."""
        self.to_verification(**changes)
        self.do("melati", "verify", {"content_sufficient": True, "severity": "tinggi"})

    def to_assigned(self, **changes: Any) -> None:
        """Go on to an inspector's desk."""
        self.to_review(**changes)
        self.do("ratna", "review", REVIEW_SHEET)
        self.do("ratna", "assign", {"staff": self.staff("wira")})

    def to_writing_up(self, **changes: Any) -> None:
        """Go on to a finished examination."""
        self.to_assigned(**changes)
        self.do("wira", "assign", {"staff": self.staff("panji"), "due_on": "2026-12-04"})
        self.do("wira", "clarify")
        self.do("panji", "write_up", {"record_number": "BA-7"})

    def to_follow_up(self, **changes: Any) -> None:
        """Go on to proven allegations with one recommendation."""
        self.to_writing_up(**changes)
        self.do("panji", "recommend", RECOMMENDATION)
        self.do("wira", "conclude", self.proven(), when="proven")

    def to_feedback(self, **changes: Any) -> None:
        """Go on to an answered reporter."""
        self.to_writing_up(**changes)
        values = {"outcome": "tidak_terbukti", "text": "Tidak terbukti.", "read_it": True}
        self.do("wira", "conclude", values, when="not_proven")

    def to_closed(self, **changes: Any) -> None:
        """Go on to a reporter who is satisfied."""
        self.to_feedback(**changes)
        self.reply("", satisfied=True)

    def proven(self) -> dict[str, Any]:
        """Return what concluding with proof takes."""
        rights = tuple(self.office.pack.rights_checklist)
        return {"outcome": "terbukti", "sanction": "R1", "rights": rights}


def _case(session: Session, reference: str) -> Case:
    from sqlalchemy import select

    from casemgr.store.models import Report

    report = session.scalar(select(Report).where(Report.reference == reference))
    assert report is not None
    return session.get_one(Case, report.case_id)


def connected(life: Life) -> Connection:
    """Open the host's database as somebody with SQL and nothing else."""
    return life.office.engine.connect()


REVIEW_SHEET = {
    "degree": "berkadar",
    "category": "pungli",
    "severity": "tinggi",
    "core_issue": "Pungutan di loket legalisir.",
    "rule_reference": "PP 94/2021",
}
RECOMMENDATION = {"text": "Kembalikan uang.", "addressee": "Kepala madrasah", "due_on": "2026-12-20"}
