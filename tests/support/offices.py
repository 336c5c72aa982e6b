"""Founded offices by the copy: founding takes a second, copying an office takes milliseconds."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from uuid import uuid4

from casemgr.founding import Founding
from casemgr.office import Office
from casemgr.store.engines import make_engine
from casemgr.testing import CHEAP, cheap_office
from tests.support.postgres import Server

SQLITE = "sqlite"
POSTGRES = "postgres"


@dataclass(frozen=True)
class Database:
    """Two empty databases of one kind for one test."""

    kind: str
    main_url: str
    vault_url: str


@dataclass(frozen=True)
class Mould:
    """An office that copies are made of. `main` and `vault` are names of databases on PostgreSQL."""

    kind: str
    folder: Path
    founding: Founding
    main: str = ""
    vault: str = ""


def fresh_names() -> tuple[str, str]:
    """Return names for a pair of databases."""
    name = uuid4().hex[:12]
    return f"main_{name}", f"vault_{name}"


def found_sqlite(folder: Path) -> Mould:
    """Found the office that copies on SQLite are made of."""
    founding = cheap_office(folder)
    close(founding.office)
    return Mould(SQLITE, folder, founding)


def found_postgres(folder: Path, server: Server) -> Mould:
    """Found the office that copies on PostgreSQL are made of."""
    main, vault = fresh_names()
    founding = cheap_office(folder, main_url=server.create(main), vault_url=server.create(vault))
    close(founding.office)
    return Mould(POSTGRES, folder, founding, main, vault)


@contextmanager
def copied(mould: Mould, folder: Path, server: Server | None) -> Iterator[Founding]:
    """Open a copy of an office below `folder`; its databases go away at the end."""
    shutil.copytree(mould.folder, folder)
    if mould.kind == SQLITE:
        urls = (f"sqlite:///{folder}/main.sqlite3", f"sqlite:///{folder}/vault.sqlite3")
        with _opened(mould, folder, urls) as founding:
            yield founding
        return
    assert server is not None
    main, vault = fresh_names()
    urls = (server.create(main, mould.main), server.create(vault, mould.vault))
    try:
        with _opened(mould, folder, urls) as founding:
            yield founding
    finally:
        server.drop(main)
        server.drop(vault)


@contextmanager
def _opened(mould: Mould, folder: Path, urls: tuple[str, str]) -> Iterator[Founding]:
    office = Office.open(
        make_engine(urls[0]),
        vault=make_engine(urls[1]),
        keys=folder / "keys",
        blobs=folder / "blobs",
        profiles=CHEAP,
    )
    try:
        yield replace(mould.founding, office=office)
    finally:
        close(office)


def close(office: Office) -> None:
    """Close every connection of an office."""
    office.engine.dispose()
    office.vault.engine.dispose()
