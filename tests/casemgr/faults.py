"""Faults at the boundary to the cryptography library and the operating system, and a look at SQLite's lock."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from typing import Any

import pytest
from cryptography.cobblestone import Cobblestone256Encryptor
from cryptography.exceptions import InternalError

from casemgr.office import Office
from casemgr.vault import chunks, formats, kdf


class Sealing:
    """Counts the library's sealing calls of this process; the one numbered `fails_at` fails."""

    def __init__(self) -> None:
        self.calls = 0
        self.fails_at = 0

    def count(self) -> None:
        self.calls += 1
        if self.calls == self.fails_at:
            raise InternalError("injected", [])

    def reset(self, fails_at: int = 0) -> None:
        """Begin to count anew; 0 lets every call pass."""
        self.calls, self.fails_at = 0, fails_at


class _Suite:
    def __init__(self, suite: Any, sealing: Sealing) -> None:
        self._suite = suite
        self._sealing = sealing

    def encrypt(self, *args: Any, **kwargs: Any) -> bytes:
        self._sealing.count()
        sealed: bytes = self._suite.encrypt(*args, **kwargs)
        return sealed

    def decrypt(self, *args: Any, **kwargs: Any) -> bytes:
        opened: bytes = self._suite.decrypt(*args, **kwargs)
        return opened


def counted(monkeypatch: pytest.MonkeyPatch) -> Sealing:
    """Put a counter before every sealing call of the library."""
    sealing = Sealing()
    suite = formats.hpke_suite()

    def encryptor(key: bytes, context: bytes) -> Cobblestone256Encryptor:
        sealing.count()
        return Cobblestone256Encryptor(key, context)

    monkeypatch.setattr(formats, "hpke_suite", lambda: _Suite(suite, sealing))
    monkeypatch.setattr(formats, "Cobblestone256Encryptor", encryptor)
    monkeypatch.setattr(chunks, "Cobblestone256Encryptor", encryptor)
    return sealing


def on_derivation(monkeypatch: pytest.MonkeyPatch, look: Callable[[], None]) -> None:
    """Call `look` within every key derivation."""
    derive = kdf._derive

    def looking(*args: Any) -> bytes:
        look()
        return derive(*args)

    monkeypatch.setattr(kdf, "_derive", looking)


def is_locked(office: Office) -> bool:
    """Say whether somebody holds the write lock of the host's SQLite database right now."""
    path = office.engine.url.database
    assert path is not None
    connection = sqlite3.connect(path, timeout=0, isolation_level=None)
    try:
        connection.execute("BEGIN IMMEDIATE")
        connection.execute("ROLLBACK")
    except sqlite3.OperationalError:
        return True
    finally:
        connection.close()
    return False
