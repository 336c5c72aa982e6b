"""Prepare a host's engine: the one thing casemgr does to it.

On SQLite every transaction becomes ``BEGIN IMMEDIATE`` (a deferred read-then-write fails with "database is
locked" at once, whatever the timeout), unless its connection carries the execution option
``casemgr_read=True``. Writers of one process queue in front of SQLite's own lock instead of sleeping in it.
"""

from __future__ import annotations

import threading
from typing import Any

from sqlalchemy import Connection, Engine, PoolProxiedConnection, create_engine, event
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.exc import TimeoutError as PoolTimeoutError
from sqlalchemy.orm import Session
from sqlalchemy.pool import ConnectionPoolEntry

from casemgr.errors import NotPreparedError, ReadOnlySessionError
from casemgr.vault.direct import BEGIN_OPTION, translated_errors

READ_OPTION = "casemgr_read"
BUSY_TIMEOUT_MS = 15_000
_WRITER = "casemgr_writer"
_PREPARED = "_casemgr_prepared"

_PRAGMAS = (
    "PRAGMA journal_mode=WAL",
    "PRAGMA synchronous=FULL",
    "PRAGMA secure_delete=ON",
    "PRAGMA trusted_schema=OFF",
    "PRAGMA foreign_keys=ON",
    f"PRAGMA busy_timeout={BUSY_TIMEOUT_MS}",
    "PRAGMA temp_store=MEMORY",
)


def make_engine(url: str) -> Engine:
    """Make a prepared engine for ``url``: a wide pool for threaded servers, no values in its errors."""
    if url.startswith("sqlite"):
        engine = create_engine(url, pool_size=16, max_overflow=48, hide_parameters=True)
    else:
        engine = create_engine(url, pool_size=8, max_overflow=24, pool_pre_ping=True, hide_parameters=True)
    prepare(engine)
    return engine


def prepare(engine: Engine) -> None:
    """Install the SQLite settings and write transactions on ``engine``; harmless when done twice.

    Errors of the database name no values from now on; a host that wants them sets ``hide_parameters`` back.
    """
    if is_prepared(engine):
        return
    engine.hide_parameters = True
    setattr(engine.dialect, _PREPARED, True)  # the pool is another one after every Engine.dispose()
    if engine.dialect.name != "sqlite":
        return
    gate = threading.Lock()

    def set_up(connection: DBAPIConnection, entry: ConnectionPoolEntry) -> None:
        connection.isolation_level = None  # sqlite3: BEGIN is emitted below
        cursor = connection.cursor()
        for pragma in _PRAGMAS:
            cursor.execute(pragma)
        cursor.close()

    def begin_writing(connection: PoolProxiedConnection) -> None:
        if not connection.info.get(_WRITER):
            if not gate.acquire(timeout=BUSY_TIMEOUT_MS / 1000):
                raise PoolTimeoutError("another writer holds the database")
            connection.info[_WRITER] = True
        connection.cursor().execute("BEGIN IMMEDIATE")

    def begin(connection: Connection) -> None:
        if connection.get_execution_options().get(READ_OPTION):
            connection.connection.cursor().execute("BEGIN")
            return
        with translated_errors(connection.dialect, "BEGIN IMMEDIATE"):
            begin_writing(connection.connection)

    def let_go(connection: DBAPIConnection | None, entry: ConnectionPoolEntry) -> None:
        if entry.info.pop(_WRITER, False):
            gate.release()

    engine.update_execution_options(**{BEGIN_OPTION: begin_writing})
    event.listen(engine, "connect", set_up)
    event.listen(engine, "begin", begin)
    event.listen(engine, "checkin", let_go)
    engine.pool.dispose()


def is_prepared(engine: Engine) -> bool:
    """Say whether :func:`prepare` has seen this engine (or the one it was derived from)."""
    return bool(getattr(engine.dialect, _PREPARED, False))


def require_prepared(session: Session) -> None:
    """Raise :class:`NotPreparedError` unless the session's engine went through :func:`prepare`."""
    bind = session.get_bind()
    engine = bind.engine if isinstance(bind, Connection) else bind
    if not is_prepared(engine):
        raise NotPreparedError


def require_writable(session: Session) -> None:
    """Raise :class:`ReadOnlySessionError` on a session that was opened for reading."""
    require_prepared(session)
    bind: Any = session.get_bind()
    if bind.get_execution_options().get(READ_OPTION):
        raise ReadOnlySessionError
