"""The roles of docs/howto/postgres.md, set up exactly as printed, carry a report's life and nothing more."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psycopg
import pytest
from psycopg.errors import InsufficientPrivilege

from casemgr.desk.people import People
from casemgr.errors import AlreadyReceivedError
from casemgr.folder import Folder, drop_connections
from casemgr.founding import Founding
from casemgr.intake import Identity, Intake, Submission
from casemgr.office import Office, utc_now
from casemgr.serving import CONSOLE, PUBLIC, end_processes
from casemgr.store.models import Base
from casemgr.story import found_stage
from casemgr.story.play import Story
from casemgr.story.servers import start
from tests.support.newcomers import sign_in_first
from tests.support.postgres import Server

PAGE = Path("docs/howto/postgres.md")
MAIN, VAULT = "casemgr_main", "casemgr_vault"
ROLES = ("casemgr_owner", "casemgr_public", "casemgr_console", "casemgr_worker")
BLOCK = re.compile(r"```sql\n-- (.+?)\n(.*?)```", re.DOTALL)


def printed(title: str) -> str:
    """Return the lines of the page under a heading comment."""
    blocks: dict[str, str] = dict(BLOCK.findall(PAGE.read_text(encoding="utf-8")))
    return blocks[title]


def statements(text: str) -> list[str]:
    bare = re.sub(r"--[^\n]*", "", text)
    return [one.strip() for one in bare.split(";") if one.strip()]


def run(server: Server, role: str, database: str, *lines: str) -> list[tuple[object, ...]]:
    """Run statements as a role; return the rows of the last one."""
    with psycopg.connect(user=role, host=server.host, dbname=database, autocommit=True) as connection:
        for line in lines:
            cursor = connection.execute(line.encode())
        return cursor.fetchall() if cursor.description else []


@contextmanager
def as_role(role: str) -> Iterator[None]:
    """Let every new connection that names no user, also of processes started now, be this role's."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PGUSER", role)
        yield


@dataclass(frozen=True)
class Stage:
    server: Server
    folder: Path
    founding: Founding


@pytest.fixture(scope="module")
def stage(postgres: Server, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    """An office founded by the owner in the databases that the page makes; the roles stand as printed."""
    folder = tmp_path_factory.mktemp("roles") / "office"
    run(postgres, postgres.user, "postgres", *statements(printed("roles and databases")))
    urls = [f"postgresql+psycopg:///{name}?host={postgres.host}" for name in (MAIN, VAULT)]
    with as_role("casemgr_owner"):
        founding = found_stage(folder, main_url=urls[0], vault_url=urls[1])
        run(postgres, "casemgr_owner", MAIN, *statements(printed("in casemgr_main")))
        run(postgres, "casemgr_owner", VAULT, *statements(printed("in casemgr_vault")))
        yield Stage(postgres, folder, founding)
        drop_connections(founding.office)
    for name in (MAIN, VAULT):
        postgres.drop(name)
    run(postgres, postgres.user, "postgres", *(f"DROP ROLE {role}" for role in ROLES))


@pytest.fixture(scope="module")
def played(stage: Stage) -> Stage:
    """The story, every process under its own role, and a round of the worker behind it."""
    started, lines = [], list[str]()
    with (stage.folder.parent / "log").open("wb") as log:
        try:
            for part, role in ((PUBLIC, "casemgr_public"), (CONSOLE, "casemgr_console")):
                with as_role(role):
                    started.append(start(stage.folder, part, workers=1, log=log))
            Story(stage.founding, started[0].port, started[1].port, lines.append).play()
        finally:
            end_processes([one.process for one in started])
    assert len(lines) == 8
    done = subprocess.run(
        [sys.executable, "-m", "casemgr", "worker", str(stage.folder), "--once"],
        env={**os.environ, "PGUSER": "casemgr_worker"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, "")
    return stage


def test_a_report_lives_its_life_and_the_worker_numbers_its_leaves(played: Stage) -> None:
    [(status,)] = run(played.server, "casemgr_owner", MAIN, "SELECT status FROM casemgr_case")
    [(numbered,)] = run(
        played.server, "casemgr_owner", MAIN, "SELECT count(*) FROM casemgr_leaf WHERE sequence IS NOT NULL"
    )
    assert status == "closed"
    assert numbered


def opened(stage: Stage, side: str) -> Office:
    """Open the office as one process does, with its side's keys; connections are made as they are needed."""
    return Folder.load(stage.folder).open(sides=(side,))


def test_a_reporter_does_everything_else_as_the_public_role(stage: Stage) -> None:
    """A draft with a file that is dropped again, the same code twice, a name, an answer, a withdrawal."""
    with as_role("casemgr_public"):
        office = opened(stage, "public")
        with office.session() as session, session.begin():
            intake = Intake(session, office)
            draft = intake.begin_draft()
            for step in ("1", "2"):
                intake.save_draft(draft, {"step": step})
            receiver = intake.receiver(draft, name="a.txt", content_type="text/plain")
            receiver.write(b"isi berkas")
            sealed = receiver.finish()
            intake.keep_draft_file(draft, sealed)
            intake.drop_draft_file(draft, sealed.id)
        with office.session() as session, session.begin():
            receipt = Intake(session, office).submit(Submission("Diminta uang dua kali."), draft=draft)
        with office.session() as session, session.begin(), pytest.raises(AlreadyReceivedError):
            Intake(session, office).submit(Submission("Cerita lain."), receipt=receipt.code)
        with office.session() as session, session.begin():
            intake = Intake(session, office)
            reporter = intake.enter(receipt.code)
            intake.add_identity(reporter, Identity("Wayan Rekaan"))
            intake.reply(reporter, "Tambahan: hari Selasa.")
            intake.withdraw(reporter, "Tidak perlu lagi.")
            assert intake.read(reporter).messages
        drop_connections(office)


def test_people_come_and_go_as_the_console_role(stage: Stage) -> None:
    with as_role("casemgr_console"):
        office = opened(stage, "console")
        phrases = {one.username: one.passphrase for one in stage.founding.people}
        keyrings = {name: office.unlock(name, phrases[name]) for name in ("adi", "melati")}
        team = stage.founding.team_ids["intake"]
        with office.session() as session, session.begin():
            ticket = People(session, office, keyrings["adi"]).propose_staff(
                username="baru", name="Baru X.", roles=["intake"], unit_id=None, team_ids=[team]
            )
        with office.session() as session, session.begin():
            begun = sign_in_first(
                session, office, "baru", ticket.code, "enam ekor kuda nil berenang", utc_now()
            )
        with office.session() as session, session.begin():
            people = People(session, office, keyrings["melati"])
            people.confirm(people.proposals()[0].id, begun.fingerprint)
        with office.session() as session, session.begin():
            people = People(session, office, keyrings["adi"])
            people.leave(next(one.id for one in people.staff() if one.username == "baru"))
        with office.session() as session, session.begin():
            People(session, office, keyrings["melati"]).catch_up()
        drop_connections(office)


FORBIDDEN = [
    ("casemgr_public", MAIN, "SELECT * FROM casemgr_staff"),
    ("casemgr_public", MAIN, "SELECT * FROM casemgr_staff_session"),
    ("casemgr_public", MAIN, "SELECT * FROM casemgr_note"),
    ("casemgr_public", MAIN, "SELECT * FROM casemgr_leaf"),
    ("casemgr_public", MAIN, "SELECT * FROM casemgr_decision"),
    ("casemgr_public", MAIN, "DELETE FROM casemgr_report WHERE false"),
    ("casemgr_public", MAIN, "UPDATE casemgr_case SET team_id = team_id"),
    ("casemgr_public", MAIN, "CREATE TABLE casemgr_mine (id integer)"),
    (
        "casemgr_public",
        VAULT,
        "INSERT INTO casemgr_directory SELECT number + 100000, document, signature FROM casemgr_directory",
    ),
    ("casemgr_public", VAULT, "UPDATE casemgr_wrap SET owner = owner"),
    ("casemgr_console", MAIN, "UPDATE casemgr_leaf SET body = body"),
    ("casemgr_console", MAIN, "DELETE FROM casemgr_leaf"),
    ("casemgr_console", MAIN, "DELETE FROM casemgr_staff WHERE false"),
    ("casemgr_console", MAIN, "SELECT * FROM casemgr_draft"),
    ("casemgr_console", VAULT, "DELETE FROM casemgr_directory"),
    ("casemgr_worker", MAIN, "SELECT totp_sealed FROM casemgr_staff"),
    ("casemgr_worker", MAIN, "SELECT seed_sealed FROM casemgr_staff_session"),
    ("casemgr_worker", MAIN, "SELECT * FROM casemgr_note"),
    ("casemgr_worker", MAIN, "UPDATE casemgr_leaf SET body = body"),
    ("casemgr_worker", VAULT, "SELECT blob FROM casemgr_wrap"),
    ("casemgr_worker", VAULT, "INSERT INTO casemgr_directory VALUES (1000000, '', '')"),
]


@pytest.mark.parametrize(("role", "database", "statement"), FORBIDDEN)
def test_a_role_cannot_do_what_its_side_does_not(
    played: Stage, role: str, database: str, statement: str
) -> None:
    """The owner can, in a transaction that is rolled back: the statement itself is right."""
    with pytest.raises(InsufficientPrivilege):
        run(played.server, role, database, statement)
    with psycopg.connect(user="casemgr_owner", host=played.server.host, dbname=database) as connection:
        connection.execute(statement.encode())
        connection.rollback()


def test_the_public_site_sees_no_wrap_of_staff_and_teams(played: Stage) -> None:
    kinds = "SELECT DISTINCT split_part(purpose, '.', 1) FROM casemgr_wrap"
    seen = {kind for (kind,) in run(played.server, "casemgr_public", VAULT, kinds)}
    there = {kind for (kind,) in run(played.server, "casemgr_owner", VAULT, kinds)}
    assert seen == there - {"staff", "team"}
    assert {"staff", "team", "report"} <= there
    staff = "DELETE FROM casemgr_wrap WHERE purpose LIKE 'staff.%' RETURNING id"
    assert run(played.server, "casemgr_public", VAULT, staff) == []
    taken = "INSERT INTO casemgr_wrap SELECT 'x', 'staff.code', owner, version, recipient, blob, made_on FROM casemgr_wrap LIMIT 1"
    with pytest.raises(InsufficientPrivilege):
        run(played.server, "casemgr_public", VAULT, taken)
    old = "UPDATE casemgr_wrap SET made_on = made_on - 30 WHERE purpose = 'reporter.seed' RETURNING id"
    kept = run(played.server, "casemgr_owner", VAULT, old)[0][0]
    drop = f"DELETE FROM casemgr_wrap WHERE id = '{kept}' RETURNING id"
    assert run(played.server, "casemgr_public", VAULT, drop) == []
    run(played.server, "casemgr_owner", VAULT, old.replace("- 30", "+ 30"))
    assert run(played.server, "casemgr_public", VAULT, drop) == [(kept,)]


def test_the_page_names_every_table(stage: Stage) -> None:
    """A table that a migration brings needs a line here."""
    text = printed("in casemgr_main")
    ours = {name for name in Base.metadata.tables if name.startswith("casemgr_")}
    assert len(ours) > 20
    assert [name for name in sorted(ours) if not re.search(rf"\b{name}\b", text)] == []
