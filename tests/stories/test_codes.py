"""A code that was never issued and one whose report was destroyed cannot be told apart."""

from __future__ import annotations

import statistics
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import func, select

from casemgr.desk import Desk
from casemgr.errors import ReceiptUnknownError
from casemgr.folder import drop_connections
from casemgr.founding import Founding
from casemgr.intake import Intake
from casemgr.office import utc_now
from casemgr.rules.receipts import new_code
from casemgr.rules.workflow import Status, Verb
from casemgr.store.models import Case, Report
from casemgr.story import found_stage
from casemgr.story.browser import Browser, Page
from casemgr.story.servers import HOST, PUBLIC, end_processes, start
from casemgr.testing import FrozenClock, a_submission
from casemgr.worker import run_once

ROUNDS = 25
YEARS = 12
PER_REQUEST = {"date", "set-cookie"}


@pytest.fixture
def stage(tmp_path: Path) -> Iterator[Founding]:
    """An office in a folder that can be served."""
    founding = found_stage(tmp_path / "office")
    yield founding
    drop_connections(founding.office)


def _file_and_destroy(stage: Founding) -> str:
    """File a report, let it be withdrawn, closed, archived, kept for its years, and destroyed by two persons."""
    office, clock = stage.office, FrozenClock(utc_now())
    people = {person.username: person for person in stage.people}

    def desk(username: str) -> tuple[Desk, Case]:
        door = Desk(session, office, office.unlock(username, people[username].passphrase), clock=clock)
        return door, session.scalars(select(Case)).one()

    with office.session() as session, session.begin():
        intake = Intake(session, office, clock=clock)
        code = intake.submit(a_submission()).code
    with office.session() as session, session.begin():
        intake = Intake(session, office, clock=clock)
        intake.withdraw(intake.enter(code), "Sudah selesai.")
    with office.session() as session, session.begin():
        door, case = desk("laras")
        door.perform(Verb.CLOSE, case, {"pressure_checked": True, "note": "Ditanyakan."}, when="withdrawn")
    clock.advance(days=365 * YEARS)
    run_once(office, clock.now)
    with office.session() as session, session.begin():
        door, case = desk("arsip")
        values = {"minutes": "BA-1", "decider": people["arum"].staff_id}
        decision_id = door.perform(Verb.DESTROY, case, values).decision_id
    with office.session() as session, session.begin():
        door, case = desk("arum")
        assert decision_id is not None
        door.decide(decision_id, agree=True, reason="Masa simpan habis.")
        assert case.status is Status.DESTROYED
    run_once(office, clock.now)
    return code


def _enter(port: int, code: str) -> tuple[Page, float]:
    browser = Browser(HOST, port)
    page = browser.get("/kode")
    form = page.form("/kode", field_name="code")
    started = time.perf_counter()
    return browser.submit(page, form, {"code": code}), time.perf_counter() - started


def _comparable(page: Page, code: str) -> tuple[int, bytes, dict[str, str]]:
    groups = "-".join(code[at : at + 4] for at in range(0, len(code), 4))
    body = page.body.replace(groups.encode(), b"CODE").replace(code.encode(), b"CODE")
    headers = {name: value for name, value in page.headers.items() if name.lower() not in PER_REQUEST}
    return page.status, body, headers


def test_a_destroyed_report_answers_like_one_that_never_was(stage: Founding, tmp_path: Path) -> None:
    """Same status, same page, same headers; the times are printed. A real code and a mistyped one differ."""
    office = stage.office
    destroyed = _file_and_destroy(stage)
    with office.reading() as session:
        assert session.scalar(select(func.count()).select_from(Report)) == 0
        with pytest.raises(ReceiptUnknownError):
            Intake(session, office).enter(destroyed)
    with office.session() as session, session.begin():
        living = Intake(session, office).submit(a_submission()).code
    with (tmp_path / "log").open("wb") as log:
        server = start(tmp_path / "office", PUBLIC, workers=1, log=log)
        try:
            _compare(server.port, destroyed, living)
        finally:
            end_processes([server.process])


def _compare(port: int, destroyed: str, living: str) -> None:
    times: dict[str, list[float]] = {"destroyed": [], "unknown": [], "mistyped": []}
    seen = []
    for _ in range(ROUNDS):
        unknown = new_code()
        mistyped = unknown[:-1] + ("0" if unknown[-1] != "0" else "1")
        for kind, code in (("destroyed", destroyed), ("unknown", unknown), ("mistyped", mistyped)):
            page, seconds = _enter(port, code)
            times[kind].append(seconds)
            if kind != "mistyped":
                seen.append(_comparable(page, code))
            else:
                assert _comparable(page, code) != seen[0]
    assert all(one == seen[0] for one in seen)
    assert _comparable(_enter(port, living)[0], living) != seen[0]
    medians = {kind: statistics.median(values) * 1000 for kind, values in times.items()}
    print(", ".join(f"{kind} {value:.1f} ms" for kind, value in medians.items()))
    gap = abs(medians["destroyed"] - medians["unknown"])
    assert gap < max(10.0, medians["unknown"] / 2)
    assert medians["mistyped"] < medians["unknown"]
