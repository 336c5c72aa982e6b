"""End request bodies that arrive too slowly, before they occupy a thread for ever.

Knows the WSGI input and, when gunicorn offers it, the socket below. Refuses to know what the body holds.
A read of n bytes must return within n / rate seconds plus a grace period; whoever is slower is cut off by
shutting the reading half of the socket, so that an error page can still be written.
"""

from __future__ import annotations

import os
import socket
import ssl
import threading
import time
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any, Protocol

from gunicorn.http.body import Body, LengthReader  # type: ignore[import-untyped]  # gunicorn ships no types
from gunicorn.http.errors import ParseException  # type: ignore[import-untyped]  # as above
from gunicorn.http.unreader import SocketUnreader  # type: ignore[import-untyped]  # as above

from casemgr.errors import UploadIncompleteError

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

LEAST_BYTES_PER_SECOND = 1000
"""Slower than any phone on 2G (EDGE moves some 10 kB/s); 32 threads survive hundreds of stalled clients."""
GRACE_SECONDS = 10.0
SMALLEST_PIECE = 16 * 1024
LARGEST_PIECE = 512 * 1024
"""Fast senders are read in large pieces; who stalls from the start is cut off after half a minute."""
QUICK_SECONDS = 0.25


class _Readable(Protocol):
    def read(self, size: int = -1, /) -> bytes: ...


class SteadyBodies:
    """A WSGI middleware that gives the application an input which ends slow bodies.

    The watching thread starts with the first body, so that each worker has its own after a fork.
    """

    def __init__(
        self,
        app: WSGIApplication,
        *,
        least_bytes_per_second: int = LEAST_BYTES_PER_SECOND,
        grace_seconds: float = GRACE_SECONDS,
    ) -> None:
        self._app = app
        self._rate = least_bytes_per_second
        self._grace = grace_seconds
        self._watch = _Watch()

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        if environ.get("CONTENT_LENGTH") or environ.get("HTTP_TRANSFER_ENCODING"):
            environ["wsgi.input"] = SteadyInput(
                environ["wsgi.input"],
                environ.get("gunicorn.socket"),
                self._watch,
                rate=self._rate,
                grace=self._grace,
            )
        return self._app(environ, start_response)


class _StraightBody:
    """Reads a body of known length from gunicorn's socket into one buffer, past gunicorn's own.

    Those copy every byte four times, which costs a large file as much again as hashing it. Gunicorn's count
    of what is left stays true, so that it finds the next request on the connection.
    """

    def __init__(self, body: Body) -> None:
        self._body = body
        self._reader: LengthReader = body.reader
        sock = self._reader.unreader.sock
        # One call fills a whole piece; TLS sockets know no flags and are asked again.
        self._flags = 0 if isinstance(sock, ssl.SSLSocket) else socket.MSG_WAITALL

    def readinto(self, buffer: memoryview, /) -> int:
        """Fill `buffer`; return how many bytes came: fewer where the body ends or its sender went away."""
        reader = self._reader
        wanted = buffer[: reader.length]
        filled = self._from_buffer(wanted)
        try:
            while rest := wanted[filled:]:
                count = reader.unreader.sock.recv_into(rest, 0, self._flags)
                if not count:
                    break
                filled += count
        except OSError:
            self._body.failed = True
            raise
        reader.length -= filled
        return filled

    def _from_buffer(self, piece: memoryview) -> int:
        """Take what gunicorn read together with the request's head."""
        held = self._reader.unreader.take_buffered()
        taken = held[: len(piece)]
        piece[: len(taken)] = taken
        if len(held) > len(taken):
            self._reader.unreader.unread(held[len(taken) :])
        return len(taken)


class _AnyBody:
    """Reads any other body as it offers itself."""

    def __init__(self, body: _Readable) -> None:
        self._body = body

    def readinto(self, buffer: memoryview, /) -> int:
        """Fill `buffer` as far as one read of the body does."""
        piece = self._body.read(len(buffer))
        buffer[: len(piece)] = piece
        return len(piece)


def _shortest(body: _Readable) -> _StraightBody | _AnyBody:
    """Return a shorter way to a body that gunicorn reads from a socket by its length, else the body's own."""
    reader = body.reader if isinstance(body, Body) else None
    if isinstance(reader, LengthReader) and isinstance(reader.unreader, SocketUnreader):
        return _StraightBody(body)
    return _AnyBody(body)


class SteadyInput:
    """A WSGI input whose reads raise `UploadIncompleteError` when the sender is too slow or gone."""

    def __init__(
        self,
        inner: _Readable,
        sock: socket.socket | None,
        watch: _Watch,
        *,
        rate: int,
        grace: float,
    ) -> None:
        self._inner = _shortest(inner)
        self._sock = sock
        self._watch = watch
        self._rate = rate
        self._grace = grace
        self._bytes = 0
        self._seconds = 0.0
        self._largest = SMALLEST_PIECE

    def read(self, size: int = -1, /) -> bytes:
        """Return up to `size` bytes, at most one piece; everything when `size` is negative."""
        if size < 0:
            return b"".join(self)
        return self._piece(min(size, self._largest))

    def readinto(self, buffer: bytearray, /) -> int:
        """Fill `buffer` up to one piece; return how many bytes came, 0 at the end."""
        with memoryview(buffer) as view:
            return self._fill(view[: self._largest])

    def readline(self, size: int = -1, /) -> bytes:
        """Return one line, as PEP 3333 asks of an input; nobody here reads bodies by line."""
        line = bytearray()
        while not line.endswith(b"\n") and (size < 0 or len(line) < size):
            byte = self._piece(1)
            if not byte:
                break
            line += byte
        return bytes(line)

    def readlines(self, hint: int = -1, /) -> list[bytes]:
        """Return all lines; `hint` is ignored, as PEP 3333 allows."""
        return b"".join(self).splitlines(keepends=True)

    def __iter__(self) -> Iterator[bytes]:
        while piece := self._piece(self._largest):
            yield piece

    def _piece(self, size: int) -> bytes:
        piece = bytearray(size)
        with memoryview(piece) as view:
            return bytes(view[: self._fill(view)])

    def _fill(self, buffer: memoryview) -> int:
        began = time.monotonic()
        ticket = self._watch.begin(self._sock, began + self._grace + len(buffer) / self._rate)
        try:
            count = self._inner.readinto(buffer)
        except (OSError, ParseException):
            # Gone, or sending pieces whose lengths are no numbers.
            raise UploadIncompleteError from None
        finally:
            cut = self._watch.end(ticket)
        spent = time.monotonic() - began
        self._largest = min(2 * self._largest, LARGEST_PIECE) if spent < QUICK_SECONDS else SMALLEST_PIECE
        self._seconds += spent
        self._bytes += count
        too_slow = self._seconds > self._grace and self._bytes < self._seconds * self._rate
        if cut or too_slow:
            raise UploadIncompleteError
        return count


class _Watch:
    """Shuts the reading half of every socket whose read has passed its deadline."""

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self._reads: dict[object, tuple[socket.socket, float]] = {}
        self._pid = 0

    def begin(self, sock: socket.socket | None, deadline: float) -> object | None:
        if sock is None:
            return None
        ticket = object()
        with self._changed:
            if self._pid != os.getpid():
                self._pid = os.getpid()
                threading.Thread(target=self._run, name="casemgr-slow-bodies", daemon=True).start()
            idle = not self._reads
            self._reads[ticket] = (sock, deadline)
            if idle:
                self._changed.notify()
        return ticket

    def end(self, ticket: object | None) -> bool:
        """Forget the read; true when it was cut off."""
        if ticket is None:
            return False
        with self._changed:
            return self._reads.pop(ticket, None) is None

    def _run(self) -> None:
        while True:
            with self._changed:
                self._changed.wait_for(lambda: bool(self._reads))
                late = [ticket for ticket, (_, at) in self._reads.items() if at < time.monotonic()]
                for ticket in late:
                    _shut(self._reads.pop(ticket)[0])
            time.sleep(0.5)


def _shut(sock: Any) -> None:
    try:
        sock.shutdown(socket.SHUT_RD)
    except OSError:
        return
