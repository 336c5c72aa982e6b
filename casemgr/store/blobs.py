"""Where sealed files lie: a folder of random names with constant times. Only sealed bytes come here."""

from __future__ import annotations

import datetime as dt
import os
import re
import secrets
import stat
from collections.abc import Container
from contextlib import suppress
from pathlib import Path
from typing import BinaryIO

from casemgr.errors import BlobMissingError

_NAME = re.compile(r"[0-9a-f]{40}")
_EPOCH = (0, 0)


class BlobWriter:
    """An unfinished sealed file: bytes go to a random name, `finish` makes them durable."""

    def __init__(self, path: Path, *, shared: bool = False) -> None:
        self._path = path
        self._file = path.open("xb", buffering=0)
        path.chmod(0o660 if shared else 0o600)

    @property
    def name(self) -> str:
        """The name it can be opened by after `finish`."""
        return self._path.name

    def write(self, sealed: bytes | bytearray | memoryview) -> None:
        """Append sealed bytes. Raises `OSError` when the disk is full."""
        view = memoryview(sealed)
        while view:
            view = view[self._file.write(view) :]

    def finish(self) -> None:
        """Make the file durable; it is on the disk when this returns."""
        os.fsync(self._file.fileno())
        self._file.close()
        os.utime(self._path, _EPOCH)
        folder = os.open(self._path.parent, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)

    def abort(self) -> None:
        """Throw the unfinished file away."""
        self._file.close()
        self._path.unlink(missing_ok=True)


class BlobFolder:
    """Sealed files in one folder, spread over 256 sub-folders.

    Files belong to their owner alone, unless the folder was opened to a group (two system users).
    """

    def __init__(self, folder: Path | str) -> None:
        self.folder = Path(folder)

    def new(self) -> BlobWriter:
        """Begin a sealed file under a fresh random name."""
        path = self._path(secrets.token_hex(20))
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        shared = bool(self.folder.stat().st_mode & stat.S_IWGRP)
        with suppress(FileExistsError):
            path.parent.mkdir(mode=0o700)
            if shared:
                path.parent.chmod(0o2770)
        return BlobWriter(path, shared=shared)

    def open(self, name: str) -> BinaryIO:
        """Open a sealed file for reading. Raises `BlobMissingError`."""
        try:
            return self._path(name).open("rb")
        except FileNotFoundError:
            raise BlobMissingError(name) from None

    def remove(self, name: str) -> None:
        """Delete a sealed file; a missing one is no error."""
        self._path(name).unlink(missing_ok=True)

    def remove_older(self, kept: Container[str], than: dt.datetime) -> int:
        """Delete files that are not `kept` and whose inode changed before `than`; return how many.

        Modification times are constant on purpose; the inode's change time tells an upload under way from
        what a crash left behind.
        """
        count = 0
        for path in self.folder.glob("??/*"):
            if path.name not in kept and path.stat().st_ctime < than.timestamp():
                path.unlink(missing_ok=True)
                count += 1
        return count

    def _path(self, name: str) -> Path:
        if not _NAME.fullmatch(name):
            raise BlobMissingError
        return self.folder / name[:2] / name
