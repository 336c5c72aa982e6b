"""Bring a database to the migration this version needs, or say that it is not there.

Two histories: ``main`` for the host's database, ``vault`` for the vault's own engine. The revisions live in
``casemgr.migrations`` inside the wheel; a host that runs Alembic itself may point its ``version_locations``
there.
"""

from __future__ import annotations

import importlib.util
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from sqlalchemy import Connection, Engine, inspect, text

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
    """Run the migrations of one history up to ``revision``, in one transaction where the database can."""
    from alembic import command

    with engine.begin() as connection:
        command.upgrade(_config(connection, history), revision)


def downgrade(engine: Engine, history: History, revision: str) -> None:
    """Run the migrations of one history down to ``revision``."""
    from alembic import command

    with engine.begin() as connection:
        command.downgrade(_config(connection, history), revision)


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
