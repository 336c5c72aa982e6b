"""The worker as a process: what is due, once or every minute. It needs no web framework."""

from __future__ import annotations

import signal
import threading

from casemgr.folder import Folder, drop_connections
from casemgr.office import utc_now
from casemgr.vault.server_keys import CONSOLE_FOLDER
from casemgr.worker import run_once

EVERY_SECONDS = 60


def run_worker(folder: Folder, *, once: bool = False) -> None:
    """Do what is due until told to stop; the worker holds the console's server keys and nobody's own."""
    office = folder.open(sides=(CONSOLE_FOLDER,))
    stop = threading.Event()
    if not once:
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: stop.set())
    while True:
        run_once(office, utc_now())
        if once or stop.wait(EVERY_SECONDS):
            break
    drop_connections(office)
