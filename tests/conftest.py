"""Fixtures for everybody: fresh databases and founded offices, on SQLite and on PostgreSQL.

`database` gives two empty databases, `founding` an office with its people, `office` the office alone; each test
that uses one runs on both kinds. A test that must run on one kind says so:
`@pytest.mark.parametrize("database_kind", ["sqlite"], indirect=True)`.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from casemgr.founding import Founding
from casemgr.office import Office
from casemgr.testing import FrozenClock
from tests.support.offices import (
    POSTGRES,
    SQLITE,
    Database,
    Mould,
    copied,
    found_postgres,
    found_sqlite,
    fresh_names,
)
from tests.support.postgres import Server, running_server


@pytest.fixture(scope="session")
def postgres() -> Iterator[Server]:
    """A PostgreSQL server of this test process."""
    with running_server() as server:
        yield server


@pytest.fixture(params=[SQLITE, POSTGRES])
def database_kind(request: pytest.FixtureRequest) -> str:
    """The kind of database a test runs on."""
    return str(request.param)


def _server(request: pytest.FixtureRequest, kind: str) -> Server | None:
    """Return the server when it is needed, so that tests on SQLite never start one."""
    if kind != POSTGRES:
        return None
    server = request.getfixturevalue("postgres")
    assert isinstance(server, Server)
    return server


@pytest.fixture
def database(request: pytest.FixtureRequest, database_kind: str, tmp_path: Path) -> Iterator[Database]:
    """Two empty databases."""
    server = _server(request, database_kind)
    if server is None:
        main, vault = (f"sqlite:///{tmp_path}/{name}.sqlite3" for name in ("main", "vault"))
        yield Database(database_kind, main, vault)
        return
    names = fresh_names()
    yield Database(database_kind, *(server.create(name) for name in names))
    for name in names:
        server.drop(name)


@pytest.fixture(scope="session")
def _moulds(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Mould]:
    return {SQLITE: found_sqlite(tmp_path_factory.mktemp("mould") / "office")}


@pytest.fixture
def office_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the keys and the sealed files of `founding` lie."""
    return tmp_path_factory.mktemp("office") / "office"


@pytest.fixture
def founding(
    request: pytest.FixtureRequest,
    database_kind: str,
    _moulds: dict[str, Mould],
    office_folder: Path,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[Founding]:
    """An office of `casemgr.testing.small_plan` with its people and papers."""
    server = _server(request, database_kind)
    if server is not None and POSTGRES not in _moulds:
        _moulds[POSTGRES] = found_postgres(tmp_path_factory.mktemp("mould") / "office", server)
    with copied(_moulds[database_kind], office_folder, server) as found:
        yield found


@pytest.fixture
def office(founding: Founding) -> Office:
    """An office of `casemgr.testing.small_plan`."""
    return founding.office


@pytest.fixture
def clock() -> FrozenClock:
    """A clock that stands at nine on a working Monday in Jakarta."""
    return FrozenClock()
