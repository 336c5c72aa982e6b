"""Bring a database to the migration this version needs, or say that it is not there.

Two histories: ``main`` for the host's database, ``vault`` for the vault's own engine. The revisions live in
``casemgr.migrations`` inside the wheel; a host that runs Alembic itself may point its ``version_locations``
there.
"""

from __future__ import annotations

import importlib.util
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from sqlalchemy import Connection, Engine, inspect, text
from sqlalchemy.exc import IntegrityError

from casemgr.errors import SchemaOutOfDateError

if TYPE_CHECKING:
    from alembic.config import Config

History = Literal["main", "vault"]

HEADS: dict[str, str] = {"main": "0001", "vault": "0001"}
"""The revision this version of the code needs; a test compares it with the migrations."""

VERSION_TABLES: dict[str, str] = {"main": "casemgr_version", "vault": "casemgr_vault_version"}


def scripts(history: History) -> Path:
    """Return the folder of a history's Alembic environment."""
    spec = importlib.util.find_spec("casemgr.migrations")
    if spec is None or not spec.submodule_search_locations:
        raise SchemaOutOfDateError(needed=HEADS[history])
    return Path(next(iter(spec.submodule_search_locations))) / history


def upgrade(engine: Engine, history: History, revision: str = "head") -> None:
    """Run the migrations of one history up to ``revision``, in one transaction where the database can.

    Rows stay. Raises sqlalchemy.exc.IntegrityError, having changed nothing, if a row would lose its parent.
    """
    from alembic import command

    with migrating(engine) as connection:
        command.upgrade(_config(connection, history), revision)


def downgrade(engine: Engine, history: History, revision: str) -> None:
    """Run the migrations of one history down to ``revision``; what only later revisions know is lost.

    "base" drops every table of that history with its rows and leaves the other history, keys and sealed files
    as they are; only a backup of the same hour brings the rows back. Raises like `upgrade`.
    """
    from alembic import command

    with migrating(engine) as connection:
        command.downgrade(_config(connection, history), revision)


@contextmanager
def migrating(engine: Engine) -> Iterator[Connection]:
    """Give a connection in a transaction in which tables may be built anew.

    SQLite alters a table by copying and dropping it, and with foreign keys in force dropping one deletes or
    refuses what refers to it. So they rest, as https://sqlite.org/lang_altertable.html says in section 7, and
    are checked before the commit. Raises sqlalchemy.exc.IntegrityError when one is broken then.
    """
    if engine.dialect.name != "sqlite":
        with engine.begin() as connection:
            yield connection
        return
    with engine.connect() as connection:
        cursor = connection.connection.cursor()
        in_force = cursor.execute("PRAGMA foreign_keys").fetchone()[0]
        cursor.execute("PRAGMA foreign_keys=OFF")
        try:
            with connection.begin():
                yield connection
                _check_foreign_keys(connection)
        finally:
            cursor.execute(f"PRAGMA foreign_keys={in_force}")
            cursor.close()


def _check_foreign_keys(connection: Connection) -> None:
    for table, _, parent, _ in connection.exec_driver_sql("PRAGMA foreign_key_check"):
        raise IntegrityError(
            None, None, Exception(f"rows of {table} refer to rows of {parent} that are gone")
        )


def _config(connection: Connection, history: History) -> Config:
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(scripts(history)).replace("%", "%%"))
    config.attributes["connection"] = connection
    config.attributes["version_table"] = VERSION_TABLES[history]
    return config


def require_current(engine: Engine, history: History) -> None:
    """Raise `SchemaOutOfDateError` unless the database stands at the revision this version needs."""
    table = VERSION_TABLES[history]
    found = ""
    with engine.execution_options(casemgr_read=True).connect() as connection:
        if inspect(connection).has_table(table):
            statement = text(f"SELECT version_num FROM {table}")  # noqa: S608 - a constant of ours
            found = connection.scalar(statement) or ""
    if found != HEADS[history]:
        raise SchemaOutOfDateError(found, HEADS[history])
