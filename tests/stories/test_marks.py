"""Nothing a reporter wrote lies anywhere in clear: not in databases, folders, logs, temp files, nor mid-upload."""

from __future__ import annotations

import os
import socket
import tempfile
from pathlib import Path

import pytest

from casemgr.story import found_stage
from casemgr.story.browser import Browser
from casemgr.story.servers import HOST, PUBLIC, end_processes, start
from tests.stories.conftest import Played
from tests.support.marks import family, files_below, new_mark, open_files, search

UPLOAD_BYTES = 24 * 1024 * 1024


def test_no_mark_is_left_after_the_story(played: Played) -> None:
    """Text, name, contact, file name, content, code, address and browser are nowhere; the reference is."""
    code = played.story.code
    marks = {
        **played.marks,
        "code": code,
        "code in groups": "-".join(code[at : at + 4] for at in range(0, len(code), 4)),
        "address": played.story.brings.address,
        "passphrase": played.founding.people[0].passphrase,
    }
    everything = files_below(played.place)
    assert {path.name for path in everything} >= {"main.sqlite3", "vault.sqlite3", "log"}
    assert search(everything, {"reference": played.story.reference}) != []
    assert search(everything, marks) == []


@pytest.mark.parametrize("kind", ["plain", "UTF-16", "hex", "base64, 1"])
def test_the_search_finds_what_is_planted(tmp_path: Path, kind: str) -> None:
    """A mark in any disguise, across a border of pieces, and in a deleted file that is still open, is found."""
    from tests.support.marks import disguises

    mark = new_mark("control")
    (tmp_path / "planted").write_bytes(b"\0" * ((1 << 20) - 7) + disguises(mark)[kind] + b"\0" * 99)
    assert search(files_below(tmp_path), {"control": mark})[0].startswith(f"control, {kind}")
    with tempfile.TemporaryFile(dir=tmp_path) as file:
        file.write(mark.encode())
        file.flush()
        assert search(open_files([os.getpid()]), {"control": mark}) != []


def test_no_mark_is_left_in_the_middle_of_an_upload(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """While a large file arrives, no process holds a clear piece of it in any file, open or deleted."""
    (tmp_path / "tmp").mkdir()
    monkeypatch.setenv("TMPDIR", str(tmp_path / "tmp"))
    found_stage(tmp_path / "office")
    mark, name = new_mark("upload"), new_mark("name")
    with (tmp_path / "log").open("wb") as log:
        server = start(tmp_path / "office", PUBLIC, workers=1, log=log)
        try:
            with _half_an_upload(server.port, mark, name) as connection:
                blobs = files_below(tmp_path / "office" / "blobs")
                assert sum(path.stat().st_size for path in blobs) > UPLOAD_BYTES // 4
                places = [*files_below(tmp_path), *open_files(family(server.process.pid))]
                assert search(places, {"content": mark, "file name": name}) == []
                connection.close()
        finally:
            end_processes([server.process])


def _half_an_upload(port: int, mark: str, name: str) -> socket.socket:
    """Send half of a file through the form of the second step, and wait until the server has taken it in."""
    browser = Browser(HOST, port)
    page = browser.get("/isi")
    page = browser.submit(page, page.form("/isi", button="next"), {"story": "Cerita."}, button=("go", "next"))
    form = page.form("/isi", button="upload")
    edge = "limit4f"
    head = "".join(
        f'--{edge}\r\nContent-Disposition: form-data; name="{key}"\r\n\r\n{value}\r\n'
        for key, value in [*form.pairs({}), ("go", "upload")]
    )
    head += (
        f'--{edge}\r\nContent-Disposition: form-data; name="file"; filename="{name}.bin"\r\n'
        "Content-Type: application/octet-stream\r\n\r\n"
    )
    connection = socket.create_connection((HOST, port), timeout=30)
    connection.sendall(
        f"POST /isi HTTP/1.1\r\nHost: x\r\nContent-Type: multipart/form-data; boundary={edge}\r\n"
        f"Content-Length: {len(head) + UPLOAD_BYTES * 2}\r\n\r\n{head}".encode()
    )
    line = (mark + "\n").encode()
    piece = line * (1024 * 1024 // len(line))
    for _ in range(UPLOAD_BYTES // len(piece)):
        connection.sendall(piece)
    return connection
