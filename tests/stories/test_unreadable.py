"""Requests that never become one, on a raw socket: the server's own answers are ours, too, and repeat nothing."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from dataclasses import dataclass, field
from types import SimpleNamespace

import pytest
from gunicorn.config import Config

from casemgr.folder import drop_connections
from casemgr.serving import CONSOLE, PUBLIC, QuietLogger, Worker, end_processes
from casemgr.story import found_stage
from casemgr.story.servers import HOST, start
from tests.support.marks import new_mark

ADDRESS = "127.44.55.66"
MARK = new_mark("wire")
BROKEN = {
    "no request line": (400, f"{MARK} \x00 {MARK}\r\n\r\n"),
    "a line of one word": (400, f"{MARK}\r\n\r\n"),
    "a method in small letters and signs": (400, f"g({MARK}) / HTTP/1.1\r\nHost: x\r\n\r\n"),
    "a version that is none": (400, f"GET /{MARK} HTTP/{MARK}\r\nHost: x\r\n\r\n"),
    "a header without colon": (400, f"GET / HTTP/1.1\r\nHost: x\r\n{MARK}\r\n\r\n"),
    "a header name with a space": (400, f"GET / HTTP/1.1\r\nHost: x\r\n{MARK} y: {MARK}\r\n\r\n"),
    "a folded header": (400, f"GET / HTTP/1.1\r\nHost: x\r\nA: b\r\n {MARK}\r\n\r\n"),
    "a NUL in a header": (400, f"GET / HTTP/1.1\r\nHost: x\r\nA: {MARK}\x00\r\n\r\n"),
    "a length that is no number": (400, f"POST /kode HTTP/1.1\r\nHost: x\r\nContent-Length: {MARK}\r\n\r\n"),
    "two lengths": (
        400,
        f"POST /{MARK} HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n{MARK}",
    ),
    "an encoding nobody knows": (501, f"POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: {MARK}\r\n\r\n"),
    "an expectation nobody meets": (417, f"POST / HTTP/1.1\r\nHost: x\r\nExpect: {MARK}\r\n\r\n"),
    "a long address": (414, f"GET /{MARK * 400} HTTP/1.1\r\nHost: x\r\n\r\n"),
    "a very long address": (414, f"GET /{MARK * 2000} HTTP/1.1\r\nHost: x\r\n\r\n"),
    "a long header": (431, f"GET / HTTP/1.1\r\nHost: x\r\nCookie: {MARK * 800}\r\n\r\n"),
    "many headers": (431, f"GET / HTTP/1.1\r\nHost: x\r\n{f'A: {MARK}{chr(13)}{chr(10)}' * 200}\r\n"),
}
"""What is sent, with the status it gets."""
PROTECTING = {
    "cache-control": "no-store",
    "content-security-policy": "default-src 'none'",
    "referrer-policy": "",
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "camera=()",
    "content-type": "text/html; charset=utf-8",
}
"""Headers that every page of ours has, and how their value begins."""


@dataclass
class Answer:
    """What came back over the wire."""

    raw: bytes
    status: int = 0
    headers: dict[str, str] = field(default_factory=dict)
    body: str = ""

    def __post_init__(self) -> None:
        head, _, body = self.raw.partition(b"\r\n\r\n")
        first, *lines = head.decode("latin-1").split("\r\n")
        self.status = int(first.split()[1])
        self.headers = {
            name.lower(): value.strip() for name, _, value in (one.partition(":") for one in lines)
        }
        self.body = body.decode("utf-8")

    def is_protected(self) -> bool:
        """Whether every protecting header is there."""
        return all(
            name in self.headers and self.headers[name].startswith(value)
            for name, value in PROTECTING.items()
        )


@pytest.fixture(scope="module")
def sites(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, int]]:
    """Both sites of an office, and at the end a look at what they wrote down."""
    place = tmp_path_factory.mktemp("wire")
    drop_connections(found_stage(place / "office").office)
    with (place / "log").open("wb") as log:
        running = {part: start(place / "office", part, workers=1, log=log) for part in (PUBLIC, CONSOLE)}
        try:
            yield {part: one.port for part, one in running.items()}
        finally:
            end_processes([one.process for one in running.values()])
    written = (place / "log").read_text(errors="replace")
    assert "Invalid request" in written, "the log does not say that something was wrong"
    assert MARK not in written
    assert ADDRESS not in written


def _send(port: int, text: str, address: str = ADDRESS) -> Answer:
    with socket.create_connection((HOST, port), timeout=30, source_address=(address, 0)) as connection:
        connection.sendall(text.encode("latin-1"))
        connection.shutdown(socket.SHUT_WR)
        pieces = []
        while piece := connection.recv(65536):
            pieces.append(piece)
    return Answer(b"".join(pieces))


@pytest.mark.parametrize("part", [PUBLIC, CONSOLE])
@pytest.mark.parametrize("case", sorted(BROKEN))
def test_what_cannot_be_read_gets_our_page_and_is_not_repeated(
    sites: dict[str, int], part: str, case: str
) -> None:
    """Indonesian first, English below, our headers, and no word of what was sent."""
    status, text = BROKEN[case]
    answer = _send(sites[part], text)
    assert answer.status == status
    assert answer.is_protected()
    assert int(answer.headers["content-length"]) == len(answer.body.encode())
    assert answer.headers["connection"] == "close"
    assert MARK.encode() not in answer.raw
    assert answer.body.startswith('<!doctype html>\n<html lang="id">')
    assert answer.body.index("depan") < answer.body.index('lang="en"') < answer.body.index("first page")
    assert "server" not in answer.headers


@pytest.mark.parametrize("part", [PUBLIC, CONSOLE])
def test_a_page_of_ours_is_held_to_the_same_headers(sites: dict[str, int], part: str) -> None:
    """The check of headers holds for a page that the site drew itself, and fails without one of them."""
    path = {PUBLIC: "/", CONSOLE: "/sign-in/"}[part]
    answer = _send(sites[part], f"GET {path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
    assert (answer.status, answer.is_protected()) == (200, True)
    for name in PROTECTING:
        one = Answer(answer.raw)
        del one.headers[name]
        assert not one.is_protected()


@pytest.mark.parametrize("part", [PUBLIC, CONSOLE])
@pytest.mark.parametrize("name", ["SCRIPT_NAME", "PATH_INFO", "REMOTE_USER", "Script-Name", "Path-Info"])
def test_a_header_does_not_move_the_address(sites: dict[str, int], part: str, name: str) -> None:
    """What stands in a header is no path, also when it comes from where a proxy sits and passes everything on."""
    path, other = {PUBLIC: ("/", "/siapa"), CONSOLE: ("/sign-in/", "/sign-in/first/")}[part]
    ask = "GET {} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n{}\r\n"
    plain, there = (_send(sites[part], ask.format(one, "")) for one in (path, other))
    moved = _send(sites[part], ask.format(path, f"{name}: {other}\r\n"), HOST)
    assert (plain.status, there.status, moved.status) == (200, 200, 200)
    assert _heading(moved) == _heading(plain) != _heading(there)


def _heading(answer: Answer) -> str:
    return answer.body.partition("<h1>")[2].partition("</h1>")[0]


def test_an_error_below_the_application_is_ours_and_is_not_quoted(capfd: pytest.CaptureFixture[str]) -> None:
    """Whoever waits gets our page; the log has kind and place of the error, never its message."""
    here, there = socket.socketpair()
    with here, there:
        worker = SimpleNamespace(log=QuietLogger(Config()))
        try:
            raise ValueError(MARK)
        except ValueError as error:
            Worker.handle_error(worker, None, there, (ADDRESS, 1), error)  # type: ignore[arg-type]  # has a log
            worker.log.exception("Error handling request %s", MARK)
        answer = Answer(here.recv(65536))
    assert (answer.status, answer.is_protected()) == (500, True)
    written = capfd.readouterr().err
    assert written.count("unexpected ValueError at ") == 2
    assert MARK.encode() not in answer.raw
    assert MARK not in written


def test_a_mark_that_is_repeated_would_be_found(sites: dict[str, int]) -> None:
    """The page that asks for the code shows what was typed."""
    body = f"code={MARK}"
    head = f"POST /kode HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Length: {len(body)}\r\n"
    head += "Content-Type: application/x-www-form-urlencoded\r\n\r\n"
    answer = _send(sites[PUBLIC], head + body)
    assert answer.status == 422
    assert MARK.encode() in answer.raw
