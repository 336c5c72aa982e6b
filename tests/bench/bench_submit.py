"""What one report costs, how many a second, and who waits meanwhile: over HTTP against servers started for it."""

from __future__ import annotations

import datetime as dt
import os
import re
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from urllib.parse import urlencode

from sqlalchemy import func, select

from casemgr.founding import Founding
from casemgr.serving import CONSOLE, PUBLIC, cores, end_processes
from casemgr.store.models import Report
from casemgr.story import found_stage
from casemgr.story.browser import Browser, Page, multipart
from casemgr.story.servers import HOST, Running, free_port, start, wait_until_answering
from casemgr.vault import totp
from casemgr.vault.kdf import RECEIPT, kdf_bench
from tests.bench.floor import (
    Commits,
    as_casemgr_does,
    derive_and_commit,
    thin_app,
    with_cryptography,
)
from tests.bench.rows import ROUNDS, Figures, median, milliseconds, percentile, run
from tests.support.marks import family, resident_bytes
from tests.support.reporters import SENT, Filled, fill

TIMES = 20
PEOPLE = 16
STORY = "Diminta uang dua kali di loket. " * 60
MIB = 1024 * 1024
_LENGTH = re.compile(rb"\r\nContent-Length: (?P<length>\d+)\r\n(?:.*\r\n)*?\r\n", re.IGNORECASE)
"""The head of an answer, from its length to its end."""


@contextmanager
def served(folder: Path, part: str, *, workers: int = 0) -> Iterator[Running]:
    """Run one site."""
    with (folder / f"{part}.log").open("wb") as log:
        running = start(folder / "office", part, workers=workers, log=log)
        try:
            yield running
        finally:
            end_processes([running.process])


@contextmanager
def without_libsodium(folder: Path) -> Iterator[None]:
    """Keep servers started meanwhile from finding PyNaCl, as if it were not installed."""
    (folder / "hidden" / "nacl").mkdir(parents=True)
    (folder / "hidden" / "nacl" / "__init__.py").write_text("raise ImportError", encoding="utf-8")
    before = os.environ.get("PYTHONPATH")
    os.environ["PYTHONPATH"] = os.pathsep.join(filter(None, (str(folder / "hidden"), before)))
    try:
        yield
    finally:
        del os.environ["PYTHONPATH"]
        if before is not None:
            os.environ["PYTHONPATH"] = before


def one_report(figures: Figures, folder: Path, backend: str, derive: Callable[[bytes], bytes]) -> None:
    """T1: a submission over HTTP against one derivation and one durable commit, alternating."""
    pool, commits = ThreadPoolExecutor(1), Commits(folder / f"{backend}.sqlite3")
    thin = thin_app(folder, derive).test_client()
    floors, thins, values = [], [], []
    with served(folder, PUBLIC, workers=1) as site:
        for _ in range(ROUNDS):
            filled = [fill(site.port, STORY) for _ in range(TIMES)]
            floors.append(
                median([milliseconds(lambda: derive_and_commit(pool, commits, derive)) for _ in filled])
            )
            form = {"story": STORY, "code": "X" * 20}
            thins.append(median([milliseconds(partial(thin.post, "/", data=form)) for _ in filled]))
            values.append(median([milliseconds(press(site.port, one)) for one in filled]))
        enter = [milliseconds(partial(_enter, site.port, one.code)) for one in filled]
    derivation = median(
        [milliseconds(lambda: pool.submit(derive, os.urandom(20)).result()) for _ in range(TIMES)]
    )
    floor = median(floors)
    figures.compare(f"T1 submit one report, {backend}, ms / (KDF + commit)", median(values), floor, 1.3)
    figures.compare(f"T1 thin application in process, {backend}, ms", median(thins), floor, 1.3)
    figures.bound(f"T1 submit without the derivation, {backend}, ms", median(values) - derivation, 8.0)
    login = 1.2 * derivation + 5
    figures.compare(f"T4 come back with a code, {backend}, ms / (1.2 x KDF + 5)", median(enter), login, 1.0)
    pool.shutdown()
    commits.close()


@contextmanager
def served_thinly(folder: Path) -> Iterator[Running]:
    """Run the thin application under gunicorn, with as many processes as casemgr has."""
    port = free_port()
    command = [sys.executable, "-m", "gunicorn", "-k", "gthread", "--threads", "24", "-b", f"{HOST}:{port}"]
    command += ["-w", str(cores()), "--log-level", "error", "tests.bench.floor:served_thin_app()"]
    environment = {**os.environ, "THIN_FOLDER": str(folder)}
    process = subprocess.Popen(command, env=environment, start_new_session=True)
    try:
        wait_until_answering(Running(process, port))
        yield Running(process, port)
    finally:
        end_processes([process])


def press(port: int, filled: Filled) -> Callable[[], None]:
    """Return the last request of a report, written beforehand, so that only the server and the wire are timed."""
    pairs = [*filled.form.pairs({"noted": "yes"}), ("go", "send")]
    body = multipart(pairs, {}, "limit0")
    return _posting(port, "/isi", body, "multipart/form-data; boundary=limit0", SENT)


def _posting(port: int, path: str, body: bytes, content_type: str, expected: str) -> Callable[[], None]:
    head = (
        f"POST {path} HTTP/1.1\r\nHost: {HOST}:{port}\r\nConnection: close\r\n"
        f"Content-Length: {len(body)}\r\nContent-Type: {content_type}\r\n\r\n"
    )
    message = head.encode() + body

    def request() -> None:
        with socket.create_connection((HOST, port)) as connection:
            connection.sendall(message)
            answer = _answer(connection)
        assert answer.startswith(b"HTTP/1.1 200 "), answer[:40]
        assert expected.encode() in answer

    return request


def _answer(connection: socket.socket) -> bytes:
    """Return an answer once its last byte is there, as a browser does: not when the server hangs up after it."""
    answer = b""
    while not (found := _LENGTH.search(answer)) or len(answer) < found.end() + int(found["length"]):
        piece = connection.recv(65536)
        assert piece, answer[:40]
        answer += piece
    return answer


def _enter(port: int, code: str) -> None:
    """Open a report with its code: the one request that derives."""
    page = Browser(HOST, port).send(
        "POST", "/kode", f"code={code}".encode(), {"Content-Type": "application/x-www-form-urlencoded"}
    )
    assert page.status in (200, 302, 303), page.status


def many_reports(figures: Figures, folder: Path, founding: Founding) -> None:
    """T2 and T10: sixteen people at once, counted in the database; then again while an officer reads the queue."""
    with served(folder, PUBLIC) as site:
        with served_thinly(folder) as thin:
            rounds = []
            for _ in range(ROUNDS):
                derivations = kdf_bench(RECEIPT).reports_per_second
                rounds.append((_crowd(site.port, founding), _thin_crowd(thin.port), derivations))
        rate, thin_rate, floor = (median(values) for values in zip(*rounds, strict=True))
        name = f"{PEOPLE} people / KDF at full load"
        figures.compare(f"T2 reports a second, {name}", rate, floor, 0.8, least=True)
        figures.compare(f"T2 thin application, {name}", thin_rate, floor, 0.8, least=True)
        with served(folder, CONSOLE, workers=1) as console:
            idle = [milliseconds(look) for look in [_queue(console.port, founding)] for _ in range(40)]
            look, over = _queue(console.port, founding, "bima"), threading.Event()
            busy: list[float] = []
            watcher = threading.Thread(target=lambda: _look_until(over, look, busy))
            watcher.start()
            _crowd(site.port, founding)
            over.set()
            watcher.join()
        memory = resident_bytes(family(site.process.pid)) / MIB
    figures.compare(
        "T10 queue p95 while they send, ms / idle p95", percentile(busy, 0.95), percentile(idle, 0.95), 8
    )
    figures.bound("T9 public site after that, MiB", memory, 180 + cores() * RECEIPT.memory_kib / 1024 + 64)


def _crowd(port: int, founding: Founding) -> float:
    """Have sixteen people send eight reports each; return how many a second were stored. All must be, once."""
    ready = [[press(port, fill(port, STORY)) for _ in range(8)] for _ in range(PEOPLE)]
    stored = _stored(founding)
    seconds = _seconds_of(ready)
    count = _stored(founding) - stored
    assert count == PEOPLE * 8, count
    return count / seconds


def _thin_crowd(port: int) -> float:
    """Have as many people send as much to the thin application."""
    form = urlencode({"story": STORY, "code": "X" * 20}).encode()
    one = _posting(port, "/", form, "application/x-www-form-urlencoded", "stored")
    return PEOPLE * 8 / _seconds_of([[one] * 8] * PEOPLE)


def _seconds_of(requests: Sequence[Sequence[Callable[[], None]]]) -> float:
    started = time.perf_counter()
    with ThreadPoolExecutor(len(requests)) as pool:
        list(pool.map(lambda mine: [one() for one in mine], requests))
    return time.perf_counter() - started


def _stored(founding: Founding) -> int:
    with founding.office.reading() as session:
        return session.scalar(select(func.count()).select_from(Report)) or 0


def _queue(port: int, founding: Founding, username: str = "melati") -> partial[Page]:
    """Sign somebody in and return the call that loads the queue."""
    person = next(one for one in founding.people if one.username == username)
    browser = Browser(HOST, port)
    page = browser.get("/sign-in/")
    code = totp.code_at(person.totp_secret, dt.datetime.now(dt.UTC))
    values = {"username": username, "passphrase": person.passphrase, "totp": code}
    page = browser.submit(page, page.form("/sign-in/", field_name="passphrase"), values)
    assert page.path.startswith("/queue"), page.path
    return partial(browser.send, "GET", "/queue/")


def _look_until(over: threading.Event, look: partial[Page], times: list[float]) -> None:
    while not over.is_set():
        times.append(milliseconds(look))
        time.sleep(0.02)


def starting(figures: Figures, folder: Path) -> None:
    """T11 and T9: the help, the first answer, and the memory of idle servers."""
    command = [sys.executable, "-m", "casemgr", "--help"]
    helps = [
        milliseconds(lambda: subprocess.run(command, check=True, stdout=subprocess.DEVNULL)) for _ in range(9)
    ]
    figures.bound("T11 casemgr --help, ms", median(helps), 150)
    firsts = []
    for _ in range(3):
        started = time.perf_counter()
        with served(folder, PUBLIC, workers=2) as site:
            Browser(HOST, site.port).get("/")
            firsts.append((time.perf_counter() - started) * 1000)
            memory = resident_bytes(family(site.process.pid)) / MIB
    figures.bound("T11 public site, start to first answer, ms", median(firsts), 900)
    figures.bound("T9 public site with two workers, idle, MiB", memory, 180)


def measure(figures: Figures) -> None:
    """Found an office and measure everything about submitting."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        founding = found_stage(folder / "office")
        starting(figures, folder)
        one_report(figures, folder, kdf_bench(RECEIPT, rounds=1).backend, as_casemgr_does)
        with without_libsodium(folder):
            one_report(figures, folder, "cryptography alone", with_cryptography)
        many_reports(figures, folder, founding)


if __name__ == "__main__":
    run(measure)
