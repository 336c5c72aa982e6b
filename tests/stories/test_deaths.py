"""The server may die at any moment: no acknowledged report is lost, none is half there, the same code works again."""

from __future__ import annotations

import random
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import suppress
from http.client import HTTPException
from pathlib import Path

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from casemgr.errors import CasemgrError
from casemgr.folder import drop_connections
from casemgr.founding import Founding
from casemgr.intake import Intake
from casemgr.office import Office
from casemgr.rules.receipts import new_code
from casemgr.store.models import Case, Draft, History, Message, Report
from casemgr.story import found_stage
from casemgr.story.browser import PageError
from casemgr.story.play import opens_report
from casemgr.story.servers import PUBLIC, Running, free_port, start
from casemgr.testing import PASSPHRASE, FrozenClock, a_submission
from casemgr.vault.wraps import Purpose
from tests.support.reporters import fill, is_acknowledged, send

# A process of its own that submits one report and kills itself at one of the gaps between the two commits.
_VICTIM = """
import os, signal, sys
from sqlalchemy import event
from sqlalchemy.orm import Session
from casemgr.intake import Intake
from casemgr.office import Office
from casemgr.store.engines import READ_OPTION, make_engine
from casemgr.testing import CHEAP, FrozenClock, a_submission
from casemgr.vault import direct

point, main_url, vault_url, folder, code = sys.argv[1:]
main, vault = make_engine(main_url), make_engine(vault_url)
office = Office.open(main, vault=vault, keys=f"{folder}/keys", blobs=f"{folder}/blobs", profiles=CHEAP)

def die(connection, *rest):
    if not connection.get_execution_options().get(READ_OPTION):
        os.kill(os.getpid(), signal.SIGKILL)

if point == "before the vault commits":
    # The vault commits on the driver's own connection, where the engine's events do not see it.
    guarded = direct.translated_errors
    def die_at_commit(dialect, text):
        if text == "COMMIT":
            os.kill(os.getpid(), signal.SIGKILL)
        return guarded(dialect, text)
    direct.translated_errors = die_at_commit
if point == "before the first row":
    event.listen(main, "begin", die, insert=True)
if point == "before the main commit":
    event.listen(main, "commit", die)
with Session(office.engine) as session, session.begin():
    Intake(session, office, clock=FrozenClock()).submit(a_submission(), receipt=code)
if point == "before the answer":
    os.kill(os.getpid(), signal.SIGKILL)
print("acknowledged")
"""
POINTS = (
    "before the vault commits",
    "before the first row",
    "before the main commit",
    "before the answer",
    "never",
)


def _wraps(office: Office) -> int:
    return len(office.vault.owners_made_before(FrozenClock().now.date().replace(year=2100), list(Purpose)))


def _stored(office: Office) -> int:
    with office.reading() as session:
        return session.scalar(select(func.count()).select_from(Report)) or 0


@pytest.mark.parametrize("point", POINTS)
def test_a_death_between_the_commits_leaves_nothing_half_done(
    founding: Founding, office_folder: Path, point: str
) -> None:
    """Either the whole report is there or none of it, and sending the same again with the same code succeeds."""
    office, code = founding.office, new_code()
    before = _wraps(office)
    urls = [
        engine.url.render_as_string(hide_password=False) for engine in (office.engine, office.vault.engine)
    ]
    done = subprocess.run(
        [sys.executable, "-c", _VICTIM, point, *urls, str(office_folder), code],
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert done.returncode == (0 if point == "never" else -signal.SIGKILL), done.stderr
    assert (_wraps(office) > before) is (point != "before the vault commits")
    assert _stored(office) == (1 if point in ("before the answer", "never") else 0)
    with Session(office.engine) as session, session.begin():
        again = Intake(session, office, clock=FrozenClock()).submit(a_submission(), receipt=code)
    assert again.code == code
    assert _stored(office) == 1
    with office.reading() as session:
        intake = Intake(session, office, clock=FrozenClock())
        assert intake.content(intake.enter(code)).text == a_submission().text
    assert opens_report(office, office.unlock("melati", PASSPHRASE), again.reference)


class _Crash:
    """A public site that is killed again and again while people send reports."""

    def __init__(self, folder: Path, log: Path) -> None:
        self.port = free_port()
        self.acknowledged: list[str] = []
        self.unanswered: list[str] = []
        self._folder = folder
        self._log = log.open("ab")
        self._over = threading.Event()
        self._lock = threading.Lock()
        self.server: Running = self._started()

    def _started(self) -> Running:
        return start(self._folder, PUBLIC, self.port, workers=2, log=self._log)

    def send_until_over(self) -> None:
        """Send reports for as long as it lasts; note every code with what the reporter was told."""
        while not self._over.is_set():
            try:
                filled = fill(self.port, "Diminta uang dua kali di loket yang sama.")
            except (OSError, HTTPException, PageError, AssertionError):
                time.sleep(0.01)
                continue
            try:
                page = send(filled)
            except (OSError, HTTPException):
                page = None
            with self._lock:
                told = page is not None and is_acknowledged(page)
                (self.acknowledged if told else self.unanswered).append(filled.code)

    def run(self, kills: int, people: int, seed: int) -> None:
        """Let people send while the server is killed so many times at random, then stop."""
        chance = random.Random(seed)
        threads = [threading.Thread(target=self.send_until_over) for _ in range(people)]
        for thread in threads:
            thread.start()
        for _ in range(kills):
            time.sleep(chance.uniform(0.05, 0.6))
            self.server.kill()
            self.server = self._started()
        enough = time.monotonic() + 30
        while not self.acknowledged and time.monotonic() < enough:
            time.sleep(0.05)
        self._over.set()
        for thread in threads:
            thread.join()
        self.server.kill()
        self._log.close()


@pytest.fixture
def stage(tmp_path: Path) -> Iterator[Founding]:
    """An office in a folder that can be served."""
    founding = found_stage(tmp_path / "office")
    yield founding
    drop_connections(founding.office)


@pytest.mark.parametrize("kills", [10, pytest.param(100, marks=pytest.mark.long)])
def test_random_deaths_lose_no_acknowledged_report(stage: Founding, tmp_path: Path, kills: int) -> None:
    """Every code a reporter was thanked for opens; whatever else is in the database is whole."""
    crash = _Crash(tmp_path / "office", tmp_path / "log")
    crash.run(kills, people=3, seed=kills)
    office = stage.office
    assert crash.acknowledged
    opened = {code: _opens(office, code) for code in [*crash.acknowledged, *crash.unanswered]}
    assert [code for code in crash.acknowledged if not opened[code]] == []
    assert sum(opened.values()) == _stored(office)
    _check_whole(stage)
    print(
        f"{kills} kills, {len(crash.acknowledged)} acknowledged, {len(crash.unanswered)} unanswered, "
        f"{sum(opened[code] for code in crash.unanswered)} of those stored"
    )


def _opens(office: Office, code: str) -> bool:
    with office.reading() as session, suppress(CasemgrError):
        intake = Intake(session, office)
        reporter = intake.enter(code)
        return bool(intake.content(reporter).text) and intake.read(reporter).status.value == "received"
    return False


def _check_whole(stage: Founding) -> None:
    """Every report has its case, its history, its first message and its keys; no draft of it is left."""
    office = stage.office
    melati = next(person for person in stage.people if person.username == "melati")
    keyring = office.unlock("melati", melati.passphrase)
    with office.reading() as session:
        reports = session.execute(select(Report.id, Report.case_id, Report.reference)).all()
        for report_id, case_id, reference in reports:
            assert session.get(Case, case_id) is not None
            assert session.scalar(select(func.count()).where(History.case_id == case_id)) == 1
            assert session.scalar(select(func.count()).where(Message.report_id == report_id)) == 1
            assert session.get(Draft, report_id) is None
            assert opens_report(office, keyring, reference)
        assert session.scalar(select(func.count()).select_from(Case)) == len(reports)
