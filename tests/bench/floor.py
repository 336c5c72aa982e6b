"""The thinnest things that do the mandatory work: what casemgr's figures are divided by.

`thin_app` parses a form, derives one key, makes three seals, and stores report and leaf in one durable commit.
`plain_receiver` takes bytes from a socket, hashes them and writes them to disk; `plain_upload` does so with the file
part of a form, under the same server as casemgr. All are references for ratios, not designs.
"""

from __future__ import annotations

import hashlib
import os
import socket
import sqlite3
import sys
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING

from cryptography.hazmat.primitives.kdf.argon2 import Argon2id
from flask import Flask, request
from werkzeug.http import parse_options_header
from werkzeug.sansio.multipart import Data, Epilogue, MultipartDecoder, NeedData

from casemgr.vault import formats
from casemgr.vault.formats import Context, KeyPair, SymmetricKey
from casemgr.vault.kdf import RECEIPT, argon2id, use_threads
from casemgr.web.uploads import READ_BYTES

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIEnvironment

PLACE = Context("bench", "bench", b"owner", b"row", 0)
PIECE_BYTES = 256 * 1024


class Commits:
    """One durable commit at a time on a SQLite file with the settings casemgr uses."""

    def __init__(self, path: Path) -> None:
        self._connection = sqlite3.connect(path, check_same_thread=False, isolation_level=None)
        for pragma in ("journal_mode=WAL", "synchronous=FULL", "secure_delete=ON"):
            self._connection.execute(f"PRAGMA {pragma}")
        for table in ("report", "leaf"):
            self._connection.execute(
                f"CREATE TABLE IF NOT EXISTS {table} (id INTEGER PRIMARY KEY, body BLOB)"
            )
        self._lock = threading.Lock()

    def store(self, *bodies: bytes) -> None:
        """Store a report's bodies and its leaf."""
        with self._lock:
            self._connection.execute("BEGIN IMMEDIATE")
            self._connection.execute("INSERT INTO report (body) VALUES (?)", [b"".join(bodies)])
            self._connection.execute(
                "INSERT INTO leaf (body) VALUES (?)", [hashlib.sha256(bodies[0]).digest()]
            )
            self._connection.execute("COMMIT")

    def close(self) -> None:
        """Close the file."""
        self._connection.close()


def with_cryptography(secret: bytes) -> bytes:
    """Derive like a receipt code, in `cryptography` even where libsodium is installed."""
    kdf = Argon2id(
        salt=bytes(16),
        length=64,
        iterations=RECEIPT.iterations,
        lanes=RECEIPT.lanes,
        memory_cost=RECEIPT.memory_kib,
    )
    return kdf.derive(secret)


def as_casemgr_does(secret: bytes) -> bytes:
    """Derive like a receipt code, in whatever back end casemgr finds."""
    return argon2id(secret, bytes(16), RECEIPT, 64)


def derive_and_commit(pool: ThreadPoolExecutor, commits: Commits, derive: Callable[[bytes], bytes]) -> None:
    """Do one key derivation in a pool thread and one durable commit: the unit of the first target."""
    pool.submit(derive, os.urandom(20)).result()
    commits.store(os.urandom(2400))


def thin_app(folder: Path, derive: Callable[[bytes], bytes]) -> Flask:
    """Return an application that takes a report at `POST /`."""
    app, commits, pair = Flask(__name__), Commits(folder / "floor.sqlite3"), KeyPair.generate()

    @app.post("/")
    def take() -> str:
        text = request.form["story"]
        derive(request.form["code"].encode())
        key = SymmetricKey.generate()
        seals = [formats.seal_to(pair.public, key.secret, PLACE) for _ in range(3)]
        commits.store(formats.encrypt_text(key, text, PLACE), *seals)
        return "stored"

    return app


def served_thin_app() -> Flask:
    """Return `thin_app` for gunicorn: deriving as casemgr does, one derivation at a time in each process."""
    use_threads(1)
    return thin_app(Path(os.environ["THIN_FOLDER"]), as_casemgr_does)


def plain_receiver(port: int, folder: Path) -> None:
    """Take bodies one after the other: length line, bytes; hash, write, sync, answer one byte."""
    buffer = bytearray(PIECE_BYTES)
    view = memoryview(buffer)
    with socket.create_server(("127.0.0.1", port)) as server:
        while True:
            connection, _ = server.accept()
            with connection, (folder / "plain").open("wb", buffering=0) as file:
                left, digest = int(connection.recv(16)), hashlib.sha256()
                while left:
                    read = connection.recv_into(view[: min(PIECE_BYTES, left)], 0, socket.MSG_WAITALL)
                    if not read:
                        break
                    digest.update(view[:read])
                    file.write(view[:read])
                    left -= read
                os.fsync(file.fileno())
                connection.sendall(b"1")


def plain_upload(environ: WSGIEnvironment, start_response: StartResponse) -> list[bytes]:
    """Hash and write the largest part of a multipart form, in pieces as large as casemgr's."""
    _, options = parse_options_header(environ["CONTENT_TYPE"])
    decoder, digest = MultipartDecoder(options["boundary"].encode()), hashlib.sha256()
    left = int(environ["CONTENT_LENGTH"])
    with (Path(os.environ["PLAIN_FOLDER"]) / "plain").open("wb", buffering=0) as file:
        while left:
            piece = environ["wsgi.input"].read(min(READ_BYTES, left))
            left -= len(piece)
            decoder.receive_data(piece)
            while not isinstance(event := decoder.next_event(), (Epilogue, NeedData)):
                if isinstance(event, Data):
                    digest.update(event.data)
                    file.write(event.data)
        os.fsync(file.fileno())
    start_response("200 OK", [("Content-Type", "text/html")])
    return [digest.hexdigest().encode()]


if __name__ == "__main__":
    plain_receiver(int(sys.argv[1]), Path(sys.argv[2]))
