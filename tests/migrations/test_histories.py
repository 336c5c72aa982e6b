"""Both histories, on both databases: up, down, up again, without touching what belongs to the host."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Column, Engine, Integer, MetaData, Table, inspect, select, text

from casemgr.errors import SchemaOutOfDateError
from casemgr.store import schema
from casemgr.store.engines import make_engine
from casemgr.store.models import Base
from casemgr.store.schema import HEADS, VERSION_TABLES, History, downgrade, require_current, upgrade
from casemgr.vault import wraps
from tests.support.offices import Database

HISTORIES: tuple[History, ...] = ("main", "vault")
METADATA = {"main": Base.metadata, "vault": wraps.metadata}
history_of = pytest.mark.parametrize("history", HISTORIES)


@pytest.fixture
def engine(database: Database, history: History) -> Iterator[Engine]:
    """An empty database, prepared as casemgr prepares it."""
    made = make_engine(database.main_url if history == "main" else database.vault_url)
    yield made
    made.dispose()


def _ours(engine: Engine) -> set[str]:
    return {name for name in inspect(engine).get_table_names() if name.startswith("casemgr_")}


@history_of
def test_the_code_needs_the_newest_revision(history: History) -> None:
    """The constant the code compares with is the only head of its history."""
    config = Config()
    config.set_main_option("script_location", str(schema.scripts(history)))
    assert ScriptDirectory.from_config(config).get_heads() == [HEADS[history]]


@history_of
def test_the_newest_revision_equals_the_models(engine: Engine, history: History) -> None:
    """Nothing would be generated any more; a table that is missing from the models would be seen."""
    upgrade(engine, history)
    options = {
        "version_table": VERSION_TABLES[history],
        "include_name": lambda name, kind, parents: kind != "table" or str(name).startswith("casemgr_"),
    }
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts=options)
        assert compare_metadata(context, METADATA[history]) == []
        assert compare_metadata(context, MetaData()) != []


@history_of
def test_a_host_keeps_its_own_tables_on_the_way_up_and_down(engine: Engine, history: History) -> None:
    """Tables of the host and their rows survive both ways; ours come and go."""
    host = MetaData()
    table = Table("host_thing", host, Column("id", Integer, primary_key=True))
    host.create_all(engine)
    with engine.begin() as connection:
        connection.execute(table.insert(), [{"id": 7}])
    upgrade(engine, history)
    assert len(_ours(engine)) > 1
    downgrade(engine, history, "base")
    assert _ours(engine) <= {VERSION_TABLES[history]}
    upgrade(engine, history)
    with engine.connect() as connection:
        assert connection.scalar(select(table.c.id)) == 7
    require_current(engine, history)


@history_of
def test_an_old_schema_is_refused_by_name(engine: Engine, history: History) -> None:
    """An empty database, and one at another revision, are both told apart from the right one."""
    with pytest.raises(SchemaOutOfDateError) as caught:
        require_current(engine, history)
    assert caught.value.needed == HEADS[history]
    upgrade(engine, history)
    with engine.begin() as connection:
        connection.execute(text(f"UPDATE {VERSION_TABLES[history]} SET version_num = '0000'"))
    with pytest.raises(SchemaOutOfDateError) as caught:
        require_current(engine, history)
    assert caught.value.found == "0000"
