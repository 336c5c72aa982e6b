"""A large file through the public site, against receiving, hashing and writing the same bytes plainly."""

from __future__ import annotations

import socket
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from casemgr.story import found_stage
from casemgr.story.browser import Browser, Page
from casemgr.story.servers import HOST, PUBLIC, Running, end_processes, free_port, start, wait_until_answering
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
    page, _ = upload(port, page, form, FILE_MIB)
    assert page.status == 200, page.status
    return (time.perf_counter() - started) * 1000


def measure(figures: Figures) -> None:
    """Alternate both, five rounds."""
    with tempfile.TemporaryDirectory() as name:
        folder, port = Path(name), free_port()
        found_stage(folder / "office")
        command = [sys.executable, "-m", "tests.bench.floor", str(port), str(folder)]
        receiver = Running(subprocess.Popen(command), port)
        with (folder / "log").open("wb") as log:
            site = start(folder / "office", PUBLIC, workers=1, log=log)
        try:
            time.sleep(1)
            wait_until_answering(site)
            floors, values = [], []
            for _ in range(ROUNDS):
                floors.append(milliseconds(lambda: plain(port)))
                values.append(_sealed(site.port))
        finally:
            end_processes([site.process, receiver.process])
        figures.compare(
            f"T6 {FILE_MIB} MiB sealed, ms / received and written plainly",
            median(values),
            median(floors),
            1.25,
        )


if __name__ == "__main__":
    run(measure)
