"""An installation on disk: a folder with settings, server keys, sealed files and, on SQLite, both databases.

A host application needs none of this; the command line and the two servers do.
"""

from __future__ import annotations

import json
import os
import tomllib
from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Engine

from casemgr.errors import SetupError
from casemgr.office import SIDES, Office, Profiles
from casemgr.store.engines import make_engine

SETTINGS = "casemgr.toml"
SQLITE_MAIN = "sqlite:///main.sqlite3"
SQLITE_VAULT = "sqlite:///vault.sqlite3"
_HERE = "sqlite:///"


class FolderError(SetupError):
    """The folder is no installation, or not one that can be used so; `problem` is a sentence."""

    def __init__(self, problem: str) -> None:
        super().__init__(problem)
        self.problem = problem


@dataclass(frozen=True, slots=True)
class Folder:
    """The settings of an installation. Database URLs may carry a password: `repr` shows the path only."""

    path: Path
    main_url: str = SQLITE_MAIN
    vault_url: str = SQLITE_VAULT
    is_demo: bool = False

    def __repr__(self) -> str:
        return f"<Folder {self.path}>"

    @classmethod
    def load(cls, path: Path) -> Folder:
        """Read a folder's settings. Raises `FolderError`."""
        file = path / SETTINGS
        try:
            found = tomllib.loads(file.read_text(encoding="utf-8"))
            database = found["database"]
            return cls(path, str(database["main"]), str(database["vault"]), bool(found.get("demo", False)))
        except FileNotFoundError:
            raise FolderError(f"{path} holds no installation; make one with: casemgr init {path}") from None
        except (tomllib.TOMLDecodeError, KeyError, TypeError, UnicodeDecodeError):
            raise FolderError(f"{file} cannot be read") from None

    def save(self) -> None:
        """Make the folder and write its settings; nobody else may read them. Raises `FolderError`."""
        self.path.mkdir(mode=0o700, parents=True, exist_ok=True)
        text = (
            "# Settings of a casemgr installation. A database on SQLite lies in this folder.\n"
            f"demo = {'true' if self.is_demo else 'false'}\n\n"
            "[database]\n"
            f"main = {json.dumps(self.main_url)}\n"
            f"vault = {json.dumps(self.vault_url)}\n"
        )
        write_once(self.path / SETTINGS, text)

    @property
    def keys(self) -> Path:
        """The server keys."""
        return self.path / "keys"

    @property
    def blobs(self) -> Path:
        """The sealed files."""
        return self.path / "blobs"

    def engines(self) -> tuple[Engine, Engine]:
        """Make the engines of the main database and of the vault."""
        return make_engine(self._url(self.main_url)), make_engine(self._url(self.vault_url))

    def _url(self, url: str) -> str:
        if url.startswith(_HERE) and not url.startswith(_HERE + "/"):
            return f"{_HERE}{self.path.absolute()}/{url.removeprefix(_HERE)}"
        return url

    def open(self, *, sides: Collection[str] = SIDES, profiles: Profiles | None = None) -> Office:
        """Open the office that lives here. Raises what `Office.open` raises."""
        main, vault = self.engines()
        return Office.open(
            main, vault=vault, keys=self.keys, blobs=self.blobs, profiles=profiles, sides=sides
        )


def write_once(path: Path, text: str) -> None:
    """Write a new file that only its owner may read. Raises `FolderError` when it exists."""
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        raise FolderError(f"{path} exists already and is not overwritten") from None
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        file.write(text)


def drop_connections(office: Office) -> None:
    """Close the idle connections of an office, before a fork or at the end."""
    office.engine.dispose()
    office.vault.engine.dispose()
