"""Reporters by the dozen: each fills the real forms in, and sends when told."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from functools import partial
from typing import TypeVar

from casemgr.story.browser import Browser, Form, Page
from casemgr.story.servers import HOST

SENT = "Tanda terima"
Answer = TypeVar("Answer")


@dataclass
class Filled:
    """A report on its last step: the code is shown, nothing is sent."""

    browser: Browser
    page: Page
    form: Form
    code: str


def fill(port: int, text: str) -> Filled:
    """Walk through the four steps up to the one that shows the code."""
    browser = Browser(HOST, port)
    page = browser.get("/isi")
    for values in ({"story": text}, {}, {}):
        page = browser.submit(page, page.form("/isi", button="next"), values, button=("go", "next"))
        assert page.status == 200, (page.status, page.words)
    form = page.form("/isi", button="send")
    return Filled(browser, page, form, form.controls["code"].value)


def send(filled: Filled) -> Page:
    """Press the last button."""
    return filled.browser.submit(filled.page, filled.form, {"noted": "yes"}, button=("go", "send"))


def is_acknowledged(page: Page) -> bool:
    """Say whether this page is a receipt."""
    return page.status == 200 and SENT in page.words


@dataclass
class Tally:
    """What a crowd of reporters met: codes by outcome, and the answers of an overloaded server."""

    sent: int = 0
    acknowledged: list[str] = field(default_factory=list)
    busy: list[Page] = field(default_factory=list)
    wrong: list[tuple[int, str]] = field(default_factory=list)
    broken: int = 0
    lock: threading.Lock = field(default_factory=threading.Lock)


class Reporter(threading.Thread):
    """Somebody who sends reports one after the other, waits when told "busy", and presses the button again."""

    def __init__(self, port: int, reports: int, tally: Tally, start: threading.Barrier) -> None:
        super().__init__(daemon=True)
        self._port = port
        self._reports = reports
        self._tally = tally
        self._start = start

    def run(self) -> None:
        """Send every report."""
        self._start.wait()
        for turn in range(self._reports):
            self.send_until_answered(
                self._patiently(partial(fill, self._port, f"Laporan {turn}: diminta uang di loket."))
            )

    def send_until_answered(self, filled: Filled) -> None:
        """Press the last button until the answer is not "busy"."""
        tally = self._tally
        with tally.lock:
            tally.sent += 1
        page = self._patiently(partial(send, filled))
        while page.status == 503:
            with tally.lock:
                tally.busy.append(page)
            time.sleep(0.3)
            page = self._patiently(partial(send, filled))
        with tally.lock:
            if is_acknowledged(page):
                tally.acknowledged.append(filled.code)
            else:
                tally.wrong.append((page.status, page.words[:200]))

    def _patiently(self, work: Callable[[], Answer]) -> Answer:
        """Try again when a full queue of connections turned us away before the server saw anything."""
        for _ in range(20):
            try:
                return work()
            except ConnectionError:
                with self._tally.lock:
                    self._tally.broken += 1
                time.sleep(0.2)
        return work()


def crowd(port: int, people: int, reports: int) -> Tally:
    """Let many people send reports at once."""
    tally, start = Tally(), threading.Barrier(people)
    reporters = [Reporter(port, reports, tally, start) for _ in range(people)]
    for reporter in reporters:
        reporter.start()
    for reporter in reporters:
        reporter.join()
    return tally


def rush(port: int, people: int) -> Tally:
    """Let many people fill the form in first, then all press the last button in the same moment."""
    tally, start = Tally(), threading.Barrier(people)
    filled = [fill(port, "Diminta uang di loket.") for _ in range(people)]

    def press(one: Filled) -> None:
        start.wait()
        Reporter(port, 1, tally, start).send_until_answered(one)

    with ThreadPoolExecutor(people) as pool:
        list(pool.map(press, filled))
    return tally
