"""Three processes that live and die together, each with its own side's keys, and logs that name nobody."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from casemgr.errors import ServerKeyMissingError
from casemgr.folder import Folder, drop_connections
from casemgr.serving import CONSOLE, PUBLIC, answers, end_processes, make_app, start_process
from casemgr.story import found_stage
from casemgr.story.browser import Browser
from casemgr.story.servers import HOST, free_port, start
from tests.support.marks import family, new_mark

PATIENCE_SECONDS = 60
PROCESSES = 6
"""The parent, the worker, and a site's master and its one worker, twice."""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A founded office in a folder."""
    path = tmp_path_factory.mktemp("serving") / "office"
    drop_connections(found_stage(path).office)
    return path


@contextmanager
def _served(folder: Path) -> Iterator[subprocess.Popen[bytes]]:
    public, console = (f"{HOST}:{free_port()}" for _ in range(2))
    process = start_process("serve", str(folder), "--public", public, "--console", console, "--workers", "1")
    try:
        _wait(lambda: answers(public) and answers(console))
        # An address answers before its worker is forked.
        _wait(lambda: len(family(process.pid)) >= PROCESSES)
        yield process
    finally:
        end_processes([process])


def _wait(happens: object) -> None:
    assert callable(happens)
    until = time.monotonic() + PATIENCE_SECONDS
    while not happens():
        assert time.monotonic() < until
        time.sleep(0.05)


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_telling_the_parent_to_stop_ends_all_three(folder: Path, number: signal.Signals) -> None:
    """Ctrl-C leaves no process behind and counts as a good end."""
    with _served(folder) as process:
        everybody = family(process.pid)
        process.send_signal(number)
        assert process.wait(PATIENCE_SECONDS) == 0
        _wait(lambda: not any(_lives(pid) for pid in everybody))


def test_when_one_part_dies_the_others_end(folder: Path) -> None:
    """A public site without its worker, or the other way round, is not left running."""
    with _served(folder) as process:
        everybody = family(process.pid)
        os.kill(everybody[1], signal.SIGKILL)
        assert process.wait(PATIENCE_SECONDS) == 1
        _wait(lambda: not any(_lives(pid) for pid in everybody))


def _lives(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] != "Z"
    except (FileNotFoundError, ProcessLookupError):
        return False


def test_each_site_holds_its_own_keys_only(folder: Path) -> None:
    """The public process cannot sign staff in, the console cannot take reports."""
    for part, lacks in ((PUBLIC, "console_keys"), (CONSOLE, "public_keys")):
        _, office = make_app(Folder.load(folder), part)
        assert (office.is_public, office.is_console) == (part == PUBLIC, part == CONSOLE)
        with pytest.raises(ServerKeyMissingError):
            getattr(office, lacks)
        drop_connections(office)


def test_the_log_names_no_sender_and_no_path(folder: Path, tmp_path: Path) -> None:
    """Broken requests, unknown pages and good ones leave no address, path, header or field in the log."""
    mark, address = new_mark("log"), "127.55.66.77"
    with (tmp_path / "log").open("wb") as log:
        site = start(folder, PUBLIC, workers=1, log=log)
        try:
            browser = Browser(HOST, site.port, user_agent=mark, address=address)
            assert browser.get(f"/{mark}").status == 404
            assert browser.send("POST", f"/isi?{mark}", mark.encode(), {"Content-Type": mark}).status >= 400
            with socket.create_connection((HOST, site.port), source_address=(address, 0)) as connection:
                connection.sendall(f"{mark} \x00 {mark}\r\n\r\n".encode())
                assert b" 400 " in connection.recv(4096)
        finally:
            end_processes([site.process])
    text = (tmp_path / "log").read_text()
    assert "Invalid request" in text
    assert mark not in text
    assert address not in text
