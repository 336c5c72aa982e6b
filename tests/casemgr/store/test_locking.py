"""What `prepare` does to a host's engine: who waits for whom, and that nobody waits for ever."""

import sqlite3
import threading
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import Engine, create_engine, text
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from casemgr.errors import NotPreparedError, ReadOnlySessionError
from casemgr.store.engines import READ_OPTION, make_engine, prepare, require_prepared, require_writable
from tests.support.offices import Database


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A database with one table and one row, in the mode that offices use."""
    engine = make_engine(f"sqlite:///{tmp_path}/any.sqlite3")
    with engine.begin() as connection:
        connection.execute(text("CREATE TABLE counter (value INTEGER)"))
        connection.execute(text("INSERT INTO counter VALUES (0)"))
    engine.dispose()
    return tmp_path / "any.sqlite3"


def test_the_pragmas_are_set_on_every_connection(path: Path) -> None:
    engine = make_engine(f"sqlite:///{path}")
    wanted = {
        "journal_mode": "wal", "synchronous": 2, "secure_delete": 1, "trusted_schema": 0, "foreign_keys": 1,
        "busy_timeout": 15_000, "temp_store": 2,
    }  # fmt: skip
    for _ in range(2):
        with engine.connect() as connection:
            for name, value in wanted.items():
                assert connection.scalar(text(f"PRAGMA {name}")) == value, name
        engine.dispose()


def test_an_engine_with_connections_open_is_prepared_for_the_next_ones(path: Path) -> None:
    engine = create_engine(f"sqlite:///{path}")
    with engine.connect() as connection:
        assert connection.scalar(text("PRAGMA foreign_keys")) == 0
    prepare(engine)
    with engine.connect() as connection:
        assert connection.scalar(text("PRAGMA foreign_keys")) == 1
    engine.dispose()


def test_readers_and_a_writer_do_not_wait_for_each_other(path: Path) -> None:
    engine = make_engine(f"sqlite:///{path}")
    reading = engine.execution_options(**{READ_OPTION: True})
    with engine.begin() as writer:
        writer.execute(text("UPDATE counter SET value = 1"))
        with reading.connect() as reader:
            assert reader.scalar(text("SELECT value FROM counter")) == 0
        with closing(sqlite3.connect(path, timeout=0)) as other, pytest.raises(sqlite3.OperationalError):
            other.execute("BEGIN IMMEDIATE")
    with reading.connect() as reader:
        assert reader.scalar(text("SELECT value FROM counter")) == 1
    engine.dispose()


def test_reading_then_writing_never_fails_for_a_writer_in_between(path: Path) -> None:
    """Sixteen threads read and then write; deferred transactions would fail at once, these add up."""
    engine = make_engine(f"sqlite:///{path}")

    def add() -> None:
        for _ in range(5):
            with engine.begin() as connection:
                value = connection.scalar(text("SELECT value FROM counter"))
                connection.execute(text("UPDATE counter SET value = :value"), {"value": value + 1})

    threads = [threading.Thread(target=add) for _ in range(16)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with engine.connect() as connection:
        assert connection.scalar(text("SELECT value FROM counter")) == 80
    engine.dispose()


def test_deferred_transactions_would_fail(path: Path) -> None:
    """The positive control: the same without `prepare` is "database is locked", whatever the timeout."""
    engine = create_engine(f"sqlite:///{path}", connect_args={"timeout": 15, "isolation_level": "DEFERRED"})
    with engine.connect() as first, engine.connect() as second:
        for connection in (first, second):
            connection.exec_driver_sql("BEGIN")
            connection.execute(text("SELECT value FROM counter")).all()
        first.execute(text("UPDATE counter SET value = 1"))
        first.commit()
        with pytest.raises(OperationalError, match="locked"):
            second.execute(text("UPDATE counter SET value = 2"))
    engine.dispose()


def test_a_writer_that_fails_lets_the_next_one_in(path: Path) -> None:
    engine = make_engine(f"sqlite:///{path}")
    for _ in range(3):
        with pytest.raises(OperationalError), engine.begin() as connection:
            connection.execute(text("UPDATE nowhere SET value = 1"))
        with pytest.raises(KeyboardInterrupt):
            _stopped_in_the_middle(engine)
    with engine.begin() as connection:
        assert connection.scalar(text("SELECT value FROM counter")) == 0
    engine.dispose()


def _stopped_in_the_middle(engine: Engine) -> None:
    with engine.begin() as connection:
        connection.execute(text("UPDATE counter SET value = 7"))
        raise KeyboardInterrupt


def test_one_connection_used_for_two_transactions_is_let_go(path: Path) -> None:
    engine = make_engine(f"sqlite:///{path}")
    with engine.connect() as connection:
        for value in (1, 2):
            connection.execute(text("UPDATE counter SET value = :value"), {"value": value})
            connection.commit()
    with engine.begin() as connection:
        assert connection.scalar(text("SELECT value FROM counter")) == 2
    engine.dispose()


def test_a_connection_that_was_invalidated_holds_up_nobody(path: Path) -> None:
    engine = make_engine(f"sqlite:///{path}")
    with engine.connect() as connection:
        connection.execute(text("UPDATE counter SET value = 1"))
        connection.invalidate()
    with engine.begin() as connection:
        assert connection.scalar(text("SELECT value FROM counter")) == 0
    engine.dispose()


def test_doors_tell_prepared_engines_and_reading_sessions_apart(database: Database) -> None:
    raw = create_engine(database.main_url)
    with Session(raw) as session, pytest.raises(NotPreparedError):
        require_prepared(session)
    prepare(raw)
    with Session(raw) as session:
        require_prepared(session)
        require_writable(session)
    reading = raw.execution_options(**{READ_OPTION: True})
    with Session(reading) as session:
        require_prepared(session)
        with pytest.raises(ReadOnlySessionError):
            require_writable(session)
    with raw.connect() as connection, Session(connection) as session:
        require_writable(session)
    with reading.connect() as connection, Session(connection) as session, pytest.raises(ReadOnlySessionError):
        require_writable(session)
    raw.dispose()
