"""A large file arrives in constant memory, is durable when the page answers, and can be read again whole."""

from __future__ import annotations

import hashlib
import http.client
import io
import socket
import threading
import time
from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest
from sqlalchemy import select

from casemgr.desk import Desk
from casemgr.folder import drop_connections
from casemgr.founding import Founding
from casemgr.store.models import Attachment, Case
from casemgr.story import found_stage
from casemgr.story.browser import Browser, Form, Page, read_page
from casemgr.story.servers import HOST, PUBLIC, end_processes, start
from tests.support.marks import family, resident_bytes
from tests.support.reporters import is_acknowledged

MIB = 1024 * 1024
GROWTH_BYTES = 30 * MIB
"""What the server may grow by while a file arrives, whatever the file's size."""


@pytest.fixture
def stage(tmp_path: Path) -> Iterator[Founding]:
    """An office in a folder that can be served."""
    founding = found_stage(tmp_path / "office")
    yield founding
    drop_connections(founding.office)


class _Watch(threading.Thread):
    """Looks at the memory of a family of processes fifty times a second."""

    def __init__(self, pids: list[int]) -> None:
        super().__init__(daemon=True)
        self._pids = pids
        self._over = threading.Event()
        self.most = 0

    def run(self) -> None:
        while not self._over.wait(0.02):
            self.most = max(self.most, resident_bytes(self._pids))

    def stop(self) -> int:
        """End, and return the most that was seen, in bytes."""
        self._over.set()
        self.join()
        return self.most


def pieces(mebibytes: int) -> Iterator[bytearray]:
    """Yield the file that is sent, a mebibyte at a time in one reused buffer."""
    piece = bytearray(hashlib.shake_256(b"piece").digest(MIB))
    for number in range(mebibytes):
        piece[:4] = number.to_bytes(4, "big")
        yield piece


def sha256_of(file: Iterable[bytes | bytearray]) -> str:
    """Hash a file that comes in pieces."""
    digest = hashlib.sha256()
    for piece in file:
        digest.update(piece)
    return digest.hexdigest()


def upload(port: int, page: Page, form: Form, mebibytes: int) -> Page:
    """Send one file of the second step piece by piece; return the answer."""
    edge = "limit7c1"
    fields = "".join(
        f'--{edge}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'
        for name, value in [*form.pairs({}), ("go", "upload")]
    )
    head = (
        f'{fields}--{edge}\r\nContent-Disposition: form-data; name="file"; filename="besar.bin"\r\n'
        "Content-Type: application/octet-stream\r\n\r\n"
    ).encode()
    tail = f"\r\n--{edge}--\r\n".encode()
    with socket.create_connection((HOST, port), timeout=120) as connection:
        length = len(head) + mebibytes * MIB + len(tail)
        connection.sendall(
            f"POST {page.path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Length: {length}\r\n"
            f"Content-Type: multipart/form-data; boundary={edge}\r\n\r\n".encode()
            + head
        )
        for piece in pieces(mebibytes):
            connection.sendall(piece)
        connection.sendall(tail)
        answer = b"".join(iter(lambda: connection.recv(65536), b""))
    return _parsed(page.path, answer)


def _parsed(path: str, answer: bytes) -> Page:
    head, _, body = answer.partition(b"\r\n\r\n")
    status_line, _, lines = head.partition(b"\r\n")
    headers = http.client.parse_headers(io.BytesIO(lines + b"\r\n\r\n"))
    return read_page(path, int(status_line.split()[1]), headers, body)


@pytest.mark.parametrize("mebibytes", [60, pytest.param(199, marks=pytest.mark.long)])
def test_a_large_file_is_sealed_in_constant_memory(stage: Founding, tmp_path: Path, mebibytes: int) -> None:
    """The server grows by no more than a few pieces, however large the file; the officer reads the same bytes."""
    with (tmp_path / "log").open("wb") as log:
        server = start(tmp_path / "office", PUBLIC, workers=1, log=log)
        try:
            browser = Browser(HOST, server.port)
            page = browser.get("/isi")
            start_form = page.form("/isi", button="next")
            page = browser.submit(page, start_form, {"story": "Ada rekaman."}, button=("go", "next"))
            page = upload(server.port, page, page.form("/isi", button="upload"), 1)
            assert page.status == 200
            pids = family(server.process.pid)
            before, watch = resident_bytes(pids), _Watch(pids)
            watch.start()
            began = time.monotonic()
            page = upload(server.port, page, page.form("/isi", button="upload"), mebibytes)
            seconds, growth = time.monotonic() - began, watch.stop() - before
            assert page.status == 200
            for _ in range(2):
                page = browser.submit(page, page.form("/isi", button="next"), button=("go", "next"))
            form = page.form("/isi", button="send")
            page = browser.submit(page, form, {"noted": "yes"}, button=("go", "send"))
            assert is_acknowledged(page)
        finally:
            end_processes([server.process])
    print(f"{mebibytes} MiB in {seconds:.1f} s, +{growth / MIB:.1f} MiB")
    assert growth < GROWTH_BYTES
    assert _sha256_at_the_desk(stage) == sha256_of(pieces(mebibytes))


def _sha256_at_the_desk(stage: Founding) -> str:
    office = stage.office
    melati = next(person for person in stage.people if person.username == "melati")
    with office.reading() as session:
        desk = Desk(session, office, office.unlock("melati", melati.passphrase))
        case = session.scalars(select(Case)).one()
        newest = session.scalars(select(Attachment).order_by(Attachment.number.desc())).first()
        assert newest is not None
        return sha256_of(desk.open_file(case, newest.id))
