"""An office in whose databases no table is empty, and everything that can be read in it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Engine, MetaData, Table, insert, select

from casemgr.desk import Desk, QueueFilters
from casemgr.desk.structure import Change, Structure
from casemgr.errors import NotPermittedError
from casemgr.founding import Founding
from casemgr.intake import DraftKey, Identity, Intake
from casemgr.rules.workflow import Role
from casemgr.testing import PASSPHRASE
from casemgr.vault import totp
from tests.casemgr.desk.lives import RECOMMENDATION, Life

FILE = b"Kuitansi rekaan.\n" * 2000
Rows = dict[str, list[tuple[Any, ...]]]


class FullOffice:
    """Four cases at four stages with all that belongs to them; `codes` open their reports."""

    def __init__(self, founding: Founding) -> None:
        self.founding = founding
        self.office = founding.office
        self.life = Life(founding)
        self.codes: list[str] = []
        self._follow_up()
        self._wait_for_the_reporter_and_a_custodian()
        self._archive()
        self._ask_to_decline()
        self._people()
        self.draft = self._write_draft()
        self.life.work()
        self._leave_removals()

    def _write_draft(self) -> DraftKey:
        with self.life.intake() as intake:
            key = intake.begin_draft()
            intake.save_draft(key, {"story": "Belum selesai."})
            receiver = intake.receiver(key, name="foto.txt", content_type="text/plain")
            receiver.write(FILE)
            intake.keep_draft_file(key, receiver.finish())
        return key

    def _follow_up(self) -> None:
        """A finished examination whose recommendation was acted upon, with papers, notes and an allegation."""
        life = self.life
        section = self.founding.team_ids["section"]
        life.to_writing_up(excluded=(section,), identity=Identity("Nama Rekaan"))
        life.do("panji", "note", {"text": "Ditelepon."})
        life.do("panji", "recommend", RECOMMENDATION)
        with life.desk("panji") as desk:
            case = desk.case(life.reference)
            allegation = desk.add_allegation(case, category="pungli", name="Orang Rekaan", position="Petugas")
            desk.find_allegation(case, allegation, finding="Terbukti.", outcome="terbukti", sanction="R1")
            receiver = desk.receiver(case, name="bukti.txt", content_type="text/plain")
            receiver.write(FILE)
            desk.keep_file(case, receiver.finish())
        life.do("wira", "conclude", life.proven(), when="proven")
        number = life.seen_by("panji").recommendations[0].id
        life.do(
            "ratna", "follow_up", {"recommendation": number, "result": "belum_sesuai", "text": "Sebagian."}
        )
        life.reply("Terima kasih.")
        self.codes.append(life.code)

    def _wait_for_the_reporter_and_a_custodian(self) -> None:
        life = self.life
        life.to_review(identity=Identity("Nama Rekaan Dua"))
        values = {"ground": "perlindungan", "reason": "Pelapor perlu dilindungi."}
        with life.custody("ratna") as custody:
            case = custody.case(life.reference)
            disclosure_id = custody.request(case, case.reports[0].id, **values)
        with life.custody("jaga") as custody:
            custody.approve(disclosure_id, "Perlu.")
        self.codes.append(life.code)
        life.to_verification()
        life.do("melati", "ask", {"text": "Kapan?", "read_it": True, "missing": ("when",)})
        self.codes.append(life.code)

    def _archive(self) -> None:
        life = self.life
        life.to_closed()
        self.codes.append(life.code)
        life.clock.advance(days=40)
        life.work()

    def _ask_to_decline(self) -> None:
        life = self.life
        life.to_verification()
        values = {"reason": "tidak_logis", "note": "Kurang jelas.", "decider": life.staff("laras")}
        life.do("melati", "decline", values)
        self.codes.append(life.code)

    def _people(self) -> None:
        """Somebody is proposed, and somebody is signed in."""
        life, office = self.life, self.office
        with life.people("adi") as people:
            people.propose_staff(
                username="gala",
                name="Gala N.",
                roles=[Role.INTAKE],
                unit_id=None,
                team_ids=[self.founding.team_ids["intake"]],
            )
        with life.writing() as session:
            structure = Structure(session, office, life.keyring("adi"), clock=life.clock)
            structure.propose(Change("unit", self.founding.unit_ids["school"], "Madrasah Contoh Satu"))
        person = next(one for one in self.founding.people if one.username == "bima")
        code = totp.code_at(person.totp_secret, life.clock.now)
        with life.writing() as session:
            office.sign_in(session, "bima", PASSPHRASE, code, now=life.clock.now)

    def _leave_removals(self) -> None:
        """A name is replaced, so that old wraps wait for the worker."""
        with self.life.intake() as intake:
            intake.add_identity(intake.enter(self.codes[-1]), Identity("Nama Rekaan Tiga"))

    # What can be read.

    def readable(self) -> dict[str, Any]:
        """Open everything that anybody can open, with keys that are unlocked afresh."""
        found: dict[str, Any] = {"people": len(self.founding.people)}
        office, life = self.office, self.life
        with office.reading() as session:
            for person in self.founding.people:
                desk = Desk(session, office, life.keyring(person.username), clock=life.clock)
                found |= self._at(desk, person.username)
            intake = Intake(session, office, clock=life.clock)
            for code in self.codes:
                reporter = intake.enter(code)
                view = intake.read(reporter)
                found[view.reference] = (view, intake.content(reporter))
            found["draft"] = intake.load_draft(self.draft), intake.draft_files(self.draft)
        return found

    def _at(self, desk: Desk, username: str) -> dict[str, Any]:
        try:
            rows = desk.queue(QueueFilters(saved="all")).rows
        except NotPermittedError:
            return {}
        found: dict[str, Any] = {}
        for row in rows:
            if row.title is None:
                continue
            case = desk.case(row.reference)
            file = desk.file(case)
            papers = [b"".join(desk.open_file(case, one.id)) for one in file.papers]
            found[f"{username} {row.reference}"] = (file, papers)
        return found


def rows_of(engine: Engine, metadata: MetaData) -> Rows:
    """Return every row of every table, in the order of the primary keys."""
    found = {}
    with engine.execution_options(casemgr_read=True).connect() as connection:
        for table in metadata.sorted_tables:
            statement = select(table).order_by(*table.primary_key.columns)
            found[table.name] = [tuple(row) for row in connection.execute(statement)]
    return found


def put_back(engine: Engine, metadata: MetaData, rows: Mapping[str, list[tuple[Any, ...]]]) -> None:
    """Insert rows that `rows_of` returned, parents before their children."""
    with engine.begin() as connection:
        for table in metadata.sorted_tables:
            names = table.columns.keys()
            values = [dict(zip(names, row, strict=True)) for row in parents_first(table, rows[table.name])]
            if values:
                connection.execute(insert(table), values)


def parents_first(table: Table, rows: list[tuple[Any, ...]]) -> list[tuple[Any, ...]]:
    """Order the rows of a table that refers to itself so that each comes after the row it refers to."""
    names = table.columns.keys()
    own = [names.index(key.parent.name) for key in table.foreign_keys if key.column.table is table]
    place, left, done = names.index(next(iter(table.primary_key.columns)).name), list(rows), []
    known: set[Any] = {None}
    while left:
        ready = [row for row in left if all(row[at] in known for at in own)]
        assert ready or not left, table.name
        done += ready
        known |= {row[place] for row in ready}
        left = [row for row in left if row not in ready]
    return done
