"""The worker as a process: what is due, once or every minute. It needs no web framework."""

from __future__ import annotations

import datetime as dt
import logging
import signal
import threading

from sqlalchemy.exc import OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError

from casemgr.folder import Folder, drop_connections
from casemgr.office import Office, utc_now
from casemgr.vault.server_keys import CONSOLE_FOLDER
from casemgr.worker import run_once

EVERY_SECONDS = 60
_PASSING = (OperationalError, PoolTimeoutError, OSError)
"""A locked or restarting database, a full disk: nothing was committed, and the next round does it again."""
_LOG = logging.getLogger("casemgr.worker")


def run_worker(folder: Folder, *, once: bool = False) -> None:
    """Do what is due until told to stop; the worker holds the console's server keys and nobody's own.

    With `once`, what goes wrong is raised; otherwise the sites must not end because one round failed.
    """
    office = folder.open(sides=(CONSOLE_FOLDER,))
    stop = threading.Event()
    if not once:
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: stop.set())
    if once:
        run_once(office, utc_now())
    else:
        work_round(office, utc_now())
        while not stop.wait(EVERY_SECONDS):
            work_round(office, utc_now())
    drop_connections(office)


def work_round(office: Office, now: dt.datetime) -> bool:
    """Do everything that is due; False when database or disk did not answer, which is only logged."""
    try:
        run_once(office, now)
    except _PASSING as problem:
        _LOG.warning("a round of the worker failed, the next one tries again: %s", type(problem).__name__)
        return False
    return True
