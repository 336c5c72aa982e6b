"""The worker as a process: one round that fails must not end it, and the sites with it."""

import logging

import pytest
from sqlalchemy import select
from sqlalchemy.exc import TimeoutError as PoolTimeoutError

from casemgr.office import Office
from casemgr.store import engines
from casemgr.store.models import Draft
from casemgr.testing import FrozenClock
from casemgr.worker import run_once
from casemgr.working import work_round
from tests.support.offices import SQLITE


@pytest.mark.parametrize("database_kind", [SQLITE])
def test_a_round_meets_a_locked_database_and_the_next_one_works(
    office: Office, clock: FrozenClock, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(engines, "BUSY_TIMEOUT_MS", 20)
    with office.session() as holder, holder.begin(), caplog.at_level(logging.WARNING, "casemgr.worker"):
        holder.scalars(select(Draft)).all()
        assert not work_round(office, clock.now)
        with pytest.raises(PoolTimeoutError):
            run_once(office, clock.now)
    assert [one.getMessage().rpartition(": ")[2] for one in caplog.records] == ["TimeoutError"]
    assert work_round(office, clock.now)
