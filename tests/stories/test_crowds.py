"""Many at once: what is sent is acknowledged, what is acknowledged is stored, and overload is told politely."""

from __future__ import annotations

import os
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import func, select
from werkzeug.serving import make_server

from casemgr.folder import drop_connections
from casemgr.founding import Founding
from casemgr.intake import Intake
from casemgr.store.models import Report
from casemgr.story import found_stage
from casemgr.story.servers import PUBLIC, end_processes, start
from casemgr.vault import kdf
from casemgr.vault.kdf import KdfPool
from casemgr.web import create_public_app
from tests.support.reporters import crowd, rush

CROWDS = [
    (16, 3),
    (64, 2),
    pytest.param(16, 125, marks=pytest.mark.long),
    pytest.param(64, 32, marks=pytest.mark.long),
]


@pytest.fixture
def stage(tmp_path: Path) -> Iterator[Founding]:
    """An office in a folder that can be served."""
    founding = found_stage(tmp_path / "office")
    yield founding
    drop_connections(founding.office)


@pytest.mark.parametrize(("people", "reports"), CROWDS)
def test_no_report_is_lost_when_many_send_at_once(
    stage: Founding, tmp_path: Path, people: int, reports: int
) -> None:
    """Sent, acknowledged and stored are one number, references are unique, every code opens, nobody sees a 500."""
    with (tmp_path / "log").open("wb") as log:
        server = start(tmp_path / "office", PUBLIC, log=log)
        try:
            tally = crowd(server.port, people, reports)
        finally:
            end_processes([server.process])
    assert tally.wrong == []
    assert tally.sent == len(tally.acknowledged) == people * reports
    assert all(page.headers["Retry-After"] for page in tally.busy)
    with stage.office.reading() as session:
        references = list(session.scalars(select(Report.reference)))
        assert len(references) == len(set(references)) == tally.sent
        intake = Intake(session, stage.office)
        opened = {intake.read(intake.enter(code)).reference for code in tally.acknowledged}
        assert opened == set(references)
        assert session.scalar(select(func.count()).select_from(Report)) == tally.sent
    print(f"{people} people: {tally.sent} sent, {len(tally.busy)} told busy, {tally.broken} turned away")


def test_overload_is_told_politely_and_loses_nothing(
    stage: Founding, monkeypatch: pytest.MonkeyPatch
) -> None:
    """More people than the queue of key derivations holds press the button at once: some wait, all get through."""
    pool, gate = KdfPool(1, queue_length=2), threading.Event()
    monkeypatch.setitem(kdf._pools, os.getpid(), pool)

    def held() -> bytes:
        gate.wait()
        return b""

    slow = threading.Thread(target=pool.run, args=(held,))
    server = make_server("127.0.0.1", 0, create_public_app(stage.office), threaded=True)
    serving = threading.Thread(target=server.serve_forever)
    serving.start()
    slow.start()
    threading.Timer(2.0, gate.set).start()
    try:
        tally = rush(server.port, 10)
    finally:
        gate.set()
        server.shutdown()
        serving.join()
        slow.join()
        pool.close()
    assert len(tally.busy) >= 10 - 2, "two may wait behind the slow one, the others are told"
    assert all(int(page.headers["Retry-After"]) > 0 for page in tally.busy)
    assert tally.wrong == []
    with stage.office.reading() as session:
        assert session.scalar(select(func.count()).select_from(Report)) == len(tally.acknowledged) == 10
