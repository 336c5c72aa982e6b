"""The highest number of a key directory this installation has seen, kept in a small file."""

import fcntl
import os
import tempfile
from pathlib import Path

from casemgr.errors import DirectoryBrokenError


class HighestSeen:
    """A small file with the highest document number this installation has seen; it never goes down.

    Without it an old, rightly signed document could be put back and a removed member would be a reader again.
    """

    def __init__(self, path: Path) -> None:
        self._path = path

    def value(self) -> int:
        """Return the number, 0 while there is no file. Raises `DirectoryBrokenError` for a damaged file."""
        try:
            return int(self._path.read_text(encoding="ascii"))
        except FileNotFoundError:
            return 0
        except ValueError:
            raise DirectoryBrokenError from None

    def advance(self, number: int) -> int:
        """Raise the number to at least `number`, durably, and return what it is now.

        A lower number changes nothing: another process may have been faster.
        """
        folder = os.open(self._path.parent, os.O_RDONLY | os.O_DIRECTORY)
        try:
            fcntl.flock(folder, fcntl.LOCK_EX)
            highest = max(self.value(), number)
            if highest > self.value():
                self._write(highest)
                os.fsync(folder)
        finally:
            os.close(folder)
        return highest

    def _write(self, number: int) -> None:
        with tempfile.NamedTemporaryFile("w", dir=self._path.parent, delete=False, encoding="ascii") as file:
            file.write(f"{number}\n")
            file.flush()
            os.fsync(file.fileno())
        os.replace(file.name, self._path)
