"""A sender slower than a kilobyte a second is cut off; everybody else never notices."""

from __future__ import annotations

import io
import os
import socket
import threading
import time
from collections.abc import Iterator

import pytest
from gunicorn.http.body import Body, ChunkedReader, LengthReader  # type: ignore[import-untyped]  # gunicorn ships no types
from gunicorn.http.unreader import IterUnreader, SocketUnreader  # type: ignore[import-untyped]  # gunicorn ships no types

from casemgr.errors import UploadIncompleteError
from casemgr.web.body import SteadyBodies, SteadyInput, _Watch


@pytest.fixture
def pair() -> Iterator[tuple[socket.socket, socket.socket]]:
    ours, theirs = socket.socketpair()
    yield ours, theirs
    ours.close()
    theirs.close()


class _SocketReader:
    """Reads like gunicorn: until it has what was asked for, or the other side is gone."""

    def __init__(self, sock: socket.socket) -> None:
        self._sock = sock

    def read(self, size: int = -1, /) -> bytes:
        found = b""
        while len(found) < size:
            piece = self._sock.recv(size - len(found))
            if not piece:
                break
            found += piece
        return found


def steady(sock: socket.socket, *, rate: int = 100_000, grace: float = 0.2) -> SteadyInput:
    return SteadyInput(_SocketReader(sock), sock, _Watch(), rate=rate, grace=grace)


def test_a_steady_sender_is_read_to_the_end(pair: tuple[socket.socket, socket.socket]) -> None:
    ours, theirs = pair
    sent = b"x" * 300_000

    def send() -> None:
        theirs.sendall(sent)
        theirs.shutdown(socket.SHUT_WR)

    sender = threading.Thread(target=send)
    sender.start()
    assert steady(ours).read() == sent
    sender.join()


def test_a_silent_sender_is_cut_off_and_can_still_be_answered(
    pair: tuple[socket.socket, socket.socket],
) -> None:
    ours, theirs = pair
    theirs.sendall(b"awal")
    began = time.monotonic()
    with pytest.raises(UploadIncompleteError):
        steady(ours).read(10_000)
    assert time.monotonic() - began < 3
    ours.sendall(b"HTTP/1.1 408")
    assert theirs.recv(12) == b"HTTP/1.1 408"


def test_a_trickle_is_cut_off_without_a_socket_to_shut() -> None:
    class Trickle:
        def read(self, size: int = -1, /) -> bytes:
            time.sleep(0.02)
            return b"x"

    body = SteadyInput(Trickle(), None, _Watch(), rate=1000, grace=0.1)
    with pytest.raises(UploadIncompleteError):
        b"".join(iter(lambda: body.read(10), b""))


def test_lines_are_read_as_the_standard_asks() -> None:
    body = SteadyInput(io.BytesIO(b"satu\ndua\ntiga"), None, _Watch(), rate=1, grace=9)
    assert body.readline() == b"satu\n"
    assert body.readline(2) == b"du"
    assert body.readlines() == [b"a\n", b"tiga"]
    assert body.readline() == b""


def test_requests_without_a_body_are_left_alone() -> None:
    seen: list[object] = []

    def app(environ: dict[str, object], start_response: object) -> list[bytes]:
        seen.append(environ["wsgi.input"])
        return []

    middleware = SteadyBodies(app)  # type: ignore[arg-type]  # a smaller WSGI application
    plain = io.BytesIO()
    middleware({"wsgi.input": plain}, lambda *_: lambda _: None)  # type: ignore[arg-type,typeddict-item]
    middleware({"wsgi.input": plain, "CONTENT_LENGTH": "5"}, lambda *_: lambda _: None)  # type: ignore[arg-type,typeddict-item]
    assert seen[0] is plain
    assert isinstance(seen[1], SteadyInput)


@pytest.mark.parametrize("read_with_head", [0, 10, 5000])
def test_a_body_of_known_length_is_read_straight_from_the_socket(
    pair: tuple[socket.socket, socket.socket], read_with_head: int
) -> None:
    """Not one byte of the next request is taken, and gunicorn knows that the body is over."""
    ours, theirs = pair
    unreader, sent, following = SocketUnreader(ours), os.urandom(5000), b"GET / HTTP/1.1"
    sender = threading.Thread(target=theirs.sendall, args=(sent + following,))
    sender.start()
    if read_with_head:
        unreader.unread(ours.recv(read_with_head, socket.MSG_WAITALL))
    body = Body(LengthReader(unreader, len(sent)))
    steady_body, read = _behind_the_middleware(body, ours), b""
    while piece := steady_body.read(700):
        read += piece
    sender.join()
    assert (read, body.reader.length) == (sent, 0)
    assert unreader.read(len(following)) == following


def test_a_body_that_breaks_off_is_short_and_ends_its_connection(
    pair: tuple[socket.socket, socket.socket],
) -> None:
    ours, theirs = pair
    theirs.sendall(b"x" * 300)
    theirs.shutdown(socket.SHUT_WR)
    body = Body(LengthReader(SocketUnreader(ours), 1000))
    steady_body = _behind_the_middleware(body, ours)
    assert steady_body.read(1000) == b"x" * 300
    assert body.reader.length == 700
    ours.close()
    with pytest.raises(UploadIncompleteError):
        steady_body.read(1000)
    assert body.failed


def _behind_the_middleware(body: Body, sock: socket.socket) -> SteadyInput:
    seen: list[SteadyInput] = []

    def app(environ: dict[str, SteadyInput], start_response: object) -> list[bytes]:
        seen.append(environ["wsgi.input"])
        return []

    environ = {"wsgi.input": body, "gunicorn.socket": sock, "CONTENT_LENGTH": "1"}
    SteadyBodies(app)(environ, lambda *_: lambda _: None)  # type: ignore[arg-type]  # a smaller WSGI application
    return seen[0]


@pytest.mark.parametrize("body", [b"ZZ\r\nabc\r\n0\r\n\r\n", b"3\r\nabcXX0\r\n\r\n", b"9\r\nabc"])
def test_pieces_with_broken_lengths_are_an_incomplete_body(body: bytes) -> None:
    with pytest.raises(UploadIncompleteError):
        pieces(body).read()
    assert pieces(b"3\r\nabc\r\n0\r\n\r\n").read() == b"abc"


def pieces(body: bytes) -> SteadyInput:
    reader = Body(ChunkedReader(None, IterUnreader(iter([body]))))
    return SteadyInput(reader, None, _Watch(), rate=100_000, grace=10)
