"""A large file through the public site, against receiving, hashing and writing the same bytes plainly."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.client import HTTPMessage
from pathlib import Path

from casemgr.serving import PUBLIC, end_processes
from casemgr.story import found_stage
from casemgr.story.browser import Browser, Form, Page, read_page
from casemgr.story.servers import HOST, Running, free_port, start, wait_until_answering
from tests.bench.rows import ROUNDS, Figures, median, milliseconds, run
from tests.stories.test_large_upload import MIB, upload

FILE_MIB = 199


def plain(port: int) -> None:
    """Send the bytes to the plain receiver and wait for its answer."""
    piece = bytes(MIB)
    with socket.create_connection((HOST, port)) as connection:
        connection.sendall(f"{FILE_MIB * MIB:16d}".encode())
        for _ in range(FILE_MIB):
            connection.sendall(piece)
        assert connection.recv(1) == b"1"


def _second_step(port: int) -> Page:
    browser = Browser(HOST, port)
    page = browser.get("/isi")
    return browser.submit(
        page, page.form("/isi", button="next"), {"story": "Rekaman."}, button=("go", "next")
    )


def _sealed(port: int) -> float:
    page = _second_step(port)
    form = page.form("/isi", button="upload")
    started = time.perf_counter()
    page = upload(port, page, form, FILE_MIB)
    assert page.status == 200, page.status
    return (time.perf_counter() - started) * 1000


def _thin(port: int) -> float:
    form = Form("/", "post", "multipart/form-data")
    page = read_page("/", 200, HTTPMessage(), b"")
    started = time.perf_counter()
    page = upload(port, page, form, FILE_MIB)
    assert page.status == 200, page.status
    return (time.perf_counter() - started) * 1000


@contextmanager
def _floors(folder: Path) -> Iterator[tuple[int, int]]:
    """Run the plain receiver and the thin application; give their ports."""
    raw, thin = free_port(), free_port()
    gunicorn = ["-m", "gunicorn", "-k", "gthread", "--threads", "4", "-b", f"{HOST}:{thin}"]
    commands = (
        ["-m", "tests.bench.floor", str(raw), str(folder)],
        [*gunicorn, "--log-level", "error", "tests.bench.floor:plain_upload"],
    )
    environment = {**os.environ, "PLAIN_FOLDER": str(folder)}
    children = [
        subprocess.Popen([sys.executable, *command], env=environment, start_new_session=True)
        for command in commands
    ]
    try:
        time.sleep(2)
        wait_until_answering(Running(children[1], thin))
        yield raw, thin
    finally:
        end_processes(children)


def measure(figures: Figures) -> None:
    """Alternate all three, five rounds."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        found_stage(folder / "office")
        with _floors(folder) as (raw, thin), (folder / "log").open("wb") as log:
            site = start(folder / "office", PUBLIC, workers=1, log=log)
            rounds = []
            try:
                for _ in range(ROUNDS):
                    rounds.append((milliseconds(lambda: plain(raw)), _thin(thin), _sealed(site.port)))
            finally:
                end_processes([site.process])
        plainly, thinly, sealed = (median(times) for times in zip(*rounds, strict=True))
        figures.compare(f"T6 {FILE_MIB} MiB sealed, ms / same form written plainly", sealed, thinly, 1.25)
        figures.compare(f"T6 {FILE_MIB} MiB sealed, ms / bare socket written plainly", sealed, plainly, 1.25)


if __name__ == "__main__":
    run(measure)
