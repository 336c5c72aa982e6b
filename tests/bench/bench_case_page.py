"""Lists and case pages with ten thousand cases on SQLite: all of them real, sealed and openable."""

from __future__ import annotations

import datetime as dt
import re
import tempfile
from functools import partial
from pathlib import Path

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from casemgr.desk import Desk
from casemgr.desk.renewals import SCREEN_BATCH
from casemgr.folder import Folder, drop_connections
from casemgr.founding import Founding
from casemgr.intake import Intake
from casemgr.office import Office, utc_now
from casemgr.rules.workflow import Verb
from casemgr.serving import CONSOLE, make_app
from casemgr.store.models import Case
from casemgr.story import found_stage
from casemgr.testing import CHEAP, FrozenClock, a_submission
from casemgr.vault import totp
from tests.bench.rows import ROUNDS, Figures, median, milliseconds, percentile, run

FEW, MANY = 1_000, 10_000
MESSAGES = 20
LOOKS = 20


def file_reports(office: Office, number: int) -> None:
    """File so many reports, on days of the last two months."""
    clock = FrozenClock(utc_now() - dt.timedelta(days=60))
    step = dt.timedelta(days=60) / max(number, 1)
    for start in range(0, number, 250):
        with Session(office.engine) as session, session.begin():
            for _ in range(min(250, number - start)):
                clock.now += step
                Intake(session, office, clock=clock).submit(a_submission())


def a_long_dialog(founding: Founding, office: Office) -> str:
    """File one report with twenty messages and return its reference."""
    with Session(office.engine) as session, session.begin():
        receipt = Intake(session, office).submit(a_submission())
    melati = next(person for person in founding.people if person.username == "melati")
    keyring = office.unlock("melati", melati.passphrase)
    for turn in range(MESSAGES // 2):
        with Session(office.engine) as session, session.begin():
            desk = Desk(session, office, keyring)
            case = desk.case(receipt.reference)
            if turn == 0:
                desk.acknowledge(case)
            desk.perform(Verb.ANSWER, case, {"text": f"Jawaban ke-{turn}. " * 20, "read_it": True})
        with Session(office.engine) as session, session.begin():
            intake = Intake(session, office)
            intake.reply(intake.enter(receipt.code), f"Balasan ke-{turn}. " * 20)
    return receipt.reference


class Console:
    """The console in this process, with somebody signed in: what is timed is the server's work alone."""

    def __init__(self, folder: Path, founding: Founding) -> None:
        app, self.office = make_app(Folder.load(folder), CONSOLE)
        self._client = app.test_client()
        page = self._client.get("/sign-in/").get_data(as_text=True)
        token = re.search(r'name="form_token" value="([^"]+)"', page)
        assert token is not None
        person = next(one for one in founding.people if one.username == "melati")
        code = totp.code_at(person.totp_secret, dt.datetime.now(dt.UTC))
        values = {"form_token": token[1], "username": "melati", "passphrase": person.passphrase, "totp": code}
        answer = self._client.post("/sign-in/", data=values)
        assert answer.status_code == 303, answer.status_code

    def get(self, path: str) -> int:
        """Load a page and return its size in bytes."""
        answer = self._client.get(path)
        assert answer.status_code == 200, (path, answer.status_code)
        return len(answer.data)


def catch_up(console: Console) -> None:
    """Have what arrived looked through as it is in life: some at every request, not thousands at one."""
    unscreened = select(func.count()).select_from(Case).where(Case.is_screened.is_(False))
    with Session(console.office.engine) as session:
        waiting = session.scalar(unscreened) or 0
    for _ in range(waiting // SCREEN_BATCH + 1):
        console.get("/queue/")
    with Session(console.office.engine) as session:
        assert session.scalar(unscreened) == 0


def looks(console: Console, path: str) -> list[float]:
    """Time a page many times, after one look that nobody counts."""
    console.get(path)
    return [milliseconds(partial(console.get, path)) for _ in range(LOOKS * ROUNDS)]


def measure(figures: Figures) -> None:
    """Grow an office from a thousand to ten thousand cases and look at its pages."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name) / "office"
        founding = found_stage(folder)
        office = Folder.load(folder).open(profiles=CHEAP)
        file_reports(office, FEW)
        console = Console(folder, founding)
        catch_up(console)
        few = looks(console, "/queue/")
        file_reports(office, MANY - FEW)
        catch_up(console)
        many = looks(console, "/queue/")
        reference = a_long_dialog(founding, office)
        case = looks(console, f"/cases/{reference}/")
        figures.bound(f"case page, {MESSAGES} messages, {MANY} cases, ms", median(case), 30)
        figures.compare(f"T5 queue p50, {MANY} / {FEW} cases, ms", median(many), median(few), 1.25)
        figures.compare("T5 queue p95", percentile(many, 0.95), percentile(few, 0.95), 1.25)
        figures.bound("T5 queue page, KiB", console.get("/queue/") / 1024, 64)
        for one in (office, console.office, founding.office):
            drop_connections(one)


if __name__ == "__main__":
    run(measure)
