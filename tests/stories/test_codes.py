"""A code that was never issued and one whose report was destroyed cannot be told apart.

What an answer says and what it costs is compared here exactly; how long it takes, as whole distributions over
HTTP, in the long form and in `make bench` (`codes`). A time never decides anything in the quick form.
"""

from __future__ import annotations

import _weakrefset
import gc
import random
import secrets
import sys
import threading
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import _base, thread
from pathlib import Path
from types import FrameType

import pytest
from flask.testing import FlaskClient
from sqlalchemy import event, func, select

from casemgr.errors import ReceiptUnknownError
from casemgr.folder import drop_connections
from casemgr.founding import Founding
from casemgr.intake import Intake
from casemgr.office import Office
from casemgr.rules.receipts import ALPHABET, check_symbol, new_code
from casemgr.store.models import Report
from casemgr.story import found_stage
from casemgr.story.browser import Page
from casemgr.story.servers import PUBLIC, end_processes, start
from casemgr.testing import a_submission
from casemgr.web import create_public_app
from tests.support.codes import enter, entering_times, file_and_destroy, mistype
from tests.support.distributions import compare

ROUNDS = 5
LONG_ROUNDS = 300
TRIES = 3
WAITING = {threading.__file__, _weakrefset.__file__, _base.__file__, thread.__file__}
"""Modules whose calls tell whether a derivation was still waited for, which is a matter of time."""
PER_REQUEST = {"date", "set-cookie"}


@pytest.fixture
def stage(tmp_path: Path) -> Iterator[Founding]:
    """An office in a folder that can be served."""
    founding = found_stage(tmp_path / "office")
    yield founding
    drop_connections(founding.office)


def _comparable(page: Page, code: str) -> tuple[int, bytes, dict[str, str]]:
    groups = "-".join(code[at : at + 4] for at in range(0, len(code), 4))
    body = page.body.replace(groups.encode(), b"CODE").replace(code.encode(), b"CODE")
    headers = {name: value for name, value in page.headers.items() if name.lower() not in PER_REQUEST}
    return page.status, body, headers


def test_a_destroyed_report_answers_like_one_that_never_was(stage: Founding, tmp_path: Path) -> None:
    """Same status, same page, same headers over HTTP. A real code and a mistyped one differ."""
    office = stage.office
    destroyed = file_and_destroy(stage)
    with office.reading() as session:
        assert session.scalar(select(func.count()).select_from(Report)) == 0
        with pytest.raises(ReceiptUnknownError):
            Intake(session, office).enter(destroyed)
    with office.session() as session, session.begin():
        living = Intake(session, office).submit(a_submission()).code
    with (tmp_path / "log").open("wb") as log:
        server = start(tmp_path / "office", PUBLIC, workers=1, log=log)
        try:
            seen = []
            for _ in range(ROUNDS):
                unknown = new_code()
                seen += [_comparable(enter(server.port, code), code) for code in (destroyed, unknown)]
                assert _comparable(enter(server.port, mistype(unknown)), mistype(unknown)) != seen[0]
            assert all(one == seen[0] for one in seen)
            assert _comparable(enter(server.port, living), living) != seen[0]
        finally:
            end_processes([server.process])


class Work:
    """Everything a request does, counted: calls of functions, ours and foreign, statements with the size of what
    they were given, bytes of the answer."""

    def __init__(self, office: Office, client: FlaskClient) -> None:
        self._client = client
        self._done: Counter[str] = Counter()
        for engine in (office.engine, office.vault.engine):
            event.listen(engine, "checkout", self._watch)

    def _watch(self, connection: object, *_: object) -> None:
        trace = getattr(connection, "set_trace_callback")  # noqa: B009 - only SQLite's connection has it
        trace(lambda statement: self._done.update([f"SQL {statement.split('WHERE')[0]} {len(statement)}"]))

    def _call(self, frame: FrameType, kind: str, argument: object) -> None:
        if frame.f_code.co_filename in WAITING:
            return
        if kind == "call":
            self._done[f"{frame.f_code.co_filename}:{frame.f_code.co_qualname}"] += 1
        elif kind == "c_call":
            self._done[str(getattr(argument, "__qualname__", argument))] += 1

    def of(self, code: str) -> Counter[str]:
        """Enter a code and return what was done for it."""
        self._done = Counter()
        gc.collect()
        gc.disable()
        sys.setprofile(self._call)
        try:
            answer = self._client.post("/kode", data={"code": code})
        finally:
            sys.setprofile(None)
            gc.enable()
        self._done["bytes"] = len(answer.data)
        return self._done


def _never_issued(code: str) -> str:
    """Return a code with digits and letters in the same places, so that reading it takes the same steps."""
    while True:
        alike = [[symbol for symbol in ALPHABET if symbol.isdigit() == one.isdigit()] for one in code]
        symbols = "".join(secrets.choice(choices) for choices in alike[:-1])
        if check_symbol(symbols) in alike[-1]:
            return symbols + check_symbol(symbols)


@pytest.mark.parametrize("database_kind", ["sqlite"], indirect=True)
def test_a_destroyed_report_costs_what_one_that_never_was_costs(founding: Founding) -> None:
    """The same functions are called as often, the same statements run. One statement more would be seen."""
    office = founding.office
    destroyed = file_and_destroy(founding)
    with office.session() as session, session.begin():
        living = Intake(session, office).submit(a_submission()).code
    work = Work(office, create_public_app(office).test_client())
    for code in (destroyed, new_code(), living):
        work.of(code)
    seen = [(work.of(destroyed), work.of(_never_issued(destroyed))) for _ in range(ROUNDS)]
    for of_destroyed, of_unknown in seen:
        assert of_destroyed - of_unknown == of_unknown - of_destroyed == Counter()
    assert sum(times for what, times in seen[0][0].items() if what.startswith("SQL SELECT")) == 2
    assert any("argon2id_begun" in what for what in seen[0][0])
    assert work.of(living) != seen[0][0]
    assert not any("argon2id_begun" in what for what in work.of(mistype(new_code())))


@pytest.mark.long
def test_a_destroyed_report_takes_the_time_of_one_that_never_was(stage: Founding, tmp_path: Path) -> None:
    """Some hundred tries of each by turns, at the cost a real office has: one distribution. Three milliseconds
    more are seen each time; what the machine did to one comparison, the next would not repeat."""
    destroyed = [file_and_destroy(stage)]
    with (tmp_path / "log").open("wb") as log:
        server = start(tmp_path / "office", PUBLIC, workers=1, log=log)
        try:
            for _ in range(TRIES):
                times = entering_times(server.port, destroyed, LONG_ROUNDS)
                found = compare(times["unknown"], times["destroyed"])
                control = compare(times["unknown"], times["delayed"])
                print(f"destroyed {found}, three milliseconds more {control}")
                assert not control.is_same
                if found.is_same:
                    break
            assert found.is_same
        finally:
            end_processes([server.process])


def test_the_comparison_sees_what_it_must() -> None:
    """A shift of three milliseconds, a wider spread and a second hump are seen; chance and outliers are not."""
    draw = random.Random(7).gauss
    usual = [draw(30, 3) for _ in range(LONG_ROUNDS)]
    again = [draw(30, 3) for _ in range(LONG_ROUNDS)]
    outliers = [value + (500 if at % 50 == 0 else 0) for at, value in enumerate(again)]
    assert compare(usual, again).is_same
    assert compare(usual, usual) == compare(usual, list(usual))
    assert compare(usual, usual).ranks == compare(usual, usual).gap == 0
    assert compare(usual, outliers).is_same
    assert not compare(usual, [value + 3 for value in again]).is_same
    assert not compare(usual, [draw(30, 9) for _ in range(LONG_ROUNDS)]).is_same
    assert not compare(usual, [value + (25 if at % 4 == 0 else 0) for at, value in enumerate(again)]).is_same
    assert compare(usual, [value + 3 for value in usual]).deciles == pytest.approx(3)
