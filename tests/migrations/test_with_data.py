"""Both histories with an office in them: what going down removes, what it leaves, and what coming back takes."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from alembic import command
from alembic.config import Config
from sqlalchemy import Engine, delete, inspect, text
from sqlalchemy.exc import IntegrityError

from casemgr.errors import DirectoryBrokenError, OfficeNotFoundError, SchemaOutOfDateError
from casemgr.founding import Founding
from casemgr.office import Office
from casemgr.store import schema
from casemgr.store.models import Base, Case, Message
from casemgr.store.schema import VERSION_TABLES, History, downgrade, migrating, upgrade
from casemgr.testing import CHEAP
from casemgr.vault import wraps
from tests.support.full_office import FullOffice, put_back, rows_of

METADATA = {"main": Base.metadata, "vault": wraps.metadata}
OTHER: dict[History, History] = {"main": "vault", "vault": "main"}
history_of = pytest.mark.parametrize("history", ["main", "vault"])


@pytest.fixture
def full(founding: Founding) -> FullOffice:
    return FullOffice(founding)


def _engine(office: Office, history: History) -> Engine:
    return office.engine if history == "main" else office.vault.engine


def _open_again(office: Office, folder: Path) -> Office:
    return Office.open(
        office.engine,
        vault=office.vault.engine,
        keys=folder / "keys",
        blobs=folder / "blobs",
        profiles=CHEAP,
    )


def _all_rows(office: Office) -> dict[str, Any]:
    return {history: rows_of(_engine(office, history), METADATA[history]) for history in ("main", "vault")}


@history_of
def test_down_and_up_again_with_an_office_in_it(
    full: FullOffice, history: History, office_folder: Path
) -> None:
    """Going down takes every row of that history and no other; nobody can work. Rows put back into the tables
    of the way up are the same to the last byte, and everything opens."""
    office, other = full.office, OTHER[history]
    engine = _engine(office, history)
    rows, readable = _all_rows(office), full.readable()
    assert [name for one in rows.values() for name, found in one.items() if not found] == []
    assert len(readable) > 20
    downgrade(engine, history, "base")
    left = {name for name in inspect(engine).get_table_names() if name.startswith("casemgr_")}
    assert left <= {VERSION_TABLES[history]}
    assert rows_of(_engine(office, other), METADATA[other]) == rows[other]
    with pytest.raises(SchemaOutOfDateError):
        _open_again(office, office_folder)
    upgrade(engine, history)
    assert not any(rows_of(engine, METADATA[history]).values())
    with pytest.raises((OfficeNotFoundError, DirectoryBrokenError)):
        _open_again(office, office_folder).directory()
    put_back(engine, METADATA[history], rows[history])
    assert _all_rows(office) == rows
    full.office = full.life.office = _open_again(office, office_folder)
    assert full.readable() == readable


def test_going_up_where_one_is_already_changes_nothing(full: FullOffice) -> None:
    """An upgrade of databases that are current leaves every row and every key readable."""
    rows, readable = _all_rows(full.office), full.readable()
    upgrade(full.office.engine, "main")
    upgrade(full.office.vault.engine, "vault")
    assert _all_rows(full.office) == rows
    assert full.readable() == readable


REBUILDING = '''
"""Give every case and report a column more, as a later version might."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None
TABLES = ("casemgr_case", "casemgr_report", "casemgr_staff")


def upgrade() -> None:
    for name in TABLES:
        with op.batch_alter_table(name, recreate="auto") as batch:
            batch.add_column(sa.Column("later", sa.Integer(), server_default="0", nullable=False))
            batch.create_check_constraint("later", "later >= 0")


def downgrade() -> None:
    for name in reversed(TABLES):
        with op.batch_alter_table(name, recreate="auto") as batch:
            batch.drop_constraint(op.f(f"ck_{name}_later"), type_="check")
            batch.drop_column("later")
'''


@pytest.fixture
def later(tmp_path: Path) -> Config:
    """The main history with one revision more."""
    versions = tmp_path / "versions"
    versions.mkdir()
    (versions / "0002_later.py").write_text(REBUILDING.lstrip(), encoding="utf-8")
    config = Config()
    scripts = schema.scripts("main")
    config.set_main_option("script_location", str(scripts))
    config.set_main_option("path_separator", "os")
    config.set_main_option("version_locations", f"{scripts / 'versions'}:{versions}")
    config.attributes["version_table"] = VERSION_TABLES["main"]
    return config


def _run(config: Config, engine: Engine, revision: str) -> None:
    with migrating(engine) as connection:
        config.attributes["connection"] = connection
        (command.upgrade if revision == "0002" else command.downgrade)(config, revision)


def test_a_revision_that_builds_tables_anew_loses_no_row(full: FullOffice, later: Config) -> None:
    """SQLite cannot add a constraint to a table: it is copied and dropped, and what refers to it must stay."""
    engine = full.office.engine
    rows, readable = rows_of(engine, Base.metadata), full.readable()
    _run(later, engine, "0002")
    with engine.connect() as connection:
        assert set(connection.scalars(text("SELECT later FROM casemgr_case"))) == {0}
        with pytest.raises(IntegrityError):
            connection.execute(text("UPDATE casemgr_case SET later = -1"))
    assert rows_of(engine, Base.metadata) == rows
    assert full.readable() == readable
    _run(later, engine, "0001")
    assert rows_of(engine, Base.metadata) == rows
    assert full.readable() == readable
    with engine.begin() as connection, pytest.raises(IntegrityError):
        connection.execute(delete(Case).where(Case.id.in_(_parents(rows))))


def _parents(rows: dict[str, Any]) -> list[str]:
    place = Base.metadata.tables["casemgr_report"].columns.keys().index("case_id")
    return [row[place] for row in rows["casemgr_report"]]


@pytest.mark.parametrize("database_kind", ["sqlite"], indirect=True)
def test_a_migration_that_leaves_orphans_is_taken_back(full: FullOffice) -> None:
    """Foreign keys rest while SQLite rebuilds tables; before the end they are looked at."""
    engine = full.office.engine
    rows = rows_of(engine, Base.metadata)
    assert rows["casemgr_message"]
    with pytest.raises(IntegrityError), migrating(engine) as connection:
        connection.execute(text("DELETE FROM casemgr_report"))
    assert rows_of(engine, Base.metadata) == rows
    with engine.connect() as connection:
        assert connection.scalar(text("PRAGMA foreign_keys")) == 1
    with migrating(engine) as connection:
        connection.execute(delete(Message))
    assert rows_of(engine, Base.metadata)["casemgr_message"] == []
