"""Servers on free loopback ports, started as a person would start them, for the story and for tests."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from casemgr.serving import CONSOLE, PUBLIC, WORKER, answers, end_processes, start_process

HOST = "127.0.0.1"
START_SECONDS = 60


class NotStartedError(Exception):
    """A server did not answer in time, or ended at once."""


@dataclass(slots=True)
class Running:
    """A server process and the port it answers on."""

    process: subprocess.Popen[bytes]
    port: int

    def kill(self) -> None:
        """End the server and its workers at once, without a chance to finish anything."""
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()


def free_port() -> int:
    """Return a port nobody listens on now."""
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        port: int = probe.getsockname()[1]
        return port


def start(
    folder: Path, part: str, port: int = 0, *, workers: int = 0, log: IO[bytes] | None = None
) -> Running:
    """Start one site and wait until it answers. Raises `NotStartedError`."""
    port = port or free_port()
    arguments = ["serve", str(folder), "--only", part, f"--{part}", f"{HOST}:{port}"]
    if workers:
        arguments += ["--workers", str(workers)]
    process = start_process(*arguments, stderr=log)
    running = Running(process, port)
    try:
        wait_until_answering(running)
    except NotStartedError:
        end_processes([process])
        raise
    return running


def wait_until_answering(running: Running) -> None:
    """Wait until somebody can connect. Raises `NotStartedError`."""
    until = time.monotonic() + START_SECONDS
    while time.monotonic() < until:
        if running.process.poll() is not None:
            raise NotStartedError
        if answers(f"{HOST}:{running.port}"):
            return
        time.sleep(0.02)
    raise NotStartedError


@contextmanager
def both_sites(folder: Path, *, log: IO[bytes] | None = None) -> Iterator[tuple[int, int]]:
    """Run public site, console and worker; give the ports of the two sites."""
    started = []
    try:
        started.append(start_process("serve", str(folder), "--only", WORKER, stderr=log))
        public = start(folder, PUBLIC, workers=1, log=log)
        started.append(public.process)
        console = start(folder, CONSOLE, workers=1, log=log)
        started.append(console.process)
        yield public.port, console.port
    finally:
        end_processes(started)
