"""The demo: every stage of a case's life, people who can sign in, and no way to show it to strangers."""

from __future__ import annotations

import datetime as dt
import json
import re
import socket
import subprocess
import sys
from pathlib import Path

import pytest
from sqlalchemy import func, select

from casemgr.cli import main
from casemgr.demo import SIGN_INS, code, found, samples, unusable
from casemgr.demo.courses import COURSES
from casemgr.demo.life import Life, OverError, Stage
from casemgr.demo.organisation import plan
from casemgr.desk import Desk, QueueFilters
from casemgr.folder import Folder, drop_connections
from casemgr.founding import Founding
from casemgr.office import Office
from casemgr.rules.workflow import OPEN, Status
from casemgr.serving import CONSOLE, check_bind, end_processes
from casemgr.store.models import Attachment, Case, Decision, Disclosure
from casemgr.story.browser import Browser, Page
from casemgr.story.servers import HOST, free_port, start

WEDNESDAY = dt.datetime(2026, 11, 25, 3, 0, tzinfo=dt.UTC)
STAGES = {
    Status.RECEIVED, Status.VERIFICATION, Status.AWAITING_REPORTER, Status.REVIEW, Status.ASSIGNED,
    Status.CLARIFICATION, Status.FACT_FINDING, Status.AUDIT, Status.WRITING_UP, Status.FOLLOW_UP,
    Status.AWAITING_FEEDBACK, Status.CLOSED, Status.REFERRED, Status.DECLINED, Status.ON_HOLD, Status.REOPENED,
}  # fmt: skip


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A demo founded on a Wednesday."""
    path = tmp_path_factory.mktemp("demo") / "demo"
    found(path, WEDNESDAY)
    return path


@pytest.fixture
def demo(folder: Path) -> Office:
    """The demo's office, open."""
    return Folder.load(folder).open()


def test_forty_reports_stand_at_every_stage(demo: Office) -> None:
    """Cases are at every stage, some late, some with files, decisions and identity requests that wait."""
    with demo.reading() as session:
        statuses = list(session.scalars(select(Case.status)))
        assert len(statuses) == 40
        assert set(statuses) >= STAGES
        late = select(func.count()).where(Case.next_due_on < demo.today(WEDNESDAY), Case.status.in_(OPEN))
        assert 3 <= (session.scalar(late) or 0) <= 30
        assert session.scalar(select(func.count()).where(Decision.state == "asked")) == 2
        states = set(session.scalars(select(Disclosure.state)))
        assert states == {"asked", "approved", "refused", "opened"}
        assert (session.scalar(select(func.count()).select_from(Attachment)) or 0) >= 8
    drop_connections(demo)


def test_people_of_the_demo_sign_in_with_what_is_printed(
    demo: Office, folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The kept passphrase and the shown code open a session in which the queue can be read."""
    person = json.loads((folder / SIGN_INS).read_text())["melati"]
    with demo.session() as session, session.begin():
        shown = code(person["totp"], WEDNESDAY)
        signed_in = demo.sign_in(session, "melati", person["passphrase"], shown, now=WEDNESDAY)
        page = Desk(session, demo, signed_in.keyring).queue(QueueFilters(saved="all"))
    assert len(page.rows) > 20
    assert all(row.title for row in page.rows)
    assert main(["demo-code", str(folder), "melati"]) == 0
    assert len(capsys.readouterr().out.strip()) == 6
    drop_connections(demo)


@pytest.mark.parametrize(
    ("bind", "said"),
    [
        ("0.0.0.0:8990", "served on 127.0.0.1 only"),
        ("192.0.2.7:8990", "served on 127.0.0.1 only"),
        ("[::]:8990", "served on 127.0.0.1 only"),
        ("localhost.evil:8990", "served on 127.0.0.1 only"),
        ("127.example.org:8990", "served on 127.0.0.1 only"),
        ("127.0.0.1.example.org:8990", "served on 127.0.0.1 only"),
        ("[2001:db8::7]:8990", "served on 127.0.0.1 only"),
        (":8990", "is no address"),
    ],
)
def test_a_demo_is_served_to_this_machine_only(
    folder: Path, capsys: pytest.CaptureFixture[str], bind: str, said: str
) -> None:
    """Printed passphrases protect nothing, so every other address is refused."""
    assert main(["serve", str(folder), "--public", bind]) == 1
    assert said in capsys.readouterr().err
    assert main(["serve", str(folder), "--only", "console", "--console", bind]) == 1


@pytest.mark.parametrize("host", ["127.0.0.1", "127.8.8.8", "[::1]", "localhost"])
def test_this_machine_has_many_addresses(folder: Path, host: str) -> None:
    check_bind(Folder.load(folder), [f"{host}:8990"])


@pytest.mark.parametrize("missing", ["flask", "gunicorn", "flask_admin"])
def test_what_is_not_installed_is_said_before_anything_is_founded(tmp_path: Path, missing: str) -> None:
    """The core alone: a module that cannot be imported is what an environment without it looks like."""
    path = tmp_path / "demo"
    program = (
        f"import sys; sys.modules[{missing!r}] = None\n"
        "from casemgr.cli import main\n"
        f"sys.exit(main(['demo', {str(path)!r}, '--port-public', '{free_port()}', '--port-console', '{free_port()}']))"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.count("\n") == 1
    assert f"needs {missing}" in done.stderr
    assert not path.exists()


def test_a_demo_is_founded_once(folder: Path) -> None:
    """A second start serves what is there and founds nothing."""
    before = (folder / SIGN_INS).read_bytes()
    assert main(["demo", str(folder), "--found-only"]) == 0
    assert (folder / SIGN_INS).read_bytes() == before


def test_a_real_installation_is_no_demo(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The demo command leaves other folders alone."""
    Folder(tmp_path / "real").save()
    assert main(["demo", str(tmp_path / "real"), "--found-only"]) == 1
    assert "real installation" in capsys.readouterr().err
    (tmp_path / "other").mkdir()
    (tmp_path / "other" / "letter").write_text("private")
    assert main(["demo", str(tmp_path / "other"), "--found-only"]) == 1
    assert "is not empty" in capsys.readouterr().err


def test_samples_name_courses_units_and_teams_that_exist() -> None:
    """Every sample can be played; every course is used."""
    reports, office = samples(), plan()
    assert {report["course"] for report in reports} == set(COURSES)
    assert {report["unit"] for report in reports if "unit" in report} <= {unit.key for unit in office.units}
    named = {key for report in reports for key in report.get("excluded", ())}
    assert named <= {team.key for team in office.teams}


def test_steps_fall_on_working_days_and_stop_at_the_present(demo: Office) -> None:
    """A course never runs into the future, nor over a weekend."""
    life = Life(Stage(Founding(demo, (), (), ()), WEDNESDAY), {"days_ago": 5})
    for _ in range(3):
        life.wait(1)
        assert demo.today(life.now).weekday() < 5
    with pytest.raises(OverError):
        life.wait(1)
    drop_connections(demo)


@pytest.mark.parametrize("username", ["laras", "nala", "suci", "arsita", "adi"])
def test_every_link_somebody_sees_in_the_demo_leads_somewhere(folder: Path, username: str) -> None:
    """People of every role follow forty links from page to page; none ends in an error of ours."""
    person = json.loads((folder / SIGN_INS).read_text())[username]
    with (folder.parent / "console.log").open("ab") as log:
        console = start(folder, CONSOLE, workers=1, log=log)
        try:
            browser = Browser(HOST, console.port)
            page = browser.get("/sign-in/")
            shown = code(person["totp"], dt.datetime.now(dt.UTC))
            values = {"username": username, "passphrase": person["passphrase"], "totp": shown}
            page = browser.submit(page, page.form("/sign-in/", field_name="passphrase"), values)
            seen = _follow(browser, page, 40)
        finally:
            end_processes([console.process])
    assert len(seen) > 4
    assert {path: status for path, status in seen.items() if status not in (200, 403, 404)} == {}
    assert list(seen.values()).count(200) > len(seen) / 2


def _follow(browser: Browser, page: Page, most: int) -> dict[str, int]:
    """Walk along links in the order they stand; return the status of every address."""
    seen: dict[str, int] = {page.path: page.status}
    waiting = [*page.links]
    while waiting and len(seen) < most:
        path = waiting.pop(0).partition("#")[0]
        if path.startswith("/") and path not in seen:
            found = browser.get(path)
            seen[path] = found.status
            waiting += found.links
    return seen


@pytest.mark.parametrize("option", ["--port-public", "--port-console"])
def test_a_port_in_use_is_said_before_anything_else_happens(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], option: str
) -> None:
    """In both languages, with the option that changes it; nothing is founded and no sign-in is printed."""
    other = next(one for one in ("--port-public", "--port-console") if one != option)
    with socket.socket() as busy:
        busy.bind((HOST, 0))
        busy.listen()
        port, free = busy.getsockname()[1], free_port()
        path = tmp_path / "demo"
        assert main(["demo", str(path), option, str(port), other, str(free)]) == 1
    said = capsys.readouterr()
    assert said.out == ""
    lines = said.err.splitlines()
    assert [line.startswith(f"Port {port} ") for line in lines] == [True, True]
    assert ("tidak bisa dipakai" in lines[0], "cannot be used" in lines[1]) == (True, True)
    suggested = re.search(rf"casemgr demo {path} {option} (\d+)$", lines[1])
    assert suggested is not None
    assert not path.exists()
    assert unusable(path, int(suggested[1]), free) == [], "what is suggested can be used"


@pytest.mark.parametrize("port", ["70000", "-1", "0"])
def test_what_is_no_port_is_said_the_same_way(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], port: str
) -> None:
    assert main(["demo", str(tmp_path / "demo"), f"--port-public={port}"]) == 1
    assert f"Port {port} cannot be used" in capsys.readouterr().err
    free = free_port()
    assert [line.split()[1] for line in unusable(tmp_path, free, free)] == [str(free), str(free)]
