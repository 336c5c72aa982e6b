"""A destroyed report and its code, and entering codes of several kinds by turns over HTTP, timed."""

from __future__ import annotations

import random
import time
from collections.abc import Sequence

from sqlalchemy import select

from casemgr.desk import Desk
from casemgr.founding import Founding
from casemgr.intake import Intake
from casemgr.office import utc_now
from casemgr.rules.receipts import new_code
from casemgr.rules.workflow import Status, Verb
from casemgr.store.models import Case
from casemgr.story.browser import Browser, Page
from casemgr.story.servers import HOST
from casemgr.testing import FrozenClock, a_submission
from casemgr.worker import run_once
from tests.support.distributions import Milliseconds

YEARS = 12
WARM = 10
DELAY = 3.0
"""What the control waits longer in each of its tries, in milliseconds."""


def file_and_destroy(founding: Founding) -> str:
    """File a report, let it be withdrawn, closed, archived, kept for its years, and destroyed by two persons."""
    office, clock = founding.office, FrozenClock(utc_now())
    people = {person.username: person for person in founding.people}

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


def enter(port: int, code: str) -> Page:
    """Send the form that opens a report, on a connection of its own."""
    headers = {"Content-Type": "application/x-www-form-urlencoded"}
    return Browser(HOST, port).send("POST", "/kode", f"code={code}".encode(), headers)


def mistype(code: str) -> str:
    """Return the code with another check symbol."""
    return code[:-1] + ("0" if code[-1] != "0" else "1")


def entering_times(port: int, destroyed: Sequence[str], rounds: int) -> dict[str, Milliseconds]:
    """Time codes that never were and codes of destroyed reports, by turns in random order.

    Three kinds: `destroyed`, `unknown`, and `delayed`, an unknown code whose sender waits `DELAY` longer within
    the time that is measured: who compares must see that one.
    """
    times: dict[str, Milliseconds] = {"destroyed": [], "unknown": [], "delayed": []}
    for _ in range(WARM):
        enter(port, new_code())
    for _ in range(rounds):
        for kind in random.sample(sorted(times), len(times)):
            code = random.choice(destroyed) if kind == "destroyed" else new_code()
            started = time.perf_counter()
            page = enter(port, code)
            if kind == "delayed":
                time.sleep(DELAY / 1000)
            times[kind].append((time.perf_counter() - started) * 1000)
            assert page.status == 422, page.status
    return times
